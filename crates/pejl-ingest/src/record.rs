//! Record files: the municipality's own rows (postings, budget lines, grants, …) become checked, typed frames.
//!
//! A [`Mapping`] says how a source system writes a dataset; the dataset's schema says what a row must be; a [`Rules`]
//! says what else must hold and which part of the dataset a row belongs to. [`read_records`] puts the three together:
//!
//! ```text
//! bytes → text rows → (guard: no person number in a column that is not declared) → typed columns → rules
//!       → rows without fault: frames for the lake · rows with a fault: quarantine, with line, column, rule and value
//! ```
//! Invariants:
//! - a person number leaves this module only as a pseudonym, and shows in no issue, count or error;
//! - every row is either in a frame or in the quarantine, and counted;
//! - memory does not grow with the file, apart from some 200 bytes per distinct person.

mod batch;
mod bound;
mod convert;
mod fault;
mod frame;
mod guard;
mod mapping;
mod open_file;
mod outcome;
mod place;
mod promised;
mod read;
mod request;

pub use batch::{RecordBatch, Values, at};
pub use convert::BIRTH_DATE;
pub use fault::{Fault, Problem};
pub use guard::shown_value;
pub use mapping::{
    AmountUnit, ColumnMapping, FileForm, Mapping, MappingError, Promises, Sign, Title,
};
pub use outcome::{Explained, Quarantined, RecordFailure, RecordFile, RecordOutcome};
pub use place::{Place, Places};
pub use read::{FAULTS_MAX, read_records};
pub use request::{RecordRequest, RecordSink, Remark, Rules};
