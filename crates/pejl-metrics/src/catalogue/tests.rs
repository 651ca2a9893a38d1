#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use super::embedded::{CARDS, PARTS, POPULATION};
use super::*;

fn f2() -> &'static str {
    let card = CARDS.iter().find(|(file, _)| *file == "F2.toml");
    card.expect("the card").1
}

#[test]
fn the_embedded_cards_can_be_read() {
    let read = Catalogue::parse(&CARDS, POPULATION, PARTS).unwrap();
    assert_eq!(&read, catalogue().as_ref());
    assert_eq!(read.indicators.len(), CARDS.len());
}

#[test]
fn readings_have_unique_codes_and_texts_in_both_languages() {
    let mut codes = std::collections::BTreeSet::new();
    for indicator in &catalogue().indicators {
        for reading in &indicator.readings {
            assert!(codes.insert(&reading.code), "{} twice", reading.code);
            for text in [&reading.name, &reading.numerator, &reading.denominator] {
                assert!(
                    !text.da.is_empty() && !text.en.is_empty(),
                    "{}",
                    reading.code
                );
            }
        }
    }
}

#[test]
fn where_figures_are_from_is_said_in_both_languages_or_in_one_for_both() {
    for indicator in &catalogue().indicators {
        let source = &indicator.source;
        assert!(
            source.da != source.en && !source.en.contains("Kommunens"),
            "{}",
            indicator.code
        );
    }
    let line = f2().lines().find(|line| line.starts_with("source = "));
    let card = f2().replace(line.unwrap(), "source = \"REGK31\"");
    let parts: Vec<(&str, &str)> = CARDS
        .iter()
        .filter(|(file, _)| *file != "F2.toml")
        .copied()
        .collect();
    let cards: Vec<(&str, &str)> = parts
        .into_iter()
        .chain([("F2.toml", card.as_str())])
        .collect();
    let read = Catalogue::parse(&cards, POPULATION, PARTS).unwrap();
    let source = &read.find_indicator("F2").unwrap().source;
    assert_eq!(
        (source.da.as_str(), source.en.as_str()),
        ("REGK31", "REGK31")
    );
    refuses(line.unwrap(), "source = 1", "a text in `da` and `en`");
}

#[test]
fn an_indicator_stands_for_its_default_reading() {
    let names = ["F2", "f2", "net_per_resident", "F2.net_per_resident"];
    for name in names {
        assert_eq!(
            catalogue().find_reading(name).unwrap().code,
            "net_per_resident",
            "{name}"
        );
    }
    assert!(catalogue().find_reading("F2.nothing").is_none());
    assert!(catalogue().find_reading("F9").is_none());
}

#[test]
fn a_misspelled_reading_is_met_with_the_nearest() {
    let near = catalogue().nearest_readings("net_per_resident_67plu", 1);
    assert_eq!(near, ["net_per_resident_67plus"]);
    let near = catalogue().nearest_readings("F2.publised_per_resident", 1);
    assert_eq!(near, ["F2.published_per_resident"]);
}

#[test]
fn residents_are_those_of_the_first_of_july() {
    let periods: Vec<(String, String)> = catalogue()
        .population
        .iter()
        .map(|table| {
            (
                table.table.clone(),
                table.first_of_july(2022).unwrap().to_string(),
            )
        })
        .collect();
    let expected = [
        ("FOLK1A", "2022-Q3"),
        ("FOLK1B", "2022-Q3"),
        ("FOLK1AM", "2022-07"),
    ];
    assert_eq!(
        periods,
        expected.map(|(table, period)| (table.to_owned(), period.to_owned()))
    );
}

#[test]
fn ages_of_the_readings_are_whole_bands() {
    let ages = |code: &str| {
        catalogue()
            .find_reading(code)
            .unwrap()
            .ages
            .map(|band| band.to_string())
    };
    assert_eq!(ages("net_per_resident"), None);
    assert_eq!(ages("net_per_resident_67plus").as_deref(), Some("67+"));
    assert_eq!(ages("net_per_resident_18_66").as_deref(), Some("18-66"));
}

#[track_caller]
fn refuses(from: &str, to: &str, expected_field: &str) {
    let card = f2().replacen(from, to, 1);
    assert_ne!(card, f2(), "nothing replaced");
    match Catalogue::parse(&[("F2.toml", &card)], POPULATION, PARTS).unwrap_err() {
        CardError::Value { field, .. } => assert_eq!(field, expected_field),
        CardError::Shape { message, .. } => assert!(message.contains(expected_field), "{message}"),
        CardError::Condition { text, .. } => assert!(text.contains(expected_field), "{text}"),
    }
}

#[test]
fn a_bad_card_is_refused_with_its_field() {
    refuses("kind = \"ratio\"", "kind = \"average\"", "kind");
    refuses(
        "direction = \"context\"",
        "direction = \"sideways\"",
        "direction",
    );
    refuses("grains = [\"year\"]", "grains = [\"decade\"]", "grains");
    refuses("dranst = [\"1\", \"2\"]", "dranst = []", "dranst");
    refuses("ages = \"65+\"", "ages = \"old\"", "ages");
    refuses(
        "default_reading = \"net_per_resident\"",
        "default_reading = \"gross\"",
        "default_reading",
    );
    refuses("date = \"2025-07-01\"", "date = \"1 July\"", "date");
    refuses("\"5.30.26\"", "\"elderly\"", "accounts");
    refuses("precision = 0", "precision = 0\ncolour = 1", "colour");
}

#[test]
fn a_table_of_residents_without_a_first_of_july_is_refused() {
    let population = "[[tables]]\ntable = \"FOLK1A\"\ngrain = \"half\"\n";
    let error = Catalogue::parse(&CARDS, population, PARTS).unwrap_err();
    assert_eq!(
        error.to_string(),
        "card `population.toml` has `half` as grain"
    );
}
