//! Columns of numbers of any file, for whoever wants to check our statistics against their own.

mod rows;
mod times;

use std::path::Path;

use pejl_ingest::number::{NumberFormat, parse_number};
use pejl_ingest::{Message, OpenOptions, ReadError, RowIssue, open};

use crate::error::AppError;

pub use rows::Group;
pub use times::{Times, Unread};

/// Most rows of a file that is analysed: it is held in memory.
pub const ROWS_MAX: usize = 1_000_000;

/// The columns of a file, as text until they are asked for.
#[derive(Debug)]
pub struct Columns {
    file: String,
    format: NumberFormat,
    lines: Vec<u64>,
    /// Name and cells of each, in the order of the file.
    columns: Vec<(String, Vec<String>)>,
}

impl Columns {
    /// Reads a file of any format that imports know, with its decimal sign, `.` or `,`, and its delimiter if it is a text and that
    /// is not to be recognised. A text without any delimiter in its first line is a single column.
    ///
    /// # Errors
    /// [`AppError::Refused`] where it cannot be read as a table, or has more than [`ROWS_MAX`] rows; [`AppError::File`] where it
    /// cannot be opened.
    pub fn read(path: &Path, decimal: char, delimiter: Option<char>) -> Result<Self, AppError> {
        let failed = |error: ReadError| match error {
            ReadError::Io { source, .. } => AppError::File {
                action: "read",
                path: path.display().to_string(),
                source,
            },
            ReadError::Refused(issue) => AppError::Refused(issue.to_string()),
        };
        let options = OpenOptions {
            delimiter,
            single_column: true,
            ..OpenOptions::default()
        };
        let mut reader = open(path, &options).map_err(failed)?;
        let names = reader.described().columns.iter();
        let mut found = Self {
            file: path.display().to_string(),
            format: NumberFormat {
                decimal: Some(decimal),
            },
            lines: Vec::new(),
            columns: names
                .map(|column| (column.name.clone(), Vec::new()))
                .collect(),
        };
        while let Some(batch) = reader.next_batch().map_err(failed)? {
            found.lines.extend_from_slice(&batch.lines);
            if found.lines.len() > ROWS_MAX {
                return Err(AppError::Refused(format!(
                    "{}: more than {ROWS_MAX} rows",
                    found.file
                )));
            }
            for (no, (_, cells)) in found.columns.iter_mut().enumerate() {
                cells.extend((0..batch.len()).map(|row| batch.cell(row, no).to_owned()));
            }
        }
        Ok(found)
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.lines.len()
    }

    /// The line of the file that a row stands on, from 1.
    pub fn line(&self, row: usize) -> Option<u64> {
        self.lines.get(row).copied()
    }

    /// The cells of a column.
    ///
    /// # Errors
    /// There is no such column; the columns there are are named.
    pub fn texts(&self, name: &str) -> Result<&[String], AppError> {
        let found = self.columns.iter().find(|(column, _)| column == name);
        found.map(|(_, cells)| cells.as_slice()).ok_or_else(|| {
            let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
            AppError::parameter("column", name, format!("one of {}", names.join(", ")))
        })
    }

    /// The numbers of a column.
    ///
    /// # Errors
    /// There is no such column, or a cell is empty or no number; its line is named.
    pub fn numbers(&self, name: &str) -> Result<Vec<f64>, AppError> {
        self.each(name, |text| self.number(text))
    }

    fn number(&self, text: &str) -> Result<f64, Message> {
        let number = parse_number(text, self.format).map_err(|issue| issue.message())?;
        Ok(number.value as f64 / 10_f64.powi(number.scale))
    }

    /// The numbers of a column, of which some may be missing: their cells are empty.
    ///
    /// # Errors
    /// As [`Columns::numbers`], but for empty cells.
    pub fn numbers_or_missing(&self, name: &str) -> Result<Vec<Option<f64>>, AppError> {
        self.each(name, |text| match text.trim().is_empty() {
            true => Ok(None),
            false => self.number(text).map(Some),
        })
    }

    /// The whole numbers of a column.
    ///
    /// # Errors
    /// As [`Columns::numbers`], and where a number has decimals.
    pub fn whole(&self, name: &str) -> Result<Vec<i64>, AppError> {
        self.each(name, |text| {
            let number = parse_number(text, self.format).map_err(|issue| issue.message())?;
            match number.scale {
                0 => Ok(number.value),
                _ => Err(expected("a whole number", "et helt tal")),
            }
        })
    }

    /// The counts of a column: whole numbers of at least 0.
    ///
    /// # Errors
    /// As [`Columns::whole`], and where a number is below 0.
    pub fn counts(&self, name: &str) -> Result<Vec<u64>, AppError> {
        let whole = self.whole(name)?;
        let of_cell = |(row, number): (usize, i64)| {
            u64::try_from(number).map_err(|_| {
                self.refusal(
                    row,
                    name,
                    "expected a count of at least 0",
                    "forventede et antal på mindst 0",
                )
            })
        };
        whole.into_iter().enumerate().map(of_cell).collect()
    }

    /// The numbers of a column, all above 0.
    ///
    /// # Errors
    /// As [`Columns::numbers`], and where a number is not above 0.
    pub fn positive(&self, name: &str) -> Result<Vec<f64>, AppError> {
        let said = ("expected a number above 0", "forventede et tal over 0");
        self.checked(name, said, |number| number > 0.0)
    }

    /// The numbers of a column, none below 0.
    ///
    /// # Errors
    /// As [`Columns::numbers`], and where a number is below 0.
    pub fn not_negative(&self, name: &str) -> Result<Vec<f64>, AppError> {
        let said = (
            "expected a number of at least 0",
            "forventede et tal på mindst 0",
        );
        self.checked(name, said, |number| number >= 0.0)
    }

    /// The numbers of a column as they are written, none below 0: all their digits, and how many of them are decimals.
    ///
    /// # Errors
    /// As [`Columns::not_negative`].
    pub fn digits(&self, name: &str) -> Result<Vec<(i64, u32)>, AppError> {
        self.each(name, |text| {
            let number = parse_number(text, self.format).map_err(|issue| issue.message())?;
            match u32::try_from(number.scale) {
                Ok(scale) if number.value >= 0 => Ok((number.value, scale)),
                _ => Err(expected("a number of at least 0", "et tal på mindst 0")),
            }
        })
    }

    fn checked(
        &self,
        name: &str,
        (en, da): (&str, &str),
        holds: impl Fn(f64) -> bool,
    ) -> Result<Vec<f64>, AppError> {
        let numbers = self.numbers(name)?;
        match numbers.iter().position(|number| !holds(*number)) {
            Some(row) => Err(self.refusal(row, name, en, da)),
            None => Ok(numbers),
        }
    }

    /// Why a cell is refused, with its line, column and value.
    pub fn refusal(&self, row: usize, name: &str, en: &str, da: &str) -> AppError {
        let column = self.columns.iter().find(|(column, _)| column == name);
        let text = column.and_then(|(_, cells)| cells.get(row));
        let (en, da) = (en.to_owned(), da.to_owned());
        let text = text.map(String::as_str).unwrap_or_default();
        self.refuse(row, name, text, Message { en, da })
    }

    /// A column of 1 and 0, or true and false.
    ///
    /// # Errors
    /// There is no such column, or a cell is something else.
    pub fn flags(&self, name: &str) -> Result<Vec<bool>, AppError> {
        self.each(name, |text| match text {
            "1" | "true" | "TRUE" => Ok(true),
            "0" | "false" | "FALSE" => Ok(false),
            _ => Err(expected("1 or 0", "1 eller 0")),
        })
    }

    fn each<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Result<T, Message>,
    ) -> Result<Vec<T>, AppError> {
        let cells = self.texts(name)?.iter().enumerate();
        let of_cell = |(row, text): (usize, &String)| {
            read(text).map_err(|message| self.refuse(row, name, text, message))
        };
        cells.map(of_cell).collect()
    }

    fn refuse(&self, row: usize, name: &str, text: &str, message: Message) -> AppError {
        let issue = RowIssue::error(&self.file, "no_number", message)
            .in_column(name)
            .with_value(text);
        let issue = match self.lines.get(row) {
            Some(line) => issue.at_line(*line),
            None => issue,
        };
        AppError::Refused(issue.to_string())
    }
}

fn expected(en: &str, da: &str) -> Message {
    Message {
        en: format!("expected {en}"),
        da: format!("forventede {da}"),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    pub(super) fn columns(text: &str, decimal: char) -> Columns {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Columns::read(file.path(), decimal, None).unwrap()
    }

    pub(super) fn refused<T: std::fmt::Debug>(found: Result<T, AppError>) -> String {
        match found.unwrap_err() {
            AppError::Refused(text) => text.split(',').skip(1).collect(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let danish = columns("navn;tal;n\nA;1.234,5;7\nB;-0,25;0\n", ',');
        assert_eq!(danish.numbers("tal").unwrap(), [1234.5, -0.25]);
        assert_eq!(danish.counts("n").unwrap(), [7, 0]);
        assert_eq!(danish.texts("navn").unwrap(), ["A", "B"]);
        let english = columns("x,event\n1.5,1\n2,0\n", '.');
        assert_eq!(english.numbers("x").unwrap(), [1.5, 2.0]);
        assert_eq!(english.digits("x").unwrap(), [(15, 1), (2, 0)]);
        assert!(refused(danish.digits("tal")).ends_with("expected a number of at least 0"));
        assert_eq!(english.flags("event").unwrap(), [true, false]);
    }

    #[test]
    fn a_text_without_a_delimiter_is_one_column() {
        let found = columns("value\n1.5\n2\n", '.');
        assert_eq!(found.numbers("value").unwrap(), [1.5, 2.0]);
        // With decimal comma, too: the first line has no delimiter.
        let found = columns("value\n1,5\n2\n", ',');
        assert_eq!(found.numbers("value").unwrap(), [1.5, 2.0]);
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "a;b,c\n1;2,3\n").unwrap();
        let unclear = refused(Columns::read(file.path(), '.', None));
        assert!(unclear.contains("cannot tell whether"), "{unclear}");
        let found = Columns::read(file.path(), ',', Some(';')).unwrap();
        assert_eq!(found.numbers("b,c").unwrap(), [2.3]);
    }

    #[test]
    fn numbers_out_of_bounds_are_refused_with_their_line() {
        let found = columns("t,x\n1,2\n3,0\n3,-1\n", '.');
        assert!(refused(found.positive("x")).starts_with(" line 3 column `x` value `0`"));
        assert!(refused(found.not_negative("x")).starts_with(" line 4 column `x` value `-1`"));
        assert_eq!(found.positive("t").unwrap(), [1.0, 3.0, 3.0]);
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_line() {
        let found = columns("x,n\n1.5,3\nmany,-1\n", '.');
        assert_eq!(
            refused(found.numbers("x")),
            " line 3 column `x` value `many`: `many` is not a number"
        );
        let counted = refused(found.counts("n"));
        assert!(
            counted.ends_with("expected a count of at least 0"),
            "{counted}"
        );
        assert!(counted.starts_with(" line 3 column `n`"), "{counted}");
        assert!(refused(found.whole("x")).ends_with("expected a whole number"));
        assert!(refused(found.flags("n")).ends_with("expected 1 or 0"));
        assert!(refused(found.numbers("y")).contains("one of x, n"));
    }
}
