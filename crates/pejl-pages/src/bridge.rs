//! What a change in spending is put down to, as a waterfall.

use pejl_app::bridge::{Bridge, BridgeAnswer, Factor};
use pejl_charts::{
    Bridge as Steps, BridgePart, BridgeTotal, Chart, Heading, PartKind, Waterfall, ZeroRule,
};
use pejl_domain::{Lang, Oere, Unit};

use crate::drawing::{ChartView, draw};
use crate::texts::{Texts, fill, texts};
use crate::wording::sentence;

/// The drawing of a change, or why there is none.
pub(crate) fn bridge(found: &BridgeAnswer, lang: Lang) -> Result<ChartView, String> {
    let t = texts(lang);
    let bridge = found.bridge.as_ref();
    let bridge = bridge.map_err(|why| sentence(why.to_lang(lang)))?;
    let total = |period: pejl_domain::Period, oere| BridgeTotal {
        label: fill(t.bridge_total, &[("period", &period.to_lang(lang))]),
        amount: Oere::from_oere(oere),
    };
    let steps = Steps::new(
        total(found.before.period, bridge.before),
        parts(bridge, (found.reading.unit == Unit::DkkPerResident, t)),
        total(found.after.period, bridge.after),
    );
    let steps = steps.map_err(|error| {
        log::error!("bridge of a page failed cause={error}");
        t.part_failed.to_owned()
    })?;
    let chart = Chart::from(Waterfall {
        lang,
        heading: Heading {
            title: found.reading.name.to_lang(lang).to_owned(),
            ..Heading::default()
        },
        zero: ZeroRule::Include,
        bridge: steps,
    });
    Ok(ChartView::of(draw(chart, "bridge"), 0).with_table_note(t.bridge_table_exact))
}

/// The parts of a change: each factor, and what is new, has ceased or has no price where there is such.
///
/// Spending per resident has residents for its units, so that nothing of its change is use or mix.
fn parts(bridge: &Bridge, (is_per_resident, t): (bool, &Texts)) -> Vec<BridgePart> {
    let part = |code: &str, label: &str, kind, oere| BridgePart {
        code: code.to_owned(),
        label: label.to_owned(),
        kind,
        amount: Oere::from_oere(oere),
    };
    let is_of_it = |oere: i64| !is_per_resident || oere != 0;
    let factors = bridge.parts.iter().filter(|(_, oere)| is_of_it(*oere));
    let factors = factors.map(|(factor, oere)| {
        let label = match factor {
            Factor::Population => t.bridge_population,
            Factor::Use => t.bridge_use,
            Factor::Mix => t.bridge_mix,
            Factor::Price if is_per_resident => t.bridge_per_resident,
            Factor::Price => t.bridge_price,
        };
        part(factor.as_str(), label, PartKind::Factor, *oere)
    });
    let ceased = bridge.ceased.saturating_neg();
    let others = [
        part("new", t.bridge_new, PartKind::New, bridge.new),
        part("ceased", t.bridge_ceased, PartKind::Ceased, ceased),
        part(
            "unpriced",
            t.bridge_unpriced,
            PartKind::Unpriced,
            bridge.unpriced,
        ),
    ];
    let others = others.into_iter().filter(|one| one.amount != Oere::ZERO);
    factors.chain(others).collect()
}
