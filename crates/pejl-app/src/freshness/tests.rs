//! Freshness by the clock: what had been imported by the day.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use pejl_db::testing::for_each_database;
use pejl_domain::Cell;

use crate::gate::{Role, Viewer};
use crate::observations::{ObservationRequest, list_observations};
use crate::snapshot::AsKnown;
use crate::store::{Clock, Store, StoreOptions};
use crate::test_place::Place;
use crate::{Observation, Request};

const COMPLAINTS: &str = "case_id;service;received;decided;outcome;first_instance\nK1;SEL-85;2018-01-10;2018-01-20;upheld;appeals_board\n";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The figure of a period as known at an instant.
fn ask(store: &Store, period: &str, at: AsKnown) -> Observation {
    let request = ObservationRequest {
        query: Request {
            indicators: vec!["E2f".to_owned()],
            municipalities: vec!["766".to_owned()],
            periods: vec![period.to_owned()],
            ..Request::default()
        },
        at,
        viewer: Viewer::everywhere(Role::Viewer),
        ..ObservationRequest::default()
    };
    let mut found = list_observations(store, &request).unwrap().observations;
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn a_month_is_told_as_it_was_known_and_the_current_one_as_it_is_now() {
    for_each_database(|database| {
        let now = Arc::new(Mutex::new(instant("2018-02-10T12:00:00Z")));
        let told = Arc::clone(&now);
        let mut place = Place::on(database);
        place.store = Store::open(&StoreOptions {
            database: Some(database.url().to_owned()),
            clock: Clock::of(move || *told.lock().unwrap()),
            ..StoreOptions::embedded(place.store.data.clone())
        })
        .unwrap();
        let is_fresh = |one: &Observation| {
            let stale = one.members.get("stale").unwrap();
            (one.cell, !stale.split(',').any(|code| code == "Q1"))
        };
        let january = Some("2018-01");
        let done = place.import_of("complaint", "766", COMPLAINTS, january);
        assert_eq!(done.summary.state.as_str(), "committed");
        // Complaints may be 75 days old: those of January until 16 April.
        for (day, fresh) in [("2018-04-16", true), ("2018-04-17", false)] {
            *now.lock().unwrap() = instant(&format!("{day}T12:00:00Z"));
            let found = ask(&place.store, "2018-04", AsKnown::Head);
            let cell = if fresh { Cell::Ok } else { Cell::Zero };
            assert_eq!(is_fresh(&found), (cell, fresh), "{day}");
            assert!(found.provisional);
        }
        // February comes late: April stays as it was at its end, the months since are fresh, and January knew nothing.
        *now.lock().unwrap() = instant("2018-05-03T12:00:00Z");
        let february = COMPLAINTS.replace("K1", "K2").replace("2018-01", "2018-02");
        place.import_of("complaint", "766", &february, Some("2018-02"));
        *now.lock().unwrap() = instant("2018-06-20T12:00:00Z");
        let of = |period: &str, at: AsKnown| ask(&place.store, period, at);
        assert_eq!(is_fresh(&of("2018-04", AsKnown::Head)), (Cell::Zero, false));
        assert_eq!(is_fresh(&of("2018-03", AsKnown::Head)), (Cell::Ok, true));
        assert_eq!(is_fresh(&of("2018-Q1", AsKnown::Head)), (Cell::Ok, true));
        assert_eq!(of("2018-01", AsKnown::Head).cell, Cell::Missing);
        assert_eq!(of("2018-07", AsKnown::Head).cell, Cell::Missing);
        // The question's own instant is the day called today.
        let at = AsKnown::At(instant("2018-05-10T00:00:00Z"));
        let may = of("2018-05", at);
        assert_eq!((is_fresh(&may), may.provisional), ((Cell::Ok, true), true));
        let at = AsKnown::At(instant("2018-05-02T00:00:00Z"));
        assert_eq!(is_fresh(&of("2018-05", at)), (Cell::Zero, false));
        // And a revision's that of its commit.
        let first = of("2018-02", AsKnown::Revision(1));
        assert_eq!(
            (is_fresh(&first), first.provisional),
            ((Cell::Ok, true), true)
        );
    });
}
