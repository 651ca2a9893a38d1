//! From when to when there are figures of a reading.

use std::collections::BTreeSet;
use std::sync::Arc;

use pejl_domain::{Grain, Period};
use pejl_metrics::query::Periods;
use pejl_metrics::records::{DatasetCoverage, horizon};
use pejl_metrics::{Kind, Query, QueryError, Reading};

use super::Computer;
use super::index::components_of;
use crate::error::AppError;
use crate::observations::invalid;

impl Computer<'_> {
    /// The newest period of a question about one reading.
    pub(crate) fn newest_period(&self, query: &Query) -> Result<Period, AppError> {
        let latest = Query {
            periods: Periods::Latest(1),
            ..query.clone()
        };
        let is_of_rows = |one: &Arc<Reading>| one.kind == Kind::Records;
        // It is known from what is covered, and no row is read for it.
        let newest = match latest.readings.as_slice() {
            [index] if index.index.is_some() => {
                let components = components_of(&latest, index)?;
                self.periods(&components)?.last().copied()
            }
            readings if readings.iter().all(is_of_rows) => self.periods(&latest)?.last().copied(),
            _ => self.figures(&latest)?.last().map(|one| one.period),
        };
        newest.ok_or_else(|| invalid(vec![QueryError::NothingCovered]))
    }

    /// The periods of a question about records of which any of its readings can be told; no row is read for them.
    pub(crate) fn open_periods(&self, query: &Query) -> Result<BTreeSet<Period>, AppError> {
        let inputs = self.record_inputs(query)?;
        self.with_record_plan((query, None), &inputs, |plan| Ok(plan.open_periods()))
    }

    /// The periods of a question about records of which any of its readings can be told, those that are not over among them; no row
    /// is read for them.
    pub(crate) fn begun_periods(&self, query: &Query) -> Result<BTreeSet<Period>, AppError> {
        let inputs = self.record_inputs(query)?;
        self.with_record_plan((query, None), &inputs, |plan| Ok(plan.begun_periods()))
    }

    /// The first period that imports cover of what a question about one reading of records of one place is made of; none of other
    /// questions.
    pub(crate) fn first_covered(&self, query: &Query) -> Result<Option<Period>, AppError> {
        let ([reading], [place]) = (query.readings.as_slice(), query.places.as_slice()) else {
            return Ok(None);
        };
        if reading.kind != Kind::Records {
            return Ok(None);
        }
        let as_of = self.known_on();
        let covers = self.record_inputs(query)?.covers.into_iter();
        let coverage =
            covers.map(|(name, covers)| (name.to_owned(), DatasetCoverage::new(&covers, as_of)));
        let periods = horizon(&query.catalogue, reading, &coverage.collect(), place.code());
        let grain = query.grain.unwrap_or(Grain::Year);
        Ok(periods.into_iter().find(|one| one.grain() == grain))
    }
}
