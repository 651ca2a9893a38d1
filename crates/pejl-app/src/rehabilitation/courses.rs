//! The courses of a period: how many began and ended, how they ended, how long they took, and what came of them.
//!
//! Every cell is the observation of a reading, asked for as anybody asks for it and passed through the same gate, so that the
//! table says what `pejl query` says. A line holds what single questions do not, that its columns are of the same courses: where
//! a count of those that ended is withheld, so is every column of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_domain::{Cell, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::query::Place;
use pejl_metrics::{Catalogue, Observation, Query, Reading, Request, Text};

use crate::compute::{Computer, Figures};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::observations::{invalid, sources_of};
use crate::snapshot::{AsKnown, known};
use crate::status::Asker;
use crate::store::Store;

/// Readings that are asked for at once.
const AT_ONCE: usize = 12;

/// A column of the table: its name, and the reading that its cells are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// The name, as in CSV.
    pub code: &'static str,
    /// The reading.
    pub reading: &'static str,
    /// Whether it is of the courses that ended in the period, or some of them.
    pub is_of_ended: bool,
}

const fn column(code: &'static str, reading: &'static str) -> Column {
    Column {
        code,
        reading,
        is_of_ended: false,
    }
}

const fn of_ended(code: &'static str, reading: &'static str) -> Column {
    Column {
        code,
        reading,
        is_of_ended: true,
    }
}

/// Columns that count the ended courses, and those with and without a result: of two the third can be worked out.
const COUNTS: [&str; 3] = ["ended", "ended_with_effect", "ended_without_effect"];

/// The columns, in order: counts, length, effect, what lasts, and the same as England counts it.
pub const COLUMNS: [Column; 30] = [
    column("started", "O3.0.courses_started"),
    column("started_per_1000_65plus", "O2.1.courses_per_1000_65plus"),
    of_ended("ended", "O3.0.courses_ended"),
    of_ended("ended_with_effect", "O3.0.ended_with_effect"),
    of_ended("self_reliant", "O3.0.ended_self_reliant"),
    of_ended("less_help", "O3.0.ended_less_help"),
    of_ended("same_help", "O3.0.ended_same_help"),
    of_ended("more_help", "O3.0.ended_more_help"),
    of_ended("ended_without_effect", "O3.0.ended_without_effect"),
    of_ended("death", "O3.0.ended_death"),
    of_ended("moved", "O3.0.ended_moved"),
    of_ended("hospital", "O3.0.ended_hospital"),
    of_ended("declined", "O3.0.ended_declined"),
    of_ended("another_reason", "O3.0.ended_for_another_reason"),
    of_ended("self_reliant_share", "O3.3.self_reliant_endings"),
    of_ended("median_days", "O3.1.median_days"),
    of_ended("p25_days", "O3.1.p25_days"),
    of_ended("p75_days", "O3.1.p75_days"),
    column("km_median_days", "O3.1.km_median_days"),
    of_ended("hours_before", "O3.0.hours_before"),
    of_ended("hours_after", "O3.0.hours_after"),
    of_ended("hours_gained", "O3.2.hours_gained"),
    of_ended("hours_known_share", "O3.2.measured_share"),
    of_ended("measured_share", "E1.1.measured_courses"),
    of_ended("improved_share", "W1.2.improved"),
    column("concluded_share", "O4.1.concluded_share"),
    column("still_concluded_180", "O4.2.still_concluded_180"),
    column("ascof_2a_2024", "R1.ascof_2a_2024"),
    column("ascof_2a_2024_not_told", "R1.ascof_2a_2024_not_told"),
    column("ascof_2d_2024", "R2.ascof_2d_2024"),
];

/// Whose courses are wanted.
#[derive(Debug, Clone, Default)]
pub struct CoursesRequest {
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The periods, as in any question.
    pub periods: Vec<String>,
    /// Their length.
    pub grain: Option<String>,
    /// Dimensions that groups are told apart by.
    pub by: Vec<String>,
    /// The cut: dimension and members.
    pub filters: Vec<(String, Vec<String>)>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// A cell of the table.
#[derive(Debug, Clone)]
pub enum Figure {
    /// As the reading has it.
    Told(Box<Observation>),
    /// There is none, and why: the reading is not told by the dimension, or has nothing of the group.
    None(Cell, Text),
}

/// The courses of a group in a period.
#[derive(Debug, Clone)]
pub struct Line {
    /// The period.
    pub period: Period,
    /// The members of the dimensions that groups are told apart by.
    pub members: BTreeMap<String, String>,
    /// One for each of [`COLUMNS`].
    pub figures: Vec<Figure>,
}

/// The table at a revision.
#[derive(Debug, Clone)]
pub struct CoursesAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Code of the municipality.
    pub municipality: String,
    /// The cut.
    pub filters: Vec<(String, Vec<String>)>,
    /// The reading of each of [`COLUMNS`]; none where an own card has no such reading any more.
    pub readings: Vec<Option<Arc<Reading>>>,
    /// The lines: periods ascending, groups by their members.
    pub lines: Vec<Line>,
    /// Where the figures are from, as the cards say.
    pub sources: Vec<Text>,
}

/// Lists the courses of a municipality's periods, in groups where they are told apart.
///
/// # Errors
/// The question cannot be understood or spans too many cells, there is no such revision, or the store fails.
pub fn list_courses(store: &Store, request: &CoursesRequest) -> Result<CoursesAnswer, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_at(store, facts.revision)?;
    let catalogue = &definitions.catalogue;
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let asker = Asker::new(&computer, catalogue, &request.viewer);
    let municipality = municipality(catalogue, request)?;
    let readings = COLUMNS.map(|one| catalogue.find_reading(one.reading).cloned());
    let readings = readings.to_vec();
    let asked: Vec<&Arc<Reading>> = readings
        .iter()
        .flatten()
        .filter(|one| dimensions(request).all(|name| one.dimensions.iter().any(|of| of == name)))
        .collect();
    let found = found(&asker, &asked, request)?;
    let totals = match request.by.is_empty() {
        true => Found::new(),
        false => {
            let of_all = CoursesRequest {
                by: Vec::new(),
                ..request.clone()
            };
            found_lacking(&asker, (&asked, &found), &of_all)?
        }
    };
    let codes = asked.iter().map(|one| one.indicator.as_str());
    Ok(CoursesAnswer {
        revision: facts.revision,
        committed_at: facts.committed_at,
        filters: request.filters.clone(),
        sources: sources_of(catalogue, codes),
        lines: lines(request, &readings, (&found, &totals))
            .into_iter()
            .map(|line| passed(line, &municipality, &request.viewer))
            .collect(),
        municipality,
        readings,
    })
}

/// Observations by the code of their column.
type Found = BTreeMap<&'static str, Vec<Observation>>;

/// The observations of readings that are asked for.
fn found(
    asker: &Asker<'_>,
    asked: &[&Arc<Reading>],
    request: &CoursesRequest,
) -> Result<Found, AppError> {
    let mut found = Found::new();
    for some in asked.chunks(AT_ONCE) {
        let codes = some
            .iter()
            .map(|one| format!("{}.{}", one.indicator, one.code));
        let question = request.question(codes.collect());
        for one in asker.ask(&question)? {
            let column = COLUMNS.iter().find(|column| is_of(column, &one));
            if let Some(column) = column {
                found.entry(column.code).or_default().push(one);
            }
        }
    }
    Ok(found)
}

/// The totals of readings that lack a group which another has: why there is none may be said by the total.
fn found_lacking(
    asker: &Asker<'_>,
    (asked, groups): (&[&Arc<Reading>], &Found),
    of_all: &CoursesRequest,
) -> Result<Found, AppError> {
    let most = groups.values().map(Vec::len).max().unwrap_or(0);
    let lacks = |reading: &&&Arc<Reading>| {
        let name = format!("{}.{}", reading.indicator, reading.code);
        let mut columns = COLUMNS.iter().filter(|column| column.reading == name);
        columns.any(|column| groups.get(column.code).map_or(0, Vec::len) < most)
    };
    let lacking: Vec<&Arc<Reading>> = asked.iter().filter(lacks).copied().collect();
    found(asker, &lacking, of_all)
}

impl CoursesRequest {
    fn question(&self, indicators: Vec<String>) -> Request {
        Request {
            indicators,
            municipalities: vec![self.municipality.clone()],
            periods: self.periods.clone(),
            grain: self.grain.clone(),
            by: self.by.clone(),
            filters: self.filters.clone(),
            ..Request::default()
        }
    }
}

/// The dimensions that groups are told apart by or that are filtered by.
fn dimensions(request: &CoursesRequest) -> impl Iterator<Item = &str> {
    let filtered = request.filters.iter().map(|(name, _)| name.as_str());
    request.by.iter().map(String::as_str).chain(filtered)
}

/// The one municipality that is asked for, once the rest of the question is one that some reading can answer.
fn municipality(catalogue: &Arc<Catalogue>, request: &CoursesRequest) -> Result<String, AppError> {
    let has_all = |column: &&Column| {
        let reading = catalogue.find_reading(column.reading);
        reading.is_some_and(|one| {
            dimensions(request).all(|name| one.dimensions.iter().any(|of| of == name))
        })
    };
    // Of none of them the first says what there is.
    let [first, ..] = COLUMNS;
    let column = COLUMNS.iter().find(has_all).copied().unwrap_or(first);
    let question = request.question(vec![column.reading.to_owned()]);
    let query = Query::parse(catalogue, &question).map_err(invalid)?;
    match query.places.as_slice() {
        [Place::Area(area)] => Ok(area.code.to_owned()),
        _ => {
            let allowed = "one municipality";
            Err(AppError::parameter(
                "municipality",
                &request.municipality,
                allowed,
            ))
        }
    }
}

fn is_of(column: &Column, one: &Observation) -> bool {
    let reading = one.members.get("reading").map_or("", String::as_str);
    column.reading == format!("{}.{reading}", one.indicator)
}

/// The members of a line that an observation stands in.
fn members_of(request: &CoursesRequest, one: &Observation) -> BTreeMap<String, String> {
    let of = request.by.iter().filter_map(|name| {
        let member = one.members.get(name)?;
        Some((name.clone(), member.clone()))
    });
    of.collect()
}

fn lines(
    request: &CoursesRequest,
    readings: &[Option<Arc<Reading>>],
    (found, totals): (&Found, &Found),
) -> Vec<Line> {
    let mut keys: BTreeSet<(Period, BTreeMap<String, String>)> = BTreeSet::new();
    for one in found.values().flatten() {
        keys.insert((one.period, members_of(request, one)));
    }
    let cell = |column: &Column, (period, members): &(Period, BTreeMap<String, String>)| {
        let reading = COLUMNS.iter().position(|one| one == column);
        let reading = reading.and_then(|no| readings.get(no)?.as_ref());
        let Some(reading) = reading else {
            return Figure::None(Cell::Missing, no_reading(column));
        };
        let has = |name: &str| reading.dimensions.iter().any(|of| of == name);
        if let Some(name) = dimensions(request).find(|name| !has(name)) {
            return Figure::None(Cell::NotApplicable, not_by(name));
        }
        let of_column = found.get(column.code).into_iter().flatten();
        let mut here =
            of_column.filter(|one| one.period == *period && members_of(request, one) == *members);
        match here.next() {
            Some(one) => Figure::Told(Box::new(one.clone())),
            None => not_of_group(totals.get(column.code), *period),
        }
    };
    let line = |key: &(Period, BTreeMap<String, String>)| Line {
        period: key.0,
        members: key.1.clone(),
        figures: COLUMNS.iter().map(|column| cell(column, key)).collect(),
    };
    keys.iter().map(line).collect()
}

/// Why a group has no figure: what keeps the total from being told, or that there is nothing of the group.
fn not_of_group(totals: Option<&Vec<Observation>>, period: Period) -> Figure {
    let mut totals = totals.into_iter().flatten();
    let total = totals.find(|one| one.period == period);
    let reason = total.and_then(|one| Some((one.cell, one.reason.clone()?)));
    match reason {
        Some((cell @ (Cell::Immature | Cell::Missing), reason)) => Figure::None(cell, reason),
        _ => Figure::None(Cell::NotApplicable, nothing_of_group()),
    }
}

/// A line with every column of its ended courses withheld, where one of [`COUNTS`] is: the length or the hours of the same
/// courses have the number of them below the line.
fn passed(line: Line, municipality: &str, viewer: &Viewer) -> Line {
    let columns = || COLUMNS.iter().zip(&line.figures);
    let is_withheld = |(column, figure): (&Column, &Figure)| match figure {
        Figure::Told(one) => COUNTS.contains(&column.code) && one.cell == Cell::Confidential,
        Figure::None(..) => false,
    };
    if viewer.sees_small_numbers(municipality) || !columns().any(is_withheld) {
        return line;
    }
    let figures = COLUMNS.iter().zip(line.figures);
    let figures = figures.map(|(column, figure)| match figure {
        Figure::Told(one) if column.is_of_ended && tells(&one) => {
            Figure::Told(Box::new(gate::withheld(*one)))
        }
        other => other,
    });
    Line {
        figures: figures.collect(),
        ..line
    }
}

/// Whether a figure tells anything of how many there are; one that is missing or not yet mature need not.
fn tells(one: &Observation) -> bool {
    let numbers = [one.value, one.numerator, one.denominator];
    let is_number = numbers.iter().any(Option::is_some) || one.n.is_some();
    is_number || matches!(one.cell, Cell::Ok | Cell::Zero)
}

fn no_reading(column: &Column) -> Text {
    Text {
        da: format!(
            "kommunens eget kort har ikke opgørelsen `{}`",
            column.reading
        ),
        en: format!(
            "the municipality's own card has no reading `{}`",
            column.reading
        ),
    }
}

fn not_by(dimension: &str) -> Text {
    Text {
        da: format!("tallet opgøres ikke efter `{dimension}`"),
        en: format!("the figure is not told by `{dimension}`"),
    }
}

fn nothing_of_group() -> Text {
    Text {
        da: "der er intet at tælle i gruppen i nogen af perioderne".to_owned(),
        en: "there is nothing to count of the group in any of the periods".to_owned(),
    }
}
