//! One fiscal year's postings, as they follow from grants, deliveries and prices.
//!
//! The extract holds operating and construction accounts only; the counter-postings (bank, wages owed) stand on the
//! main accounts 8 and 9 and are not in it, so a document of invoices does not sum to zero. Documents that move an
//! amount (corrections, and the distribution on citizens from 2025) do sum to zero.

mod bought;
mod corrections;
mod other;
mod own;
mod refund;
mod text;

use crate::account::Account;
use crate::calendar::{Day, Month};
use crate::draw::Draws;
use crate::model::{Model, Purpose};

pub(crate) use text::{TEMPLATES, Text};

/// First document number of a year; eight digits, so that none has the shape of a CPR number.
const FIRST_DOCUMENT: u64 = 10_000_000;
/// Invoices that are posted in a later month than their own, per mille.
const LATE_PER_MILLE: u32 = 80;
/// December's late invoices that are booked in the supplementary period, per mille.
const SUPPLEMENTARY_PER_MILLE: u32 = 650;
/// The supplementary period.
pub(crate) const SUPPLEMENTARY: u8 = 13;

/// One posting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Posting {
    /// 1–12, or 13.
    pub(crate) period: u8,
    pub(crate) date: Day,
    pub(crate) document: u64,
    pub(crate) account: Account,
    pub(crate) cost_centre: u32,
    /// 0 for none.
    pub(crate) project: u32,
    /// `Ejerforhold`, 0–4.
    pub(crate) ownership: u8,
    pub(crate) text: Text,
    /// Øre; expenditure positive, income negative.
    pub(crate) amount: i64,
    /// Position of the citizen whose number stands on the posting.
    pub(crate) person: Option<usize>,
}

/// A year's books in the making.
struct Books<'a> {
    model: &'a Model,
    year: i32,
    postings: Vec<Posting>,
    next_document: u64,
}

/// When a posting is booked.
#[derive(Debug, Clone, Copy)]
struct When {
    period: u8,
    date: Day,
}

/// Every posting of the fiscal year, ordered by period and posting date.
pub(crate) fn postings(model: &Model, year: i32) -> Vec<Posting> {
    let mut books = Books {
        model,
        year,
        postings: Vec::new(),
        next_document: FIRST_DOCUMENT,
    };
    books.services();
    books.other_functions();
    books.refunds();
    books.corrections();
    books
        .postings
        .sort_by_key(|posting| (posting.period, posting.date));
    books.postings
}

/// What of a year's postings a report on the window's last day shows: nothing booked later, except that December
/// closes the year.
pub(crate) fn is_known(model: &Model, year: i32, posting: &Posting) -> bool {
    let (from, to) = (model.window.from, model.window.to);
    let is_early = year == from.year() && u32::from(posting.period) < from.number();
    let is_open = year == to.year() && to.number() < 12;
    let is_late =
        is_open && (u32::from(posting.period) > to.number() || posting.date > to.last_day());
    !is_early && !is_late
}

impl Books<'_> {
    fn months(&self) -> impl Iterator<Item = Month> + use<> {
        Month::new(self.year, 1).through(Month::new(self.year, 12))
    }

    fn draws(&self, purpose: Purpose, keys: &[u64]) -> Draws {
        self.model.draws(purpose, keys)
    }

    fn document(&mut self) -> u64 {
        self.next_document += 1;
        self.next_document
    }

    /// Posts a document of one row.
    fn post(
        &mut self,
        when: When,
        account: Account,
        cost_centre: u32,
        ownership: u8,
        text: Text,
        amount: i64,
    ) {
        let document = self.document();
        self.row(
            document,
            when,
            account,
            cost_centre,
            ownership,
            text,
            amount,
        );
    }

    /// Posts a row of a document; a row of nothing is not posted.
    #[expect(
        clippy::too_many_arguments,
        reason = "a posting has this many parts, and each caller names them once"
    )]
    fn row(
        &mut self,
        document: u64,
        when: When,
        account: Account,
        cost_centre: u32,
        ownership: u8,
        text: Text,
        amount: i64,
    ) {
        if amount == 0 {
            return;
        }
        self.postings.push(Posting {
            period: when.period,
            date: when.date,
            document,
            account,
            cost_centre,
            project: 0,
            ownership,
            text,
            amount,
            person: None,
        });
    }
}

impl When {
    /// The last working days of the month, when wages and regular payments run.
    fn month_end(month: Month) -> Self {
        Self {
            period: period(month),
            date: month.last_day().plus(-1),
        }
    }

    /// An invoice of the month, some of them late.
    fn invoice(draws: &mut Draws, month: Month) -> Self {
        if !draws.chance(LATE_PER_MILLE) {
            return Self {
                period: period(month),
                date: month.first_day().plus(draws.between(0, month.n_days() - 1)),
            };
        }
        let date = month.last_day().plus(draws.between(1, 45));
        let is_supplementary = month.number() == 12 && draws.chance(SUPPLEMENTARY_PER_MILLE);
        Self {
            period: if is_supplementary {
                SUPPLEMENTARY
            } else {
                period(month)
            },
            date,
        }
    }
}

fn period(month: Month) -> u8 {
    u8::try_from(month.number()).unwrap_or(1)
}

/// Splits `amount` by weights; the last part takes what rounding left, so that the parts add up to the amount.
fn split(amount: i64, weights: &[i64]) -> Vec<i64> {
    let total = weights.iter().sum::<i64>().max(1);
    let mut parts: Vec<i64> = weights
        .iter()
        .map(|weight| amount * weight / total)
        .collect();
    let rest = amount - parts.iter().sum::<i64>();
    if let Some(last) = parts.last_mut() {
        *last += rest;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_add_up_to_the_whole() {
        for amount in [0, 1, 99, -101, 123_456_789] {
            for weights in [&[1_i64][..], &[3, 3, 3], &[640, 130, 110]] {
                assert_eq!(split(amount, weights).iter().sum::<i64>(), amount);
            }
        }
    }
}
