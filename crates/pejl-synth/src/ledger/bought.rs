//! Services: what is bought citizen by citizen, what the citizens pay, and what the own units cost.

use std::collections::BTreeMap;

use pejl_domain::care::Setting;

use crate::account::{Account, Field};
use crate::calendar::Month;
use crate::model::{Grant, Purpose};
use crate::place::{Owner, Trade};
use crate::price::Tariff;
use crate::service::Service;

use super::{Books, Text, When};

/// What a citizen pays for a meal, øre.
const MEAL_PAYMENT: i64 = 5_300;
/// What a citizen pays for a day in an offer of the municipality's own, øre.
const STAY_PAYMENT: i64 = 9_600;
/// First year in which the postings of single cases carry the citizen's number.
const PER_CITIZEN_FROM: i32 = 2025;
/// Grouping of the citizens' payments.
const PAYMENT_GROUPING: u16 = 92;

/// What an own unit's costs are booked under: field, level and supplier.
pub(super) type OwnKey = (Field, u8, u16);

impl Books<'_> {
    /// Posts everything that follows from grants, month by month.
    pub(super) fn services(&mut self) {
        let model = self.model;
        let (first, last) = (
            Month::new(self.year, 1).first_day(),
            Month::new(self.year, 12).last_day(),
        );
        let grants: Vec<&Grant> = model
            .grants
            .iter()
            .filter(|grant| grant.from <= last && grant.to >= first)
            .collect();
        for month in self.months() {
            let mut own = BTreeMap::new();
            for grant in &grants {
                self.grant(grant, month, &mut own);
            }
            self.sold_places(month, &mut own);
            for (key, cost) in own {
                self.own_unit(key, cost, month);
            }
        }
    }

    fn grant(&mut self, grant: &Grant, month: Month, own: &mut BTreeMap<OwnKey, i64>) {
        let quantity = self.model.delivered(grant, month);
        if quantity == 0 {
            return;
        }
        let (place, effects) = (&self.model.place, &self.model.effects);
        let tariff = Tariff::of(grant, place);
        let cost = tariff.cost(quantity, place, effects, month);
        let field = Field::of(grant.service, grant.setting, grant.target);
        if tariff.owner == Owner::Own {
            *own.entry((field, tariff.level, grant.supplier))
                .or_default() += cost;
            if self.year >= PER_CITIZEN_FROM && field.is_per_citizen() {
                self.per_citizen(grant, field, tariff.level, cost, month);
            }
        } else {
            self.bought(grant, field, tariff, cost, month);
        }
        self.payment(grant, field, tariff, quantity, month);
    }

    fn bought(&mut self, grant: &Grant, field: Field, tariff: Tariff, cost: i64, month: Month) {
        let serial = self
            .model
            .person(grant.person)
            .map_or(0, |person| person.serial);
        let mut draws = self.draws(
            Purpose::Invoice,
            &[
                serial,
                grant.service.key(),
                grant.from.key(),
                month.first_day().key(),
            ],
        );
        let (art, ownership) = match tariff.owner {
            Owner::Own | Owner::Private => (409, 4),
            Owner::Municipality => (479, 3),
            Owner::Region => (489, 3),
        };
        let number = u64::from(draws.below(900_000) + 100_000);
        let text = if grant.setting == Setting::Residential {
            Text::PlaceBought(number)
        } else {
            Text::HelpBought(number)
        };
        let account = field.bought(self.year, art).at_level(tariff.level);
        let when = When::invoice(&mut draws, month);
        self.post(when, account, cost_centre(field, 0), ownership, text, cost);
        if self.year >= PER_CITIZEN_FROM && field.is_per_citizen() {
            self.name_last(grant.person);
        }
    }

    /// Moves the cost of an own place from the unit to the citizen, in a document that sums to zero.
    fn per_citizen(&mut self, grant: &Grant, field: Field, level: u8, cost: i64, month: Month) {
        let when = When::month_end(month);
        let document = self.document();
        let account = |art| Account {
            place: place_of(grant.supplier),
            ..field.account(self.year, art).at_level(level)
        };
        let (to, from) = (account(949), account(979));
        let centre = cost_centre(field, grant.supplier);
        self.row(document, when, to, centre, 1, Text::PerCitizen, cost);
        self.name_last(grant.person);
        self.row(document, when, from, centre, 1, Text::PerCitizen, -cost);
    }

    fn payment(
        &mut self,
        grant: &Grant,
        field: Field,
        tariff: Tariff,
        quantity: i64,
        month: Month,
    ) {
        let (price, art, text) = match grant.service {
            Service::Meals => (MEAL_PAYMENT, 799, Text::MealPayment),
            Service::LongStay | Service::ShortStay if tariff.owner == Owner::Own => {
                (STAY_PAYMENT, 729, Text::RentPayment)
            }
            _ => return,
        };
        let account = Account {
            grouping: PAYMENT_GROUPING,
            ..field.account(self.year, art)
        };
        self.post(
            When::month_end(month),
            account,
            cost_centre(field, 0),
            0,
            text,
            -quantity * price,
        );
    }

    /// Places in own units that other municipalities' citizens live in: their cost is booked as everybody's, and the
    /// other municipality pays it with 4 per cent on top.
    fn sold_places(&mut self, month: Month, own: &mut BTreeMap<OwnKey, i64>) {
        let (place, effects) = (&self.model.place, &self.model.effects);
        let tariff = Tariff {
            service: Service::LongStay,
            setting: Setting::Residential,
            level: 2,
            owner: Owner::Own,
        };
        let days = i64::from(month.n_days());
        let units: Vec<u16> = place.suppliers_of(Owner::Own, Trade::Residence).collect();
        for unit in units {
            let mut draws = self.draws(
                Purpose::Ledger,
                &[u64::from(unit), u64::from(self.year.unsigned_abs())],
            );
            let cost = tariff.cost(days, place, effects, month);
            for _ in 0..draws.between(1, 3) {
                *own.entry((Field::LongStay, tariff.level, unit))
                    .or_default() += cost;
                let account = Account {
                    place: place_of(unit),
                    ..Field::LongStay
                        .account(self.year, 779)
                        .at_level(tariff.level)
                };
                let income = -(cost * 104 / 100);
                self.post(
                    When::month_end(month),
                    account,
                    cost_centre(Field::LongStay, unit),
                    1,
                    Text::PlaceSold,
                    income,
                );
            }
        }
    }

    /// Puts a citizen on the posting just made.
    fn name_last(&mut self, person: usize) {
        if let Some(posting) = self.postings.last_mut() {
            posting.person = Some(person);
        }
    }
}

/// Cost centre of a field, or of a unit in it.
pub(super) fn cost_centre(field: Field, supplier: u16) -> u32 {
    300_000 + u32::from(supplier) * 100 + field as u32
}

/// Place number of a unit, six digits.
pub(super) fn place_of(supplier: u16) -> u32 {
    93_001 + u32::from(supplier)
}
