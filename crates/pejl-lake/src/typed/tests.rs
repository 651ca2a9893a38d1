#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use polars::prelude::{NamedFrom, Series};

use super::*;
use crate::price_index::{PriceIndexBuilder, PriceIndexRow};
use crate::stat_fact::{StatFact, StatFactBuilder};

/// Value, scale, cell, line; the other columns are the same in every row but area and members.
type Row = (&'static str, &'static str, Option<i64>, i32, Cell, i64);

const VARIANT: &str = "statbank/REGK31/dkk_per_resident/current/year/art,function";

fn frame(rows: &[Row]) -> DataFrame {
    let mut builder = StatFactBuilder::new();
    for (area, members, value, scale, cell, line) in rows {
        builder
            .push(&StatFact {
                variant: VARIANT,
                area,
                level: AreaLevel::Municipality,
                period: Period::year(2019).unwrap(),
                members,
                value: *value,
                scale: *scale,
                cell: *cell,
                import_id: 7,
                file_no: 1,
                line: *line,
            })
            .unwrap();
    }
    builder.finish().unwrap()
}

fn three() -> DataFrame {
    frame(&[
        (
            "766",
            "art=TOT;function=5.30.28",
            Some(-1234),
            2,
            Cell::Ok,
            4,
        ),
        (
            "630",
            "art=TOT;function=5.30.28",
            None,
            0,
            Cell::Confidential,
            3,
        ),
        ("766", "art=TOT;function=5.30.27", Some(0), 0, Cell::Zero, 2),
    ])
}

#[test]
fn a_row_is_read_as_it_was_written() {
    let facts = published_facts(&three()).unwrap();
    assert_eq!(
        facts[0],
        PublishedFact {
            variant: VARIANT.to_owned(),
            area: "766".to_owned(),
            level: AreaLevel::Municipality,
            period: Period::year(2019).unwrap(),
            members: [("art", "TOT"), ("function", "5.30.28")]
                .map(|(dimension, member)| (dimension.to_owned(), member.to_owned()))
                .into(),
            value: Some(-12.34),
            cell: Cell::Ok,
            import_id: 7,
            file_no: 1,
            line: 4,
        }
    );
    // A withheld figure is not a zero, and a zero is not absent.
    assert_eq!((facts[1].value, facts[1].cell), (None, Cell::Confidential));
    assert_eq!((facts[2].value, facts[2].cell), (Some(0.0), Cell::Zero));
}

#[test]
fn what_no_writer_of_ours_wrote_is_named() {
    let check = |column: &'static str, text: &str| {
        let mut frame = three();
        frame
            .with_column(Series::new(column.into(), [text, text, text]).into())
            .unwrap();
        let error = published_facts(&frame).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("column `{column}` holds `{text}`")
        );
    };
    check(columns::LEVEL, "parish");
    check(columns::PERIOD, "2019-13");
    check(columns::MEMBERS, "art");
    check(columns::CELL, "unknown");
}

#[track_caller]
fn lines(filter: &FactFilter) -> Vec<i64> {
    let facts = published_facts(&run(facts_plan(three().lazy(), filter)).unwrap()).unwrap();
    facts.iter().map(|fact| fact.line).collect()
}

#[test]
fn facts_are_filtered_ordered_and_cut_into_pages() {
    let all = FactFilter {
        limit: 10,
        ..FactFilter::default()
    };
    // By members, then area.
    assert_eq!(lines(&all), [2, 3, 4]);
    let page = |offset, limit| FactFilter {
        offset,
        limit,
        ..FactFilter::default()
    };
    assert_eq!(lines(&page(0, 2)), [2, 3]);
    assert_eq!(lines(&page(2, 2)), [4]);
    assert_eq!(lines(&page(3, 2)), [0_i64; 0]);
    let one = |area: &str, members: &[&str]| FactFilter {
        variants: vec![VARIANT.to_owned()],
        areas: vec![area.to_owned()],
        periods: vec!["2018".to_owned(), "2019".to_owned()],
        members: members.iter().map(|text| (*text).to_owned()).collect(),
        ..all.clone()
    };
    assert_eq!(lines(&one("766", &[])), [2, 4]);
    assert_eq!(lines(&one("766", &["art=TOT;function=5.30.28"])), [4]);
    assert_eq!(lines(&one("101", &[])), [0_i64; 0]);
    let n_facts = |filter: FactFilter| count_facts(three().lazy(), &filter).unwrap();
    // Counted are all, not those of a page.
    assert_eq!(n_facts(page(2, 1)), 3);
    assert_eq!(n_facts(one("766", &["art=TOT;function=5.30.28"])), 1);
    assert_eq!(n_facts(one("101", &[])), 0);
}

#[test]
fn price_changes_come_in_the_order_of_series_year_and_publication() {
    let mut builder = PriceIndexBuilder::new();
    let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
    for (series, year, pct_change, published_on) in [
        ("PL", 2019, -0.004, "2019-07-01"),
        ("PL", 2019, 0.0215, "1969-12-31"),
        ("LON", 2020, 0.021, "2020-02-29"),
    ] {
        builder.push(&PriceIndexRow {
            series,
            year,
            pct_change,
            published_on: day(published_on),
            source: "KL",
            import_id: 1,
            file_no: 0,
            line: 2,
        });
    }
    let frame = builder.finish().unwrap();
    let changes = price_changes(frame.clone()).unwrap();
    let shown: Vec<_> = changes
        .iter()
        .map(|one| {
            (
                one.series.as_str(),
                one.year,
                one.pct_change_ppm,
                one.published_on,
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("LON", 2020, 21_000, day("2020-02-29")),
            ("PL", 2019, 21_500, day("1969-12-31")),
            ("PL", 2019, -4_000, day("2019-07-01")),
        ]
    );

    let mut damaged = frame;
    damaged
        .with_column(Series::new(columns::PCT_CHANGE.into(), [f64::NAN; 3]).into())
        .unwrap();
    assert_eq!(
        price_changes(damaged).unwrap_err().to_string(),
        "column `pct_change` holds `NaN`"
    );
}
