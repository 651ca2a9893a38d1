//! Administration: keys, indicators, the database, and the OpenAPI document.

use pejl_app::Store;
use pejl_app::{compaction, keys};
use serde_json::{Map, Value, json};

use super::{open, options};
use crate::arguments::{KeysCommand, PlaceArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// Brings the catalogue up to this version.
pub fn migrate(place: &PlaceArgs) -> Result<(), Failure> {
    let applied = Store::migrate(&options(place))?;
    if applied.is_empty() {
        return output::lines(&["nothing to do: the catalogue is of this version".to_owned()]);
    }
    output::lines(
        &applied
            .iter()
            .map(|name| format!("applied {name}"))
            .collect::<Vec<_>>(),
    )
}

/// Puts small segments together.
pub fn compact(place: &PlaceArgs) -> Result<(), Failure> {
    let done = compaction::compact(&open(place)?)?;
    output::lines(&[format!(
        "{} segments became {}; {} replaced files removed",
        done.n_inputs, done.n_outputs, done.n_removed
    )])
}

/// Makes, lists or closes keys.
pub fn keys(place: &PlaceArgs, command: &KeysCommand) -> Result<(), Failure> {
    let store = open(place)?;
    match command {
        KeysCommand::Create { name } => {
            let created = keys::create_key(&store, name)?;
            eprintln!(
                "Key {} for {}. It is shown this once.",
                created.id, created.name
            );
            output::lines(&[created.secret])
        }
        KeysCommand::List => {
            let rows: Vec<Map<String, Value>> = keys::list_keys(&store)?
                .into_iter()
                .filter_map(|key| {
                    let row = json!({"id": key.id, "name": key.name, "prefix": key.prefix,
                        "created_at": key.created_at, "closed_at": key.closed_at});
                    row.as_object().cloned()
                })
                .collect();
            output::rows(
                &json!({}),
                &["id", "name", "prefix", "created_at", "closed_at"],
                &rows,
                RowFormat::Table,
            )
        }
        KeysCommand::Close { id } => Ok(keys::close_key(&store, *id)?),
    }
}

/// Prints the OpenAPI document.
pub fn openapi() -> Result<(), Failure> {
    output::lines(&[pejl_api::openapi_json()])
}
