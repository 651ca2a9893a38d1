//! Assessments: how able a citizen is.

use super::{REGISTERED_AT, TARGET_GROUP, UNIT_ID};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One score of a citizen in one domain. Rows are replaced by municipality and month of `date`.
pub static ASSESSMENT: DatasetSpec = DatasetSpec {
    name: "assessment",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        column(
            columns::COURSE_ID,
            ColumnType::Text,
            "The course it was made in.",
        )
        .nullable(),
        UNIT_ID,
        TARGET_GROUP,
        column(
            columns::INSTRUMENT,
            ColumnType::Text,
            "FSIII, FFB_LEVEL, FFB_NEED or WHO5.",
        ),
        column(
            columns::DOMAIN_CODE,
            ColumnType::Text,
            "What was assessed, as a code of the instrument; WHO5 for well-being as \
a whole.",
        ),
        column(
            columns::SCORE,
            ColumnType::Int32,
            "FSIII: 0 to 4, and 9 for not relevant, which is never a number to add. \
FFB: 0 to 4, null for not assessed. WHO5: 0 to 100.",
        )
        .nullable(),
        column(
            columns::DATE,
            ColumnType::Date,
            "The day of the assessment.",
        ),
        column(
            columns::TIMING,
            ColumnType::Text,
            "before, during or after the course.",
        )
        .nullable(),
        column(
            columns::INFO_SOURCE,
            ColumnType::Text,
            "Who answered: citizen, relative or staff.",
        )
        .nullable(),
        REGISTERED_AT,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    anchor: &[columns::DATE],
    ..CITIZEN_RECORDS
};
