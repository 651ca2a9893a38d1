//! Potentials as reckoned by hand.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::Period;
use proptest::prelude::*;

use super::*;
use crate::breaks::Break;
use crate::catalogue::Direction;
use crate::comparison::{FunnelPlace, compare};
use crate::test_support::observation;

const CODES: [&str; 6] = ["461", "561", "607", "615", "630", "661"];
const OWN: &str = "766";

fn year(year: i32) -> Period {
    Period::year(year).unwrap()
}

/// Kroner per resident of as many residents.
fn spending(code: &str, of: i32, (value, residents): (f64, f64)) -> Observation {
    Observation {
        denominator: Some(residents),
        ..observation(code, year(of), (Unit::DkkPerResident, Some(value)))
    }
}

/// 3,200 kroner per resident of 10,000 residents, and 2,000 to 4,000 in six others of 1,000 residents each.
fn six() -> Vec<Observation> {
    let values = [2_000.0, 2_400.0, 2_800.0, 3_000.0, 3_600.0, 4_000.0];
    let others = CODES.iter().zip(values);
    let others = others.map(|(code, value)| spending(code, 2019, (value, 1_000.0)));
    let own = spending(OWN, 2019, (3_200.0, 10_000.0));
    others.chain([own]).collect()
}

fn request(members: &'static [&'static str], from: Option<i32>) -> ComparisonRequest<'static> {
    ComparisonRequest {
        own: OWN,
        members,
        period: year(2019),
        from: from.map(year),
        direction: Direction::Down,
        country: None,
    }
}

fn of(observations: &[Observation], volume: Option<&[Observation]>) -> Potential {
    potential(&request(&CODES, None), observations, volume)
        .unwrap()
        .unwrap()
}

#[test]
fn kroner_are_the_distance_to_the_yardstick_times_own_residents() {
    let found = of(&six(), None);
    assert_eq!((found.basis, found.base), (Basis::Spending, 10_000.0));
    assert_eq!(found.own_oere, 3_200_000_000);
    let told: Vec<_> = found
        .lines
        .iter()
        .map(|line| (line.mark.value, line.kroner.oere))
        .collect();
    // Median of six 2,900; lower quartile (type 7) 2,400 + 0.25 · 400; the five least 2,760 in the mean.
    let expected = [
        (2_900.0, 300_000_000),
        (2_500.0, 700_000_000),
        (2_760.0, 440_000_000),
    ];
    assert_eq!(told, expected);
    // Without one of the three least the median is 3,000, without one of the others 2,800.
    assert_eq!(
        found.lines[0].kroner.without_one,
        (200_000_000, 400_000_000)
    );
    let (lower, upper) = found.lines[0].kroner.drawn_95;
    assert!(
        lower <= 300_000_000 && 300_000_000 <= upper,
        "{lower} {upper}"
    );
    assert!(
        found
            .lines
            .iter()
            .all(|line| line.yearly_oere.is_none() && line.years.is_none())
    );
}

#[test]
fn a_year_brings_no_more_than_a_quarter_of_the_peers_have_reached() {
    // Two years: the peers have changed by 0.81, 0.9025, 1, 1, 1.1025 and 1.21, a year −10, −5, 0, 0, 5 and 10 %.
    let factors = [0.81, 0.9025, 1.0, 1.0, 1.1025, 1.21];
    let mut observations = six();
    for (no, factor) in factors.iter().enumerate() {
        let now = observations[no].value.unwrap();
        observations.push(spending(CODES[no], 2017, (now / factor, 1_000.0)));
    }
    let found = potential(&request(&CODES, Some(2017)), &observations, None);
    let found = found.unwrap().unwrap();
    let (speed, n) = found.speed.unwrap();
    // Of six the lower quartile is 0.25 of the way from the second to the third; 730 days are 2 years less half a day.
    assert_eq!(n, 6);
    assert!((speed + 0.0375).abs() < 1e-4, "{speed}");
    let median = found.lines[0];
    let yearly = median.yearly_oere.unwrap();
    assert!((yearly - 120_000_000).abs() < 200_000, "{yearly}");
    // ln(2900/3200) / ln(1 − 0.0375).
    assert!(
        (median.years.unwrap() - 2.575).abs() < 0.01,
        "{:?}",
        median.years
    );
}

#[test]
fn no_speed_is_told_across_a_cut_between_the_two_periods() {
    let mut observations = six();
    for (no, code) in CODES.iter().enumerate() {
        let now = observations[no].value.unwrap();
        observations.push(spending(code, 2017, (now * 1.2, 1_000.0)));
        let mut between = spending(code, 2018, (now * 1.1, 1_000.0));
        between.breaks.push(Break {
            block: "CARE".to_owned(),
            date: "2018-01-01".parse().unwrap(),
            comparable: no > 0,
            text: crate::Text {
                da: "ny kontoplan".to_owned(),
                en: "a new chart of accounts".to_owned(),
            },
        });
        observations.push(between);
    }
    let of = |observations: &[Observation]| {
        let found = potential(&request(&CODES, Some(2017)), observations, None);
        found.unwrap().unwrap()
    };
    let cut = of(&observations);
    assert_eq!((cut.speed, cut.lines[0].yearly_oere), (None, None));
    let breaks = observations.iter_mut().flat_map(|one| &mut one.breaks);
    breaks.for_each(|one| one.comparable = true);
    assert!(
        of(&observations)
            .speed
            .is_some_and(|(speed, n)| speed < 0.0 && n == 6)
    );
}

#[test]
fn price_and_use_add_up_to_both() {
    // Own: 400 persons in 10,000, each 80,000 kroner. The others: 30 persons in 1,000.
    let others = CODES
        .iter()
        .map(|code| observation(code, year(2019), (Unit::Persons, Some(30.0))));
    let own = observation(OWN, year(2019), (Unit::Persons, Some(400.0)));
    let volume: Vec<Observation> = others.chain([own]).collect();
    let found = of(&six(), Some(&volume));
    assert_eq!(found.split_reason, None);
    let median = found.split[0];
    // 2,900 kroner at 30 of 1,000: 96,666.67 kroner a person.
    assert!((median.price.value - 2_900.0 / 0.03).abs() < 1e-6);
    assert_eq!(median.usage.value, 0.03);
    assert_eq!(median.both, 300_000_000);
    // ½ (0.04 + 0.03) (80,000 − 96,666.67) 10,000 = −5,833,333.33 and ½ (176,666.67) 0.01 · 10,000 = 8,833,333.33.
    assert_eq!(
        (median.price_part, median.use_part),
        (-583_333_333, 883_333_333)
    );
    // 400 persons at 96,666.67 less than 80,000 each; 100 persons fewer at 80,000.
    assert_eq!(median.price_alone.oere, -666_666_667);
    assert_eq!(median.use_alone.oere, 800_000_000);
    // The same per 1,000 residents.
    let rates: Vec<Observation> = volume
        .iter()
        .map(|one| Observation {
            unit: Unit::PerThousand,
            value: Some(if one.municipality == OWN { 40.0 } else { 30.0 }),
            ..one.clone()
        })
        .collect();
    let by_rate = of(&six(), Some(&rates)).split[0];
    assert_eq!(
        (by_rate.both, by_rate.price_part),
        (median.both, median.price_part)
    );
}

#[test]
fn a_price_is_multiplied_by_own_units_and_is_not_told_apart() {
    let mut observations = six();
    for one in &mut observations {
        one.unit = Unit::Dkk;
        one.denominator = Some(50.0);
    }
    let found = of(&observations, Some(&observations));
    assert_eq!(
        (found.basis, found.lines[0].kroner.oere),
        (Basis::Price, 1_500_000)
    );
    assert!(found.split.is_empty() && found.split_reason.is_some());
}

#[test]
fn what_is_no_money_or_of_too_few_has_no_potential_and_says_why() {
    let why = |observations: &[Observation]| {
        let found = potential(&request(&CODES, None), observations, None).unwrap();
        found.unwrap_err().en
    };
    let few: Vec<Observation> = six().split_off(2);
    assert_eq!(why(&few), "4 others have a figure; at least 5 are needed");
    let mut days = six();
    days.iter_mut().for_each(|one| one.unit = Unit::Days);
    assert_eq!(
        why(&days),
        "the figures are not kroner per resident or per unit"
    );
    let others: Vec<Observation> = six()
        .into_iter()
        .filter(|one| one.municipality != OWN)
        .collect();
    let none = "the municipality has no figure, or it is not known of how many it is";
    assert_eq!(why(&others), none);
    let mut nobody = six();
    nobody.iter_mut().for_each(|one| one.denominator = None);
    assert_eq!(why(&nobody), none);
    let mut huge = six();
    huge.iter_mut()
        .for_each(|one| one.denominator = Some(1e300));
    assert_eq!(why(&huge), "the amounts are too large");
}

#[test]
fn the_own_municipality_is_none_of_its_peers() {
    let all: Vec<&str> = CODES.iter().copied().chain([OWN]).collect();
    let with_own = ComparisonRequest {
        members: &all,
        ..request(&CODES, None)
    };
    let observations = six();
    let found = compare(&with_own, &observations).unwrap();
    assert_eq!((found.n, found.peers.n), (7, 6));
    assert_eq!(found.peers.quartiles.unwrap().median, 2_900.0);
    assert_eq!(found.quartiles.unwrap().median, 3_000.0);
    let one = potential(&with_own, &observations, None).unwrap().unwrap();
    assert_eq!(one, of(&observations, None));
}

#[test]
fn a_small_municipality_stands_where_chance_places_it() {
    // Shares of persons: 60 of 100 in six, and in the own 9 of 10, 14 of 15 or 29 of 30.
    let share = |code: &str, cases: i64, n: i64| Observation {
        numerator: Some(cases as f64),
        denominator: Some(n as f64),
        n_bottom: Some(n),
        ..observation(
            code,
            year(2019),
            (Unit::Share, Some(cases as f64 / n as f64)),
        )
    };
    let place = |cases, n| {
        let others = CODES.iter().map(|code| share(code, 60, 100));
        let all: Vec<Observation> = others.chain([share(OWN, cases, n)]).collect();
        let found = compare(&request(&CODES, None), &all).unwrap();
        found.own.funnel.map(|funnel| funnel.place)
    };
    // 0.6 ± 1.96 · √(0.24 / n): up to 0.904 of ten, 0.848 of 15; ± 3.09: up to 0.991 of 15, 0.876 of 30.
    assert_eq!(place(9, 10), Some(FunnelPlace::Within));
    assert_eq!(place(14, 15), Some(FunnelPlace::Above));
    assert_eq!(place(29, 30), Some(FunnelPlace::FarAbove));
    assert_eq!(place(2, 30), Some(FunnelPlace::FarBelow));
    assert_eq!(place(6, 15), Some(FunnelPlace::Within));
    // Kroner are not drawn by chance.
    let found = compare(&request(&CODES, None), &six()).unwrap();
    assert_eq!(found.own.funnel, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_always_add_up_to_the_oere(
        own in (1_i32..90_000, 1_i32..900),
        peers in prop::collection::vec((1_i32..90_000, 1_i32..900), 6),
    ) {
        let of_one = |code: &str, (value, _): (i32, i32)| spending(code, 2019, (f64::from(value), 12_345.0));
        let units = |code: &str, (_, persons): (i32, i32)| {
            observation(code, year(2019), (Unit::Persons, Some(f64::from(persons))))
        };
        let all = || CODES.iter().copied().zip(peers.iter().copied()).chain([(OWN, own)]);
        let observations: Vec<Observation> = all().map(|(code, one)| of_one(code, one)).collect();
        let volume: Vec<Observation> = all().map(|(code, one)| units(code, one)).collect();
        let found = of(&observations, Some(&volume));
        prop_assert_eq!(found.split.len(), 3);
        for split in found.split {
            prop_assert_eq!(split.price_part + split.use_part, split.both);
        }
    }
}
