//! Readers and writers beside an erasure.

use std::sync::Barrier;

use pejl_lake::LEDGER;

use super::*;
use crate::snapshot::read_again;
use crate::sums::{SumRequest, list_sums};

const LEDGERS: &str = "fiscal_year;fiscal_period;posting_date;function;dranst;amount_oere;cpr\n";

#[test]
fn whoever_holds_old_files_reads_the_new_ones_instead() {
    for_each_database(|database| {
        let place = Place::on(database);
        place.import(
            "course",
            "766",
            &format!("{COURSES}{}{}", course(1, 1, 1, ""), course(2, 2, 1, "")),
        );
        let spec = &pejl_lake::COURSE;
        let n_rows = |view: &SnapshotView| -> Result<usize, AppError> {
            Ok(pejl_lake::run(place.store.lake.view(spec, view)?)?.height())
        };
        let before = known(&place.store, spec.name, AsKnown::Revision(1)).unwrap();
        place.forget(&[cpr(1)]);
        // The files of the old snapshot are gone: it gives no answer rather than a wrong one.
        assert!(matches!(n_rows(&before.view), Err(AppError::Lake(_))));
        let mut looked_up = vec![before.clone()];
        let answer = read_again(
            || match looked_up.pop() {
                Some(old) => Ok(old),
                None => known(&place.store, spec.name, AsKnown::Revision(1)),
            },
            |known| n_rows(&known.view),
        );
        assert_eq!(answer.unwrap(), 1);
        // A file that is gone for another reason is said to be so, and one that goes again and again, too.
        let lost = read_again(|| Ok(before.clone()), |known| n_rows(&known.view));
        assert!(matches!(lost, Err(AppError::Lake(_))));
        let mut n = 0;
        let moving = read_again(
            || {
                n += 1;
                Ok(n)
            },
            |_| n_rows(&before.view),
        );
        assert!(matches!(moving, Err(AppError::Rewritten)));
    });
}

/// Sums are asked for while one person after the other is forgotten: each answer is that of a whole state.
#[test]
fn sums_asked_for_meanwhile_are_those_of_before_or_after() {
    const N_PERSONS: usize = 5;
    for_each_database(|database| {
        let place = Place::on(database);
        let posting = |n: usize| {
            let oere = 10_i64.pow(u32::try_from(n).unwrap());
            format!("2019;1;2019-01-28;5.30.26;1;{oere};{}\n", cpr(n))
        };
        let rows: String = (0..N_PERSONS).map(posting).collect();
        let imported = place.import("ledger", "766", &format!("{LEDGERS}{rows}"));
        assert_eq!(
            imported.summary.state,
            ImportState::Committed,
            "{:?}",
            imported.summary.issues
        );
        let request = SumRequest {
            dataset: LEDGER.name.to_owned(),
            at: AsKnown::Revision(1),
            viewer: Viewer::everywhere(Role::Steward),
            ..SumRequest::default()
        };
        let whole: Vec<i64> = (0..=N_PERSONS)
            .map(|gone| {
                (gone..N_PERSONS)
                    .map(|n| 10_i64.pow(u32::try_from(n).unwrap()))
                    .sum()
            })
            .collect();
        let barrier = Barrier::new(2);
        let seen: Vec<i64> = std::thread::scope(|scope| {
            let asking = scope.spawn(|| {
                barrier.wait();
                let mut seen = Vec::new();
                loop {
                    let sums = list_sums(&place.store, &request).unwrap().sums;
                    let sum = sums
                        .first()
                        .and_then(|one| one.sums.first().copied().flatten());
                    let sum = sum.map_or(0, |sum| sum.units);
                    seen.push(sum);
                    if sum == 0 {
                        return seen;
                    }
                }
            });
            barrier.wait();
            for n in 0..N_PERSONS {
                assert_eq!(place.forget(&[cpr(n)]).erased.n_rows(), 1);
            }
            asking.join().unwrap()
        });
        assert!(seen.iter().all(|sum| whole.contains(sum)), "{seen:?}");
        assert!(seen.is_sorted_by(|a, b| a >= b), "{seen:?}");
    });
}

#[test]
fn an_import_under_way_keeps_forgetting_away() {
    use pejl_db::import::{NewImport, abandon, begin_import};
    for_each_database(|database| {
        let place = Place::on(database);
        place.import(
            "course",
            "766",
            &format!("{COURSES}{}", course(1, 1, 1, "")),
        );
        // Nothing was ever imported into the dataset that is being written to.
        let new = NewImport {
            dataset: "event",
            source: "canonical",
            table_id: "event",
            municipality: Some("766"),
            mapping: "{}",
            scope: "canonical/766",
            actor: "bo",
        };
        let ttl = Duration::from_secs(60);
        let ticket = begin_import(&place.store.db, &new, place.store.now(), ttl).unwrap();
        let request = place.request(&[cpr(1)]);
        let busy = forget(&place.store, &request).unwrap_err();
        assert!(matches!(busy, AppError::Busy { .. }), "{busy}");
        assert_eq!(place.rows(&pejl_lake::COURSE, 1).len(), 1);
        abandon(&place.store.db, &ticket).unwrap();
        assert_eq!(place.forget(&[cpr(1)]).state, ForgetState::Forgotten);
    });
}

#[test]
fn what_is_forgotten_is_gone_from_what_earlier_revisions_changed() {
    use crate::changes::{ChangesRequest, changes};
    for_each_database(|database| {
        let place = Place::on(database);
        let first = [
            course(1, 1, 1, ""),
            course(2, 2, 1, ""),
            course(3, 3, 2, ""),
        ]
        .concat();
        place.import("course", "766", &format!("{COURSES}{first}"));
        // One course ended, and one is new.
        let second = [
            course(1, 1, 1, "2018-02-01"),
            course(2, 2, 1, ""),
            course(4, 1, 1, ""),
        ]
        .concat();
        place.import("course", "766", &format!("{COURSES}{second}"));
        let shown = |revision| -> Vec<String> {
            let request = ChangesRequest {
                revision,
                ..ChangesRequest::default()
            };
            let counts = changes(&place.store, &request).unwrap().counts;
            let line = |(spec, one): &(&'static DatasetSpec, pejl_lake::ChangeCount)| {
                let place = format!("{} {} {}", spec.name, one.area, one.period);
                format!("{place} +{} ~{} -{}", one.added, one.changed, one.removed)
            };
            counts.iter().map(line).collect()
        };
        let two_months = ["course 766 2018-01 +2 ~0 -0", "course 766 2018-02 +1 ~0 -0"];
        assert_eq!(shown(1), two_months);
        assert_eq!(shown(2), ["course 766 2018-01 +1 ~1 -0"]);
        place.forget(&[cpr(1)]);
        let one_left = ["course 766 2018-01 +1 ~0 -0", "course 766 2018-02 +1 ~0 -0"];
        assert_eq!(shown(1), one_left);
        assert_eq!(shown(2), [""; 0]);
        // Rows went from both: F1 as it was and as it became, and F4. Of where nothing is kept.
        assert_eq!(shown(3), ["course 766  +0 ~0 -3"]);
    });
}

/// Months are sent in while persons are forgotten, each as often as the other lets it: whoever comes second is told so, and
/// nothing is half done.
#[test]
fn imports_and_forgetting_at_once_take_turns() {
    const ROUNDS: usize = 6;
    for_each_database(|database| {
        let place = Place::on(database);
        let month = |round: usize| {
            let rows = (1..=3).map(|person| course(100 * round + person, person, 1, ""));
            format!("{COURSES}{}", rows.collect::<String>())
        };
        place.import("course", "766", &month(0));
        let forgetting = place.request(&[cpr(1)]);
        let barrier = Barrier::new(2);
        let (n_imported, n_forgotten) = std::thread::scope(|scope| {
            let importing = scope.spawn(|| {
                barrier.wait();
                let mut n_imported = 0;
                for round in 1..=ROUNDS {
                    match place.try_import("course", "766", &month(round)) {
                        Ok(_) => n_imported += 1,
                        Err(AppError::Busy { .. }) => {}
                        Err(other) => unreachable!("{}", chain(&other)),
                    }
                }
                n_imported
            });
            barrier.wait();
            let mut n_forgotten = 0;
            for _ in 0..ROUNDS {
                match forget(&place.store, &forgetting) {
                    Ok(_) => n_forgotten += 1,
                    Err(AppError::Busy { .. }) => {}
                    Err(other) => unreachable!("{}", chain(&other)),
                }
            }
            (importing.join().unwrap(), n_forgotten)
        });
        assert!(n_imported + n_forgotten > 0);
        let found = verify(&place.store).unwrap();
        assert_eq!(
            (found.faults, found.strangers),
            (Vec::<String>::new(), Vec::new())
        );
        // When both have ended the person is forgotten for good, in every revision that was made meanwhile.
        place.forget(&[cpr(1)]);
        let spec = &pejl_lake::COURSE;
        for revision in 1..=place.head() {
            assert_eq!(place.rows(spec, revision).len(), 2, "revision {revision}");
        }
        assert_eq!(place.stored(spec).len(), 2 * (1 + n_imported));
    });
}
