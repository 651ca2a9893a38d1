//! FSIII before and after each rehabilitation course, one row for each area of functioning.

use pejl_domain::care::EndReason;

use crate::calendar::Day;
use crate::draw::Draws;
use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Course, CourseType, Model, Purpose};

use super::COURSE;

pub(crate) const ASSESSMENT: Dataset = Dataset {
    name: "assessment",
    columns: &[
        "cpr",
        "course_id",
        "instrument",
        "domain_code",
        "score",
        "date",
        "timing",
        "info_source",
        "registered_at",
    ],
    tables: &[TableSpec {
        by: &["date.year", "instrument", "domain_code", "timing", "score"],
        measures: &[],
    }],
    write,
};

/// Areas of functioning of FSIII home care: self-care, practical tasks, mobility, mental functions, life in society.
const DOMAINS: [&str; 5] = ["J1", "J2", "J3", "J4", "J5"];
/// Score of an area that does not matter to the citizen.
const NOT_RELEVANT: i32 = 9;
/// Areas that are not relevant, and courses that are never assessed at the end, per mille.
const NOT_RELEVANT_PER_MILLE: u32 = 70;
const NO_AFTER_PER_MILLE: u32 = 80;

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let last_day = model.window.last_day();
    for (position, course) in model.courses.iter().enumerate() {
        if course.course_type != CourseType::Rehabilitation || course.end < model.window.first_day()
        {
            continue;
        }
        let serial = model
            .person(course.person)
            .map_or(0, |person| person.serial);
        let mut draws = model.draws(Purpose::Assessment, &[serial, course.number]);
        let before = course.start.plus(draws.between(-5, 3));
        let after = course.end.plus(draws.between(-6, 2)).max(before.plus(1));
        let has_after = course.ended.is_effect() && !draws.chance(NO_AFTER_PER_MILLE);
        let registered = after.max(course.end).plus(draws.between(0, 4));
        for domain in DOMAINS {
            let (from, to) = scores(course, &mut draws);
            let first = Scored {
                domain,
                score: from,
                day: before,
                timing: "before",
                registered: before,
            };
            if before <= last_day {
                first.row(model, sink, position, course)?;
            }
            if has_after && registered <= last_day {
                let last = Scored {
                    score: to,
                    day: after,
                    timing: "after",
                    registered,
                    ..first
                };
                last.row(model, sink, position, course)?;
            }
        }
    }
    Ok(())
}

struct Scored {
    domain: &'static str,
    score: i32,
    day: Day,
    timing: &'static str,
    registered: Day,
}

impl Scored {
    fn row(
        &self,
        model: &Model,
        sink: &mut Sink<'_, '_>,
        position: usize,
        course: &Course,
    ) -> Result<(), SynthError> {
        sink.row(Some(self.day), |row| {
            if let Some(person) = model.person(course.person) {
                row.cpr(person.cpr);
            }
            row.id(COURSE, position)
                .text("FSIII")
                .text(self.domain)
                .number(self.score.into())
                .date(self.day)
                .text(self.timing)
                .text("staff")
                .date(self.registered);
        })
    }
}

/// Limitation before and after: the better a course ends, the more it falls.
fn scores(course: &Course, draws: &mut Draws) -> (i32, i32) {
    let before = draws.between(1, 4);
    let gain = match course.ended {
        EndReason::SelfReliant => draws.between(1, 2),
        EndReason::LessHelp => draws.between(0, 2),
        EndReason::MoreHelp => draws.between(-1, 0),
        _ => draws.between(-1, 1),
    };
    if draws.chance(NOT_RELEVANT_PER_MILLE) {
        return (NOT_RELEVANT, NOT_RELEVANT);
    }
    (before, (before - gain).clamp(0, 4))
}
