//! The indicators that one is never shown without: their newest figure, course and status.

use minijinja::Value;
use pejl_domain::Lang;
use pejl_wording::{figure_of, goal, period_of, status_class, status_word, why};
use serde::Serialize;

use super::asked::Choice;
use super::figures::{Pair, shown};
use crate::course;
use crate::texts::texts;

/// Figures of the drawing of a pair.
const POINTS: usize = 12;

/// An indicator beside the one shown.
#[derive(Debug, Serialize)]
pub(crate) struct PairView {
    href: String,
    name: String,
    code: String,
    /// Its figure; none where there is no series, and `absent` says why.
    figure: Option<PairFigure>,
    absent: Option<String>,
}

#[derive(Debug, Serialize)]
struct PairFigure {
    value: String,
    period: String,
    course: Option<Value>,
    status: &'static str,
    class: &'static str,
    goal: String,
    why: String,
}

/// The views of all of them.
pub(super) fn pairs(choice: &Choice, pairs: &[Pair]) -> Vec<PairView> {
    let numbered = pairs.iter().enumerate();
    numbered.map(|(no, one)| view(choice, one, no)).collect()
}

fn view(choice: &Choice, pair: &Pair, no: usize) -> PairView {
    let lang = choice.seen.lang;
    let reading = &pair.reading;
    let found = pair_figure(choice, pair, (no, lang));
    PairView {
        href: choice.to_indicator(&reading.indicator).to_string(),
        name: reading.name.to_lang(lang).to_owned(),
        code: reading.indicator.clone(),
        absent: found.as_ref().err().cloned(),
        figure: found.ok(),
    }
}

fn pair_figure(
    choice: &Choice,
    pair: &Pair,
    (no, lang): (usize, Lang),
) -> Result<PairFigure, String> {
    let trend = pair.trend.as_ref().map_err(Clone::clone)?;
    let none = || texts(lang).part_nothing_imported.to_owned();
    let newest = shown(trend).ok_or_else(none)?;
    let until = trend
        .series
        .iter()
        .filter(|one| one.period <= newest.period);
    let mut recent: Vec<_> = until.cloned().collect();
    recent.drain(..recent.len().saturating_sub(POINTS));
    let status = trend.stand.status;
    let drawn = course::drawing(
        &pair.reading,
        &recent,
        choice.seen.own,
        (format!("pair-{no}"), lang),
    );
    Ok(PairFigure {
        value: figure_of(newest, Some(&pair.reading), lang),
        period: period_of(newest, lang),
        // Markup of ours: the drawing escapes every text in it.
        course: drawn.map(Value::from_safe_string),
        status: status_word(status, lang),
        class: status_class(status),
        goal: goal(Some(&trend.stand), lang),
        why: why(&trend.stand, lang),
    })
}
