//! What the overview shows.

use std::collections::BTreeMap;

use minijinja::Value;
use pejl_app::pejlemaerker::{Board, Line};
use pejl_app::{Kind, Observation, Reading, Status};
use pejl_domain::area::municipalities;
use pejl_domain::lang::{collate, format_date};
use pejl_domain::{Area, Cell, Lang, Period};
use serde::Serialize;

use super::course::drawing;
use crate::link::OVERVIEW;
use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, cell, decimals, instant, sentence, with_unit};

/// Every status, the most pressing first.
const STATUSES: [Status; 8] = [
    Status::OffTrack,
    Status::AtRisk,
    Status::OnTrack,
    Status::Reached,
    Status::Immature,
    Status::NotComputable,
    Status::NoTarget,
    Status::Context,
];

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    action: &'static str,
    lang: Option<&'static str>,
    /// The revision that the address is pinned to.
    revision: Option<i64>,
    municipalities: Vec<Choice>,
    state: String,
    counts: Vec<Count>,
    perspectives: Vec<Perspective>,
    not_known: Vec<NotKnown>,
    has_confidential: bool,
}

/// A municipality that can be chosen.
#[derive(Debug, Serialize)]
struct Choice {
    code: &'static str,
    name: &'static str,
    selected: bool,
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
    name: String,
    is_lead: bool,
    value: String,
    period: String,
    before: String,
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
    pub(super) fn of(
        board: &Board,
        municipality: &'static Area,
        (lang, is_pinned): (Lang, bool),
    ) -> Self {
        let t = texts(lang);
        let is_confidential = |line: &Line| {
            let shown = line.newest.iter().chain(&line.year_before);
            let mut shown = shown.chain(&line.recent);
            shown.any(|one| one.cell == Cell::Confidential)
        };
        Self {
            title: fill(
                t.overview_title,
                &[("municipality", municipality.name(lang))],
            ),
            action: OVERVIEW,
            lang: (lang != Lang::Da).then(|| lang.as_str()),
            revision: is_pinned.then_some(board.revision),
            municipalities: choices(municipality, lang),
            state: state(board, lang),
            counts: counts(board, t),
            perspectives: perspectives(board, municipality, lang),
            not_known: not_known(board, lang),
            has_confidential: board.lines.iter().any(is_confidential),
        }
    }
}

fn choices(municipality: &Area, lang: Lang) -> Vec<Choice> {
    let all = municipalities().iter();
    let mut all: Vec<Choice> = all
        .map(|area| Choice {
            code: area.code,
            name: area.name(lang),
            selected: area.code == municipality.code,
        })
        .collect();
    all.sort_by(|one, other| collate(one.name, other.name, lang));
    all
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
fn counts(board: &Board, t: &'static Texts) -> Vec<Count> {
    let status: BTreeMap<&str, Status> = board
        .lines
        .iter()
        .map(|line| (line.indicator.as_str(), line.status))
        .collect();
    let counted = STATUSES.iter().map(|wanted| {
        let (name, class) = words(*wanted, t);
        let n = status.values().filter(|one| *one == wanted).count();
        Count { name, class, n }
    });
    counted.filter(|one| one.n > 0).collect()
}

/// A status in a word, and the class of its sign.
fn words(status: Status, t: &Texts) -> (&'static str, &'static str) {
    match status {
        Status::Reached => (t.status_reached, "reached"),
        Status::OnTrack => (t.status_on_track, "on-track"),
        Status::AtRisk => (t.status_at_risk, "at-risk"),
        Status::OffTrack => (t.status_off_track, "off-track"),
        Status::NoTarget => (t.status_no_target, "no-target"),
        Status::Context => (t.status_context, "context"),
        Status::NotComputable => (t.status_not_computable, "not-computable"),
        Status::Immature => (t.status_immature, "immature"),
    }
}

fn perspectives(board: &Board, municipality: &Area, lang: Lang) -> Vec<Perspective> {
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
            pejlemaerke.lines.push(row(line, municipality, (no, lang)));
        }
    }
    found
}

fn row(line: &Line, municipality: &Area, (no, lang): (usize, Lang)) -> Row {
    let t = texts(lang);
    let reading = line.reading.as_deref();
    let figure = |one: &Observation| figure(one, reading, lang);
    let (status, class) = words(line.status, t);
    let newest = line.newest.as_ref();
    let why = match (&line.stand, newest.and_then(|one| one.reason.as_ref())) {
        (Some(stand), _) => stand.sentence.to_lang(lang).to_owned(),
        (None, Some(reason)) => sentence(reason.to_lang(lang)),
        (None, None) => String::new(),
    };
    Row {
        code: line.indicator.clone(),
        name: reading.map_or_else(
            || line.indicator.clone(),
            |one| one.name.to_lang(lang).to_owned(),
        ),
        is_lead: line.is_lead,
        value: newest.map_or_else(|| NOTHING.to_owned(), figure),
        period: newest.map_or_else(String::new, |one| period(one, lang)),
        before: line
            .year_before
            .as_ref()
            .map_or_else(|| NOTHING.to_owned(), figure),
        // Markup of ours: the drawing escapes every text in it.
        course: drawing(line, municipality, (no, lang)).map(Value::from_safe_string),
        goal: goal(line, lang),
        status,
        class,
        why,
    }
}

/// The period of a figure, whether it is provisional, and when an index is 100.
fn period(one: &Observation, lang: Lang) -> String {
    let mut parts = vec![one.period.to_lang(lang)];
    if one.provisional {
        parts.push(texts(lang).overview_provisional.to_owned());
    }
    let base = one.members.get("base").and_then(|base| base.parse().ok());
    parts.extend(base.map(|base: Period| format!("{} = 100", base.to_lang(lang))));
    parts.join(", ")
}

/// A figure with its unit, or the word for why there is none.
fn figure(one: &Observation, reading: Option<&Reading>, lang: Lang) -> String {
    match one.value {
        Some(value) => with_unit(value, reading.map_or(1, decimals), &one.unit, lang),
        None => cell(one.cell, lang).to_owned(),
    }
}

/// What is to be reached, and when.
fn goal(line: &Line, lang: Lang) -> String {
    let t = texts(lang);
    let (Some(stand), Some(reading)) = (&line.stand, line.reading.as_deref()) else {
        return NOTHING.to_owned();
    };
    let Some(target) = &stand.target else {
        return NOTHING.to_owned();
    };
    // Of a target that follows prices only the judgement knows what they have become.
    let judged = stand.judgement.as_ref().and_then(|one| one.goal);
    let set = target.set.target.goal_bounds(&|_, _| None).ok();
    let Some(bounds) = judged.or(set) else {
        return NOTHING.to_owned();
    };
    let written = |value: f64| with_unit(value, decimals(reading), &reading.unit, lang);
    let low = bounds.low.map(|low| written(low.as_f64()));
    let high = bounds.high.map(|high| written(high.as_f64()));
    let goal = match (&low, &high) {
        (Some(low), None) => fill(t.overview_at_least, &[("value", low)]),
        (None, Some(high)) => fill(t.overview_at_most, &[("value", high)]),
        (Some(low), Some(high)) => fill(t.overview_between, &[("low", low), ("high", high)]),
        (None, None) => return NOTHING.to_owned(),
    };
    let deadline = format_date(target.set.target.parts().deadline, lang);
    fill(t.overview_by, &[("goal", &goal), ("date", &deadline)])
}

/// The indicators without a figure, each once, with why.
fn not_known(board: &Board, lang: Lang) -> Vec<NotKnown> {
    let mut found: BTreeMap<&str, NotKnown> = BTreeMap::new();
    for line in &board.lines {
        let newest = line.newest.as_ref();
        if newest.is_some_and(|one| one.value.is_some()) {
            continue;
        }
        let reason = newest.and_then(|one| one.reason.as_ref());
        let reading = line.reading.as_ref();
        let t = texts(lang);
        let reason = match (reason, reading) {
            (Some(reason), _) => reason.to_lang(lang),
            (None, Some(one)) if one.kind == Kind::Comparison => t.overview_in_comparisons,
            (None, _) => t.overview_nothing_imported,
        };
        found.entry(&line.indicator).or_insert_with(|| NotKnown {
            code: line.indicator.clone(),
            name: reading.map_or_else(String::new, |one| one.name.to_lang(lang).to_owned()),
            reason: sentence(reason),
        });
    }
    found.into_values().collect()
}
