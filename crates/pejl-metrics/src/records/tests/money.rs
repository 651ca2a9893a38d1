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

#[test]
fn a_unit_that_no_posting_states_has_no_price_of_zero_where_some_state_no_unit() {
    let stated = "fiscal_year;fiscal_period;function;dranst;service_code;unit_id;amount_oere
2018;1;5.30.26;1;SEL-83a;U1;900000
";
    let courses =
        format!("{COURSES}F6;G;rehabilitering;SEL-83a;U2;2018-03-01;2018-04-01;less_help\n");
    let check = |ledger: &str, by: &str, expected: &[&str]| {
        given(&[("ledger", ledger), ("course", &courses)]).check("E2d", "2018", by, expected);
    };
    check(
        stated,
        "unit",
        &["2018 U1 ok 9000 / 2", "2018 U2 zero 0 / 1"],
    );
    // 3,000 kroner state no unit: whether they are U2's cannot be known.
    let not_all = format!("{stated}2018;2;5.30.26;1;SEL-83a;;300000\n");
    check(
        &not_all,
        "unit",
        &[
            "2018 U1 ok 9000 / 2",
            "2018 U2 missing",
            "2018 not_stated not_applicable",
        ],
    );
    check(&not_all, "unit=U2", &["2018 U2 missing"]);
    check(&not_all, "", &["2018 ok 12000 / 3"]);
    // Postings of a unit that make nothing together state it all the same, and so do those of none.
    let balanced = format!(
        "{not_all}2018;3;5.30.26;1;SEL-83a;U2;500000\n2018;4;5.30.26;1;SEL-83a;U2;-500000\n"
    );
    check(&balanced, "unit=U2", &["2018 U2 zero 0 / 1"]);
    let taken_back = format!("{not_all}2018;3;5.30.26;1;SEL-83a;;-300000\n");
    check(&taken_back, "unit=U2", &["2018 U2 missing"]);
    // What states no unit and is of no rehabilitation is none of this money.
    let other = format!("{stated}2018;2;5.30.26;1;SEL-83-1;;300000\n");
    check(&other, "unit=U2", &["2018 U2 zero 0 / 1"]);
}

#[test]
fn what_stands_below_the_line_and_states_no_member_makes_a_member_missing_and_not_inapplicable() {
    let ledger = "fiscal_year;fiscal_period;function;dranst;service_code;unit_id;amount_oere
2018;3;5.30.26;1;SEL-85;U1;10000
2018;3;5.30.26;1;;;20000
";
    let given = given(&[("ledger", ledger)]);
    given.check(
        "E2c.tied_directly",
        "2018-03",
        "unit=U2",
        &["2018-03 U2 missing"],
    );
    given.check(
        "E2c.tied_directly",
        "2018-03",
        "unit=U1",
        &["2018-03 U1 ok 100 / 100"],
    );
}

#[test]
fn a_member_that_some_lines_state_has_the_figure_of_these() {
    let budget =
        "fiscal_year;function;dranst;budget_type;version_date;unit_id;binding_flag;amount_oere
2018;5.30.26;1;corrected;2018-02-28;U1;true;300000000
2018;5.30.26;1;corrected;2018-02-28;;false;100000000
";
    let given = given(&[("budget", budget)]);
    given.check(
        "E2b.freely_disposable",
        "2018",
        "unit=U1",
        &["2018 U1 zero 0 / 3000000"],
    );
    given.check(
        "E2b.freely_disposable",
        "2018",
        "unit=U2",
        &["2018 U2 missing"],
    );
}

#[test]
fn spending_is_held_against_no_budget_that_is_not_there() {
    let ledger = "fiscal_year;fiscal_period;function;dranst;amount_oere
2018;1;5.30.26;1;900000
";
    let original = "fiscal_year;function;dranst;budget_type;version_date;amount_oere
2018;5.30.26;1;original;2017-10-10;1000000
";
    let check = |budget: &str, reading: &str, expected: &str| {
        given(&[("ledger", ledger), ("budget", budget)]).check(reading, "2018", "", &[expected]);
    };
    check(original, "F1.deviation_from_original", "2018 ok -1000");
    check(original, "F1.deviation_from_corrected", "2018 missing");
    check(original, "F1.expected_from_corrected", "2018 missing");
    let all = format!(
        "{original}2018;5.30.26;1;corrected;2018-02-28;800000
2018;5.30.26;1;forecast;2018-03-31;700000
2018;5.30.26;1;forecast;2018-09-30;840000
2018;5.30.26;1;carry_over;2018-03-01;40000
2018;4.62.82;1;forecast;2018-09-30;900000
"
    );
    check(&all, "F1.deviation_from_corrected", "2018 ok 1000");
    // The newest forecast: 8,400 less 8,000.
    check(&all, "F1.expected_from_corrected", "2018 ok 400");
    check(&all, "F1.expected_share_of_corrected", "2018 ok 400 / 8000");
    check(&all, "E2b.carried_over", "2018 ok 400 / 8000");
    let without = all.replace("carry_over", "supplement");
    check(&without, "E2b.carried_over", "2018 missing");
}

#[test]
fn places_that_no_posting_pays_have_no_price_of_zero() {
    let grants = "person_key;service_code;valid_from;valid_to;status
A;SEL-108;2018-01-01;2018-12-31;ended
";
    let ledger = "fiscal_year;fiscal_period;function;dranst;amount_oere
2018;1;5.38.52;1;900000
";
    let both = given(&[("ledger", ledger), ("grant", grants)]);
    both.check("O5.1.long_term_net", "2018", "", &["2018 missing"]);
    both.check("O5.1.temporary_net", "2018", "", &["2018 not_applicable"]);
}

/// Of cost centre X, where all that name a service name SEL-85; of Y, where two are named; and of none.
const POSTINGS: &str =
    "fiscal_year;fiscal_period;function;dranst;cost_centre;service_code;person_key;amount_oere
2018;3;5.38.52;1;X;SEL-85;;10000
2018;3;5.30.26;1;X;;;20000
2018;3;5.30.26;1;X;;A;40000
2018;3;5.30.26;1;Y;SEL-83-1;;100
2018;13;6.45.51;1;Y;SEL-83-2;;900000
2018;3;5.30.26;1;Y;;;200
2018;3;5.30.26;1;;;B;400
2018;3;5.30.26;2;;SEL-107;B;-800
2018;3;5.30.26;1;;;;1600
2018;3;5.30.26;3;;SEL-85;A;900000
2018;3;5.35.40;1;;SEL-85;A;900000
2017;12;5.30.26;1;X;SEL-83-1;;900000
";
const HELP: &str = "person_key;service_code;valid_from;valid_to;status
A;SEL-107;2017-05-01;2018-01-01;
B;SEL-85;2018-03-31;;granted
B;SEL-107;2017-05-01;2017-12-31;ended
C;SEL-83-1;2018-01-01;2018-12-31;rejected
";

#[test]
fn postings_are_tied_by_themselves_or_by_a_cost_centre_of_one_service() {
    let given = given(&[("ledger", POSTINGS)]);
    // All: 100 + 200 + 400, 1 + 2, 4 − 8, 16 kroner.
    given.check(
        "E2c.tied_directly",
        "2018-03,2018",
        "",
        &["2018-03 ok 497 / 715", "2018 ok 497 / 715"],
    );
    given.check("E2c", "2018-03", "", &["2018-03 ok 697 / 715"]);
    given.check("E2c", "2017-12", "", &["2017-12 not_applicable"]);
}

#[test]
fn postings_are_linked_to_help_in_force_in_their_month_or_the_two_before() {
    let given = given(&[("ledger", POSTINGS), ("grant", HELP)]);
    // Of X 100 and 200 by B's SEL-85, begun on the last day of March, and 400 by A's help to 1 January; B's 4 of no service by
    // the same SEL-85, and not B's -8, whose service ended in December. SEL-83-1 was rejected, and Y has two services.
    given.check(
        "E2c.linked_share",
        "2018-03,2018-02",
        "",
        &["2018-03 ok 704 / 715", "2018-02 not_applicable"],
    );
    given.check("E2c.unlinked", "2018-03", "", &["2018-03 ok 11"]);
}

#[test]
fn whom_postings_name_stands_behind_their_money_for_the_gate_and_is_no_base_of_it() {
    let given_both = given(&[("ledger", POSTINGS), ("grant", HELP)]);
    let behind = |reading: &str| {
        let found = given_both.ask(reading, "2018-03", "");
        (found[0].n, found[0].n_top, found[0].n_least)
    };
    // A and B are named above and below the line; by what no help is found for, B alone.
    assert_eq!(behind("E2c"), (None, None, Some(2)));
    assert_eq!(behind("E2c.linked_share"), (None, None, Some(1)));
    assert_eq!(behind("E2c.unlinked"), (None, None, Some(1)));
    let of_nobody = "fiscal_year;fiscal_period;function;dranst;service_code;amount_oere
2018;3;5.30.26;1;SEL-85;10000
";
    let found = given(&[("ledger", of_nobody)]).ask("E2c", "2018-03", "");
    assert_eq!((found[0].n, found[0].n_least), (None, None));
}

#[test]
fn help_is_looked_for_from_two_months_before_the_month_of_account_to_its_end() {
    let link = |help: &str, period: &str| {
        let ledger = format!(
            "fiscal_year;fiscal_period;function;dranst;service_code;amount_oere\n2018;{period};5.30.26;1;SEL-85;100\n"
        );
        let help = format!("person_key;service_code;valid_from;valid_to\n{help}\n");
        let given = given(&[("ledger", &ledger), ("grant", &help)]);
        let found = given.ask("E2c.linked_share", "2018", "");
        found[0].value.unwrap()
    };
    assert_eq!(link("A;SEL-85;2017-01-01;2018-10-01", "13"), 1.0);
    assert_eq!(link("A;SEL-85;2017-01-01;2018-09-30", "13"), 0.0);
    assert_eq!(link("A;SEL-85;2018-05-31;2018-05-31", "5"), 1.0);
    assert_eq!(link("A;SEL-85;2018-06-01;2018-06-30", "5"), 0.0);
    assert_eq!(link("A;SEL-107;2018-01-01;", "5"), 0.0);
}

#[test]
fn without_grants_delivered_no_link_is_known() {
    let given = given(&[("ledger", POSTINGS)]);
    given.check("E2c.linked_share", "2018-03", "", &["2018-03 missing"]);
    given.check("E2c.unlinked", "2018-03", "", &["2018-03 missing"]);
}

const HOME_HELP: &str = "fiscal_year;fiscal_period;function;dranst;ownership;unit_id;amount_oere
2018;1;5.30.26;1;1;U1;1000000
2018;13;5.30.26;2;1;U1;-100000
2018;1;5.30.26;1;4;U1;500000
2018;1;5.30.26;1;;U2;300000
2018;1;5.30.26;3;1;U1;900000
2018;1;5.30.27;1;1;U1;900000
";
/// P1 is the municipality's own to June and private after it, P2 its own with no days given, P3 private; P4 is not in it.
const PROVIDERS: &str = "provider_id;provider_type;valid_from;valid_to
P1;own;2015-01-01;2018-06-30
P1;private;2018-07-01;
P2;own;;
P2;own;2018-01-01;2018-12-31
P3;private;;
";
/// G1 is for care housing and G2 for a citizen with a disability; G4 is for care housing from April on. Of
/// G6 two rows in force say two things, so that it says nothing.
const HOMES: &str = "grant_id;person_key;service_code;setting;target_group;valid_from;valid_to
G1;D;SEL-83-1;care_housing;elderly;2018-01-01;
G2;E;SEL-83-1;own_home;disability;2018-01-01;
G3;A;SEL-83-1;own_home;elderly;2018-01-01;
G4;A;SEL-83-1;own_home;elderly;2018-01-01;2018-03-31
G4;A;SEL-83-1;care_housing;elderly;2018-04-01;
G6;B;SEL-83-1;own_home;elderly;2018-01-01;
G6;B;SEL-83-1;care_housing;elderly;2018-01-01;
";
const DELIVERIES: &str =
    "person_key;grant_id;service_code;date;minutes;provider_id;unit_id;cancelled
A;G3;SEL-83-1;2018-01-01;60;P1;U1;
A;G4;SEL-83-2;2018-03-31;30;P1;U1;false
A;G4;SEL-83-2;2018-04-01;900;P1;U1;false
A;G3;AEL-10-1;2018-07-01;600;P1;U1;
B;G6;SEL-83-1;2018-02-01;60;P2;U2;
B;;SEL-83-1;2018-02-01;;P2;U2;
B;;SEL-83-1;2018-02-02;900;P2;U2;true
B;;SEL-83a;2018-02-02;30;P2;U2;
B;;SEL-86-1;2018-02-02;900;P2;U2;
B;;SEL-83-3;2018-02-02;900;P2;U2;
C;;SEL-83-1;2018-02-02;60;P3;U1;
C;;SEL-83-1;2018-02-02;60;P4;U1;
C;;SEL-83-1;2018-02-02;60;;U1;
D;G1;SEL-83-1;2018-02-02;900;P1;U1;
E;G2;SEL-83-1;2018-02-02;900;P1;U1;
";

#[test]
fn an_hour_costs_what_own_provision_costs_over_what_own_providers_delivered() {
    let given = given(&[
        ("ledger", HOME_HELP),
        ("delivery", DELIVERIES),
        ("provider", PROVIDERS),
        ("grant", HOMES),
    ]);
    // 60, 30, 60 and 30 minutes; of all providers 960. What is booked elsewhere is out: care housing, disability, § 86.
    given.check("O5.2", "2018", "", &["2018 ok 9000 / 3"]);
    given.check(
        "O5.2",
        "2018",
        "unit",
        &["2018 U1 ok 9000 / 1.5", "2018 U2 zero 0 / 1.5"],
    );
    given.check(
        "O5.2.cost_per_hour_all",
        "2018",
        "",
        &["2018 ok 17000 / 16"],
    );
    // 5.30 does not exist before 2018.
    given.check("O5.2", "2017", "", &["2017 not_applicable"]);
}

#[test]
fn whose_an_hour_is_is_not_known_without_the_register_of_providers() {
    let given = given(&[
        ("ledger", HOME_HELP),
        ("delivery", DELIVERIES),
        ("grant", HOMES),
    ]);
    given.check("O5.2", "2018", "", &["2018 missing"]);
    given.check(
        "O5.2.cost_per_hour_all",
        "2018",
        "",
        &["2018 ok 17000 / 16"],
    );
}

#[test]
fn where_an_hour_was_delivered_is_not_known_without_the_grants() {
    let given = given(&[
        ("ledger", HOME_HELP),
        ("delivery", DELIVERIES),
        ("provider", PROVIDERS),
    ]);
    given.check("O5.2", "2018", "", &["2018 missing"]);
    given.check("O5.2.cost_per_hour_all", "2018", "", &["2018 missing"]);
}

/// Two forecasts of the first quarter, one of the year before and one after September; of the second none.
const BUDGETS: &str = "fiscal_year;budget_type;version_date;function;dranst;amount_oere
2018;forecast;2018-01-01;5.30.26;1;99900
2018;forecast;2018-03-31;5.30.26;1;70000
2018;forecast;2018-03-31;5.38.50;2;-5000
2018;forecast;2018-03-31;5.32.30;1;99900
2018;forecast;2017-12-31;5.30.26;1;99900
2018;forecast;2018-07-01;5.30.26;1;95000
2018;forecast;2018-10-01;5.30.26;1;99900
2018;forecast;;5.30.26;1;99900
2018;corrected;2018-02-01;5.30.26;1;99900
2018;corrected;2018-11-30;5.30.26;1;60000
2018;corrected;2018-11-30;5.38.50;1;20000
2018;original;2017-10-10;5.30.26;1;99900
";
const ACCOUNT: &str = "fiscal_year;fiscal_period;function;dranst;amount_oere
2018;1;5.30.26;1;50000
2018;13;5.30.26;1;10000
2018;12;5.38.50;2;20000
2018;12;5.32.30;1;99900
2018;12;5.30.26;3;99900
";

#[test]
fn the_error_of_a_forecast_has_no_sign() {
    let given = given(&[("budget", BUDGETS), ("ledger", ACCOUNT)]);
    // 650 against 800 kroner, and 950; of 800.
    given.check("E2e.error_march", "2018", "", &["2018 ok 150 / 800"]);
    given.check("E2e.error_september", "2018", "", &["2018 ok 150 / 800"]);
    let found = given.ask("E2e.error_march", "2018", "");
    assert_eq!(found[0].value, Some(0.1875));
}

#[test]
fn a_function_that_a_forecast_does_not_name_is_expected_to_cost_nothing() {
    let given = given(&[("budget", BUDGETS), ("ledger", ACCOUNT)]);
    given.check(
        "E2e.error_march",
        "2018",
        "function",
        &["2018 5.30.26 ok 100 / 600", "2018 5.38.50 ok 250 / 200"],
    );
    given.check(
        "E2e.error_september",
        "2018",
        "function",
        &["2018 5.30.26 ok 350 / 600", "2018 5.38.50 ok 200 / 200"],
    );
}

#[test]
fn without_a_forecast_of_the_follow_up_the_error_is_missing_and_says_so() {
    let given = given(&[("budget", BUDGETS), ("ledger", ACCOUNT)]);
    given.check("E2e.error_june", "2018", "", &["2018 missing"]);
    given.check(
        "E2e.error_june",
        "2018",
        "function",
        &["2018 5.30.26 missing", "2018 5.38.50 missing"],
    );
    let found = given.ask("E2e.error_june", "2018", "");
    assert_eq!(
        found[0].reason.as_ref().unwrap().en,
        "what the figure cannot do without is not in the data: a forecast dated 1 April to 30 June of the year of account"
    );
}

#[test]
fn a_forecast_is_there_whatever_is_asked_for_of_it() {
    let given = given(&[("budget", BUDGETS), ("ledger", ACCOUNT)]);
    given.check(
        "E2e.error_september",
        "2018",
        "function=5.38.50",
        &["2018 5.38.50 ok 200 / 200"],
    );
}

#[test]
fn a_group_has_an_error_where_each_of_its_municipalities_has_a_forecast() {
    let ledger = "area;fiscal_year;fiscal_period;function;dranst;amount_oere
461;2018;1;5.30.26;1;10000
751;2018;1;5.30.26;1;20000
851;2018;1;5.30.26;1;30000
";
    let budgets = "area;fiscal_year;budget_type;version_date;function;dranst;amount_oere
461;2018;corrected;2018-02-01;5.30.26;1;10000
751;2018;corrected;2018-02-01;5.30.26;1;20000
851;2018;corrected;2018-02-01;5.30.26;1;20000
461;2018;forecast;2018-03-01;5.30.26;1;9000
461;2018;forecast;2018-06-01;5.30.26;1;9000
751;2018;forecast;2018-03-01;5.30.26;1;25000
851;2018;forecast;2018-03-31;5.30.26;1;30000
";
    let given = given(&[("ledger", ledger), ("budget", budgets)]).of_group("STATBANK_920");
    given.check("E2e.error_march", "2018", "", &["2018 ok 40 / 500"]);
    given.check("E2e.error_june", "2018", "", &["2018 missing"]);
}
