//! A series of figures of records: what breaks it, and its figures apart from the question they answer.

use std::collections::BTreeSet;

use pejl_domain::{AccountCode, Period};
use pejl_lake::LEDGER;
use pejl_lake::columns::FUNCTION;

use super::measure::Measures;
use crate::breaks::{self, Break};
use crate::catalogue::{Catalogue, LawBreak, Parts, Reading};
use crate::condition::condition;
use crate::observation::{Observation, Quality};
use crate::relation::Relation;

/// What breaks the series of a reading of records: changes of law, and of the accounts that it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesBreaks<'a> {
    functions: Vec<AccountCode>,
    law: &'a [LawBreak],
}

impl<'a> SeriesBreaks<'a> {
    /// Those of a reading.
    pub fn of(catalogue: &'a Catalogue, reading: &Reading) -> Self {
        let indicator = catalogue.find_indicator(&reading.indicator);
        Self {
            functions: functions_of(reading, &catalogue.parts),
            law: indicator.map_or(&[], |one| one.breaks.as_slice()),
        }
    }

    /// The functions of account that the reading is of; none where it is of none.
    pub fn functions(&self) -> &[AccountCode] {
        &self.functions
    }

    /// Those between two periods, the earlier ones first.
    pub fn between(&self, earlier: Period, later: Period) -> Vec<Break> {
        breaks::of_records(&self.functions, self.law, earlier, later)
    }
}

impl Observation {
    /// The figure apart from its question: whether it can be compared with the period before it depends on which that is.
    pub fn without_breaks(mut self) -> Self {
        self.breaks.clear();
        self.quality.retain(|quality| *quality != Quality::Break);
        self
    }

    /// The figure in a series in which it follows an earlier period, if any.
    pub fn after(self, earlier: Option<Period>, breaks: &SeriesBreaks<'_>) -> Self {
        let mut one = self.without_breaks();
        one.breaks = earlier.map_or_else(Vec::new, |earlier| breaks.between(earlier, one.period));
        if !one.breaks.is_empty() {
            one.quality.push(Quality::Break);
        }
        one
    }
}

/// The functions of account that the conditions of a reading name.
fn functions_of(reading: &Reading, parts: &Parts) -> Vec<AccountCode> {
    let measures = reading.measures.iter().flat_map(Measures::all);
    let codes: BTreeSet<&String> = measures.flat_map(|measure| &measure.when).collect();
    let ledger = Relation::table(&LEDGER);
    let mut found = BTreeSet::new();
    for part in codes.into_iter().filter_map(|code| parts.find(code)) {
        // A part that is not about accounts does not fit the ledger, or does not name the column.
        if let Ok(term) = condition(&part.when, ledger.columns(), parts.sets()) {
            found.extend(term.texts_of(FUNCTION));
        }
    }
    let codes = found
        .iter()
        .filter_map(|text| AccountCode::parse(text).ok());
    codes.collect()
}
