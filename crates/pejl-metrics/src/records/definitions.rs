//! The definitions as one text: what figures follow from, beside the rows.

#[cfg(test)]
mod locked;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::NaiveDate;
use pejl_domain::area::municipalities;
use pejl_domain::{Grain, Period};

use super::calendar::Window;
use super::figures::figures;
use super::plan::{RecordQuestion, record_plan};
use crate::catalogue::{Catalogue, Indicator, Kind, Reading};
use crate::query::Place;
use crate::relation::sql;

/// Raise this when figures are read off the collected rows in another way, when indices are put together or residents found
/// in another way, or when the words of a reason change: the rest of the computation stands in the text by itself.
const READ_OFF: u32 = 4;

/// Everything that decides the figures of records, reading by reading: how it is measured, and its computation as SQL.
///
/// Two programs with the same text compute the same from the same rows; names and explanations are not in it.
pub fn definitions(catalogue: &Catalogue) -> String {
    let (population, levels) = (&catalogue.population, catalogue.parts.posted_level());
    let mut text = format!("{READ_OFF}\n{population:?}\n{levels:?}\n");
    for indicator in &catalogue.indicators {
        for reading in of_records(indicator) {
            text.push_str(&definition(catalogue, reading));
        }
    }
    text
}

/// The readings of records of a catalogue that another defines otherwise or lacks, by indicator and code; with the indices
/// that are made of such.
pub fn changed_readings(before: &Catalogue, after: &Catalogue) -> BTreeSet<(String, String)> {
    let mut changed = BTreeSet::new();
    // Cards are the same ones where nobody applied another, and need not be put together.
    let is_same = |reading: &Arc<Reading>| {
        let then = before.find_indicator(&reading.indicator)?;
        let known = then.find_reading(&reading.code)?;
        let same =
            Arc::ptr_eq(known, reading) || definition(before, known) == definition(after, reading);
        same.then_some(())
    };
    let readings = || after.indicators.iter().flat_map(of_records);
    for reading in readings().filter(|reading| is_same(reading).is_none()) {
        changed.insert((reading.indicator.clone(), reading.code.clone()));
    }
    let is_changed = |changed: &BTreeSet<(String, String)>, code: &String| {
        after
            .find_reading(code)
            .is_none_or(|one| changed.contains(&(one.indicator.clone(), one.code.clone())))
    };
    for reading in readings() {
        let mut components = reading.index.iter().flat_map(|index| &index.components);
        if components.any(|code| is_changed(&changed, code)) {
            changed.insert((reading.indicator.clone(), reading.code.clone()));
        }
    }
    changed
}

fn of_records(indicator: &Indicator) -> impl Iterator<Item = &Arc<Reading>> {
    let readings = indicator.readings.iter();
    readings.filter(|reading| reading.kind == Kind::Records)
}

/// What decides the figures of one reading.
fn definition(catalogue: &Catalogue, reading: &Reading) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _ = writeln!(
        text,
        "{} {} {} {:?} {} {} {:?} {:?} {:?} {:?}\n{}",
        reading.indicator,
        reading.code,
        reading.definition_version,
        reading.unit,
        reading.maturity_lag_days,
        reading.needs_before_days,
        reading.from,
        reading.index,
        reading.composite,
        reading.measures,
        computation(catalogue, reading, None),
    );
    text
}

/// The computation of a reading as SQL, over any one year, in total or split; a card at fault says so in its place.
fn computation(catalogue: &Catalogue, reading: &Reading, by: Option<&str>) -> String {
    let day = NaiveDate::from_ymd_opt(2018, 12, 31).unwrap_or_default();
    let question = RecordQuestion {
        catalogue,
        readings: vec![reading],
        places: municipalities()
            .first()
            .map(Place::Area)
            .into_iter()
            .collect(),
        periods: Period::containing(Grain::Year, day).into_iter().collect(),
        of_each: None,
        window: Window::Period,
        by: by.map(str::to_owned).into_iter().collect(),
        filters: Vec::new(),
    };
    if reading.measures.is_none() {
        return String::new();
    }
    let plan = record_plan(question, &BTreeMap::new(), day);
    let relation = plan.and_then(|plan| figures(&plan));
    relation.map_or_else(|error| error.to_string(), |relation| sql(&relation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{catalogue, with_own_cards};

    #[test]
    fn another_condition_is_another_definition_and_another_name_is_none() {
        let text = definitions(catalogue());
        assert_eq!(text, definitions(catalogue()));
        assert!(text.contains("O3.3 "));
        let card = include_str!("../../cards/O3.3.toml");
        let with = |from: &str, to: &str| {
            let changed = card.replace(from, to);
            assert_ne!(changed, card, "nothing replaced");
            with_own_cards(&[("O3.3.toml", &changed)]).map(|own| definitions(&own))
        };
        let renamed = with("Share ending self-reliant", "Other");
        assert_eq!(renamed.as_ref(), Ok(&text));
        let redefined = with("take = \"rows\"", "take = \"persons\"");
        assert!(redefined.is_ok_and(|redefined| redefined != text));
        let later = with("definition_version = 1", "definition_version = 2");
        assert!(later.is_ok_and(|later| later != text));
    }
}
