#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod append;
mod laws;
mod segments;

use pejl_domain::{Absent, Cover, Grain, Period, PriceLevel, Replacement, Unit, Variant};
use polars::prelude::DataFrame;

use super::*;
use crate::dataset::{PRICE_INDEX, STAT_FACT};
use crate::price_index::{PriceIndexBuilder, PriceIndexRow};
use crate::test_support::{
    VERSIONS, cover, facts, frame, lake, lines, lines_as, part, publish, publish_as, snapshot,
};

const A: &str = "stat_fact/1-a.parquet";
const B: &str = "stat_fact/2-b.parquet";
const NONE: [i64; 0] = [];

#[test]
fn empty_snapshot_gives_no_rows_of_the_schema() {
    let (_folder, lake) = lake();
    for spec in [&STAT_FACT, &PRICE_INDEX, &VERSIONS] {
        assert_eq!(lines_as(&lake, spec, &SnapshotView::default()), NONE);
    }
}

#[test]
fn part_without_cover_shows_its_import_and_no_other() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101", "766"], &[2016, 2017], &[("sex", &["M", "K"])]);
    publish(
        &lake,
        A,
        &frame(&[facts(1, &whole, 1), facts(2, &whole, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, None)])])),
        (1..=8).collect::<Vec<_>>()
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(2, Some(&whole))])])),
        (101..=108).collect::<Vec<_>>()
    );
    assert_eq!(lines(&lake, &snapshot(&[(A, &[part(3, None)])])), NONE);
    assert_eq!(lines(&lake, &snapshot(&[(A, &[])])), NONE);
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, None), part(2, None)])])).len(),
        16
    );
}

#[test]
fn rows_in_two_parts_or_of_a_segment_named_twice_are_shown_once() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101", "766"], &[2016, 2017], &[]);
    publish(&lake, A, &frame(&facts(1, &whole, 1)));
    let half = cover("T", &["101"], &[2016, 2017], &[]);
    let parts = [part(1, Some(&whole)), part(1, Some(&half))];
    assert_eq!(lines(&lake, &snapshot(&[(A, &parts)])), [1, 2, 3, 4]);
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &parts[..1]), (A, &parts[1..])])),
        [1, 2, 3, 4]
    );
}

/// A newer import of some areas and periods replaces exactly those; the rest of the old one stays.
#[test]
fn cut_covers_show_what_the_newer_import_left() {
    let (_folder, lake) = lake();
    let members: &[(&str, &[&str])] = &[("function", &["5.30", "5.32"])];
    let old = cover(
        "T",
        &["101", "766", "851"],
        &[2015, 2016, 2017, 2018],
        members,
    );
    let new = cover("T", &["766", "851"], &[2016, 2017], members);
    let (old_facts, new_facts) = (facts(1, &old, 1), facts(2, &new, 101));
    publish(&lake, A, &frame(&old_facts));
    publish(&lake, B, &frame(&new_facts));
    let Replacement::Cut(rest) = old.replaced_by(&new) else {
        unreachable!("members are the same")
    };

    let old_parts: Vec<_> = rest.iter().map(|cover| part(1, Some(cover))).collect();
    let stays = |fact: &&crate::test_support::Fact| {
        fact.area == "101" || ![2016, 2017].contains(&fact.year)
    };
    let mut expected: Vec<i64> = old_facts
        .iter()
        .filter(stays)
        .chain(&new_facts)
        .map(|fact| fact.line)
        .collect();
    expected.sort_unstable();
    assert_eq!(
        lines(
            &lake,
            &snapshot(&[(A, &old_parts), (B, &[part(2, Some(&new))])])
        ),
        expected
    );
}

/// Two covers of one import that differ in their members only: closing one must not hide or show the other's facts.
#[test]
fn covers_are_told_apart_by_members() {
    let (_folder, lake) = lake();
    let men = cover(
        "T",
        &["101"],
        &[2016],
        &[("sex", &["M"]), ("age", &["67", "68"])],
    );
    let women = cover(
        "T",
        &["101"],
        &[2016],
        &[("sex", &["K"]), ("age", &["67", "68"])],
    );
    publish(
        &lake,
        A,
        &frame(&[facts(1, &men, 1), facts(1, &women, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&men))])])),
        [1, 2]
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&women))])])),
        [101, 102]
    );
}

#[test]
fn variants_of_one_import_are_told_apart() {
    let (_folder, lake) = lake();
    let one = cover("ONE", &["101"], &[2016], &[]);
    let two = cover("TWO", &["101"], &[2016], &[]);
    publish(
        &lake,
        A,
        &frame(&[facts(1, &one, 1), facts(1, &two, 101)].concat()),
    );
    assert_eq!(
        lines(&lake, &snapshot(&[(A, &[part(1, Some(&two))])])),
        [101]
    );
}

#[test]
fn cover_without_areas_or_members_shows_nothing() {
    let (_folder, lake) = lake();
    let whole = cover("T", &["101"], &[2016], &[("sex", &["M"])]);
    publish(&lake, A, &frame(&facts(1, &whole, 1)));
    for empty in [
        Cover {
            areas: [].into(),
            ..whole.clone()
        },
        Cover {
            periods: [].into(),
            ..whole.clone()
        },
        cover("T", &["101"], &[2016], &[("sex", &[])]),
    ] {
        assert_eq!(
            lines(&lake, &snapshot(&[(A, &[part(1, Some(&empty))])])),
            NONE
        );
    }
}

fn price(series: &str, year: i32, import_id: i64, line: i64) -> DataFrame {
    let mut builder = PriceIndexBuilder::new();
    builder.push(&PriceIndexRow {
        series,
        year,
        pct_change: 0.021,
        published_on: chrono::NaiveDate::from_ymd_opt(2017, 7, 1).unwrap(),
        source: "KL",
        import_id,
        file_no: 0,
        line,
    });
    builder.finish().unwrap()
}

fn price_cover(table_id: &str, periods: &[Period]) -> Cover {
    Cover {
        variant: Variant {
            source: "kl".to_owned(),
            table_id: table_id.to_owned(),
            unit: Unit::Share,
            price: PriceLevel::NotApplicable,
            grain: Grain::Year,
            dimensions: [].into(),
        },
        areas: ["000".to_owned()].into(),
        periods: periods.iter().copied().collect(),
        members: [].into(),
        absent: Absent::Missing,
    }
}

#[test]
fn price_covers_cut_by_series_and_year() {
    let (_folder, lake) = lake();
    let path = "price_index/1-a.parquet";
    let mut all = price("PL", 2017, 1, 1);
    for (n, (series, year)) in [("PL", 2018), ("LON", 2017), ("LON", 2018)]
        .into_iter()
        .enumerate()
    {
        all.vstack_mut(&price(series, year, 1, 2 + i64::try_from(n).unwrap()))
            .unwrap();
    }
    all.vstack_mut(&price("PL", 2018, 2, 5)).unwrap();
    publish_as(&lake, path, &PRICE_INDEX, &all);
    let shown = |cover: Option<&Cover>| {
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &[part(1, cover)])]))
    };
    let years = |years: &[i32]| {
        years
            .iter()
            .map(|year| Period::year(*year).unwrap())
            .collect::<Vec<_>>()
    };

    assert_eq!(shown(None), [1, 2, 3, 4]);
    assert_eq!(
        shown(Some(&price_cover("PL", &years(&[2017, 2018])))),
        [1, 2]
    );
    assert_eq!(shown(Some(&price_cover("PL", &years(&[2018])))), [2]);
    assert_eq!(
        shown(Some(&price_cover("price_index", &years(&[2018])))),
        [2, 4]
    );
    assert_eq!(shown(Some(&price_cover("PL", &[]))), NONE);
    let both = [part(1, None), part(2, None)];
    assert_eq!(
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &both)])).len(),
        5
    );

    let quarter = price_cover("PL", &[Period::quarter(2018, 1).unwrap()]);
    let refused = lake
        .view(
            &PRICE_INDEX,
            &snapshot(&[(path, &[part(1, Some(&quarter))])]),
        )
        .err();
    assert!(matches!(refused, Some(LakeError::CoverPeriod { period, .. }) if period == "2018-Q1"));
}

/// A corrected publication replaces that publication alone: the earlier and later ones of the same years stay.
#[test]
fn price_covers_cut_by_publication() {
    let (_folder, lake) = lake();
    let path = "price_index/1-a.parquet";
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    let mut builder = PriceIndexBuilder::new();
    for (line, year, published_on) in [
        (1, 2018, "2017-07-01"),
        (2, 2019, "2017-07-01"),
        (3, 2019, "2018-07-01"),
    ] {
        builder.push(&PriceIndexRow {
            series: "PL",
            year,
            pct_change: 0.021,
            published_on: day(published_on),
            source: "KL",
            import_id: 1,
            file_no: 0,
            line,
        });
    }
    publish_as(&lake, path, &PRICE_INDEX, &builder.finish().unwrap());
    let of_day = |text: &str, years: &[i32]| {
        let periods: Vec<Period> = years.iter().map(|y| Period::year(*y).unwrap()).collect();
        let mut cover = price_cover("PL", &periods);
        cover.variant.dimensions = ["published_on".to_owned()].into();
        cover.members = [("published_on".to_owned(), [text.to_owned()].into())].into();
        cover
    };
    let shown = |covers: &[Cover]| {
        let parts: Vec<VisiblePart> = covers.iter().map(|cover| part(1, Some(cover))).collect();
        lines_as(&lake, &PRICE_INDEX, &snapshot(&[(path, &parts)]))
    };
    let (early, late) = (
        of_day("2017-07-01", &[2018, 2019]),
        of_day("2018-07-01", &[2019]),
    );
    assert_eq!(shown(&[early.clone(), late.clone()]), [1, 2, 3]);
    assert_eq!(shown(std::slice::from_ref(&late)), [3]);
    // 2019 of the early publication was corrected by a later import.
    assert_eq!(shown(&[of_day("2017-07-01", &[2018]), late]), [1, 3]);
    let refused = lake.view(
        &PRICE_INDEX,
        &snapshot(&[(path, &[part(1, Some(&of_day("July", &[2018])))])]),
    );
    assert!(
        matches!(refused.err(), Some(LakeError::CoverMember { member, .. }) if member == "July")
    );
}
