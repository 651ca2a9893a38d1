//! Hours of help before and after a course: as recorded on it, else as granted.

use super::given;

const GAINED: &str = "O3.2.hours_gained";
const NEW: &str = "O3.2.hours_gained_new";

/// From 10 February (30 days before: 11 January) to 12 March (30 days after: 11 April), with a result; a course of each unit.
fn courses(rows: &[(&str, &str, &str)]) -> String {
    let header = "course_id;person_key;unit_id;start;end;end_reason;hours_before;hours_after\n";
    let rows = rows.iter().map(|(person, before, after)| {
        format!("F{person};{person};U{person};2018-02-10;2018-03-12;less_help;{before};{after}\n")
    });
    format!("{header}{}", rows.collect::<String>())
}

fn grants(rows: &str) -> String {
    let header =
        "grant_id;person_key;service_code;valid_from;valid_to;amount;unit;per;package_level";
    format!("{header}\n{rows}")
}

#[test]
fn recorded_hours_come_before_grants_and_both_sides_are_of_one_source() {
    // A: recorded 5 − 2, whatever is granted. B: one side recorded, so 6 − 4 by the grants. C: 3 − 0.
    let courses = courses(&[("A", "5", "2"), ("B", "9", ""), ("C", "", "")]);
    let grants = grants(
        "GA;A;SEL-83-1;2018-01-01;;8;hours;week;
GB;B;SEL-83-1;2018-01-01;2018-04-10;6;hours;week;
GB2;B;SEL-83-2;2018-04-11;;240;minutes;week;
GC;C;SEL-83-1;2018-01-11;2018-04-10;3;hours;week;
",
    );
    let given = given(&[("course", &courses), ("grant", &grants)]);
    given.check(GAINED, "2018-03", "", &["2018-03 ok 8 / 3"]);
    given.check(
        GAINED,
        "2018-03",
        "unit",
        &[
            "2018-03 UA ok 3 / 1",
            "2018-03 UB ok 2 / 1",
            "2018-03 UC ok 3 / 1",
        ],
    );
}

#[test]
fn grants_of_a_day_are_added_up_in_whole_parts_of_a_minute() {
    // Before: 10 minutes a day and 100 a month: 70 + 100 · 12/52 = 93.076923… minutes; after: none.
    let grants = grants(
        "G1;A;SEL-83-1;2018-01-01;2018-02-28;10;minutes;day;
G2;A;SEL-83-2;2017-11-01;2018-04-10;100;minutes;month;
",
    );
    let given = given(&[("course", &courses(&[("A", "", "")])), ("grant", &grants)]);
    let found = given.ask(GAINED, "2018-03", "").remove(0);
    assert_eq!(found.numerator, Some(93_076_923.0 / 60_000_000.0));
}

#[test]
fn a_package_without_hours_on_one_of_the_days_is_not_measured() {
    // A: a level after. B: a place of residence before. C: a package that ended the day before the day after.
    let courses = courses(&[("A", "", ""), ("B", "", ""), ("C", "", "")]);
    let rows = grants(
        "GA;A;SEL-83-1;2018-01-01;2018-03-31;4;hours;week;
GA2;A;AEL-10-1;2018-04-01;;;;;Forløb 2
GB;B;SEL-83-1;2018-01-01;;4;hours;week;
GB2;B;ABL-54;2018-01-01;2018-02-01;;;;
GC;C;SEL-83-1;2018-01-01;2018-04-30;4;hours;week;
GC2;C;AEL-10-1;2018-01-12;2018-04-10;;;;Forløb 1
",
    );
    let all = given(&[("course", &courses), ("grant", &rows)]);
    all.check(GAINED, "2018-03", "", &["2018-03 zero 0 / 1"]);
    all.check(
        GAINED,
        "2018-03",
        "unit",
        &[
            "2018-03 UA missing",
            "2018-03 UB missing",
            "2018-03 UC zero 0 / 1",
        ],
    );
}

#[test]
fn what_is_no_help_in_hours_and_the_course_itself_are_passed_over() {
    // A has meals, a walking aid and the course's own grant, and so no such help: a new applicant. B has them beside help.
    let courses = courses(&[("A", "", ""), ("B", "", "")]);
    let beside = |person: &str| {
        format!(
            "M{person};{person};SEL-83-3;2017-01-01;;7;meals;week;
H{person};{person};SEL-112;2017-01-01;;;;;
R{person};{person};SEL-83a;2018-02-01;2018-03-12;10;hours;week;
T{person};{person};AEL-TRAIN;2018-02-01;;5;hours;week;
"
        )
    };
    let help = "GB;B;;2018-01-01;2018-02-28;2;hours;week;\n";
    let grants = grants(&format!("{}{}{help}", beside("A"), beside("B")));
    let given = given(&[("course", &courses), ("grant", &grants)]);
    given.check(GAINED, "2018-03", "", &["2018-03 ok 2 / 1"]);
    given.check(NEW, "2018-03", "", &["2018-03 missing"]);
}

#[test]
fn new_applicants_are_measured_by_what_is_recorded_alone() {
    // A has help from the day of the start; B had it until 31 days before.
    let courses = courses(&[("A", "3", "1"), ("B", "", "")]);
    let grants = grants(
        "GA;A;SEL-83-1;2018-02-10;;2;hours;week;
GB;B;SEL-83-1;2017-10-01;2018-01-10;2;hours;week;
",
    );
    let given = given(&[("course", &courses), ("grant", &grants)]);
    given.check(NEW, "2018-03", "", &["2018-03 ok 2 / 1"]);
    given.check(GAINED, "2018-03", "", &["2018-03 not_applicable"]);
}

#[test]
fn help_that_began_shortly_before_the_course_has_nothing_to_be_compared_with() {
    let grants = grants("GA;A;SEL-83-1;2018-01-12;;2;hours;week;\n");
    let given = given(&[("course", &courses(&[("A", "", "")])), ("grant", &grants)]);
    given.check(GAINED, "2018-03", "", &["2018-03 missing"]);
    given.check(NEW, "2018-03", "", &["2018-03 not_applicable"]);
}

#[test]
fn who_is_dead_or_gone_on_the_day_after_has_not_become_self_reliant() {
    // A dies on the day after, B the day after that; C moves away within it, and has help from here all the same.
    let courses = courses(&[("A", "", ""), ("B", "", ""), ("C", "", "")]);
    let header = "grant_id;person_key;service_code;valid_from;valid_to;amount;unit;per;acting_municipality;area";
    let grants = format!(
        "{header}
GA;A;SEL-83-1;2018-01-01;2018-03-31;2;hours;week;;766
GB;B;SEL-83-1;2018-01-01;2018-03-31;2;hours;week;;766
GC;C;SEL-83-1;2018-01-01;;2;hours;week;630;766
"
    );
    let events = "person_key;kind;date
A;death;2018-04-11
B;death;2018-04-12
C;moved_out;2018-03-20
";
    let given = given(&[("course", &courses), ("grant", &grants), ("event", events)]);
    given.check(
        GAINED,
        "2018-03",
        "unit",
        &[
            "2018-03 UA missing",
            "2018-03 UB ok 2 / 1",
            "2018-03 UC zero 0 / 1",
        ],
    );
}

#[test]
fn a_grant_that_was_to_last_beyond_the_death_measures_nobody() {
    let courses = courses(&[("A", "", ""), ("B", "", "")]);
    let grants = grants(
        "GA;A;SEL-83-1;2018-01-01;2018-12-31;2;hours;week;
GB;B;SEL-83-1;2018-01-01;2018-12-31;2;hours;week;
",
    );
    let events = "person_key;kind;date\nA;death;2018-03-20\n";
    let given = given(&[("course", &courses), ("grant", &grants), ("event", events)]);
    let expected = ["2018-03 UA missing", "2018-03 UB zero 0 / 1"];
    given.check(GAINED, "2018-03", "unit", &expected);
    given.check(GAINED, "2018-03", "", &["2018-03 zero 0 / 1"]);
}

#[test]
fn what_help_was_paid_for_and_expected_to_cost_is_no_more_help() {
    let courses = courses(&[("A", "", "")]);
    let header = "grant_id;person_key;service_code;valid_from;valid_to;amount;unit;per;amount_kind";
    let rows = |others: &str| {
        let granted = "GA;A;SEL-83-1;2018-01-01;2018-03-31;2;hours;week;granted";
        format!("{header}\n{granted}\n{others}")
    };
    // Neither a package without hours before the course nor help after it.
    let others = "GA;A;SEL-83-1;2018-01-01;2018-01-31;;;;paid\nGA;A;SEL-83-1;2018-01-01;2018-12-31;2;hours;week;expected\n";
    for grants in [rows(""), rows(others)] {
        let given = given(&[("course", &courses), ("grant", &grants)]);
        given.check(GAINED, "2018-03", "", &["2018-03 ok 2 / 1"]);
    }
}

#[test]
fn more_help_after_is_a_loss_and_grants_that_are_not_known_tell_nothing() {
    let courses = courses(&[("A", "", "")]);
    let grants = grants(
        "GA;A;SEL-83-1;2018-01-01;2018-03-31;2;hours;week;
GB;A;SEL-83-1;2018-04-01;;5;hours;week;
",
    );
    let more = given(&[("course", &courses), ("grant", &grants)]);
    more.check(GAINED, "2018-03", "", &["2018-03 ok -3 / 1"]);
    given(&[("course", &courses)]).check(GAINED, "2018-03", "", &["2018-03 missing"]);
}
