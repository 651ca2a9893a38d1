//! Help at home, with nursing, and care housing after it.
//!
//! Help is reviewed about once a year, and a third of the first reviews begin with a rehabilitation course. It ends
//! with self-reliance, care housing, moving or death.

use std::cmp::Ordering;

use pejl_domain::care::{EndReason, Setting};

use crate::calendar::Day;
use crate::draw::Draws;
use crate::place::{Owner, Trade};
use crate::service::{Service, Target};

use super::Purpose;
use super::build::{Builder, Citizen, NewGrant};
use super::elderly::{After, Request, quarters};

/// First reviews that begin with a course, per mille.
const COURSE_AT_REVIEW_PER_MILLE: u32 = 330;
/// Most minutes a week that a review grants.
const MOST_MINUTES: i32 = 1800;
/// Help above this is never practical help alone, minutes a week.
const MOST_PRACTICAL: i32 = 240;

/// How help ends unless a course ends it before.
struct Outlook {
    last: Day,
    end: EndReason,
    moves_into_care_home: bool,
}

impl Builder {
    /// Help at home from `request.from`, with reviews, until self-reliance, care housing or the citizen leaves.
    pub(super) fn help_at_home(&mut self, citizen: &Citizen, request: Request, number: u64) {
        if request.from >= citizen.left.0 || request.from > self.window().horizon() {
            return;
        }
        let mut draws = self.draws(Purpose::Home, &[citizen.serial, number]);
        let help = self.suppliers_of_help(citizen, &mut draws, request.minutes);
        let outlook = outlook(citizen, request.from, &mut draws);
        self.nursing(citizen, &request, outlook.last);
        let mut now = request;
        let mut is_first = true;
        loop {
            let review = now.from.plus(180 + draws.exponential(260));
            let change = draws.between(880, 1260);
            let is_course = draws.chance(COURSE_AT_REVIEW_PER_MILLE) && is_first;
            if review >= outlook.last {
                self.help(citizen, &help, &now, (outlook.last, outlook.end));
                break;
            }
            let course = Request {
                applied: review.plus(-14),
                decided: review.plus(-5),
                from: review,
                ..now
            };
            let after = if is_course {
                self.rehabilitation(citizen, course, number + 1)
            } else {
                None
            };
            let next = after
                .filter(|after| after.day < outlook.last)
                .unwrap_or(After {
                    day: review,
                    minutes: quarters(now.minutes * change / 1000).min(MOST_MINUTES),
                    end: EndReason::SameHelp,
                });
            if next.end == EndReason::SelfReliant {
                self.help(citizen, &help, &now, (next.day, next.end));
                return;
            }
            let end = match next.minutes.cmp(&now.minutes) {
                Ordering::Less => EndReason::LessHelp,
                Ordering::Equal => EndReason::SameHelp,
                Ordering::Greater => EndReason::MoreHelp,
            };
            self.help(citizen, &help, &now, (next.day, end));
            now = Request {
                applied: next.day.plus(-13),
                decided: next.day.plus(-3),
                from: next.day.plus(1),
                minutes: next.minutes,
            };
            is_first = false;
        }
        if outlook.moves_into_care_home {
            self.care_home(citizen, outlook.last.plus(1));
        }
    }

    fn suppliers_of_help(&self, citizen: &Citizen, draws: &mut Draws, minutes: i32) -> Help {
        let place = self.place();
        let mut supplier = |trade, private_per_mille| {
            let n = draws.below(100);
            if draws.chance(private_per_mille) {
                place.supplier_of(Owner::Private, trade, n)
            } else {
                place.supplier_of(Owner::Own, trade, u32::from(citizen.district) - 1)
            }
        };
        Help {
            personal: supplier(Trade::HomeHelp, 180),
            practical: supplier(Trade::HomeHelp, 380),
            kitchen: supplier(Trade::Kitchen, 450),
            has_personal: minutes > 150 || draws.chance(350),
            meals: draws.chance(280).then(|| draws.between(4, 7)),
        }
    }

    fn help(
        &mut self,
        citizen: &Citizen,
        help: &Help,
        request: &Request,
        (to, end): (Day, EndReason),
    ) {
        let has_personal = help.has_personal || request.minutes > MOST_PRACTICAL;
        let practical = if has_personal {
            (request.minutes / 3).min(120)
        } else {
            request.minutes
        };
        let new = NewGrant {
            service: Service::PracticalHelp,
            setting: Setting::OwnHome,
            applied: request.applied.min(request.from.plus(-10)),
            decided: request.decided.min(request.from.plus(-2)),
            from: request.from,
            to,
            end,
            amount: quarters(practical),
            level: level(request.minutes),
            supplier: help.practical,
            course: None,
        };
        self.add_grant(citizen, new);
        if has_personal {
            self.add_grant(
                citizen,
                NewGrant {
                    service: Service::PersonalCare,
                    amount: quarters(request.minutes - practical),
                    supplier: help.personal,
                    ..new
                },
            );
        }
        if let Some(meals) = help.meals {
            self.add_grant(
                citizen,
                NewGrant {
                    service: Service::Meals,
                    amount: meals,
                    level: 0,
                    supplier: help.kitchen,
                    ..new
                },
            );
        }
    }

    fn nursing(&mut self, citizen: &Citizen, request: &Request, last: Day) {
        let mut draws = self.draws(Purpose::Side, &[citizen.serial, 2]);
        if !draws.chance(620) {
            return;
        }
        let from = request.from.plus(draws.between(0, 200));
        let n = draws.below(100);
        let supplier = self.place().supplier_of(Owner::Own, Trade::Nursing, n);
        self.add_grant(
            citizen,
            NewGrant {
                service: Service::Nursing,
                setting: Setting::OwnHome,
                applied: from.plus(-3),
                decided: from.plus(-1),
                from,
                to: last.min(from.plus(60 + draws.exponential(500))),
                end: EndReason::SameHelp,
                amount: quarters(draws.between(45, 390)),
                level: 0,
                supplier,
                course: None,
            },
        );
    }

    fn care_home(&mut self, citizen: &Citizen, from: Day) {
        let mut draws = self.draws(Purpose::CareHome, &[citizen.serial]);
        let n = draws.below(100);
        let supplier = self.place().supplier_of(Owner::Own, Trade::CareHome, n);
        let minutes = quarters(draws.between(780, 1500));
        let new = NewGrant {
            service: Service::PersonalCare,
            setting: Setting::CareHousing,
            applied: from.plus(-draws.between(20, 90)),
            decided: from.plus(-draws.between(5, 20)),
            from,
            to: citizen.left.0,
            end: citizen.left.1.into(),
            amount: minutes,
            level: 3,
            supplier,
            course: None,
        };
        self.add_grant(citizen, new);
        self.add_grant(
            citizen,
            NewGrant {
                service: Service::PracticalHelp,
                amount: 120,
                ..new
            },
        );
    }
}

/// Draws how help from `from` on ends.
fn outlook(citizen: &Citizen, from: Day, draws: &mut Draws) -> Outlook {
    let stop = from.plus(60 + draws.exponential(3200));
    let stop_end = if draws.chance(700) {
        EndReason::SelfReliant
    } else {
        EndReason::Declined
    };
    let care_home = from.plus(200 + draws.exponential(1200));
    let moves_into_care_home = draws.chance(300)
        && citizen.target == Target::Elderly
        && care_home < citizen.left.0
        && care_home < stop;
    let (last, end) = if moves_into_care_home {
        (care_home, EndReason::MoreHelp)
    } else if stop < citizen.left.0 {
        (stop, stop_end)
    } else {
        (citizen.left.0, citizen.left.1.into())
    };
    Outlook {
        last,
        end,
        moves_into_care_home,
    }
}

/// Who helps somebody at home, and with what.
struct Help {
    personal: u16,
    practical: u16,
    kitchen: u16,
    has_personal: bool,
    meals: Option<i32>,
}

fn level(minutes: i32) -> u8 {
    match minutes {
        ..180 => 1,
        180..600 => 2,
        _ => 3,
    }
}
