//! What is to be run now.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::Calendar;
use crate::nominal::Nominal;
use crate::occurrence::Occurrence;
use crate::rule::Rule;

/// Most skipped occurrences that are listed: a monthly job that stood still for five years.
pub const MAX_SKIPPED_LISTED: usize = 60;

/// What is known of a schedule's past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// Since when the schedule is as it is; what lies before is never due.
    ///
    /// The instant at which it was made, and the newer instant where its rule was changed or it was resumed after a
    /// pause, so that nothing is caught up from before.
    pub begun: DateTime<Utc>,
    /// The newest occurrence that was run, or begun to be run; `None` where none was.
    pub last_done: Option<Nominal>,
}

/// What is to be run now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Nothing.
    Nothing,
    /// The newest occurrence that has come, once.
    Run {
        /// What to run, and afterwards [`History::last_done`].
        occurrence: Occurrence,
        /// What was missed before it and is not run any more.
        skipped: Skipped,
    },
}

/// Occurrences that were missed and are made up for by a newer one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skipped {
    /// The newest of them, at most [`MAX_SKIPPED_LISTED`], earliest first.
    pub newest: Vec<Occurrence>,
    /// How many there are, listed or not.
    pub n_occurrences: usize,
}

/// What a schedule has due at `now`.
///
/// Due is every occurrence that has come (`at ≤ now`), not before the schedule began, and whose
/// nominal time is after the one last done. The newest is to be run, those before it are skipped.
///
/// Each nominal time is given at most once as long as it is stored as done: a clock that jumps back gives nothing until
/// it has passed the last one done, and a time that the clock shows twice is one nominal time. A clock that was ahead
/// when a job ran therefore holds the job back until that time has come.
///
/// # Example
/// A server that was off from March to June 2026 makes up for it once.
/// ```
/// # use pejl_calendar::{Calendar, Due, History, Rule, due};
/// let rule: Rule = "monthly:day-10@06:00".parse()?;
/// let history = History { begun: "2026-01-01T00:00:00Z".parse()?, last_done: Some("2026-03-10T06:00".parse()?) };
/// let Due::Run { occurrence, skipped } = due(&rule, &Calendar::default(), history, "2026-06-20T08:00:00Z".parse()?)
/// else {
///     return Err("nothing is due".into());
/// };
/// assert_eq!(occurrence.nominal.to_string(), "2026-06-10T06:00");
/// let missed: Vec<String> = skipped.newest.iter().map(|missed| missed.nominal.to_string()).collect();
/// assert_eq!(missed, ["2026-04-10T06:00", "2026-05-10T06:00"]);
///
/// let history = History { last_done: Some(occurrence.nominal), ..history };
/// assert_eq!(due(&rule, &Calendar::default(), history, "2026-06-20T08:00:01Z".parse()?), Due::Nothing);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn due(rule: &Rule, calendar: &Calendar, history: History, now: DateTime<Utc>) -> Due {
    // Just before, so that an occurrence at the instant itself is one.
    let before = |at: DateTime<Utc>| {
        at.checked_sub_signed(TimeDelta::nanoseconds(1))
            .unwrap_or(DateTime::<Utc>::MIN_UTC)
    };
    let mut after = before(history.begun);
    if let Some(done) = history
        .last_done
        .and_then(|done| calendar.instant_of(done.as_naive()))
    {
        after = after.max(before(done));
    }
    let mut newest: Option<Occurrence> = None;
    let mut listed = VecDeque::new();
    let mut n_skipped = 0_usize;
    for occurrence in rule.occurrences_between(after, now, calendar) {
        if history
            .last_done
            .is_some_and(|done| occurrence.nominal <= done)
        {
            continue;
        }
        if let Some(missed) = newest.replace(occurrence) {
            n_skipped = n_skipped.saturating_add(1);
            listed.push_back(missed);
            if listed.len() > MAX_SKIPPED_LISTED {
                listed.pop_front();
            }
        }
    }
    match newest {
        None => Due::Nothing,
        Some(occurrence) => Due::Run {
            occurrence,
            skipped: Skipped {
                newest: listed.into(),
                n_occurrences: n_skipped,
            },
        },
    }
}

#[cfg(test)]
mod tests;
