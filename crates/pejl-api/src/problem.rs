//! Errors as a client sees them: one table from what went wrong to a problem document (RFC 9457).

use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use pejl_app::cards::Fault;
use pejl_app::targets::TargetFault;
use pejl_app::{AppError, ParamProblem, chain};
use pejl_domain::cpr::masked;
use serde::Serialize;
use utoipa::ToSchema;

/// Media type of problem documents.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One parameter at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ParameterProblem {
    /// Name of the parameter as it was sent.
    #[schema(example = "indicator")]
    pub parameter: String,
    /// The value at fault.
    #[schema(example = "F3x")]
    pub value: String,
    /// What is allowed.
    #[schema(example = "a known indicator code")]
    pub allowed: String,
    /// Known values that are spelled alike.
    #[schema(example = json!(["F2"]))]
    pub nearest: Vec<String>,
}

/// A problem document (RFC 9457), with media type `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Identifies the kind of problem.
    #[schema(example = "urn:pejl:problem:invalid_parameter")]
    pub r#type: String,
    /// The kind of problem in words.
    #[schema(example = "Invalid parameter")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What was wrong this time, for the client.
    #[schema(example = "1 parameter cannot be used")]
    pub detail: String,
    /// Identifies the request in the server's log.
    #[schema(example = "0197b0a2-6d7c-7c3e-9a55-2f4c8e1b0d3f")]
    pub request_id: String,
    /// Each parameter at fault.
    pub errors: Vec<ParameterProblem>,
}

/// What a handler returns when it has no answer.
#[derive(Debug)]
pub enum ApiError {
    /// A use case failed.
    App(AppError),
    /// The request itself cannot be read: body, path or query.
    Malformed(String),
    /// No such path.
    NoSuchPath,
    /// The path does not know the method.
    MethodNotAllowed {
        /// The methods it knows, as in the header `Allow`.
        allow: &'static str,
    },
    /// None of the formats the client accepts.
    NotAcceptable(String),
    /// The body is larger than allowed.
    BodyTooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A file would have more rows than a file may have.
    FileTooLong {
        /// The limit in rows.
        limit: usize,
    },
    /// No key, or one that is not known.
    Unauthorised,
    /// The request comes from another site, or under a name this server does not have.
    Forbidden(&'static str),
    /// A report waits for data: the first line says so, and each of the others for what.
    Waits(Vec<String>),
    /// Too many queries at once.
    Overloaded,
    /// The answer took longer than allowed.
    TimedOut,
    /// The server failed in a way that is its own fault.
    Internal(String),
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.cause())
    }
}

struct Row {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
}

fn row(
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: impl Into<String>,
) -> Row {
    Row {
        status,
        kind,
        title,
        detail: detail.into(),
    }
}

/// What a client is told when the fault is ours; the cause stands in the log under the request id.
const OUR_FAULT: &str =
    "The server could not answer. The request id identifies the cause in the server's log.";

impl ApiError {
    /// The table: variant → status, type, title and a detail written for the client.
    fn row(&self) -> Row {
        match self {
            Self::App(error) => app_row(error),
            Self::Malformed(detail) => row(
                StatusCode::BAD_REQUEST,
                "malformed",
                "Malformed request",
                detail,
            ),
            Self::NoSuchPath => row(
                StatusCode::NOT_FOUND,
                "no_such_path",
                "No such path",
                "The path does not exist.",
            ),
            Self::MethodNotAllowed { .. } => row(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Method not allowed",
                "The path does not know this method.",
            ),
            Self::NotAcceptable(detail) => row(
                StatusCode::NOT_ACCEPTABLE,
                "not_acceptable",
                "Format not available",
                detail,
            ),
            Self::BodyTooLarge { limit } => row(
                StatusCode::PAYLOAD_TOO_LARGE,
                "body_too_large",
                "Body too large",
                format!("The body may be at most {limit} bytes."),
            ),
            Self::FileTooLong { limit } => row(
                StatusCode::PAYLOAD_TOO_LARGE,
                "query_too_large",
                "Query too large",
                format!(
                    "The file would have more than {limit} rows, which is the limit; ask for less, or page through it \
                     with limit and cursor."
                ),
            ),
            Self::Unauthorised => row(
                StatusCode::UNAUTHORIZED,
                "unauthorised",
                "Key needed",
                "Send an API key as Bearer token or as the password of HTTP Basic.",
            ),
            Self::Forbidden(detail) => {
                row(StatusCode::FORBIDDEN, "forbidden", "Forbidden", *detail)
            }
            Self::Waits(lines) => row(
                StatusCode::CONFLICT,
                "waits",
                "Waits for data",
                lines.first().cloned().unwrap_or_default(),
            ),
            Self::Overloaded => row(
                StatusCode::SERVICE_UNAVAILABLE,
                "overloaded",
                "Too many queries",
                "All query workers are busy; try again shortly.",
            ),
            Self::TimedOut => row(
                StatusCode::SERVICE_UNAVAILABLE,
                "timed_out",
                "Query took too long",
                "The answer took longer than allowed; ask for less.",
            ),
            Self::Internal(_) => row(
                StatusCode::INTERNAL_SERVER_ERROR,
                "internal",
                "Internal error",
                OUR_FAULT,
            ),
        }
    }

    fn errors(&self) -> Vec<ParameterProblem> {
        let of_card = |fault: &Fault| ParameterProblem {
            parameter: "card".to_owned(),
            value: masked(&fault.place).into_owned(),
            allowed: masked(&fault.text).into_owned(),
            nearest: Vec::new(),
        };
        let of_target = |fault: &TargetFault| ParameterProblem {
            parameter: fault.field.to_owned(),
            value: masked(&fault.value).into_owned(),
            allowed: masked(&fault.text.en).into_owned(),
            nearest: Vec::new(),
        };
        let of_lack = |line: &String| ParameterProblem {
            parameter: "data".to_owned(),
            value: String::new(),
            allowed: line.trim_start_matches("- ").to_owned(),
            nearest: Vec::new(),
        };
        let problems = match self {
            Self::Waits(lines) => return lines.iter().skip(1).map(of_lack).collect(),
            Self::App(AppError::Invalid(problems)) => problems,
            Self::App(AppError::Card(faults)) => return faults.iter().map(of_card).collect(),
            Self::App(AppError::Target(faults)) => return faults.iter().map(of_target).collect(),
            _ => return Vec::new(),
        };
        // What was sent is told again, but never a person's number.
        let one = |p: &ParamProblem| ParameterProblem {
            parameter: masked(&p.parameter).into_owned(),
            value: masked(&p.value).into_owned(),
            allowed: masked(&p.allowed).into_owned(),
            nearest: p.nearest.clone(),
        };
        problems.iter().map(one).collect()
    }

    /// The cause, for the log.
    fn cause(&self) -> String {
        match self {
            Self::App(error) => chain(error),
            Self::Internal(cause) => cause.clone(),
            other => other.row().detail,
        }
    }

    /// Returns the problem document; the request id is filled in on the way out.
    pub fn problem(&self) -> Problem {
        let row = self.row();
        Problem {
            r#type: format!("urn:pejl:problem:{}", row.kind),
            title: row.title.to_owned(),
            status: row.status.as_u16(),
            detail: masked(&row.detail).into_owned(),
            request_id: crate::request_id::current(),
            errors: self.errors(),
        }
    }
}

fn app_row(error: &AppError) -> Row {
    match error {
        AppError::Invalid(_) => row(
            StatusCode::BAD_REQUEST,
            "invalid_parameter",
            "Invalid parameter",
            sentence(error),
        ),
        AppError::Card(_) => row(
            StatusCode::UNPROCESSABLE_ENTITY,
            "card_refused",
            "Card refused",
            sentence(error),
        ),
        AppError::Target(_) => row(
            StatusCode::UNPROCESSABLE_ENTITY,
            "target_refused",
            "Target refused",
            sentence(error),
        ),
        AppError::NotFound { what, id, nearest } => {
            let near = if nearest.is_empty() {
                String::new()
            } else {
                format!(" Nearest: {}.", nearest.join(", "))
            };
            row(
                StatusCode::NOT_FOUND,
                "not_found",
                "Not found",
                format!("No {what} `{id}`.{near}"),
            )
        }
        AppError::TooLarge { .. } => row(
            StatusCode::PAYLOAD_TOO_LARGE,
            "query_too_large",
            "Query too large",
            sentence(error),
        ),
        AppError::Busy { .. } => row(
            StatusCode::CONFLICT,
            "busy",
            "Being written by another import",
            sentence(error),
        ),
        AppError::Conflict(detail) => row(
            StatusCode::CONFLICT,
            "conflict",
            "Conflict with the state",
            detail.as_str(),
        ),
        AppError::Refused(detail) => row(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused_by_source",
            "Refused by the source",
            detail.as_str(),
        ),
        AppError::NotMigrated(_)
        | AppError::Db(_)
        | AppError::Begin(_)
        | AppError::Ticket(_)
        | AppError::Commit(_)
        | AppError::Compaction(_)
        | AppError::Erasure(_)
        | AppError::Sweep(_) => row(
            StatusCode::SERVICE_UNAVAILABLE,
            "catalogue_unavailable",
            "Catalogue unavailable",
            OUR_FAULT,
        ),
        AppError::Rewritten => row(
            StatusCode::SERVICE_UNAVAILABLE,
            "rewritten",
            "Written anew meanwhile",
            sentence(error),
        ),
        AppError::Lake(_) | AppError::File { .. } | AppError::Read(_) | AppError::Records(_) => {
            row(
                StatusCode::SERVICE_UNAVAILABLE,
                "storage_unavailable",
                "Storage unavailable",
                OUR_FAULT,
            )
        }
        AppError::Quantity(_)
        | AppError::Relation(_)
        | AppError::Plan(_)
        | AppError::RecordFigures(_)
        | AppError::Comparison(_) => row(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Internal error",
            OUR_FAULT,
        ),
        AppError::Fetch(_) => row(
            StatusCode::BAD_GATEWAY,
            "fetch_failed",
            "Source unavailable",
            OUR_FAULT,
        ),
    }
}

/// Makes a sentence of an error message, which is a lower-case fragment.
fn sentence(error: &AppError) -> String {
    let text = error.to_string();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        format!("{}{}.", first.to_uppercase(), chars.as_str())
    })
}

impl ResponseError for ApiError {
    fn status_code(&self) -> StatusCode {
        self.row().status
    }

    fn error_response(&self) -> HttpResponse {
        let problem = self.problem();
        if problem.status >= 500 {
            log::error!(
                "request failed request_id={} cause={:?}",
                problem.request_id,
                masked(&self.cause())
            );
        }
        let mut response = HttpResponse::build(self.status_code());
        match self {
            Self::Unauthorised => {
                for scheme in [
                    "Basic realm=\"Pejl\", charset=\"UTF-8\"",
                    "Bearer realm=\"Pejl\"",
                ] {
                    response.append_header((WWW_AUTHENTICATE, scheme));
                }
            }
            Self::MethodNotAllowed { allow } => {
                response.insert_header((ALLOW, *allow));
            }
            Self::Overloaded | Self::TimedOut | Self::App(AppError::Rewritten) => {
                response.insert_header(("Retry-After", "2"));
            }
            _ => {}
        }
        response.insert_header((CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)));
        response.insert_header(("Cache-Control", "no-store"));
        response.body(serde_json::to_string(&problem).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_number_is_not_told_again() {
        let error = ApiError::App(AppError::NotFound {
            what: "indicator",
            id: "010190-1234".to_owned(),
            nearest: Vec::new(),
        });
        assert_eq!(error.problem().detail, "No indicator `••••••-••••`.");
        let error = ApiError::App(AppError::parameter(
            "0101901234",
            "0101901234",
            "no 0101901234",
        ));
        let told = format!("{:?}", error.problem());
        assert!(!told.contains("010190"), "{told}");
    }
}
