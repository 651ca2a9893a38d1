#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::dataset::STAT_FACT;

const KEY: &str = "statbank/T/persons/not_applicable/quarter/sex";

fn row(
    area: &'static str,
    members: &'static str,
    quarter: u8,
    value: Option<i64>,
) -> StatFact<'static> {
    StatFact {
        variant: KEY,
        area,
        level: AreaLevel::Municipality,
        period: Period::quarter(2017, quarter.into()).unwrap(),
        members,
        value,
        scale: 0,
        cell: if value.is_some() {
            Cell::Ok
        } else {
            Cell::Confidential
        },
        import_id: 7,
        file_no: 1,
        line: 2,
    }
}

fn text(frame: &DataFrame, name: &str) -> Vec<String> {
    frame
        .column(name)
        .unwrap()
        .str()
        .unwrap()
        .iter()
        .map(|text| text.unwrap().to_owned())
        .collect()
}

#[test]
fn frame_has_the_rows_in_the_datasets_schema() {
    let mut builder = StatFactBuilder::new();
    builder.push(&row("101", "sex=M", 1, Some(12))).unwrap();
    builder.push(&row("766", "sex=M", 2, None)).unwrap();
    assert_eq!(builder.len(), 2);
    let frame = builder.finish().unwrap();
    assert_eq!(**frame.schema(), STAT_FACT.schema());
    assert_eq!(text(&frame, columns::VARIANT), [KEY, KEY]);
    assert_eq!(text(&frame, columns::AREA), ["101", "766"]);
    assert_eq!(
        text(&frame, columns::LEVEL),
        ["municipality", "municipality"]
    );
    assert_eq!(text(&frame, columns::PERIOD), ["2017-Q1", "2017-Q2"]);
    assert_eq!(text(&frame, columns::CELL), ["ok", "confidential"]);
    let values: Vec<Option<i64>> = frame
        .column(columns::VALUE)
        .unwrap()
        .i64()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(values, [Some(12), None]);
    assert!(builder.is_empty());
}

#[test]
fn codes_and_texts_outlive_a_frame() {
    let mut builder = StatFactBuilder::new();
    let (variant, area, members) = (
        builder.variant(KEY),
        builder.area("101"),
        builder.members("sex=M"),
    );
    let coded = CodedStatFact {
        variant,
        area,
        level: AreaLevel::Municipality,
        period: Period::year(2017).unwrap(),
        members,
        value: Some(1),
        scale: 0,
        cell: Cell::Ok,
        import_id: 7,
        file_no: 0,
        line: 2,
    };
    builder.push_coded(&coded).unwrap();
    assert_eq!(text(&builder.finish().unwrap(), columns::AREA), ["101"]);
    let other = builder.area("766");
    builder
        .push_coded(&CodedStatFact {
            area: other,
            ..coded
        })
        .unwrap();
    builder.push_coded(&coded).unwrap();
    let frame = builder.finish().unwrap();
    assert_eq!(text(&frame, columns::AREA), ["766", "101"]);
    assert_eq!(text(&frame, columns::MEMBERS), ["sex=M", "sex=M"]);
    assert_eq!(builder.area("101"), area);
}

#[test]
fn code_of_another_builder_is_refused_and_adds_nothing() {
    let mut other = StatFactBuilder::new();
    other.area("101");
    let foreign = other.area("766");
    let mut builder = StatFactBuilder::new();
    let (variant, members) = (builder.variant(KEY), builder.members(""));
    let coded = CodedStatFact {
        variant,
        area: foreign,
        level: AreaLevel::Other,
        period: Period::year(2017).unwrap(),
        members,
        value: None,
        scale: 0,
        cell: Cell::Missing,
        import_id: 7,
        file_no: 0,
        line: 2,
    };
    assert!(matches!(
        builder.push_coded(&coded),
        Err(LakeError::ForeignCode { code: 1 })
    ));
    assert_eq!(builder.finish().unwrap().height(), 0);
}

#[test]
fn builder_without_rows_gives_an_empty_frame_of_the_schema() {
    let frame = StatFactBuilder::default().finish().unwrap();
    assert_eq!(
        (frame.height(), &**frame.schema()),
        (0, &STAT_FACT.schema())
    );
}
