//! Money: what it was spent on, and what came of it.

use super::given;

const COURSES: &str = "course_id;person_key;course_type;service_code;unit_id;start;end;end_reason
F1;A;rehabilitering;SEL-83a;U1;2017-12-01;2018-02-01;self_reliant
F2;B;rehabilitering;SEL-83a;U1;2018-02-01;2018-12-31;less_help
F3;C;rehabilitering;SEL-83a;U2;2018-03-01;2018-04-01;same_help
F4;D;rehabilitering;SEL-83a;U2;2018-03-01;2018-04-01;death
F5;E;rehabilitering;SEL-83a;U2;2018-03-01;;
";

#[test]
fn what_rehabilitation_costs_is_shared_by_the_courses_that_succeeded() {
    let ledger = "fiscal_year;fiscal_period;function;dranst;service_code;unit_id;amount_oere
2018;1;5.30.26;1;SEL-83a;U1;900000
2018;13;5.30.26;2;SEL-83a;U1;-50001
2018;2;4.62.82;1;SEL-86-1;U2;100000
2018;2;5.30.26;3;SEL-83a;U1;7000000
2018;2;5.30.26;1;SEL-83-1;U1;7000000
2018;2;5.30.26;1;;U1;7000000
2017;13;5.30.26;1;SEL-83a;U1;7000000
";
    let both = given(&[("ledger", ledger), ("course", COURSES)]);
    both.check("E2d", "2018", "", &["2018 ok 9499.99 / 2"]);
    both.check(
        "E2d",
        "2018",
        "unit",
        &["2018 U1 ok 8499.99 / 2", "2018 U2 not_applicable"],
    );
    given(&[("course", COURSES)]).check("E2d", "2018", "", &["2018 missing"]);
    given(&[("ledger", ledger)]).check("E2d", "2018", "", &["2018 missing"]);
}
