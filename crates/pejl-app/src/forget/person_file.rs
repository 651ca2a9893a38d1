//! The file of persons to forget: one number per line.

use std::path::Path;

use pejl_domain::cpr::{Cpr, masked};

use crate::error::AppError;
use crate::store::file_error;

/// What a text editor may put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Lines that an error names before it only counts the rest.
const NAMED_MAX: usize = 10;

/// Reads the numbers. Empty lines do not count; a first zero that a spreadsheet took is put back.
///
/// # Errors
/// The file cannot be read, holds no number, or lines that are none: they are named, and never what they hold.
pub(super) fn read_persons(path: &Path) -> Result<Vec<Cpr>, AppError> {
    let bytes = std::fs::read(path).map_err(|source| file_error("read", path, source))?;
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    let (mut persons, mut bad) = (Vec::new(), Vec::new());
    for (line, number) in text.split(|byte| *byte == b'\n').zip(1_u64..) {
        let line = line.trim_ascii();
        if line.is_empty() {
            continue;
        }
        let cpr = std::str::from_utf8(line).map(Cpr::parse_lenient);
        match cpr {
            Ok(Ok(cpr)) => persons.push(cpr),
            _ => bad.push(number),
        }
    }
    let file = path.display().to_string();
    let file = masked(&file);
    if !bad.is_empty() {
        let named: Vec<String> = bad.iter().take(NAMED_MAX).map(u64::to_string).collect();
        let more = match bad.len().saturating_sub(NAMED_MAX) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        return Err(AppError::Refused(format!(
            "`{file}`, line {}{more}: expected a person number: ten digits that begin with a date",
            named.join(", ")
        )));
    }
    if persons.is_empty() {
        let nobody = format!("`{file}` holds no person number; expected one per line");
        return Err(AppError::Refused(nobody));
    }
    Ok(persons)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn read(content: &[u8]) -> Result<Vec<[u8; 10]>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("persons.txt");
        std::fs::write(&path, content).unwrap();
        match read_persons(&path) {
            Ok(persons) => Ok(persons.iter().map(Cpr::digits).collect()),
            Err(AppError::Refused(message)) => Err(message),
            Err(other) => Err(format!("not refused: {other}")),
        }
    }

    #[test]
    fn numbers_are_read_however_they_are_written() {
        let found =
            read(b"\xef\xbb\xbf010203-1234\r\n\r\n0102031235\n 102031236 \n10203-1237").unwrap();
        let expected = [b"0102031234", b"0102031235", b"0102031236", b"0102031237"];
        assert_eq!(found, expected.map(|digits| *digits));
    }

    #[test]
    fn a_bad_line_is_named_and_not_repeated() {
        let error = read(b"010203-1234\nHansen\n320203-1234\n\xff\xfe\n").unwrap_err();
        assert!(error.contains("line 2, 3, 4: expected"), "{error}");
        assert!(
            !error.contains("Hansen") && !error.contains("320203"),
            "{error}"
        );
        let many = "x\n".repeat(12);
        assert!(read(many.as_bytes()).unwrap_err().contains("10 and 2 more"));
        assert!(
            read(b"\n \n")
                .unwrap_err()
                .contains("holds no person number")
        );
    }
}
