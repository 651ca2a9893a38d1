//! What would keep the frame, and what comes of changes that are asked about.

use pejl_app::Reading;
use pejl_app::frame::{FrameAnswer, Keeps, NextYear, Outcome, Population, ServicePart, Spending};
use pejl_domain::Lang;
use pejl_wording::kroner;
use serde::Serialize;

use super::areas::per_cent;
use super::asked::{Asked, CHANGES};
use crate::form::Hidden;
use crate::indicator::to_indicator;
use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, sentence, signed};

/// The form and what it gives.
#[derive(Debug, Serialize)]
pub(super) struct WhatIfView {
    inputs: Vec<Input>,
    hidden: Vec<Hidden>,
    years: Vec<String>,
    rows: Vec<Row>,
    notes: Vec<String>,
    services_heading: String,
    services: Vec<Service>,
    /// The page without the changes; none where there are none.
    clear: Option<String>,
}

/// A number to write.
#[derive(Debug, Serialize)]
struct Input {
    name: &'static str,
    label: &'static str,
    value: String,
}

/// A row, with a cell for each year.
#[derive(Debug, Serialize)]
struct Row {
    label: &'static str,
    cells: Vec<Cell>,
}

#[derive(Debug, Default, PartialEq, Serialize)]
struct Cell {
    value: String,
    note: Option<String>,
}

/// A service that has a price.
#[derive(Debug, Serialize)]
struct Service {
    href: String,
    name: String,
    spending: String,
    part: String,
    keeps: Cell,
}

/// The view of what would keep the frame.
pub(super) fn what_if(asked: &Asked, found: &FrameAnswer) -> WhatIfView {
    let lang = asked.seen.lang;
    let t = texts(lang);
    let this_year = found.what_if.this_year.as_ref();
    let next_year = found.what_if.next_year.as_ref();
    let outcomes: Vec<&Outcome> = this_year
        .ok()
        .into_iter()
        .chain(next_year.ok().map(|one| &one.outcome))
        .collect();
    let year = found.asked.year;
    let mut years = Vec::new();
    years.extend(this_year.ok().map(|_| year.to_string()));
    years.extend(next_year.ok().map(|_| year.saturating_add(1).to_string()));
    let base = found.what_if.base_year.map(|year| year.to_string());
    WhatIfView {
        inputs: inputs(asked, t),
        hidden: hidden(asked),
        years,
        rows: rows(asked, &outcomes),
        notes: notes(found, lang),
        services_heading: fill(
            t.finance_services,
            &[("year", &base.unwrap_or_else(|| NOTHING.to_owned()))],
        ),
        services: services(asked, found),
        clear: clear(asked),
    }
}

fn inputs(asked: &Asked, t: &Texts) -> Vec<Input> {
    let labels = [
        t.finance_price,
        t.finance_share,
        t.finance_length,
        t.finance_population,
        t.finance_prices_next,
    ];
    let changes = CHANGES.iter().zip(&asked.changes).zip(labels);
    let changes = changes.map(|(((name, _), change), label)| Input {
        name,
        label,
        value: change
            .as_deref()
            .map(|change| written(change, asked.seen.lang))
            .unwrap_or_default(),
    });
    let amount = Input {
        name: "amount",
        label: t.finance_amount,
        value: asked.amount.clone().unwrap_or_default(),
    };
    std::iter::once(amount).chain(changes).collect()
}

/// A number as it is written in a language.
fn written(number: &str, lang: Lang) -> String {
    match lang {
        Lang::Da => number.replace('.', ","),
        Lang::En => number.to_owned(),
    }
}

/// Whether a parameter is of this form.
fn is_input(name: &str) -> bool {
    name == "amount" || CHANGES.iter().any(|(known, _)| *known == name)
}

fn hidden(asked: &Asked) -> Vec<Hidden> {
    let choices = asked.choices().into_iter();
    let kept = choices.filter(|(name, _)| !is_input(name));
    Hidden::language(asked.seen.lang)
        .into_iter()
        .chain(Hidden::revision(
            asked.seen.is_pinned,
            asked.seen.head.revision,
        ))
        .chain(kept.map(|(name, value)| Hidden::new(name, value)))
        .collect()
}

fn clear(asked: &Asked) -> Option<String> {
    let choices = asked.choices().into_iter();
    let inputs: Vec<&str> = choices
        .map(|(name, _)| name)
        .filter(|name| is_input(name))
        .collect();
    let without = inputs
        .iter()
        .fold(asked.link(), |link, name| link.without(name));
    (!inputs.is_empty()).then(|| format!("{without}#what-if"))
}

fn rows(asked: &Asked, outcomes: &[&Outcome]) -> Vec<Row> {
    let lang = asked.seen.lang;
    let t = texts(lang);
    let row = |label, of: &dyn Fn(&Outcome) -> Cell| Row {
        label,
        cells: outcomes.iter().map(|one| of(one)).collect(),
    };
    let amount = |oere: Option<i64>| {
        Cell::of(oere.map_or_else(|| NOTHING.to_owned(), |oere| kroner(oere, lang)))
    };
    let mut rows = vec![
        row(t.finance_frame, &|one| amount(Some(one.spending.frame))),
        row(t.finance_ahead, &|one| amount(Some(one.spending.ahead))),
        row(t.finance_keeps_price, &|one| keeps(&one.price, lang)),
        row(t.finance_keeps_share, &|one| keeps(&one.share, lang)),
        row(t.finance_keeps_length, &|one| keeps(&one.length, lang)),
    ];
    if asked.changes.iter().any(Option::is_some) {
        rows.push(row(t.finance_with, &|one| amount(one.with)));
        rows.push(row(t.finance_with_distance, &|one| Cell {
            note: one.distance.map(|oere| side(oere, t).to_owned()),
            value: one
                .distance
                .map_or_else(|| NOTHING.to_owned(), |oere| signed(kroner(oere, lang))),
        }));
    }
    rows
}

fn side(oere: i64, t: &Texts) -> &'static str {
    match oere {
        0 => t.finance_at,
        1.. => t.finance_over,
        _ => t.finance_under,
    }
}

/// The change that keeps the frame, or why there is none.
fn keeps(keeps: &Keeps, lang: Lang) -> Cell {
    let t = texts(lang);
    match keeps {
        Keeps::Change(change) => Cell::of(signed(per_cent(*change, lang))),
        Keeps::Impossible(change) => Cell {
            value: t.finance_impossible.to_owned(),
            note: Some(fill(
                t.finance_impossible_why,
                &[("change", &signed(per_cent(*change, lang)))],
            )),
        },
        Keeps::Unknown(why) => Cell {
            value: NOTHING.to_owned(),
            note: Some(sentence(why.to_lang(lang))),
        },
    }
}

impl Cell {
    fn of(value: String) -> Self {
        Self { value, note: None }
    }
}

/// What must be known beside the figures, and why some are not there.
fn notes(found: &FrameAnswer, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let what_if = &found.what_if;
    let mut notes = Vec::new();
    if let Err(why) = &what_if.this_year {
        let why = sentence(why.to_lang(lang));
        notes.push(fill(t.finance_no_this_year, &[("why", &why)]));
    }
    match &what_if.next_year {
        Ok(next) => notes.extend(of_next_year(next, lang)),
        Err(why) => {
            let why = sentence(why.to_lang(lang));
            notes.push(fill(t.finance_no_next_year, &[("why", &why)]));
        }
    }
    if let Ok(population) = &what_if.population {
        notes.extend(of_population(population, lang));
    }
    notes.push(match &what_if.of_courses {
        Ok(part) => fill(t.finance_courses_part, &[("share", &per_cent(*part, lang))]),
        Err(why) => {
            let why = sentence(why.to_lang(lang));
            fill(t.finance_no_courses_part, &[("why", &why)])
        }
    });
    notes
}

fn of_next_year(next: &NextYear, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let frame = match next.has_own_frame {
        true => t.finance_own_frame,
        false => t.finance_this_frame,
    };
    let note = next.note.iter().map(|note| sentence(note.to_lang(lang)));
    std::iter::once(frame.to_owned()).chain(note).collect()
}

/// How many more residents the year after is told for.
fn of_population(population: &Population, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let change = signed(per_cent(population.change(), lang));
    let Population::Projected(projection) = population else {
        return vec![fill(t.finance_population_said, &[("change", &change)])];
    };
    let areas: Vec<String> = projection
        .areas
        .iter()
        .map(|area| format!("{} {}", area.area, signed(per_cent(area.change(), lang))))
        .collect();
    vec![fill(
        t.finance_population_projected,
        &[
            ("change", &change),
            ("table", &projection.table),
            ("vintage", &projection.vintage.to_string()),
            ("areas", &areas.join(", ")),
        ],
    )]
}

fn services(asked: &Asked, found: &FrameAnswer) -> Vec<Service> {
    let this_year = found.what_if.this_year.as_ref().ok();
    let spending = this_year.map(|one| &one.spending);
    let services = found.what_if.services.iter();
    services.map(|one| service(asked, one, spending)).collect()
}

fn service(asked: &Asked, one: &ServicePart, spending: Option<&Spending>) -> Service {
    let lang = asked.seen.lang;
    let nothing = || NOTHING.to_owned();
    let alone = one.part.zip(spending);
    let reason = one.reason.as_ref();
    Service {
        href: href(asked, &one.reading),
        name: one.reading.name.to_lang(lang).to_owned(),
        spending: one.oere.map_or_else(nothing, |oere| kroner(oere, lang)),
        part: one.part.map_or_else(nothing, |part| per_cent(part, lang)),
        keeps: match alone {
            Some((part, spending)) => keeps(&spending.keeps(part), lang),
            None => Cell {
                value: nothing(),
                note: reason.map(|why| sentence(why.to_lang(lang))),
            },
        },
    }
}

/// The page of a reading, pinned where this one is.
fn href(asked: &Asked, reading: &Reading) -> String {
    let link = to_indicator((&reading.indicator, asked.seen.own), asked.seen.lang);
    let link = link.with("reading", &reading.code).with("grain", "year");
    asked.seen.stay(link).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_that_is_not_possible_is_told_as_such_and_not_as_a_goal() {
        let told = |one: &Keeps| keeps(one, Lang::Da);
        assert_eq!(told(&Keeps::Change(-7.0 / 99.0)).value, "−7,1 %");
        let impossible = told(&Keeps::Impossible(-1.06));
        assert_eq!(impossible.value, "ikke muligt");
        assert!(impossible.note.is_some_and(|note| note.contains("−106,0")));
    }

    #[test]
    fn a_number_is_written_again_in_the_language_of_the_page() {
        assert_eq!(written("-2.5", Lang::Da), "-2,5");
        assert_eq!(written("-2.5", Lang::En), "-2.5");
    }
}
