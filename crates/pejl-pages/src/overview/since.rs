//! What changed since last month.

use pejl_app::Observation;
use pejl_app::pejlemaerker::{FigureChange, Since};
use pejl_domain::Lang;
use pejl_wording::period_of;
use serde::Serialize;

use crate::part::Part;
use crate::place::Seen;
use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, cell, decimals, instant, with_unit};

/// Changes that are shown; the others are counted.
const SHOWN_MAX: usize = 20;
/// Decimals that are added at most until a figure is seen to be another.
const MORE_DECIMALS_MAX: u8 = 6;

/// What changed.
#[derive(Debug, Serialize)]
pub(super) struct SinceView {
    /// What is compared with what, or why nothing is.
    lead: String,
    rows: Vec<ChangeRow>,
    more: Option<String>,
}

#[derive(Debug, Serialize)]
struct ChangeRow {
    href: String,
    name: String,
    code: String,
    period: String,
    before: String,
    now: String,
    note: Option<&'static str>,
}

impl SinceView {
    /// The view of what changed, or of why that cannot be told.
    pub(super) fn of(since: &Part<Option<Since>>, seen: &Seen) -> Self {
        let t = texts(seen.lang);
        match since {
            Err(why) => Self::nothing(why.clone()),
            Ok(None) => Self::nothing(t.since_no_earlier.to_owned()),
            Ok(Some(since)) => Self::changes(since, seen),
        }
    }

    fn nothing(lead: String) -> Self {
        Self {
            lead,
            rows: Vec::new(),
            more: None,
        }
    }

    fn changes(since: &Since, seen: &Seen) -> Self {
        let lang = seen.lang;
        let t = texts(lang);
        let at = since.committed_at.map(|at| instant(at, lang));
        let lead = fill(
            t.since_lead,
            &[
                ("revision", &since.revision.to_string()),
                ("at", &at.unwrap_or_default()),
            ],
        );
        if since.changes.is_empty() {
            return Self::nothing(format!("{lead} {}", t.since_nothing));
        }
        let rows = since.changes.iter().take(SHOWN_MAX);
        let more = since.changes.len().saturating_sub(SHOWN_MAX);
        Self {
            lead,
            rows: rows.map(|one| row(one, seen)).collect(),
            more: (more > 0).then(|| fill(t.since_more, &[("n", &more.to_string())])),
        }
    }
}

fn row(one: &FigureChange, seen: &Seen) -> ChangeRow {
    let lang = seen.lang;
    let t = texts(lang);
    let (before, now) = figures(one, lang);
    ChangeRow {
        href: super::view::href(
            &one.indicator,
            (Some(one.now.period.grain()), one.usual_grain),
            seen,
        ),
        name: one.reading.name.to_lang(lang).to_owned(),
        code: one.indicator.clone(),
        period: period_of(&one.now, lang),
        note: note(one, t),
        before,
        now,
    }
}

fn note(one: &FigureChange, t: &'static Texts) -> Option<&'static str> {
    match (&one.before, one.now.value) {
        (Some(_), _) => one.is_redefined.then_some(t.since_redefined),
        (None, Some(_)) => Some(t.since_new),
        (None, None) => None,
    }
}

/// Both figures, with as many decimals as it takes to see that they are not the same.
fn figures(one: &FigureChange, lang: Lang) -> (String, String) {
    let usual = decimals(&one.reading);
    let written = |of: &Observation, decimals| figure(of, decimals, lang);
    let Some(before) = &one.before else {
        return (NOTHING.to_owned(), written(&one.now, usual));
    };
    let most = usual.saturating_add(MORE_DECIMALS_MAX);
    let both = |decimals| (written(before, decimals), written(&one.now, decimals));
    let mut told = (usual..=most).map(both);
    let differ = told.find(|(before, now)| before != now);
    differ.unwrap_or_else(|| both(most))
}

fn figure(one: &Observation, decimals: u8, lang: Lang) -> String {
    match one.value {
        Some(value) => with_unit(value, decimals, &one.unit, lang),
        None => cell(one.cell, lang).to_owned(),
    }
}
