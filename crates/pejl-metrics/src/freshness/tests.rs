//! Freshness over a few covers whose ages a person can count.

use std::collections::BTreeMap;

use pejl_domain::area::find_area;
use pejl_domain::group::find_group;
use pejl_domain::{Absent, Cell, Cover, Period, Variant};

use super::*;
use crate::catalogue::catalogue;

/// A cover of months of a dataset, or of periods of a table of facts, at Hedensted.
fn cover(table: &str, periods: &str) -> (&'static str, Cover) {
    let dataset = dataset(table).map_or(STAT_FACT.name, |spec| spec.name);
    let periods = periods.split_once("..").unwrap_or((periods, periods));
    let periods = Period::range(periods.0.parse().unwrap(), periods.1.parse().unwrap()).unwrap();
    let grain = periods.first().unwrap().grain().as_str();
    let key = format!("canonical/{table}/persons/not_applicable/{grain}/");
    let cover = Cover {
        variant: Variant::parse_key(&key).unwrap(),
        areas: ["766".to_owned()].into(),
        periods: periods.into_iter().collect(),
        members: BTreeMap::new(),
        absent: Absent::Missing,
    };
    (dataset, cover)
}

/// The figure of a period on a day, of what had been imported by then.
fn figure(covers: &[(&str, &str)], place: &str, period: &str, as_of: &str) -> Observation {
    let mut known: BTreeMap<&'static str, Vec<Cover>> = BTreeMap::new();
    for (table, periods) in covers {
        let (dataset, cover) = cover(table, periods);
        known.entry(dataset).or_default().push(cover);
    }
    let (period, as_of): (Period, NaiveDate) = (period.parse().unwrap(), as_of.parse().unwrap());
    let place = match find_group(place) {
        Some(group) => Place::Group(group),
        None => Place::Area(find_area(place).unwrap()),
    };
    let day = day_of(period, as_of).unwrap_or(as_of);
    let known = KnownCovers::new(&known, day);
    let reading = catalogue().find_reading("E2f").unwrap();
    freshness(
        catalogue(),
        reading,
        (&place, period),
        (Some(&known), as_of),
        7,
    )
}

/// Whether an indicator is not among those too old.
fn is_fresh(one: &Observation, code: &str) -> bool {
    let stale = one.members.get(STALE).map_or("", String::as_str);
    !stale.split(',').any(|stale| stale == code)
}

#[test]
fn data_are_fresh_up_to_the_last_day_agreed() {
    // Complaints may be 75 days old: those to the end of January until 16 April, and no longer.
    let complaints = [("complaint", "2018-01")];
    for (as_of, fresh) in [("2018-04-16", true), ("2018-04-17", false)] {
        let found = figure(&complaints, "766", "2018-Q2", as_of);
        assert_eq!(is_fresh(&found, "Q1"), fresh, "{as_of}");
        assert!(found.provisional);
    }
    // A period that is over is judged on its last day, whatever day it is now.
    let found = figure(&complaints, "766", "2018-03", "2025-01-01");
    assert!(is_fresh(&found, "Q1") && !found.provisional);
    assert!(!is_fresh(
        &figure(&complaints, "766", "2018-04", "2025-01-01"),
        "Q1"
    ));
}

#[test]
fn every_part_must_be_fresh_and_a_register_need_only_be_there() {
    let q5 =
        |covers: &[(&str, &str)]| is_fresh(&figure(covers, "766", "2018-06", "2025-01-01"), "Q5");
    assert!(q5(&[("grant", "2018-01..2018-06"), ("deadline", "1900")]));
    assert!(!q5(&[("grant", "2018-01..2018-06")]));
    assert!(!q5(&[("grant", "2018-01..2018-04"), ("deadline", "1900")]));
    // The component of an index, and residents.
    let o5_3 = |ledger: &str| {
        let covers = [("grant", "2018-06"), ("ledger", ledger)];
        is_fresh(&figure(&covers, "766", "2018-06", "2025-01-01"), "O5.3")
    };
    assert!(o5_3("2018-06") && !o5_3("2018-04"));
    let o2_1 = |residents: &str| {
        let covers = [("course", "2018-06"), ("FOLK1A", residents)];
        is_fresh(&figure(&covers, "766", "2018-06", "2025-01-01"), "O2.1")
    };
    assert!(o2_1("2018-Q1") && !o2_1("2017-Q4"));
}

#[test]
fn of_published_figures_the_table_counts() {
    let w2_2 = |year: &str| {
        let covers = [("ESUNDHED_FOREBYGGELIGE_SYGEHUSOPHOLD", year)];
        is_fresh(&figure(&covers, "766", "2019-Q1", "2025-01-01"), "W2.2")
    };
    // 700 days from the end of 2017 are in November 2019.
    assert!(w2_2("2017") && !w2_2("2016"));
}

#[test]
fn the_share_is_of_all_that_is_computed_and_the_rest_is_named() {
    let found = figure(&[("complaint", "2018-03")], "766", "2018-03", "2025-01-01");
    let n_stale = found.members[STALE].split(',').count();
    let n_all = shown(catalogue(), codes(board())).len();
    assert!(n_all > 40 && !found.members[STALE].contains("E2f"));
    assert_eq!(n_stale, n_all - 1);
    assert_eq!(found.numerator, Some(1.0));
    assert_eq!(
        found.denominator.map(|all| format!("{all}")),
        Some(n_all.to_string())
    );
    let none = figure(&[], "766", "2018-03", "2025-01-01");
    assert_eq!((none.cell, none.value), (Cell::Zero, Some(0.0)));
}

#[test]
fn a_group_is_the_sum_of_its_municipalities() {
    let complaints = [("complaint", "2018-03")];
    let found = figure(&complaints, "LANDSDEL_09", "2018-03", "2025-01-01");
    let n_areas = find_group("LANDSDEL_09").unwrap().members.len();
    let n_all = shown(catalogue(), codes(board())).len() * n_areas;
    assert_eq!(found.numerator, Some(1.0));
    assert_eq!(
        found.denominator.map(|all| format!("{all}")),
        Some(n_all.to_string())
    );
    assert!(found.members[STALE].contains("615 Q1"));
    assert!(!found.members[STALE].contains("766 Q1"));
}

#[test]
fn what_has_not_begun_or_was_not_known_is_missing() {
    let future = figure(&[("complaint", "2018-03")], "766", "2018-05", "2018-04-30");
    assert_eq!((future.cell, future.value), (Cell::Missing, None));
    let place = Place::Area(find_area("766").unwrap());
    let reading = catalogue().find_reading("E2f").unwrap();
    let asked = (&place, "2018-03".parse().unwrap());
    let as_of = "2025-01-01".parse().unwrap();
    let unknown = freshness(catalogue(), reading, asked, (None, as_of), 7);
    assert_eq!(unknown.cell, Cell::Missing);
    assert!(
        unknown
            .reason
            .unwrap()
            .en
            .contains("nothing had been imported")
    );
}

/// What a report of a month waits for: the source, the last period covered, and the first month that is not.
fn waits(covers: &[(&str, &str)], month: &str) -> Vec<(String, Option<String>, Option<String>)> {
    let mut known: BTreeMap<&'static str, Vec<Cover>> = BTreeMap::new();
    for (table, periods) in covers {
        let (dataset, cover) = cover(table, periods);
        known.entry(dataset).or_default().push(cover);
    }
    let found = waited_for(catalogue(), &known, ("766", month.parse().unwrap()));
    let named = found.into_iter().map(|one| {
        let name = match one.source {
            Source::Dataset(name) => name.to_owned(),
            Source::Tables(tables) => tables.join(","),
        };
        let text = |period: Option<Period>| period.map(|one| one.to_string());
        (name, text(one.last), text(one.missing))
    });
    named.collect()
}

fn waiting(
    name: &str,
    last: &str,
    missing: Option<&str>,
) -> (String, Option<String>, Option<String>) {
    (
        name.to_owned(),
        Some(last.to_owned()),
        missing.map(str::to_owned),
    )
}

#[test]
fn a_report_waits_for_the_month_of_what_comes_by_the_month() {
    let whole = [("course", "2017-06..2018-03")];
    assert_eq!(waits(&whole, "2018-03"), []);
    assert_eq!(
        waits(&whole, "2018-04"),
        [waiting("course", "2018-03", Some("2018-04"))]
    );
    // A hole in the year is not whole, one of another year is of no account.
    let with_hole = [
        ("course", "2017-06..2017-08"),
        ("course", "2018-02..2018-03"),
    ];
    assert_eq!(
        waits(&with_hole, "2018-03"),
        [waiting("course", "2018-03", Some("2018-01"))]
    );
}

#[test]
fn a_report_waits_for_what_stands_beside_a_pejlemaerke_as_well() {
    // Staffing is behind no leading indicator, but its figures are in the report.
    let staffing = [("staffing", "2016-01..2017-05")];
    assert_eq!(
        waits(&staffing, "2018-03"),
        [waiting("staffing", "2017-05", Some("2018-01"))]
    );
    // Published accounts of 2015 are older than is agreed.
    let accounts = [("REGK31", "2015")];
    assert_eq!(waits(&accounts, "2016-12"), []);
    assert_eq!(
        waits(&accounts, "2018-03"),
        [waiting("REGK31", "2015", None)]
    );
}

#[test]
fn a_report_does_not_wait_for_what_had_never_been_delivered_by_its_month() {
    assert_eq!(waits(&[], "2018-03"), []);
    let later = [("course", "2018-05..2018-06")];
    assert_eq!(waits(&later, "2018-03"), []);
    let from_then_on = [("course", "2018-03")];
    assert_eq!(waits(&from_then_on, "2018-03"), []);
}

#[test]
fn what_a_law_has_ended_is_waited_for_up_to_its_end() {
    let visits = |last: &str| ("prevention_visit", format!("2024-01..{last}"));
    let waits = |last: &str, month: &str| {
        let (name, periods) = visits(last);
        waits(&[(name, periods.as_str())], month)
    };
    let missing = [waiting("prevention_visit", "2025-05", Some("2025-06"))];
    for month in ["2025-06", "2025-07", "2025-12"] {
        assert_eq!(waits("2025-05", month), missing, "{month}");
        assert_eq!(waits("2025-06", month), [], "{month}");
    }
    // Of a later year nothing is waited for.
    assert_eq!(waits("2025-05", "2026-01"), []);
    let w3_1 = |last: &str, month: &str| {
        let (name, periods) = visits(last);
        let covers = [(name, periods.as_str()), ("FOLK1A", month)];
        is_fresh(&figure(&covers, "766", month, "2027-01-01"), "W3.1")
    };
    assert!(w3_1("2025-06", "2026-03") && !w3_1("2025-05", "2026-03"));
}

#[test]
fn what_is_published_late_is_waited_for_once_it_is_due() {
    // Residents of a quarter may be the newest for 135 days after it: until 12 February.
    let residents = [("FOLK1A", "2016-Q1..2017-Q3")];
    assert_eq!(waits(&residents, "2018-01"), []);
    let late = [waiting("FOLK1A", "2017-Q3", None)];
    assert_eq!(waits(&residents, "2018-02"), late);
    // Another table serves as well.
    let other = [residents[0], ("FOLK1AM", "2017-01..2018-02")];
    assert_eq!(waits(&other, "2018-02"), []);
    // A budget is there before its year.
    let budget = [("budget", "2017")];
    assert_eq!(waits(&budget, "2017-12"), []);
    assert_eq!(waits(&budget, "2018-01"), [waiting("budget", "2017", None)]);
}

#[test]
fn each_source_is_told_with_its_age_and_what_was_never_delivered_too() {
    let covers = [
        ("course", "2017-06..2018-01"),
        ("deadline", "1900"),
        ("FOLK1A", "2017-Q1..2018-Q1"),
        ("prevention_visit", "2025-01..2025-06"),
    ];
    let mut known: BTreeMap<&'static str, Vec<Cover>> = BTreeMap::new();
    for (table, periods) in covers {
        let (dataset, cover) = cover(table, periods);
        known.entry(dataset).or_default().push(cover);
    }
    let told = |day: &str, source: Source| {
        let found = aged(catalogue(), &known, ("766", day.parse().unwrap()));
        let one = found.into_iter().find(|one| one.source == source).unwrap();
        let last = one.last.map(|one| one.to_string());
        (last, one.is_there, one.is_fresh)
    };
    let course = || Source::Dataset("course");
    let january = Some("2018-01".to_owned());
    assert_eq!(told("2018-03-17", course()), (january.clone(), true, true));
    assert_eq!(told("2018-03-18", course()), (january, true, false));
    let register = told("2018-03-17", Source::Dataset("deadline"));
    assert_eq!(register, (None, true, true));
    let never = told("2018-03-17", Source::Dataset("grant"));
    assert_eq!(never, (None, false, false));
    let residents = told("2018-03-17", Source::Tables(vec!["FOLK1A".to_owned()]));
    assert_eq!(residents, (Some("2018-Q1".to_owned()), true, true));
    let ended = told("2027-01-01", Source::Dataset("prevention_visit"));
    assert_eq!(ended, (Some("2025-06".to_owned()), true, true));
}

#[test]
fn the_sources_of_a_reading_are_its_datasets_and_tables() {
    let reading = catalogue().find_reading("F2").unwrap();
    let found = sources(catalogue(), reading);
    let names: Vec<&str> = found.iter().map(Source::dataset).collect();
    assert!(names.contains(&"stat_fact"), "{found:?}");
    let courses = catalogue().find_reading("O3.1").unwrap();
    assert!(sources(catalogue(), courses).contains(&Source::Dataset("course")));
}
