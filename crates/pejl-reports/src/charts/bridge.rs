//! What a change in spending is put down to, as a waterfall.

use pejl_app::bridge::{Bridge as Parts, BridgeAnswer, Factor, Part};
use pejl_charts::{Bridge, BridgePart, BridgeTotal, Chart, Heading, PartKind, Waterfall, ZeroRule};
use pejl_domain::{Lang, Oere, Period, Unit};
use pejl_wording::fill;

use super::draw;
use crate::document::{Figure, PlotKind};
use crate::proof;
use crate::sentence::Unproved;
use crate::texts::texts;

/// What a change is put down to; the reason where there is no bridge.
///
/// # Errors
/// A sentence below it is not true of the amounts.
pub(crate) fn bridge(
    answer: &BridgeAnswer,
    (id, lang): (&str, Lang),
) -> Result<Result<Figure, String>, Unproved> {
    let t = texts(lang);
    let parts = match &answer.bridge {
        Ok(parts) => parts,
        Err(reason) => return Ok(Err(reason.to_lang(lang).to_owned())),
    };
    let (from, to) = (answer.before.period, answer.after.period);
    let total = |period: Period, oere| BridgeTotal {
        label: fill(t.bridge_total, &[("period", &period.to_lang(lang))]),
        amount: Oere::from_oere(oere),
    };
    let (start, end) = (total(from, parts.before), total(to, parts.after));
    let told = bridge_parts(parts, (&answer.reading.unit, lang));
    let known = proof::Parts {
        before: (start.label.clone(), parts.before),
        after: (end.label.clone(), parts.after),
        parts: told
            .iter()
            .map(|one| (one.label.clone(), one.amount.as_oere()))
            .collect(),
    };
    let bridge = match Bridge::new(start, told, end) {
        Ok(bridge) => bridge,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let title = fill(
        t.bridge_caption,
        &[("from", &from.to_lang(lang)), ("to", &to.to_lang(lang))],
    );
    let chart = Chart::from(Waterfall {
        lang,
        heading: Heading {
            title: title.clone(),
            ..Heading::default()
        },
        zero: ZeroRule::MayCut,
        bridge,
    });
    let prove = |sentences: &[String]| proof::bridge(sentences, &known, lang);
    draw(&chart, (PlotKind::Bridge, &title), (id, lang), prove).map(Ok)
}

/// The parts of a change, without factors that cannot have changed it: these were not found to be without effect.
fn bridge_parts(parts: &Parts, (unit, lang): (&Unit, Lang)) -> Vec<BridgePart> {
    let t = texts(lang);
    let of = |code: &str, label: &str, kind, oere| BridgePart {
        code: code.to_owned(),
        label: label.to_owned(),
        kind,
        amount: Oere::from_oere(oere),
    };
    let told = parts.parts.iter();
    let told = told.filter(|(factor, oere)| *oere != 0 || can_vary(*factor, (parts, unit)));
    let factors = told.map(|(factor, oere)| {
        let label = match factor {
            Factor::Population => t.factor_population,
            Factor::Use => t.factor_use,
            Factor::Mix => t.factor_mix,
            Factor::Price if *unit == Unit::DkkPerResident => t.factor_per_resident,
            Factor::Price => t.factor_price,
        };
        of(factor.as_str(), label, PartKind::Factor, *oere)
    });
    let others = [
        of("new", t.bridge_new, PartKind::New, parts.new),
        of(
            "ceased",
            t.bridge_ceased,
            PartKind::Ceased,
            parts.ceased.saturating_neg(),
        ),
        of(
            "unpriced",
            t.bridge_unpriced,
            PartKind::Unpriced,
            parts.unpriced,
        ),
    ];
    let others = others
        .into_iter()
        .filter(|one| one.amount != Oere::from_oere(0));
    factors.chain(others).collect()
}

/// Whether a change can be put down to a factor at all.
///
/// Of spending per resident the residents are the units, so that a resident always has one; the mix of a single service is always
/// that service; and without a service on both sides there are no factors.
fn can_vary(factor: Factor, (parts, unit): (&Parts, &Unit)) -> bool {
    let is_on_both = |one: &&Part| !one.is_unpriced && one.before.is_some() && one.after.is_some();
    let n_kept = parts.services.iter().filter(is_on_both).count();
    match factor {
        Factor::Population | Factor::Price => n_kept > 0,
        Factor::Use => n_kept > 0 && *unit != Unit::DkkPerResident,
        Factor::Mix => n_kept > 1,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
