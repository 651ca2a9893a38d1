//! Why a file was not read.

use std::io;

use crate::issue::{Explain, RowIssue};

/// A file that could not be read: the machine's fault or the file's.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be opened or read.
    #[error("read file `{file}`")]
    Io {
        /// The file as the caller named it.
        file: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The content is not what it should be.
    #[error("{0}")]
    Refused(Box<RowIssue>),
}

impl ReadError {
    /// The issue to show, with file, line, column, value and both languages.
    #[must_use]
    pub fn to_issue(&self) -> RowIssue {
        match self {
            Self::Refused(issue) => (**issue).clone(),
            Self::Io { file, source } => FileProblem::Unreadable {
                cause: source.to_string(),
            }
            .refuse(file),
        }
    }

    /// The error for a failed read; gives back the issue when one of our own readers raised it.
    pub(crate) fn from_io(file: &str, source: io::Error) -> Self {
        match source.downcast::<RefusedStream>() {
            Ok(refused) => Self::Refused(refused.0),
            Err(source) => Self::Io {
                file: file.to_owned(),
                source,
            },
        }
    }
}

impl From<RowIssue> for ReadError {
    fn from(issue: RowIssue) -> Self {
        Self::Refused(Box::new(issue))
    }
}

/// Carries an issue through `std::io::Read`.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct RefusedStream(pub(crate) Box<RowIssue>);

impl RefusedStream {
    /// The issue as an error of `std::io`.
    pub(crate) fn into_io(issue: RowIssue) -> io::Error {
        io::Error::other(Self(Box::new(issue)))
    }
}

/// What can be wrong with a file as a whole.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileProblem {
    #[error("the file could not be read: {cause}")]
    Unreadable { cause: String },
    #[error("this is not a file")]
    NotAFile,
    #[error("the file is empty")]
    Empty,
    #[error("the file changed while it was read; try again when it is no longer being written")]
    Changed,
    #[error(
        "the file is {bytes} bytes; {format} files above {limit} bytes are not read into memory; split the file or fetch it as BULK or CSV"
    )]
    TooLarge {
        format: &'static str,
        bytes: u64,
        limit: u64,
    },
    #[error("the table has {found} dimensions; at most {limit} are read")]
    TooManyDimensions { found: usize, limit: usize },
    #[error(
        "the file has {cells} cells; at most {limit} are read; split the file or fetch it as BULK or CSV"
    )]
    TooManyCells { cells: String, limit: u64 },
    #[error("this is {found}; expected CSV, PX, JSON-stat, XLSX or a report from noegletal.dk")]
    UnreadableKind {
        found: &'static str,
        found_da: &'static str,
    },
}

impl Explain for FileProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "file.unreadable",
            Self::NotAFile => "file.not_a_file",
            Self::Empty => "file.empty",
            Self::Changed => "file.changed",
            Self::TooLarge { .. } => "file.too_large",
            Self::TooManyDimensions { .. } => "file.too_many_dimensions",
            Self::TooManyCells { .. } => "file.too_many_cells",
            Self::UnreadableKind { .. } => "format.not_read",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Unreadable { cause } => format!("filen kunne ikke læses: {cause}"),
            Self::NotAFile => "dette er ikke en fil".into(),
            Self::Empty => "filen er tom".into(),
            Self::Changed => "filen blev ændret, mens den blev læst; prøv igen, når der ikke længere skrives i den".into(),
            Self::TooLarge { format, bytes, limit } => format!(
                "filen fylder {bytes} byte; {format}-filer over {limit} byte læses ikke ind i hukommelsen; del filen, eller hent den som BULK eller CSV"
            ),
            Self::TooManyDimensions { found, limit } => {
                format!("tabellen har {found} dimensioner; der læses højst {limit}")
            }
            Self::TooManyCells { cells, limit } => format!(
                "filen har {cells} celler; der læses højst {limit}; del filen, eller hent den som BULK eller CSV"
            ),
            Self::UnreadableKind { found_da, .. } => format!(
                "dette er {found_da}; forventede CSV, PX, JSON-stat, XLSX eller en rapport fra noegletal.dk"
            ),
        }
    }
}
