//! What rows may be others since a revision, read off the boxes that were opened and closed. After an erasure there is no
//! revision to go on from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_calendar::day_of;
use pejl_db::coverage::{ChangedBox, list_changed};
use pejl_db::revision::{At, resolve};
use pejl_domain::{Grain, Period};
use pejl_lake::{REGISTER_YEAR, STAT_FACT};
use pejl_metrics::Catalogue;
use pejl_metrics::records::calendar::number;
use pejl_metrics::records::{Changes, datasets};

use super::readings;
use crate::error::AppError;
use crate::store::Store;

/// What changed, by municipality.
#[derive(Debug, Default)]
pub(super) struct Changed {
    by_area: BTreeMap<String, Changes>,
    known_on: NaiveDate,
}

impl Changed {
    /// What changed of a municipality.
    pub(super) fn of(&self, area: &str) -> Changes {
        let mut changes = self.by_area.get(area).cloned().unwrap_or_default();
        changes.known_on = self.known_on;
        changes
    }
}

/// What changed after revision `since`, up to `until`.
pub(super) fn since(
    store: &Store,
    catalogue: &Catalogue,
    (since, until): (i64, i64),
) -> Result<Changed, AppError> {
    let all: Vec<_> = readings(catalogue).map(AsRef::as_ref).collect();
    let specs = datasets(&all, &[]);
    let mut found = Changed::default();
    let before = store.db.with(|conn| resolve(conn, At::Revision(since)))?;
    found.known_on = before.committed_at.map_or(NaiveDate::MIN, day_of);
    for n in since + 1..=until {
        for spec in &specs {
            let boxes = store.db.with(|conn| list_changed(conn, spec.name, n))?;
            for (area, period) in moved(catalogue, &boxes, n) {
                let changes = found.by_area.entry(area).or_default();
                match spec.name == STAT_FACT.name || period.year_number() == REGISTER_YEAR {
                    true => {
                        changes.whole.insert(spec.name.to_owned());
                    }
                    false => {
                        let months = period.parts(Grain::Month).unwrap_or_default();
                        let of_dataset = changes.months.entry(spec.name.to_owned()).or_default();
                        of_dataset.extend(months.into_iter().map(number));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The places that a revision brought or took away. A box that was cut is closed, and what stays of it opened: that is the
/// same rows, of the same import.
fn moved(catalogue: &Catalogue, boxes: &[ChangedBox], n: i64) -> BTreeSet<(String, Period)> {
    let mut places: BTreeMap<_, [BTreeSet<(String, Period)>; 2]> = BTreeMap::new();
    for one in boxes.iter().map(|one| &one.coverage) {
        if one.dataset == STAT_FACT.name && !gives_residents(catalogue, &one.cover.variant.table_id)
        {
            continue;
        }
        let key = (
            one.import_id,
            one.cover.variant.key(),
            one.cover.members.clone(),
        );
        let [opened, closed] = places.entry(key).or_default();
        let side = match one.known_from == n {
            true => opened,
            false => closed,
        };
        for area in &one.cover.areas {
            let periods = one.cover.periods.iter();
            side.extend(periods.map(|period| (area.clone(), *period)));
        }
    }
    let sides = places.values();
    sides
        .flat_map(|[opened, closed]| opened.symmetric_difference(closed).cloned())
        .collect()
}

/// Whether a table is one of those that give the residents; other facts are behind no figure of records.
fn gives_residents(catalogue: &Catalogue, table: &str) -> bool {
    let mut tables = catalogue.population.iter();
    tables.any(|one| one.table == table)
}
