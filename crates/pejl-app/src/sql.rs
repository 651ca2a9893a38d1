//! The computation of an indicator as SQL over the lake's files, for whoever computes elsewhere or wants to see it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_lake::{STAT_FACT, SnapshotView};
use pejl_metrics::catalogue::Index;
use pejl_metrics::records::calendar::Window;
use pejl_metrics::records::index::ComponentFigures;
use pejl_metrics::records::{self, RecordPlan};
use pejl_metrics::relation::{Relation, sql};
use pejl_metrics::{FigureSource, Prices, Query, Reading, published_figures};

use crate::compute::index::questions;
use crate::compute::{Computer, Figures};
use crate::definitions::definitions_for;
use crate::error::AppError;
use crate::observations::{ObservationRequest, check_size, invalid};
use crate::snapshot::known;
use crate::store::Store;

/// A statement, and the tables it reads.
#[derive(Debug, Clone)]
pub struct Computation {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The statement: one row for each cell that imports cover.
    pub sql: String,
    /// The tables, by name: each is the rows of its files that count.
    pub tables: Vec<SqlTable>,
}

/// A table of a statement: a dataset at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlTable {
    /// The name, which is that of the dataset.
    pub name: String,
    /// Its files.
    pub files: Vec<SqlFile>,
}

/// A file of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlFile {
    /// Path below the lake.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// What a row must meet to count.
    pub condition: String,
}

/// Returns the computation of one reading as SQL.
///
/// # Errors
/// The question cannot be understood or names several readings, there is no such revision, or the store fails.
pub fn get_sql(store: &Store, request: &ObservationRequest) -> Result<Computation, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_for(store, facts.revision, &request.query)?;
    let query = Query::parse(&definitions.catalogue, &request.query).map_err(invalid)?;
    check_size(&query)?;
    let refuse = |allowed: &str| {
        let named = request.query.indicators.join(",");
        AppError::parameter("indicator", &named, allowed)
    };
    let [reading] = query.readings.as_slice() else {
        return Err(refuse("one reading"));
    };
    if query.window == Window::YearToDateCompared {
        let window = query.window.as_str();
        let allowed = "one window; the two that are compared are year_to_date of two years";
        return Err(AppError::parameter("window", window, allowed));
    }
    let computer = Computer::new(store, &facts, &definitions, Figures::Computed);
    let (relation, views) = match (reading.kind.source(), &reading.index) {
        (FigureSource::Facts, _) => {
            let resolution = computer.resolve_facts(&query)?;
            let views = Views::from([(STAT_FACT.name, facts.view.clone())]);
            (published_figures(&resolution)?, views)
        }
        (FigureSource::Records, None) => of_measures(&computer, &query)?,
        (FigureSource::Records, Some(index)) => of_index(&computer, &query, (reading, index))?,
        (FigureSource::Covers | FigureSource::Comparisons, _) => {
            return Err(refuse(
                "a reading of measures; this one is put together from what imports cover",
            ));
        }
    };
    Ok(Computation {
        revision: facts.revision,
        committed_at: facts.committed_at,
        sql: sql(&relation),
        tables: tables(&relation, &views),
    })
}

/// The visible rows of each dataset.
type Views = BTreeMap<&'static str, SnapshotView>;

/// The figures of measures as a relation, and what it reads.
fn of_measures(computer: &Computer<'_>, query: &Query) -> Result<(Relation, Views), AppError> {
    with_priced_plan(computer, query, |plan, asked| {
        Ok(records::figures_in_prices(plan, asked)?)
    })
}

/// An index as a relation, and what it reads: the figures of its components are parts of it.
fn of_index(
    computer: &Computer<'_>,
    query: &Query,
    (reading, index): (&Reading, &Index),
) -> Result<(Relation, Views), AppError> {
    let asked = questions(computer, query, reading)?;
    let mut views = Views::new();
    let mut figures_of = |query: &Query| {
        let components = query.readings.iter().map(|one| Query {
            readings: vec![Arc::clone(one)],
            ..query.clone()
        });
        let mut found = Vec::new();
        for component in components {
            let (figures, read) = with_priced_plan(computer, &component, |plan, asked| {
                Ok(records::index::component(plan, asked)?)
            })?;
            views.extend(read);
            found.extend(figures);
        }
        Ok::<_, AppError>(found)
    };
    let figures = ComponentFigures {
        components: figures_of(&asked.components)?,
        finer: match &asked.finer {
            Some(finer) => figures_of(finer)?,
            None => Vec::new(),
        },
    };
    let catalogue = &query.catalogue;
    let periods = (asked.base, asked.periods.as_slice());
    let relation = records::index::figures(catalogue, (reading, index), periods, figures)?;
    Ok((relation, views))
}

/// Hands on the plan of a question about records and the prices it asks for; beside what comes of it stands what the plan
/// reads.
fn with_priced_plan<T>(
    computer: &Computer<'_>,
    query: &Query,
    then: impl FnOnce(&RecordPlan<'_>, (&Query, &Prices<'_>)) -> Result<T, AppError>,
) -> Result<(T, Views), AppError> {
    let series = computer.series_asked_for(query)?;
    let prices = Prices {
        series: &series,
        as_known_at: computer.known_on(),
    };
    let inputs = computer.record_inputs(query)?;
    let found =
        computer.with_record_plan((query, None), &inputs, |plan| then(plan, (query, &prices)))?;
    let views = inputs.views.into_iter();
    Ok((found, views.map(|(name, (_, view))| (name, view)).collect()))
}

fn tables(relation: &Relation, views: &Views) -> Vec<SqlTable> {
    let read = relation.tables();
    let read = read.iter().map(|spec| {
        let segments = views.get(spec.name).map(|view| view.segments.as_slice());
        let files = segments.unwrap_or_default().iter().map(|segment| SqlFile {
            path: segment.path.clone(),
            sha256: segment.sha256.clone(),
            condition: segment.condition_sql(),
        });
        SqlTable {
            name: spec.name.to_owned(),
            files: files.collect(),
        }
    });
    read.collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;
