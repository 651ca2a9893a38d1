//! `pejl targets`: what the council has decided the indicators are to reach.

use std::path::Path;

use pejl_api::{TARGET_COLUMNS, TARGET_FILE_COLUMNS, TargetBody, target_rows};
use pejl_app::targets::{
    Applied, Draft, FIELDS, Imported, State, TargetsRequest, create_target, get_target,
    import_targets, list_targets, replace_target, withdraw_target,
};
use serde_json::json;

use super::import::issue_line;
use super::{as_known, open};
use crate::arguments::{PlaceArgs, RowFormat, TargetsCommand, WhichTargetsArgs};
use crate::exit::Failure;
use crate::output;

/// Who sets and withdraws.
const ACTOR: &str = "command line";

/// What a terminal shows of a target.
const TABLE: [&str; 12] = [
    "id",
    "version",
    "municipality",
    "indicator",
    "members",
    "direction",
    "baseline",
    "goal",
    "goal_low",
    "goal_high",
    "deadline",
    "owner",
];

/// Lists, shows, sets, withdraws, imports or exports.
pub fn targets(place: &PlaceArgs, command: &TargetsCommand) -> Result<(), Failure> {
    match command {
        TargetsCommand::List { which, format } => {
            let columns: &[&str] = match format {
                RowFormat::Table => &TABLE,
                _ => &TARGET_COLUMNS,
            };
            list(place, which, columns, *format)
        }
        TargetsCommand::Export {
            which,
            international,
        } => {
            let format = match international {
                true => RowFormat::Csv,
                false => RowFormat::CsvDa,
            };
            list(place, which, TARGET_FILE_COLUMNS, format)
        }
        TargetsCommand::Show {
            number,
            as_known: at,
        } => {
            let found = get_target(&open(place)?, *number, as_known(at)?)?;
            let versions = found.targets.iter().map(TargetBody::of);
            let body = json!({
                "meta": {"revision": found.revision, "committed_at": found.committed_at},
                "items": versions.collect::<Vec<_>>(),
            });
            output::json(&body)
        }
        TargetsCommand::Set {
            id,
            fields,
            dry_run,
        } => {
            let draft = draft(fields)?;
            let (store, by) = (open(place)?, (ACTOR, *dry_run));
            let applied = match id {
                None => create_target(&store, &draft, by)?,
                Some(number) => replace_target(&store, *number, &draft, by)?,
            };
            for one in &applied.warnings {
                eprintln!("warning: {}", output::printable(&one.to_string()));
            }
            told(&applied)
        }
        TargetsCommand::Withdraw { number } => {
            told(&withdraw_target(&open(place)?, (*number, None), ACTOR)?)
        }
        TargetsCommand::Import { file, dry_run } => import(place, file, *dry_run),
    }
}

fn list(
    place: &PlaceArgs,
    which: &WhichTargetsArgs,
    columns: &[&str],
    format: RowFormat,
) -> Result<(), Failure> {
    let request = TargetsRequest {
        municipality: which.municipality.clone(),
        indicator: which.indicator.clone(),
        at: as_known(&which.as_known)?,
    };
    let found = list_targets(&open(place)?, &request)?;
    let meta = json!({"revision": found.revision, "committed_at": found.committed_at});
    output::rows(&meta, columns, &target_rows(&found.targets), format)
}

/// Reads `name=text` fields.
fn draft(fields: &[String]) -> Result<Draft, Failure> {
    let mut draft = Draft::default();
    for said in fields {
        let pair = said.split_once('=');
        let known = |name: &str| FIELDS.iter().any(|field| field.name == name);
        match pair.map(|(name, text)| (name.trim(), text)) {
            Some((name, text)) if known(name) => draft.put(name, text),
            _ => {
                let names = FIELDS.map(|field| field.name).join(", ");
                return Err(Failure::Usage(format!(
                    "--field `{said}`: expected NAME=TEXT with one of {names}"
                )));
            }
        }
    }
    Ok(draft)
}

fn import(place: &PlaceArgs, file: &Path, is_dry_run: bool) -> Result<(), Failure> {
    match import_targets(&open(place)?, file, (ACTOR, is_dry_run))? {
        Imported::Accepted(applied, odd) => {
            for issue in &odd {
                eprintln!("{}", issue_line(issue));
            }
            told(&applied)
        }
        Imported::Refused(issues) => {
            for issue in &issues {
                eprintln!("{}", issue_line(issue));
            }
            let n = issues.len();
            let faults = if n == 1 { "fault" } else { "faults" };
            output::lines(&[format!("refused: {n} {faults}; nothing is stored")])?;
            Err(Failure::Refused)
        }
    }
}

/// Says what became of each target, and of all.
fn told(applied: &Applied) -> Result<(), Failure> {
    let each = applied.outcomes.iter();
    let mut lines: Vec<String> = each
        .map(|one| format!("target {}: {}", one.number, one.what.as_str()))
        .collect();
    lines.push(match applied.state {
        State::Applied => format!("revision {}", applied.revision),
        State::Proved => "can be stored; nothing is stored".to_owned(),
        State::Unchanged => "nothing changed".to_owned(),
    });
    output::lines(&lines)
}
