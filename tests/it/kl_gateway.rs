//! KL Gateway's reports through the program: held, applied, repeated, refused, and killed on the way.

use std::path::Path;

use pejl_tests::process::{Finished, run, wait_for};
use pejl_tests::{PejlProcess, Place, for_each_database};
use serde_json::Value;

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/kl-gateway");
/// The made citizen's number, which stands in every fixture, also in free text.
const CPR: &str = "3112419995";
const ORGANISATION: &str = "system;value;municipality_code;unit_id;valid_from;valid_to
urn:oid:1.2.208.176.1.1;100000000000001;766;;;
";

fn fixture(name: &str) -> String {
    Path::new(FIXTURES).join(name).display().to_string()
}

fn key(place: &Place) -> String {
    let key = place.folder().join("key");
    if !key.exists() {
        let key = key.display().to_string();
        place.run(["person-key", &key]).expect_done();
    }
    key.display().to_string()
}

fn import_command<'a>(place: &Place, files: &'a [String], options: &[&'a str]) -> Vec<String> {
    let mut arguments = vec!["import".to_owned(), "kl-gateway".to_owned()];
    arguments.extend(files.iter().cloned());
    let named = ["--municipality", "766", "--format", "json", "--person-key"];
    arguments.extend(named.map(str::to_owned));
    arguments.push(key(place));
    arguments.extend(options.iter().map(ToString::to_string));
    arguments
}

fn import(place: &Place, files: &[&str], options: &[&str]) -> Finished {
    let files: Vec<String> = files.iter().map(|name| fixture(name)).collect();
    place.run(import_command(place, &files, options))
}

/// Makes the organisation known, and the codes.
fn prepare(place: &Place) {
    let file = place.write("organisations.csv", ORGANISATION);
    let file = file.display().to_string();
    place
        .run([
            "import",
            "reporting_org",
            &file,
            "--source",
            "canonical",
            "--municipality",
            "766",
        ])
        .expect_done();
    let done = import_lists(place, "made-1").expect_done().json();
    assert_eq!(done["state"], "committed");
}

fn import_lists(place: &Place, version: &str) -> Finished {
    let mut lists: Vec<String> = std::fs::read_dir(fixture("codes"))
        .unwrap()
        .map(|entry| entry.unwrap().path().display().to_string())
        .collect();
    lists.sort();
    let mut command = place.command(["codes", "import"]);
    command.args(lists).args(["--list-version", version]);
    command.args(["--valid-from", "2019-01-01", "--format", "json"]);
    run(command)
}

fn state(place: &Place, options: &[&str]) -> Value {
    let own = [
        "kl-gateway",
        "state",
        "--municipality",
        "Hedensted",
        "--as-of",
        "2021-06-01",
        "--format",
        "json",
    ];
    place.run(own.iter().chain(options)).expect_done().json()
}

#[track_caller]
fn assert_no_number(place: &Place, shown: &[&Finished]) {
    let needles = [CPR.to_owned(), format!("{}-{}", &CPR[..6], &CPR[6..])];
    for needle in needles {
        for finished in shown {
            assert!(!finished.stdout.contains(&needle), "{}", finished.stdout);
            assert!(!finished.stderr.contains(&needle), "{}", finished.stderr);
        }
        for path in place.kept_files() {
            let bytes = std::fs::read(&path).unwrap();
            let mut windows = bytes.windows(needle.len());
            let found = windows.any(|window| window == needle.as_bytes());
            assert!(!found, "{}", path.display());
        }
    }
}

#[test]
fn reports_are_held_until_their_organisation_is_known() {
    for_each_database(|place| {
        let held = import(place, &["care-1.json", "care-2.json"], &[]).expect_code(1);
        let summary = held.json();
        assert_eq!(summary["state"], "refused");
        assert_eq!(summary["n_held"], 2);
        assert_eq!(summary["rules"]["kl.unknown_organisation"], 2);
        let quarantine = std::fs::read_to_string(summary["quarantine"].as_str().unwrap()).unwrap();
        assert_eq!(quarantine.lines().count(), 3, "{quarantine}");
        prepare(place);
        let first = import(place, &["care-1.json", "care-2.json"], &[]).expect_done();
        let summary = first.json();
        assert_eq!(summary["state"], "committed");
        assert_eq!(summary["n_reports"], 2);
        assert_eq!(summary["resources"]["Patient"], 2);
        // The same two in one file, then with three others in the wrong order.
        let again = import(place, &["reports.ndjson"], &[]).expect_done();
        assert_eq!(again.json()["state"], "unchanged");
        assert_eq!(again.json()["n_repeated"], 2);
        let second = import(place, &["reports.ndjson", "incremental.json"], &[]).expect_done();
        let summary = second.json();
        assert_eq!(summary["n_reports"], 3, "{summary}");
        assert_eq!(summary["n_repeated"], 2);
        place.assert_sound();
        assert_no_number(place, &[&held, &first, &again, &second]);
    });
}

#[test]
fn the_state_is_told_now_and_as_it_was_known() {
    for_each_database(|place| {
        prepare(place);
        import(place, &["care-1.json"], &[]).expect_done();
        let before = state(place, &[]);
        let revision = before["revision"].as_i64().unwrap().to_string();
        import(place, &["care-2.json"], &[]).expect_done();
        let after = state(place, &[]);
        assert_ne!(before["n_versions"], after["n_versions"]);
        assert_eq!(state(place, &["--revision", &revision]), before);
        // The course of the fixture runs from the first report on and is closed by the second.
        assert_eq!(before["n_persons"], 1);
        assert_eq!(
            (&before["n_courses"], &after["n_courses"]),
            (&1.into(), &1.into())
        );
        assert_eq!(after["n_active_courses"], 0);
        assert_eq!(after["n_deliveries"], 1);
        let nothing = state(place, &["--reported-on", "2000-01-01"]);
        assert_eq!(nothing["n_versions"], 0);
        let versions = place
            .run(["codes", "list", "--format", "json"])
            .expect_done()
            .json();
        assert_eq!(versions["items"].as_array().unwrap().len(), 12);
        assert_eq!(versions["items"][0]["version"], "made-1");
    });
}

#[test]
fn lists_are_versions_and_the_rows_are_made_again_with_them() {
    for_each_database(|place| {
        let before = import_lists(place, "made-1").expect_done().json();
        assert_eq!(before["state"], "committed");
        assert_eq!(
            import_lists(place, "made-1").expect_done().json()["state"],
            "unchanged"
        );
        prepare_organisation_only(place);
        import(place, &["care-1.json"], &[]).expect_done();
        let other = import_lists(place, "made-2").expect_done().json();
        assert_eq!(other["state"], "committed");
        assert_eq!(other["projected"]["766"]["state"], "unchanged", "{other}");
        let list = place.write("codes_of_nobody.csv", "code;display_da;valid_info;system\n");
        let list = list.display().to_string();
        let refused = place
            .run([
                "codes",
                "import",
                &list,
                "--list-version",
                "1",
                "--valid-from",
                "2019-01-01",
            ])
            .expect_code(1);
        assert!(
            refused.stderr.contains("codes_functional_levels"),
            "{}",
            refused.stderr
        );
        place.assert_sound();
    });
}

fn prepare_organisation_only(place: &Place) {
    let file = place
        .write("organisations.csv", ORGANISATION)
        .display()
        .to_string();
    let options = ["--source", "canonical", "--municipality", "766"];
    let arguments = ["import", "reporting_org", &file];
    place.run(arguments.iter().chain(&options)).expect_done();
}

#[test]
fn what_is_no_report_is_refused_with_its_reason() {
    let place = Place::sqlite();
    prepare(&place);
    let refused = |name: &str, content: &str, rule: &str| {
        let file = place.write(name, content).display().to_string();
        let finished = place
            .run(import_command(&place, &[file], &[]))
            .expect_code(1);
        let summary = finished.json();
        assert_eq!(summary["rules"][rule], 1, "{summary}");
        assert_no_number(&place, &[&finished]);
    };
    refused("a.xml", &format!("<Bundle>{CPR}</Bundle>"), "kl.xml");
    refused("b.json", &format!("{{\"cpr\": \"{CPR}\""), "kl.json");
    refused(
        "c.json",
        &format!("{{\"cpr\": \"{CPR}\"}}"),
        "kl.not_bundle",
    );
    refused("d.json", "", "kl.empty");
    let said = place
        .run(import_command(
            &place,
            &[fixture("care-1.json")],
            &["--source", "nexus"],
        ))
        .expect_code(2);
    assert!(said.stderr.contains("--source"), "{}", said.stderr);
}

/// Places at which a load stops itself, and whether it is committed there.
const PLACES: [(&str, bool); 6] = [
    ("import.leased", false),
    ("import.writing", false),
    ("import.written", false),
    ("import.published", false),
    ("import.committing", false),
    ("import.committed", true),
];

#[test]
fn a_load_killed_anywhere_is_whole_or_was_never_there() {
    for_each_database(|place| {
        prepare(place);
        import(place, &["care-1.json"], &[]).expect_done();
        let mut before = state(place, &[]);
        for (at, is_made) in PLACES {
            let reached = place.folder().join(format!("reached-{at}"));
            let files = [fixture("care-2.json"), fixture("incremental.json")];
            let mut command = place.command(import_command(place, &files, &[]));
            command
                .env("PEJL_PAUSE_AT", at)
                .env("PEJL_PAUSE_FILE", &reached);
            let mut process = PejlProcess::start(command, place.folder(), at);
            wait_for(&format!("the process at {at}"), || {
                assert!(process.ended().is_none(), "{}", process.stderr());
                reached.exists().then_some(())
            });
            process.kill();
            let after = state(place, &[]);
            if is_made {
                assert_ne!(after, before, "{at}");
                let revision = before["revision"].as_i64().unwrap().to_string();
                assert_eq!(state(place, &["--revision", &revision]), before);
            } else {
                assert_eq!(after, before, "{at}");
            }
            place.assert_sound();
            free_leases(place);
            before = after;
        }
        let again = import(place, &["care-2.json", "incremental.json"], &[]).expect_done();
        assert_eq!(again.json()["state"], "unchanged");
    });
}

/// By a clock an hour ahead the leases of dead processes have run out.
fn free_leases(place: &Place) {
    let clock = pejl_app::Clock::of(|| chrono::Utc::now() + chrono::TimeDelta::hours(1));
    let store = pejl_app::Store::open(&pejl_app::StoreOptions {
        database: place.database_url(),
        clock,
        ..pejl_app::StoreOptions::embedded(place.data())
    });
    pejl_app::import::sweep(&store.unwrap()).unwrap();
}

#[test]
fn a_citizen_who_was_reported_is_forgotten_in_what_was_reported_and_in_what_was_made_of_it() {
    for_each_database(|place| {
        prepare(place);
        import(place, &["care-1.json"], &[]).expect_done();
        let revision = place.revision().to_string();
        import(place, &["care-2.json"], &[]).expect_done();
        let was = state(place, &["--revision", &revision]);
        assert_eq!(was["n_persons"], 1);
        let persons = place.write("persons.txt", CPR);
        let persons = persons.display().to_string();
        let key = key(place);
        let forget = || {
            let arguments = ["forget", "--person-file", &persons, "--municipality", "766"];
            let named = ["--person-key", &key, "--format", "json"];
            place.run(arguments.iter().chain(&named)).expect_done()
        };
        let done = forget();
        let summary = done.json();
        for dataset in ["kl_report", "kl_resource", "course"] {
            assert!(summary["datasets"][dataset].as_i64() > Some(0), "{summary}");
        }
        let head = place.revision().to_string();
        for revision in [&revision, &head] {
            let is = state(place, &["--revision", revision]);
            assert_eq!(
                (&is["n_persons"], &is["n_versions"]),
                (&0.into(), &0.into())
            );
        }
        place.assert_sound();
        assert_eq!(forget().json()["state"], "nothing_found");
        // The report is news again, and brings the citizen back.
        let again = import(place, &["care-1.json"], &[]).expect_done();
        assert_eq!(again.json()["state"], "committed");
        assert_eq!(state(place, &[])["n_persons"], 1);
        assert_eq!(forget().json()["state"], "forgotten");
        assert_no_number(place, &[&done, &again]);
    });
}
