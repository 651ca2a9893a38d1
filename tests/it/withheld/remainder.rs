//! What anybody is told of some groups does not tell, beside the total, of the few of another one.

use std::collections::BTreeMap;

use pejl_tests::{Place, Server};
use serde_json::Value;

use crate::indicator_page::demo;

const OBSERVATIONS: &str = "/api/v1/observations?municipality=766&lang=en&limit=20000&period=2023,2024,2025,2024-Q1,2024-Q2";
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
    let found = server.get(&format!("{OBSERVATIONS}&{question}"));
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
