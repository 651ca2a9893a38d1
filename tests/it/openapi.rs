//! The OpenAPI document: what the program says is what is committed, and what the server does.

use std::collections::BTreeMap;

use pejl_tests::browser::Browser;
use pejl_tests::process::run_pejl;
use pejl_tests::statbank_file::regk31;
use pejl_tests::{Place, Server};
use serde_json::{Map, Value};

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];

fn document() -> Value {
    run_pejl(["openapi"]).expect_done().json()
}

/// Each operation: path, method, what the document says of it.
fn operations(document: &Value) -> Vec<(String, String, Map<String, Value>)> {
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if METHODS.contains(&method.as_str()) {
                found.push((
                    path.clone(),
                    method.clone(),
                    operation.as_object().unwrap().clone(),
                ));
            }
        }
    }
    assert!(found.len() >= 15, "{} operations", found.len());
    found
}

#[test]
fn the_committed_document_is_what_the_program_prints() {
    let printed = run_pejl(["openapi"]).expect_done().stdout;
    let committed = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../api-spec/openapi.json"
    ))
    .unwrap();
    let place = "api-spec/openapi.json is not what `pejl openapi` prints; write it anew and review the difference";
    let different = printed
        .lines()
        .zip(committed.lines())
        .zip(1..)
        .find(|((a, b), _)| a != b);
    assert!(printed == committed, "{place}: first at {different:?}");
}

#[test]
fn every_path_and_method_of_the_document_is_answered_by_the_server() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    for (path, method, operation) in operations(&document()) {
        // Any value will do: an unknown code is `not_found`, never `no_such_path`.
        let path = fill(&path, &operation);
        let body = (method != "get").then_some(b"".as_slice());
        let answer = server.send(&method.to_uppercase(), &path, &[], body);
        assert!(
            answer.status < 500 && answer.status != 405,
            "{}: {}",
            answer.asked,
            answer.status
        );
        if answer.status == 404 {
            assert_ne!(
                answer.json()["type"],
                "urn:pejl:problem:no_such_path",
                "{}",
                answer.asked
            );
        }
    }
}

/// Replaces the parameters in a path by their examples, else by `1`.
fn fill(path: &str, operation: &Map<String, Value>) -> String {
    let parameters = operation
        .get("parameters")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let example = |name: &str| {
        let parameter = parameters
            .iter()
            .find(|p| p["name"] == name && p["in"] == "path")?;
        let example = if parameter["example"].is_null() {
            &parameter["schema"]["example"]
        } else {
            &parameter["example"]
        };
        match example {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    path.split('/')
        .map(|part| {
            match part
                .strip_prefix('{')
                .and_then(|part| part.strip_suffix('}'))
            {
                Some(name) => example(name).unwrap_or_else(|| "1".to_owned()),
                None => part.to_owned(),
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn everything_in_the_document_is_described() {
    let document = document();
    assert!(
        document["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        document["openapi"]
    );
    for (path, method, operation) in operations(&document) {
        let at = format!("{method} {path}");
        let said = |value: &Value| value.as_str().is_some_and(|text| !text.trim().is_empty());
        assert!(
            operation.get("summary").is_some_and(said),
            "{at}: no summary"
        );
        assert!(
            operation.get("operationId").is_some_and(said),
            "{at}: no operationId"
        );
        let responses = operation["responses"].as_object().unwrap();
        assert!(!responses.is_empty(), "{at}: no responses");
        for (status, response) in responses {
            assert!(
                said(&response["description"]),
                "{at}: {status} has no description"
            );
            if status.starts_with(['4', '5']) && response["content"].is_object() {
                let media: Vec<&String> = response["content"].as_object().unwrap().keys().collect();
                let is_upload = media == ["application/json"] && path == "/api/v1/imports";
                assert!(
                    media == ["application/problem+json"] || is_upload,
                    "{at}: {status} is {media:?}"
                );
            }
        }
        for parameter in operation
            .get("parameters")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            assert!(
                said(&parameter["description"]),
                "{at}: parameter {} has no description",
                parameter["name"]
            );
        }
    }
    let ids: Vec<Value> = operations(&document)
        .iter()
        .map(|(_, _, operation)| operation["operationId"].clone())
        .collect();
    let mut unique = ids.clone();
    unique.sort_by_key(ToString::to_string);
    unique.dedup();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
}

#[test]
fn the_server_gives_the_same_document_and_a_page_to_read_it() {
    let place = Place::sqlite();
    let server = Server::start(&place);
    let served = server.get("/openapi.json").expect_status(200);
    assert_eq!(served.media_type(), "application/json");
    assert_eq!(served.json(), document());
    let moved = server.get("/docs").expect_status(307);
    assert_eq!(moved.header("location"), Some("/docs/"));
    let page = server.get("/docs/").expect_status(200).text();
    assert!(page.contains("swagger-ui"), "{page}");
    // Read without a network: nothing is fetched from elsewhere.
    assert!(!page.contains("https://"), "{page}");
    // What is not there is a problem document here too.
    server.get("/docs/none.js").expect_problem(404);
}

#[test]
fn a_browser_shows_the_documentation() {
    let Some(browser) = Browser::find() else {
        return;
    };
    let place = Place::sqlite();
    let server = Server::start(&place);
    let shown = browser.open(&server.url("/docs/"));
    // The page is made by its scripts from the document: an operation and its summary are there when both were read.
    for said in ["/api/v1/observations", "Lists the 98 municipalities"] {
        assert!(shown.dom.contains(said), "no `{said}` in {}", shown.dom);
    }
    assert!(shown.console.is_empty(), "{:#?}", shown.console);
}

const REFUSED: &str =
    "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\nHedenstad;53027;1;TOT;INDL;2019;2\n";

const STATBANK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/statbank");

const INITIATIVE: &str = r#"{"municipality": "766", "title": "Indsats", "started_on": "2019-01-01",
    "expected": [{"indicator": "F2.published_per_resident", "members": {"function": "5.30.27", "dranst": "1"}}]}"#;

const COMMENT: &str = r#"{"municipality": "766", "indicator": "F2.published_per_resident", "period": "2019",
    "members": {"function": "5.30.27", "dranst": "1"}, "text_da": "Flere pladser", "author": "Anne Holm"}"#;

/// A place with a refused import, which has issues, and a committed one, which has figures.
fn asked_place() -> Place {
    let place = Place::sqlite();
    let file = place.write("refused.csv", REFUSED);
    place
        .try_import(&file, &["--table", "REGK31"])
        .expect_code(1);
    let file = place.write("regk31.csv", regk31(&[2018, 2019], 100));
    place.import(&file, &["--table", "REGK31"]);
    for (file, table) in [
        ("regk31-beloeb.csv", "REGK31"),
        ("folk1a-alder.csv", "FOLK1A"),
    ] {
        let file = format!("{STATBANK}/{file}");
        place.import(file.as_ref(), &["--table", table]);
    }
    let file = place.write("initiative.json", INITIATIVE);
    place
        .run(["initiatives", "set", file.to_str().unwrap()])
        .expect_done();
    let file = place.write("comment.json", COMMENT);
    place
        .run(["comments", "set", file.to_str().unwrap()])
        .expect_done();
    place
}

#[test]
fn an_answer_has_the_fields_its_description_states() {
    let place = asked_place();
    let server = Server::start(&place);
    let document = document();
    for (path, address) in asked() {
        let body = server.get(&address).expect_status(200).json();
        check_fields(&document, path, "get", "200", &body);
    }
    let path = "/api/v1/imports?dataset=statbank&table=REGK31";
    let posted = server.post(path, REFUSED.as_bytes()).expect_status(422);
    check_fields(&document, "/api/v1/imports", "post", "422", &posted.json());
}

/// Every path that answers with data, and an address that gives something of it.
fn asked() -> [(&'static str, String); 19] {
    [
        ("/api/v1/config", ""),
        ("/api/v1/municipalities", ""),
        ("/api/v1/municipality_groups", ""),
        ("/api/v1/regions", ""),
        ("/api/v1/indicators", ""),
        ("/api/v1/indicators/{code}", ""),
        (
            "/api/v1/indicators/{code}/comparison",
            "?municipality=766&period=2019&from=2018&filter.function=5.30.27&filter.dranst=1",
        ),
        (
            "/api/v1/indicators/{code}/trend",
            "?municipality=766&filter.function=5.30.27&filter.dranst=1",
        ),
        (
            "/api/v1/indicators/{code}/bridge",
            "?municipality=766&from=2018&to=2019&filter.function=5.30.27",
        ),
        ("/api/v1/initiatives", ""),
        ("/api/v1/comments", ""),
        ("/api/v1/comments/{id}", ""),
        (
            "/api/v1/observations",
            "?indicator=F2.published_per_resident&municipality=766&period=2019&filter.function=5.30.27",
        ),
        ("/api/v1/facts", "?table=REGK31"),
        ("/api/v1/datasets", ""),
        ("/api/v1/imports", ""),
        ("/api/v1/imports/{id}", ""),
        ("/api/v1/imports/{id}/issues", ""),
        ("/api/v1/revisions", ""),
    ]
    .map(|(path, query)| {
        let code = match path.rsplit('/').next() {
            Some("comparison" | "trend") => "F2.published_per_resident",
            _ => "F2",
        };
        let address = path.replace("{code}", code).replace("{id}", "1");
        (path, format!("{address}{query}"))
    })
}

#[test]
fn what_an_operation_may_answer_is_stated_and_so_it_answers() {
    let place = asked_place();
    let server = Server::start(&place);
    let document = document();
    let stated = |path: &str, status: &str| {
        let operation = &document["paths"][path]["get"];
        assert!(
            operation["responses"][status].is_object(),
            "{path}: {status}"
        );
        let parameters = operation["parameters"].as_array();
        let is_revision = |parameter: &Value| parameter["name"] == "revision";
        parameters.is_some_and(|parameters| parameters.iter().any(is_revision))
    };
    let mut n_with_revision = 0;
    for (path, address) in asked() {
        let tag = server.get(&address).expect_status(200);
        let tag = tag.header("etag").unwrap();
        server
            .get_with(&address, &[("if-none-match", tag)])
            .expect_status(304);
        stated(path, "304");
        let and = if address.contains('?') { '&' } else { '?' };
        server
            .get(&format!("{address}{and}nonsense=1"))
            .expect_problem(400);
        if stated(path, "400") {
            n_with_revision += 1;
            server
                .get(&format!("{address}{and}revision=99"))
                .expect_problem(404);
            stated(path, "404");
        }
    }
    assert!(n_with_revision >= 4, "{n_with_revision}");
}

/// Lists that are empty in the answers asked for here: nothing is wrong with those figures, and only records are
/// explained.
const EMPTY: [&str; 7] = [
    "gaps",
    "quality",
    "explained",
    "breaks",
    "lost",
    "split",
    "yardsticks",
];

/// Fails where an object has other fields than its schema states, at any depth; where a list is empty wherever it
/// stands, which would show nothing of its items; and where the document states no schema.
#[track_caller]
fn check_fields(document: &Value, path: &str, method: &str, status: &str, body: &Value) {
    let answers = &document["paths"][path][method]["responses"];
    let schema = &answers[status]["content"]["application/json"]["schema"];
    let mut lists = BTreeMap::new();
    check_value(document, schema, body, path, &mut lists);
    for (at, has_items) in lists {
        let name = at.rsplit('.').next().unwrap();
        assert!(
            has_items || EMPTY.contains(&name),
            "{at}: an empty list shows nothing"
        );
    }
}

/// Checks one value; `lists` is told of each list whether it has had items anywhere.
#[track_caller]
fn check_value(
    document: &Value,
    schema: &Value,
    body: &Value,
    at: &str,
    lists: &mut BTreeMap<String, bool>,
) {
    let stated = fields(document, schema, at);
    match body {
        Value::Object(object) if !stated.is_empty() => {
            let found: Vec<&String> = object.keys().collect();
            for name in &found {
                assert!(stated.contains_key(*name), "{at}: `{name}` is not stated");
            }
            for (name, schema) in &stated {
                assert!(found.contains(&name), "{at}: no `{name}` in {body}");
                let at = format!("{at}.{name}");
                check_value(document, schema, &object[name], &at, lists);
            }
        }
        Value::Array(items) => {
            *lists.entry(at.to_owned()).or_default() |= !items.is_empty();
            let items_schema = &resolve(document, schema)["items"];
            for item in items {
                check_value(document, items_schema, item, at, lists);
            }
        }
        _ => {}
    }
}

/// The properties a schema states; none where it is of no object.
#[track_caller]
fn fields(document: &Value, schema: &Value, at: &str) -> Map<String, Value> {
    let schema = resolve(document, schema);
    assert!(schema.is_object(), "{at}: the document states no schema");
    let mut found = schema["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    for part in ["allOf", "oneOf"] {
        for one in schema[part].as_array().into_iter().flatten() {
            found.extend(fields(document, one, at));
        }
    }
    found
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str().and_then(|to| to.strip_prefix('#')) {
        Some(pointer) => document.pointer(pointer).unwrap(),
        None => schema,
    }
}
