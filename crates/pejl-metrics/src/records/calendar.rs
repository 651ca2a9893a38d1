//! The periods of a question and the months they are made of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::{Grain, Period};

use crate::relation::{Literal, Relation, RelationError, Type};

/// Number of a month: twelve times the year and the month counted from 0.
pub const MONTH_NO: &str = "month_no";
/// Number of a place in the order of the question.
pub const PLACE_NO: &str = "place_no";
/// Number of a period in the order of the question.
pub const PERIOD_NO: &str = "period_no";
/// First day of a month.
pub const MONTH_FIRST: &str = "month_first";
/// Last day of a month.
pub const MONTH_LAST: &str = "month_last";
/// Last day of a period.
pub const PERIOD_LAST: &str = "period_last";

/// Which months a period stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Window {
    /// Its own.
    #[default]
    Period,
    /// Those of its year up to its end: the year to date.
    YearToDate,
    /// The twelve that end with it.
    Rolling12,
    /// The year to date, and beside it the same months of the year before and the change.
    YearToDateCompared,
    /// The year to date up to the month that is in of the same period a year later: what [`Window::YearToDateCompared`] puts
    /// beside it. It has no name, as nobody asks for it alone.
    YearToDateAlike,
}

impl Window {
    /// `period`, `year_to_date`, `rolling_12` or `year_to_date_compared`.
    pub fn as_str(self) -> &'static str {
        match self {
            Window::Period => "period",
            Window::YearToDate | Window::YearToDateAlike => "year_to_date",
            Window::Rolling12 => "rolling_12",
            Window::YearToDateCompared => "year_to_date_compared",
        }
    }

    /// The windows that can be asked for.
    pub const ALL: [Window; 4] = [
        Window::Period,
        Window::YearToDate,
        Window::Rolling12,
        Window::YearToDateCompared,
    ];

    /// The window of that name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|window| window.as_str() == text)
    }
}

/// The periods of a question, each with its months.
#[derive(Debug, Clone, PartialEq)]
pub struct Calendar {
    periods: Vec<Span>,
}

/// A period and the months that it stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The period.
    pub period: Period,
    /// Number of its first month.
    pub first: i64,
    /// Number of its last month.
    pub last: i64,
}

impl Span {
    /// Numbers of its months.
    pub fn months(&self) -> impl Iterator<Item = i64> + use<> {
        self.first..=self.last
    }

    /// How many months it has.
    pub fn n_months(&self) -> i64 {
        self.last - self.first + 1
    }

    /// Its first day.
    pub fn first_day(&self) -> Option<NaiveDate> {
        first_day(self.first)
    }

    /// Its last day.
    pub fn last_day(&self) -> Option<NaiveDate> {
        last_day(self.last)
    }

    /// The same months so many years later, or earlier where that is negative; the period stays.
    pub fn years_later(&self, years: i64) -> Self {
        Self {
            period: self.period,
            first: self.first + 12 * years,
            last: self.last + 12 * years,
        }
    }

    /// Its months as text: `2019-01..2019-06`, or the one month.
    pub fn months_text(&self) -> Option<String> {
        let (first, last) = (month(self.first)?, month(self.last)?);
        Some(match first == last {
            true => first.to_string(),
            false => format!("{first}..{last}"),
        })
    }

    /// How many days the year has in which it ends.
    pub fn n_days_of_year(&self) -> Option<i64> {
        let first = self.last - self.last.rem_euclid(12);
        Some((last_day(first + 11)? - first_day(first)?).num_days() + 1)
    }

    /// How many days it has.
    pub fn n_days(&self) -> Option<i64> {
        Some((self.last_day()? - self.first_day()?).num_days() + 1)
    }
}

impl Calendar {
    /// The calendar of periods under a window; none where a period is not made of months (a week).
    pub fn new(periods: &[Period], window: Window) -> Option<Self> {
        let span = |period: &Period| {
            let months = period.parts(Grain::Month)?;
            let (first, last) = (number(*months.first()?), number(*months.last()?));
            let first = match window {
                Window::Period => first,
                Window::YearToDate | Window::YearToDateCompared | Window::YearToDateAlike => {
                    i64::from(period.year_number()) * 12
                }
                Window::Rolling12 => last - 11,
            };
            Some(Span {
                period: *period,
                first,
                last,
            })
        };
        let periods = periods.iter().map(span).collect::<Option<Vec<_>>>()?;
        Some(Self { periods })
    }

    /// Numbers of the first and last month of any period; an empty range where there is none.
    pub fn bounds(&self) -> (i64, i64) {
        let first = self.periods.iter().map(|span| span.first).min();
        let last = self.periods.iter().map(|span| span.last).max();
        (first.unwrap_or(1), last.unwrap_or(0))
    }

    /// The periods in the order of the question.
    pub fn spans(&self) -> &[Span] {
        &self.periods
    }
}

/// The months in which rows can count: those of the cells that coverage leaves open, and no others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OpenMonths {
    /// First and last month by the numbers of place and period.
    spans: BTreeMap<(i64, i64), (i64, i64)>,
}

impl OpenMonths {
    /// Adds the months of a cell that is open.
    pub fn add(&mut self, place: usize, period: usize, span: &Span) {
        let whole = |no: usize| i64::try_from(no).unwrap_or(i64::MAX);
        let cell = (whole(place), whole(period));
        self.spans.insert(cell, (span.first, span.last));
    }

    /// Takes others in, where the numbers of both can be read off one pass over the rows at little more than the cost of
    /// the larger: each cell of both has the same months in them, and neither is less than half of what they are together.
    pub fn take_in(&mut self, other: &Self) -> bool {
        let same = |(cell, months)| self.spans.get(cell).is_none_or(|mine| mine == months);
        if !other.spans.iter().all(same) {
            return false;
        }
        let mut together = self.clone();
        together.spans.extend(&other.spans);
        let least = self.n_months().min(other.n_months());
        if together.n_months() > least.saturating_mul(2) {
            return false;
        }
        *self = together;
        true
    }

    /// How many months its cells have, one that stands in two cells twice.
    fn n_months(&self) -> i64 {
        let of_cells = self.spans.values().map(|(first, last)| last - first + 1);
        of_cells.fold(0, i64::saturating_add)
    }

    /// Numbers of the first and last of them; an empty range where there is none.
    pub fn bounds(&self) -> (i64, i64) {
        let first = self.spans.values().map(|span| span.0).min();
        let last = self.spans.values().map(|span| span.1).max();
        (first.unwrap_or(1), last.unwrap_or(0))
    }

    /// One row per place, period and month of it: `place_no`, `period_no`, `month_no`, `period_last`.
    ///
    /// # Errors
    /// None: the types are as said.
    pub fn of_places(&self) -> Result<Relation, RelationError> {
        let mut rows = Vec::new();
        for ((place, period), (first, last)) in &self.spans {
            let end = last_day(*last).map_or(Literal::Null(Type::Date), Literal::Date);
            for month in *first..=*last {
                rows.push(vec![
                    (*place).into(),
                    (*period).into(),
                    month.into(),
                    end.clone(),
                ]);
            }
        }
        Relation::values(
            "periods",
            &[
                (PLACE_NO, Type::Int),
                (PERIOD_NO, Type::Int),
                (MONTH_NO, Type::Int),
                (PERIOD_LAST, Type::Date),
            ],
            rows,
        )
    }

    /// One row per month of any of them: `month_no`, `month_first`, `month_last`.
    ///
    /// # Errors
    /// None: the types are as said.
    pub fn months(&self) -> Result<Relation, RelationError> {
        let spans = self.spans.values();
        let months: BTreeSet<i64> = spans.flat_map(|span| span.0..=span.1).collect();
        let rows = months.into_iter().filter_map(|month| {
            Some(vec![
                month.into(),
                first_day(month)?.into(),
                last_day(month)?.into(),
            ])
        });
        Relation::values(
            "months",
            &[
                (MONTH_NO, Type::Int),
                (MONTH_FIRST, Type::Date),
                (MONTH_LAST, Type::Date),
            ],
            rows.collect(),
        )
    }
}

/// The number of a month, of any other period that of its first month.
pub fn number(period: Period) -> i64 {
    use chrono::Datelike;
    let first = period.start();
    i64::from(first.year()) * 12 + i64::from(first.month0())
}

/// The first day of the month with a number; none outside the calendar.
pub fn first_day(month: i64) -> Option<NaiveDate> {
    let year = i32::try_from(month.div_euclid(12)).ok()?;
    let month = u32::try_from(month.rem_euclid(12)).ok()? + 1;
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// The last day of the month with a number; none outside the calendar.
pub fn last_day(month: i64) -> Option<NaiveDate> {
    first_day(month + 1)?.pred_opt()
}

/// The month with a number; none outside the calendar.
pub fn month(number: i64) -> Option<Period> {
    let year = i32::try_from(number.div_euclid(12)).ok()?;
    let month = u32::try_from(number.rem_euclid(12)).ok()? + 1;
    Period::month(year, month).ok()
}
