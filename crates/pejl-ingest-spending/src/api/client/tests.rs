#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use super::*;
use crate::api::testing::{ReplayServer, Step};

/// A client whose waits are noted instead of waited.
fn client(base_url: &str, options: ClientOptions) -> (Client, Arc<Mutex<Vec<Duration>>>) {
    let waits = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&waits);
    let client = Client::new(base_url, options).unwrap();
    (
        client.with_sleep(move |wait| noted.lock().unwrap().push(wait)),
        waits,
    )
}

fn seconds(waits: &Mutex<Vec<Duration>>) -> Vec<u64> {
    waits
        .lock()
        .unwrap()
        .iter()
        .map(Duration::as_secs)
        .collect()
}

fn status(status: u16, retry_after: Option<&str>) -> Step {
    Step::Status {
        status,
        retry_after: retry_after.map(Into::into),
        body: String::new(),
    }
}

/// Asks for a table once, after the given steps were put before it; returns the outcome and the waits in seconds.
fn ask(steps: Vec<Step>) -> (Result<TableInfo, ClientError>, Vec<u64>, usize) {
    let server = ReplayServer::start().unwrap();
    server.script(steps);
    let options = ClientOptions {
        silence_timeout: Duration::from_millis(300),
        ..ClientOptions::default()
    };
    let (mut client, waits) = client(&server.base_url(), options);
    let outcome = client.table_info("FOLK1A", Lang::Da);
    (outcome, seconds(&waits), server.requests().len())
}

#[test]
fn a_table_is_described() {
    let server = ReplayServer::start().unwrap();
    let (mut client, waits) = client(&server.base_url(), ClientOptions::default());
    let info = client.table_info("regk31", Lang::En).unwrap();
    assert_eq!(
        (info.id.as_str(), info.text.as_str()),
        ("REGK31", "Municipal accounts by function")
    );
    let variables: Vec<(&str, bool)> = info
        .variables
        .iter()
        .map(|v| (v.id.as_str(), v.elimination))
        .collect();
    let expected = [
        ("OMRÅDE", true),
        ("FUNKTION", false),
        ("DRANST", false),
        ("ART", true),
        ("PRISENHED", false),
        ("Tid", false),
    ];
    assert_eq!(variables, expected);
    let seen = server.requests();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].path, "/v1/tableinfo");
    assert_eq!(
        seen[0].user_agent,
        format!(
            "Pejl/{} (+municipal key figures)",
            env!("CARGO_PKG_VERSION")
        )
    );
    assert_eq!(
        seen[0].body,
        serde_json::json!({"table": "regk31", "lang": "en", "format": "JSON"})
    );
    assert!(seconds(&waits).is_empty());
}

#[test]
fn an_unknown_table_is_named_and_not_asked_for_again() {
    let server = ReplayServer::start().unwrap();
    let (mut client, waits) = client(&server.base_url(), ClientOptions::default());
    let error = client.table_info("REGK53", Lang::Da).unwrap_err();
    let expected = ServiceError::UnknownTable {
        table: "REGK53".into(),
        message: "Tabel findes ikke: REGK53".into(),
    };
    assert!(
        matches!(&error, ClientError::Service(found) if *found == expected),
        "{error:?}"
    );
    assert_eq!(error.to_string(), "no table `REGK53` in StatBank");
    assert_eq!(error.fault(), Fault::Input);
    assert_eq!((server.requests().len(), seconds(&waits).len()), (1, 0));
    for table in ["", "../x", "REGK 31", "X".repeat(40).as_str()] {
        assert!(
            matches!(
                client.table_info(table, Lang::Da),
                Err(ClientError::TableId { .. })
            ),
            "{table}"
        );
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn the_service_decides_how_long_to_wait() {
    let steps = vec![
        status(429, Some("7")),
        status(503, Some("Wed, 21 Oct 2015 07:28:30 GMT")),
        status(429, Some("0")),
    ];
    let (outcome, waits, requests) = ask(steps);
    assert_eq!(outcome.unwrap().id, "FOLK1A");
    assert_eq!((waits, requests), (vec![7, 30, 0], 4));
}

#[test]
fn waits_double_when_the_service_says_nothing() {
    let (outcome, waits, requests) = ask(vec![
        status(500, None),
        status(502, Some("soon")),
        status(429, None),
    ]);
    assert_eq!(outcome.unwrap().id, "FOLK1A");
    assert_eq!((waits, requests), (vec![2, 4, 8], 4));
}

#[test]
fn the_client_gives_up_in_the_end() {
    let (outcome, waits, requests) = ask(vec![status(503, None); 9]);
    let error = outcome.unwrap_err();
    assert_eq!((waits, requests), (vec![2, 4, 8, 16], 5));
    assert_eq!(error.fault(), Fault::Environment);
    let ClientError::GaveUp {
        attempts: 5,
        source,
    } = error
    else {
        unreachable!("{error:?}")
    };
    assert!(matches!(*source, ClientError::Status { status: 503, .. }));
}

#[test]
fn a_wait_that_is_too_long_is_not_cut_short() {
    let (outcome, waits, requests) = ask(vec![status(429, Some("86400"))]);
    assert!(matches!(
        outcome,
        Err(ClientError::ToldToWait { seconds: 86400, .. })
    ));
    assert_eq!((waits, requests), (vec![], 1));
}

#[test]
fn broken_connections_are_tried_again() {
    let (outcome, waits, requests) = ask(vec![Step::HangUp, Step::CutOff { bytes: 100 }]);
    assert_eq!(outcome.unwrap().variables.len(), 5);
    assert_eq!((waits, requests), (vec![2, 4], 3));
}

#[test]
fn an_unannounced_description_that_breaks_off_is_tried_again() {
    let (outcome, waits, _) = ask(vec![
        Step::Unannounced { bytes: Some(100) },
        Step::Unannounced { bytes: None },
    ]);
    assert_eq!(outcome.unwrap().variables.len(), 5);
    assert_eq!(waits, [2]);
}

#[test]
fn a_silent_service_is_left_and_tried_again() {
    let (outcome, waits, requests) = ask(vec![Step::Silence]);
    assert_eq!(outcome.unwrap().id, "FOLK1A");
    assert_eq!((waits, requests), (vec![2], 2));
}

#[test]
fn refusals_are_not_tried_again() {
    for code in [400, 403, 404, 302] {
        let (outcome, waits, requests) = ask(vec![status(code, Some("1"))]);
        assert!(
            matches!(outcome, Err(ClientError::Status { status, .. }) if status == code),
            "{code}"
        );
        assert_eq!((waits, requests), (vec![], 1), "{code}");
    }
}

#[test]
fn words_of_the_service_are_kept_whatever_the_status() {
    let body = r#"{"errorTypeCode":"REQUEST-EMPTY","message":"Forespørgslen er tom"}"#;
    let step = |code| Step::Status {
        status: code,
        retry_after: None,
        body: body.into(),
    };
    let (outcome, _, requests) = ask(vec![step(400)]);
    assert!(
        matches!(outcome, Err(ClientError::Service(ServiceError::Other { code, .. })) if code == "REQUEST-EMPTY")
    );
    assert_eq!(requests, 1);
    let (outcome, waits, _) = ask(vec![step(500)]);
    assert_eq!((outcome.unwrap().id.as_str(), waits), ("FOLK1A", vec![2]));
}

#[test]
fn an_error_sent_as_a_success_is_an_error() {
    let body = r#"{"errorTypeCode":"EXTRACT-NOTFOUND","message":"Tabellen blev ikke fundet"}"#;
    let step = Step::Body {
        content_type: "application/json".into(),
        body: body.into(),
    };
    let (outcome, _, requests) = ask(vec![step]);
    assert!(matches!(
        outcome,
        Err(ClientError::Service(ServiceError::UnknownTable { .. }))
    ));
    assert_eq!(requests, 1);
}

#[test]
fn what_is_not_a_description_is_refused() {
    let page = Step::Body {
        content_type: "text/html".into(),
        body: b"<html>Lukket</html>".to_vec(),
    };
    let (outcome, _, requests) = ask(vec![page]);
    assert!(matches!(
        outcome,
        Err(ClientError::TableInfo {
            source: TableInfoError::Json(_),
            ..
        })
    ));
    assert_eq!(requests, 1);
    let other = r#"{"id":"REGK31","variables":[{"id":"Tid","values":[{"id":"2024"}]}]}"#;
    let (outcome, ..) = ask(vec![Step::Body {
        content_type: "application/json".into(),
        body: other.into(),
    }]);
    let error = outcome.unwrap_err();
    let ClientError::TableInfo {
        source: TableInfoError::OtherTable { asked, found },
        ..
    } = error
    else {
        unreachable!("{error:?}")
    };
    assert_eq!((asked.as_str(), found.as_str()), ("FOLK1A", "REGK31"));
}

#[test]
fn nobody_listening_is_a_broken_connection() {
    // A port that was open a moment ago and is closed now.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let options = ClientOptions {
        max_attempts: 2,
        ..ClientOptions::default()
    };
    let (mut client, waits) = client(&format!("http://{address}/v1"), options);
    let error = client.table_info("FOLK1A", Lang::Da).unwrap_err();
    let ClientError::GaveUp {
        attempts: 2,
        source,
    } = error
    else {
        unreachable!("{error:?}")
    };
    assert!(matches!(*source, ClientError::Unreachable { .. }));
    assert_eq!(seconds(&waits), [2]);
}

#[test]
fn requests_are_kept_apart() {
    let server = ReplayServer::start().unwrap();
    let options = ClientOptions {
        pause: Duration::from_secs(3),
        ..ClientOptions::default()
    };
    let (mut client, waits) = client(&server.base_url(), options);
    for _ in 0..3 {
        client.table_info("FOLK1A", Lang::Da).unwrap();
    }
    assert_eq!(seconds(&waits), [3, 3]);
    assert_eq!(server.max_in_flight(), 1);
}

#[test]
fn a_packed_description_is_unpacked() {
    let (outcome, _, requests) = ask(vec![Step::Packed]);
    assert_eq!(outcome.unwrap().variables.len(), 5);
    assert_eq!(requests, 1);
}

#[test]
fn only_https_or_this_machine_may_be_asked() {
    use BaseUrlProblem::{NotAnAddress, NotSecure, TooMuch};
    let accepted = [
        "https://api.statbank.dk/v1",
        "https://api.statbank.dk/v1/",
        "http://127.0.0.1:8080/v1",
        "http://[::1]:1/",
        "http://localhost/v1",
    ];
    for url in accepted {
        assert!(Client::new(url, ClientOptions::default()).is_ok(), "{url}");
    }
    let refused = [
        ("http://api.statbank.dk/v1", NotSecure),
        ("http://127.0.0.1.example.com/", NotSecure),
        ("ftp://127.0.0.1/", NotSecure),
        ("https://user:secret@api.statbank.dk/v1", TooMuch),
        ("http://localhost@example.com/", TooMuch),
        ("https://api.statbank.dk/v1?lang=da", TooMuch),
        ("https://api.statbank.dk/v1#a", TooMuch),
        ("api.statbank.dk", NotAnAddress),
        ("/v1", NotAnAddress),
        ("", NotAnAddress),
    ];
    for (url, expected) in refused {
        let error = Client::new(url, ClientOptions::default()).unwrap_err();
        assert!(
            matches!(&error, ClientError::BaseUrl { problem, .. } if *problem == expected),
            "{url}: {error:?}"
        );
        assert_eq!(error.fault(), Fault::Use);
    }
}

#[test]
fn a_user_agent_that_cannot_be_sent_is_refused() {
    for user_agent in ["", " ", "Pejl\r\nX: y", "Pejlemærke"] {
        let options = ClientOptions {
            user_agent: user_agent.into(),
            ..ClientOptions::default()
        };
        let refused = Client::new(DEFAULT_BASE_URL, options);
        assert!(
            matches!(refused, Err(ClientError::UserAgent { .. })),
            "{user_agent:?}"
        );
    }
}
