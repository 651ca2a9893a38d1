//! Figures that were measured for too few of those they are about.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use pejl_domain::Period;
use pejl_metrics::query::Periods;
use pejl_metrics::records::MONTHS_OF_WINDOW;
use pejl_metrics::{Catalogue, Observation, Quality, Query};

use super::Computer;
use crate::error::AppError;

impl Computer<'_> {
    /// The figures with those marked that were measured for too few of those they are about.
    ///
    /// The mark is told with an answer and not kept: the share it goes by changes with other rows than the figure does.
    pub(super) fn with_coverage(
        &self,
        query: &Query,
        mut found: Vec<Observation>,
    ) -> Result<Vec<Observation>, AppError> {
        // Of the periods that there are figures of: the newest of the share may be others, or none.
        let periods: BTreeSet<Period> = found.iter().map(|one| one.period).collect();
        for by in shares_of_measured(query) {
            let Some(share) = query.catalogue.find_reading(by) else {
                continue;
            };
            let of_share = Query {
                readings: vec![Arc::clone(share)],
                periods: Periods::Listed(periods.iter().copied().collect()),
                ..query.clone()
            };
            let shares = self.at_current_prices(&of_share)?;
            let shares: HashMap<_, f64> = shares
                .iter()
                .filter_map(|one| Some((place_of(&query.catalogue, one), one.value?)))
                .collect();
            for one in &mut found {
                let reliable = query.catalogue.find_indicator(&one.indicator);
                let reliable = reliable.and_then(|indicator| indicator.reliable.as_ref());
                let least = reliable.filter(|one| one.by == by).map(|one| one.least);
                let is_low = least.zip(shares.get(&place_of(&query.catalogue, one)));
                if is_low.is_some_and(|(least, share)| *share < least) && one.value.is_some() {
                    one.quality.push(Quality::LowCoverage);
                    one.quality.sort();
                }
            }
        }
        Ok(found)
    }
}

/// The readings that tell whether readings of a question were measured for enough of those they are about, each once.
fn shares_of_measured(query: &Query) -> BTreeSet<&str> {
    let readings = query.readings.iter();
    let indicators = readings.filter_map(|one| query.catalogue.find_indicator(&one.indicator));
    let reliable = indicators.filter_map(|indicator| indicator.reliable.as_ref());
    reliable.map(|one| one.by.as_str()).collect()
}

/// What tells figures of one reading apart.
fn place_of(
    catalogue: &Catalogue,
    one: &Observation,
) -> (String, Period, BTreeMap<String, String>) {
    let mut members = one.members.clone();
    members.remove("reading");
    members.remove(MONTHS_OF_WINDOW);
    let reading = one.members.get("reading");
    let reading = reading.and_then(|code| {
        let indicator = catalogue.find_indicator(&one.indicator)?;
        indicator.find_reading(code)
    });
    // Numbers that were chosen for a figure tell no two places apart.
    let composite = reading.and_then(|reading| reading.composite.as_ref());
    for setting in composite.iter().flat_map(|one| &one.settings) {
        members.remove(&setting.name);
    }
    (one.municipality.clone(), one.period, members)
}
