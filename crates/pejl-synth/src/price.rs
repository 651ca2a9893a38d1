//! What an hour, a meal or a day costs, in øre.
//!
//! All prices are invented. They rise in January by the same share each year; the planted rise comes on top of that
//! for the own supplier of help at home.

use pejl_domain::care::Setting;

use crate::calendar::Month;
use crate::effects::Effects;
use crate::model::Grant;
use crate::place::{Owner, Place};
use crate::service::{Service, Unit};

/// Yearly rise in January, per mille.
pub(crate) const YEARLY_RISE_PER_MILLE: i64 = 18;
/// The year whose prices are written below.
const BASE_YEAR: i32 = 2014;

/// What the price of a quantity depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tariff {
    pub(crate) service: Service,
    pub(crate) setting: Setting,
    pub(crate) level: u8,
    pub(crate) owner: Owner,
}

impl Tariff {
    pub(crate) fn of(grant: &Grant, place: &Place) -> Self {
        let has_levels = matches!(grant.service, Service::LongStay | Service::ShortStay);
        Self {
            service: grant.service,
            setting: grant.setting,
            level: if has_levels { grant.level } else { 0 },
            owner: place.owner(grant.supplier),
        }
    }

    /// Øre for an hour, a meal or a day in 2014 at Hedensted's level, from the municipality's own supplier.
    const fn base(self) -> i64 {
        match (self.service, self.level) {
            (Service::PersonalCare, _) => match self.setting {
                Setting::OwnHome => 41_200,
                _ => 39_400,
            },
            (Service::PracticalHelp, _) => 38_600,
            (Service::Meals, _) => 7_850,
            (Service::Rehabilitation, _) => 51_500,
            (Service::Nursing, _) => 57_900,
            (Service::Training, _) => 55_800,
            (Service::Support, _) => 46_700,
            (Service::SupportInHousing, _) => 44_900,
            (Service::Assistance, _) => 26_300,
            (Service::LongStay, 1) => 148_500,
            (Service::LongStay, 2) => 232_000,
            (Service::LongStay, _) => 395_000,
            (Service::ShortStay, 1) => 121_000,
            (Service::ShortStay, 2) => 208_500,
            (Service::ShortStay, _) => 342_000,
            (Service::Shelter, _) => 118_200,
            (Service::ShelteredWork, _) => 46_400,
            (Service::Activity, _) => 58_300,
        }
    }

    /// What the owner's price is beside the own supplier's, per mille.
    const fn owner_per_mille(self) -> i64 {
        match (self.owner, self.service) {
            (Owner::Own, _) | (_, Service::Assistance) => 1000,
            (Owner::Private, Service::PersonalCare | Service::PracticalHelp) => 895,
            (Owner::Private, _) => 985,
            (Owner::Municipality, _) => 1040,
            (Owner::Region, _) => 1140,
        }
    }

    /// The price in `month`.
    pub(crate) fn price(self, place: &Place, effects: &Effects, month: Month) -> i64 {
        let mut price = self.base() * place.price_per_mille / 1000 * self.owner_per_mille() / 1000;
        for _ in BASE_YEAR..month.year() {
            price = per_mille(price, 1000 + YEARLY_RISE_PER_MILLE);
        }
        let is_raised = self.owner == Owner::Own
            && self.setting == Setting::OwnHome
            && self.service.is_home_help()
            && month >= effects.price_rise.from;
        if is_raised {
            price = per_mille(price, 1000 + effects.price_rise.per_mille);
        }
        price
    }

    /// What `quantity` costs in `month`, rounded to whole øre.
    pub(crate) fn cost(self, quantity: i64, place: &Place, effects: &Effects, month: Month) -> i64 {
        let price = self.price(place, effects, month);
        match self.service.unit() {
            Unit::Minutes => (quantity * price + 30) / 60,
            Unit::Meals | Unit::Days => quantity * price,
        }
    }
}

fn per_mille(amount: i64, per_mille: i64) -> i64 {
    (amount * per_mille + 500) / 1000
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_planted_rise_is_the_own_supplier_s_alone() {
        let places = Place::first(1, 1);
        let place = places.first().unwrap();
        let effects = Effects::planted(None);
        let (june, july) = (Month::new(2016, 6), Month::new(2016, 7));
        let of = |owner, setting| Tariff {
            service: Service::PersonalCare,
            setting,
            level: 0,
            owner,
        };
        let own = of(Owner::Own, Setting::OwnHome);
        let (before, after) = (
            own.price(place, &effects, june),
            own.price(place, &effects, july),
        );
        assert_eq!(after, (before * 1060 + 500) / 1000);
        for other in [
            of(Owner::Private, Setting::OwnHome),
            of(Owner::Own, Setting::CareHousing),
        ] {
            assert_eq!(
                other.price(place, &effects, june),
                other.price(place, &effects, july)
            );
        }
    }

    #[test]
    fn an_hour_costs_its_price() {
        let places = Place::first(1, 1);
        let place = places.first().unwrap();
        let effects = Effects::planted(None);
        let nursing = Tariff {
            service: Service::Nursing,
            setting: Setting::OwnHome,
            level: 0,
            owner: Owner::Own,
        };
        let month = Month::new(2014, 3);
        assert_eq!(nursing.cost(60, place, &effects, month), 57_900);
        assert_eq!(nursing.cost(1, place, &effects, month), 965);
    }
}
