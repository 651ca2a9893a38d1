//! The schedules of a municipality: when its reports are made by themselves, and what became of the last time.

use pejl_app::Store;
use pejl_app::schedules::{
    Delivery, Run, RunState, Schedule, list_runs, list_schedules, next_time,
};
use pejl_calendar::{Calendar, Rule, day_of};
use pejl_domain::Lang;
use pejl_domain::lang::format_date;
use pejl_wording::run_lines;
use serde::Serialize;

use super::asked::Asked;
use crate::problem::PageError;
use crate::texts::{fill, texts};
use crate::wording::{instant, sentence};

/// A schedule that goes on.
#[derive(Debug, Serialize)]
pub(super) struct PlannedView {
    when: String,
    language: &'static str,
    next: String,
    /// The last time; none before the first.
    last: Option<LastView>,
}

#[derive(Debug, Serialize)]
struct LastView {
    word: &'static str,
    /// A class of `state`.
    class: &'static str,
    at: String,
    /// What is waited for, what failed, and what was not delivered, a line each.
    details: Vec<String>,
}

/// Those of the municipality, the first begun first.
pub(super) fn planned(store: &Store, asked: &Asked) -> Result<Vec<PlannedView>, PageError> {
    let lang = asked.seen.lang;
    let mut views = Vec::new();
    for one in list_schedules(store, false)? {
        if one.municipality != asked.seen.own.code {
            continue;
        }
        let last = list_runs(store, Some(one.id), None, 1)?.pop();
        views.push(view(store, &one, last, lang));
    }
    Ok(views)
}

fn view(
    store: &Store,
    one: &Schedule,
    last: Option<(Run, Vec<Delivery>)>,
    lang: Lang,
) -> PlannedView {
    let t = texts(lang);
    let next = next_time(store, one, &Calendar::default());
    let when = match (one.rule.parse::<Rule>(), lang) {
        (Ok(rule), Lang::Da) => rule.in_danish(),
        (Ok(rule), Lang::En) => rule.in_english(),
        (Err(_), _) => one.rule.clone(),
    };
    PlannedView {
        when: sentence(&when).trim_end_matches('.').to_owned(),
        language: match one.lang.as_str() {
            "en" => t.reports_english,
            _ => t.reports_danish,
        },
        // The time of day is the rule's.
        next: next
            .map(|at| format_date(day_of(at), lang))
            .unwrap_or_default(),
        last: last.map(|(run, deliveries)| last_view(&run, &deliveries, lang)),
    }
}

fn last_view(run: &Run, deliveries: &[Delivery], lang: Lang) -> LastView {
    let t = texts(lang);
    let (word, class) = match (run.state, run.report.is_some()) {
        (RunState::Waiting, false) => (t.planned_waiting, "open"),
        (RunState::Waiting, true) => (t.planned_delivering, "open"),
        (RunState::Running, _) => (t.planned_running, "open"),
        (RunState::Done, _) => (t.planned_done, "good"),
        (RunState::Failed, false) => (t.planned_not_made, "bad"),
        (RunState::Failed, true) => (t.planned_failed, "bad"),
        (RunState::Skipped, _) => (t.planned_skipped, "bad"),
        (RunState::Overtaken, false) => (t.planned_overtaken, "bad"),
        (RunState::Overtaken, true) => (t.planned_overtaken_made, "bad"),
    };
    let at = run.finished_at.unwrap_or(run.planned_at);
    LastView {
        word,
        class,
        at: fill(t.planned_at, &[("at", &instant(at, lang))]),
        details: run_lines(run, deliveries, lang),
    }
}
