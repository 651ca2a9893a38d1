//! Targets: set from the command line, from files and over HTTP, and carried by a backup.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::PEJLEMAERKER;

const DOCS: &str = include_str!("../../docs/targets.md");

const STATBANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

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
        json!({"state": "proved", "id": 1, "what": "created", "revision": 0})
    );
    let made = send("POST", "", target.clone()).expect_status(201).json();
    assert_eq!(
        made,
        json!({"state": "applied", "id": 1, "what": "created", "revision": 1})
    );
    send("POST", "", target.clone()).expect_problem(422);
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
        json!({"state": "applied", "id": 1, "what": "withdrawn", "revision": 3})
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

/// Sets a target by its fields.
fn set(place: &Place, fields: &[&str]) {
    let mut command = place.command(["targets", "set"]);
    for field in fields {
        command.args(["--field", field]);
    }
    pejl_tests::process::run(command).expect_done();
}

/// The status of an indicator in Danish or English, asked over HTTP.
fn status(server: &Server, code: &str, question: &str) -> Value {
    let path = format!("/api/v1/indicators/{code}/status?{question}");
    server.get(&path).expect_status(200).json()
}

#[test]
fn a_status_of_published_figures_follows_prices_and_is_cut_by_breaks() {
    for_each_database(|place| {
        for (file, table) in [
            ("regk31-beloeb.csv", "REGK31"),
            ("folk1a-alder.csv", "FOLK1A"),
        ] {
            let file = format!("{STATBANK}/{file}");
            place.import(file.as_ref(), &["--table", table]);
        }
        let prices = format!("{STATBANK}/pl.csv");
        place.run(["import", "price-index", &prices]).expect_done();
        let before = place.revision();
        let f2 = ["indicator=F2", "direction=down", "deadline=2019"];
        let of = |fields: &[&str]| set(place, &[&f2[..], fields].concat());
        // 140,000,000 kr. of 46,000 residents in 2018; at most what prices make of it less 2 %.
        of(&[
            "municipality=766",
            "members=function=5.30.27",
            "baseline_on=2018",
            "baseline=3043.478261",
            "path=index_linked",
            "index_series=PL_SERVICE",
            "index_change=-2 %",
        ]);
        of(&[
            "municipality=630",
            "members=function=5.30.27",
            "baseline_on=2018",
            "baseline=2596.491228",
            "goal=2700",
        ]);
        of(&[
            "municipality=766",
            "members=function=5.30.26",
            "baseline_on=2017",
            "baseline=800",
            "goal=900",
        ]);
        let server = Server::start(place);
        let found = status(
            &server,
            "F2",
            "municipality=766&filter.function=5.30.27&lang=en",
        );
        assert_eq!(
            (&found["status"], &found["target"]),
            (&json!("at_risk"), &json!(1))
        );
        let judgement = &found["judgement"];
        assert_eq!(
            (&judgement["rule"], &judgement["period"]),
            (&json!("few_once_off_path"), &json!("2019"))
        );
        // 3,043.478261 · 1.02 · 0.98, and 147,000,000 kr. of 46,400 residents.
        assert_eq!(judgement["path"], json!({"low": null, "high": 3042.26087}));
        let distance = judgement["distance"].as_f64().unwrap();
        assert!(
            (distance - (3042.26087 - 147_000_000.0 / 46_400.0)).abs() < 1e-6,
            "{found}"
        );
        assert_eq!(judgement["probability"], Value::Null);
        assert_eq!(
            found["reason"],
            "At risk: few figures: the newest does not keep the path, and there are no two such in a row. The figure of 2019 \
             is 3,168 DKK per resident; the path is at most 3,042 DKK per resident. 2 figures are too few to tell chance \
             from change."
        );
        let met = status(&server, "F2", "municipality=Vejle&filter.function=5.30.27");
        assert_eq!(
            (&met["status"], &met["judgement"]["rule"]),
            (&json!("reached"), &json!("few_goal_met"))
        );
        assert!(
            met["reason"]
                .as_str()
                .unwrap()
                .starts_with("Målet er nået: få tal: "),
            "{met}"
        );
        let cut = status(
            &server,
            "F2",
            "municipality=766&filter.function=5.30.26&lang=en",
        );
        assert_eq!(
            (&cut["status"], &cut["judgement"]),
            (&json!("not_computable"), &Value::Null)
        );
        assert!(
            cut["reason"]
                .as_str()
                .unwrap()
                .contains("the series is cut on 1 January 2018, after the baseline"),
            "{cut}"
        );
        let none = status(
            &server,
            "F2",
            &format!("municipality=766&filter.function=5.30.27&revision={before}"),
        );
        assert_eq!(
            (&none["status"], &none["target"]),
            (&json!("context"), &Value::Null)
        );
        for wrong in [
            "municipality=nowhere",
            "municipality=*",
            "municipality=766&filter.function=5.30.26,5.30.27",
        ] {
            server
                .get(&format!("/api/v1/indicators/F2/status?{wrong}"))
                .expect_problem(400);
        }
        place.assert_sound();
    });
}

#[test]
fn a_status_tells_nobody_what_is_withheld_and_stands_on_the_board() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    // Few courses end in a month.
    set(
        &place,
        &[
            "municipality=766",
            "indicator=O3.3",
            "baseline_on=2016",
            "baseline=10 %",
            "goal=99.9 %",
            "deadline=2026",
        ],
    );
    let server = Server::start(&place);
    let of = |more: &str| {
        status(
            &server,
            "O3.3",
            &format!("municipality=Hedensted&lang=en{more}"),
        )
    };
    let found = of("&role=admin");
    assert_eq!(
        (&found["status"], &found["judgement"]),
        (&json!("not_computable"), &Value::Null)
    );
    let few = "Cannot be computed: too few are behind the newest figure for it to be held against a target.";
    assert_eq!(found["reason"], few);
    let withheld = of("");
    assert_eq!(of("&role=viewer"), withheld);
    assert_eq!(
        (&withheld["status"], &withheld["judgement"]),
        (&json!("not_computable"), &Value::Null)
    );
    assert_eq!(
        withheld["reason"],
        "Cannot be computed: too few persons for the figure to be shown."
    );
    let of_unit = of("&filter.unit=nowhere");
    assert_eq!(
        (&of_unit["status"], &of_unit["target"]),
        (&json!("not_computable"), &Value::Null)
    );

    let board = server
        .get("/api/v1/pejlemaerker?municipality=766&lang=en&role=admin")
        .expect_status(200)
        .json();
    let line = |code: &str| {
        let mut lines = board["items"].as_array().unwrap().iter();
        lines
            .find(|line| line["indicator"] == code)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (&line("O3.3")["status"], &line("O3.3")["sentence"]),
        (&json!("not_computable"), &json!(few))
    );
    assert_eq!(
        (&line("O3.1")["status"], &line("O3.1")["sentence"]),
        (&json!("no_target"), &Value::Null)
    );
    let table = place
        .run(["status", "--municipality", "766"])
        .expect_done()
        .stdout;
    assert!(table.contains("\nO3.3: Kan ikke beregnes: "), "{table}");
    // Figures are kept at the revisions of targets, too.
    let kept = place
        .run(["compute", "--format", "json"])
        .expect_done()
        .json();
    assert_eq!(kept, json!({"run": null}));
}
