//! What a change in spending is put down to, as a waterfall.

use pejl_app::bridge::{Bridge as Parts, BridgeAnswer, Factor};
use pejl_charts::{Bridge, BridgePart, BridgeTotal, Chart, Heading, PartKind, Waterfall, ZeroRule};
use pejl_domain::{Lang, Oere, Period};
use pejl_wording::fill;

use super::draw;
use crate::document::{Figure, PlotKind};
use crate::texts::texts;

/// What a change is put down to; the reason where there is no bridge.
pub(crate) fn bridge(answer: &BridgeAnswer, (id, lang): (&str, Lang)) -> Result<Figure, String> {
    let t = texts(lang);
    let parts = answer
        .bridge
        .as_ref()
        .map_err(|reason| reason.to_lang(lang).to_owned())?;
    let (from, to) = (answer.before.period, answer.after.period);
    let total = |period: Period, oere| BridgeTotal {
        label: fill(t.bridge_total, &[("period", &period.to_lang(lang))]),
        amount: Oere::from_oere(oere),
    };
    let bridge = Bridge::new(
        total(from, parts.before),
        bridge_parts(parts, lang),
        total(to, parts.after),
    )
    .map_err(|error| error.to_string())?;
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
    Ok(draw(&chart, PlotKind::Bridge, &title, (id, lang)))
}

fn bridge_parts(parts: &Parts, lang: Lang) -> Vec<BridgePart> {
    let t = texts(lang);
    let of = |code: &str, label: &str, kind, oere| BridgePart {
        code: code.to_owned(),
        label: label.to_owned(),
        kind,
        amount: Oere::from_oere(oere),
    };
    let factors = parts.parts.iter().map(|(factor, oere)| {
        let label = match factor {
            Factor::Population => t.factor_population,
            Factor::Use => t.factor_use,
            Factor::Mix => t.factor_mix,
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
