//! What nobody says.

use super::*;

#[test]
fn table_and_period_that_nobody_states_are_refused() {
    let place = place_with_facts();
    let issues = refused(&place, &place.write("regk31.csv", regk31(&[2020], 1)), &[]);
    let issue = check(&issues, "table.not_declared", None, None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("REGK31"),
        "the fitting table is named: {issue}"
    );
    let file = place.write("no-time.csv", "OMRÅDE;INDHOLD\n766;46000\n");
    let issues = refused(&place, &file, &["--table", "FOLK1A"]);
    check(&issues, "period.not_declared", None, None, None);
}

#[test]
fn part_of_what_an_earlier_import_holds_is_refused() {
    let place = place_with_facts();
    // 5.30.28 of the same year and area would stay behind from the earlier import.
    let file = place.write("part.csv", format!("{HEADER}766;53027;1;TOT;INDL;2019;1\n"));
    let issues = refused(&place, &file, &["--table", "REGK31"]);
    let issue = check(&issues, "cover.partial_overlap", None, None, None);
    assert!(
        issue["message_en"].as_str().unwrap().contains("5.30.28"),
        "{issue}"
    );
}
