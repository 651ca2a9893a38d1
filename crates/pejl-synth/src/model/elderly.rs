//! Who applies for help at home.
//!
//! Four in nine get a rehabilitation course first, the others help at once. Every decision draws from its own stream,
//! so that the programme changes courses and what follows from them, and nothing else.

use pejl_domain::care::{EndReason, Sex};

use crate::calendar::Day;
use crate::service::Target;

use super::Purpose;
use super::build::{Builder, Citizen, Draft};
use super::life::leave;

/// New applicants a year for each 46,000 residents.
const APPLICANTS: u32 = 470;
/// Years drawn before the window.
const YEARS_BEFORE: i32 = 14;
/// Applicants who get a course first, per mille.
const COURSE_FIRST_PER_MILLE: u32 = 450;
/// Self-reliant citizens who come back, per mille.
const RETURN_PER_MILLE: u32 = 450;

/// What a citizen has when something ends.
pub(super) struct After {
    pub(super) day: Day,
    pub(super) minutes: i32,
    pub(super) end: EndReason,
}

/// Help at home about to begin.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) applied: Day,
    pub(super) decided: Day,
    pub(super) from: Day,
    pub(super) minutes: i32,
}

impl Builder {
    /// Draws everybody who applies for help at home.
    pub(crate) fn elderly(&mut self) {
        for (serial, applied) in self.arrivals(1, YEARS_BEFORE, APPLICANTS, 12) {
            self.applicant(serial, applied);
        }
    }

    fn applicant(&mut self, serial: u64, applied: Day) {
        let mut draws = self.draws(Purpose::Person, &[serial, 0]);
        let is_elderly = draws.chance(900);
        let age = if is_elderly {
            67 + draws.between(0, 9) + draws.between(0, 9) + draws.between(0, 12)
        } else {
            draws.between(40, 66)
        };
        let sex = if draws.chance(610) {
            Sex::Female
        } else {
            Sex::Male
        };
        let born = applied.plus(-(age * 1461 / 4) - draws.between(0, 363));
        let left = leave(&mut draws, applied, age);
        let Some(citizen) = self.admit(Draft {
            serial,
            target: if is_elderly {
                Target::Elderly
            } else {
                Target::Disability
            },
            born,
            sex,
            known_from: applied.plus(-draws.between(0, 20)),
            left,
        }) else {
            return;
        };
        let mut need = self.draws(Purpose::Need, &[serial]);
        let minutes = quarters(match need.weighted(&[520, 330, 150]) {
            0 => need.between(30, 180),
            1 => need.between(180, 600),
            _ => need.between(600, 1500),
        });
        let decided = applied.plus(need.between(3, 35));
        let request = Request {
            applied,
            decided,
            from: decided.plus(need.between(1, 14)),
            minutes,
        };
        if need.chance(150) {
            self.training(&citizen, &request);
        }
        if need.chance(COURSE_FIRST_PER_MILLE) {
            self.course_first(&citizen, request);
        } else {
            self.help_at_home(&citizen, request, 0);
        }
    }

    fn course_first(&mut self, citizen: &Citizen, request: Request) {
        let Some(after) = self.rehabilitation(citizen, request, 0) else {
            return;
        };
        if after.end != EndReason::SelfReliant {
            let next = Request {
                from: after.day.plus(1),
                minutes: after.minutes,
                ..request
            };
            self.help_at_home(citizen, next, 0);
            return;
        }
        let mut draws = self.draws(Purpose::Return, &[citizen.serial]);
        if draws.chance(RETURN_PER_MILLE) {
            let applied = after.day.plus(20 + draws.exponential(700));
            let decided = applied.plus(draws.between(3, 30));
            let again = Request {
                applied,
                decided,
                from: decided.plus(draws.between(1, 10)),
                minutes: quarters(request.minutes * 11 / 10),
            };
            self.help_at_home(citizen, again, 0);
        }
    }
}

/// Whole quarters of an hour, at least one.
pub(super) fn quarters(minutes: i32) -> i32 {
    ((minutes + 7) / 15).max(1) * 15
}
