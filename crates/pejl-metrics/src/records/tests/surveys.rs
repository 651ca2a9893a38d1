//! Surveys: who is satisfied, and how many answered.

use super::given;

const ANSWERS: &str = "year;wave;group;question;response;weight;n_invited
2018;W;home;Q1;meget tilfreds;1.25;10
2018;W;home;Q1;4;;12
2018;W;home;Q1;hverken eller;0.5;
2018;W;home;Q1;ved ikke;7;
2018;W;home;Q2;1;;4
2018;W;care;Q1;tilfreds;2;
2018;W;care;Q2;TILFREDS;;5
2017;W;home;Q1;utilfreds;;90
";

#[test]
fn the_two_most_positive_of_five_count_by_weight() {
    let given = given(&[("survey", ANSWERS)]);
    // 1.25, 1 and 2 of these and 0.5 and 1; what is none of the five, as it stands, is outside.
    given.check(
        "Q3",
        "2017,2018",
        "",
        &["2017 missing", "2018 ok 4.25 / 5.75"],
    );
    given.check(
        "Q3",
        "2018",
        "question",
        &["2018 Q1 ok 4.25 / 4.75", "2018 Q2 zero 0 / 1"],
    );
}

#[test]
fn answers_are_the_cases_behind_a_share_of_them() {
    let given = given(&[("survey", ANSWERS)]);
    let found = given.ask("Q3", "2018", "");
    // Five answers are one of the five, three of them positive, whatever they weigh.
    assert_eq!((found[0].n_top, found[0].n_bottom), (Some(3), Some(5)));
    assert_eq!(found[0].n_left, Some(2));
    let found = given.ask("Q3", "2018", "question=Q2");
    assert_eq!((found[0].n_top, found[0].n_bottom), (Some(0), Some(1)));
    let found = given.ask("Q3.response_rate", "2018", "");
    assert_eq!((found[0].n_top, found[0].n_bottom), (None, None));
}

#[test]
fn who_was_invited_counts_once_for_each_question() {
    let given = given(&[("survey", ANSWERS)]);
    // Q1 of home: four answers of 12 invited; Q2: one of 4, and one of 5. Of Q1 of care nobody says how many.
    given.check("Q3.response_rate", "2018", "", &["2018 ok 6 / 21"]);
    given.check(
        "Q3.response_rate",
        "2018",
        "question",
        &["2018 Q1 ok 4 / 12", "2018 Q2 ok 2 / 9"],
    );
}

#[test]
fn a_year_that_nobody_says_how_many_were_invited_in_has_no_rate() {
    let answers = "year;wave;group;question;response\n2018;W;home;Q1;ved ikke\n";
    let given = given(&[("survey", answers)]);
    given.check("Q3.response_rate", "2018", "", &["2018 not_applicable"]);
    // There were answers, and none of them told.
    given.check("Q3.satisfied_share", "2018", "", &["2018 missing"]);
}
