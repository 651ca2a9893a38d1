//! From a question about records to the relations that answer it, and what is known before any row is read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{AgeBand, Cover, Period};
use pejl_lake::columns::{AREA, DISTRICT};
use pejl_lake::{DatasetSpec, PERSON, STAT_FACT, dataset};

use super::calendar::{Calendar, PLACE_NO, Window};
use super::cell::{CellPlan, PlaceAreas, areas_of, cells};
use super::coverage::{Coverage, DatasetCoverage};
use super::dimension::{AGE_BAND, AGE_BANDS, column_of};
use super::gather::{At, MeasureId, passes};
use super::ground::{Ground, Residents};
use super::measure::{Measure, Measures, Take, Time};
use super::pass::{Apart, Making, Pass, relation};
use super::scope::Scope;
use super::series::SeriesBreaks;
use super::source::source;
use super::unstated::UnstatedMoney;
use crate::catalogue::{Catalogue, Parts, Reading};
use crate::condition::ConditionError;
use crate::quantity::quantities;
use crate::query::Place;
use crate::relation::{Relation, RelationError, Type};

/// What is asked of a municipality's own records.
#[derive(Debug, Clone)]
pub struct RecordQuestion<'a> {
    /// The indicators there are.
    pub catalogue: &'a Catalogue,
    /// The readings, each of records.
    pub readings: Vec<&'a Reading>,
    /// The municipalities and groups.
    pub places: Vec<Place>,
    /// The periods.
    pub periods: Vec<Period>,
    /// Of each reading the periods that are wanted of it, where these are not all.
    pub of_each: Option<Vec<BTreeSet<Period>>>,
    /// Which months they stand for.
    pub window: Window,
    /// Dimensions to split by.
    pub by: Vec<String>,
    /// Dimensions and the members wanted of them.
    pub filters: Vec<(String, Vec<String>)>,
}

/// Why a question cannot be put together: a card at fault, which its check would have named.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// A measure of a source that there is not.
    #[error("there is no source `{name}`")]
    UnknownSource {
        /// Its name.
        name: String,
    },
    /// A measure of a part that there is not.
    #[error("there is no part `{code}`")]
    UnknownPart {
        /// Its code.
        code: String,
    },
    /// A part that cannot be read over the rows of a source.
    #[error("part `{part}` does not fit the rows of `{of}`")]
    Condition {
        /// Its code.
        part: String,
        /// The source.
        of: String,
        /// Why.
        #[source]
        source: ConditionError,
    },
    /// A dimension without a column.
    #[error("there is no dimension `{name}` of records")]
    UnknownDimension {
        /// Its name.
        name: String,
    },
    /// A source is counted in a way its rows do not allow.
    #[error("the rows of `{of}` cannot be counted {how}")]
    Time {
        /// The source.
        of: String,
        /// How.
        how: &'static str,
    },
    /// A period that is not made of months.
    #[error("a period is not made of months")]
    Period,
    /// A step does not fit the one before.
    #[error("failed to put the steps together")]
    Relation(#[from] RelationError),
}

/// The relations that answer a question, and how their rows become its cells.
#[derive(Debug)]
pub struct RecordPlan<'a> {
    pub(super) question: RecordQuestion<'a>,
    pub(super) columns: Vec<&'static str>,
    pub(super) places: Vec<PlaceAreas>,
    pub(super) calendar: Calendar,
    pub(super) cells: Vec<CellPlan>,
    pub(super) passes: Vec<Pass>,
    pub(super) found: BTreeMap<(usize, MeasureId), At>,
    pub(super) residents: Residents,
    /// The bands of ages that residents are wanted of.
    pub(super) bands: Vec<Option<AgeBand>>,
    /// Of each reading the money that states no member.
    pub(super) unstated: Vec<UnstatedMoney>,
    /// What breaks the series of each reading.
    pub(super) breaks: Vec<SeriesBreaks<'a>>,
    relations: Vec<Relation>,
}

impl RecordPlan<'_> {
    /// The relations whose rows [`super::observations`] needs, in the order in which it needs them: one for each pass, and
    /// then that of residents, where some are needed.
    pub fn relations(&self) -> &[Relation] {
        &self.relations
    }

    /// Whether members of a dimension are asked for.
    pub(super) fn is_filtered(&self, dimension: &str) -> bool {
        let mut filters = self.question.filters.iter();
        filters.any(|(name, _)| name == dimension)
    }

    /// Whether a band of ages is not left out by what is asked for.
    pub(super) fn is_wanted(&self, band: &str) -> bool {
        let filters = self.question.filters.iter();
        filters
            .filter(|(name, _)| name == AGE_BAND)
            .all(|(_, members)| members.iter().any(|member| member == band))
    }

    /// Members that have a line whether any row has them or not: those asked for where figures are split by one
    /// dimension, and the bands in which residents are counted.
    pub(super) fn members_beside(&self, reading: usize) -> BTreeSet<Vec<String>> {
        let mut found = BTreeSet::new();
        let ([column], [dimension]) = (self.columns.as_slice(), self.question.by.as_slice()) else {
            return found;
        };
        if *column == AGE_BAND {
            let reading = self.question.readings.get(reading);
            let measures = reading
                .and_then(|reading| reading.measures.as_ref())
                .into_iter();
            let residents = measures
                .flat_map(Measures::all)
                .filter(|measure| measure.of == RESIDENTS);
            for measure in residents {
                for (name, from, to) in AGE_BANDS {
                    let band = AgeBand::new(from, to).ok();
                    if self.is_wanted(name) && ages_within(measure.ages, band).is_ok() {
                        found.insert(vec![name.to_owned()]);
                    }
                }
            }
            return found;
        }
        let asked = self.question.filters.iter();
        let asked = asked.filter(|(name, _)| name == dimension);
        found.extend(
            asked
                .flat_map(|(_, members)| members)
                .map(|one| vec![one.clone()]),
        );
        found
    }
}

/// The datasets that the readings need, so that their covers can be looked up; each once.
pub fn datasets(readings: &[&Reading], dimensions: &[String]) -> Vec<&'static DatasetSpec> {
    let mut found: BTreeMap<&'static str, &'static DatasetSpec> = BTreeMap::new();
    let mut add = |spec: &'static DatasetSpec| found.insert(spec.name, spec);
    for measures in readings.iter().filter_map(|one| one.measures.as_ref()) {
        for measure in measures.all() {
            if measure.needs_residents() {
                add(&STAT_FACT);
            }
            if let Some(source) = source(&measure.of) {
                source.needs.iter().chain(source.uses).for_each(|spec| {
                    add(spec);
                });
            }
        }
        for spec in measures.needs.iter().filter_map(|name| dataset(name)) {
            add(spec);
        }
    }
    if dimensions
        .iter()
        .any(|name| column_of(name) == Some(DISTRICT))
    {
        add(&PERSON);
    }
    found.into_values().collect()
}

/// Name of the residents as what is counted.
pub(crate) const RESIDENTS: &str = "residents";
/// Name of the months of a period as what is counted.
pub(super) const MONTHS: &str = "months";
/// Name of the days of a period as what is counted.
pub(super) const DAYS: &str = "days";

/// Puts the relations of a question together.
///
/// `covers` are the live covers of each dataset named by [`datasets`]; `as_of` is the day up to which anything can be
/// known.
///
/// # Errors
/// A card is at fault.
pub fn record_plan<'a>(
    question: RecordQuestion<'a>,
    covers: &BTreeMap<&'static str, Vec<Cover>>,
    as_of: NaiveDate,
) -> Result<RecordPlan<'a>, PlanError> {
    let parts = &question.catalogue.parts;
    let calendar = Calendar::new(&question.periods, question.window).ok_or(PlanError::Period)?;
    let coverage: Coverage = covers
        .iter()
        .filter(|(name, _)| **name != STAT_FACT.name)
        .map(|(name, covers)| ((*name).to_owned(), DatasetCoverage::new(covers, as_of)))
        .collect();
    let columns: Vec<&'static str> = question
        .by
        .iter()
        .map(|name| dimension(name))
        .collect::<Result<_, _>>()?;
    let mut only = BTreeMap::new();
    for (name, members) in &question.filters {
        only.insert(dimension(name)?, members.clone());
    }
    let places = question.places.iter().map(areas_of).collect::<Vec<_>>();
    let cells = cells(&question, &places, &calendar, &coverage, as_of);
    let facts = covers.get(STAT_FACT.name).map(Vec::as_slice);
    let bands = bands(&columns, &only);
    let residents = residents(
        &question,
        &places,
        &cells,
        &bands,
        facts.unwrap_or_default(),
    );
    let unstated = question.readings.iter().map(|reading| {
        let measures = reading.measures.as_ref();
        measures.map_or_else(UnstatedMoney::default, |measures| {
            UnstatedMoney::of(&question, measures)
        })
    });
    let unstated: Vec<UnstatedMoney> = unstated.collect();
    let (passes, found) = passes(&question, &cells, &unstated)?;
    let areas = covered_areas(&places, &coverage);
    let wanted = wanted(&passes, parts);
    let place_rows = place_rows(&places)?;
    let ways: BTreeSet<Apart> = passes.iter().map(|pass| pass.apart).collect();
    let ways: Vec<Way> = ways
        .into_iter()
        .map(|apart| Way::of(apart, &columns, &only))
        .collect();
    let scopes = ways.iter().map(|way| Scope {
        wanted: &wanted,
        areas: &areas,
        months: calendar.bounds(),
        coverage: &coverage,
        apart: &way.rows_apart,
        only: &way.only,
        sets: parts.sets(),
        posted_level: parts.posted_level(),
    });
    let scopes: Vec<Scope<'_>> = scopes.collect();
    let makings = ways.iter().zip(&scopes).map(|(way, scope)| {
        let making = Making {
            scope,
            parts,
            places: &place_rows,
            by: &way.by,
            made: BTreeMap::new(),
        };
        (way.apart, making)
    });
    let mut makings: BTreeMap<Apart, Making<'_>> = makings.collect();
    let mut relations = Vec::new();
    for pass in &passes {
        if let Some(making) = makings.get_mut(&pass.apart) {
            relations.push(relation(pass, making)?);
        }
    }
    if !residents.resolution.quantities.is_empty() {
        relations.push(quantities(&residents.resolution)?);
    }
    let breaks = question.readings.iter();
    let breaks = breaks
        .map(|reading| SeriesBreaks::of(question.catalogue, reading))
        .collect();
    Ok(RecordPlan {
        breaks,
        question,
        columns,
        places,
        calendar,
        cells,
        passes,
        found,
        residents,
        bands,
        unstated,
        relations,
    })
}

/// A way in which numbers are told apart, and what their rows are made under.
struct Way {
    apart: Apart,
    /// Columns of numbers.
    by: Vec<&'static str>,
    /// Columns that a source makes its rows within.
    rows_apart: Vec<&'static str>,
    /// Members that rows are of.
    only: BTreeMap<&'static str, Vec<String>>,
}

impl Way {
    fn of(
        apart: Apart,
        columns: &[&'static str],
        only: &BTreeMap<&'static str, Vec<String>>,
    ) -> Self {
        let by = apart.columns(columns);
        let of_rows = by.iter().copied();
        let of_rows =
            of_rows.filter(|name| columns.contains(name) && !super::dimension::is_of_person(name));
        Self {
            apart,
            rows_apart: of_rows.collect(),
            only: apart.only(only),
            by,
        }
    }
}

/// The names that measures mention: columns they take, days they count by, and every word of their conditions.
fn wanted(passes: &[Pass], parts: &Parts) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for pass in passes {
        if let Time::On(day) = &pass.time {
            found.insert(day.clone());
        }
        for measure in &pass.measures {
            match &measure.take {
                Take::Distinct(column)
                | Take::Sum(column)
                | Take::Days(Some(column))
                | Take::Median(column)
                | Take::Quantile(_, column) => {
                    found.insert(column.clone());
                }
                Take::Rows | Take::Persons | Take::Days(None) | Take::KaplanMeier(_) => {}
            }
            found.extend(measure.reached.iter().chain(&measure.not_reached).cloned());
            for part in measure.parts().filter_map(|code| parts.find(code)) {
                let words = part
                    .when
                    .split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
                found.extend(words.map(str::to_owned));
            }
        }
    }
    found
}

fn dimension(name: &str) -> Result<&'static str, PlanError> {
    column_of(name).ok_or_else(|| PlanError::UnknownDimension {
        name: name.to_owned(),
    })
}

/// The municipalities of any place of which anything is covered.
fn covered_areas(places: &[PlaceAreas], coverage: &Coverage) -> Vec<String> {
    let areas: BTreeSet<&String> = places.iter().flat_map(|place| &place.areas).collect();
    let is_covered = |area: &&String| coverage.values().any(|dataset| dataset.has(area));
    areas.into_iter().filter(is_covered).cloned().collect()
}

fn place_rows(places: &[PlaceAreas]) -> Result<Relation, RelationError> {
    let mut rows = Vec::new();
    for (no, place) in (0_i64..).zip(places) {
        for area in &place.areas {
            rows.push(vec![no.into(), area.as_str().into()]);
        }
    }
    Relation::values("places", &[(PLACE_NO, Type::Int), (AREA, Type::Text)], rows)
}

/// The bands that residents are wanted of, beside those of the readings.
fn bands(columns: &[&str], only: &BTreeMap<&'static str, Vec<String>>) -> Vec<Option<AgeBand>> {
    let wanted = columns.contains(&AGE_BAND) || only.contains_key(AGE_BAND);
    let all = AGE_BANDS
        .iter()
        .filter_map(|(_, from, to)| AgeBand::new(*from, *to).ok());
    match wanted {
        true => all.map(Some).collect(),
        false => vec![None],
    }
}

/// The part of the ages of a measure that lies in a band; none where they share no age.
pub(crate) fn ages_within(
    ages: Option<AgeBand>,
    band: Option<AgeBand>,
) -> Result<Option<AgeBand>, ()> {
    let (Some(ages), Some(band)) = (ages, band) else {
        return Ok(ages.or(band));
    };
    let from = ages.from().max(band.from());
    let to = match (ages.to(), band.to()) {
        (Some(one), Some(two)) => Some(one.min(two)),
        (one, two) => one.or(two),
    };
    match to.is_some_and(|to| to < from) {
        true => Err(()),
        false => AgeBand::new(from, to).map(Some).map_err(|_| ()),
    }
}

/// The residents that a cell needs: where, of which measure, and of what ages.
pub(super) fn residents_needed<'a>(
    (question, places, bands): (
        &'a RecordQuestion<'_>,
        &'a [PlaceAreas],
        &'a [Option<AgeBand>],
    ),
    cell: &CellPlan,
) -> impl Iterator<Item = (&'a str, &'a Measure, Option<AgeBand>)> {
    let reading = question.readings.get(cell.reading);
    let measures = reading.and_then(|reading| reading.measures.as_ref());
    let measures = measures.into_iter().flat_map(Measures::all);
    let areas = places.get(cell.place).map(|place| place.areas.as_slice());
    let areas = areas.unwrap_or_default();
    let needed = measures.filter(|measure| measure.needs_residents());
    needed.flat_map(move |measure| {
        areas.iter().flat_map(move |area| {
            let bands = bands.iter();
            let ages = bands.filter_map(|band| ages_within(measure.ages, *band).ok());
            ages.map(move |ages| (area.as_str(), measure, ages))
        })
    })
}

fn residents(
    question: &RecordQuestion<'_>,
    places: &[PlaceAreas],
    cells: &[CellPlan],
    bands: &[Option<AgeBand>],
    covers: &[Cover],
) -> Residents {
    let mut ground = Ground::new(covers);
    for cell in cells.iter().filter(|cell| cell.decided.is_none()) {
        for (area, measure, ages) in residents_needed((question, places, bands), cell) {
            // What is missing is said when the cell is made.
            let _ = ground.residents(area, &cell.span, &measure.time, ages);
        }
    }
    ground.finish()
}
