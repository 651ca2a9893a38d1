//! Courses: time-limited, with a start, an end and a result.

use chrono::NaiveDate;
use pejl_domain::care::{CourseResult, EndReason};
use pejl_ingest::TextColumn;
use pejl_ingest::record::{Fault, RecordBatch, Values, at};
use pejl_lake::columns;

use super::{AHEAD_MAX, Subject, WEEK_HOURS};
use crate::check::Check;

/// Courses: time-limited, with a start, an end and a result.
pub(super) static COURSE: Subject = Subject {
    spec: &pejl_lake::COURSE,
    age_on: Some(columns::START),
    service_on: Some(columns::START),
    counts_overlaps: false,
    checks: &[
        Check::Ahead(columns::START, AHEAD_MAX),
        Check::Past(columns::END),
        Check::Day(columns::PLANNED_END),
        Check::Past(columns::REGISTERED_AT),
        Check::Order(columns::START, columns::END),
        Check::Order(columns::START, columns::PLANNED_END),
        Check::OneOf(columns::STATUS, || vec!["running", "ended"]),
        Check::OneOf(columns::END_REASON, || {
            EndReason::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::RESULT, || {
            CourseResult::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::Decimal(columns::HOURS_BEFORE, 0.0, 2.0 * WEEK_HOURS),
        Check::Decimal(columns::HOURS_AFTER, 0.0, 2.0 * WEEK_HOURS),
        Check::Other(ended),
    ],
};

/// A reason and a result are of a course that ended, and do not contradict each other. A reason that is a result gives
/// the result where the source has none.
fn ended(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let ends = batch.date(columns::END);
    let (reasons, given) = (batch.text(columns::END_REASON), batch.text(columns::RESULT));
    let mut results = TextColumn::new();
    for row in 0..batch.len() {
        let (reason, result) = (reasons.get(row), given.get(row));
        let of_reason = reason.parse::<EndReason>().ok().map(EndReason::result);
        let of_reason = of_reason.map(|it| it.map_or("", CourseResult::as_str));
        results.push(if result.is_empty() {
            of_reason.unwrap_or_default()
        } else {
            result
        });
        let named = if result.is_empty() {
            columns::END_REASON
        } else {
            columns::RESULT
        };
        if at(ends, row).is_none() && !(reason.is_empty() && result.is_empty()) {
            faults.push(Fault::other(
                row,
                named,
                "course.not_ended",
                "et forløb uden slutdato har hverken årsag eller resultat".to_owned(),
                "a course without an end has neither reason nor result".to_owned(),
            ));
        } else if !result.is_empty() && of_reason.is_some_and(|it| it != result) {
            faults.push(Fault::other(
                row,
                columns::RESULT,
                "course.result_contradicts",
                format!("resultatet passer ikke til afslutningsårsagen {reason}"),
                format!("the result does not fit the end reason {reason}"),
            ));
        }
    }
    batch.set(columns::RESULT, Values::Text(results));
}
