//! Bridges as reckoned by hand, and the law that they add up.
#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::Unit;
use proptest::prelude::*;

use super::*;
use crate::test_support::observation;

fn side(year: i32, residents: f64) -> Side {
    Side {
        municipality: "766".to_owned(),
        period: Period::year(year).unwrap(),
        residents: Some(residents),
    }
}

/// Kroner and units of a service in a year.
fn cell(year: i32, (kroner, units): (f64, f64)) -> Observation {
    let value = (units != 0.0).then(|| kroner / units);
    Observation {
        numerator: Some(kroner),
        denominator: Some(units),
        cell: match value {
            Some(_) => Cell::Ok,
            None => Cell::NotApplicable,
        },
        ..observation("766", Period::year(year).unwrap(), (Unit::Dkk, value))
    }
}

fn product(code: &str, before: (f64, f64), after: (f64, f64)) -> Product {
    Product {
        code: code.to_owned(),
        name: Text {
            da: code.to_owned(),
            en: code.to_owned(),
        },
        before: Some(cell(2017, before)),
        after: Some(cell(2018, after)),
    }
}

fn of(products: &[Product], residents: (f64, f64)) -> Result<Bridge, Reason> {
    let sides = (side(2017, residents.0), side(2018, residents.1));
    bridge((&sides.0, &sides.1), products, &[])
}

#[test]
fn one_service_is_the_published_example_without_a_mix() {
    // 50,000 residents, 1.20 % served at 620,000; 50,500, 1.18 % and 600,000: +3,629, −6,130, −11,959 thousand, −14,460 together.
    let served = product("S", (372_000_000.0, 600.0), (357_540_000.0, 595.9));
    let found = of(&[served], (50_000.0, 50_500.0)).unwrap();
    let thousands: Vec<f64> = found
        .parts
        .iter()
        .map(|(_, oere)| (*oere as f64 / 100_000.0).round())
        .collect();
    assert_eq!(thousands, [3_629.0, -6_130.0, 0.0, -11_959.0]);
    let sum: i64 = found.parts.iter().map(|(_, oere)| oere).sum();
    assert_eq!(
        (sum, found.after - found.before),
        (-1_446_000_000, -1_446_000_000)
    );
}

#[test]
fn a_shift_to_the_cheaper_service_is_mix_alone() {
    // Hundred units on both sides of as many residents, at 10 and 20 kroner: from 50 and 50 to 75 and 25.
    let products = [
        product("cheap", (500.0, 50.0), (750.0, 75.0)),
        product("dear", (1_000.0, 50.0), (500.0, 25.0)),
    ];
    let found = of(&products, (1_000.0, 1_000.0)).unwrap();
    let expected = [
        (Factor::Population, 0),
        (Factor::Use, 0),
        (Factor::Mix, -25_000),
        (Factor::Price, 0),
    ];
    assert_eq!(found.parts, expected);
}

#[test]
fn what_is_new_ceased_or_without_a_price_stands_by_itself() {
    let products = [
        product("kept", (1_000.0, 10.0), (1_000.0, 10.0)),
        product("new", (0.0, 0.0), (300.0, 3.0)),
        product("ceased", (200.0, 4.0), (0.0, 0.0)),
        // Paid back more than was paid, and paid with nobody in it.
        product("refunded", (100.0, 5.0), (-50.0, 5.0)),
        product("empty", (0.0, 0.0), (70.0, 0.0)),
    ];
    let found = of(&products, (1_000.0, 1_000.0)).unwrap();
    assert_eq!(
        (found.new, found.ceased, found.unpriced),
        (30_000, 20_000, -8_000)
    );
    assert_eq!((found.before, found.after), (130_000, 132_000));
    let parts: i64 = found.parts.iter().map(|(_, oere)| oere).sum();
    assert_eq!(parts + found.new - found.ceased + found.unpriced, 2_000);
    let unpriced: Vec<&str> = found
        .services
        .iter()
        .filter(|part| part.is_unpriced)
        .map(|part| part.code.as_str())
        .collect();
    assert_eq!(unpriced, ["refunded", "empty"]);
}

#[test]
fn without_figures_residents_or_comparable_years_there_is_none() {
    let one = || product("S", (1_000.0, 10.0), (900.0, 10.0));
    let why = |found: Result<Bridge, Reason>| found.unwrap_err().en;
    let mut withheld = one();
    withheld.after = withheld.after.map(|cell| Observation {
        cell: Cell::Confidential,
        numerator: None,
        denominator: None,
        value: None,
        ..cell
    });
    assert_eq!(
        why(of(&[withheld], (1.0, 1.0))),
        "S has no figure of Hedensted in 2018"
    );
    let mut absent = one();
    absent.before = None;
    assert_eq!(
        why(of(&[absent], (1.0, 1.0))),
        "S has no figure of Hedensted in 2017"
    );
    let nobody = side(2018, 1.0);
    let unknown = Side {
        residents: None,
        ..side(2017, 1.0)
    };
    let found = bridge((&unknown, &nobody), &[one()], &[]);
    assert_eq!(
        why(found),
        "the residents of Hedensted in 2017 are not known"
    );
    let nothing = product("S", (0.0, 0.0), (0.0, 0.0));
    assert_eq!(
        why(of(&[nothing], (1.0, 1.0))),
        "nothing is spent on either side"
    );
    assert_eq!(
        why(of(&[product("S", (1e300, 1.0), (1.0, 1.0))], (1.0, 1.0))),
        "the amounts are too large"
    );
    let cut = Break {
        block: "ACT".to_owned(),
        date: "2018-01-01".parse().unwrap(),
        comparable: false,
        text: Text {
            da: "ny lov".to_owned(),
            en: "a new act".to_owned(),
        },
    };
    let found = bridge((&side(2017, 1.0), &nobody), &[one()], &[cut]);
    assert_eq!(why(found), "the two sides cannot be compared: a new act");
}

proptest! {
    #[test]
    fn parts_add_up_and_turn_with_time(
        services in prop::collection::vec(((0_i32..9_000, 0_i32..90), (0_i32..9_000, 0_i32..90)), 1..6),
        residents in (1_i32..90_000, 1_i32..90_000),
    ) {
        let pair = |(kroner, units): (i32, i32)| (f64::from(kroner), f64::from(units));
        let products: Vec<Product> = services.iter().map(|(before, after)| product("S", pair(*before), pair(*after))).collect();
        let turned: Vec<Product> = services.iter().map(|(before, after)| product("S", pair(*after), pair(*before))).collect();
        let (one, other) = (f64::from(residents.0), f64::from(residents.1));
        let sum = |found: &Bridge| found.parts.iter().map(|(_, oere)| oere).sum::<i64>();
        match (of(&products, (one, other)), of(&turned, (other, one))) {
            (Ok(found), Ok(back)) => {
                prop_assert_eq!(sum(&found) + found.new - found.ceased + found.unpriced, found.after - found.before);
                prop_assert_eq!((found.new, found.ceased, found.unpriced), (back.ceased, back.new, -back.unpriced));
                for ((_, one), (_, other)) in found.parts.iter().zip(&back.parts) {
                    // Rounding gives an øre to one part or another.
                    prop_assert!((one + other).abs() <= 1, "{} {}", one, other);
                }
            }
            (one, other) => prop_assert_eq!(one.is_err(), other.is_err()),
        }
    }
}
