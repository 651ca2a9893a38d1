//! Support, placements, work and activity for adults with disability, and shelters.

use pejl_domain::care::{EndReason, Setting, Sex};

use crate::calendar::Day;
use crate::draw::Draws;
use crate::place::{Owner, Trade};
use crate::service::{Service, Target};

use super::Purpose;
use super::build::{Builder, Citizen, Draft, NewGrant};
use super::life::leave;

/// Years drawn before the window; placements last long.
const YEARS_BEFORE: i32 = 30;

/// A service, new cases a year for each 46,000 residents, mean days, and growth per mille a year.
const TRACKS: [(Service, u32, i32, i32); 8] = [
    (Service::Support, 110, 1100, 15),
    (Service::SupportInHousing, 8, 4400, 10),
    (Service::Assistance, 2, 3600, 0),
    (Service::LongStay, 5, 5500, 5),
    (Service::ShortStay, 36, 730, 20),
    (Service::Shelter, 34, 60, 10),
    (Service::ShelteredWork, 14, 2200, 0),
    (Service::Activity, 10, 2900, 10),
];

impl Builder {
    /// Draws everybody who gets support, a place, work or activity.
    pub(crate) fn disability(&mut self) {
        for (service, per_year, mean_days, growth) in TRACKS {
            for (serial, applied) in
                self.arrivals(2 + service.key(), YEARS_BEFORE, per_year, growth)
            {
                self.case(service, mean_days, serial, applied);
            }
        }
    }

    fn case(&mut self, service: Service, mean_days: i32, serial: u64, applied: Day) {
        let mut draws = self.draws(Purpose::Disability, &[serial]);
        let age = draws.between(18, 62);
        let sex = if draws.chance(460) {
            Sex::Female
        } else {
            Sex::Male
        };
        let born = applied.plus(-(age * 1461 / 4) - draws.between(0, 363));
        let left = leave(&mut draws, applied, age);
        let decided = applied.plus(draws.between(5, 80));
        let from = decided.plus(draws.between(1, 40));
        let to = from.plus(14 + draws.exponential(mean_days));
        // Whoever was done before the window is not in the record any more.
        if to < self.window().first_day() {
            return;
        }
        let Some(citizen) = self.admit(Draft {
            serial,
            target: if service == Service::Shelter {
                Target::Vulnerable
            } else {
                Target::Disability
            },
            born,
            sex,
            known_from: applied.plus(-draws.between(0, 30)),
            left,
        }) else {
            return;
        };
        let level = self.level(service, decided, &mut draws);
        let new = NewGrant {
            service,
            setting: setting(service),
            applied,
            decided,
            from,
            to,
            end: draws.choose(&ENDS).unwrap_or(EndReason::Other),
            amount: amount(service, level, &mut draws),
            level,
            supplier: self.supplier(service, &mut draws),
            course: None,
        };
        self.add_grant(&citizen, new);
        self.day_offer(&citizen, new, &mut draws);
    }

    /// Most who live in an offer also go somewhere by day.
    fn day_offer(&mut self, citizen: &Citizen, home: NewGrant, draws: &mut Draws) {
        let share = match home.service {
            Service::LongStay | Service::SupportInHousing => 600,
            Service::ShortStay => 300,
            _ => return,
        };
        if draws.chance(share) {
            let supplier = self.supplier(Service::Activity, draws);
            self.add_grant(
                citizen,
                NewGrant {
                    service: Service::Activity,
                    from: home.from.plus(draws.between(0, 60)),
                    amount: draws.between(2, 5),
                    level: 0,
                    supplier,
                    ..home
                },
            );
        }
    }

    fn level(&self, service: Service, decided: Day, draws: &mut Draws) -> u8 {
        let shift = self.effects().mix_shift;
        let weights = match service {
            Service::ShortStay if decided >= shift.from.first_day() => shift.level_per_mille_after,
            Service::ShortStay => shift.level_per_mille_before,
            Service::LongStay => [250, 450, 300],
            Service::Support | Service::SupportInHousing => [450, 380, 170],
            _ => return 0,
        };
        u8::try_from(draws.weighted(&weights) + 1).unwrap_or(1)
    }

    fn supplier(&self, service: Service, draws: &mut Draws) -> u16 {
        use Owner::{Municipality, Own, Private, Region};
        let (trade, owners): (Trade, &[(Owner, u32)]) = match service {
            Service::Support => (Trade::Support, &[(Own, 820), (Private, 180)]),
            Service::SupportInHousing => (Trade::Housing, &[(Own, 1)]),
            Service::Assistance => (Trade::Support, &[(Private, 1)]),
            Service::LongStay | Service::ShortStay => (
                Trade::Residence,
                &[
                    (Own, 560),
                    (Municipality, 170),
                    (Private, 170),
                    (Region, 100),
                ],
            ),
            Service::Shelter => (Trade::Shelter, &[(Private, 600), (Municipality, 400)]),
            Service::ShelteredWork => (Trade::Workshop, &[(Own, 1)]),
            _ => (Trade::DayCentre, &[(Own, 850), (Municipality, 150)]),
        };
        let owner = draws.choose(owners).unwrap_or(Own);
        let n = draws.below(100);
        self.place().supplier_of(owner, trade, n)
    }
}

const ENDS: [(EndReason, u32); 6] = [
    (EndReason::SelfReliant, 260),
    (EndReason::LessHelp, 230),
    (EndReason::SameHelp, 180),
    (EndReason::MoreHelp, 140),
    (EndReason::Declined, 90),
    (EndReason::Other, 100),
];

const fn setting(service: Service) -> Setting {
    match service {
        Service::LongStay | Service::ShortStay | Service::Shelter | Service::SupportInHousing => {
            Setting::Residential
        }
        _ => Setting::OwnHome,
    }
}

fn amount(service: Service, level: u8, draws: &mut Draws) -> i32 {
    match service {
        Service::LongStay | Service::ShortStay | Service::Shelter => 7,
        Service::ShelteredWork => draws.between(3, 5),
        Service::Activity => draws.between(2, 5),
        Service::Assistance => draws.between(40, 140) * 60,
        Service::SupportInHousing => i32::from(level) * 360 + draws.between(0, 12) * 15,
        _ => i32::from(level) * 90 + draws.between(0, 6) * 15,
    }
}
