//! What the overview shows.

use std::collections::BTreeMap;

use minijinja::Value;
use pejl_app::pejlemaerker::{Board, Line, Since};
use pejl_app::{Observation, Status};
use pejl_domain::{Cell, Grain, Lang};
use pejl_wording::{
    STATUSES, before_change, figure_of, goal, name_of, no_figure, period_of, status_class,
    status_word, why,
};
use serde::Serialize;

use super::since::SinceView;
use crate::course::drawing;
use crate::form::Form;
use crate::indicator::to_indicator;
use crate::link::OVERVIEW;
use crate::part::Part;
use crate::place::Seen;
use crate::texts::{fill, texts};
use crate::wording::{NOTHING, instant, sentence};

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    form: Form,
    state: String,
    counts: Vec<Count>,
    since: SinceView,
    perspectives: Vec<Perspective>,
    not_known: Vec<NotKnown>,
    has_confidential: bool,
}

/// How many indicators have a status.
#[derive(Debug, Serialize)]
struct Count {
    name: &'static str,
    class: &'static str,
    n: usize,
}

#[derive(Debug, Serialize)]
struct Perspective {
    code: String,
    name: String,
    pejlemaerker: Vec<Pejlemaerke>,
}

#[derive(Debug, Serialize)]
struct Pejlemaerke {
    name: String,
    statement: String,
    lines: Vec<Row>,
}

/// An indicator.
#[derive(Debug, Serialize)]
struct Row {
    code: String,
    /// The page of the indicator.
    href: String,
    name: String,
    is_lead: bool,
    value: String,
    period: String,
    before: String,
    /// The change that keeps it from being held against the newest.
    before_note: Option<String>,
    course: Option<Value>,
    goal: String,
    status: &'static str,
    class: &'static str,
    why: String,
}

/// An indicator without a figure.
#[derive(Debug, Serialize)]
struct NotKnown {
    code: String,
    name: String,
    reason: String,
}

impl Page {
    /// The page of a board.
    pub(super) fn of(board: &Board, since: &Part<Option<Since>>, seen: &Seen) -> Self {
        let lang = seen.lang;
        let t = texts(lang);
        let is_confidential = |line: &Line| {
            let shown = line.newest.iter().chain(&line.year_before);
            let mut shown = shown.chain(&line.recent);
            shown.any(|one| one.cell == Cell::Confidential)
        };
        Self {
            title: fill(t.overview_title, &[("municipality", seen.own.name(lang))]),
            form: Form::of_municipality(OVERVIEW, seen),
            state: state(board, lang),
            counts: counts(board, lang),
            since: SinceView::of(since, seen),
            perspectives: perspectives(board, seen),
            not_known: not_known(board, lang),
            has_confidential: board.lines.iter().any(is_confidential),
        }
    }
}

fn state(board: &Board, lang: Lang) -> String {
    let at = board.committed_at.map(|at| instant(at, lang));
    fill(
        texts(lang).data_state,
        &[
            ("revision", &board.revision.to_string()),
            ("at", &at.unwrap_or_default()),
        ],
    )
}

/// How many indicators have each status; an indicator that stands in several places counts once.
fn counts(board: &Board, lang: Lang) -> Vec<Count> {
    let status: BTreeMap<&str, Status> = board
        .lines
        .iter()
        .map(|line| (line.indicator.as_str(), line.status))
        .collect();
    let counted = STATUSES.iter().map(|wanted| {
        let n = status.values().filter(|one| *one == wanted).count();
        Count {
            name: status_word(*wanted, lang),
            class: status_class(*wanted),
            n,
        }
    });
    counted.filter(|one| one.n > 0).collect()
}

fn perspectives(board: &Board, seen: &Seen) -> Vec<Perspective> {
    let lang = seen.lang;
    let mut found: Vec<Perspective> = Vec::new();
    let mut last = None;
    for (no, line) in board.lines.iter().enumerate() {
        let perspective = line.perspective;
        if found.last().is_none_or(|one| one.code != perspective.code) {
            found.push(Perspective {
                code: perspective.code.clone(),
                name: perspective.name.to_lang(lang).to_owned(),
                pejlemaerker: Vec::new(),
            });
            last = None;
        }
        let (Some(of), Some(own)) = (
            perspective.pejlemaerker.get(line.pejlemaerke),
            found.last_mut(),
        ) else {
            continue;
        };
        if last != Some(line.pejlemaerke) {
            last = Some(line.pejlemaerke);
            own.pejlemaerker.push(Pejlemaerke {
                name: of.name.to_lang(lang).to_owned(),
                statement: of.statement.to_lang(lang).to_owned(),
                lines: Vec::new(),
            });
        }
        if let Some(pejlemaerke) = own.pejlemaerker.last_mut() {
            pejlemaerke.lines.push(row(line, no, seen));
        }
    }
    found
}

/// The page of an indicator by the periods that are shown here, at the revision that this one is pinned to.
pub(super) fn href(code: &str, (shown, usual): (Option<Grain>, Grain), seen: &Seen) -> String {
    let link = to_indicator((code, seen.own), seen.lang);
    let link = match shown.filter(|one| *one != usual) {
        Some(other) => link.with("grain", other.as_str()),
        None => link,
    };
    seen.stay(link).to_string()
}

fn row(line: &Line, no: usize, seen: &Seen) -> Row {
    let lang = seen.lang;
    let reading = line.reading.as_deref();
    let figure = |one: &Observation| figure_of(one, reading, lang);
    let newest = line.newest.as_ref();
    let grain = newest.map(|one| one.period.grain());
    let why = match (&line.stand, newest.and_then(|one| one.reason.as_ref())) {
        (Some(stand), _) => why(stand, lang),
        (None, Some(reason)) => sentence(reason.to_lang(lang)),
        (None, None) => String::new(),
    };
    Row {
        code: line.indicator.clone(),
        href: href(&line.indicator, (grain, line.usual_grain), seen),
        name: name_of(line, lang),
        is_lead: line.is_lead,
        value: newest.map_or_else(|| NOTHING.to_owned(), figure),
        period: newest.map_or_else(String::new, |one| period_of(one, lang)),
        before: line
            .year_before
            .as_ref()
            .map_or_else(|| NOTHING.to_owned(), figure),
        // Markup of ours: the drawing escapes every text in it.
        before_note: line
            .cut_since_year_before()
            .map(|cut| before_change(cut, lang)),
        course: reading
            .and_then(|one| drawing(one, &line.recent, seen.own, (format!("course-{no}"), lang)))
            .map(Value::from_safe_string),
        goal: goal(line.stand.as_ref(), lang),
        status: status_word(line.status, lang),
        class: status_class(line.status),
        why,
    }
}

/// The indicators without a figure, each once, with why.
fn not_known(board: &Board, lang: Lang) -> Vec<NotKnown> {
    let mut found: BTreeMap<&str, NotKnown> = BTreeMap::new();
    for line in &board.lines {
        let Some(reason) = no_figure(line, lang) else {
            continue;
        };
        let reading = line.reading.as_ref();
        found.entry(&line.indicator).or_insert_with(|| NotKnown {
            code: line.indicator.clone(),
            name: reading.map_or_else(String::new, |one| one.name.to_lang(lang).to_owned()),
            reason: sentence(reason),
        });
    }
    found.into_values().collect()
}
