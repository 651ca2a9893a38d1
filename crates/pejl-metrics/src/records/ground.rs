//! Residents as the ground of rates: which counts of residents stand for a period.

use std::collections::HashMap;

use chrono::Datelike;
use pejl_domain::{AgeBand, Cover, Grain, Period};

use super::calendar::{Span, month};
use super::measure::Time;
use crate::resolution::Resolution;
use crate::resolve::facts::Facts;
use crate::text::Reason;

/// The counts of residents that a question needs, each once.
pub(super) struct Ground<'a> {
    facts: Facts<'a>,
    known: HashMap<Key, Result<Vec<u32>, Reason>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    area: String,
    /// A year of which only the first half is in has the months of that half and other residents.
    period: Period,
    first: i64,
    last: i64,
    is_stock: bool,
    ages: Option<(u8, Option<u8>)>,
}

impl Key {
    fn new(area: &str, span: &Span, time: &Time, ages: Option<AgeBand>) -> Self {
        Self {
            area: area.to_owned(),
            period: span.period,
            first: span.first,
            last: span.last,
            is_stock: *time == Time::MonthEnd,
            ages: ages.map(|band| (band.from(), band.to())),
        }
    }
}

impl<'a> Ground<'a> {
    pub(super) fn new(covers: &'a [Cover]) -> Self {
        Self {
            facts: Facts::new(covers),
            known: HashMap::new(),
        }
    }

    /// Numbers of the sums that are the residents of an area in a period: of a stock one for each month, else those of
    /// 1 July for a year, and of the first day of any other period as last counted.
    pub(super) fn residents(
        &mut self,
        area: &str,
        span: &Span,
        time: &Time,
        ages: Option<AgeBand>,
    ) -> Result<Vec<u32>, Reason> {
        let key = Key::new(area, span, time, ages);
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let months: Vec<i64> = match (key.is_stock, span.period.grain()) {
            (true, _) => span.months().collect(),
            (false, Grain::Year) => vec![i64::from(span.period.year_number()) * 12 + 6],
            (false, Grain::Month) => vec![span.last],
            (false, _) => vec![super::calendar::number(span.period)],
        };
        let counts = months.into_iter().map(|number| {
            // Every month of a period lies in the calendar.
            let day = month(number).map_or(span.period.start(), |month| month.start());
            self.facts.residents_in(area, day.year(), day.month(), ages)
        });
        let found: Result<Vec<u32>, Reason> = counts.collect();
        self.known.insert(key, found.clone());
        found
    }

    /// The sums asked for, and which stand for what.
    pub(super) fn finish(self) -> Residents {
        let (quantities, tiles) = self.facts.finish();
        Residents {
            resolution: Resolution {
                cells: Vec::new(),
                quantities,
                tiles,
            },
            known: self.known,
        }
    }
}

/// The sums of residents that a question needs.
#[derive(Debug)]
pub(super) struct Residents {
    pub(super) resolution: Resolution,
    known: HashMap<Key, Result<Vec<u32>, Reason>>,
}

impl Residents {
    /// As [`Ground::residents`]; none where it was not asked then.
    pub(super) fn of(
        &self,
        area: &str,
        span: &Span,
        time: &Time,
        ages: Option<AgeBand>,
    ) -> Option<&Result<Vec<u32>, Reason>> {
        self.known.get(&Key::new(area, span, time, ages))
    }
}
