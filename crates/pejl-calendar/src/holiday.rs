//! The Danish public holidays.

use chrono::{Datelike, NaiveDate};

use crate::easter::easter_sunday;
use crate::year::{self, YearError};

/// The last year in which great prayer day was a holiday: it was abolished from 1 January 2024 (act no. 214 of
/// 6 March 2023).
const LAST_PRAYER_DAY: i32 = 2023;

/// A public holiday of Denmark: a day on which the national church and so everybody keeps the peace of a Sunday.
///
/// # Example
/// ```
/// # use pejl_calendar::Holiday;
/// assert_eq!(Holiday::MaundyThursday.danish(), "skærtorsdag");
/// assert_eq!(Holiday::WhitMonday.date_in(2026)?.map(|date| date.to_string()).as_deref(), Some("2026-05-25"));
/// # Ok::<(), pejl_calendar::YearError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holiday {
    /// 1 January.
    NewYearsDay,
    /// Three days before Easter Sunday.
    MaundyThursday,
    /// Two days before Easter Sunday.
    GoodFriday,
    /// The first Sunday after the first full moon of spring, as the church reckons it.
    EasterSunday,
    /// The day after Easter Sunday.
    EasterMonday,
    /// The fourth Friday after Easter Sunday; a holiday until 2023.
    GreatPrayerDay,
    /// The sixth Thursday after Easter Sunday.
    AscensionDay,
    /// The seventh Sunday after Easter Sunday.
    WhitSunday,
    /// The day after Whit Sunday.
    WhitMonday,
    /// 25 December.
    ChristmasDay,
    /// 26 December.
    SecondDayOfChristmas,
}

impl Holiday {
    /// Every holiday there is or was, in the order of the year.
    pub const ALL: [Self; 11] = [
        Self::NewYearsDay,
        Self::MaundyThursday,
        Self::GoodFriday,
        Self::EasterSunday,
        Self::EasterMonday,
        Self::GreatPrayerDay,
        Self::AscensionDay,
        Self::WhitSunday,
        Self::WhitMonday,
        Self::ChristmasDay,
        Self::SecondDayOfChristmas,
    ];

    /// The name in Danish, as it stands inside a sentence.
    #[must_use]
    pub const fn danish(self) -> &'static str {
        match self {
            Self::NewYearsDay => "nytårsdag",
            Self::MaundyThursday => "skærtorsdag",
            Self::GoodFriday => "langfredag",
            Self::EasterSunday => "påskedag",
            Self::EasterMonday => "2. påskedag",
            Self::GreatPrayerDay => "store bededag",
            Self::AscensionDay => "Kristi himmelfartsdag",
            Self::WhitSunday => "pinsedag",
            Self::WhitMonday => "2. pinsedag",
            Self::ChristmasDay => "juledag",
            Self::SecondDayOfChristmas => "2. juledag",
        }
    }

    /// The name in English.
    #[must_use]
    pub const fn english(self) -> &'static str {
        match self {
            Self::NewYearsDay => "New Year's Day",
            Self::MaundyThursday => "Maundy Thursday",
            Self::GoodFriday => "Good Friday",
            Self::EasterSunday => "Easter Sunday",
            Self::EasterMonday => "Easter Monday",
            Self::GreatPrayerDay => "Great Prayer Day",
            Self::AscensionDay => "Ascension Day",
            Self::WhitSunday => "Whit Sunday",
            Self::WhitMonday => "Whit Monday",
            Self::ChristmasDay => "Christmas Day",
            Self::SecondDayOfChristmas => "Second Day of Christmas",
        }
    }

    /// The day on which it falls in a year; `None` where it was no holiday any more.
    ///
    /// # Errors
    /// A year outside [`YEARS`](crate::YEARS).
    ///
    /// # Example
    /// ```
    /// # use pejl_calendar::Holiday;
    /// let day = |year| Holiday::GreatPrayerDay.date_in(year).map(|date| date.map(|date| date.to_string()));
    /// assert_eq!(day(2023)?.as_deref(), Some("2023-05-05"));
    /// assert_eq!(day(2024)?, None);
    /// # Ok::<(), pejl_calendar::YearError>(())
    /// ```
    pub fn date_in(self, year: i32) -> Result<Option<NaiveDate>, YearError> {
        let from_easter =
            |days| easter_sunday(year).and_then(|easter| year::days_later(easter, days));
        let date = match self {
            Self::NewYearsDay => year::day(year, 1, 1),
            Self::MaundyThursday => from_easter(-3),
            Self::GoodFriday => from_easter(-2),
            Self::EasterSunday => from_easter(0),
            Self::EasterMonday => from_easter(1),
            Self::GreatPrayerDay => {
                let fourth_friday = from_easter(5 + 3 * 7)?;
                return Ok((year <= LAST_PRAYER_DAY).then_some(fourth_friday));
            }
            Self::AscensionDay => from_easter(4 + 5 * 7),
            Self::WhitSunday => from_easter(7 * 7),
            Self::WhitMonday => from_easter(7 * 7 + 1),
            Self::ChristmasDay => year::day(year, 12, 25),
            Self::SecondDayOfChristmas => year::day(year, 12, 26),
        };
        date.map(Some)
    }
}

/// The public holidays of a year with their days, in the order of the year.
///
/// # Errors
/// A year outside [`YEARS`](crate::YEARS).
///
/// # Example
/// ```
/// # use pejl_calendar::holidays;
/// let names: Vec<String> =
///     holidays(2027)?.iter().take(2).map(|(date, holiday)| format!("{date} {}", holiday.danish())).collect();
/// assert_eq!(names, ["2027-01-01 nytårsdag", "2027-03-25 skærtorsdag"]);
/// # Ok::<(), pejl_calendar::YearError>(())
/// ```
pub fn holidays(year: i32) -> Result<Vec<(NaiveDate, Holiday)>, YearError> {
    let mut days = Vec::with_capacity(Holiday::ALL.len());
    for holiday in Holiday::ALL {
        if let Some(date) = holiday.date_in(year)? {
            days.push((date, holiday));
        }
    }
    Ok(days)
}

/// The public holiday that a day is, if it is one.
///
/// # Errors
/// A year outside [`YEARS`](crate::YEARS).
///
/// # Example
/// ```
/// # use pejl_calendar::{Holiday, holiday_on};
/// assert_eq!(holiday_on("2026-04-03".parse()?)?, Some(Holiday::GoodFriday));
/// // 5 June is closed in most municipalities, and no public holiday.
/// assert_eq!(holiday_on("2026-06-05".parse()?)?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn holiday_on(date: NaiveDate) -> Result<Option<Holiday>, YearError> {
    let days = holidays(date.year())?;
    Ok(days
        .into_iter()
        .find(|(day, _)| *day == date)
        .map(|(_, holiday)| holiday))
}

#[cfg(test)]
mod tests;
