//! What somebody may be told of kept figures that changed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike as _, NaiveDate};
use pejl_db::observation::{Difference, Known, Wanted, figures_at};
use pejl_domain::{Cell, Grain, Period};
use pejl_metrics::records::{SeriesBreaks, in_prices};
use pejl_metrics::{Catalogue, Observation, Prices, Query};

use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::kept::restored;
use crate::store::Store;

/// A kept series in a year: indicator, reading, municipality and the year.
type Year = (String, String, String, i32);

/// Tells of the kept figures by the definitions of a run.
pub(super) struct Teller<'a> {
    pub(super) store: &'a Store,
    pub(super) catalogue: &'a Arc<Catalogue>,
    pub(super) viewer: &'a Viewer,
}

impl Teller<'_> {
    /// The changed figures as they may be told, and those that did not change but are told now and were withheld before, or the
    /// other way around: what is told of a period goes by the others of its year.
    ///
    /// `since` is what the caller has, none where it has nothing, and `until` the run that is told of; `found` is what changed of
    /// all periods, and `asked` of those asked for.
    pub(super) fn tell(
        &self,
        (since, until): (Option<i64>, i64),
        (found, asked): (&Difference, &Difference),
        wanted: &Wanted,
    ) -> Result<Vec<Observation>, AppError> {
        let changed = self.observations(&asked.changed)?;
        let now = self.beside(until, found)?;
        let told = gate::told_beside(&self.question(), changed, now.clone(), self.viewer);
        let Some(since) = since.filter(|_| !now.is_empty()) else {
            return Ok(told);
        };
        let before = self.beside(since, found)?;
        let was_withheld = self.withheld(&before);
        let is_withheld = self.withheld(&now);
        let of_told: BTreeSet<_> = told.iter().map(cell_of).collect();
        let is_other = |one: &Observation| {
            let cell = cell_of(one);
            is_wanted(wanted, (&one.period.to_string(), one.grain.as_str()))
                && !of_told.contains(&cell)
                && was_withheld.contains(&cell) != is_withheld.contains(&cell)
        };
        let others = now.iter().filter(|one| is_other(one)).cloned().collect();
        let others = gate::told_beside(&self.question(), others, now, self.viewer);
        Ok(told.into_iter().chain(others).collect())
    }

    /// Kept figures as observations at current prices, before the gate, each as of the run that gave it.
    pub(super) fn observations(&self, known: &[Known]) -> Result<Vec<Observation>, AppError> {
        let none = Prices {
            series: &[],
            as_known_at: NaiveDate::MIN,
        };
        let all = known.iter().map(|known| {
            let one = restored(self.catalogue, known, known.known_from)?;
            let name = format!("{}.{}", known.figure.indicator, known.figure.reading);
            Ok(match self.catalogue.find_reading(&name) {
                Some(reading) => {
                    let breaks = SeriesBreaks::of(self.catalogue, reading);
                    let earlier = one.period.previous();
                    one.after(earlier, &breaks)
                }
                None => one,
            })
        });
        let all: Vec<Observation> = all.collect::<Result<_, AppError>>()?;
        Ok(in_prices(all, &self.question(), &none))
    }

    fn question(&self) -> Query {
        Query::of_totals(self.catalogue, Vec::new(), Vec::new(), Vec::new())
    }

    /// All figures kept at a run of the years in which something changed, of municipalities whose small numbers may not be told.
    fn beside(&self, run: i64, found: &Difference) -> Result<Vec<Observation>, AppError> {
        let mut years: BTreeSet<Year> = BTreeSet::new();
        for known in found.changed.iter().chain(&found.withdrawn) {
            let figure = &known.figure;
            let period: Option<Period> = figure.period.parse().ok();
            if let Some(period) = period
                && !self.viewer.sees_small_numbers(&figure.municipality)
            {
                years.insert((
                    figure.indicator.clone(),
                    figure.reading.clone(),
                    figure.municipality.clone(),
                    period.start().year(),
                ));
            }
        }
        if years.is_empty() {
            return Ok(Vec::new());
        }
        let readings: BTreeSet<(String, String)> = years
            .iter()
            .map(|(indicator, reading, ..)| (indicator.clone(), reading.clone()))
            .collect();
        let municipalities: BTreeSet<String> = years
            .iter()
            .map(|(_, _, municipality, _)| municipality.clone())
            .collect();
        let wanted = Wanted {
            readings: readings.into_iter().collect(),
            municipalities: municipalities.into_iter().collect(),
            ..Wanted::default()
        };
        let kept = self.store.db.with(|conn| figures_at(conn, run, &wanted))?;
        let all = self.observations(&kept)?;
        let is_of_years = |one: &Observation| {
            let reading = one.members.get("reading").cloned().unwrap_or_default();
            let year = one.period.start().year();
            let key = (
                one.indicator.clone(),
                reading,
                one.municipality.clone(),
                year,
            );
            one.grain != Grain::Week && years.contains(&key)
        };
        Ok(all.into_iter().filter(is_of_years).collect())
    }

    /// Which of the figures of whole years are withheld.
    fn withheld(&self, years: &[Observation]) -> BTreeSet<CellOf> {
        let told = gate::told_beside(&self.question(), years.to_vec(), Vec::new(), self.viewer);
        let told = told.iter().filter(|one| one.cell == Cell::Confidential);
        told.map(cell_of).collect()
    }
}

/// Indicator, municipality, period and members.
type CellOf = (String, String, Period, BTreeMap<String, String>);

fn cell_of(one: &Observation) -> CellOf {
    (
        one.indicator.clone(),
        one.municipality.clone(),
        one.period,
        one.members.clone(),
    )
}

/// Of what changed, what is of the periods asked for.
pub(super) fn of_periods(found: &Difference, wanted: &Wanted) -> Difference {
    let of = |known: &[Known]| -> Vec<Known> {
        let is_of = |one: &&Known| is_wanted(wanted, (&one.figure.period, &one.figure.grain));
        known.iter().filter(is_of).cloned().collect()
    };
    Difference {
        changed: of(&found.changed),
        withdrawn: of(&found.withdrawn),
    }
}

/// Whether a figure is of the periods asked for.
fn is_wanted(wanted: &Wanted, (period, grain): (&str, &str)) -> bool {
    let is_one_of =
        |named: &[String], it: &str| named.is_empty() || named.iter().any(|name| name == it);
    is_one_of(&wanted.periods, period) && is_one_of(&wanted.grains, grain)
}
