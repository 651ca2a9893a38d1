//! Average unit prices in their readings, and by the level of the package.

use super::given;

const LEDGER: &str = "fiscal_year;fiscal_period;function;dranst;art;service_code;amount_oere
2018;1;5.38.50;1;;;100000
2018;1;5.38.50;1;7.7;;-20000
2018;13;5.38.50;1;4.7;;40000
2018;1;5.38.50;2;;;-10000
2018;1;5.38.50;3;4.7;;990000
2018;1;5.22.07;2;;SEL-108;-5000
2018;1;5.22.07;2;;SEL-107;-700
2018;1;5.22.07;2;;;-99000
";
/// A place of one's own, one bought of another municipality, one sold to another.
const PLACES: &str = "person_key;service_code;valid_from;valid_to;provider_type;paying_municipality
A;SEL-108;2017-01-01;;own;766
B;SEL-108;2017-01-01;;other_municipality;
C;SEL-108;2017-01-01;;own;615
";

#[test]
fn a_place_has_a_price_net_and_gross_with_and_without_refund_sale_and_purchase() {
    let given = given(&[("ledger", LEDGER), ("grant", PLACES)]);
    for (reading, expected) in [
        ("long_term_net", "2018 ok 1100 / 2"),
        ("long_term_gross", "2018 ok 1200 / 2"),
        ("long_term_net_after_central_refund", "2018 ok 1050 / 2"),
        ("long_term_net_with_sold_places", "2018 ok 1300 / 3"),
        ("long_term_net_without_bought_places", "2018 ok 700 / 1"),
        // Nobody has such a place, whatever was refunded for one.
        ("temporary_net_after_central_refund", "2018 not_applicable"),
        ("sheltered_net_after_central_refund", "2018 not_applicable"),
        ("sheltered_gross", "2018 not_applicable"),
    ] {
        given.check(reading, "2018", "", &[expected]);
    }
    // Somebody has one, and nobody says what was refunded.
    let lines = LEDGER.lines().filter(|line| !line.contains("5.22.07"));
    let unrefunded: String = lines.map(|line| format!("{line}\n")).collect();
    let given = super::given(&[("ledger", &unrefunded), ("grant", PLACES)]);
    let reading = "long_term_net_after_central_refund";
    given.check(reading, "2018", "", &["2018 missing"]);
}

#[test]
fn who_stands_in_one_of_two_figures_alone_is_behind_the_difference() {
    // Nine of the municipality's own and one bought: nine and ten are told, and so is what one costs.
    let place = |no: u8| match no {
        9 => "9;SEL-108;2017-01-01;;other_municipality;766\n".to_owned(),
        _ => format!("{no};SEL-108;2017-01-01;;own;766\n"),
    };
    let places: String = (0..10).map(place).collect();
    let header = PLACES.lines().next().unwrap();
    let places = format!("{header}\n{places}");
    let given = given(&[("ledger", LEDGER), ("grant", &places)]);
    let least = |reading: &str| {
        let one = given.ask(reading, "2018", "");
        (one[0].n_bottom, one[0].n_least)
    };
    assert_eq!(least("long_term_net"), (Some(10), Some(10)));
    let reading = "long_term_net_without_bought_places";
    assert_eq!(least(reading), (Some(9), Some(1)));
    // Nothing was sold, so that nothing is told by it.
    let reading = "long_term_net_with_sold_places";
    assert_eq!(least(reading), (Some(10), Some(10)));
}

#[test]
fn a_posting_is_of_the_level_that_its_activity_names() {
    let ledger = "fiscal_year;fiscal_period;function;dranst;activity;amount_oere
2018;1;5.38.50;1;Tung;100000
2018;1;5.38.50;1;Let;40000
2018;1;5.38.50;1;;500
";
    let grants = "person_key;service_code;valid_from;valid_to;package_level
A;SEL-108;2017-01-01;;Tung
B;SEL-108;2017-01-01;2018-06-30;Let
B;SEL-108;2018-07-01;;Tung
C;SEL-108;2018-12-31;;
";
    given(&[("ledger", ledger), ("grant", grants)]).check(
        "long_term_net",
        "2018",
        "package_level",
        &[
            "2018 Let ok 400 / 0.4958904109589041",
            "2018 Tung ok 1000 / 1.5041095890410958",
            "2018 not_stated ok 5 / 0.0027397260273972603",
        ],
    );
}

#[test]
fn what_a_course_costs_is_shared_by_those_with_a_result() {
    let ledger = "fiscal_year;fiscal_period;function;dranst;service_code;amount_oere
2018;1;5.30.29;1;SEL-83a;900000
";
    let courses = "course_id;person_key;service_code;start;end;end_reason
C1;A;SEL-83a;2018-01-01;2018-02-01;self_reliant
C2;B;SEL-83a;2018-01-01;2018-02-01;more_help
C3;C;SEL-83a;2018-01-01;2018-02-01;death
";
    let given = given(&[("ledger", ledger), ("course", courses)]);
    given.check("E2d.cost_per_course", "2018", "", &["2018 ok 9000 / 2"]);
    given.check("E2d", "2018", "", &["2018 ok 9000 / 1"]);
}
