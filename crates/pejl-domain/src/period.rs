//! Calendar periods: a year, half-year, quarter, month or ISO week.
//!
//! A [`Period`] is half-open, `[start, end)`, and prints in one canonical way (`2017`, `2017-H1`, `2017-Q3`,
//! `2017-08`, `2017-W05`). StatBank's time codes parse too. Years go from 1900 to 2199.

mod parse;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::lang::{Lang, month_name};
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

/// First year a period may lie in.
pub const FIRST_YEAR: i32 = 1900;
/// Last year a period may lie in.
pub const LAST_YEAR: i32 = 2199;

/// How long a period is; the coarser grain is the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// A calendar year, which is also the fiscal year.
    Year,
    /// January to June or July to December.
    Half,
    /// Three calendar months.
    Quarter,
    /// A calendar month.
    Month,
    /// An ISO week, Monday to Sunday.
    Week,
}

/// A period of one [`Grain`].
///
/// Ordered by its first day, the longer period first when two begin together: `2017 < 2017-H1 < 2017-Q1 < 2017-01`.
///
/// ```
/// use pejl_domain::{Grain, Period};
///
/// let year = Period::year(2018)?;
/// assert_eq!(year.parts(Grain::Quarter).map(|quarters| quarters.len()), Some(4));
/// assert_eq!(year.parts(Grain::Week), None); // weeks do not tile a year
/// assert!(year.contains("2018M03".parse()?));
/// # Ok::<(), pejl_domain::period::PeriodError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Period {
    grain: Grain,
    /// Calendar year; for weeks the ISO year.
    year: i32,
    /// Number within the year from 1; a year has number 1.
    number: u32,
    start: NaiveDate,
    end: NaiveDate,
}

/// Why something is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// The text has none of the known shapes.
    #[error(
        "`{text}` is no period (for example 2017, 2017-H1, 2017-Q3, 2017-08, 2017-W05 or 2017K3)"
    )]
    Malformed {
        /// The text as given, trimmed.
        text: String,
    },
    /// The text is a single day, which is not a grain of any figure here.
    #[error("`{text}` is a day; the shortest period is a week")]
    Day {
        /// The text as given, trimmed.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("period is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
    /// The year is outside 1900–2199.
    #[error("year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")]
    Year {
        /// The year asked for.
        year: i32,
    },
    /// The year has no part with this number: a 13th month, a 53rd week in a year of 52.
    #[error("{year} has no {grain} number {number}")]
    Number {
        /// The year asked for.
        year: i32,
        /// The grain asked for.
        grain: Grain,
        /// The number asked for.
        number: u32,
    },
    /// A range whose ends are of different grains.
    #[error("range from a {from} to a {to}")]
    MixedGrains {
        /// Grain of the first period.
        from: Grain,
        /// Grain of the last period.
        to: Grain,
    },
    /// A range that ends before it begins.
    #[error("range from {from} back to {to}")]
    Backwards {
        /// First period.
        from: Period,
        /// Last period.
        to: Period,
    },
    /// A text that names no grain.
    #[error("`{text}` is no grain (year, half, quarter, month or week)")]
    UnknownGrain {
        /// The text as given.
        text: String,
    },
}

impl Grain {
    /// Every grain, the coarsest first.
    pub const ALL: [Self; 5] = [
        Self::Year,
        Self::Half,
        Self::Quarter,
        Self::Month,
        Self::Week,
    ];

    /// The grain as it is stored and sent, for example `quarter`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Half => "half",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
        }
    }

    /// How many months a period of this grain has; `None` for weeks.
    const fn months(self) -> Option<u32> {
        match self {
            Self::Year => Some(12),
            Self::Half => Some(6),
            Self::Quarter => Some(3),
            Self::Month => Some(1),
            Self::Week => None,
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Grain {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(PeriodError::TooLong);
        }
        Self::ALL
            .into_iter()
            .find(|grain| grain.as_str() == text)
            .ok_or_else(|| PeriodError::UnknownGrain {
                text: text.to_owned(),
            })
    }
}

impl Period {
    /// The calendar year `year`.
    ///
    /// # Errors
    /// [`PeriodError::Year`] outside 1900–2199, as for every constructor here.
    pub fn year(year: i32) -> Result<Self, PeriodError> {
        Self::new(Grain::Year, year, 1)
    }

    /// Half-year `half` (1 or 2) of `year`.
    ///
    /// # Errors
    /// [`PeriodError::Year`] and, for another half, [`PeriodError::Number`].
    pub fn half(year: i32, half: u32) -> Result<Self, PeriodError> {
        Self::new(Grain::Half, year, half)
    }

    /// Quarter `quarter` (1 to 4) of `year`.
    ///
    /// # Errors
    /// [`PeriodError::Year`] and, for another quarter, [`PeriodError::Number`].
    pub fn quarter(year: i32, quarter: u32) -> Result<Self, PeriodError> {
        Self::new(Grain::Quarter, year, quarter)
    }

    /// Month `month` (1 to 12) of `year`.
    ///
    /// # Errors
    /// [`PeriodError::Year`] and, for another month, [`PeriodError::Number`].
    pub fn month(year: i32, month: u32) -> Result<Self, PeriodError> {
        Self::new(Grain::Month, year, month)
    }

    /// Week `week` of ISO year `year`: week 1 holds the year's first Thursday, week 53 exists only in long years.
    ///
    /// # Errors
    /// [`PeriodError::Year`] and, for a week the year does not have, [`PeriodError::Number`].
    ///
    /// ```
    /// use pejl_domain::Period;
    /// assert!(Period::week(2020, 53).is_ok()); // 28 December 2020 to 3 January 2021
    /// assert!(Period::week(2021, 53).is_err());
    /// ```
    pub fn week(year: i32, week: u32) -> Result<Self, PeriodError> {
        Self::new(Grain::Week, year, week)
    }

    /// Part `number` (from 1) of `year` at `grain`.
    ///
    /// # Errors
    /// [`PeriodError::Year`] and [`PeriodError::Number`].
    pub fn new(grain: Grain, year: i32, number: u32) -> Result<Self, PeriodError> {
        if !(FIRST_YEAR..=LAST_YEAR).contains(&year) {
            return Err(PeriodError::Year { year });
        }
        let bounds = match grain.months() {
            Some(months) => months_from(year, number, months),
            None => week_from(year, number),
        };
        let (start, end) = bounds.ok_or(PeriodError::Number {
            year,
            grain,
            number,
        })?;
        Ok(Self {
            grain,
            year,
            number,
            start,
            end,
        })
    }

    /// The period of `grain` that `date` lies in, or `None` outside 1900–2199.
    #[must_use]
    pub fn containing(grain: Grain, date: NaiveDate) -> Option<Self> {
        match grain.months() {
            Some(months) => Self::new(grain, date.year(), date.month0() / months + 1).ok(),
            None => Self::week(date.iso_week().year(), date.iso_week().week()).ok(),
        }
    }

    /// The period's length class.
    #[must_use]
    pub const fn grain(self) -> Grain {
        self.grain
    }

    /// The calendar year, for weeks the ISO year (which 30 December may not share with its calendar year).
    #[must_use]
    pub const fn year_number(self) -> i32 {
        self.year
    }

    /// Number within the year from 1: the month of a month, the week of a week; 1 for a year.
    #[must_use]
    pub const fn number_in_year(self) -> u32 {
        self.number
    }

    /// First day.
    #[must_use]
    pub const fn start(self) -> NaiveDate {
        self.start
    }

    /// The day after the last day.
    #[must_use]
    pub const fn end(self) -> NaiveDate {
        self.end
    }

    /// Whether every day of `other` is a day of this period; a period contains itself.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a day.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The periods of `grain` this one consists of, in order; `None` when periods of that grain do not tile it
    /// (a coarser grain, or weeks in anything but a week).
    #[must_use]
    pub fn parts(self, grain: Grain) -> Option<Vec<Self>> {
        if grain == self.grain {
            return Some(vec![self]);
        }
        let (whole, part) = (self.grain.months()?, grain.months()?);
        if part > whole {
            return None;
        }
        let n_parts = whole / part;
        let before = (self.number - 1) * n_parts;
        (1..=n_parts)
            .map(|part| Self::new(grain, self.year, before + part).ok())
            .collect()
    }

    /// The period of the same grain that begins where this one ends; `None` after 2199.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::containing(self.grain, self.end)
    }

    /// The period of the same grain that ends where this one begins; `None` before 1900.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::containing(self.grain, self.start.pred_opt()?)
    }

    /// The same period a year before; none of a week 53 where that year has none, or before the first year.
    ///
    /// ```
    /// # use pejl_domain::Period;
    /// let found: Option<Period> = "2018-03".parse::<Period>()?.year_before();
    /// assert_eq!(found.map(|one| one.to_string()).as_deref(), Some("2017-03"));
    /// # Ok::<(), pejl_domain::period::PeriodError>(())
    /// ```
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        Self::new(self.grain, self.year - 1, self.number).ok()
    }

    /// The time code StatBank uses: `2016`, `2016H1`, `2016K1`, `2016M01`, `2016U01`.
    #[must_use]
    pub fn statbank_code(self) -> String {
        let (year, number) = (self.year, self.number);
        match self.grain {
            Grain::Year => format!("{year}"),
            Grain::Half => format!("{year}H{number}"),
            Grain::Quarter => format!("{year}K{number}"),
            Grain::Month => format!("{year}M{number:02}"),
            Grain::Week => format!("{year}U{number:02}"),
        }
    }

    /// Every period from `from` to `to`, both included.
    ///
    /// # Errors
    /// [`PeriodError::MixedGrains`] and [`PeriodError::Backwards`].
    pub fn range(from: Self, to: Self) -> Result<Vec<Self>, PeriodError> {
        if from.grain != to.grain {
            return Err(PeriodError::MixedGrains {
                from: from.grain,
                to: to.grain,
            });
        }
        if to < from {
            return Err(PeriodError::Backwards { from, to });
        }
        Ok(std::iter::successors(Some(from), |period| period.next())
            .take_while(|period| *period <= to)
            .collect())
    }

    /// The period as a reader says it: `2. kvartal 2017`, `marts 2018`, `uge 5, 2017`; `Q2 2017`, `March 2018`.
    #[must_use]
    pub fn to_lang(self, lang: Lang) -> String {
        let (year, number) = (self.year, self.number);
        match (self.grain, lang) {
            (Grain::Year, _) => format!("{year}"),
            (Grain::Half, Lang::Da) => format!("{number}. halvår {year}"),
            (Grain::Half, Lang::En) => format!("H{number} {year}"),
            (Grain::Quarter, Lang::Da) => format!("{number}. kvartal {year}"),
            (Grain::Quarter, Lang::En) => format!("Q{number} {year}"),
            (Grain::Month, _) => format!("{} {year}", month_name(number, lang)),
            (Grain::Week, Lang::Da) => format!("uge {number}, {year}"),
            (Grain::Week, Lang::En) => format!("week {number}, {year}"),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, number) = (self.year, self.number);
        match self.grain {
            Grain::Year => write!(f, "{year}"),
            Grain::Half => write!(f, "{year}-H{number}"),
            Grain::Quarter => write!(f, "{year}-Q{number}"),
            Grain::Month => write!(f, "{year}-{number:02}"),
            Grain::Week => write!(f, "{year}-W{number:02}"),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Period({self})")
    }
}

impl FromStr for Period {
    type Err = PeriodError;

    /// Reads the canonical text or StatBank's code (`K` or `Q` for quarters, `U` or `W` for weeks), in either case.
    fn from_str(text: &str) -> Result<Self, PeriodError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(PeriodError::TooLong);
        }
        parse::parse(text.trim())
    }
}

serde_as_text!(Grain, Period);

impl Ord for Period {
    fn cmp(&self, other: &Self) -> Ordering {
        // No two grains share both days, so the days decide equality as well.
        self.start
            .cmp(&other.start)
            .then_with(|| other.end.cmp(&self.end))
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Period {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Period {}

impl Hash for Period {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.start, self.end).hash(state);
    }
}

/// First day and day after the last of part `number` of a year cut into parts of `months` months.
fn months_from(year: i32, number: u32, months: u32) -> Option<(NaiveDate, NaiveDate)> {
    if number == 0 || number > 12 / months {
        return None;
    }
    let first_of = |month0: u32| match month0 {
        12 => NaiveDate::from_ymd_opt(year + 1, 1, 1),
        _ => NaiveDate::from_ymd_opt(year, month0 + 1, 1),
    };
    Some((first_of((number - 1) * months)?, first_of(number * months)?))
}

fn week_from(year: i32, week: u32) -> Option<(NaiveDate, NaiveDate)> {
    let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon)?;
    Some((monday, monday.checked_add_days(chrono::Days::new(7))?))
}
