//! Source files become checked rows of text: formats, not tables and not storage.
//!
//! [`open`] recognises a file (CSV, PX, JSON-stat, StatBank's XLSX, a report from noegletal.dk) and gives a
//! [`Reader`]: what the file says about itself ([`Described`]) and its rows in batches ([`TextBatch`]), one text
//! column per dimension and one for the value. What a text *means* (a municipality, an account, a number) is for
//! the crate that knows the source; [`number`] and [`unique`] are the tools it needs for that.
//!
//! Invariants:
//! - nothing is guessed: what cannot be told apart safely is refused, with the option that declares it;
//! - no bytes make it panic; every refusal has file, line, column, value, and a message in Danish and English;
//! - memory is flat for CSV, and bounded by [`Limits`] for the other formats, checked before reading.
//!
//! ```
//! use std::io::Write;
//! use pejl_ingest::{OpenOptions, open};
//!
//! let mut file = tempfile::NamedTempFile::new()?;
//! file.write_all("OMRÅDE;TID;INDHOLD\nVejle;2019;115748\n".as_bytes())?;
//! let mut reader = open(file.path(), &OpenOptions::default())?;
//! let batch = reader.next_batch()?.expect("one row");
//! assert_eq!((batch.cell(0, 0), batch.cell(0, 2), batch.lines[0]), ("Vejle", "115748", 2));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod crosstab;
mod cube;
mod delimited;
pub mod described;
pub mod encoding;
mod error;
pub mod issue;
mod jsonstat;
mod noegletal;
pub mod number;
mod open;
pub mod person;
mod px;
pub mod record;
pub mod text;
pub mod unique;
mod xlsx;

pub use described::{
    ColumnInfo, Described, Format, Limits, OpenOptions, Reader, Role, STATUS_COLUMN, UnknownFormat,
    VALUE_COLUMN,
};
pub use encoding::{Encoding, UnknownEncoding};
pub use error::ReadError;
pub use issue::{Message, RowIssue, Severity, shown_name};
pub use open::open;
pub use text::{TextBatch, TextColumn};

#[cfg(test)]
mod real_files;
#[cfg(test)]
mod testing;
