//! Goals: set, due, evaluated.

use chrono::NaiveDate;
use pejl_domain::care::{GoalResult, GoalSetBy, GoalType, Instrument};
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
        Check::OneOf(columns::INSTRUMENT, || {
            Instrument::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::Other(evaluated),
        Check::Other(aimed_at),
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

/// A score that is aimed at is of a scale: 0 to 4 of FSIII and FFB, 0 to 100 of WHO-5. Nobody aims at "not relevant".
fn aimed_at(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let scores = batch.int32(columns::TARGET_SCORE);
    let instruments = batch.text(columns::INSTRUMENT);
    for row in 0..batch.len() {
        let Some(score) = at(scores, row) else {
            continue;
        };
        let is_score = match instruments.get(row).parse::<Instrument>() {
            Ok(Instrument::Fsiii | Instrument::FfbLevel | Instrument::FfbNeed) => {
                (0..=4).contains(&score)
            }
            Ok(Instrument::Who5) => (0..=100).contains(&score),
            Err(_) => false,
        };
        if !is_score {
            faults.push(Fault::other(
                row,
                columns::TARGET_SCORE,
                "score.out_of_scale",
                "målet skal være et niveau på instrumentets skala: 0-4 i FSIII og FFB, 0-100 i WHO-5"
                    .to_owned(),
                "the target must be a score of its instrument: 0 to 4 of FSIII and FFB, 0 to 100 of WHO-5"
                    .to_owned(),
            ));
        }
    }
}
