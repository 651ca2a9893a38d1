#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;

fn spent(factors: &[f64]) -> Spent {
    let product: f64 = factors.iter().product();
    #[expect(clippy::cast_possible_truncation, reason = "of tests")]
    let oere = product.round() as i64;
    Spent {
        oere,
        factors: factors.to_vec(),
    }
}

fn service(before: Option<&[f64]>, after: Option<&[f64]>) -> Service {
    Service {
        before: before.map(spent),
        after: after.map(spent),
    }
}

const BEFORE: [f64; 3] = [50_000.0, 0.0120, 62_000_000.0];
const AFTER: [f64; 3] = [50_500.0, 0.0118, 60_000_000.0];

#[test]
fn worked_example_of_three_factors() {
    // 372.00 to 357.54 million kroner: 3.629, −6.130 and −11.959.
    let found = bridge(&[service(Some(&BEFORE), Some(&AFTER))], Method::Lmdi).unwrap();
    assert_eq!(
        (found.before, found.after),
        (37_200_000_000, 35_754_000_000)
    );
    let millions: Vec<String> = found
        .parts
        .iter()
        .map(|oere| format!("{:.3}", *oere as f64 / 1e8))
        .collect();
    assert_eq!(millions, ["3.629", "-6.130", "-11.959"]);
    assert_eq!(found.parts.iter().sum::<i64>(), -1_446_000_000);
}

#[test]
fn shapley_of_three_factors_by_hand() {
    // 2·3·5 = 30 becomes 4·6·10 = 240. The first factor: change of 2 times 1/3·15 + 1/6·(30 + 30) + 1/3·60 = 70; all three
    // double, so that each has a third of 210.
    let found = bridge(
        &[service(Some(&[2.0, 3.0, 5.0]), Some(&[4.0, 6.0, 10.0]))],
        Method::Shapley,
    );
    assert_eq!(found.unwrap().parts, [70, 70, 70]);
    // 10·10 becomes 20·40: 10·25 and 30·15, which is Bennet's as well.
    let found = bridge(
        &[service(Some(&[10.0, 10.0]), Some(&[20.0, 40.0]))],
        Method::Shapley,
    );
    assert_eq!(found.unwrap().parts, [250, 450]);
    assert_eq!(bennet(&[((10.0, 10.0), (20.0, 40.0))]), (250.0, 450.0));
}

#[test]
fn new_and_ceased_services_are_parts_of_their_own() {
    let services = [
        service(Some(&[100.0, 7.0]), Some(&[100.0, 7.0])),
        service(None, Some(&[3.0, 50.0])),
        service(Some(&[4.0, 25.0]), None),
        service(None, None),
    ];
    let found = bridge(&services, Method::Lmdi).unwrap();
    assert_eq!(
        found,
        Bridge {
            before: 800,
            after: 850,
            parts: vec![0, 0],
            new: 150,
            ceased: 100,
        }
    );
}

#[test]
fn what_cannot_be_split_is_refused() {
    let refused = |services: &[Service]| bridge(services, Method::Lmdi).unwrap_err();
    assert_eq!(refused(&[]), BridgeError::Empty);
    assert_eq!(refused(&[service(None, None)]), BridgeError::Empty);
    let uneven = [service(Some(&[1.0, 5.0]), Some(&[5.0]))];
    assert_eq!(
        refused(&uneven),
        BridgeError::Factors {
            service: 0,
            found: 1
        }
    );
    assert_eq!(
        refused(&[service(Some(&[]), None)]),
        BridgeError::Factors {
            service: 0,
            found: 0
        }
    );
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let one = Spent {
            oere: 10,
            factors: vec![bad],
        };
        let services = [
            service(Some(&[1.0]), None),
            Service {
                before: Some(one),
                after: None,
            },
        ];
        assert_eq!(refused(&services), BridgeError::NotPositive { service: 1 });
    }
    let other = Spent {
        oere: 1_000,
        factors: vec![10.0, 10.0],
    };
    assert_eq!(
        refused(&[Service {
            before: Some(other),
            after: None
        }])
        .to_string(),
        "the factors of service 0 multiply to 100 øre, and 1000 were spent"
    );
    let much = Spent {
        oere: i64::MAX,
        factors: vec![i64::MAX as f64],
    };
    let twice = Service {
        before: Some(much),
        after: None,
    };
    assert_eq!(refused(&[twice.clone(), twice]), BridgeError::TooLarge);
}

#[test]
fn whole_parts_of_nothing_and_of_too_much() {
    assert_eq!(whole_parts(&[], 0), None);
    assert_eq!(whole_parts(&[f64::NAN], 0), None);
    assert_eq!(whole_parts(&[1e300], i64::MAX), None);
    assert_eq!(whole_parts(&[0.4, 0.4, 0.4], 1), Some(vec![1, 0, 0]));
    assert_eq!(whole_parts(&[-1.5, -1.5], -3), Some(vec![-1, -2]));
}

fn factors(n: usize, least: u32) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((least..2000).prop_map(|n| f64::from(n) / 7.0), n)
}

fn services() -> impl Strategy<Value = Vec<Service>> {
    let side = || prop::option::weighted(0.9, factors(4, 1));
    let one = (side(), side()).prop_filter_map("spent something", |(before, after)| {
        let found = service(before.as_deref(), after.as_deref());
        let sides = [&found.before, &found.after];
        sides
            .iter()
            .all(|side| side.as_ref().is_none_or(|spent| spent.oere > 1_000_000))
            .then_some(found)
    });
    prop::collection::vec(one, 1..6).prop_filter("one at all", |all| {
        all.iter()
            .any(|one| one.before.is_some() || one.after.is_some())
    })
}

fn turned(services: &[Service]) -> Vec<Service> {
    services
        .iter()
        .map(|one| Service {
            before: one.after.clone(),
            after: one.before.clone(),
        })
        .collect()
}

fn reordered(services: &[Service]) -> Vec<Service> {
    let back = |spent: &Option<Spent>| {
        spent.as_ref().map(|spent| Spent {
            oere: spent.oere,
            factors: spent.factors.iter().rev().copied().collect(),
        })
    };
    services
        .iter()
        .map(|one| Service {
            before: back(&one.before),
            after: back(&one.after),
        })
        .collect()
}

proptest! {
    #[test]
    fn parts_add_up_to_the_change_exactly(services in services(), shapley in any::<bool>()) {
        let method = if shapley { Method::Shapley } else { Method::Lmdi };
        let found = bridge(&services, method).unwrap();
        let parts: i64 = found.parts.iter().sum();
        prop_assert_eq!(parts + found.new - found.ceased, found.after - found.before);
    }

    #[test]
    fn back_in_time_every_part_has_the_other_sign(services in services(), shapley in any::<bool>()) {
        let method = if shapley { Method::Shapley } else { Method::Lmdi };
        let there = bridge(&services, method).unwrap();
        let back = bridge(&turned(&services), method).unwrap();
        prop_assert_eq!((there.new, there.ceased), (back.ceased, back.new));
        for (one, other) in there.parts.iter().zip(&back.parts) {
            // An øre for the rounding of each.
            prop_assert!((one + other).abs() <= 4, "{:?} {:?}", there.parts, back.parts);
        }
    }

    #[test]
    fn order_of_factors_and_services_is_irrelevant(services in services(), shapley in any::<bool>()) {
        let method = if shapley { Method::Shapley } else { Method::Lmdi };
        let found = bridge(&services, method).unwrap();
        let mut other = reordered(&services);
        other.reverse();
        let mut other = bridge(&other, method).unwrap().parts;
        other.reverse();
        for (one, other) in found.parts.iter().zip(&other) {
            prop_assert!((one - other).abs() <= 4, "{:?} {:?}", found.parts, other);
        }
    }

    #[test]
    fn a_factor_that_does_not_change_has_no_part(before in factors(3, 700), after in factors(3, 700)) {
        // So large that rounding to the øre is nothing beside it.
        let whole = |mut factors: Vec<f64>| { factors.push(1e6); factors };
        let services = [service(Some(&whole(before)), Some(&whole(after)))];
        for method in [Method::Lmdi, Method::Shapley] {
            let found = bridge(&services, method).unwrap();
let change = (found.after - found.before).abs();
            // A billionth of the change for what rounding the amounts does.
            prop_assert!(found.parts.last().unwrap().abs() <= 4 + change / 1_000_000_000, "{:?}", found.parts);
        }
    }

    #[test]
    fn whole_parts_add_up_and_are_near(parts in prop::collection::vec(-1e6f64..1e6, 1..12)) {
        #[expect(clippy::cast_possible_truncation, reason = "of tests")]
        let total = sum(&parts).round() as i64;
        let found = whole_parts(&parts, total).unwrap();
        prop_assert_eq!(found.iter().sum::<i64>(), total);
        for (whole, part) in found.iter().zip(&parts) {
            prop_assert!((*whole as f64 - part).abs() <= 1.0 + 1e-6);
        }
    }
}
