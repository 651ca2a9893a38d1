//! Deliveries: what a citizen got.

use super::{COURSE_ID, LAW, PARAGRAPH, SERVICE_CODE, SERVICE_RAW, UNIT_ID};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT, age,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One delivery of help to a citizen. Rows are replaced by municipality and month of `date`.
pub static DELIVERY: DatasetSpec = DatasetSpec {
    name: "delivery",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        age("Age on the day of `date`, in whole years."),
        column(
            columns::GRANT_ID,
            ColumnType::Text,
            "The grant it is delivered on.",
        )
        .nullable(),
        COURSE_ID,
        SERVICE_CODE,
        LAW,
        PARAGRAPH,
        SERVICE_RAW,
        column(columns::DATE, ColumnType::Date, "The day of the delivery."),
        column(columns::MINUTES, ColumnType::Int32, "Minutes delivered.")
            .in_unit("minutes")
            .nullable(),
        column(
            columns::QUANTITY,
            ColumnType::Float64,
            "How much was delivered, where it is not counted in minutes; meals, \
days, pieces.",
        )
        .nullable(),
        column(
            columns::PLANNED_MINUTES,
            ColumnType::Int32,
            "Minutes planned.",
        )
        .in_unit("minutes")
        .nullable(),
        column(
            columns::PROFESSION,
            ColumnType::Text,
            "Profession of who delivered, in the source's terms.",
        )
        .nullable(),
        column(columns::PROVIDER_ID, ColumnType::Text, "Who delivered.").nullable(),
        UNIT_ID,
        column(
            columns::MODE,
            ColumnType::Text,
            "visit, screen, phone, group or robot.",
        )
        .nullable(),
        column(
            columns::CANCELLED,
            ColumnType::Bool,
            "Whether it was cancelled; null where the source does not say.",
        )
        .nullable(),
        column(
            columns::CANCEL_REASON,
            ColumnType::Text,
            "Why it was cancelled, in the source's terms.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    anchor: &[columns::DATE],
    ..CITIZEN_RECORDS
};
