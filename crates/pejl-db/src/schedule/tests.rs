#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::Duration;

use super::claim::{Claim, claim_run, hold_on};
use super::delivery::{
    Delivery, DeliveryKind, DeliveryState, Fate, NewDelivery, begin_delivery, end_delivery,
    list_deliveries, note_failure, plan_deliveries,
};
use super::reason::Reason;
use super::run::{
    Ended, Retry, Run, RunState, Time, end_run, list_runs, plan_run, retry_run, set_report,
};
use super::*;
use crate::fixture::{at, cover, import_one};
use crate::report::{NewFile, NewReport, Standing, insert_report, published_report_below};
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
    claim_by(db, second, &[DeliveryKind::Folder, DeliveryKind::Mail])
}

/// The run that a process takes which can do so much.
fn claim_by(db: &Db, second: i64, able: &[DeliveryKind]) -> Option<Claim> {
    claim_run(db, (at(second), LEASE), able).unwrap()
}

/// A time of a schedule, whose report is of the month before.
fn time(nominal: &str) -> Time {
    let months = [
        ("2018-02", "2018-01"),
        ("2018-03", "2018-02"),
        ("2018-04", "2018-03"),
    ];
    let of = months.into_iter().find(|(day, _)| nominal.starts_with(day));
    Time {
        nominal: nominal.to_owned(),
        month: of.map_or("2018-04", |(_, month)| month).to_owned(),
    }
}

fn runs(db: &Db) -> Vec<Run> {
    db.with(|conn| list_runs(conn, None, None, 10)).unwrap()
}

fn waits(until: i64) -> Ended {
    Ended {
        state: RunState::Waiting,
        next_try_at: Some(at(until)),
        reason: Some(Reason::NotBegun),
    }
}

/// What became of a delivery that is not tried again.
fn fate(state: DeliveryState) -> Fate {
    Fate {
        state,
        reason: None,
        next_try_at: None,
    }
}

/// That a delivery was put off, and is to be tried again.
fn again(until: i64) -> Fate {
    let said = "optaget".to_owned();
    Fate {
        state: DeliveryState::Pending,
        reason: Some(Reason::Answered { said }),
        next_try_at: Some(at(until)),
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
    let one = found.iter().find(|found| found.id == one.id).unwrap();
    (one.state, one.n_attempts)
}

#[test]
fn a_schedule_comes_back_as_it_was_begun_and_is_closed_once() {
    for_each_backend(|db| {
        let one = begin(db);
        assert_eq!(one.recipients, ["a@b.dk", "c@d.dk"]);
        assert!(plan_run(db, one.id, &time(APRIL), &[], at(10)).unwrap());
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
        let missed = ["2018-02-07T06:00", "2018-03-07T06:00"].map(time);
        assert!(plan_run(db, id, &time(APRIL), &missed, at(10)).unwrap());
        assert!(!plan_run(db, id, &time(APRIL), &missed, at(11)).unwrap());
        assert!(!plan_run(db, id, &time("2018-03-07T06:00"), &[], at(12)).unwrap());
        // Who looked before the last time was planned takes it for missed.
        let missed = [time(APRIL)];
        assert!(plan_run(db, id, &time(MAY), &missed, at(13)).unwrap());
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
        assert!(plan_run(db, id, &time(APRIL), &[], at(10)).unwrap());
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
            reason: None,
        };
        assert!(end_run(db, &third, &done, at(81)).unwrap());
        assert_eq!(claim(db, 10_000), None);
    });
}

#[test]
fn runs_that_were_never_tried_come_first_and_then_those_that_are_due_the_longest() {
    for_each_backend(|db| {
        for _ in 0..3 {
            let id = begin(db).id;
            assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        }
        let take = |second| claim(db, second).unwrap();
        let end =
            |claim: &Claim, until| assert!(end_run(db, claim, &waits(until), at(20)).unwrap());
        // Each is due again before the next one is taken.
        let first = take(20);
        end(&first, 10);
        let second = take(20);
        end(&second, 15);
        let third = take(20);
        end(&third, 12);
        let ids = [&first, &second, &third].map(|claim| claim.run.id);
        assert_eq!(ids.map(|id| id - first.run.id), [0, 1, 2]);
        // The holder of the first one ends; its lease runs out at second 80.
        assert_eq!(take(20).run.id, first.run.id);
        let third = take(90);
        end(&third, 85);
        let second = take(90);
        end(&second, 86);
        let taken = [&third, &second, &take(90), &take(90), &take(90)];
        let [first, second, third] = ids;
        assert_eq!(
            taken.map(|claim| claim.run.id),
            [third, second, first, third, second]
        );
    });
}

#[test]
fn that_no_server_said_anything_of_a_letter_is_no_try_of_it() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        let said = || "tavs".to_owned();
        for (reason, n_attempts) in [
            (Reason::NoServer { said: said() }, 0),
            (Reason::NoAnswer { said: said() }, 0),
            (Reason::Answered { said: said() }, 1),
            (Reason::NoServer { said: said() }, 1),
        ] {
            let fate = Fate {
                reason: Some(reason),
                ..again(40)
            };
            assert!(note_failure(db, &first, one.id, &fate, (at(1), LEASE)).unwrap());
            assert_eq!(state(db, &one), (DeliveryState::Pending, n_attempts));
        }
    });
}

#[test]
fn a_letter_that_was_begun_is_never_begun_again() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        let later = again(40);
        assert!(note_failure(db, &first, one.id, &later, (at(1), LEASE)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Pending, 1));
        assert!(begin_delivery(db, &first, one.id, (at(50), LEASE)).unwrap());
        assert!(!begin_delivery(db, &first, one.id, (at(51), LEASE)).unwrap());
        // What is being sent did not fail before it was.
        assert!(note_failure(db, &first, one.id, &later, (at(52), LEASE)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Sending, 2));
        // The lease runs from the delivery on.
        assert_eq!(claim(db, 112), None);
        let second = claim(db, 113).unwrap();
        assert_eq!(state(db, &one), (DeliveryState::Unknown, 2));
        assert!(!begin_delivery(db, &second, one.id, (at(113), LEASE)).unwrap());
        assert!(!note_failure(db, &first, one.id, &later, (at(112), LEASE)).unwrap());
        // Who sent it comes to know what nobody else can.
        let end =
            |claim: &Claim, state| end_delivery(db, claim, one.id, &fate(state), at(114)).unwrap();
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
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
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
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        let one = letter(db, &first);
        // The next time is planned while it is worked on.
        assert!(plan_run(db, id, &time(MAY), &[], at(10)).unwrap());
        assert!(end_run(db, &first, &waits(80), at(20)).unwrap());
        assert_eq!(state(db, &one), (DeliveryState::Refused, 0));
        let states: Vec<RunState> = runs(db).into_iter().map(|run| run.state).collect();
        assert_eq!(states, [RunState::Waiting, RunState::Overtaken]);
        close_schedule(db, id, at(30)).unwrap().unwrap();
        assert!(!plan_run(db, id, &time("2018-06-08T06:00"), &[], at(40)).unwrap());
    });
}

#[test]
fn nothing_is_being_sent_by_a_run_that_was_given_back() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
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
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        for second in [0, 100, 200] {
            assert!(claim(db, second).is_some(), "{second}");
        }
        assert_eq!(claim(db, 300), None);
        let run = runs(db).remove(0);
        assert_eq!(
            (run.state, run.finished_at),
            (RunState::Failed, Some(at(300)))
        );
        assert_eq!(run.reason, Some(Reason::Lost));
        // Nothing of it was refused, as it had nothing to deliver.
        assert_eq!(
            retry_run(db, run.id, at(301)).unwrap(),
            Retry::NothingRefused
        );
    });
}

#[test]
fn what_a_wrong_clock_put_far_ahead_is_taken_by_a_right_one() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let ahead = claim(db, 100_000).unwrap();
        let back = claim(db, 10).unwrap();
        assert_eq!(back.fence, ahead.fence + 1);
        assert!(end_run(db, &back, &waits(100_000), at(10)).unwrap());
        assert!(claim(db, 20).is_some());
    });
}

/// A report of March 2018 at a revision, kept; its number.
fn kept_report(db: &Db, (revision, content): (i64, &[u8]), kept_at: DateTime<Utc>) -> i64 {
    let file = NewFile {
        format: "pdf",
        content,
    };
    let report = NewReport {
        municipality: "766",
        month: "2018-03",
        lang: "da",
        revision,
        release: None,
        reason: None,
        software: "0.1.0",
        actor: "anna",
        files: &[file],
    };
    insert_report(db, &report, kept_at).unwrap().0.id
}

/// A run with a report, a file and a letter that are to be delivered, claimed.
fn reported(db: &Db) -> (Claim, [Delivery; 2]) {
    let id = begin(db).id;
    assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
    let first = claim(db, 0).unwrap();
    let revision = import_one(db, cover(&["766"], &["2018"], &["5.30.27"]), "x", at(0));
    let report = kept_report(db, (revision, b"%PDF"), at(0));
    assert!(set_report(db, &first, report).unwrap());
    let one = |kind, target: &str| NewDelivery {
        kind,
        target: target.to_owned(),
        message_id: String::new(),
    };
    let planned = [
        one(DeliveryKind::Folder, "pdf"),
        one(DeliveryKind::Mail, "a@b.dk"),
    ];
    assert!(plan_deliveries(db, &first, &planned, at(0)).unwrap());
    let found = db.with(|conn| list_deliveries(conn, &[first.run.id]));
    let found = <[Delivery; 2]>::try_from(found.unwrap()).unwrap();
    (first, found)
}

#[test]
fn the_report_of_a_run_is_published_and_one_that_is_only_kept_is_not() {
    for_each_backend(|db| {
        let (claim, _) = reported(db);
        let of_run = db.with(|conn| list_runs(conn, None, None, 10)).unwrap();
        let of_run = of_run.iter().find(|run| run.id == claim.run.id).unwrap();
        let revision = import_one(db, cover(&["766"], &["2018"], &["5.30.26"]), "y", at(1));
        let looked_at = kept_report(db, (revision, b"%PDF looked at"), at(1));
        let next = import_one(db, cover(&["766"], &["2018"], &["5.30.28"]), "z", at(2));
        let below = |n| {
            let of = ("766", "2018-03");
            let found = db.with(|conn| published_report_below(conn, of, n));
            found.unwrap().map(|(one, standing)| (one.id, standing))
        };
        let expected = of_run.report.map(|id| (id, Standing::Scheduled));
        assert!(expected.is_some_and(|(id, _)| id != looked_at));
        assert_eq!(below(next), expected);
        // They were made when the first revision was there already.
        assert_eq!(below(revision - 1), None);
    });
}

#[test]
fn a_run_is_left_to_who_can_do_what_is_left_of_it() {
    const FOLDER: &[DeliveryKind] = &[DeliveryKind::Folder];
    const MAIL: &[DeliveryKind] = &[DeliveryKind::Mail];
    for_each_backend(|db| {
        let (first, [file, letter]) = reported(db);
        let put = |claim: &Claim, second: i64, fate: &Fate| {
            assert!(begin_delivery(db, claim, file.id, (at(second), LEASE)).unwrap());
            assert!(end_delivery(db, claim, file.id, fate, at(second)).unwrap());
        };
        // The folder is away; the letter is another one's.
        put(&first, 1, &again(60));
        assert!(end_run(db, &first, &waits(1), at(1)).unwrap());
        assert_eq!(
            (claim_by(db, 2, &[]), claim_by(db, 59, FOLDER)),
            (None, None)
        );
        let second = claim_by(db, 2, MAIL).unwrap();
        assert!(note_failure(db, &second, letter.id, &again(70), (at(3), LEASE)).unwrap());
        assert!(end_run(db, &second, &waits(3), at(3)).unwrap());
        assert_eq!(
            (claim_by(db, 59, MAIL), claim_by(db, 69, MAIL)),
            (None, None)
        );
        let third = claim_by(db, 60, FOLDER).unwrap();
        put(&third, 60, &fate(DeliveryState::Delivered));
        assert!(end_run(db, &third, &waits(60), at(60)).unwrap());
        // Whoever cannot send does not take it, however long it waits.
        for second in [60, 1_000, 100_000] {
            assert_eq!(claim_by(db, second, FOLDER), None);
        }
        let fourth = claim_by(db, 70, MAIL).unwrap();
        assert!(begin_delivery(db, &fourth, letter.id, (at(70), LEASE)).unwrap());
        // What is left of who sends it is a letter of which nothing is known: anybody may end the run.
        let fifth = claim_by(db, 200, &[]).unwrap();
        assert_eq!(state(db, &letter).0, DeliveryState::Unknown);
        let failed = Ended {
            state: RunState::Failed,
            next_try_at: None,
            reason: None,
        };
        assert!(end_run(db, &fifth, &failed, at(201)).unwrap());
        assert_eq!(claim(db, 100_000), None);
    });
}

#[test]
fn a_run_that_was_given_up_for_its_holders_has_new_ones_when_it_is_retried() {
    for_each_backend(|db| {
        let (first, [file, letter]) = reported(db);
        assert!(begin_delivery(db, &first, letter.id, (at(0), LEASE)).unwrap());
        for second in [100, 200] {
            assert!(claim(db, second).is_some(), "{second}");
        }
        assert_eq!(claim(db, 300), None);
        let states = [state(db, &file).0, state(db, &letter).0];
        assert_eq!(states, [DeliveryState::Refused, DeliveryState::Unknown]);
        let retried = retry_run(db, first.run.id, at(301)).unwrap();
        assert!(matches!(retried, Retry::Waits(_)), "{retried:?}");
        for second in [400, 500] {
            assert!(claim(db, second).is_some(), "{second}");
        }
        assert_eq!(state(db, &letter).0, DeliveryState::Unknown);
    });
}

#[test]
fn a_run_without_a_report_is_taken_by_anybody() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let run = claim_by(db, 0, &[]).unwrap().run;
        assert_eq!((run.month.as_deref(), run.report), (Some("2018-03"), None));
    });
}

#[test]
fn a_delivery_that_a_wrong_clock_put_far_ahead_is_tried_by_a_right_one() {
    for_each_backend(|db| {
        let (first, [file, _]) = reported(db);
        assert!(note_failure(db, &first, file.id, &again(100_000), (at(1), LEASE)).unwrap());
        assert!(end_run(db, &first, &waits(2), at(2)).unwrap());
        assert!(claim_by(db, 3, &[DeliveryKind::Folder]).is_some());
    });
}

#[test]
fn a_lease_is_held_on_to_by_who_has_it() {
    for_each_backend(|db| {
        let id = begin(db).id;
        assert!(plan_run(db, id, &time(APRIL), &[], at(0)).unwrap());
        let first = claim(db, 0).unwrap();
        assert!(hold_on(db, &first, (at(50), LEASE)).unwrap());
        assert_eq!(claim(db, 110), None);
        assert!(claim(db, 111).is_some());
        assert!(!hold_on(db, &first, (at(112), LEASE)).unwrap());
    });
}

#[test]
fn what_was_refused_is_retried_and_what_may_have_gone_out_is_not() {
    for_each_backend(|db| {
        let (first, [file, letter]) = reported(db);
        let retry = |second: i64| retry_run(db, first.run.id, at(second)).unwrap();
        assert_eq!(retry_run(db, 99, at(0)).unwrap(), Retry::Unknown);
        assert_eq!(retry(1), Retry::UnderWay);
        let refused = fate(DeliveryState::Refused);
        assert!(note_failure(db, &first, file.id, &refused, (at(2), LEASE)).unwrap());
        assert!(begin_delivery(db, &first, letter.id, (at(2), LEASE)).unwrap());
        let unknown = fate(DeliveryState::Unknown);
        assert!(end_delivery(db, &first, letter.id, &unknown, at(3)).unwrap());
        let failed = Ended {
            state: RunState::Failed,
            next_try_at: None,
            reason: None,
        };
        assert!(end_run(db, &first, &failed, at(4)).unwrap());
        // A later time is planned, and is not in the way of what is asked for after it.
        assert!(plan_run(db, first.schedule.id, &time(MAY), &[], at(5)).unwrap());
        let Retry::Waits(run) = retry(6) else {
            unreachable!("{:?}", runs(db));
        };
        assert_eq!((run.state, run.finished_at), (RunState::Waiting, None));
        assert_eq!(state(db, &file), (DeliveryState::Pending, 0));
        assert_eq!(state(db, &letter), (DeliveryState::Unknown, 1));
        // It was tried before, and so comes after what was not.
        let later = claim(db, 6).unwrap();
        assert_eq!(later.run.nominal, MAY);
        assert!(end_run(db, &later, &waits(100), at(6)).unwrap());
        let second = claim(db, 6).unwrap();
        assert_eq!(second.run.id, first.run.id);
        assert!(note_failure(db, &second, file.id, &again(10), (at(7), LEASE)).unwrap());
        assert!(end_run(db, &second, &waits(10), at(7)).unwrap());
        assert_eq!(state(db, &file), (DeliveryState::Pending, 1));
        // The next one is.
        assert!(plan_run(db, first.schedule.id, &time("2018-06-08T06:00"), &[], at(8)).unwrap());
        assert_eq!(state(db, &file), (DeliveryState::Refused, 1));
        let states: Vec<RunState> = runs(db).into_iter().map(|run| run.state).collect();
        let (waits, overtaken) = (RunState::Waiting, RunState::Overtaken);
        assert_eq!(states, [waits, overtaken, overtaken]);
        // What was overtaken may be asked for again.
        assert!(matches!(retry(9), Retry::Waits(_)));
        assert_eq!(retry(9), Retry::NothingRefused);
    });
}
