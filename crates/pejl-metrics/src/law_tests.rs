//! Laws that hold for any facts.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;

use pejl_domain::{Absent, Cell, Cover, Period, Variant};
use polars::prelude::{IntoLazy, UnionArgs, concat};
use proptest::prelude::*;

use crate::test_support::{Fact, frame, plan_of, run};
use crate::{Observation, Prices, Query, Request, Resolution, catalogue, resolve};

/// The three municipalities of one group, and the only one of another.
const AREAS: [&str; 4] = ["461", "751", "851", "400"];
const GROUP_OF_THREE: &str = "STATBANK_920";
const GROUP_OF_ONE: &str = "LANDSDEL_04";
const FUNCTIONS: [&str; 2] = ["5.38.58", "5.38.59"];
const ACCOUNTS: &str = "statbank/REGK31/oere/current/year/art,dranst,function";
const RESIDENTS: &str = "statbank/FOLK1A/persons/not_applicable/quarter/age,sex";
const PUBLISHED: &str = "statbank/REGK31/dkk_per_resident/current/year/art,function";

/// What a file may say of a fact: a number, that it is missing, or nothing.
#[derive(Debug, Clone, Copy)]
enum Told {
    Number(i64),
    Missing,
    Absent,
}

fn told(numbers: impl Strategy<Value = i64>) -> impl Strategy<Value = Told> {
    prop_oneof![8 => numbers.prop_map(Told::Number), 1 => Just(Told::Missing), 1 => Just(Told::Absent)]
}

/// Amounts of each area, function and dranst; residents and published figures of each area.
#[derive(Debug, Clone)]
struct World {
    amounts: Vec<Told>,
    residents: Vec<Told>,
    published: Vec<Told>,
    absent: Absent,
}

fn world() -> impl Strategy<Value = World> {
    (
        prop::collection::vec(told(-100_000_000i64..1_000_000_000), 16),
        prop::collection::vec(told(0i64..700_000), 4),
        prop::collection::vec(told(-100i64..9_000), 4),
        prop_oneof![Just(Absent::Zero), Just(Absent::Missing)],
    )
        .prop_map(|(amounts, residents, published, absent)| World {
            amounts,
            residents,
            published,
            absent,
        })
}

fn year() -> Period {
    Period::year(2019).unwrap()
}

fn fact(variant: &str, area: &str, period: Period, members: String, told: Told) -> Option<Fact> {
    let (value, cell) = match told {
        Told::Number(0) => (Some(0), Cell::Zero),
        Told::Number(value) => (Some(value), Cell::Ok),
        Told::Missing => (None, Cell::Missing),
        Told::Absent => return None,
    };
    Some(Fact {
        variant: variant.into(),
        area: area.into(),
        period,
        members,
        value,
        scale: 0,
        cell,
    })
}

impl World {
    fn facts(&self) -> Vec<Fact> {
        let quarter: Period = "2019-Q3".parse().unwrap();
        let mut facts = Vec::new();
        for (a, area) in AREAS.iter().enumerate() {
            for (f, function) in FUNCTIONS.iter().enumerate() {
                for (d, dranst) in ["1", "2"].iter().enumerate() {
                    let members = format!("art=TOT;dranst={dranst};function={function}");
                    facts.extend(fact(
                        ACCOUNTS,
                        area,
                        year(),
                        members,
                        self.amounts[a * 4 + f * 2 + d],
                    ));
                }
            }
            facts.extend(fact(
                RESIDENTS,
                area,
                quarter,
                "age=TOT;sex=TOT".into(),
                self.residents[a],
            ));
            facts.extend(fact(
                PUBLISHED,
                area,
                year(),
                "art=TOT;function=5.38.58".into(),
                self.published[a],
            ));
        }
        facts
    }

    fn covers(&self) -> Vec<Cover> {
        let cover = |variant: &str, period: &str, members: &[(&str, &[&str])]| Cover {
            variant: Variant::parse_key(variant).unwrap(),
            areas: AREAS.iter().map(|area| (*area).to_owned()).collect(),
            periods: [period.parse().unwrap()].into(),
            members: members
                .iter()
                .map(|(name, set)| {
                    (
                        (*name).to_owned(),
                        set.iter().map(|one| (*one).to_owned()).collect(),
                    )
                })
                .collect(),
            absent: self.absent,
        };
        vec![
            cover(
                ACCOUNTS,
                "2019",
                &[
                    ("art", &["TOT"]),
                    ("dranst", &["1", "2"]),
                    ("function", &FUNCTIONS),
                ],
            ),
            cover(
                RESIDENTS,
                "2019-Q3",
                &[("age", &["TOT"]), ("sex", &["TOT"])],
            ),
            cover(
                PUBLISHED,
                "2019",
                &[("art", &["TOT"]), ("function", &["5.38.58"])],
            ),
        ]
    }

    fn resolution(&self, indicator: &str, functions: &str, by: &[&str]) -> Resolution {
        let request = Request {
            indicators: vec![indicator.into()],
            municipalities: vec![AREAS.join(","), GROUP_OF_THREE.into(), GROUP_OF_ONE.into()],
            periods: vec!["2019".into()],
            by: by.iter().map(|one| (*one).to_owned()).collect(),
            filters: vec![("function".into(), vec![functions.into()])],
            ..Request::default()
        };
        let prices = Prices {
            series: &[],
            as_known_at: chrono::NaiveDate::MAX,
        };
        resolve(
            &Query::parse(catalogue(), &request).unwrap(),
            &self.covers(),
            &prices,
        )
        .unwrap()
    }

    fn answer(&self, indicator: &str) -> BTreeMap<String, Observation> {
        let resolution = self.resolution(indicator, "5.38.58", &[]);
        let answer = run(frame(&self.facts()).lazy(), &resolution);
        answer
            .into_iter()
            .map(|one| (one.municipality.clone(), one))
            .collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn order_of_rows_and_split_into_segments_are_irrelevant(
        world in world(), indicator in prop_oneof![Just("F2"), Just("published_per_resident")],
        cut in 0usize..24, turn in any::<bool>(),
    ) {
        let resolution = world.resolution(indicator, "5.38.58", &[]);
        let facts = world.facts();
        let expected = run(frame(&facts).lazy(), &resolution);
        let (first, second) = facts.split_at(cut.min(facts.len()));
        let mut segments = [first.to_vec(), second.to_vec()];
        if turn {
            segments.iter_mut().for_each(|segment| segment.reverse());
            segments.reverse();
        }
        let frames: Vec<_> = segments.iter().map(|segment| frame(segment).lazy()).collect();
        let found = run(concat(frames, UnionArgs::default()).unwrap(), &resolution);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn a_group_of_one_is_its_member(
        world in world(), indicator in prop_oneof![Just("F2"), Just("published_per_resident")],
    ) {
        let answer = world.answer(indicator);
        let (member, group) = (&answer["400"], &answer[GROUP_OF_ONE]);
        // A published figure stands without residents; a mean weighted by them does not.
        if indicator == "F2" || member.weight.is_some_and(|weight| weight > 0) {
            prop_assert_eq!(member.value, group.value);
            prop_assert_eq!(member.cell, group.cell);
        }
        prop_assert_eq!((member.numerator, member.denominator), (group.numerator, group.denominator));
        prop_assert_eq!(group.n, Some(1));
    }

    #[test]
    fn missing_stays_null_and_spoils_its_group(world in world()) {
        let answer = world.answer("F2");
        let is_unknown = |told: &Told| match told {
            Told::Number(_) => false,
            Told::Missing => true,
            Told::Absent => world.absent == Absent::Missing,
        };
        let mut any = false;
        for (a, area) in AREAS.iter().enumerate() {
            let unknown = world.amounts[a * 4..a * 4 + 2].iter().any(is_unknown) || is_unknown(&world.residents[a]);
            let one = &answer[*area];
            prop_assert_eq!(one.cell == Cell::Missing, unknown, "{:?}", one);
            prop_assert_eq!(one.value.is_some(), one.cell.has_value());
            prop_assert_eq!(one.reason.is_some(), one.value.is_none());
            any |= unknown && a < 3;
        }
        prop_assert_eq!(answer[GROUP_OF_THREE].cell == Cell::Missing, any);
    }

    #[test]
    fn parts_add_up_to_the_whole(world in world()) {
        let whole = run(frame(&world.facts()).lazy(), &world.resolution("F2", "5.38.58,5.38.59", &[]));
        let parts = run(frame(&world.facts()).lazy(), &world.resolution("F2", "5.38.58,5.38.59", &["function"]));
        let places = whole.len();
        for (no, whole) in whole.iter().enumerate() {
            let (one, two) = (&parts[no], &parts[no + places]);
            prop_assert_eq!(&one.municipality, &whole.municipality);
            let sum = one.numerator.zip(two.numerator).map(|(a, b)| a + b);
            match (sum, whole.numerator) {
                (Some(sum), Some(whole)) => prop_assert!((sum - whole).abs() < 1e-6, "{sum} {whole}"),
                (sum, whole) => prop_assert_eq!(sum, whole),
            }
        }
        // The group is its members' sum, above and below the line.
        let of = |code: &str| whole.iter().find(|one| one.municipality == code).unwrap();
        let group = of(GROUP_OF_THREE);
        if let (Some(above), Some(below)) = (group.numerator, group.denominator) {
            let members: Vec<&Observation> = AREAS[..3].iter().map(|code| of(code)).collect();
            let sum = |part: fn(&Observation) -> Option<f64>| members.iter().filter_map(|one| part(one)).sum::<f64>();
            if members.iter().all(|one| one.value.is_some()) {
                prop_assert!((sum(|one| one.numerator) - above).abs() < 1e-6);
                prop_assert_eq!(sum(|one| one.denominator), below);
            }
        }
    }
}

#[test]
fn a_fact_that_is_visible_twice_is_refused() {
    let world = World {
        amounts: vec![Told::Number(100); 16],
        residents: vec![Told::Number(10); 4],
        published: vec![Told::Number(1); 4],
        absent: Absent::Missing,
    };
    let resolution = world.resolution("F2", "5.38.58", &[]);
    let facts = [world.facts(), world.facts()].concat();
    let plan = plan_of(frame(&facts).lazy(), &resolution).unwrap();
    let sums = crate::read_quantities(&pejl_lake::run(plan).unwrap(), &resolution);
    assert!(matches!(sums, Err(crate::QuantityError::Twice { .. })));
}

#[test]
fn predicates_reach_the_facts() {
    let world = World {
        amounts: vec![],
        residents: vec![],
        published: vec![],
        absent: Absent::Zero,
    };
    let resolution = world.resolution("F2", "5.38.58", &[]);
    let plan = plan_of(frame(&[]).lazy(), &resolution).unwrap();
    let text = plan.describe_optimized_plan().unwrap();
    for column in ["variant", "area", "period", "members"] {
        assert!(
            text.contains(&format!("col(\"{column}\").is_in")),
            "{column} in {text}"
        );
    }
    // The columns of provenance are not read.
    assert!(!text.contains("import_id"), "{text}");
}
