//! Grants: what a citizen may get.

use super::{END_REASON, LAW, PARAGRAPH, SERVICE_CODE, SERVICE_RAW, TARGET_GROUP};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT, age,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One grant: what was decided for a citizen, from when, and how much. Rows are replaced by municipality and month of `valid_from`.
pub static GRANT: DatasetSpec = DatasetSpec {
    name: "grant",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        column(
            columns::GRANT_ID,
            ColumnType::Text,
            "The source's number of the grant.",
        )
        .nullable(),
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        age("Age on the day of `valid_from`, in whole years."),
        SERVICE_CODE,
        LAW,
        PARAGRAPH,
        SERVICE_RAW,
        column(
            columns::KL_CODE,
            ColumnType::Text,
            "Code of KL's lists (FSIII, FFB), as H2: joins the grant to what is \
reported to KL.",
        )
        .nullable(),
        TARGET_GROUP,
        column(
            columns::SETTING,
            ColumnType::Text,
            "Where the citizen lives: own_home, care_housing or residential.",
        )
        .nullable(),
        column(
            columns::APPLIED_DATE,
            ColumnType::Date,
            "The day the citizen applied.",
        )
        .nullable(),
        column(
            columns::DECISION_DATE,
            ColumnType::Date,
            "The day it was decided.",
        )
        .nullable(),
        column(
            columns::REJECTED_DATE,
            ColumnType::Date,
            "The day it was rejected.",
        )
        .nullable(),
        column(
            columns::CANCELLED_DATE,
            ColumnType::Date,
            "The day it was cancelled or removed.",
        )
        .nullable(),
        column(
            columns::VALID_FROM,
            ColumnType::Date,
            "First day of the grant.",
        ),
        column(
            columns::VALID_TO,
            ColumnType::Date,
            "Last day of the grant; null when open.",
        )
        .nullable(),
        column(
            columns::STATUS,
            ColumnType::Text,
            "applied, granted, rejected, cancelled or ended; derived from the dates \
where the source does not say.",
        )
        .nullable(),
        column(
            columns::AMOUNT,
            ColumnType::Float64,
            "How much is granted, in `unit` per `per`; null for a course package \
without hours.",
        )
        .nullable(),
        column(
            columns::UNIT,
            ColumnType::Text,
            "What `amount` counts: minutes, hours, days, meals, pieces, kilometres, \
participations or dkk.",
        )
        .nullable(),
        column(
            columns::PER,
            ColumnType::Text,
            "What `amount` is per: visit, day, week, month, year or once.",
        )
        .nullable(),
        column(
            columns::PACKAGE_LEVEL,
            ColumnType::Text,
            "Level of the care course or package, as the municipality names it.",
        )
        .nullable(),
        column(
            columns::PRICE_OERE,
            ColumnType::Int64,
            "Price of one `unit`.",
        )
        .in_unit("øre")
        .nullable(),
        column(
            columns::AMOUNT_OERE,
            ColumnType::Int64,
            "The amount of money of the whole row, where the source computes one.",
        )
        .in_unit("øre")
        .nullable(),
        column(
            columns::AMOUNT_KIND,
            ColumnType::Text,
            "What `amount_oere` is: granted, expected or paid.",
        )
        .nullable(),
        column(columns::PROVIDER_ID, ColumnType::Text, "Who delivers it.").nullable(),
        column(
            columns::PROVIDER_TYPE,
            ColumnType::Text,
            "own, private, other_municipality or region.",
        )
        .nullable(),
        column(
            columns::ACTING_MUNICIPALITY,
            ColumnType::Text,
            "Code of the municipality that decides (handlekommune).",
        )
        .nullable(),
        column(
            columns::PAYING_MUNICIPALITY,
            ColumnType::Text,
            "Code of the municipality that pays (betalingskommune).",
        )
        .nullable(),
        column(
            columns::FOLLOW_UP_DATE,
            ColumnType::Date,
            "The day it is to be followed up.",
        )
        .nullable(),
        END_REASON,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::GRANT_ID],
    anchor: &[columns::VALID_FROM],
    ..CITIZEN_RECORDS
};
