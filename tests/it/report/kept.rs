//! Reports that are kept: found again byte for byte, whatever comes later, and what a later report tells of them.

use pejl_tests::server::Server;
use pejl_tests::{Answer, Place, for_each_database};
use serde_json::{Value, json};

use super::changes::{changes, correct};
use super::{command, filled, made, refused_of, run};
use crate::pejlemaerker::PEJLEMAERKER;

const PATH: &str = "/api/v1/reports";

fn post(server: &Server, body: &Value) -> Answer {
    server.post(PATH, body.to_string().as_bytes())
}

fn march() -> Value {
    json!({"municipality": "Hedensted", "month": "2018-03"})
}

/// The report as the command line writes it in a format.
fn written(place: &Place, format: &str, more: &[&str]) -> Vec<u8> {
    let mut wanted = command(place, format, more);
    wanted.args(["--format", format]);
    let path = run(wanted).expect_done().stdout;
    std::fs::read(path.trim()).unwrap()
}

#[test]
fn a_report_is_kept_once_with_the_bytes_of_the_command_line_and_stays_as_it_was() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let server = Server::start(place);
        let first = place.revision();
        let kept = post(&server, &march()).expect_status(201);
        assert_eq!(kept.header("location"), Some("/api/v1/reports/1"));
        let kept = kept.json();
        let said = [
            "municipality",
            "month",
            "lang",
            "revision",
            "release",
            "reason",
        ];
        let said = said.map(|name| kept[name].clone());
        let expected = json!(["766", "2018-03", "da", first, null, null]);
        assert_eq!(json!(said), expected);
        assert_eq!(post(&server, &march()).expect_status(200).json(), kept);
        // It is made without a revision.
        assert_eq!(place.revision(), first);

        let files = kept["files"].as_array().unwrap();
        let formats: Vec<&str> = files
            .iter()
            .map(|one| one["format"].as_str().unwrap())
            .collect();
        assert_eq!(formats, ["html", "pdf", "xlsx"]);
        let before: Vec<Vec<u8>> = formats.iter().map(|one| written(place, one, &[])).collect();
        correct(place);
        for ((file, before), format) in files.iter().zip(&before).zip(&formats) {
            let found = server
                .get(file["href"].as_str().unwrap())
                .expect_status(200);
            assert!(found.body == *before, "{format}");
            assert_eq!(file["bytes"], before.len());
            let name = format!("filename=\"pejl-766-2018-03-da.{format}\"");
            assert!(
                found
                    .header("content-disposition")
                    .unwrap()
                    .ends_with(&name)
            );
            assert_eq!(found.header("content-language"), Some("da"));
            let tag = found.header("etag").unwrap();
            assert_eq!(tag, format!("\"{}\"", file["sha256"].as_str().unwrap()));
            let held = [("If-None-Match", tag)];
            server
                .get_with(file["href"].as_str().unwrap(), &held)
                .expect_status(304);
        }
        let other = post(&server, &march()).expect_status(201).json();
        assert_eq!(other["revision"], place.revision());
        let by_revision = json!({"municipality": "766", "month": "2018-03", "revision": first});
        assert_eq!(post(&server, &by_revision).expect_status(200).json(), kept);
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn reports_are_listed_from_the_latest_to_the_first_by_program_and_command_line() {
    let place = filled();
    let keep = |more: &[&str]| {
        let mut wanted = place.command(["report", "--municipality", "766", "--keep"]);
        wanted.args(more);
        run(wanted).expect_done().stdout
    };
    assert_eq!(keep(&["--month", "2018-03"]).trim(), "report 1: applied");
    assert_eq!(keep(&["--month", "2018-03"]).trim(), "report 1: unchanged");
    let english = keep(&["--month", "2018-02", "--lang", "en"]);
    assert_eq!(english.trim(), "report 2: applied");
    let server = Server::start(&place);
    let listed = |query: &str| -> Vec<i64> {
        let found = server
            .get(&format!("{PATH}{query}"))
            .expect_status(200)
            .json();
        let items = found["items"].as_array().unwrap();
        items
            .iter()
            .map(|one| one["id"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(listed(""), [2, 1]);
    assert_eq!(listed("?limit=1"), [2]);
    assert_eq!(listed("?limit=1&cursor=2"), [1]);
    assert_eq!(listed("?month=2018-03&municipality=hedensted"), [1]);
    assert_eq!(listed("?municipality=630"), [] as [i64; 0]);
    let csv = server
        .get(&format!("{PATH}?format=csv"))
        .expect_status(200)
        .text();
    assert!(csv.contains(",html pdf xlsx"), "{csv}");
    let told = place
        .run(["reports", "--format", "csv"])
        .expect_done()
        .stdout;
    assert_eq!(told, csv);
    let one = server.get(&format!("{PATH}/2")).expect_status(200).json();
    assert_eq!(
        (&one["lang"], &one["actor"]),
        (&json!("en"), &json!("command line"))
    );
}

#[test]
fn a_kept_report_waits_like_any_other_and_keeps_the_reason_why_it_did_not() {
    let place = filled();
    let server = Server::start(&place);
    let mut january = json!({"municipality": "766", "month": "2019-01"});
    let problem = post(&server, &january).expect_problem(409);
    assert_eq!(problem["type"], "urn:pejl:problem:waits");
    let waited = problem["errors"].as_array().unwrap();
    let is_of_courses = |one: &Value| {
        one["allowed"]
            .as_str()
            .unwrap()
            .starts_with("Courses: January 2019")
    };
    assert!(waited.iter().any(is_of_courses), "{problem}");
    let keep = ["--municipality", "766", "--month", "2019-01", "--keep"];
    let mut wanted = place.command(["report"]);
    wanted.args(keep);
    run(wanted).expect_code(1);
    assert_eq!(
        server.get(PATH).expect_status(200).json()["items"],
        json!([])
    );

    january["force"] = json!("Udvalget mødes i morgen");
    let kept = post(&server, &january).expect_status(201).json();
    assert_eq!(kept["reason"], january["force"]);
    let html = server
        .get("/api/v1/reports/1.html")
        .expect_status(200)
        .text();
    assert!(html.contains("Udvalget mødes i morgen"));
}

#[test]
fn a_report_tells_which_figures_of_the_kept_one_before_moved_and_of_no_later_month() {
    let place = filled();
    let first = place.revision();
    let mut keep = place.command([
        "report",
        "--municipality",
        "766",
        "--month",
        "2018-01",
        "--keep",
    ]);
    keep.args(["--lang", "en"]);
    run(keep).expect_done();
    // A report of the same revision has nothing to tell of it.
    let same = changes(&made(&place, "same", &["--lang", "en"]));
    assert!(same.contains("no earlier report or release"), "{same}");
    correct(&place);
    let english = ["--role", "admin", "--lang", "en"];
    let told = changes(&made(&place, "next", &english));
    let lead = format!("stood in the kept report of January 2018 (revision {first})");
    assert!(told.contains(&lead), "{told}");
    assert!(
        told.contains("No earlier report was made by a schedule"),
        "{told}"
    );
    // What is of a later month stood in no report.
    assert!(
        told.contains("O3.1") && !told.contains("2018-Q1") && !told.contains("1st quarter of 2018"),
        "{told}"
    );
    // What is kept later changes nothing of it.
    let html = made(&place, "before", &english);
    let mut late = place.command([
        "report",
        "--municipality",
        "766",
        "--month",
        "2018-03",
        "--keep",
    ]);
    late.args(["--revision", &first.to_string()]);
    run(late).expect_done();
    assert_eq!(made(&place, "after", &english), html);
}

#[test]
fn a_report_of_an_old_month_that_is_kept_late_does_not_stand_in_the_way() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let first = place.revision();
        let keep = |month: &str| {
            let wanted = [
                "report",
                "--municipality",
                "766",
                "--month",
                month,
                "--keep",
            ];
            run(place.command(wanted)).expect_done();
        };
        keep("2018-03");
        correct(place);
        keep("2017-01");
        crate::status::set_another(place);
        let told = changes(&made(place, "next", &["--role", "admin", "--lang", "en"]));
        let lead = format!("stood in the kept report of March 2018 (revision {first})");
        assert!(told.contains(&lead) && told.contains("O3.1"), "{told}");
    });
}

/// Keeps the report of March 2018, as whoever looks at one may.
fn look(place: &Place, more: &[&str]) {
    let mut keep = command(place, "looked", more);
    keep.arg("--keep");
    run(keep).expect_done();
}

#[test]
fn a_report_that_somebody_kept_does_not_move_what_the_next_is_held_against() {
    let place = filled();
    let first = place.revision();
    place.run(["release", "Marts"]).expect_done();
    look(&place, &["--release", "Marts"]);
    correct(&place);
    // Of the corrected figures, by nobody's plan.
    look(&place, &[]);
    crate::status::set_another(&place);
    let told = changes(&made(&place, "next", &["--role", "admin", "--lang", "en"]));
    let lead =
        format!("stood in the report of March 2018 that was made of a release (revision {first})");
    assert!(told.contains(&lead) && told.contains("O3.1"), "{told}");
    let danish = changes(&made(&place, "dansk", &["--role", "admin"]));
    let lead = format!("som blev lavet ud fra en udgivelse (revision {first})");
    assert!(danish.contains(&lead), "{danish}");
}

#[test]
fn a_backup_brings_reports_back_byte_for_byte() {
    let place = filled();
    let mut keep = command(&place, "out", &["--keep", "--format", "pdf"]);
    keep.args(["--lang", "da"]);
    let said = run(keep).expect_done().stdout;
    let path = said.lines().nth(1).unwrap().to_owned();
    let backup = place.folder().join("backup").display().to_string();
    place.run(["db", "backup", "--to", &backup]).expect_done();
    let other = Place::sqlite();
    other
        .run(["db", "restore", "--from", &backup])
        .expect_done();
    other.run(["db", "verify"]).expect_done();
    let server = Server::start(&other);
    let found = server.get("/api/v1/reports/1.pdf").expect_status(200);
    assert!(found.body == std::fs::read(path).unwrap());
}

#[test]
fn what_cannot_be_kept_is_told_and_nothing_is() {
    let place = filled();
    let server = Server::start(&place);
    let refused = |body: &Value, status, parameter: &str| {
        let problem = post(&server, body).expect_problem(status);
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{problem}");
        assert!(!problem.to_string().contains("010190-1234"), "{problem}");
    };
    let with = |name: &str, value: Value| {
        let mut body = march();
        body[name] = value;
        body
    };
    refused(
        &with("municipality", json!("010190-1234")),
        400,
        "municipality",
    );
    refused(&with("month", json!("2018")), 400, "month");
    refused(&with("lang", json!("fr")), 400, "lang");
    refused(&with("force", json!("om 010190-1234")), 400, "force");
    let mut both = with("release", json!("Marts"));
    both["revision"] = json!(1);
    refused(&both, 400, "revision");
    post(&server, &with("release", json!("Marts"))).expect_problem(404);
    post(&server, &with("revision", json!(99))).expect_problem(404);
    post(&server, &with("role", json!("admin"))).expect_problem(400);
    post(&server, &json!({"municipality": "630", "month": "2018-03"})).expect_problem(409);
    server.post(PATH, &[b'x'; 20_000]).expect_problem(413);
    for (path, status) in [
        ("/1", 404),
        ("/1.pdf", 404),
        ("/x", 400),
        ("/x.pdf", 400),
        ("/1.doc", 404),
        ("?month=x", 400),
        ("?municipality=nowhere", 400),
        ("?cursor=soon", 400),
        ("?revision=1", 400),
    ] {
        server.get(&format!("{PATH}{path}")).expect_problem(status);
    }
    server.send("DELETE", PATH, &[], None).expect_problem(405);
    server
        .send("PUT", &format!("{PATH}/1"), &[], None)
        .expect_problem(405);
    assert_eq!(
        server.get(PATH).expect_status(200).json()["items"],
        json!([])
    );
    let neither = place.run(["report", "--municipality", "766", "--month", "2018-03"]);
    neither.expect_code(2);
    refused_of(&place, "2018-03", &["--keep", "--role", "admin"], 2);
}
