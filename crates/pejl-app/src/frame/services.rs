//! What services spent in an earlier year, told apart into residents, use and price.

use std::sync::Arc;

use pejl_domain::{AccountCode, Cell, Oere};
use pejl_metrics::frame::{Books, CLOSED};
use pejl_metrics::records::SeriesBreaks;
use pejl_metrics::{Observation, Reading, Request, Text};

use crate::bridge::RESIDENTS;
use crate::error::AppError;
use crate::gate::Viewer;
use crate::status::Asker;

/// The index whose components are services with a price.
const INDEX: &str = "O5.3.price_index";
/// Services with a price beside these.
const MORE: [&str; 1] = ["O5.2.cost_per_hour_all"];
/// The reading whose base decides whether money of courses may be told.
const COURSES: &str = "E2d.cost_per_course";

/// What a service spent, and what that is made of: residents × users of a resident × units of a user × price of a unit.
#[derive(Debug, Clone)]
pub struct ServicePart {
    /// The reading that its price is.
    pub reading: Arc<Reading>,
    /// Net spending of the year, øre.
    pub oere: Option<i64>,
    /// Full-year persons or hours.
    pub units: Option<f64>,
    /// Persons behind them.
    pub users: Option<i64>,
    /// Its part of the total's spending; none where it is of other accounts as well.
    pub part: Option<f64>,
    /// Why it is not told.
    pub reason: Option<Text>,
}

/// What is told of services in a year.
pub(super) struct Told {
    pub(super) residents: Option<f64>,
    pub(super) services: Vec<ServicePart>,
    pub(super) of_courses: Result<f64, Text>,
}

impl Told {
    /// Where no earlier year can be used.
    pub(super) fn nothing() -> Self {
        Self {
            residents: None,
            services: Vec::new(),
            of_courses: Err(Text {
                da: "intet tidligere år kan bruges".to_owned(),
                en: "no earlier year can be used".to_owned(),
            }),
        }
    }
}

/// What services spent in a year that ended at this result, as it may be told.
pub(super) fn services(
    asker: &Asker<'_>,
    (municipality, viewer): (&str, &Viewer),
    books: &Books,
    ((year, result), functions): ((i32, i64), &[AccountCode]),
) -> Result<Told, AppError> {
    let index = asker.reading(INDEX);
    let components = index.iter().filter_map(|one| one.index.as_ref());
    let mut codes: Vec<String> = components.flat_map(|one| one.components.clone()).collect();
    codes.extend(MORE.iter().map(|code| (*code).to_owned()));
    let readings = codes.iter().filter_map(|code| asker.reading(code));
    let readings: Vec<Arc<Reading>> = readings.collect();
    let ask = |code: &str| {
        let found = asker.ask(&Request {
            indicators: vec![code.to_owned()],
            municipalities: vec![municipality.to_owned()],
            periods: vec![year.to_string()],
            ..Request::default()
        })?;
        Ok::<_, AppError>(found.into_iter().next())
    };
    let mut services = Vec::new();
    for reading in readings {
        let found = ask(&format!("{}.{}", reading.indicator, reading.code))?;
        let of = SeriesBreaks::of(asker.catalogue(), &reading);
        let is_inside = of.functions().iter().all(|code| functions.contains(code));
        services.push(service(reading, found.as_ref(), (result, is_inside)));
    }
    let residents = match asker.reading(RESIDENTS) {
        Some(_) => ask(RESIDENTS)?.and_then(|one| one.value),
        None => None,
    };
    let courses = match asker.reading(COURSES) {
        Some(_) => ask(COURSES)?,
        None => None,
    };
    let of_courses = match viewer.sees_small_numbers(municipality) {
        true => Ok(()),
        false => may_be_told(courses),
    };
    Ok(Told {
        residents,
        services,
        of_courses: of_courses.and_then(|()| part_of_courses(books, (year, result), functions)),
    })
}

fn service(
    reading: Arc<Reading>,
    found: Option<&Observation>,
    (result, is_inside): (i64, bool),
) -> ServicePart {
    let told = found.filter(|one| matches!(one.cell, Cell::Ok | Cell::Zero));
    let oere = told
        .and_then(|one| one.numerator)
        .and_then(Oere::nearest_to_kroner)
        .map(Oere::as_oere);
    ServicePart {
        oere,
        units: told.and_then(|one| one.denominator),
        users: told.and_then(|one| one.n_bottom.or(one.n)),
        part: oere
            .filter(|_| is_inside && result > 0)
            .map(|oere| oere as f64 / result as f64),
        reason: found.and_then(|one| one.reason.clone()),
        reading,
    }
}

/// Whether money of courses may be told to somebody who sees no small numbers: where their price is.
///
/// Money is booked on courses that have not ended as well, so that a price which is not there says nothing of how few are behind it.
fn may_be_told(courses: Option<Observation>) -> Result<(), Text> {
    match courses {
        Some(one) if one.cell == Cell::Ok => Ok(()),
        Some(one) => Err(one.reason.unwrap_or_else(withheld)),
        None => Err(withheld()),
    }
}

/// The part of a year's result that was spent on services that rehabilitate.
fn part_of_courses(
    books: &Books,
    (year, result): (i32, i64),
    functions: &[AccountCode],
) -> Result<f64, Text> {
    let is_inside = |function: &str| functions.iter().any(|code| code.as_str() == function);
    let inside = books.posted.iter().filter(|one| {
        one.is_of_courses && one.year == year && one.month <= CLOSED && is_inside(&one.function)
    });
    let amounts: Vec<i128> = inside.map(|one| i128::from(one.oere)).collect();
    let sum: i128 = amounts.iter().sum();
    match amounts.is_empty() || result <= 0 {
        true => Err(nothing_booked()),
        false => Ok(sum as f64 / result as f64),
    }
}

fn withheld() -> Text {
    Text {
        da: "vises ikke i denne rolle, da det ikke kendes, hvor mange borgere der er bag"
            .to_owned(),
        en: "not shown to this role, as it is not known how many citizens are behind it".to_owned(),
    }
}

fn nothing_booked() -> Text {
    Text {
        da: "regnskabet viser ikke, hvad der er bogført på rehabiliteringsforløb og træning"
            .to_owned(),
        en: "the ledger does not tell what is booked on rehabilitation courses and training"
            .to_owned(),
    }
}
