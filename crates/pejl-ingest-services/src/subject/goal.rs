//! Goals: set, due, evaluated.

use chrono::NaiveDate;
use pejl_domain::care::{GoalResult, GoalSetBy, GoalType};
use pejl_ingest::record::{Fault, RecordBatch, at};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Goals: set, due, evaluated.
pub(super) static GOAL: Subject = Subject {
    spec: &pejl_lake::GOAL,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::SET_DATE),
        Check::Day(columns::DUE_DATE),
        Check::Past(columns::EVALUATED_DATE),
        Check::Order(columns::SET_DATE, columns::DUE_DATE),
        Check::Order(columns::SET_DATE, columns::EVALUATED_DATE),
        Check::OneOf(columns::SET_BY, || {
            GoalSetBy::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::GOAL_TYPE, || {
            GoalType::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::RESULT, || {
            GoalResult::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::Other(evaluated),
    ],
};

/// A result is of an evaluation, which has a day.
fn evaluated(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let days = batch.date(columns::EVALUATED_DATE);
    let results = batch.text(columns::RESULT).iter().enumerate();
    let undated = results.filter(|(row, result)| !result.is_empty() && at(days, *row).is_none());
    faults.extend(undated.map(|(row, _)| {
        Fault::other(
            row,
            columns::RESULT,
            "goal.not_evaluated",
            "et mål uden evalueringsdato har intet resultat".to_owned(),
            "a goal without a day of evaluation has no result".to_owned(),
        )
    }));
}
