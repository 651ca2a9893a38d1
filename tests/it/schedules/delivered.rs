//! Where reports go: the folder, the mail server, and what each of them may do wrong.

use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use pejl_app::reports::get_report;
use pejl_app::schedules::{DeliveryKind, DeliveryState, Reason, RunState};
use pejl_scheduler::{Settings, tick};
use pejl_tests::smtp::Manner;
use serde_json::Value;

use super::{DUE, NOMINAL, Scene, TO};

/// The line of a letter's head.
fn head<'a>(letter: &'a str, name: &str) -> &'a str {
    let lines = letter.lines().take_while(|line| !line.is_empty());
    let mut found = lines.filter_map(|line| line.strip_prefix(name));
    found.next().unwrap_or_default().trim_start_matches(": ")
}

/// The files of a letter, by name: what is between its boundaries, read back from base64 or quoted-printable.
fn attached(letter: &str) -> Vec<(String, Vec<u8>)> {
    let parts = letter.split("\n--").filter_map(|part| {
        let (head, body) = part.split_once("\n\n")?;
        let name = head.split_once("filename=\"")?.1;
        let name = name.split_once('"')?.0.to_owned();
        let bytes = match head.contains("base64") {
            true => BASE64_STANDARD.decode(body.replace('\n', "")).unwrap(),
            false => unquoted(body),
        };
        Some((name, bytes))
    });
    parts.collect()
}

/// What a quoted-printable text says.
fn unquoted(text: &str) -> Vec<u8> {
    let joined = text.replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = joined.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match (first, after) {
            (b'=', [high, low, left @ ..]) => {
                let digits = [*high, *low];
                let digits = std::str::from_utf8(&digits).unwrap();
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = left;
            }
            _ => bytes.push(*first),
        }
    }
    bytes
}

#[test]
fn a_report_is_made_when_it_is_due_and_goes_to_the_folder_and_by_mail() {
    let scene = Scene::new(Manner::Takes);
    scene.set("2018-04-09T03:59:59Z");
    assert_eq!((scene.tick(), scene.runs().len()), (0, 0));
    scene.set(DUE);
    assert_eq!(scene.tick(), 1);
    let (run, deliveries) = scene.runs().remove(0);
    assert_eq!((run.nominal.as_str(), run.state), (NOMINAL, RunState::Done));
    let states: Vec<_> = deliveries.iter().map(|one| (one.kind, one.state)).collect();
    let delivered = DeliveryState::Delivered;
    assert_eq!(
        states,
        [
            (DeliveryKind::Folder, delivered),
            (DeliveryKind::Mail, delivered)
        ]
    );

    let reports = scene.reports();
    assert_eq!(reports.len(), 1);
    assert_eq!(
        (&reports[0]["month"], &reports[0]["actor"]),
        (&Value::from("2018-03"), &Value::from("schedule"))
    );
    let files = scene.delivered();
    let (name, content) = files.first_key_value().unwrap();
    assert_eq!(files.len(), 1);
    assert!(
        name.starts_with("pejl-766-2018-03-da-") && name.ends_with(".html"),
        "{name}"
    );
    let mut written =
        scene
            .place
            .command(["report", "--municipality", "766", "--month", "2018-03"]);
    written.arg("--out").arg(scene.place.folder().join("out"));
    let path = pejl_tests::process::run(written).expect_done().stdout;
    assert!(*content == std::fs::read(path.trim()).unwrap());

    let letters = scene.server.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(head(&letters[0], "To"), TO);
    assert!(head(&letters[0], "From").contains("pejl@example.dk"));
    assert!(!head(&letters[0], "Message-ID").is_empty());
    assert_eq!(head(&letters[0], "Date"), "Mon, 09 Apr 2018 04:00:01 +0000");
    assert_eq!(head(&letters[0], "Auto-Submitted"), "auto-generated");
    assert_eq!(
        attached(&letters[0]),
        [("pejl-766-2018-03-da.html".to_owned(), content.clone())]
    );
    // Nothing is done again.
    assert_eq!(scene.tick(), 0);
    scene.set("2018-05-01T00:00:00Z");
    assert_eq!((scene.tick(), scene.server.letters().len()), (0, 1));
    scene.place.run(["db", "verify"]).expect_done();
}

#[test]
fn the_next_report_is_held_against_the_scheduled_one_and_not_against_one_that_somebody_kept() {
    let scene = Scene::new(Manner::Takes);
    let place = &scene.place;
    let first = place.revision();
    assert_eq!(scene.tick(), 1);
    let report = |more: &[&str]| {
        let mut command = place.command(["report", "--municipality", "766", "--month", "2018-03"]);
        command.args(["--lang", "en"]).args(more);
        pejl_tests::process::run(command).expect_done().stdout
    };
    // Revisions that change no figure.
    crate::status::set_another(place);
    let second = place.revision();
    report(&["--keep"]);
    crate::status::set(place, &crate::overview::TARGET);
    assert!(first < second && second < place.revision());
    let out = place.folder().join("next").display().to_string();
    let html = std::fs::read_to_string(report(&["--out", &out]).trim()).unwrap();
    let lead = format!("stood in the scheduled report of March 2018 (revision {first})");
    assert!(html.contains(&lead), "{html}");
}

#[test]
fn a_mail_server_that_refuses_stalls_or_hangs_up_is_told_of_as_it_did() {
    // Manner, what becomes of the letter, of the run, and how many were taken.
    let cases = [
        (
            Manner::RefusesRecipient,
            DeliveryState::Refused,
            RunState::Failed,
            0,
        ),
        (
            Manner::RefusesLetter,
            DeliveryState::Refused,
            RunState::Failed,
            0,
        ),
        (
            Manner::PutsOffRecipient,
            DeliveryState::Pending,
            RunState::Waiting,
            0,
        ),
        (
            Manner::PutsOffLetter,
            DeliveryState::Pending,
            RunState::Waiting,
            0,
        ),
        (Manner::Silent, DeliveryState::Pending, RunState::Waiting, 0),
        (
            Manner::SilentAfterLetter,
            DeliveryState::Unknown,
            RunState::Failed,
            1,
        ),
        (
            Manner::HangsUpAfterLetter,
            DeliveryState::Unknown,
            RunState::Failed,
            1,
        ),
    ];
    for (manner, letter, run, n_letters) in cases {
        let scene = Scene::new(manner);
        scene.tick();
        // A server that says nothing has not tried the letter.
        let n_tries = i64::from(manner != Manner::Silent);
        assert_eq!(scene.letter(), (letter, n_tries), "{manner:?}");
        let (found, deliveries) = scene.runs().remove(0);
        assert_eq!(found.state, run, "{manner:?}");
        assert!(deliveries[1].reason.is_some(), "{manner:?}");
        assert_eq!(scene.server.letters().len(), n_letters, "{manner:?}");
        assert_eq!(scene.delivered().len(), 1, "{manner:?}");
        // What may be tried again goes out then, once; nothing else does.
        scene.server.now(Manner::Takes);
        scene.set("2018-04-09T04:30:00Z");
        scene.tick();
        let (expected, n) = match letter {
            DeliveryState::Pending => (DeliveryState::Delivered, 1),
            other => (other, n_letters),
        };
        assert_eq!(scene.letter().0, expected, "{manner:?}");
        assert_eq!(scene.server.letters().len(), n, "{manner:?}");
        assert_eq!(
            (scene.reports().len(), scene.delivered().len()),
            (1, 1),
            "{manner:?}"
        );
    }
}

#[test]
fn a_letter_that_is_tried_again_is_known_by_the_same_id_and_given_up_after_many_times() {
    let scene = Scene::new(Manner::PutsOffLetter);
    for n in 0..20 {
        // A month has more hours than there are tries.
        scene.now.fetch_add(3_600, Ordering::SeqCst);
        scene.tick();
        let expected = match n {
            19 => DeliveryState::Refused,
            _ => DeliveryState::Pending,
        };
        assert_eq!(scene.letter(), (expected, n + 1));
    }
    assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    let offered = scene.server.offered();
    assert_eq!((offered.len(), scene.server.letters().len()), (20, 0));
    let id = head(&offered[0], "Message-ID");
    assert!(id.starts_with('<') && id.ends_with(".pejl>"), "{id}");
    assert!(offered.iter().all(|one| head(one, "Message-ID") == id));
    // The letter of another month has another one.
    scene.server.now(Manner::Takes);
    scene.set("2018-05-07T04:00:01Z");
    scene.tick();
    let letters = scene.server.letters();
    assert_eq!(letters.len(), 1);
    assert_ne!(head(&letters[0], "Message-ID"), id);
}

#[test]
fn a_server_without_the_means_leaves_the_delivery_to_another_one() {
    let scene = Scene::new(Manner::Takes);
    let without = Settings {
        mail: None,
        folder: None,
        ..scene.settings()
    };
    let tick_without = || tick(&scene.store(), &without).unwrap();
    assert_eq!(tick_without(), 1);
    let run = scene.runs().remove(0).0;
    assert_eq!((run.state, run.n_attempts), (RunState::Waiting, 1));
    let needs = |folder, mail| Some(Reason::Elsewhere { folder, mail });
    assert_eq!(run.reason, needs(true, true));
    let html = scene.page("da");
    let said = "Brevene venter på en server, der kan sende dem";
    assert!(html.contains(said), "{html}");
    // It never takes it again, however late, and another one need not wait.
    for at in [DUE, "2018-04-09T04:01:02Z", "2018-04-12T04:00:00Z"] {
        scene.set(at);
        assert_eq!(tick_without(), 0, "{at}");
    }
    assert_eq!(scene.letter(), (DeliveryState::Pending, 0));
    // One that can do part of it does that, and leaves the rest.
    let folder_only = Settings {
        mail: None,
        ..scene.settings()
    };
    assert_eq!(tick(&scene.store(), &folder_only).unwrap(), 1);
    assert_eq!(tick(&scene.store(), &folder_only).unwrap(), 0);
    assert_eq!(scene.delivered().len(), 1);
    assert_eq!(scene.runs().remove(0).0.reason, needs(false, true));
    assert_eq!((scene.tick(), scene.tick()), (1, 0));
    assert_eq!(scene.letter(), (DeliveryState::Delivered, 1));
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
}

#[test]
fn another_file_of_the_name_is_left_alone_and_a_folder_that_is_gone_is_tried_again() {
    let scene = Scene::new(Manner::Takes);
    let without = Settings {
        folder: None,
        ..scene.settings()
    };
    tick(&scene.store(), &without).unwrap();
    let report = get_report(&scene.store(), 1).unwrap();
    let hash: String = report.files[0].sha256.chars().take(8).collect();
    let other = format!("pejl-766-2018-03-da-{hash}.html");
    let other = scene.folder().join(other);
    scene.set("2018-04-09T04:30:00Z");
    std::fs::write(&other, "other").unwrap();
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Failed);
    assert_eq!(std::fs::read(&other).unwrap(), b"other");

    let scene = Scene::new(Manner::Takes);
    std::fs::remove_dir(scene.folder()).unwrap();
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Waiting);
    assert!(!scene.folder().exists());
    std::fs::create_dir(scene.folder()).unwrap();
    scene.set("2018-04-09T04:30:00Z");
    scene.tick();
    assert_eq!(scene.runs().remove(0).0.state, RunState::Done);
    assert_eq!(
        (scene.delivered().len(), scene.server.letters().len()),
        (1, 1)
    );
}
