//! Courses; an end is in the record from the day it was registered.

use crate::error::SynthError;
use crate::files::canonical::{Dataset, Row, Sink, TableSpec};
use crate::model::{Course, Model, Purpose};

use super::{COURSE, UNIT};

pub(crate) const COURSES: Dataset = Dataset {
    name: "course",
    columns: &[
        "course_id",
        "cpr",
        "course_type",
        "law_basis",
        "service_code",
        "unit_id",
        "start",
        "planned_end",
        "end",
        "end_reason",
        "result",
        "hours_before",
        "hours_after",
        "registered_at",
    ],
    tables: &[TableSpec {
        by: &["start.month", "course_type", "end_reason"],
        measures: &["days", "hours_before", "hours_after"],
    }],
    write,
};

/// Courses ended with a result whose hours afterwards nobody wrote down, per mille.
const UNMEASURED_PER_MILLE: u32 = 60;

fn write(model: &Model, _: Option<i32>, sink: &mut Sink<'_, '_>) -> Result<(), SynthError> {
    for (position, course) in model.courses.iter().enumerate() {
        if course.start <= model.window.last_day() && course.end >= model.window.first_day() {
            sink.row(Some(course.start), |row| {
                fields(row, model, position, course)
            })?;
        }
    }
    Ok(())
}

fn fields(row: &mut Row<'_>, model: &Model, position: usize, course: &Course) {
    let service = course.course_type.service();
    let legal = service.legal(course.target, course.start);
    let has_hours = !service.is_under_elderly_act(course.target, course.start);
    let is_known = course.registered <= model.window.last_day();
    let is_measured = !model
        .draws(
            Purpose::Record,
            &[course.start.key(), position_key(position)],
        )
        .chance(UNMEASURED_PER_MILLE);
    let after = course
        .minutes_after
        .filter(|_| is_known && has_hours && is_measured);
    row.id(COURSE, position);
    if let Some(person) = model.person(course.person) {
        row.cpr(person.cpr);
    }
    row.text(course.course_type.as_str())
        .text(legal.code)
        .text(legal.code)
        .id(UNIT, course.supplier.into())
        .date(course.start)
        .date(course.planned_end)
        .maybe(is_known.then_some(course.end), |row, end| {
            row.date(end);
        })
        .text(if is_known { course.ended.as_str() } else { "" })
        .text(
            course
                .ended
                .result()
                .filter(|_| is_known)
                .map_or("", |result| result.as_str()),
        )
        .maybe(
            has_hours.then_some(course.minutes_before),
            |row, minutes| {
                row.hours(minutes);
            },
        )
        .maybe(after, |row, minutes| {
            row.hours(minutes);
        })
        .maybe(is_known.then_some(course.registered), |row, registered| {
            row.date(registered);
        });
}

fn position_key(position: usize) -> u64 {
    u64::try_from(position).unwrap_or_default()
}
