//! What can be told, as far as that is known before a row is read.

use std::collections::BTreeSet;

use pejl_domain::Period;

use super::cell::CellPlan;
use super::plan::{RecordPlan, residents_needed};

impl RecordPlan<'_> {
    /// The periods of which a reading can be told whole at one of the places at least: imports cover what it needs, residents where
    /// these are counted, and nothing has to be waited for. Whether there are rows is not known.
    ///
    /// Of courses imported for 2018 to 2020 these are, of 2017 to 2021, the three years.
    pub fn open_periods(&self) -> BTreeSet<Period> {
        self.periods_of(|cell| !cell.provisional && self.is_open(cell))
    }

    /// The same of what can be told in part, too: also of periods whose last months are not in yet.
    ///
    /// Of courses imported for 2018 to June 2020 these are, of 2017 to 2021, the three years.
    pub fn begun_periods(&self) -> BTreeSet<Period> {
        self.periods_of(|cell| self.is_open(cell))
    }

    fn periods_of(&self, is_wanted: impl Fn(&CellPlan) -> bool) -> BTreeSet<Period> {
        let spans = self.calendar.spans();
        let wanted = self.cells.iter().filter(|cell| is_wanted(cell));
        let periods = wanted.filter_map(|cell| spans.get(cell.period));
        periods.map(|span| span.period).collect()
    }

    fn is_open(&self, cell: &CellPlan) -> bool {
        let of = (
            &self.question,
            self.places.as_slice(),
            self.bands.as_slice(),
        );
        let mut needed = residents_needed(of, cell);
        cell.decided.is_none()
            && needed.all(|(area, measure, ages)| {
                let known = self.residents.of(area, &cell.span, &measure.time, ages);
                known.is_some_and(Result::is_ok)
            })
    }
}
