//! What courses cost, and what they are reckoned to gain.

use pejl_app::Observation;
use pejl_domain::Period;
use serde::Serialize;

use super::asked::Asked;
use super::cells::{Reasons, Shown, Why};
use super::courses::{Row, href};

/// The readings, in the order they are told. The gain is never shown without the hours and the share that it is read with.
pub(super) const READINGS: [&str; 6] = [
    "E2d.cost_per_course",
    "E2d.cost_per_success",
    "E2a.calculated_gain",
    "O3.2.hours_gained",
    "O3.3.self_reliant_endings",
    "O5.2.cost_per_hour",
];

/// The table of cost and gain.
#[derive(Debug, Serialize)]
pub(super) struct MoneyView {
    years: Vec<String>,
    rows: Vec<Row>,
    reasons: Vec<Why>,
}

/// The table of some years, the newest first.
pub(super) fn money(asked: &Asked, found: &[Observation], years: &[Period]) -> MoneyView {
    let lang = asked.seen.lang;
    let mut reasons = Reasons::default();
    let mut rows = Vec::new();
    let newest_first = || years.iter().rev();
    for code in READINGS {
        let Some(reading) = asked.catalogue.find_reading(code) else {
            continue;
        };
        let of = |year: &Period| {
            found.iter().find(|one| {
                let is_reading = one.members.get("reading") == Some(&reading.code);
                one.period == *year && one.indicator == reading.indicator && is_reading
            })
        };
        let figures = newest_first().filter_map(|year| {
            let one = of(year)?;
            reasons.note_of(one, reading, lang);
            Some(Shown::of_observation(one, reading, lang))
        });
        rows.push(Row {
            figures: figures.collect(),
            href: href(asked, reading),
            name: reading.name.to_lang(lang).to_owned(),
            code: code.to_owned(),
        });
    }
    // A row that lacks a year would stand its figure below another.
    rows.retain(|row| row.figures.len() == years.len());
    MoneyView {
        years: newest_first().map(|year| year.to_lang(lang)).collect(),
        rows,
        reasons: reasons.told(),
    }
}
