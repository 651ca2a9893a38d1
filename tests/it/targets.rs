//! Targets: set from the command line, from files and over HTTP, and carried by a backup.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

const DOCS: &str = include_str!("../../docs/targets.md");

/// The file of the documentation.
fn example() -> &'static str {
    let (_, after) = DOCS.split_once("```csv\n").unwrap();
    after.split_once("```").unwrap().0
}

fn import(place: &Place, name: &str, text: &str) -> pejl_tests::Finished {
    let file = place.write(name, text).display().to_string();
    place.run(["targets", "import", &file])
}

#[test]
fn an_export_is_imported_unchanged_and_an_edited_one_changes_what_was_edited() {
    for_each_database(|place| {
        let done = import(place, "example.csv", example()).expect_done();
        assert!(
            done.stdout.ends_with("target 7: created\nrevision 1\n"),
            "{}",
            done.stdout
        );
        for options in [
            &["targets", "export"][..],
            &["targets", "export", "--international"],
        ] {
            let exported = place.run(options).expect_done().stdout;
            let again = import(place, "exported.csv", &exported).expect_done();
            assert!(
                again.stdout.ends_with("nothing changed\n"),
                "{}",
                again.stdout
            );
        }
        let danish = place.run(["targets", "export"]).expect_done().stdout;
        assert!(danish.starts_with('\u{feff}'), "{danish}");
        assert!(danish.contains("'=ikke en formel"), "{danish}");
        assert!(
            danish.contains("\"2016-01-01=0,6;2018-01-01=0,7\""),
            "{danish}"
        );
        let edited = danish.replace(";104,5;", ";1.104,5;");
        assert_ne!(edited, danish);
        let dry = place.write("edited.csv", &edited).display().to_string();
        let dry = place
            .run(["targets", "import", &dry, "--dry-run"])
            .expect_done();
        assert!(dry.stdout.contains("target 2: replaced"), "{}", dry.stdout);
        assert_eq!(place.revision(), 1);
        import(place, "edited.csv", &edited).expect_done();
        assert_eq!(place.revision(), 2);
        let shown = place.run(["targets", "show", "2"]).expect_done().json();
        let told: Vec<_> = shown["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["version"].clone(),
                    one["baseline"].clone(),
                    one["known_to"].clone(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (json!(2), json!(1104.5), Value::Null),
                (json!(1), json!(104.5), json!(2))
            ]
        );
        // The file of before is of versions that are not in force any more.
        let late = import(place, "late.csv", &danish).expect_code(1);
        assert!(
            late.stderr.contains("version 2 is in force by now"),
            "{}",
            late.stderr
        );
        assert!(
            late.stderr.contains("udgave 2 gælder nu"),
            "{}",
            late.stderr
        );
        let stale = place.run(["targets", "withdraw", "2"]).expect_code(1);
        assert!(
            stale.stderr.contains("target 3 is a part of"),
            "{}",
            stale.stderr
        );
        place.run(["targets", "withdraw", "3"]).expect_done();
        let list = |more: &[&str]| {
            let mut command = place.command(["targets", "list", "--format", "json"]);
            command.args(more);
            let found = pejl_tests::process::run(command).expect_done().json();
            found["items"].as_array().unwrap().len()
        };
        assert_eq!((list(&[]), list(&["--revision", "2"])), (6, 7));
        assert_eq!(
            list(&["--indicator", "O3.1", "--municipality", "Hedensted"]),
            2
        );
        place.assert_sound();
    });
}

#[test]
fn a_target_is_set_from_the_command_line_or_refused() {
    let place = Place::sqlite();
    let fields = |deadline: &str| {
        let fields = [
            "municipality=766",
            "indicator=O3.1",
            "baseline_on=2014",
            "baseline=100",
            "goal=80",
        ];
        let mut all = vec!["targets".to_owned(), "set".to_owned()];
        for field in fields
            .into_iter()
            .map(str::to_owned)
            .chain([format!("deadline={deadline}")])
        {
            all.extend(["--field".to_owned(), field]);
        }
        all
    };
    let bad = place.run(fields("2013")).expect_code(1);
    assert!(
        bad.stderr.contains(
            "deadline `2013`: the deadline 31 December 2013 is not after the day of the baseline"
        ),
        "{}",
        bad.stderr
    );
    let done = place.run(fields("2018")).expect_done();
    assert_eq!(done.stdout, "target 1: created\nrevision 1\n");
    let usage = place
        .run(["targets", "set", "--field", "gaol=80"])
        .expect_code(2);
    assert!(
        usage.stderr.contains("with one of id, version"),
        "{}",
        usage.stderr
    );
    place.run(["targets", "show", "9"]).expect_code(2);
    place.run(["targets", "withdraw", "9"]).expect_code(2);
    place
        .run(["targets", "import", "no-such.csv"])
        .expect_code(3);
}

#[test]
fn targets_are_posted_put_listed_and_deleted_over_http() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let json_type = [("Content-Type", "application/json")];
    let send = |method: &str, path: &str, body: Value| {
        let body = body.to_string();
        server.send(
            method,
            &format!("/api/v1/targets{path}"),
            &json_type,
            Some(body.as_bytes()),
        )
    };
    let target = json!({
        "municipality": "766", "indicator": "O3.1", "baseline_on": "2014-12-31", "baseline": 100,
        "goal": 80.5, "deadline": "2018", "owner": "Ældrechefen", "decision_case": "2014-1234",
    });
    let with = |name: &str, value: Value| {
        let mut other = target.clone();
        other[name] = value;
        other
    };
    let bad = send("POST", "", with("deadline", json!("2013"))).expect_problem(422);
    assert_eq!(bad["type"], "urn:pejl:problem:target_refused");
    assert_eq!(bad["errors"][0]["parameter"], "deadline");
    assert_eq!(
        bad["errors"][0]["allowed"],
        "the deadline 31 December 2013 is not after the day of the baseline, 31 December 2014"
    );
    let dry = send("POST", "?dry_run=true", target.clone())
        .expect_status(200)
        .json();
    assert_eq!(
        dry,
        json!({"state": "proved", "id": 1, "what": "created", "revision": 0, "warnings": []})
    );
    let made = send("POST", "", target.clone()).expect_status(201).json();
    assert_eq!(
        made,
        json!({"state": "applied", "id": 1, "what": "created", "revision": 1, "warnings": []})
    );
    send("POST", "", target.clone()).expect_problem(422);
    let odd = send("PUT", "/1?dry_run=true", with("goal", json!(120))).expect_status(200);
    assert_eq!(
        odd.json()["warnings"],
        json!([{"field": "goal", "value": "120", "text": "the goal is more than the baseline, though the direction is down"}])
    );
    send("POST", "", with("gaol", json!(1))).expect_problem(400);
    send("POST", "", with("members", json!({"unit": "a;b"}))).expect_problem(400);
    let same = send("PUT", "/1", target.clone()).expect_status(200).json();
    assert_eq!(same["state"], "unchanged");
    let stepped = json!({
        "municipality": "766", "indicator": "O3.1", "baseline_on": "2014", "baseline": 100, "goal": 80.5,
        "deadline": "2018", "path": "steps", "steps": {"2016": 90, "2018-01-01": 80.5}, "version": 1,
    });
    let done = send("PUT", "/1", stepped).expect_status(200).json();
    assert_eq!(
        (&done["what"], &done["revision"]),
        (&json!("replaced"), &json!(2))
    );
    send("PUT", "/9", target.clone()).expect_problem(404);

    let found = server
        .get("/api/v1/targets?municipality=766&indicator=O3.1")
        .expect_status(200)
        .json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let one = &found["items"][0];
    assert_eq!(
        one["steps"],
        json!({"2016-01-01": 90.0, "2018-01-01": 80.5})
    );
    assert_eq!(
        (&one["indicator"], &one["direction"]),
        (&json!("O3.1.median_days"), &json!("down"))
    );
    let csv = server
        .get("/api/v1/targets?format=csv")
        .expect_status(200)
        .text();
    assert!(
        csv.starts_with("id,version,municipality,indicator,members"),
        "{csv}"
    );
    assert!(!csv.contains("known_from"), "{csv}");
    let versions = server.get("/api/v1/targets/1").expect_status(200).json();
    assert_eq!(versions["items"].as_array().unwrap().len(), 2);
    let then = server
        .get("/api/v1/targets?revision=0")
        .expect_status(200)
        .json();
    assert_eq!(then["items"], json!([]));
    server.get("/api/v1/targets/9").expect_problem(404);
    server
        .get("/api/v1/targets?municipality=nowhere")
        .expect_problem(400);

    let gone = server
        .send("DELETE", "/api/v1/targets/1", &[], None)
        .expect_status(200)
        .json();
    assert_eq!(
        gone,
        json!({"state": "applied", "id": 1, "what": "withdrawn", "revision": 3, "warnings": []})
    );
    server
        .send("DELETE", "/api/v1/targets/1", &[], None)
        .expect_problem(404);
}

#[test]
fn a_backup_carries_the_targets() {
    let place = Place::sqlite();
    import(&place, "example.csv", example()).expect_done();
    place.run(["targets", "withdraw", "3"]).expect_done();
    let to = place.folder().join("backup").display().to_string();
    place.run(["db", "backup", "--to", &to]).expect_done();
    let told = |place: &Place| {
        let list = place
            .run(["targets", "list", "--format", "json"])
            .expect_done()
            .json();
        let versions = place.run(["targets", "show", "3"]).expect_done().json();
        (list["items"].clone(), versions["items"].clone())
    };
    for restored in Place::each_blank() {
        restored.run(["db", "restore", "--from", &to]).expect_done();
        assert_eq!(told(&restored), told(&place));
        // Numbers go on where they were.
        let next = example()
            .lines()
            .take(2)
            .collect::<Vec<_>>()
            .join("\n")
            .replace(";O3.1;", ";O3.2;");
        let next = import(&restored, "next.csv", &next).expect_done();
        assert!(
            next.stdout.starts_with("target 8: created"),
            "{}",
            next.stdout
        );
        restored.assert_sound();
    }
}
