//! The definitions as one text: what figures follow from, beside the rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use pejl_domain::area::municipalities;
use pejl_domain::{Grain, Period};

use super::calendar::Window;
use super::figures::figures;
use super::plan::{RecordQuestion, record_plan};
use crate::catalogue::{Catalogue, Kind, Reading};
use crate::query::Place;
use crate::relation::sql;

/// Raise this when figures are read off the collected rows in another way, when indices are put together or residents found
/// in another way, or when the words of a reason change: the rest of the computation stands in the text by itself.
const READ_OFF: u32 = 2;

/// Everything that decides the figures of records, reading by reading: how it is measured, and its computation as SQL.
///
/// Two programs with the same text compute the same from the same rows; names and explanations are not in it.
pub fn definitions(catalogue: &Catalogue) -> String {
    let (population, levels) = (&catalogue.population, catalogue.parts.posted_level());
    let mut text = format!("{READ_OFF}\n{population:?}\n{levels:?}\n");
    for indicator in &catalogue.indicators {
        let readings = indicator.readings.iter();
        for reading in readings.filter(|reading| reading.kind == Kind::Records) {
            // Writing to a text cannot fail.
            let _ = writeln!(
                text,
                "{} {} {} {:?} {} {:?} {:?} {:?} {:?}\n{}",
                reading.indicator,
                reading.code,
                reading.definition_version,
                reading.unit,
                indicator.maturity_lag_days,
                reading.from,
                reading.index,
                reading.composite,
                reading.measures,
                computation(catalogue, reading),
            );
        }
    }
    text
}

/// The computation of a reading as SQL, over any one year; a card at fault says so in its place.
fn computation(catalogue: &Catalogue, reading: &Reading) -> String {
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
        by: Vec::new(),
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
