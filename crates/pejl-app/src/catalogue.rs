//! What is there: datasets, imports, revisions.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pejl_db::coverage::list_coverage;
use pejl_db::erasure::{LostRows, list_lost_rows};
use pejl_db::import::{
    Import, ImportFile, ImportIssue, get_import, list_import_files, list_import_issues,
    list_import_rules, list_imports,
};
use pejl_db::revision::{Revision, list_revisions, resolve};
use pejl_domain::{Cover, Period};
use pejl_lake::DatasetSpec;

use crate::error::AppError;
use crate::snapshot::AsKnown;
use crate::store::Store;

/// What is known of one table of a dataset.
#[derive(Debug, Clone)]
pub struct TableCoverage {
    /// The variant's key: source, table, unit, price level, grain and dimensions.
    pub variant: String,
    /// The table.
    pub table_id: String,
    /// Number of areas.
    pub n_areas: usize,
    /// First period.
    pub first: Option<Period>,
    /// Last period.
    pub last: Option<Period>,
    /// Members of each dimension, all covers together.
    pub members: BTreeMap<String, Vec<String>>,
}

/// A dataset and how fresh it is.
#[derive(Debug, Clone)]
pub struct DatasetStatus {
    /// What the dataset holds.
    pub spec: &'static DatasetSpec,
    /// Its tables.
    pub tables: Vec<TableCoverage>,
}

/// The revision that a question is answered from.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// Its number; 0 before the first.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
}

/// Returns the revision at the given time.
///
/// # Errors
/// No such revision, or the catalogue cannot be read.
pub fn head(store: &Store, at: AsKnown) -> Result<Head, AppError> {
    let resolved = store.db.with(|conn| resolve(conn, at.at()))?;
    Ok(Head {
        revision: resolved.n,
        committed_at: resolved.committed_at,
    })
}

/// Lists all datasets with what they cover as known at the given time.
///
/// # Errors
/// No such revision, or the catalogue cannot be read.
pub fn list_datasets(store: &Store, at: AsKnown) -> Result<Vec<DatasetStatus>, AppError> {
    let one = |spec: &'static DatasetSpec| {
        let covers = covers(store, spec.name, at)?;
        Ok(DatasetStatus {
            spec,
            tables: tables(spec, &covers),
        })
    };
    pejl_lake::datasets().iter().copied().map(one).collect()
}

/// What is covered of a dataset, whether its imports replace each other or add up.
pub(crate) fn covers(store: &Store, dataset: &str, at: AsKnown) -> Result<Vec<Cover>, AppError> {
    let rows = store
        .db
        .with(|conn| list_coverage(conn, dataset, at.at()))?;
    Ok(rows.into_iter().map(|row| row.cover).collect())
}

fn tables(spec: &DatasetSpec, covers: &[Cover]) -> Vec<TableCoverage> {
    let mut by_variant: BTreeMap<String, Vec<&Cover>> = BTreeMap::new();
    for cover in covers {
        by_variant
            .entry(cover.variant.key())
            .or_default()
            .push(cover);
    }
    let one = |(variant, covers): (String, Vec<&Cover>)| {
        let areas: std::collections::BTreeSet<&String> =
            covers.iter().flat_map(|c| &c.areas).collect();
        let mut members: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
        for cover in &covers {
            for (dimension, of_cover) in &cover.members {
                members
                    .entry(dimension.clone())
                    .or_default()
                    .extend(of_cover.iter().cloned());
            }
        }
        // A register is replaced whole and has no periods; the one its covers name is a mark.
        let is_register = spec.grain.is_some() && spec.anchor.is_empty();
        let periods: Vec<Period> = covers
            .iter()
            .filter(|_| !is_register)
            .flat_map(|cover| cover.periods.iter().copied())
            .collect();
        TableCoverage {
            table_id: covers
                .first()
                .map(|c| c.variant.table_id.clone())
                .unwrap_or_default(),
            n_areas: areas.len(),
            first: periods.iter().min().copied(),
            last: periods.iter().max().copied(),
            members: members
                .into_iter()
                .map(|(d, m)| (d, m.into_iter().collect()))
                .collect(),
            variant,
        }
    };
    by_variant.into_iter().map(one).collect()
}

/// One import with its files.
#[derive(Debug, Clone)]
pub struct ImportDetail {
    /// The import.
    pub import: Import,
    /// Its files.
    pub files: Vec<ImportFile>,
    /// How many faults each rule found in rows, by name.
    pub rules: Vec<(String, i64)>,
    /// What it lost since: rows of persons that were forgotten, or past the time they are kept.
    pub lost: Vec<LostRows>,
}

/// Lists imports, newest first, before the number `before` when it is given.
///
/// # Errors
/// The catalogue cannot be read.
pub fn imports(store: &Store, before: Option<i64>, limit: u32) -> Result<Vec<Import>, AppError> {
    Ok(store.db.with(|conn| list_imports(conn, before, limit))?)
}

/// Returns one import.
///
/// # Errors
/// There is none with the number, or the catalogue cannot be read.
pub fn import_detail(store: &Store, id: i64) -> Result<ImportDetail, AppError> {
    store.db.with(|conn| {
        let import = get_import(conn, id).map_err(AppError::from)?;
        Ok(ImportDetail {
            import,
            files: list_import_files(conn, id)?,
            rules: list_import_rules(conn, id)?,
            lost: list_lost_rows(conn, id)?,
        })
    })
}

/// Lists the issues of an import after the number `after`.
///
/// # Errors
/// There is no such import, or the catalogue cannot be read.
pub fn import_issues(
    store: &Store,
    id: i64,
    after: Option<i32>,
    limit: u32,
) -> Result<Vec<ImportIssue>, AppError> {
    store.db.with(|conn| {
        get_import(conn, id).map_err(AppError::from)?;
        Ok(list_import_issues(conn, id, after, limit)?)
    })
}

/// Lists revisions, newest first, before the number `before` when it is given.
///
/// # Errors
/// The catalogue cannot be read.
pub fn revisions(
    store: &Store,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Revision>, AppError> {
    Ok(store.db.with(|conn| list_revisions(conn, before, limit))?)
}
