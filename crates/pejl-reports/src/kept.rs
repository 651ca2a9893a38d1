//! Reports that are kept: written in every format there is, and recorded with their files.

use pejl_app::Store;
use pejl_app::gate::Viewer;
use pejl_app::reports::{KeptReport, NewFile, ReportDraft, keep_report};
use pejl_domain::Lang;

use crate::document::Report;
use crate::error::ReportError;
use crate::findings::{Findings, ReportRequest, gather};
use crate::html;

/// A format of reports, whether or not this program writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Format {
    /// What the name of its files ends in: `pdf`.
    pub ending: &'static str,
    /// What its answers are said to be.
    pub media_type: &'static str,
    /// Whether a browser shows it rather than saves it.
    pub is_shown: bool,
}

impl Format {
    /// A tagged PDF.
    pub const PDF: Self = Self {
        ending: "pdf",
        media_type: "application/pdf",
        is_shown: true,
    };
    /// A workbook.
    pub const XLSX: Self = Self {
        ending: "xlsx",
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        is_shown: false,
    };
    /// A page of HTML: it needs nothing else, and is saved, not shown, as its style stands in it.
    pub const HTML: Self = Self {
        ending: "html",
        media_type: "text/html; charset=utf-8",
        is_shown: false,
    };

    /// Every format, as they are offered.
    pub const ALL: [Self; 3] = [Self::PDF, Self::XLSX, Self::HTML];

    /// The format of a file's ending.
    pub fn of(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.ending == ending)
    }
}

/// What writes reports in a format.
#[derive(Debug, Clone, Copy)]
pub struct Writer {
    /// The format.
    pub format: Format,
    /// Writes a report, or says why it cannot.
    pub write: fn(&Report) -> Result<Vec<u8>, String>,
}

/// What writes the page of HTML.
pub const HTML: Writer = Writer {
    format: Format::HTML,
    write: |report| Ok(html::write(report).into_bytes()),
};

/// Which report is made and kept, and by whom.
#[derive(Debug, Clone, Copy)]
pub struct Keeping<'a> {
    /// What it is of. It is made as anybody sees it, whoever asks: it is there to be handed on.
    pub request: &'a ReportRequest,
    /// Its language.
    pub lang: Lang,
    /// The formats.
    pub writers: &'a [Writer],
    /// Who keeps it.
    pub actor: &'a str,
}

/// Makes a report, writes it in every format, and keeps it with its files: all of them or nothing.
///
/// The same report again, byte for byte, is the one that was kept.
///
/// # Errors
/// As [`gather`] and [`Report::of`]; a format cannot be written; the store fails.
///
/// # Example
/// ```no_run
/// use pejl_app::{Store, StoreOptions};
/// use pejl_domain::Lang;
/// use pejl_reports::{HTML, Keeping, ReportRequest, keep};
///
/// let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
/// let request = ReportRequest {
///     municipality: "766".to_owned(),
///     month: "2018-03".to_owned(),
///     ..ReportRequest::default()
/// };
/// let keeping = Keeping { request: &request, lang: Lang::Da, writers: &[HTML], actor: "command line" };
/// let kept = keep(&store, &keeping)?;
/// println!("report {}", kept.report.id);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn keep(store: &Store, keeping: &Keeping<'_>) -> Result<KeptReport, ReportError> {
    let request = ReportRequest {
        viewer: Viewer::default(),
        ..keeping.request.clone()
    };
    let found = gather(store, &request)?;
    let written = Written::of(&found, keeping.lang, keeping.writers)?;
    written.keep(store, &found, keeping.actor)
}

/// A report with its files.
#[derive(Debug, Clone)]
pub struct Written {
    /// The report.
    pub report: Report,
    /// What it was written in, and what came of it.
    pub files: Vec<(Writer, Vec<u8>)>,
}

impl Written {
    /// The report of what was found, written in each format.
    ///
    /// # Errors
    /// As [`Report::of`]; a format cannot be written.
    pub fn of(found: &Findings, lang: Lang, writers: &[Writer]) -> Result<Self, ReportError> {
        let report = Report::of(found, lang)?;
        let mut files = Vec::new();
        for writer in writers {
            let content = (writer.write)(&report).map_err(|reason| ReportError::Unwritten {
                format: writer.format.ending,
                reason,
            })?;
            files.push((*writer, content));
        }
        Ok(Self { report, files })
    }

    /// Records it with its files.
    ///
    /// # Errors
    /// The store fails.
    pub fn keep(
        &self,
        store: &Store,
        found: &Findings,
        actor: &str,
    ) -> Result<KeptReport, ReportError> {
        let files = self.files.iter().map(|(writer, content)| NewFile {
            format: writer.format.ending,
            content,
        });
        let files: Vec<NewFile<'_>> = files.collect();
        let draft = ReportDraft {
            municipality: self.report.municipality,
            month: self.report.month,
            lang: self.report.lang.as_str(),
            revision: self.report.revision,
            release: found.release.as_ref().map(|one| one.id),
            reason: found.forced.as_ref().map(|(_, reason)| reason.as_str()),
            software: env!("CARGO_PKG_VERSION"),
            files: &files,
        };
        Ok(keep_report(store, &draft, actor)?)
    }
}
