//! What is made of the fixtures, cell by cell.

use pejl_domain::Period;
use pejl_lake::Lake;

use super::reading::{fixture, read, read_with};
use crate::find_mapping;
use crate::subject::{SUBJECTS, find_subject};

/// Reads a fixture wholly, and compares some columns cell by cell.
#[track_caller]
fn check(dataset: &str, source: &str, expected: &[(&str, &[&str])]) {
    let found = read(dataset, source, &fixture(dataset, source));
    assert_eq!(found.errors(), Vec::<&str>::new());
    assert_eq!(found.quarantine, []);
    for (column, cells) in expected {
        assert_eq!(found.column(column), *cells, "{column}");
    }
}

#[test]
fn grants_have_their_service_age_and_state() {
    check(
        "grant",
        "canonical",
        &[
            ("grant_id", &["G1", "G2", "G3", "G4", "G5", "G6"]),
            (
                "service_code",
                &[
                    "SEL-83-1", "SEL-83-2", "SEL-83-1", "AEL-10-1", "SEL-83a", "null",
                ],
            ),
            ("law", &["SEL", "null", "SEL", "AEL", "null", "null"]),
            ("age", &["77", "78", "78", "80", "74", "39"]),
            (
                "birth_year",
                &["1940", "1940", "1940", "1945", "1945", "1980"],
            ),
            ("sex", &["K", "K", "K", "K", "K", "M"]),
            (
                "status",
                &["ended", "ended", "granted", "granted", "ended", "rejected"],
            ),
            ("amount", &["3.5", "45.0", "30.0", "null", "null", "null"]),
            (
                "price_oere",
                &["41250", "null", "null", "null", "null", "null"],
            ),
            (
                "amount_oere",
                &["null", "null", "null", "null", "null", "120000"],
            ),
            (
                "acting_municipality",
                &["766", "766", "null", "null", "null", "615"],
            ),
            (
                "period",
                &[
                    "2018-01", "2018-02", "2018-03", "2025-08", "2019-04", "2020-02",
                ],
            ),
            ("members", &["rows=all"; 6]),
            ("line", &["2", "3", "4", "5", "6", "7"]),
        ],
    );
}

#[test]
fn unlisted_services_and_overlaps_are_remarked_and_kept() {
    let found = read("grant", "canonical", &fixture("grant", "canonical"));
    let remark = |rule: &str| {
        let mut issues = found.outcome.issues.iter();
        let issue = issues.find(|issue| issue.rule == rule);
        issue
            .unwrap_or_else(|| panic!("no {rule}"))
            .message
            .en
            .clone()
    };
    assert!(remark("service.unlisted").starts_with("1 rows"));
    assert!(remark("service.unlisted").ends_with("Støtte i eget hjem"));
    // G3 begins while G1 runs; G2 is of another service.
    assert!(remark("grant.overlaps").starts_with("1 grants"));
    assert!(found.outcome.totals.is_empty(), "no year of account");
}

#[test]
fn nexus_grants_are_minutes_per_visit_and_join_kl() {
    check(
        "grant",
        "nexus",
        &[
            ("grant_id", &["9001", "9002"]),
            ("service_code", &["SEL-83a", "SEL-83-1"]),
            ("law", &["SEL", "null"]),
            ("paragraph", &["§ 83 a", "§ 83, stk. 1, nr. 1"]),
            ("kl_code", &["H2", "H1"]),
            ("valid_from", &["2018-01-15", "2018-02-01"]),
            ("valid_to", &["2018-03-15", "null"]),
            ("status", &["ended", "cancelled"]),
            ("amount", &["45.0", "30.0"]),
            ("unit", &["minutes", "minutes"]),
            ("per", &["visit", "visit"]),
            ("price_oere", &["41250", "null"]),
            ("acting_municipality", &["766", "null"]),
        ],
    );
    let shown = read("grant", "nexus", &fixture("grant", "nexus")).everything_shown();
    assert!(!shown.contains("ringer"), "free text is dropped");
}

#[test]
fn sensum_interventions_lose_names_and_numbers() {
    check(
        "grant",
        "sensum",
        &[
            ("service_code", &["SEL-85", "SEL-107"]),
            ("valid_to", &["2021-05-31", "null"]),
            ("status", &["ended", "granted"]),
            ("end_reason", &["moved", "null"]),
            ("provider_id", &["Bostøtte Øst", "Bostedet"]),
            ("paying_municipality", &["766", "766"]),
        ],
    );
    check(
        "course",
        "sensum",
        &[
            ("course_id", &["71", "72"]),
            ("service_code", &["SEL-82b", "SEL-82b"]),
            ("result", &["self_reliant", "null"]),
            ("registered_at", &["2021-02-22", "2021-03-25"]),
        ],
    );
    for dataset in ["grant", "course"] {
        let shown = read(dataset, "sensum", &fixture(dataset, "sensum")).everything_shown();
        for name in [
            "Åse",
            "Per",
            "12345678",
            "Bo Berg",
            "0102801235",
            "010280-1235",
        ] {
            assert!(!shown.contains(name), "{dataset}: {name}");
        }
    }
}

/// The pseudonym, the year and the sex are told; the day is most of a person number.
#[test]
fn a_birth_date_is_not_explained() {
    let found = read("grant", "canonical", &fixture("grant", "canonical"));
    let columns: Vec<&str> = found.outcome.explained[0]
        .cells
        .iter()
        .map(|(column, ..)| *column)
        .collect();
    assert!(columns.contains(&"birth_year") && columns.contains(&"age"));
    assert!(!found.everything_shown().contains("1940-02-01"));
}

#[test]
fn payments_are_exact_and_say_what_they_are() {
    check(
        "grant",
        "payments",
        &[
            ("service_code", &["SEL-107", "SEL-97"]),
            ("price_oere", &["214550", "31000"]),
            ("amount_oere", &["78310750", "465000"]),
            ("amount_kind", &["paid", "expected"]),
            ("per", &["day", "month"]),
            ("status", &["ended", "granted"]),
        ],
    );
}

#[test]
fn custom_data_has_its_headings_in_the_second_line() {
    check(
        "grant",
        "custom-data",
        &[
            ("service_code", &["SEL-85", "SEL-107"]),
            ("end_reason", &["death", "null"]),
            ("line", &["3", "4"]),
        ],
    );
    let text = String::from_utf8(fixture("grant", "custom-data")).unwrap();
    let without = text.replace("IndsatsStartDato", "Noget andet");
    let found = read("grant", "custom-data", without.as_bytes());
    assert_eq!(found.errors(), ["columns.missing"]);
    assert_eq!(found.outcome.issues[0].line, Some(2));
    // Nothing below the headings, and no headings at all.
    let lines: Vec<&str> = text.lines().collect();
    let found = read("grant", "custom-data", lines[..2].join("\n").as_bytes());
    assert_eq!((found.errors(), found.outcome.n_rows), (vec![], 0));
    let found = read("grant", "custom-data", lines[0].as_bytes());
    assert!(!found.errors().is_empty());
}

#[test]
fn deliveries_courses_and_goals_are_read() {
    check(
        "delivery",
        "canonical",
        &[
            ("minutes", &["25", "null", "null", "0"]),
            ("quantity", &["null", "null", "1.0", "null"]),
            ("cancelled", &["false", "true", "null", "false"]),
            (
                "service_code",
                &["SEL-83-1", "SEL-83-1", "SEL-83-3", "SEL-83a"],
            ),
        ],
    );
    check(
        "course",
        "canonical",
        &[
            ("result", &["self_reliant", "null", "null"]),
            ("end_reason", &["self_reliant", "death", "null"]),
            ("hours_before", &["4.5", "2.0", "null"]),
            ("period", &["2018-01", "2018-02", "2018-02"]),
        ],
    );
    check(
        "goal",
        "canonical",
        &[
            ("set_by", &["citizen", "unknown", "both"]),
            ("result", &["met", "null", "partly"]),
            ("instrument", &["FSIII", "null", "FFB_LEVEL"]),
            ("target_score", &["1", "null", "2"]),
        ],
    );
}

#[test]
fn not_relevant_stays_nine_and_not_assessed_stays_empty() {
    check(
        "assessment",
        "canonical",
        &[
            ("instrument", &["FSIII", "FSIII", "FFB_NEED", "WHO5"]),
            ("score", &["3", "9", "null", "64"]),
            ("timing", &["before", "before", "null", "after"]),
        ],
    );
}

#[test]
fn what_surrounds_the_citizens_is_read() {
    check(
        "waiting",
        "canonical",
        &[
            ("service_code", &["ABL-54", "null"]),
            ("offered", &["2018-03-10", "null"]),
        ],
    );
    check(
        "person",
        "canonical",
        &[
            ("birth_year", &["1940", "1940", "1945"]),
            ("district", &["Syd", "Nord", "Syd"]),
            ("period", &["1900"; 3]),
        ],
    );
    check(
        "event",
        "canonical",
        &[
            ("kind", &["admission", "discharge", "death"]),
            ("planned", &["false", "null", "null"]),
            ("age", &["78", "78", "80"]),
        ],
    );
    check(
        "prevention_visit",
        "canonical",
        &[
            ("accepted", &["true", "false"]),
            ("held", &["true", "null"]),
        ],
    );
    check("staffing", "canonical", &[("fte", &["12.4", "2.0"])]);
    check(
        "absence",
        "canonical",
        &[("days_absent", &["14.5", "30.0"])],
    );
    check(
        "survey",
        "canonical",
        &[("weight", &["1.25", "null"]), ("period", &["2019"; 2])],
    );
    check(
        "complaint",
        "canonical",
        &[
            ("service_code", &["SEL-85", "SEL-83-2"]),
            ("law", &["SEL", "SEL"]),
            ("outcome", &["remitted", "null"]),
        ],
    );
    check("unit", "canonical", &[("parent_id", &["null", "U"])]);
    check(
        "provider",
        "canonical",
        &[("provider_type", &["own", "private"])],
    );
    check(
        "reporting_org",
        "canonical",
        &[("municipality_code", &["766", "615"])],
    );
    check(
        "structural_factor",
        "canonical",
        &[("value", &["0.0467", "11.25"]), ("period", &["2019"; 2])],
    );
    check(
        "deadline",
        "canonical",
        &[
            ("service_code", &["SEL-83a", "null", "null", "null"]),
            ("law", &["SEL", "SEL", "SEL", "null"]),
            ("paragraph", &["§ 83 a", "§ 86", "§ 86", "null"]),
            ("deadline_days", &["21", "28", "21", "56"]),
            ("period", &["1900"; 4]),
        ],
    );
    check(
        "band_cost",
        "canonical",
        &[
            ("cost_oere", &["100000", "1234567"]),
            ("period", &["2018"; 2]),
        ],
    );
}

#[test]
fn frames_of_every_fixture_fit_the_lake() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    for subject in SUBJECTS {
        let name = subject.spec.name;
        let found = read(name, "canonical", &fixture(name, "canonical"));
        let path = format!("{name}/1-a.parquet");
        let mut writer = lake.writer(&path, subject.spec).unwrap();
        for frame in &found.frames {
            writer.write(frame).unwrap();
        }
        let written = writer.seal().unwrap().publish().unwrap().n_rows;
        assert!(written >= 2, "{name}");
        for cover in &found.outcome.covers {
            cover.check().unwrap();
        }
    }
}

#[test]
fn a_key_that_repeats_stops_the_import() {
    for subject in SUBJECTS
        .iter()
        .filter(|subject| !subject.spec.key.is_empty())
    {
        let name = subject.spec.name;
        let text = String::from_utf8(fixture(name, "canonical")).unwrap();
        let second = text.lines().nth(1).unwrap();
        let found = read(name, "canonical", format!("{text}{second}\n").as_bytes());
        assert_eq!(found.errors(), ["key.duplicate"], "{name}");
    }
}

#[test]
fn rows_without_a_key_do_not_repeat_one_another() {
    let text = String::from_utf8(fixture("grant", "canonical")).unwrap();
    let text = text.replace("\nG1;", "\n;").replace("\nG2;", "\n;");
    let found = read("grant", "canonical", text.as_bytes());
    assert_eq!((found.errors(), found.outcome.n_rows), (vec![], 6));
}

#[test]
fn a_declared_month_without_rows_is_covered() {
    let declared: Vec<Period> = (1..=3)
        .map(|month| Period::month(2018, month).unwrap())
        .collect();
    let mapping = find_mapping("delivery", "canonical").unwrap();
    let bytes = fixture("delivery", "canonical");
    let found = read_with("delivery", mapping, &bytes, &declared);
    let [cover] = found.outcome.covers.as_slice() else {
        panic!("{:?}", found.outcome.covers);
    };
    assert_eq!(cover.periods.len(), 3);
    let march = read_with("delivery", mapping, &bytes, &declared[2..]);
    assert_eq!(march.outcome.n_refused, 4);
}

#[test]
fn every_subject_has_its_own_dataset() {
    for subject in SUBJECTS {
        assert!(std::ptr::eq(
            find_subject(subject.spec.name).unwrap(),
            subject
        ));
        let derived = [subject.age_on, subject.service_on];
        let named = subject.checks.iter().flat_map(|check| check.columns());
        for column in named.chain(derived.into_iter().flatten()) {
            assert!(
                subject.spec.column(column).is_some(),
                "{}: {column}",
                subject.spec.name
            );
        }
    }
    assert!(find_subject("ledger").is_none());
}
