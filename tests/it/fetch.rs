//! `pejl fetch statbank` against a StatBank on this machine.

use std::collections::BTreeMap;

use pejl_ingest_spending::api::testing::{
    MadeUp, ReplayOptions, ReplayServer, Step, made_up_value,
};
use pejl_tests::process::Finished;
use pejl_tests::{Place, for_each_database};
use serde_json::Value;

/// A small part of REGK31: two areas, two functions, two years.
const SMALL: [&str; 6] = [
    "OMRÅDE=630,766",
    "FUNKTION=53027,53028",
    "DRANST=1",
    "ART=TOT",
    "PRISENHED=INDL",
    "Tid=2018,2019",
];

#[track_caller]
fn fetch(
    place: &Place,
    server: &ReplayServer,
    table: &str,
    select: &[&str],
    options: &[&str],
) -> Finished {
    let base_url = server.base_url();
    let mut arguments = vec![
        "fetch",
        "statbank",
        table,
        "--base-url",
        &base_url,
        "--format",
        "json",
    ];
    for selection in select {
        arguments.extend(["--select", selection]);
    }
    arguments.extend(options);
    place.run(arguments)
}

fn made_up(area: &str, function: &str, dranst: &str, unit: &str, year: &str) -> MadeUp {
    let members = [
        ("OMRÅDE", area),
        ("FUNKTION", function),
        ("DRANST", dranst),
        ("ART", "TOT"),
        ("PRISENHED", unit),
        ("Tid", year),
    ];
    made_up_value("REGK31", &members)
}

/// The facts of a table: (area, period, members) → value and cell.
fn facts(
    place: &Place,
    table: &str,
    options: &[&str],
) -> BTreeMap<(String, String, String), (Value, String)> {
    let arguments = ["query", "--table", table, "--format", "json"]
        .into_iter()
        .chain(options.iter().copied());
    let answer = place.run(arguments).expect_done().json();
    let one = |fact: &Value| {
        let text = |field: &str| fact[field].as_str().unwrap_or_default().to_owned();
        let members = match &fact["members"] {
            Value::Object(pairs) => pairs
                .iter()
                .map(|(dimension, member)| format!("{dimension}={}", member.as_str().unwrap()))
                .collect::<Vec<_>>()
                .join(";"),
            other => other.as_str().unwrap().to_owned(),
        };
        (
            (text("area"), text("period"), members),
            (fact["value"].clone(), text("cell")),
        )
    };
    answer["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(one)
        .collect()
}

#[test]
fn a_selection_is_fetched_and_imported_as_asked_for() {
    for_each_database(|place| {
        let server = ReplayServer::start().unwrap();
        let summary = fetch(place, &server, "REGK31", &SMALL, &[])
            .expect_done()
            .json();
        assert_eq!(
            (&summary["state"], &summary["n_rows"]),
            (&Value::from("committed"), &Value::from(8))
        );
        let facts = facts(place, "REGK31", &[]);
        assert_eq!(facts.len(), 8);
        for area in ["630", "766"] {
            for (function, canonical) in [("53027", "5.30.27"), ("53028", "5.30.28")] {
                for year in ["2018", "2019"] {
                    let key = (
                        area.to_owned(),
                        year.to_owned(),
                        format!("art=TOT;dranst=1;function={canonical}"),
                    );
                    let (value, cell) = &facts[&key];
                    match made_up(area, function, "1", "INDL", year) {
                        MadeUp::Zero => {
                            assert_eq!((value.as_f64(), cell.as_str()), (Some(0.0), "zero"))
                        }
                        MadeUp::Unknown => {
                            assert_eq!((value, cell.as_str()), (&Value::Null, "missing"))
                        }
                        MadeUp::Number(n) => {
                            assert_eq!((value.as_f64(), cell.as_str()), (Some(n as f64), "ok"))
                        }
                    }
                }
            }
        }
        // Polite: it says who it is, and asks one thing at a time.
        let seen = server.requests();
        assert!(
            seen.iter()
                .all(|request| request.user_agent.starts_with("Pejl/")),
            "{seen:#?}"
        );
        assert_eq!(server.max_in_flight(), 1);
        // Fetched again, the same answer changes nothing.
        let again = fetch(place, &server, "REGK31", &SMALL, &[])
            .expect_done()
            .json();
        assert_eq!(again["state"], "unchanged");
        place.assert_sound();
    });
}

#[test]
fn a_large_selection_comes_as_bulk_where_an_absent_row_is_zero() {
    let place = Place::sqlite();
    let server = ReplayServer::start().unwrap();
    let select = [
        "FUNKTION=53026,53027,53028,53029,53031,53036,53839,53840",
        "ART=TOT,UE",
        "Tid=>=2018",
    ];
    let plan = fetch(&place, &server, "REGK31", &select, &["--plan"])
        .expect_done()
        .stdout;
    assert!(plan.contains("BULK"), "{plan}");
    assert_eq!(
        server.requests().len(),
        1,
        "a plan needs the table's description and no figures"
    );
    let summary = fetch(&place, &server, "REGK31", &select, &[])
        .expect_done()
        .json();
    let n_combinations: u64 = 109 * 8 * 7 * 2 * 2 * 7;
    let n_rows = summary["n_rows"].as_u64().unwrap();
    assert!(
        n_rows < n_combinations,
        "zeros have no row: {n_rows} of {n_combinations}"
    );

    // What was asked for and has no row is zero, not missing.
    let areas = ["461", "607", "630", "766"];
    let years = ["2018", "2019", "2020", "2021", "2022", "2023", "2024"];
    let arguments = [
        "query",
        "--indicator",
        "F2.published_per_resident",
        "--municipality",
        "461,607,630,766",
        "--period",
        "2018..2024",
        "--filter",
        "function=5.30.27",
        "--filter",
        "dranst=1",
        "--format",
        "json",
    ];
    let answer = place.run(arguments).expect_done().json();
    let observations = answer["items"].as_array().unwrap();
    assert_eq!(observations.len(), areas.len() * years.len());
    let mut n_zero = 0;
    for observation in observations {
        let area = observation["municipality"].as_str().unwrap();
        let year = observation["period"].as_str().unwrap();
        let (value, cell) = (&observation["value"], observation["cell"].as_str().unwrap());
        match made_up(area, "53027", "1", "INDL", year) {
            MadeUp::Zero => {
                n_zero += 1;
                assert_eq!((value.as_f64(), cell), (Some(0.0), "zero"), "{observation}");
            }
            MadeUp::Unknown => {
                assert_eq!((value, cell), (&Value::Null, "missing"), "{observation}")
            }
            MadeUp::Number(n) => assert_eq!(
                (value.as_f64(), cell),
                (Some(n as f64), "ok"),
                "{observation}"
            ),
        }
    }
    assert!(n_zero > 0, "the figures chosen hold no zero");
    // A function that was not asked for is missing, not zero.
    let other = [
        "--filter",
        "function=5.38.41",
        "--filter",
        "dranst=1",
        "--format",
        "json",
    ];
    let arguments = [
        "query",
        "--indicator",
        "F2.published_per_resident",
        "--municipality",
        "766",
        "--period",
        "2019",
    ];
    let answer = place
        .run(arguments.iter().chain(&other))
        .expect_done()
        .json();
    assert_eq!(
        (&answer["items"][0]["value"], &answer["items"][0]["cell"]),
        (&Value::Null, &Value::from("missing"))
    );
}

#[test]
fn a_service_that_is_busy_is_asked_again() {
    let place = Place::sqlite();
    let server = ReplayServer::start().unwrap();
    let busy = || Step::Status {
        status: 429,
        retry_after: Some("0".to_owned()),
        body: String::new(),
    };
    let down = || Step::Status {
        status: 503,
        retry_after: Some("0".to_owned()),
        body: String::new(),
    };
    server.script([busy(), Step::Answer, down(), busy(), Step::Answer]);
    let summary = fetch(&place, &server, "REGK31", &SMALL, &[])
        .expect_done()
        .json();
    assert_eq!(
        (&summary["state"], &summary["n_rows"]),
        (&Value::from("committed"), &Value::from(8))
    );
    let data = server
        .requests()
        .iter()
        .filter(|request| request.path.ends_with("/data"))
        .count();
    assert_eq!(data, 3);
}

#[test]
fn unknown_table_variable_and_value_are_refused() {
    let place = Place::sqlite();
    let server = ReplayServer::start().unwrap();
    let unknown = fetch(&place, &server, "NOTABLE", &[], &[]).expect_code(1);
    assert!(unknown.stderr.contains("NOTABLE"), "{}", unknown.stderr);
    let variable = fetch(&place, &server, "REGK31", &["KOMMUNE=766"], &[]).expect_code(2);
    assert!(
        variable.stderr.contains("KOMMUNE") && variable.stderr.contains("OMRÅDE"),
        "{}",
        variable.stderr
    );
    let value = fetch(&place, &server, "REGK31", &["OMRÅDE=999"], &[]).expect_code(2);
    assert!(value.stderr.contains("999"), "{}", value.stderr);
    let address = place
        .run(["fetch", "statbank", "REGK31", "--base-url", "no address"])
        .expect_code(2);
    assert!(address.stderr.contains("no address"), "{}", address.stderr);
    assert_eq!(place.revision(), 0);
}

#[test]
fn an_answer_that_is_no_table_leaves_nothing() {
    let place = Place::sqlite();
    let server = ReplayServer::start().unwrap();
    let page = Step::Body {
        content_type: "text/html".to_owned(),
        body: b"<html>Service er lukket</html>".to_vec(),
    };
    server.script([
        Step::Answer,
        page.clone(),
        page.clone(),
        page.clone(),
        page.clone(),
        page,
    ]);
    let finished = fetch(&place, &server, "REGK31", &SMALL, &[]);
    assert!(matches!(finished.code, Some(1 | 3)), "{finished:?}");
    assert!(!finished.stderr.is_empty());
    assert_eq!(place.revision(), 0);
    place.assert_sound();
}

#[test]
fn files_are_kept_where_asked_and_can_be_imported_later() {
    let place = Place::sqlite();
    let server = ReplayServer::start().unwrap();
    let out = place.folder().join("fetched");
    std::fs::create_dir(&out).unwrap();
    let printed = fetch(
        &place,
        &server,
        "REGK31",
        &SMALL,
        &["--out", out.to_str().unwrap(), "--no-import"],
    )
    .expect_done();
    let files: Vec<&str> = printed.stdout.lines().collect();
    assert_eq!(files.len(), 1, "{}", printed.stdout);
    assert_eq!(place.revision(), 0);
    // The description beside the file says table, unit and what an absent row means.
    let summary = place.import(files[0].as_ref(), &[]);
    assert_eq!(
        (&summary["state"], &summary["n_rows"]),
        (&Value::from("committed"), &Value::from(8))
    );
}

#[test]
fn answers_saved_from_the_real_service_come_through_the_client_unchanged() {
    let Some(real) = pejl_tests::real_data::real_data() else {
        return;
    };
    let place = Place::sqlite();
    let server = ReplayServer::start_with(&ReplayOptions {
        saved_answers: Some(real),
    })
    .unwrap();
    let select = ["!KØN", "!ALDER", "Tid=2020K1"];
    let summary = fetch(&place, &server, "FOLK1A", &select, &[])
        .expect_done()
        .json();
    assert_eq!(summary["n_rows"], 525);
    let replayed: Vec<String> = server
        .requests()
        .into_iter()
        .filter_map(|request| request.replayed)
        .collect();
    assert_eq!(replayed, ["dst-folk1a-api-csv/FOLK1A-1.csv"]);
    // 1 January 2020, the whole country, as published.
    let facts = facts(
        &place,
        "FOLK1A",
        &["--municipality", "000", "--filter", "marital_status=TOT"],
    );
    let values: Vec<Option<f64>> = facts.values().map(|(value, _)| value.as_f64()).collect();
    assert_eq!(values, [Some(5_822_763.0)]);
}
