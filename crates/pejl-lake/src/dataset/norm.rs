//! What figures are held against: the deadlines a municipality has published, and what residents of an age are expected to cost.

use pejl_domain::Grain;

use super::care::{LAW, PARAGRAPH, SERVICE_CODE, SERVICE_RAW};
use super::record::{MEMBERS, MUNICIPALITY, RECORDS, REGISTER_PERIOD, VARIANT, YEAR_OF_ROW};
use super::{ColumnSpec, ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};
use crate::columns;

const SOURCE: ColumnSpec =
    column(columns::SOURCE, ColumnType::Text, "Where it was published.").nullable();

/// Within how many days the municipality has said that it decides. The register is replaced whole.
pub static DEADLINE: DatasetSpec = DatasetSpec {
    name: "deadline",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        REGISTER_PERIOD,
        MEMBERS,
        SERVICE_CODE,
        LAW,
        PARAGRAPH,
        ColumnSpec {
            doc: "The service or paragraph as the source wrote it; null where the deadline is of all that have none of their own.",
            ..SERVICE_RAW
        },
        column(
            columns::DEADLINE_DAYS,
            ColumnType::Int32,
            "Calendar days from the day of application to the last day on which it is decided in time.",
        )
        .in_unit("days"),
        column(
            columns::VALID_FROM,
            ColumnType::Date,
            "First day on which an application has this deadline; null when not known.",
        )
        .nullable(),
        column(
            columns::VALID_TO,
            ColumnType::Date,
            "Last day on which an application has this deadline; null when open.",
        )
        .nullable(),
        SOURCE,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::SERVICE_RAW, columns::VALID_FROM],
    grain: Some(Grain::Year),
    ..RECORDS
};

/// What a resident of an age is expected to cost in a year. Rows are replaced by municipality and year.
pub static BAND_COST: DatasetSpec = DatasetSpec {
    name: "band_cost",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        YEAR_OF_ROW,
        MEMBERS,
        column(columns::YEAR, ColumnType::Int32, "The year it is of.").in_unit("year"),
        column(
            columns::ACCOUNTS,
            ColumnType::Text,
            "Which net operating expenditure it is of: care_frame (5.30, 5.32 without 5.32.30, 5.35.40 and 5.38), \
elderly (5.30) or special_needs (5.38).",
        ),
        column(
            columns::AGE_BAND,
            ColumnType::Text,
            "The residents: 0-17, 18-64, 65-74, 75-84 or 85+.",
        ),
        column(
            columns::COST_OERE,
            ColumnType::Int64,
            "What one of them is expected to cost in the year, in the prices of that year; at least 0.",
        )
        .in_unit("øre"),
        SOURCE,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::YEAR, columns::ACCOUNTS, columns::AGE_BAND],
    anchor: &[columns::YEAR],
    grain: Some(Grain::Year),
    ..RECORDS
};
