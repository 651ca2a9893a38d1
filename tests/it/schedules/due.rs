//! When reports are made: what is waited for, what was missed, and who of several works.

use std::sync::Barrier;

use chrono::{TimeDelta, Utc};
use pejl_app::schedules::{Reason, RunState, ScheduleDraft, close_schedule};
use pejl_tests::process::wait_for;
use pejl_tests::smtp::{MailServer, Manner};
use pejl_tests::{PejlProcess, Place, for_each_database};
use serde_json::Value;

use super::{DUE, NOMINAL, RULE, Scene, TO, draft};
use crate::pejlemaerker::PEJLEMAERKER;

#[test]
fn a_report_waits_for_its_data_until_they_are_in_or_the_next_one_is_due() {
    let scene = Scene::new(Manner::Takes);
    // Courses are in to December 2018.
    scene.set("2019-02-07T05:00:01Z");
    scene.tick();
    let first = scene.runs().remove(0).0;
    assert_eq!(
        (first.nominal.as_str(), first.state),
        ("2019-02-07T06:00", RunState::Waiting)
    );
    let Some(Reason::Lacks { da, en }) = &first.reason else {
        panic!("{:?}", first.reason);
    };
    for (lines, said) in [
        (da, "Forløb: januar 2019 mangler"),
        (en, "Courses: January 2019 is not in"),
    ] {
        assert!(lines.iter().any(|one| one.contains(said)), "{lines:?}");
    }
    assert_eq!(
        first.next_try_at,
        Some(scene.store().now() + TimeDelta::minutes(15))
    );
    // It is not tried before then, and tried then.
    assert_eq!(scene.tick(), 0);
    scene.set("2019-02-07T05:15:01Z");
    assert_eq!(scene.tick(), 1);
    let first = scene.runs().remove(0).0;
    assert_eq!((first.n_attempts, first.state), (2, RunState::Waiting));
    scene.set("2019-03-07T05:00:01Z");
    scene.tick();
    let states = scene.states();
    assert_eq!(states["2019-02-07T06:00"], RunState::Overtaken);
    assert_eq!(states["2019-03-07T06:00"], RunState::Waiting);
    assert_eq!(
        (scene.reports().len(), scene.server.letters().len()),
        (0, 0)
    );
    assert!(scene.delivered().is_empty());
    // A schedule that is closed waits for nothing.
    close_schedule(&scene.store(), 1).unwrap();
    assert_eq!(scene.states()["2019-03-07T06:00"], RunState::Overtaken);
    scene.set("2019-04-05T04:00:01Z");
    assert_eq!(scene.tick(), 0);
}

#[test]
fn what_was_missed_is_made_up_for_once_and_a_clock_that_jumps_makes_nothing_again() {
    let scene = Scene::new(Manner::Takes);
    scene.begin("2017-12-31T12:00:00Z");
    scene.tick();
    let runs = scene.runs();
    let of_second: Vec<_> = runs.iter().filter(|(run, _)| run.schedule == 2).collect();
    let states: Vec<_> = of_second
        .iter()
        .map(|(run, _)| (run.nominal.as_str(), run.state))
        .collect();
    let expected = [
        (NOMINAL, RunState::Done),
        ("2018-03-07T06:00", RunState::Skipped),
        ("2018-02-07T06:00", RunState::Skipped),
        ("2018-01-08T06:00", RunState::Skipped),
    ];
    assert_eq!(states, expected);
    // Two schedules of one report: it is kept once, lies in the folder once, and each sends its letter.
    assert_eq!((scene.reports().len(), scene.delivered().len()), (1, 1));
    assert_eq!(scene.server.letters().len(), 2);

    let before = scene.runs();
    for at in [
        "2018-04-08T00:00:00Z",
        "2017-01-01T00:00:00Z",
        "2018-04-09T03:59:00Z",
        DUE,
    ] {
        scene.set(at);
        assert_eq!(scene.tick(), 0, "{at}");
    }
    assert_eq!(scene.runs(), before);
    // Ahead by a month, and back: what became due by the wrong clock stands as it was tried.
    scene.set("2018-05-08T04:00:01Z");
    assert_eq!(scene.tick(), 2);
    scene.set(DUE);
    assert_eq!(scene.tick(), 0);
    assert_eq!(scene.server.letters().len(), 4);
    scene.set("2018-05-09T00:00:00Z");
    assert_eq!((scene.tick(), scene.server.letters().len()), (0, 4));
}

#[test]
fn of_several_processes_each_time_is_worked_on_by_one() {
    for_each_database(|place| {
        PEJLEMAERKER.load(place);
        let server = MailServer::start(Manner::Takes);
        let folder = place.folder().join("deliveries");
        std::fs::create_dir(&folder).unwrap();
        let add = [
            "schedules",
            "add",
            "--municipality",
            "766",
            "--rule",
            RULE,
            "--to-folder",
        ];
        let mut add: Vec<&str> = add.to_vec();
        add.extend(["--to", TO, "--since", "2018-01-01"]);
        place.run(add).expect_done();
        let start = |name: &str| {
            let mut command = place.command(["serve", "--bind", "127.0.0.1:0"]);
            command.args(["--smtp", server.url(), "--mail-from", "pejl@example.dk"]);
            command.arg("--deliver").arg(&folder).env("PEJL_CLOCK", DUE);
            PejlProcess::start(command, place.folder(), name)
        };
        let processes = ["one", "two", "three"].map(start);
        let runs = || {
            let told = place.run(["schedules", "runs", "--format", "json"]);
            told.expect_done().json()["items"]
                .as_array()
                .unwrap()
                .clone()
        };
        let is_done = || {
            let found = runs();
            found.first().filter(|run| run["state"] == "done").cloned()
        };
        let done = wait_for("the report of the schedule", is_done);
        assert_eq!(
            (&done["nominal"], &done["report"]),
            (&Value::from(NOMINAL), &Value::from(1))
        );
        let states: Vec<String> = runs().iter().map(|run| run["state"].to_string()).collect();
        assert_eq!(
            states,
            ["\"done\"", "\"skipped\"", "\"skipped\"", "\"skipped\""]
        );
        // Every process has looked by now, or does so after its next glance.
        let looked = |one: &PejlProcess| one.stderr().contains("worked on a schedule");
        assert_eq!(processes.iter().filter(|one| looked(one)).count(), 1);
        assert_eq!(server.letters().len(), 1);
        let n_files = std::fs::read_dir(&folder).unwrap().count();
        let reports = place
            .run(["reports", "--format", "json"])
            .expect_done()
            .json();
        let report = &reports["items"][0];
        assert_eq!(reports["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            n_files,
            report["files"].as_str().unwrap().split(' ').count()
        );
        place.run(["db", "verify"]).expect_done();
    });
}

#[test]
fn of_several_at_the_very_same_time_one_works() {
    let scene = Scene::new(Manner::Takes);
    const N: usize = 4;
    let start = Barrier::new(N);
    let worked: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..N)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    scene.tick()
                })
            })
            .collect();
        threads.into_iter().map(|one| one.join().unwrap()).sum()
    });
    assert_eq!((worked, scene.runs().len()), (1, 1));
    assert_eq!((scene.reports().len(), scene.delivered().len()), (1, 1));
    assert_eq!(scene.server.letters().len(), 1);
}

#[test]
fn a_month_that_nothing_was_imported_since_is_waited_for() {
    let scene = Scene::new(Manner::Takes);
    // The data were imported by the real clock, and this is later than that.
    let ahead = Utc::now() + TimeDelta::days(400);
    scene.set(&ahead.format("%Y-%m-28T12:00:00Z").to_string());
    scene.tick();
    let run = scene.runs().remove(0).0;
    assert_eq!(run.state, RunState::Waiting);
    assert_eq!(run.reason, Some(Reason::NotBegun));
    let html = scene.page("da");
    for said in [
        "Ikke lavet endnu, venter",
        "Intet er indlæst, siden måneden begyndte.",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
}

#[test]
fn a_day_that_is_moved_into_the_next_month_reports_of_its_own() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let scene = Scene::at(place, Manner::Takes);
    // 31 March 2018 is the Saturday before Easter, and so moved to 3 April; 31 May is no holiday, and 30 June a Saturday.
    scene.begin_as(ScheduleDraft {
        rule: "monthly:day-31-or-next-working-day@06:00".to_owned(),
        months_back: 0,
        ..draft("2018-03-20T12:00:00Z")
    });
    scene.set("2018-04-03T04:00:01Z");
    assert_eq!(scene.tick(), 1);
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    assert_eq!(scene.reports()[0]["month"], "2018-03");
    scene.set("2018-07-02T04:00:01Z");
    scene.tick();
    let months: Vec<_> = scene.runs().into_iter().map(|(run, _)| run.month).collect();
    let expected = ["2018-06", "2018-05", "2018-04", "2018-03"];
    assert_eq!(months, expected.map(|month| Some(month.to_owned())));
    scene.place.run(["db", "verify"]).expect_done();
}

#[test]
fn what_cannot_be_a_schedule_is_refused_with_what_is_wrong() {
    let place = Place::sqlite();
    let add = |more: &[&str]| {
        let mut all = vec!["schedules", "add"];
        all.extend(more);
        place.run(all)
    };
    let good = ["--municipality", "766", "--rule", RULE];
    let with = |more: &[&'static str]| [&good[..], more].concat();
    let place_of = add(&["--municipality", "nowhere", "--rule", RULE])
        .expect_code(2)
        .stderr;
    assert!(place_of.contains("municipality"), "{place_of}");
    for rule in [
        "",
        "daily",
        "monthly:day-0@06:00",
        "monthly:day-10@25:00",
        &"x".repeat(5_000),
    ] {
        let said = add(&["--municipality", "766", "--rule", rule])
            .expect_code(2)
            .stderr;
        assert!(said.contains("rule") && said.len() < 1_000, "{said}");
    }
    for to in [
        "",
        "nobody",
        "a@b@c",
        "a b@c.dk",
        "<a@b.dk>",
        "a@b.dk\r\nRCPT TO:<c@d.dk>",
        "0101901234@b.dk",
        "@b.dk",
        "a@",
    ] {
        let said = add(&[&good[..], &["--to", to]].concat())
            .expect_code(2)
            .stderr;
        assert!(!said.contains("0101901234"), "{said}");
    }
    add(&with(&["--months-back", "13"])).expect_code(2);
    let many: Vec<String> = (0..21).map(|n| format!("--to=a{n}@b.dk")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    add(&[&good[..], &many].concat()).expect_code(2);
    place.run(["schedules", "close", "1"]).expect_code(2);
    for options in [
        &["--smtp", "http://x", "--mail-from", "a@b.dk"][..],
        &["--smtp", "smtp://x", "--mail-from", "nobody"],
        &["--smtp", "smtp://x"],
    ] {
        let serve = ["serve", "--bind", "127.0.0.1:0"];
        place.run([&serve[..], options].concat()).expect_code(2);
    }
    let listed = place
        .run(["schedules", "list", "--format", "json"])
        .expect_done()
        .json();
    assert_eq!(listed["items"], serde_json::json!([]));
}
