//! What became of everybody with help, year by year.

use std::collections::BTreeMap;

use pejl_domain::care::EndReason;

use crate::calendar::{Day, Month};
use crate::service::Unit;
use crate::truth::YearFigures;

use super::{Grant, Model};

/// Days after an end in which new help is a return.
const FOLLOWED_DAYS: i32 = 180;

/// Days without a gap on which somebody had help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    from: Day,
    to: Day,
    /// Everything that ended on the last day ended with a result.
    is_concluded: bool,
    /// First day of the next run.
    next: Option<Day>,
}

/// The figures of every whole year of the window, the never closed grants ended where the citizen left.
pub(crate) fn year_figures(model: &Model) -> Vec<(i32, YearFigures)> {
    let window = model.window;
    let mut of_person: BTreeMap<usize, Vec<&Grant>> = BTreeMap::new();
    for grant in model
        .grants
        .iter()
        .filter(|one| one.from <= window.last_day())
    {
        of_person.entry(grant.person).or_default().push(grant);
    }
    let runs: Vec<(Day, Vec<Run>)> = of_person
        .into_iter()
        .filter_map(|(person, grants)| Some((model.person(person)?.left.0, runs_of(grants))))
        .collect();
    let years = window.from.year()..=window.to.year();
    years
        .filter(|year| window.from <= Month::new(*year, 1) && Month::new(*year, 12) <= window.to)
        .map(|year| (year, figures_of(model, &runs, year)))
        .collect()
}

fn figures_of(model: &Model, runs: &[(Day, Vec<Run>)], year: i32) -> YearFigures {
    let (first, last) = (
        Month::new(year, 1).first_day(),
        Month::new(year, 12).last_day(),
    );
    let mut figures = YearFigures::default();
    let (mut n_followed, mut n_still) = (0, 0);
    for (left, runs) in runs {
        let ended = |run: &&Run| run.is_concluded && (first..=last).contains(&run.to);
        let is_active = runs.iter().any(|run| run.from <= last && run.to >= first);
        let is_concluded = runs
            .iter()
            .filter(ended)
            .any(|run| run.next.is_none_or(|next| next > last));
        figures.n_active += u64::from(is_active);
        figures.n_concluded += u64::from(is_concluded);
        for run in runs.iter().filter(ended) {
            let followed = run.to.plus(FOLLOWED_DAYS);
            if *left > followed {
                n_followed += 1;
                n_still += u64::from(run.next.is_none_or(|next| next > followed));
            }
        }
    }
    if last.plus(FOLLOWED_DAYS) <= model.window.last_day() {
        figures.n_followed = Some(n_followed);
        figures.n_still_concluded = Some(n_still);
    }
    figures.granted_minutes_times_days = model
        .grants
        .iter()
        .filter(|grant| grant.service.unit() == Unit::Minutes)
        .filter(|grant| !grant.service.is_under_elderly_act(grant.target, grant.from))
        .filter(|grant| grant.from <= last && grant.to >= first)
        .map(|grant| {
            let days = grant.to.min(last).since(grant.from.max(first)) + 1;
            i64::from(grant.amount) * i64::from(days)
        })
        .sum();
    figures
}

/// The runs of one person's grants.
fn runs_of(mut grants: Vec<&Grant>) -> Vec<Run> {
    grants.sort_by_key(|grant| (grant.from, grant.to));
    let mut runs: Vec<Run> = Vec::new();
    for grant in grants {
        let is_result = matches!(grant.end, EndReason::SelfReliant | EndReason::LessHelp);
        match runs.last_mut() {
            Some(run) if grant.from <= run.to.plus(1) => {
                run.is_concluded = match grant.to.cmp(&run.to) {
                    std::cmp::Ordering::Less => run.is_concluded,
                    std::cmp::Ordering::Equal => run.is_concluded && is_result,
                    std::cmp::Ordering::Greater => is_result,
                };
                run.to = run.to.max(grant.to);
            }
            last => {
                if let Some(run) = last {
                    run.next = Some(grant.from);
                }
                runs.push(Run {
                    from: grant.from,
                    to: grant.to,
                    is_concluded: is_result,
                    next: None,
                });
            }
        }
    }
    runs
}
