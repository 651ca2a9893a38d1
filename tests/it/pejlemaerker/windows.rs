//! A year to date beside the same months of the year before: what is told, and what is refused. Its figures stand in the
//! `expected.csv` of `moves`.

use pejl_tests::Place;
use pejl_tests::server::Server;
use serde_json::{Value, json};

use super::{EFFORT, MOVES, refused};

const COMPARED: &str = "window=year_to_date_compared";

#[test]
fn the_newest_year_stands_beside_the_same_months_and_the_change_over_http_too() {
    let place = Place::sqlite();
    MOVES.load(&place);
    let server = Server::start(&place);
    let path = format!(
        "/api/v1/observations?municipality=766&indicator=O4.1&period=latest&grain=year&{COMPARED}&role=analyst"
    );
    let answer = server.get(&path).expect_status(200).json();
    let items = answer["items"].as_array().unwrap();
    let told: Vec<[&Value; 5]> = items
        .iter()
        .map(|one| {
            let members = &one["members"];
            [
                &one["period"],
                &members["months"],
                &members["beside"],
                &members["change_from"],
                &one["value"],
            ]
        })
        .collect();
    let null = Value::Null;
    assert_eq!(
        told,
        [
            [
                &json!("2019"),
                &json!("2019-01..2019-06"),
                &null,
                &null,
                &json!(0.75)
            ],
            [
                &json!("2018"),
                &json!("2018-01..2018-06"),
                &json!("2019"),
                &null,
                &json!(0.25)
            ],
            [
                &json!("2019"),
                &json!("2019-01..2019-06"),
                &null,
                &json!("2018"),
                &json!(0.5)
            ],
        ]
    );
    // Who may not see small numbers may not tell a month from the difference of two windows either.
    let path = path.replace("role=analyst", "role=viewer");
    assert!(refused(&server, &path).contains_key("window"));
}

#[test]
fn a_split_that_was_not_there_a_year_before_has_no_change_and_one_that_is_no_more_stands_last() {
    let place = Place::sqlite();
    MOVES.load(&place);
    let mut command = place.command([
        "query",
        "--indicator",
        "O4.0.active_persons",
        "--by",
        "service",
    ]);
    command.args([
        "--municipality",
        "766",
        "--period",
        "2019-03",
        "--lang",
        "en",
    ]);
    command.args(["--window", "year_to_date_compared", "--format", "json"]);
    let answer = pejl_tests::process::run(command).expect_done().json();
    let items = answer["items"].as_array().unwrap().iter();
    let told: Vec<String> = items
        .map(|one| {
            let members = &one["members"];
            let kind = match (members["beside"].as_str(), members["change_from"].as_str()) {
                (None, None) => "now",
                (Some(_), _) => "before",
                (None, Some(_)) => "change",
            };
            let service = members["service"].as_str().unwrap();
            format!(
                "{service} {kind} {} {}",
                one["cell"].as_str().unwrap(),
                one["value"]
            )
        })
        .collect();
    // M2 and M5 have SEL-83-1 in both years, M1 in 2018; SEL-83-2 (M4) and SEL-85 (M3) came later.
    assert_eq!(
        told,
        [
            "SEL-83-1 now ok 2.0",
            "SEL-83-1 before ok 3.0",
            "SEL-83-1 change ok -1.0",
            "SEL-83-2 now ok 1.0",
            "SEL-83-2 change not_applicable null",
            "SEL-85 now ok 1.0",
            "SEL-85 change not_applicable null",
        ]
    );
}

#[test]
fn no_change_is_told_across_a_break_and_what_cannot_be_compared_is_refused() {
    let place = Place::sqlite();
    EFFORT.load(&place);
    let mut command = place.command(["query", "--indicator", "O5.2", "--municipality", "766"]);
    command.args(["--period", "2018", "--window", "year_to_date_compared"]);
    command.args(["--lang", "en", "--format", "json"]);
    let answer = pejl_tests::process::run(command).expect_done().json();
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), 3, "{answer}");
    assert_eq!(items[0]["cell"], "ok");
    assert_eq!(items[2]["cell"], "not_applicable", "{answer}");
    assert_eq!(items[2]["value"], Value::Null);
    assert!(
        items[2]["quality"].to_string().contains("break"),
        "{answer}"
    );
    assert!(
        items[2]["reason"].as_str().unwrap().contains("2018"),
        "{answer}"
    );

    let server = Server::start(&place);
    let base = format!("/api/v1/observations?municipality=766&period=2018&role=admin&{COMPARED}");
    for question in [
        "indicator=O5.3",
        "indicator=F2&filter.function=5.30.27",
        "indicator=E2f",
    ] {
        let problems = refused(&server, &format!("{base}&{question}"));
        assert!(problems.contains_key("window"), "{question}: {problems:?}");
    }
    let path = format!("/api/v1/indicators/E2d/sql?municipality=766&period=2018&{COMPARED}");
    assert!(refused(&server, &path).contains_key("window"));
    let path = format!(
        "/api/v1/observations/lineage?indicator=E2d&municipality=766&period=2018&{COMPARED}"
    );
    let problems = server.get(&path).expect_problem(400);
    assert_eq!(problems["errors"][0]["parameter"], "window", "{problems}");
}
