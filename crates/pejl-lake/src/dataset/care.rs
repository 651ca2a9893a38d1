//! What citizens are granted, get and reach: grants, deliveries, courses, assessments, goals, waiting lists.

use pejl_domain::Grain;

use super::{
    ColumnSpec, ColumnType, CoverRule, DatasetKind, DatasetSpec, FILE_NO, IMPORT_ID, LINE, MEMBERS,
    MONTH_OF_ROW, MUNICIPALITY, VARIANT, column,
};
use crate::columns;

const PERSON_KEY: ColumnSpec = column(
    columns::PERSON_KEY,
    ColumnType::Text,
    "Pseudonym of the citizen.",
);
const BIRTH_YEAR: ColumnSpec = column(
    columns::BIRTH_YEAR,
    ColumnType::Int32,
    "Year of birth of the citizen.",
)
.in_unit("year")
.nullable();
const SEX: ColumnSpec = column(
    columns::SEX,
    ColumnType::Text,
    "K or M, as the number says.",
)
.nullable();
const SERVICE_CODE: ColumnSpec = column(
    columns::SERVICE_CODE,
    ColumnType::Text,
    "Service of the list of services; null where the source's paragraph is \
wider than one service or is not listed.",
)
.nullable();
const LAW: ColumnSpec =
    column(columns::LAW, ColumnType::Text, "SEL, AEL, SUL, ABL or RSL.").nullable();
const PARAGRAPH: ColumnSpec = column(
    columns::PARAGRAPH,
    ColumnType::Text,
    "The paragraph without its law, as § 83 a, stk. 1.",
)
.nullable();
const SERVICE_RAW: ColumnSpec = column(
    columns::SERVICE_RAW,
    ColumnType::Text,
    "The service or paragraph as the source wrote it.",
)
.nullable();
const TARGET_GROUP: ColumnSpec = column(
    columns::TARGET_GROUP,
    ColumnType::Text,
    "Target group of the citizen in the source's terms.",
)
.nullable();
const END_REASON: ColumnSpec = column(
    columns::END_REASON,
    ColumnType::Text,
    "self_reliant, less_help, same_help, more_help, death, moved, hospital, \
declined, error or other.",
)
.nullable();
const COURSE_ID: ColumnSpec = column(
    columns::COURSE_ID,
    ColumnType::Text,
    "The course it is part of.",
)
.nullable();
const UNIT_ID: ColumnSpec = column(
    columns::UNIT_ID,
    ColumnType::Text,
    "The unit of the organisation.",
)
.nullable();
const REGISTERED_AT: ColumnSpec = column(
    columns::REGISTERED_AT,
    ColumnType::Date,
    "The day it was registered.",
)
.nullable();

/// One grant: what was decided for a citizen, from when, and how much. Rows are replaced by municipality and month of `valid_from`.
pub static GRANT: DatasetSpec = DatasetSpec {
    name: "grant",
    kind: DatasetKind::Replace,
    schema_version: 1,
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
        column(
            columns::AGE,
            ColumnType::Int32,
            "Age on the day of `valid_from`, in whole years.",
        )
        .in_unit("years")
        .nullable(),
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
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[columns::GRANT_ID],
    anchor: &[columns::VALID_FROM],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// One delivery of help to a citizen. Rows are replaced by municipality and month of `date`.
pub static DELIVERY: DatasetSpec = DatasetSpec {
    name: "delivery",
    kind: DatasetKind::Replace,
    schema_version: 1,
    columns: &[
        VARIANT,
        MUNICIPALITY,
        MONTH_OF_ROW,
        MEMBERS,
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        column(
            columns::AGE,
            ColumnType::Int32,
            "Age on the day of `date`, in whole years.",
        )
        .in_unit("years")
        .nullable(),
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
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[],
    anchor: &[columns::DATE],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// One time-limited course. Rows are replaced by municipality and month of `start`.
pub static COURSE: DatasetSpec = DatasetSpec {
    name: "course",
    kind: DatasetKind::Replace,
    schema_version: 1,
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
        column(
            columns::AGE,
            ColumnType::Int32,
            "Age on the day of `start`, in whole years.",
        )
        .in_unit("years")
        .nullable(),
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
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[columns::COURSE_ID],
    anchor: &[columns::START],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// One score of a citizen in one domain. Rows are replaced by municipality and month of `date`.
pub static ASSESSMENT: DatasetSpec = DatasetSpec {
    name: "assessment",
    kind: DatasetKind::Replace,
    schema_version: 1,
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
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[],
    anchor: &[columns::DATE],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// One goal of a citizen. Rows are replaced by municipality and month of `set_date`.
pub static GOAL: DatasetSpec = DatasetSpec {
    name: "goal",
    kind: DatasetKind::Replace,
    schema_version: 1,
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
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[columns::GOAL_ID],
    anchor: &[columns::SET_DATE],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// One citizen on one waiting list. Rows are replaced by municipality and month of `listed`.
pub static WAITING: DatasetSpec = DatasetSpec {
    name: "waiting",
    kind: DatasetKind::Replace,
    schema_version: 1,
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
        column(
            columns::AGE,
            ColumnType::Int32,
            "Age on the day of `listed`, in whole years.",
        )
        .in_unit("years")
        .nullable(),
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
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    cover: CoverRule::Box,
    personal: true,
    key: &[],
    anchor: &[columns::LISTED],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};
