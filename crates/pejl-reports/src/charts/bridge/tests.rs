//! What a change is put down to, by hand.

use std::sync::Arc;

use pejl_app::bridge::{Amount, Side};

use super::*;
use crate::testing::{catalogue, text};

/// The answer of an indicator whose services are so many.
fn answer(indicator: &str, parts: &[(Factor, i64)], n_services: usize) -> BridgeAnswer {
    let side = |period: &str| Side {
        municipality: "766".to_owned(),
        period: period.parse().unwrap(),
        residents: Some(90_000.0),
    };
    let service = |no: usize| Part {
        code: format!("service_{no}"),
        name: text("Ydelse", "Service"),
        before: Some(Amount {
            oere: 100,
            units: 1.0,
        }),
        after: Some(Amount {
            oere: 200,
            units: 1.0,
        }),
        is_unpriced: false,
    };
    let catalogue = catalogue();
    let card = catalogue.find_indicator(indicator).unwrap();
    let reading = card.find_reading(&card.default_reading).unwrap();
    let before = 104_191_300_000;
    BridgeAnswer {
        revision: 7,
        committed_at: None,
        reading: Arc::clone(reading),
        members: Vec::new(),
        before: side("2024"),
        after: side("2025"),
        price_level: "current".to_owned(),
        bridge: Ok(Parts {
            before,
            after: before + parts.iter().map(|(_, oere)| oere).sum::<i64>(),
            parts: parts.to_vec(),
            new: 0,
            ceased: 0,
            unpriced: 0,
            services: (0..n_services).map(service).collect(),
            breaks: Vec::new(),
        }),
    }
}

fn drawn(answer: &BridgeAnswer, lang: Lang) -> Figure {
    bridge(answer, ("bridge", lang)).unwrap().unwrap()
}

/// The names of the rows between the two amounts.
fn names(figure: &Figure) -> Vec<&str> {
    let rows = figure.table.rows.iter();
    let names: Vec<&str> = rows.map(|row| row.cells[0].text.as_str()).collect();
    names[1..names.len() - 1].to_vec()
}

const OF_RESIDENTS: [(Factor, i64); 4] = [
    (Factor::Population, -406_239_620),
    (Factor::Use, 0),
    (Factor::Mix, 0),
    (Factor::Price, 3_904_539_620),
];

#[test]
fn of_spending_per_resident_use_and_mix_are_no_factors_and_the_rest_is_no_price() {
    let answer = answer("F2", &OF_RESIDENTS, 1);
    for (lang, named, not) in [
        (
            Lang::Da,
            ["Befolkning", "Udgift pr. indbygger"],
            ["Uden betydning", "Forbrug", "Sammensætning", "Pris"],
        ),
        (
            Lang::En,
            ["Population", "Spending per resident"],
            ["Without effect", "Use", "Mix", "Price"],
        ),
    ] {
        let figure = drawn(&answer, lang);
        assert_eq!(names(&figure), named);
        for word in not {
            assert!(!figure.summary.contains(word), "{word}: {}", figure.summary);
            assert!(!figure.svg.contains(&format!(">{word}")), "{word}");
        }
    }
}

#[test]
fn a_single_service_has_no_mix_and_several_have_one_that_may_be_without_effect() {
    let parts = [
        (Factor::Population, 100),
        (Factor::Use, 0),
        (Factor::Mix, 0),
        (Factor::Price, -50),
    ];
    let alone = drawn(&answer("O5.1", &parts, 1), Lang::Da);
    assert_eq!(
        names(&alone),
        ["Befolkning", "Forbrug pr. borger", "Udgift pr. enhed"]
    );
    assert!(
        alone
            .summary
            .contains("Uden betydning: Forbrug pr. borger."),
        "{}",
        alone.summary
    );
    let several = drawn(&answer("O5.1", &parts, 2), Lang::Da);
    assert!(
        several
            .summary
            .contains("Uden betydning: Forbrug pr. borger og Sammensætning."),
        "{}",
        several.summary
    );
    // Without a service on both sides nothing is put down to a factor.
    let nothing = parts.map(|(factor, _)| (factor, 0));
    let none = drawn(&answer("O5.1", &nothing, 0), Lang::Da);
    assert_eq!(names(&none), [""; 0]);
}

#[test]
fn that_amounts_are_rounded_is_said_once_and_of_no_table() {
    for (lang, said) in [
        (Lang::Da, "Beløbene er afrundet."),
        (Lang::En, "The amounts are rounded."),
    ] {
        let figure = drawn(&answer("F2", &OF_RESIDENTS, 1), lang);
        assert!(!figure.summary.contains(said), "{}", figure.summary);
        assert_eq!(figure.svg.matches(&format!(">{said}<")).count(), 1);
        for part in [&figure.summary, &figure.svg] {
            assert!(!part.contains("tabellen") && !part.contains("the table"));
        }
    }
}
