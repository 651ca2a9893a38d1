//! What anybody is told of some groups and periods does not tell, beside a total, of the few of another one.

use std::collections::BTreeMap;

use pejl_tests::{Place, Server};
use serde_json::Value;

use crate::indicator_page::demo;

const QUESTION: &str = "/api/v1/observations?municipality=766&lang=en&limit=20000";
const PERIODS: &str = "2023,2024,2025,2024-Q1,2024-Q2";
/// Indicators, and what each is split by.
const SPLITS: [(&str, &[&str]); 3] = [
    ("O3.0", &["course_type", "sex", "district"]),
    ("O3.3", &["course_type", "sex", "district"]),
    ("O4.2", &["sex", "district"]),
];

/// Reading and period.
type Group = (String, String);

/// All readings of an indicator, as a question names them.
fn readings(server: &Server, indicator: &str) -> String {
    let card = server.get(&format!("/api/v1/indicators/{indicator}"));
    let card = card.expect_status(200).json();
    let readings = card["readings"].as_array().unwrap().iter();
    let codes: Vec<&str> = readings.map(|one| one["code"].as_str().unwrap()).collect();
    codes.join(",")
}

/// The observations of a question by group, and in it by member.
fn asked(
    server: &Server,
    question: &str,
    dimension: &str,
) -> BTreeMap<Group, BTreeMap<String, Value>> {
    let found = server.get(&format!("{QUESTION}&period={PERIODS}&{question}"));
    let found = found.expect_status(200).json();
    let mut groups: BTreeMap<Group, BTreeMap<String, Value>> = BTreeMap::new();
    for one in found["items"].as_array().unwrap() {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let group = (text(&one["members"]["reading"]), text(&one["period"]));
        let member = text(&one["members"][dimension]);
        groups.entry(group).or_default().insert(member, one.clone());
    }
    groups
}

fn is_withheld(one: &Value) -> bool {
    one["cell"] == "confidential"
}

#[test]
fn a_group_of_few_is_not_what_the_others_lack_of_the_total() {
    let place = Place::sqlite();
    let server = demo(&place);
    let mut n_groups = 0;
    for (indicator, dimensions) in SPLITS {
        for dimension in dimensions {
            let readings = readings(&server, indicator);
            let question = format!("indicator={readings}&by={dimension}");
            let all = asked(&server, &format!("{question}&role=admin"), dimension);
            for (group, told) in asked(&server, &question, dimension) {
                let known = &all[&group];
                let of_somebody = |member: &String| known[member]["n"].as_i64() > Some(0);
                let hidden = told.iter().filter(|(_, one)| is_withheld(one));
                let hidden: Vec<&String> = hidden.map(|(member, _)| member).collect();
                let others = told.iter().filter(|(_, one)| !is_withheld(one));
                let others = others.filter(|(member, _)| of_somebody(member)).count();
                if hidden.is_empty() || others == 0 {
                    continue;
                }
                n_groups += 1;
                let n_left: i64 = hidden
                    .iter()
                    .filter_map(|one| known[*one]["n"].as_i64())
                    .sum();
                assert!(
                    hidden.len() > 1 && n_left >= 5,
                    "{indicator} {group:?} by {dimension}: {hidden:?} of {n_left}"
                );
            }
        }
    }
    assert!(n_groups > 10, "{n_groups}");
}

#[test]
fn a_question_that_keeps_one_group_tells_no_more_than_the_split() {
    let place = Place::sqlite();
    let server = demo(&place);
    let readings = readings(&server, "O3.0");
    let question = format!("indicator={readings}&by=course_type");
    let split = asked(&server, &question, "course_type");
    let mut n_withheld = 0;
    for member in ["rehabilitation", "training"] {
        let question = format!("indicator={readings}&filter.course_type={member}");
        for (group, alone) in asked(&server, &question, "course_type") {
            let Some(one) = split.get(&group).and_then(|members| members.get(member)) else {
                continue;
            };
            for alone in alone.values() {
                assert_eq!(alone["cell"], one["cell"], "{group:?} {member}");
                assert_eq!(alone["value"], one["value"], "{group:?} {member}");
            }
            n_withheld += usize::from(is_withheld(one));
        }
    }
    assert!(n_withheld > 4, "{n_withheld}");
}

/// The observations of a question by reading and period.
fn by_period(server: &Server, question: &str) -> BTreeMap<Group, Value> {
    let found = server.get(&format!("{QUESTION}&{question}"));
    let found = found.expect_status(200).json();
    let items = found["items"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = items.map(|one| {
        let group = (text(&one["members"]["reading"]), text(&one["period"]));
        (group, one.clone())
    });
    items.collect()
}

/// The quarters of a year, and the months of a quarter.
fn parts(period: &str) -> Vec<String> {
    match period.split_once("-Q") {
        Some((year, quarter)) => {
            let first = quarter.parse::<u32>().unwrap() * 3 - 2;
            (first..first + 3)
                .map(|month| format!("{year}-{month:02}"))
                .collect()
        }
        None => (1..=4)
            .map(|quarter| format!("{period}-Q{quarter}"))
            .collect(),
    }
}

#[test]
fn a_period_of_few_is_not_what_the_others_lack_of_a_longer_one() {
    let place = Place::sqlite();
    let server = demo(&place);
    // The last one is not over.
    let years = ["2022", "2023", "2024", "2025", "2026"];
    let quarters: Vec<String> = years.iter().flat_map(|year| parts(year)).collect();
    let months: Vec<String> = quarters.iter().flat_map(|quarter| parts(quarter)).collect();
    let wholes: Vec<String> = years
        .iter()
        .map(ToString::to_string)
        .chain(quarters)
        .collect();
    let periods = [wholes.clone(), months].concat().join(",");
    let mut n_lines = 0;
    for indicator in ["O3.0", "O3.1", "O3.3", "O4.0", "O4.2", "O2.2", "O6.1"] {
        let readings = readings(&server, indicator);
        let question = format!("indicator={readings}&period={periods}");
        let told = by_period(&server, &question);
        // Whatever is asked, the same is told.
        for some in [
            "2024-Q1,2024-Q2,2024-Q3",
            "2025-Q4",
            "2024-04,2025-11",
            "last:5&grain=quarter",
        ] {
            let some = by_period(&server, &format!("indicator={readings}&period={some}"));
            for (group, one) in some {
                let as_all = told.get(&group).map(|all| &all["cell"]);
                assert!(
                    as_all.is_none_or(|cell| *cell == one["cell"]),
                    "{group:?}: {one}"
                );
            }
        }
        let known = by_period(&server, &format!("{question}&role=admin"));
        for ((reading, period), whole) in &known {
            if !wholes.contains(period) {
                continue;
            }
            let of_parts = parts(period)
                .into_iter()
                .map(|part| (reading.clone(), part));
            let of_parts: Vec<Group> = of_parts.filter(|part| known.contains_key(part)).collect();
            let sum = |column: &str| -> f64 {
                let numbers = of_parts
                    .iter()
                    .filter_map(|part| known[part][column].as_f64());
                numbers.sum()
            };
            let adds_up = ["numerator", "denominator"].iter().any(|column| {
                let number = whole[*column].as_f64();
                number.is_some_and(|number| number > 0.0 && (number - sum(column)).abs() < 1e-6)
            });
            let is_of_somebody = |part: &&Group| known[*part]["n"].as_i64() > Some(0);
            let hidden = of_parts.iter().filter(|part| is_withheld(&told[*part]));
            let hidden: Vec<&Group> = hidden.filter(is_of_somebody).collect();
            let is_told = !is_withheld(&told[&(reading.clone(), period.clone())]);
            if !adds_up
                || (is_told && hidden.is_empty())
                || !is_of_somebody(&&(reading.clone(), period.clone()))
            {
                continue;
            }
            n_lines += 1;
            let n_left: i64 = hidden
                .iter()
                .filter_map(|part| known[*part]["n"].as_i64())
                .sum();
            match is_told {
                true => assert!(
                    hidden.len() > 1 && n_left >= 5,
                    "{reading} {period}: {hidden:?} of {n_left}"
                ),
                false => assert!(
                    !hidden.is_empty(),
                    "{reading} {period} is what its parts make"
                ),
            }
        }
    }
    assert!(n_lines > 50, "{n_lines}");
}

#[test]
fn what_changed_is_told_as_the_figures_themselves_are() {
    let place = Place::sqlite();
    let server = demo(&place);
    let indicator = "O3.0";
    let readings = readings(&server, indicator);
    let question = format!("indicator={readings}&period=2024,2024-Q1,2024-Q2,2024-Q3,2024-Q4");
    let told = by_period(&server, &question);
    let changed = by_period(&server, &format!("{question}&changed_since=0"));
    let mut n_withheld = 0;
    for (group, one) in &changed {
        assert_eq!(one["cell"], told[group]["cell"], "{group:?}");
        assert_eq!(one["value"], told[group]["value"], "{group:?}");
        n_withheld += usize::from(is_withheld(one));
    }
    assert!(n_withheld > 3, "{n_withheld} of {}", changed.len());
}
