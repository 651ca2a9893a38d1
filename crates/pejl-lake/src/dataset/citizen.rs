//! Citizens, and what happens to them.

use super::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, REGISTER_PERIOD,
    SEX, VARIANT, age,
};
use pejl_domain::Grain;

use super::{ColumnSpec, ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};
use crate::columns;

const AGE: ColumnSpec = age("Age on the day of `date`, in whole years.");

/// What is kept of a citizen. The register is replaced whole.
pub static PERSON: DatasetSpec = DatasetSpec {
    name: "person",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        REGISTER_PERIOD,
        MEMBERS,
        PERSON_KEY,
        column(columns::BIRTH_YEAR, ColumnType::Int32, "Year of birth.").in_unit("year"),
        column(columns::SEX, ColumnType::Text, "K or M."),
        column(
            columns::DISTRICT,
            ColumnType::Text,
            "District of the municipality; no address.",
        )
        .nullable(),
        column(
            columns::VALID_FROM,
            ColumnType::Date,
            "First day; null when not known.",
        )
        .nullable(),
        column(
            columns::VALID_TO,
            ColumnType::Date,
            "Last day; null when open.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::PERSON_KEY, columns::VALID_FROM],
    grain: Some(Grain::Year),
    ..CITIZEN_RECORDS
};

/// One event of a citizen's life that ends or starts help. Rows are replaced by municipality and month of `date`.
pub static EVENT: DatasetSpec = DatasetSpec {
    name: "event",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        AGE,
        column(
            columns::KIND,
            ColumnType::Text,
            "admission, discharge, readmission, death, moved_in or moved_out.",
        ),
        column(columns::DATE, ColumnType::Date, "The day of the event."),
        column(
            columns::PLANNED,
            ColumnType::Bool,
            "Whether an admission was planned; null where the source does not say.",
        )
        .nullable(),
        column(
            columns::SOURCE,
            ColumnType::Text,
            "The system it was reported by.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    anchor: &[columns::DATE],
    ..CITIZEN_RECORDS
};

/// One preventive home visit that was offered. Rows are replaced by municipality and month of `date`.
pub static PREVENTION_VISIT: DatasetSpec = DatasetSpec {
    name: "prevention_visit",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        AGE,
        column(
            columns::DATE,
            ColumnType::Date,
            "The day of the visit, or of the offer where none was held.",
        ),
        column(
            columns::OFFERED,
            ColumnType::Bool,
            "Whether it was offered; null where the source does not say.",
        )
        .nullable(),
        column(
            columns::ACCEPTED,
            ColumnType::Bool,
            "Whether the citizen accepted; null where the source does not say.",
        )
        .nullable(),
        column(
            columns::HELD,
            ColumnType::Bool,
            "Whether it was held; null where the source does not say.",
        )
        .nullable(),
        column(
            columns::AGE_RULE,
            ColumnType::Text,
            "Why it was offered: 70_alone, 75, 80, 82_yearly or by_need.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    anchor: &[columns::DATE],
    ..CITIZEN_RECORDS
};
