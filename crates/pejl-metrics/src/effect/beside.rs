//! A municipality beside what a weighted mean of others was, where others have the figure.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_domain::Period;
use pejl_stats::synthetic_control::{BEFORE_LEAST, ControlError, OTHERS_LEAST, Placed, placed};

use super::Around;
use crate::observation::Observation;
use crate::text::{Reason, Text};

/// A municipality beside a weighted mean of others that was like it before.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// The periods, the earliest first.
    pub periods: Vec<Period>,
    /// Its own figures.
    pub own: Vec<f64>,
    /// The first period after the day, as a place in `periods`.
    pub first_after: usize,
    /// Codes of the others, in the order of the weights.
    pub others: Vec<String>,
    /// How many municipalities lack a figure of one of the periods.
    pub n_missing: usize,
    /// The weighted mean, its distance, and its rank among placebos.
    pub placed: Placed,
}

/// Sets a municipality beside others around a day, up to the last day on which something was done; `cells` are of all of them, in the same periods.
///
/// Only municipalities with a figure in every period that the own one has around the day are among the others.
///
/// # Errors
/// The reason why there is no such comparison: too few others have the figures, or there are too few of its own.
pub fn beside(
    own: &str,
    cells: &[Observation],
    (day, last): (NaiveDate, Option<NaiveDate>),
) -> Result<Beside, Reason> {
    let mut by_place: BTreeMap<&str, Vec<Observation>> = BTreeMap::new();
    for cell in cells {
        let of = by_place.entry(&cell.municipality).or_default();
        of.push(cell.clone());
    }
    for series in by_place.values_mut() {
        series.sort_by_key(|one| one.period);
    }
    let mut around = |series: Vec<Observation>| Around::of(&series, day, last);
    let of_own = by_place.remove(own).map(&mut around);
    let of_own = of_own.unwrap_or(Around {
        before: Vec::new(),
        after: Vec::new(),
        left_out: None,
        ended_by: [None, None],
    });
    let periods: Vec<Period> = of_own.points().map(|one| one.period).collect();
    let n = by_place.len();
    let others = by_place.into_iter().filter_map(|(code, series)| {
        let found = around(series);
        let values: BTreeMap<Period, f64> =
            found.points().map(|one| (one.period, one.value)).collect();
        let values: Option<Vec<f64>> = periods.iter().map(|one| values.get(one).copied()).collect();
        Some((code.to_owned(), values?))
    });
    let (others, series): (Vec<String>, Vec<Vec<f64>>) = others.unzip();
    let values: Vec<f64> = of_own.points().map(|one| one.value).collect();
    let first_after = of_own.before.len();
    match placed(&values, &series, first_after) {
        Ok(placed) => Ok(Beside {
            n_missing: n - others.len(),
            periods,
            own: values,
            first_after,
            others,
            placed,
        }),
        Err(error) => Err(reason(error)),
    }
}

fn reason(error: ControlError) -> Reason {
    match error {
        ControlError::TooFew { n } => Text {
            da: format!(
                "{n} andre kommuner har tallet i alle perioderne; mindst {OTHERS_LEAST} er nødvendige"
            ),
            en: format!(
                "{n} other municipalities have the figure in all of the periods; at least {OTHERS_LEAST} are needed"
            ),
        },
        ControlError::Points { before, after } => Text {
            da: format!(
                "sammenlignelige tal: {before} før og {after} efter; mindst {BEFORE_LEAST} før og 1 efter er nødvendige"
            ),
            en: format!(
                "comparable figures: {before} before and {after} after; at least {BEFORE_LEAST} before and 1 after are needed"
            ),
        },
        _ => Text {
            da: "tallene kan ikke sammenlignes med andres".to_owned(),
            en: "the numbers cannot be compared with those of others".to_owned(),
        },
    }
}
