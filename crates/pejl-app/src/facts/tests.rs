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

fn filtered(
    covers: &[Cover],
    filters: &[(&str, &[&str])],
) -> (Result<Vec<String>, AppError>, Vec<String>) {
    let covers: Vec<&Cover> = covers.iter().collect();
    let filters = filters
        .iter()
        .map(|(name, texts)| {
            let texts = texts.iter().map(|text| (*text).to_owned()).collect();
            ((*name).to_owned(), texts)
        })
        .collect();
    let mut problems = Vec::new();
    let found = members(&covers, &filters, &mut problems);
    let problems = problems
        .iter()
        .map(|p| format!("{} `{}` near {}", p.parameter, p.value, p.nearest.join(" ")));
    (found, problems.collect())
}

#[track_caller]
fn check(covers: &[Cover], filters: &[(&str, &[&str])], expected: &[&str], problems: &[&str]) {
    let (found, said) = filtered(covers, filters);
    assert_eq!(found.unwrap(), expected);
    assert_eq!(said, problems);
}

#[test]
fn a_filter_lets_its_members_through_and_every_one_of_the_others() {
    let covers = [
        cover(&[("age", &["66", "67"]), ("sex", &["K", "M", "TOT"])]),
        cover(&[("sex", &["TOT"])]),
    ];
    check(&covers, &[], &[], &[]);
    check(
        &covers,
        &[("sex", &["TOT"]), ("age", &["67"])],
        &["age=67;sex=TOT"],
        &[],
    );
    check(
        &covers,
        &[("sex", &["TOT"])],
        &["age=66;sex=TOT", "age=67;sex=TOT", "sex=TOT"],
        &[],
    );
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
        &[],
        &["filter.sex `TOTAL` near TOT"],
    );
    check(&covers, &[("sx", &["TOT"])], &[], &["filter `sx` near sex"]);
    check(
        &covers,
        &[("age", &["67", "200"]), ("sex", &["X"])],
        &[],
        &["filter.age `200` near ", "filter.sex `X` near "],
    );
}

#[test]
fn members_that_no_file_has_beside_each_other_are_no_answer() {
    let covers = [cover(&[("age", &["66"])]), cover(&[("sex", &["TOT"])])];
    check(
        &covers,
        &[("age", &["66"]), ("sex", &["TOT"])],
        &[],
        &["filter `age=66 sex=TOT` near "],
    );
}

#[test]
fn more_combinations_than_the_limit_say_so() {
    let many: Vec<String> = (0..500).map(|n| n.to_string()).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let covers = [cover(&[("a", &many), ("b", &many), ("sex", &["TOT"])])];
    let (found, problems) = filtered(&covers, &[("sex", &["TOT"])]);
    assert!(matches!(
        found,
        Err(AppError::TooLarge {
            size: 250_000,
            limit: 200_000
        })
    ));
    assert!(problems.is_empty());
    check(
        &covers,
        &[("sex", &["TOT"]), ("a", &["7"]), ("b", &["8"])],
        &["a=7;b=8;sex=TOT"],
        &[],
    );
}
