//! Mail servers that stall: what is tried again, what may have gone out, and that nobody waits for ever.

use std::time::{Duration, Instant};

use pejl_app::schedules::{DeliveryState, RunState};
use pejl_scheduler::tick;
use pejl_tests::smtp::Manner;

use super::Scene;

/// Two who get a letter, in the order they are written to.
const TWO: [&str; 2] = ["a@example.dk", "b@example.dk"];
const PENDING: DeliveryState = DeliveryState::Pending;
const DELIVERED: DeliveryState = DeliveryState::Delivered;
/// Half an hour after the report was due.
const LATER: &str = "2018-04-09T04:30:00Z";

/// Works on what is due, with this much patience.
fn tick_for(scene: &Scene, silence: Duration) {
    tick(&scene.store(), &scene.patient_for(silence)).unwrap();
}

#[test]
fn a_server_that_stalls_before_it_has_a_letter_holds_one_letter_and_all_are_sent_later() {
    for manner in [
        Manner::Silent,
        Manner::SilentAtSender,
        Manner::SilentAtRecipient,
        Manner::SilentAtData,
    ] {
        let scene = Scene::to(&TWO, manner);
        tick_for(&scene, Duration::from_secs(1));
        // A server that says nothing of a letter has not tried it.
        assert_eq!(scene.letters(), [(PENDING, 0); 2], "{manner:?}");
        assert_eq!(scene.runs().remove(0).0.state, RunState::Waiting);
        // Nobody waits for it a second time.
        assert_eq!(scene.server.n_clients(), 1, "{manner:?}");
        scene.server.now(Manner::Takes);
        scene.set(LATER);
        scene.tick();
        assert_eq!(scene.letters(), [(DELIVERED, 1); 2], "{manner:?}");
        assert_eq!(scene.server.letters().len(), 2, "{manner:?}");
        assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    }
}

#[test]
fn of_a_server_that_stalls_when_it_has_a_letter_only_that_one_is_not_known() {
    for manner in [Manner::SilentAfterLetter, Manner::HangsUpAfterLetter] {
        let scene = Scene::to(&TWO, manner);
        tick_for(&scene, Duration::from_secs(1));
        let unknown = (DeliveryState::Unknown, 1);
        assert_eq!(scene.letters(), [unknown, (PENDING, 0)], "{manner:?}");
        assert_eq!(scene.server.n_clients(), 1, "{manner:?}");
        scene.server.now(Manner::Takes);
        scene.set(LATER);
        scene.tick();
        assert_eq!(scene.letters(), [unknown, (DELIVERED, 1)], "{manner:?}");
        // The one that it had is not sent again.
        assert_eq!(scene.server.letters().len(), 2, "{manner:?}");
        assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    }
}

#[test]
fn a_server_that_says_a_byte_now_and_then_is_given_up() {
    let silence = Duration::from_millis(300);
    for (manner, letter) in [
        (Manner::DripsAtSender, (PENDING, 0)),
        (Manner::DripsAfterLetter, (DeliveryState::Unknown, 1)),
    ] {
        let scene = Scene::to(&TWO, manner);
        tick_for(&scene, silence);
        assert_eq!(scene.letters(), [letter, (PENDING, 0)], "{manner:?}");
        assert_eq!(scene.server.n_clients(), 1, "{manner:?}");
    }
}

#[test]
fn a_recipient_over_whom_the_server_stalls_is_not_in_the_way_of_the_others_again() {
    let scene = Scene::to(&TWO, Manner::SilentFor("a@"));
    tick_for(&scene, Duration::from_secs(1));
    assert_eq!(scene.letters(), [(PENDING, 0); 2]);
    scene.set(LATER);
    tick_for(&scene, Duration::from_secs(1));
    assert_eq!(scene.letters(), [(PENDING, 0), (DELIVERED, 1)]);
}

#[test]
fn a_letter_that_was_taken_is_delivered_whatever_comes_of_the_goodbye() {
    let scene = Scene::to(&TWO, Manner::SilentAtQuit);
    let silence = Duration::from_secs(30);
    let begun = Instant::now();
    tick_for(&scene, silence);
    assert!(begun.elapsed() < silence);
    assert_eq!(scene.letters(), [(DELIVERED, 1); 2]);
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
}
