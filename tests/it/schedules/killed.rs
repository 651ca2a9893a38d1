//! What is left of a server that was killed, and of a store that was put back.

use pejl_app::schedules::{DeliveryState, RunState};
use pejl_tests::process::wait_for;
use pejl_tests::smtp::Manner;
use pejl_tests::{PejlProcess, Place};

use super::{DUE, Scene};

/// Kills a server at a place, lets another one go on an hour later, and says what the letter came to and how many were taken.
fn killed_at(at: &str) -> (DeliveryState, usize) {
    killed(at, Manner::Takes)
}

/// The same of a mail server that falls silent once it has the letter, killed while it is waited for.
fn killed(at: &str, manner: Manner) -> (DeliveryState, usize) {
    let scene = Scene::new(manner);
    let reached = scene.place.folder().join("reached");
    let serve = |clock: &str| {
        let mut command = scene.place.command(["serve", "--bind", "127.0.0.1:0"]);
        command.args(["--smtp", scene.server.url()]);
        command.args(["--mail-from", "pejl@example.dk"]);
        command.arg("--deliver").arg(scene.folder());
        command.env("PEJL_CLOCK", clock);
        command
    };
    let mut command = serve(DUE);
    command.env("PEJL_PAUSE_AT", at);
    command.env("PEJL_PAUSE_FILE", &reached);
    let mut process = PejlProcess::start(command, scene.place.folder(), "killed");
    wait_for(at, || {
        let is_there = match manner {
            Manner::Takes => reached.exists(),
            _ => !scene.server.letters().is_empty(),
        };
        is_there.then_some(())
    });
    process.kill();
    scene.server.now(Manner::Takes);
    scene.place.run(["db", "verify"]).expect_done();
    // Its lease still runs.
    assert_eq!(scene.tick(), 0, "{at}");
    let later = serve("2018-04-09T05:00:01Z");
    let later = PejlProcess::start(later, scene.place.folder(), "later");
    wait_for("the run to end", || {
        let is_over = |state| matches!(state, RunState::Done | RunState::Failed);
        is_over(scene.runs().remove(0).0.state).then_some(())
    });
    drop(later);
    scene.set("2018-04-09T06:00:01Z");
    assert_eq!(scene.reports().len(), 1, "{at}");
    let files = scene.delivered();
    assert!(!files.is_empty(), "{at}");
    assert!(
        files
            .keys()
            .all(|name| name.starts_with("pejl-766-2018-03-da-")),
        "{at}: {:?}",
        files.keys()
    );
    let (state, _) = scene.letter();
    let run = scene.runs().remove(0).0;
    let expected = match state {
        DeliveryState::Delivered => RunState::Done,
        _ => RunState::Failed,
    };
    assert_eq!(run.state, expected, "{at}: {:?}", run.reason);
    assert_eq!(scene.tick(), 0, "{at}");
    scene.place.run(["db", "verify"]).expect_done();
    (state, scene.server.letters().len())
}

#[test]
fn a_server_that_is_killed_anywhere_sends_no_letter_twice_and_what_is_not_known_is_called_so() {
    for at in [
        "schedule.claimed",
        "schedule.made",
        "delivery.file",
        "folder.written",
        "delivery.put",
    ] {
        assert_eq!(killed_at(at), (DeliveryState::Delivered, 1), "{at}");
    }
    // From the first byte on it cannot be known.
    assert_eq!(killed_at("delivery.letter"), (DeliveryState::Unknown, 0));
    assert_eq!(killed_at("delivery.sent"), (DeliveryState::Unknown, 1));
    let silent = killed("silence", Manner::SilentAfterLetter);
    assert_eq!(silent, (DeliveryState::Unknown, 1));
}

#[test]
fn what_was_under_way_or_due_when_a_backup_was_taken_is_not_sent_after_a_restore() {
    let scene = Scene::new(Manner::PutsOffLetter);
    scene.tick();
    let backup = scene.place.folder().join("backup").display().to_string();
    scene
        .place
        .run(["db", "backup", "--to", &backup])
        .expect_done();
    let other = Place::sqlite();
    other
        .run(["db", "restore", "--from", &backup])
        .expect_done();
    other.run(["db", "verify"]).expect_done();
    let restored = Scene::at(other, Manner::Takes);
    // The restoring process began the schedules anew by its own clock, which is later than this one.
    restored.set("2018-06-01T12:00:00Z");
    assert_eq!(restored.tick(), 0);
    assert_eq!(restored.letter().0, DeliveryState::Unknown);
    assert_eq!(restored.runs().remove(0).0.state, RunState::Failed);
    assert_eq!(restored.server.letters().len(), 0);
}
