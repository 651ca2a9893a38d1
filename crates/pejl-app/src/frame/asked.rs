//! Reads which year a frame is of, what it is held against, and the changes asked about.

use chrono::{Datelike, NaiveDate};
use pejl_domain::{AccountCode, Grain, Oere, Period};
use pejl_metrics::Text;
use pejl_metrics::frame::{Asked, Books, CLOSED, FrameOf, Levers, not_closed};

use super::FrameRequest;
use crate::error::AppError;

/// What is written as per cent.
const PER_CENT: f64 = 100.0;

/// Changes that are asked about, as shares.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Changes {
    /// Of what is spent.
    pub levers: Levers,
    /// Of the residents, up to the year after.
    pub population: Option<f64>,
    /// Of prices, up to the year after.
    pub next_prices: Option<f64>,
    /// The part of spending that is courses, where whoever asks says it.
    pub of_courses: Option<f64>,
}

impl Changes {
    /// Reads them; what is not said does not change.
    pub(super) fn read(request: &FrameRequest) -> Result<Self, AppError> {
        let change = |name: &str, text: &Option<String>, most: f64| {
            let found = text.as_deref().map(|text| per_cent(name, text, most));
            found.transpose()
        };
        Ok(Self {
            levers: Levers {
                price: change("price", &request.price, 1_000.0)?.unwrap_or_default(),
                share: change("share", &request.share, 1_000.0)?.unwrap_or_default(),
                length: change("length", &request.length, 1_000.0)?.unwrap_or_default(),
            },
            population: change("population_change", &request.population_change, 100.0)?,
            next_prices: change("price_change", &request.price_change, 100.0)?,
            of_courses: request.courses_part.as_deref().map(part).transpose()?,
        })
    }
}

/// A number of per cent as a share: nothing falls by more than all there is.
fn per_cent(name: &str, text: &str, most: f64) -> Result<f64, AppError> {
    let number = text.trim().parse::<f64>().ok();
    let number = number.filter(|number| (-PER_CENT..=most).contains(number));
    let allowed = || format!("a change in per cent from -100 to {most}, such as -2.5");
    let number = number.ok_or_else(|| AppError::parameter(name, text, allowed()))?;
    Ok(number / PER_CENT)
}

/// A number of per cent of a whole, as a share.
fn part(text: &str) -> Result<f64, AppError> {
    let number = text.trim().parse::<f64>().ok();
    let number = number.filter(|number| (0.0..=PER_CENT).contains(number));
    let allowed = "a part in per cent from 0 to 100, such as 3.5";
    let number = number.ok_or_else(|| AppError::parameter("courses_part", text, allowed));
    Ok(number? / PER_CENT)
}

/// The year and month that are asked about, the newest that the ledger covers unless said, and why a year that was asked about as
/// closed is not.
pub(super) fn asked(
    request: &FrameRequest,
    books: &Books,
    functions: &[AccountCode],
    known_on: NaiveDate,
) -> Result<(Asked, Option<Text>), AppError> {
    let year = request.year.as_deref().map(year_of).transpose()?;
    let frame = frame_of(request.frame.as_deref())?;
    if let Some(text) = &request.as_of {
        let asked = as_of(text, year, frame)?;
        let is_closed = asked.month == CLOSED;
        let not_closed = is_closed.then(|| not_closed(books, functions, asked.year));
        return Ok(match not_closed.flatten() {
            None => (asked, None),
            Some(reason) => {
                let month = CLOSED - 1;
                (Asked { month, ..asked }, Some(reason))
            }
        });
    }
    let begun = books.months.iter().rev().find(|(_, months)| **months > 0);
    let year = year.unwrap_or_else(|| begun.map_or(known_on.year(), |(year, _)| *year));
    let month = match books.months.get(&year).copied().unwrap_or(0) {
        0 => CLOSED - 1,
        month if month == CLOSED - 1 && is_final(books, functions, year) => CLOSED,
        month => month,
    };
    let asked = Asked {
        year,
        month,
        until: None,
        frame,
    };
    Ok((asked, None))
}

/// Whether the supplementary period of a year is booked, and old enough to be so in full.
fn is_final(books: &Books, functions: &[AccountCode], year: i32) -> bool {
    is_supplemented(books, functions, year) && not_closed(books, functions, year).is_none()
}

/// Whether anything is booked in the supplementary period of a year.
fn is_supplemented(books: &Books, functions: &[AccountCode], year: i32) -> bool {
    let inside = |function: &str| functions.iter().any(|code| code.as_str() == function);
    let mut posted = books.posted.iter();
    posted.any(|one| one.year == year && one.month == CLOSED && inside(&one.function))
}

fn year_of(text: &str) -> Result<i32, AppError> {
    let period = text.trim().parse::<Period>().ok();
    let period = period.filter(|period| period.grain() == Grain::Year);
    let period = period.ok_or_else(|| AppError::parameter("year", text, "a year, such as 2018"));
    Ok(period?.year_number())
}

fn as_of(text: &str, year: Option<i32>, frame: FrameOf) -> Result<Asked, AppError> {
    let allowed = "a month of the year, such as 2018-08, or the year itself when it is closed";
    let wrong = || AppError::parameter("as_of", text, allowed);
    let period = text.trim().parse::<Period>().map_err(|_| wrong())?;
    let (month, until) = match period.grain() {
        Grain::Year => (CLOSED, None),
        Grain::Month => {
            let month = u8::try_from(period.number_in_year()).map_err(|_| wrong())?;
            (month, period.end().pred_opt())
        }
        _ => return Err(wrong()),
    };
    match year {
        Some(year) if year != period.year_number() => Err(wrong()),
        _ => Ok(Asked {
            year: period.year_number(),
            month,
            until,
            frame,
        }),
    }
}

fn frame_of(text: Option<&str>) -> Result<FrameOf, AppError> {
    match text.map(str::trim) {
        None | Some("corrected") => Ok(FrameOf::Corrected),
        Some("original") => Ok(FrameOf::Original),
        Some(text) => {
            let amount = Oere::from_kroner_text(text).ok();
            let amount = amount.filter(|amount| *amount > Oere::ZERO);
            let allowed = "corrected, original, or kroner above zero, such as 352000000";
            let amount = amount.ok_or_else(|| AppError::parameter("frame", text, allowed));
            Ok(FrameOf::Given(amount?))
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use pejl_metrics::frame::Posted;

    use super::*;

    fn of(request: FrameRequest) -> Result<Asked, String> {
        let books = Books {
            months: [(2017, 12), (2018, 8), (2019, 0)].into(),
            ..Books::default()
        };
        let found = asked(&request, &books, &[], NaiveDate::MAX);
        let found = found.map(|(asked, _)| asked);
        found.map_err(|error| match error {
            AppError::Invalid(problems) => problems[0].parameter.clone(),
            other => other.to_string(),
        })
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_newest_month_covered_is_meant_unless_said() {
        let newest = of(FrameRequest::default()).unwrap();
        assert_eq!((newest.year, newest.month, newest.until), (2018, 8, None));
        let said = |year, as_of| FrameRequest {
            year,
            as_of,
            ..FrameRequest::default()
        };
        let closed = of(said(None, some("2017"))).unwrap();
        assert_eq!((closed.year, closed.month), (2017, CLOSED));
        // 2019 is not begun, so that 2018 can still have a supplementary period.
        let open = of(said(None, some("2018"))).unwrap();
        assert_eq!((open.year, open.month), (2018, 12));
        let then = of(said(some("2018"), some("2018-02"))).unwrap();
        let until = NaiveDate::from_ymd_opt(2018, 2, 28);
        assert_eq!((then.month, then.until), (2, until));
        // Not begun: what is not covered is said of the whole of it.
        assert_eq!(of(said(some("2020"), None)).unwrap().month, 12);
        for (year, as_of, parameter) in [
            (some("2018-01"), None, "year"),
            (None, some("2018-Q1"), "as_of"),
            (some("2017"), some("2018-02"), "as_of"),
            (None, some("now"), "as_of"),
        ] {
            assert_eq!(of(said(year, as_of)).unwrap_err(), parameter);
        }
    }

    #[test]
    fn a_frame_is_a_budget_or_kroner() {
        let framed = |frame| {
            let request = FrameRequest {
                frame: some(frame),
                ..FrameRequest::default()
            };
            of(request).map(|asked| asked.frame)
        };
        assert_eq!(framed("original"), Ok(FrameOf::Original));
        assert_eq!(framed("corrected"), Ok(FrameOf::Corrected));
        let given = FrameOf::Given(Oere::from_oere(35_250));
        assert_eq!(framed("352.50"), Ok(given));
        for wrong in ["0", "-5", "1e9", "frame", "99999999999999999999"] {
            assert_eq!(framed(wrong), Err("frame".to_owned()));
        }
    }

    #[test]
    fn changes_are_in_per_cent_and_bounded() {
        let read = |price, population| {
            Changes::read(&FrameRequest {
                price: some(price),
                population_change: some(population),
                ..FrameRequest::default()
            })
        };
        let found = read("-2.5", "1").unwrap();
        assert_eq!((found.levers.price, found.population), (-0.025, Some(0.01)));
        assert_eq!((found.levers.share, found.levers.length), (0.0, 0.0));
        for wrong in ["-100.1", "1001", "NaN", "inf", "2,5", ""] {
            assert!(read(wrong, "1").is_err(), "{wrong}");
        }
        assert!(read("1", "101").is_err());
    }

    #[test]
    fn a_year_is_closed_when_may_of_the_next_is_booked() {
        let function = AccountCode::parse("5.38.50").unwrap();
        let posted = |year, month| Posted {
            year,
            month,
            function: function.as_str().to_owned(),
            is_of_courses: false,
            oere: 1,
        };
        let asked = |as_of: Option<String>, months: u8, periods: &[(i32, u8)]| {
            let books = Books {
                months: [(2017, 12), (2018, 12), (2019, months)].into(),
                posted: periods.iter().map(|one| posted(one.0, one.1)).collect(),
                ..Books::default()
            };
            let request = FrameRequest {
                year: some("2018"),
                as_of,
                ..FrameRequest::default()
            };
            let functions = [function.clone()];
            let (asked, why) = asked(&request, &books, &functions, NaiveDate::MAX).unwrap();
            (asked.month, why.is_some())
        };
        let closes = |months, periods| asked(some("2018"), months, periods);
        let both = [(2017, 13), (2018, 13)];
        assert_eq!(closes(4, &both), (12, true));
        assert_eq!(closes(5, &both), (CLOSED, false));
        // A supplementary period that is not booked, as that of the year before was.
        assert_eq!(closes(5, &both[..1]), (12, true));
        assert_eq!(closes(5, &[]), (CLOSED, false));
        // What is not asked about as closed needs no reason.
        assert_eq!(asked(None, 4, &both), (12, false));
        assert_eq!(asked(None, 5, &both), (CLOSED, false));
    }
}
