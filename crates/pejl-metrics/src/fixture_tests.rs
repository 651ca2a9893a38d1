//! The hand-computed tables of `fixtures/metrics`, compared cell by cell.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crate::test_support::{Case, Row, number, same};
use crate::{Observation, Quality};

/// Answers every question of a case and compares with `expected.csv`, row by row and in order.
#[track_caller]
fn check(name: &str) {
    let case = Case::read(name);
    let expected = case.table("expected.csv").unwrap();
    let mut found: Vec<(String, Observation)> = Vec::new();
    for question in case.table("questions.csv").unwrap() {
        found.extend(
            case.answer(&question)
                .into_iter()
                .map(|one| (question["question"].clone(), one)),
        );
    }
    let keys = |rows: &[Row]| -> Vec<String> {
        rows.iter()
            .map(|row| {
                [&row["question"], &row["municipality"], &row["period"]]
                    .map(String::as_str)
                    .join(" ")
            })
            .collect()
    };
    let found_keys: Vec<String> = found
        .iter()
        .map(|(question, one)| format!("{question} {} {}", one.municipality, one.period))
        .collect();
    assert_eq!(found_keys, keys(&expected), "the cells of the answer");
    for ((question, found), expected) in found.iter().zip(&expected) {
        check_cell(
            &format!(
                "{name}, {question}: {} {}",
                found.municipality, found.period
            ),
            found,
            expected,
        );
    }
}

#[track_caller]
fn check_cell(at: &str, found: &Observation, expected: &Row) {
    let member = |name: &str| found.members.get(name).cloned().unwrap_or_default();
    for name in ["function", "dranst", "method"] {
        assert_eq!(member(name), expected[name], "{at}: {name}");
    }
    for (name, value) in [
        ("numerator", found.numerator),
        ("denominator", found.denominator),
        ("value", found.value),
    ] {
        let wanted = number(&expected[name]);
        assert!(
            same(value, wanted),
            "{at}: {name} is {value:?}, not {wanted:?} ({:?})",
            found.reason
        );
    }
    assert_eq!(
        found.cell.as_str(),
        expected["cell"],
        "{at}: {:?}",
        found.reason
    );
    assert_eq!(
        found.n.map(|n| n.to_string()).unwrap_or_default(),
        expected["n"],
        "{at}: n"
    );
    let quality: Vec<&str> = found.quality.iter().copied().map(Quality::as_str).collect();
    assert_eq!(quality.join(" "), expected["quality"], "{at}: quality");
    match (&found.reason, expected["reason"].as_str()) {
        (None, "") => {}
        (Some(reason), part) if !part.is_empty() => {
            // `;` separates the columns of the table.
            let text = reason.da.replace(';', " ");
            assert!(
                text.contains(part),
                "{at}: reason `{text}` without `{part}`"
            );
            assert!(!reason.en.is_empty());
        }
        (reason, part) => assert_eq!(format!("{reason:?}"), part, "{at}: reason"),
    }
    if let Some(level) = expected.get("price_level") {
        assert_eq!(&found.price_level, level, "{at}: price level");
        let vintage = found
            .price
            .vintage
            .map(|day| day.to_string())
            .unwrap_or_default();
        assert_eq!(vintage, expected["vintage"], "{at}: vintage");
    }
    assert_eq!(
        found.value.is_some(),
        found.reason.is_none(),
        "{at}: a reason stands where no value does"
    );
}

#[test]
fn a_group_is_the_ratio_of_its_sums() {
    check("ratio-of-sums");
}

#[test]
fn a_group_with_a_missing_member_is_missing_and_names_it() {
    check("missing-member");
}

#[test]
fn zero_absent_withheld_and_undefined_are_told_apart() {
    check("zero-and-absent");
}

#[test]
fn residents_of_an_age_band_are_tiled_without_hole() {
    check("ages");
}

#[test]
fn accounts_break_in_2018() {
    check("break-2018");
}

#[test]
fn fixed_prices_follow_the_vintage_known() {
    check("fixed-prices");
}

#[test]
fn one_of_several_price_series_is_chosen_and_not_guessed() {
    check("price-series");
}

#[test]
fn a_price_series_that_is_not_there_is_refused_with_those_that_are() {
    let case = Case::read("price-series");
    let mut question = case.table("questions.csv").unwrap().remove(1);
    question.insert("price".to_owned(), "fixed:2018:pl".to_owned());
    let refused = case.refusal(&question);
    assert_eq!(
        (&*refused.parameter(), refused.value().as_deref()),
        ("price", Some("pl"))
    );
    assert_eq!(refused.allowed(), ["consumer_prices", "pl_service"]);
}

#[test]
fn published_figures_are_never_divided_again() {
    check("published");
}

#[test]
fn a_main_function_is_all_its_functions_or_nothing() {
    check("main-functions");
}

#[test]
fn residents_are_counted_on_the_first_of_july_from_the_first_table_that_has_them() {
    check("residents");
}

#[test]
fn a_sum_of_published_figures_says_so() {
    let case = Case::read("published");
    for question in case.table("questions.csv").unwrap() {
        let parts: Vec<Option<String>> = case
            .answer(&question)
            .iter()
            .map(|one| one.members.get("parts").cloned())
            .collect();
        let is_sum = question["question"] == "sum";
        assert!(
            parts.iter().all(|part| part.is_some() == is_sum),
            "{} {parts:?}",
            question["question"]
        );
    }
}
