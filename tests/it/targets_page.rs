//! The pages of targets: a target is set, changed and withdrawn in a browser, and what cannot be is refused where it was typed.

use pejl_tests::driver::Driven;
use pejl_tests::{Answer, Server};
use serde_json::Value;

use crate::overview::filled;
use crate::page::{between, text};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
/// A target of O3.1 as Danes write it.
const DANISH: [(&str, &str); 6] = [
    ("municipality", "766"),
    ("indicator", "O3.1.median_days"),
    ("baseline_on", "31.12.2016"),
    ("baseline", "80,5"),
    ("goal", "60"),
    ("deadline", "2019"),
];

fn encoded(fields: &[(&str, &str)]) -> String {
    let byte = |byte: u8| format!("%{byte:02X}");
    let value = |text: &str| text.bytes().map(byte).collect::<String>();
    let fields = fields
        .iter()
        .map(|(name, text)| format!("{name}={}", value(text)));
    fields.collect::<Vec<_>>().join("&")
}

/// Sends a form as a browser without script does: the target with other texts in some fields.
fn send(server: &Server, path: &str, more: &[(&str, &str)]) -> Answer {
    let is_other = |name: &str| more.iter().any(|(other, _)| *other == name);
    let base = DANISH.iter().filter(|(name, _)| !is_other(name));
    let fields: Vec<(&str, &str)> = base.chain(more).copied().collect();
    let origin = format!("http://{}", server.authority());
    let headers = [FORM, ("origin", origin.as_str())];
    server.send("POST", path, &headers, Some(encoded(&fields).as_bytes()))
}

fn targets(server: &Server) -> Vec<Value> {
    let found = server.get("/api/v1/targets").expect_status(200).json();
    found["items"].as_array().unwrap().clone()
}

fn status(server: &Server) -> String {
    let path = "/api/v1/indicators/O3.1/status?municipality=766";
    let found = server.get(path).expect_status(200).json();
    found["status"].as_str().unwrap().to_owned()
}

/// What stands below a heading of the page.
fn section(html: &str, id: &str) -> String {
    text(between(html, &format!("aria-labelledby=\"{id}\">"), "</section>")[0])
}

#[test]
fn a_target_is_set_in_a_browser_the_status_follows_and_it_is_withdrawn() {
    let Some(window) = Driven::open(1_280, 900) else {
        return;
    };
    let place = filled();
    let server = Server::start(&place);
    assert_eq!(status(&server), "no_target");
    window.go(&server.url("/indikator?indicator=O3.1&municipality=766"));
    window.follow(".tile a[href*='/maal/nyt']");
    for (field, text) in &DANISH[2..] {
        window.fill(&format!("#entry-{field}"), text);
    }
    window.follow("button[value='prove']");
    assert!(window.text(".notice").contains("kan gemmes"));
    assert!(targets(&server).is_empty());

    window.follow("button[value='set']");
    assert!(window.url().contains("/maal/1"), "{}", window.url());
    let set = targets(&server);
    assert_eq!((set.len(), &set[0]["baseline"]), (1, &Value::from(80.5)));
    assert_eq!(set[0]["indicator"], "O3.1.median_days");
    assert_eq!(set[0]["deadline"], "2019-12-31");
    let judged = status(&server);
    assert_ne!(judged, "no_target");
    let shown = window.text("section[aria-labelledby='status']");
    assert!(
        shown.contains("højst 60 dage senest 31. december 2019"),
        "{shown}"
    );

    // Another version says again what the first one said, but for what is changed.
    window.fill("#entry-goal", "70");
    window.follow("button[value='set']");
    let versions = window.text("section[aria-labelledby='versions']");
    assert!(
        versions.contains("Udgave 2") && versions.contains("Udgave 1"),
        "{versions}"
    );
    assert_eq!(targets(&server)[0]["goal"], 70.0);
    let with_target = targets(&server)[0]["known_from"].as_i64().unwrap();

    window.go(&server.url("/overblik?municipality=766"));
    assert!(
        window
            .text("main")
            .contains("højst 70 dage senest 31. december 2019")
    );
    window.go(&server.url("/maal?municipality=766"));
    window.follow("tbody th a");
    window.run("document.querySelector('[name=sure]').click();", &[]);
    window.follow("button[value='withdraw']");
    assert!(window.text(".notice").contains("gælder ikke mere"));
    assert!(targets(&server).is_empty());
    assert_eq!(status(&server), "no_target");
    // What was in force then is told as it was.
    window.go(&server.url(&format!("/maal?municipality=766&revision={with_target}")));
    assert!(window.text("tbody").contains("højst 70 dage"));
}

#[test]
fn what_cannot_be_is_told_where_it_was_typed_and_nothing_is_stored() {
    let place = filled();
    let server = Server::start(&place);
    for (more, field, expected) in [
        (("goal", "mange"), "goal", "mange"),
        (("deadline", "2014"), "deadline", "2014"),
        (("indicator", ""), "indicator", "Skal udfyldes."),
        (("direction", "op"), "direction", "up, down eller band"),
        (("parent", "99"), "parent", "99"),
    ] {
        let html = send(&server, "/maal", &[more, ("do", "set")])
            .expect_status(422)
            .text();
        assert!(html.contains(&format!("id=\"fault-{field}\"")), "{html}");
        assert!(html.contains(&format!("href=\"#entry-{field}\"")), "{html}");
        assert!(html.contains(expected), "{expected}: {html}");
        // What was typed in the other fields is there again.
        assert!(html.contains("value=\"80,5\""), "{html}");
    }
    let html = send(&server, "/maal?lang=en", &[("do", "set")])
        .expect_status(422)
        .text();
    assert!(section(&html, "faults").contains("Baseline"), "{html}");
    assert!(targets(&server).is_empty());
}

#[test]
fn a_persons_number_that_was_typed_is_neither_kept_nor_shown_again() {
    let place = filled();
    let server = Server::start(&place);
    for field in ["owner", "note", "decision_case", "goal", "members"] {
        let more = [(field, "Bente 010190-1234"), ("do", "set")];
        let html = send(&server, "/maal", &more).expect_status(422).text();
        assert!(!html.contains("010190-1234"), "{field}: {html}");
    }
    assert!(!server.log().contains("010190-1234"));
    assert!(targets(&server).is_empty());
}

#[test]
fn two_who_change_a_target_at_once_do_not_overwrite_each_other() {
    let place = filled();
    let server = Server::start(&place);
    let set = [("do", "set")];
    send(&server, "/maal", &set).expect_status(303);
    // There is one already.
    send(&server, "/maal", &set).expect_status(422);
    let change = |goal| [("version", "1"), ("goal", goal), ("do", "set")];
    send(&server, "/maal/1", &change("65")).expect_status(303);
    let html = send(&server, "/maal/1", &change("55"))
        .expect_status(422)
        .text();
    assert!(html.contains("value=\"55\""), "{html}");
    assert_eq!(targets(&server)[0]["goal"], 65.0);
}

#[test]
fn what_is_odd_is_stored_only_once_it_was_seen() {
    let place = filled();
    let server = Server::start(&place);
    // Lower is better, and the goal lies above the baseline.
    let odd = [("goal", "90"), ("do", "set")];
    let html = send(&server, "/maal", &odd).expect_status(200).text();
    assert!(targets(&server).is_empty());
    let seen = between(&html, "name=\"seen\" value=\"", "\"")[0].to_owned();
    let again = [("goal", "90"), ("do", "set"), ("seen", seen.as_str())];
    send(&server, "/maal", &again).expect_status(303);
    assert_eq!(targets(&server).len(), 1);
}

#[test]
fn what_is_no_form_of_these_pages_changes_nothing() {
    let place = filled();
    let server = Server::start(&place);
    let body = encoded(&DANISH) + "&do=set";
    let foreign = [FORM, ("origin", "http://elsewhere.example")];
    let send = |headers: &[(&str, &str)], body: &str| {
        server.send("POST", "/maal", headers, Some(body.as_bytes()))
    };
    send(&foreign, &body).expect_status(403);
    send(&[("content-type", "text/plain")], &body).expect_status(400);
    send(&[FORM], &(body.clone() + "&goal=1")).expect_status(400);
    send(&[FORM], &(body.clone() + "&note=" + &"x".repeat(70_000))).expect_status(400);
    // What does not say that it is to be stored is proved alone.
    send(&[FORM], &encoded(&DANISH)).expect_status(200);
    assert!(targets(&server).is_empty());
    let put = server.send("PUT", "/maal", &[FORM], Some(body.as_bytes()));
    assert_eq!(
        put.expect_status(405).header("allow"),
        Some("GET, HEAD, POST")
    );
    server
        .get_with("/maal/99", &[("accept", "text/html")])
        .expect_status(404);
}
