//! Price levels, and factors between years from rates that are revised.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::period::{FIRST_YEAR, LAST_YEAR};
use crate::serde_text::serde_as_text;

/// Parts per million of a share: 19,000 ppm is 1.9 %.
const PPM: f64 = 1_000_000.0;
const FIXED_PREFIX: &str = "fixed:";

/// The prices an amount is stated in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PriceLevel {
    /// Prices of the year itself (`årets priser`), as ledgers and StatBank's `løbende priser`.
    Current,
    /// Prices of one base year.
    Fixed {
        /// The year whose prices all years are stated in.
        base_year: i32,
    },
    /// The value is not money.
    NotApplicable,
}

/// One published rate of change from the year before to `year`.
///
/// Rates are estimated and revised: several changes of one year differ in `published_on`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceChange {
    /// Name of the series, for example `pl_service`.
    pub series: String,
    /// The year whose prices are the higher (or lower) ones.
    pub year: i32,
    /// Change from `year - 1` to `year` in parts per million: 1.9 % is 19,000.
    pub pct_change_ppm: i64,
    /// The day this estimate was published: its vintage.
    pub published_on: NaiveDate,
    /// Where it was published.
    pub source: String,
}

/// The published rates of one series, every vintage kept.
///
/// ```
/// use pejl_domain::price::{PriceChange, PriceSeries};
/// let day = |text: &str| text.parse().unwrap_or_default();
/// let change = |year, ppm, on| PriceChange {
///     series: "pl".into(), year, pct_change_ppm: ppm, published_on: day(on), source: "invented".into(),
/// };
/// let series = PriceSeries::from_changes([
///     change(2018, 20_000, "2018-06-30"),
///     change(2019, 10_000, "2018-06-30"),
///     change(2019, 15_000, "2019-06-30"), // revised
/// ])?;
/// let early = series.factor(2017, 2019, day("2018-12-31"))?;
/// let late = series.factor(2017, 2019, day("2019-12-31"))?;
/// assert!((early.factor - 1.02 * 1.010).abs() < 1e-12);
/// assert!((late.factor - 1.02 * 1.015).abs() < 1e-12);
/// # Ok::<(), pejl_domain::price::PriceError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceSeries {
    series: String,
    /// Year, then day of publication, then parts per million.
    rates: BTreeMap<i32, BTreeMap<NaiveDate, i64>>,
}

/// What a value of one year is multiplied with to stand in the prices of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriceFactor {
    /// Dimensionless, positive.
    pub factor: f64,
    /// Newest publication day among the rates used; `None` between a year and itself, where no rate is used.
    pub vintage: Option<NaiveDate>,
}

/// Why there is no price level, series or factor.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PriceError {
    /// A text that is no price level.
    #[error("`{text}` is no price level (current, fixed:<year> or not_applicable)")]
    UnknownLevel {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("price level is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
    /// No change was given.
    #[error("price series without a rate")]
    Empty,
    /// Changes of two series in one.
    #[error("rates of `{other}` among those of `{series}`")]
    MixedSeries {
        /// Series of the first change.
        series: String,
        /// Series of another.
        other: String,
    },
    /// A year outside 1900–2199.
    #[error("`{series}` has a rate for year {year}")]
    Year {
        /// The series.
        series: String,
        /// The year.
        year: i32,
    },
    /// A fall by 100 % or more, or a rise to more than a hundredfold.
    #[error("`{series}` changes by {pct_change_ppm} ppm in {year}")]
    Impossible {
        /// The series.
        series: String,
        /// The year.
        year: i32,
        /// The change.
        pct_change_ppm: i64,
    },
    /// Two different rates for one year, published the same day.
    #[error("`{series}` has two rates for {year} published on {published_on}")]
    Contradiction {
        /// The series.
        series: String,
        /// The year.
        year: i32,
        /// The day.
        published_on: NaiveDate,
    },
    /// No rate of a year in between was known at the date.
    #[error("`{series}` has no rate for {year} known on {as_known_at}")]
    NoRate {
        /// The series.
        series: String,
        /// The year without a rate.
        year: i32,
        /// The date of knowledge asked for.
        as_known_at: NaiveDate,
    },
}

impl fmt::Display for PriceLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current => f.write_str("current"),
            Self::Fixed { base_year } => write!(f, "{FIXED_PREFIX}{base_year}"),
            Self::NotApplicable => f.write_str("not_applicable"),
        }
    }
}

impl FromStr for PriceLevel {
    type Err = PriceError;

    fn from_str(text: &str) -> Result<Self, PriceError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(PriceError::TooLong);
        }
        let base_year = |year: &str| {
            let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            let year = if digits { year.parse().ok() } else { None };
            year.filter(|year| (FIRST_YEAR..=LAST_YEAR).contains(year))
        };
        match text {
            "current" => Some(Self::Current),
            "not_applicable" => Some(Self::NotApplicable),
            _ => text
                .strip_prefix(FIXED_PREFIX)
                .and_then(base_year)
                .map(|base_year| Self::Fixed { base_year }),
        }
        .ok_or_else(|| PriceError::UnknownLevel {
            text: text.to_owned(),
        })
    }
}

impl PriceLevel {
    /// The level as it is stored and sent: `current`, `fixed:2018` or `not_applicable`.
    #[must_use]
    pub fn as_str(&self) -> String {
        self.to_string()
    }
}

serde_as_text!(PriceLevel);

impl PriceChange {
    /// A share (0.019 is 1.9 %) as parts per million, rounded; `None` if it is not finite or absurdly large.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        reason = "rounded and bounded on the line before"
    )]
    pub fn ppm_from_share(share: f64) -> Option<i64> {
        let ppm = (share * PPM).round();
        (ppm.abs() <= PPM * PPM).then_some(ppm as i64)
    }
}

impl PriceSeries {
    /// The series of `changes`, all of one name, in any order; a change given twice is one.
    ///
    /// # Errors
    /// [`PriceError::Empty`], [`PriceError::MixedSeries`], [`PriceError::Year`], [`PriceError::Impossible`] and
    /// [`PriceError::Contradiction`].
    pub fn from_changes(
        changes: impl IntoIterator<Item = PriceChange>,
    ) -> Result<Self, PriceError> {
        let mut changes = changes.into_iter().peekable();
        let series = changes.peek().ok_or(PriceError::Empty)?.series.clone();
        let mut rates: BTreeMap<i32, BTreeMap<NaiveDate, i64>> = BTreeMap::new();
        for PriceChange {
            series: other,
            year,
            pct_change_ppm,
            published_on,
            ..
        } in changes
        {
            if other != series {
                return Err(PriceError::MixedSeries { series, other });
            }
            if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
                return Err(PriceError::Year { series, year });
            }
            if !(-999_999..=99_000_000).contains(&pct_change_ppm) {
                return Err(PriceError::Impossible {
                    series,
                    year,
                    pct_change_ppm,
                });
            }
            let known = *rates
                .entry(year)
                .or_default()
                .entry(published_on)
                .or_insert(pct_change_ppm);
            if known != pct_change_ppm {
                return Err(PriceError::Contradiction {
                    series,
                    year,
                    published_on,
                });
            }
        }
        Ok(Self { series, rates })
    }

    /// Name of the series.
    #[must_use]
    pub fn series(&self) -> &str {
        &self.series
    }

    /// What a value in prices of `from_year` is multiplied with to stand in prices of `to_year`, from the newest
    /// rates published on or before `as_known_at`.
    ///
    /// Forwards `Π (1 + change)` over the years after `from_year` to `to_year`; backwards the reciprocal.
    ///
    /// # Errors
    /// [`PriceError::NoRate`] for the first year in between without a rate known at the date.
    pub fn factor(
        &self,
        from_year: i32,
        to_year: i32,
        as_known_at: NaiveDate,
    ) -> Result<PriceFactor, PriceError> {
        let (earlier, later) = (from_year.min(to_year), from_year.max(to_year));
        let mut product = 1.0;
        let mut vintage = None;
        // Stops at the first year without a rate, so absurd years cost nothing.
        for year in (earlier..later).map(|year| year + 1) {
            let newest = self
                .rates
                .get(&year)
                .and_then(|rates| rates.range(..=as_known_at).next_back());
            let (published_on, ppm) = newest.ok_or_else(|| PriceError::NoRate {
                series: self.series.clone(),
                year,
                as_known_at,
            })?;
            product *= 1.0 + ppm_as_share(*ppm);
            vintage = vintage.max(Some(*published_on));
        }
        let factor = if from_year <= to_year {
            product
        } else {
            1.0 / product
        };
        Ok(PriceFactor { factor, vintage })
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rates are below 10^8, exact in a float"
)]
fn ppm_as_share(ppm: i64) -> f64 {
    ppm as f64 / PPM
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn change(year: i32, ppm: i64, published_on: &str) -> PriceChange {
        PriceChange {
            series: "pl".to_owned(),
            year,
            pct_change_ppm: ppm,
            published_on: day(published_on),
            source: "invented".to_owned(),
        }
    }

    fn series() -> PriceSeries {
        PriceSeries::from_changes([
            change(2016, 10_000, "2016-06-01"),
            change(2017, 20_000, "2017-06-01"),
            change(2018, 30_000, "2017-06-01"),
            change(2018, 25_000, "2018-06-01"),
        ])
        .unwrap()
    }

    #[track_caller]
    fn check(from: i32, to: i32, known: &str, factor: f64, vintage: Option<&str>) {
        let found = series().factor(from, to, day(known)).unwrap();
        assert!((found.factor - factor).abs() < 1e-12, "{found:?}");
        assert_eq!(found.vintage, vintage.map(day));
    }

    #[test]
    fn rates_multiply_over_the_years_after_the_first() {
        check(2015, 2016, "2020-01-01", 1.01, Some("2016-06-01"));
        check(
            2015,
            2018,
            "2020-01-01",
            1.01 * 1.02 * 1.025,
            Some("2018-06-01"),
        );
        check(
            2018,
            2015,
            "2020-01-01",
            1.0 / (1.01 * 1.02 * 1.025),
            Some("2018-06-01"),
        );
        check(2017, 2017, "1900-01-01", 1.0, None);
    }

    #[test]
    fn the_newest_rate_known_at_the_date_is_used() {
        check(2017, 2018, "2017-06-01", 1.03, Some("2017-06-01"));
        check(2017, 2018, "2018-05-31", 1.03, Some("2017-06-01"));
        check(2017, 2018, "2018-06-01", 1.025, Some("2018-06-01"));
    }

    #[test]
    fn a_year_without_a_known_rate_is_named() {
        let no_rate = |year, known| {
            Err(PriceError::NoRate {
                series: "pl".to_owned(),
                year,
                as_known_at: day(known),
            })
        };
        assert_eq!(
            series().factor(2016, 2019, day("2020-01-01")),
            no_rate(2019, "2020-01-01")
        );
        assert_eq!(
            series().factor(2017, 2018, day("2017-05-31")),
            no_rate(2018, "2017-05-31")
        );
        assert_eq!(
            series().factor(i32::MIN, i32::MAX, day("2020-01-01")),
            no_rate(i32::MIN + 1, "2020-01-01")
        );
    }

    #[test]
    fn impossible_series_are_refused() {
        let refuse = |changes: Vec<PriceChange>| PriceSeries::from_changes(changes).unwrap_err();
        assert_eq!(refuse(vec![]), PriceError::Empty);
        let other = PriceChange {
            series: "cpi".to_owned(),
            ..change(2018, 1, "2018-01-01")
        };
        assert!(matches!(
            refuse(vec![change(2017, 1, "2018-01-01"), other]),
            PriceError::MixedSeries { .. }
        ));
        assert!(matches!(
            refuse(vec![change(18, 1, "2018-01-01")]),
            PriceError::Year { year: 18, .. }
        ));
        for ppm in [-1_000_000, i64::MIN, 99_000_001] {
            assert!(matches!(
                refuse(vec![change(2018, ppm, "2018-01-01")]),
                PriceError::Impossible { .. }
            ));
        }
        let twice = change(2018, 1, "2018-01-01");
        assert!(PriceSeries::from_changes([twice.clone(), twice.clone()]).is_ok());
        let contradiction = vec![twice, change(2018, 2, "2018-01-01")];
        assert!(matches!(
            refuse(contradiction),
            PriceError::Contradiction { year: 2018, .. }
        ));
    }

    #[test]
    fn shares_become_ppm() {
        assert_eq!(PriceChange::ppm_from_share(0.019), Some(19_000));
        assert_eq!(PriceChange::ppm_from_share(-0.0000004), Some(0));
        assert_eq!(PriceChange::ppm_from_share(f64::NAN), None);
        assert_eq!(PriceChange::ppm_from_share(1e300), None);
    }

    #[test]
    fn levels_print_and_parse() {
        for level in [
            PriceLevel::Current,
            PriceLevel::Fixed { base_year: 2018 },
            PriceLevel::NotApplicable,
        ] {
            assert_eq!(level.to_string().parse(), Ok(level));
            assert_eq!(level.as_str(), level.to_string());
        }
        for text in [
            "",
            "Current",
            "fixed",
            "fixed:",
            "fixed:18",
            "fixed:+201",
            "fixed:1899",
            "fixed:20180",
        ] {
            assert_eq!(
                text.parse::<PriceLevel>(),
                Err(PriceError::UnknownLevel {
                    text: text.to_owned()
                })
            );
        }
        assert_eq!(
            "x".repeat(201).parse::<PriceLevel>(),
            Err(PriceError::TooLong)
        );
    }

    proptest! {
        #[test]
        fn there_and_back_is_one_and_steps_multiply(
            rates in prop::collection::vec(-50_000..100_000_i64, 12), from in 2000..2012_i32, to in 2000..2012_i32, via in 2000..2012_i32,
        ) {
            let series = PriceSeries::from_changes(
                (2001..).zip(rates).map(|(year, ppm)| change(year, ppm, "2015-01-01")),
            ).unwrap();
            let factor = |a, b| series.factor(a, b, day("2015-01-01")).unwrap().factor;
            prop_assert!((factor(from, to) * factor(to, from) - 1.0).abs() < 1e-9);
            prop_assert!((factor(from, via) * factor(via, to) - factor(from, to)).abs() < 1e-9);
        }
    }
}
