//! Rows, headers and files that stand there twice.

use super::*;

#[test]
fn the_same_file_twice_in_one_import_is_refused_with_both_places() {
    let place = place_with_facts();
    let file = place.write("twice.csv", regk31(&[2020], 1));
    let issues = refused(
        &place,
        &file,
        &["--table", "REGK31", file.to_str().unwrap()],
    );
    let twice: Vec<&Value> = issues
        .iter()
        .filter(|issue| issue["rule"] == "row.twice")
        .collect();
    assert_eq!(
        twice.len(),
        10,
        "each of the ten rows is named: {issues:#?}"
    );
    assert_eq!(twice[0]["line"], 2);
    assert!(
        twice[0]["message_en"]
            .as_str()
            .unwrap()
            .contains("twice.csv line 2"),
        "{}",
        twice[0]
    );
}

#[test]
fn a_row_twice_is_refused_even_with_the_same_figure_and_another_spelling() {
    let issues = rows_refused(
        "twice.csv",
        "766;53027;1;TOT;INDL;2019;1\nHedensted;5.30.27;1;TOT;INDL;2019;1\n",
    );
    let issue = check(&issues, "row.twice", Some(3), None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("line 2"),
        "{issue}"
    );
}

#[test]
fn header_and_rows_repeated_inside_a_file_are_refused_at_the_second_header() {
    let rows = "766;53027;1;TOT;INDL;2019;1\n";
    let issues = rows_refused("pasted.csv", &format!("{rows}{HEADER}{rows}"));
    assert!(
        issues.iter().any(|issue| issue["line"] == 3),
        "the second header stands in line 3: {issues:#?}"
    );
    assert!(
        issues
            .iter()
            .any(|issue| issue["rule"] == "row.twice" && issue["line"] == 4),
        "{issues:#?}"
    );
}
