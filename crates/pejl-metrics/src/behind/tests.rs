#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

use chrono::NaiveDate;
use pejl_domain::{Absent, Cover, Variant};

use super::*;
use crate::{Prices, Query, Request, catalogue, resolve};

fn cover(key: &str, period: &str, members: &[(&str, &[&str])], absent: Absent) -> Cover {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Cover {
        variant: Variant::parse_key(key).unwrap(),
        areas: texts(&["766"]),
        periods: [period.parse().unwrap()].into(),
        members: members
            .iter()
            .map(|(name, found)| ((*name).to_owned(), texts(found)))
            .collect(),
        absent,
    }
}

const PER_RESIDENT: &str = "statbank/REGK31/dkk_per_resident/current/year/art,dranst,function";
const AMOUNTS: &str = "statbank/REGK31/oere/current/year/art,dranst,function";
const RESIDENTS: &str = "statbank/FOLK1A/persons/not_applicable/quarter/age,sex";
const ELDERLY: [&str; 6] = [
    "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.30.31", "5.30.36",
];

/// REGK31 of 2018 per resident and in amounts, with a dranst and an art that no reading counts.
fn covers() -> Vec<Cover> {
    let members: [(&str, &[&str]); 3] = [
        ("art", &["TOT", "1"]),
        ("dranst", &["1", "2", "3"]),
        ("function", &ELDERLY),
    ];
    let residents: [(&str, &[&str]); 2] = [
        ("age", &["TOT", "67-79", "80+"]),
        ("sex", &["TOT", "M", "K"]),
    ];
    vec![
        cover(PER_RESIDENT, "2018", &members, Absent::Missing),
        cover(AMOUNTS, "2018", &members, Absent::Zero),
        cover(RESIDENTS, "2018-Q3", &residents, Absent::Missing),
    ]
}

/// What is behind a figure of Hedensted in 2018: side, table with its unit, period and members.
fn behind(reading: &str, function: &str, covers: &[Cover]) -> Vec<String> {
    let request = Request {
        indicators: vec![format!("F2.{reading}")],
        municipalities: vec!["766".to_owned()],
        periods: vec!["2018".to_owned()],
        filters: vec![("function".to_owned(), vec![function.to_owned()])],
        ..Request::default()
    };
    let query = Query::parse(catalogue(), &request).unwrap();
    let prices = Prices {
        series: &[],
        as_known_at: NaiveDate::MAX,
    };
    let resolution = resolve(&query, covers, &prices).unwrap();
    let [cell] = resolution.cells.as_slice() else {
        panic!("{:?}", resolution.cells);
    };
    let text = |fact: &FactBehind| {
        let of: Vec<&str> = fact.variant.split('/').collect();
        assert_eq!(fact.area, "766");
        format!(
            "{} {} {} {} {}",
            fact.side.as_str(),
            of[1],
            of[2],
            fact.period,
            fact.members
        )
    };
    resolution.facts_behind(cell).iter().map(text).collect()
}

#[test]
fn of_two_units_only_the_one_used_is_behind_and_of_dranst_and_art_those_of_the_reading() {
    assert_eq!(
        behind("net_per_resident", "5.30.27", &covers()),
        [
            "top REGK31 oere 2018 art=TOT;dranst=1;function=5.30.27",
            "top REGK31 oere 2018 art=TOT;dranst=2;function=5.30.27",
            "bottom FOLK1A persons 2018-Q3 age=TOT;sex=TOT",
        ]
    );
    // The published figure is of the other unit, and stands without the residents it could be weighted by.
    let published = behind("published_per_resident", "5.30.27", &covers());
    assert!(!published.is_empty());
    let is_of_unit = |one: &String| {
        one.starts_with("top REGK31 dkk_per_resident 2018") && one.ends_with("function=5.30.27")
    };
    assert!(published.iter().all(is_of_unit), "{published:?}");
}

#[test]
fn a_main_function_that_is_summed_is_made_of_its_functions_and_of_its_own_fact_where_there_is_one()
{
    let expected = |functions: &[&str]| -> Vec<String> {
        let of = |dranst: &str, function: &str| {
            format!("top REGK31 oere 2018 art=TOT;dranst={dranst};function={function}")
        };
        let both = ["1", "2"].into_iter();
        let above = both.flat_map(|dranst| functions.iter().map(move |one| of(dranst, one)));
        let below = "bottom FOLK1A persons 2018-Q3 age=TOT;sex=TOT".to_owned();
        above.chain([below]).collect()
    };
    let mut covers = covers();
    assert_eq!(
        behind("net_per_resident", "5.30", &covers),
        expected(&ELDERLY)
    );
    assert_eq!(
        behind("net_per_resident", "elderly", &covers),
        expected(&ELDERLY)
    );
    let whole: [(&str, &[&str]); 3] = [
        ("art", &["TOT"]),
        ("dranst", &["1", "2"]),
        ("function", &["5.30"]),
    ];
    covers.push(cover(AMOUNTS, "2018", &whole, Absent::Zero));
    assert_eq!(
        behind("net_per_resident", "5.30", &covers),
        expected(&["5.30"])
    );
}

#[test]
fn residents_of_an_age_band_are_those_of_the_ages_that_tile_it() {
    let found = behind("net_per_resident_67plus", "5.30.27", &covers());
    assert_eq!(
        found[2..],
        [
            "bottom FOLK1A persons 2018-Q3 age=67-79;sex=TOT",
            "bottom FOLK1A persons 2018-Q3 age=80+;sex=TOT",
        ]
    );
}

#[test]
fn a_cell_that_is_decided_without_facts_has_none_behind_it() {
    let covers = covers();
    let without_residents = covers.get(..2).unwrap();
    assert!(behind("net_per_resident", "5.30.27", without_residents).is_empty());
}
