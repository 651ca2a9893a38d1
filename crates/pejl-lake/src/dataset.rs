//! What each dataset holds: columns, types, units, sort order, and how covers cut it.

mod care;
mod citizen;
mod code;
mod economy;
mod kl_gateway;
mod norm;
mod organisation;
mod record;
mod statistics;

pub use care::{ASSESSMENT, COURSE, DELIVERY, GOAL, GRANT, WAITING};
pub use citizen::{EVENT, PERSON, PREVENTION_VISIT};
pub use code::CODE;
pub use economy::{BUDGET, LEDGER};
pub use kl_gateway::{KL_REPORT, KL_RESOURCE};
pub use norm::{BAND_COST, DEADLINE};
pub use organisation::{
    ABSENCE, COMPLAINT, PROVIDER, REPORTING_ORG, STAFFING, STRUCTURAL_FACTOR, SURVEY, UNIT,
};
pub use statistics::{PRICE_INDEX, STAT_FACT};

use pejl_domain::Grain;
use polars::prelude::{DataFrame, DataType, Field, PlSmallStr, Schema};

use crate::columns;
use crate::error::LakeError;

/// How an import changes what was there before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatasetKind {
    /// An import declares what it covers and supersedes exactly that.
    Replace,
    /// Versions of keyed things in arrival order (`key`, `arrival_no`, `op`): the last version of a key is the one seen.
    Append,
}

/// Which rows of an import a cover speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoverRule {
    /// The rows whose `variant`, `area`, `period` and `members` lie inside the cover.
    Box,
    /// The rows whose `year` is one of the cover's periods (which are years), whose `series` is the `table_id` of the
    /// cover's variant (the dataset's own name stands for every series), and whose `published_on` is one of the cover's
    /// members of that dimension, where it has it: a later publication of a year stands beside an earlier one.
    SeriesYears,
    /// All rows of the import, whatever the cover says: nothing in the dataset is ever cut.
    Import,
}

/// The type of a column, as it stands in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// Signed, 32 bits.
    Int32,
    /// Signed, 64 bits.
    Int64,
    /// IEEE 754 double.
    Float64,
    /// A calendar day without time.
    Date,
    /// True or false.
    Bool,
}

impl ColumnType {
    /// Returns the engine's type.
    pub fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::String,
            Self::Int32 => DataType::Int32,
            Self::Int64 => DataType::Int64,
            Self::Float64 => DataType::Float64,
            Self::Date => DataType::Date,
            Self::Bool => DataType::Boolean,
        }
    }

    /// Returns the name used in descriptions and errors.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Int32 => "int32",
            Self::Int64 => "int64",
            Self::Float64 => "float64",
            Self::Date => "date",
            Self::Bool => "bool",
        }
    }
}

/// One column of a dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnSpec {
    /// The name, one of [`crate::columns`].
    pub name: &'static str,
    /// The type.
    pub dtype: ColumnType,
    /// The unit of the values, where they have one.
    pub unit: Option<&'static str>,
    /// Whether a value may be null.
    pub nullable: bool,
    /// What the column says.
    pub doc: &'static str,
}

/// A dataset: the shape of its rows and how they supersede each other.
///
/// Every dataset has the columns of [`columns::PROVENANCE`]; an append dataset also has `key`, `arrival_no` and `op`.
#[derive(Debug, PartialEq, Eq)]
pub struct DatasetSpec {
    /// The name, also written into every segment.
    pub name: &'static str,
    /// How an import changes what was there before.
    pub kind: DatasetKind,
    /// Counts up when a column is added or changes its meaning.
    pub schema_version: i32,
    /// The columns, in file order.
    pub columns: &'static [ColumnSpec],
    /// The columns each row group is sorted by. None is nullable or a float.
    pub sort: &'static [&'static str],
    /// Which rows a cover speaks of.
    pub cover: CoverRule,
    /// Whether rows are about persons: such a dataset is read with a key for pseudonyms, forgets, and has a retention.
    pub personal: bool,
    /// The columns that tell rows apart, where the dataset has such; a mapping promises that no two rows agree in them.
    pub key: &'static [&'static str],
    /// The columns that say which period a row belongs to. A dataset of records without them is a register: its rows
    /// belong to [`REGISTER_YEAR`] and are replaced whole.
    pub anchor: &'static [&'static str],
    /// Length of the periods that rows are replaced by; `None` where an import says itself what it replaces.
    pub grain: Option<Grain>,
    /// How many of a hundred rows may be refused before the import is, unless the caller says otherwise.
    pub refused_percent_max: u8,
}

/// The year that stands for all time in registers, which are undated: the first that a period can have.
pub const REGISTER_YEAR: i32 = 1900;

const fn column(name: &'static str, dtype: ColumnType, doc: &'static str) -> ColumnSpec {
    ColumnSpec {
        name,
        dtype,
        unit: None,
        nullable: false,
        doc,
    }
}

impl ColumnSpec {
    /// The same column, whose values may be null.
    const fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// The same column with a unit.
    const fn in_unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }
}

const IMPORT_ID: ColumnSpec = column(
    columns::IMPORT_ID,
    ColumnType::Int64,
    "The import the row came with; its files and lines are in the catalogue.",
);
const FILE_NO: ColumnSpec = column(
    columns::FILE_NO,
    ColumnType::Int32,
    "The file within the import, counted from 0.",
);
const LINE: ColumnSpec = column(
    columns::LINE,
    ColumnType::Int64,
    "The line (or record) within the file, counted from 1.",
);

/// Lists the datasets.
pub fn datasets() -> [&'static DatasetSpec; 26] {
    [
        &STAT_FACT,
        &PRICE_INDEX,
        &LEDGER,
        &BUDGET,
        &GRANT,
        &DELIVERY,
        &COURSE,
        &ASSESSMENT,
        &GOAL,
        &WAITING,
        &PERSON,
        &EVENT,
        &PREVENTION_VISIT,
        &STAFFING,
        &ABSENCE,
        &SURVEY,
        &COMPLAINT,
        &UNIT,
        &PROVIDER,
        &REPORTING_ORG,
        &STRUCTURAL_FACTOR,
        &DEADLINE,
        &BAND_COST,
        &KL_REPORT,
        &KL_RESOURCE,
        &CODE,
    ]
}

/// Returns the dataset of that name.
pub fn dataset(name: &str) -> Option<&'static DatasetSpec> {
    datasets().into_iter().find(|spec| spec.name == name)
}

impl DatasetSpec {
    /// Returns the schema in the engine's terms, columns in file order.
    pub fn schema(&self) -> Schema {
        self.columns
            .iter()
            .map(|column| Field::new(column.name.into(), column.dtype.data_type()))
            .collect()
    }

    /// Returns the column of that name.
    pub fn column(&self, name: &str) -> Option<&'static ColumnSpec> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// Checks names and types, and returns the column names in file order.
    ///
    /// # Errors
    /// Names the first column that is missing, unexpected or of another type, with both types.
    pub(crate) fn check_schema(&self, schema: &Schema) -> Result<Vec<PlSmallStr>, LakeError> {
        for column in self.columns {
            match schema.get(column.name) {
                None => {
                    return Err(LakeError::MissingColumn {
                        dataset: self.name,
                        column: column.name,
                    });
                }
                Some(found) if *found != column.dtype.data_type() => {
                    return Err(LakeError::ColumnType {
                        dataset: self.name,
                        column: column.name,
                        expected: column.dtype.as_str(),
                        found: found.to_string(),
                    });
                }
                Some(_) => {}
            }
        }
        match schema.iter_names().find(|name| self.column(name).is_none()) {
            Some(stranger) => Err(LakeError::UnexpectedColumn {
                dataset: self.name,
                column: stranger.to_string(),
            }),
            None => Ok(self
                .columns
                .iter()
                .map(|column| column.name.into())
                .collect()),
        }
    }

    /// Returns the frame with its columns in file order.
    ///
    /// # Errors
    /// As for names and types; also names the first column that has nulls and must not.
    pub(crate) fn checked_frame(&self, frame: &DataFrame) -> Result<DataFrame, LakeError> {
        let names = self.check_schema(frame.schema())?;
        let frame = frame.select(names).map_err(LakeError::Engine)?;
        for (column, spec) in frame.columns().iter().zip(self.columns) {
            let n_nulls = column.null_count();
            if n_nulls > 0 && !spec.nullable {
                return Err(LakeError::UnexpectedNull {
                    dataset: self.name,
                    column: spec.name,
                    n_nulls,
                });
            }
        }
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dataset_can_be_found_by_its_name() {
        for spec in datasets() {
            assert_eq!(dataset(spec.name), Some(spec));
        }
        assert_eq!(dataset("stat_facts"), None);
    }

    #[test]
    fn every_dataset_keeps_the_rules_of_a_dataset() {
        for spec in datasets() {
            for name in columns::PROVENANCE {
                assert!(
                    spec.column(name).is_some_and(|column| !column.nullable),
                    "{}: {name}",
                    spec.name
                );
            }
            for name in spec.sort {
                let column = spec.column(name);
                assert!(
                    column.is_some_and(|c| !c.nullable && c.dtype != ColumnType::Float64),
                    "{}: {name}",
                    spec.name
                );
            }
            for name in spec.key.iter().chain(spec.anchor) {
                assert!(spec.column(name).is_some(), "{}: {name}", spec.name);
            }
            let mut names: Vec<_> = spec.columns.iter().map(|column| column.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(
                names.len(),
                spec.columns.len(),
                "{}: a column twice",
                spec.name
            );
            assert!(spec.columns.iter().all(|column| !column.doc.is_empty()));
        }
    }
}
