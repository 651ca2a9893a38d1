//! What became of the figures that an earlier report or release had.

mod amounts;
mod figures;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pejl_app::catalogue::head;
use pejl_app::frame::FrameAnswer;
use pejl_app::pejlemaerker::{Board, Line};
use pejl_app::readiness::{Arrivals, Source};
use pejl_app::rehabilitation::CoursesAnswer;
use pejl_app::releases::{StoredRelease, find_earlier};
use pejl_app::reports::{Standing, StoredReport, find_earlier_report, find_published_report};
use pejl_app::trend::TrendAnswer;
use pejl_app::{AppError, AsKnown, Catalogue, Observation, Reading, Store, day_of};
use pejl_domain::{Grain, Period};

use super::asking::Asking;
use super::leads;

pub use amounts::{Amount, MovedAmount};

/// What was published before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Publication {
    /// A revision under a name.
    Release(StoredRelease),
    /// A report of the municipality, its month, and what it was kept for: it had no figures of later periods.
    Report(StoredReport, Period, Standing),
}

impl Publication {
    /// What a report of a month at a revision, or of a release, is held against: of what was published before that, as a release or
    /// by a schedule, what has most of the month's figures, of these what is of the newest revision; a report rather than a release
    /// of the same. Only where nothing was is it a report that somebody kept, as whoever keeps one to look at it publishes nothing.
    /// It is the same for ever.
    pub(super) fn before(
        store: &Store,
        (municipality, month): (&str, Period),
        revision: i64,
        of: Option<&StoredRelease>,
    ) -> Result<Option<Self>, AppError> {
        let place = (municipality, month);
        let release = find_earlier(store, revision, of)?.map(Self::Release);
        let report = find_published_report(store, place, revision)?;
        let report = report.and_then(|(one, standing)| Self::report(one, standing));
        let mut newest: Option<((Period, i64), Self)> = None;
        for one in release.into_iter().chain(report) {
            let reach = one.reach(store)?.map_or(month, |reach| reach.min(month));
            let rank = (reach, one.revision());
            // The report comes last, and is taken of two alike.
            if newest.as_ref().is_none_or(|(of, _)| rank >= *of) {
                newest = Some((rank, one));
            }
        }
        if let Some((_, one)) = newest {
            return Ok(Some(one));
        }
        let kept = find_earlier_report(store, place, revision)?;
        Ok(kept.and_then(|one| Self::report(one, Standing::Kept)))
    }

    fn report(one: StoredReport, standing: Standing) -> Option<Self> {
        let month = one.month.parse().ok()?;
        Some(Self::Report(one, month, standing))
    }

    /// The revision that was published.
    pub fn revision(&self) -> i64 {
        match self {
            Self::Release(one) => one.revision,
            Self::Report(one, ..) => one.revision,
        }
    }

    /// The last month that it can have figures of: of a release the one in which its revision was made.
    fn reach(&self, store: &Store) -> Result<Option<Period>, AppError> {
        let Self::Release(one) = self else {
            return Ok(self.month());
        };
        let made = head(store, AsKnown::Revision(one.revision))?.committed_at;
        Ok(made.and_then(|at| Period::containing(Grain::Month, day_of(at))))
    }

    /// The month of a report.
    fn month(&self) -> Option<Period> {
        match self {
            Self::Release(_) => None,
            Self::Report(_, month, _) => Some(*month),
        }
    }
}

/// The figures of an earlier report or release that are others now.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// What had them.
    pub of: Publication,
    /// The figures: those of the board in its order, of an indicator the newest period first, then those of rehabilitation.
    pub moved: Vec<Moved>,
    /// The amounts of the economic frame, the total first.
    pub amounts: Vec<MovedAmount>,
}

/// A figure that was published before and is another now.
#[derive(Debug, Clone)]
pub struct Moved {
    /// The reading that it is a figure of.
    pub reading: Arc<Reading>,
    /// How the report names it: the code of an indicator of the board, or of a reading.
    pub code: String,
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

/// What a report tells now.
pub(super) struct Told<'a> {
    pub(super) board: &'a Board,
    pub(super) series: &'a BTreeMap<String, TrendAnswer>,
    pub(super) frame: Option<&'a FrameAnswer>,
    pub(super) courses: Option<&'a CoursesAnswer>,
    pub(super) catalogue: &'a Catalogue,
}

impl Asking<'_> {
    /// What became of the figures that were published, each as the same reader sees it then and now: those of every line of the
    /// board, the series of its leading indicators, the courses of rehabilitation and the economic frame.
    ///
    /// A figure that was withheld then was none, and one that is withheld now is not told as it was. One that moved by few persons is
    /// passed over for whoever may not be told of few.
    pub(super) fn earlier(&self, of: Publication, now: &Told<'_>) -> Result<Earlier, AppError> {
        let month = of.month().map_or(self.month, |one| self.month.min(one));
        let then = Asking {
            at: AsKnown::Revision(of.revision()),
            month,
            ..*self
        };
        let arrivals = Arrivals::between(self.store, of.revision(), now.board.revision)?;
        let mut moved = self.moved_on_board(&then, now, &arrivals)?;
        // What was asked as of another month is asked again as of that.
        let again = Asking { month, ..*self };
        let is_same = month == self.month;
        let (frame, courses) = match is_same {
            true => (now.frame.cloned(), now.courses.cloned()),
            false => (again.frame()?, again.courses()?),
        };
        if let (Some(before), Some(after)) = (then.courses()?, courses) {
            let known: BTreeSet<_> = moved.iter().map(figures::key).collect();
            let of_courses = self.moved_courses((&before, &after), now.catalogue, &arrivals);
            let new = |one: &Moved| !known.contains(&figures::key(one));
            moved.extend(of_courses.into_iter().filter(new));
        }
        let amounts = match (then.frame()?, frame) {
            (Some(before), Some(after)) => {
                amounts::moved((&before, &after), self.municipality.code, &arrivals)
            }
            _ => Vec::new(),
        };
        Ok(Earlier { of, moved, amounts })
    }

    /// What moved of the lines of the board: the two figures of each that the earlier report showed, and the series of those that
    /// show a pejlemærke.
    fn moved_on_board(
        &self,
        then: &Asking<'_>,
        now: &Told<'_>,
        arrivals: &Arrivals,
    ) -> Result<Vec<Moved>, AppError> {
        let board = then.board()?;
        let like_now = |then: &Asking<'_>, line: &Line| {
            then.series_like(line, now.series.get(&line.indicator))
        };
        let series = then.of_lines(leads(now.board), like_now)?;
        let (mut moved, mut seen) = (Vec::new(), BTreeSet::new());
        for line in &now.board.lines {
            let Some(reading) = line.reading.as_ref() else {
                continue;
            };
            if !seen.insert(&line.indicator) {
                continue;
            }
            let of_line = |of: &&Line| of.indicator == line.indicator;
            let shown = board.lines.iter().find(of_line);
            let shown = shown.map(|one| self.shown(one, line)).transpose()?;
            let series_in = |answers: &BTreeMap<String, TrendAnswer>| {
                let found = answers.get(&line.indicator);
                found.map(|one| one.series.clone()).unwrap_or_default()
            };
            let pairs = figures::changed(series_in(&series), &series_in(now.series));
            let pairs = shown.into_iter().flatten().chain(pairs);
            let mut of_indicator: Vec<Moved> = Vec::new();
            let mut periods = BTreeSet::new();
            for (before, now_is) in pairs {
                let period = (before.period, before.price_level.clone());
                if self.is_passed_over(now.catalogue, (&before, &now_is)) || !periods.insert(period)
                {
                    continue;
                }
                let place = (self.municipality.code, before.period);
                of_indicator.push(Moved {
                    reading: Arc::clone(reading),
                    code: line.indicator.clone(),
                    brought: arrivals.of((now.catalogue, reading), place),
                    before,
                    now: now_is,
                });
            }
            of_indicator.sort_by_key(|one| std::cmp::Reverse(one.before.period.end()));
            moved.extend(of_indicator);
        }
        Ok(moved)
    }

    /// The two figures that a line of the board showed, where they are others now; the newest first.
    fn shown(&self, then: &Line, now: &Line) -> Result<Vec<(Observation, Observation)>, AppError> {
        let mut pairs = Vec::new();
        let told = then.newest.iter().chain(&then.year_before);
        for before in told.filter(|one| one.value.is_some()) {
            let here = now.recent.iter().find(|one| one.period == before.period);
            let here = match here {
                Some(one) => Some(one.clone()),
                // Newer figures have taken its place among the recent ones.
                None => self.figure(now, before.period)?,
            };
            pairs.extend(figures::changed(
                vec![before.clone()],
                &Vec::from_iter(here),
            ));
        }
        Ok(pairs)
    }
}
