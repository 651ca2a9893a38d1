//! What a file says about itself, and how it is opened.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use pejl_domain::cover::Absent;
use pejl_domain::lang::Lang;

use crate::encoding::Encoding;
use crate::error::ReadError;
use crate::issue::RowIssue;
use crate::text::TextBatch;

/// Name of the value column of the formats that have no name for it (PX, JSON-stat, XLSX, noegletal.dk).
pub const VALUE_COLUMN: &str = "INDHOLD";

/// Name of the status column, present when a JSON-stat file has `status`.
pub const STATUS_COLUMN: &str = "STATUS";

/// A file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Delimited text.
    Csv,
    /// PC-Axis.
    Px,
    /// JSON-stat 1.x or 2.0.
    JsonStat,
    /// Excel download from StatBank.
    Xlsx,
    /// Report exported from noegletal.dk.
    Noegletal,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Csv,
        Self::Px,
        Self::JsonStat,
        Self::Xlsx,
        Self::Noegletal,
    ];

    /// Its name on the command line: `csv`, `px`, `json-stat`, `xlsx`, `noegletal`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Px => "px",
            Self::JsonStat => "json-stat",
            Self::Xlsx => "xlsx",
            Self::Noegletal => "noegletal",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown format `{0}`; known are csv, px, json-stat, xlsx, noegletal")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|format| format.as_str() == text)
            .ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// What a column is for, as far as the format itself says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A dimension other than time.
    Dimension,
    /// The time dimension.
    Time,
    /// The values.
    Value,
    /// A mark on the value of the same row.
    Status,
}

/// One column of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInfo {
    /// Name as in the file: header cell, PX variable code (else variable name), JSON-stat dimension id.
    pub name: String,
    /// A second, readable name when the file has both.
    pub label: Option<String>,
    /// Code → label of the members, when the file has both; the rows then hold the code.
    pub members: Option<BTreeMap<String, String>>,
    /// Member (as in the rows) → unit, when the unit depends on a member of this column
    /// (PX `CONTVARIABLE`, JSON-stat `category.unit`).
    pub units: Option<BTreeMap<String, String>>,
    /// What the column is for, when the format says so.
    pub role: Option<Role>,
}

impl ColumnInfo {
    /// A column of which only the name is known.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: None,
            members: None,
            units: None,
            role: None,
        }
    }

    /// The same column with a role.
    #[must_use]
    pub fn with_role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }
}

/// A file as it describes itself. What it does not say is None; nothing is guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// How the file was read.
    pub format: Format,
    /// Character set the text was decoded from.
    pub encoding: Encoding,
    /// Field delimiter, for CSV and noegletal.dk.
    pub delimiter: Option<char>,
    /// Decimal separator, where the format fixes it (PX, JSON-stat and XLSX `.`, noegletal.dk `,`); None for CSV.
    pub decimal: Option<char>,
    /// Table id (PX `TABLEID` or `MATRIX`, XLSX sheet name), as written.
    pub table: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Unit of all values; None when not stated or when it depends on a member (see [`ColumnInfo::units`]).
    pub unit: Option<String>,
    /// Time of last update, as written.
    pub updated: Option<String>,
    /// Language of the texts, when the file states Danish or English.
    pub language: Option<Lang>,
    /// The columns of every batch, in order. Dimensions first, then value, then status.
    pub columns: Vec<ColumnInfo>,
    /// Footnotes, legend, source, signature: texts for people.
    pub notes: Vec<String>,
    /// Declared meaning of symbols that stand in value cells (PX `DATASYMBOL`, the legend of noegletal.dk).
    pub symbols: BTreeMap<String, String>,
    /// What a combination means that has no row.
    pub absent: Absent,
    /// What a person should know. Complete only after `next_batch` returned `None`.
    pub warnings: Vec<RowIssue>,
    /// SHA-256 of the file's bytes, lower-case hex.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl Described {
    /// A file of which nothing is known but its format, its encoding and its bytes.
    #[must_use]
    pub const fn bare(format: Format, encoding: Encoding, sha256: String, bytes: u64) -> Self {
        Self {
            format,
            encoding,
            delimiter: None,
            decimal: None,
            table: None,
            title: None,
            unit: None,
            updated: None,
            language: None,
            columns: Vec::new(),
            notes: Vec::new(),
            symbols: BTreeMap::new(),
            absent: Absent::Missing,
            warnings: Vec::new(),
            sha256,
            bytes,
        }
    }

    /// Position of the first column with a role.
    #[must_use]
    pub fn position_of(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == Some(role))
    }
}

/// An opened file: what it says about itself, then its rows in batches. It may move to another thread.
pub trait Reader: Send {
    /// What the file says about itself.
    fn described(&self) -> &Described;

    /// The next rows, or None at the end. A batch is never empty and has one column per
    /// `described().columns`.
    ///
    /// # Errors
    /// When the file cannot be read on; nothing that was read from the file should then be kept.
    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError>;
}

/// Limits that keep a bad file from using up the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest PX, JSON-stat, noegletal.dk or XLSX file, in bytes; for XLSX also the unpacked size of its parts.
    pub max_document_bytes: u64,
    /// Largest number of cells in a PX, JSON-stat or XLSX file.
    pub max_cells: u64,
    /// Longest CSV record, in bytes.
    pub max_record_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_document_bytes: 64 * 1024 * 1024,
            max_cells: 5_000_000,
            max_record_bytes: 1024 * 1024,
        }
    }
}

/// What the user declares about a file; everything is optional.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpenOptions {
    /// How to call the file in issues; the path as given when None.
    pub name: Option<String>,
    /// Column names of a CSV file without header, or of the label columns and the heading of an XLSX file.
    pub columns: Option<Vec<String>>,
    /// Character set.
    pub encoding: Option<Encoding>,
    /// CSV delimiter.
    pub delimiter: Option<char>,
    /// A CSV file without any delimiter in its first line is a single column, and not one whose delimiter is unclear.
    /// A blank line before a row of such a column is a row too, whose cell is empty.
    pub single_column: bool,
    /// Format, when it should not be recognised by content.
    pub format: Option<Format>,
    /// Which dataset of a JSON-stat bundle or collection, or which sheet of a workbook.
    pub part: Option<String>,
    /// Texts of which language to use, where a PX file has several; its main language when None.
    pub language: Option<Lang>,
    /// The file is a BULK answer: a combination without a row is zero.
    pub bulk: bool,
    /// Limits.
    pub limits: Limits,
}

impl OpenOptions {
    /// What an absent combination means in a file that does not itself say so.
    pub(crate) fn absent(&self) -> Absent {
        if self.bulk {
            Absent::Zero
        } else {
            Absent::Missing
        }
    }
}
