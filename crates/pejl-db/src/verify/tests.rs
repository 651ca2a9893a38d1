#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use diesel::connection::SimpleConnection;
use pejl_domain::cover::Cover;

use super::*;
use crate::Backend;
use crate::Db;
use crate::card::{NewCard, apply_card};
use crate::coverage::cover_text;
use crate::fixture::{at, begin, cover, import_one, sha};
use crate::report::{NewFile, NewReport, insert_report};
use crate::testing::for_each_backend;

fn sql(db: &Db, statements: &str) {
    db.write_tx(|conn| conn.any().batch_execute(statements).task("run statements"))
        .unwrap();
}

/// Runs statements that the database itself would refuse.
fn spoil(db: &Db, statements: &str) {
    let (before, after) = match db.backend() {
        Backend::Sqlite => (
            "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON",
            "PRAGMA foreign_keys = ON; PRAGMA ignore_check_constraints = OFF",
        ),
        Backend::Postgres => (
            "SET session_replication_role = replica",
            "SET session_replication_role = origin",
        ),
    };
    db.with_writer(|conn| {
        for statements in [before, statements, after] {
            conn.any()
                .batch_execute(statements)
                .task("spoil the catalogue")?;
        }
        Ok(())
    })
    .unwrap();
}

fn faults(db: &Db) -> Vec<String> {
    let mut found = Vec::new();
    db.with(|conn| verify_catalogue(conn, false, &mut |fault| found.push(fault)))
        .unwrap();
    found
}

/// Three revisions: two areas and two years; a correction of one of them; another variant beside. An import runs.
fn sound(db: &Db) {
    let functions: &[&str] = &["5.30.27"];
    import_one(
        db,
        cover(&["630", "766"], &["2018", "2019"], functions),
        "a",
        at(0),
    );
    import_one(db, cover(&["766"], &["2019"], functions), "b", at(10));
    let more: &[&str] = &["5.30.27", "5.30.28"];
    import_one(db, cover(&["630"], &["2018"], more), "c", at(20));
    begin(db, "630", at(30)).unwrap();
    sql(
        db,
        "INSERT INTO import_file (import_id, no, name, sha256, bytes)
         SELECT id, 0, 'a.csv', 'ff', 1 FROM import WHERE state = 'committed';
         INSERT INTO observation_run (revision, definitions, n_computed, n_opened, n_closed, computed_at)
         SELECT n, 'ab', 1, 1, n - 1, committed_at FROM revision WHERE n < 3;
         INSERT INTO observation (indicator, reading, municipality, grain, period, division, members,
             definition_version, unit, cell, value, provisional, quality, known_from, known_to)
         VALUES ('O3.3', 'x', '766', 'year', '2018', '', '{}', 1, 'share', 'ok', '0.5', FALSE, '', 1, 2),
                ('O3.3', 'x', '766', 'year', '2018', '', '{}', 1, 'share', 'zero', '0', FALSE, '', 2, NULL)",
    );
    let card = |version, text, proved_at| {
        let new = NewCard {
            code: "O3.3",
            definition_version: version,
            text,
            sha256: &sha(text),
        };
        apply_card(db, &new, (proved_at, "anna"), at(40)).unwrap();
    };
    card(2, "two", 3);
    card(3, "three", 4);
    let revision = "INSERT INTO revision (n, committed_at, kind, actor)
                    VALUES (6, '2018-03-31 12:01:00', 'targets', 'anna'), (7, '2018-03-31 12:01:10', 'targets', 'anna');
                    UPDATE revision_head SET n = 7";
    sql(db, revision);
    let target = |no: i64, version: i32, code: &str, parent: &str, known: &str| {
        let insert = format!(
            "INSERT INTO target (number, version, municipality, indicator, reading, members, unit, price_level, direction,
                 path, baseline_on, baseline, goal_high, deadline, steps, tolerance, parent, owner, decision_case,
                 decision_meeting, note, known_from, known_to)
             VALUES ({no}, {version}, '766', '{code}', 'x', '{{}}', 'days', 'not_applicable', 'down', 'linear',
                 '2014-12-31', 100, 80, '2018-12-31', '{{}}', 0, {parent}, '', '', '', '', {known})"
        );
        sql(db, &insert);
    };
    target(1, 1, "O3.1", "NULL", "6, 7");
    target(1, 2, "O3.1", "NULL", "7, NULL");
    target(2, 1, "O3.2", "1", "7, NULL");
    let narratives = "INSERT INTO revision (n, committed_at, kind, actor)
                      VALUES (8, '2018-03-31 12:02:00', 'narratives', 'anna'), (9, '2018-03-31 12:02:10', 'narratives', 'anna');
                      UPDATE revision_head SET n = 9;
                      INSERT INTO narrative (kind, number, version, municipality, body, known_from, known_to)
                      VALUES ('initiative', 1, 1, '766', '{}', 8, 9), ('initiative', 1, 2, '766', '{}', 9, NULL),
                             ('comment', 1, 1, '766', '{}', 9, NULL)";
    sql(db, narratives);
    let releases = "INSERT INTO release (name, folded, revision, head, note, actor, made_at)
                    VALUES ('Marts', 'marts', 3, 8, '', 'anna', '2018-03-31 12:03:00'),
                           ('April', 'april', 1, 9, '', 'anna', '2018-03-31 12:03:10')";
    sql(db, releases);
    let file = NewFile {
        format: "html",
        content: b"<html>",
    };
    let report = NewReport {
        municipality: "766",
        month: "2018-03",
        lang: "da",
        revision: 3,
        release: Some(1),
        reason: None,
        software: "0.1.0",
        actor: "anna",
        files: &[file],
    };
    insert_report(db, &report, at(300)).unwrap();
    let schedules = "INSERT INTO schedule (municipality, lang, rule, months_back, to_folder, recipients, actor, begun_at)
                     VALUES ('766', 'da', 'x', 1, TRUE, '', 'anna', '2018-03-31 12:03:00');
                     INSERT INTO schedule_run (schedule_id, nominal, state, fence, n_attempts, n_lost, report_id, detail, planned_at)
                     VALUES (1, '2018-04-10T06:00', 'done', 1, 1, 0, 1, '', '2018-04-10 04:00:00');
                     INSERT INTO delivery (run_id, kind, target, state, message_id, n_attempts, detail, changed_at)
                     VALUES (1, 'folder', 'html', 'delivered', '', 1, '', '2018-04-10 04:00:05')";
    sql(db, schedules);
}

#[test]
fn a_sound_catalogue_has_no_faults() {
    for_each_backend(|db| {
        let looked = |db: &Db| {
            db.with(|conn| verify_catalogue(conn, true, &mut |_| ()))
                .unwrap()
        };
        assert_eq!((looked(db), faults(db)), (Looked::default(), Vec::new()));
        sound(db);
        assert_eq!(faults(db), Vec::<String>::new());
        let Looked {
            n_revisions,
            n_covers,
        } = looked(db);
        // The first box, what two corrections left of it, and the two new ones.
        assert_eq!((n_revisions, n_covers > 4), (9, true));
    });
}

/// Spoils a sound catalogue and looks for that very fault.
#[track_caller]
fn check(statements: &str, expected: &str) {
    for_each_backend(|db| {
        sound(db);
        spoil(db, statements);
        let found = faults(db);
        assert!(
            found.iter().any(|fault| fault.contains(expected)),
            "{expected} is not among {found:#?}"
        );
    });
}

#[test]
fn revisions_count_up_by_one_and_later() {
    check("DELETE FROM revision WHERE n = 2", "revision 3 follows 1");
    check(
        "DELETE FROM revision WHERE n = 1",
        "revision 2 follows nothing",
    );
    check(
        "UPDATE revision SET committed_at = '2018-03-31 11:00:00' WHERE n = 2",
        "revision 2 is not later than 1",
    );
    check(
        "UPDATE revision_head SET n = 11",
        "the head is 11, the newest revision 9",
    );
    check(
        "UPDATE import SET revision = 1 WHERE revision = 2",
        "revision 2 was made by 0 imports",
    );
}

#[test]
fn rows_that_others_name_are_there() {
    check(
        "DELETE FROM segment WHERE id = 1",
        "rows of coverage_segment name by segment_id a row of segment that is not there, such as 1",
    );
    check(
        "UPDATE import_file SET import_id = 99 WHERE import_id = 1",
        "1 rows of import_file name by import_id a row of import that is not there, such as 99",
    );
    check(
        "UPDATE coverage SET known_to = 44 WHERE known_to IS NOT NULL",
        "rows of coverage name by known_to a row of revision that is not there, such as 44",
    );
    check(
        "INSERT INTO person_key (municipality, fingerprint, import_id, noted_at)
         VALUES ('766', 'f', 88, '2018-03-31 12:00:00')",
        "1 rows of person_key name by import_id a row of import that is not there, such as 88",
    );
}

#[test]
fn imports_end_as_they_say() {
    check(
        "UPDATE import SET revision = NULL WHERE id = 2",
        "import 2 is committed and made no revision",
    );
    check(
        "UPDATE import SET state = 'refused' WHERE id = 2",
        "import 2 is refused and made revision 2",
    );
    check(
        "UPDATE import SET n_rows = NULL WHERE id = 2",
        "import 2 is committed without its number of rows or its end",
    );
    check(
        "DELETE FROM import_file WHERE import_id = 2",
        "import 2 is committed and read no file",
    );
    check(
        "UPDATE coverage SET import_id = 1 WHERE import_id = 3",
        "import 3 is committed and covers nothing from its revision 3 on",
    );
}

#[test]
fn leases_are_held_by_what_runs() {
    check(
        "UPDATE lease SET import_id = NULL",
        "import 4 is running without a lease",
    );
    check(
        "UPDATE import SET state = 'abandoned' WHERE id = 4",
        "import 4 is abandoned and holds the lease on stat_fact, scope 630",
    );
}

#[test]
fn covers_are_of_committed_imports_and_lie_in_live_segments() {
    check(
        "UPDATE coverage SET import_id = 4 WHERE import_id = 3",
        "is of import 4, which is running",
    );
    check(
        "UPDATE coverage SET known_from = 1 WHERE import_id = 3",
        "is of import 3, which is committed and made revision 3, and is known from revision 1",
    );
    check(
        "DELETE FROM coverage_segment WHERE coverage_id = 1",
        "cover 1 of stat_fact lies in no segment",
    );
    check(
        "UPDATE segment SET state = 'swept' WHERE id = 1",
        "lies in segment 1, which is swept",
    );
    check(
        "UPDATE segment SET dataset = 'ledger' WHERE id = 1",
        "lies in segment 1, which is live and of ledger",
    );
    check(
        "DELETE FROM coverage_segment WHERE segment_id = 2",
        "segment 2 is live and holds no cover",
    );
    check(
        "UPDATE segment SET import_id = 4 WHERE id = 2",
        "segment 2 is live, and import 4, which wrote it, is running",
    );
}

#[test]
fn a_cover_that_is_not_what_was_written_is_found() {
    check(
        "UPDATE coverage SET cover = '{}' WHERE id = 1",
        "corrupt row 1 of table `coverage`: column `cover_sha`",
    );
    check(
        "UPDATE coverage SET variant = 'odd' WHERE id = 1",
        "corrupt row 1 of table `coverage`: column `variant` holds `odd`",
    );
    let mut unfit = cover(&["766"], &["2019"], &["5.30.27"]);
    unfit.areas = BTreeSet::new();
    check(&rewritten(1, &unfit), "cover 1: cover without areas");
}

/// Writes another box over a recorded one.
fn rewritten(id: i64, cover: &Cover) -> String {
    let (text, sha) = cover_text(cover).unwrap();
    format!("UPDATE coverage SET cover = '{text}', cover_sha = '{sha}' WHERE id = {id}")
}

#[test]
fn no_fact_is_covered_twice() {
    // The correction of 2019 covers 2018 too, which the first import still holds.
    let wide = cover(&["766"], &["2018", "2019"], &["5.30.27"]);
    for_each_backend(|db| {
        sound(db);
        let id = id_of(db, 2);
        spoil(db, &rewritten(id, &wide));
        let found = faults(db);
        assert!(
            found
                .iter()
                .any(|fault| fault.contains("share facts") && fault.contains(&id.to_string())),
            "{found:#?}"
        );
    });
    // A closed cover that is opened again overlaps what replaced it.
    check(
        "UPDATE coverage SET known_to = NULL WHERE id = 1",
        "share facts",
    );
}

fn id_of(db: &Db, import: i64) -> i64 {
    let covers = db
        .with(|conn| crate::coverage::list_all_coverage(conn, "stat_fact"))
        .unwrap();
    covers.iter().find(|c| c.import_id == import).unwrap().id
}

#[test]
fn an_import_uncovers_nothing() {
    // The correction holds 2018 and no 2019: what the first import said of 2019 ends without anything in its place.
    let elsewhere = cover(&["766"], &["2020"], &["5.30.27"]);
    let expected = "cover 1 of statbank/REGK31/oere/current/year/function ends at revision 2, and nothing covers area \
                    766, period 2019 (and 0 more places) from then on";
    let fewer_members = cover(&["766"], &["2019"], &["5.30.29"]);
    for other in [elsewhere, fewer_members] {
        for_each_backend(|db| {
            sound(db);
            let id = id_of(db, 2);
            spoil(db, &rewritten(id, &other));
            let found = faults(db);
            assert!(found.iter().any(|fault| fault == expected), "{found:#?}");
            // A deletion may: it is told from an import by its revision.
            spoil(db, "UPDATE revision SET kind = 'forget' WHERE n = 2");
            let found = faults(db);
            assert!(!found.iter().any(|fault| fault == expected), "{found:#?}");
        });
    }
}

#[test]
fn sqlite_checks_its_own_file() {
    let database = crate::testing::TestDatabase::sqlite();
    let db = database.open_migrated();
    sound(&db);
    spoil(
        &db,
        "UPDATE import_rule SET n = 0; INSERT INTO import_rule VALUES (1, 'x', 0)",
    );
    let found = faults(&db);
    let expected = "the database file: CHECK constraint failed in import_rule";
    assert!(found.iter().any(|fault| fault == expected), "{found:#?}");
}

#[test]
fn of_each_observation_one_is_known_at_a_time() {
    let expected = "observations 1 and 2 of O3.3.x at 766 in 2018 are both known at revision 2";
    check("UPDATE observation SET known_to = 3 WHERE id = 1", expected);
    check(
        "UPDATE observation SET known_from = 9, known_to = 10 WHERE id = 1",
        "rows of observation name by known_from a row of observation_run that is not there, such as 9",
    );
}

#[test]
fn of_each_code_one_card_counts_at_a_time_and_says_what_its_hash_says() {
    check(
        "UPDATE card SET known_to = 5 WHERE id = 1; UPDATE card SET known_from = 4 WHERE id = 2",
        "cards 1 and 2 of O3.3 both count at revision 4",
    );
    check(
        "UPDATE card SET definition_version = 2",
        "cards 1 and 2 of O3.3 say other things as version 2",
    );
    check(
        "UPDATE card SET known_from = 3 WHERE id = 1",
        "card 1 of O3.3 was applied or closed by revision 3, which is of kind import",
    );
    check(
        "UPDATE card SET text = 'spoiled' WHERE id = 2",
        "card 2 of O3.3 has another text than its SHA-256 says",
    );
}

#[test]
fn targets_hold_one_at_a_time_in_order_below_what_holds() {
    check(
        "UPDATE target SET version = 3 WHERE number = 1 AND version = 2",
        "version 3 of target 1 follows 1",
    );
    check(
        "DROP INDEX target_open; DROP INDEX target_open_of; UPDATE target SET known_to = NULL",
        "versions 1 and 2 of target 1 both hold at revision 7",
    );
    check(
        "DROP INDEX target_open_of; UPDATE target SET indicator = 'O3.1'",
        "targets 1 and 2 of O3.1.x at 766 both hold at revision 7",
    );
    check(
        "UPDATE target SET parent = 9 WHERE number = 2",
        "target 2 is below target 9, which does not hold at revision 7",
    );
    check(
        "UPDATE revision SET kind = 'definitions' WHERE n = 7",
        "target 2 was set or closed by revision 7, which is of kind definitions",
    );
}

#[test]
fn narratives_hold_one_version_at_a_time_in_order() {
    check(
        "UPDATE narrative SET version = 3 WHERE kind = 'initiative' AND version = 2",
        "version 3 of initiative 1 follows 1",
    );
    check(
        "DROP INDEX narrative_open; UPDATE narrative SET known_to = NULL",
        "versions 1 and 2 of initiative 1 both hold at revision 9",
    );
    check(
        "UPDATE revision SET kind = 'targets' WHERE n = 8",
        "initiative 1 was set or closed by revision 8, which is of kind targets",
    );
}

#[test]
fn releases_are_made_in_order_of_revisions_that_there_are() {
    check(
        "UPDATE release SET head = 7 WHERE name = 'April'",
        "was made at revision 7, before release",
    );
    check(
        "UPDATE release SET revision = 8, head = 99 WHERE name = 'April'",
        "1 rows of release name by head a row of revision that is not there",
    );
}

#[test]
fn reports_have_the_files_that_were_made_at_their_releases_revision() {
    check(
        "UPDATE report_file SET n_bytes = 7",
        "the file html of report 1 holds something else than its length and SHA-256 say",
    );
    check(
        "UPDATE report_file SET sha256 = 'ff'",
        "the file html of report 1 holds something else than its length and SHA-256 say",
    );
    check("DELETE FROM report_file", "report 1 has no file");
    check(
        "UPDATE report SET revision = 2",
        "report 1 is of revision 2, its release 1 of 3",
    );
}

#[test]
fn runs_are_done_with_a_report_that_reached_everybody() {
    check(
        "UPDATE schedule_run SET report_id = NULL",
        "run 1 of schedule 1 is done and made no report",
    );
    check(
        "UPDATE schedule SET municipality = '630'",
        "run 1 of schedule 1 is of 630, its report 1 of 766",
    );
    check(
        "UPDATE schedule_run SET month = '2018-02'",
        "run 1 of schedule 1 is of 2018-02, its report 1 of 2018-03",
    );
    check(
        "UPDATE delivery SET state = 'unknown'",
        "delivery 1 is unknown, and run 1 is done",
    );
}
