//! What stands in a line of a board: the figure and its period, the target, the status, and why there is none.

use pejl_app::pejlemaerker::Line;
use pejl_app::status::Stand;
use pejl_app::targets::StoredTarget;
use pejl_app::{Kind, Observation, Quality, Reading, Status};
use pejl_domain::account::areas;
use pejl_domain::lang::format_date;
use pejl_domain::target::{Bounds, PPM, Path};
use pejl_domain::{Lang, Period, PriceLevel, Unit};

use crate::figure::{NOTHING, cell, decimals, lower_first, price_level, signed, with_unit};
use crate::table::fill;
use crate::words::texts;

/// Every status, the most pressing first.
pub const STATUSES: [Status; 8] = [
    Status::OffTrack,
    Status::AtRisk,
    Status::OnTrack,
    Status::Reached,
    Status::Immature,
    Status::NotComputable,
    Status::NoTarget,
    Status::Context,
];

/// A status in a word.
pub fn status_word(status: Status, lang: Lang) -> &'static str {
    let t = texts(lang);
    match status {
        Status::Reached => t.status_reached,
        Status::OnTrack => t.status_on_track,
        Status::AtRisk => t.status_at_risk,
        Status::OffTrack => t.status_off_track,
        Status::NoTarget => t.status_no_target,
        Status::Context => t.status_context,
        Status::NotComputable => t.status_not_computable,
        Status::Immature => t.status_immature,
    }
}

/// The class of the sign of a status, the same in every language: `off-track`.
pub fn status_class(status: Status) -> &'static str {
    match status {
        Status::Reached => "reached",
        Status::OnTrack => "on-track",
        Status::AtRisk => "at-risk",
        Status::OffTrack => "off-track",
        Status::NoTarget => "no-target",
        Status::Context => "context",
        Status::NotComputable => "not-computable",
        Status::Immature => "immature",
    }
}

/// The name of the indicator of a line, and of which accounts it is shown: `Nettodriftsudgift pr. indbygger, ældre`; the code of
/// one that is not computed yet.
pub fn name_of(line: &Line, lang: Lang) -> String {
    let Some(reading) = &line.reading else {
        return line.indicator.clone();
    };
    let filters = line.filters();
    let functions = filters.iter().filter(|(name, _)| name == "function");
    let named = |code: &String| {
        let area = areas().iter().find(|area| area.code == code)?;
        Some(lower_first(area.name(lang)))
    };
    let shown = functions.flat_map(|(_, codes)| codes).filter_map(named);
    let name = std::iter::once(reading.name.to_lang(lang).to_owned());
    name.chain(shown).collect::<Vec<_>>().join(", ")
}

/// The period of a figure, whether it is provisional and of few of those it is about, the prices it is at, and when an index is 100 and how many of its parts are in,
/// where some are not.
pub fn period_of(one: &Observation, lang: Lang) -> String {
    let mut parts = vec![one.period.to_lang(lang)];
    if one.provisional {
        parts.push(texts(lang).provisional.to_owned());
    }
    if one.quality.contains(&Quality::LowCoverage) {
        parts.push(texts(lang).low_coverage.to_owned());
    }
    let level = one.price_level.parse().unwrap_or(PriceLevel::NotApplicable);
    let is_priced = level != PriceLevel::NotApplicable && one.value.is_some();
    parts.extend(is_priced.then(|| lower_first(&price_level(level, lang))));
    let base = one.members.get("base").and_then(|base| base.parse().ok());
    parts.extend(base.map(|base: Period| format!("{} = 100", base.to_lang(lang))));
    let components = one.members.get("components");
    let components = components.and_then(|components| components.split_once('/'));
    let left_out = components.filter(|(n, of)| n != of && one.value.is_some());
    let told = |(n, of)| fill(texts(lang).components, &[("n", n), ("of", of)]);
    parts.extend(left_out.map(told));
    parts.join(", ")
}

/// A figure with its unit, or the word for why there is none.
pub fn figure_of(one: &Observation, reading: Option<&Reading>, lang: Lang) -> String {
    match one.value {
        Some(value) => with_unit(value, reading.map_or(1, decimals), &one.unit, lang),
        None => cell(one.cell, lang).to_owned(),
    }
}

/// Why it stands where it does, and what contradicts it.
pub fn why(stand: &Stand, lang: Lang) -> String {
    let sentences = std::iter::once(&stand.sentence).chain(&stand.contradictions);
    let sentences: Vec<&str> = sentences.map(|one| one.to_lang(lang)).collect();
    sentences.join(" ")
}

/// What is to be reached, and when; a dash without a target.
pub fn goal(stand: Option<&Stand>, lang: Lang) -> String {
    let with_target = stand.and_then(|stand| Some((stand, stand.target.as_ref()?)));
    let Some((stand, target)) = with_target else {
        return NOTHING.to_owned();
    };
    // Of a target that follows prices only the judgement knows what they have become.
    let judged = stand.judgement.as_ref().and_then(|one| one.goal);
    match judged {
        Some(bounds) => reached_by(bounds, target, (&stand.reading, lang)),
        None => goal_as_set(target, &stand.reading, lang),
    }
}

/// What a target says is to be reached, and when; of one that follows prices, which it follows.
pub fn goal_as_set(target: &StoredTarget, reading: &Reading, lang: Lang) -> String {
    let set = &target.set.target;
    if let Path::IndexLinked(link) = &set.parts().path {
        #[expect(clippy::cast_precision_loss, reason = "at most ten million")]
        let change = link.change_ppm as f64 / PPM as f64;
        let change = signed(with_unit(change, 1, &Unit::Share, lang));
        let deadline = format_date(set.parts().deadline, lang);
        let said = [
            ("series", link.series.as_str()),
            ("change", &change),
            ("date", &deadline),
        ];
        return fill(texts(lang).follows_prices, &said);
    }
    match set.goal_bounds(&|_, _| None) {
        Ok(bounds) => reached_by(bounds, target, (reading, lang)),
        Err(_) => NOTHING.to_owned(),
    }
}

fn reached_by(bounds: Bounds, target: &StoredTarget, (reading, lang): (&Reading, Lang)) -> String {
    let t = texts(lang);
    let written = |value: f64| with_unit(value, decimals(reading), &reading.unit, lang);
    let low = bounds.low.map(|low| written(low.as_f64()));
    let high = bounds.high.map(|high| written(high.as_f64()));
    let goal = match (&low, &high) {
        (Some(low), None) => fill(t.at_least, &[("value", low)]),
        (None, Some(high)) => fill(t.at_most, &[("value", high)]),
        (Some(low), Some(high)) => fill(t.between, &[("low", low), ("high", high)]),
        (None, None) => return NOTHING.to_owned(),
    };
    let deadline = format_date(target.set.target.parts().deadline, lang);
    fill(t.by, &[("goal", &goal), ("date", &deadline)])
}

/// Why a line of the board has no figure; nothing where it has one.
pub fn no_figure(line: &Line, lang: Lang) -> Option<&str> {
    let newest = line.newest.as_ref();
    if newest.is_some_and(|one| one.value.is_some()) {
        return None;
    }
    let reason = newest.and_then(|one| one.reason.as_ref());
    let t = texts(lang);
    Some(match (reason, &line.reading) {
        (Some(reason), _) => reason.to_lang(lang),
        (None, Some(one)) if one.kind == Kind::Comparison => t.in_comparisons,
        (None, _) => t.nothing_imported,
    })
}
