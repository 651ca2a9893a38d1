//! What became of the figures that an earlier report or release had.

use std::collections::{BTreeMap, BTreeSet};

use pejl_app::comments::is_same_value;
use pejl_app::gate::moved_by_few;
use pejl_app::pejlemaerker::{Board, Line};
use pejl_app::readiness::{Arrivals, Source};
use pejl_app::releases::{StoredRelease, find_earlier};
use pejl_app::reports::{StoredReport, find_earlier_report};
use pejl_app::trend::TrendAnswer;
use pejl_app::{AppError, AsKnown, Catalogue, Observation, Store};
use pejl_domain::{Cell, Period};

use super::asking::Asking;
use super::leads;

/// What was published before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// A revision under a name.
    Release(StoredRelease),
    /// A report of the municipality, and its month: it had no figures of later periods.
    Report(StoredReport, Period),
}

impl Publication {
    /// What a report of a municipality at a revision, or of a release, is held against: of what was published before that, what is of
    /// the newest revision; a report rather than a release of the same. It is the same for ever.
    pub(super) fn before(
        store: &Store,
        (municipality, revision): (&str, i64),
        of: Option<&StoredRelease>,
    ) -> Result<Option<Self>, AppError> {
        let release = find_earlier(store, revision, of)?.map(Self::Release);
        let report = find_earlier_report(store, municipality, revision)?;
        let report = report.and_then(|one| {
            let month = one.month.parse().ok()?;
            Some(Self::Report(one, month))
        });
        let found = release.into_iter().chain(report);
        Ok(found.max_by_key(Self::revision))
    }

    /// The revision that was published.
    pub fn revision(&self) -> i64 {
        match self {
            Self::Release(one) => one.revision,
            Self::Report(one, _) => one.revision,
        }
    }
}

/// The figures of an earlier report or release that are others now.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// What had them.
    pub of: Publication,
    /// The figures, in the order of the board, and of an indicator the newest period first.
    pub moved: Vec<Moved>,
}

/// A figure that was published before and is another now.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The line of the board that it stands on.
    pub line: Line,
    /// The figure as it was.
    pub before: Observation,
    /// The figure as it is; without a value where there is none any more.
    pub now: Observation,
    /// What imports brought since of what it is made of, with the revisions that did.
    pub brought: Vec<(Source, BTreeSet<i64>)>,
}

impl Moved {
    /// The versions of the definition then and now, where they are others.
    pub fn redefined(&self) -> Option<(i32, i32)> {
        let (then, now) = (self.before.definition_version, self.now.definition_version);
        (then != now).then_some((then, now))
    }
}

impl Asking<'_> {
    /// What became of the figures of the board's leading indicators that were published, each as the same reader sees it then and now.
    ///
    /// A figure that was withheld then was none, and one that is withheld now is not told as it was. One that moved by few persons is
    /// passed over for whoever may not be told of few.
    pub(super) fn earlier(
        &self,
        of: Publication,
        (board, series, catalogue): (&Board, &BTreeMap<String, TrendAnswer>, &Catalogue),
    ) -> Result<Earlier, AppError> {
        let month = match &of {
            Publication::Release(_) => self.month,
            Publication::Report(_, month) => self.month.min(*month),
        };
        let then = Asking {
            at: AsKnown::Revision(of.revision()),
            month,
            ..*self
        };
        let then = then.of_lines(leads(board), Asking::series)?;
        let arrivals = Arrivals::between(self.store, of.revision(), board.revision)?;
        let (mut moved, mut seen) = (Vec::new(), BTreeSet::new());
        for line in leads(board).filter(|line| seen.insert(&line.indicator)) {
            let series_in = |answers: &BTreeMap<String, TrendAnswer>| {
                let found = answers.get(&line.indicator);
                found.map(|one| one.series.clone()).unwrap_or_default()
            };
            let Some(reading) = line.reading.as_deref() else {
                continue;
            };
            let indicator = catalogue.find_indicator(&line.indicator);
            let least = indicator.map_or(0, |one| one.minimum_base);
            for (before, now) in changed(series_in(&then), &series_in(series)) {
                if moved_by_few(self.viewer, least, (&before, &now)) {
                    continue;
                }
                let place = (self.municipality.code, before.period);
                moved.push(Moved {
                    line: line.clone(),
                    brought: arrivals.of((catalogue, reading), place),
                    before,
                    now,
                });
            }
        }
        Ok(Earlier { of, moved })
    }
}

/// The figures that were told then and are others now, the newest period first.
fn changed(then: Vec<Observation>, now: &[Observation]) -> Vec<(Observation, Observation)> {
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
