#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::sync::Mutex;

use chrono::{DateTime, Utc};
use pejl_db::testing::{TestDatabase, for_each_database};
use pejl_lake::columns;

use super::*;
use crate::catalogue::revisions;
use crate::erasure::erasures;
use crate::snapshot::{AsKnown, known};
use crate::store::{Clock, StoreOptions};
use crate::test_place::{COURSES, Place, course};
use crate::verify::verify;

/// A place whose clock is set by hand.
struct Later {
    place: Place,
    now: Arc<Mutex<DateTime<Utc>>>,
}

impl Later {
    fn on(database: &TestDatabase) -> Self {
        let now = Arc::new(Mutex::new("2018-12-01T12:00:00Z".parse().unwrap()));
        let told = Arc::clone(&now);
        let mut place = Place::on(database);
        let clock = Clock::of(move || *told.lock().unwrap());
        place.store = Store::open(&StoreOptions {
            database: Some(database.url().to_owned()),
            clock,
            ..StoreOptions::embedded(place.store.data.clone())
        })
        .unwrap();
        Self { place, now }
    }

    fn at(&self, day: &str) -> &Store {
        *self.now.lock().unwrap() = format!("{day}T12:00:00Z").parse().unwrap();
        &self.place.store
    }

    fn import(&self, municipality: &str, rows: &[String]) {
        let content = format!("{COURSES}{}", rows.concat());
        let done = self.place.import("course", municipality, &content).summary;
        assert_eq!(done.state.as_str(), "committed", "{:?}", done.issues);
    }

    /// The courses that a revision shows, in order.
    fn courses(&self, at: AsKnown) -> Vec<String> {
        let spec = &pejl_lake::COURSE;
        let known = known(&self.place.store, spec.name, at).unwrap();
        let view = self.place.store.lake.view(spec, &known.view).unwrap();
        let frame = pejl_lake::run(view).unwrap();
        let ids = frame.column(columns::COURSE_ID).unwrap();
        let mut ids: Vec<String> = (0..frame.height())
            .map(|row| {
                ids.get(row)
                    .unwrap()
                    .to_string()
                    .trim_matches('"')
                    .to_owned()
            })
            .collect();
        ids.sort();
        ids
    }
}

#[test]
fn nothing_goes_unless_it_is_said_how_long_rows_are_kept() {
    for_each_database(|database| {
        let later = Later::on(database);
        later.import("766", &[course(1, 1, 1, "2018-02-01")]);
        let store = later.at("2100-01-01");
        assert_eq!(run(store, false, "test").unwrap(), Erased::default());
        assert_eq!(later.courses(AsKnown::Head), ["F1"]);
        set(store, "course", None, 24, "anna").unwrap();
        assert!(clear(store, "course", None, "anna").unwrap());
        assert!(!clear(store, "course", None, "anna").unwrap());
        assert_eq!(run(store, false, "test").unwrap().n_rows(), 0);
        assert!(erasures(store, None, 9).unwrap().is_empty());
    });
}

#[test]
fn rows_go_the_day_after_their_time_and_what_still_runs_stays() {
    for_each_database(|database| {
        let later = Later::on(database);
        let courses = [
            course(1, 1, 1, "2018-02-10"),
            course(2, 2, 1, "2018-02-11"),
            course(3, 3, 1, ""),
        ];
        later.import("766", &courses);
        later.import("615", &[course(4, 1, 1, "2018-02-10")]);
        let store = later.at("2020-02-10");
        set(store, "course", None, 24, "anna").unwrap();
        set(store, "course", Some("615"), 36, "anna").unwrap();
        assert_eq!(run(store, false, "test").unwrap().n_rows(), 0);
        let store = later.at("2020-02-11");
        let dry = run(store, true, "test").unwrap();
        assert_eq!((dry.n_rows(), dry.revision), (1, None));
        assert_eq!(later.courses(AsKnown::Head), ["F1", "F2", "F3", "F4"]);
        let done = run(store, false, "test").unwrap();
        assert_eq!((done.n_rows(), done.revision), (1, Some(3)));
        for at in [AsKnown::Head, AsKnown::Revision(2)] {
            assert_eq!(later.courses(at), ["F2", "F3", "F4"]);
        }
        assert_eq!(later.courses(AsKnown::Revision(1)), ["F2", "F3"]);
        let newest = revisions(store, None, 1).unwrap();
        assert_eq!(
            (newest[0].kind.as_str(), newest[0].actor.as_str()),
            ("retention", "test")
        );
        let records = erasures(store, None, 9).unwrap();
        assert_eq!(records.len(), 1);
        assert_eq!(
            (records[0].n_persons, records[0].municipality.as_deref()),
            (None, None)
        );
        // The other municipality's own time comes a year later; what runs is never too old.
        let store = later.at("2100-01-01");
        assert_eq!(run(store, false, "test").unwrap().n_rows(), 2);
        assert_eq!(later.courses(AsKnown::Head), ["F3"]);
        assert_eq!(run(store, false, "test").unwrap().n_rows(), 0);
        let found = verify(store).unwrap();
        assert_eq!(
            (found.faults, found.strangers),
            (Vec::<String>::new(), Vec::new())
        );
    });
}

/// The course ended, which the first revision did not know: there it runs for ever, but not for us.
#[test]
fn what_was_superseded_does_not_outlive_its_time() {
    for_each_database(|database| {
        let later = Later::on(database);
        later.import("766", &[course(1, 1, 1, "")]);
        later.at("2019-01-01");
        later.import("766", &[course(1, 1, 1, "2018-02-10")]);
        let store = later.at("2020-12-31");
        set(store, "course", None, 24, "anna").unwrap();
        assert_eq!(
            run(store, false, "test").unwrap().rows.get("course"),
            Some(&1)
        );
        assert_eq!(later.courses(AsKnown::Head), [""; 0]);
        // It went out of sight on 1 January 2019, and is kept for two years from then.
        assert_eq!(later.courses(AsKnown::Revision(1)), ["F1"]);
        assert_eq!(
            run(later.at("2021-01-01"), false, "test").unwrap().n_rows(),
            0
        );
        assert_eq!(
            run(later.at("2021-01-02"), false, "test").unwrap().n_rows(),
            1
        );
        assert_eq!(later.courses(AsKnown::Revision(1)), [""; 0]);
    });
}

#[test]
fn schedules_are_listed_with_what_age_counts_from() {
    for_each_database(|database| {
        let later = Later::on(database);
        let store = later.at("2019-01-01");
        set(store, "delivery", None, 60, "anna").unwrap();
        set(store, "grant", Some("Hedensted"), 12, "anna").unwrap();
        let shown: Vec<String> = schedules(store)
            .unwrap()
            .iter()
            .map(|one| {
                let of = one.retention.municipality.as_deref().unwrap_or("all");
                let from = one.counts_from.join(" ");
                format!(
                    "{} {of} {} {from}",
                    one.retention.dataset, one.retention.months
                )
            })
            .collect();
        let expected = [
            "delivery all 60 period",
            "grant 766 12 valid_to rejected_date cancelled_date",
        ];
        assert_eq!(shown, expected);
        let refused = |dataset, municipality, months, parameter: &str| match set(
            store,
            dataset,
            municipality,
            months,
            "anna",
        )
        .unwrap_err()
        {
            AppError::Invalid(problems) => assert_eq!(problems[0].parameter, parameter),
            other => unreachable!("{other}"),
        };
        refused("budget", None, 12, "dataset");
        refused("stat_fact", None, 12, "dataset");
        refused("course", Some("1082"), 12, "municipality");
        refused("course", None, 0, "months");
        refused("course", None, 1_201, "months");
    });
}

/// What was worked out before an import must not take what the import brought.
#[test]
fn a_course_that_is_imported_while_the_schedule_looks_stays() {
    for_each_database(|database| {
        let later = Later::on(database);
        later.import("766", &[course(1, 1, 1, "2018-02-10")]);
        let store = later.at("2021-01-01");
        set(store, "course", None, 24, "anna").unwrap();
        let plan = Plan {
            kind: ErasureKind::Retention,
            actor: "test",
            municipality: None,
            case_text: None,
            n_persons: None,
            erase: erase(store).unwrap(),
            again: Some(erase),
        };
        assert_eq!(look(store, &plan).unwrap().n_rows(), 1);
        // It began long ago and still runs.
        later.import("615", &[course(2, 2, 1, "")]);
        let store = later.at("2021-01-01");
        let done = carry_out(store, &plan).unwrap();
        assert_eq!(done.n_rows(), 1);
        assert_eq!(later.courses(AsKnown::Head), ["F2"]);
    });
}
