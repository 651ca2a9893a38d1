//! Care records: what a municipality's care and case systems say of grants, deliveries, courses, assessments and goals,
//! and of the organisation around them.
//!
//! A [`Subject`](subject::Subject) says what must hold for the rows of one dataset; [`CareRules`] applies it while
//! [`pejl_ingest::record::read_records`] reads. A mapping says how a source writes the rows ([`list_mappings`]).
//!
//! ```
//! use pejl_ingest_services::{CareRules, find_mapping, subject};
//!
//! let subject = subject::find_subject("grant").ok_or("no such subject")?;
//! let as_of = "2026-11-25".parse()?;
//! let _rules = CareRules::new(subject, as_of);
//! assert!(find_mapping("grant", "nexus").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod check;
mod granted;
mod mappings;
mod overlap;
mod rules;
pub mod subject;
#[cfg(test)]
mod tests;

pub use mappings::{find_mapping, list_mappings};
pub use rules::CareRules;
