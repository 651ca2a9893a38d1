//! The computation of an indicator as SQL over the lake's files, for whoever computes elsewhere or wants to see it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pejl_domain::PriceLevel;
use pejl_lake::{STAT_FACT, SnapshotView};
use pejl_metrics::records::calendar::Window;
use pejl_metrics::relation::{Relation, sql};
use pejl_metrics::{FigureSource, Query, published_figures, records};

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
    if query.readings.len() != 1 {
        let named = request.query.indicators.join(",");
        return Err(AppError::parameter("indicator", &named, "one reading"));
    }
    if let Some(index) = query.readings.first().and_then(|one| one.index.as_ref()) {
        let named = request.query.indicators.join(",");
        let parts = index.components.join(", ");
        let allowed = format!("a reading of measures; this one is put together from {parts}");
        return Err(AppError::parameter("indicator", &named, allowed));
    }
    let of_covers = query.readings_of(FigureSource::Covers);
    if !of_covers.is_empty() {
        let named = request.query.indicators.join(",");
        let allowed = "a reading of measures; this one is put together from what imports cover";
        return Err(AppError::parameter("indicator", &named, allowed));
    }
    if query.window == Window::YearToDateCompared {
        let window = query.window.as_str();
        let allowed = "one window; the two that are compared are year_to_date of two years";
        return Err(AppError::parameter("window", window, allowed));
    }
    let of_records = !query.readings_of(FigureSource::Records).is_empty();
    if of_records && matches!(query.price, PriceLevel::Fixed { .. }) {
        let allowed =
            "current; figures of records are put into other prices after they are computed";
        return Err(AppError::parameter(
            "price",
            &query.price.to_string(),
            allowed,
        ));
    }
    let computer = Computer::new(store, &facts, &definitions, Figures::Computed)?;
    let (relation, views) = if !of_records {
        let resolution = computer.resolve_facts(&query)?;
        let views = BTreeMap::from([(STAT_FACT.name, facts.view.clone())]);
        (published_figures(&resolution)?, views)
    } else {
        let inputs = computer.record_inputs(&query)?;
        let relation = computer
            .with_record_plan((&query, None), &inputs, |plan| Ok(records::figures(plan)?))?;
        let views = inputs.views.into_iter();
        let views = views.map(|(name, (_, view))| (name, view));
        (relation, views.collect())
    };
    Ok(Computation {
        revision: facts.revision,
        committed_at: facts.committed_at,
        sql: sql(&relation),
        tables: tables(&relation, &views),
    })
}

fn tables(relation: &Relation, views: &BTreeMap<&'static str, SnapshotView>) -> Vec<SqlTable> {
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
