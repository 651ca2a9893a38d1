//! What is there: datasets, imports, revisions.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use pejl_db::coverage::list_coverage;
use pejl_db::erasure::{LostRows, list_lost_rows};
use pejl_db::import::{
    Import, ImportFile, ImportIssue, get_import, list_import_files, list_import_issues,
    list_import_rules, list_imports,
};
use pejl_db::revision::{Revision, list_revisions, resolve};
use pejl_domain::area::COUNTRY;
use pejl_domain::{Cover, Period, Variant};
use pejl_lake::{DatasetSpec, STAT_FACT};

use crate::error::AppError;
use crate::gate::Viewer;
use crate::import::wanted::WantedKind;
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

/// What is covered at a municipality by one kind of facts of a table, or by several with the same periods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaCoverage {
    /// The dataset.
    pub dataset: &'static str,
    /// The table.
    pub table_id: String,
    /// The kinds of facts, at least one, by their keys.
    pub variants: Vec<Variant>,
    /// Whether it is of the country and not of the municipality alone.
    pub is_national: bool,
    /// The periods, as runs without a hole: the first and the last of each, ascending; none of a register.
    pub runs: Vec<(Period, Period)>,
}

impl AreaCoverage {
    /// The first and the last period between two runs: what is not covered.
    pub fn gaps(&self) -> Vec<(Period, Period)> {
        let next = self.runs.iter().skip(1);
        let between = self.runs.iter().zip(next);
        let gaps = between.filter_map(|((_, last), (first, _))| last.next().zip(first.previous()));
        gaps.collect()
    }
}

/// Lists what is covered at a municipality, and of the country where a table has no municipalities, as known at the given time.
///
/// # Errors
/// No such revision, or the catalogue cannot be read.
pub fn list_area_coverage(
    store: &Store,
    municipality: &str,
    at: AsKnown,
) -> Result<Vec<AreaCoverage>, AppError> {
    let mut found = Vec::new();
    for spec in pejl_lake::datasets() {
        let covers = covers(store, spec.name, at)?;
        found.extend(area_coverage(spec, &covers, municipality));
    }
    Ok(found)
}

/// What covers of a dataset say of a municipality.
fn area_coverage(spec: &DatasetSpec, covers: &[Cover], municipality: &str) -> Vec<AreaCoverage> {
    // A register is replaced whole and has no periods; the one its covers name is a mark.
    let is_register = spec.grain.is_some() && spec.anchor.is_empty();
    let mut by_variant: BTreeMap<String, Vec<&Cover>> = BTreeMap::new();
    for cover in covers {
        let of_variant = by_variant.entry(cover.variant.key()).or_default();
        of_variant.push(cover);
    }
    let mut found: Vec<AreaCoverage> = Vec::new();
    for covers in by_variant.values() {
        let at = |area: &str| -> Vec<&Cover> {
            let at = covers.iter().filter(|one| one.areas.contains(area));
            at.copied().collect()
        };
        let own = at(municipality);
        let is_national = own.is_empty();
        let of_area = match is_national {
            true => at(COUNTRY),
            false => own,
        };
        let Some(first) = of_area.first() else {
            continue;
        };
        let periods = of_area.iter().filter(|_| !is_register);
        let periods: BTreeSet<Period> = periods.flat_map(|one| one.periods.clone()).collect();
        let (variant, runs) = (first.variant.clone(), runs(&periods));
        let alike = found.iter_mut().find(|one| {
            one.table_id == variant.table_id && one.runs == runs && one.is_national == is_national
        });
        match alike {
            Some(one) => one.variants.push(variant),
            None => found.push(AreaCoverage {
                dataset: spec.name,
                table_id: variant.table_id.clone(),
                variants: vec![variant],
                is_national,
                runs,
            }),
        }
    }
    found.sort_by(|one, other| one.table_id.cmp(&other.table_id));
    found
}

/// Periods as runs without a hole.
fn runs(periods: &BTreeSet<Period>) -> Vec<(Period, Period)> {
    let mut runs: Vec<(Period, Period)> = Vec::new();
    for period in periods {
        match runs.last_mut() {
            Some((_, last)) if last.next() == Some(*period) => *last = *period,
            _ => runs.push((*period, *period)),
        }
    }
    runs
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
        let areas: BTreeSet<&String> = covers.iter().flat_map(|c| &c.areas).collect();
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
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

/// Lists so many issues of an import after the number `after`, without what stood in a municipality's own rows for whoever may not see
/// them.
///
/// # Errors
/// There is no such import, or the catalogue cannot be read.
pub fn import_issues(
    store: &Store,
    id: i64,
    (after, limit): (Option<i32>, u32),
    viewer: &Viewer,
) -> Result<Vec<ImportIssue>, AppError> {
    let (import, mut issues) = store.db.with(|conn| {
        let import = get_import(conn, id).map_err(AppError::from)?;
        Ok::<_, AppError>((import, list_import_issues(conn, id, after, limit)?))
    })?;
    if is_of_own_rows(&import.dataset) && !viewer.sees_rows() {
        for issue in &mut issues {
            issue.value_masked = None;
        }
    }
    Ok(issues)
}

/// Whether a dataset is of a municipality's own rows, and not of published figures.
fn is_of_own_rows(dataset: &str) -> bool {
    let kind = WantedKind::find(dataset);
    dataset != STAT_FACT.name && !matches!(kind, Ok(WantedKind::Figures(_)))
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use pejl_domain::Absent;
    use pejl_lake::{STAT_FACT, dataset};

    use super::*;

    fn cover(variant: &str, area: &str, periods: &str) -> Cover {
        let (from, to) = periods.split_once("..").unwrap_or((periods, periods));
        let periods = Period::range(from.parse().unwrap(), to.parse().unwrap()).unwrap();
        Cover {
            variant: Variant::parse_key(variant).unwrap(),
            areas: [area.to_owned()].into(),
            periods: periods.into_iter().collect(),
            members: BTreeMap::new(),
            absent: Absent::Missing,
        }
    }

    fn text((first, last): &(Period, Period)) -> String {
        format!("{first}..{last}")
    }

    #[test]
    fn what_another_municipality_delivered_is_not_of_this_one_and_holes_are_told() {
        let ledger = dataset("ledger").unwrap();
        let key = "canonical/ledger/oere/current/month/";
        let covers = [
            cover(key, "630", "2018-01..2018-12"),
            cover(key, "766", "2017-11..2018-02"),
            cover(key, "766", "2018-05..2018-06"),
        ];
        let found = area_coverage(ledger, &covers, "766");
        assert_eq!(found.len(), 1, "{found:?}");
        let one = found.first().unwrap();
        let runs: Vec<String> = one.runs.iter().map(text).collect();
        assert_eq!(runs, ["2017-11..2018-02", "2018-05..2018-06"]);
        let gaps: Vec<String> = one.gaps().iter().map(text).collect();
        assert_eq!(gaps, ["2018-03..2018-04"]);
        assert!(!one.is_national);
        assert_eq!(area_coverage(ledger, &covers, "615"), []);
    }

    #[test]
    fn kinds_of_facts_with_the_same_periods_are_one_and_others_stand_apart() {
        let (kroner, persons) = (
            "statbank/T1/oere/current/year/",
            "statbank/T1/persons/not_applicable/year/",
        );
        let alike = [
            cover(kroner, "766", "2016..2018"),
            cover(persons, "766", "2016..2018"),
            // What is of the country alone is told where there is no municipality.
            cover("statbank/T2/oere/current/year/", "000", "2016..2019"),
        ];
        let found = area_coverage(&STAT_FACT, &alike, "766");
        let told: Vec<(&str, usize, bool)> = found
            .iter()
            .map(|one| (one.table_id.as_str(), one.variants.len(), one.is_national))
            .collect();
        assert_eq!(told, [("T1", 2, false), ("T2", 1, true)]);
        let apart = [
            cover(kroner, "766", "2016..2018"),
            cover(persons, "766", "2016..2017"),
        ];
        assert_eq!(area_coverage(&STAT_FACT, &apart, "766").len(), 2);
    }
}
