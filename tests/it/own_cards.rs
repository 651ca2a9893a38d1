//! Cards of a municipality's own: applied from the command line and over HTTP, told by versions, carried by a backup.

use pejl_tests::server::Server;
use pejl_tests::{Place, for_each_database};
use serde_json::{Value, json};

use crate::pejlemaerker::PEJLEMAERKER;

const O3_3: &str = include_str!("../../crates/pejl-metrics/cards/O3.3.toml");

/// O3.3 where less help is a success as well.
fn with_less_help(version: i32) -> String {
    O3_3.replace(
        "definition_version = 1",
        &format!("definition_version = {version}"),
    )
    .replace("ended_self_reliant", "successful_ending")
}

fn new_indicator() -> String {
    with_less_help(1)
        .replace("code = \"O3.3\"", "code = \"HED1.1\"")
        .replace("self_reliant_endings", "successful_endings")
}

/// Version and figure of each row for 2018.
fn figures(place: &Place, more: &[&str]) -> Vec<(Value, Value)> {
    let mut command = place.command(["query", "--municipality", "766", "--period", "2018"]);
    command.args(["--format", "json"]).args(more);
    let answer = pejl_tests::process::run(command).expect_done().json();
    let items = answer["items"].as_array().unwrap().iter();
    items
        .map(|one| (one["definition_version"].clone(), one["value"].clone()))
        .collect()
}

/// The figure of the program's O3.3, and that with less help, of 2018: counted from the file.
fn expected() -> [Value; 2] {
    let text = std::fs::read_to_string(format!(
        "{}/pejlemaerker/course.csv",
        crate::pejlemaerker::FIXTURES
    ))
    .unwrap();
    let ends: Vec<(&str, &str)> = text
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(';').collect();
            (cells[7], cells[8])
        })
        .filter(|(end, _)| end.starts_with("2018"))
        .collect();
    let count = |reasons: &[&str]| {
        let found = ends.iter().filter(|(_, reason)| reasons.contains(reason));
        i32::try_from(found.count()).unwrap()
    };
    let all = count(&["self_reliant", "less_help", "same_help", "more_help"]);
    let share = |reasons: &[&str]| json!(f64::from(count(reasons)) / f64::from(all));
    [
        share(&["self_reliant"]),
        share(&["self_reliant", "less_help"]),
    ]
}

#[test]
fn a_card_is_proved_applied_told_and_withdrawn_from_the_command_line() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let [narrow, wide] = expected();
        assert_ne!(narrow, wide);
        let file = |name: &str, text: &str| place.write(name, text).display().to_string();
        let (two, new) = (
            file("two.toml", &with_less_help(2)),
            file("new.toml", &new_indicator()),
        );
        let before = place.revision();
        let proved = place.run(["indicators", "apply", &two, "--dry-run"]);
        assert_eq!(
            proved.expect_done().stdout.trim(),
            "O3.3 version 2 can be applied, in the place of version 1; nothing is stored"
        );
        assert_eq!(place.revision(), before);
        let applied = place.run(["indicators", "apply", &two]).expect_done();
        assert_eq!(
            applied.stdout.trim(),
            format!(
                "revision {}: O3.3 version 2 is applied, in the place of version 1",
                before + 1
            )
        );
        place.run(["indicators", "apply", &new]).expect_done();
        let again = place.run(["indicators", "apply", &new]).expect_done();
        assert_eq!(
            again.stdout.trim(),
            "HED1.1 version 1 is in force already; nothing changed"
        );
        // Both were kept, at the revisions of the cards.
        let n = place.revision();
        assert_eq!(n, before + 2);
        let up = place.run(["compute", "--format", "json"]).expect_done();
        assert_eq!(up.json(), json!({"run": null}));

        let told = figures(place, &["--indicator", "O3.3,HED1.1"]);
        assert_eq!(told, [(json!(2), wide.clone()), (json!(1), wide.clone())]);
        let then = before.to_string();
        let told = figures(place, &["--indicator", "O3.3", "--revision", &then]);
        assert_eq!(told, [(json!(1), narrow.clone())]);
        assert_eq!(
            figures(place, &["--indicator", "O3.3@1"]),
            [(json!(1), narrow.clone())]
        );
        let list = place
            .run(["indicators", "list", "--lang", "en"])
            .expect_done();
        assert!(
            list.stdout.contains("HED1.1.successful_endings"),
            "{}",
            list.stdout
        );
        let shown = place
            .run(["indicators", "show", "O3.3"])
            .expect_done()
            .json();
        assert_eq!(shown["definition_version"], 2);
        let sql = |code: &str| {
            let arguments = [
                "indicators",
                "sql",
                code,
                "--municipality",
                "766",
                "--period",
                "2018",
            ];
            place.run(arguments).expect_done().stdout
        };
        assert!(
            sql("O3.3").contains("'less_help', 'self_reliant'")
                || sql("O3.3").contains("'self_reliant', 'less_help'")
        );
        assert_ne!(sql("O3.3"), sql("O3.3@1"));
        let lineage = place.run([
            "lineage",
            "O3.3",
            "--municipality",
            "766",
            "--period",
            "2018",
        ]);
        assert_eq!(
            lineage.expect_done().json()["observation"]["definition_version"],
            2
        );
        let delta = {
            let mut command = place.command(["query", "--changed-since", &then]);
            command.args(["--format", "json"]);
            pejl_tests::process::run(command).expect_done().json()
        };
        let changed = delta["items"].as_array().unwrap();
        assert!(!changed.is_empty());
        assert!(
            changed
                .iter()
                .all(|one| ["O3.3", "HED1.1"].contains(&one["indicator"].as_str().unwrap()))
        );

        let withdrawn = place.run(["indicators", "withdraw", "O3.3"]).expect_done();
        assert_eq!(
            withdrawn.stdout.trim(),
            format!("revision {}: the own card of O3.3 is withdrawn", n + 1)
        );
        assert_eq!(
            figures(place, &["--indicator", "O3.3"]),
            [(json!(1), narrow)]
        );
        assert_eq!(
            figures(place, &["--indicator", "O3.3@2"]),
            [(json!(2), wide)]
        );
        let versions = place.run(["indicators", "versions", "O3.3", "--format", "json"]);
        let versions = versions.expect_done().json();
        let told: Vec<_> = versions["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| {
                (
                    one["definition_version"].clone(),
                    one["origin"].clone(),
                    one["in_force"].clone(),
                    one["known_from"].clone(),
                    one["known_to"].clone(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                (
                    json!(2),
                    json!("own"),
                    json!(false),
                    json!(before + 1),
                    json!(n + 1)
                ),
                (
                    json!(1),
                    json!("program"),
                    json!(true),
                    Value::Null,
                    Value::Null
                ),
            ]
        );
        place.run(["indicators", "withdraw", "O3.3"]).expect_code(2);

        place
            .run(["indicators", "withdraw", "HED1.1"])
            .expect_done();
        let since = |revision: i64| -> Vec<Value> {
            let mut command = place.command(["query", "--changed-since", &revision.to_string()]);
            command.args(["--format", "json"]);
            let answer = pejl_tests::process::run(command).expect_done().json();
            assert_eq!(answer["meta"]["whole"], false, "{answer}");
            answer["items"].as_array().unwrap().clone()
        };
        // Whoever has the figures from before the cards has those from after them.
        assert_eq!(since(before), Vec::<Value>::new());
        // Whoever has the figures of the cards is told that some are others, and some no more.
        let told = since(n);
        let of = |code: &str| -> Vec<&Value> {
            let rows = told.iter();
            rows.filter(|one| one["indicator"] == code).collect()
        };
        assert_eq!(of("O3.3").len() + of("HED1.1").len(), told.len());
        assert!(!of("O3.3").is_empty() && !of("HED1.1").is_empty());
        assert!(of("O3.3").iter().all(|one| one["deleted"] == false));
        for one in of("HED1.1") {
            assert_eq!(one["deleted"], true, "{one}");
            assert_eq!(
                (&one["cell"], &one["value"]),
                (&json!("missing"), &Value::Null)
            );
        }
        let server = Server::start(place);
        let path = format!("/api/v1/observations?changed_since={n}&role=admin");
        let answer = server.get(&path).expect_status(200).json();
        let over_http = answer["items"].as_array().unwrap();
        assert_eq!(over_http.len(), told.len());
        let deleted = over_http.iter().filter(|one| one["deleted"] == true);
        assert_eq!(deleted.count(), of("HED1.1").len());
        place.assert_sound();
    });
}

#[test]
fn a_bad_card_is_refused_with_every_fault_and_a_missing_file_is_said() {
    let place = Place::sqlite();
    let bad = with_less_help(2)
        .replace("minimum_base = 5", "minimum_base = 1")
        .replace("pairing = []", "pairing = [\"O9\"]");
    let file = place.write("bad.toml", &bad).display().to_string();
    let refused = place.run(["indicators", "apply", &file]).expect_code(1);
    for expected in [
        "`minimum_base` is 1: at least 5",
        "paired with `O9`",
        "refused: 2 faults",
    ] {
        assert!(refused.stdout.contains(expected), "{}", refused.stdout);
    }
    let bad = with_less_help(2).replace("minimum_base = 5", "minimum_base = 1");
    let file = place.write("bad.toml", &bad).display().to_string();
    let refused = place.run(["indicators", "apply", &file]).expect_code(1);
    assert!(
        refused.stdout.ends_with("refused: 1 fault\n"),
        "{}",
        refused.stdout
    );
    assert_eq!(place.revision(), 0);
    let none = place
        .run(["indicators", "apply", "no-such.toml"])
        .expect_code(3);
    assert!(none.stderr.contains("no-such.toml"), "{}", none.stderr);
    // Without a data folder there are the program's.
    let list = pejl_tests::process::run_pejl(["indicators", "list", "--data", "/nowhere/at/all"]);
    assert!(
        list.expect_done()
            .stdout
            .contains("O3.3.self_reliant_endings")
    );
}

#[test]
fn cards_are_put_listed_and_deleted_over_http() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let before = place.revision();
    let server = Server::start(&place);
    let [narrow, wide] = expected();
    let toml = [("Content-Type", "application/toml")];
    let put = |path: &str, card: &str| {
        server.send(
            "PUT",
            &format!("/api/v1/indicators/{path}"),
            &toml,
            Some(card.as_bytes()),
        )
    };
    let dry = put("O3.3?dry_run=true", &with_less_help(2))
        .expect_status(200)
        .json();
    assert_eq!(
        dry,
        json!({"state": "proved", "code": "O3.3", "definition_version": 2, "supersedes": 1, "revision": before})
    );
    let done = put("O3.3", &with_less_help(2)).expect_status(201).json();
    assert_eq!(
        (&done["state"], &done["revision"]),
        (&json!("applied"), &json!(before + 1))
    );
    let same = put("O3.3", &with_less_help(2)).expect_status(200).json();
    assert_eq!(same["state"], "unchanged");

    let other = put("O3.1", &with_less_help(3)).expect_problem(422);
    assert_eq!(other["errors"][0]["allowed"], "it is the card of `O3.3`");
    let bad = with_less_help(2).replace("\"month\"", "\"decade\"");
    let bad = put("O3.3", &bad).expect_problem(422);
    assert!(
        bad["errors"][0]["allowed"]
            .as_str()
            .unwrap()
            .contains("decade")
    );
    let faults = with_less_help(1).replace("minimum_base = 5", "minimum_base = 1");
    let faults = put("O3.3", &faults).expect_problem(422);
    assert_eq!(faults["type"], "urn:pejl:problem:card_refused");
    assert_eq!(faults["errors"].as_array().unwrap().len(), 2, "{faults}");
    put("O3.3", &"#".repeat(200_000)).expect_problem(413);
    put("O3.3?dry_run=maybe", &with_less_help(3)).expect_problem(400);
    assert_eq!(place.revision(), before + 1);

    let value = |question: &str| {
        let path =
            format!("/api/v1/observations?municipality=766&period=2018&role=admin&{question}");
        let found = server.get(&path).expect_status(200).json();
        (
            found["items"][0]["definition_version"].clone(),
            found["items"][0]["value"].clone(),
        )
    };
    assert_eq!(value("indicator=O3.3"), (json!(2), wide.clone()));
    assert_eq!(value("indicator=O3.3@1"), (json!(1), narrow.clone()));
    assert_eq!(
        value(&format!("indicator=O3.3&revision={before}")),
        (json!(1), narrow.clone())
    );
    let path = "/api/v1/observations?municipality=766&period=2018&indicator=O3.3@7";
    let unknown = server.get(path).expect_problem(400);
    assert_eq!(
        unknown["errors"][0]["allowed"],
        "a version that can be run: 1, 2"
    );
    let asked = json!({"indicator": ["O3.3@1"], "municipality": ["766"], "period": ["2018"], "role": "admin"});
    let answer = server.post("/api/v1/query", asked.to_string().as_bytes());
    assert_eq!(
        answer.expect_status(200).json()["items"][0]["value"],
        narrow
    );
    let card = |more: &str| {
        let path = format!("/api/v1/indicators/O3.3{more}");
        server.get(&path).expect_status(200).json()["definition_version"].clone()
    };
    assert_eq!(card(""), 2);
    assert_eq!(card(&format!("?revision={before}")), 1);
    let sql = server.get("/api/v1/indicators/O3.3@1/sql?municipality=766&period=2018");
    assert!(
        !sql.expect_status(200).json()["sql"]
            .as_str()
            .unwrap()
            .contains("less_help', 'self")
    );
    let board = server
        .get("/api/v1/pejlemaerker?municipality=766")
        .expect_status(200)
        .text();
    assert!(board.contains("O3.3"));

    let csv = server
        .get("/api/v1/indicators/O3.3/versions?format=csv")
        .expect_status(200);
    let lines: Vec<String> = csv.text().lines().map(str::to_owned).collect();
    assert!(
        lines[0].starts_with("definition_version,origin,in_force,runnable"),
        "{lines:?}"
    );
    assert!(
        lines[1].starts_with("2,own,true,true") && lines[2].starts_with("1,program,false,true"),
        "{lines:?}"
    );
    server
        .get("/api/v1/indicators/HED9/versions")
        .expect_problem(404);

    let gone = server.send("DELETE", "/api/v1/indicators/O3.3", &[], None);
    assert_eq!(
        gone.expect_status(200).json(),
        json!({"code": "O3.3", "revision": before + 2})
    );
    server
        .send("DELETE", "/api/v1/indicators/O3.3", &[], None)
        .expect_problem(404);
    assert_eq!(value("indicator=O3.3"), (json!(1), narrow));
    assert_eq!(value("indicator=O3.3@2"), (json!(2), wide));
}

#[test]
fn only_whoever_has_a_key_applies_cards() {
    let place = Place::sqlite();
    let server = Server::start_with(&place, &["--auth", "keys"]);
    let card = with_less_help(2);
    server
        .send("PUT", "/api/v1/indicators/O3.3", &[], Some(card.as_bytes()))
        .expect_problem(401);
    server
        .send("DELETE", "/api/v1/indicators/O3.3", &[], None)
        .expect_problem(401);
    assert_eq!(place.revision(), 0);
}

#[test]
fn a_backup_carries_the_cards() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let file = place
        .write("two.toml", with_less_help(2))
        .display()
        .to_string();
    place.run(["indicators", "apply", &file]).expect_done();
    let versions = |place: &Place| {
        place
            .run(["indicators", "versions", "O3.3", "--format", "json"])
            .expect_done()
            .json()
    };
    let told = figures(&place, &["--indicator", "O3.3"]);
    let to = place.folder().join("backup").display().to_string();
    place.run(["db", "backup", "--to", &to]).expect_done();
    for restored in Place::each_blank() {
        restored.run(["db", "restore", "--from", &to]).expect_done();
        assert_eq!(versions(&restored), versions(&place));
        assert_eq!(figures(&restored, &["--indicator", "O3.3"]), told);
        restored.assert_sound();
    }
}
