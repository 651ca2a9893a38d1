//! Backups and restores as an operator runs them, and the same answers over HTTP afterwards.

use pejl_tests::statbank_file::regk31;
use pejl_tests::{Place, Server, for_each_database};

const ANSWERS: [&str; 4] = [
    "/api/v1/observations?indicator=F2.published_per_resident&municipality=766&period=2019&filter.function=5.30.27&filter.dranst=1",
    "/api/v1/facts?table=REGK31",
    "/api/v1/revisions",
    "/api/v1/imports",
];

fn fill(place: &Place, years: &[i32], base: i64) {
    let file = place.write(&format!("{base}.csv"), regk31(years, base));
    place.import(&file, &["--table", "REGK31"]);
}

/// Body and tag of every answer, at the head and at each revision.
fn answers(place: &Place) -> Vec<(String, Option<String>)> {
    let server = Server::start(place);
    let at = ["", "&revision=1", "&revision=2"];
    let mut all = Vec::new();
    for path in ANSWERS {
        for revision in at {
            if !path.contains('?') && !revision.is_empty() {
                continue;
            }
            let answer = server.get(&format!("{path}{revision}")).expect_status(200);
            let tag = answer.header("etag").map(str::to_owned);
            all.push((String::from_utf8(answer.body).unwrap(), tag));
        }
    }
    all
}

#[test]
fn a_restored_store_gives_the_same_bytes_and_tags_at_every_revision() {
    for_each_database(|source| {
        fill(source, &[2018, 2019], 100);
        fill(source, &[2019], 500);
        source.run(["keys", "create", "Anna"]).expect_done();
        let before = answers(source);
        let backup = source.folder().join("backup");
        let to = backup.to_str().unwrap();
        let taken = source
            .run(["db", "backup", "--to", to, "--verify"])
            .expect_done();
        assert!(
            taken.stdout.contains("revision 2 as of"),
            "{}",
            taken.stdout
        );
        assert!(
            taken.stdout.contains("bytes read, 0 faults"),
            "{}",
            taken.stdout
        );
        for (n, target) in (0_i64..).zip(Place::each_blank()) {
            let restored = target.run(["db", "restore", "--from", to]).expect_done();
            assert!(
                restored.stdout.contains("restored revision 2")
                    && restored.stdout.contains(", 0 faults"),
                "{}",
                restored.stdout
            );
            if n == 0 {
                assert_eq!(answers(source), before);
            }
            assert_eq!(answers(&target), before);
            let keys = target.run(["keys", "list"]).expect_done();
            assert!(keys.stdout.contains("Anna"), "{}", keys.stdout);
            // A second restore does not touch what is there.
            let again = target.run(["db", "restore", "--from", to]).expect_code(2);
            assert!(again.stderr.contains("is not empty"), "{}", again.stderr);
            // Another history from here on: the same revision number with another content has another tag.
            fill(&target, &[2019], 700);
            if n == 0 {
                fill(source, &[2019], 900);
            }
            let (one, other) = (answers(source), answers(&target));
            let moved = one
                .iter()
                .zip(&other)
                .filter(|(one, other)| one.0 != other.0);
            let mut n_moved = 0;
            for (one, other) in moved {
                assert_ne!(one.1, other.1, "{} {}", one.0, other.0);
                n_moved += 1;
            }
            assert!(n_moved > 0);
        }
    });
}

#[test]
fn a_damaged_backup_is_found_and_refused_by_exit_status() {
    let source = Place::sqlite();
    fill(&source, &[2018], 100);
    let backup = source.folder().join("backup");
    let to = backup.to_str().unwrap();
    source.run(["db", "backup", "--to", to]).expect_done();
    source.run(["db", "verify", "--backup", to]).expect_done();
    let rows = backup.join("catalogue/import.ndjson");
    let text = std::fs::read_to_string(&rows).unwrap();
    std::fs::write(&rows, text.replace("\"committed\"", "\"abandoned\"")).unwrap();
    let found = source.run(["db", "verify", "--backup", to]).expect_code(3);
    assert!(
        found.stderr.contains("fault: table import"),
        "{}",
        found.stderr
    );
    let target = Place::sqlite();
    let refused = target.run(["db", "restore", "--from", to]).expect_code(1);
    assert!(
        refused.stderr.contains("the backup is damaged"),
        "{}",
        refused.stderr
    );
    assert_eq!(target.revision(), 0);
    let nowhere = source.folder().join("nowhere");
    let missing = target
        .run(["db", "restore", "--from", nowhere.to_str().unwrap()])
        .expect_code(1);
    assert!(
        missing.stderr.contains("no whole backup"),
        "{}",
        missing.stderr
    );
    source.assert_sound();
}

#[test]
fn a_quick_check_does_not_read_what_is_in_segments() {
    let place = Place::sqlite();
    fill(&place, &[2018], 100);
    let (file, _) = place.lake_files().remove(0);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    place.run(["db", "verify", "--quick"]).expect_done();
    let found = place.run(["db", "verify"]).expect_code(3);
    assert!(found.stderr.contains("has SHA-256"), "{}", found.stderr);
    std::fs::remove_file(&file).unwrap();
    let found = place.run(["db", "verify", "--quick"]).expect_code(3);
    assert!(found.stderr.contains("no segment"), "{}", found.stderr);
}
