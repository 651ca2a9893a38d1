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

/// Six goals evaluated in 2018, and one without a type.
const EVALUATED: &str = "person_key;goal_id;goal_type;set_date;evaluated_date;instrument;domain_code;target_score;target_group
A;G1;develop;2018-01-10;2018-06-10;;3.1;;PSY
A;G2;maintain;2018-01-10;2018-06-10;FFB_LEVEL;3.2;;PSY
B;G3;limit_loss;2018-01-10;2018-06-10;;3.1;3;
B;G4;limit_loss;2018-01-10;2018-06-10;;3.1;;
B;G5;develop;2018-01-10;2018-06-10;FFB_NEED;3.1;;
C;G6;develop;2018-01-10;2018-06-10;;3.1;;
A;G7;;2018-01-10;2018-06-10;;3.1;;PSY
A;G8;develop;2018-01-10;;;3.1;;PSY
";

#[test]
fn a_goal_is_kept_where_the_level_goes_as_its_type_says() {
    // A is better in 3.1 and the same in 3.2; B is worse, as far as expected; C has no level before, only one that was not assessed.
    let levels = "person_key;instrument;domain_code;score;date;registered_at
A;FFB_LEVEL;3.1;4;2017-12-01;
A;FFB_LEVEL;3.1;3;2018-01-10;
A;FFB_LEVEL;3.1;2;2018-06-10;
A;FFB_LEVEL;3.1;4;2018-06-11;
A;FFB_LEVEL;3.2;2;2018-01-10;
A;FFB_LEVEL;3.2;2;2018-01-11;
B;FFB_LEVEL;3.1;2;2018-01-01;
B;FFB_LEVEL;3.1;3;2018-05-01;
B;FFB_NEED;3.1;4;2018-06-01;
C;FFB_LEVEL;3.1;;2018-01-10;
C;FFB_LEVEL;3.1;0;2018-05-01;
";
    let given = given(&[("goal", EVALUATED), ("assessment", levels)]);
    given.check("W1.3", "2018", "", &["2018 ok 3 / 3"]);
    given.check(
        "W1.3",
        "2018",
        "goal_type",
        &[
            "2018 develop ok 1 / 1",
            "2018 limit_loss ok 1 / 1",
            "2018 maintain ok 1 / 1",
        ],
    );
    given.check(
        "W1.3",
        "2018",
        "target_group",
        &["2018 PSY ok 2 / 2", "2018 not_stated ok 1 / 1"],
    );
}

#[test]
fn of_two_levels_of_a_day_the_one_registered_last_counts_and_then_the_higher() {
    let check = |after: &str, expected: &str| {
        let levels = format!(
            "person_key;instrument;domain_code;score;date;registered_at\nC;FFB_LEVEL;3.1;2;2018-01-10;\n{after}"
        );
        let given = given(&[("goal", EVALUATED), ("assessment", &levels)]);
        given.check("W1.3", "2018", "", &[expected]);
    };
    let early = "C;FFB_LEVEL;3.1;3;2018-05-01;2018-05-02\n";
    check(
        &format!("{early}C;FFB_LEVEL;3.1;1;2018-05-01;2018-05-03\n"),
        "2018 ok 1 / 1",
    );
    check(
        &format!("{early}C;FFB_LEVEL;3.1;1;2018-05-01;2018-05-02\n"),
        "2018 zero 0 / 1",
    );
    check(
        &format!("{early}C;FFB_LEVEL;3.1;1;2018-05-01;\n"),
        "2018 zero 0 / 1",
    );
}

#[test]
fn goals_evaluated_and_none_measured_are_missing() {
    let none = given(&[("goal", EVALUATED), ("assessment", "person_key")]);
    none.check("W1.3", "2018", "", &["2018 missing"]);
    given(&[("goal", EVALUATED)]).check("W1.3", "2018", "", &["2018 missing"]);
    given(&[("goal", "person_key"), ("assessment", "person_key")]).check(
        "W1.3",
        "2018",
        "",
        &["2018 not_applicable"],
    );
}
