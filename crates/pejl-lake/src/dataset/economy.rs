//! The municipality's own money: postings and budget lines.

use super::record::{MEMBERS, MUNICIPALITY, RECORDS, VARIANT};
use pejl_domain::Grain;

use super::{ColumnSpec, ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};
use crate::columns;

const FISCAL_YEAR: ColumnSpec = column(
    columns::FISCAL_YEAR,
    ColumnType::Int32,
    "The year of account, which is the calendar year.",
)
.in_unit("year");
const FUNCTION: ColumnSpec = column(
    columns::FUNCTION,
    ColumnType::Text,
    "Function of the chart of accounts, as 5.30.26.",
);
const DRANST: ColumnSpec = column(
    columns::DRANST,
    ColumnType::Int32,
    "1 operation, 2 central refund, 3 capital, 4 interest, 5 balance movements, 6 instalments, 7 financing, 8 and 9 balance.",
);
const OWNERSHIP: ColumnSpec = column(
    columns::OWNERSHIP,
    ColumnType::Int32,
    "0 not stated, 1 own, 2 self-owning, 3 other public authority, 4 private supplier of VAT-exempt services.",
)
.nullable();
const GROUPING: ColumnSpec = column(
    columns::GROUPING,
    ColumnType::Text,
    "Three digits whose meaning depends on function and dranst.",
)
.nullable();
const ART: ColumnSpec = column(
    columns::ART,
    ColumnType::Text,
    "Kind of expenditure or income: main art and art, as 4.7.",
)
.nullable();
const COST_CENTRE: ColumnSpec = column(
    columns::COST_CENTRE,
    ColumnType::Text,
    "The municipality's own cost centre.",
)
.nullable();
const ACTIVITY: ColumnSpec = column(
    columns::ACTIVITY,
    ColumnType::Text,
    "The municipality's own activity.",
)
.nullable();
const PROJECT: ColumnSpec = column(
    columns::PROJECT,
    ColumnType::Text,
    "The municipality's own project.",
)
.nullable();
const AMOUNT_OERE: ColumnSpec = column(
    columns::AMOUNT_OERE,
    ColumnType::Int64,
    "The amount; expenditure is positive, income negative.",
)
.in_unit("øre");
const ACCOUNT_RAW: ColumnSpec = column(
    columns::ACCOUNT_RAW,
    ColumnType::Text,
    "The account string as the source wrote it, without the digits of what may be a person number in it.",
)
.nullable();
const SERVICE_CODE: ColumnSpec = column(
    columns::SERVICE_CODE,
    ColumnType::Text,
    "The service the amount is for, where the source says so.",
)
.nullable();
const UNIT_ID: ColumnSpec = column(
    columns::UNIT_ID,
    ColumnType::Text,
    "The unit of the organisation, where the source says so.",
)
.nullable();
const PERSON_KEY: ColumnSpec = column(
    columns::PERSON_KEY,
    ColumnType::Text,
    "Pseudonym of the citizen the amount is for; null where it is for no single citizen.",
)
.nullable();

/// One posting. Rows are replaced by municipality, month and part: the twelve months, and the supplementary period of a
/// year, which stands with its December.
pub static LEDGER: DatasetSpec = DatasetSpec {
    name: "ledger",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        column(
            columns::PERIOD,
            ColumnType::Text,
            "The month of account; December for the supplementary period.",
        ),
        MEMBERS,
        FISCAL_YEAR,
        column(
            columns::FISCAL_PERIOD,
            ColumnType::Int32,
            "1 to 12, and 13 for postings made after New Year on the old year.",
        ),
        column(
            columns::POSTING_DATE,
            ColumnType::Date,
            "The day it was booked.",
        )
        .nullable(),
        column(
            columns::DOCUMENT_NO,
            ColumnType::Text,
            "Number of the voucher.",
        )
        .nullable(),
        FUNCTION,
        DRANST,
        OWNERSHIP,
        GROUPING,
        ART,
        COST_CENTRE,
        ACTIVITY,
        PROJECT,
        SERVICE_CODE,
        UNIT_ID,
        AMOUNT_OERE,
        column(
            columns::TEXT,
            ColumnType::Text,
            "The posting's text; dropped unless a mapping declares it free of persons.",
        )
        .nullable(),
        PERSON_KEY,
        ACCOUNT_RAW,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::FUNCTION,
        columns::DRANST,
    ],
    personal: true,
    anchor: &[columns::FISCAL_YEAR, columns::FISCAL_PERIOD],
    refused_percent_max: 0,
    ..RECORDS
};

/// One budget line. Rows are replaced by municipality, year, kind of budget and version.
pub static BUDGET: DatasetSpec = DatasetSpec {
    name: "budget",
    columns: &[
        VARIANT,
        MUNICIPALITY,
        column(
            columns::PERIOD,
            ColumnType::Text,
            "The year of account.",
        ),
        MEMBERS,
        FISCAL_YEAR,
        column(
            columns::FISCAL_PERIOD,
            ColumnType::Int32,
            "1 to 12 where the budget is spread over months; null for the whole year.",
        )
        .nullable(),
        column(
            columns::BUDGET_TYPE,
            ColumnType::Text,
            "original, supplement, carry_over, corrected or forecast.",
        ),
        column(
            columns::VERSION_DATE,
            ColumnType::Date,
            "The day of the version: adopted, decided or estimated.",
        )
        .nullable(),
        column(
            columns::BINDING_FLAG,
            ColumnType::Bool,
            "Whether the council's appropriation binds at this line; null where the source does not say.",
        )
        .nullable(),
        FUNCTION,
        DRANST,
        OWNERSHIP,
        GROUPING,
        ART,
        COST_CENTRE,
        ACTIVITY,
        PROJECT,
        SERVICE_CODE,
        UNIT_ID,
        AMOUNT_OERE,
        ACCOUNT_RAW,
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::FUNCTION,
        columns::DRANST,
    ],
    anchor: &[
        columns::FISCAL_YEAR,
        columns::BUDGET_TYPE,
        columns::VERSION_DATE,
    ],
    grain: Some(Grain::Year),
    refused_percent_max: 0,
    ..RECORDS
};
