//! Staff: absence against the time there is.

use super::given;

#[test]
fn absence_is_a_share_of_the_calendar_days_of_full_time_staff() {
    let given = given(&[
        (
            "staffing",
            "unit_id;month;profession;fte
U1;2018-01-15;sosu-hjælper;2
U1;2018-02-01;sosu-hjælper;2.5
U2;2018-02-01;pædagog;1
",
        ),
        (
            "absence",
            "unit_id;month;profession;days_absent;cause
U1;2018-01-01;sosu-hjælper;1.5;kort
U1;2018-01-31;sosu-hjælper;3.5;1100
U1;2018-01-31;sosu-hjælper;9;barns sygdom
U1;2018-02-01;;4.25;lang
U2;2018-02-01;pædagog;2;
",
        ),
    ]);
    // 2 × 31, 3.5 × 28, and their sum.
    given.check(
        "O7.3",
        "2018-01,2018-02,2018-03,2018-Q1",
        "",
        &[
            "2018-01 ok 5 / 62",
            "2018-02 ok 4.25 / 98",
            "2018-03 not_applicable",
            "2018-Q1 ok 9.25 / 160",
        ],
    );
    given.check(
        "O7.3",
        "2018-02",
        "unit",
        &["2018-02 U1 ok 4.25 / 70", "2018-02 U2 zero 0 / 28"],
    );
}

#[test]
fn without_staff_or_without_absence_delivered_nothing_is_known() {
    let staff = "unit_id;month;profession;fte\nU1;2018-01-15;sosu-hjælper;2\n";
    given(&[("staffing", staff)]).check("O7.3", "2018-01", "", &["2018-01 missing"]);
    let absence = "unit_id;month;days_absent;cause\nU1;2018-01-15;2;kort\n";
    given(&[("absence", absence)]).check("O7.3", "2018-01", "", &["2018-01 missing"]);
    given(&[("absence", "unit_id"), ("staffing", staff)]).check(
        "O7.3",
        "2018-01",
        "",
        &["2018-01 zero 0 / 62"],
    );
}

#[test]
fn a_workplace_is_as_diverse_as_the_squares_of_its_shares_leave_it() {
    let staff = "unit_id;month;profession;fte
U1;2018-01-15;sosu-hjælper;4
U1;2018-01-15;sosu-assistent;1
U1;2018-01-15;sygeplejerske;3
U1;2018-01-15;kok;2
U1;2018-01-15;;5
U2;2018-01-15;fysioterapeut;2
U3;2018-01-15;;2
";
    let given = given(&[("staffing", staff)]);
    // Of U1 stated: care 5, nurses 3, others 2 of 10. 1 − (0.25 + 0.09 + 0.04) = 0.62.
    given.check(
        "O7.2.diversity",
        "2018-01",
        "unit",
        &[
            "2018-01 U1 ok 6.2 / 10",
            "2018-01 U2 zero 0 / 2",
            "2018-01 U3 missing",
        ],
    );
    given.check("O7.2.share_others", "2018-01", "", &["2018-01 ok 2 / 12"]);
    given.check(
        "O7.2.share_therapists",
        "2018-01",
        "",
        &["2018-01 ok 2 / 12"],
    );
}
