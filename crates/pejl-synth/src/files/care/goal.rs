//! Goals of rehabilitation courses: whose they are, when they are due, and what came of them.

use pejl_domain::care::EndReason;

use crate::error::SynthError;
use crate::files::canonical::{Dataset, Sink, TableSpec};
use crate::model::{Course, CourseType, Model, Purpose};

use super::{COURSE, GOAL};

pub(crate) const GOALS: Dataset = Dataset {
    name: "goal",
    columns: &[
        "goal_id",
        "course_id",
        "cpr",
        "set_by",
        "goal_type",
        "set_date",
        "due_date",
        "evaluated_date",
        "result",
    ],
    tables: &[TableSpec {
        by: &["set_date.year", "set_by", "goal_type", "result"],
        measures: &[],
    }],
    write,
};

/// Goals of finished courses that nobody evaluates, per mille.
const NOT_EVALUATED_PER_MILLE: u32 = 140;

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    let last_day = model.window.last_day();
    let mut number = 0;
    for (position, course) in model.courses.iter().enumerate() {
        if course.course_type != CourseType::Rehabilitation || course.end < model.window.first_day()
        {
            continue;
        }
        let serial = model
            .person(course.person)
            .map_or(0, |person| person.serial);
        let mut draws = model.draws(Purpose::Goal, &[serial, course.number]);
        for _ in 0..draws.between(1, 3) {
            let owners = [
                ("citizen", 420),
                ("both", 360),
                ("professional", 200),
                ("unknown", 20),
            ];
            let types = [("develop", 700), ("maintain", 250), ("limit_loss", 50)];
            let set_by = draws.choose(&owners).unwrap_or("unknown");
            let goal_type = draws.choose(&types).unwrap_or("maintain");
            let set = course.start.plus(draws.between(0, 25)).min(course.end);
            let evaluated = course.end.plus(draws.between(0, 10));
            let is_evaluated = course.ended.is_effect() && !draws.chance(NOT_EVALUATED_PER_MILLE);
            let result = draws.choose(&results(course)).unwrap_or("partly");
            number += 1;
            if set > last_day {
                continue;
            }
            let known = is_evaluated && evaluated <= last_day;
            sink.row(Some(set), |row| {
                row.id(GOAL, number).id(COURSE, position);
                if let Some(person) = model.person(course.person) {
                    row.cpr(person.cpr);
                }
                row.text(set_by)
                    .text(goal_type)
                    .date(set)
                    .date(course.planned_end)
                    .maybe(known.then_some(evaluated), |row, day| {
                        row.date(day);
                    })
                    .text(if known { result } else { "" });
            })?;
        }
    }
    Ok(())
}

const fn results(course: &Course) -> [(&'static str, u32); 3] {
    match course.ended {
        EndReason::SelfReliant => [("met", 750), ("partly", 200), ("not_met", 50)],
        EndReason::LessHelp => [("met", 500), ("partly", 350), ("not_met", 150)],
        _ => [("met", 200), ("partly", 350), ("not_met", 450)],
    }
}
