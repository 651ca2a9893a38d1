//! What an installation keeps: revisions, what an import replaces, and who may write at a time.

use std::path::Path;

use pejl_tests::process::wait_for;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{PejlProcess, Place, for_each_database};
use serde_json::Value;

const REGK31: [&str; 2] = ["--table", "REGK31"];

/// The facts of REGK31, without the import and the line they are from.
fn facts(place: &Place, options: &[&str]) -> Vec<Value> {
    let arguments = ["query", "--table", "REGK31", "--format", "json"]
        .iter()
        .chain(options);
    place.run(arguments).expect_done().json()["items"]
        .as_array()
        .unwrap()
        .clone()
}

fn values(facts: &[Value]) -> Vec<f64> {
    facts
        .iter()
        .map(|fact| fact["value"].as_f64().unwrap())
        .collect()
}

#[test]
fn the_same_bytes_change_nothing_and_say_so() {
    for_each_database(|place| {
        let file = place.write("a.csv", regk31(&[2018, 2019], 100));
        let first = place.import(&file, &REGK31);
        assert_eq!(
            (&first["state"], &first["revision"]),
            (&Value::from("committed"), &Value::from(1))
        );
        let lake = place.lake_files();
        let second = place.import(&file, &REGK31);
        assert_eq!(
            (&second["state"], &second["revision"]),
            (&Value::from("unchanged"), &Value::from(1))
        );
        // Under another name too: the bytes count.
        let renamed = place.write("b.csv", regk31(&[2018, 2019], 100));
        assert_eq!(place.import(&renamed, &REGK31)["state"], "unchanged");
        assert_eq!(place.revision(), 1);
        assert_eq!(place.lake_files(), lake);
        place.assert_sound();
    });
}

#[test]
fn the_same_bytes_declared_otherwise_are_another_content() {
    for_each_database(|place| {
        let file = place.write("a.csv", "OMRÅDE;TID;INDHOLD\n766;2019;1\n");
        place.import(&file, &["--table", "INDKP107", "--unit", "percent"]);
        let other = place.import(&file, &["--table", "INDKP107", "--unit", "days"]);
        assert_eq!(
            (&other["state"], &other["revision"]),
            (&Value::from("committed"), &Value::from(2))
        );
        place.assert_sound();
    });
}

#[test]
fn a_then_b_then_a_again_is_three_revisions() {
    for_each_database(|place| {
        let a = place.write("a.csv", regk31(&[2019], 100));
        let b = place.write("b.csv", regk31(&[2019], 500));
        let mut seen = Vec::new();
        for (file, revision) in [(&a, 1), (&b, 2), (&a, 3)] {
            let summary = place.import(file, &REGK31);
            assert_eq!(
                (&summary["state"], &summary["revision"]),
                (&Value::from("committed"), &Value::from(revision))
            );
            seen.push(values(&facts(place, &[])));
        }
        assert_eq!(seen[0], seen[2]);
        assert_ne!(seen[0], seen[1]);
        for (revision, expected) in (1..).zip(&seen) {
            assert_eq!(
                values(&facts(place, &["--revision", &revision.to_string()])),
                *expected
            );
        }
        place.assert_sound();
    });
}

#[test]
fn a_corrected_year_replaces_that_year_alone() {
    for_each_database(|place| {
        place.import(
            &place.write("a.csv", regk31(&[2018, 2019, 2020], 100)),
            &REGK31,
        );
        let before = facts(place, &[]);
        let corrected = place.write("b.csv", regk31(&[2019], 900));
        assert_eq!(place.import(&corrected, &REGK31)["revision"], 2);
        for (year, is_same) in [("2018", true), ("2019", false), ("2020", true)] {
            let now = facts(place, &["--period", year]);
            assert_eq!(now.len(), 10, "{year}");
            let then = facts(place, &["--period", year, "--revision", "1"]);
            assert_eq!(values(&now) == values(&then), is_same, "{year}");
        }
        assert_eq!(facts(place, &["--revision", "1"]), before);
        let mut of_2019 = values(&facts(place, &["--period", "2019"]));
        of_2019.sort_by(f64::total_cmp);
        assert_eq!(of_2019, (900..910).map(f64::from).collect::<Vec<_>>());
        place.assert_sound();
    });
}

#[test]
fn an_instant_shows_what_was_known_then() {
    for_each_database(|place| {
        place.import(&place.write("a.csv", regk31(&[2019], 100)), &REGK31);
        place.import(&place.write("b.csv", regk31(&[2019], 500)), &REGK31);
        let revisions = place
            .run(["revisions", "--format", "json"])
            .expect_done()
            .json();
        let instant = |n: usize| {
            revisions["items"][n]["committed_at"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let (second, first) = (instant(0), instant(1));
        assert!(first < second, "{first} is before {second}");
        assert_eq!(
            facts(place, &["--as-known-at", &first]),
            facts(place, &["--revision", "1"])
        );
        assert_eq!(facts(place, &["--as-known-at", &second]), facts(place, &[]));
    });
}

#[test]
fn part_of_the_members_is_refused_and_the_whole_of_more_is_not() {
    for_each_database(|place| {
        place.import(&place.write("a.csv", regk31(&[2019], 100)), &REGK31);
        let one_function: String = regk31(&[2019], 500)
            .lines()
            .filter(|line| !line.contains("53028"))
            .fold(String::new(), add_line);
        let part = place.write("part.csv", one_function);
        let refused = place.try_import(&part, &REGK31).expect_code(1).json();
        assert_eq!(
            refused["issues"][0]["rule"], "cover.partial_overlap",
            "{refused}"
        );
        assert_eq!(place.revision(), 1);
        // A third function beside the two takes the place of what was there.
        let more = place.write(
            "more.csv",
            regk31(&[2019], 500) + "766;53029;1;TOT;INDL;2019;7\n",
        );
        assert_eq!(place.import(&more, &REGK31)["revision"], 2);
        assert_eq!(facts(place, &[]).len(), 11);
        // Other members are beside it.
        let other = place.write(
            "other.csv",
            "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n766;53031;1;TOT;INDL;2019;7\n",
        );
        assert_eq!(place.import(&other, &REGK31)["revision"], 3);
        assert_eq!(facts(place, &[]).len(), 12);
        place.assert_sound();
    });
}

fn add_line(mut text: String, line: &str) -> String {
    text.push_str(line);
    text.push('\n');
    text
}

#[test]
fn two_units_of_one_table_stand_beside_each_other() {
    for_each_database(|place| {
        let file = place.write(
            "units.csv",
            "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n\
             766;53027;1;TOT;Løbende priser (1.000 kr.);2019;1234\n\
             766;53027;1;TOT;\"Pr. indbygger, løbende priser (kr.)\";2019;26\n",
        );
        place.import(&file, &REGK31);
        let facts = facts(place, &[]);
        let shown: Vec<_> = facts
            .iter()
            .map(|f| (f["unit"].as_str().unwrap(), f["value"].as_f64().unwrap()))
            .collect();
        // Amounts are stored as whole øre.
        assert!(shown.contains(&("oere", 123_400_000.0)), "{facts:#?}");
        assert!(shown.contains(&("dkk_per_resident", 26.0)), "{facts:#?}");
    });
}

#[test]
fn a_second_importer_of_the_source_is_told_to_wait() {
    for_each_database(|place| {
        let file = place.write("a.csv", regk31(&[2019], 100));
        let reached = place.folder().join("reached");
        let mut command = place.command([
            "import",
            "statbank",
            "--table",
            "REGK31",
            file.to_str().unwrap(),
        ]);
        command
            .env("PEJL_PAUSE_AT", "import.leased")
            .env("PEJL_PAUSE_FILE", &reached);
        let process = PejlProcess::start(command, place.folder(), "first");
        wait_for("the first importer's lease", || {
            reached.exists().then_some(())
        });
        let second = place.try_import(&file, &REGK31).expect_code(3);
        assert!(
            second
                .stderr
                .contains("another import holds `statbank/REGK31` of stat_fact"),
            "{}",
            second.stderr
        );
        assert_eq!(place.revision(), 0);
        // A dry run writes nothing and needs no lease.
        assert_eq!(
            place.import(&file, &["--table", "REGK31", "--dry-run"])["state"],
            "dry_run"
        );
        drop(process);
    });
}

#[test]
fn importers_at_the_same_time_leave_whole_revisions() {
    for_each_database(|place| {
        let years = [2018, 2019, 2020, 2021];
        let start = |year: i32| {
            let file = place.write(&format!("{year}.csv"), regk31(&[year], i64::from(year)));
            place.start(
                &year.to_string(),
                [
                    "import",
                    "statbank",
                    "--table",
                    "REGK31",
                    file.to_str().unwrap(),
                ],
            )
        };
        let running: Vec<PejlProcess> = years.into_iter().map(start).collect();
        let finished: Vec<_> = running.into_iter().map(PejlProcess::wait).collect();
        let mut n_done = 0;
        for (year, finished) in years.iter().zip(&finished) {
            let n_facts = if place.revision() == 0 {
                0
            } else {
                facts(place, &["--period", &year.to_string()]).len()
            };
            match finished.code {
                Some(0) => {
                    n_done += 1;
                    assert_eq!(n_facts, 10, "{year}");
                }
                Some(3) => {
                    assert!(
                        finished.stderr.contains("another import holds"),
                        "{}",
                        finished.stderr
                    );
                    assert_eq!(n_facts, 0, "{year}");
                }
                other => panic!("{year}: {other:?}\n{}", finished.stderr),
            }
        }
        assert!(n_done >= 1, "nobody got through: {finished:#?}");
        assert_eq!(place.revision(), n_done);
        place.assert_sound();
    });
}

#[test]
fn compaction_keeps_every_answer_and_makes_no_revision() {
    for_each_database(|place| {
        for (number, years) in [vec![2018], vec![2019, 2020], vec![2019], vec![2021]]
            .iter()
            .enumerate()
        {
            let base = 1_000 * i64::try_from(number).unwrap();
            place.import(
                &place.write(&format!("{number}.csv"), regk31(years, base)),
                &REGK31,
            );
        }
        let answers = |place: &Place| -> Vec<Vec<Value>> {
            (1..=4)
                .map(|revision: i64| facts(place, &["--revision", &revision.to_string()]))
                .collect()
        };
        let before = answers(place);
        let n_files = place.lake_files().len();
        let said = place.run(["db", "compact"]).expect_done().stdout;
        assert!(said.starts_with("4 segments became 1;"), "{said}");
        assert_eq!(answers(place), before);
        assert_eq!(place.revision(), 4);
        place.assert_sound();
        // The replaced files stay for readers that hold an older snapshot.
        assert_eq!(place.lake_files().len(), n_files + 1);
        // The next import finds the compacted segment as it found the small ones.
        let again = place.write("again.csv", regk31(&[2018], 0));
        assert_eq!(place.import(&again, &REGK31)["state"], "unchanged");
        let corrected = place.write("corrected.csv", regk31(&[2018], 7_000));
        assert_eq!(place.import(&corrected, &REGK31)["revision"], 5);
        assert_eq!(answers(place), before);
    });
}

#[test]
fn a_damaged_segment_is_found() {
    let place = Place::sqlite();
    place.import(&place.write("a.csv", regk31(&[2019], 100)), &REGK31);
    place.assert_sound();
    let (segment, _) = place.lake_files().remove(0);
    damage(&segment);
    let verified = place.run(["db", "verify"]).expect_code(3);
    assert!(
        verified
            .stderr
            .contains(&*segment.file_name().unwrap().to_string_lossy()),
        "{}",
        verified.stderr
    );
    std::fs::remove_file(&segment).unwrap();
    place.run(["db", "verify"]).expect_code(3);
}

/// Turns one bit in the middle of a file.
fn damage(path: &Path) {
    let mut bytes = std::fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn a_shared_database_must_have_been_migrated() {
    let Some(database) = pejl_db::testing::TestDatabase::postgres() else {
        return;
    };
    let place = Place::sqlite();
    let on_it = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.env("PEJL_DATABASE", database.url());
        pejl_tests::process::run(command)
    };
    let refused = on_it(&["revisions"]).expect_code(3);
    assert!(
        refused.stderr.contains("pejl db migrate"),
        "{}",
        refused.stderr
    );
    let applied = on_it(&["db", "migrate"]).expect_done();
    assert!(applied.stdout.contains("applied"), "{}", applied.stdout);
    let again = on_it(&["db", "migrate"]).expect_done();
    assert!(again.stdout.contains("nothing to do"), "{}", again.stdout);
    on_it(&["revisions"]).expect_done();
}
