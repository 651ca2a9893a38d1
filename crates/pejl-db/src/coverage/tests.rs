#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;

use super::*;
use crate::fixture::{DATASET, at, cover, import_one, lines, seen};
use crate::testing::for_each_backend;

fn year(year: &str) -> Cover {
    cover(&["630"], &[year], &["5.30.27"])
}

#[test]
fn instant_picks_the_revision_known_then() {
    for_each_backend(|db| {
        import_one(db, year("2016"), "A", at(10));
        import_one(db, year("2017"), "B", at(20));
        let revision = |instant| seen(db, At::Instant(instant)).unwrap().revision;
        let moment = TimeDelta::nanoseconds(1);
        assert_eq!(revision(DateTime::<Utc>::MIN_UTC), 0);
        assert_eq!(revision(at(10) - moment), 0);
        assert_eq!(revision(at(10)), 1);
        assert_eq!(revision(at(10) + moment), 1);
        assert_eq!(revision(at(20) - moment), 1);
        assert_eq!(revision(at(20)), 2);
        assert_eq!(revision(DateTime::<Utc>::MAX_UTC), 2);
        assert_eq!(
            seen(db, At::Instant(at(15))).unwrap().committed_at,
            Some(at(10))
        );
    });
}

#[test]
fn old_revision_is_what_it_was() {
    for_each_backend(|db| {
        let mut was = Vec::new();
        for (n, (box_, content)) in [
            (
                cover(&["615", "630"], &["2015", "2016", "2017"], &["5.30.27"]),
                "A",
            ),
            (year("2016"), "B"),
            (cover(&["615"], &["2016", "2017"], &["5.30.27"]), "C"),
            (
                cover(&["615", "630"], &["2015", "2016", "2017"], &["5.30.27"]),
                "A",
            ),
        ]
        .into_iter()
        .enumerate()
        {
            import_one(db, box_, content, at(i64::try_from(n).unwrap()));
            was.push(seen(db, At::Head).unwrap());
        }
        for snapshot in &was {
            assert_eq!(
                &seen(db, At::Revision(snapshot.revision)).unwrap(),
                snapshot
            );
        }
        assert_eq!(was[3].parts.len(), 1);
        assert_eq!(was[3].parts[0].import_id, 4);
    });
}

#[test]
fn state_before_the_first_revision_is_empty() {
    for_each_backend(|db| {
        let empty = Snapshot {
            revision: 0,
            committed_at: None,
            parts: Vec::new(),
        };
        assert_eq!(seen(db, At::Head).unwrap(), empty);
        assert_eq!(seen(db, At::Instant(at(0))).unwrap(), empty);
        import_one(db, year("2016"), "A", at(0));
        assert_eq!(seen(db, At::Revision(0)).unwrap(), empty);
        let other = db
            .with(|conn| snapshot(conn, "price_index", At::Head))
            .unwrap();
        assert_eq!((other.revision, other.parts), (1, Vec::new()));
    });
}

#[test]
fn unknown_revision_is_an_error() {
    for_each_backend(|db| {
        import_one(db, year("2016"), "A", at(0));
        for n in [-1, 2] {
            let error = seen(db, At::Revision(n)).unwrap_err();
            assert_eq!(
                error.to_string(),
                format!("no revision {n}, the newest is 1")
            );
        }
    });
}

#[test]
fn coverage_is_listed_with_its_revisions() {
    for_each_backend(|db| {
        import_one(db, year("2016"), "A", at(0));
        import_one(db, year("2016"), "B", at(1));
        let list = |at| db.with(|conn| list_coverage(conn, DATASET, at)).unwrap();
        let known = |rows: Vec<Coverage>| -> Vec<(i64, i64, Option<i64>)> {
            rows.iter()
                .map(|row| (row.import_id, row.known_from, row.known_to))
                .collect()
        };
        assert_eq!(known(list(At::Revision(1))), [(1, 1, Some(2))]);
        assert_eq!(known(list(At::Head)), [(2, 2, None)]);
    });
}

#[test]
fn box_that_was_changed_by_hand_is_an_error() {
    for_each_backend(|db| {
        let broken = |statement: &str| {
            db.write_tx(|conn| conn.any().batch_execute(statement).task("break a row"))
                .unwrap();
            seen(db, At::Head).unwrap_err().to_string()
        };
        import_one(db, year("2016"), "A", at(0));
        assert_eq!(
            broken("UPDATE coverage SET variant = 'x'"),
            "corrupt row 1 of table `coverage`: column `variant` holds `x`"
        );
        assert_eq!(
            broken("UPDATE coverage SET cover_sha = 'x'"),
            "corrupt row 1 of table `coverage`: column `cover_sha` holds `x`"
        );
        let text = "nothing";
        let sha = sha256_hex(text);
        assert_eq!(
            broken(&format!(
                "UPDATE coverage SET cover = '{text}', cover_sha = '{sha}'"
            )),
            "corrupt row 1 of table `coverage`: column `cover` holds `nothing`"
        );
    });
}

#[test]
fn visible_box_in_a_file_that_is_not_live_is_an_error() {
    for_each_backend(|db| {
        import_one(db, year("2016"), "A", at(0));
        db.write_tx(|conn| {
            conn.any()
                .batch_execute("UPDATE segment SET state = 'swept'")
                .task("break a row")
        })
        .unwrap();
        assert_eq!(
            seen(db, At::Head).unwrap_err().to_string(),
            "corrupt row 1 of table `segment`: column `state` holds `swept`"
        );
    });
}

#[test]
fn database_keeps_two_visible_boxes_from_being_equal() {
    for_each_backend(|db| {
        import_one(db, year("2016"), "A", at(0));
        let cover = year("2016");
        let twice = db.write_tx(|conn| {
            insert_coverage(
                conn,
                &NewCoverage {
                    dataset: DATASET,
                    kind: DatasetKind::Replace,
                    import_id: 1,
                    cover: &cover,
                    sha256: "other",
                    known_from: 1,
                },
            )
        });
        assert!(matches!(
            twice,
            Err(InsertCoverageError::Db(DbError::Query { .. }))
        ));
        assert_eq!(
            lines(&seen(db, At::Head).unwrap()),
            ["import 1: 630 × 2016 × 5.30.27 in 1 files"]
        );
    });
}
