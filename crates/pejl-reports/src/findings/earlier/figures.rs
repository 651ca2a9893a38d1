//! Figures that were told then and are others now.

use std::collections::BTreeMap;
use std::sync::Arc;

use pejl_app::comments::is_same_value;
use pejl_app::gate::moved_by_few;
use pejl_app::readiness::Arrivals;
use pejl_app::rehabilitation::{COLUMNS, CoursesAnswer, Figure};
use pejl_app::{Catalogue, Observation};
use pejl_domain::{Cell, Period};

use super::{Asking, Moved};

/// What tells one figure from another: indicator, reading, period and price level.
pub(super) fn key(one: &Moved) -> (String, String, Period, String) {
    let of = &one.reading;
    let price = one.before.price_level.clone();
    (
        of.indicator.clone(),
        of.code.clone(),
        one.before.period,
        price,
    )
}

impl Asking<'_> {
    /// Whether the reader may not be told that a figure moved, as it did by few persons.
    pub(super) fn is_passed_over(
        &self,
        catalogue: &Catalogue,
        (before, now): (&Observation, &Observation),
    ) -> bool {
        let indicator = catalogue.find_indicator(&now.indicator);
        let least = indicator.map_or(0, |one| one.minimum_base);
        moved_by_few(self.viewer, least, (before, now))
    }

    /// What moved of the courses of rehabilitation, by period and column.
    ///
    /// Columns of the courses that ended are counts of the same persons: where one of them moved by few, what the others moved by
    /// would tell of them, and none is told.
    pub(super) fn moved_courses(
        &self,
        (then, now): (&CoursesAnswer, &CoursesAnswer),
        catalogue: &Catalogue,
        arrivals: &Arrivals,
    ) -> Vec<Moved> {
        let mut moved = Vec::new();
        for line in now.lines.iter().rev() {
            let earlier = then.lines.iter().find(|one| one.period == line.period);
            let Some(earlier) = earlier else { continue };
            let figures = earlier.figures.iter().zip(&line.figures);
            let pairs: Vec<Option<(Observation, Observation)>> =
                figures.map(|(before, now)| pair(before, now)).collect();
            let is_of_few = |pair: &Option<(Observation, Observation)>| {
                let both = pair.as_ref();
                both.is_some_and(|(before, now)| self.is_passed_over(catalogue, (before, now)))
            };
            let of_columns = COLUMNS.iter().zip(&pairs);
            let mut ended = of_columns.filter(|(column, _)| column.is_of_ended);
            let are_few_ended = ended.any(|(_, pair)| is_of_few(pair));
            for ((column, pair), reading) in COLUMNS.iter().zip(&pairs).zip(&now.readings) {
                let is_left_out = is_of_few(pair) || (column.is_of_ended && are_few_ended);
                let (Some((before, now)), Some(reading), false) = (pair, reading, is_left_out)
                else {
                    continue;
                };
                let of = changed(vec![before.clone()], std::slice::from_ref(now));
                moved.extend(of.into_iter().map(|(before, now)| Moved {
                    reading: Arc::clone(reading),
                    code: format!("{}.{}", reading.indicator, reading.code),
                    brought: arrivals.of(
                        (catalogue, reading),
                        (self.municipality.code, before.period),
                    ),
                    before,
                    now,
                }));
            }
        }
        moved
    }
}

/// Two cells of a table where both are of a reading.
fn pair(before: &Figure, now: &Figure) -> Option<(Observation, Observation)> {
    match (before, now) {
        (Figure::Told(before), Figure::Told(now)) => {
            Some((**before).clone()).zip(Some((**now).clone()))
        }
        _ => None,
    }
}

/// The figures that were told then and are others now, the newest period first.
pub(super) fn changed(
    then: Vec<Observation>,
    now: &[Observation],
) -> Vec<(Observation, Observation)> {
    let now: BTreeMap<Period, &Observation> = now.iter().map(|one| (one.period, one)).collect();
    let told = then.into_iter().rev().filter(|one| one.value.is_some());
    let changed = told.filter_map(|before| {
        let now = match now.get(&before.period) {
            Some(now) => (*now).clone(),
            None => gone(&before),
        };
        let is_same = is_same_value(before.value, now.value) && before.unit == now.unit;
        (!is_same && now.cell != Cell::Confidential).then_some((before, now))
    });
    changed.collect()
}

/// A figure of which nothing is known any more.
fn gone(before: &Observation) -> Observation {
    Observation {
        value: None,
        cell: Cell::Missing,
        ..before.clone()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::testing::line;

    fn figure(period: &str, value: Option<f64>) -> Observation {
        line("O3.1", period, value, None).newest.unwrap()
    }

    /// Period, figure then and figure now of what changed.
    fn told(
        then: &[(&str, Option<f64>)],
        now: &[(&str, Option<f64>)],
    ) -> Vec<(String, Option<f64>, Option<f64>)> {
        let of = |all: &[(&str, Option<f64>)]| -> Vec<Observation> {
            all.iter()
                .map(|(period, value)| figure(period, *value))
                .collect()
        };
        let found = changed(of(then), &of(now)).into_iter();
        let told = |(before, now): (Observation, Observation)| {
            (before.period.to_string(), before.value, now.value)
        };
        found.map(told).collect()
    }

    #[test]
    fn what_is_another_is_told_the_newest_first_and_what_is_new_is_not() {
        let then = [
            ("2017-Q3", Some(80.0)),
            ("2017-Q4", Some(70.0)),
            ("2018-Q1", Some(60.0)),
        ];
        let now = [
            ("2017-Q3", Some(81.0)),
            ("2017-Q4", Some(70.0)),
            ("2018-Q1", Some(61.5)),
            ("2018-Q2", Some(50.0)),
        ];
        let expected = [
            ("2018-Q1".to_owned(), Some(60.0), Some(61.5)),
            ("2017-Q3".to_owned(), Some(80.0), Some(81.0)),
        ];
        assert_eq!(told(&then, &now), expected);
    }

    #[test]
    fn what_is_or_was_withheld_is_not_told() {
        // Without a value a figure by hand is confidential.
        assert_eq!(told(&[("2018-Q1", Some(60.0))], &[("2018-Q1", None)]), []);
        assert_eq!(told(&[("2018-Q1", None)], &[("2018-Q1", Some(60.0))]), []);
    }

    #[test]
    fn what_is_no_more_is_told_as_missing() {
        let gone = told(&[("2018-Q1", Some(60.0))], &[]);
        assert_eq!(gone, [("2018-Q1".to_owned(), Some(60.0), None)]);
    }
}
