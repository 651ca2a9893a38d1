//! Facts from statistical tables, and published price changes.

use super::{
    ColumnSpec, ColumnType, CoverRule, DatasetKind, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column,
};
use crate::columns;

/// One number from a statistical table: a variant's value for an area, a period and members.
pub static STAT_FACT: DatasetSpec = DatasetSpec {
    name: "stat_fact",
    kind: DatasetKind::Replace,
    schema_version: 1,
    columns: &[
        column(
            columns::VARIANT,
            ColumnType::Text,
            "What makes numbers of one table comparable: source, table, unit, price level, grain, dimensions.",
        ),
        column(columns::AREA, ColumnType::Text, "Canonical area code."),
        column(
            columns::LEVEL,
            ColumnType::Text,
            "country, region, province, municipality_group, municipality or other.",
        ),
        column(
            columns::PERIOD,
            ColumnType::Text,
            "Canonical period, such as 2017 or 2017-Q3.",
        ),
        column(
            columns::MEMBERS,
            ColumnType::Text,
            "dimension=member pairs in the order of the dimensions' names, separated by semicolons.",
        ),
        ColumnSpec {
            name: columns::VALUE,
            dtype: ColumnType::Int64,
            unit: Some("the variant's unit × 10^-scale"),
            nullable: true,
            doc: "The number without its decimal point; null unless the cell is ok or zero.",
        },
        ColumnSpec {
            name: columns::SCALE,
            dtype: ColumnType::Int32,
            unit: Some("decimals"),
            nullable: false,
            doc: "The number is value / 10^scale. Amounts are whole øre with scale 0.",
        },
        column(
            columns::CELL,
            ColumnType::Text,
            "ok, zero, missing, not_applicable, confidential or immature.",
        ),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    // The usual question is one municipality over time: its rows lie together.
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
    ],
    cover: CoverRule::Box,
    personal: false,
    key: &[],
    anchor: &[],
    grain: None,
    refused_percent_max: 0,
};

/// Yearly changes of prices and wages, as published.
pub static PRICE_INDEX: DatasetSpec = DatasetSpec {
    name: "price_index",
    kind: DatasetKind::Replace,
    schema_version: 1,
    columns: &[
        column(columns::SERIES, ColumnType::Text, "Name of the series."),
        column(
            columns::YEAR,
            ColumnType::Int32,
            "The year the change leads to.",
        ),
        ColumnSpec {
            name: columns::PCT_CHANGE,
            dtype: ColumnType::Float64,
            unit: Some("share"),
            nullable: false,
            doc: "Change from the year before; 0.021 is 2.1 %.",
        },
        column(
            columns::PUBLISHED_ON,
            ColumnType::Date,
            "The day the figure was published: its vintage.",
        ),
        column(
            columns::SOURCE,
            ColumnType::Text,
            "Where the figure was published.",
        ),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    sort: &[columns::SERIES, columns::YEAR, columns::PUBLISHED_ON],
    cover: CoverRule::SeriesYears,
    personal: false,
    key: &[],
    anchor: &[],
    grain: None,
    refused_percent_max: 0,
};
