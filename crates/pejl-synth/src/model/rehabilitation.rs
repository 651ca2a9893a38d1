//! Courses: rehabilitation, which the programme changes, and training, which it does not touch.

use pejl_domain::care::{EndReason, Setting};

use crate::effects::PROGRAMME;
use crate::place::{Owner, Trade};
use crate::service::{Service, Target, elderly_act};

use super::build::{Builder, Citizen, NewGrant};
use super::elderly::{After, Request, quarters};
use super::{Course, CourseType, Purpose};

impl Builder {
    /// A rehabilitation course; `None` when the citizen is gone before it starts or at its end.
    pub(super) fn rehabilitation(
        &mut self,
        citizen: &Citizen,
        request: Request,
        number: u64,
    ) -> Option<After> {
        let start = request.from;
        if start >= citizen.left.0 {
            return None;
        }
        let programme = self
            .effects()
            .programme
            .filter(|programme| start >= programme.from.first_day());
        let (planned, results) = match programme {
            Some(programme) => (
                programme.planned_days_after,
                programme.results_per_mille_after,
            ),
            None => (
                PROGRAMME.planned_days_before,
                PROGRAMME.results_per_mille_before,
            ),
        };
        let mut draws = self.draws(Purpose::Course, &[citizen.serial, number]);
        let length = draws.spread(planned).max(7);
        let full_end = start.plus(length);
        let is_broken_off = draws.chance(70);
        let broken_off = if draws.chance(570) {
            EndReason::Declined
        } else {
            EndReason::Hospital
        };
        let mut result = self.draws(Purpose::Result, &[citizen.serial, number]);
        let position = result.weighted(&results.weights());
        let (end, ended) = if full_end >= citizen.left.0 {
            (citizen.left.0, EndReason::from(citizen.left.1))
        } else if is_broken_off {
            (start.plus(length / 2), broken_off)
        } else {
            let ended = [
                EndReason::SelfReliant,
                EndReason::LessHelp,
                EndReason::SameHelp,
                EndReason::MoreHelp,
            ];
            (
                full_end,
                ended.get(position).copied().unwrap_or(EndReason::SameHelp),
            )
        };
        let share = result.between(350, 650);
        let minutes = match ended {
            EndReason::SelfReliant => 0,
            EndReason::LessHelp => quarters(request.minutes * share / 1000),
            EndReason::MoreHelp => quarters(request.minutes * 5 / 4),
            _ => request.minutes,
        };
        let registered = end.plus(if draws.chance(800) {
            draws.between(0, 10)
        } else {
            draws.between(11, 75)
        });
        let supplier =
            self.place()
                .supplier_of(Owner::Own, Trade::HomeHelp, u32::from(citizen.district) - 1);
        let course = self.add_course(Course {
            person: citizen.position,
            course_type: CourseType::Rehabilitation,
            target: citizen.target,
            supplier,
            start,
            planned_end: start.plus(planned),
            end,
            ended,
            minutes_before: request.minutes,
            minutes_after: ended.is_effect().then_some(minutes),
            registered,
            number,
        });
        self.add_grant(
            citizen,
            NewGrant {
                service: Service::Rehabilitation,
                setting: Setting::OwnHome,
                applied: request.applied,
                decided: request.decided,
                from: start,
                to: end,
                end: ended,
                amount: quarters(150 + request.minutes / 3),
                level: 0,
                supplier,
                course: Some(course),
            },
        );
        (end < citizen.left.0).then_some(After {
            day: end,
            minutes,
            end: ended,
        })
    }

    /// A course of training under § 86, which the programme does not touch.
    pub(super) fn training(&mut self, citizen: &Citizen, request: &Request) {
        let mut draws = self.draws(Purpose::Side, &[citizen.serial, 1]);
        let start = request.from.plus(draws.between(0, 30));
        // Under the Elderly Act training is part of the rehabilitation course.
        let is_over = citizen.target == Target::Elderly && start >= elderly_act();
        if start >= citizen.left.0 || is_over {
            return;
        }
        let planned = 70;
        let full_end = start.plus(draws.spread(planned).max(7));
        let (end, ended) = if full_end >= citizen.left.0 {
            (citizen.left.0, EndReason::from(citizen.left.1))
        } else {
            let ends = [
                (EndReason::LessHelp, 300),
                (EndReason::SameHelp, 520),
                (EndReason::Declined, 180),
            ];
            (full_end, draws.choose(&ends).unwrap_or(EndReason::SameHelp))
        };
        let after = if ended == EndReason::LessHelp {
            request.minutes * 3 / 4
        } else {
            request.minutes
        };
        let supplier = self.place().supplier_of(Owner::Own, Trade::Training, 0);
        let course = self.add_course(Course {
            person: citizen.position,
            course_type: CourseType::Training,
            target: citizen.target,
            supplier,
            start,
            planned_end: start.plus(planned),
            end,
            ended,
            minutes_before: request.minutes,
            minutes_after: ended.is_effect().then_some(quarters(after)),
            registered: end.plus(draws.between(0, 12)),
            number: 90,
        });
        self.add_grant(
            citizen,
            NewGrant {
                service: Service::Training,
                setting: Setting::OwnHome,
                applied: request.applied,
                decided: request.decided,
                from: start,
                to: end,
                end: ended,
                amount: 90,
                level: 0,
                supplier,
                course: Some(course),
            },
        );
    }
}
