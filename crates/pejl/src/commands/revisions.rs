//! `pejl revisions`: what was committed, and what each revision changed.

use pejl_api::{
    CHANGE_COUNT_COLUMNS, CHANGED_ROW_COLUMNS, Limits, change_count_rows, changed_rows,
};
use pejl_app::catalogue;
use pejl_app::changes::{ChangesRequest, changes as find_changes};
use serde_json::{Map, Value, json};

use super::open;
use super::query::{first, internal};
use crate::arguments::{ChangesArgs, PlaceArgs, RevisionsArgs, RevisionsCommand};
use crate::exit::Failure;
use crate::output;

/// Lists revisions, newest first, or tells what one changed.
pub fn revisions(place: &PlaceArgs, args: &RevisionsArgs) -> Result<(), Failure> {
    if let Some(RevisionsCommand::Changes(args)) = &args.command {
        return changes(place, args);
    }
    let store = open(place)?;
    let rows: Vec<Map<String, Value>> = catalogue::revisions(&store, None, args.limit)?
        .into_iter()
        .filter_map(|r| {
            let row = json!({"revision": r.n, "committed_at": r.committed_at, "kind": r.kind, "actor": r.actor});
            row.as_object().cloned()
        })
        .collect();
    output::rows(
        &json!({}),
        &["revision", "committed_at", "kind", "actor"],
        &rows,
        args.format,
    )
}

fn changes(place: &PlaceArgs, args: &ChangesArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let found = find_changes(
        &store,
        &ChangesRequest {
            revision: args.revision,
            datasets: args.dataset.clone(),
            municipalities: args.municipality.clone(),
            periods: args.period.clone(),
            rows_max: args.rows.then_some(Limits::PUBLISHED.file_rows_max),
        },
    )?;
    let revision = &found.revision;
    let meta = json!({"revision": revision.n, "committed_at": revision.committed_at, "kind": revision.kind,
        "actor": revision.actor});
    let (rows, columns): (_, &[&str]) = match args.rows {
        true => (changed_rows(&found), &CHANGED_ROW_COLUMNS),
        false => (change_count_rows(&found), &CHANGE_COUNT_COLUMNS),
    };
    let rows = rows.map_err(internal)?;
    output::rows(&meta, columns, first(&rows, args.limit), args.format)
}
