//! One fault at a time, in the first row of a fixture.

use super::reading::{fixture, read};

/// Puts a value into a cell of the first row: the row is refused, alone, by the rule, and the column is named.
#[track_caller]
fn check(dataset: &str, heading: &str, value: &str, rule: &str) {
    check_named(dataset, heading, value, rule, heading);
}

#[track_caller]
fn check_named(dataset: &str, heading: &str, value: &str, rule: &str, named: &str) {
    let (text, n_rows) = with_cell(dataset, heading, value);
    let found = read(dataset, "canonical", text.as_bytes());
    assert_eq!(found.errors(), Vec::<&str>::new());
    let rows: Vec<_> = found
        .quarantine
        .iter()
        .map(|row| (row.line, row.rule, row.column.as_str()))
        .collect();
    assert_eq!(rows, [(2, rule, named)], "{value}");
    let kept = (found.outcome.n_rows, found.outcome.n_refused);
    assert_eq!(kept, (n_rows - 1, 1), "{value}");
    let message = &found.quarantine[0].message;
    assert!(!message.da.is_empty() && message.da != message.en);
}

/// The fixture with another value in the first row, and the number of its rows.
#[track_caller]
fn with_cell(dataset: &str, heading: &str, value: &str) -> (String, u64) {
    let text = String::from_utf8(fixture(dataset, "canonical")).unwrap();
    let mut lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
    let at = lines[0].split(';').position(|it| it == heading).unwrap();
    let mut cells: Vec<&str> = lines[1].split(';').collect();
    cells[at] = value;
    lines[1] = cells.join(";");
    (lines.join("\n"), u64::try_from(lines.len() - 1).unwrap())
}

#[test]
fn grants() {
    check("grant", "cpr", "", "value.required");
    check("grant", "cpr", "320240-1234", "person.invalid");
    check("grant", "service", "", "value.required");
    check("grant", "service", "AEL-10-1", "service.not_valid");
    check("grant", "setting", "hjemme", "value.not_listed");
    check("grant", "applied_date", "2018-02-30", "date.invalid");
    check(
        "grant",
        "decision_date",
        "2018-01-01",
        "date.end_before_start",
    );
    check("grant", "decision_date", "2029-01-01", "date.future");
    check("grant", "rejected_date", "2027-01-01", "date.future");
    check("grant", "cancelled_date", "2027-01-01", "date.future");
    check("grant", "valid_from", "", "value.required");
    check("grant", "valid_to", "2018-01-14", "date.end_before_start");
    check("grant", "follow_up_date", "1900-01-01", "date.too_early");
    check("grant", "status", "aktiv", "value.not_listed");
    check("grant", "amount", "-1", "number.out_of_range");
    check("grant", "amount", "400", "amount.more_than_time");
    check("grant", "amount", "1,5", "number.malformed");
    check("grant", "unit", "timer", "value.not_listed");
    check("grant", "per", "uge", "value.not_listed");
    check("grant", "price_oere", "1.5", "amount.fraction_of_oere");
    check("grant", "amount_oere", "mange", "number.malformed");
    check("grant", "amount_kind", "betalt", "value.not_listed");
    check("grant", "provider_type", "kommunal", "value.not_listed");
    check(
        "grant",
        "acting_municipality",
        "411",
        "municipality.unknown",
    );
    check(
        "grant",
        "paying_municipality",
        "Jylland",
        "municipality.unknown",
    );
    check("grant", "end_reason", "flyttet", "value.not_listed");
}

#[test]
fn deliveries() {
    check("delivery", "cpr", "", "value.required");
    check("delivery", "date", "2026-11-26", "date.future");
    check("delivery", "service", "AEL-10-1", "service.not_valid");
    check("delivery", "minutes", "1441", "number.out_of_range");
    check("delivery", "minutes", "-1", "number.out_of_range");
    check("delivery", "minutes", "", "delivery.no_quantity");
    check("delivery", "planned_minutes", "30.5", "number.not_whole");
    check("delivery", "quantity", "-1", "number.out_of_range");
    check("delivery", "mode", "besøg", "value.not_listed");
    check("delivery", "cancelled", "måske", "value.not_bool");
}

#[test]
fn courses() {
    check("course", "course_id", "", "value.required");
    check("course", "course_type", "", "value.required");
    check("course", "service", "AEL-10-1", "service.not_valid");
    check_named(
        "course",
        "start",
        "2018-03-25",
        "date.end_before_start",
        "end",
    );
    check("course", "end", "2026-11-26", "date.future");
    check(
        "course",
        "planned_end",
        "2018-01-01",
        "date.end_before_start",
    );
    check_named("course", "end", "", "course.not_ended", "end_reason");
    check("course", "end_reason", "død", "value.not_listed");
    check("course", "result", "more_help", "course.result_contradicts");
    check("course", "hours_before", "400", "number.out_of_range");
    check("course", "hours_after", "-1", "number.out_of_range");
    check("course", "registered_at", "2027-01-01", "date.future");
}

#[test]
fn assessments() {
    check("assessment", "instrument", "FS3", "value.not_listed");
    check("assessment", "domain_code", "", "value.required");
    check("assessment", "score", "5", "score.out_of_scale");
    check("assessment", "score", "", "score.out_of_scale");
    check("assessment", "date", "2026-11-26", "date.future");
    check("assessment", "timing", "midt", "value.not_listed");
    check("assessment", "info_source", "nabo", "value.not_listed");
    check("assessment", "registered_at", "2027-01-01", "date.future");
}

#[test]
fn a_score_is_of_the_scale_of_its_instrument() {
    let text = String::from_utf8(fixture("assessment", "canonical")).unwrap();
    for (from, to, line) in [
        ("FFB_NEED;4.1;", "FFB_NEED;4.1;9", 4),
        ("FFB_NEED;4.1;", "FFB_LEVEL;4.1;5", 4),
        ("WHO5;WHO5;64", "WHO5;WHO5;101", 5),
        ("WHO5;WHO5;64", "WHO5;WHO5;", 5),
    ] {
        assert!(text.contains(from));
        let found = read("assessment", "canonical", text.replace(from, to).as_bytes());
        let rows: Vec<_> = found
            .quarantine
            .iter()
            .map(|row| (row.line, row.rule))
            .collect();
        assert_eq!(rows, [(line, "score.out_of_scale")], "{to}");
    }
}

#[test]
fn goals() {
    check("goal", "goal_id", "", "value.required");
    check("goal", "set_by", "borger", "value.not_listed");
    check("goal", "goal_type", "udvikle", "value.not_listed");
    check("goal", "result", "nået", "value.not_listed");
    check("goal", "target_score", "9", "score.out_of_scale");
    check_named(
        "goal",
        "instrument",
        "",
        "score.out_of_scale",
        "target_score",
    );
    check("goal", "due_date", "2018-01-01", "date.end_before_start");
    check(
        "goal",
        "evaluated_date",
        "2018-01-01",
        "date.end_before_start",
    );
    check("goal", "evaluated_date", "2027-01-01", "date.future");
    check_named("goal", "evaluated_date", "", "goal.not_evaluated", "result");
}

#[test]
fn citizens() {
    check("person", "cpr", "", "value.required");
    check("person", "valid_to", "2000-01-01", "date.end_before_start");
    check("event", "kind", "flyttet", "value.not_listed");
    check("event", "date", "2026-11-26", "date.future");
    check("event", "planned", "ukendt", "value.not_bool");
    // Born in 2020, admitted in 2018.
    check_named("event", "cpr", "010220-5234", "date.before_birth", "date");
    check("prevention_visit", "age_rule", "90", "value.not_listed");
    check("prevention_visit", "date", "2026-11-26", "date.future");
    check_named(
        "prevention_visit",
        "accepted",
        "false",
        "visit.declined_and_held",
        "held",
    );
    check("waiting", "list_type", "", "value.required");
    check("waiting", "service", "AEL-10-1", "service.not_valid");
    check("waiting", "offered", "2018-01-01", "date.end_before_start");
    check("waiting", "accepted", "2027-01-01", "date.future");
}

#[test]
fn the_organisation() {
    check("staffing", "fte", "-1", "number.out_of_range");
    check("staffing", "fte", "", "value.required");
    check("staffing", "headcount", "-1", "number.out_of_range");
    check("staffing", "month", "2027-01-01", "date.future");
    check("staffing", "month", "februar", "date.invalid");
    check("absence", "days_absent", "", "value.required");
    check("absence", "days_absent", "-0.5", "number.out_of_range");
    check("survey", "year", "1980", "number.out_of_range");
    check("survey", "year", "2027", "date.future");
    check("survey", "weight", "-1", "number.out_of_range");
    check("survey", "n_invited", "-1", "number.out_of_range");
    check("complaint", "service", "AEL-10-1", "service.not_valid");
    check("complaint", "outcome", "hjemvist", "value.not_listed");
    check("complaint", "first_instance", "retten", "value.not_listed");
    check(
        "complaint",
        "decided",
        "2018-01-01",
        "date.end_before_start",
    );
    check_named(
        "complaint",
        "decided",
        "",
        "complaint.not_decided",
        "outcome",
    );
    check("unit", "service_area", "børn", "value.not_listed");
    check("unit", "name", "", "value.required");
    check("provider", "provider_type", "kommunal", "value.not_listed");
    check(
        "reporting_org",
        "municipality_code",
        "Jylland",
        "municipality.unknown",
    );
    check("structural_factor", "value", "x", "number.malformed");
    check("structural_factor", "year", "1980", "number.out_of_range");
    check(
        "deadline",
        "service",
        "hjemmehjælp",
        "deadline.field_unknown",
    );
    check("deadline", "service", "AEL-10-1", "service.not_valid");
    check("deadline", "deadline_days", "0", "number.out_of_range");
    check("deadline", "deadline_days", "", "value.required");
    check(
        "deadline",
        "valid_to",
        "2017-12-31",
        "date.end_before_start",
    );
    check("band_cost", "accounts", "5.30", "value.not_listed");
    check("band_cost", "age_band", "65+", "value.not_listed");
    check("band_cost", "cost_oere", "10,5", "number.malformed");
    check("band_cost", "cost_oere", "-1", "number.out_of_range");
}
