//! Assessments: scores in domains of an instrument.

use chrono::NaiveDate;
use pejl_domain::care::{Instrument, Timing};
use pejl_ingest::record::{Fault, RecordBatch, at};
use pejl_lake::columns;

use super::Subject;
use crate::check::Check;

/// Assessments: scores in domains of an instrument.
pub(super) static ASSESSMENT: Subject = Subject {
    spec: &pejl_lake::ASSESSMENT,
    age_on: None,
    service_on: None,
    counts_overlaps: false,
    checks: &[
        Check::Past(columns::DATE),
        Check::Past(columns::REGISTERED_AT),
        Check::OneOf(columns::INSTRUMENT, || {
            Instrument::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::TIMING, || {
            Timing::ALL.iter().map(|it| it.as_str()).collect()
        }),
        Check::OneOf(columns::INFO_SOURCE, || {
            vec!["citizen", "relative", "staff"]
        }),
        Check::Other(scores),
    ],
};

/// FSIII: 0 to 4, or 9 for not relevant. FFB: 0 to 4, or nothing for not assessed. WHO-5: 0 to 100.
fn scores(batch: &mut RecordBatch, _: NaiveDate, faults: &mut Vec<Fault>) {
    let scores = batch.int32(columns::SCORE);
    let instruments = batch.text(columns::INSTRUMENT);
    for row in 0..batch.len() {
        let Ok(instrument) = instruments.get(row).parse::<Instrument>() else {
            continue;
        };
        let (is_score, da, en) = match (instrument, at(scores, row)) {
            (Instrument::Fsiii, score) => (
                matches!(score, Some(0..=4 | 9)),
                "FSIII har 0-4 eller 9 (ikke relevant)",
                "FSIII has 0 to 4, or 9 (not relevant)",
            ),
            (Instrument::FfbLevel | Instrument::FfbNeed, score) => (
                matches!(score, None | Some(0..=4)),
                "FFB har 0-4 eller ingen værdi (ikke vurderet)",
                "FFB has 0 to 4, or no value (not assessed)",
            ),
            (Instrument::Who5, score) => (
                matches!(score, Some(0..=100)),
                "WHO-5 har 0-100",
                "WHO-5 has 0 to 100",
            ),
        };
        if !is_score {
            let (da, en) = (da.to_owned(), en.to_owned());
            faults.push(Fault::other(
                row,
                columns::SCORE,
                "score.out_of_scale",
                da,
                en,
            ));
        }
    }
}
