//! The first pass over a file: digest, size, first bytes, and which character sets it can be in.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::Xxh3;

use super::{Encoding, EncodingProblem};
use crate::error::{FileProblem, ReadError};
use crate::issue::{Explain, RowIssue};

/// Bytes kept from the start of the file, to recognise its format and delimiter.
pub(crate) const HEAD_BYTES: usize = 64 * 1024;

const CHUNK: usize = 256 * 1024;

/// A byte and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ByteAt {
    /// 1-based line.
    pub(crate) line: u64,
    /// 0-based offset in the file.
    pub(crate) offset: u64,
    /// The byte.
    pub(crate) byte: u8,
}

/// What one pass over the bytes shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sniffed {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    /// Quick digest, compared with the second pass to notice a file that changes meanwhile.
    pub(crate) quick: u64,
    pub(crate) head: Vec<u8>,
    /// First byte that is not UTF-8.
    pub(crate) not_utf8: Option<ByteAt>,
    /// Some well-formed UTF-8 letter beyond ASCII.
    pub(crate) utf8_letters: bool,
    /// First byte that windows-1252 does not have.
    pub(crate) not_1252: Option<ByteAt>,
    /// First byte that would be a symbol in the middle of a word, were the file windows-1252.
    pub(crate) odd_in_1252: Option<ByteAt>,
    /// First byte inside a word that is a rare letter in windows-1252 and a common one in Mac OS Roman (š and ö).
    pub(crate) rare_in_1252: Option<ByteAt>,
    /// Some byte inside a word that is a letter of western Europe in windows-1252 and none in Mac OS Roman or DOS.
    pub(crate) common_in_1252: bool,
    /// First byte that windows-1252 has and the ISO sets do not.
    pub(crate) only_in_1252: Option<ByteAt>,
    /// First zero byte.
    pub(crate) zero: Option<ByteAt>,
}

/// Reads the file once and reports what its bytes can be.
pub(crate) fn sniff(path: &Path, name: &str) -> Result<Sniffed, ReadError> {
    let io = |source| ReadError::Io {
        file: name.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(io)?;
    // A pipe can be read only once, and this is the first of two passes.
    if !file.metadata().map_err(io)?.is_file() {
        return Err(FileProblem::NotAFile.refuse(name).into());
    }
    let mut scan = Scan::default();
    let mut chunk = vec![0; CHUNK];
    loop {
        let n = match file.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(io(error)),
        };
        scan.add(chunk.get(..n).unwrap_or_default());
    }
    Ok(scan.finish())
}

#[derive(Default)]
struct Scan {
    found: Sniffed,
    sha: Sha256,
    quick: Xxh3,
    /// Line breaks before the present chunk.
    breaks: u64,
    /// Start of a UTF-8 letter cut by the end of a chunk (at most three bytes).
    cut: Vec<u8>,
    /// The last two bytes before the present chunk.
    before: [u8; 2],
}

impl Scan {
    fn add(&mut self, chunk: &[u8]) {
        self.sha.update(chunk);
        self.quick.update(chunk);
        if let Some(room) = HEAD_BYTES.checked_sub(self.found.head.len()) {
            self.found.head.extend(chunk.iter().take(room));
        }
        if self.found.zero.is_none() {
            if let Some(position) = chunk.iter().position(|&b| b == 0) {
                self.found.zero = Some(self.at(chunk, position, 0));
            }
        }
        let ascii = chunk.is_ascii();
        if !ascii || self.before[1] >= 0x80 {
            self.add_8_bit(chunk);
        }
        if !ascii {
            self.add_utf8(chunk);
        } else if let Some(&byte) = self.cut.first() {
            self.not_utf8(ByteAt {
                line: self.breaks + 1,
                offset: self.found.bytes - count(self.cut.len()),
                byte,
            });
            self.cut.clear();
        }
        match chunk {
            [.., a, b] => self.before = [*a, *b],
            [b] => self.before = [self.before[1], *b],
            [] => {}
        }
        self.breaks += count(chunk.iter().filter(|&&b| b == b'\n').count());
        self.found.bytes += count(chunk.len());
    }

    fn add_8_bit(&mut self, chunk: &[u8]) {
        if self.found.not_1252.is_none() {
            if let Some(position) = chunk
                .iter()
                .position(|&b| Encoding::Windows1252.is_undefined(b))
            {
                self.found.not_1252 =
                    Some(self.at(chunk, position, chunk.get(position).copied().unwrap_or(0)));
            }
        }
        if self.found.only_in_1252.is_none() {
            if let Some(position) = chunk.iter().position(|b| (0x80..0xA0).contains(b)) {
                self.found.only_in_1252 =
                    Some(self.at(chunk, position, chunk.get(position).copied().unwrap_or(0)));
            }
        }
        if self.found.odd_in_1252.is_some() {
            return;
        }
        let [mut a, mut b] = self.before;
        for (i, &c) in chunk.iter().enumerate() {
            if b >= 0x80 && a.is_ascii_alphabetic() && c.is_ascii_alphabetic() {
                match inside_a_word(b) {
                    Inside::Common => self.found.common_in_1252 = true,
                    Inside::Rare if self.found.rare_in_1252.is_none() => {
                        self.found.rare_in_1252 = Some(self.at_before(chunk, i, b));
                    }
                    Inside::Odd => {
                        self.found.odd_in_1252 = Some(self.at_before(chunk, i, b));
                        return;
                    }
                    Inside::Rare | Inside::Any => {}
                }
            }
            (a, b) = (b, c);
        }
    }

    /// The byte before a position of the chunk.
    fn at_before(&self, chunk: &[u8], position: usize, byte: u8) -> ByteAt {
        let at = self.at(chunk, position, byte);
        ByteAt {
            offset: at.offset.saturating_sub(1),
            ..at
        }
    }

    fn add_utf8(&mut self, chunk: &[u8]) {
        // Complete the letter that the end of the last chunk cut.
        let mut rest = chunk;
        while !self.cut.is_empty() {
            match std::str::from_utf8(&self.cut) {
                Ok(_) => {
                    self.found.utf8_letters = true;
                    self.cut.clear();
                }
                Err(error) if error.error_len().is_none() => match rest.split_first() {
                    Some((&byte, after)) => {
                        self.cut.push(byte);
                        rest = after;
                    }
                    None => return,
                },
                Err(_) => {
                    // The bytes taken from this chunk may themselves begin a letter: give them back.
                    let taken = chunk.len() - rest.len();
                    let offset = self.found.bytes + count(taken) - count(self.cut.len());
                    let byte = self.cut.first().copied().unwrap_or(0);
                    self.not_utf8(ByteAt {
                        line: self.breaks + 1,
                        offset,
                        byte,
                    });
                    rest = chunk;
                    self.cut.clear();
                }
            }
        }
        loop {
            let position = chunk.len() - rest.len();
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.found.utf8_letters |= !text.is_ascii();
                    return;
                }
                Err(error) => {
                    let (valid, after) = rest.split_at(error.valid_up_to());
                    self.found.utf8_letters |= !valid.is_ascii();
                    match error.error_len() {
                        None => {
                            self.cut = after.to_vec();
                            return;
                        }
                        Some(skip) => {
                            if self.found.not_utf8.is_none() {
                                let byte = after.first().copied().unwrap_or(0);
                                let at = self.at(chunk, position + error.valid_up_to(), byte);
                                self.not_utf8(at);
                            }
                            if self.found.utf8_letters {
                                // Nothing more to learn: the file is neither clean UTF-8 nor free of it.
                                return;
                            }
                            rest = after.get(skip..).unwrap_or_default();
                        }
                    }
                }
            }
        }
    }

    fn not_utf8(&mut self, at: ByteAt) {
        self.found.not_utf8.get_or_insert(at);
    }

    fn at(&self, chunk: &[u8], position: usize, byte: u8) -> ByteAt {
        let breaks = chunk
            .get(..position)
            .unwrap_or_default()
            .iter()
            .filter(|&&b| b == b'\n')
            .count();
        ByteAt {
            line: self.breaks + count(breaks) + 1,
            offset: self.found.bytes + count(position),
            byte,
        }
    }

    fn finish(mut self) -> Sniffed {
        if let Some(&byte) = self.cut.first() {
            let offset = self.found.bytes - count(self.cut.len());
            self.not_utf8(ByteAt {
                line: self.breaks + 1,
                offset,
                byte,
            });
        }
        self.found.sha256 = self
            .sha
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        self.found.quick = self.quick.digest();
        self.found
    }
}

/// What a byte says when it stands between two ASCII letters.
enum Inside {
    /// A letter in windows-1252; a symbol in the other sets.
    Common,
    /// A rare letter in windows-1252, a common one elsewhere.
    Rare,
    /// A symbol in windows-1252, a letter elsewhere: `¿` is ø in Mac OS Roman, `›` is ø in DOS.
    Odd,
    /// Nothing: apostrophe, hyphen and middle dot do stand inside words, and capitals may be letters in both.
    Any,
}

fn inside_a_word(byte: u8) -> Inside {
    match byte {
        0xE4 | 0xE5 | 0xE6 | 0xE9 | 0xF6 | 0xF8 | 0xFC => Inside::Common,
        0x8A | 0x8C | 0x8E | 0x9A | 0x9C | 0x9E | 0x9F => Inside::Rare,
        0x91 | 0x92 | 0x96 | 0x97 | 0xA0 | 0xAA | 0xAD | 0xB4 | 0xB7 | 0xBA => Inside::Any,
        0x80..=0xBF => Inside::Odd,
        _ => Inside::Any,
    }
}

/// Lengths as file positions; a `usize` always fits.
fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

impl Sniffed {
    /// True when the file begins with the UTF-8 byte order mark.
    pub(crate) fn has_bom(&self) -> bool {
        self.head.starts_with(b"\xEF\xBB\xBF")
    }

    /// The character set to decode the text with.
    ///
    /// `declared` is the user's word; `in_file` the file's own (PX `CODEPAGE`), which yields to clean UTF-8.
    pub(crate) fn encoding(
        &self,
        name: &str,
        declared: Option<Encoding>,
        in_file: Option<Encoding>,
    ) -> Result<Encoding, RowIssue> {
        if self.head.starts_with(b"\xFF\xFE") || self.head.starts_with(b"\xFE\xFF") {
            return Err(EncodingProblem::Utf16.refuse(name));
        }
        if let Some(at) = self.zero {
            return Err(EncodingProblem::Binary { offset: at.offset }
                .refuse(name)
                .at_line(at.line));
        }
        let clean_utf8 = self.not_utf8.is_none();
        match declared {
            Some(declared)
                if declared != Encoding::Utf8
                    && clean_utf8
                    && (self.utf8_letters || self.has_bom()) =>
            {
                return Err(EncodingProblem::IsUtf8 { declared }.refuse(name));
            }
            Some(declared) => {
                // Known now, so said now: the first lines of such a file would mislead what looks at them.
                let invalid = match declared {
                    Encoding::Utf8 => self.not_utf8,
                    Encoding::Windows1252 | Encoding::Iso88591 | Encoding::Iso885915 => {
                        self.not_1252
                    }
                    Encoding::MacRoman => None,
                };
                return match invalid {
                    Some(at) => Err(EncodingProblem::invalid(declared, at)
                        .refuse(name)
                        .at_line(at.line)),
                    None => Ok(declared),
                };
            }
            None => {}
        }
        let Some(at) = self.not_utf8 else {
            return Ok(Encoding::Utf8);
        };
        if self.has_bom() {
            return Err(EncodingProblem::invalid(Encoding::Utf8, at)
                .refuse(name)
                .at_line(at.line));
        }
        if let Some(in_file) = in_file {
            return Ok(in_file);
        }
        if self.utf8_letters {
            return Err(EncodingProblem::Mixed {
                byte: at.byte,
                offset: at.offset,
            }
            .refuse(name)
            .at_line(at.line));
        }
        let rare = self.rare_in_1252.filter(|_| !self.common_in_1252);
        match self.not_1252.or(self.odd_in_1252).or(rare) {
            Some(at) => Err(EncodingProblem::Unknown {
                byte: at.byte,
                offset: at.offset,
            }
            .refuse(name)
            .at_line(at.line)),
            None => Ok(Encoding::Windows1252),
        }
    }
}

#[cfg(test)]
mod tests;
