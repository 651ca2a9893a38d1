//! Functions whose spending does not follow from cases: an invented level for each resident, spread over invoices.

use crate::account::{Account, Field};
use crate::calendar::Month;
use crate::model::Purpose;
use crate::price::YEARLY_RISE_PER_MILLE;

use super::bought::cost_centre;
use super::{Books, Text, When, split};

/// A field, kroner a year for each resident (negative for income), invoices a month for each 10,000 residents, art.
const LEVELS: [(Field, i64, i64, u16); 16] = [
    (Field::DevicesElderly, 515, 48, 299),
    (Field::DevicesDisability, 265, 22, 299),
    (Field::Dying, 24, 2, 529),
    (Field::Relief, 410, 14, 499),
    (Field::Companion, 92, 8, 409),
    (Field::Alcohol, 58, 3, 409),
    (Field::Drugs, 185, 7, 409),
    (Field::Advice, 128, 6, 409),
    (Field::HousingElderly, 390, 16, 499),
    (Field::HousingElderly, -530, 10, 719),
    (Field::Training, 470, 16, 109),
    (Field::Physiotherapy, 142, 9, 409),
    (Field::Prevention, 205, 10, 499),
    (Field::CashBenefits, 175, 15, 529),
    (Field::OtherSocial, 18, 2, 529),
    (Field::Administration, 360, 12, 109),
];

/// Construction on care housing in every even year, kroner for each resident.
const CONSTRUCTION: i64 = 130;

impl Books<'_> {
    /// Posts the functions that do not follow from cases, and the year's construction.
    pub(super) fn other_functions(&mut self) {
        for (field, level, density, art) in LEVELS {
            let year_total =
                self.in_prices_of_the_year(level * i64::from(self.model.place.residents) * 100);
            let weights: Vec<i64> = self.months().map(|month| seasonal(field, month)).collect();
            let months: Vec<Month> = self.months().collect();
            for (month, amount) in months.into_iter().zip(split(year_total, &weights)) {
                self.level(field, amount, density, art, month);
            }
        }
        if self.year % 2 == 0 {
            self.construction();
        }
    }

    fn in_prices_of_the_year(&self, amount: i64) -> i64 {
        (2014..self.year).fold(amount, |amount, _| {
            amount * (1000 + YEARLY_RISE_PER_MILLE) / 1000
        })
    }

    fn level(&mut self, field: Field, amount: i64, density: i64, art: u16, month: Month) {
        let mut draws = self.draws(
            Purpose::Ledger,
            &[field as u64, u64::from(art), month.first_day().key()],
        );
        let n = (i64::from(self.model.place.residents) * density / 10_000).max(1);
        let weights: Vec<i64> = (0..n).map(|_| i64::from(draws.between(30, 500))).collect();
        let noise = i64::from(draws.between(960, 1040));
        for part in split(amount * noise / 1000, &weights) {
            let number = u64::from(draws.below(9_000_000) + 1_000_000);
            let text = match field {
                _ if art == 109 => Text::MonthlyPay,
                _ if amount < 0 => Text::Rent,
                Field::DevicesElderly | Field::DevicesDisability if draws.chance(120) => {
                    Text::Device(number)
                }
                _ => Text::Invoice(number),
            };
            let when = When::invoice(&mut draws, month);
            let ownership = if art == 409 { 4 } else { 1 };
            self.post(
                when,
                field.account(self.year, art),
                cost_centre(field, 0),
                ownership,
                text,
                part,
            );
        }
    }

    /// Three instalments on one project, dranst 3.
    fn construction(&mut self) {
        let total =
            self.in_prices_of_the_year(CONSTRUCTION * i64::from(self.model.place.residents) * 100);
        let project = 500_000 + self.year.unsigned_abs();
        let parts = split(total, &[35, 45, 20]);
        for ((number, month), part) in [(1, 4), (2, 8), (3, 11)].into_iter().zip(parts) {
            let account = Account {
                dranst: 3,
                ..Field::CareHousing.account(self.year, 459)
            };
            let when = When::month_end(Month::new(self.year, month));
            self.post(
                when,
                account,
                cost_centre(Field::CareHousing, 0),
                1,
                Text::Construction(number),
                part,
            );
            if let Some(posting) = self.postings.last_mut() {
                posting.project = project;
            }
        }
    }
}

/// Weight of a month: devices and treatment rest in July, the rent does not.
fn seasonal(field: Field, month: Month) -> i64 {
    match (field, month.number()) {
        (Field::HousingElderly | Field::Administration | Field::CashBenefits, _) => 100,
        (_, 7) => 72,
        (_, 12) => 108,
        (_, 3 | 11) => 106,
        _ => 100,
    }
}
