//! Delimiter and column names of delimited text.

use std::collections::HashSet;

use super::CsvProblem;
use crate::error::ReadError;
use crate::issue::{Explain, RowIssue};

/// Records looked at to find the delimiter.
const SAMPLE_RECORDS: usize = 50;

const CANDIDATES: [char; 3] = [';', ',', '\t'];

/// Why a column without a name is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dropped {
    /// The row numbers that pandas writes first.
    RowNumbers,
    /// The empty column after a delimiter at the end of the line.
    Empty,
}

impl Dropped {
    /// Whether the field is what such a column holds.
    pub(super) fn allows(self, field: &str) -> bool {
        match self {
            Self::RowNumbers => !field.is_empty() && field.bytes().all(|b| b.is_ascii_digit()),
            Self::Empty => field.trim().is_empty(),
        }
    }

    pub(super) fn english(self) -> &'static str {
        match self {
            Self::RowNumbers => "row numbers",
            Self::Empty => "an empty column",
        }
    }

    pub(super) fn danish(self) -> &'static str {
        match self {
            Self::RowNumbers => "rækkenumre",
            Self::Empty => "en tom kolonne",
        }
    }
}

/// The columns of a file.
pub(super) struct Header {
    /// Names of the columns that are kept.
    pub(super) names: Vec<String>,
    /// One entry per field of a row.
    pub(super) dropped: Vec<Option<Dropped>>,
    /// Whether the first record is a row.
    pub(super) first_is_data: bool,
    pub(super) warnings: Vec<RowIssue>,
}

/// The delimiter that gives every record of the sample the same number of fields, at least two; any where a file may be, or is
/// declared as, a single column and its first record has none.
pub(super) fn find_delimiter(
    head: &str,
    whole: bool,
    declared: Option<&[String]>,
    single_column: bool,
) -> Result<char, CsvProblem> {
    let mut fitting = Vec::new();
    let mut in_first = Vec::new();
    for candidate in CANDIDATES {
        let counts = field_counts(head, whole, candidate);
        let Some(&first) = counts.first() else {
            continue;
        };
        if first < 2 {
            continue;
        }
        in_first.push(candidate);
        let as_declared = declared.is_none_or(|columns| columns.len() == first);
        if as_declared && counts.iter().all(|&n| n == first) {
            fitting.push(candidate);
        }
    }
    match (fitting.as_slice(), in_first.as_slice()) {
        ([one], _) => Ok(*one),
        // Rows of different lengths: the error that names the line is more use than this one.
        ([], [one]) => Ok(*one),
        // A single column, if that is what is declared, or may be.
        ([], []) if declared.map_or(single_column, |columns| columns.len() == 1) => Ok(';'),
        _ => Err(CsvProblem::DelimiterUnclear),
    }
}

fn field_counts(head: &str, whole: bool, delimiter: char) -> Vec<usize> {
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b';'))
        .has_headers(false)
        .flexible(true)
        .from_reader(head.as_bytes());
    let mut counts: Vec<usize> = csv
        .byte_records()
        .map_while(Result::ok)
        .take(SAMPLE_RECORDS)
        .map(|r| r.len())
        .collect();
    // The last record of the sample may be cut.
    if !whole && counts.len() > 1 && counts.len() < SAMPLE_RECORDS {
        counts.pop();
    }
    counts
}

/// The columns, from the first record or as declared.
pub(super) fn read(
    first: Option<&csv::StringRecord>,
    declared: Option<&[String]>,
    name: &str,
    line: u64,
) -> Result<Header, ReadError> {
    match declared {
        Some(declared) => as_declared(first, declared, name, line),
        None => from_first(
            first.ok_or_else(|| CsvProblem::NoHeader.refuse(name))?,
            name,
            line,
        ),
    }
}

fn as_declared(
    first: Option<&csv::StringRecord>,
    declared: &[String],
    name: &str,
    line: u64,
) -> Result<Header, ReadError> {
    check_unique(declared.iter().map(String::as_str), name, line)?;
    let mut header = Header {
        names: declared.to_vec(),
        dropped: vec![None; declared.len()],
        first_is_data: true,
        warnings: Vec::new(),
    };
    let Some(first) = first else {
        return Ok(header);
    };
    if first.len() != declared.len() {
        let problem = CsvProblem::DeclaredCount {
            declared: declared.len(),
            found: first.len(),
        };
        return Err(problem.refuse(name).at_line(line).into());
    }
    if first
        .iter()
        .zip(declared)
        .all(|(field, column)| field.trim().to_lowercase() == column.trim().to_lowercase())
    {
        header.first_is_data = false;
        header
            .warnings
            .push(CsvProblem::DeclaredHeaderSkipped.warn(name).at_line(line));
    }
    Ok(header)
}

fn from_first(first: &csv::StringRecord, name: &str, line: u64) -> Result<Header, ReadError> {
    let fields: Vec<&str> = first.iter().map(str::trim).collect();
    if let Some(field) = fields.iter().find(|field| is_data(field)) {
        return Err(CsvProblem::HeaderIsData
            .refuse(name)
            .at_line(line)
            .with_value(field)
            .into());
    }
    check_unique(
        fields.iter().copied().filter(|field| !field.is_empty()),
        name,
        line,
    )?;
    let n_named = fields
        .iter()
        .rposition(|field| !field.is_empty())
        .map_or(0, |last| last + 1);
    let mut header = Header {
        names: Vec::new(),
        dropped: Vec::new(),
        first_is_data: false,
        warnings: Vec::new(),
    };
    for (i, field) in fields.iter().enumerate() {
        let dropped = match *field {
            "" | "Unnamed: 0" if i == 0 && n_named > 1 => Some(Dropped::RowNumbers),
            "" if i >= n_named && i > 0 => Some(Dropped::Empty),
            "" => {
                return Err(CsvProblem::NamelessColumn { at: i + 1 }
                    .refuse(name)
                    .at_line(line)
                    .into());
            }
            named => {
                header.names.push(named.to_owned());
                None
            }
        };
        if let Some(dropped) = dropped {
            header.warnings.push(
                CsvProblem::ColumnIgnored { at: i + 1, dropped }
                    .warn(name)
                    .at_line(line),
            );
        }
        header.dropped.push(dropped);
    }
    Ok(header)
}

/// A number other than a year: a header has none, the first row of a file without header has.
fn is_data(field: &str) -> bool {
    let unsigned = field.strip_prefix('-').unwrap_or(field);
    let is_number = unsigned.starts_with(|c: char| c.is_ascii_digit())
        && unsigned
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
    let is_year = field.len() == 4
        && field
            .parse::<u16>()
            .is_ok_and(|year| (1900..2200).contains(&year));
    is_number && !is_year
}

fn check_unique<'a>(
    names: impl Iterator<Item = &'a str>,
    file: &str,
    line: u64,
) -> Result<(), ReadError> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name.to_lowercase()) {
            return Err(CsvProblem::DuplicateColumn
                .refuse(file)
                .at_line(line)
                .in_column(name)
                .into());
        }
    }
    Ok(())
}
