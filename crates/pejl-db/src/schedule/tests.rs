#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use super::delivery::{
    Delivery, DeliveryKind, DeliveryState, NewDelivery, begin_delivery, end_delivery,
    list_deliveries, note_failure, plan_deliveries,
};
use super::run::{Claim, Ended, Run, RunState, claim_run, end_run, list_runs, plan_run};
use super::*;
use crate::fixture::at;
use crate::testing::for_each_backend;

const LEASE: Duration = Duration::from_secs(60);
const APRIL: &str = "2018-04-09T06:00";
const MAY: &str = "2018-05-07T06:00";

fn begin(db: &Db) -> Schedule {
    let new = NewSchedule {
        municipality: "766",
        lang: "da",
        rule: "monthly:5th-working-day@06:00",
        months_back: 1,
        to_folder: true,
        recipients: &["a@b.dk".to_owned(), "c@d.dk".to_owned()],
        actor: "anna",
        begun_at: at(0),
    };
    insert_schedule(db, &new).unwrap()
}

fn claim(db: &Db, second: i64) -> Option<Claim> {
    claim_run(db, at(second), LEASE).unwrap()
}

fn runs(db: &Db) -> Vec<Run> {
    db.with(|conn| list_runs(conn, None, None, 10)).unwrap()
}

fn waits(until: i64) -> Ended<'static> {
    Ended {
        state: RunState::Waiting,
        next_try_at: Some(at(until)),
        detail: "venter",
    }
}

/// A letter of a claimed run.
fn letter(db: &Db, claim: &Claim) -> Delivery {
    let new = NewDelivery {
        kind: DeliveryKind::Mail,
        target: "a@b.dk".to_owned(),
        message_id: "<1@x>".to_owned(),
    };
    // What is planned is not planned again.
    for _ in 0..2 {
        assert!(plan_deliveries(db, claim, std::slice::from_ref(&new), at(1)).unwrap());
    }
    let planned = db
        .with(|conn| list_deliveries(conn, &[claim.run.id]))
        .unwrap();
    let [one] = <[Delivery; 1]>::try_from(planned).unwrap();
    one
}

fn state(db: &Db, one: &Delivery) -> (DeliveryState, i64) {
    let found = db.with(|conn| list_deliveries(conn, &[one.run])).unwrap();
    let one = found.first().unwrap();
    (one.state, one.n_attempts)
}

#[test]
fn a_schedule_comes_back_as_it_was_begun_and_is_closed_once() {
    for_each_backend(|db| {
        let one = begin(db);
        assert_eq!(one.recipients, ["a@b.dk", "c@d.dk"]);
        assert!(plan_run(db, one.id, APRIL, &[], at(10)).unwrap());
        let closed = close_schedule(db, one.id, at(20)).unwrap().unwrap();
        assert_eq!(closed.closed_at, Some(at(20)));
        assert_eq!(close_schedule(db, one.id, at(30)).unwrap(), None);
        let listed = |all| db.with(|conn| list_schedules(conn, all)).unwrap();
        assert_eq!((listed(false), listed(true)), (Vec::new(), vec![closed]));
        let run = runs(db).remove(0);
        assert_eq!(
            (run.state, run.finished_at),
            (RunState::Overtaken, Some(at(20)))
        );
        assert_eq!(claim(db, 40), None);
    });
}

#[test]
fn a_time_is_planned_once_and_the_next_one_overtakes_what_waits() {
    for_each_backend(|db| {
        let id = begin(db).id;
        let missed = ["2018-02-07T06:00".to_owned(), "2018-03-07T06:00".to_owned()];
        assert!(plan_run(db, id, APRIL, &missed, at(10)).unwrap());
        assert!(!plan_run(db, id, APRIL, &missed, at(11)).unwrap());
        assert!(!plan_run(db, id, "2018-03-07T06:00", &[], at(12)).unwrap());
        // Who looked before the last time was planned takes it for missed.
        let missed = [APRIL.to_owned()];
        assert!(plan_run(db, id, MAY, &missed, at(13)).unwrap());
        let states: Vec<(String, RunState)> = runs(db)
            .into_iter()
            .map(|run| (run.nominal, run.state))
            .collect();
        let expected = [
            (MAY, RunState::Waiting),
            (APRIL, RunState::Overtaken),
            ("2018-03-07T06:00", RunState::Skipped),
            ("2018-02-07T06:00", RunState::Skipped),
        ];
        let expected = expected.map(|(nominal, state)| (nominal.to_owned(), state));
        assert_eq!(states, expected);
    });
}

#[test]
fn a_claim_ends_when_its_lease_is_taken_over() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(10)).unwrap());
        let first = claim(db, 10).unwrap();
        assert_eq!((first.fence, first.run.n_attempts), (1, 1));
        assert_eq!((claim(db, 69), claim(db, 70)), (None, None));
        let second = claim(db, 71).unwrap();
        assert_eq!((second.fence, second.run.n_attempts), (2, 2));
        assert!(!end_run(db, &first, &waits(80), at(72)).unwrap());
        assert!(!plan_deliveries(db, &first, &[], at(72)).unwrap());
        assert!(end_run(db, &second, &waits(80), at(72)).unwrap());
        assert!(!end_run(db, &second, &waits(90), at(73)).unwrap());
        assert_eq!(
            (runs(db).remove(0).next_try_at, claim(db, 79)),
            (Some(at(80)), None)
        );
        let third = claim(db, 80).unwrap();
        let done = Ended {
            state: RunState::Failed,
            next_try_at: None,
            detail: "",
        };
        assert!(end_run(db, &third, &done, at(81)).unwrap());
        assert_eq!(claim(db, 10_000), None);
    });
}

#[test]
fn a_letter_that_was_begun_is_never_begun_again() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        let later = (DeliveryState::Pending, "optaget");
        assert!(note_failure(db, &first, one.id, later, (at(1), LEASE)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Pending, 1));
        assert!(begin_delivery(db, &first, one.id, (at(50), LEASE)).unwrap());
        assert!(!begin_delivery(db, &first, one.id, (at(51), LEASE)).unwrap());
        // What is being sent did not fail before it was.
        assert!(note_failure(db, &first, one.id, later, (at(52), LEASE)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Sending, 2));
        // The lease runs from the delivery on.
        assert_eq!(claim(db, 112), None);
        let second = claim(db, 113).unwrap();
        assert_eq!(state(db, &one), (DeliveryState::Unknown, 2));
        assert!(!begin_delivery(db, &second, one.id, (at(113), LEASE)).unwrap());
        assert!(!note_failure(db, &first, one.id, later, (at(112), LEASE)).unwrap());
        // Who sent it comes to know what nobody else can.
        let end =
            |claim: &Claim, state| end_delivery(db, claim, one.id, (state, ""), at(114)).unwrap();
        assert!(!end(&first, DeliveryState::Pending));
        assert_eq!(state(db, &one), (DeliveryState::Unknown, 2));
        assert!(!end(&first, DeliveryState::Delivered));
        assert_eq!(state(db, &one), (DeliveryState::Delivered, 2));
        assert!(end(&second, DeliveryState::Pending));
        assert_eq!(state(db, &one), (DeliveryState::Delivered, 2));
    });
}

#[test]
fn a_file_that_was_begun_is_put_again_by_who_takes_over() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let new = NewDelivery {
            kind: DeliveryKind::Folder,
            target: "pdf".to_owned(),
            message_id: String::new(),
        };
        assert!(plan_deliveries(db, &first, &[new], at(0)).unwrap());
        let planned = db
            .with(|conn| list_deliveries(conn, &[first.run.id]))
            .unwrap();
        let one = planned.first().unwrap();
        assert!(begin_delivery(db, &first, one.id, (at(1), LEASE)).unwrap());
        let second = claim(db, 62).unwrap();
        assert_eq!(state(db, one), (DeliveryState::Pending, 1));
        assert!(begin_delivery(db, &second, one.id, (at(63), LEASE)).unwrap());
    });
}

#[test]
fn what_was_not_delivered_of_a_run_that_is_over_does_not_go_out() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        // The next time is planned while it is worked on.
        assert!(plan_run(db, id, MAY, &[], at(10)).unwrap());
        assert!(end_run(db, &first, &waits(80), at(20)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Refused, 0));
        let states: Vec<RunState> = runs(db).into_iter().map(|run| run.state).collect();
        assert_eq!(states, [RunState::Waiting, RunState::Overtaken]);
        close_schedule(db, id, at(30)).unwrap().unwrap();
        assert!(!plan_run(db, id, "2018-06-08T06:00", &[], at(40)).unwrap());
    });
}

#[test]
fn nothing_is_being_sent_by_a_run_that_was_given_back() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        assert!(begin_delivery(db, &first, one.id, (at(1), LEASE)).unwrap());
        // What became of the letter could not be written down, and the run is to be tried again.
        assert!(end_run(db, &first, &waits(80), at(20)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Unknown, 1));
        assert_eq!(runs(db).remove(0).state, RunState::Waiting);
    });
}

#[test]
fn a_run_that_ends_its_holders_is_given_up() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        for second in [0, 100, 200] {
            assert!(claim(db, second).is_some(), "{second}");
        }
        assert_eq!(claim(db, 300), None);
        let run = runs(db).remove(0);
        assert_eq!(
            (run.state, run.finished_at),
            (RunState::Failed, Some(at(300)))
        );
        assert!(run.detail.contains("ended"), "{}", run.detail);
    });
}

#[test]
fn what_a_wrong_clock_put_far_ahead_is_taken_by_a_right_one() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, APRIL, &[], at(0)).unwrap());
        let ahead = claim(db, 100_000).unwrap();
        let back = claim(db, 10).unwrap();
        assert_eq!(back.fence, ahead.fence + 1);
        assert!(end_run(db, &back, &waits(100_000), at(10)).unwrap());
        assert!(claim(db, 20).is_some());
    });
}
