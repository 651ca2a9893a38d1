//! Goals: how many aim at development, and how many were kept.

use super::given;

/// Of A, set in January: a goal to develop, evaluated on the last day of February, one to maintain, long due and never
/// evaluated, and one without a type. Of B, who died on 15 March: a goal to develop. Of C: one to limit loss, evaluated
/// before the end of the month it was set in.
const GOALS: &str =
    "person_key;goal_id;goal_type;set_date;due_date;evaluated_date;target_group;unit_id
A;G1;develop;2018-01-10;2018-02-01;2018-02-28;PSY;U1
A;G2;maintain;2018-01-10;2018-02-01;;PSY;U1
A;G3;;2018-01-10;;;PSY;U1
B;G4;develop;2018-02-01;;;;U2
C;G5;limit_loss;2018-02-05;;2018-02-27;;U2
";
const EVENTS: &str = "person_key;kind;date
B;death;2018-03-15
";

#[test]
fn goals_are_active_until_they_are_evaluated_or_the_citizen_is_gone() {
    let given = given(&[("goal", GOALS), ("event", EVENTS)]);
    // A month ends with G1 and G2; with G1, G2 and G4; with G2 alone from March on.
    given.check(
        "O6.2.develop_share",
        "2018-01,2018-02,2018-03,2018-Q1,2018-Q2,2018",
        "",
        &[
            "2018-01 ok 1 / 2",
            "2018-02 ok 2 / 3",
            "2018-03 zero 0 / 1",
            "2018-Q1 ok 3 / 6",
            "2018-Q2 zero 0 / 3",
            "2018 ok 3 / 15",
        ],
    );
    given.check(
        "O6.2",
        "2018-02",
        "target_group",
        &["2018-02 PSY ok 1 / 2", "2018-02 not_stated ok 1 / 1"],
    );
}

#[test]
fn without_a_goal_of_a_type_there_is_no_share() {
    let untyped = "person_key;goal_id;goal_type;set_date\nA;G3;;2018-01-10\n";
    given(&[("goal", untyped)]).check(
        "O6.2",
        "2018-01,2019-01",
        "",
        &["2018-01 not_applicable", "2019-01 missing"],
    );
}
