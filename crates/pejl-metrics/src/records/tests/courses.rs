//! Courses: who delivered on them.

use super::given;

/// F1 of 14 days, F2 of 13, F3 never closed of somebody who died, F4 and F5 of March.
const COURSES: &str = "course_id;person_key;course_type;unit_id;start;end;end_reason
F1;A;rehabilitering;U1;2018-01-10;2018-01-23;declined
F2;B;rehabilitering;U1;2018-01-10;2018-01-22;self_reliant
F3;C;rehabilitering;U2;2018-01-10;;
F4;D;rehabilitering;U2;2018-02-01;2018-03-31;less_help
F5;E;rehabilitering;U2;2018-02-01;2018-03-31;less_help
F6;E;rehabilitering;U2;2018-02-01;;
";
const EVENTS: &str = "person_key;kind;date
C;death;2018-02-10
";

#[test]
fn a_course_of_14_days_needs_two_groups_of_professions_while_it_runs() {
    let deliveries = "person_key;course_id;date;profession;cancelled
A;F1;2018-01-10;fysioterapeut;
A;F1;2018-01-23;social- og sundhedshjælper;false
B;F2;2018-01-10;ergoterapeut;
B;F2;2018-01-11;sygeplejerske;
C;F3;2018-02-10;sygeplejerske;
C;F3;2018-01-10;diætist;
D;F4;2018-02-02;sosu-hjælper;
D;F4;2018-02-02;social- og sundhedsassistent;
D;F4;2018-02-03;pædagog;true
D;F4;2018-04-01;pædagog;
D;F4;2018-02-03;;
E;F5;2018-02-03;diætist;
E;F5;2018-02-03;talepædagog;
";
    let given = given(&[
        ("course", COURSES),
        ("event", EVENTS),
        ("delivery", deliveries),
    ]);
    // F1 and F3; F4 has one group, the pædagog cancelled or too late; F5 has others, who are one group.
    given.check(
        "O7.1",
        "2018-Q1,2018-Q2,2018",
        "",
        &[
            "2018-Q1 ok 2 / 4",
            "2018-Q2 not_applicable",
            "2018 ok 2 / 4",
        ],
    );
    given.check(
        "O7.1",
        "2018-Q1",
        "unit",
        &["2018-Q1 U1 ok 1 / 1", "2018-Q1 U2 ok 1 / 3"],
    );
}

#[test]
fn courses_without_deliveries_delivered_are_not_known() {
    given(&[("course", COURSES)]).check("O7.1", "2018", "", &["2018 missing"]);
    let none = given(&[("course", COURSES), ("delivery", "person_key")]);
    none.check("O7.1", "2018", "", &["2018 zero 0 / 3"]);
}
