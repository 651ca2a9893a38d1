//! Goals: what a citizen wants to reach.

use super::{COURSE_ID, TARGET_GROUP, UNIT_ID};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One goal of a citizen. Rows are replaced by municipality and month of `set_date`.
pub static GOAL: DatasetSpec = DatasetSpec {
    name: "goal",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        column(
            columns::GOAL_ID,
            ColumnType::Text,
            "The source's number of the goal.",
        ),
        COURSE_ID,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        UNIT_ID,
        TARGET_GROUP,
        column(
            columns::SET_BY,
            ColumnType::Text,
            "Whose goal it is: citizen, professional, both or unknown.",
        ),
        column(
            columns::GOAL_TYPE,
            ColumnType::Text,
            "develop, maintain or limit_loss.",
        )
        .nullable(),
        column(
            columns::INSTRUMENT,
            ColumnType::Text,
            "What `target_score` is measured with: FSIII, FFB_LEVEL, FFB_NEED or WHO5.",
        )
        .nullable(),
        column(
            columns::DOMAIN_CODE,
            ColumnType::Text,
            "What the goal is about, as a code of the instrument.",
        )
        .nullable(),
        column(
            columns::TARGET_SCORE,
            ColumnType::Int32,
            "The score that is aimed at, on the scale of the instrument.",
        )
        .nullable(),
        column(columns::SET_DATE, ColumnType::Date, "The day it was set."),
        column(
            columns::DUE_DATE,
            ColumnType::Date,
            "The day it is to be evaluated.",
        )
        .nullable(),
        column(
            columns::EVALUATED_DATE,
            ColumnType::Date,
            "The day it was evaluated; null where it was not.",
        )
        .nullable(),
        column(
            columns::RESULT,
            ColumnType::Text,
            "met, partly or not_met; null where it was not evaluated.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    // 2: what the goal is about, and the level it aims at.
    schema_version: 2,
    key: &[columns::GOAL_ID],
    anchor: &[columns::SET_DATE],
    ..CITIZEN_RECORDS
};
