//! What the datasets of a municipality's own records have in common.

use pejl_domain::Grain;

use super::{ColumnSpec, ColumnType, CoverRule, DatasetKind, DatasetSpec, column};
use crate::columns;

/// What the datasets of a municipality's own records have in common: their places are replaced, most by month, and of
/// a hundred rows one may be refused.
pub(super) const RECORDS: DatasetSpec = DatasetSpec {
    name: "",
    kind: DatasetKind::Replace,
    schema_version: 1,
    columns: &[],
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
    ],
    cover: CoverRule::Box,
    personal: false,
    key: &[],
    anchor: &[],
    grain: Some(Grain::Month),
    refused_percent_max: 1,
};

/// Records of one citizen each: those of a citizen lie together.
pub(super) const CITIZEN_RECORDS: DatasetSpec = DatasetSpec {
    sort: &[
        columns::VARIANT,
        columns::AREA,
        columns::PERIOD,
        columns::MEMBERS,
        columns::PERSON_KEY,
    ],
    personal: true,
    ..RECORDS
};
pub(super) const VARIANT: ColumnSpec = column(
    columns::VARIANT,
    ColumnType::Text,
    "What makes rows of one dataset comparable: source, table, unit, price level, grain, dimensions.",
);
pub(super) const MUNICIPALITY: ColumnSpec = column(
    columns::AREA,
    ColumnType::Text,
    "Code of the municipality whose data these are.",
);
pub(super) const YEAR_OF_ROW: ColumnSpec = column(
    columns::PERIOD,
    ColumnType::Text,
    "The year the row is replaced with.",
);
pub(super) const REGISTER_PERIOD: ColumnSpec = column(
    columns::PERIOD,
    ColumnType::Text,
    "Always 1900: registers are undated and replaced whole.",
);
pub(super) const MEMBERS: ColumnSpec = column(
    columns::MEMBERS,
    ColumnType::Text,
    "The part of the period that is replaced as one, as dimension=member pairs.",
);
pub(super) const MONTH_OF_ROW: ColumnSpec = column(
    columns::PERIOD,
    ColumnType::Text,
    "The month the row is replaced with.",
);
pub(super) const PERSON_KEY: ColumnSpec = column(
    columns::PERSON_KEY,
    ColumnType::Text,
    "Pseudonym of the citizen.",
);
pub(super) const BIRTH_YEAR: ColumnSpec = column(
    columns::BIRTH_YEAR,
    ColumnType::Int32,
    "Year of birth of the citizen.",
)
.in_unit("year")
.nullable();
pub(super) const SEX: ColumnSpec = column(
    columns::SEX,
    ColumnType::Text,
    "K or M, as the number says.",
)
.nullable();

/// The citizen's age in whole years, on the day that `doc` names.
pub(super) const fn age(doc: &'static str) -> ColumnSpec {
    column(columns::AGE, ColumnType::Int32, doc)
        .in_unit("years")
        .nullable()
}
