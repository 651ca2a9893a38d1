#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::{Absent, AreaLevel, Cell, Period, Variant};
use pejl_lake::{STAT_FACT, StatFact, StatFactBuilder};

use super::*;

/// Variant, members, area and period.
type Key = (String, String, String, String);

const AREAS: [&str; 3] = ["461", "630", "766"];

fn cover(table: &str, members: &[(&str, &[&str])], years: &[i32]) -> Cover {
    let names: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    let key = format!(
        "statbank/{table}/persons/not_applicable/year/{}",
        names.join(",")
    );
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    Cover {
        variant: Variant::parse_key(&key).unwrap(),
        areas: texts(&AREAS),
        periods: years
            .iter()
            .map(|year| Period::year(*year).unwrap())
            .collect(),
        members: members
            .iter()
            .map(|(name, found)| ((*name).to_owned(), texts(found)))
            .collect(),
        absent: Absent::Zero,
    }
}

/// Two tables of unlike dimensions, ages that begin like one another, and two covers of one variant.
fn covers() -> Vec<Cover> {
    vec![
        cover(
            "B",
            &[("age", &["1", "10", "2"]), ("sex", &["M", "M+K"])],
            &[2018, 2019],
        ),
        cover(
            "B",
            &[("age", &["100", "9"]), ("sex", &["K", "M"])],
            &[2019, 2020],
        ),
        cover("A", &[], &[2019]),
    ]
}

/// Every `n`-th fact the covers have room for, in the order of the list.
fn facts(n: usize) -> (tempfile::TempDir, Plan, Vec<Key>) {
    let mut all = BTreeSet::new();
    for cover in covers() {
        let mut texts = vec![BTreeMap::new()];
        for (dimension, members) in &cover.members {
            texts = texts
                .iter()
                .flat_map(|known: &BTreeMap<String, String>| {
                    members.iter().map(|member| {
                        let mut longer = known.clone();
                        longer.insert(dimension.clone(), member.clone());
                        longer
                    })
                })
                .collect();
        }
        for members in &texts {
            for area in &cover.areas {
                for period in &cover.periods {
                    all.insert((
                        cover.variant.key(),
                        members_text(members),
                        area.clone(),
                        period.to_string(),
                    ));
                }
            }
        }
    }
    let kept: Vec<_> = all.into_iter().step_by(n).collect();
    let mut builder = StatFactBuilder::new();
    // Not in the order of the list.
    for (line, (variant, members, area, period)) in (1..).zip(kept.iter().rev()) {
        builder
            .push(&StatFact {
                variant,
                area,
                level: AreaLevel::Municipality,
                period: period.parse().unwrap(),
                members,
                value: Some(line),
                scale: 0,
                cell: Cell::Ok,
                import_id: 1,
                file_no: 0,
                line,
            })
            .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let lake = pejl_lake::Lake::open(folder.path()).unwrap();
    let mut writer = lake.writer("stat_fact/1-a.parquet", &STAT_FACT).unwrap();
    writer.write(&builder.finish().unwrap()).unwrap();
    let meta = writer.seal().unwrap().publish().unwrap();
    let snapshot = pejl_lake::SnapshotView {
        revision: 1,
        segments: vec![pejl_lake::VisibleSegment {
            path: meta.path,
            sha256: Some(meta.sha256),
            parts: vec![pejl_lake::VisiblePart {
                import_id: 1,
                cover: None,
            }],
        }],
    };
    let view = lake.view(&STAT_FACT, &snapshot).unwrap();
    (folder, view, kept)
}

fn listed(found: &[PublishedFact]) -> Vec<Key> {
    let one = |fact: &PublishedFact| {
        (
            fact.variant.clone(),
            members_text(&fact.members),
            fact.area.clone(),
            fact.period.to_string(),
        )
    };
    found.iter().map(one).collect()
}

#[test]
fn combinations_are_counted_in_the_order_of_their_texts() {
    let covers = covers();
    let covers: Vec<&Cover> = covers.iter().collect();
    let nothing = BTreeMap::new();
    let wanted = Wanted {
        areas: Vec::new(),
        periods: Vec::new(),
        members: &nothing,
    };
    let found = of(&covers, &wanted);
    assert_eq!(found.len(), 2);
    for one in found {
        let texts: Vec<String> = (0..one.n_combinations()).map(|no| one.text(no)).collect();
        assert!(texts.is_sorted(), "{texts:?}");
        assert!(!texts.iter().any(|text| text.contains(";;")));
    }
}

/// However the list is cut into stretches and pages, and however little of what could be there is: the pages put behind
/// one another are the whole list.
#[test]
fn pages_of_stretches_add_up_to_the_whole() {
    let covers = covers();
    let covers: Vec<&Cover> = covers.iter().collect();
    let nothing = BTreeMap::new();
    let wanted = Wanted {
        areas: Vec::new(),
        periods: Vec::new(),
        members: &nothing,
    };
    let combinations = of(&covers, &wanted);
    for n in [1, 7] {
        let (_folder, view, expected) = facts(n);
        for stretch_facts in [1, 20, 1_000] {
            for limit in [1, 5, 13, 1_000] {
                let mut pages = Vec::new();
                for offset in (0..expected.len() + 2).step_by(limit) {
                    let page = Page {
                        offset: u64::try_from(offset).unwrap(),
                        limit,
                    };
                    pages.extend(
                        read_in(view.clone(), &combinations, &wanted, page, stretch_facts).unwrap(),
                    );
                    if limit == 1 && offset > 6 {
                        break;
                    }
                }
                let n_read = pages.len();
                assert_eq!(
                    listed(&pages),
                    expected[..n_read],
                    "{n} {stretch_facts} {limit}"
                );
                assert!(limit == 1 || n_read == expected.len());
            }
        }
    }
}

#[test]
fn what_is_asked_for_is_read_and_nothing_else() {
    let covers = covers();
    let covers: Vec<&Cover> = covers.iter().collect();
    let members = [("sex".to_owned(), vec!["M".to_owned()])].into();
    let wanted = Wanted {
        areas: vec!["766".to_owned()],
        periods: vec!["2019".to_owned(), "2021".to_owned()],
        members: &members,
    };
    let (_folder, view, all) = facts(1);
    let page = Page {
        offset: 1,
        limit: 10,
    };
    let found = read(view, &of(&covers, &wanted), &wanted, page).unwrap();
    let expected: Vec<_> = all
        .into_iter()
        .filter(|(_, members, area, period)| {
            members.ends_with("sex=M") && area == "766" && period == "2019"
        })
        .collect();
    assert_eq!(listed(&found), expected[1..]);
}
