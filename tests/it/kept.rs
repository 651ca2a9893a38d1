//! Kept figures: imports bring them up, `changed_since` tells what changed of them, and a document asks as a URL does.

use std::collections::BTreeMap;

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::{FIXTURES, PEJLEMAERKER};

/// Rows of an answer by reading and period.
fn by_cell(answer: &Value) -> BTreeMap<(String, String), Value> {
    let items = answer["items"].as_array().unwrap().iter();
    let cell = |one: &Value| {
        let reading = one["members"]["reading"].as_str().unwrap().to_owned();
        (
            (reading, one["period"].as_str().unwrap().to_owned()),
            one.clone(),
        )
    };
    items.map(cell).collect()
}

/// Imports courses in place of those of their months, with lines changed.
fn courses_again(place: &Place, period: &str, rows: &[&str]) {
    let text = std::fs::read_to_string(format!("{FIXTURES}/pejlemaerker/course.csv")).unwrap();
    let header = text.lines().next().unwrap();
    let file = place.write("course.csv", format!("{header}\n{}\n", rows.join("\n")));
    let mut command = place.command(["import", "course", &file.display().to_string()]);
    command.args(["--source", "canonical", "--municipality", "766"]);
    command.args(["--period", period, "--person-key"]);
    command.arg(place.folder().join("key"));
    pejl_tests::process::run(command).expect_done();
}

#[test]
fn whoever_keeps_a_copy_is_told_what_changed_and_what_was_withdrawn() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let up = place.run(["compute", "--format", "json"]).expect_done();
        // Every import did it already.
        assert_eq!(up.json(), json!({"run": null}));
        let delta = |since: &str, more: &[&str]| {
            let mut command = place.command(["query", "--changed-since", since]);
            command.args(["--format", "json"]).args(more);
            pejl_tests::process::run(command).expect_done().json()
        };
        let all = delta("0", &[]);
        let since = all["meta"]["revision"].as_i64().unwrap();
        assert_eq!(since, place.revision());
        let copy = by_cell(&all);
        assert!(copy.len() > 1_000, "{}", copy.len());
        assert!(copy.values().all(|one| one["deleted"] == false));
        assert_eq!(delta(&since.to_string(), &[])["items"], json!([]));

        // The one course of July 2018 turns out to have ended a day earlier; all else stays.
        let text = std::fs::read_to_string(format!("{FIXTURES}/pejlemaerker/course.csv")).unwrap();
        let course = text.lines().find(|line| line.starts_with("F17;")).unwrap();
        let end = course.split(';').nth(7).unwrap();
        let day: chrono::NaiveDate = end.parse().unwrap();
        let earlier = day.pred_opt().unwrap().to_string();
        let start = course.split(';').nth(5).unwrap().get(..7).unwrap();
        courses_again(place, start, &[&course.replacen(end, &earlier, 2)]);

        let changed = delta(&since.to_string(), &[]);
        assert_eq!(changed["meta"]["changed_since"], since);
        assert_eq!(changed["meta"]["whole"], false);
        let now = place.revision();
        assert_eq!(changed["meta"]["revision"], now);
        let told = by_cell(&changed);
        assert!(!told.is_empty() && told.len() < 40, "{}", told.len());
        assert!(told.keys().all(|(_, period)| period.starts_with("2018")));
        assert!(told.values().all(|one| one["revision"] == now));
        // The copy with what changed is what there is.
        let mut copy = copy;
        copy.extend(told);
        let whole = by_cell(&delta("0", &[]));
        assert_eq!(whole.len(), copy.len());
        for (cell, one) in &whole {
            assert_eq!(one["value"], copy[cell]["value"], "{cell:?}");
        }
        // One indicator, some years, and as anybody may see it.
        let of_years = delta(
            "0",
            &[
                "--indicator",
                "O3.3",
                "--period",
                "2017..2018",
                "--role",
                "viewer",
            ],
        );
        let found = by_cell(&of_years);
        assert_eq!(found.len(), 2);
        assert!(
            found
                .values()
                .all(|one| one["cell"] == "confidential" && one["value"].is_null())
        );
    });
}

#[test]
fn what_is_taken_out_is_a_change_and_a_bad_question_is_named() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    let since = place.revision();
    // Visits of 2017 are past their time.
    place
        .run(["retention", "set", "prevention_visit", "--months", "107"])
        .expect_done();
    place.run(["retention", "run"]).expect_done();
    let path = format!(
        "/api/v1/observations?changed_since={since}&indicator=W3.1&municipality=766&role=admin"
    );
    let answer = server.get(&path).expect_status(200).json();
    assert_eq!(answer["meta"]["revision"], place.revision());
    // What was kept before is gone: these are all there are.
    assert_eq!(answer["meta"]["whole"], true);
    let told = by_cell(&answer);
    let year = told
        .iter()
        .find(|((_, period), _)| period == "2017")
        .map(|(_, one)| one);
    assert_eq!(year.unwrap()["cell"], "zero", "{told:?}");
    let csv = server.get(&format!("{path}&format=csv")).expect_status(200);
    let text = csv.text();
    assert!(
        text.lines().next().unwrap().ends_with(",reason,deleted"),
        "{text}"
    );
    for (question, parameter) in [
        ("changed_since=99", "revision"),
        ("changed_since=soon", "changed_since"),
        ("changed_since=0&by=sex", "by"),
        ("changed_since=0&top=abc", "top"),
        ("changed_since=0&indicator=F2", "indicator"),
        ("changed_since=0&period=latest", "period"),
        (
            "changed_since=0&municipality=LAND_NEIGHBOURS_766",
            "municipality",
        ),
    ] {
        let problem = server.get(&format!("/api/v1/observations?{question}"));
        let problem = match parameter {
            "revision" => problem.expect_problem(404),
            _ => problem.expect_problem(400),
        };
        assert!(
            problem.to_string().contains(parameter),
            "{question}: {problem}"
        );
    }
}

#[test]
fn a_document_asks_as_a_url_does_and_totals_are_computed() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    let ask = |body: Value| {
        server
            .post("/api/v1/query", body.to_string().as_bytes())
            .expect_status(200)
            .json()
    };
    let question = json!({
        "indicator": ["O4.0.active_persons"], "municipality": ["766"], "period": ["2017..2018"],
        "by": ["service"], "role": "admin",
    });
    let of_url = server
        .get("/api/v1/observations?indicator=O4.0.active_persons&municipality=766&period=2017..2018&by=service&role=admin")
        .expect_status(200)
        .json();
    assert_eq!(ask(question.clone())["items"], of_url["items"]);

    let mut with_totals = question.clone();
    with_totals["totals"] = json!(true);
    let found = ask(with_totals)["items"].as_array().unwrap().clone();
    let value = |one: &Value| one["value"].as_f64().unwrap_or_default();
    let of_2017 = |has_service: bool| -> Vec<f64> {
        let rows = found.iter().filter(|one| {
            one["period"] == "2017" && one["members"]["service"].is_string() == has_service
        });
        rows.map(value).collect()
    };
    // Persons with two services are one person.
    assert_eq!(of_2017(false).len(), 1);
    assert!(of_2017(true).iter().sum::<f64>() > of_2017(false)[0]);

    let mut best = question;
    best["order"] = json!(["-value", "period"]);
    best["top"] = json!(3);
    let best: Vec<f64> = ask(best)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(value)
        .collect();
    assert_eq!(best.len(), 3);
    assert!(best.is_sorted_by(|one, other| one >= other), "{best:?}");

    for (body, status, said) in [
        (
            r#"{"indicator": ["O3.11"], "municipality": ["766"], "period": ["2018"]}"#,
            400,
            "O3.1",
        ),
        (
            r#"{"indicators": ["O3.1"]}"#,
            400,
            "unknown field `indicators`",
        ),
        (r#"{"indicator": "O3.1"}"#, 400, "line 1 column"),
        (
            r#"{"indicator": ["O3.1"], "order": ["price"]}"#,
            400,
            "municipality, period, value",
        ),
        ("not json", 400, "line 1 column"),
    ] {
        let problem = server
            .post("/api/v1/query", body.as_bytes())
            .expect_problem(status);
        assert!(problem.to_string().contains(said), "{body}: {problem}");
    }
    let long = format!(r#"{{"grain": "{}"}}"#, "x".repeat(70_000));
    server
        .post("/api/v1/query", long.as_bytes())
        .expect_problem(413);
    server.get("/api/v1/query").expect_problem(405);
}

#[test]
fn a_figure_tells_its_numbers_imports_files_and_lines() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    let path = "/api/v1/observations/lineage?indicator=O3.3&municipality=766&period=2017&lang=en";
    let found = server.get(&format!("{path}&role=admin"));
    let found = found.expect_status(200).json();
    let observation = &found["observation"];
    let part = |side: &str| {
        let parts = found["parts"].as_array().unwrap();
        parts
            .iter()
            .find(|one| one["side"] == side)
            .unwrap()
            .clone()
    };
    assert_eq!(part("top")["number"], observation["numerator"]);
    assert_eq!(part("bottom")["number"], observation["denominator"]);
    // Courses that began up to the end of the year: all but those of 2018 and 2025, from one file.
    let text = std::fs::read(format!("{FIXTURES}/pejlemaerker/course.csv")).unwrap();
    let text = String::from_utf8(text).unwrap();
    let lines = text.lines().enumerate().skip(1);
    let lines: Vec<usize> = lines
        .filter(|(_, line)| line.split(';').nth(5).is_some_and(|start| start < "2018"))
        .map(|(no, _)| no + 1)
        .collect();
    let datasets = found["datasets"].as_array().unwrap();
    let course = datasets
        .iter()
        .find(|one| one["dataset"] == "course")
        .unwrap();
    assert_eq!(
        (&course["from"], &course["to"]),
        (&Value::Null, &json!("2017-12"))
    );
    let file = &course["imports"][0]["files"][0];
    assert_eq!(file["name"], "course.csv");
    assert_eq!(file["n_rows"], lines.len());
    assert_eq!(file["first_line"], lines[0]);
    assert_eq!(file["last_line"], lines[lines.len() - 1]);
    // What came later, such as goals, gave no other figure.
    assert_eq!(found["known_from"], course["imports"][0]["revision"]);
    let import = course["imports"][0]["id"].as_i64().unwrap();
    let of_import = server
        .get(&format!("/api/v1/imports/{import}"))
        .expect_status(200)
        .json();
    assert_eq!(of_import["files"][0]["sha256"], file["sha256"]);
    // A row that had been refused would have touched these.
    let issues = server
        .get(&format!("/api/v1/imports/{import}/issues"))
        .expect_status(200)
        .json();
    let touched = issues["meta"]["indicators"].as_array().unwrap();
    assert!(touched.contains(&json!("O3.3.self_reliant_endings")));
    assert!(!touched.contains(&json!("F1.deviation_from_corrected")));

    // Anybody is told the imports and files, and neither lines nor the numbers of what is withheld; and whoever does not
    // say who asks is anybody.
    let seen = server.get(path).expect_status(200).json();
    let as_viewer = server.get(&format!("{path}&role=viewer"));
    assert_eq!(as_viewer.expect_status(200).json(), seen);
    assert_eq!(seen["observation"]["cell"], "confidential");
    assert_eq!(seen["parts"], json!([]));
    let course = &seen["datasets"].as_array().unwrap()[0];
    let file = &course["imports"][0]["files"][0];
    assert!(
        file["sha256"].is_string() && file["first_line"].is_null(),
        "{file}"
    );

    let printed = place
        .run([
            "lineage",
            "O3.3",
            "--municipality",
            "766",
            "--period",
            "2017",
            "--lang",
            "en",
        ])
        .expect_done()
        .json();
    assert_eq!(printed, found);
    for (question, parameter) in [
        (
            "indicator=O3.3,O3.1&municipality=766&period=2017",
            "indicator",
        ),
        ("indicator=O5.3&municipality=766&period=2017", "indicator"),
        ("indicator=E2f&municipality=766&period=2017", "indicator"),
        (
            "indicator=O3.3&municipality=766,630&period=2017",
            "municipality",
        ),
        (
            "indicator=O3.3&municipality=766&period=2016..2017",
            "period",
        ),
        ("indicator=O3.3&municipality=766&period=latest", "period"),
    ] {
        let problem = server
            .get(&format!("/api/v1/observations/lineage?{question}"))
            .expect_problem(400);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
    }
}
