//! What is told of a group that was followed: how many have not had the event by each day, and what else ended it.
//!
//! Two estimates stand side by side. `survival` is Kaplan and Meier's share without the event, in which whoever died, moved
//! away or ended otherwise is censored: a world without these. `incidence` is Aalen and Johansen's share that each cause has
//! ended, in the world there is; with `event_free`, the share that nothing has ended, the incidences are 1.

mod coarse;
mod notes;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use pejl_stats::survival::{
    Curve, Ended, Followed as Time, IncidenceStep, LogRankOfMany, Z_95, cumulative_incidence,
    kaplan_meier, log_rank_of_many,
};

use crate::records::followed::{Cause, Followed};

pub use coarse::{DAYS_TOLD, told};
pub use notes::notes;
pub use pejl_stats::survival::SurvivalError;

/// Days on which the numbers at risk are told beside the curve.
pub const DAYS_AT_RISK: [u32; 5] = [0, 30, 90, 180, 365];
/// Days up to which the mean counts, unless asked otherwise.
pub const HORIZON: u32 = 365;
/// Most days that a mean may be asked up to: ten years.
pub const HORIZON_MAX: u32 = 3650;

/// Those of one member who are followed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cohort {
    /// The member of the dimension that groups are told apart by; none where there is none.
    pub member: Option<String>,
    /// Who is followed.
    pub rows: Vec<Followed>,
    /// Who is not, having help on the day after the end.
    pub with_help: Vec<Followed>,
}

impl Cohort {
    /// How many persons are followed.
    pub fn n_persons(&self) -> usize {
        n_persons(&self.rows)
    }

    /// How many persons are not followed.
    pub fn n_persons_with_help(&self) -> usize {
        n_persons(&self.with_help)
    }
}

fn n_persons<'a>(rows: impl IntoIterator<Item = &'a Followed>) -> usize {
    let persons: BTreeSet<usize> = rows.into_iter().map(|one| one.person).collect();
    persons.len()
}

/// The groups of what is followed, by their members; one without a row where groups are not told apart and nothing is followed.
pub fn cohorts(rows: Vec<Followed>, is_split: bool) -> Vec<Cohort> {
    let mut found: BTreeMap<Option<String>, Cohort> = BTreeMap::new();
    if !is_split {
        found.insert(None, Cohort::default());
    }
    for one in rows {
        let cohort = found.entry(one.member.clone()).or_default();
        cohort.member.clone_from(&one.member);
        match one.has_help {
            true => cohort.with_help.push(one),
            false => cohort.rows.push(one),
        }
    }
    found.into_values().collect()
}

/// A share with its interval of 95 %, which lacks at 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share.
    pub value: f64,
    /// Where its interval begins and ends.
    pub interval_95: Option<(f64, f64)>,
}

/// The curve on one day.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Days from the first.
    pub day: u32,
    /// Followed just before it; where days are put together without half of those followed no longer since the day told before.
    pub at_risk: usize,
    /// How many had the event on it, or since the day told before.
    pub events: usize,
    /// How many each other cause ended then; none where these are not told apart.
    pub others: Option<[usize; 3]>,
    /// How many were followed no longer then, the other causes among them where these are not told apart.
    pub censored: usize,
    /// The share without the event, other causes censored.
    pub survival: Share,
    /// The share that each cause has ended, in the order of [`Cause::ALL`], and the share that nothing has; none where causes
    /// are not told apart.
    pub incidence: Option<([Share; 4], f64)>,
}

/// The mean up to a limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// The limit, days.
    pub horizon: u32,
    /// The mean without the event, days.
    pub days: f64,
    /// Its interval of 95 %, by its standard error, within 0 and the limit.
    pub interval_95: (f64, f64),
}

/// What is told of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Courses or conclusions followed.
    pub n: usize,
    /// Persons behind them; none where days are put together, as the difference is how many came more than once.
    pub n_persons: Option<usize>,
    /// Courses not followed.
    pub n_with_help: usize,
    /// Events.
    pub events: usize,
    /// What else ended them; none where causes are not told apart.
    pub others: Option<[usize; 3]>,
    /// The first day on which at most half are without the event; none where more than half are left.
    pub median: Option<u32>,
    /// The mean up to the horizon; none where nobody was followed so long, and where days are put together.
    pub mean: Option<Mean>,
    /// How many are at risk, and the share without the event, on the days of [`DAYS_AT_RISK`] that are known.
    pub at_risk: Vec<(u32, usize, Share)>,
    /// The curve, ascending.
    pub steps: Vec<Step>,
    /// Whether days are put together, so that no step tells of few.
    pub is_coarse: bool,
}

/// Returns what is told of a group to whoever may know all of it; none of nobody.
///
/// # Errors
/// Days are too many for the statistics; none that a calendar has are.
pub fn figures(cohort: &Cohort, horizon: u32) -> Result<Option<Figures>, SurvivalError> {
    let rows: Vec<(u32, Option<Cause>)> = cohort
        .rows
        .iter()
        .map(|one| (one.days, one.cause))
        .collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let curve = kaplan_meier(&times(&rows))?;
    let steps = steps(&curve, Some(&Causes::of(&rows)?));
    let limit = f64::from(horizon);
    let mean = curve.restricted_mean(limit).ok();
    Ok(Some(Figures {
        n: cohort.rows.len(),
        n_persons: Some(cohort.n_persons()),
        n_with_help: cohort.with_help.len(),
        events: count(&rows, Cause::Event),
        others: Some(others_of(|cause| count(&rows, cause))),
        median: curve.median().and_then(day),
        mean: mean.map(|mean| Mean {
            horizon,
            days: mean.mean,
            interval_95: (
                (mean.mean - Z_95 * mean.error).max(0.0),
                (mean.mean + Z_95 * mean.error).min(limit),
            ),
        }),
        at_risk: at_risk(&curve, &DAYS_AT_RISK),
        steps,
        is_coarse: false,
    }))
}

/// Returns the log-rank test of whether the groups have the event equally soon, other causes censored.
///
/// # Errors
/// There are fewer than two groups, too many, or groups that are never at risk together.
pub fn log_rank(cohorts: &[&Cohort]) -> Result<LogRankOfMany, SurvivalError> {
    let groups: Vec<Vec<Time>> = cohorts
        .iter()
        .map(|cohort| {
            let rows = cohort.rows.iter().map(|one| (one.days, one.cause));
            times(&rows.collect::<Vec<_>>())
        })
        .collect();
    let groups: Vec<&[Time]> = groups.iter().map(Vec::as_slice).collect();
    log_rank_of_many(&groups)
}

fn times(rows: &[(u32, Option<Cause>)]) -> Vec<Time> {
    let time = |(days, cause): &(u32, Option<Cause>)| Time {
        time: f64::from(*days),
        is_event: *cause == Some(Cause::Event),
    };
    rows.iter().map(time).collect()
}

fn ends(rows: &[(u32, Option<Cause>)]) -> Vec<Ended> {
    let number = |cause: Cause| Cause::ALL.iter().position(|one| *one == cause);
    let end = |(days, cause): &(u32, Option<Cause>)| Ended {
        time: f64::from(*days),
        cause: cause.and_then(number),
    };
    rows.iter().map(end).collect()
}

fn count(rows: &[(u32, Option<Cause>)], cause: Cause) -> usize {
    rows.iter().filter(|(_, of)| *of == Some(cause)).count()
}

/// A number of each cause that is not the event.
fn others_of<T>(of: impl Fn(Cause) -> T) -> [T; 3] {
    [Cause::Death, Cause::Moved, Cause::Other].map(of)
}

/// A time as days; none where it is no whole number of them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made of a u32, and held against it"
)]
fn day(time: f64) -> Option<u32> {
    let day = time as u32;
    (f64::from(day) == time).then_some(day)
}

/// The causes told apart: the incidence of each, and the share that nothing has ended.
struct Causes {
    incidences: Vec<Vec<IncidenceStep>>,
    event_free: Curve,
}

impl Causes {
    fn of(rows: &[(u32, Option<Cause>)]) -> Result<Self, SurvivalError> {
        let of_any = |(days, cause): &(u32, Option<Cause>)| Time {
            time: f64::from(*days),
            is_event: cause.is_some(),
        };
        Ok(Self {
            incidences: cumulative_incidence(&ends(rows), Cause::ALL.len())?,
            event_free: kaplan_meier(&rows.iter().map(of_any).collect::<Vec<_>>())?,
        })
    }
}

/// The steps of a curve, with the incidences of causes where these are told apart and have a step at the same time.
fn steps(curve: &Curve, causes: Option<&Causes>) -> Vec<Step> {
    let step = |one: &pejl_stats::survival::Step| {
        let at = causes.map(|causes| {
            let of_cause = causes.incidences.iter().map(|steps| {
                let no = steps.binary_search_by(|at| at.time.total_cmp(&one.time));
                no.ok().and_then(|no| steps.get(no))
            });
            of_cause.collect::<Option<Vec<_>>>()
        });
        let free = causes.and_then(|causes| {
            let steps = causes.event_free.steps();
            let no = steps.binary_search_by(|at| at.time.total_cmp(&one.time));
            steps.get(no.ok()?)
        });
        let at = at
            .flatten()
            .and_then(|at| <[&IncidenceStep; 4]>::try_from(at).ok());
        let incidence = at.zip(free).map(|(at, free)| {
            let shares = at.map(|one| Share {
                value: one.incidence,
                interval_95: one.interval(Z_95),
            });
            (shares, free.survival)
        });
        let others = at.map(|[_, death, moved, other]| [death.events, moved.events, other.events]);
        let n_others: usize = others.iter().flatten().sum();
        Some(Step {
            day: day(one.time)?,
            at_risk: one.at_risk,
            events: one.events,
            others,
            censored: one.censored.saturating_sub(n_others),
            survival: Share {
                value: one.survival,
                interval_95: one.interval(Z_95),
            },
            incidence,
        })
    };
    curve.steps().iter().filter_map(step).collect()
}

/// How many are at risk on these days and the share without the event: as far as anybody was followed.
fn at_risk(curve: &Curve, days: &[u32]) -> Vec<(u32, usize, Share)> {
    let last = curve.steps().last().map_or(0.0, |step| step.time);
    let known = |day: &&u32| {
        let is_over = curve
            .steps()
            .last()
            .is_some_and(|step| step.survival == 0.0);
        f64::from(**day) <= last || is_over
    };
    let told = |day: &u32| {
        let time = f64::from(*day);
        let before = curve.steps().iter().take_while(|step| step.time <= time);
        let before = before.last();
        let share = Share {
            value: before.map_or(1.0, |step| step.survival),
            interval_95: before.and_then(|step| step.interval(Z_95)),
        };
        (*day, curve.at_risk_at(time), share)
    };
    days.iter().filter(known).map(told).collect()
}
