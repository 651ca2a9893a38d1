#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::cover::{members_text, parse_members_text};
use polars::prelude::{IntoLazy, df};
use proptest::prelude::*;

use super::*;
use crate::dataset::{PRICE_INDEX, STAT_FACT};
use crate::extent::ExtentBuilder;
use crate::row_group::{Ordered, whole_numbers};
use crate::test_support::{Fact, VERSIONS, cover, facts, frame, part, texts};
use crate::view::run;

fn extent(facts: &[Fact]) -> Extent {
    let rows = frame(facts);
    let imports = whole_numbers(rows.column(columns::IMPORT_ID).unwrap()).unwrap();
    let mut builder = ExtentBuilder::new(&STAT_FACT);
    builder.add(&Ordered::by(rows, STAT_FACT.sort).unwrap(), &imports);
    builder.finish(&STAT_FACT).unwrap()
}

#[track_caller]
fn check(facts: &[Fact], parts: &[VisiblePart], expected: &str) {
    let shown = match visible(&STAT_FACT, Some(&extent(facts)), parts).unwrap() {
        Visible::Nothing => "nothing",
        Visible::Everything => "everything",
        Visible::Rows(_) => "rows",
    };
    assert_eq!(shown, expected);
}

#[test]
fn what_the_extent_proves_is_not_compared_row_by_row() {
    let members: &[(&str, &[&str])] = &[("sex", &["M", "K"])];
    let whole = cover("T", &["101", "766"], &[2016, 2017], members);
    let rows = facts(1, &whole, 1);
    let of = |covers: &[&Cover]| {
        covers
            .iter()
            .map(|cover| part(1, Some(cover)))
            .collect::<Vec<_>>()
    };

    check(&rows, &of(&[&whole]), "everything");
    check(&rows, &[part(1, None)], "everything");
    check(
        &rows,
        &of(&[&cover(
            "T",
            &["101", "766", "851"],
            &[2015, 2016, 2017],
            &[("sex", &["M", "K", "TOT"])],
        )]),
        "everything",
    );
    // Two boxes that only together have every row.
    let (one, other) = (
        cover("T", &["101"], &[2016, 2017], members),
        cover("T", &["766"], &[2016, 2017], members),
    );
    check(&rows, &of(&[&one, &other]), "everything");
    check(&rows, &of(&[&one]), "rows");
    check(
        &rows,
        &of(&[&cover(
            "T",
            &["101", "766"],
            &[2016, 2017],
            &[("sex", &["M"])],
        )]),
        "rows",
    );
    let of_no_dimensions = Cover {
        members: BTreeMap::new(),
        ..whole.clone()
    };
    check(&rows, &of(&[&of_no_dimensions]), "rows");
    check(
        &rows,
        &of(&[&cover("OTHER", &["101", "766"], &[2016, 2017], members)]),
        "nothing",
    );
    check(&rows, &[part(2, None)], "nothing");
    for elsewhere in [
        cover("T", &["851"], &[2016, 2017], members),
        cover("T", &["101", "766"], &[2018], members),
    ] {
        check(&rows, &of(&[&elsewhere]), "nothing");
    }
    check(
        &[rows.clone(), facts(2, &whole, 101)].concat(),
        &of(&[&whole]),
        "rows",
    );
}

/// Areas with different periods: the hull of the rows is larger than the rows.
#[test]
fn boxes_of_different_periods_are_proved_one_by_one() {
    let one = cover("T", &["101"], &[2016], &[]);
    let other = cover("T", &["766"], &[2017, 2018], &[]);
    let rows = [facts(1, &one, 1), facts(1, &other, 11)].concat();
    check(
        &rows,
        &[part(1, Some(&one)), part(1, Some(&other))],
        "everything",
    );
    check(&rows, &[part(1, Some(&other))], "rows");
}

#[test]
fn file_without_extent_is_always_compared() {
    let whole = cover("T", &["101"], &[2016], &[]);
    for parts in [[part(1, Some(&whole))], [part(1, None)]] {
        assert!(matches!(
            visible(&STAT_FACT, None, &parts).unwrap(),
            Visible::Rows(_)
        ));
    }
    assert!(matches!(
        visible(&STAT_FACT, None, &[]).unwrap(),
        Visible::Nothing
    ));
}

#[test]
fn datasets_without_boxes_are_told_apart_by_import() {
    let extent = Extent {
        imports: [1, 2].into(),
        slices: None,
    };
    for spec in [&VERSIONS, &PRICE_INDEX] {
        let shown = |parts: &[VisiblePart]| visible(spec, Some(&extent), parts).unwrap();
        assert!(matches!(
            shown(&[part(1, None), part(2, None), part(3, None)]),
            Visible::Everything
        ));
        assert!(matches!(shown(&[part(1, None)]), Visible::Rows(_)));
        assert!(matches!(shown(&[part(3, None)]), Visible::Nothing));
    }
    // Nothing is ever cut in an append dataset, whatever a cover says.
    let small = cover("T", &["101"], &[2016], &[]);
    let shown = visible(
        &VERSIONS,
        Some(&extent),
        &[part(1, Some(&small)), part(2, Some(&small))],
    )
    .unwrap();
    assert!(matches!(shown, Visible::Everything));
}

const MEMBERS: [&str; 5] = ["A", "B", "A;=B", "Å%3B", ""];

proptest! {
    /// However the members are compared, a row is inside if it has the cover's dimensions and members, and only then.
    #[test]
    fn members_are_compared_alike_either_way(
        dimensions in proptest::collection::btree_map("[a-c;]", proptest::sample::subsequence(MEMBERS.to_vec(), 0..5), 0..4),
        rows in proptest::collection::vec(
            proptest::collection::btree_map("[a-c;]", proptest::sample::select(MEMBERS.to_vec()), 0..4),
            1..30,
        ),
    ) {
        let mut cover = cover("T", &["101"], &[2016], &[]);
        cover.members = dimensions.iter().map(|(name, members)| (name.clone(), texts(members))).collect();
        let rows: Vec<BTreeMap<String, String>> = rows
            .into_iter()
            .map(|row| row.into_iter().map(|(name, member)| (name, member.to_owned())).collect())
            .collect();
        let texts: Vec<String> = rows.iter().map(members_text).collect();
        for (row, text) in rows.iter().zip(&texts) {
            prop_assert_eq!(&parse_members_text(text).unwrap(), row);
        }
        let expected: Vec<bool> = rows
            .iter()
            .map(|row| cover.members.keys().eq(row.keys()) && cover.members.values().zip(row.values()).all(|(m, r)| m.contains(r)))
            .collect();
        // A cover with one text or none is always listed; with more, the first limit compares dimension by dimension.
        for max_listed in [1, MAX_LISTED] {
            let frame = df!(columns::MEMBERS => &texts).unwrap();
            let inside = BoxCover::of(&cover).in_members(max_listed).fill_null(lit(false)).alias("inside");
            let found = run(frame.lazy().select([inside])).unwrap();
            let found: Vec<bool> = found.column("inside").unwrap().bool().unwrap().iter().map(Option::unwrap).collect();
            prop_assert_eq!(&found, &expected, "listed up to {}", max_listed);
        }
    }
}
