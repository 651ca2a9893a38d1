//! The monthly report: what a council reads of a municipality's pejlemærker, as one document that every format is made of.
//!
//! - [`gather`] asks the use cases for everything at one revision and for whoever reads the report, so that the gate withholds what
//!   it must; figures of periods that end after the month are not asked for.
//! - [`Report::of`] makes a [`Report`] of it in one language: sections of sentences, figures, tables and notes.
//! - [`html`] writes it as one file that needs nothing else.
//!
//! A report waits until the data it needs are whole and recent for its month ([`ReportError::Waits`]), unless somebody says why it
//! should not; then its cover says so. A later report tells which figures of an earlier report or release
//! are others.
//!
//! Sentences of the report are made by rules and proved: every number in them is one of the figures they were made from
//! ([`Sentence`]), and what is said of figures, statuses, changes and charts is read back and held against these (`proof`), or
//! there is no report. There is no clock: days are those of the revision and of the month asked for, so that
//! the same revision and program give the same bytes wherever they are made.
//!
//! # Example
//! ```no_run
//! use pejl_app::{Store, StoreOptions};
//! use pejl_domain::Lang;
//! use pejl_reports::{Report, ReportRequest, gather, html};
//!
//! let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
//! let request = ReportRequest {
//!     municipality: "766".to_owned(),
//!     month: "2018-03".to_owned(),
//!     ..ReportRequest::default()
//! };
//! let report = Report::of(&gather(&store, &request)?, Lang::Da)?;
//! std::fs::write(report.file_name("html"), html::write(&report))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod charts;
mod document;
mod error;
mod findings;
pub mod html;
mod kept;
mod proof;
mod report;
mod rules;
mod sections;
mod sentence;
#[cfg(test)]
mod testing;
mod texts;
mod value;
mod waiting;

pub use document::{
    Block, Drawn, Figure, Item, Plot, PlotKind, Report, Section, Sign, Table, TableCell, TableRow,
    Term, file_name,
};
pub use error::ReportError;
pub use findings::{
    Amount, Earlier, Findings, Moved, MovedAmount, Publication, ReportRequest, gather,
};
pub use kept::{Format, HTML, Keeping, Writer, Written, keep};
pub use pejl_charts::NumberStyle;
pub use sentence::{Sentence, Unproved};
pub use value::{Number, Value};
pub use waiting::{lack_lines, waits_lines};
