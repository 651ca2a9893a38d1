//! Why there is no PDF.

use typst::diag::SourceDiagnostic;

/// A report was not made a PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// Typst cannot set the document: a fault of ours.
    #[error("the report cannot be set as PDF: {0}")]
    Set(String),
    /// The file would break PDF/A-2a or PDF/UA-1.
    #[error("the report does not meet the standards of its PDF: {0}")]
    Standard(String),
}

/// What Typst found, in one line.
pub(crate) fn line(found: &[SourceDiagnostic]) -> String {
    let texts = found.iter().map(|one| {
        let hints = one.hints.iter().map(|hint| format!(" ({})", hint.v));
        format!("{}{}", one.message, hints.collect::<String>())
    });
    texts.collect::<Vec<_>>().join("; ")
}
