#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;

fn variable(time: bool, codes: &[&str]) -> TableVariable {
    let value = |code: &&str| TableValue {
        id: (*code).to_owned(),
        text: String::new(),
    };
    let values = codes.iter().map(value).collect();
    TableVariable {
        id: "V".into(),
        text: String::new(),
        elimination: true,
        time,
        values,
    }
}

fn quarters() -> TableVariable {
    variable(
        true,
        &["2023K1", "2023K2", "2023K3", "2023K4", "2024K1", "2024K2"],
    )
}

#[track_caller]
fn check(variable: &TableVariable, term: &str, expected: &[&str]) {
    let found = expand_term(variable, term).unwrap();
    let codes: Vec<&str> = found
        .iter()
        .map(|position| variable.values[*position].id.as_str())
        .collect();
    let mut expected = expected.to_vec();
    expected.sort_unstable();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, expected, "{term}");
}

#[test]
fn a_code_stands_for_itself() {
    check(&quarters(), "2023K2", &["2023K2"]);
    check(&quarters(), "2023-Q2", &["2023K2"]);
    check(&variable(false, &["*", "1"]), "*", &["*"]);
    let unknown = expand_term(&quarters(), "2030K1");
    assert_eq!(
        unknown,
        Err(SelectionError::UnknownValue {
            variable: "V".into(),
            value: "2030K1".into()
        })
    );
}

#[test]
fn patterns_match_any_part_of_a_code() {
    check(&quarters(), "*K1", &["2023K1", "2024K1"]);
    check(&quarters(), "2024*", &["2024K1", "2024K2"]);
    check(&quarters(), "*023*2", &["2023K2"]);
    check(
        &variable(false, &["53026", "53027", "63026", "530"]),
        "530*",
        &["53026", "53027", "530"],
    );
    check(&variable(false, &["aba", "ab", "a"]), "a*a", &["aba"]);
    assert!(matches!(
        expand_term(&quarters(), "19*"),
        Err(SelectionError::NothingFits { .. })
    ));
}

#[test]
fn ranges_of_periods_go_by_the_calendar() {
    check(
        &quarters(),
        ">=2023K2<=2023K4",
        &["2023K2", "2023K3", "2023K4"],
    );
    check(&quarters(), ">=2024", &["2024K1", "2024K2"]);
    check(
        &quarters(),
        "<=2023",
        &["2023K1", "2023K2", "2023K3", "2023K4"],
    );
    check(&quarters(), ">=2010K1<=2023K1", &["2023K1"]);
    assert!(matches!(
        expand_term(&quarters(), ">=2025"),
        Err(SelectionError::NothingFits { .. })
    ));
    assert!(matches!(
        expand_term(&quarters(), ">=yesterday"),
        Err(SelectionError::UnknownValue { .. })
    ));
}

#[test]
fn ranges_of_other_values_go_by_place() {
    let ages = variable(false, &["IALT", "0", "1", "2", "10"]);
    check(&ages, ">=1<=10", &["1", "2", "10"]);
    check(&ages, "<=0", &["IALT", "0"]);
    assert!(
        matches!(expand_term(&ages, ">=3"), Err(SelectionError::UnknownValue { value, .. }) if value == "3")
    );
    assert!(matches!(
        expand_term(&ages, ">=2<=0"),
        Err(SelectionError::NothingFits { .. })
    ));
}

#[test]
fn rules_count_from_the_newest() {
    check(&quarters(), "(1)", &["2024K2"]);
    check(&quarters(), "(2)", &["2024K1"]);
    check(&quarters(), "(-n+3)", &["2024K2", "2024K1", "2023K4"]);
    check(
        &quarters(),
        "(-n+99)",
        &["2023K1", "2023K2", "2023K3", "2023K4", "2024K1", "2024K2"],
    );
    check(&quarters(), "(4n+1)", &["2024K2", "2023K2"]);
    check(&quarters(), "(n+5)", &["2023K1", "2023K2"]);
    // The table's order does not matter where the codes are periods.
    check(&variable(true, &["2024", "2022", "2023"]), "(1)", &["2024"]);
    assert!(matches!(
        expand_term(&quarters(), "(7)"),
        Err(SelectionError::NothingFits { .. })
    ));
    assert!(matches!(
        expand_term(&variable(false, &["a"]), "(1)"),
        Err(SelectionError::NotTime { .. })
    ));
}

#[test]
fn periods_pejl_does_not_know_keep_the_order_of_the_table() {
    let school_years = variable(true, &["2021/2022", "2022/2023", "2023/2024"]);
    check(&school_years, "(1)", &["2023/2024"]);
    check(&school_years, ">=2022/2023", &["2022/2023", "2023/2024"]);
}

#[test]
fn sums_are_refused_by_name() {
    assert!(matches!(
        expand_term(&quarters(), "sum(2023K1;2023K2)"),
        Err(SelectionError::Sum { .. })
    ));
}
