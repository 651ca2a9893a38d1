//! The HTTP contract: what every answer has, what is refused and how, and who may ask.

use base64::Engine as _;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Answer, Place, Server, for_each_database};
use serde_json::Value;

/// One observation of what [`regk31`] writes.
const ONE: &str = "/api/v1/observations?indicator=F2.published_per_resident&municipality=766&period=2019\
                   &filter.function=5.30.27&filter.dranst=1";

/// Paths that answer 200 without parameters.
const PLAIN: [&str; 9] = [
    "/api/v1/config",
    "/api/v1/municipalities",
    "/api/v1/municipality_groups",
    "/api/v1/regions",
    "/api/v1/indicators",
    "/api/v1/datasets",
    "/api/v1/imports",
    "/api/v1/revisions",
    "/api/v1/indicators/F2",
];

fn filled() -> Place {
    let place = Place::sqlite();
    fill(&place, 100);
    place
}

/// Imports 2018 and 2019; the first figure is `base`.
fn fill(place: &Place, base: i64) {
    let file = place.write(&format!("{base}.csv"), regk31(&[2018, 2019], base));
    place.import(&file, &["--table", "REGK31"]);
}

fn value(answer: &Answer) -> Option<f64> {
    let body = answer.json();
    let items = body["items"].as_array().unwrap();
    assert_eq!(items.len(), 1, "{body}");
    items[0]["value"].as_f64()
}

/// Finds the parameter a problem document names.
#[track_caller]
fn named(problem: &Value, parameter: &str) -> Value {
    let errors = problem["errors"].as_array().unwrap();
    let Some(found) = errors.iter().find(|error| error["parameter"] == parameter) else {
        panic!("`{parameter}` is not named: {problem}")
    };
    assert!(
        found["allowed"]
            .as_str()
            .is_some_and(|allowed| !allowed.is_empty()),
        "{found}"
    );
    found.clone()
}

// Every answer ---------------------------------------------------------------------------------------

#[test]
fn every_answer_carries_the_headers_that_protect_a_browser_and_a_request_id() {
    let place = filled();
    let server = Server::start(&place);
    for path in PLAIN
        .iter()
        .chain(&[ONE, "/healthz", "/readyz", "/api/v1/none", "/openapi.json"])
    {
        let answer = server.get(path);
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}: {:?}",
            answer.headers
        );
        assert!(answer.header("referrer-policy").is_some(), "{path}");
        let csp = answer.header("content-security-policy").unwrap_or_default();
        let is_framed =
            csp.contains("frame-ancestors") || answer.header("x-frame-options").is_some();
        assert!(is_framed, "{path}: may be framed by others");
        assert!(
            !csp.contains("unsafe-inline") && !csp.contains("unsafe-eval"),
            "{path}: {csp}"
        );
        assert!(
            answer
                .header("x-request-id")
                .is_some_and(|id| id.len() >= 16),
            "{path}"
        );
        assert!(
            answer.header("access-control-allow-origin").is_none(),
            "{path}: open to other sites"
        );
    }
}

#[test]
fn a_harmless_request_id_is_kept_and_any_other_replaced() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let sent = |id: &str| {
        server
            .get_with("/api/v1/config", &[("x-request-id", id)])
            .header("x-request-id")
            .unwrap()
            .to_owned()
    };
    assert_eq!(sent("case-42_a.b"), "case-42_a.b");
    for odd in ["a b", "<script>", &"x".repeat(65), "æ", "010190-1234"] {
        assert_ne!(sent(odd), odd);
    }
    assert_ne!(sent("x y"), sent("x y"));
    let problem = server
        .get_with("/api/v1/none", &[("x-request-id", "case-43")])
        .expect_problem(404);
    assert_eq!(problem["request_id"], "case-43");
}

#[test]
fn head_answers_as_get_without_a_body() {
    let place = filled();
    let server = Server::start(&place);
    for path in PLAIN.iter().chain(&[ONE, "/healthz", "/readyz"]) {
        let got = server.get(path).expect_status(200);
        let head = server
            .send("HEAD", path, &[("accept-encoding", "identity")], None)
            .expect_status(200);
        assert_eq!(head.media_type(), got.media_type(), "{path}");
        assert_eq!(head.header("etag"), got.header("etag"), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}

#[test]
fn health_and_readiness_are_told() {
    for_each_database(|place| {
        let server = Server::start(place);
        assert_eq!(
            server.get("/healthz").expect_status(200).text().trim(),
            "ok"
        );
        assert_eq!(
            server.get("/readyz").expect_status(200).text().trim(),
            "ready"
        );
    });
}

// Problem documents ----------------------------------------------------------------------------------

#[test]
fn unknown_paths_and_wrong_methods_are_problem_documents() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    for path in [
        "/api/v1/none",
        "/api/v2/config",
        "/api/v1/",
        "/nothing/here",
        "/api/v1/imports/1/none",
    ] {
        let problem = server.get(path).expect_problem(404);
        assert_eq!(problem["type"], "urn:pejl:problem:no_such_path", "{path}");
    }
    for (method, path) in [
        ("POST", "/api/v1/config"),
        ("DELETE", "/api/v1/municipalities"),
        ("PUT", "/api/v1/imports"),
        ("PATCH", "/api/v1/observations"),
        ("POST", "/healthz"),
    ] {
        let answer = server.send(
            method,
            path,
            &[],
            (method != "DELETE").then_some(b"".as_slice()),
        );
        let allowed = if path == "/api/v1/imports" {
            "GET, HEAD, POST"
        } else {
            "GET, HEAD"
        };
        assert_eq!(answer.header("allow"), Some(allowed), "{method} {path}");
        let problem = answer.expect_problem(405);
        assert_eq!(
            problem["type"], "urn:pejl:problem:method_not_allowed",
            "{method} {path}"
        );
    }
}

#[test]
fn what_cannot_be_extracted_is_a_problem_document_too() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    for (path, value) in [
        ("/api/v1/imports/seven", "seven"),
        (
            "/api/v1/imports/99999999999999999999",
            "99999999999999999999",
        ),
        ("/api/v1/imports/7.5/issues", "7.5"),
    ] {
        let problem = server.get(path).expect_problem(400);
        assert_eq!(named(&problem, "id")["value"], value);
    }
    server.get("/api/v1/imports/%ff").expect_problem(400);
    for query in ["indicator=%ff", "%ff=1"] {
        server
            .get(&format!("/api/v1/observations?{query}"))
            .expect_problem(400);
    }
    let long = "x".repeat(17 * 1024);
    server
        .get(&format!("/api/v1/observations?indicator={long}"))
        .expect_problem(400);
    // One value where one is asked for.
    for parameter in ["grain=year,quarter", "limit=1,2", "lang=da,en"] {
        let problem = server
            .get(&format!("{ONE}&{parameter}"))
            .expect_problem(400);
        named(&problem, parameter.split('=').next().unwrap());
    }
}

#[test]
fn what_does_not_exist_is_not_found_by_name() {
    let place = filled();
    let server = Server::start(&place);
    for (path, said) in [
        ("/api/v1/imports/4711", "4711"),
        ("/api/v1/imports/4711/issues", "4711"),
        ("/api/v1/indicators/F99", "F99"),
        ("/api/v1/datasets?revision=4711", "4711"),
    ] {
        let problem = server.get(path).expect_problem(404);
        assert_eq!(problem["type"], "urn:pejl:problem:not_found", "{path}");
        assert!(
            problem["detail"].as_str().unwrap().contains(said),
            "{path}: {problem}"
        );
    }
}

#[test]
fn a_bad_parameter_is_named_with_its_value_and_the_nearest_codes() {
    let place = filled();
    let server = Server::start(&place);
    let refused = |query: &str| {
        server
            .get(&format!("/api/v1/observations?{query}"))
            .expect_problem(400)
    };
    let base =
        "indicator=F2.published_per_resident&municipality=766&period=2019&filter.function=5.30.27";

    let problem = refused(&base.replace("published_per", "publised_per"));
    let error = named(&problem, "indicator");
    assert_eq!(error["value"], "F2.publised_per_resident");
    assert!(
        error["nearest"]
            .as_array()
            .unwrap()
            .contains(&"F2.published_per_resident".into()),
        "{error}"
    );

    let problem = refused(&base.replace("766", "Hedenstad"));
    let error = named(&problem, "municipality");
    assert_eq!(error["value"], "Hedenstad");
    assert!(error["nearest"].to_string().contains("766"), "{error}");

    let problem = refused(&base.replace("5.30.27", "five"));
    assert_eq!(named(&problem, "filter.function")["value"], "five");

    let problem = refused(&base.replace("2019", "19"));
    assert_eq!(named(&problem, "period")["value"], "19");

    let problem = refused(&format!("{base}&muncipality=630"));
    assert_eq!(named(&problem, "muncipality")["value"], "630");

    let problem = refused(&format!("{base}&price=fixed"));
    assert_eq!(named(&problem, "price")["value"], "fixed");

    let problem = refused(&format!("{base}&format=pdf"));
    assert!(
        named(&problem, "format")["allowed"]
            .as_str()
            .unwrap()
            .contains("csv-da")
    );

    let problem = refused(&format!("{base}&lang=sv"));
    assert_eq!(named(&problem, "lang")["value"], "sv");

    for (limit, path) in [("0", ""), ("50001", ""), ("many", "")] {
        let problem = refused(&format!("{base}&limit={limit}{path}"));
        assert_eq!(named(&problem, "limit")["value"], limit);
    }
    let problem = refused(&format!("{base}&revision=x"));
    assert_eq!(named(&problem, "revision")["value"], "x");
    let problem = refused(&format!("{base}&as_known_at=2018-03-31"));
    assert_eq!(named(&problem, "as_known_at")["value"], "2018-03-31");
    refused(&format!(
        "{base}&revision=1&as_known_at=2018-03-31T22:00:00Z"
    ));
    // All at once, so that a client mends them in one go.
    let problem = refused("indicator=F9&municipality=Hedenstad&period=19");
    for parameter in ["indicator", "municipality", "period"] {
        named(&problem, parameter);
    }
}

#[test]
fn a_persons_number_in_an_address_is_neither_answered_nor_logged() {
    let place = filled();
    let server = Server::start(&place);
    for path in [
        "/api/v1/indicators/0101901234",
        "/api/v1/imports/010190-1234",
        "/api/v1/observations?indicator=0101901234&municipality=010190-1234&period=0101901234",
        "/sammenligning?municipality=010190-1234",
        "/0101901234",
    ] {
        for accept in ["application/json", "text/html"] {
            let answer = server.get_with(path, &[("accept", accept)]);
            assert!(
                (400..500).contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            assert!(
                !answer.text().contains("010190"),
                "{path}: {}",
                answer.text()
            );
        }
    }
    assert!(!server.log().contains("010190"), "{}", server.log());
}

#[test]
fn a_format_that_is_not_offered_is_406() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let problem = server
        .get_with("/api/v1/municipalities", &[("accept", "application/pdf")])
        .expect_problem(406);
    assert!(
        problem["detail"].as_str().unwrap().contains("csv"),
        "{problem}"
    );
}

#[test]
fn too_large_a_query_is_refused_with_its_size_and_the_limit() {
    let place = filled();
    let server = Server::start(&place);
    let readings = [
        "net_per_resident",
        "net_per_resident_65plus",
        "net_per_resident_67plus",
        "net_per_resident_80plus",
        "net_per_resident_18_64",
        "net_per_resident_18_66",
        "published_per_resident",
    ];
    let indicators = readings.map(|reading| format!("F2.{reading}")).join(",");
    let functions: Vec<String> = (26..=29)
        .map(|n| format!("5.30.{n}"))
        .chain((38..=59).map(|n| format!("5.38.{n}")))
        .collect();
    let query = format!(
        "/api/v1/observations?indicator={indicators}&municipality=*&period=2000..2025&by=function,dranst&filter.function={}",
        functions.join(",")
    );
    let problem = server.get(&query).expect_problem(413);
    assert_eq!(problem["type"], "urn:pejl:problem:query_too_large");
    let config = server.get("/api/v1/config").json().to_string();
    let limit = problem["detail"]
        .as_str()
        .unwrap()
        .split(|c: char| !c.is_ascii_digit())
        .rfind(|part| !part.is_empty())
        .unwrap()
        .to_owned();
    assert!(
        config.contains(&limit),
        "the limit {limit} is not published: {config}"
    );
}

// Caches ---------------------------------------------------------------------------------------------

#[test]
fn an_unchanged_answer_is_304_until_a_revision_is_made() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let first = server.get(ONE).expect_status(200);
        let tag = first.header("etag").unwrap().to_owned();
        assert!(
            first.header("last-modified").is_some() && first.header("vary").is_some(),
            "{:?}",
            first.headers
        );
        let again = server
            .get_with(ONE, &[("if-none-match", &tag)])
            .expect_status(304);
        assert!(again.body.is_empty());
        assert_eq!(again.header("etag"), Some(&*tag));
        let listed = server.get_with(ONE, &[("if-none-match", &format!("\"other\", {tag}"))]);
        assert_eq!(listed.status, 304);
        // Another language, format or question is another answer.
        for (path, headers) in [
            (
                ONE.to_owned(),
                vec![("if-none-match", &*tag), ("accept-language", "en")],
            ),
            (format!("{ONE}&format=csv"), vec![("if-none-match", &*tag)]),
            (ONE.replace("766", "630"), vec![("if-none-match", &*tag)]),
        ] {
            let other = server.get_with(&path, &headers).expect_status(200);
            assert_ne!(other.header("etag"), Some(&*tag), "{path}");
        }
        fill(place, 900);
        let changed = server
            .get_with(ONE, &[("if-none-match", &tag)])
            .expect_status(200);
        assert_ne!(changed.header("etag"), Some(&*tag));
        assert_ne!(value(&changed), value(&first));
    });
}

#[test]
fn the_same_representation_is_named_by_accept_and_by_format() {
    let place = filled();
    let server = Server::start(&place);
    let by_format = server.get(&format!("{ONE}&format=csv")).expect_status(200);
    let by_accept = server
        .get_with(ONE, &[("accept", "text/csv")])
        .expect_status(200);
    assert_eq!(by_format.media_type(), "text/csv");
    assert_eq!(by_format.body, by_accept.body);
    let json = server
        .get_with(ONE, &[("accept", "text/csv;q=0.5, application/json")])
        .expect_status(200);
    assert_eq!(json.media_type(), "application/json");
}

// Files ----------------------------------------------------------------------------------------------

#[test]
fn csv_is_for_programs_and_csv_da_for_a_danish_excel() {
    let place = Place::sqlite();
    let file = place.write(
        "percent.csv",
        "OMRÅDE;TID;INDHOLD\n766;2019;12,5\nÆrø;2019;−3,25\n",
    );
    place.import(
        &file,
        &[
            "--table",
            "TEST1",
            "--unit",
            "percent",
            "--decimal",
            "comma",
        ],
    );
    let server = Server::start(&place);
    let csv = server
        .get("/api/v1/municipalities?format=csv")
        .expect_status(200);
    let text = csv.text();
    assert!(
        text.starts_with("code,name,region,region_name,valid_from,valid_to\r\n"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 99);
    assert!(
        text.contains("\r\n492,Ærø,1083,Region Syddanmark,"),
        "{text}"
    );
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .contains("municipalities.csv")
    );
    let danish = server
        .get("/api/v1/municipalities?format=csv-da")
        .expect_status(200)
        .text();
    assert!(danish.starts_with("\u{feff}code;name;region;"), "{danish}");
    assert!(danish.contains("\r\n492;Ærø;1083;"), "{danish}");

    // Numbers, on the command line as over HTTP.
    let printed = |format: &str| {
        place
            .run(["query", "--table", "TEST1", "--format", format])
            .expect_done()
            .stdout
    };
    let (international, danish) = (printed("csv"), printed("csv-da"));
    assert!(
        international.contains(",12.5,") && international.contains(",-3.25,"),
        "{international}"
    );
    assert!(
        danish.starts_with('\u{feff}') && danish.contains(";12,5;") && danish.contains(";-3,25;"),
        "{danish}"
    );
}

#[test]
fn text_that_a_spreadsheet_would_run_is_neutralised() {
    let place = Place::sqlite();
    // A formula as a member of a dimension, and as a wrong figure in the issues of an import.
    let file = place.write(
        "formula.csv",
        "OMRÅDE;ART2;TID;INDHOLD\n766;=1+1;2019;1\n630;@SUM(A1);2019;-5\n",
    );
    place.import(&file, &["--table", "TEST1", "--unit", "days"]);
    let bad = place.write("bad.csv", "OMRÅDE;ART2;TID;INDHOLD\n=HYPERLINK(\"http://evil.example\");x;2019;1\n+1;x;2019;1\n-1;x;2019;1\n\t=1;x;2019;1\n");
    place
        .try_import(&bad, &["--table", "TEST1", "--unit", "days"])
        .expect_code(1);
    let server = Server::start(&place);
    let is_harmless = |text: &str, separator: char| {
        for cell in text.lines().flat_map(|line| line.split(separator)) {
            let cell = cell.trim_start_matches(['"', '\u{feff}']);
            let is_number = cell
                .trim_end_matches('"')
                .replace(',', ".")
                .parse::<f64>()
                .is_ok();
            assert!(
                is_number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "`{cell}` in {text}"
            );
        }
    };
    for format in ["csv", "csv-da"] {
        let separator = if format == "csv" { ',' } else { ';' };
        let issues = server
            .get(&format!("/api/v1/imports/2/issues?format={format}"))
            .expect_status(200)
            .text();
        assert!(issues.contains("HYPERLINK"), "{issues}");
        is_harmless(&issues, separator);
        let facts = place
            .run(["query", "--table", "TEST1", "--format", format])
            .expect_done()
            .stdout;
        assert!(facts.contains("1+1") && facts.contains("-5"), "{facts}");
        is_harmless(&facts, separator);
    }
    // In JSON nothing is changed.
    let issues = server.get("/api/v1/imports/2/issues").json();
    assert_eq!(issues["items"][1]["value"], "+1");
}

// What was known when --------------------------------------------------------------------------------

#[test]
fn after_a_correction_the_old_figures_are_given_as_they_were_known() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let before = server.get(ONE).expect_status(200);
        let revisions = server.get("/api/v1/revisions").json();
        let known = revisions["items"][0]["committed_at"]
            .as_str()
            .unwrap()
            .replace('+', "%2B");
        fill(place, 900);
        let now = server.get(ONE).expect_status(200);
        assert_ne!(value(&now), value(&before));
        assert_eq!(now.json()["items"][0]["revision"], 2);
        for then in ["revision=1".to_owned(), format!("as_known_at={known}")] {
            let answer = server.get(&format!("{ONE}&{then}")).expect_status(200);
            assert_eq!(answer.json()["items"], before.json()["items"], "{then}");
            assert_eq!(answer.json()["meta"]["revision"], 1, "{then}");
        }
        // Before anything was known there is no figure, and that is said.
        let nothing = server
            .get(&format!("{ONE}&as_known_at=2001-01-01T00:00:00Z"))
            .expect_status(200);
        assert_eq!(nothing.json()["items"][0]["cell"], "missing");
        assert_eq!(value(&nothing), None);
        server.get(&format!("{ONE}&revision=3")).expect_problem(404);
    });
}

#[test]
fn a_cursor_pages_through_all_rows_once() {
    let place = filled();
    for n in 0..5 {
        fill(&place, 1_000 * (n + 1));
    }
    let server = Server::start(&place);
    for path in ["/api/v1/revisions?limit=2", "/api/v1/imports?limit=4"] {
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = server
                .get(&format!("{path}{next}"))
                .expect_status(200)
                .json();
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 4 && !items.is_empty(), "{page}");
            seen.extend(items.clone());
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        let whole = server.get(path.split('?').next().unwrap()).json();
        assert_eq!(whole["items"].as_array().unwrap(), &seen, "{path}");
        assert_eq!(seen.len(), 6, "{path}");
    }
}

#[test]
fn pages_of_figures_are_those_of_one_revision() {
    for_each_database(|place| {
        fill(place, 100);
        let server = Server::start(place);
        let observations = "/api/v1/observations?indicator=F2.published_per_resident&municipality=766,630,461,607,615\
                            &period=2018..2019&by=function&filter.function=5.30.27,5.30.28&filter.dranst=1";
        for path in [
            observations,
            "/api/v1/facts?table=REGK31",
            "/api/v1/datasets?",
        ] {
            let whole = server.get(path).expect_status(200).json();
            let (mut seen, mut next) = (Vec::new(), String::new());
            loop {
                let page = server
                    .get(&format!("{path}&limit=1{next}"))
                    .expect_status(200)
                    .json();
                let items = page["items"].as_array().unwrap();
                assert_eq!(items.len(), 1, "{page}");
                seen.extend(items.clone());
                // What is imported between two pages changes neither.
                if seen.len() == 1 {
                    fill(place, 20_000 + i64::try_from(path.len()).unwrap());
                }
                match page["next"].as_str() {
                    Some(cursor) => next = format!("&cursor={cursor}"),
                    None => break,
                }
            }
            assert_eq!(whole["items"].as_array().unwrap(), &seen, "{path}");
        }
        server
            .get("/api/v1/facts?table=REGK31&cursor=x")
            .expect_problem(400);
    });
}

#[test]
fn lists_of_the_software_come_in_pages_too() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let first = server
        .get("/api/v1/municipalities?limit=97")
        .expect_status(200)
        .json();
    assert_eq!(first["items"].as_array().unwrap().len(), 97);
    let cursor = first["next"].as_str().unwrap();
    let last = server
        .get(&format!("/api/v1/municipalities?limit=97&cursor={cursor}"))
        .expect_status(200)
        .json();
    assert_eq!(last["items"].as_array().unwrap().len(), 1);
    assert_eq!(last["next"], Value::Null);
}

#[test]
fn a_file_holds_every_row_or_says_that_it_is_a_page() {
    let place = Place::sqlite();
    let mut text = String::from("OMRÅDE;ART2;TID;INDHOLD\n");
    for n in 0..1_500 {
        text.push_str(&format!("766;m{n};2019;{n}\n"));
    }
    place.import(
        &place.write("many.csv", text),
        &["--table", "TEST1", "--unit", "days"],
    );
    let server = Server::start(&place);
    let path = "/api/v1/facts?table=TEST1&format=csv";
    let whole = server.get(path).expect_status(200);
    assert_eq!(whole.text().lines().count(), 1_501);
    assert_eq!(whole.header("x-next-cursor"), None);
    let page = server.get(&format!("{path}&limit=10")).expect_status(200);
    assert_eq!(page.text().lines().count(), 11);
    assert_eq!(page.header("x-next-cursor"), Some("1.10"));
    // A page of JSON is 1,000 rows unless more are asked for.
    let json = server.get("/api/v1/facts?table=TEST1").json();
    assert_eq!(json["items"].as_array().unwrap().len(), 1_000);
    assert_eq!(json["next"], "1.1000");
}

#[test]
fn a_list_asked_for_today_is_not_taken_for_that_of_another_day() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let today = server.get("/api/v1/regions").expect_status(200);
    let day = today.json()["meta"]["at"].as_str().unwrap().to_owned();
    assert_eq!(day.len(), 10, "{day}");
    let tag = today.header("etag").unwrap().to_owned();
    server
        .get_with("/api/v1/regions", &[("if-none-match", &tag)])
        .expect_status(304);
    // The history of imports makes no revision, and its tag changes all the same.
    let before = server.get("/api/v1/imports");
    let tag = before.header("etag").unwrap().to_owned();
    server
        .get_with("/api/v1/imports", &[("if-none-match", &tag)])
        .expect_status(304);
    let bad = place.write("bad.csv", "OMRÅDE;TID;INDHOLD\nHedenstad;2019;1\n");
    place
        .try_import(&bad, &["--table", "TEST1", "--unit", "days"])
        .expect_code(1);
    server
        .get_with("/api/v1/imports", &[("if-none-match", &tag)])
        .expect_status(200);
}

// Who may ask ----------------------------------------------------------------------------------------

#[test]
fn with_keys_nothing_is_told_without_one() {
    for_each_database(|place| {
        fill(place, 100);
        let key = place
            .run(["keys", "create", "Excel"])
            .expect_done()
            .stdout
            .trim()
            .to_owned();
        let server = Server::start_with(place, &["--auth", "keys"]);
        for path in PLAIN
            .iter()
            .chain(&[ONE, "/", "/docs", "/openapi.json", "/api/v1/none"])
        {
            let answer = server.get(path);
            assert!(
                answer
                    .header("www-authenticate")
                    .is_some_and(|scheme| scheme.contains("Basic")),
                "{path}: {answer:?}"
            );
            answer.expect_problem(401);
        }
        let bearer = format!("Bearer {key}");
        let basic = base64::prelude::BASE64_STANDARD.encode(format!("anybody:{key}"));
        let basic = format!("Basic {basic}");
        for authorization in [&bearer, &basic] {
            let answer = server
                .get_with(ONE, &[("authorization", authorization)])
                .expect_status(200);
            assert!(value(&answer).is_some());
        }
        // One that is almost right, of another form, or of another scheme opens nothing.
        let mut wrong = key.clone();
        let last = if wrong.pop() == Some('0') { '1' } else { '0' };
        wrong.push(last);
        for authorization in [
            format!("Bearer {wrong}"),
            "Bearer x".to_owned(),
            format!("Digest {key}"),
            "Basic !!!".to_owned(),
            "Bearer".to_owned(),
        ] {
            server
                .get_with(ONE, &[("authorization", &authorization)])
                .expect_problem(401);
        }
        // Whether the process lives is told to everybody.
        server.get("/healthz").expect_status(200);
        // A closed key opens nothing any more, without a restart.
        let listed = place.run(["keys", "list"]).expect_done().stdout;
        assert!(
            listed.contains("Excel") && !listed.contains(&key),
            "{listed}"
        );
        place.run(["keys", "close", "1"]).expect_done();
        server
            .get_with(ONE, &[("authorization", &bearer)])
            .expect_problem(401);
        assert!(!server.log().contains(&key), "the key stands in the log");
    });
}

#[test]
fn an_address_beyond_loopback_is_not_served_without_keys() {
    let place = Place::sqlite();
    for address in ["0.0.0.0:0", "[::]:0"] {
        let refused = place
            .run(["serve", "--bind", address, "--auth", "none"])
            .expect_code(2);
        assert!(refused.stderr.contains("--auth keys"), "{}", refused.stderr);
    }
    // Without a word about keys it asks for them by itself.
    let process = place.start("public", ["serve", "--bind", "0.0.0.0:0"]);
    let server = Server::of(process);
    let port = server.authority().rsplit(':').next().unwrap().to_owned();
    let answer = pejl_tests::http::send(
        "GET",
        &format!("http://127.0.0.1:{port}/api/v1/config"),
        &[],
        None,
    );
    answer.expect_problem(401);
}

#[test]
fn an_open_server_answers_under_loopback_names_only() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let asked_as = |host: &str| {
        server.raw(
            format!("GET /api/v1/config HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
    };
    for host in ["localhost:1", "127.0.0.1", "[::1]:8080", server.authority()] {
        assert!(asked_as(host).starts_with("HTTP/1.1 200"), "{host}");
    }
    for host in [
        "evil.example",
        "evil.example:8080",
        "10.0.0.1",
        "localhost.evil.example",
    ] {
        let answer = asked_as(host);
        assert!(answer.starts_with("HTTP/1.1 403"), "{host}: {answer}");
        assert!(
            answer.contains("application/problem+json"),
            "{host}: {answer}"
        );
    }
}

#[test]
fn another_sites_form_writes_nothing() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let body = regk31(&[2019], 1).into_bytes();
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=a.csv";
    server
        .send(
            "POST",
            path,
            &[("origin", "https://evil.example")],
            Some(&body),
        )
        .expect_problem(403);
    assert_eq!(place.revision(), 0);
    let own = format!("http://{}", server.authority());
    server
        .send("POST", path, &[("origin", &own)], Some(&body))
        .expect_status(201);
}

// Uploads --------------------------------------------------------------------------------------------

#[test]
fn an_upload_is_checked_imported_and_found_unchanged() {
    for_each_database(|place| {
        let server = Server::start(place);
        let body = regk31(&[2019], 100).into_bytes();
        let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=regk31.csv";
        let dry = server
            .post(&format!("{path}&dry_run=true"), &body)
            .expect_status(200)
            .json();
        assert_eq!(
            (&dry["state"], &dry["id"], &dry["n_rows"]),
            (&"dry_run".into(), &Value::Null, &10.into())
        );
        assert_eq!(
            server.get("/api/v1/imports").json()["items"],
            Value::Array(Vec::new())
        );

        let created = server.post(path, &body).expect_status(201);
        let location = created.header("location").unwrap().to_owned();
        let summary = created.json();
        assert_eq!(
            (&summary["state"], &summary["revision"]),
            (&"committed".into(), &1.into())
        );
        let import = server.get(&location).expect_status(200).json();
        assert_eq!(import["state"], "committed");
        assert_eq!(import["files"][0]["name"], "regk31.csv");
        assert_eq!(import["files"][0]["bytes"], body.len());
        assert_eq!(import["declared"]["table"], "REGK31");

        let again = server.post(path, &body).expect_status(200).json();
        assert_eq!(
            (&again["state"], &again["revision"]),
            (&"unchanged".into(), &1.into())
        );
        assert_eq!(place.revision(), 1);
        place.assert_sound();
    });
}

#[test]
fn a_refused_upload_is_422_with_its_issues_and_changes_nothing() {
    for_each_database(|place| {
        let server = Server::start(place);
        let body = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n766;53027;1;TOT;INDL;2019;1\nHedenstad;53027;1;TOT;INDL;2019;2\n";
        let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=regk31.csv";
        for dry_run in [true, false] {
            let refused = server
                .post(&format!("{path}&dry_run={dry_run}"), body.as_bytes())
                .expect_status(422)
                .json();
            assert_eq!(refused["state"], "refused");
            let issue = &refused["issues"][0];
            assert_eq!(
                (&issue["rule"], &issue["line"]),
                (&"area.unknown".into(), &3.into())
            );
            assert_eq!(
                (&issue["column"], &issue["value"]),
                (&"OMRÅDE".into(), &"Hedenstad".into())
            );
            assert_eq!(issue["file"], "regk31.csv");
        }
        assert_eq!(place.revision(), 0);
        // The attempt is in the history with the same issues.
        let history = server.get("/api/v1/imports").json();
        assert_eq!(history["items"].as_array().unwrap().len(), 1);
        assert_eq!(history["items"][0]["state"], "refused");
        let id = history["items"][0]["id"].as_i64().unwrap();
        let issues = server.get(&format!("/api/v1/imports/{id}/issues")).json();
        assert_eq!(issues["items"][0]["rule"], "area.unknown");
        assert_eq!(issues["items"][0]["value"], "Hedenstad");
        place.assert_sound();
    });
}

#[test]
fn an_upload_that_says_too_little_or_nonsense_is_400() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let body = regk31(&[2019], 100).into_bytes();
    let refused = |query: &str| {
        server
            .post(&format!("/api/v1/imports?{query}"), &body)
            .expect_problem(400)
    };
    named(&refused("table=REGK31"), "dataset");
    named(&refused("dataset=ledger"), "dataset");
    named(&refused("dataset=statbank&period=20"), "period");
    named(&refused("dataset=statbank&dry_run=perhaps"), "dry_run");
    named(&refused("dataset=statbank&tabel=REGK31"), "tabel");
    named(&refused("dataset=statbank&set=dranst"), "set");
    // A file name cannot lead out of its folder.
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name=..%2F..%2Fevil.csv";
    let summary = server.post(path, &body).expect_status(201).json();
    let import = server
        .get(&format!("/api/v1/imports/{}", summary["id"]))
        .json();
    assert_eq!(import["files"][0]["name"], "evil.csv");
    assert!(!place.folder().join("evil.csv").exists());
    server
        .post("/api/v1/imports?dataset=statbank&table=REGK31", b"")
        .expect_status(422);
}

#[test]
fn an_upload_is_refused_before_its_body_is_read_where_that_can_be_known() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    // The body never comes, so an answer shows that nobody waited for it.
    let announced = |query: &str, length: u64| {
        server.raw(
            format!(
                "POST /api/v1/imports?{query} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                 Content-Length: {length}\r\n\r\n"
            )
            .as_bytes(),
        )
    };
    let limit = server.get("/api/v1/config").json()["limits"]["upload_bytes_max"]
        .as_u64()
        .unwrap();
    let answer = announced("dataset=statbank&table=REGK31", limit + 1);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("application/problem+json"), "{answer}");
    let answer = announced("dataset=ledger", 1_000_000);
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
}

#[test]
fn a_file_name_that_no_disk_takes_is_the_clients_fault() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let path = "/api/v1/imports?dataset=statbank&table=REGK31&file_name";
    let body = regk31(&[2019], 100).into_bytes();
    for name in ["a%00b.csv", "a%0Ab.csv", &"x".repeat(300)] {
        let problem = server
            .post(&format!("{path}={name}"), &body)
            .expect_problem(400);
        named(&problem, "file_name");
    }
    // A comma is no list here.
    let summary = server
        .post(&format!("{path}=a,%20b.csv"), &body)
        .expect_status(201)
        .json();
    let import = server
        .get(&format!("/api/v1/imports/{}", summary["id"]))
        .json();
    assert_eq!(import["files"][0]["name"], "a, b.csv");
}

#[test]
fn a_request_that_breaks_off_changes_nothing_and_the_server_lives_on() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let head = "POST /api/v1/imports?dataset=statbank&table=REGK31 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
    {
        use std::io::Write as _;
        let mut stream = std::net::TcpStream::connect(server.authority()).unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(regk31(&[2019], 1).as_bytes()).unwrap();
    }
    let answer = server.raw(b"NONSENSE\r\n\r\n");
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 400"),
        "{answer}"
    );
    server.get("/healthz").expect_status(200);
    assert_eq!(place.revision(), 0);
}
