//! The calculated gain of courses: sums of four readings, put together.

use super::{Given, given};

const COURSES: &str = "course_id;person_key;start;end;end_reason;hours_before;hours_after
C1;A;2018-02-01;2018-03-01;self_reliant;4;1
C2;B;2018-02-01;2018-03-01;same_help;5;5.5
C3;C;2018-02-01;2018-03-01;less_help;;
C4;D;2018-02-01;2018-03-01;self_reliant;9;0
C5;A;2018-02-01;2018-03-01;death;9;0
";
/// Of D none.
const HELP: &str = "person_key;service_code;valid_from;valid_to
A;SEL-83-1;2017-01-01;2018-03-01
B;SEL-83-1;2017-01-01;
C;SEL-83-1;2018-01-31;
";
const LEDGER: &str = "fiscal_year;fiscal_period;function;dranst;ownership;service_code;amount_oere
2018;1;5.30.26;1;1;;100000
2018;2;5.30.29;1;1;SEL-83a;40001
";
const DELIVERIES: &str = "person_key;service_code;date;minutes;provider_id
A;SEL-83-1;2018-01-01;180;P1
";
const PROVIDERS: &str = "provider_id;provider_type\nP1;own\n";

fn with(changed: &[(&str, Option<&str>)]) -> Given {
    let all = [
        ("course", COURSES),
        ("grant", HELP),
        ("ledger", LEDGER),
        ("delivery", DELIVERIES),
        ("provider", PROVIDERS),
    ];
    let of = |(name, text)| match changed.iter().find(|(changed, _)| *changed == name) {
        Some((_, text)) => text.map(|text| (name, text)),
        None => Some((name, text)),
    };
    given(&all.into_iter().filter_map(of).collect::<Vec<_>>())
}

#[test]
fn hours_are_priced_and_the_courses_bear_their_part_of_the_cost() {
    // 3 - 0.5 hours x 1,000/3 kroner x 26 weeks, less 400.01 x 2/4: 65,000/3 - 200.005 = 21,466.6616… of 2 courses.
    let found = with(&[]).ask("E2a", "2018-H1", "");
    let one = found.first().unwrap();
    let expected = 65_000.0 / 3.0 - 200.005;
    let near = |found: Option<f64>, expected: f64| (found.unwrap() - expected).abs() < 1e-9;
    assert!(near(one.numerator, expected), "{one:?}");
    assert!(near(one.value, expected / 2.0), "{one:?}");
    assert_eq!(one.denominator, Some(2.0));
    assert_eq!((one.n_bottom, one.n_least), (Some(2), Some(1)));
    assert_eq!(one.members.get("weeks").map(String::as_str), Some("26"));
}

#[test]
fn what_the_gain_is_made_of_decides_whether_there_is_one() {
    let check = |changed: &[(&str, Option<&str>)], expected: &str, said: &str| {
        let found = with(changed).ask("E2a", "2018-H1", "");
        let one = found.first().unwrap();
        assert_eq!(one.cell.as_str(), expected, "{one:?}");
        let reason = one.reason.as_ref().map(|reason| reason.en.as_str());
        assert!(reason.unwrap_or_default().contains(said), "{reason:?}");
    };
    for (dataset, named) in [
        ("course", "courses"),
        ("grant", "grants"),
        ("ledger", "ledger"),
        ("delivery", "deliveries"),
        ("provider", "providers"),
    ] {
        check(&[(dataset, None)], "missing", named);
    }
    let no_hours = "person_key;service_code;date;minutes;provider_id\n";
    check(
        &[("delivery", Some(no_hours))],
        "not_applicable",
        "O5.2.cost_per_hour",
    );
    let unmeasured = "course_id;person_key;start;end;end_reason;hours_before;hours_after
C3;C;2018-02-01;2018-03-01;less_help;;
";
    check(&[("course", Some(unmeasured))], "missing", "measured");
    let none = "course_id;person_key;start;end;end_reason;hours_before;hours_after\n";
    check(&[("course", Some(none))], "not_applicable", "nothing");
    // No gain and no known cost: without a posting that names the service the cost is not 0.
    let alike = "course_id;person_key;start;end;end_reason;hours_before;hours_after
C2;B;2018-02-01;2018-03-01;same_help;5;5
";
    let free = "fiscal_year;fiscal_period;function;dranst;ownership;service_code;amount_oere
2018;1;5.30.26;1;1;;100000
";
    check(
        &[("course", Some(alike)), ("ledger", Some(free))],
        "missing",
        "",
    );
}

#[test]
fn a_gain_is_known_no_earlier_than_the_hours() {
    let found = with(&[]).ask("E2a", "2018", "");
    assert_eq!(found.first().unwrap().cell.as_str(), "immature");
    let found = with(&[]).ask("E2a", "2017-H1", "");
    assert_ne!(found.first().unwrap().cell.as_str(), "ok");
}
