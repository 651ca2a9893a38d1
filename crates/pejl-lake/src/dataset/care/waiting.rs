//! Waiting lists.

use super::{LAW, PARAGRAPH, SERVICE_CODE, SERVICE_RAW};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT, age,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One citizen on one waiting list. Rows are replaced by municipality and month of `listed`.
pub static WAITING: DatasetSpec = DatasetSpec {
    name: "waiting",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        column(
            columns::LIST_TYPE,
            ColumnType::Text,
            "What is waited for, in the source's terms.",
        ),
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        age("Age on the day of `listed`, in whole years."),
        SERVICE_CODE,
        LAW,
        PARAGRAPH,
        SERVICE_RAW,
        column(
            columns::LISTED,
            ColumnType::Date,
            "The day the citizen came on the list.",
        ),
        column(
            columns::DISCHARGED,
            ColumnType::Date,
            "The day of discharge from hospital, from which the law counts.",
        )
        .nullable(),
        column(
            columns::OFFERED,
            ColumnType::Date,
            "The day a place was offered.",
        )
        .nullable(),
        column(
            columns::ACCEPTED,
            ColumnType::Date,
            "The day the offer was accepted.",
        )
        .nullable(),
        column(
            columns::FIRST_CONTACT,
            ColumnType::Date,
            "The day of the first contact that was held.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    // 2: discharge and first contact.
    schema_version: 2,
    anchor: &[columns::LISTED],
    ..CITIZEN_RECORDS
};
