//! `pejl query` and `pejl comparison`: the same use cases and rows as the API.

use pejl_api::{
    COMPARISON_COLUMNS, ComparisonBody, FACT_COLUMNS, OBSERVATION_COLUMNS, fact_rows,
    observation_rows, observations_meta, standing_rows,
};
use pejl_app::Request;
use pejl_app::comparison::{ComparisonRequest, get_comparison};
use pejl_app::facts::{FactRequest, list_facts};
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_domain::Lang;
use serde_json::json;

use super::{as_known, filters, open};
use crate::arguments::{ComparisonArgs, PlaceArgs, QueryArgs, RowFormat};
use crate::exit::Failure;
use crate::output;

/// What a terminal shows of an observation; files hold all of it.
const OBSERVATION_TABLE: [&str; 7] = [
    "municipality",
    "period",
    "members",
    "value",
    "unit",
    "cell",
    "reason",
];
/// What a terminal shows of a fact.
const FACT_TABLE: [&str; 7] = [
    "table", "area", "period", "members", "value", "unit", "cell",
];
/// What a terminal shows of a standing.
const STANDING_TABLE: [&str; 9] = [
    "rank",
    "municipality",
    "name",
    "value",
    "cell",
    "change",
    "change_share",
    "change_rank",
    "reason",
];

/// Computes observations, or shows published facts.
pub fn query(place: &PlaceArgs, args: &QueryArgs) -> Result<(), Failure> {
    match &args.table {
        Some(table) => facts(place, args, table),
        None => observations(place, args),
    }
}

fn observations(place: &PlaceArgs, args: &QueryArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let query = Request {
        indicators: args.indicator.clone(),
        municipalities: args.municipality.clone(),
        periods: args.period.clone(),
        grain: args.grain.clone(),
        by: args.by.clone(),
        filters: filters(&args.filter)?,
        prices: args.price.clone(),
    };
    let found = list_observations(
        &store,
        &ObservationRequest {
            query,
            at: as_known(&args.as_known)?,
        },
    )?;
    let shown = found
        .observations
        .get(..args.limit)
        .unwrap_or(&found.observations);
    let rows = observation_rows(shown, Lang::Da).map_err(internal)?;
    if shown.len() < found.observations.len() {
        eprintln!(
            "pejl: {} of {} rows; raise --limit for more",
            shown.len(),
            found.observations.len()
        );
    }
    let columns: &[&str] = if args.format == RowFormat::Table {
        &OBSERVATION_TABLE
    } else {
        &OBSERVATION_COLUMNS
    };
    output::rows(
        &observations_meta(&found, store.is_demo()),
        columns,
        &rows,
        args.format,
    )
}

fn facts(place: &PlaceArgs, args: &QueryArgs, table: &str) -> Result<(), Failure> {
    let store = open(place)?;
    let request = FactRequest {
        table: table.to_owned(),
        municipalities: args.municipality.clone(),
        periods: args.period.clone(),
        filters: filters(&args.filter)?.into_iter().collect(),
        at: as_known(&args.as_known)?,
        offset: 0,
        limit: u32::try_from(args.limit).unwrap_or(u32::MAX),
    };
    let found = list_facts(&store, &request)?;
    if found.more {
        eprintln!(
            "pejl: the first {} rows; raise --limit for more",
            found.facts.len()
        );
    }
    let rows = fact_rows(&found).map_err(internal)?;
    let meta = json!({"revision": found.revision, "committed_at": found.committed_at, "demo": store.is_demo()});
    let columns: &[&str] = if args.format == RowFormat::Table {
        &FACT_TABLE
    } else {
        &FACT_COLUMNS
    };
    output::rows(&meta, columns, &rows, args.format)
}

/// Compares a municipality with others.
pub fn comparison(place: &PlaceArgs, args: &ComparisonArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = ComparisonRequest {
        indicator: args.indicator.clone(),
        municipality: args.municipality.clone(),
        period: args.period.clone(),
        from: args.from.clone(),
        group: args.group.clone(),
        filters: filters(&args.filter)?,
        prices: args.price.clone(),
        at: as_known(&args.as_known)?,
    };
    let compared = get_comparison(&store, &request)?;
    if args.format == RowFormat::Json {
        return output::json(&ComparisonBody::of(&compared, Lang::Da, store.is_demo()));
    }
    let rows = standing_rows(&compared, Lang::Da).map_err(internal)?;
    let columns: &[&str] = if args.format == RowFormat::Table {
        &STANDING_TABLE
    } else {
        &COMPARISON_COLUMNS
    };
    output::rows(&json!({}), columns, &rows, args.format)
}

fn internal(error: pejl_api::ApiError) -> Failure {
    Failure::Environment(error.to_string())
}
