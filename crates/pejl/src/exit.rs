//! What the exit status says: 0 done, 1 refused because of the input, 2 wrong use, 3 the environment failed.

use std::process::ExitCode;

use pejl_app::{AppError, chain};

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// The input was refused; what is wrong with it has been said.
    Refused,
    /// The call cannot be carried out as it stands.
    Usage(String),
    /// The environment failed.
    Environment(String),
}

impl Failure {
    /// Says what was wrong on stderr and returns the exit status.
    pub fn report(&self) -> ExitCode {
        match self {
            Self::Refused => ExitCode::from(1),
            Self::Usage(message) => {
                eprintln!("pejl: {message}");
                ExitCode::from(2)
            }
            Self::Environment(message) => {
                eprintln!("pejl: {message}");
                ExitCode::from(3)
            }
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        match &error {
            AppError::Invalid(problems) => {
                let one = |p: &pejl_app::ParamProblem| {
                    let near = near(&p.nearest);
                    format!(
                        "{} `{}`: expected {}{near}",
                        p.parameter, p.value, p.allowed
                    )
                };
                Self::Usage(
                    problems
                        .iter()
                        .map(one)
                        .collect::<Vec<_>>()
                        .join("\npejl: "),
                )
            }
            AppError::NotFound { nearest, .. } => Self::Usage(format!("{error}{}", near(nearest))),
            AppError::Card(faults) => {
                for fault in faults {
                    eprintln!("pejl: {fault}");
                }
                Self::Refused
            }
            AppError::Target(faults) => {
                for fault in faults {
                    eprintln!("pejl: {fault}");
                }
                Self::Refused
            }
            AppError::Refused(_) => {
                eprintln!("pejl: {error}");
                Self::Refused
            }
            _ if error.is_environment() => Self::Environment(chain(&error)),
            _ => Self::Usage(chain(&error)),
        }
    }
}

fn near(nearest: &[String]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!(" (nearest: {})", nearest.join(", "))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Environment(error.to_string())
    }
}
