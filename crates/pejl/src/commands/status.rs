//! `pejl status`: the council's pejlemærker and where their indicators stand.

use pejl_api::{BOARD_COLUMNS, board_rows};
use pejl_app::pejlemaerker::{BoardRequest, get_board};
use serde_json::{Map, Value, json};

use super::query::{internal, viewer};
use super::{as_known, open};
use crate::arguments::{PlaceArgs, RowFormat, StatusArgs};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of a line.
const TABLE: [&str; 10] = [
    "pejlemaerke_name",
    "indicator",
    "role",
    "name",
    "status",
    "period",
    "value",
    "year_before",
    "unit",
    "reason",
];

/// Shows the board.
pub fn status(place: &PlaceArgs, args: &StatusArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = BoardRequest {
        municipality: args.municipality.clone(),
        at: as_known(&args.as_known)?,
        viewer: viewer(args.role.as_deref())?,
        ..BoardRequest::default()
    };
    let found = get_board(&store, &request)?;
    let rows = board_rows(&found, args.lang.lang).map_err(internal)?;
    let meta = json!({
        "revision": found.revision,
        "committed_at": found.committed_at,
        "demo": store.is_demo(),
    });
    let columns: &[&str] = match args.format {
        RowFormat::Table => &TABLE,
        _ => &BOARD_COLUMNS,
    };
    output::rows(&meta, columns, &rows, args.format)?;
    match args.format {
        RowFormat::Table => output::lines(&reasons(&rows)),
        _ => Ok(()),
    }
}

/// Why each indicator with a target stands where it does; a table has no room for sentences.
fn reasons(rows: &[Map<String, Value>]) -> Vec<String> {
    let text = |row: &Map<String, Value>, name: &str| {
        let found = row.get(name).and_then(Value::as_str);
        found.map(output::printable)
    };
    let said = |row| {
        Some(format!(
            "{}: {}",
            text(row, "indicator")?,
            text(row, "sentence")?
        ))
    };
    let mut lines: Vec<String> = rows.iter().filter_map(said).collect();
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}
