//! What can go wrong with segments.

use std::io;

use polars::prelude::PolarsError;

/// Why the lake could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A path is absolute, climbs out of the lake, is hidden, or is not named as a segment.
    #[error("`{path}` is not the path of a segment within the lake")]
    BadPath {
        /// The path as given.
        path: String,
    },
    /// There is no such segment.
    #[error("no segment `{path}`")]
    Missing {
        /// The segment's path.
        path: String,
    },
    /// A segment is written once: there is one at this path already, finished or being written.
    #[error("segment `{path}` exists already")]
    Exists {
        /// The segment's path.
        path: String,
    },
    /// The file system refused.
    #[error("failed to {action} `{path}`")]
    Io {
        /// What was tried.
        action: &'static str,
        /// The path within the lake (or the lake's root).
        path: String,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Writing a segment failed before, so that it cannot be finished.
    #[error("segment `{path}` was not written to its end")]
    Broken {
        /// The segment's path.
        path: String,
    },
    /// A row holds what no writer of ours could have written.
    #[error("column `{column}` holds `{value}`")]
    Corrupt {
        /// The column.
        column: &'static str,
        /// The value.
        value: String,
    },
    /// The query engine refused a plan or failed to run it.
    #[error("failed to run the engine")]
    Engine(#[source] PolarsError),
    /// A file is not a segment: its footer cannot be read, or says nothing of a dataset.
    #[error("`{path}` is not a segment")]
    NotASegment {
        /// The file's path.
        path: String,
        /// The reader's complaint, where the footer could not be read.
        #[source]
        source: Option<PolarsError>,
    },
    /// A frame or file lacks a column of its dataset.
    #[error("column `{column}` of `{dataset}` is missing")]
    MissingColumn {
        /// The dataset.
        dataset: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A frame or file has a column that its dataset has not.
    #[error("`{dataset}` has no column `{column}`")]
    UnexpectedColumn {
        /// The dataset.
        dataset: &'static str,
        /// The column.
        column: String,
    },
    /// A column is of another type than its dataset says.
    #[error("column `{column}` of `{dataset}` is {found}, expected {expected}")]
    ColumnType {
        /// The dataset.
        dataset: &'static str,
        /// The column.
        column: &'static str,
        /// The type the dataset says.
        expected: &'static str,
        /// The type found, as the engine names it.
        found: String,
    },
    /// A column that must not be null is.
    #[error("column `{column}` of `{dataset}` is null in {n_nulls} rows")]
    UnexpectedNull {
        /// The dataset.
        dataset: &'static str,
        /// The column.
        column: &'static str,
        /// In how many rows.
        n_nulls: usize,
    },
    /// A segment belongs to another dataset than the one asked for, or to none that is known.
    #[error("segment `{path}` belongs to dataset `{found}`")]
    Dataset {
        /// The segment's path.
        path: String,
        /// The dataset named in the file.
        found: String,
    },
    /// A segment was written by a schema this program does not know.
    #[error("segment `{path}` has schema version {found}, expected {expected}")]
    SchemaVersion {
        /// The segment's path.
        path: String,
        /// The version this program writes.
        expected: i32,
        /// The version named in the file.
        found: String,
    },
    /// The bytes of a segment are not the ones that were written.
    #[error("segment `{path}` has SHA-256 {found}, expected {expected}")]
    Hash {
        /// The segment's path.
        path: String,
        /// As the catalogue says.
        expected: String,
        /// As the bytes say.
        found: String,
    },
    /// A segment does not hold the number of rows it should.
    #[error("`{path}` has {found} rows, expected {expected}")]
    RowCount {
        /// The segment's path.
        path: String,
        /// The number promised.
        expected: i64,
        /// The number found.
        found: i64,
    },
    /// A cover cannot cut this dataset: its periods are not years.
    #[error("a cover of `{dataset}` has the period `{period}`, expected years")]
    CoverPeriod {
        /// The dataset.
        dataset: &'static str,
        /// The period.
        period: String,
    },
    /// A cover cannot cut this dataset: a member of it is not what the dimension holds.
    #[error("a cover of `{dataset}` has `{member}` as {dimension}")]
    CoverMember {
        /// The dataset.
        dataset: &'static str,
        /// The dimension.
        dimension: &'static str,
        /// The member.
        member: String,
    },
    /// A code was used that this builder did not give.
    #[error("code {code} was not given by this builder")]
    ForeignCode {
        /// The code's number.
        code: u32,
    },
    /// A sum does not fit into 64 bits.
    #[error("the sum of `{measure}` of `{dataset}` does not fit into 64 bits")]
    SumTooLarge {
        /// The dataset.
        dataset: &'static str,
        /// What was added up.
        measure: &'static str,
    },
    /// A segment would hold more than can be counted.
    #[error("`{path}` is too large to be counted")]
    TooLarge {
        /// The segment's path.
        path: String,
    },
}
