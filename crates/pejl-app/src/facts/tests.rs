#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::{Absent, Variant};

use super::*;

fn cover(members: &[(&str, &[&str])]) -> Cover {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let key = format!(
        "statbank/FOLK1A/persons/not_applicable/quarter/{}",
        names.join(",")
    );
    Cover {
        variant: Variant::parse_key(&key).unwrap(),
        areas: ["766".to_owned()].into(),
        periods: [Period::quarter(2019, 3).unwrap()].into(),
        members: members
            .iter()
            .map(|(name, texts)| {
                let texts = texts.iter().map(|text| (*text).to_owned()).collect();
                ((*name).to_owned(), texts)
            })
            .collect(),
        absent: Absent::Missing,
    }
}

#[track_caller]
fn check(covers: &[Cover], filters: &[(&str, &[&str])], expected: &[&str]) {
    let covers: Vec<&Cover> = covers.iter().collect();
    let filters = filters
        .iter()
        .map(|(name, texts)| {
            let texts = texts.iter().map(|text| (*text).to_owned()).collect();
            ((*name).to_owned(), texts)
        })
        .collect();
    let mut problems = Vec::new();
    check_filters(&covers, &filters, &mut problems);
    let said: Vec<String> = problems
        .iter()
        .map(|p| format!("{} `{}` near {}", p.parameter, p.value, p.nearest.join(" ")))
        .collect();
    assert_eq!(said, expected);
}

#[test]
fn a_member_that_the_table_lacks_is_named_beside_those_it_has() {
    let covers = [cover(&[
        ("age", &["66", "67"]),
        ("sex", &["K", "M", "TOT"]),
    ])];
    check(
        &covers,
        &[("sex", &["TOT", "TOTAL"])],
        &["filter.sex `TOTAL` near TOT"],
    );
    check(&covers, &[("sx", &["TOT"])], &["filter `sx` near sex"]);
    check(
        &covers,
        &[("age", &["67", "200"]), ("sex", &["X"])],
        &["filter.age `200` near ", "filter.sex `X` near "],
    );
}

#[test]
fn members_that_no_file_has_beside_each_other_are_no_answer() {
    let covers = [cover(&[("age", &["66"])]), cover(&[("sex", &["TOT"])])];
    check(
        &covers,
        &[("age", &["66"]), ("sex", &["TOT"])],
        &["filter `age=66 sex=TOT` near "],
    );
}
