//! Delimited text, streamed: memory does not grow with the file.

use std::path::Path;

use crate::described::{ColumnInfo, Described, Format, OpenOptions, Reader, Role};
use crate::encoding::{DecodedReader, Encoding, Sniffed};
use crate::error::ReadError;
use crate::issue::Explain;
use crate::text::{MAX_BATCH_ROWS, TextBatch};

mod guard;
mod header;

pub(crate) use guard::RecordGuard;
use header::{Dropped, Header};

/// Cells between two looks at the size of a batch in bytes.
const CELLS_BETWEEN_SIZE_CHECKS: usize = 1024;

/// A CSV file being read.
pub(crate) struct DelimitedReader {
    described: Described,
    name: String,
    csv: csv::Reader<RecordGuard<DecodedReader>>,
    record: csv::StringRecord,
    /// Line of `record`.
    line: u64,
    /// The first record was read ahead and is data.
    waiting: bool,
    n_fields: usize,
    /// Blank lines before `record` that are rows of one empty cell, and are still to be told.
    n_blank: u64,
    /// Whether blank lines are such rows: in a file of one column that may be one.
    tells_blank: bool,
    /// Per field of the file, whether it is left out.
    dropped: Vec<Option<Dropped>>,
    ended: bool,
}

/// Opens a CSV file: finds delimiter and column names, reads no rows yet.
pub(crate) fn open(
    path: &Path,
    name: &str,
    sniffed: &Sniffed,
    encoding: Encoding,
    options: &OpenOptions,
) -> Result<DelimitedReader, ReadError> {
    let head = head_text(sniffed, encoding);
    let declared = options.columns.as_deref();
    let delimiter = match options.delimiter {
        Some(delimiter) => delimiter,
        None => {
            let may_be_one = options.single_column;
            header::find_delimiter(&head, is_whole(sniffed), declared, may_be_one)
                .map_err(|p| p.refuse(name).at_line(1))?
        }
    };
    let delimiter_byte = delimiter_byte(delimiter, name)?;
    let stream = DecodedReader::open(path, name, sniffed, encoding)?;
    let guard = RecordGuard::new(
        stream,
        name,
        delimiter_byte,
        options.limits.max_record_bytes,
    );
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(delimiter_byte)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(64 * 1024)
        .from_reader(guard);
    let mut record = csv::StringRecord::new();
    let has_record = csv
        .read_record(&mut record)
        .map_err(|e| from_csv(name, e))?;
    let line = csv.get_mut().line_of_next_record();
    let header = header::read(has_record.then_some(&record), declared, name, line)?;
    let described = Described {
        format: Format::Csv,
        encoding,
        delimiter: Some(delimiter),
        decimal: None,
        table: None,
        title: None,
        unit: None,
        updated: None,
        language: None,
        columns: header.names.iter().map(|name| column(name)).collect(),
        notes: Vec::new(),
        symbols: std::collections::BTreeMap::new(),
        absent: options.absent(),
        warnings: header.warnings,
        sha256: sniffed.sha256.clone(),
        bytes: sniffed.bytes,
    };
    let Header {
        first_is_data,
        dropped,
        ..
    } = header;
    Ok(DelimitedReader {
        described,
        name: name.to_owned(),
        csv,
        record,
        line,
        waiting: first_is_data && has_record,
        n_fields: dropped.len(),
        n_blank: 0,
        tells_blank: options.single_column && dropped.len() == 1,
        dropped,
        ended: !has_record,
    })
}

/// The delimiter as a byte: an ASCII character that does not mean anything else.
pub(crate) fn delimiter_byte(delimiter: char, name: &str) -> Result<u8, ReadError> {
    match u8::try_from(delimiter) {
        Ok(byte) if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => Ok(byte),
        _ => Err(CsvProblem::Delimiter
            .refuse(name)
            .with_value(&delimiter.to_string())
            .into()),
    }
}

/// The start of the file as text, as far as it can be decoded.
pub(crate) fn head_text(sniffed: &Sniffed, encoding: Encoding) -> String {
    let head = sniffed
        .head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(&sniffed.head);
    match encoding.decode_single_byte(head) {
        Some(text) => text.into_owned(),
        None => head
            .utf8_chunks()
            .next()
            .map(|chunk| chunk.valid().to_owned())
            .unwrap_or_default(),
    }
}

/// True when the sniffed start is the whole file.
pub(crate) fn is_whole(sniffed: &Sniffed) -> bool {
    u64::try_from(sniffed.head.len()) == Ok(sniffed.bytes)
}

/// A column with the role that StatBank's own CSV gives by name: the last columns are TID and INDHOLD.
fn column(name: &str) -> ColumnInfo {
    let role = match name.to_lowercase().as_str() {
        "tid" | "time" => Some(Role::Time),
        "indhold" => Some(Role::Value),
        _ => None,
    };
    ColumnInfo {
        role,
        ..ColumnInfo::named(name)
    }
}

/// The error of the `csv` crate, or the issue that our own stream raised under it.
pub(crate) fn from_csv(name: &str, error: csv::Error) -> ReadError {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => ReadError::from_io(name, source),
        other => CsvProblem::Other {
            cause: format!("{other:?}"),
        }
        .refuse(name)
        .into(),
    }
}

impl DelimitedReader {
    /// Adds the present record to the batch.
    fn keep(&mut self, batch: &mut TextBatch) -> Result<(), ReadError> {
        if self.record.len() != self.n_fields {
            return Err(self.ragged());
        }
        let mut columns = batch.columns.iter_mut();
        for ((field, dropped), at) in self.record.iter().zip(&self.dropped).zip(1_usize..) {
            match dropped {
                None => {
                    if let Some(column) = columns.next() {
                        column.push(field);
                    }
                }
                Some(dropped) if dropped.allows(field) => {}
                Some(dropped) => {
                    let issue = CsvProblem::UnnamedColumn {
                        at,
                        dropped: *dropped,
                    }
                    .refuse(&self.name);
                    return Err(issue.at_line(self.line).with_value(field).into());
                }
            }
        }
        batch.lines.push(self.line);
        Ok(())
    }

    /// A row with too many or too few fields; the last line of a cut file is called that.
    fn ragged(&mut self) -> ReadError {
        let (expected, found) = (self.n_fields, self.record.len());
        let line = self.line;
        let value = self
            .record
            .iter()
            .collect::<Vec<_>>()
            .join(&self.described.delimiter.unwrap_or(';').to_string());
        let is_last = matches!(self.csv.read_record(&mut self.record), Ok(false));
        let problem = if is_last && found < expected && !self.csv.get_ref().ends_with_line_break() {
            CsvProblem::Truncated { expected, found }
        } else {
            CsvProblem::Ragged { expected, found }
        };
        problem
            .refuse(&self.name)
            .at_line(line)
            .with_value(&value)
            .into()
    }

    /// Reads the next record, and counts the blank lines before it where they are told; false at the end.
    fn read(&mut self) -> Result<bool, ReadError> {
        // Where the next record stands if no line is blank: a field may hold line breaks.
        let next = self.line + 1 + self.record.iter().map(line_breaks).sum::<u64>();
        let has_record = self
            .csv
            .read_record(&mut self.record)
            .map_err(|e| from_csv(&self.name, e))?;
        if has_record {
            self.line = self.csv.get_mut().line_of_next_record();
            if self.tells_blank {
                self.n_blank = self.line.saturating_sub(next);
            }
        }
        Ok(has_record)
    }

    /// Adds a blank line, which stands so many lines before the present record.
    fn keep_blank(&self, batch: &mut TextBatch) {
        if let Some(column) = batch.columns.first_mut() {
            column.push("");
        }
        batch.lines.push(self.line.saturating_sub(self.n_blank));
    }

    fn end(&mut self) {
        self.ended = true;
        if !self.csv.get_ref().ends_with_line_break() {
            let line = self.csv.get_ref().line();
            self.described
                .warnings
                .push(CsvProblem::LastLineUnended.warn(&self.name).at_line(line));
        }
    }
}

/// Line ends within a text: `\r\n` is one, and so is either alone.
fn line_breaks(text: &str) -> u64 {
    let mut breaks = 0;
    let mut before = None;
    for byte in text.bytes() {
        let ends = byte == b'\r' || (byte == b'\n' && before != Some(b'\r'));
        breaks += u64::from(ends);
        before = Some(byte);
    }
    breaks
}

impl Reader for DelimitedReader {
    fn described(&self) -> &Described {
        &self.described
    }

    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError> {
        let n_columns = self.described.columns.len();
        let mut batch = TextBatch::with_columns(n_columns);
        let check_every = (CELLS_BETWEEN_SIZE_CHECKS / n_columns.max(1)).max(1);
        if self.waiting {
            self.waiting = false;
            self.keep(&mut batch)?;
        }
        while !self.ended {
            if self.n_blank > 0 {
                self.n_blank -= 1;
            } else if !self.read()? {
                self.end();
                break;
            }
            match self.n_blank {
                0 => self.keep(&mut batch)?,
                _ => self.keep_blank(&mut batch),
            }
            let n = batch.len();
            if n >= MAX_BATCH_ROWS || (n.is_multiple_of(check_every) && batch.is_full()) {
                break;
            }
        }
        Ok((!batch.is_empty()).then_some(batch))
    }
}

/// What can be wrong with delimited text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CsvProblem {
    #[error("expected {expected} fields as in the header, found {found}")]
    Ragged { expected: usize, found: usize },
    #[error("the file ends in the middle of a row: expected {expected} fields, found {found}")]
    Truncated { expected: usize, found: usize },
    #[error("the last line has no line break; if the file was cut there, its last value is wrong")]
    LastLineUnended,
    #[error("the quote opened here is never closed; the file is cut or a quote is missing")]
    UnterminatedQuote,
    #[error(
        "the quote opened here is closed on line {closed} by one that is not followed by the delimiter or the end of the line; a quote inside a field is written twice"
    )]
    StrayQuote { closed: u64 },
    #[error("a record of more than {limit} bytes; expected a delimited text file")]
    RecordTooLong { limit: u64 },
    #[error(
        "cannot tell whether fields are separated by `;`, `,` or tab; declare it with --delimiter"
    )]
    DelimiterUnclear,
    #[error("the delimiter must be one ASCII character other than a quote or a line break")]
    Delimiter,
    #[error("the file has no header line")]
    NoHeader,
    #[error("the first line holds a number, so it is no header; declare the names with --columns")]
    HeaderIsData,
    #[error("{declared} columns are declared, the file has {found}")]
    DeclaredCount { declared: usize, found: usize },
    #[error("the first line repeats the declared column names and was skipped as header")]
    DeclaredHeaderSkipped,
    #[error("two columns have the same name")]
    DuplicateColumn,
    #[error("column {at} has no name; expected a name for every column that has content")]
    NamelessColumn { at: usize },
    #[error("column {at} has no name and was read as {}, but holds something else; name it or remove it", dropped.english())]
    UnnamedColumn { at: usize, dropped: Dropped },
    #[error("column {at} has no name and was ignored as {}", dropped.english())]
    ColumnIgnored { at: usize, dropped: Dropped },
    #[error("cannot be read as delimited text: {cause}")]
    Other { cause: String },
}

impl Explain for CsvProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Ragged { .. } => "csv.ragged_row",
            Self::Truncated { .. } => "csv.truncated",
            Self::LastLineUnended => "csv.last_line_unended",
            Self::UnterminatedQuote => "csv.unterminated_quote",
            Self::StrayQuote { .. } => "csv.stray_quote",
            Self::RecordTooLong { .. } => "csv.record_too_long",
            Self::DelimiterUnclear => "csv.delimiter_unclear",
            Self::Delimiter => "csv.delimiter",
            Self::NoHeader => "csv.no_header",
            Self::HeaderIsData => "csv.header_is_data",
            Self::DeclaredCount { .. } => "csv.declared_count",
            Self::DeclaredHeaderSkipped => "csv.declared_header_skipped",
            Self::DuplicateColumn => "csv.duplicate_column",
            Self::NamelessColumn { .. } => "csv.nameless_column",
            Self::UnnamedColumn { .. } => "csv.unnamed_column",
            Self::ColumnIgnored { .. } => "csv.column_ignored",
            Self::Other { .. } => "csv.unreadable",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Ragged { expected, found } => format!("forventede {expected} felter som i overskriften, fandt {found}"),
            Self::Truncated { expected, found } => {
                format!("filen slutter midt i en række: forventede {expected} felter, fandt {found}")
            }
            Self::LastLineUnended => {
                "sidste linje har intet linjeskift; hvis filen er afkortet der, er dens sidste værdi forkert".into()
            }
            Self::UnterminatedQuote => {
                "anførselstegnet, der åbnes her, lukkes aldrig; filen er afkortet, eller et anførselstegn mangler".into()
            }
            Self::StrayQuote { closed } => format!("anførselstegnet, der åbnes her, lukkes på linje {closed} af et, der ikke følges af skilletegnet eller linjens slutning; et anførselstegn inde i et felt skrives to gange"),
            Self::RecordTooLong { limit } => {
                format!("en række på mere end {limit} byte; forventede en tekstfil med skilletegn")
            }
            Self::DelimiterUnclear => {
                "det kan ikke afgøres, om felterne skilles af `;`, `,` eller tabulator; angiv det med --delimiter".into()
            }
            Self::Delimiter => "skilletegnet skal være ét ASCII-tegn, dog ikke anførselstegn eller linjeskift".into(),
            Self::NoHeader => "filen har ingen overskriftslinje".into(),
            Self::HeaderIsData => {
                "første linje indeholder et tal og er derfor ingen overskrift; angiv navnene med --columns".into()
            }
            Self::DeclaredCount { declared, found } => format!("{declared} kolonner er angivet, filen har {found}"),
            Self::DeclaredHeaderSkipped => {
                "første linje gentager de angivne kolonnenavne og er sprunget over som overskrift".into()
            }
            Self::DuplicateColumn => "to kolonner har samme navn".into(),
            Self::NamelessColumn { at } => {
                format!("kolonne {at} har intet navn; forventede et navn til hver kolonne med indhold")
            }
            Self::UnnamedColumn { at, dropped } => format!(
                "kolonne {at} har intet navn og blev læst som {}, men indeholder andet; giv den et navn, eller fjern den",
                dropped.danish()
            ),
            Self::ColumnIgnored { at, dropped } => {
                format!("kolonne {at} har intet navn og er udeladt som {}", dropped.danish())
            }
            Self::Other { cause } => format!("kan ikke læses som tekst med skilletegn: {cause}"),
        }
    }
}

#[cfg(test)]
mod tests;
