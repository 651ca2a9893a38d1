//! What can be told, as far as that is known before a row is read.

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::Period;

use super::cell::CellPlan;
use super::plan::{RecordPlan, residents_needed};

impl RecordPlan<'_> {
    /// The periods of which all readings can be told whole at one of the places at least: imports cover what they need, residents
    /// where these are counted, and nothing has to be waited for. Whether there are rows is not known.
    ///
    /// Of courses imported for 2018 to 2020 these are, of 2017 to 2021, the three years.
    pub fn open_periods(&self) -> BTreeSet<Period> {
        let mut readings: BTreeMap<(usize, usize), BTreeSet<usize>> = BTreeMap::new();
        for cell in self.cells.iter().filter(|cell| self.is_open(cell)) {
            let of_place = readings.entry((cell.place, cell.period)).or_default();
            of_place.insert(cell.reading);
        }
        let n_readings = self.question.readings.len();
        let whole = readings.iter().filter(|(_, of)| of.len() == n_readings);
        let spans = self.calendar.spans();
        let periods = whole.filter_map(|((_, period), _)| spans.get(*period));
        periods.map(|span| span.period).collect()
    }

    fn is_open(&self, cell: &CellPlan) -> bool {
        let of = (
            &self.question,
            self.places.as_slice(),
            self.bands.as_slice(),
        );
        let mut needed = residents_needed(of, cell);
        let is_known = |residents: &super::ground::Residents, area, span, time, ages| {
            residents
                .of(area, span, time, ages)
                .is_some_and(Result::is_ok)
        };
        cell.decided.is_none()
            && !cell.provisional
            && needed.all(|(area, measure, ages)| {
                is_known(&self.residents, area, &cell.span, &measure.time, ages)
            })
    }
}
