//! What a segment says of itself: dataset, schema version, extent, number of rows.

use std::fs::File;
use std::path::Path;

use polars::prelude::{KeyValueMetadata, ParquetReader, Schema, SchemaExt, SerReader};

use crate::dataset::{ColumnSpec, DatasetSpec};
use crate::error::LakeError;
use crate::extent::Extent;
use crate::path::SegmentPath;

const DATASET: &str = "pejl.dataset";
const SCHEMA_VERSION: &str = "pejl.schema_version";
const EXTENT: &str = "pejl.extent";

/// The footer of a segment, as far as we use it.
#[derive(Debug)]
pub(crate) struct Footer {
    pub(crate) dataset: String,
    pub(crate) schema_version: String,
    pub(crate) schema: Schema,
    pub(crate) n_rows: i64,
    /// None where the file says nothing of it: its rows are then compared one by one.
    pub(crate) extent: Option<Extent>,
}

/// Returns the entries to be written into a segment's footer.
///
/// The Arrow schema that the engine would add is left out on purpose: it calls text columns string views, which older
/// readers do not know. Without it every reader sees plain UTF-8.
pub(crate) fn entries(spec: &DatasetSpec, extent: Option<&Extent>) -> KeyValueMetadata {
    let mut entries = vec![
        (DATASET.to_owned(), spec.name.to_owned()),
        (SCHEMA_VERSION.to_owned(), spec.schema_version.to_string()),
    ];
    // An extent is texts and numbers, which JSON always takes; without it the file is only slower to query.
    if let Some(json) = extent.and_then(|extent| serde_json::to_string(extent).ok()) {
        entries.push((EXTENT.to_owned(), json));
    }
    KeyValueMetadata::from_static(entries)
}

impl Footer {
    /// Reads the footer of the file.
    ///
    /// # Errors
    /// Fails if there is no such file, if it is not Parquet, or if it names no dataset.
    pub(crate) fn read(root: &Path, path: &SegmentPath) -> Result<Self, LakeError> {
        let file = File::open(root.join(path.as_str())).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound => LakeError::Missing {
                path: path.as_str().to_owned(),
            },
            _ => LakeError::Io {
                action: "open",
                path: path.as_str().to_owned(),
                source,
            },
        })?;
        let strange = |source| LakeError::NotASegment {
            path: path.as_str().to_owned(),
            source,
        };
        let mut reader = ParquetReader::new(file);
        let schema = Schema::from_arrow_schema(&*reader.schema().map_err(|e| strange(Some(e)))?);
        let metadata = reader.get_metadata().map_err(|e| strange(Some(e)))?;
        let entry = |key: &str| {
            let entries = metadata.key_value_metadata.iter().flatten();
            entries
                .filter(|entry| entry.key == key)
                .find_map(|entry| entry.value.clone())
        };
        let (Some(dataset), Some(schema_version)) = (entry(DATASET), entry(SCHEMA_VERSION)) else {
            return Err(strange(None));
        };
        let n_rows = i64::try_from(metadata.num_rows);
        Ok(Self {
            dataset,
            schema_version,
            schema,
            n_rows: n_rows.map_err(|_| LakeError::TooLarge {
                path: path.as_str().to_owned(),
            })?,
            extent: entry(EXTENT).and_then(|json| serde_json::from_str(&json).ok()),
        })
    }

    /// Checks that the segment is one of the dataset, as this program or an earlier version of it writes it: columns that
    /// a later schema version added may be missing, if they may be null.
    ///
    /// # Errors
    /// Fails for another dataset, a later schema version, or columns that differ otherwise.
    pub(crate) fn check(&self, spec: &DatasetSpec, path: &SegmentPath) -> Result<(), LakeError> {
        if self.dataset != spec.name {
            return Err(LakeError::Dataset {
                path: path.as_str().to_owned(),
                found: self.dataset.clone(),
            });
        }
        let version: Option<i32> = self.schema_version.parse().ok();
        if version.is_none_or(|version| version < 1 || version > spec.schema_version) {
            return Err(LakeError::SchemaVersion {
                path: path.as_str().to_owned(),
                expected: spec.schema_version,
                found: self.schema_version.clone(),
            });
        }
        let mut schema = self.schema.clone();
        if version.is_some_and(|version| version < spec.schema_version) {
            for column in self.lacking(spec) {
                schema.insert(column.name.into(), column.dtype.data_type());
            }
        }
        spec.check_schema(&schema).map(drop)
    }

    /// The columns of the dataset that the segment does not have and that may be null.
    pub(crate) fn lacking(&self, spec: &DatasetSpec) -> Vec<&'static ColumnSpec> {
        let lacks = |column: &&ColumnSpec| self.schema.get(column.name).is_none();
        let nullable = spec.columns.iter().filter(|column| column.nullable);
        nullable.filter(lacks).collect()
    }
}
