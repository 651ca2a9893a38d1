//! Who the nearest are, and by what they were chosen.

use pejl_app::comparison::{Compared, Factor, Nearest};
use pejl_app::reference::place_name;
use pejl_domain::Lang;
use pejl_domain::lang::format_number;
use serde::Serialize;

use super::figures::Figures;
use crate::texts::{fill, texts};
use crate::wording::{self, bare};

/// Decimals of a distance and of a weight.
const DECIMALS: u8 = 2;

/// The nearest, the first of them first.
#[derive(Debug, Serialize)]
pub(crate) struct NearestView {
    heading: String,
    /// What decided who is near.
    factors: String,
    /// The period of the figures, and their unit.
    period: String,
    unit: String,
    rows: Vec<NearRow>,
    /// How many lack a factor, and who.
    without: Option<String>,
    who: String,
}

#[derive(Debug, Serialize)]
struct NearRow {
    no: usize,
    name: String,
    distance: String,
    value: String,
}

/// The nearest, where these are compared with.
pub(crate) fn nearest(figures: &Figures) -> Option<NearestView> {
    let compared = figures.group.as_ref()?;
    let nearest = compared.nearest.as_ref()?;
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let own = choice.seen.own.name(lang);
    let n = nearest.neighbours.len().to_string();
    let names = nearest.without.iter().map(|code| place_name(code, lang));
    let names: Vec<String> = names.collect();
    Some(NearestView {
        heading: fill(t.nearest_heading, &[("n", &n), ("name", own)]),
        factors: by(&nearest.factors, lang),
        period: choice.period.to_lang(lang),
        unit: wording::unit(&choice.reading, lang),
        rows: rows(figures, compared, nearest),
        without: (!names.is_empty())
            .then(|| fill(t.nearest_without, &[("n", &names.len().to_string())])),
        who: names.join(", "),
    })
}

fn rows(figures: &Figures, compared: &Compared, nearest: &Nearest) -> Vec<NearRow> {
    let (reading, lang) = (&figures.choice.reading, figures.choice.seen.lang);
    let value = |code: &str| {
        let standings = &compared.comparison.standings;
        let found = standings.iter().find(|one| one.municipality == code)?;
        Some(match found.value {
            Some(value) => bare(value, reading.precision, &reading.unit, lang),
            None => wording::cell(found.cell, lang).to_owned(),
        })
    };
    let neighbours = nearest.neighbours.iter().zip(1..);
    let rows = neighbours.map(|(one, no)| NearRow {
        no,
        name: place_name(one.municipality, lang),
        distance: format_number(one.distance, DECIMALS, lang),
        value: value(one.municipality).unwrap_or_default(),
    });
    rows.collect()
}

/// The factors with their years, and with their weights where these differ.
fn by(factors: &[Factor], lang: Lang) -> String {
    let t = texts(lang);
    let mut pairs = factors.iter().zip(factors.iter().skip(1));
    let is_even = pairs.all(|(one, next)| one.weight == next.weight);
    let one = |factor: &Factor| {
        let year = factor.year.to_string();
        let weight = format_number(factor.weight, DECIMALS, lang);
        let parts = [
            ("factor", factor.name.as_str()),
            ("year", &year),
            ("weight", &weight),
        ];
        let template = match is_even {
            true => t.nearest_factor,
            false => t.nearest_factor_weighed,
        };
        fill(template, &parts)
    };
    let named: Vec<String> = factors.iter().map(one).collect();
    fill(t.nearest_factors, &[("factors", &named.join(", "))])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn factor(name: &str, weight: f64) -> Factor {
        Factor {
            name: name.to_owned(),
            weight,
            year: 2018,
        }
    }

    #[test]
    fn weights_are_told_where_they_differ() {
        let even = by(&[factor("towns", 1.0), factor("age", 1.0)], Lang::Da);
        assert!(even.contains("towns (2018), age (2018)"), "{even}");
        let other = by(&[factor("towns", 1.0), factor("age", 2.5)], Lang::Da);
        assert!(other.contains("age (2018, vægt 2,50)"), "{other}");
    }
}
