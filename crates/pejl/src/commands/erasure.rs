//! `pejl forget`, `pejl retention` and `pejl erasures`: rows that are taken out of every revision, and the record of it.

use pejl_app::erasure::{Erased, erasures as list_erasures};
use pejl_app::forget::{ForgetRequest, ForgetState, Forgotten, forget as forget_persons};
use pejl_app::import::records::PersonKeySource;
use pejl_app::retention as retentions;
use serde_json::{Map, Value, json};

use super::open;
use crate::arguments::{
    ErasuresArgs, ForgetArgs, PlaceArgs, RetentionCommand, RowFormat, SummaryFormat,
};
use crate::exit::Failure;
use crate::output::{self, printable};

/// Who the record says it was.
const ACTOR: &str = "command line";

/// Takes the rows of persons out of every revision.
pub fn forget(place: &PlaceArgs, args: &ForgetArgs) -> Result<(), Failure> {
    let request = ForgetRequest {
        person_file: args.person_file.clone(),
        municipality: args.municipality.clone(),
        person_key: PersonKeySource {
            file: args.person_key.clone(),
            folder: None,
        },
        case_text: args.case.clone(),
        dry_run: args.dry_run,
        actor: ACTOR.to_owned(),
    };
    let done = forget_persons(&open(place)?, &request)?;
    match args.format {
        SummaryFormat::Json => output::json(&forgotten_body(&done)),
        SummaryFormat::Text => output::lines(&forgotten_text(&done)),
    }
}

fn forgotten_text(done: &Forgotten) -> Vec<String> {
    let erased = &done.erased;
    let mut lines = vec![format!(
        "{} persons asked for, {} had rows in municipality {}",
        done.n_persons, erased.n_persons_found, done.municipality
    )];
    lines.extend(by_dataset(erased));
    lines.push(match done.state {
        ForgetState::DryRun => format!(
            "dry run: {} rows in {} files would be removed from every revision; nothing was changed",
            erased.n_rows(),
            erased.n_segments
        ),
        ForgetState::NothingFound => "nothing was found, and nothing was removed".to_owned(),
        ForgetState::Forgotten => removed(erased),
    });
    lines
}

fn by_dataset(erased: &Erased) -> Vec<String> {
    let rows = erased.rows.iter();
    rows.map(|(dataset, n)| format!("{dataset}: {n} rows"))
        .collect()
}

fn removed(erased: &Erased) -> String {
    format!(
        "removed {} rows from every revision; {} files were written anew; revision {}, record {}",
        erased.n_rows(),
        erased.n_segments,
        erased.revision.unwrap_or_default(),
        erased.erasure.unwrap_or_default()
    )
}

fn forgotten_body(done: &Forgotten) -> Value {
    let mut body = erased_body(&done.erased, done.state.as_str());
    if let Some(fields) = body.as_object_mut() {
        fields.insert("municipality".to_owned(), json!(done.municipality));
        fields.insert("n_persons".to_owned(), json!(done.n_persons));
        let n_found = done.erased.n_persons_found;
        fields.insert("n_persons_found".to_owned(), json!(n_found));
    }
    body
}

fn erased_body(erased: &Erased, state: &str) -> Value {
    let imports: Map<String, Value> = erased
        .imports
        .iter()
        .map(|(import, n)| (import.to_string(), json!(n)))
        .collect();
    json!({"state": state, "erasure": erased.erasure, "revision": erased.revision, "n_rows": erased.n_rows(),
        "datasets": erased.rows, "imports": imports, "n_segments": erased.n_segments})
}

/// Lists what was taken out of the revisions, newest first.
pub fn erasures(place: &PlaceArgs, args: &ErasuresArgs) -> Result<(), Failure> {
    let rows: Vec<Map<String, Value>> = list_erasures(&open(place)?, None, args.limit)?
        .into_iter()
        .filter_map(|one| {
            let row = json!({"id": one.id, "kind": one.kind.as_str(), "revision": one.revision,
                "erased_at": one.erased_at, "actor": one.actor, "municipality": one.municipality,
                "case": one.case_text, "n_persons": one.n_persons, "rows": one.rows});
            row.as_object().cloned()
        })
        .collect();
    let columns = [
        "id",
        "kind",
        "revision",
        "erased_at",
        "actor",
        "municipality",
        "case",
        "n_persons",
        "rows",
    ];
    output::rows(&json!({}), &columns, &rows, args.format)
}

/// Says how long rows are kept, or removes those past their time.
pub fn retention(place: &PlaceArgs, command: &RetentionCommand) -> Result<(), Failure> {
    let store = open(place)?;
    match command {
        RetentionCommand::List { format } => list(&store, *format),
        RetentionCommand::Set {
            dataset,
            months,
            municipality,
        } => Ok(retentions::set(
            &store,
            dataset,
            municipality.as_deref(),
            *months,
            ACTOR,
        )?),
        RetentionCommand::Clear {
            dataset,
            municipality,
        } => {
            if !retentions::clear(&store, dataset, municipality.as_deref(), ACTOR)? {
                eprintln!("nothing was set for {}", printable(dataset));
            }
            Ok(())
        }
        RetentionCommand::Run { dry_run, format } => {
            let erased = retentions::run(&store, *dry_run, ACTOR)?;
            let state = match (dry_run, erased.n_rows()) {
                (true, _) => "dry_run",
                (false, 0) => "nothing_found",
                (false, _) => "removed",
            };
            match format {
                SummaryFormat::Json => output::json(&erased_body(&erased, state)),
                SummaryFormat::Text => {
                    let mut lines = by_dataset(&erased);
                    lines.push(match state {
                        "dry_run" => format!(
                            "dry run: {} rows are past their time; nothing was changed",
                            erased.n_rows()
                        ),
                        "removed" => removed(&erased),
                        _ => "no row is past its time".to_owned(),
                    });
                    output::lines(&lines)
                }
            }
        }
    }
}

fn list(store: &pejl_app::Store, format: RowFormat) -> Result<(), Failure> {
    let rows: Vec<Map<String, Value>> = retentions::schedules(store)?
        .into_iter()
        .filter_map(|one| {
            let set = &one.retention;
            let row = json!({"dataset": set.dataset, "municipality": set.municipality, "months": set.months,
                "counts_from": one.counts_from, "actor": set.actor, "set_at": set.set_at});
            row.as_object().cloned()
        })
        .collect();
    let columns = [
        "dataset",
        "municipality",
        "months",
        "counts_from",
        "actor",
        "set_at",
    ];
    output::rows(&json!({}), &columns, &rows, format)
}
