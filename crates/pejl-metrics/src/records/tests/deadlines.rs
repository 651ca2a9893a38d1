//! Applications: which deadline stands for them, and whether they were decided by it.

use super::given;

/// § 83 has 14 days, its no. 1 has 10, § 83 a has 7, and 5 from June on; all else had 60 until March.
const DEADLINES: &str = "service_code;law;paragraph;deadline_days;valid_from;valid_to
;SEL;§ 83;14;;
;SEL;§ 83, stk. 1;12;;
SEL-83-1;SEL;§ 83, stk. 1, nr. 1;10;;
SEL-83a;SEL;§ 83 a;7;2018-01-01;2018-05-31
SEL-83a;SEL;§ 83 a;5;2018-06-01;
SEL-83a;SEL;§ 83 a;6;2018-06-01;
;;;60;;2018-03-31
";

#[track_caller]
fn check(grants: &str, events: &str, periods: &str, expected: &[&str]) {
    let grants = format!(
        "person_key;service_code;law;paragraph;applied_date;decision_date;rejected_date;cancelled_date;status;acting_municipality\n{grants}"
    );
    let events = format!("person_key;kind;date\n{events}");
    let tables = [
        ("deadline", DEADLINES),
        ("grant", grants.as_str()),
        ("event", events.as_str()),
    ];
    given(&tables).check("Q5.within_deadline", periods, "", expected);
}

#[test]
fn the_most_specific_deadline_in_force_on_the_day_of_application_stands() {
    // In force on 1 February: of the service 10 days, of § 83(1) no. 2 the 12 of § 83(1), of § 83 a 7 and not the 14 of § 83.
    for (field, last_day) in [
        ("SEL-83-1;SEL;§ 83, stk. 1, nr. 1", "2018-02-11"),
        ("SEL-83-2;SEL;§ 83, stk. 1, nr. 2", "2018-02-13"),
        (";;§ 83, stk. 1, nr. 2", "2018-02-13"),
        (";SEL;§ 83, stk. 10", "2018-02-15"),
        (";SEL;§ 83", "2018-02-15"),
        ("SEL-83a;SEL;§ 83 a", "2018-02-08"),
        (";SUL;§ 83", "2018-04-02"),
        ("SEL-85;SEL;§ 85", "2018-04-02"),
        (";;", "2018-04-02"),
    ] {
        let month = &last_day[..7];
        let day: chrono::NaiveDate = last_day.parse().unwrap();
        let next = day.succ_opt().unwrap();
        let rows = format!("A;{field};2018-02-01;{day};;;;\nB;{field};2018-02-01;{next};;;;\n");
        check(&rows, "", month, &[&format!("{month} ok 1 / 2")]);
    }
    // Of two that stand at once the shorter; and none is left for § 85.
    let rows = "A;SEL-83a;SEL;§ 83 a;2018-06-01;2018-06-06;;;;
B;SEL-83a;SEL;§ 83 a;2018-06-01;2018-06-07;;;;
C;SEL-83a;SEL;§ 83 a;2018-05-31;2018-06-07;;;;
D;SEL-85;SEL;§ 85;2018-06-01;2018-06-02;;;;
";
    check(rows, "", "2018-06", &["2018-06 ok 2 / 3"]);
}

#[test]
fn what_is_not_decided_counts_against_and_who_is_gone_does_not_count() {
    let field = "SEL-83-1;SEL;§ 83, stk. 1, nr. 1";
    let one = |decided: &str, rejected: &str, cancelled: &str, status: &str| {
        format!("A;{field};2018-04-25;{decided};{rejected};{cancelled};{status};\n")
    };
    let of = |row: &str, event: &str, expected: &str| {
        check(row, event, "2018-05", &[&format!("2018-05 {expected}")]);
    };
    of(&one("", "", "", "applied"), "", "zero 0 / 1");
    of(&one("", "", "", "granted"), "", "zero 0 / 1");
    of(&one("", "2018-05-05", "", "rejected"), "", "ok 1 / 1");
    of(&one("2018-05-06", "2018-05-05", "", ""), "", "ok 1 / 1");
    // Taken back by the deadline, on an unknown day, and after it; and removed after a decision.
    of(&one("", "", "2018-05-05", ""), "", "not_applicable");
    of(&one("", "", "", "cancelled"), "", "not_applicable");
    of(&one("", "", "2018-05-06", ""), "", "zero 0 / 1");
    of(&one("2018-05-05", "", "2018-05-05", ""), "", "ok 1 / 1");
    // Gone by the deadline, and after it.
    let none = one("", "", "", "applied");
    of(&none, "A;death;2018-05-05\n", "not_applicable");
    of(&none, "A;moved_out;2018-04-26\n", "not_applicable");
    of(&none, "A;death;2018-05-06\n", "zero 0 / 1");
    let late = one("2018-05-07", "", "", "granted");
    of(&late, "A;death;2018-05-01\n", "not_applicable");
    let early = one("2018-05-02", "", "", "granted");
    of(&early, "A;death;2018-05-03\n", "ok 1 / 1");
    // It is for another municipality to decide; and nobody applied.
    let other = format!("A;{field};2018-04-25;2018-05-01;;;;615\n");
    of(&other, "", "not_applicable");
    of(
        &format!("A;{field};;2018-05-01;;;;\n"),
        "",
        "not_applicable",
    );
}

#[test]
fn applications_without_a_deadline_are_counted_beside() {
    let grants = "person_key;service_code;law;paragraph;applied_date;decision_date
A;SEL-85;SEL;§ 85;2018-04-02;2018-04-03
B;SEL-85;SEL;§ 85;2018-03-31;2018-04-03
C;SEL-83-1;SEL;§ 83, stk. 1, nr. 1;2018-04-02;2018-04-03
";
    let found = given(&[("deadline", DEADLINES), ("grant", grants)]);
    let expected = [
        "2018-03 zero 0 / 1",
        "2018-04 ok 1 / 2",
        "2018-05 not_applicable",
    ];
    let periods = "2018-03,2018-04,2018-05";
    found.check("Q5.without_deadline", periods, "", &expected);
    let by_service = ["2018-04 SEL-83-1 zero 0 / 1", "2018-04 SEL-85 ok 1 / 1"];
    found.check("Q5.without_deadline", "2018-04", "service", &by_service);
    // No register of deadlines at all.
    let found = given(&[("grant", grants)]);
    found.check("Q5", "2018-04", "", &["2018-04 missing"]);
}

#[test]
fn a_grant_that_is_cancelled_after_a_late_decision_was_late_all_the_same() {
    let rows = "A;SEL-83a;SEL;§ 83 a;2018-03-01;2018-03-05;;;;
B;SEL-83a;SEL;§ 83 a;2018-03-01;2018-05-20;;;cancelled;
C;SEL-83a;SEL;§ 83 a;2018-03-01;;;;cancelled;
";
    check(rows, "", "2018-03", &["2018-03 ok 1 / 2"]);
}

#[test]
fn a_row_of_what_was_paid_is_no_application() {
    let grants = "person_key;service_code;law;paragraph;applied_date;decision_date;amount_kind
A;SEL-83a;SEL;§ 83 a;2018-03-01;2018-03-05;granted
A;SEL-83a;SEL;§ 83 a;2018-03-01;2018-03-05;paid
A;SEL-83a;SEL;§ 83 a;2018-03-01;2018-03-05;expected
";
    let tables = [("deadline", DEADLINES), ("grant", grants)];
    let expected = ["2018-03 ok 1 / 1"];
    given(&tables).check("Q5.within_deadline", "2018-03", "", &expected);
}
