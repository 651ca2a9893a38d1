//! What must not become a file.

use super::*;
use crate::api::ServiceError;

#[test]
fn refusals_and_wrong_answers_leave_nothing_behind() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let body = |content_type: &str, body: &[u8]| Step::Body {
        content_type: content_type.into(),
        body: body.to_vec(),
    };

    let error = br#"{"errorTypeCode":"EXTRACT-NOTFOUND","message":"Kan ikke finde v\u00e6rdien: 53026 (FUNKTION)"}"#;
    for content_type in ["application/json; charset=utf-8", "text/csv; charset=utf-8"] {
        let source = bench.refused(&plan, [body(content_type, error)]);
        assert_eq!(source.fault(), Fault::Input);
        let ClientError::Answer(AnswerError::Service(ServiceError::UnknownValue {
            variable, ..
        })) = source
        else {
            unreachable!("{source:?}")
        };
        assert_eq!(variable.as_deref(), Some("FUNKTION"));
    }
    let source = bench.refused(
        &plan,
        [body("text/html; charset=utf-8", b"<html>Lukket</html>")],
    );
    assert_eq!(
        source.to_string(),
        "the answer is of type `text/html; charset=utf-8`, not CSV in UTF-8"
    );
    let source = bench.refused(
        &plan,
        [body("text/csv; charset=iso-8859-1", b"OMR\xc5DE;INDHOLD\n")],
    );
    assert_eq!(
        source.to_string(),
        "the answer is of type `text/csv; charset=iso-8859-1`, not CSV in UTF-8"
    );
    let source = bench.refused(&plan, [body("text/csv", b"OMR\xc5DE;INDHOLD\n")]);
    assert!(matches!(
        source,
        ClientError::Answer(AnswerError::NotUtf8 { line: 1 })
    ));
    let source = bench.refused(
        &plan,
        [body("text/csv", "TID;INDHOLD\n2018;1\n".as_bytes())],
    );
    assert!(matches!(
        source,
        ClientError::Answer(AnswerError::Header { .. })
    ));
    // Each was final: one request apiece, none repeated.
    assert_eq!(bench.asked(), 6);
}

#[test]
fn refusals_of_the_service_are_typed() {
    let mut bench = bench();
    let all = PlanOptions {
        limit: u64::MAX,
        format: Some(Format::Csv),
    };
    let plan = bench.plan("REGK31", &Selection::new(), &all);
    let source = bench.refused(&plan, []);
    let ClientError::Service(ServiceError::TooManyCells { message, .. }) = source else {
        unreachable!("{source:?}")
    };
    assert_eq!(
        message,
        "Forespørgslen på op mod 74.987.640 celler er over begrænsningen på 1.000.000 celler for denne filtype. \
         Anvend BULK eller andet streaming format i stedet."
    );
    assert_eq!(bench.asked(), 1);
}

#[test]
fn an_answer_beyond_the_allowed_length_is_cut_off() {
    let options = ClientOptions {
        max_answer_bytes: 500,
        ..ClientOptions::default()
    };
    let mut bench = bench_with(&ReplayOptions::default(), options);
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let source = bench.refused(&plan, []);
    assert!(matches!(
        source,
        ClientError::Answer(AnswerError::TooLong { limit: 500 })
    ));
}

#[test]
fn a_later_failure_takes_the_earlier_files_with_it() {
    let mut bench = bench();
    let plan = bench.plan(
        "REGK31",
        &regk31(),
        &PlanOptions {
            limit: 7 * 16,
            format: Some(Format::Csv),
        },
    );
    let refused = Step::Status {
        status: 403,
        retry_after: None,
        body: String::new(),
    };
    bench.server.script([Step::Answer, Step::Answer, refused]);
    let error = bench.fetch(&plan).unwrap_err();
    assert_eq!(
        error.to_string(),
        "failed to fetch table `REGK31`, request 3 of 4"
    );
    assert!(bench.left_behind().is_empty());
}

#[test]
fn a_table_that_changes_meanwhile_is_not_kept() {
    let mut bench = bench();
    let plan = bench.plan(
        "REGK31",
        &regk31(),
        &PlanOptions {
            limit: 7 * 16,
            format: Some(Format::Csv),
        },
    );
    let server = &bench.server;
    let fetched = bench
        .client
        .fetch(&plan, bench.folder.path(), now(), &mut |progress| {
            if matches!(progress.event, Event::Received { .. }) && progress.request_no == 2 {
                server.republish("REGK31", "2025-11-21T23:00:00");
            }
        });
    let error = fetched.unwrap_err();
    let expected = "table `REGK31` changed during the fetch: it was of 2025-04-29T08:00:00 and is now of 2025-11-21T23:00:00";
    assert_eq!(
        (error.to_string().as_str(), error.fault()),
        (expected, Fault::Environment)
    );
    assert!(bench.left_behind().is_empty());
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let mut bench = bench();
    let plan = bench.plan("REGK31", &regk31(), &PlanOptions::default());
    let file = bench.folder.path().join("occupied");
    fs::write(&file, "x").unwrap();
    let error = bench
        .client
        .fetch(&plan, &file, now(), &mut |_| ())
        .unwrap_err();
    assert!(
        matches!(&error, FetchError::File { path, .. } if *path == file),
        "{error:?}"
    );
    assert_eq!(bench.asked(), 0);
}
