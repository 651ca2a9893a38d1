//! What is refused, and how it is said.

use super::*;

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
