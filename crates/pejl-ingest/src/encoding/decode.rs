//! The second pass over a file: bytes become UTF-8 text, or an error with line and offset.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::{ByteAt, Encoding, EncodingProblem, Sniffed};
use crate::error::{FileProblem, ReadError, RefusedStream};
use crate::issue::Explain;

const CHUNK: usize = 64 * 1024;

/// Longest start of a UTF-8 letter that is not yet a letter.
const MAX_CUT: usize = 3;

/// A stream of valid UTF-8 without byte order mark, from a file in any of the sets.
///
/// Fails at the first byte that the set does not have, and at the end when the file is no longer the one that was
/// sniffed.
pub(crate) struct DecodedReader {
    name: String,
    file: File,
    encoding: Encoding,
    raw: Vec<u8>,
    /// Bytes at the start of `raw` left over from the last read: a letter cut by its end.
    cut: usize,
    out: Vec<u8>,
    given: usize,
    /// Bytes and line breaks before `raw`.
    offset: u64,
    breaks: u64,
    quick: Xxh3,
    expected: (u64, u64),
    ended: bool,
}

impl DecodedReader {
    pub(crate) fn open(
        path: &Path,
        name: &str,
        sniffed: &Sniffed,
        encoding: Encoding,
    ) -> Result<Self, ReadError> {
        let file = File::open(path).map_err(|source| ReadError::Io {
            file: name.to_owned(),
            source,
        })?;
        Ok(Self {
            name: name.to_owned(),
            file,
            encoding,
            raw: vec![0; CHUNK],
            cut: 0,
            out: Vec::with_capacity(CHUNK),
            given: 0,
            offset: 0,
            breaks: 0,
            quick: Xxh3::new(),
            expected: (sniffed.bytes, sniffed.quick),
            ended: false,
        })
    }

    /// Reads and decodes the next part of the file into `out`.
    fn fill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.given = 0;
        while self.out.is_empty() && !self.ended {
            let n = match self
                .file
                .read(self.raw.get_mut(self.cut..).unwrap_or_default())
            {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let read = self.raw.get(self.cut..self.cut + n).unwrap_or_default();
            self.quick.update(read);
            self.ended = n == 0;
            let filled = self.cut + n;
            self.decode(filled)?;
            if self.ended && (self.offset, self.quick.digest()) != self.expected {
                return Err(RefusedStream::into_io(
                    FileProblem::Changed.refuse(&self.name),
                ));
            }
        }
        Ok(())
    }

    fn decode(&mut self, filled: usize) -> io::Result<()> {
        let bytes = self.raw.get(..filled).unwrap_or_default();
        let used = match self.encoding.decode_single_byte(bytes) {
            None => match std::str::from_utf8(bytes) {
                Ok(_) => filled,
                Err(error) if error.error_len().is_none() && !self.ended => error.valid_up_to(),
                Err(error) => return Err(self.invalid(bytes, error.valid_up_to())),
            },
            Some(text) => {
                if let Some(position) = bytes.iter().position(|&b| self.encoding.is_undefined(b)) {
                    return Err(self.invalid(bytes, position));
                }
                match text {
                    Cow::Borrowed(text) => self.out.extend_from_slice(text.as_bytes()),
                    Cow::Owned(text) => self.out = text.into_bytes(),
                }
                filled
            }
        };
        let done = bytes.get(..used).unwrap_or_default();
        if self.encoding == Encoding::Utf8 {
            let text = if self.offset == 0 {
                done.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(done)
            } else {
                done
            };
            self.out.extend_from_slice(text);
        }
        self.breaks += done.iter().filter(|&&b| b == b'\n').map(|_| 1).sum::<u64>();
        self.offset += u64::try_from(used).unwrap_or(u64::MAX);
        self.cut = filled - used;
        debug_assert!(
            self.cut <= MAX_CUT,
            "a cut letter is at most {MAX_CUT} bytes"
        );
        self.raw.copy_within(used..filled, 0);
        Ok(())
    }

    fn invalid(&self, bytes: &[u8], position: usize) -> io::Error {
        let breaks = bytes
            .get(..position)
            .unwrap_or_default()
            .iter()
            .filter(|&&b| b == b'\n')
            .count();
        let at = ByteAt {
            line: self.breaks + u64::try_from(breaks).unwrap_or(u64::MAX) + 1,
            offset: self.offset + u64::try_from(position).unwrap_or(u64::MAX),
            byte: bytes.get(position).copied().unwrap_or(0),
        };
        RefusedStream::into_io(
            EncodingProblem::invalid(self.encoding, at)
                .refuse(&self.name)
                .at_line(at.line),
        )
    }
}

impl Read for DecodedReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        if self.given >= self.out.len() {
            self.fill()?;
        }
        let ready = self.out.get(self.given..).unwrap_or_default();
        let n = ready.len().min(target.len());
        if let (Some(to), Some(from)) = (target.get_mut(..n), ready.get(..n)) {
            to.copy_from_slice(from);
        }
        self.given += n;
        Ok(n)
    }
}

/// The whole of a small document as bytes, checked to be the file that was sniffed.
///
/// Refuses a file above `limit` bytes before reading it.
pub(crate) fn read_document(
    path: &Path,
    name: &str,
    format: &'static str,
    sniffed: &Sniffed,
    limit: u64,
) -> Result<Vec<u8>, ReadError> {
    if sniffed.bytes > limit {
        return Err(FileProblem::TooLarge {
            format,
            bytes: sniffed.bytes,
            limit,
        }
        .refuse(name)
        .into());
    }
    let io = |source| ReadError::Io {
        file: name.to_owned(),
        source,
    };
    let mut bytes = Vec::with_capacity(usize::try_from(sniffed.bytes).unwrap_or(0));
    File::open(path)
        .map_err(io)?
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if xxh3_64(&bytes) != sniffed.quick {
        return Err(FileProblem::Changed.refuse(name).into());
    }
    Ok(bytes)
}

/// The text of a whole document.
pub(crate) fn decode_document(
    bytes: Vec<u8>,
    name: &str,
    encoding: Encoding,
) -> Result<String, ReadError> {
    let invalid = |bytes: &[u8], position: usize| {
        let before = bytes.get(..position).unwrap_or_default();
        let at = ByteAt {
            line: before
                .iter()
                .filter(|&&b| b == b'\n')
                .map(|_| 1)
                .sum::<u64>()
                + 1,
            offset: u64::try_from(position).unwrap_or(u64::MAX),
            byte: bytes.get(position).copied().unwrap_or(0),
        };
        ReadError::from(
            EncodingProblem::invalid(encoding, at)
                .refuse(name)
                .at_line(at.line),
        )
    };
    match encoding.decode_single_byte(&bytes) {
        None => {
            let mut text = String::from_utf8(bytes)
                .map_err(|e| invalid(e.as_bytes(), e.utf8_error().valid_up_to()))?;
            if text.starts_with('\u{feff}') {
                text.drain(..'\u{feff}'.len_utf8());
            }
            Ok(text)
        }
        Some(text) => match bytes.iter().position(|&b| encoding.is_undefined(b)) {
            Some(position) => Err(invalid(&bytes, position)),
            None => Ok(text.into_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io::Write as _;

    use super::*;
    use crate::encoding::sniff;

    fn file_of(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    fn decoded(bytes: &[u8], encoding: Encoding) -> Result<String, ReadError> {
        let file = file_of(bytes);
        let sniffed = sniff(file.path(), "f")?;
        let mut text = String::new();
        let mut reader = DecodedReader::open(file.path(), "f", &sniffed, encoding)?;
        let streamed = match reader.read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(error) => Err(ReadError::from_io("f", error)),
        };
        let whole = decode_document(bytes.to_vec(), "f", encoding);
        assert_eq!(streamed.as_ref().ok(), whole.as_ref().ok());
        assert_eq!(
            streamed.as_ref().err().map(ReadError::to_issue),
            whole.as_ref().err().map(ReadError::to_issue)
        );
        streamed
    }

    #[test]
    fn every_set_decodes_the_danish_letters() {
        for (bytes, encoding) in [
            ("\u{feff}Æbleø å".as_bytes(), Encoding::Utf8),
            (&b"\xC6ble\xF8 \xE5"[..], Encoding::Windows1252),
            (&b"\xC6ble\xF8 \xE5"[..], Encoding::Iso88591),
            (&b"\xC6ble\xF8 \xE5"[..], Encoding::Iso885915),
            (&b"\xAEble\xBF \x8C"[..], Encoding::MacRoman),
        ] {
            assert_eq!(decoded(bytes, encoding).unwrap(), "Æbleø å");
        }
        // The dash and the apostrophe of windows-1252 in a file that says ISO-8859-15.
        assert_eq!(
            decoded(b"\x96\x92\xA4\xF8", Encoding::Iso885915).unwrap(),
            "–’€ø"
        );
    }

    #[test]
    fn letters_on_the_edge_of_a_chunk_survive() {
        for shift in 0..5 {
            let text = format!("{}{}", "x".repeat(CHUNK - shift), "å€😀".repeat(CHUNK / 4));
            assert_eq!(decoded(text.as_bytes(), Encoding::Utf8).unwrap(), text);
        }
    }

    #[test]
    fn an_invalid_byte_has_line_and_offset() {
        let long = "Ærø\n".repeat(100_000);
        let mut bytes = long.clone().into_bytes();
        bytes.extend(b"K\xF8ge");
        let issue = decoded(&bytes, Encoding::Utf8).unwrap_err().to_issue();
        assert_eq!(
            (issue.rule, issue.line),
            ("encoding.invalid_byte", Some(100_001))
        );
        assert!(
            issue
                .message
                .en
                .contains(&format!("byte 0xF8 at offset {}", long.len() + 1)),
            "{issue}"
        );
        let issue = decoded(b"a\nb\x8Dc", Encoding::Windows1252)
            .unwrap_err()
            .to_issue();
        assert_eq!((issue.rule, issue.line), ("encoding.invalid_byte", Some(2)));
    }

    #[test]
    fn a_file_that_changes_between_the_passes_is_refused() {
        let file = file_of(b"a;b\n1;2\n");
        let mut sniffed = sniff(file.path(), "f").unwrap();
        sniffed.quick ^= 1;
        let mut reader = DecodedReader::open(file.path(), "f", &sniffed, Encoding::Utf8).unwrap();
        let error = reader.read_to_string(&mut String::new()).unwrap_err();
        assert_eq!(
            ReadError::from_io("f", error).to_issue().rule,
            "file.changed"
        );
        assert_eq!(
            read_document(file.path(), "f", "PX", &sniffed, 100)
                .unwrap_err()
                .to_issue()
                .rule,
            "file.changed"
        );
        assert_eq!(
            read_document(file.path(), "f", "PX", &sniffed, 7)
                .unwrap_err()
                .to_issue()
                .rule,
            "file.too_large"
        );
    }
}
