use pejl_domain::{Absent, Period, Variant};

use super::super::calendar::{Calendar, Window};
use super::*;

/// A cover of months of one source at Hedensted.
fn cover(source: &str, months: &[&str]) -> Cover {
    let key = format!("{source}/grant/persons/not_applicable/month/");
    Cover {
        variant: Variant::parse_key(&key).unwrap(),
        areas: ["766".to_owned()].into(),
        periods: months.iter().map(|text| text.parse().unwrap()).collect(),
        members: BTreeMap::new(),
        absent: Absent::Missing,
    }
}

fn of(covers: &[Cover], as_of: &str, period: &str) -> Covered {
    let coverage = DatasetCoverage::new(covers, as_of.parse().unwrap());
    coverage.of("766", &span(period))
}

fn span(period: &str) -> Span {
    let periods: [Period; 1] = [period.parse().unwrap()];
    Calendar::new(&periods, Window::Period).unwrap().spans()[0]
}

#[test]
fn a_tail_that_is_not_in_is_no_hole() {
    let covers = [cover("nexus", &["2018-01", "2018-02", "2018-04"])];
    let now = "2026-01-01";
    assert_eq!(of(&covers, now, "2018-02"), Covered::Whole);
    let until = Covered::Partly {
        until: 2018 * 12 + 3,
    };
    assert_eq!(of(&covers, now, "2018-Q2"), until);
    assert_eq!(
        of(&covers, now, "2018-Q1"),
        Covered::Partly {
            until: 2018 * 12 + 1
        }
    );
    assert_eq!(of(&covers, now, "2018-H1"), Covered::Not);
    assert_eq!(of(&covers, now, "2018-03"), Covered::Not);
    assert_eq!(of(&covers, now, "2017"), Covered::Not);
}

#[test]
fn sources_add_up_and_reports_yield() {
    let covers = [
        cover("nexus", &["2018-01", "2018-02"]),
        cover("sensum", &["2018-02", "2018-03"]),
        cover("kl-gateway", &["2018-02", "2018-04"]),
    ];
    assert_eq!(of(&covers, "2026-01-01", "2018-Q1"), Covered::Whole);
    assert_eq!(of(&covers, "2026-01-01", "2018-04"), Covered::Whole);
    let coverage = DatasetCoverage::new(&covers, "2026-01-01".parse().unwrap());
    let hidden: Vec<(&str, &str, &BTreeSet<String>)> = coverage.hidden().collect();
    let reported = covers[2].variant.key();
    assert_eq!(
        hidden,
        [("766", reported.as_str(), &["2018-02".to_owned()].into())]
    );
}

#[test]
fn months_that_have_not_begun_are_not_covered() {
    let covers = [cover(
        "nexus",
        &["2026-10", "2026-11", "2026-12", "2027-01"],
    )];
    let coverage = DatasetCoverage::new(&covers, "2026-11-26".parse().unwrap());
    assert_eq!(coverage.newest("766"), Some(2026 * 12 + 10));
    assert_eq!(coverage.of("766", &span("2027-01")), Covered::Not);
    assert_eq!(
        coverage.known_until("766", &span("2026-10")),
        "2026-11-30".parse().ok()
    );
}

#[test]
fn a_register_is_of_every_month_and_of_none() {
    let register = pejl_lake::REGISTER_YEAR.to_string();
    let covers = [cover("canonical", &[&register])];
    let coverage = DatasetCoverage::new(&covers, "2026-01-01".parse().unwrap());
    assert!(coverage.is_register("766") && coverage.has("766"));
    assert_eq!(
        (coverage.oldest("766"), coverage.newest("766")),
        (None, None)
    );
    assert_eq!(coverage.of("766", &span("2018")), Covered::Whole);
    assert!(!coverage.is_register("630"));
}
