//! Units, providers, staff, complaints, surveys: what surrounds the citizens.

use super::record::{
    MEMBERS, MONTH_OF_ROW, MUNICIPALITY, RECORDS, REGISTER_PERIOD, VARIANT, YEAR_OF_ROW,
};
use pejl_domain::Grain;

use super::{ColumnSpec, ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};
use crate::columns;

const UNIT_ID: ColumnSpec = column(
    columns::UNIT_ID,
    ColumnType::Text,
    "The unit of the organisation.",
);
const MONTH: ColumnSpec = column(columns::MONTH, ColumnType::Date, "Any day of the month.");
const NAME: ColumnSpec = column(columns::NAME, ColumnType::Text, "Its name.");
const SERVICE_AREA: ColumnSpec = column(
    columns::SERVICE_AREA,
    ColumnType::Text,
    "elderly, disability, vulnerable or other.",
)
.nullable();
const VALID_FROM: ColumnSpec = column(
    columns::VALID_FROM,
    ColumnType::Date,
    "First day; null when not known.",
)
.nullable();
const VALID_TO: ColumnSpec = column(
    columns::VALID_TO,
    ColumnType::Date,
    "Last day; null when open.",
)
.nullable();

/// Staff of one unit and profession in one month. Rows are replaced by municipality and month.
pub static STAFFING: DatasetSpec = DatasetSpec {
    name: "staffing",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        UNIT_ID,
        MONTH,
        column(
            columns::PROFESSION,
            ColumnType::Text,
            "Profession, in the source's terms.",
        ),
        column(columns::FTE, ColumnType::Float64, "Full-time equivalents.")
            .in_unit("full-time equivalents"),
        column(columns::HEADCOUNT, ColumnType::Int32, "Persons employed.")
            .in_unit("persons")
            .nullable(),
        column(
            columns::AGENCY_HOURS,
            ColumnType::Float64,
            "Hours by temporary staff of agencies.",
        )
        .in_unit("hours")
        .nullable(),
        column(
            columns::TRAINED_FLAG,
            ColumnType::Bool,
            "Whether they are trained for the work; null where the source does not say.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[
        columns::UNIT_ID,
        columns::MONTH,
        columns::PROFESSION,
        columns::TRAINED_FLAG,
    ],
    anchor: &[columns::MONTH],
    ..RECORDS
};

/// Days of absence of one unit, profession and cause in one month. Rows are replaced by municipality and month.
pub static ABSENCE: DatasetSpec = DatasetSpec {
    name: "absence",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        UNIT_ID,
        MONTH,
        column(
            columns::PROFESSION,
            ColumnType::Text,
            "Profession, in the source's terms.",
        )
        .nullable(),
        column(columns::DAYS_ABSENT, ColumnType::Float64, "Days absent.").in_unit("days"),
        column(
            columns::CAUSE,
            ColumnType::Text,
            "Why, in the source's terms.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[
        columns::UNIT_ID,
        columns::MONTH,
        columns::PROFESSION,
        columns::CAUSE,
    ],
    anchor: &[columns::MONTH],
    ..RECORDS
};

/// One answer, or one group of equal answers, in a survey. Rows are replaced by municipality and year of the wave.
pub static SURVEY: DatasetSpec = DatasetSpec {
    name: "survey",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        YEAR_OF_ROW,
        MEMBERS,
        column(columns::YEAR, ColumnType::Int32, "The year of the wave.").in_unit("year"),
        column(columns::WAVE, ColumnType::Text, "Name of the wave."),
        column(
            columns::GROUP,
            ColumnType::Text,
            "Whom the answer is of, as a group.",
        ),
        column(columns::QUESTION, ColumnType::Text, "Code of the question."),
        column(columns::RESPONSE, ColumnType::Text, "Code of the answer."),
        column(
            columns::WEIGHT,
            ColumnType::Float64,
            "How much the answer counts; null counts once.",
        )
        .nullable(),
        column(
            columns::N_INVITED,
            ColumnType::Int32,
            "Persons of the group who were asked.",
        )
        .in_unit("persons")
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    anchor: &[columns::YEAR],
    grain: Some(Grain::Year),
    ..RECORDS
};

/// One complaint over a decision. Rows are replaced by municipality and month of `received`.
pub static COMPLAINT: DatasetSpec = DatasetSpec {
    name: "complaint",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        column(
            columns::CASE_ID,
            ColumnType::Text,
            "The number of the case.",
        ),
        column(
            columns::SERVICE_CODE,
            ColumnType::Text,
            "Service of the list of services; null where the source's paragraph is \
wider than one service or is not listed.",
        )
        .nullable(),
        column(columns::LAW, ColumnType::Text, "SEL, AEL, SUL, ABL or RSL.").nullable(),
        column(
            columns::PARAGRAPH,
            ColumnType::Text,
            "The paragraph without its law, as § 83 a, stk. 1.",
        )
        .nullable(),
        column(
            columns::SERVICE_RAW,
            ColumnType::Text,
            "The service or paragraph as the source wrote it.",
        )
        .nullable(),
        column(
            columns::RECEIVED,
            ColumnType::Date,
            "The day it was received.",
        ),
        column(
            columns::DECIDED,
            ColumnType::Date,
            "The day it was decided.",
        )
        .nullable(),
        column(
            columns::OUTCOME,
            ColumnType::Text,
            "upheld, changed, remitted, dismissed or withdrawn.",
        )
        .nullable(),
        column(
            columns::FIRST_INSTANCE,
            ColumnType::Text,
            "municipality for a reassessment, else appeals_board.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::CASE_ID],
    anchor: &[columns::RECEIVED],
    ..RECORDS
};

/// The units of the organisation. The register is replaced whole.
pub static UNIT: DatasetSpec = DatasetSpec {
    name: "unit",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        REGISTER_PERIOD,
        MEMBERS,
        column(columns::UNIT_ID, ColumnType::Text, "The unit."),
        NAME,
        column(
            columns::UNIT_TYPE,
            ColumnType::Text,
            "Kind of unit, in the municipality's terms.",
        )
        .nullable(),
        column(columns::PARENT_ID, ColumnType::Text, "The unit above it.").nullable(),
        SERVICE_AREA,
        VALID_FROM,
        VALID_TO,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::UNIT_ID, columns::VALID_FROM],
    grain: Some(Grain::Year),
    ..RECORDS
};

/// Those who deliver help. The register is replaced whole.
pub static PROVIDER: DatasetSpec = DatasetSpec {
    name: "provider",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        REGISTER_PERIOD,
        MEMBERS,
        column(columns::PROVIDER_ID, ColumnType::Text, "The provider."),
        NAME,
        column(
            columns::PROVIDER_TYPE,
            ColumnType::Text,
            "own, private, other_municipality or region.",
        )
        .nullable(),
        column(
            columns::PARENT_ID,
            ColumnType::Text,
            "The provider above it.",
        )
        .nullable(),
        SERVICE_AREA,
        VALID_FROM,
        VALID_TO,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::PROVIDER_ID, columns::VALID_FROM],
    grain: Some(Grain::Year),
    ..RECORDS
};

/// How organisations are named in reports to KL. The register is replaced whole.
pub static REPORTING_ORG: DatasetSpec = DatasetSpec {
    name: "reporting_org",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        REGISTER_PERIOD,
        MEMBERS,
        column(
            columns::SYSTEM,
            ColumnType::Text,
            "The naming system, as a URI.",
        ),
        column(
            columns::VALUE,
            ColumnType::Text,
            "The organisation's name in it.",
        ),
        column(
            columns::MUNICIPALITY_CODE,
            ColumnType::Text,
            "Code of the municipality the organisation belongs to.",
        ),
        column(
            columns::UNIT_ID,
            ColumnType::Text,
            "The unit of the organisation.",
        )
        .nullable(),
        VALID_FROM,
        VALID_TO,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::SYSTEM, columns::VALUE, columns::VALID_FROM],
    grain: Some(Grain::Year),
    ..RECORDS
};

/// One factor of a municipality that explains costs and is not decided by it. Rows are replaced by municipality and year.
pub static STRUCTURAL_FACTOR: DatasetSpec = DatasetSpec {
    name: "structural_factor",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        YEAR_OF_ROW,
        MEMBERS,
        column(columns::YEAR, ColumnType::Int32, "The year it is of.").in_unit("year"),
        column(columns::FACTOR, ColumnType::Text, "Name of the factor."),
        column(
            columns::VALUE,
            ColumnType::Float64,
            "The value, in the unit of the factor.",
        ),
        column(columns::SOURCE, ColumnType::Text, "Where it was published.").nullable(),
        column(
            columns::VINTAGE,
            ColumnType::Text,
            "Which publication of it.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[columns::YEAR, columns::FACTOR, columns::VINTAGE],
    anchor: &[columns::YEAR],
    grain: Some(Grain::Year),
    ..RECORDS
};
