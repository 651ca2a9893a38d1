//! The economic frame: what a year is expected to end at against its budget, and what would keep it.

mod asked;
mod books;
mod next_year;
mod projection;
mod services;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pejl_metrics::frame::{self, Books};
use pejl_metrics::records::SeriesBreaks;
use pejl_metrics::{Observation, Request, Text};

use crate::error::AppError;
use crate::gate::Viewer;
use crate::snapshot::AsKnown;
use crate::status::{Asker, StatusRequest, with_subject};
use crate::store::Store;

pub use asked::Changes;
pub use next_year::{NextYear, Population};
pub use pejl_metrics::frame::projection::AreaChange;
pub use pejl_metrics::frame::{
    Area, Asked, Band, Basis, CLOSED, DEFINITION_VERSION, Distance, EarlierYear, Expected, FrameOf,
    Keeps, Levers, Line, Outcome, Spending, Version,
};
pub use projection::Projection;
pub use services::ServicePart;

/// The reading whose accounts the frame is of.
const FRAME: &str = "F1.deviation_from_corrected";
/// Money in grants: granted, expected and paid, which are never added together.
const GRANTS: [&str; 3] = [
    "O5.0.granted_money",
    "O5.0.expected_money",
    "O5.0.paid_money",
];

/// Whose frame is wanted, as it was written.
#[derive(Debug, Clone, Default)]
pub struct FrameRequest {
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The year of account; the newest that a ledger covers, unless said.
    pub year: Option<String>,
    /// The last month that counts as booked, `2018-08`, or the year itself when it is closed; the newest covered, unless said.
    pub as_of: Option<String>,
    /// `corrected`, `original`, or kroner.
    pub frame: Option<String>,
    /// Change of price, per cent.
    pub price: Option<String>,
    /// Change of the share of residents served, per cent.
    pub share: Option<String>,
    /// Change of the length of courses, per cent.
    pub length: Option<String>,
    /// The part of spending that is courses, per cent; what the ledger tells, unless said.
    pub courses_part: Option<String>,
    /// By how many per cent residents are more in the year after.
    pub population_change: Option<String>,
    /// By how many per cent prices and wages are higher in the year after.
    pub price_change: Option<String>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// A frame at a revision.
#[derive(Debug, Clone)]
pub struct FrameAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Code of the municipality.
    pub municipality: String,
    /// The year, the month and what it is held against.
    pub asked: Asked,
    /// Why a year that was asked about as closed is told as of its December.
    pub not_closed: Option<Text>,
    /// Of each year that the ledger covers how many months from January on are covered without a gap.
    pub covered: BTreeMap<i32, u8>,
    /// Version of F1, whose accounts these are.
    pub accounts_version: i32,
    /// The areas of account, the total last.
    pub lines: Vec<Line>,
    /// Money in grants.
    pub grants: Grants,
    /// What would keep the frame of the total.
    pub what_if: WhatIf,
}

/// Money in grants from January to the month, as it may be told.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// In total, and by target group for whoever sees small numbers.
    pub told: Vec<Observation>,
    /// Why some of it, or none, is told.
    pub reason: Option<Text>,
}

/// What would keep the frame of the total.
#[derive(Debug, Clone)]
pub struct WhatIf {
    /// The changes asked about.
    pub changes: Changes,
    /// The earlier year that services are told of; none where none can be used.
    pub base_year: Option<i32>,
    /// Residents aged 18 and over in it.
    pub residents: Option<f64>,
    /// The part of spending that is courses of rehabilitation, or why it is not told.
    pub of_courses: Result<f64, Text>,
    /// Services that have a price.
    pub services: Vec<ServicePart>,
    /// This year: what is still to be spent can change.
    pub this_year: Result<Outcome, Text>,
    /// How many more residents are to be expected in the year after, or why it cannot be told.
    pub population: Result<Population, Text>,
    /// The year after, or why it cannot be told.
    pub next_year: Result<NextYear, Text>,
}

/// Tells what a year is expected to end at against its budget, by area of account, and what would keep it.
///
/// # Errors
/// The question cannot be understood, there is no such revision, or the store fails.
pub fn get_frame(store: &Store, request: &FrameRequest) -> Result<FrameAnswer, AppError> {
    let of = StatusRequest {
        indicator: FRAME.to_owned(),
        municipality: request.municipality.clone(),
        filters: Vec::new(),
        at: request.at,
        viewer: request.viewer.clone(),
        ..StatusRequest::default()
    };
    with_subject(store, &of, |asker, found| {
        let municipality = found.subject.municipality;
        let breaks = SeriesBreaks::of(asker.catalogue(), &found.reading);
        let functions = breaks.functions();
        let books = books::books(store, asker, &municipality)?;
        let changes = Changes::read(request)?;
        let (asked, not_closed) = asked::asked(request, &books, functions, asker.known_on())?;
        let indicator = asker.catalogue().find_indicator(&found.reading.indicator);
        let law = indicator.map_or(&[][..], |one| one.breaks.as_slice());
        let lines = frame::lines(&books, &asked, functions, law);
        let next = Asked {
            year: asked.year.saturating_add(1),
            frame: FrameOf::Original,
            ..asked
        };
        let next = frame::lines(&books, &next, functions, law).pop();
        let population = next_year::population(
            store,
            (asker.revision(), &municipality),
            (&lines, asked.year),
            changes.population,
        )?;
        let what_if = what_if(
            asker,
            (&municipality, &request.viewer),
            (&books, lines.last(), next),
            (changes, functions, population),
        )?;
        Ok(FrameAnswer {
            revision: asker.revision(),
            committed_at: asker.committed_at(),
            accounts_version: found.reading.definition_version,
            grants: grants(asker, &request.viewer, &municipality, &asked)?,
            municipality,
            asked,
            not_closed,
            covered: books.months,
            lines,
            what_if,
        })
    })
}

/// Money granted, expected and paid from January to the month, in total and by target group, as it may be told.
///
/// Two years to date tell a month by their difference, so that the gate gives none to somebody who sees no small numbers; a
/// quarter, half or year that begins in January is told to everybody, as any question for it would be. Beside a total the groups
/// tell a withheld one as the remainder, so that they are told the total alone, as [`crate::gate::check_totals`] has it.
fn grants(
    asker: &Asker<'_>,
    viewer: &Viewer,
    municipality: &str,
    asked: &Asked,
) -> Result<Grants, AppError> {
    let year = asked.year;
    let month = asked.month.min(CLOSED - 1);
    let sees_small_numbers = viewer.sees_small_numbers(municipality);
    let (period, window) = match month {
        3 => (format!("{year}-Q1"), None),
        6 => (format!("{year}-H1"), None),
        12 => (year.to_string(), None),
        _ if sees_small_numbers => (
            format!("{year}-{month:02}"),
            Some("year_to_date".to_owned()),
        ),
        _ => {
            return Ok(Grants {
                told: Vec::new(),
                reason: Some(no_year_to_date()),
            });
        }
    };
    let total = Request {
        indicators: GRANTS.iter().map(|code| (*code).to_owned()).collect(),
        municipalities: vec![municipality.to_owned()],
        periods: vec![period],
        window,
        ..Request::default()
    };
    let mut told = asker.ask(&total)?;
    if !sees_small_numbers {
        let reason = Some(no_groups());
        return Ok(Grants { told, reason });
    }
    told.extend(asker.ask(&Request {
        by: vec!["target_group".to_owned()],
        ..total
    })?);
    Ok(Grants { told, reason: None })
}

fn no_groups() -> Text {
    Text {
        da: "bevillingernes penge vises i denne rolle kun samlet, da en målgruppe med få personer ellers kunne regnes ud som resten"
            .to_owned(),
        en: "money in grants is shown to this role in total only, as a target group of few persons could else be worked out as the rest"
            .to_owned(),
    }
}

fn no_year_to_date() -> Text {
    Text {
        da: "bevillingernes penge vises i denne rolle kun til og med marts, juni og december, da forskellen mellem to måneder kunne vise få personer"
            .to_owned(),
        en: "money in grants is shown to this role up to March, June and December only, as the difference of two months could tell of few persons"
            .to_owned(),
    }
}

fn what_if(
    asker: &Asker<'_>,
    place: (&str, &Viewer),
    (books, total, next): (&Books, Option<&Line>, Option<Line>),
    (changes, functions, population): (
        Changes,
        &[pejl_domain::AccountCode],
        Result<Population, Text>,
    ),
) -> Result<WhatIf, AppError> {
    let used = total.and_then(|total| {
        let mut years = total.years.iter().rev();
        years.find(|one| one.left_out.is_none())
    });
    let base = used.and_then(|one| Some((one.year, one.result?)));
    let told = match base {
        Some((year, result)) => {
            services::services(asker, place, books, ((year, result), functions))?
        }
        None => services::Told::nothing(),
    };
    let of_courses = match changes.of_courses {
        Some(said) => Ok(said),
        None => told.of_courses,
    };
    let part = of_courses.as_ref().ok().copied();
    let this_year = match total {
        None => Err(no_total()),
        Some(total) => spending(total, part).map(|one| one.outcome(&changes.levers)),
    };
    let next_year = population.as_ref().map_err(Text::clone).and_then(|by| {
        let total = total.ok_or_else(no_total)?;
        next_year::next_year(total, next, (&changes, by.change()), part)
    });
    Ok(WhatIf {
        changes,
        base_year: base.map(|(year, _)| year),
        residents: told.residents,
        of_courses,
        services: told.services,
        this_year,
        population,
        next_year,
    })
}

/// What is spent and still to be spent of the total.
fn spending(total: &Line, of_courses: Option<f64>) -> Result<Spending, Text> {
    let spent = *total.actual.as_ref().map_err(Text::clone)?;
    let expected = total.expected.as_ref().map_err(Text::clone)?;
    let frame = *total.frame.as_ref().map_err(Text::clone)?;
    Ok(Spending {
        spent,
        ahead: expected.oere.checked_sub(spent).ok_or_else(too_large)?,
        of_courses,
        frame,
    })
}

fn no_total() -> Text {
    Text {
        da: "rammens konti kendes ikke".to_owned(),
        en: "the accounts of the frame are not known".to_owned(),
    }
}

fn too_large() -> Text {
    Text {
        da: "beløbene er for store".to_owned(),
        en: "the amounts are too large".to_owned(),
    }
}
