//! What KL Gateway's reports say, version by version, in the order they arrived.

use super::record::{BIRTH_YEAR, PERSON_KEY, SEX, age};
use super::{
    ColumnSpec, ColumnType, CoverRule, DatasetKind, DatasetSpec, FILE_NO, IMPORT_ID, LINE, column,
};
use crate::columns;

const AREA: ColumnSpec = column(
    columns::AREA,
    ColumnType::Text,
    "Code of the municipality whose record it is.",
);
const ARRIVAL_NO: ColumnSpec = column(
    columns::ARRIVAL_NO,
    ColumnType::Int64,
    "Number of the report in the order of arrival, within the municipality, from 1.",
);
const GUIDE: ColumnSpec = column(
    columns::GUIDE,
    ColumnType::Text,
    "care, rehab140, prevention119 or ffb.",
);
const BUNDLE_ID: ColumnSpec = column(
    columns::BUNDLE_ID,
    ColumnType::Text,
    "Id of the report's bundle; not unique across guides.",
);
const CONTENT_HASH: ColumnSpec = column(
    columns::CONTENT_HASH,
    ColumnType::Text,
    "SHA-256 of what was read of the report, made after the person number was replaced.",
);
const ORGANISATION_SYSTEM: ColumnSpec = column(
    columns::ORGANISATION_SYSTEM,
    ColumnType::Text,
    "The system the organisation's number is of: SOR, or KOMBIT's register.",
);
const ORGANISATION_VALUE: ColumnSpec = column(
    columns::ORGANISATION_VALUE,
    ColumnType::Text,
    "Number of the organisation that has the record.",
);
const REPORTED_AT: ColumnSpec = column(
    columns::REPORTED_AT,
    ColumnType::Text,
    "When the report was made, as it says: an instant in UTC, RFC 3339.",
);

/// What both datasets are: versions in arrival order, of citizens, never cut.
const APPENDED: DatasetSpec = DatasetSpec {
    name: "",
    kind: DatasetKind::Append,
    schema_version: 1,
    columns: &[],
    // A citizen's rows lie together: what a report changes is found without reading the others'.
    sort: &[
        columns::AREA,
        columns::PERSON_KEY,
        columns::ARRIVAL_NO,
        columns::KEY,
    ],
    cover: CoverRule::Import,
    personal: true,
    key: &[],
    anchor: &[],
    grain: None,
    refused_percent_max: 0,
};

/// One report that arrived, also one that changed nothing.
pub static KL_REPORT: DatasetSpec = DatasetSpec {
    name: "kl_report",
    columns: &[
        AREA,
        column(
            columns::KEY,
            ColumnType::Text,
            "Municipality, guide, bundle id and hash: the same report again has the same key.",
        ),
        ARRIVAL_NO,
        column(columns::OP, ColumnType::Text, "Always put."),
        PERSON_KEY,
        GUIDE,
        BUNDLE_ID,
        CONTENT_HASH,
        ORGANISATION_SYSTEM,
        ORGANISATION_VALUE,
        column(
            columns::UNIT_ID,
            ColumnType::Text,
            "The department, where the organisation is one.",
        )
        .nullable(),
        column(
            columns::FILE,
            ColumnType::Text,
            "Name of the file it stood in; of an archive, the name within it as well.",
        ),
        REPORTED_AT,
        column(
            columns::RECEIVED_AT,
            ColumnType::Text,
            "When the report arrived here: an instant in UTC, RFC 3339.",
        ),
        column(
            columns::N_ENTRIES,
            ColumnType::Int64,
            "Entries of the bundle.",
        ),
        column(
            columns::N_STORED,
            ColumnType::Int64,
            "Versions that were new or changed.",
        ),
        column(
            columns::N_REPEATED,
            ColumnType::Int64,
            "Resources that were as before.",
        ),
        column(
            columns::N_TAKEN_BACK,
            ColumnType::Int64,
            "Versions that the report took back.",
        ),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    ..APPENDED
};

/// One version of one resource; a resource that was as before has no new version.
///
/// The last version of a key says how the resource is. Grants, courses, assessments, goals, deliveries and waiting
/// times from this source are made from all versions of a citizen.
pub static KL_RESOURCE: DatasetSpec = DatasetSpec {
    name: "kl_resource",
    columns: &[
        AREA,
        column(
            columns::KEY,
            ColumnType::Text,
            "Municipality and citizen, system and number of the organisation, type and id of the resource.",
        ),
        ARRIVAL_NO,
        column(
            columns::OP,
            ColumnType::Text,
            "put, or void where the version leaves nothing of the resource.",
        ),
        PERSON_KEY,
        BIRTH_YEAR,
        SEX,
        age("Age on the day the resource is about, in whole years."),
        GUIDE,
        column(
            columns::PROFILE,
            ColumnType::Text,
            "What the resource is, in the words of the guides' profiles.",
        ),
        ORGANISATION_SYSTEM,
        ORGANISATION_VALUE,
        column(
            columns::RESOURCE_TYPE,
            ColumnType::Text,
            "FHIR's type of the resource.",
        ),
        column(columns::RESOURCE_ID, ColumnType::Text, "Id of the resource."),
        column(
            columns::NUMBER,
            ColumnType::Int64,
            "Number of the version within its resource, from 0.",
        ),
        column(
            columns::TAKEN_BACK,
            ColumnType::Int64,
            "Number of the version that an entry in error takes back.",
        )
        .nullable(),
        BUNDLE_ID,
        CONTENT_HASH,
        REPORTED_AT,
        column(
            columns::LAST_UPDATED,
            ColumnType::Text,
            "When the source changed the resource: an instant in UTC, RFC 3339.",
        )
        .nullable(),
        column(
            columns::STATE,
            ColumnType::Text,
            "What is kept of the resource as it is after this version, JSON; null where nothing is left.",
        )
        .nullable(),
        column(
            columns::REPORTED,
            ColumnType::Text,
            "What an entry in error reported, JSON; null where the version says how the resource is.",
        )
        .nullable(),
        IMPORT_ID,
        FILE_NO,
        LINE,
    ],
    ..APPENDED
};
