//! Fact segments: immutable Parquet files, dataset schemas, and what a snapshot shows of them.
//!
//! A segment is written once, under a temporary name, and becomes visible in one step; it is never changed. Which rows of
//! which segments count is said by the catalogue in a [`SnapshotView`]; this crate turns that into a plan.
//!
//! What holds always:
//! - A row of a segment is shown if and only if a part of the snapshot speaks of it. What is left out for speed is left
//!   out because the file proves that it makes no difference.
//! - A frame that is not exactly of its dataset's schema is not written, and the error names the column.
//! - No path leads out of the lake.
//! - A segment whose hash is known is compared with it before it is first read.
//! - Plans run on the streaming engine, through [`run`], outside asynchronous code.
//!
//! # Example
//! ```
//! use chrono::NaiveDate;
//! use pejl_lake::{Lake, PRICE_INDEX, PriceIndexBuilder, PriceIndexRow, SnapshotView, VisiblePart, VisibleSegment, run};
//!
//! let folder = tempfile::tempdir()?;
//! let lake = Lake::open(folder.path())?;
//!
//! let mut rows = PriceIndexBuilder::new();
//! rows.push(&PriceIndexRow {
//!     series: "PL-net",
//!     year: 2018,
//!     pct_change: 0.021,
//!     published_on: NaiveDate::from_ymd_opt(2017, 7, 1).ok_or("no such day")?,
//!     source: "KL",
//!     import_id: 7,
//!     file_no: 0,
//!     line: 2,
//! });
//! let mut writer = lake.writer("price_index/1-a.parquet", &PRICE_INDEX)?;
//! writer.write(&rows.finish()?)?;
//! let segment = writer.seal()?.publish()?;
//!
//! let snapshot = SnapshotView {
//!     revision: 1,
//!     segments: vec![VisibleSegment {
//!         path: segment.path,
//!         sha256: Some(segment.sha256),
//!         parts: vec![VisiblePart { import_id: 7, cover: None }],
//!     }],
//! };
//! assert_eq!(run(lake.view(&PRICE_INDEX, &snapshot)?)?.height(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compact;
mod copy;
mod distinct;
mod erase;
mod error;
mod extent;
mod footer;
mod hashing;
mod path;
mod row_group;
#[cfg(test)]
mod test_support;
mod text_column;
mod visible;

pub mod cells;
pub mod changes;
pub mod columns;
pub mod dataset;
pub mod lake;
mod lines;
pub mod person_rows;
pub mod price_index;
pub mod row_builder;
pub mod segment;
pub mod stat_fact;
pub mod sums;
pub mod typed;
pub mod view;

pub use cells::{Days, Texts, Wholes};
pub use changes::{Change, ChangeCount, ChangeQuery, ChangedRow, ChangedValue, Changes};
pub use dataset::{
    ABSENCE, ASSESSMENT, BAND_COST, BUDGET, CODE, COMPLAINT, COURSE, ColumnSpec, ColumnType,
    CoverRule, DEADLINE, DELIVERY, DatasetKind, DatasetSpec, EVENT, GOAL, GRANT, KL_REPORT,
    KL_RESOURCE, LEDGER, PERSON, PREVENTION_VISIT, PRICE_INDEX, PROVIDER, REGISTER_YEAR,
    REPORTING_ORG, STAFFING, STAT_FACT, STRUCTURAL_FACTOR, SURVEY, UNIT, WAITING, dataset,
    datasets,
};
pub use distinct::distinct_texts;
pub use erase::{Aged, Areas, Erase, Found, LastDay};
pub use error::LakeError;
pub use lake::{Lake, LakeFile, LakeFileKind};
pub use lines::{LineRange, line_ranges};
pub use price_index::{PriceIndexBuilder, PriceIndexRow, day_number};
pub use row_builder::{RowBuilder, Value};
pub use segment::{SealedSegment, SegmentMeta, SegmentWriter};
pub use stat_fact::{CodedStatFact, StatFact, StatFactBuilder};
pub use sums::{ByColumn, ExactSum, Measure, RecordSum, SumQuery, interval, measures, record_sums};
pub use text_column::TextCode;
pub use view::{SnapshotView, VisiblePart, VisibleSegment, run};

/// Rows of a dataset that are yet to be read, which [`run`] does; use cases carry it without looking inside.
pub use polars::prelude::LazyFrame as Plan;

/// Rows of a dataset on their way from one crate to the next; use cases carry it without looking inside.
pub use polars::prelude::DataFrame as Frame;
