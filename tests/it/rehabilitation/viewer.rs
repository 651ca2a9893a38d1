//! What of courses and curves is told to whoever may not know of few.

use std::fmt::Write as _;

use pejl_tests::Place;
use pejl_tests::process::run;
use pejl_tests::server::Server;
use serde_json::{Value, json};

use super::{COURSES, SURVIVAL, figure, items};
use crate::pejlemaerker::PEJLEMAERKER;

/// What is imported, unless said.
const WHOLE: &str = "2016-10..2018-12";

/// Loads courses of 40 citizens that ended on 31 January 2017: twelve are back on the days from 41 to 52, seven on 100 to 106, three on
/// 200, two have died on day 50, and the rest manage.
pub(crate) fn load_many(place: &Place) {
    load_many_in(place, WHOLE);
}

/// The same, imported for a period.
pub(crate) fn load_many_in(place: &Place, period: &str) {
    let mut courses = String::from(
        "course_id;cpr;course_type;law_basis;service;start;planned_end;end;end_reason\n",
    );
    let mut grants = String::from(
        "grant_id;cpr;service;target_group;setting;decision_date;valid_from;valid_to;amount;unit;per;acting_municipality;\
         paying_municipality;end_reason\n",
    );
    let mut events = String::from("cpr;kind;date;planned;source\n");
    let end: chrono::NaiveDate = "2017-01-31".parse().unwrap();
    for no in 0..40_u32 {
        let cpr = format!(
            "{:02}{:02}{}-{:04}",
            1 + no % 28,
            1 + no % 12,
            30 + no % 9,
            1000 + no
        );
        let kind = if no % 2 == 0 {
            "rehabilitation"
        } else {
            "training"
        };
        writeln!(
            courses,
            "F{no};{cpr};{kind};SEL § 83 a;SEL-83a;2016-11-01;;{end};self_reliant"
        )
        .unwrap();
        let back = match no {
            0..12 => Some(41 + no),
            12..19 => Some(88 + no),
            19..22 => Some(200),
            _ => None,
        };
        if let Some(days) = back {
            let from = end + chrono::Duration::days(i64::from(days));
            writeln!(
                grants,
                "G{no};{cpr};SEL-83-1;elderly;own_home;{from};{from};;2;hours;week;766;766;"
            )
            .unwrap();
        }
        if (22..24).contains(&no) {
            writeln!(events, "{cpr};death;{};;", end + chrono::Duration::days(50)).unwrap();
        }
    }
    import(
        place,
        period,
        &[("course", &courses), ("grant", &grants), ("event", &events)],
    );
}

fn import(place: &Place, period: &str, files: &[(&str, &str)]) {
    let key = place.folder().join("key").display().to_string();
    place.run(["person-key", &key]).expect_done();
    for (dataset, rows) in files {
        let file = place.write(&format!("{dataset}.csv"), rows);
        let mut command = place.command(["import", dataset]);
        command
            .arg(file)
            .args(["--source", "canonical", "--municipality", "766"]);
        command.args(["--person-key", &key, "--period", period, "--format", "json"]);
        let done = run(command).expect_done().json();
        assert_eq!(done["n_refused"], 0, "{done}");
    }
}

#[test]
fn a_viewer_is_told_of_no_step_of_few() {
    let place = Place::sqlite();
    load_many(&place);
    let server = Server::start(&place);
    let told = server
        .get(&format!("{SURVIVAL}&period=2017"))
        .expect_status(200)
        .json();
    let all = &items(&told)[0];
    assert_eq!(
        (&all["coarse"], &all["n"], &all["persons"], &all["mean"]),
        (&json!(true), &json!(40), &Value::Null, &Value::Null)
    );
    // Two have died: they are among those followed no longer, and so not even they are told of before there are five of them.
    assert_eq!(
        (&all["deaths"], &all["steps"][0]["event_free"]),
        (&Value::Null, &Value::Null)
    );
    for step in all["steps"].as_array().unwrap() {
        let (events, censored) = (
            step["events"].as_u64().unwrap(),
            step["censored"].as_u64().unwrap(),
        );
        assert!(events == 0 || events >= 5, "{step}");
        assert!(censored == 0 || censored >= 5, "{step}");
        assert!(
            [30, 60, 90, 120, 150, 180, 270, 365, 545, 730]
                .contains(&step["day"].as_u64().unwrap()),
            "{step}"
        );
    }
    // All of it: 40 · … with the deaths on day 50.
    let admin = server
        .get(&format!("{SURVIVAL}&period=2017&role=admin"))
        .expect_status(200)
        .json();
    let exact = &items(&admin)[0];
    assert_eq!(
        (&exact["events"], &exact["deaths"]),
        (&json!(22), &json!(2))
    );
    assert_eq!(exact["steps"][0]["day"], 41);
    let csv = server
        .get(&format!("{SURVIVAL}&period=2017&format=csv"))
        .text();
    assert!(
        !csv.contains(",41,") && csv.starts_with("municipality,from,to,of,members,cell,day"),
        "{csv}"
    );
    // No text of an answer has a day or number of somebody.
    assert!(!told.to_string().contains("\"day\":41"), "{told}");

    // Counts of reasons of which one is of few are told together or not at all.
    let table = server
        .get(&format!("{COURSES}&period=2017-Q1"))
        .expect_status(200)
        .json();
    // All of them ended self-reliant: the share is not told, and so not the numbers that it is made of.
    let quarter = &items(&table)[0];
    assert_eq!(figure(quarter, "ended_with_effect")["value"], 40.0);
    for column in [
        "self_reliant_share",
        "self_reliant",
        "less_help",
        "same_help",
        "more_help",
    ] {
        assert_eq!(figure(quarter, column)["cell"], "confidential", "{column}");
    }
    assert_eq!(figure(quarter, "death")["value"], 0.0);
    let few = server
        .get(&format!("{COURSES}&period=2017-Q1&by=sex"))
        .expect_status(200)
        .json();
    assert!(!items(&few).is_empty());
}

#[test]
fn of_few_a_viewer_is_told_nothing() {
    let place = Place::sqlite();
    PEJLEMAERKER.load(&place);
    let server = Server::start(&place);
    // One of six is not followed, and could be told from the courses that ended.
    let told = server
        .get(&format!("{SURVIVAL}&period=2017"))
        .expect_status(200)
        .json();
    let all = &items(&told)[0];
    assert_eq!(
        (&all["cell"], &all["n"]),
        (&json!("confidential"), &Value::Null)
    );
    assert_eq!((&all["steps"], &all["at_risk"]), (&json!([]), &json!([])));
    let table = server
        .get(&format!("{COURSES}&period=2017"))
        .expect_status(200)
        .json();
    let year = &items(&table)[0];
    for column in [
        "self_reliant",
        "less_help",
        "same_help",
        "ended_with_effect",
        "ended",
        "ended_without_effect",
        "death",
        "another_reason",
        "moved",
    ] {
        let one = figure(year, column);
        assert_eq!(
            (&one["cell"], &one["value"]),
            (&json!("confidential"), &Value::Null),
            "{column}"
        );
    }
    assert_eq!(figure(year, "started")["value"], 5.0);
}

/// Thirteen courses of as many citizens ended in January: nine with a result, and four in hospital.
fn load_few_without_result(place: &Place) {
    let mut courses = String::from(
        "course_id;cpr;course_type;law_basis;service;start;planned_end;end;end_reason\n",
    );
    for no in 0..13_u32 {
        let cpr = format!("{:02}0130-{:04}", 1 + no, 1000 + no);
        let reason = if no < 9 { "self_reliant" } else { "hospital" };
        writeln!(
            courses,
            "F{no};{cpr};training;SEL § 83 a;SEL-83a;2016-11-01;;2017-01-31;{reason}"
        )
        .unwrap();
    }
    import(place, WHOLE, &[("course", &courses)]);
}

#[test]
fn a_line_does_not_tell_what_it_withholds() {
    let place = Place::sqlite();
    load_few_without_result(&place);
    let server = Server::start(&place);
    let line = |role: &str| {
        let found = server
            .get(&format!("{COURSES}&period=2017-01{role}"))
            .expect_status(200)
            .json();
        items(&found)[0].clone()
    };
    let (told, all) = (line(""), line("&role=admin"));
    // To those who may know of few: 13 ended, and the length is of 9 of them.
    assert_eq!(figure(&all, "ended")["value"], 13.0);
    assert_eq!(figure(&all, "ended_without_effect")["value"], 4.0);
    assert_eq!(figure(&all, "median_days")["denominator"], 9.0);
    let of_others = [
        "started",
        "started_per_1000_65plus",
        "km_median_days",
        "concluded_share",
        "still_concluded_180",
        "ascof_2a_2024",
        "ascof_2a_2024_not_told",
        "ascof_2d_2024",
    ];
    for one in told["figures"].as_array().unwrap() {
        let column = one["column"].as_str().unwrap();
        if of_others.contains(&column) {
            continue;
        }
        for name in ["value", "numerator", "denominator", "n"] {
            assert_eq!(one[name], Value::Null, "{column} {name}");
        }
    }
    for column in ["ended", "ended_with_effect", "median_days", "p25_days"] {
        let one = figure(&told, column);
        assert_eq!(one["cell"], "confidential", "{column}");
        assert_eq!(one["reason"], figure(&told, "ended")["reason"], "{column}");
    }
    assert_ne!(figure(&told, "started")["cell"], "confidential");
}

#[test]
fn curves_that_could_be_held_against_each_other_are_refused_to_a_viewer() {
    let place = Place::sqlite();
    load_many(&place);
    let server = Server::start(&place);
    let year = ("period", "one calendar year, for this role");
    let everybody = "nothing: curves are of everybody, for this role";
    let (by, filter) = (("by", everybody), ("filter.sex", everybody));
    // The difference of the year and its first three quarters is the fourth, and that of all and the men the women.
    for (asked, wanted) in [
        ("period=2017-01", &[year][..]),
        ("period=2017-Q1", &[year]),
        ("period=2017-Q1..2017-Q4", &[year]),
        ("period=2017..2018", &[year]),
        ("period=2017&by=course_type", &[by]),
        ("period=2017&filter.sex=K", &[filter]),
        (
            "period=2017-H1&by=course_type&filter.sex=K",
            &[by, filter, year],
        ),
    ] {
        let problem = server
            .get(&format!("{SURVIVAL}&{asked}"))
            .expect_problem(400);
        let errors = problem["errors"].as_array().unwrap().iter();
        let errors = errors.map(|one| (one["parameter"].as_str(), one["allowed"].as_str()));
        let wanted = wanted
            .iter()
            .map(|(name, allowed)| (Some(*name), Some(*allowed)));
        assert!(errors.eq(wanted), "{problem}");
        server
            .get(&format!("{SURVIVAL}&{asked}&role=admin"))
            .expect_status(200);
    }
    server
        .get(&format!("{SURVIVAL}&period=2017"))
        .expect_status(200);
}

#[test]
fn a_year_that_is_not_over_has_no_curve_for_a_viewer() {
    let place = Place::sqlite();
    load_many_in(&place, "2016-10..2017-09");
    let server = Server::start(&place);
    // With the curve of the next revision it would tell of October.
    let part = server.get(&format!("{SURVIVAL}&period=2017")).json();
    assert_eq!(
        (&part["cell"], &part["items"], &part["followed_until"]),
        (&json!("missing"), &json!([]), &Value::Null)
    );
    let reason = "months of 2017 are not imported, and curves of a part of a year are not shown to this role";
    assert_eq!(part["reason"], reason);
    let all = server.get(&format!("{SURVIVAL}&period=2017&role=admin"));
    assert_eq!(items(&all.json())[0]["n"], 40);
}

#[test]
fn that_nobody_is_on_a_curve_is_withheld_with_the_number() {
    let place = Place::sqlite();
    let mut courses = String::from(
        "course_id;cpr;course_type;law_basis;service;start;planned_end;end;end_reason\n",
    );
    // Both that ended did so without a result, which their number tells of.
    for no in 1..3_u32 {
        writeln!(
            courses,
            "F{no};0{no}0130-1000;training;SEL § 83 a;SEL-83a;2016-11-01;;2017-01-31;hospital"
        )
        .unwrap();
    }
    let grants = "grant_id;cpr;service;target_group;setting;decision_date;valid_from;valid_to;amount;unit;per;\
                  acting_municipality;paying_municipality;end_reason\n";
    import(&place, WHOLE, &[("course", &courses), ("grant", grants)]);
    let server = Server::start(&place);
    for (role, cell) in [("admin", "not_applicable"), ("viewer", "confidential")] {
        let found = server.get(&format!("{SURVIVAL}&period=2017&role={role}"));
        let found = found.expect_status(200).json();
        assert_eq!(items(&found)[0]["cell"], cell, "{found}");
    }
}

#[test]
fn a_curve_does_not_tell_the_total_that_groups_of_few_are_withheld_with() {
    let place = Place::sqlite();
    let mut courses = String::from(
        "course_id;cpr;course_type;law_basis;service;start;planned_end;end;end_reason\n",
    );
    // Of 30 men all ended with a result; of four women one did not.
    for no in 0..34_u32 {
        let serial = 1000 + 2 * no + u32::from(no < 30);
        let cpr = format!("{:02}{:02}30-{serial}", 1 + no % 28, 1 + no % 12);
        let reason = if no == 33 { "hospital" } else { "self_reliant" };
        writeln!(
            courses,
            "F{no};{cpr};training;SEL § 83 a;SEL-83a;2016-11-01;;2017-02-28;{reason}"
        )
        .unwrap();
    }
    // Ten are back on day 60, so that there is a curve.
    let mut grants = String::from(
        "grant_id;cpr;service;target_group;setting;decision_date;valid_from;valid_to;amount;unit;per;acting_municipality;\
         paying_municipality;end_reason\n",
    );
    for no in 0..10_u32 {
        let cpr = format!("{:02}{:02}30-{}", 1 + no % 28, 1 + no % 12, 1001 + 2 * no);
        writeln!(
            grants,
            "G{no};{cpr};SEL-83-1;elderly;own_home;2017-04-29;2017-04-29;;2;hours;week;766;766;"
        )
        .unwrap();
    }
    let events = "cpr;kind;date;planned;source\n";
    import(
        &place,
        WHOLE,
        &[("course", &courses), ("grant", &grants), ("event", events)],
    );
    let server = Server::start(&place);
    let curve = |role: &str| {
        let found = server.get(&format!("{SURVIVAL}&period=2017&role={role}"));
        items(&found.expect_status(200).json())[0].clone()
    };
    assert_eq!(
        (&curve("admin")["n"], &curve("admin")["events"]),
        (&json!(33), &json!(10))
    );
    let told = curve("viewer");
    assert_eq!(
        (&told["cell"], &told["n"]),
        (&json!("confidential"), &Value::Null)
    );
    let table = server.get(&format!("{COURSES}&period=2017&by=sex")).json();
    let of_men = items(&table)
        .iter()
        .find(|one| one["members"]["sex"] == "M");
    assert_eq!(figure(of_men.unwrap(), "ended_with_effect")["value"], 30.0);
}
