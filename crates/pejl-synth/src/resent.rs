//! A fiscal year sent again with corrections, so that importing it a second time can be tested.

use crate::calendar::Month;
use crate::ledger::{Posting, Text};
use crate::model::{Model, Purpose, Window};
use crate::truth::Resent;

/// Rows changed, removed and added, per ten thousand.
const CHANGED: u32 = 60;
const REMOVED: u32 = 25;
const ADDED: u32 = 35;

/// The year that is sent again: the last but one, or the only one.
pub(crate) const fn resent_year(window: Window) -> i32 {
    let (first, last) = (window.from.year(), window.to.year());
    if first < last { last - 1 } else { last }
}

/// The year's postings with some amounts changed, some rows gone and some added at the end.
pub(crate) fn resend(model: &Model, year: i32, postings: &[Posting]) -> (Vec<Posting>, Resent) {
    let mut draws = model.draws(Purpose::Resent, &[u64::from(year.unsigned_abs())]);
    let mut resent = Resent::default();
    let mut kept = Vec::with_capacity(postings.len());
    let mut added = Vec::new();
    let mut document = postings
        .iter()
        .map(|posting| posting.document)
        .max()
        .unwrap_or_default();
    for posting in postings {
        let place = draws.below(10_000);
        let amount = i64::from(draws.between(1, 90_000));
        if place < CHANGED {
            resent.changed += 1;
            kept.push(Posting {
                amount: posting.amount + amount,
                ..*posting
            });
            continue;
        }
        if place < CHANGED + REMOVED {
            resent.removed += 1;
            continue;
        }
        kept.push(*posting);
        if place >= 10_000 - ADDED {
            resent.added += 1;
            document += 1;
            let date = Month::new(year, 12).last_day().plus(draws.between(1, 50));
            added.push(Posting {
                period: posting.period,
                date: date.max(posting.date),
                document,
                text: Text::Resent(resent.added),
                amount,
                person: None,
                ..*posting
            });
        }
    }
    kept.extend(added);
    (kept, resent)
}
