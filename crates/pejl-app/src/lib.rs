//! Use cases: import, query, compare, verify. The only caller of both the catalogue and the lake.
//!
//! Every use case is a function on a [`Store`]; it blocks, so a server calls it from threads of its own.

pub mod analyse;
pub mod backup;
pub mod bridge;
pub mod cards;
pub mod catalogue;
pub mod changes;
pub mod comments;
pub mod compaction;
pub mod comparison;
mod compute;
pub mod dataset_docs;
pub mod declaration;
mod definitions;
pub mod demo;
pub mod erasure;
mod error;
pub mod facts;
pub mod fetch;
pub mod forget;
pub mod frame;
mod freshness;
pub mod gate;
pub mod import;
pub mod indicators;
pub mod initiatives;
pub mod inspiration;
pub mod kept;
pub mod keys;
pub mod kl_gateway;
pub mod lineage;
mod members;
mod narratives;
pub mod observations;
pub mod pause;
pub mod pejlemaerker;
pub mod readiness;
pub mod reference;
pub mod rehabilitation;
pub mod releases;
pub mod reports;
pub mod retention;
pub mod schedules;
mod snapshot;
pub mod sql;
pub mod status;
mod store;
pub mod sums;
pub mod targets;
#[cfg(test)]
mod test_place;
#[cfg(test)]
mod testing;
pub mod trend;
mod until;
pub mod uploads;
pub mod verify;

pub use error::{AppError, ParamProblem, chain};
pub use pejl_calendar::{clock_of, day_of};
pub use pejl_db::erasure::{Erasure, LostRows};
pub use pejl_db::import::{Import, ImportFile, ImportIssue, Severity as ImportSeverity};
pub use pejl_db::revision::Revision;
pub use pejl_ingest::{RowIssue, Severity};
pub use pejl_lake::typed::PublishedFact;
pub use pejl_lake::{ChangeCount, ChangedRow, ColumnSpec, DatasetKind, DatasetSpec};
pub use pejl_metrics::catalogue::LawBreak;
pub use pejl_metrics::comparison::{Extreme, GroupMean};
pub use pejl_metrics::{
    Catalogue, Change, Comparability, Comparison, Direction, FigureSource, Indicator, Kind, Method,
    Observation, Quality, Reading, Request, Standing, Status, Text,
};
pub use pejl_stats::Order;
pub use snapshot::AsKnown;
pub use store::{Clock, Store, StoreOptions};
pub use until::Until;

/// Returns the name of a severity: `error` or `warning`.
pub fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}
