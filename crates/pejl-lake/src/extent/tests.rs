#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use super::*;
use crate::dataset::{PRICE_INDEX, STAT_FACT};
use crate::row_group::whole_numbers;
use crate::test_support::{Fact, cover, facts, frame, texts};

fn added(mut builder: ExtentBuilder, groups: &[&[Fact]]) -> Option<Extent> {
    for facts in groups {
        let rows = frame(facts);
        let imports = whole_numbers(rows.column(columns::IMPORT_ID).unwrap()).unwrap();
        builder.add(&Ordered::by(rows, STAT_FACT.sort).unwrap(), &imports);
    }
    builder.finish(&STAT_FACT)
}

#[test]
fn extent_tells_imports_variants_places_and_members() {
    let one = cover(
        "ONE",
        &["101", "766"],
        &[2016, 2017],
        &[("sex", &["M", "K"])],
    );
    let two = cover("TWO", &["101"], &[2016], &[]);
    let groups = [facts(1, &one, 1), facts(2, &two, 101)];
    let extent = added(ExtentBuilder::new(&STAT_FACT), &[&groups[0], &groups[1]]).unwrap();
    assert_eq!(extent.imports, [1, 2].into());
    let slices = extent.slices.unwrap();
    assert_eq!(
        slices,
        [
            Slice {
                import_id: 1,
                variant: one.variant.key(),
                boxes: vec![AreasPeriods {
                    areas: texts(&["101", "766"]),
                    periods: texts(&["2016", "2017"])
                }],
                members: Some([("sex".to_owned(), texts(&["sex=K", "sex=M"]))].into()),
            },
            Slice {
                import_id: 2,
                variant: two.variant.key(),
                boxes: vec![AreasPeriods {
                    areas: texts(&["101"]),
                    periods: texts(&["2016"])
                }],
                members: Some(BTreeMap::new()),
            },
        ],
    );
}

#[test]
fn rows_of_different_dimensions_leave_the_members_open() {
    let one = facts(1, &cover("T", &["101"], &[2016], &[("sex", &["M"])]), 1);
    let mut two = facts(1, &cover("T", &["101"], &[2016], &[("age", &["67"])]), 2);
    two[0].variant.clone_from(&one[0].variant);
    let extent = added(ExtentBuilder::new(&STAT_FACT), &[&one, &two]).unwrap();
    assert_eq!(extent.slices.unwrap()[0].members, None);
}

#[test]
fn too_many_texts_are_given_up() {
    let rows = facts(
        1,
        &cover("T", &["101", "766"], &[2016, 2017], &[("sex", &["M", "K"])]),
        1,
    );
    // Two areas with two periods each, two members.
    for (max_texts, kept) in [(8, true), (7, false)] {
        let builder = ExtentBuilder {
            max_texts,
            ..ExtentBuilder::new(&STAT_FACT)
        };
        assert_eq!(added(builder, &[&rows]).is_some(), kept, "{max_texts}");
    }
}

#[test]
fn datasets_without_boxes_tell_their_imports_only() {
    let extent = ExtentBuilder::new(&PRICE_INDEX)
        .finish(&PRICE_INDEX)
        .unwrap();
    assert_eq!(extent, Extent::default());
}

#[test]
fn extent_survives_the_footer() {
    let rows = facts(
        1,
        &cover("T", &["101", "766"], &[2016], &[("sex", &["M;=%", "K"])]),
        1,
    );
    let extent = added(ExtentBuilder::new(&STAT_FACT), &[&rows]).unwrap();
    let json = serde_json::to_string(&extent).unwrap();
    assert_eq!(serde_json::from_str::<Extent>(&json).unwrap(), extent);
}
