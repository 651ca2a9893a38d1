//! What of a curve may be told to whoever may not know of few persons.
//!
//! Each step of a curve is somebody. So days are put together: an event and a loss stand on the next day that is told, and a day
//! is told where each number since the one before is of nobody or of enough, and enough are left. Everything else is computed of
//! these numbers alone, as a table of mortality is, so that nothing but them can be worked out from it. Of those followed no
//! longer between two days told, half are taken to have been followed to the second: to count all of them would have them
//! without the event for longer than they were.

use std::collections::BTreeSet;

use pejl_stats::survival::{SurvivalError, kaplan_meier};

use super::{Causes, Cohort, Figures, at_risk, n_persons, others_of, steps, times};
use crate::records::followed::{Cause, Followed};

/// Days on which a curve may be told of.
pub const DAYS_TOLD: [u32; 10] = [30, 60, 90, 120, 150, 180, 270, 365, 545, 730];

/// Days put together: the days told, where each row stands, and what ended it as far as that is told.
struct Coarse {
    days: Vec<u32>,
    rows: Vec<Placed>,
    has_causes: bool,
}

/// Where a row stands.
#[derive(Clone, Copy)]
struct Placed {
    /// The day told.
    day: u32,
    /// What ended it between the day told before and this one.
    cause: Option<Cause>,
    /// Whether all that is told is that nothing had ended it by the last day.
    is_left: bool,
}

impl Coarse {
    /// The day and the cause of each row, with half of those lost between two days, rounded down, at the first of them.
    ///
    /// At risk on a day are then those left on the one before, less half of the losses since: as in a table of mortality.
    fn halved(&self, is_lost: impl Fn(Option<Cause>) -> bool) -> Vec<(u32, Option<Cause>)> {
        let mut halved = Vec::with_capacity(self.rows.len());
        let mut before = 0;
        for day in &self.days {
            let here = || self.rows.iter().filter(|one| one.day == *day);
            let lost = here().filter(|one| !one.is_left && is_lost(one.cause));
            let mut to_move = lost.count() / 2;
            for one in here() {
                let moves = to_move > 0 && !one.is_left && is_lost(one.cause);
                to_move -= usize::from(moves);
                halved.push((if moves { before } else { *day }, one.cause));
            }
            before = *day;
        }
        halved
    }

    /// How many of a cause stand on a day.
    fn count(&self, day: u32, cause: Option<Cause>) -> usize {
        let here = self.rows.iter();
        here.filter(|one| one.day == day && one.cause == cause)
            .count()
    }
}

/// Returns what may be told of a group where a number must be of nobody or of `least` persons or more; none where nothing may be.
///
/// Other causes are told apart where that costs no day, and else stand among those followed no longer. Whose last
/// told day is before the end of what is known are followed no longer on it. The event is never told where fewer than `least`
/// persons are left out of the curve for having help: these could be worked out from the number of courses that ended.
///
/// # Errors
/// As [`super::figures`].
pub fn told(cohort: &Cohort, least: usize) -> Result<Option<Figures>, SurvivalError> {
    let is_few = |n: usize| n > 0 && n < least;
    if cohort.n_persons() < least.max(1) || is_few(cohort.n_persons_with_help()) {
        return Ok(None);
    }
    let coarsened = |has_causes| coarsened(&cohort.rows, least, has_causes);
    let (apart, together) = (coarsened(true), coarsened(false));
    let n_days = |one: &Option<Coarse>| one.as_ref().map_or(0, |one| one.days.len());
    // Few deaths must not take the days from the curve: then they are not told apart.
    let costs_no_day = n_days(&apart) >= n_days(&together);
    let Some(coarse) = apart.filter(|_| costs_no_day).or(together) else {
        return Ok(None);
    };
    let curve = kaplan_meier(&times(&coarse.halved(|cause| cause != Some(Cause::Event))))?;
    let causes = match coarse.has_causes {
        true => Some(Causes::of(&coarse.halved(|cause| cause.is_none()))?),
        false => None,
    };
    let mut steps = steps(&curve, causes.as_ref());
    // A day on which only halves of the losses after it stand tells of nobody.
    steps.retain(|step| coarse.rows.iter().any(|one| one.day == step.day));
    for step in &mut steps {
        step.censored = coarse.count(step.day, None);
    }
    let count = |cause| {
        let of = coarse.rows.iter().filter(|one| one.cause == Some(cause));
        of.count()
    };
    let mut days = vec![0];
    days.extend(
        super::DAYS_AT_RISK
            .iter()
            .filter(|day| coarse.days.contains(day)),
    );
    Ok(Some(Figures {
        n: cohort.rows.len(),
        n_persons: None,
        n_with_help: cohort.with_help.len(),
        events: count(Cause::Event),
        others: coarse.has_causes.then(|| others_of(count)),
        median: curve.median().and_then(super::day),
        mean: None,
        at_risk: at_risk(&curve, &days),
        steps,
        is_coarse: true,
    }))
}

/// Puts days together; none where no day can be told.
///
/// A day is told where the events since the one told before, and with `has_causes` every other number, are of nobody or of
/// enough, and so are those left; where by then enough have had the event and enough have not, as of any share; and where enough
/// were in fact followed to it, so that the curve does not go on after what is known of anybody. Without `has_causes`, who is followed no longer stays at risk until enough can be told of together.
fn coarsened(rows: &[Followed], least: usize, has_causes: bool) -> Option<Coarse> {
    let mut days = Vec::new();
    let mut placed: Vec<Option<u32>> = vec![None; rows.len()];
    for until in DAYS_TOLD {
        let open = rows.iter().zip(&placed).enumerate();
        let open = open.filter(|(_, (one, day))| day.is_none() && one.days <= until);
        let open: Vec<(usize, &Followed)> = open.map(|(no, (one, _))| (no, one)).collect();
        let Some(told) = told_together(&open, least, has_causes) else {
            continue;
        };
        let is_placed = |no: usize, day: Option<u32>| day.is_some() || told.contains(&no);
        let told_of = |wanted: &dyn Fn(&Followed, bool) -> bool| {
            let of = rows.iter().zip(&placed).enumerate();
            let of = of.filter(|(no, (one, day))| wanted(one, is_placed(*no, **day)));
            n_persons(of.map(|(_, (one, _))| one))
        };
        let n_left = told_of(&|_, is_placed| !is_placed);
        let n_had = told_of(&|one, is_placed| is_placed && is_event(one));
        let n_had_not = told_of(&|one, is_placed| !(is_placed && is_event(one)));
        let n_followed = n_persons(rows.iter().filter(|one| one.days >= until));
        let is_enough = n_had.min(n_had_not).min(n_followed) >= least;
        if (n_left == 0 || n_left >= least) && is_enough {
            days.push(until);
            for (no, day) in placed.iter_mut().enumerate() {
                if told.contains(&no) {
                    *day = Some(until);
                }
            }
        }
    }
    let last = *days.last()?;
    // What came after the last day told is only known not to have come by it.
    let rows = rows.iter().zip(placed).map(|(one, day)| match day {
        Some(day) => Placed {
            day,
            cause: cause_of(one, has_causes),
            is_left: false,
        },
        None => Placed {
            day: last,
            cause: None,
            is_left: true,
        },
    });
    Some(Coarse {
        rows: rows.collect(),
        days,
        has_causes,
    })
}

/// The numbers of the rows, of those not yet told, that can be told together; none where some that must be told are few.
fn told_together(
    open: &[(usize, &Followed)],
    least: usize,
    has_causes: bool,
) -> Option<BTreeSet<usize>> {
    let mut told = BTreeSet::new();
    for kind in [None].into_iter().chain(Cause::ALL.map(Some)) {
        let of_kind = open
            .iter()
            .filter(|(_, one)| cause_of(one, has_causes) == kind);
        let n = n_persons(of_kind.clone().map(|(_, one)| *one));
        if n == 0 || n >= least {
            told.extend(of_kind.map(|(no, _)| *no));
        } else if has_causes || kind.is_some() {
            return None;
        }
    }
    Some(told)
}

fn is_event(one: &Followed) -> bool {
    one.cause == Some(Cause::Event)
}

/// What ended a row, as far as that is told.
fn cause_of(one: &Followed, has_causes: bool) -> Option<Cause> {
    one.cause
        .filter(|cause| has_causes || *cause == Cause::Event)
}
