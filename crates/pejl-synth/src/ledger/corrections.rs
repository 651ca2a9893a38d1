//! Invoices booked wrongly, reversed and booked again.

use crate::account::Account;
use crate::model::Purpose;

use super::{Books, Posting, SUPPLEMENTARY, Text};

/// Invoices that are booked wrongly first, per mille.
const WRONG_PER_MILLE: u32 = 7;

impl Books<'_> {
    /// Moves some invoices to a wrong cost centre and grouping, and adds the document that moves them back; it sums to
    /// zero, and the function's total is what it was.
    pub(super) fn corrections(&mut self) {
        let mut moved = Vec::new();
        let year = u64::from(self.year.unsigned_abs());
        let mut draws = self.draws(Purpose::Ledger, &[year, 1, 1]);
        for posting in &mut self.postings {
            if !posting.text.is_invoice() || posting.amount <= 0 || !draws.chance(WRONG_PER_MILLE) {
                continue;
            }
            let right = *posting;
            posting.cost_centre += 50;
            posting.account = Account {
                grouping: 999,
                ..posting.account
            };
            moved.push((*posting, right, draws.between(20, 70)));
        }
        for (wrong, right, days) in moved {
            let document = self.document();
            let date = wrong.date.plus(days);
            let month = date.month();
            let period = if month.year() > self.year || wrong.period == SUPPLEMENTARY {
                SUPPLEMENTARY
            } else {
                u8::try_from(month.number()).unwrap_or(wrong.period)
            };
            let text = Text::Correction(wrong.document);
            let base = Posting {
                period,
                date,
                document,
                text,
                ..wrong
            };
            self.postings.push(Posting {
                amount: -wrong.amount,
                ..base
            });
            self.postings.push(Posting {
                account: right.account,
                cost_centre: right.cost_centre,
                ..base
            });
        }
    }
}
