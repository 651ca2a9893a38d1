//! From a decision to what comes of it.

use super::given;

const GRANTS: &str =
    "grant_id;person_key;service_code;applied_date;decision_date;valid_from;valid_to;status
1;A;SEL-83-1;;2018-04-10;2018-04-15;2018-09-30;ended
2;B;SEL-83-1;;2018-04-20;2018-04-22;;granted
3;C;SEL-83-1;;2018-04-30;2018-05-01;;granted
4;C;SEL-83-1;;2018-05-20;2018-06-01;;granted
5;D;SEL-85;;2018-05-01;2018-05-01;;granted
6;E;SEL-108;;2018-04-05;2018-04-05;;granted
7;F;SEL-83-1;;2018-04-05;2018-04-05;;rejected
8;G;SEL-83-1;;2018-05-02;2018-05-02;;granted
9;B;SEL-83-1;;2018-04-21;2018-04-22;;granted
10;H;SEL-83-1;;2018-05-02;2018-05-03;;granted
";
const DELIVERIES: &str = "person_key;service_code;date;minutes;cancelled
A;SEL-83-1;2018-04-09;30;
A;SEL-83-1;2018-04-14;30;true
A;SEL-83-1;2018-04-16;30;
A;SEL-83-2;2018-04-11;30;
B;SEL-83-1;2018-04-20;30;false
C;SEL-83-1;2018-07-29;30;
C;SEL-83-1;2018-07-30;30;
D;SEL-85;2018-05-29;30;
G;SEL-83-1;2018-08-29;30;
";

#[test]
fn the_wait_is_from_a_new_decision_to_the_first_delivery_of_the_service_that_was_held() {
    let events = "person_key;kind;date
H;death;2018-05-09
";
    let given = given(&[
        ("grant", GRANTS),
        ("delivery", DELIVERIES),
        ("event", events),
    ]);
    // A waits 6 days (what came before, another service, and a visit that was cancelled do not count), B none, D 28, and C 90, by the
    // grant that began it. E lives there, F was rejected, G had nothing in 90 days, and H died before anything came. B's decision was changed once. The middle of 0, 6, 28, 90 is 17.
    let found = given.ask("Q2.to_first_delivery", "2018-Q2", "");
    assert_eq!((found[0].value, found[0].n), (Some(17.0), Some(4)));
    // Place 2.7, counted from 0.
    let found = given.ask("Q2.to_first_delivery_p90", "2018-Q2", "");
    assert!((found[0].value.unwrap() - (28.0 + 0.7 * 62.0)).abs() < 1e-9);
    given.check(
        "Q2.delivered_in_90_days",
        "2018-Q2",
        "service",
        &["2018-Q2 SEL-83-1 ok 3 / 4", "2018-Q2 SEL-85 ok 1 / 1"],
    );
}

#[test]
fn applicants_who_come_from_hospital_are_told_apart() {
    let grants = "person_key;service_code;decision_date;valid_from;valid_to;status
A;SEL-83a;2018-02-10;2018-02-12;2018-04-01;ended
B;SEL-83-1;2018-02-10;2018-02-12;2018-04-01;ended
C;SEL-79;2018-02-10;2018-02-12;2018-04-01;ended
D;SEL-86-1;2018-02-10;2018-02-12;2018-04-01;ended
";
    let events = "person_key;kind;date
A;discharge;2018-01-11
A;discharge;2018-02-11
B;discharge;2018-02-10
C;discharge;2018-01-10
D;admission;2018-02-09
";
    let given = given(&[("grant", grants), ("event", events)]);
    // A on day 30 before, B on the day, and D is still there; C was discharged 31 days before.
    given.check("W3.2", "2018-02", "", &["2018-02 ok 3 / 4"]);
    given.check(
        "W3.2.first_from_hospital",
        "2018-02",
        "",
        &["2018-02 ok 2 / 3"],
    );
    given.check(
        "W3.2.first_not_from_hospital",
        "2018-02",
        "",
        &["2018-02 ok 1 / 1"],
    );
}

#[test]
fn an_answer_half_a_year_after_the_course_is_none_at_its_end() {
    let courses = "course_id;person_key;start;end
K1;A;2018-01-01;2018-02-01
K2;B;2018-01-01;
";
    let answers = "person_key;course_id;instrument;score;date;timing;info_source
A;K1;WHO5;60;2018-06-30;after;citizen
A;K1;WHO5;40;2018-07-01;after;citizen
A;K1;WHO5;44;2018-08-30;after;citizen
A;K1;WHO5;90;2018-08-31;after;citizen
B;K2;WHO5;80;2018-07-01;after;citizen
C;;WHO5;20;2018-08-01;after;citizen
";
    let given = given(&[("assessment", answers), ("course", courses)]);
    // Days 149, 150, 210 and 211 after the first of February; a course that runs, and none.
    given.check("W2.1.mean_after", "2018", "", &["2018 ok 160 / 3"]);
    given.check("W2.1.mean_6_months", "2018", "", &["2018 ok 84 / 2"]);
    given.check("W2.1.low_6_months", "2018", "", &["2018 ok 2 / 2"]);
}
