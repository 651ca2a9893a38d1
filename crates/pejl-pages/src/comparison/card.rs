//! The definition card: what the figure is, in the words of its card and of the facts behind it.

use pejl_domain::lang::format_date;
use serde::Serialize;

use super::figures::{Choice, Figures, reading_code};
use crate::texts::{fill, texts};
use crate::wording::{self, instant};

/// One term of the card with what is said of it.
#[derive(Debug, Serialize)]
pub(crate) struct Term {
    term: &'static str,
    texts: Vec<String>,
}

/// The terms of the card, in the order they are read.
pub(crate) fn terms(figures: &Figures) -> Vec<Term> {
    let choice = &figures.choice;
    let (reading, lang) = (&choice.reading, choice.lang);
    let t = texts(lang);
    let indicator = figures.catalogue.find_indicator(&reading.indicator);
    let members = &figures.all.comparison.members;
    let one = |term, text: &str| Term {
        term,
        texts: vec![text.to_owned()],
    };
    let mut terms = vec![one(
        t.card_indicator,
        &format!("{} ({})", reading.name.to_lang(lang), reading_code(reading)),
    )];
    if let Some(indicator) = indicator {
        terms.push(one(t.card_description, indicator.description.to_lang(lang)));
    }
    terms.push(one(t.card_numerator, reading.numerator.to_lang(lang)));
    terms.push(one(t.card_denominator, reading.denominator.to_lang(lang)));
    terms.push(one(t.card_unit, &wording::unit(reading, lang)));
    terms.push(one(t.card_price, &price(figures)));
    terms.push(Term {
        term: t.card_account,
        texts: account(choice),
    });
    if let Some(dranst) = members.get("dranst") {
        terms.push(one(t.card_dranst, &wording::dranst(dranst, lang)));
    }
    if let Some(indicator) = indicator {
        terms.push(one(t.card_source, &indicator.source));
    }
    let pitfalls = indicator
        .map(|one| one.pitfalls.as_slice())
        .unwrap_or_default()
        .iter()
        .chain(&reading.pitfalls);
    terms.push(Term {
        term: t.card_pitfalls,
        texts: pitfalls.map(|text| text.to_lang(lang).to_owned()).collect(),
    });
    terms.push(one(t.card_version, &reading.definition_version.to_string()));
    let at = figures
        .head
        .committed_at
        .map(|at| instant(at, lang))
        .unwrap_or_default();
    terms.push(one(
        t.card_revision,
        &fill(
            t.card_revision_at,
            &[
                ("revision", &figures.head.revision.to_string()),
                ("at", &at),
            ],
        ),
    ));
    terms.retain(|term| !term.texts.is_empty());
    terms
}

/// The price level, with the series and the day its rates are from when prices are calculated.
fn price(figures: &Figures) -> String {
    let choice = &figures.choice;
    let t = texts(choice.lang);
    let level = wording::price_level(choice.price, choice.lang);
    let Some(basis) = &figures.all.comparison.price else {
        return level;
    };
    let (Some(series), Some(vintage)) = (&basis.series, basis.vintage) else {
        return level;
    };
    fill(
        t.card_price_series,
        &[
            ("level", &level),
            ("series", series),
            ("date", &format_date(vintage, choice.lang)),
        ],
    )
}

fn account(choice: &Choice) -> Vec<String> {
    let parts = choice
        .account
        .parts(choice.period.year_number(), choice.lang);
    std::iter::once(choice.account.label(choice.lang))
        .chain(parts)
        .collect()
}
