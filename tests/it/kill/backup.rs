//! `kill -9` at any point of a backup or a restore: there is a whole one or none, and the next one goes on.

use super::*;

/// A store with two revisions in two segments.
fn fill(place: &Place) {
    place.import(&write(place, "first.csv", 100), &["--table", "REGK31"]);
    place.import(&write(place, "second.csv", 500), &["--table", "REGK31"]);
}

fn check_backup(at: &str) {
    for_each_database(|place| {
        fill(place);
        let before = answers(place);
        let to = place.folder().join("backup");
        let partial = place.folder().join("backup.partial");
        let arguments = ["db", "backup", "--to", to.to_str().unwrap()];
        let mut process = stopped_at(place, at, &arguments);
        assert_eq!(answers(place), before);
        if !is_made(at) {
            // Nobody else writes where one is being written.
            let busy = place.run(arguments).expect_code(2);
            assert!(
                busy.stderr.contains("another process is writing"),
                "{}",
                busy.stderr
            );
        }
        process.kill();
        assert_eq!(answers(place), before);
        place.assert_sound();
        assert_eq!((to.exists(), partial.exists()), (is_made(at), !is_made(at)));
        if is_made(at) {
            let refused = place.run(arguments).expect_code(2);
            assert!(
                refused.stderr.contains("never written over"),
                "{}",
                refused.stderr
            );
        } else {
            place.run(arguments).expect_done();
        }
        assert!(to.exists() && !partial.exists());
        let verified = place
            .run(["db", "verify", "--backup", to.to_str().unwrap()])
            .expect_done();
        assert!(verified.stdout.contains(" 0 faults"), "{}", verified.stdout);
        assert!(
            !verified.stderr.contains("no part of the backup"),
            "{}",
            verified.stderr
        );
    });
}

fn check_restore(at: &str) {
    let source = Place::sqlite();
    fill(&source);
    let before = answers(&source);
    let from = source.folder().join("backup");
    let arguments = ["db", "backup", "--to", from.to_str().unwrap(), "--verify"];
    source.run(arguments).expect_done();
    for place in Place::each_blank() {
        let arguments = ["db", "restore", "--from", from.to_str().unwrap()];
        let mut process = stopped_at(&place, at, &arguments);
        let busy = place.run(arguments).expect_code(2);
        assert!(
            busy.stderr.contains("another process is writing"),
            "{}",
            busy.stderr
        );
        process.kill();
        // Nothing is visible, not even that there is nothing.
        for command in [["db", "verify"], ["db", "migrate"], ["db", "compact"]] {
            let refused = place.run(command).expect_code(2);
            assert!(
                refused.stderr.contains("was not finished"),
                "{}",
                refused.stderr
            );
        }
        let refused = place.run(["revisions"]).expect_code(2);
        assert!(
            refused.stderr.contains("was not finished"),
            "{}",
            refused.stderr
        );

        let done = place.run(arguments).expect_done();
        assert!(
            done.stderr.contains("went on with a restore"),
            "{}",
            done.stderr
        );
        assert!(done.stdout.contains(" 0 faults"), "{}", done.stdout);
        assert_eq!(answers(&place), before);
        place.assert_sound();
        assert_no_leftovers(&place, 2);
        let third = write(&place, "third.csv", 900);
        assert_eq!(place.import(&third, &["--table", "REGK31"])["revision"], 3);
    }
}

#[test]
fn backup_killed_with_the_tables_written() {
    check_backup("backup.catalogue");
}

#[test]
fn backup_killed_between_two_segments() {
    check_backup("backup.copying");
}

#[test]
fn backup_killed_with_everything_written() {
    check_backup("backup.written");
}

#[test]
fn backup_killed_after_it_got_its_name() {
    check_backup("backup.published");
}

#[test]
fn restore_killed_between_two_segments() {
    check_restore("restore.copying");
}

#[test]
fn restore_killed_with_the_segments_there() {
    check_restore("restore.copied");
}

#[test]
fn restore_killed_inside_its_transaction() {
    check_restore("restore.committing");
}

#[test]
fn restore_killed_after_its_commit() {
    check_restore("restore.committed");
}
