//! What it would mean in kroner to be as the others are.

use pejl_app::comparison::{Basis, Kroner, Line, Potential, Yardstick};
use pejl_domain::lang::{format_number, format_share_as_percent};
use pejl_domain::{Oere, Unit};
use pejl_wording::kroner;
use serde::Serialize;

use super::figures::Figures;
use super::rows::SHARE_DECIMALS;
use crate::part::{Part, Shown};
use crate::texts::{Texts, fill, texts};
use crate::wording::{self, NOTHING, bare, with_unit};

/// Decimals of years, and of residents and units.
const YEARS_DECIMALS: u8 = 1;
const BASE_DECIMALS: u8 = 0;

/// A potential by each yardstick.
#[derive(Debug, Serialize)]
pub(crate) struct PotentialView {
    caption: String,
    /// What kroner are reckoned from, and what they say.
    lead: Vec<String>,
    /// Unit of the yardsticks, and of money.
    unit: String,
    kroner: &'static str,
    rows: Vec<PotentialRow>,
    /// How fast others have been, where an earlier year is chosen.
    speed: Option<String>,
}

#[derive(Debug, Serialize)]
struct PotentialRow {
    label: &'static str,
    value: String,
    amount: String,
    without_one: String,
    drawn: String,
    a_year: String,
    years: String,
}

/// The potential among those that the municipality is held against, or why there is none.
pub(crate) fn potential(figures: &Figures) -> Shown<PotentialView> {
    let (lang, t) = (figures.choice.seen.lang, texts(figures.choice.seen.lang));
    let part: Part<PotentialView> = match &figures.against().potential {
        Ok(found) => Ok(view(figures, found)),
        Err(reason) => {
            let reason = reason.to_lang(lang);
            Err(fill(t.potential_none, &[("reason", reason)]))
        }
    };
    part.into()
}

fn view(figures: &Figures, found: &Potential) -> PotentialView {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let (own, period) = (choice.seen.own.name(lang), choice.period.to_lang(lang));
    let caption = [
        ("name", own),
        ("account", &choice.account.label(lang)),
        ("period", &period),
        ("others", &others(figures)),
    ];
    let basis = match found.basis {
        Basis::Spending => t.potential_spending,
        Basis::Price => t.potential_price,
    };
    let spent = Oere::from_oere(found.own_oere).to_kroner_f64();
    let parts = [
        ("name", own),
        ("amount", &with_unit(spent, 0, &Unit::Dkk, lang)),
        ("period", &period),
        ("base", &format_number(found.base, BASE_DECIMALS, lang)),
    ];
    PotentialView {
        caption: fill(t.potential_caption, &caption),
        lead: vec![fill(basis, &parts), t.potential_lead.to_owned()],
        unit: wording::unit(&choice.reading, lang),
        kroner: wording::short_unit(&Unit::Dkk, lang),
        rows: found.lines.iter().map(|one| row(one, figures, t)).collect(),
        speed: speed(figures, found),
    }
}

/// Whom the yardsticks are of.
pub(super) fn others(figures: &Figures) -> String {
    let t = texts(figures.choice.seen.lang);
    let against = figures.against();
    let n = against.comparison.peers.n.to_string();
    match figures.group_name() {
        Some(_) if against.nearest.is_some() => fill(t.others_of_nearest, &[("n", &n)]),
        Some(group) => fill(t.others_of_group, &[("n", &n), ("group", &group)]),
        None => fill(t.others_of_all, &[("n", &n)]),
    }
}

fn row(one: &Line, figures: &Figures, t: &Texts) -> PotentialRow {
    let (reading, lang) = (&figures.choice.reading, figures.choice.seen.lang);
    let label = match one.mark.yardstick {
        Yardstick::Median => t.yardstick_median,
        Yardstick::BestQuarter => t.yardstick_best_quarter,
        Yardstick::BestFive => t.yardstick_best_five,
    };
    let nothing = || NOTHING.to_owned();
    let range = |(low, high): (i64, i64)| {
        let parts = [("low", &*kroner(low, lang)), ("high", &kroner(high, lang))];
        fill(t.potential_range, &parts)
    };
    let Kroner {
        oere,
        without_one,
        drawn_95,
    } = one.kroner;
    // A quartile of whole kroner is no whole krone.
    let decimals = reading.precision.saturating_add(1);
    PotentialRow {
        label,
        value: bare(one.mark.value, decimals, &reading.unit, lang),
        amount: kroner(oere, lang),
        without_one: range(without_one),
        drawn: range(drawn_95),
        a_year: one
            .yearly_oere
            .map_or_else(nothing, |oere| kroner(oere, lang)),
        years: one
            .years
            .map_or_else(nothing, |years| format_number(years, YEARS_DECIMALS, lang)),
    }
}

/// The yearly change that a quarter of the others have reached.
fn speed(figures: &Figures, found: &Potential) -> Option<String> {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let (from, (yearly, n)) = (choice.from?, found.speed?);
    let template = match yearly < 0.0 {
        true => t.potential_speed,
        false => t.potential_no_speed,
    };
    let parts = [
        ("n", &*n.to_string()),
        (
            "share",
            &format_share_as_percent(yearly, SHARE_DECIMALS, lang),
        ),
        ("from", &from.to_lang(lang)),
    ];
    Some(fill(template, &parts))
}
