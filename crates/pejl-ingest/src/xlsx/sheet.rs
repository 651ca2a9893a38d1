//! The filled cells of one sheet, read through calamine.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};

use super::caught::caught;
use super::problem::XlsxProblem;
use crate::described::Limits;
use crate::error::{FileProblem, ReadError};
use crate::issue::{Explain, RowIssue, shortened};

/// Names shown in an error that lists sheets.
const MAX_NAMES: usize = 20;

/// A filled cell. Rows and columns are 0-based.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) content: Content,
}

/// What a cell holds, as text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Content {
    Text(String),
    /// The shortest decimal text of the stored number.
    Number(String),
    /// Something that is neither, in English and Danish, with its text.
    Other {
        found: &'static str,
        found_da: &'static str,
        text: String,
    },
}

/// The cells of a sheet in row order, and its name.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) cells: Vec<Cell>,
}

/// Reads the sheet that is meant.
pub(super) fn read(
    bytes: Vec<u8>,
    file: &str,
    part: Option<&str>,
    limits: &Limits,
) -> Result<Sheet, ReadError> {
    // calamine checks most of what it reads, but subtracts and slices unchecked in places (seen in 0.38:
    // a dimension of `C5:A1`). A panic of the library is the file's fault, not the program's.
    caught(|| read_checked(bytes, file, part, limits)).unwrap_or_else(|| {
        let problem = XlsxProblem::Contradicts;
        Err(problem.refuse(file).into())
    })
}

fn read_checked(
    bytes: Vec<u8>,
    file: &str,
    part: Option<&str>,
    limits: &Limits,
) -> Result<Sheet, ReadError> {
    let unreadable = |error: &XlsxError| {
        ReadError::from(
            XlsxProblem::Unreadable {
                cause: shortened(&error.to_string()),
            }
            .refuse(file),
        )
    };
    let mut workbook: Xlsx<Cursor<Vec<u8>>> =
        Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let name = choose(&workbook, file, part)?;
    let mut reader = workbook
        .worksheet_cells_reader(&name)
        .map_err(|e| unreadable(&e))?;
    let mut cells: Vec<Cell> = Vec::new();
    let mut text_bytes = 0_u64;
    while let Some(cell) = reader.next_cell().map_err(|e| unreadable(&e))? {
        let (row, column) = cell.get_position();
        let Some(content) = content(cell.get_value()) else {
            continue;
        };
        let length = match &content {
            Content::Text(text) | Content::Number(text) | Content::Other { text, .. } => text.len(),
        };
        // A shared text may stand in a million cells.
        text_bytes = text_bytes.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        if text_bytes > limits.max_document_bytes {
            return Err(XlsxProblem::TooMuchText {
                limit: limits.max_document_bytes,
            }
            .refuse(file)
            .into());
        }
        cells.push(Cell {
            row,
            column,
            content,
        });
        let n = u64::try_from(cells.len()).unwrap_or(u64::MAX);
        if n > limits.max_cells {
            let problem = FileProblem::TooManyCells {
                cells: format!("> {}", limits.max_cells),
                limit: limits.max_cells,
            };
            return Err(problem.refuse(file).into());
        }
    }
    cells.sort_by_key(|cell| (cell.row, cell.column));
    for pair in cells.windows(2) {
        if let [first, second] = pair
            && (first.row, first.column) == (second.row, second.column)
        {
            return Err(at(
                XlsxProblem::CellTwice.refuse(file),
                second.row,
                second.column,
            )
            .into());
        }
    }
    Ok(Sheet { name, cells })
}

/// The sheet of that name, else the only visible one.
fn choose(
    workbook: &Xlsx<Cursor<Vec<u8>>>,
    file: &str,
    part: Option<&str>,
) -> Result<String, ReadError> {
    let sheets: Vec<_> = workbook
        .sheets_metadata()
        .iter()
        .filter(|s| s.typ == SheetType::WorkSheet)
        .collect();
    let names = || {
        let shown: Vec<String> = sheets
            .iter()
            .take(MAX_NAMES)
            .map(|s| format!("`{}`", shortened(&s.name)))
            .collect();
        shown.join(", ")
    };
    if let Some(part) = part {
        return match sheets.iter().find(|sheet| sheet.name == part) {
            Some(sheet) => Ok(sheet.name.clone()),
            None => Err(XlsxProblem::NoSuchSheet { names: names() }
                .refuse(file)
                .with_value(part)
                .into()),
        };
    }
    let mut visible = sheets
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible);
    match (visible.next(), visible.next()) {
        (Some(only), None) => Ok(only.name.clone()),
        (None, _) => Err(XlsxProblem::NoSheet.refuse(file).into()),
        _ => Err(XlsxProblem::SeveralSheets { names: names() }
            .refuse(file)
            .into()),
    }
}

fn content(value: &DataRef<'_>) -> Option<Content> {
    let other = |found, found_da, text: String| {
        Some(Content::Other {
            found,
            found_da,
            text,
        })
    };
    match value {
        DataRef::Empty => None,
        DataRef::Int(number) => Some(Content::Number(number.to_string())),
        DataRef::Float(number) if number.is_finite() => Some(Content::Number(number.to_string())),
        DataRef::Float(number) => {
            other("no finite number", "intet endeligt tal", number.to_string())
        }
        DataRef::String(text) => text_content(text),
        DataRef::SharedString(text) => text_content(text),
        DataRef::Bool(value) => other("a truth value", "en sandhedsværdi", value.to_string()),
        DataRef::DateTime(date) => other(
            "a date; Excel has changed the text or number",
            "en dato; Excel har ændret teksten eller tallet",
            date.to_string(),
        ),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => other(
            "a date; Excel has changed the text or number",
            "en dato; Excel har ændret teksten eller tallet",
            text.clone(),
        ),
        DataRef::Error(error) => other("an error of Excel", "en fejl fra Excel", error.to_string()),
    }
}

fn text_content(text: &str) -> Option<Content> {
    (!text.trim().is_empty()).then(|| Content::Text(text.to_owned()))
}

/// The issue at a cell: row number and column letter.
pub(super) fn at(issue: RowIssue, row: u32, column: u32) -> RowIssue {
    issue
        .at_line(u64::from(row) + 1)
        .in_column(column_letter(column))
}

/// The letter of a column: 0 is A, 26 is AA.
pub(super) fn column_letter(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        match (rest / 26).checked_sub(1) {
            Some(more) => rest = more,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_excels_letters() {
        let letters: Vec<String> = [0, 25, 26, 51, 52, 701, 702, 16_383]
            .into_iter()
            .map(column_letter)
            .collect();
        assert_eq!(letters, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA", "XFD"]);
    }
}
