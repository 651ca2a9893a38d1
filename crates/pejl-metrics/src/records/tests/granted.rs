//! What grants cost, by the amounts and prices that stand on them.

use super::{Given, given};

const COLUMNS: &str = "person_key;service_code;valid_from;valid_to;status;amount;unit;per;price_oere;amount_oere;amount_kind;paying_municipality";

fn of(rows: &[&str]) -> Given {
    given(&[("grant", &format!("{COLUMNS}\n{}\n", rows.join("\n")))])
}

#[test]
fn an_amount_in_all_is_shared_out_over_the_days_to_the_oere() {
    // 100 kroner over 22 + 28 + 10 days: up to the end of January 22/60 of 10,000 øre, 3,666; of February 50/60, 8,333.
    let given = of(&["A;SEL-107;2018-01-10;2018-03-10;;;;;;10000;granted;766"]);
    given.check(
        "O5.0",
        "2018-01,2018-02,2018-03,2018-Q1,2018-04,2018",
        "",
        &[
            "2018-01 ok 36.66",
            "2018-02 ok 46.67",
            "2018-03 ok 16.67",
            "2018-Q1 ok 100",
            "2018-04 zero 0",
            "2018 ok 100",
        ],
    );
    // Money back: the parts are those of -10,000, each cut off downwards.
    let given = of(&["A;SEL-107;2018-01-10;2018-03-10;;;;;;-10000;granted;"]);
    given.check(
        "O5.0",
        "2018-01,2018-02,2018-03,2018-Q1",
        "",
        &[
            "2018-01 ok -36.67",
            "2018-02 ok -46.67",
            "2018-03 ok -16.66",
            "2018-Q1 ok -100",
        ],
    );
}

#[test]
fn price_times_amount_is_of_days_weeks_calendar_months_and_years() {
    // 2 hours at 350.55 are 701.10 a week: 4 weeks in February; up to the end of March 59/7 of 70,110 øre, 590,927.
    of(&["A;SEL-83-1;2018-02-01;;;2;hours;week;35055;;;"]).check(
        "O5.0",
        "2018-01,2018-02,2018-03",
        "",
        &["2018-01 zero 0", "2018-02 ok 2804.4", "2018-03 ok 3104.87"],
    );
    // 300.03 a month: 15 of the 30 days of April are 15,001 øre before the grant begins.
    of(&["A;SEL-97;2018-04-16;2018-05-31;;3;pieces;month;10001;;granted;"]).check(
        "O5.0",
        "2018-04,2018-05,2018-Q2",
        "",
        &[
            "2018-04 ok 150.02",
            "2018-05 ok 300.03",
            "2018-Q2 ok 450.05",
        ],
    );
    // 730 kroner a year are 2 a day in 2018.
    of(&["A;SEL-97;2018-11-01;;;730;dkk;year;;;;"]).check(
        "O5.0",
        "2018-11,2018-12,2018",
        "",
        &["2018-11 ok 60", "2018-12 ok 62", "2018 ok 122"],
    );
    of(&["A;SEL-107;2018-08-02;2018-08-31;;1;days;day;214550;;;"]).check(
        "O5.0",
        "2018-08",
        "",
        &["2018-08 ok 64365"],
    );
    // Half an øre is rounded once, where price and amount are multiplied.
    of(&["A;SEL-107;2018-08-01;2018-08-31;;1.5;days;day;1;;;"]).check(
        "O5.0",
        "2018-08",
        "",
        &["2018-08 ok 0.62"],
    );
}

#[test]
fn what_is_granted_once_is_of_the_first_day_and_no_running_cost() {
    let given = of(&["A;SEL-112;2018-06-30;2018-07-15;;5000;dkk;once;;;;"]);
    given.check(
        "O5.0",
        "2018-06,2018-07,2018",
        "",
        &["2018-06 ok 5000", "2018-07 zero 0", "2018 ok 5000"],
    );
    given.check("O5.0.run_rate", "2018-06", "", &["2018-06 zero 0"]);
    of(&["A;SEL-112;2018-06-30;;;;;once;;70000;paid;"]).check(
        "O5.0.paid_money",
        "2018-06,2018-07",
        "",
        &["2018-06 ok 700", "2018-07 zero 0"],
    );
}

const KINDS: [&str; 6] = [
    "A;SEL-107;2018-01-01;2018-01-31;;;;;;3100;granted;",
    "A;SEL-107;2018-01-01;2018-01-31;applied;;;;;4100;expected;",
    "A;SEL-107;2018-01-01;2018-01-31;;;;;;2100;paid;",
    // Neither is one of the municipality's own, nor was it granted.
    "B;SEL-107;2018-01-01;2018-01-31;;;;;;700;granted;751",
    "B;SEL-107;2018-01-01;2018-01-31;rejected;;;;;700;granted;",
    "B;SEL-107;2018-01-01;2018-01-31;applied;;;;;700;granted;",
];

#[test]
fn granted_expected_and_paid_are_three_measures() {
    let given = of(&KINDS);
    for (reading, expected) in [
        ("granted_money", "2018-01 ok 31"),
        ("expected_money", "2018-01 ok 41"),
        ("paid_money", "2018-01 ok 21"),
        ("expected_less_granted", "2018-01 ok 10"),
        ("paid_less_granted", "2018-01 ok -10"),
        ("priced_share", "2018-01 ok 31 / 31"),
    ] {
        given.check(reading, "2018-01", "", &[expected]);
    }
    let of_one = of(&KINDS[..1]);
    // That nobody says what is expected or paid does not make it nothing.
    for reading in ["expected_money", "paid_money", "expected_less_granted"] {
        of_one.check(reading, "2018-01", "", &["2018-01 missing"]);
    }
    // Nothing was in force, so nothing was expected.
    of_one.check("expected_money", "2018-02", "", &["2018-02 zero 0"]);
}

#[test]
fn a_grant_without_a_price_does_not_cost_nothing() {
    let given = of(&[
        "A;SEL-83a;2018-01-01;2018-01-31;;;;;;;;",
        "B;SEL-83-1;2018-01-22;2018-02-28;;45;minutes;visit;41250;;;",
        "C;SEL-107;2018-02-01;2018-02-28;;1;days;day;10000;;;",
        "C;SEL-107;2018-02-01;2018-02-28;;1;days;day;99000;;paid;",
        "C;SEL-107;2018-02-01;2018-02-28;;1000000;days;day;900000000000000000;;;",
        // A total of a row without an end is of no days that are known.
        "C;SEL-85;2018-03-01;;;;;;;99000;granted;",
    ]);
    given.check(
        "O5.0",
        "2018-01,2018-02,2018-03",
        "",
        &["2018-01 missing", "2018-02 ok 2800", "2018-03 missing"],
    );
    given.check("O5.0.paid_money", "2018-02", "", &["2018-02 missing"]);
    given.check(
        "O5.0.priced_share",
        "2018-01,2018-02,2018-03",
        "",
        &[
            "2018-01 zero 0 / 41",
            "2018-02 ok 28 / 84",
            "2018-03 zero 0 / 31",
        ],
    );
    given.check(
        "O5.0",
        "2018-02",
        "service",
        &["2018-02 SEL-107 ok 2800", "2018-02 SEL-83-1 missing"],
    );
}

#[test]
fn the_full_year_effect_is_of_what_is_in_force_on_the_last_day() {
    let given = of(&[
        // 100 kroner over 60 days: 365 of them are 60,833 øre.
        "A;SEL-107;2018-01-10;2018-03-10;;;;;;10000;granted;",
        // 365/7 of 70,110 øre are 3,655,736.
        "B;SEL-83-1;2018-02-01;;;2;hours;week;35055;;;",
        "C;SEL-97;2018-03-31;;;3;pieces;month;10001;;granted;",
        "D;SEL-97;2018-04-01;2018-06-30;;730;dkk;year;;;;",
        "E;SEL-107;2018-02-28;2018-02-28;;;;;;99000;paid;",
    ]);
    given.check(
        "O5.0.run_rate",
        "2018-01,2018-02,2018-03,2018-Q1,2018-Q2,2018-07,2018",
        "",
        &[
            "2018-01 ok 608.33",
            "2018-02 ok 37165.69",
            "2018-03 ok 40157.72",
            "2018-Q1 ok 40157.72",
            "2018-Q2 ok 40887.72",
            "2018-07 ok 40157.72",
            "2018 ok 40157.72",
        ],
    );
}

#[test]
fn money_ends_with_the_citizen() {
    let grants = format!("{COLUMNS}\nA;SEL-107;2018-01-01;;;1;days;day;10000;;;\n");
    let events = "person_key;kind;date\nA;death;2018-02-10\n";
    given(&[("grant", &grants), ("event", events)]).check(
        "O5.0",
        "2018-01,2018-02,2018-03",
        "",
        &["2018-01 ok 3100", "2018-02 ok 1000", "2018-03 zero 0"],
    );
}

#[test]
fn an_amount_over_new_year_is_shared_by_the_days_of_both_years() {
    // 36,500 øre over 365 days, 184 of them in 2017.
    of(&["A;SEL-107;2017-07-01;2018-06-30;;;;;;36500;granted;"]).check(
        "O5.0",
        "2018",
        "",
        &["2018 ok 181"],
    );
}
