//! The monthly report as a workbook: the same document as the HTML, with numbers that can be counted with and charts of Excel's own.
//!
//! - [`write()`] makes a workbook of a [`Report`](pejl_reports::Report) and gives the bytes of the file; the same report gives the
//!   same bytes.
//! - Each section is a sheet; the cover and the contents stand above the first.
//! - A cell that says a number holds the number, with a format that writes it as the report does; a cell that says why there is none
//!   holds the word. What is withheld is not in the document, and so in no cell, chart or property.
//! - Texts are stored as texts: none is a formula, whatever it begins with.
//! - There is no clock: the file is of the moment of the revision.
//!
//! Only this crate names `rust_xlsxwriter`.
//!
//! # Example
//! ```no_run
//! # fn example(report: &pejl_reports::Report) -> Result<(), Box<dyn std::error::Error>> {
//! std::fs::write(report.file_name("xlsx"), pejl_xlsx::write(report)?)?;
//! # Ok(())
//! # }
//! ```

mod chart;
mod error;
mod look;
mod name;
mod page;
mod plain;
mod section;
mod table;
mod texts;
mod width;
mod workbook;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

pub use error::XlsxError;
pub use workbook::write;
