//! `pejl indicators`: the cards, their proof and their computation as SQL, and cards of a municipality's own.

use std::path::{Path, PathBuf};

use pejl_api::SqlBody;
use pejl_app::AppError;
use pejl_app::cards::{State, apply_card, list_versions, read_card_file, withdraw_card};
use pejl_app::gate::{Role, Viewer};
use pejl_app::indicators::{Listed, check_cards, check_own_cards, list_indicators};
use pejl_app::observations::{ObservationRequest, Shape};
use pejl_app::sql::get_sql;
use serde_json::json;

use super::{as_known, open, question};
use crate::arguments::{AsKnownArgs, IndicatorsCommand, PlaceArgs, RowFormat, SqlArgs};
use crate::exit::Failure;
use crate::output;

/// Who applies and withdraws.
const ACTOR: &str = "command line";

/// Lists, shows, proves or prints.
pub fn indicators(place: &PlaceArgs, command: &IndicatorsCommand) -> Result<(), Failure> {
    match command {
        IndicatorsCommand::List { lang, as_known } => {
            let rows = pejl_api::indicator_rows(&listed(place, as_known)?, lang.lang);
            output::rows(
                &json!({}),
                &["code", "name", "unit", "direction"],
                &rows,
                RowFormat::Table,
            )
        }
        IndicatorsCommand::Show {
            code,
            lang,
            as_known,
        } => {
            let listed = listed(place, as_known)?;
            output::json(&pejl_api::indicator_card(&listed, code, lang.lang)?)
        }
        IndicatorsCommand::Apply { file, dry_run, .. } => apply(place, file, *dry_run),
        IndicatorsCommand::Withdraw { code, .. } => {
            let withdrawn = withdraw_card(&open(place)?, code, ACTOR)?;
            let line = format!(
                "revision {}: the own card of {} is withdrawn",
                withdrawn.revision.n, withdrawn.code
            );
            output::lines(&[line])
        }
        IndicatorsCommand::Versions {
            code,
            format,
            as_known,
        } => {
            let found = list_versions(&open(place)?, code, super::as_known(as_known)?)?;
            let meta = json!({"revision": found.revision, "code": found.code});
            let rows = pejl_api::version_rows(&found.versions);
            output::rows(&meta, &pejl_api::VERSION_COLUMNS, &rows, *format)
        }
        IndicatorsCommand::Check { files } => check(files),
        IndicatorsCommand::Sql(args) => sql(place, args),
    }
}

/// The indicators with own cards, where there is a store; those of the program where there is none.
fn listed(place: &PlaceArgs, at: &AsKnownArgs) -> Result<Listed, Failure> {
    let is_there = place.database.is_some() || place.data.join("pejl.sqlite").exists();
    match is_there {
        true => Ok(list_indicators(&open(place)?, as_known(at)?)?),
        false => Ok(Listed::of_program()),
    }
}

fn apply(place: &PlaceArgs, file: &Path, is_dry_run: bool) -> Result<(), Failure> {
    let name = file.display().to_string();
    let bytes = read_card_file(file)?;
    let store = open(place)?;
    let found = match apply_card(&store, None, (&name, &bytes), (ACTOR, is_dry_run)) {
        Err(AppError::Card(faults)) => {
            let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
            output::lines(&lines)?;
            output::lines(&[format!("refused: {}", n_faults(faults.len()))])?;
            return Err(Failure::Refused);
        }
        other => other?,
    };
    let card = format!("{} version {}", found.code, found.definition_version);
    let supersedes = match found.supersedes {
        Some(version) => format!("in the place of version {version}"),
        None => "a new indicator".to_owned(),
    };
    output::lines(&[match found.state {
        State::Applied => format!(
            "revision {}: {card} is applied, {supersedes}",
            found.revision
        ),
        State::Proved => format!("{card} can be applied, {supersedes}; nothing is stored"),
        State::Unchanged => format!("{card} is in force already; nothing changed"),
    }])
}

fn check(files: &[PathBuf]) -> Result<(), Failure> {
    let checked = match files {
        [] => check_cards()?,
        files => check_own_cards(files)?,
    };
    let lines: Vec<String> = checked.faults.iter().map(ToString::to_string).collect();
    output::lines(&lines)?;
    let summary = format!(
        "{} indicators with {} readings, {}",
        checked.n_indicators,
        checked.n_readings,
        n_faults(checked.faults.len())
    );
    output::lines(&[summary])?;
    match checked.faults.is_empty() {
        true => Ok(()),
        false => Err(Failure::Refused),
    }
}

/// `1 fault`, `2 faults`.
fn n_faults(n: usize) -> String {
    match n {
        1 => "1 fault".to_owned(),
        n => format!("{n} faults"),
    }
}

fn sql(place: &PlaceArgs, args: &SqlArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let mut query = question(std::slice::from_ref(&args.code), &args.question)?;
    query.base.clone_from(&args.base);
    let request = ObservationRequest {
        query,
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
