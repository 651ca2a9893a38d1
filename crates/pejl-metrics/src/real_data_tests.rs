//! Real tables of Statistics Denmark: which residents published figures per resident are per.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use pejl_domain::area::find_area;
use pejl_domain::{Absent, Cell, Cover, Period, Variant};
use polars::prelude::IntoLazy;

use crate::test_support::{Fact, frame, run};
use crate::{
    ComparisonRequest, Direction, Observation, Prices, Query, Request, catalogue, compare, resolve,
};

const REGK11: &str = "statbank/REGK11/dkk_per_resident/current/year/art,dranst,function";
const REGK31: &str = "statbank/REGK31/dkk_per_resident/current/year/art,function";
const FOLK1B: &str = "statbank/FOLK1B/persons/not_applicable/quarter/age,sex";
const FOLK1AM: &str = "statbank/FOLK1AM/persons/not_applicable/month/";

/// The folder of real data, or `None` where it may be absent.
fn real_data() -> Option<PathBuf> {
    let given = std::env::var_os("PEJL_REAL_DATA").map(PathBuf::from);
    let folder = given
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"));
    if folder.is_dir() {
        return Some(folder);
    }
    if std::env::var("CI").is_ok_and(|ci| ci == "true") {
        panic!("no real data in {}", folder.display());
    }
    println!("skipped: no real data in {}", folder.display());
    None
}

/// The file as text, byte by byte as ISO-8859-1 when it is not UTF-8.
fn text(folder: &std::path::Path, file: &str) -> String {
    let bytes = std::fs::read(folder.join(file)).unwrap();
    String::from_utf8(bytes)
        .unwrap_or_else(|error| error.as_bytes().iter().copied().map(char::from).collect())
}

fn fact(variant: &str, area: &str, period: Period, members: &str, value: &str) -> Fact {
    let area = find_area(area)
        .unwrap_or_else(|| panic!("unknown area {area}"))
        .code;
    let value: i64 = value.parse().unwrap();
    Fact {
        variant: variant.into(),
        area: area.into(),
        period,
        members: members.into(),
        value: Some(value),
        scale: 0,
        cell: if value == 0 { Cell::Zero } else { Cell::Ok },
    }
}

/// Published expenditure per resident on main account 4, 2008–2022.
fn health(folder: &std::path::Path) -> Vec<Fact> {
    let lines = text(folder, "dst-regk11/dataY.csv");
    let row = |line: &str| {
        let area = line.split(',').nth(1).unwrap().to_owned();
        let mut last = line.rsplit(',');
        let (value, year) = (last.next().unwrap(), last.next().unwrap());
        fact(
            REGK11,
            &area,
            year.parse().unwrap(),
            "art=TOT;dranst=1;function=4",
            value,
        )
    };
    lines.lines().skip(1).map(row).collect()
}

/// All residents in the quarter 1 or 3 of the years 2008–2020, and in month 1 or 7 of later ones, named as if
/// they were those of 1 July.
fn residents(folder: &std::path::Path, quarter: &str, month: &str) -> Vec<Fact> {
    let mut facts = Vec::new();
    for line in text(folder, "dst-folk1b-kommuner/folk1b-omregnet.csv")
        .lines()
        .skip(1)
    {
        let [area, "Total", "Total", period, value] = line.split(';').collect::<Vec<_>>()[..]
        else {
            continue;
        };
        if let Some(year) = period.strip_suffix(quarter) {
            let period = Period::quarter(year.parse().unwrap(), 3).unwrap();
            facts.push(fact(FOLK1B, area, period, "age=TOT;sex=TOT", value));
        }
    }
    for line in text(folder, "dst-folk1am/FOLK1AM.csv").lines().skip(1) {
        let [area, period, value] = line.split(';').collect::<Vec<_>>()[..] else {
            continue;
        };
        if let Some(year) = period.strip_suffix(month) {
            let period = Period::month(year.parse().unwrap(), 7).unwrap();
            facts.push(fact(FOLK1AM, area, period, "", value));
        }
    }
    facts
}

/// The covers of facts: one box for each variant and period.
fn covers(facts: &[Fact]) -> Vec<Cover> {
    let mut boxes: BTreeMap<(&str, Period), Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        boxes
            .entry((&fact.variant, fact.period))
            .or_default()
            .push(fact);
    }
    let cover = |((variant, period), facts): ((&str, Period), Vec<&Fact>)| {
        let mut members: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for fact in &facts {
            for (dimension, member) in
                pejl_domain::cover::parse_members_text(&fact.members).unwrap()
            {
                members.entry(dimension).or_default().insert(member);
            }
        }
        Cover {
            variant: Variant::parse_key(variant).unwrap(),
            areas: facts.iter().map(|fact| fact.area.clone()).collect(),
            periods: [period].into(),
            members,
            absent: Absent::Missing,
        }
    };
    boxes.into_iter().map(cover).collect()
}

fn ask(facts: &[Fact], places: &str, periods: &str, function: &str) -> Vec<Observation> {
    let request = Request {
        indicators: vec!["published_per_resident".into()],
        municipalities: vec![places.into()],
        periods: vec![periods.into()],
        filters: vec![("function".into(), vec![function.into()])],
        ..Request::default()
    };
    let prices = Prices {
        series: &[],
        as_known_at: chrono::NaiveDate::MAX,
    };
    let resolution = resolve(
        &Query::parse(catalogue(), &request).unwrap(),
        &covers(facts),
        &prices,
    )
    .unwrap();
    run(frame(facts).lazy(), &resolution)
}

/// The years in which the weighted mean of the 98 is not the published country figure after rounding.
fn years_that_differ(facts: &[Fact]) -> Vec<i32> {
    let answer = ask(facts, "ALL,000", "2008..2022", "4");
    let (of_98, country): (Vec<_>, Vec<_>) =
        answer.iter().partition(|one| one.municipality == "ALL");
    let mut differ = Vec::new();
    for (mean, country) in of_98.iter().zip(country) {
        assert_eq!(mean.period, country.period);
        let year = mean.period.year_number();
        match mean.value {
            Some(value) if (value.round() - country.value.unwrap()).abs() < 0.5 => {}
            Some(_) => differ.push(year),
            // The monthly table begins in October 2021, the quarterly one ends in 2020.
            None => assert_eq!(year, 2021, "{:?}", mean.reason),
        }
    }
    differ
}

#[test]
fn published_figures_are_per_resident_on_the_first_of_july() {
    let Some(folder) = real_data() else { return };
    let health = health(&folder);
    let july = [health.clone(), residents(&folder, "Q3", "M07")].concat();
    assert_eq!(years_that_differ(&july), Vec::<i32>::new());
    let january = [health, residents(&folder, "Q1", "M01")].concat();
    assert_eq!(years_that_differ(&january), [2010, 2022]);
}

#[test]
fn all_98_are_ranked_on_health_with_the_change_between_any_two_years() {
    let Some(folder) = real_data() else { return };
    let facts = [health(&folder), residents(&folder, "Q3", "M07")].concat();
    let answer = ask(&facts, "*,000", "2008..2022", "4");
    assert_eq!(answer.len(), 99 * 15);
    let country = answer
        .iter()
        .find(|one| one.municipality == "000" && one.period.year_number() == 2019);
    let year = |year| Period::year(year).unwrap();
    let request = ComparisonRequest {
        own: "630",
        members: &pejl_domain::area::municipalities()
            .iter()
            .map(|area| area.code)
            .collect::<Vec<_>>(),
        period: year(2019),
        from: Some(year(2008)),
        direction: Direction::Context,
        country,
    };
    let found = compare(&request, &answer).unwrap();
    assert_eq!((found.n, found.n_members, found.missing.len()), (98, 98, 0));
    assert!(found.country.unwrap().difference.unwrap().abs() < 0.5);
    let ranked = found
        .standings
        .iter()
        .filter(|one| one.change.as_ref().is_some_and(|c| c.rank.is_some()));
    assert_eq!(ranked.count(), 98);
    assert_eq!(found.members["dranst"], "1");
    assert!(
        found
            .standings
            .windows(2)
            .all(|pair| pair[0].value <= pair[1].value)
    );
}

#[test]
fn figures_without_dranst_say_so_and_their_mean_is_the_published_one() {
    let Some(folder) = real_data() else { return };
    let mut facts = residents(&folder, "Q3", "M07");
    for line in text(&folder, "dst-regk31-uddrag/2019-uddrag.csv").lines() {
        let fields: Vec<&str> = line.trim().split('"').collect();
        let [_, _, _, _, _, function, _, area, value] = fields[..] else {
            panic!("{line}")
        };
        let function = pejl_domain::AccountCode::parse(function).unwrap();
        let members = format!("art=TOT;function={function}");
        facts.push(fact(
            REGK31,
            area,
            Period::year(2019).unwrap(),
            &members,
            value.trim_start_matches(','),
        ));
    }
    for function in ["5.30.27", "5.30.28"] {
        let answer = ask(&facts, "*,ALL,000", "2019", function);
        let of = |code: &str| answer.iter().find(|one| one.municipality == code).unwrap();
        assert_eq!(answer.iter().filter(|one| one.value.is_some()).count(), 100);
        assert_eq!(of("630").members["dranst"], "not_stated");
        let difference = of("ALL").value.unwrap() - of("000").value.unwrap();
        assert!(difference.abs() < 0.5, "{function}: {difference}");
    }
}
