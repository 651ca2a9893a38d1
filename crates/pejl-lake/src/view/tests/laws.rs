//! What the view must do for any facts and covers.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::test_support::{Fact, texts, variant};

const AREAS: [&str; 3] = ["101", "766", "851"];
const FIRST_YEAR: i32 = 2016;
/// The second has a member with all the characters that `members` escapes.
const FUNCTIONS: [&str; 3] = ["5.30", "5;=%3B", "TOT"];
const SEXES: [&str; 2] = ["M", "K"];
const TABLES: [&str; 2] = ["ONE", "TWO"];

fn some_of<const N: usize>(all: [&'static str; N]) -> impl Strategy<Value = Vec<&'static str>> {
    proptest::sample::subsequence(all.to_vec(), 0..=N)
}

fn any_cover() -> impl Strategy<Value = Cover> {
    let years =
        proptest::sample::subsequence(vec![FIRST_YEAR, FIRST_YEAR + 1, FIRST_YEAR + 2], 0..=3);
    let sexes = proptest::option::weighted(0.7, some_of(SEXES));
    (
        0..TABLES.len(),
        some_of(AREAS),
        years,
        some_of(FUNCTIONS),
        sexes,
    )
        .prop_map(|(table, areas, years, functions, sexes)| {
            let mut cover = cover(TABLES[table], &areas, &years, &[]);
            // The variant says what dimensions there may be; a cover of fewer must not show rows of more.
            cover.variant = variant(TABLES[table], &["function", "sex"]);
            cover
                .members
                .insert("function".to_owned(), texts(&functions));
            if let Some(sexes) = sexes {
                cover.members.insert("sex".to_owned(), texts(&sexes));
            }
            cover
        })
}

fn any_fact() -> impl Strategy<Value = Fact> {
    (
        1..=3_i64,
        0..TABLES.len(),
        0..AREAS.len(),
        0..3_i32,
        0..FUNCTIONS.len(),
        0..=SEXES.len(),
    )
        .prop_map(|(import_id, table, area, year, function, sex)| {
            let mut members =
                BTreeMap::from([("function".to_owned(), FUNCTIONS[function].to_owned())]);
            if let Some(sex) = SEXES.get(sex) {
                members.insert("sex".to_owned(), (*sex).to_owned());
            }
            Fact {
                import_id,
                variant: variant(TABLES[table], &["function", "sex"]).key(),
                area: AREAS[area].to_owned(),
                year: FIRST_YEAR + year,
                members,
                line: 0,
            }
        })
}

fn any_part() -> impl Strategy<Value = VisiblePart> {
    (1..=3_i64, proptest::option::weighted(0.9, any_cover()))
        .prop_map(|(import_id, cover)| VisiblePart { import_id, cover })
}

/// What the view must do, said in the plainest way.
fn is_shown(fact: &Fact, parts: &[VisiblePart]) -> bool {
    parts.iter().any(|part| {
        part.import_id == fact.import_id
            && part.cover.as_ref().is_none_or(|cover| {
                cover.variant.key() == fact.variant
                    && cover.areas.contains(&fact.area)
                    && cover.periods.contains(&Period::year(fact.year).unwrap())
                    && cover.members.keys().eq(fact.members.keys())
                    && cover
                        .members
                        .iter()
                        .all(|(name, members)| members.contains(&fact.members[name]))
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn view_is_the_naive_filter(
        segments in proptest::collection::vec(
            (proptest::collection::vec(any_fact(), 0..60), proptest::collection::vec(any_part(), 0..5)),
            1..4,
        ),
        described in any::<bool>(),
    ) {
        let (_folder, lake) = lake();
        let mut expected = Vec::new();
        let mut line = 0;
        let mut shown = SnapshotView::default();
        for (n, (mut facts, parts)) in segments.into_iter().enumerate() {
            for fact in &mut facts {
                line += 1;
                fact.line = line;
                if is_shown(fact, &parts) {
                    expected.push(line);
                }
            }
            let path = format!("stat_fact/{n}-x.parquet");
            let mut writer = lake.writer(&path, &STAT_FACT).unwrap().with_row_group_rows(16);
            if !described {
                writer = writer.without_extent();
            }
            writer.write(&frame(&facts)).unwrap();
            writer.seal().unwrap().publish().unwrap();
            shown.segments.push(VisibleSegment { path, sha256: None, parts });
        }
        prop_assert_eq!(lines(&lake, &shown), expected);
    }

    /// Whole boxes of facts, some cut by a newer import: what the extents prove must be what the rows say.
    #[test]
    fn imports_cut_by_newer_ones_show_exactly_what_is_left(
        old in any_cover(),
        newer in proptest::collection::vec(any_cover(), 0..3),
        together in any::<bool>(),
    ) {
        let (_folder, lake) = lake();
        let mut live = vec![(1, old.clone())];
        let mut imports = vec![(1, old)];
        for (import, cover) in (2..).zip(newer) {
            let mut left = Vec::new();
            for (owner, known) in &live {
                match known.replaced_by(&cover) {
                    Replacement::Disjoint => left.push((*owner, known.clone())),
                    Replacement::Cut(rest) => left.extend(rest.into_iter().map(|rest| (*owner, rest))),
                    Replacement::Refused(_) => {
                        left.clear();
                        break;
                    }
                }
            }
            if left.is_empty() {
                continue;
            }
            live = left;
            live.push((import, cover.clone()));
            imports.push((import, cover));
        }

        let all: Vec<Vec<Fact>> =
            imports.iter().map(|(import, cover)| facts(*import, cover, import * 1000)).collect();
        let parts: Vec<VisiblePart> = live.iter().map(|(import, cover)| part(*import, Some(cover))).collect();
        let mut shown = SnapshotView::default();
        if together {
            publish(&lake, A, &frame(&all.concat()));
            shown.segments.push(VisibleSegment { path: A.to_owned(), sha256: None, parts: parts.clone() });
        } else {
            for facts in &all {
                let Some(import) = facts.first().map(|fact| fact.import_id) else { continue };
                let path = format!("stat_fact/{import}-x.parquet");
                publish(&lake, &path, &frame(facts));
                let parts = parts.iter().filter(|part| part.import_id == import).cloned().collect();
                shown.segments.push(VisibleSegment { path, sha256: None, parts });
            }
        }
        let mut expected: Vec<i64> =
            all.iter().flatten().filter(|fact| is_shown(fact, &parts)).map(|fact| fact.line).collect();
        expected.sort_unstable();
        prop_assert_eq!(lines(&lake, &shown), expected);
    }
}
