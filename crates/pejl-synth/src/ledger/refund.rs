//! The central refund of expensive single cases, on 5.22.07 with dranst 2.
//!
//! The limits are invented round numbers: a quarter of what a citizen's places cost in the year above the first
//! limit, half of what is above the second.

use std::collections::BTreeMap;

use crate::account::{Account, Field};
use crate::calendar::Month;
use crate::model::Purpose;
use crate::price::Tariff;

use super::bought::cost_centre;
use super::{Books, SUPPLEMENTARY, Text, When, split};

/// Where a quarter of the cost begins to be refunded, and where half is, øre a year.
const LIMITS: (i64, i64) = (105_000_000, 200_000_000);

impl Books<'_> {
    /// Posts the year's refund in four quarters, and an adjustment of some in the supplementary period.
    pub(super) fn refunds(&mut self) {
        let account = Account {
            dranst: 2,
            ..Field::Refund.account(self.year, 869)
        };
        let centre = cost_centre(Field::Refund, 0);
        for (serial, cost) in self.costs() {
            let refund = refund(cost);
            if refund == 0 {
                continue;
            }
            for (quarter, part) in (1..=4).zip(split(refund, &[1, 1, 1, 1])) {
                let month = Month::new(self.year, quarter * 3);
                let text = Text::Refund(u64::from(quarter.unsigned_abs()));
                self.post(When::month_end(month), account, centre, 0, text, -part);
            }
            let mut draws = self.draws(
                Purpose::Ledger,
                &[serial, u64::from(self.year.unsigned_abs()), 7],
            );
            if draws.chance(250) {
                let when = When {
                    period: SUPPLEMENTARY,
                    date: Month::new(self.year, 12)
                        .last_day()
                        .plus(draws.between(10, 60)),
                };
                let adjusted = refund * i64::from(draws.between(-60, 60)) / 1000;
                self.post(when, account, centre, 0, Text::RefundAdjusted, adjusted);
            }
        }
    }

    /// What each citizen's places cost in the year, by the citizen's serial.
    fn costs(&self) -> BTreeMap<u64, i64> {
        let model = self.model;
        let mut costs = BTreeMap::new();
        for grant in &model.grants {
            if !Field::of(grant.service, grant.setting, grant.target).is_per_citizen() {
                continue;
            }
            let serial = model.person(grant.person).map_or(0, |person| person.serial);
            let tariff = Tariff::of(grant, &model.place);
            for month in self.months() {
                let quantity = model.delivered(grant, month);
                let cost = tariff.cost(quantity, &model.place, &model.effects, month);
                *costs.entry(serial).or_default() += cost;
            }
        }
        costs
    }
}

fn refund(cost: i64) -> i64 {
    let (quarter, half) = LIMITS;
    let above = |limit: i64| (cost - limit).max(0);
    (above(quarter) - above(half)) / 4 + above(half) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_above_the_first_limit_and_half_above_the_second() {
        assert_eq!(refund(105_000_000), 0);
        assert_eq!(refund(105_000_400), 100);
        assert_eq!(refund(200_000_000), 23_750_000);
        assert_eq!(refund(200_000_400), 23_750_200);
    }
}
