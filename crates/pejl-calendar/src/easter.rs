//! Easter Sunday, from which most Danish holidays are counted.

use chrono::NaiveDate;

use crate::year::{self, YearError};

/// Easter Sunday of a year in the Gregorian calendar.
///
/// The algorithm that J. Meeus gives without exceptions in *Astronomical Algorithms*, 2nd ed. (1998), chapter 8, from
/// Butcher's *Ecclesiastical Calendar* (1876). His last step makes month and day of `h + l − 7m + 114`; 22 March, the
/// earliest Easter, gives 114, so that `h + l − 7m` are the days after it.
///
/// # Errors
/// A year outside [`YEARS`](crate::YEARS).
///
/// # Example
/// ```
/// # use pejl_calendar::easter_sunday;
/// assert_eq!(easter_sunday(2026)?.to_string(), "2026-04-05");
/// assert!(easter_sunday(2201).is_err());
/// # Ok::<(), pejl_calendar::YearError>(())
/// ```
pub fn easter_sunday(year: i32) -> Result<NaiveDate, YearError> {
    let earliest = year::day(year, 3, 22)?;
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    year::days_later(earliest, i64::from(h + l - 7 * m))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use chrono::{Datelike, Weekday};

    use super::*;
    use crate::year::YEARS;

    /// Gauss's rule with his two exceptions, as days after 22 March; another derivation than the one tested.
    ///
    /// C. F. Gauss, "Berechnung des Osterfestes" (1800), with the correction of `p` from 1816.
    fn gauss(year: i32) -> i32 {
        let (a, b, c) = (year % 19, year % 4, year % 7);
        let k = year / 100;
        let p = (13 + 8 * k) / 25;
        let q = k / 4;
        let m = (15 - p + k - q) % 30;
        let n = (4 + k - q) % 7;
        let d = (19 * a + m) % 30;
        let e = (2 * b + 4 * c + 6 * d + n) % 7;
        match (d, e) {
            (29, 6) => 28,
            (28, 6) if (11 * m + 11) % 30 < 19 => 27,
            _ => d + e,
        }
    }

    #[test]
    fn agrees_with_gauss_in_every_year() {
        for year in YEARS {
            let easter = easter_sunday(year).unwrap();
            let earliest = NaiveDate::from_ymd_opt(year, 3, 22).unwrap();
            let days = (easter - earliest).num_days();
            assert_eq!(days, i64::from(gauss(year)), "{year}");
            assert_eq!(easter.weekday(), Weekday::Sun, "{year}");
            assert!((0..=34).contains(&days), "{year}");
        }
    }

    #[test]
    fn known_dates() {
        // The earliest and latest of the years in reach, both exceptions of Gauss, and the years of the tables.
        for expected in [
            "1943-04-25",
            "1954-04-18",
            "1961-04-02",
            "1981-04-19",
            "2008-03-23",
            "2018-04-01",
            "2023-04-09",
            "2024-03-31",
            "2025-04-20",
            "2026-04-05",
            "2027-03-28",
            "2038-04-25",
            "2049-04-18",
            "2076-04-19",
        ] {
            let expected: NaiveDate = expected.parse().unwrap();
            assert_eq!(easter_sunday(expected.year()), Ok(expected));
        }
    }

    #[test]
    fn years_outside_are_refused() {
        for year in [1899, 2201, 0, -1, i32::MIN, i32::MAX] {
            assert_eq!(easter_sunday(year), Err(YearError { year }));
        }
    }
}
