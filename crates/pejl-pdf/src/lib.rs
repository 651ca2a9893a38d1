//! The monthly report as a PDF: the same document as the HTML, set by Typst.
//!
//! The file is PDF/A-2a and PDF/UA-1: tagged, with language, title, bookmarks, headings of rows and columns, and a text for each
//! drawing. What breaks one of the two standards stops the report.
//!
//! - [`write()`] sets a [`Report`](pejl_reports::Report) and gives the bytes of the file; the same report gives the same bytes.
//! - Texts reach Typst as values, never as markup: whatever stands in a name or a comment stands so on the page.
//! - The world of Typst is in memory: one template, two faces, no other file, no package, no network, no clock.
//!
//! Only this crate names Typst, so that its size and its changes stay here.
//!
//! # Example
//! ```no_run
//! # fn example(report: &pejl_reports::Report) -> Result<(), Box<dyn std::error::Error>> {
//! std::fs::write(report.file_name("pdf"), pejl_pdf::write(report)?)?;
//! # Ok(())
//! # }
//! ```

mod error;
mod face;
mod table;
mod typeset;
mod values;
mod world;

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;

pub use error::PdfError;
pub use typeset::write;
