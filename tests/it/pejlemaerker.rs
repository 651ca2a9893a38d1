//! The indicators of a municipality's own records against populations that a person can check.
//!
//! The `expected.csv` of each folder was computed by hand from the definitions; every cell of it is asked for.

mod cells;
mod filters;
mod gate;
mod matrix;
mod populations;
mod windows;

use std::collections::BTreeMap;

use pejl_tests::Place;
use pejl_tests::server::Server;
use serde_json::Value;

use cells::check_all;
pub use populations::{
    ACT, EFFORT, MOVES, NORMS, PEJLEMAERKER, PLACES, PRICES, Population, REABLEMENT, load_norms,
};

pub const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures");

#[test]
fn every_cell_is_as_computed_by_hand() {
    check_all(&PEJLEMAERKER, |place| PEJLEMAERKER.load(place));
}

#[test]
fn every_cell_of_those_who_move_and_of_a_year_of_which_half_is_in_is_as_computed_by_hand() {
    check_all(&MOVES, |place| MOVES.load(place));
}

#[test]
fn every_cell_of_effort_and_money_is_as_computed_by_hand() {
    check_all(&EFFORT, |place| EFFORT.load(place));
}

#[test]
fn every_cell_of_deadlines_expected_costs_and_published_figures_is_as_computed_by_hand() {
    check_all(&NORMS, load_norms);
}

#[test]
fn published_figures_are_shown_as_they_stand() {
    let place = Place::sqlite();
    load_norms(&place);
    let ask = |indicator: &str, municipality: &str, period: &str| -> Value {
        let mut command = place.command(["query", "--indicator", indicator, "--lang", "en"]);
        command.args(["--municipality", municipality, "--period", period]);
        command.args(["--format", "json"]);
        let answer = pejl_tests::process::run(command).expect_done().json();
        answer["items"][0].clone()
    };
    let zero = ask("W2.2", "Vejle", "2018");
    assert_eq!(
        (&zero["cell"], &zero["value"]),
        (&"zero".into(), &0.0.into())
    );
    let country = ask("W2.2", "Hele landet", "2017");
    assert_eq!(country["value"], 205.7);
    assert_eq!(country["unit"], "per_1000");
    let suppressed = ask("W2.2", "Hedensted", "2018");
    assert_eq!(suppressed["value"], Value::Null);
    let group = ask("W2.2", "LANDSDEL_09", "2017");
    assert_eq!(group["cell"], "missing");
    assert!(
        group["reason"].as_str().unwrap().contains("LANDSDEL_09"),
        "{group}"
    );
    let newest = ask("W2.2", "Vejle", "latest");
    assert_eq!(newest["period"], "2018");
    let share = ask("W2.3", "Vejle", "2018-Q1");
    assert_eq!(
        (&share["value"], &share["unit"]),
        (&0.1725.into(), &"share".into())
    );
}

#[test]
fn freshness_is_told_as_known_on_the_day_and_names_what_is_too_old() {
    let place = Place::sqlite();
    load_norms(&place);
    let ask = |period: &str| -> Value {
        let mut command = place.command(["query", "--indicator", "E2f", "--lang", "en"]);
        command.args([
            "--municipality",
            "766",
            "--period",
            period,
            "--format",
            "json",
        ]);
        let answer = pejl_tests::process::run(command).expect_done().json();
        answer["items"][0].clone()
    };
    // Nothing had been imported in 2018, whatever was imported about it later.
    let then = ask("2018-12");
    assert_eq!(
        (&then["cell"], &then["value"]),
        (&"missing".into(), &Value::Null)
    );
    // Today everything here is years old.
    let now = ask("latest");
    assert_eq!(
        (&now["cell"], &now["numerator"]),
        (&"zero".into(), &0.0.into())
    );
    let stale = now["members"]["stale"].as_str().unwrap();
    let n_stale = stale.split(',').count();
    assert_eq!(
        now["denominator"].as_f64(),
        Some(f64::from(u32::try_from(n_stale).unwrap()))
    );
    assert!(
        n_stale > 40 && stale.split(',').any(|code| code == "Q5"),
        "{stale}"
    );
    let refused = place.run([
        "indicators",
        "sql",
        "E2f",
        "--municipality",
        "766",
        "--period",
        "2018",
    ]);
    let said = refused.expect_code(2).stderr;
    assert!(
        said.contains("put together from what imports cover"),
        "{said}"
    );
    // An index against others stands in comparisons, and is known all the same.
    let shown = place
        .run(["indicators", "show", "C1", "--lang", "en"])
        .expect_done();
    assert!(shown.stdout.contains("peer"));
    let command = [
        "query",
        "--indicator",
        "C1",
        "--municipality",
        "766",
        "--period",
        "2018",
    ];
    let said = place.run(command).expect_code(2).stderr;
    assert!(said.contains("pejl comparison"), "{said}");
}

#[test]
fn every_cell_of_rehabilitation_as_england_counts_it_is_as_computed_by_hand() {
    check_all(&REABLEMENT, |place| REABLEMENT.load(place));
}

#[test]
fn every_cell_of_places_is_as_computed_by_hand() {
    check_all(&PLACES, |place| PLACES.load(place));
}

#[test]
fn every_cell_on_both_sides_of_the_elderly_act_is_as_computed_by_hand() {
    check_all(&ACT, |place| ACT.load(place));
}

#[test]
fn every_cell_of_prices_is_as_computed_by_hand() {
    check_all(&PRICES, |place| PRICES.load(place));
}

/// The problem that a question gets, by parameter.
#[track_caller]
fn refused(server: &Server, path: &str) -> BTreeMap<String, String> {
    let problem = server.get(path).expect_problem(400);
    let errors = problem["errors"].as_array().unwrap();
    let texts = errors.iter().map(|one| {
        let name = one["parameter"].as_str().unwrap().to_owned();
        (name, one.to_string())
    });
    texts.collect()
}

#[test]
fn questions_that_cannot_be_answered_say_why_and_what_is_seen_depends_on_the_role() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    let base = "/api/v1/observations?municipality=766";
    for (question, parameter, said) in [
        ("&indicator=O3.11&period=2018", "indicator", "O3.1"),
        ("&indicator=O5.3&period=2018-Q1", "grain", "year"),
        ("&indicator=O3.1&period=2018-W05", "grain", "quarter"),
        (
            "&indicator=O3.1&period=2018&by=outcome",
            "by",
            "course_type",
        ),
        ("&indicator=O2.1&period=2018&by=sex", "by", "age_band"),
        (
            "&indicator=O3.1&period=2018&filter.dranst=1",
            "filter",
            "course_type",
        ),
        ("&indicator=O3.1&period=2018-13", "period", "2014..2018"),
        ("&indicator=O3.1", "period", "value"),
        (
            "&indicator=O3.1&period=2018&price=fixed:2018,current",
            "price",
            "fixed:2018",
        ),
        (
            "&indicator=O3.1&period=2018&window=month",
            "window",
            "rolling_12",
        ),
        ("&indicator=O5.3&period=2018&base=2018-Q1", "base", "length"),
        ("&indicator=O3.1&period=2018&role=mayor", "role", "analyst"),
        (
            "&indicator=O3.1&period=2018&by=sex,course_type&role=viewer",
            "by",
            "at most one",
        ),
    ] {
        let problems = refused(&server, &format!("{base}{question}"));
        let problem = problems.get(parameter);
        assert!(
            problem.is_some_and(|text| text.contains(said)),
            "{question}: {problems:?}"
        );
    }
    let many = format!(
        "{base}&indicator=O3.1,O3.2,O3.3,O4.1,O4.2,O1.1,E1.1&period=1901-01..1925-12&municipality=*"
    );
    let many = many
        .replace("municipality=766&", "")
        .replace("1901-01..1925-12", "1995-01..2019-12");
    server.get(&many).expect_problem(413);

    let share = format!("{base}&indicator=O3.3&period=2017&by=course_type");
    let cells = |role: &str| -> Vec<(String, bool)> {
        let answer = server
            .get(&format!("{share}&role={role}"))
            .expect_status(200)
            .json();
        let items = answer["items"].as_array().unwrap();
        let cell = |one: &Value| {
            let numbers = ["numerator", "denominator", "value", "n"];
            let told = numbers.iter().any(|name| !one[*name].is_null());
            (one["cell"].as_str().unwrap().to_owned(), told)
        };
        items.iter().map(cell).collect()
    };
    // Four of five rehabilitation courses, one of training: few in both.
    assert!(
        cells("viewer")
            .iter()
            .all(|cell| *cell == ("confidential".to_owned(), false))
    );
    assert!(
        cells("analyst")
            .iter()
            .all(|(cell, told)| ["ok", "zero"].contains(&cell.as_str()) && *told)
    );
}

#[test]
fn an_effect_that_was_measured_for_too_few_is_marked() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    // Half of the courses of 2017 were measured, and the one of June 2025.
    for (period, marked) in [("2017", true), ("2025-06", false)] {
        for split in [None, Some("sex")] {
            let mut command =
                place.command(["query", "--indicator", "O3.3", "--municipality", "766"]);
            command.args(["--period", period, "--format", "json"]);
            command.args(split.iter().flat_map(|name| ["--by", name]));
            let answer = pejl_tests::process::run(command).expect_done().json();
            let items = answer["items"].as_array().unwrap();
            assert!(!items.is_empty());
            let quality = items[0]["quality"].to_string();
            assert_eq!(
                quality.contains("low_coverage"),
                marked,
                "{period} {split:?}: {answer}"
            );
        }
    }
}

#[test]
fn a_figure_is_shown_also_where_nothing_says_how_many_were_measured() {
    let place = Place::sqlite();
    // Courses and grants, and no assessment or goal that would tell.
    REABLEMENT.load(&place);
    let asked = ["query", "--indicator", "O3.3", "--municipality", "766"];
    let newest = ["--period", "last:2", "--grain", "year", "--format", "json"];
    let answer = place.run(asked.iter().chain(&newest)).expect_done().json();
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "{answer}");
    assert_eq!(items[1]["period"], "2018");
    assert_eq!(items[1]["cell"], "ok");
    assert!(!items[1]["quality"].to_string().contains("low_coverage"));
}

#[test]
fn the_board_shows_every_pejlemaerke() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let board = place
        .run(["status", "--municipality", "Hedensted", "--format", "json"])
        .expect_done()
        .json();
    let lines = board["items"].as_array().unwrap();
    let of = |code: &str| lines.iter().find(|line| line["indicator"] == code).unwrap();
    assert_eq!(of("O3.1")["status"], "no_target");
    assert_eq!(of("O3.1")["period"], "2025-Q3");
    // Without a target there is nothing to be immature for; the cell says what is known.
    assert_eq!(of("O4.2")["status"], "no_target");
    assert_eq!(of("C2")["reading"], "usable_share");
    assert_eq!(of("W2.2")["reading"], "stays_per_1000");
    assert_eq!(of("E2f")["status"], "no_target");
    assert_eq!(of("W1.3")["reading"], "goal_kept");
    let mut codes: Vec<&str> = lines
        .iter()
        .map(|line| line["pejlemaerke"].as_str().unwrap())
        .collect();
    codes.dedup();
    assert_eq!(codes.len(), 19);
    let server = Server::start(&place);
    let answer = server
        .get("/api/v1/pejlemaerker?municipality=766&lang=en")
        .expect_status(200);
    assert_eq!(
        answer.json()["items"].as_array().unwrap().len(),
        lines.len()
    );
}
