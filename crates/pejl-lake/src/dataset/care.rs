//! What citizens are granted, get and reach: one file per dataset.

mod assessment;
mod course;
mod delivery;
mod goal;
mod grant;
mod waiting;

pub use assessment::ASSESSMENT;
pub use course::COURSE;
pub use delivery::DELIVERY;
pub use goal::GOAL;
pub use grant::GRANT;
pub use waiting::WAITING;

use super::{ColumnSpec, ColumnType, column};
use crate::columns;

pub(super) const SERVICE_CODE: ColumnSpec = column(
    columns::SERVICE_CODE,
    ColumnType::Text,
    "Service of the list of services; null where the source's paragraph is \
wider than one service or is not listed.",
)
.nullable();
pub(super) const LAW: ColumnSpec =
    column(columns::LAW, ColumnType::Text, "SEL, AEL, SUL, ABL or RSL.").nullable();
pub(super) const PARAGRAPH: ColumnSpec = column(
    columns::PARAGRAPH,
    ColumnType::Text,
    "The paragraph without its law, as § 83 a, stk. 1.",
)
.nullable();
pub(super) const SERVICE_RAW: ColumnSpec = column(
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
