//! A bridge in words.

use pejl_domain::{Lang, Oere};

use super::Waterfall;
use super::amount::Writing;
use crate::clean_text::{clean, isolate};
use crate::summary::Summary;
use crate::words::{list, part_words, short_list};

/// How many parts a sentence lists before it counts the rest; the table has them all.
const MOST_PARTS: usize = 12;

/// The bridge in sentences: the change, what raises, what lowers, what does neither.
///
/// That figures are rounded the drawing says, and is not said again.
pub(super) fn summary(waterfall: &Waterfall) -> Summary {
    let (lang, bridge) = (waterfall.lang, &waterfall.bridge);
    let writing = Writing::of(bridge, lang);
    let mut summary = Summary::default();
    let name = |label: &str| isolate(&clean(label));
    let (from, to) = (bridge.start(), bridge.end());
    let change = Oere::from_oere(to.amount.as_oere().saturating_sub(from.amount.as_oere()));
    let (before, after) = (writing.amount(from.amount), writing.amount(to.amount));
    let (from_name, to_name) = (name(&from.label), name(&to.label));
    let is = lang.pick("er", "is");
    summary.push(if change == Oere::ZERO {
        let same = lang.pick("det samme som", "the same as");
        format!("{to_name} {is} {after}, {same} {from_name}")
    } else {
        let size = writing.size(change);
        let than = match change > Oere::ZERO {
            true => lang.pick("mere end", "more than"),
            false => lang.pick("mindre end", "less than"),
        };
        format!("{to_name} {is} {after}, {size} {than} {from_name} ({before})")
    });
    let of = |is_wanted: fn(Oere) -> bool| {
        let mut parts: Vec<_> = bridge
            .parts()
            .iter()
            .filter(|part| is_wanted(part.amount))
            .collect();
        parts.sort_by_key(|part| std::cmp::Reverse(part.amount.as_oere().unsigned_abs()));
        parts
    };
    for (parts, head) in [
        (
            of(|amount| amount > Oere::ZERO),
            lang.pick("Det trækker op", "Raised by"),
        ),
        (
            of(|amount| amount < Oere::ZERO),
            lang.pick("Det trækker ned", "Lowered by"),
        ),
    ] {
        let told = parts.iter().map(|part| {
            format!(
                "{} ({})",
                part_words(part.kind, &name(&part.label), lang),
                writing.change(part.amount)
            )
        });
        let told: Vec<String> = told.collect();
        if !told.is_empty() {
            summary.push(format!("{head}: {}", short_list(told, MOST_PARTS, lang)));
        }
    }
    let none: Vec<String> = of(|amount| amount == Oere::ZERO)
        .iter()
        .map(|part| part_words(part.kind, &name(&part.label), lang))
        .collect();
    if !none.is_empty() {
        let head = lang.pick("Uden betydning", "Without effect");
        summary.push(match none.len() > MOST_PARTS {
            true => format!("{head}: {}", short_list(none, MOST_PARTS, lang)),
            false => format!("{head}: {}", list(&none, lang)),
        });
    }
    if bridge.parts().is_empty() {
        summary.push(match lang {
            Lang::Da => "Der er ingen dele",
            Lang::En => "There are no parts",
        });
    }
    summary
}
