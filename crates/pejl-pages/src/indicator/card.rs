//! The definition card of an indicator.

use pejl_app::{Direction, Indicator};
use pejl_domain::lang::{format_date, format_integer};
use pejl_domain::{Grain, Lang};

use super::asked::Choice;
use crate::definition::{Definition, Term};
use crate::texts::{Texts, fill, texts};

/// The terms of the card, in the order they are read.
pub(super) fn terms(choice: &Choice) -> Vec<Term> {
    let (indicator, reading, lang) = (&choice.indicator, &choice.reading, choice.seen.lang);
    let t = texts(lang);
    let definition = Definition {
        reading,
        indicator: Some(indicator),
        lang,
    };
    let mut terms = definition.what();
    terms.push(Term::one(t.card_direction, direction(reading.direction, t)));
    let grains = indicator.grains.iter().map(|grain| grain_name(*grain, t));
    let grains: Vec<&str> = grains.collect();
    terms.push(Term::one(t.card_grains, grains.join(", ")));
    terms.extend(account(choice));
    terms.push(Term::one(
        t.card_maturity,
        maturity(reading.maturity_lag_days, lang),
    ));
    if indicator.minimum_base > 0 {
        let n = indicator.minimum_base.to_string();
        let text = fill(t.card_minimum_text, &[("n", &n)]);
        terms.push(Term::one(t.card_minimum, text));
    }
    terms.extend(definition.from());
    terms.push(Term::of(t.card_breaks, breaks(indicator, lang)));
    terms.extend(definition.state(&choice.seen.head));
    terms.retain(Term::says_something);
    terms
}

fn direction(direction: Direction, t: &Texts) -> &'static str {
    match direction {
        Direction::Up => t.direction_up,
        Direction::Down => t.direction_down,
        Direction::Band => t.direction_band,
        Direction::Context => t.direction_context,
    }
}

/// A length of period as a reader says it.
pub(super) fn grain_name(grain: Grain, t: &Texts) -> &'static str {
    match grain {
        Grain::Year => t.grain_year,
        Grain::Half => t.grain_half,
        Grain::Quarter => t.grain_quarter,
        Grain::Month => t.grain_month,
        Grain::Week => t.grain_week,
    }
}

fn account(choice: &Choice) -> Option<Term> {
    let account = choice.account.as_ref()?;
    let text = account.label(choice.seen.lang);
    Some(Term::one(texts(choice.seen.lang).card_account, text))
}

fn maturity(days: u32, lang: Lang) -> String {
    let t = texts(lang);
    match days {
        0 => t.card_mature_at_once.to_owned(),
        days => {
            let days = format_integer(i64::from(days), lang);
            fill(t.card_mature_after, &[("days", &days)])
        }
    }
}

fn breaks(indicator: &Indicator, lang: Lang) -> Vec<String> {
    let breaks = indicator.breaks.iter();
    let text = breaks.map(|one| {
        let date = format_date(one.date, lang);
        format!("{date}: {}", one.text.to_lang(lang))
    });
    text.collect()
}
