//! What a card must look like, whatever it counts: codes that can be told apart, numbers within bounds, and a minimum base
//! where persons are behind the figures.

use std::collections::BTreeSet;

use pejl_domain::Grain;

use crate::catalogue::{Composite, Indicator, Kind, Reading};
use crate::records::dimension::is_of_person;
use crate::records::{Measure, Measures};

/// Most letters of the code of an indicator.
const CODE_MAX: usize = 16;
/// Most letters of the code of a reading.
const READING_CODE_MAX: usize = 60;
/// Most readings of a card.
const READINGS_MAX: usize = 40;
/// Most measures of a reading.
const MEASURES_MAX: usize = 40;
/// Most dimensions of a card or a reading.
const DIMENSIONS_MAX: usize = 20;
/// Most numbers that a formula names.
const FACTORS_MAX: usize = 40;
/// Most sums and most settings of a formula, parts of a measure and components of an index.
const LISTED_MAX: usize = 20;
/// Most rows that every municipality must have.
const REQUIRED_MAX: usize = 10;
/// Most of a number that is chosen, multiplied with or divided by.
const NUMBER_MAX: i64 = 1_000_000_000;
/// Least that a quotient is multiplied by.
const PER_MIN: f64 = 1e-9;
/// Most that a quotient is multiplied by.
const PER_MAX: f64 = 1e9;
/// Highest version of a definition.
const VERSION_MAX: i32 = 10_000;
/// Most per cent of an index's component that may be of no member of its finer dimension.
const REST_MAX: u8 = 50;
/// Most decimals.
const PRECISION_MAX: u8 = 6;
/// Most days until a figure can be known: ten years.
const LAG_MAX: u32 = 3_653;
/// Fewest persons that a figure of persons may be told of.
const BASE_MIN: u32 = 5;
/// Sources whose rows are kroner.
const OF_MONEY: [&str; 4] = ["band_cost", "budget", "forecast", "ledger"];
/// What facts of accounts can be split by.
const OF_ACCOUNTS: [&str; 2] = ["function", "dranst"];

/// What a card has too much of to be put together at all, by reading.
pub(super) fn too_much(indicator: &Indicator) -> Vec<(Option<String>, String)> {
    let mut faults = Vec::new();
    if indicator.readings.len() > READINGS_MAX {
        let text = format!("it has more than {READINGS_MAX} readings");
        return vec![(None, text)];
    }
    if indicator.dimensions.len() > DIMENSIONS_MAX {
        let text = format!("it has more than {DIMENSIONS_MAX} dimensions");
        faults.push((None, text));
    }
    for reading in &indicator.readings {
        let texts = too_much_of(reading).into_iter();
        faults.extend(texts.map(|text| (Some(reading.code.clone()), text)));
    }
    faults
}

fn too_much_of(reading: &Reading) -> Vec<String> {
    let mut faults = Vec::new();
    let mut check = |n: usize, most: usize, what: &str| {
        if n > most {
            faults.push(format!("it has more than {most} {what}"));
        }
    };
    check(reading.dimensions.len(), DIMENSIONS_MAX, "dimensions");
    if let Some(index) = &reading.index {
        check(index.components.len(), LISTED_MAX, "components");
    }
    if let Some(composite) = &reading.composite {
        check(composite.terms.len(), LISTED_MAX, "terms");
        check(composite.settings.len(), LISTED_MAX, "settings");
        check(
            composite.top.names().count(),
            FACTORS_MAX,
            "factors in its formula",
        );
    }
    if let Some(measures) = &reading.measures {
        check(measures.all().count(), MEASURES_MAX, "measures");
        check(measures.required.len(), REQUIRED_MAX, "`required`");
        let most = |of: fn(&Measure) -> usize| measures.all().map(of).max().unwrap_or_default();
        check(
            most(|one| one.when.len()),
            LISTED_MAX,
            "`when` in a measure",
        );
        check(
            most(|one| one.event.len()),
            LISTED_MAX,
            "`event` in a measure",
        );
    }
    faults
}

/// What is wrong with the form of a card itself.
pub(super) fn of_indicator(indicator: &Indicator) -> Vec<String> {
    let mut faults = Vec::new();
    if !is_code(&indicator.code) {
        faults.push(format!(
            "`{}` is no code: a capital letter, then at most {} letters and digits; a point only before a digit",
            indicator.code,
            CODE_MAX - 1
        ));
    }
    if indicator.definition_version < 1 {
        faults.push(format!(
            "`definition_version` is {}, and the first is 1",
            indicator.definition_version
        ));
    }
    if indicator.definition_version > VERSION_MAX {
        faults.push(format!(
            "`definition_version` is {}, and the highest is {VERSION_MAX}",
            indicator.definition_version
        ));
    }
    if indicator.maturity_lag_days > LAG_MAX {
        faults.push(format!(
            "`maturity_lag_days` is {}, and at most {LAG_MAX} can be waited for",
            indicator.maturity_lag_days
        ));
    }
    let grains: BTreeSet<&str> = indicator.grains.iter().map(|one| one.as_str()).collect();
    if grains.len() < indicator.grains.len() {
        faults.push("a grain stands twice".to_owned());
    }
    if has_twice(&indicator.dimensions) {
        faults.push("a dimension stands twice".to_owned());
    }
    faults
}

/// What is wrong with the form of a reading.
pub(super) fn of_reading(indicator: &Indicator, reading: &Reading) -> Vec<String> {
    let mut faults = Vec::new();
    if !is_reading_code(&reading.code) {
        faults.push(format!(
            "`{}` is no code of a reading: a small letter, then at most {} small letters, digits and underscores",
            reading.code,
            READING_CODE_MAX - 1
        ));
    }
    if reading.precision > PRECISION_MAX {
        faults.push(format!("it has more than {PRECISION_MAX} decimals"));
    }
    if has_twice(&reading.dimensions) {
        faults.push("a dimension stands twice".to_owned());
    }
    if reading.maturity_lag_days > LAG_MAX && indicator.maturity_lag_days <= LAG_MAX {
        faults.push(format!(
            "`maturity_lag_days` is {}, and at most {LAG_MAX} can be waited for",
            reading.maturity_lag_days
        ));
    }
    let index = reading.index.as_ref();
    if index.is_some_and(|index| has_twice(&index.components)) {
        faults.push("a component stands twice".to_owned());
    }
    if let Some(rest) = index
        .map(|index| index.finer_rest_percent)
        .filter(|rest| *rest > REST_MAX)
    {
        faults.push(format!(
            "`finer_rest_percent` is {rest}, and at most {REST_MAX} can be of no member"
        ));
    }
    faults.extend(reading.composite.iter().flat_map(of_composite));
    if let Some(measures) = &reading.measures {
        faults.extend(of_measures(indicator, reading, measures));
    } else {
        faults.extend(match reading.kind {
            Kind::Ratio | Kind::Published => of_accounts(indicator, reading),
            Kind::Table => of_tables(reading),
            Kind::Records if !reading.dimensions.is_empty() => {
                vec!["an index cannot be split: give it `dimensions = []`".to_owned()]
            }
            Kind::Records | Kind::Freshness | Kind::Comparison => Vec::new(),
        });
    }
    faults
}

fn of_measures(indicator: &Indicator, reading: &Reading, measures: &Measures) -> Vec<String> {
    let mut faults = Vec::new();
    // What is put together has its measures from other readings.
    if reading.composite.is_none() {
        faults.extend(measures.all().find_map(of_measure));
        let mut required = measures.required.iter().enumerate();
        let is_again = |(no, one): (usize, &Measure)| {
            measures.required.iter().take(no).any(|other| other == one)
        };
        if required.any(is_again) {
            faults.push("a `required` stands twice".to_owned());
        }
        if has_twice(&measures.needs) {
            faults.push("a dataset stands twice in `needs`".to_owned());
        }
        if !(PER_MIN..=PER_MAX).contains(&measures.per) {
            faults.push(format!(
                "`per` is {}, and must be from {PER_MIN} to {PER_MAX}",
                measures.per
            ));
        }
    }
    let of_money = measures
        .all()
        .all(|one| OF_MONEY.contains(&one.of.as_str()));
    let by_person = reading.dimensions.iter().any(|one| is_of_person(one));
    if indicator.minimum_base < BASE_MIN && (!of_money || by_person) {
        faults.push(format!(
            "persons are behind it, and `minimum_base` is {}: at least {BASE_MIN}",
            indicator.minimum_base
        ));
    }
    faults
}

fn of_measure(measure: &Measure) -> Option<String> {
    if has_twice(&measure.when) || has_twice(&measure.event) {
        return Some(format!(
            "a part stands twice in a measure of `{}`",
            measure.of
        ));
    }
    (measure.divide > NUMBER_MAX).then(|| {
        let divide = measure.divide;
        format!("`divide` is {divide}, and at most {NUMBER_MAX} can be divided by")
    })
}

fn of_composite(composite: &Composite) -> Vec<String> {
    let is_large = |value: i64| !(-NUMBER_MAX..=NUMBER_MAX).contains(&value);
    let large = composite.settings.iter().filter(|one| is_large(one.value));
    let told = large.map(|one| {
        let (name, value) = (&one.name, one.value);
        format!("`{name}` is {value}, and at most {NUMBER_MAX} can be chosen, on either side of 0")
    });
    told.collect()
}

fn of_accounts(indicator: &Indicator, reading: &Reading) -> Vec<String> {
    let mut faults = of_tables(reading);
    if indicator.grains.iter().any(|grain| *grain != Grain::Year) {
        faults.push("facts of accounts are of years".to_owned());
    }
    let mut others = reading.dimensions.iter();
    if let Some(one) = others.find(|one| !OF_ACCOUNTS.contains(&one.as_str())) {
        faults.push(format!("facts of accounts cannot be split by `{one}`"));
    }
    faults
}

fn of_tables(reading: &Reading) -> Vec<String> {
    match reading.tables.is_empty() {
        true => vec!["it names no table that its facts may come from".to_owned()],
        false => Vec::new(),
    }
}

fn has_twice(names: &[String]) -> bool {
    names.iter().collect::<BTreeSet<_>>().len() < names.len()
}

/// `O3.3`, `E2b`, `HED1.12`: never the name of a reading, nor one with its indicator.
fn is_code(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let of_code = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    text.len() <= CODE_MAX
        && first.starts_with(|c: char| c.is_ascii_uppercase())
        && of_code(first)
        && parts.all(|part| of_code(part) && part.starts_with(|c: char| c.is_ascii_digit()))
}

fn is_reading_code(text: &str) -> bool {
    let of_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.len() <= READING_CODE_MAX
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(of_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_indicators_and_readings_are_never_taken_for_each_other() {
        for code in ["F2", "O3.3", "E2b", "HED1.12", "H"] {
            assert!(is_code(code) && !is_reading_code(code), "{code}");
        }
        for code in ["net_per_resident", "tied_share", "x2"] {
            assert!(!is_code(code) && is_reading_code(code), "{code}");
        }
        for code in [
            "",
            "O3.",
            ".3",
            "O3.x",
            "O3.3.self_reliant",
            "O3@1",
            "O3,O4",
            "Ø3",
            "*",
            "ABCDEFGHIJKLMNOPQ",
            "O 3",
        ] {
            assert!(!is_code(code) && !is_reading_code(code), "{code}");
        }
    }
}
