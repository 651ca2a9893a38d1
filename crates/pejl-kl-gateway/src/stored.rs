//! Versions, reports, codes and typed rows as rows of the datasets, and back.
//!
//! What is written can be read again as it was: a version keeps its number, what it does, and the resource as JSON.

mod codes;
mod records;
mod reports;
mod row;
mod versions;

pub use codes::{codes_of, push_codes};
pub use records::{Projected, RECORD_DATASETS, Records, record_cover, record_variant};
pub use reports::{ReportCounts, keys_of, push_report};
pub use versions::{push_versions, versions_of};

/// The source that rows made from reports have.
pub const SOURCE: &str = "kl_gateway";
/// The dimension by which the rows of a month are divided: it has one member.
const ROWS: &str = "rows";
const ALL: &str = "all";

#[cfg(test)]
mod tests;
