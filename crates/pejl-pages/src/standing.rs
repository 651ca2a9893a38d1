//! Where an indicator stands, in the words of every page.

use pejl_app::status::Stand;
use pejl_app::{Observation, Reading, Status};
use pejl_domain::lang::format_date;
use pejl_domain::{Lang, Period};

use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, cell, decimals, with_unit};

/// Every status, the most pressing first.
pub(crate) const STATUSES: [Status; 8] = [
    Status::OffTrack,
    Status::AtRisk,
    Status::OnTrack,
    Status::Reached,
    Status::Immature,
    Status::NotComputable,
    Status::NoTarget,
    Status::Context,
];

/// A status in a word, and the class of its sign.
pub(crate) fn words(status: Status, t: &Texts) -> (&'static str, &'static str) {
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

/// Why it stands there, and what contradicts it.
pub(crate) fn why(stand: &Stand, lang: Lang) -> String {
    let sentences = std::iter::once(&stand.sentence).chain(&stand.contradictions);
    let sentences: Vec<&str> = sentences.map(|one| one.to_lang(lang)).collect();
    sentences.join(" ")
}

/// What is to be reached, and when; a dash without a target.
pub(crate) fn goal(stand: &Stand, lang: Lang) -> String {
    let t = texts(lang);
    let reading = &stand.reading;
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

/// A figure with its unit, or the word for why there is none.
pub(crate) fn figure(one: &Observation, reading: Option<&Reading>, lang: Lang) -> String {
    match one.value {
        Some(value) => with_unit(value, reading.map_or(1, decimals), &one.unit, lang),
        None => cell(one.cell, lang).to_owned(),
    }
}

/// The period of a figure, whether it is provisional, and when an index is 100.
pub(crate) fn period(one: &Observation, lang: Lang) -> String {
    let mut parts = vec![one.period.to_lang(lang)];
    if one.provisional {
        parts.push(texts(lang).overview_provisional.to_owned());
    }
    let base = one.members.get("base").and_then(|base| base.parse().ok());
    parts.extend(base.map(|base: Period| format!("{} = 100", base.to_lang(lang))));
    parts.join(", ")
}
