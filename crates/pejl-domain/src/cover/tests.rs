#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::*;
use crate::price::PriceLevel;
use crate::unit::Unit;

const AREAS: [&str; 4] = ["000", "615", "630", "766"];
const YEARS: [i32; 4] = [2015, 2016, 2017, 2018];
const ARTS: [&str; 3] = ["I", "TOT", "UE"];
const FUNCTIONS: [&str; 3] = ["5.30.26", "5.30.27", "5.30.28"];

type Fact = (String, Period, Vec<(String, String)>);

fn variant() -> Variant {
    Variant {
        source: "statbank".to_owned(),
        table_id: "REGK31".to_owned(),
        unit: Unit::DkkPerResident,
        price: PriceLevel::Current,
        grain: Grain::Year,
        dimensions: ["art", "function"].map(str::to_owned).into(),
    }
}

fn cover(areas: &[&str], years: &[i32], arts: &[&str], functions: &[&str]) -> Cover {
    let set = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<BTreeSet<_>>()
    };
    Cover {
        variant: variant(),
        areas: set(areas),
        periods: years
            .iter()
            .map(|year| Period::year(*year).unwrap())
            .collect(),
        members: [
            ("art".to_owned(), set(arts)),
            ("function".to_owned(), set(functions)),
        ]
        .into(),
        absent: Absent::Zero,
    }
}

fn any_cover() -> impl Strategy<Value = Cover> {
    (
        subsequence(AREAS.to_vec(), 1..=4),
        subsequence(YEARS.to_vec(), 1..=4),
        subsequence(ARTS.to_vec(), 1..=3),
        subsequence(FUNCTIONS.to_vec(), 1..=3),
    )
        .prop_map(|(areas, years, arts, functions)| cover(&areas, &years, &arts, &functions))
}

/// A cover with all members, which therefore is never refused as a replacement.
fn full_cover() -> impl Strategy<Value = Cover> {
    (
        subsequence(AREAS.to_vec(), 1..=4),
        subsequence(YEARS.to_vec(), 1..=4),
    )
        .prop_map(|(areas, years)| cover(&areas, &years, &ARTS, &FUNCTIONS))
}

/// The facts of a box, one by one.
fn facts(cover: &Cover) -> BTreeSet<Fact> {
    let mut members: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for (dimension, values) in &cover.members {
        members = members
            .iter()
            .flat_map(|chosen| values.iter().map(move |value| (chosen, value)))
            .map(|(chosen, value)| {
                [chosen.as_slice(), &[(dimension.clone(), value.clone())]].concat()
            })
            .collect();
    }
    let mut facts = BTreeSet::new();
    for area in &cover.areas {
        for period in &cover.periods {
            facts.extend(
                members
                    .iter()
                    .map(|members| (area.clone(), *period, members.clone())),
            );
        }
    }
    facts
}

#[test]
fn areas_and_periods_are_cut() {
    let old = cover(&["615", "766"], &[2016, 2017], &["TOT"], &["5.30.26"]);
    let check = |new: &Cover, rest: &[Cover]| {
        assert_eq!(old.replaced_by(new), Replacement::Cut(rest.to_vec()))
    };
    check(&old, &[]);
    check(&cover(&AREAS, &YEARS, &ARTS, &FUNCTIONS), &[]);
    check(
        &cover(&["615", "766"], &[2017], &["TOT"], &["5.30.26"]),
        &[cover(&["615", "766"], &[2016], &["TOT"], &["5.30.26"])],
    );
    check(
        &cover(&["766"], &[2016, 2017, 2018], &["TOT", "UE"], &["5.30.26"]),
        &[cover(&["615"], &[2016, 2017], &["TOT"], &["5.30.26"])],
    );
    check(
        &cover(&["766"], &[2017, 2018], &["TOT"], &["5.30.26"]),
        &[
            cover(&["615"], &[2016, 2017], &["TOT"], &["5.30.26"]),
            cover(&["766"], &[2016], &["TOT"], &["5.30.26"]),
        ],
    );
}

#[test]
fn what_shares_no_fact_stays() {
    let old = cover(&["766"], &[2016, 2017], &["TOT"], &["5.30.26"]);
    let mut others = vec![
        cover(&["615"], &[2016, 2017], &["TOT"], &["5.30.26"]),
        cover(&["766"], &[2018], &["TOT"], &["5.30.26"]),
        cover(&["766"], &[2016], &["UE"], &["5.30.26"]),
        cover(&["766"], &[2016], &["TOT"], &["5.30.27"]),
        cover(&["766"], &[], &["TOT"], &["5.30.26"]),
        cover(&[], &[2016], &["TOT"], &["5.30.26"]),
        cover(&["766"], &[2016], &[], &["5.30.26"]),
    ];
    let mut other_unit = old.clone();
    other_unit.variant.unit = Unit::Oere;
    others.push(other_unit);
    for new in others {
        assert_eq!(old.replaced_by(&new), Replacement::Disjoint, "{new:?}");
        assert!(!old.overlaps(&new) && !new.overlaps(&old), "{new:?}");
    }
}

#[test]
fn parted_members_are_refused_with_what_is_parted() {
    let old = cover(
        &["615", "766"],
        &[2016, 2017],
        &["TOT"],
        &["5.30.26", "5.30.27"],
    );
    let new = cover(&["766"], &[2017, 2018], &["TOT"], &["5.30.27", "5.30.28"]);
    let Replacement::Refused(overlap) = old.replaced_by(&new) else {
        unreachable!("not refused")
    };
    assert_eq!(
        overlap,
        PartialOverlap {
            dimension: "function".to_owned(),
            only_in_old: vec!["5.30.26".to_owned()],
            only_in_new: vec!["5.30.28".to_owned()],
            areas: vec!["766".to_owned()],
            periods: vec![Period::year(2017).unwrap()],
        }
    );
    assert_eq!(
        overlap.to_string(),
        "new import lacks 1 of the members of `function` that the old one has"
    );
}

#[test]
fn members_for_different_dimensions_are_refused() {
    let old = cover(&["766"], &[2016], &["TOT"], &["5.30.26"]);
    for dimension in ["art", "function"] {
        let mut lacking = old.clone();
        lacking.members.remove(dimension);
        for (old, new) in [(&old, &lacking), (&lacking, &old)] {
            let Replacement::Refused(overlap) = old.replaced_by(new) else {
                unreachable!("not refused")
            };
            assert_eq!(overlap.dimension, dimension);
        }
    }
}

#[test]
fn a_cover_fit_to_be_stored_passes_the_check() {
    let good = cover(&["000", "766"], &[2017], &["TOT"], &["5.30.26"]);
    let check = |change: &dyn Fn(&mut Cover), expected: Result<(), CoverError>| {
        let mut cover = good.clone();
        change(&mut cover);
        assert_eq!(cover.check(), expected);
    };
    let empty = |what: &str| {
        Err(CoverError::Empty {
            what: what.to_owned(),
        })
    };
    let dimension = |name: &str| {
        Err(CoverError::Dimension {
            dimension: name.to_owned(),
        })
    };
    check(&|_| (), Ok(()));
    check(
        &|cover| cover.variant.source.clear(),
        Err(CoverError::Nameless),
    );
    check(
        &|cover| cover.variant.table_id.clear(),
        Err(CoverError::Nameless),
    );
    check(
        &|cover| assert!(cover.variant.dimensions.insert(String::new())),
        Err(CoverError::Nameless),
    );
    check(&|cover| cover.areas.clear(), empty("areas"));
    check(&|cover| cover.periods.clear(), empty("periods"));
    check(
        &|cover| {
            assert!(
                cover
                    .members
                    .insert("art".to_owned(), BTreeSet::new())
                    .is_some()
            )
        },
        empty("art"),
    );
    check(
        &|cover| assert!(cover.members.remove("art").is_some()),
        dimension("art"),
    );
    check(
        &|cover| assert!(cover.variant.dimensions.remove("art")),
        dimension("art"),
    );
    check(
        &|cover| assert!(cover.areas.insert("0766".to_owned())),
        Err(CoverError::Area {
            code: "0766".to_owned(),
        }),
    );
    let month = Period::month(2017, 8).unwrap();
    check(
        &|cover| assert!(cover.periods.insert(month)),
        Err(CoverError::Grain {
            period: month,
            grain: Grain::Year,
        }),
    );
}

#[test]
fn covers_are_stored_as_json() {
    let cover = cover(&["766"], &[2016, 2017], &["TOT"], &["5.30.26"]);
    let json = serde_json::to_value(&cover).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "variant": {
                "source": "statbank", "table_id": "REGK31", "unit": "dkk_per_resident", "price": "current",
                "grain": "year", "dimensions": ["art", "function"]
            },
            "areas": ["766"],
            "periods": ["2016", "2017"],
            "members": {"art": ["TOT"], "function": ["5.30.26"]},
            "absent": "zero"
        })
    );
    assert_eq!(
        serde_json::from_value::<Cover>(json.clone()).unwrap(),
        cover
    );
    let mut more = json;
    more.as_object_mut()
        .unwrap()
        .insert("extra".to_owned(), serde_json::Value::Null);
    assert!(serde_json::from_value::<Cover>(more).is_err());
    assert_eq!(
        serde_json::to_string(&Absent::Missing).unwrap(),
        format!("\"{}\"", Absent::Missing.as_str())
    );
}

#[test]
fn keys_are_stable_and_strict() {
    assert_eq!(
        variant().key(),
        "statbank/REGK31/dkk_per_resident/current/year/art,function"
    );
    let mut odd = variant();
    odd.table_id = "a/b%".to_owned();
    odd.unit = Unit::Other("kr./time, net".to_owned());
    odd.price = PriceLevel::Fixed { base_year: 2018 };
    odd.dimensions = ["x,y".to_owned()].into();
    assert_eq!(
        odd.key(),
        "statbank/a%2Fb%25/other:kr.%2Ftime%2C net/fixed:2018/year/x%2Cy"
    );
    odd.dimensions.clear();
    assert!(odd.key().ends_with("/year/"));
    for key in [
        "",
        "statbank",
        "statbank/T/oere/current/year",
        "statbank/T/oere/current/year/a/b",
        "/T/oere/current/year/",
        "statbank//oere/current/year/",
        "s/T/kr/current/year/",
        "s/T/oere/now/year/",
        "s/T/oere/current/decade/",
        "s/T/oere/current/year/a,,b",
        "s/T/oere/current/year/a,a",
        "s/T/oere/current/year/,",
        "s/T%/oere/current/year/",
    ] {
        assert!(
            matches!(Variant::parse_key(key), Err(VariantError::Malformed { .. })),
            "{key}"
        );
    }
    assert_eq!(
        Variant::parse_key(&"x".repeat(4001)),
        Err(VariantError::TooLong)
    );
}

#[test]
fn members_text_is_strict() {
    let malformed = |part: &str| {
        Err(MembersError::Malformed {
            part: part.to_owned(),
        })
    };
    assert_eq!(parse_members_text("art"), malformed("art"));
    assert_eq!(parse_members_text("a=1;"), malformed(""));
    assert_eq!(parse_members_text("a=1=2"), malformed("a=1=2"));
    assert_eq!(parse_members_text("a=%"), malformed("a=%"));
    assert_eq!(
        parse_members_text("a=1;a=2"),
        Err(MembersError::Twice {
            dimension: "a".to_owned()
        })
    );
    assert_eq!(
        parse_members_text(&"x".repeat(4001)),
        Err(MembersError::TooLong)
    );
    assert_eq!(
        members_text(&parse_members_text("function=5.30.27;dranst=1;art=TOT").unwrap()),
        "art=TOT;dranst=1;function=5.30.27"
    );
    assert_eq!(parse_members_text(""), Ok(BTreeMap::new()));
}

proptest! {
    #[test]
    fn old_is_the_rest_and_the_shared_facts(old in any_cover(), new in any_cover()) {
        let (old_facts, new_facts) = (facts(&old), facts(&new));
        let shares = !old_facts.is_disjoint(&new_facts);
        prop_assert_eq!(old.overlaps(&new), shares);
        prop_assert_eq!(new.overlaps(&old), shares);
        prop_assert_eq!(old.n_facts(), old_facts.len() as u128);
        match old.replaced_by(&new) {
            Replacement::Disjoint => prop_assert!(!shares),
            Replacement::Refused(overlap) => {
                prop_assert!(shares && !overlap.only_in_old.is_empty());
                prop_assert!(!overlap.areas.is_empty() && !overlap.periods.is_empty());
            }
            Replacement::Cut(rest) => {
                prop_assert!(shares && rest.len() <= 2);
                let mut left = BTreeSet::new();
                for part in &rest {
                    let part_facts = facts(part);
                    prop_assert!(!part_facts.is_empty() && part_facts.is_disjoint(&left));
                    prop_assert!(!part.overlaps(&new));
                    prop_assert_eq!((&part.variant, &part.members, part.absent), (&old.variant, &old.members, old.absent));
                    prop_assert_eq!(part.check(), Ok(()));
                    left.extend(part_facts);
                }
                prop_assert_eq!(left, old_facts.difference(&new_facts).cloned().collect::<BTreeSet<_>>());
            }
        }
    }

    #[test]
    fn refused_exactly_when_members_are_parted(old in any_cover(), new in any_cover()) {
        let parted = old.members.iter().any(|(dimension, members)| !members.is_subset(&new.members[dimension]));
        let refused = matches!(old.replaced_by(&new), Replacement::Refused(_));
        prop_assert_eq!(refused, old.overlaps(&new) && parted);
    }

    /// A catalogue that replaces cover by cover knows for each fact the last import that covered it.
    #[test]
    fn the_last_import_of_each_fact_wins(imports in prop::collection::vec(full_cover(), 1..8)) {
        let mut live: Vec<(usize, Cover)> = Vec::new();
        let mut expected: BTreeMap<Fact, usize> = BTreeMap::new();
        for (import, new) in imports.iter().enumerate() {
            let mut next = Vec::new();
            for (owner, old) in live {
                match old.replaced_by(new) {
                    Replacement::Disjoint => next.push((owner, old)),
                    Replacement::Cut(rest) => next.extend(rest.into_iter().map(|part| (owner, part))),
                    Replacement::Refused(overlap) => prop_assert!(false, "{}", overlap),
                }
            }
            next.push((import, new.clone()));
            live = next;
            expected.extend(facts(new).into_iter().map(|fact| (fact, import)));
        }
        let owned: Vec<(Fact, usize)> =
            live.iter().flat_map(|(owner, part)| facts(part).into_iter().map(|fact| (fact, *owner))).collect();
        prop_assert_eq!(owned.len(), expected.len());
        prop_assert_eq!(owned.into_iter().collect::<BTreeMap<_, _>>(), expected);
    }

    #[test]
    fn printed_keys_are_read_back(
        source in ".{1,8}", table_id in ".{1,8}", unit in ".{1,8}", dimensions in prop::collection::btree_set(".{1,6}", 0..4), base_year in 1900..2200_i32,
    ) {
        let Ok(unit) = Unit::other(&unit) else { return Ok(()) };
        let variant = Variant { source, table_id, unit, price: PriceLevel::Fixed { base_year }, grain: Grain::Month, dimensions };
        prop_assert_eq!(variant.key().parse(), Ok(variant));
    }

    #[test]
    fn printed_members_are_read_back(members in prop::collection::btree_map(any::<String>(), any::<String>(), 0..4)) {
        prop_assert_eq!(parse_members_text(&members_text(&members)), Ok(members));
    }

    #[test]
    fn no_text_panics(text in any::<String>(), key in "s/T/oere/current/year/[a-z,%0-9]{0,8}") {
        if let Ok(members) = parse_members_text(&text) {
            prop_assert_eq!(parse_members_text(&members_text(&members)), Ok(members));
        }
        for text in [text, key] {
            if let Ok(variant) = Variant::parse_key(&text) {
                prop_assert_eq!(Variant::parse_key(&variant.key()), Ok(variant));
            }
        }
    }
}
