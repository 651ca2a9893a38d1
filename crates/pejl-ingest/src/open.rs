//! Recognises a file by its content and opens it.

use std::path::Path;

use crate::delimited;
use crate::described::{Format, OpenOptions, Reader};
use crate::encoding::{Sniffed, sniff};
use crate::error::{FileProblem, ReadError};
use crate::issue::Explain;
use crate::{jsonstat, noegletal, px, xlsx};

/// Opens a file for reading: recognises its format and character set by content unless they are declared, and
/// reads what it says about itself.
///
/// The file is read twice (once for its digest and character set), so it must be a regular file.
///
/// # Errors
/// [`ReadError::Io`] when it cannot be opened or read, [`ReadError::Refused`] when its content is not what it
/// should be; the issue has file, line, column, value and texts in both languages.
///
/// # Example
/// ```no_run
/// use pejl_ingest::{OpenOptions, open};
///
/// let mut reader = open("FOLK1A.csv".as_ref(), &OpenOptions::default())?;
/// println!("{:?}", reader.described().columns);
/// while let Some(batch) = reader.next_batch()? {
///     for row in 0..batch.len() {
///         println!("line {}: {}", batch.lines[row], batch.cell(row, 0));
///     }
/// }
/// # Ok::<(), pejl_ingest::ReadError>(())
/// ```
pub fn open(path: &Path, options: &OpenOptions) -> Result<Box<dyn Reader>, ReadError> {
    let name = options
        .name
        .clone()
        .unwrap_or_else(|| path.display().to_string());
    let sniffed = sniff(path, &name)?;
    if sniffed.bytes == 0 {
        return Err(FileProblem::Empty.refuse(&name).into());
    }
    let format = match options.format {
        Some(format) => format,
        None => recognise(&sniffed).map_err(|problem| problem.refuse(&name))?,
    };
    Ok(match format {
        Format::Csv => {
            let encoding = sniffed.encoding(&name, options.encoding, None)?;
            Box::new(delimited::open(path, &name, &sniffed, encoding, options)?)
        }
        Format::Noegletal => Box::new(noegletal::open(path, &name, &sniffed, options)?),
        Format::Px => Box::new(px::open(path, &name, &sniffed, options)?),
        Format::JsonStat => Box::new(jsonstat::open(path, &name, &sniffed, options)?),
        Format::Xlsx => Box::new(xlsx::open(path, &name, &sniffed, options)?),
    })
}

/// The format the first bytes show.
fn recognise(sniffed: &Sniffed) -> Result<Format, FileProblem> {
    let unreadable = |found, found_da| Err(FileProblem::UnreadableKind { found, found_da });
    let head = sniffed.head.as_slice();
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Format::Xlsx);
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return unreadable(
            "an old Excel file (.xls) or one with a password (save it as .xlsx without password)",
            "en gammel Excel-fil (.xls) eller en med adgangskode (gem den som .xlsx uden adgangskode)",
        );
    }
    if head.starts_with(b"\x1F\x8B") || head.starts_with(b"BZh") || head.starts_with(b"7z\xBC\xAF")
    {
        return unreadable(
            "a packed file (unpack it first)",
            "en pakket fil (pak den ud først)",
        );
    }
    if head.starts_with(b"%PDF") {
        return unreadable("a PDF document", "et PDF-dokument");
    }
    let text = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    let starts_with = |tag: &[u8]| {
        text.get(..tag.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(tag))
    };
    if starts_with(b"<!doctype") || starts_with(b"<html") || starts_with(b"<?xml") {
        return unreadable("a web page or XML", "en webside eller XML");
    }
    if matches!(text.first(), Some(b'{' | b'[')) {
        return Ok(Format::JsonStat);
    }
    if px::starts_as_px(text) {
        return Ok(Format::Px);
    }
    if noegletal::starts_as_report(text) {
        return Ok(Format::Noegletal);
    }
    Ok(Format::Csv)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write as _;

    use super::*;

    #[track_caller]
    fn check_refused(bytes: &[u8], rule: &str) {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        let issue = open(file.path(), &OpenOptions::default())
            .map(|_| ())
            .unwrap_err()
            .to_issue();
        assert_eq!(issue.rule, rule, "{issue}");
        assert_eq!(issue.file, file.path().display().to_string());
    }

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        check_refused(b"", "file.empty");
        check_refused(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "format.not_read");
        check_refused(b"\x1F\x8B\x08", "format.not_read");
        check_refused(b"%PDF-1.7", "format.not_read");
        check_refused(b"\n<!DOCTYPE html><html>", "format.not_read");
        check_refused(b"\xEF\xBB\xBF<?xml version='1.0'?>", "format.not_read");
        check_refused(b"\xFF\xFEa\0;\0", "encoding.utf16");
        check_refused(b"a;b\n1;\0\n", "file.not_text");
    }

    #[test]
    fn what_is_no_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let issue = open(folder.path(), &OpenOptions::default())
            .map(|_| ())
            .unwrap_err()
            .to_issue();
        assert_eq!(issue.rule, "file.not_a_file");
        let issue = open(&folder.path().join("none.csv"), &OpenOptions::default())
            .map(|_| ())
            .unwrap_err()
            .to_issue();
        assert_eq!(issue.rule, "file.unreadable");
        let named = OpenOptions {
            name: Some("min fil".into()),
            ..OpenOptions::default()
        };
        assert_eq!(
            open(folder.path(), &named)
                .map(|_| ())
                .unwrap_err()
                .to_issue()
                .file,
            "min fil"
        );
    }
}
