//! The definition card: what the figure is, in the words of its card and of the facts behind it.

use pejl_domain::lang::format_date;

use super::figures::{Choice, Figures};
use crate::definition::{Definition, Term};
use crate::texts::{fill, texts};
use crate::wording;

/// The terms of the card, in the order they are read.
pub(crate) fn terms(figures: &Figures) -> Vec<Term> {
    let choice = &figures.choice;
    let (reading, lang) = (&choice.reading, choice.seen.lang);
    let t = texts(lang);
    let definition = Definition {
        reading,
        indicator: figures.catalogue.find_indicator(&reading.indicator),
        lang,
    };
    let members = &figures.all.comparison.members;
    let mut terms = definition.what();
    terms.push(Term::one(t.card_price, price(figures)));
    terms.push(Term::of(t.card_account, account(choice)));
    let dranst = members.get("dranst");
    terms.extend(dranst.map(|one| Term::one(t.card_dranst, wording::dranst(one, lang))));
    terms.extend(definition.from());
    terms.extend(definition.state(&figures.choice.seen.head));
    terms.retain(Term::says_something);
    terms
}

/// The price level, with the series and the day its rates are from when prices are calculated.
fn price(figures: &Figures) -> String {
    let choice = &figures.choice;
    let t = texts(choice.seen.lang);
    let level = wording::price_level(choice.price, choice.seen.lang);
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
            ("date", &format_date(vintage, choice.seen.lang)),
        ],
    )
}

fn account(choice: &Choice) -> Vec<String> {
    let parts = choice
        .account
        .parts(choice.period.year_number(), choice.seen.lang);
    std::iter::once(choice.account.label(choice.seen.lang))
        .chain(parts)
        .collect()
}
