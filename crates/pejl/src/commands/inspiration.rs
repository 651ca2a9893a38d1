//! `pejl inspiration`: who turned the curve of an indicator, as the API answers it.

use pejl_api::{CURVE_COLUMNS, InspirationBody, curve_rows};
use pejl_app::inspiration::{InspirationRequest, get_inspiration};
use serde_json::Value;

use super::open;
use super::query::{compared, internal};
use crate::arguments::{InspirationArgs, PlaceArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of a municipality.
const TABLE: [&str; 11] = [
    "lasting_rank",
    "municipality",
    "name",
    "from",
    "since",
    "before",
    "after",
    "change_share",
    "turned",
    "last_value",
    "rank",
];

/// Shows the courses.
pub fn inspiration(place: &PlaceArgs, args: &InspirationArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = InspirationRequest {
        comparison: compared(&args.compared)?,
        better: args.better.clone(),
    };
    let found = get_inspiration(&store, &request)?;
    let lang = args.compared.lang.lang;
    let format = args.compared.format;
    if format == RowFormat::Json {
        return output::json(&InspirationBody::of(&found, lang, store.is_demo()));
    }
    let rows = curve_rows(&found, lang).map_err(internal)?;
    let columns: &[&str] = match format {
        RowFormat::Table => &TABLE,
        _ => &CURVE_COLUMNS,
    };
    output::rows(&Value::Null, columns, &rows, format)
}
