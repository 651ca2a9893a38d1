//! What is booked of an area, in the year and in earlier ones, and which of these count.

use std::collections::BTreeSet;

use pejl_domain::{AccountCode, Period};

use super::area::Area;
use super::expected::{self, EarlierYear, Expected};
use super::{Asked, Books, CLOSED, FINAL_FROM_MONTH, Line, Posted, YEARS_MAX, YEARS_USED, reason};
use crate::breaks::{self, Break};
use crate::catalogue::LawBreak;
use crate::text::Reason;

/// Months of a year.
const MONTHS: u8 = 12;

/// What is booked of an area, what that makes of the year, and by which earlier years.
pub(super) struct Series {
    pub(super) actual: Result<i64, Reason>,
    pub(super) by_month: Vec<(u8, i64)>,
    pub(super) expected: Result<Expected, Reason>,
    pub(super) years: Vec<EarlierYear>,
    pub(super) breaks: Vec<Break>,
}

impl Series {
    /// That of an area of what is asked.
    pub(super) fn of(
        books: &Books,
        asked: &Asked,
        area: &Area,
        (law, supplemented): (&[LawBreak], &BTreeSet<i32>),
    ) -> Self {
        if !area.exists_in(asked.year) {
            let none = reason::not_in_force(area, asked.year);
            return Self {
                actual: Err(none.clone()),
                by_month: Vec::new(),
                expected: Err(none),
                years: Vec::new(),
                breaks: Vec::new(),
            };
        }
        let covered = books.months.get(&asked.year).copied().unwrap_or(0);
        let actual = match covered >= asked.month.min(MONTHS) {
            true => booked(books, area, asked.year, asked.month).ok_or_else(reason::too_large),
            false => Err(reason::not_covered(asked.year, asked.month, covered)),
        };
        let by_month = match &actual {
            Ok(_) => by_month(books, area, asked),
            Err(_) => Vec::new(),
        };
        let years = earlier_years(books, asked, area, (law, supplemented));
        let (expected, years) = match &actual {
            Ok(actual) if asked.month == CLOSED => (Ok(Expected::closed(*actual)), years),
            Ok(actual) => expected::expected(*actual, years),
            Err(none) => (Err(none.clone()), years),
        };
        let used = years.iter().find(|one| one.left_out.is_none());
        let between = used.map(|first| between(area, law, first.year, asked.year));
        let mut breaks = between.unwrap_or_default();
        breaks.retain(|one| one.comparable);
        Self {
            actual,
            by_month,
            expected,
            years,
            breaks,
        }
    }
}

/// What is booked in the year up to each month of account; none of a month where it does not fit.
fn by_month(books: &Books, area: &Area, asked: &Asked) -> Vec<(u8, i64)> {
    let months = 1..=asked.month.min(MONTHS);
    let booked = months.filter_map(|month| Some((month, booked(books, area, asked.year, month)?)));
    booked.collect()
}

/// What is booked in a year up to a month of account; none where it does not fit.
fn booked(books: &Books, area: &Area, year: i32, month: u8) -> Option<i64> {
    let inside = books
        .posted
        .iter()
        .filter(|one| one.year == year && one.month <= month && area.holds(&one.function));
    let sum: i128 = inside.map(|one| i128::from(one.oere)).sum();
    i64::try_from(sum).ok()
}

/// The newest earlier years that are covered from the first month on, each with why it cannot be used.
///
/// Of those that can be, the newest [`YEARS_USED`] are: a profile that moves makes old years a wrong measure.
fn earlier_years(
    books: &Books,
    asked: &Asked,
    area: &Area,
    (law, supplemented): (&[LawBreak], &BTreeSet<i32>),
) -> Vec<EarlierYear> {
    let first = asked.year.saturating_sub(YEARS_MAX);
    let years = books.months.range(first..asked.year);
    let begun = years.filter(|(_, months)| **months > 0);
    let mut years: Vec<EarlierYear> = begun
        .map(|(year, months)| {
            let year = *year;
            let amount = |month| {
                let booked = booked(books, area, year, month);
                booked.filter(|_| *months >= MONTHS)
            };
            let (booked, result) = (amount(asked.month), amount(CLOSED));
            let left_out = not_comparable((area, law), (year, asked), *months)
                .or_else(|| not_final((year, asked), supplemented))
                .or_else(|| match booked.and(result) {
                    None => Some(reason::too_large()),
                    Some(oere) if oere <= 0 => Some(reason::nothing_spent()),
                    Some(_) => None,
                });
            EarlierYear {
                year,
                booked,
                result,
                share: None,
                error: None,
                left_out,
            }
        })
        .collect();
    let used = years.iter_mut().rev();
    let used = used.filter(|one| one.left_out.is_none());
    for older in used.skip(YEARS_USED) {
        older.left_out = Some(reason::older_than_used());
    }
    years
}

/// Why a year is not to be compared with that asked about: months are missing, or its accounts are others.
fn not_comparable(
    (area, law): (&Area, &[LawBreak]),
    (year, asked): (i32, &Asked),
    months: u8,
) -> Option<Reason> {
    if months < MONTHS {
        return Some(reason::year_not_whole(months));
    }
    if !area.exists_in(year) {
        return Some(reason::not_in_force(area, year));
    }
    let between = between(area, law, year, asked.year);
    let cut = between.iter().find(|one| !one.comparable);
    cut.map(reason::cut)
}

/// Why the year before is not final yet: its supplementary period is still to come, as those of earlier years came.
///
/// What is booked in it after the month that is asked about is not known then, and a ledger does not say of period 13 when it ends;
/// so before [`FINAL_FROM_MONTH`] the year before is not final, whatever is booked in it by now.
fn not_final((year, asked): (i32, &Asked), supplemented: &BTreeSet<i32>) -> Option<Reason> {
    let is_year_before = year.checked_add(1) == Some(asked.year);
    match is_year_before && asked.month != CLOSED {
        true => still_open(year, supplemented, asked.month >= FINAL_FROM_MONTH),
        false => None,
    }
}

/// Why a year is not final, where month [`FINAL_FROM_MONTH`] of the year after is reached or is not.
fn still_open(year: i32, supplemented: &BTreeSet<i32>, is_reached: bool) -> Option<Reason> {
    let is_usual = supplemented.range(..year).next().is_some();
    match supplemented.contains(&year) {
        true => (!is_reached).then(reason::before_final),
        false => is_usual.then(reason::not_supplemented),
    }
}

/// Why a year cannot be told as closed; none where it can.
///
/// It is where the ledger reaches month [`FINAL_FROM_MONTH`] of the year after, or a later year, and the supplementary period has
/// postings if those of earlier years have. So what is booked in the first weeks of a period 13 closes no year.
pub fn not_closed(books: &Books, functions: &[AccountCode], year: i32) -> Option<Reason> {
    let mut later = books.months.range(year.saturating_add(1)..);
    let is_reached = later.any(|(later, months)| {
        let least = match year.checked_add(1) == Some(*later) {
            true => FINAL_FROM_MONTH,
            false => 1,
        };
        *months >= least
    });
    match is_reached {
        true => still_open(year, &supplemented(books, functions), true),
        false => Some(reason::before_final()),
    }
}

/// Whether something is booked on an area in the year, or where the year is not covered, in the one before.
pub(super) fn spends(books: &Books, asked: &Asked, line: &Line) -> bool {
    match &line.actual {
        Ok(oere) => *oere != 0,
        Err(_) => {
            let before = asked.year.saturating_sub(1);
            let is_held = line.years.iter().any(|one| one.year == before);
            is_held && booked(books, &line.area, before, CLOSED) != Some(0)
        }
    }
}

/// The breaks between two years of account of an area.
fn between(area: &Area, law: &[LawBreak], earlier: i32, later: i32) -> Vec<Break> {
    match (Period::year(earlier), Period::year(later)) {
        (Ok(earlier), Ok(later)) => breaks::of_records(&area.functions, law, earlier, later),
        _ => Vec::new(),
    }
}

/// The years in which something was booked in the supplementary period on any of the accounts.
pub(super) fn supplemented(books: &Books, functions: &[AccountCode]) -> BTreeSet<i32> {
    let is_inside = |one: &&Posted| {
        let is_it = |code: &AccountCode| code.as_str() == one.function;
        one.month == CLOSED && functions.iter().any(is_it)
    };
    let found = books.posted.iter().filter(is_inside);
    found.map(|one| one.year).collect()
}
