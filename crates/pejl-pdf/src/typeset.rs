//! A report set, and written as a file.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _, Utc};
use pejl_reports::Report;
use typst::diag::Warned;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::{PdfError, line};
use crate::values;
use crate::world::InMemory;

/// The standards that a file meets: to be kept, and to be read by everybody.
const STANDARDS: [PdfStandard; 2] = [PdfStandard::A_2a, PdfStandard::Ua_1];

/// The report as a PDF.
///
/// The same report gives the same bytes: the file's day is that of the revision, and its identity that of the report.
///
/// # Errors
/// Typst cannot set the document, or the file would break a standard that it is to meet: faults of ours.
pub fn write(report: &Report) -> Result<Vec<u8>, PdfError> {
    let written = set(report).and_then(|document| {
        typst_pdf::pdf(&document.output, &options(report)?)
            .map_err(|found| PdfError::Standard(line(&found)))
    });
    // Typst remembers what it has set, and would hold it for as long as the program runs.
    comemo::evict(0);
    written
}

/// The pages, with what Typst warns of.
pub(crate) fn set(report: &Report) -> Result<Warned<PagedDocument>, PdfError> {
    let world = InMemory::of(values::inputs(report))?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
    let output = output.map_err(|found| PdfError::Set(line(&found)))?;
    Ok(Warned { output, warnings })
}

fn options(report: &Report) -> Result<PdfOptions, PdfError> {
    let standards = PdfStandards::new(&STANDARDS);
    let standards = standards.map_err(|error| PdfError::Standard(error.message().to_string()))?;
    Ok(PdfOptions {
        ident: Smart::Custom(format!("{} {}", report.file_name("pdf"), report.revision)),
        creator: Smart::Custom(Some(concat!("Pejl ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: moment(report).map(Timestamp::new_utc),
        standards,
        ..PdfOptions::default()
    })
}

/// When the revision was made; without that, the end of the month.
fn moment(report: &Report) -> Option<Datetime> {
    let end: NaiveDate = report.month.end();
    let at = report.committed_at;
    let at: DateTime<Utc> = at.unwrap_or_else(|| end.and_time(NaiveTime::MIN).and_utc());
    let small = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        small(at.month())?,
        small(at.day())?,
        small(at.hour())?,
        small(at.minute())?,
        small(at.second())?,
    )
}
