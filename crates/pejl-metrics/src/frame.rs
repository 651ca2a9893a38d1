//! The economic frame: what a year's accounts of care are expected to end at, and how far that is from their budget.
//!
//! Which accounts these are is the indicator F1's ([`areas`]). A year's result is foretold by the profile of earlier years
//! ([`expected`]), never by twelfths, and held against a budget ([`budget`]). [`what_if`] tells which change of price, of the share
//! served or of the length of courses keeps the frame.
//!
//! Amounts are whole øre of current prices; expenditure is positive.

pub mod area;
pub mod budget;
pub mod expected;
pub mod projection;
mod reason;
mod series;
#[cfg(test)]
mod tests;
pub mod what_if;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::budget::BudgetType;
use pejl_domain::{AccountCode, Oere};

use crate::breaks::Break;
use crate::catalogue::LawBreak;
use crate::text::Reason;

pub use area::{Area, TOTAL, areas};
pub use budget::{Basis, Budgets, Version};
pub use expected::{Band, EarlierYear, Expected};
use series::Series;
pub use series::not_closed;
pub use what_if::{Keeps, Levers, Outcome, Spending};

/// Version of what is told here; a change of how it is computed makes a new one.
pub const DEFINITION_VERSION: i32 = 3;
/// The month of account that stands for the supplementary period: the year is closed.
pub const CLOSED: u8 = 13;
/// Earlier years that are looked at, the newest.
pub const YEARS_MAX: i32 = 10;
/// Of them that many are used, the newest that can be: a profile that moves makes old years a wrong measure.
pub const YEARS_USED: usize = 5;
/// The month of the year after from which on a year counts as final, its supplementary period as booked: May.
///
/// Municipalities close the accounts of a year in the first months of the year after and hand them to their auditors by 1 May; a
/// ledger says of period 13 what is booked in it and not whether more is to come.
pub const FINAL_FROM_MONTH: u8 = 5;

/// Net spending of a year and month of account on a function: operations and central refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    /// The year of account.
    pub year: i32,
    /// 1 to 12, and 13 for the supplementary period.
    pub month: u8,
    /// The function, as the ledger writes it.
    pub function: String,
    /// Whether it is for a service that rehabilitates.
    pub is_of_courses: bool,
    /// The amount.
    pub oere: i64,
}

/// An amount of a version of a budget on a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budgeted {
    /// The year of account.
    pub year: i32,
    /// Which budget.
    pub kind: BudgetType,
    /// The day of the version; one without a day is the oldest.
    pub version: Option<NaiveDate>,
    /// The function.
    pub function: String,
    /// Whether it is of operations or central refund; what is not says only that the version is there.
    pub is_net: bool,
    /// The amount.
    pub oere: i64,
}

/// What a municipality's books hold, as far as imports cover them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// What is booked.
    pub posted: Vec<Posted>,
    /// What is budgeted.
    pub budgeted: Vec<Budgeted>,
    /// Of each year how many months from January on are covered without a gap; none of a year that is not begun.
    pub months: BTreeMap<i32, u8>,
}

/// Which amount the year is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FrameOf {
    /// The corrected budget.
    #[default]
    Corrected,
    /// The original budget.
    Original,
    /// This amount, of the total.
    Given(Oere),
}

impl FrameOf {
    /// `corrected`, `original` or `given`.
    pub fn as_str(self) -> &'static str {
        match self {
            FrameOf::Corrected => "corrected",
            FrameOf::Original => "original",
            FrameOf::Given(_) => "given",
        }
    }
}

/// Which year is asked about, and as of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The year of account.
    pub year: i32,
    /// The last month of account that counts as booked; [`CLOSED`] with the supplementary period.
    pub month: u8,
    /// The last day of versions of a budget that count; all do when absent.
    pub until: Option<NaiveDate>,
    /// What the year is held against.
    pub frame: FrameOf,
}

/// An area of account in the year.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The area.
    pub area: Area,
    /// Its budgets.
    pub budgets: Budgets,
    /// Net spending booked so far.
    pub actual: Result<i64, Reason>,
    /// The same up to each month of account from the first to the one asked about, at most the twelfth; none where that is not told.
    pub by_month: Vec<(u8, i64)>,
    /// What the year is expected to end at.
    pub expected: Result<Expected, Reason>,
    /// The earlier years, ascending, with why some are left out.
    pub years: Vec<EarlierYear>,
    /// What it is held against.
    pub frame: Result<i64, Reason>,
    /// How far it is from that.
    pub distance: Option<Distance>,
    /// Changes of law since the first year used across which figures are still compared.
    pub breaks: Vec<Break>,
}

/// How far a year is expected to end from its frame; above zero is over it.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// Expected result less frame.
    pub oere: i64,
    /// Of the frame, where that is above zero.
    pub share_of_frame: Option<f64>,
    /// The same for the ends of each band.
    pub bands: Vec<Band>,
    /// The probability that the year ends at the frame or below; none without an interval.
    pub probability_inside: Option<f64>,
}

/// Every area and the total of them, in the order of [`areas`].
///
/// `functions` are those of F1, `law` its changes of law.
///
/// # Errors
/// None: what cannot be told stands in its place with the reason.
pub fn lines(
    books: &Books,
    asked: &Asked,
    functions: &[AccountCode],
    law: &[LawBreak],
) -> Vec<Line> {
    let supplemented = series::supplemented(books, functions);
    let areas = areas(functions).into_iter();
    let mut lines: Vec<Line> = areas
        .map(|area| line(books, asked, area, (law, &supplemented)))
        .collect();
    if let Some(reason) = unbudgeted(books, asked, &lines)
        && let Some(total) = lines.last_mut()
    {
        total.frame = Err(reason);
        total.distance = None;
    }
    lines
}

/// Why the total has no frame of its budget: on some area something is booked and nothing is budgeted.
///
/// A budget without a line on an area is no budget of zero there, neither by itself nor inside the total.
fn unbudgeted(books: &Books, asked: &Asked, lines: &[Line]) -> Option<Reason> {
    let has_budget = |line: &Line| match asked.frame {
        FrameOf::Corrected => line.budgets.corrected.is_ok(),
        FrameOf::Original => line.budgets.original.is_ok(),
        FrameOf::Given(_) => true,
    };
    let (total, areas) = lines.split_last()?;
    if !has_budget(total) {
        return None;
    }
    let without = areas.iter().filter(|line| !has_budget(line));
    let without = without.filter(|line| series::spends(books, asked, line));
    let codes: Vec<&str> = without.map(|line| line.area.code).collect();
    (!codes.is_empty()).then(|| reason::unbudgeted(&codes))
}

fn line(
    books: &Books,
    asked: &Asked,
    area: Area,
    (law, supplemented): (&[LawBreak], &BTreeSet<i32>),
) -> Line {
    let budgets = budget::budgets(&books.budgeted, asked, &area);
    let frame = match asked.frame {
        FrameOf::Corrected => budgets.corrected.as_ref().map(|one| one.oere),
        FrameOf::Original => budgets.original.as_ref().map(|one| one.oere),
        FrameOf::Given(amount) if area.is_total() => Ok(amount.as_oere()),
        FrameOf::Given(_) => return line_without_frame(books, asked, area, (law, supplemented)),
    };
    let frame = frame.map_err(Reason::clone);
    let series = Series::of(books, asked, &area, (law, supplemented));
    let distance = match (&series.expected, &frame) {
        (Ok(expected), Ok(frame)) => distance(expected, *frame),
        _ => None,
    };
    Line {
        area,
        budgets,
        actual: series.actual,
        by_month: series.by_month,
        expected: series.expected,
        years: series.years,
        frame,
        distance,
        breaks: series.breaks,
    }
}

/// A frame that is given is of the total; what is a part of it is held against nothing.
fn line_without_frame(
    books: &Books,
    asked: &Asked,
    area: Area,
    rest: (&[LawBreak], &BTreeSet<i32>),
) -> Line {
    let usual = Asked {
        frame: FrameOf::Corrected,
        ..*asked
    };
    Line {
        frame: Err(reason::frame_of_total()),
        distance: None,
        ..line(books, &usual, area, rest)
    }
}

fn distance(expected: &Expected, frame: i64) -> Option<Distance> {
    let oere = expected.oere.checked_sub(frame)?;
    let bands = expected.bands.iter().map(|band| {
        Some(Band {
            level: band.level,
            low: band.low.checked_sub(frame)?,
            high: band.high.checked_sub(frame)?,
        })
    });
    Some(Distance {
        oere,
        share_of_frame: (frame > 0).then(|| oere as f64 / frame as f64),
        bands: bands.collect::<Option<_>>()?,
        probability_inside: expected.probability_up_to(frame),
    })
}

/// The amount nearest to øre that were reckoned in floating point; none where they are not finite or not exact.
fn nearest(oere: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let oere = oere.round();
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (oere.abs() <= EXACT).then_some(oere as i64)
}
