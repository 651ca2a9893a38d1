//! `pejl indicators`: the cards, their proof, and their computation as SQL.

use std::path::PathBuf;

use pejl_api::SqlBody;
use pejl_app::gate::{Role, Viewer};
use pejl_app::indicators::{check_cards, check_own_cards};
use pejl_app::observations::{ObservationRequest, Shape};
use pejl_app::sql::get_sql;
use serde_json::json;

use super::{as_known, open, question};
use crate::arguments::{IndicatorsCommand, PlaceArgs, RowFormat, SqlArgs};
use crate::exit::Failure;
use crate::output;

/// Lists, shows, proves or prints.
pub fn indicators(place: &PlaceArgs, command: &IndicatorsCommand) -> Result<(), Failure> {
    match command {
        IndicatorsCommand::List { lang } => {
            let rows = pejl_api::indicator_rows(lang.lang);
            output::rows(
                &json!({}),
                &["code", "name", "unit", "direction"],
                &rows,
                RowFormat::Table,
            )
        }
        IndicatorsCommand::Show { code, lang } => {
            output::json(&pejl_api::indicator_card(code, lang.lang)?)
        }
        IndicatorsCommand::Check { files } => check(files),
        IndicatorsCommand::Sql(args) => sql(place, args),
    }
}

fn check(files: &[PathBuf]) -> Result<(), Failure> {
    let checked = match files {
        [] => check_cards()?,
        files => check_own_cards(files)?,
    };
    let lines: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    output::lines(&lines)?;
    let summary = format!(
        "{} indicators with {} readings, {} faults",
        checked.n_indicators,
        checked.n_readings,
        checked.faults.len()
    );
    output::lines(&[summary])?;
    match checked.faults.is_empty() {
        true => Ok(()),
        false => Err(Failure::Refused),
    }
}

fn sql(place: &PlaceArgs, args: &SqlArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = ObservationRequest {
        query: question(std::slice::from_ref(&args.code), &args.question)?,
        at: as_known(&args.as_known)?,
        viewer: Viewer::everywhere(Role::Admin),
        shape: Shape::default(),
    };
    let body = SqlBody::of(&get_sql(&store, &request)?);
    match args.json {
        true => output::json(&body),
        false => output::lines(&[body.sql]),
    }
}
