//! `pejl initiatives`: what was done and when, and what became of the figures.

use pejl_api::{
    EffectBody, INITIATIVE_COLUMNS, InitiativeBody, InitiativeDraftBody, NarrativeChangeBody,
    initiative_rows,
};
use pejl_app::initiatives::{
    EffectRequest, InitiativesRequest, create_initiative, get_effect, get_initiative,
    list_initiatives, replace_initiative, withdraw_initiative,
};
use serde_json::json;

use super::query::viewer;
use super::{as_known, document, open};
use crate::arguments::{
    EffectArgs, InitiativesCommand, PlaceArgs, RowFormat, SentInitiativeArgs, SummaryFormat,
};
use crate::exit::Failure;
use crate::output;

/// Who stores and withdraws.
const ACTOR: &str = "command line";

/// What a terminal shows of an initiative.
const TABLE: [&str; 7] = [
    "id",
    "version",
    "municipality",
    "title",
    "started_on",
    "ended_on",
    "owner",
];

/// Lists, shows, stores, withdraws, or tells what became of the figures.
pub fn initiatives(place: &PlaceArgs, command: &InitiativesCommand) -> Result<(), Failure> {
    match command {
        InitiativesCommand::List { which, format } => {
            let request = InitiativesRequest {
                municipality: which.municipality.clone(),
                indicator: which.indicator.clone(),
                at: as_known(&which.as_known)?,
                ..InitiativesRequest::default()
            };
            let found = list_initiatives(&open(place)?, &request)?;
            let meta = json!({"revision": found.revision, "committed_at": found.committed_at});
            let columns: &[&str] = match format {
                RowFormat::Table => &TABLE,
                _ => &INITIATIVE_COLUMNS,
            };
            output::rows(
                &meta,
                columns,
                &initiative_rows(&found.initiatives),
                *format,
            )
        }
        InitiativesCommand::Show {
            number,
            as_known: at,
        } => {
            let found = get_initiative(&open(place)?, *number, as_known(at)?)?;
            let versions = found.initiatives.iter().map(InitiativeBody::of);
            output::json(&json!({
                "meta": {"revision": found.revision, "committed_at": found.committed_at},
                "items": versions.collect::<Vec<_>>(),
            }))
        }
        InitiativesCommand::Set(args) => set(place, args),
        InitiativesCommand::Withdraw { number } => {
            let applied = withdraw_initiative(&open(place)?, *number, ACTOR)?;
            output::json(&NarrativeChangeBody::of(&applied))
        }
        InitiativesCommand::Effect(args) => effect(place, args),
    }
}

fn set(place: &PlaceArgs, args: &SentInitiativeArgs) -> Result<(), Failure> {
    let draft = document::read::<InitiativeDraftBody>(&args.file)?.draft();
    let (store, by) = (open(place)?, (ACTOR, args.dry_run));
    let applied = match args.id {
        None => create_initiative(&store, &draft, by)?,
        Some(number) => replace_initiative(&store, number, &draft, by)?,
    };
    output::json(&NarrativeChangeBody::of(&applied))
}

fn effect(place: &PlaceArgs, args: &EffectArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = EffectRequest {
        number: args.number,
        indicator: args.indicator.clone(),
        shape: args.shape.clone(),
        grain: args.grain.clone(),
        prices: args.price.clone(),
        at: as_known(&args.as_known)?,
        viewer: viewer(args.role.as_deref())?,
    };
    let found = get_effect(&store, &request)?;
    let body = EffectBody::of(&found, args.lang.lang, store.is_demo());
    match args.format {
        SummaryFormat::Json => output::json(&body),
        SummaryFormat::Text => output::lines(&lines(&body)),
    }
}

fn lines(body: &EffectBody) -> Vec<String> {
    let initiative = &body.initiative;
    let mut lines = vec![format!("{}, {}", initiative.title, initiative.started_on)];
    if body.demo {
        lines.push("all figures are invented".to_owned());
    }
    for one in &body.effects {
        lines.push(String::new());
        lines.push(format!("{} ({})", one.name, one.indicator));
        lines.push(one.summary.clone());
        let also = one.also.iter();
        lines.extend(also.map(|also| format!("{}: {}", also.on, also.text)));
        lines.extend(one.beside_reason.clone());
    }
    for one in &body.not_askable {
        lines.push(String::new());
        lines.push(format!("{}: {}", one.indicator, one.reason));
    }
    lines.iter().map(|line| output::printable(line)).collect()
}
