//! Small facts, covers and lakes for the tests of this crate.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use pejl_domain::cover::members_text;
use pejl_domain::{Absent, AreaLevel, Cell, Cover, Grain, Period, PriceLevel, Unit, Variant};
use polars::prelude::DataFrame;
use tempfile::TempDir;

use crate::columns;
use crate::dataset::{ColumnSpec, ColumnType, CoverRule, DatasetKind, DatasetSpec, STAT_FACT};
use crate::lake::Lake;
use crate::segment::SegmentMeta;
use crate::stat_fact::{StatFact, StatFactBuilder};
use crate::view::{SnapshotView, VisiblePart, VisibleSegment, run};

const fn column(name: &'static str, dtype: ColumnType) -> ColumnSpec {
    ColumnSpec {
        name,
        dtype,
        unit: None,
        nullable: false,
        doc: "For tests.",
    }
}

/// Versions of keyed things.
pub(crate) static VERSIONS: DatasetSpec = DatasetSpec {
    name: "versions",
    kind: DatasetKind::Append,
    schema_version: 1,
    columns: &[
        column(columns::KEY, ColumnType::Text),
        column(columns::ARRIVAL_NO, ColumnType::Int64),
        column(columns::OP, ColumnType::Text),
        column(columns::IMPORT_ID, ColumnType::Int64),
        column(columns::FILE_NO, ColumnType::Int32),
        column(columns::LINE, ColumnType::Int64),
    ],
    sort: &[columns::KEY, columns::ARRIVAL_NO],
    cover: CoverRule::Import,
    personal: false,
    key: &[],
    anchor: &[],
    grain: None,
    refused_percent_max: 0,
};

/// An owned fact; its line is what tests tell it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) import_id: i64,
    pub(crate) variant: String,
    pub(crate) area: String,
    pub(crate) year: i32,
    pub(crate) members: BTreeMap<String, String>,
    pub(crate) line: i64,
}

pub(crate) fn variant(table: &str, dimensions: &[&str]) -> Variant {
    Variant {
        source: "statbank".to_owned(),
        table_id: table.to_owned(),
        unit: Unit::Persons,
        price: PriceLevel::NotApplicable,
        grain: Grain::Year,
        dimensions: dimensions.iter().map(|name| (*name).to_owned()).collect(),
    }
}

pub(crate) fn texts(texts: &[&str]) -> BTreeSet<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) fn cover(
    table: &str,
    areas: &[&str],
    years: &[i32],
    members: &[(&str, &[&str])],
) -> Cover {
    let dimensions: Vec<&str> = members.iter().map(|(name, _)| *name).collect();
    Cover {
        variant: variant(table, &dimensions),
        areas: texts(areas),
        periods: years
            .iter()
            .map(|year| Period::year(*year).unwrap())
            .collect(),
        members: members
            .iter()
            .map(|(name, members)| ((*name).to_owned(), texts(members)))
            .collect(),
        absent: Absent::Missing,
    }
}

/// Every fact of the cover, lines counted up from `first_line`.
pub(crate) fn facts(import_id: i64, cover: &Cover, first_line: i64) -> Vec<Fact> {
    let mut all_members = vec![BTreeMap::new()];
    for (dimension, members) in &cover.members {
        let with = |known: &BTreeMap<String, String>, member: &String| {
            let mut known = known.clone();
            known.insert(dimension.clone(), member.clone());
            known
        };
        all_members = all_members
            .iter()
            .flat_map(|known| members.iter().map(|m| with(known, m)).collect::<Vec<_>>())
            .collect();
    }
    let mut facts = Vec::new();
    for area in &cover.areas {
        for period in &cover.periods {
            for members in &all_members {
                facts.push(Fact {
                    import_id,
                    variant: cover.variant.key(),
                    area: area.clone(),
                    year: period.year_number(),
                    members: members.clone(),
                    line: first_line + i64::try_from(facts.len()).unwrap(),
                });
            }
        }
    }
    facts
}

pub(crate) fn frame(facts: &[Fact]) -> DataFrame {
    let mut builder = StatFactBuilder::new();
    for fact in facts {
        builder
            .push(&StatFact {
                variant: &fact.variant,
                area: &fact.area,
                level: AreaLevel::Municipality,
                period: Period::year(fact.year).unwrap(),
                members: &members_text(&fact.members),
                value: (fact.line % 7 != 0).then_some(fact.line * 10),
                scale: 1,
                cell: if fact.line % 7 == 0 {
                    Cell::Missing
                } else {
                    Cell::Ok
                },
                import_id: fact.import_id,
                file_no: 0,
                line: fact.line,
            })
            .unwrap();
    }
    builder.finish().unwrap()
}

pub(crate) fn versions(rows: &[(&str, i64, &str, i64)]) -> DataFrame {
    let lines = 1..=i64::try_from(rows.len()).unwrap();
    polars::df!(
        columns::KEY => rows.iter().map(|row| row.0).collect::<Vec<_>>(),
        columns::ARRIVAL_NO => rows.iter().map(|row| row.1).collect::<Vec<_>>(),
        columns::OP => rows.iter().map(|row| row.2).collect::<Vec<_>>(),
        columns::IMPORT_ID => rows.iter().map(|row| row.3).collect::<Vec<_>>(),
        columns::FILE_NO => vec![0_i32; rows.len()],
        columns::LINE => lines.collect::<Vec<_>>(),
    )
    .unwrap()
}

pub(crate) fn lake() -> (TempDir, Lake) {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    (folder, lake)
}

pub(crate) fn publish(lake: &Lake, path: &str, frame: &DataFrame) -> SegmentMeta {
    publish_as(lake, path, &STAT_FACT, frame)
}

pub(crate) fn publish_as(
    lake: &Lake,
    path: &str,
    spec: &'static DatasetSpec,
    frame: &DataFrame,
) -> SegmentMeta {
    let mut writer = lake.writer(path, spec).unwrap();
    writer.write(frame).unwrap();
    writer.seal().unwrap().publish().unwrap()
}

pub(crate) fn part(import_id: i64, cover: Option<&Cover>) -> VisiblePart {
    VisiblePart {
        import_id,
        cover: cover.cloned(),
    }
}

pub(crate) fn snapshot(segments: &[(&str, &[VisiblePart])]) -> SnapshotView {
    let segment = |(path, parts): &(&str, &[VisiblePart])| VisibleSegment {
        path: (*path).to_owned(),
        sha256: None,
        parts: parts.to_vec(),
    };
    SnapshotView {
        revision: 1,
        segments: segments.iter().map(segment).collect(),
    }
}

/// The lines of the facts shown, in order.
pub(crate) fn lines(lake: &Lake, snapshot: &SnapshotView) -> Vec<i64> {
    lines_as(lake, &STAT_FACT, snapshot)
}

pub(crate) fn lines_as(
    lake: &Lake,
    spec: &'static DatasetSpec,
    snapshot: &SnapshotView,
) -> Vec<i64> {
    let shown = run(lake.view(spec, snapshot).unwrap()).unwrap();
    assert_eq!(**shown.schema(), spec.schema());
    let mut lines: Vec<i64> = shown
        .column(columns::LINE)
        .unwrap()
        .i64()
        .unwrap()
        .iter()
        .map(Option::unwrap)
        .collect();
    lines.sort_unstable();
    lines
}
