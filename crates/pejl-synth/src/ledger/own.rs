//! What an own unit costs in a month, as wages, goods and services that add up to hours × price.

use crate::account::{Account, Field};
use crate::calendar::Month;
use crate::model::Purpose;

use super::bought::{OwnKey, cost_centre, place_of};
use super::{Books, Text, When, split};

/// Wages' share of a unit's cost, per mille; goods and services are the rest.
const WAGES_PER_MILLE: i64 = 815;
/// Below this a month's wages stand in one line for each kind and not for each profession, øre.
const FEW_WAGES: i64 = 4_000_000;
/// Grouping of management and administration.
const MANAGEMENT_GROUPING: u16 = 200;
/// Goods and services: about this much on an invoice, øre, and no more invoices than that.
const INVOICE: i64 = 900_000;
const INVOICES_MAX: i64 = 40;

/// Professions: number in the cost centre, weight, and whether they are management.
const PROFESSIONS: [(u32, i64, bool); 5] = [
    (1, 430, false),
    (2, 300, false),
    (3, 140, false),
    (4, 70, false),
    (5, 60, true),
];

/// Kinds of pay: weight and art.
const PAY: [(Text, i64, u16); 6] = [
    (Text::MonthlyPay, 640, 109),
    (Text::Pension, 130, 109),
    (Text::EveningPay, 110, 109),
    (Text::WeekendPay, 70, 109),
    (Text::HolidayPay, 30, 106),
    (Text::ExtraPay, 20, 106),
];

/// Arts of goods and services, with weights.
const GOODS: [(u16, u32); 5] = [(229, 150), (279, 60), (299, 330), (459, 90), (499, 370)];

impl Books<'_> {
    /// Posts the month's cost of one unit in one field.
    pub(super) fn own_unit(&mut self, (field, level, supplier): OwnKey, cost: i64, month: Month) {
        let wages = cost * WAGES_PER_MILLE / 1000;
        self.wages(field, level, supplier, wages, month);
        self.goods(field, level, supplier, cost - wages, month);
    }

    fn wages(&mut self, field: Field, level: u8, supplier: u16, wages: i64, month: Month) {
        let professions = if wages < FEW_WAGES {
            PROFESSIONS.get(..1)
        } else {
            PROFESSIONS.get(..)
        };
        let professions = professions.unwrap_or_default();
        let weights: Vec<i64> = professions.iter().map(|(_, weight, _)| *weight).collect();
        let pay_weights = PAY.map(|(_, weight, _)| weight);
        let document = self.document();
        for ((number, _, is_management), amount) in professions.iter().zip(split(wages, &weights)) {
            for ((text, _, art), part) in PAY.iter().zip(split(amount, &pay_weights)) {
                let mut account = self.unit_account(field, level, supplier, *art);
                if *is_management && matches!(field, Field::HomeHelp | Field::CareHousing) {
                    account.grouping = MANAGEMENT_GROUPING;
                }
                let centre = cost_centre(field, supplier) + number * 1_000_000;
                self.row(
                    document,
                    When::month_end(month),
                    account,
                    centre,
                    1,
                    *text,
                    part,
                );
            }
        }
    }

    fn goods(&mut self, field: Field, level: u8, supplier: u16, amount: i64, month: Month) {
        let mut draws = self.draws(
            Purpose::Invoice,
            &[
                u64::from(supplier),
                field as u64,
                u64::from(level),
                month.first_day().key(),
            ],
        );
        let n = (amount / INVOICE).clamp(1, INVOICES_MAX);
        let weights: Vec<i64> = (0..n).map(|_| i64::from(draws.between(20, 400))).collect();
        for part in split(amount, &weights) {
            let art = draws.choose(&GOODS).unwrap_or(299);
            let account = self.unit_account(field, level, supplier, art);
            let number = u64::from(draws.below(9_000_000) + 1_000_000);
            let text = if draws.chance(40) {
                Text::InvoiceWithNote(number)
            } else {
                Text::Invoice(number)
            };
            let when = When::invoice(&mut draws, month);
            self.post(when, account, cost_centre(field, supplier), 1, text, part);
        }
    }

    fn unit_account(&self, field: Field, level: u8, supplier: u16, art: u16) -> Account {
        Account {
            place: place_of(supplier),
            ..field.account(self.year, art).at_level(level)
        }
    }
}
