//! F2 over fixtures with amounts, ages and prices, against a table computed by hand (`fixtures/statbank/README.md`).

use std::path::Path;

use pejl_tests::{Place, Server, for_each_database};
use serde_json::Value;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

/// One line of the table.
struct Expected {
    reading: String,
    function: String,
    municipality: String,
    period: String,
    price: String,
    numerator: f64,
    denominator: f64,
    value: f64,
}

fn expected() -> Vec<Expected> {
    let text = std::fs::read_to_string(format!("{FIXTURES}/expected-f2.csv")).unwrap();
    let one = |line: &str| {
        let fields: Vec<&str> = line.split(';').collect();
        let [
            reading,
            function,
            municipality,
            period,
            price,
            numerator,
            denominator,
            value,
        ] = fields[..]
        else {
            panic!("{line}")
        };
        Expected {
            reading: reading.to_owned(),
            function: function.to_owned(),
            municipality: municipality.to_owned(),
            period: period.to_owned(),
            price: price.to_owned(),
            numerator: numerator.parse().unwrap(),
            denominator: denominator.parse().unwrap(),
            value: value.parse().unwrap(),
        }
    };
    let all: Vec<Expected> = text.lines().skip(1).map(one).collect();
    assert_eq!(all.len(), 32);
    all
}

fn fill(place: &Place) {
    let fixture = |name: &str| Path::new(FIXTURES).join(name);
    place.import(&fixture("regk31-beloeb.csv"), &["--table", "REGK31"]);
    place.import(&fixture("folk1a-alder.csv"), &["--table", "FOLK1A"]);
    let mut command = place.command(["import", "price-index"]);
    command.arg(fixture("pl.csv"));
    pejl_tests::process::run(command).expect_done();
}

#[track_caller]
fn check(expected: &Expected, observation: &Value) {
    let number = |field: &str| observation[field].as_f64().unwrap_or(f64::NAN);
    let is_near = |found: f64, wanted: f64, tolerance: f64| (found - wanted).abs() <= tolerance;
    assert!(
        is_near(number("numerator"), expected.numerator, 1e-3),
        "numerator {}: {observation}",
        expected.numerator
    );
    assert!(
        is_near(number("denominator"), expected.denominator, 0.0),
        "denominator {}: {observation}",
        expected.denominator
    );
    assert!(
        is_near(number("value"), expected.value, 5e-7),
        "value {}: {observation}",
        expected.value
    );
    assert_eq!(observation["cell"], "ok");
    assert_eq!(observation["unit"], "dkk_per_resident");
    assert_eq!(observation["price_level"], expected.price.as_str());
    assert_eq!(
        (
            observation["municipality"].as_str(),
            observation["period"].as_str()
        ),
        (Some(&*expected.municipality), Some(&*expected.period))
    );
}

#[test]
fn every_reading_is_what_was_computed_by_hand_from_cli_and_rest() {
    for_each_database(|place| {
        fill(place);
        let server = Server::start(place);
        for expected in expected() {
            let Expected {
                reading,
                function,
                municipality,
                period,
                price,
                ..
            } = &expected;
            let path = format!(
                "/api/v1/observations?indicator=F2.{reading}&municipality={municipality}&period={period}\
                 &filter.function={function}&price={price}"
            );
            let answer = server.get(&path).expect_status(200).json();
            assert_eq!(answer["items"].as_array().unwrap().len(), 1, "{path}");
            check(&expected, &answer["items"][0]);
        }
        // The command line asks for all of a reading at once.
        for reading in ["net_per_resident", "net_per_resident_67plus"] {
            let indicator = format!("F2.{reading}");
            let arguments = [
                "query",
                "--indicator",
                &indicator,
                "--municipality",
                "766,630",
                "--period",
                "2018..2019",
                "--by",
                "function",
                "--filter",
                "function=5.30.26,5.30.27",
                "--format",
                "json",
            ];
            let answer = place.run(arguments).expect_done().json();
            let observations = answer["items"].as_array().unwrap();
            assert_eq!(observations.len(), 8);
            for expected in expected()
                .iter()
                .filter(|one| one.reading == reading && one.price == "current")
            {
                let is_of = |one: &&Value| {
                    one["municipality"] == *expected.municipality
                        && one["period"] == *expected.period
                        && one["members"]["function"] == *expected.function
                };
                check(expected, observations.iter().find(is_of).unwrap());
            }
        }
    });
}

#[test]
fn a_group_is_the_sum_of_its_parts_divided_and_tells_who_is_missing() {
    let place = Place::sqlite();
    fill(&place);
    let arguments = [
        "comparison",
        "F2.net_per_resident",
        "--municipality",
        "766",
        "--period",
        "2018",
        "--filter",
        "function=5.30.26",
        "--format",
        "json",
    ];
    let answer = place.run(arguments).expect_done().json();
    let meta = &answer;
    // (39,000 + 100,000) thousand kroner over 46,000 + 114,000 residents, not the mean of 847.83 and 877.19.
    assert_eq!(meta["mean"]["method"], "ratio_of_sums", "{meta}");
    assert!(
        (meta["mean"]["value"].as_f64().unwrap() - 868.75).abs() < 1e-9,
        "{meta}"
    );
    assert!(
        (meta["unweighted_mean"].as_f64().unwrap() - (39_000.0 / 46.0 + 100_000.0 / 114.0) / 2.0)
            .abs()
            < 1e-9,
        "{meta}"
    );
    assert_eq!((&meta["n"], &meta["n_members"]), (&2.into(), &98.into()));
    assert_eq!(meta["missing"].as_array().unwrap().len(), 96);
}

#[test]
fn a_price_level_without_a_series_is_missing_with_a_reason() {
    let place = Place::sqlite();
    place.import(
        &Path::new(FIXTURES).join("regk31-beloeb.csv"),
        &["--table", "REGK31"],
    );
    place.import(
        &Path::new(FIXTURES).join("folk1a-alder.csv"),
        &["--table", "FOLK1A"],
    );
    let arguments = [
        "query",
        "--indicator",
        "F2.net_per_resident",
        "--municipality",
        "766",
        "--period",
        "2018",
        "--filter",
        "function=5.30.26",
        "--price",
        "fixed:2019",
        "--format",
        "json",
    ];
    let answer = place.run(arguments).expect_done().json();
    let observation = &answer["items"][0];
    assert_eq!(
        (&observation["value"], &observation["cell"]),
        (&Value::Null, &"missing".into()),
        "{observation}"
    );
    assert!(
        observation["reason"].to_string().len() > 20,
        "{observation}"
    );
}
