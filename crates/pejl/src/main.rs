//! The `pejl` binary: arguments, configuration, logging and wiring.

mod arguments;
mod commands;
mod exit;
mod output;
mod writers;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::Arguments;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to stdout and are no error; a wrong call is said on stderr.
            let code = if error.use_stderr() {
                ExitCode::from(2)
            } else {
                ExitCode::SUCCESS
            };
            return if error.print().is_ok() {
                code
            } else {
                ExitCode::from(3)
            };
        }
    };
    let level = arguments.command.default_log_level();
    env_logger::Builder::from_env(env_logger::Env::new().filter_or("PEJL_LOG", level)).init();
    match commands::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
