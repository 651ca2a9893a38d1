//! `pejl compute`: kept figures, up to the newest revision.

use pejl_app::kept::{keep_up, keep_up_or_log};
use serde_json::json;

use super::open;
use crate::arguments::{ComputeArgs, PlaceArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output;

/// Who asks.
const ACTOR: &str = "command line";

/// Brings the kept figures up, and says what was done.
pub fn compute(place: &PlaceArgs, args: &ComputeArgs) -> Result<(), Failure> {
    let run = keep_up(&open(place)?, ACTOR)?;
    if args.format == SummaryFormat::Json {
        let run = run.map(|run| {
            json!({
                "revision": run.revision,
                "n_computed": run.n_computed,
                "n_opened": run.n_opened,
                "n_closed": run.n_closed,
            })
        });
        return output::json(&json!({ "run": run }));
    }
    let line = match run {
        None => "the kept figures are up to date".to_owned(),
        Some(run) => format!(
            "revision {}: {} figures computed, {} new, {} closed",
            run.revision, run.n_computed, run.n_opened, run.n_closed
        ),
    };
    output::lines(&[line])
}

/// Brings the kept figures up after a command that may have changed them. The command is done whatever becomes of this.
pub fn after(place: &PlaceArgs) -> Result<(), Failure> {
    keep_up_or_log(&open(place)?, ACTOR);
    Ok(())
}
