//! What was not delivered: how long it is tried, how it is delivered after all, and what is said of it.

use std::sync::atomic::Ordering;

use pejl_app::schedules::{DeliveryState, RunState};
use pejl_tests::smtp::Manner;
use serde_json::Value;

use super::{Scene, TO};

/// Lets an hour pass so many times, and looks each time what is due.
fn hours(scene: &Scene, n: usize) {
    for _ in 0..n {
        scene.now.fetch_add(3_600, Ordering::SeqCst);
        scene.tick();
    }
}

#[test]
fn a_folder_that_is_away_for_a_day_gets_its_files_when_it_is_back() {
    let scene = Scene::new(Manner::Takes);
    std::fs::remove_dir(scene.folder()).unwrap();
    hours(&scene, 25);
    assert_eq!(scene.runs().remove(0).0.state, RunState::Waiting);
    // The letter does not wait for it.
    assert_eq!(scene.letter(), (DeliveryState::Delivered, 1));
    let html = scene.page("da");
    for said in [
        "Lavet, ikke leveret til alle endnu",
        "Fil til mappen (html): venter; der kan ikke skrives til mappen: “",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    std::fs::create_dir(scene.folder()).unwrap();
    hours(&scene, 1);
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    assert_eq!(
        (scene.delivered().len(), scene.server.letters().len()),
        (1, 1)
    );
}

#[test]
fn what_was_given_up_is_delivered_when_somebody_asks_for_it() {
    let scene = Scene::new(Manner::PutsOffLetter);
    hours(&scene, 20);
    assert_eq!(scene.letter(), (DeliveryState::Refused, 20));
    assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    let (da, en) = (scene.page("da"), scene.page("en"));
    for (html, said) in [
        (&da, "Lavet, men ikke leveret til alle"),
        (
            &da,
            "Brev til udvalg@example.dk: ikke leveret; mailserveren svarede “",
        ),
        (&en, "Made, but not delivered to everybody"),
        (
            &en,
            "Letter to udvalg@example.dk: not delivered; the mail server answered “",
        ),
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    let retry = || scene.place.run(["schedules", "retry", "1", "--lang", "en"]);
    let told = retry().expect_done().json();
    let letter = told["deliveries"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&told["state"], &letter["state"], &letter["n_attempts"]),
        (
            &Value::from("waiting"),
            &Value::from("pending"),
            &Value::from(0)
        )
    );
    let nothing = retry().expect_code(2).stderr;
    assert!(nothing.contains("nothing was refused"), "{nothing}");
    scene.place.run(["db", "verify"]).expect_done();
    scene.server.now(Manner::Takes);
    scene.tick();
    assert_eq!(scene.letter(), (DeliveryState::Delivered, 1));
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    assert_eq!((scene.reports().len(), scene.delivered().len()), (1, 1));
}

#[test]
fn what_may_have_gone_out_is_not_retried() {
    let scene = Scene::new(Manner::HangsUpAfterLetter);
    scene.tick();
    assert_eq!(scene.letter(), (DeliveryState::Unknown, 1));
    scene.place.run(["schedules", "retry", "1"]).expect_code(2);
    scene.place.run(["schedules", "retry", "9"]).expect_code(2);
    assert_eq!(scene.letter(), (DeliveryState::Unknown, 1));
    let told = scene.place.run(["schedules", "runs", "--format", "json"]);
    let told = told.expect_done().json();
    let detail = told["items"][0]["detail"].as_str().unwrap();
    let said = format!("Brev til {TO}: det vides ikke, om det blev sendt; ");
    assert!(detail.starts_with(&said), "{detail}");
}

#[test]
fn a_server_is_not_started_with_a_folder_that_cannot_be_written_to() {
    let scene = Scene::at(pejl_tests::Place::sqlite(), Manner::Takes);
    let missing = scene.folder().join("missing").display().to_string();
    let serve = ["serve", "--bind", "127.0.0.1:0", "--deliver", &missing];
    let said = scene.place.run(serve).expect_code(3).stderr;
    assert!(
        said.contains(&missing) && said.contains("--deliver"),
        "{said}"
    );
}
