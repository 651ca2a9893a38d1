//! Where the municipality stands among all others, in one line, and the way to the whole comparison.

use pejl_app::Order;
use pejl_app::comparison::Compared;
use serde::Serialize;

use super::asked::Choice;
use crate::link::{COMPARISON, Link};
use crate::texts::{fill, texts};
use crate::wording::{decimals, sentence, with_unit};

/// One line, and a link.
#[derive(Debug, Serialize)]
pub(crate) struct PositionView {
    text: String,
    href: String,
}

/// The line of a comparison.
pub(super) fn position(choice: &Choice, found: &Compared) -> PositionView {
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let comparison = &found.comparison;
    let written = |value: f64| {
        let reading = &choice.reading;
        with_unit(value, decimals(reading), &reading.unit, lang)
    };
    let which = match comparison.order {
        Order::LowestFirst => t.rank_lowest,
        Order::HighestFirst => t.rank_highest,
    };
    let text = match (comparison.own.rank, comparison.quartiles) {
        (Some(rank), Some(quartiles)) => sentence(&fill(
            t.position_text,
            &[
                ("name", choice.seen.own.name(lang)),
                ("rank", &rank.to_string()),
                ("n", &comparison.n.to_string()),
                ("which", which),
                ("median", &written(quartiles.median)),
            ],
        )),
        _ => t.position_none.to_owned(),
    };
    PositionView {
        text,
        href: link(choice, found).to_string(),
    }
}

/// The comparison page of the same figures.
fn link(choice: &Choice, found: &Compared) -> Link {
    let account = choice.account.as_ref().map(|one| one.code());
    let link = Link::to(COMPARISON, choice.seen.lang)
        .with("municipality", choice.seen.own.code)
        .with("indicator", &choice.code())
        .with("filter.function", account.unwrap_or_default())
        .with("period", &found.comparison.period.to_string());
    match choice.seen.is_pinned {
        true => link.with("revision", &choice.seen.head.revision.to_string()),
        false => link,
    }
}
