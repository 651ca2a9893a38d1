#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_db::testing::for_each_database;
use pejl_ingest_spending::Declared;

use super::*;
use crate::catalogue::revisions;
use crate::compaction::compact;
use crate::import::{ImportKind, ImportRequest, ImportState, import};
use crate::test_place::{Place, cpr};

const LEDGERS: &str =
    "fiscal_year;fiscal_period;posting_date;function;dranst;amount_oere;document_no;cpr\n";

fn posting(month: u32, oere: i64, document: &str, person: usize) -> String {
    format!(
        "2019;{month};2019-{month:02}-28;5.30.26;1;{oere};{document};{}\n",
        cpr(person)
    )
}

fn ledger(place: &Place, postings: &[String]) {
    let summary = place.import("ledger", "766", &format!("{LEDGERS}{}", postings.concat()));
    assert_eq!(
        summary.summary.state,
        ImportState::Committed,
        "{:?}",
        summary.summary.issues
    );
}

fn asked(revision: i64) -> ChangesRequest {
    ChangesRequest {
        revision,
        ..ChangesRequest::default()
    }
}

fn shown(place: &Place, request: &ChangesRequest) -> Vec<String> {
    let found = changes(&place.store, request).unwrap();
    let line = |(spec, one): &(&'static DatasetSpec, ChangeCount)| {
        format!(
            "{} {} {} +{} ~{} -{}",
            spec.name, one.area, one.period, one.added, one.changed, one.removed
        )
    };
    found.counts.iter().map(line).collect()
}

/// Four months, then the first three again: counted by hand.
#[test]
fn a_correction_of_three_months_tells_what_it_changed_and_nothing_of_the_fourth() {
    for_each_database(|database| {
        let place = Place::on(database);
        let months = [
            posting(1, 100, "A1", 1),
            posting(1, 200, "A2", 2),
            posting(2, 300, "A3", 1),
            posting(3, 400, "A4", 3),
            posting(3, 400, "A4", 3),
            posting(4, 500, "A5", 1),
        ];
        ledger(&place, &months);
        let correction = [
            // January: one amount is another. February: as before. March: one of two alike, and a new one.
            posting(1, 150, "A1", 1),
            posting(1, 200, "A2", 2),
            posting(2, 300, "A3", 1),
            posting(3, 400, "A4", 3),
            posting(3, 700, "A6", 4),
            posting(3, 800, "A7", 4),
        ];
        ledger(&place, &correction);
        let first = [
            "ledger 766 2019-01 +2 ~0 -0",
            "ledger 766 2019-02 +1 ~0 -0",
            "ledger 766 2019-03 +2 ~0 -0",
            "ledger 766 2019-04 +1 ~0 -0",
        ];
        let second = ["ledger 766 2019-01 +1 ~0 -1", "ledger 766 2019-03 +2 ~0 -1"];
        assert_eq!(shown(&place, &asked(1)), first);
        assert_eq!(shown(&place, &asked(2)), second);

        // A compaction makes no revision and moves no row from one to another.
        compact(&place.store).unwrap();
        assert_eq!(revisions(&place.store, None, 9).unwrap().len(), 2);
        assert_eq!(shown(&place, &asked(1)), first);
        assert_eq!(shown(&place, &asked(2)), second);

        // Rows of persons are counted and never shown.
        let with_rows = ChangesRequest {
            rows_max: Some(1_000),
            ..asked(2)
        };
        assert!(changes(&place.store, &with_rows).unwrap().rows.is_empty());
        assert_eq!(shown(&place, &with_rows), second);
        let march = ChangesRequest {
            periods: vec!["2019-Q1".to_owned(), "2019-03".to_owned()],
            municipalities: vec!["Hedensted".to_owned()],
            datasets: vec!["ledger".to_owned()],
            ..asked(2)
        };
        assert_eq!(shown(&place, &march), second);
        let elsewhere = ChangesRequest {
            municipalities: vec!["615".to_owned()],
            ..asked(2)
        };
        assert!(shown(&place, &elsewhere).is_empty());
    });
}

fn statbank(place: &Place, text: &str) {
    let header = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n";
    let request = ImportRequest {
        kind: ImportKind::Statbank,
        files: vec![place.write("figures.csv", &format!("{header}{text}"))],
        declared: Declared {
            table: Some("REGK31".to_owned()),
            ..Declared::default()
        },
        dry_run: false,
        actor: "test".to_owned(),
    };
    let done = import(&place.store, &request, &mut |_| {}).unwrap();
    assert_eq!(done.state, ImportState::Committed, "{:?}", done.issues);
}

#[test]
fn figures_that_changed_are_shown_with_what_they_were() {
    for_each_database(|database| {
        let place = Place::on(database);
        statbank(
            &place,
            "766;53027;1;TOT;INDL;2018;10\n766;53027;1;TOT;INDL;2019;20\n615;53027;1;TOT;INDL;2019;30\n",
        );
        statbank(
            &place,
            "766;53027;1;TOT;INDL;2019;21\n766;53027;1;TOT;INDL;2020;40\n",
        );
        let request = ChangesRequest {
            rows_max: Some(2),
            ..asked(2)
        };
        let found = changes(&place.store, &request).unwrap();
        assert_eq!(
            shown(&place, &request),
            ["stat_fact 766 2019 +0 ~1 -0", "stat_fact 766 2020 +1 ~0 -0"]
        );
        assert_eq!(found.rows.len(), 2);
        let row = &found.rows[0].1;
        assert_eq!(row.change.as_str(), "changed");
        let value = row.values.iter().find(|one| one.column == "value").unwrap();
        assert_ne!(value.old, value.new);
        assert_eq!(row.values.len(), 1, "{row:?}");
        let too_many = ChangesRequest {
            rows_max: Some(1),
            ..asked(2)
        };
        let refused = changes(&place.store, &too_many).unwrap_err();
        assert!(
            matches!(refused, AppError::TooLarge { size: 2, limit: 1 }),
            "{refused}"
        );
    });
}

#[test]
fn what_is_not_there_is_said() {
    let database = pejl_db::testing::TestDatabase::sqlite();
    let place = Place::on(&database);
    let refused = |request: &ChangesRequest| changes(&place.store, request).unwrap_err();
    assert!(matches!(
        refused(&asked(1)),
        AppError::NotFound {
            what: "revision",
            ..
        }
    ));
    assert!(matches!(
        refused(&asked(0)),
        AppError::NotFound {
            what: "revision",
            ..
        }
    ));
    statbank(&place, "766;53027;1;TOT;INDL;2018;10\n");
    let wrong = ChangesRequest {
        datasets: vec!["stat_facts".to_owned()],
        municipalities: vec!["Nowhere".to_owned()],
        periods: vec!["2018-13".to_owned(), "2019..2018".to_owned()],
        ..asked(1)
    };
    match refused(&wrong) {
        AppError::Invalid(problems) => {
            let named: Vec<&str> = problems.iter().map(|one| one.parameter.as_str()).collect();
            assert_eq!(named, ["dataset", "municipality", "period", "period"]);
        }
        other => unreachable!("{other}"),
    }
}
