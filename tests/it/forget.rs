//! Forgetting and retention with the real program: what is told, what is kept of it, and what a server does by itself.

use std::path::Path;

use pejl_tests::process::{Finished, wait_for};
use pejl_tests::{Place, Server, for_each_database};
use serde_json::{Value, json};

use crate::persons::{cpr, import_courses, import_ledger, key, sum};

/// Asks the program to forget persons.
pub fn forget_arguments(place: &Place, persons: &[usize]) -> Vec<String> {
    let numbers: Vec<String> = persons.iter().map(|n| cpr(*n)).collect();
    let file = place.write("persons.txt", numbers.join("\n"));
    let shown = |path: &Path| path.display().to_string();
    let mut arguments: Vec<String> = ["forget", "--municipality", "766", "--format", "json"]
        .map(str::to_owned)
        .to_vec();
    arguments.extend(["--person-file".to_owned(), shown(&file)]);
    arguments.extend(["--person-key".to_owned(), shown(&key(place))]);
    arguments.extend(["--case".to_owned(), "sag 12".to_owned()]);
    arguments
}

fn forget(place: &Place, persons: &[usize], options: &[&str]) -> Finished {
    let arguments = forget_arguments(place, persons);
    let arguments = arguments
        .iter()
        .map(String::as_str)
        .chain(options.iter().copied());
    place.run(arguments)
}

#[test]
fn persons_are_forgotten_in_every_revision_and_the_record_says_nothing_of_them() {
    for_each_database(|place| {
        import_ledger(place, &[1, 2], &[0, 1, 2]);
        import_ledger(place, &[2], &[1, 2, 3]);
        import_courses(place, &[1, 3]);
        assert_eq!([sum(place, 1), sum(place, 2)], [222, 1_221]);
        let dry = forget(place, &[1, 9], &["--dry-run"]).expect_done();
        assert_eq!(dry.json()["n_rows"], 4);
        assert_eq!(place.revision(), 3);

        let done = forget(place, &[1, 9], &[]).expect_done();
        let summary = done.json();
        assert_eq!(summary["state"], "forgotten");
        assert_eq!(summary["revision"], 4);
        assert_eq!(
            (&summary["n_persons"], &summary["n_persons_found"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(summary["datasets"], json!({"course": 1, "ledger": 3}));
        assert_eq!(summary["imports"], json!({"1": 2, "2": 1, "3": 1}));
        assert_eq!(
            [sum(place, 1), sum(place, 2), sum(place, 0)],
            [202, 1_201, 1_201]
        );
        place.assert_sound();
        assert_eq!(place.lake_files().len(), 3);
        let again = forget(place, &[1, 9], &[]).expect_done().json();
        assert_eq!(
            (&again["state"], &again["revision"]),
            (&json!("nothing_found"), &Value::Null)
        );

        let record = place.run(["erasures", "--format", "json"]).expect_done();
        let items = record.json()["items"].clone();
        assert_eq!(items[1]["case"], "sag 12");
        assert_eq!(items[1]["municipality"], "766");
        assert_eq!(items[1]["rows"], json!({"course": 1, "ledger": 3}));
        for shown in [&done, &record] {
            let told = format!("{}{}", shown.stdout, shown.stderr);
            assert!(!told.contains("0340") && !told.contains(&cpr(1)), "{told}");
        }
        let text = place
            .run(["revisions", "--limit", "1"])
            .expect_done()
            .stdout;
        assert!(text.contains("forget"), "{text}");
    });
}

#[test]
fn a_bad_line_of_the_file_is_refused_by_its_number() {
    let place = Place::sqlite();
    import_courses(&place, &[1]);
    let mut arguments = forget_arguments(&place, &[1]);
    place.write("persons.txt", format!("{}\n991340-1234\n", cpr(1)));
    let refused = place.run(&arguments).expect_code(1);
    assert!(refused.stderr.contains("line 2"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("1340"), "{}", refused.stderr);
    arguments.extend(["--case".to_owned(), cpr(1)]);
    let refused = place.run(&arguments).expect_code(2);
    assert!(!refused.stderr.contains(&cpr(1)), "{}", refused.stderr);
    assert_eq!(place.revision(), 1);
}

#[test]
fn a_server_removes_what_is_past_its_time_when_it_starts() {
    for_each_database(|place| {
        import_courses(place, &[1, 2]);
        let set = [
            "retention",
            "set",
            "course",
            "--months",
            "12",
            "--municipality",
            "Hedensted",
        ];
        place.run(set).expect_done();
        let listed = place
            .run(["retention", "list", "--format", "json"])
            .expect_done()
            .json();
        assert_eq!(listed["items"][0]["counts_from"], json!(["end"]));
        let dry = place
            .run(["retention", "run", "--dry-run", "--format", "json"])
            .expect_done();
        assert_eq!(dry.json()["datasets"], json!({"course": 2}));
        assert_eq!(place.revision(), 1);
        let server = Server::start(place);
        let revisions = wait_for("the revision of the retention", || {
            let found = server.get("/api/v1/revisions").expect_status(200).json();
            (found["items"][0]["revision"] == 2).then_some(found)
        });
        assert_eq!(revisions["items"][0]["kind"], "retention");
        assert_eq!(revisions["items"][0]["actor"], "schedule");
        let import = server.get("/api/v1/imports/1").expect_status(200).json();
        assert_eq!(import["lost"][0]["kind"], "retention");
        assert_eq!(import["lost"][0]["n_rows"], 2);
        drop(server);
        place
            .run(["retention", "clear", "course", "--municipality", "766"])
            .expect_done();
        let none = place
            .run(["retention", "list", "--format", "json"])
            .expect_done()
            .json();
        assert_eq!(none["items"], json!([]));
        place
            .run(["retention", "set", "budget", "--months", "12"])
            .expect_code(2);
        place.assert_sound();
    });
}

#[test]
fn a_cached_answer_of_an_older_revision_is_not_good_any_more_once_somebody_is_forgotten() {
    for_each_database(|place| {
        import_courses(place, &[1, 2]);
        let server = Server::start(place);
        let path = "/api/v1/revisions/1/changes";
        let before = server.get(path).expect_status(200);
        let tag = before.header("etag").unwrap().to_owned();
        let same = server.send("GET", path, &[("If-None-Match", &tag)], None);
        assert_eq!(same.status, 304);
        place.run(forget_arguments(place, &[1])).expect_done();
        let after = server.send("GET", path, &[("If-None-Match", &tag)], None);
        let after = after.expect_status(200);
        assert_eq!(before.json()["items"][0]["added"], 2);
        assert_eq!(after.json()["items"][0]["added"], 1);
        let lost = server.get("/api/v1/imports/1").expect_status(200).json()["lost"].clone();
        assert_eq!(
            (&lost[0]["kind"], &lost[0]["n_rows"]),
            (&"forget".into(), &1.into())
        );
        assert_eq!(lost[0]["revision"], 2);
        for (language, expected) in [
            ("da", "heraf 1 slettet siden"),
            ("en", "of which 1 removed since"),
        ] {
            let page = server.get(&format!("/data?lang={language}"));
            let page = page.expect_status(200).text();
            assert!(page.contains(expected), "{page}");
        }
    });
}
