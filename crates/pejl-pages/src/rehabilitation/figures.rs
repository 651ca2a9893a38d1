//! What the page shows, read from the store at one revision and part by part: a part that there is not says why, and the others
//! stand.

use pejl_app::gate::Viewer;
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_app::rehabilitation::{
    CoursesAnswer, CoursesRequest, SurvivalAnswer, SurvivalRequest, get_survival, list_courses,
};
use pejl_app::{AppError, Observation, Request, Store};
use pejl_domain::{Cell, Grain, Period};

use super::asked::{Asked, STARTED};
use super::money::READINGS;
use crate::part::{Part, part};

/// Periods that are offered: years, and quarters.
const YEARS: &str = "last:8";
const QUARTERS: &str = "last:12";

/// Everything the page shows, of one revision.
#[derive(Debug)]
pub(super) struct Figures {
    /// What is shown.
    pub asked: Asked,
    /// The periods with courses, the newest first.
    pub offered: Vec<Period>,
    /// Why it is not known which periods have courses.
    pub not_known: Option<String>,
    /// What is told of a period; none where there is no period with courses.
    pub told: Option<Told>,
}

/// What is told of a period.
#[derive(Debug)]
pub(super) struct Told {
    /// The period.
    pub period: Period,
    /// The same a year before.
    pub before: Option<Period>,
    /// The courses of both.
    pub courses: Part<CoursesAnswer>,
    /// Those of the period, split.
    pub split: Part<CoursesAnswer>,
    /// How long citizens manage, or how long courses last, of the year that the period is in, or of the one before where that
    /// is not over.
    pub curve: Part<SurvivalAnswer>,
    /// Cost and calculated gain of the year that the period is in and the one before.
    pub money: Part<Vec<Observation>>,
}

impl Told {
    /// The periods of the table, the one before first.
    pub fn periods(&self) -> Vec<String> {
        let periods = self.before.into_iter().chain([self.period]);
        periods.map(|one| one.to_string()).collect()
    }

    /// The year that the period is in: money and curves are told of whole years alone.
    pub fn year(&self) -> Period {
        Period::containing(Grain::Year, self.period.start()).unwrap_or(self.period)
    }

    /// The year that the curve is of.
    pub fn year_of_curve(&self) -> Period {
        let found = self.curve.as_ref();
        found.map_or_else(|_| self.year(), |found| found.periods.0)
    }

    /// The years of the money, the one before first.
    pub fn years(&self) -> Vec<Period> {
        let year = self.year();
        let before = year.previous();
        before.into_iter().chain([year]).collect()
    }
}

impl Figures {
    /// Reads everything that is asked for.
    pub fn find(store: &Store, asked: Asked) -> Self {
        let offered = part("periods", offered(store, &asked), asked.seen.lang);
        let not_known = offered.as_ref().err().cloned();
        let offered = offered.unwrap_or_default();
        let period = asked.period.or_else(|| offered.first().copied());
        Self {
            told: period.map(|period| told(store, &asked, period)),
            offered,
            not_known,
            asked,
        }
    }
}

/// The periods for which courses are imported, the newest first; none where nothing is.
fn offered(store: &Store, asked: &Asked) -> Result<Vec<Period>, AppError> {
    let last = match asked.grain {
        Grain::Year => YEARS,
        _ => QUARTERS,
    };
    let question = ObservationRequest {
        query: Request {
            indicators: vec![STARTED.to_owned()],
            municipalities: vec![asked.seen.own.code.to_owned()],
            periods: vec![last.to_owned()],
            grain: Some(asked.grain.as_str().to_owned()),
            ..Request::default()
        },
        at: asked.seen.at(),
        viewer: Viewer::default(),
        ..ObservationRequest::default()
    };
    let found = match list_observations(store, &question) {
        Ok(found) => found.observations,
        // Nothing is imported that a period could be the newest of.
        Err(AppError::Invalid(_)) => Vec::new(),
        Err(other) => return Err(other),
    };
    let is_there = |one: &&Observation| !matches!(one.cell, Cell::Missing | Cell::NotApplicable);
    let mut periods: Vec<Period> = found
        .iter()
        .filter(is_there)
        .map(|one| one.period)
        .collect();
    periods.sort_unstable();
    periods.reverse();
    Ok(periods)
}

fn told(store: &Store, asked: &Asked, period: Period) -> Told {
    let before = period.year_before();
    let lang = asked.seen.lang;
    let mut found = Told {
        period,
        before,
        courses: Err(String::new()),
        split: Err(String::new()),
        curve: Err(String::new()),
        money: Err(String::new()),
    };
    let courses = |periods: Vec<String>, by: Vec<String>| CoursesRequest {
        municipality: asked.seen.own.code.to_owned(),
        periods,
        by,
        at: asked.seen.at(),
        viewer: Viewer::default(),
        ..CoursesRequest::default()
    };
    let both = courses(found.periods(), Vec::new());
    found.courses = part("courses", list_courses(store, &both), lang);
    let of_period = courses(vec![period.to_string()], vec![asked.by.clone()]);
    found.split = part("courses split", list_courses(store, &of_period), lang);
    found.curve = part("survival", curve(store, asked, found.year()), lang);
    let years = found.years().into_iter();
    let question = ObservationRequest {
        query: Request {
            indicators: READINGS.iter().map(|code| (*code).to_owned()).collect(),
            municipalities: vec![asked.seen.own.code.to_owned()],
            periods: years.map(|one| one.to_string()).collect(),
            ..Request::default()
        },
        at: asked.seen.at(),
        viewer: Viewer::default(),
        ..ObservationRequest::default()
    };
    let money = list_observations(store, &question).map(|one| one.observations);
    found.money = part("cost of courses", money, lang);
    found
}

/// The curve of a year; of one that is not over, of the year before, where there is one.
fn curve(store: &Store, asked: &Asked, year: Period) -> Result<SurvivalAnswer, AppError> {
    let of = |year: Period| {
        let request = SurvivalRequest {
            of: Some(asked.of.as_str().to_owned()),
            municipality: asked.seen.own.code.to_owned(),
            periods: vec![year.to_string()],
            at: asked.seen.at(),
            viewer: Viewer::default(),
            ..SurvivalRequest::default()
        };
        get_survival(store, &request)
    };
    let found = of(year)?;
    let Some(before) = year.previous().filter(|_| found.provisional) else {
        return Ok(found);
    };
    let before = of(before)?;
    match before.reason {
        None => Ok(before),
        Some(_) => Ok(found),
    }
}
