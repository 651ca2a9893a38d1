//! Code lists: what a code means, by code and version.

use pejl_domain::Grain;

use super::record::{MEMBERS, MUNICIPALITY, RECORDS, REGISTER_PERIOD, VARIANT};
use super::{ColumnType, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column};
use crate::columns;

/// One code of one version of a list. A version of a list is replaced as one; other versions stand beside it.
pub static CODE: DatasetSpec = DatasetSpec {
    name: "code",
    columns: &[
        VARIANT,
        column(
            MUNICIPALITY.name,
            ColumnType::Text,
            "Always 000, the whole country.",
        ),
        REGISTER_PERIOD,
        MEMBERS,
        column(columns::LIST, ColumnType::Text, "Name of the list."),
        column(
            columns::VERSION,
            ColumnType::Text,
            "Name of the version, as a coding writes it.",
        ),
        column(
            columns::VALID_FROM,
            ColumnType::Date,
            "First day on which a code without a version means this one.",
        ),
        column(columns::SYSTEM, ColumnType::Text, "The code system."),
        column(columns::CODE, ColumnType::Text, "The code."),
        column(
            columns::LEGACY_CODE,
            ColumnType::Text,
            "The code it was before, which reports may still use.",
        )
        .nullable(),
        column(columns::DISPLAY_DA, ColumnType::Text, "Danish name."),
        column(
            columns::GROUP,
            ColumnType::Text,
            "What it is under: a group, a theme, a scale or a list within the list.",
        )
        .nullable(),
        column(
            columns::PARAGRAPH,
            ColumnType::Text,
            "Paragraph of the law, as SEL-83-1.",
        )
        .nullable(),
        column(
            columns::KIND,
            ColumnType::Text,
            "Kind of intervention: ordinary, rehabilitation, training …",
        )
        .nullable(),
        column(
            columns::FUNCTION_LEVEL,
            ColumnType::Int32,
            "The level the code stands for, 0 to 4; null where it is no level.",
        )
        .nullable(),
        column(
            columns::MEANING,
            ColumnType::Text,
            "The list's own word for what the code means.",
        )
        .nullable(),
        column(
            columns::VALID_INFO,
            ColumnType::Text,
            "What the list says of the code's validity.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    key: &[
        columns::LIST,
        columns::VERSION,
        columns::SYSTEM,
        columns::CODE,
    ],
    grain: Some(Grain::Year),
    refused_percent_max: 0,
    ..RECORDS
};
