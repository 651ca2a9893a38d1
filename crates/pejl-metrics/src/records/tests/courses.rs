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

#[test]
fn results_are_told_where_the_share_self_reliant_is() {
    let courses = |endings: &[(usize, &str)]| {
        let mut rows = String::from("course_id;person_key;start;end;end_reason\n");
        for (of, (n, reason)) in endings.iter().enumerate() {
            for no in 0..*n {
                rows.push_str(&format!(
                    "F{of}{no};P{of}{no};2018-01-01;2018-02-01;{reason}\n"
                ));
            }
        }
        rows
    };
    #[track_caller]
    fn least(courses: &str, reading: &str, expected: i64) {
        let found = given(&[("course", courses)]).ask(&format!("O3.0.{reading}"), "2018", "");
        assert_eq!(found.first().unwrap().n_least, Some(expected), "{reading}");
    }
    let none = courses(&[(6, "less_help"), (7, "more_help")]);
    let all = courses(&[(6, "self_reliant")]);
    let both = courses(&[(6, "self_reliant"), (7, "more_help")]);
    for reading in ["ended_self_reliant", "ended_less_help", "ended_same_help"] {
        least(&none, reading, 1);
        least(&all, reading, 1);
        least(&both, reading, 6);
    }
    // Few who ended otherwise could be worked out, of nobody there is nothing to.
    least(&both, "courses_ended", 13);
    let few = courses(&[(6, "self_reliant"), (7, "more_help"), (2, "death")]);
    for reading in [
        "courses_ended",
        "ended_with_effect",
        "ended_more_help",
        "ended_moved",
    ] {
        least(&few, reading, 2);
    }
}
