//! Copies an answer while proving that it is whole and holds nothing but what was asked for.

use std::collections::HashSet;
use std::io::{self, BufRead, Read, Write};

use super::plan::{Format, PlannedRequest};
use super::service::{MAX_ERROR_BODY_BYTES, ServiceError};
use super::table_info::same_code;

/// The longest line an answer may have: codes and one number take a few dozen bytes.
const MAX_LINE_BYTES: usize = 16 * 1024;
/// Progress is told about this often.
const PROGRESS_BYTES: u64 = 1024 * 1024;
/// The most characters of foreign text that an error repeats.
const MAX_EXCERPT_CHARS: usize = 80;

/// Why an answer with figures was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The connection broke, or ended before the announced length.
    #[error("the answer broke off")]
    Broken(#[source] io::Error),
    /// The answer could not be written.
    #[error("failed to write the answer")]
    Write(#[source] io::Error),
    /// The answer is longer than allowed.
    #[error("the answer is longer than {limit} bytes")]
    TooLong {
        /// The most bytes allowed.
        limit: u64,
    },
    /// The answer is an error document, although it was sent as a success.
    #[error(transparent)]
    Service(ServiceError),
    /// The content type is not that of text with semicolons in UTF-8.
    #[error("the answer is of type `{found}`, not CSV in UTF-8")]
    ContentType {
        /// The content type, as sent.
        found: String,
    },
    /// The first line does not name the variables asked for and one column of numbers after them.
    #[error("the answer has the columns {found}, expected {}", expected.join(";"))]
    Header {
        /// The variables asked for.
        expected: Vec<String>,
        /// The first line.
        found: String,
    },
    /// A line is not UTF-8.
    #[error("line {line} of the answer is not UTF-8")]
    NotUtf8 {
        /// The line, counted from 1.
        line: u64,
    },
    /// A line is too long to be a row.
    #[error("line {line} of the answer is longer than {limit} bytes")]
    LineTooLong {
        /// The line, counted from 1.
        line: u64,
        /// The most bytes a row may have.
        limit: usize,
    },
    /// A row has too many or too few columns.
    #[error("line {line} of the answer has {found} columns, expected {expected}: {excerpt}")]
    Columns {
        /// The line, counted from 1.
        line: u64,
        /// The columns of the heading.
        expected: usize,
        /// The columns of the row.
        found: usize,
        /// The beginning of the row.
        excerpt: String,
    },
    /// A row holds a code that was not asked for.
    #[error(
        "line {line} of the answer has `{value}` in column `{column}`, which was not asked for"
    )]
    NotAskedFor {
        /// The line, counted from 1.
        line: u64,
        /// The variable.
        column: String,
        /// The code.
        value: String,
    },
    /// There are more rows than combinations asked for.
    #[error("the answer has more than the {expected} rows asked for")]
    TooManyRows {
        /// The combinations asked for.
        expected: u64,
    },
    /// Rows are absent in a format that sends every combination.
    #[error("the answer has {found} of {expected} rows")]
    TooFewRows {
        /// The combinations asked for.
        expected: u64,
        /// The rows received.
        found: u64,
    },
    /// The answer does not end with a line break, and nothing else proves that it is whole.
    #[error("the answer breaks off in line {line}")]
    Truncated {
        /// The last line, counted from 1.
        line: u64,
    },
    /// Rows are absent and nothing in the transfer proves that the end was reached; absent rows would be read as zeros.
    #[error("the transfer does not show whether the answer is whole after {rows} rows")]
    EndNotProven {
        /// The rows received.
        rows: u64,
    },
}

impl AnswerError {
    /// Whether the same request may well succeed when it is made again.
    pub(crate) fn is_passing(&self) -> bool {
        matches!(
            self,
            AnswerError::Broken(_)
                | AnswerError::TooFewRows { .. }
                | AnswerError::Truncated { .. }
                | AnswerError::EndNotProven { .. }
        )
    }
}

/// What a request's answer must hold.
pub(crate) struct Expected<'a> {
    table: &'a str,
    variables: Vec<ExpectedVariable<'a>>,
    rows: u64,
    every_row: bool,
}

struct ExpectedVariable<'a> {
    id: &'a str,
    text: &'a str,
    codes: HashSet<&'a str>,
}

/// What was copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Copied {
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
}

impl<'a> Expected<'a> {
    pub(crate) fn of(request: PlannedRequest<'a>, table: &'a str, format: Format) -> Expected<'a> {
        let variables = request
            .variables()
            .map(|(variable, values)| ExpectedVariable {
                id: &variable.id,
                text: &variable.text,
                codes: values.iter().map(|value| value.id.as_str()).collect(),
            })
            .collect();
        // A CSV answer is a full table: zeros and unknowns have rows of their own.
        Expected {
            table,
            variables,
            rows: request.rows(),
            every_row: format == Format::Csv,
        }
    }

    /// Copies an answer from `input` to `out`, byte by byte as it came.
    ///
    /// `end_proven` says that the transfer itself shows where the answer ends (a length or a last chunk).
    pub(crate) fn copy(
        &self,
        input: &mut impl BufRead,
        out: &mut impl Write,
        end_proven: bool,
        max_bytes: u64,
        progress: &mut dyn FnMut(Copied),
    ) -> Result<Copied, AnswerError> {
        let mut copied = Copied { bytes: 0, rows: 0 };
        let mut told: u64 = 0;
        let mut columns: Option<Vec<&ExpectedVariable<'a>>> = None;
        let mut line_bytes = Vec::new();
        let mut line: u64 = 0;
        loop {
            line_bytes.clear();
            line += 1;
            let limit = u64::try_from(MAX_LINE_BYTES).unwrap_or(u64::MAX);
            let n = input
                .take(limit)
                .read_until(b'\n', &mut line_bytes)
                .map_err(AnswerError::Broken)?;
            if n == 0 {
                break;
            }
            copied.bytes = copied
                .bytes
                .saturating_add(u64::try_from(n).unwrap_or(u64::MAX));
            if copied.bytes > max_bytes {
                return Err(AnswerError::TooLong { limit: max_bytes });
            }
            let ends = line_bytes.ends_with(b"\n");
            match &columns {
                None => {
                    if let Some(error) = self.error_document(&line_bytes, input) {
                        return Err(error);
                    }
                    columns = Some(self.header(&line_bytes, line)?);
                    // A heading alone is whole only if a line break follows: what came after it may be lost.
                    if !ends {
                        return Err(AnswerError::Truncated { line });
                    }
                }
                Some(_) if n == MAX_LINE_BYTES && !ends => {
                    return Err(AnswerError::LineTooLong {
                        line,
                        limit: MAX_LINE_BYTES,
                    });
                }
                Some(columns) => {
                    let text = text_of(&line_bytes, line)?;
                    if !text.is_empty() {
                        // Answers saved by others lack the last line break now and then. It may be absent only where
                        // the transfer proves the end and every combination has its row.
                        let whole = end_proven && copied.rows + 1 == self.rows;
                        if !ends && !whole {
                            return Err(AnswerError::Truncated { line });
                        }
                        self.row(text, columns, line)?;
                        copied.rows += 1;
                        if copied.rows > self.rows {
                            return Err(AnswerError::TooManyRows {
                                expected: self.rows,
                            });
                        }
                    }
                }
            }
            out.write_all(&line_bytes).map_err(AnswerError::Write)?;
            if copied.bytes - told >= PROGRESS_BYTES {
                told = copied.bytes;
                progress(copied);
            }
        }
        if columns.is_none() {
            return Err(AnswerError::Truncated { line: 1 });
        }
        if copied.rows < self.rows && self.every_row {
            return Err(AnswerError::TooFewRows {
                expected: self.rows,
                found: copied.rows,
            });
        }
        if copied.rows < self.rows && !end_proven {
            return Err(AnswerError::EndNotProven { rows: copied.rows });
        }
        progress(copied);
        Ok(copied)
    }

    /// The error that an answer beginning with `{` states, read to its end but not without bound.
    fn error_document(&self, first_line: &[u8], rest: &mut impl Read) -> Option<AnswerError> {
        let without_mark = first_line
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(first_line);
        if !without_mark.trim_ascii_start().starts_with(b"{") {
            return None;
        }
        let mut body = first_line.to_vec();
        if let Err(error) = rest.take(MAX_ERROR_BODY_BYTES).read_to_end(&mut body) {
            return Some(AnswerError::Broken(error));
        }
        ServiceError::parse(&String::from_utf8_lossy(&body), self.table).map(AnswerError::Service)
    }

    /// The variable of each column, in the order of the heading; the last column holds the numbers and is none.
    ///
    /// Headings seen are codes in capitals (`TID` for `Tid`); a variable's name would be as clear.
    fn header(&self, bytes: &[u8], line: u64) -> Result<Vec<&ExpectedVariable<'a>>, AnswerError> {
        let text = text_of(bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes), line)?;
        let wrong = || AnswerError::Header {
            expected: self
                .variables
                .iter()
                .map(|variable| variable.id.to_owned())
                .chain(["INDHOLD".to_owned()])
                .collect(),
            found: excerpt(text),
        };
        let find = |name: &str| {
            let by_code = self.variables.iter().find(|v| same_code(v.id, name));
            by_code.or_else(|| self.variables.iter().find(|v| same_code(v.text, name)))
        };
        let names: Vec<&str> = text.split(';').map(unquoted).collect();
        let Some((value, names)) = names.split_last() else {
            return Err(wrong());
        };
        let mut columns = Vec::with_capacity(names.len());
        let mut seen = HashSet::new();
        for name in names {
            match find(name) {
                Some(variable) if seen.insert(variable.id) => columns.push(variable),
                _ => return Err(wrong()),
            }
        }
        if columns.len() != self.variables.len() || find(value).is_some() {
            return Err(wrong());
        }
        Ok(columns)
    }

    fn row(
        &self,
        text: &str,
        columns: &[&ExpectedVariable<'_>],
        line: u64,
    ) -> Result<(), AnswerError> {
        let expected = columns.len() + 1;
        let found = text.split(';').count();
        if found != expected {
            return Err(AnswerError::Columns {
                line,
                expected,
                found,
                excerpt: excerpt(text),
            });
        }
        for (cell, variable) in text.split(';').zip(columns) {
            let code = unquoted(cell);
            if !variable.codes.contains(code) {
                return Err(AnswerError::NotAskedFor {
                    line,
                    column: variable.id.to_owned(),
                    value: excerpt(code),
                });
            }
        }
        Ok(())
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A line as text, without its line break.
fn text_of(bytes: &[u8], line: u64) -> Result<&str, AnswerError> {
    let text = std::str::from_utf8(bytes).map_err(|_| AnswerError::NotUtf8 { line })?;
    Ok(text.trim_end_matches(['\n', '\r']))
}

fn unquoted(cell: &str) -> &str {
    let cell = cell.trim();
    cell.strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(cell)
}

/// The beginning of a foreign text, fit for a message: one line, no control characters.
pub(crate) fn excerpt(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(MAX_EXCERPT_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(MAX_EXCERPT_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests;
