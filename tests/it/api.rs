//! The HTTP contract: what every answer has, what is refused and how, and who may ask.

mod access;
mod caches;
mod changes;
mod files;
mod headers;
mod history;
mod problems;
mod record_uploads;
mod uploads;

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
