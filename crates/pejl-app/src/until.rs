//! The last period that counts in an answer: a report of a month knows none that ends later.

use chrono::NaiveDate;
use pejl_domain::Period;

use crate::error::AppError;

/// The last period that counts; all there are do by default.
///
/// Figures of periods that end later are left out, and the day a question is asked on is no later than the day after it. What is
/// known of the periods that count is known at the revision, also where it became known later than they ended.
///
/// # Example
/// ```
/// use pejl_app::Until;
/// let march = Until::read(Some("2018-03"))?;
/// assert_eq!(march.last("2018".parse().unwrap()).map(|one| one.to_string()), Some("2017".to_owned()));
/// assert_eq!(Until::default().last("2018".parse().unwrap()).map(|one| one.to_string()), Some("2018".to_owned()));
/// # Ok::<(), pejl_app::AppError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Until(Option<Period>);

impl Until {
    /// That period as the last.
    pub fn period(period: Period) -> Self {
        Self(Some(period))
    }

    /// Reads the last period that counts; all do where none is named.
    ///
    /// # Errors
    /// It is no period.
    pub fn read(text: Option<&str>) -> Result<Self, AppError> {
        let Some(text) = text else {
            return Ok(Self(None));
        };
        let allowed = "a period, such as 2018-03";
        let period = text.trim().parse();
        period
            .map(Self::period)
            .map_err(|_| AppError::parameter("until", text, allowed))
    }

    /// Whether all periods count.
    pub(crate) fn is_open(self) -> bool {
        self.0.is_none()
    }

    /// Whether a period counts.
    pub fn counts(self, period: Period) -> bool {
        self.0.is_none_or(|until| period.end() <= until.end())
    }

    /// Whether a day is no later than the last that counts.
    pub fn has_begun(self, day: NaiveDate) -> bool {
        self.0.is_none_or(|until| day < until.end())
    }

    /// The newest period that counts, where there are figures up to `newest`; none before the first year there is.
    pub fn last(self, newest: Period) -> Option<Period> {
        if self.counts(newest) {
            return Some(newest);
        }
        let last_day = self.0?.end().pred_opt()?;
        let found = Period::containing(newest.grain(), last_day)?;
        match self.counts(found) {
            true => Some(found),
            false => found.previous(),
        }
    }

    /// The newest `n` periods that count, as a question names them.
    pub(crate) fn newest(self, newest: Period, n: usize) -> Option<String> {
        let last = self.last(newest)?;
        let back = std::iter::successors(Some(last), |one| one.previous());
        let first = back.take(n).last()?;
        Some(format!("{first}..{last}"))
    }

    /// The day a question is asked on.
    pub(crate) fn day(self, asked_on: NaiveDate) -> NaiveDate {
        self.0.map_or(asked_on, |until| asked_on.min(until.end()))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(until: &str, newest: &str, expected: &str) {
        let last = Until::period(period(until)).last(period(newest));
        assert_eq!(last.unwrap().to_string(), expected);
    }

    #[test]
    fn a_period_counts_once_all_of_it_lies_before_the_end() {
        check("2018-03", "2018-12", "2018-03");
        check("2018-03", "2018-Q4", "2018-Q1");
        check("2018-02", "2018-Q4", "2017-Q4");
        check("2018-03", "2019", "2017");
        check("2018-12", "2019", "2018");
        check("2018-03", "2017-Q3", "2017-Q3");
    }

    #[test]
    fn so_many_periods_are_asked_for_as_without_an_end() {
        let until = Until::period(period("2018-03"));
        let asked = |newest| until.newest(period(newest), 8).unwrap();
        assert_eq!(asked("2018-Q4"), "2016-Q2..2018-Q1");
        assert_eq!(asked("2017-Q4"), "2016-Q1..2017-Q4");
    }

    #[test]
    fn the_day_asked_on_is_not_later_than_the_day_after() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let until = Until::period(period("2018-03"));
        assert_eq!(until.day(day("2026-11-27")), day("2018-04-01"));
        assert_eq!(until.day(day("2018-02-03")), day("2018-02-03"));
        assert_eq!(Until::default().day(day("2026-11-27")), day("2026-11-27"));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        assert!(Until::read(Some("marts")).is_err());
        assert_eq!(Until::read(None).unwrap(), Until::default());
    }
}
