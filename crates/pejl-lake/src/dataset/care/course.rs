//! Courses: help that ends.

use super::{END_REASON, REGISTERED_AT, SERVICE_CODE, SERVICE_RAW, UNIT_ID};
use crate::columns;
use crate::dataset::record::{
    BIRTH_YEAR, CITIZEN_RECORDS, MEMBERS, MONTH_OF_ROW, MUNICIPALITY, PERSON_KEY, SEX, VARIANT, age,
};
use crate::dataset::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};

/// One time-limited course. Rows are replaced by municipality and month of `start`.
pub static COURSE: DatasetSpec = DatasetSpec {
    name: "course",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        column(
            columns::COURSE_ID,
            ColumnType::Text,
            "The source's number of the course.",
        ),
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        age("Age on the day of `start`, in whole years."),
        column(
            columns::COURSE_TYPE,
            ColumnType::Text,
            "Kind of course, in the source's terms.",
        ),
        column(
            columns::LAW_BASIS,
            ColumnType::Text,
            "What the course is based on, as the source cites it.",
        )
        .nullable(),
        SERVICE_CODE,
        SERVICE_RAW,
        UNIT_ID,
        column(columns::START, ColumnType::Date, "First day."),
        column(
            columns::PLANNED_END,
            ColumnType::Date,
            "Last day as first planned.",
        )
        .nullable(),
        column(
            columns::END,
            ColumnType::Date,
            "Last day; null while it runs.",
        )
        .nullable(),
        column(
            columns::STATUS,
            ColumnType::Text,
            "running or ended, where the source says so: a course may have ended on a day that is not said.",
        )
        .nullable(),
        END_REASON,
        column(
            columns::RESULT,
            ColumnType::Text,
            "self_reliant, less_help, same_help or more_help; null where the course \
ended without a result.",
        )
        .nullable(),
        column(
            columns::HOURS_BEFORE,
            ColumnType::Float64,
            "Help before the course.",
        )
        .in_unit("hours per week")
        .nullable(),
        column(
            columns::HOURS_AFTER,
            ColumnType::Float64,
            "Help after the course.",
        )
        .in_unit("hours per week")
        .nullable(),
        REGISTERED_AT,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    // 2: whether it has ended, also where no day is said.
    schema_version: 2,
    key: &[columns::COURSE_ID],
    anchor: &[columns::START],
    ..CITIZEN_RECORDS
};
