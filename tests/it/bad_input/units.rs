//! Units that are unknown, missing or mixed.

use super::*;

#[test]
fn unknown_unit_text_is_refused_and_not_guessed() {
    let issues = rows_refused(
        "unit.csv",
        "766;53027;1;TOT;INDL;2019;1\n766;53028;1;TOT;Faste 2015-priser (1.000 kr.);2019;1\n",
    );
    let issue = check(
        &issues,
        "unit.unknown",
        Some(3),
        Some("PRISENHED"),
        Some("Faste 2015-priser (1.000 kr.)"),
    );
    assert!(
        issue["message_en"].as_str().unwrap().contains("LOBM"),
        "{issue}"
    );
}

#[test]
fn declared_unit_against_a_unit_column_is_refused() {
    let place = place_with_facts();
    let file = place.write("unit.csv", regk31(&[2020], 1));
    let issues = refused(&place, &file, &["--table", "REGK31", "--unit", "persons"]);
    check(&issues, "unit.contradicts", None, None, Some("persons"));
}

#[test]
fn declared_unit_against_the_tables_unit_is_refused() {
    let place = place_with_facts();
    let file = place.write("folk.csv", "OMRÅDE;TID;INDHOLD\n766;2019K3;46000\n");
    let issues = refused(&place, &file, &["--table", "FOLK1A", "--unit", "percent"]);
    check(
        &issues,
        "unit.contradicts",
        None,
        None,
        Some("percent, persons"),
    );
}

#[test]
fn table_of_mixed_units_is_refused() {
    let place = place_with_facts();
    let rows = "OMRÅDE;MÆNGDE4;TID;INDHOLD\n766;Personer på venteliste;2019;12\n766;Gennemsnitlig ventetid (dage);2019;31\n";
    let issues = refused(
        &place,
        &place.write("aed16.csv", rows),
        &["--table", "AED16"],
    );
    check(&issues, "unit.mixed", None, None, Some("MÆNGDE4"));
}

#[test]
fn unit_that_nobody_states_is_refused() {
    let place = place_with_facts();
    let file = place.write("indkp.csv", "OMRÅDE;TID;INDHOLD\n766;2019;300000\n");
    let issues = refused(&place, &file, &["--table", "INDKP107"]);
    check(&issues, "unit.not_declared", None, None, None);
}
