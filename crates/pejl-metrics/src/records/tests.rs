//! Readings over a few rows that a person can count, by both ways of computing them.

mod clusters;
mod courses;
mod deadlines;
mod gain;
mod goals;
mod granted;
mod hours;
mod lengths;
mod money;
mod prices;
mod staff;
mod surveys;
mod waits;

use std::collections::{BTreeMap, HashMap};

use pejl_domain::area::municipalities;
use pejl_domain::group::find_group;
use pejl_domain::{Absent, Cell, Cover, Period, Variant};
use pejl_lake::{ColumnSpec, ColumnType, DatasetSpec, Frame, dataset};
use polars::prelude::{
    AnyValue, Column, DataFrame, DataType, IntoLazy, LazyFrame, NamedFrom, Series,
};

use super::calendar::Window;
use super::scope::Scope;
use super::source::source;
use super::{
    Coverage, DatasetCoverage, Followed, FollowedKind, FollowedPlan, FollowedQuestion, RecordPlan,
    RecordQuestion, figures, followed_plan, observations, record_plan,
};
use crate::catalogue::catalogue;
use crate::observation::Observation;
use crate::query::Place;
use crate::relation::{Plans, Relation};

const AREA: &str = "766";
/// The day after all of it.
const AS_OF: &str = "2026-01-01";

/// What a municipality has imported.
pub(super) struct Given {
    rows: HashMap<&'static str, DataFrame>,
    covers: BTreeMap<&'static str, Vec<Cover>>,
    place: Place,
}

/// Datasets, each with a table whose first line names columns; what is not named, or is empty, is null. All of 2018 is
/// covered of them in every municipality that has a row, and of every other dataset nothing.
pub(super) fn given(datasets: &[(&str, &str)]) -> Given {
    let municipality = municipalities().iter().find(|one| one.code == AREA);
    let mut found = Given {
        rows: HashMap::new(),
        covers: BTreeMap::new(),
        place: Place::Area(municipality.unwrap()),
    };
    for (name, text) in datasets {
        let spec = dataset(name).unwrap();
        let rows = frame(spec, text);
        found.covers.insert(spec.name, vec![cover(spec, &rows)]);
        found.rows.insert(spec.name, rows);
    }
    found
}

fn cover(spec: &DatasetSpec, rows: &DataFrame) -> Cover {
    // A register has no days of its own.
    let period = match spec.anchor.is_empty() {
        true => pejl_lake::REGISTER_YEAR.to_string(),
        false => "2018".to_owned(),
    };
    let key = format!("canonical/{}/persons/not_applicable/year/", spec.name);
    Cover {
        variant: Variant::parse_key(&key).unwrap(),
        areas: (0..rows.height())
            .filter_map(|row| text(rows, "area", row))
            .chain([AREA.to_owned()])
            .collect(),
        periods: [period.parse().unwrap()].into(),
        members: BTreeMap::new(),
        absent: Absent::Missing,
    }
}

fn frame(spec: &DatasetSpec, text: &str) -> DataFrame {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let names: Vec<&str> = lines.next().unwrap().split(';').collect();
    for name in &names {
        assert!(
            spec.columns.iter().any(|one| one.name == *name),
            "{} has no column {name}",
            spec.name
        );
    }
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split(';').collect()).collect();
    let columns = spec.columns.iter().map(|column| {
        let place = names.iter().position(|name| *name == column.name);
        let cells = rows.iter().enumerate().map(|(no, row)| match place {
            Some(place) => Some(row[place].to_owned()).filter(|text| !text.is_empty()),
            None => filled(column.name, no),
        });
        series(column, &cells.collect::<Vec<_>>())
    });
    DataFrame::new(rows.len(), columns.collect()).unwrap()
}

/// What stands in the columns that every row has.
fn filled(column: &str, row: usize) -> Option<String> {
    Some(match column {
        "area" => AREA.to_owned(),
        "import_id" | "file_no" => "1".to_owned(),
        "line" => (row + 1).to_string(),
        _ => return None,
    })
}

fn series(column: &ColumnSpec, cells: &[Option<String>]) -> Column {
    fn parsed<T: std::str::FromStr>(cells: &[Option<String>]) -> Vec<Option<T>> {
        let cells = cells.iter();
        cells
            .map(|text| text.as_ref().map(|text| text.parse().ok().unwrap()))
            .collect()
    }
    let name = column.name.into();
    let series = match column.dtype {
        ColumnType::Text => Series::new(name, cells),
        ColumnType::Int32 => Series::new(name, parsed::<i32>(cells)),
        ColumnType::Int64 => Series::new(name, parsed::<i64>(cells)),
        ColumnType::Float64 => Series::new(name, parsed::<f64>(cells)),
        ColumnType::Bool => Series::new(name, parsed::<bool>(cells)),
        ColumnType::Date => {
            let days = parsed::<chrono::NaiveDate>(cells).into_iter();
            let days: Vec<Option<i32>> = days.map(|day| day.map(pejl_lake::day_number)).collect();
            Series::new(name, days).cast(&DataType::Date).unwrap()
        }
    };
    series.into()
}

impl Given {
    /// The same of a group of municipalities.
    pub(super) fn of_group(self, code: &str) -> Self {
        Self {
            place: Place::Group(find_group(code).unwrap()),
            ..self
        }
    }

    /// The cells of a reading in these periods, split by a dimension or not, or by one member of it (`unit=U1`):
    /// `2018-01 ok 1 / 2`, `2018 missing`.
    #[track_caller]
    pub(super) fn check(&self, reading: &str, periods: &str, by: &str, expected: &[&str]) {
        let found = self.ask(reading, periods, by);
        let found: Vec<String> = found.iter().map(|one| line(one, by)).collect();
        assert_eq!(found, expected, "{reading}");
    }

    /// The observations, once the relation that is printed as SQL has the same figures.
    #[track_caller]
    pub(super) fn ask(&self, reading: &str, periods: &str, by: &str) -> Vec<Observation> {
        let periods = periods.split(',').map(|text| text.parse().unwrap());
        let (dimension, member) = match by.split_once('=') {
            Some((dimension, member)) => (dimension, Some(member.to_owned())),
            None => (by, None),
        };
        let question = RecordQuestion {
            catalogue: catalogue(),
            readings: vec![catalogue().find_reading(reading).unwrap()],
            places: vec![self.place],
            periods: periods.collect::<Vec<Period>>(),
            of_each: None,
            window: Window::Period,
            by: [dimension]
                .into_iter()
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            filters: member
                .map(|member| (dimension.to_owned(), vec![member]))
                .into_iter()
                .collect(),
        };
        let plan = record_plan(question, &self.covers, AS_OF.parse().unwrap()).unwrap();
        let frames = self.run(plan.relations());
        let found = observations(&plan, &frames, 1).unwrap();
        self.agree(&plan, &found);
        found
    }

    /// Covers these months of a dataset and no others.
    pub(super) fn cover_months(&mut self, name: &str, months: &str) {
        for cover in self.covers.get_mut(name).unwrap() {
            let key = format!("canonical/{name}/persons/not_applicable/month/");
            cover.variant = Variant::parse_key(&key).unwrap();
            cover.periods = months
                .split(',')
                .map(|month| month.parse().unwrap())
                .collect();
        }
    }

    /// What is followed in these periods, split by a dimension or not: the plan and its rows.
    #[track_caller]
    pub(super) fn followed(
        &self,
        kind: FollowedKind,
        periods: &str,
        by: &str,
    ) -> (FollowedPlan, Vec<Followed>) {
        let periods = periods.split(',').map(|text| text.parse().unwrap());
        let question = FollowedQuestion {
            catalogue: catalogue(),
            kind,
            place: self.place,
            periods: periods.collect(),
            by: Some(by.to_owned()).filter(|name| !name.is_empty()),
            filters: Vec::new(),
        };
        let as_of = AS_OF.parse().unwrap();
        let plan = followed_plan(&question, &self.covers, as_of).unwrap();
        let frames = self.run(std::slice::from_ref(plan.relation()));
        let rows = plan.read(&frames[0]).unwrap();
        (plan, rows)
    }

    /// The rows of a source in these columns, as text in order: `A 2018-01-01 -`.
    #[track_caller]
    pub(super) fn rows(&self, name: &str, columns: &[&str]) -> Vec<String> {
        let as_of = AS_OF.parse().unwrap();
        let covers = self.covers.iter();
        let coverage: Coverage = covers
            .map(|(name, covers)| ((*name).to_owned(), DatasetCoverage::new(covers, as_of)))
            .collect();
        let scope = Scope {
            areas: &[AREA.to_owned()],
            coverage: &coverage,
            apart: &[],
            only: &BTreeMap::new(),
            // Of 2000 to 2039.
            months: (24_000, 24_479),
            wanted: &columns.iter().map(|column| (*column).to_owned()).collect(),
            sets: catalogue().parts.sets(),
            posted_level: catalogue().parts.posted_level(),
        };
        let rows = (source(name).unwrap().rows)(&scope).unwrap();
        let found = self
            .run(&[rows.keep(columns.iter().copied()).unwrap()])
            .remove(0);
        let line = |row: usize| {
            let cells = columns.iter().map(|column| text(&found, column, row));
            let cells = cells.map(|cell| cell.unwrap_or_else(|| "-".to_owned()));
            cells.collect::<Vec<_>>().join(" ")
        };
        let mut lines: Vec<String> = (0..found.height()).map(line).collect();
        lines.sort();
        lines
    }

    fn run(&self, relations: &[Relation]) -> Vec<Frame> {
        let mut tables: HashMap<&'static str, LazyFrame> = HashMap::new();
        for spec in relations.iter().flat_map(Relation::tables) {
            let rows = self.rows.get(spec.name).cloned();
            let rows = rows.unwrap_or_else(|| frame(spec, "area"));
            tables.insert(spec.name, rows.lazy());
        }
        let mut plans = Plans::new(&tables, relations);
        for step in plans.shared(&HashMap::new(), u64::MAX) {
            let rows = pejl_lake::run(plans.of(&step).unwrap()).unwrap();
            plans.hold(&step, rows);
        }
        let frames = relations.iter();
        let frames = frames.map(|one| pejl_lake::run(plans.of(one).unwrap()).unwrap());
        frames.collect()
    }

    /// Holds the relation of the whole computation to the observations: their numbers, and no value where they have none.
    #[track_caller]
    fn agree(&self, plan: &RecordPlan<'_>, found: &[Observation]) {
        let relation = figures(plan).unwrap();
        let rows = self.run(std::slice::from_ref(&relation)).remove(0);
        let split = plan.columns.first().copied();
        for one in found {
            let member = split.and_then(|_| {
                let by = plan.question.by.first()?;
                one.members.get(by).cloned()
            });
            let row = (0..rows.height()).find(|row| {
                text(&rows, "period", *row) == Some(one.period.to_string())
                    && split.is_none_or(|column| text(&rows, column, *row) == member)
            });
            let number = |name: &str| row.and_then(|row| float(&rows, name, row));
            let numbers = ["numerator", "denominator", "value"].map(number);
            match one.cell {
                // Engines divide by a constant in ways that differ in the last digit.
                Cell::Ok | Cell::Zero => {
                    let told = [one.numerator, one.denominator, one.value];
                    let is_near = numbers.iter().zip(told).all(|pair| match pair {
                        (Some(one), Some(two)) => (one - two).abs() <= 1e-12 * two.abs(),
                        (one, two) => *one == two,
                    });
                    assert!(is_near, "{numbers:?}: {one:?}");
                }
                _ => assert_eq!(numbers[2], None, "{one:?}"),
            }
        }
    }
}

fn text(rows: &DataFrame, column: &str, row: usize) -> Option<String> {
    match rows.column(column).unwrap().get(row).unwrap() {
        AnyValue::Null => None,
        AnyValue::String(text) => Some(text.to_owned()),
        other => Some(other.to_string().trim_matches('"').to_owned()),
    }
}

fn float(rows: &DataFrame, column: &str, row: usize) -> Option<f64> {
    rows.column(column).unwrap().f64().unwrap().get(row)
}

fn line(one: &Observation, by: &str) -> String {
    let dimension = by.split('=').next().unwrap_or_default();
    let member = one
        .members
        .get(dimension)
        .map(|member| format!(" {member}"));
    let start = format!(
        "{}{} {}",
        one.period,
        member.unwrap_or_default(),
        one.cell.as_str()
    );
    match (one.numerator, one.denominator) {
        (Some(top), Some(bottom)) => format!("{start} {top} / {bottom}"),
        (Some(top), None) => format!("{start} {top}"),
        _ => start,
    }
}
