//! The first pass over a file: digest, size, first bytes, and which character sets it can be in.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;

use pejl_domain::hex;
use sha2::{Digest, Sha256};
use xxhash_rust::xxh3::Xxh3;

use super::{EightBit, Encoding, EncodingProblem};
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
    /// What an 8-bit file shows; None for clean UTF-8 and for what is no text.
    pub(crate) eight_bit: Option<EightBit>,
    /// First zero byte.
    pub(crate) zero: Option<ByteAt>,
}

/// Reads the file once, and an 8-bit file twice, and reports what its bytes can be.
pub(crate) fn sniff(path: &Path, name: &str) -> Result<Sniffed, ReadError> {
    let io = |source| ReadError::Io {
        file: name.to_owned(),
        source,
    };
    let mut file = File::open(path).map_err(io)?;
    // A pipe can be read only once.
    if !file.metadata().map_err(io)?.is_file() {
        return Err(FileProblem::NotAFile.refuse(name).into());
    }
    let mut scan = Scan::default();
    for_each_chunk(&mut file, |chunk| scan.add(chunk)).map_err(io)?;
    let mut sniffed = scan.finish();
    if sniffed.not_utf8.is_some() && sniffed.zero.is_none() {
        let mut eight_bit = EightBit::default();
        file.rewind().map_err(io)?;
        for_each_chunk(&mut file, |chunk| eight_bit.add(chunk)).map_err(io)?;
        sniffed.eight_bit = Some(eight_bit.finish());
    }
    Ok(sniffed)
}

fn for_each_chunk(file: &mut File, mut look_at: impl FnMut(&[u8])) -> std::io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(()),
            Ok(n) => look_at(chunk.get(..n).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
}

impl Scan {
    fn add(&mut self, chunk: &[u8]) {
        self.sha.update(chunk);
        self.quick.update(chunk);
        if let Some(room) = HEAD_BYTES.checked_sub(self.found.head.len()) {
            self.found.head.extend(chunk.iter().take(room));
        }
        if self.found.zero.is_none() && chunk.contains(&0) {
            let position = chunk.iter().position(|&b| b == 0).unwrap_or(0);
            self.found.zero = Some(self.at(chunk, position, 0));
        }
        if !chunk.is_ascii() {
            self.add_utf8(chunk);
        } else if let Some(&byte) = self.cut.first() {
            self.not_utf8(ByteAt {
                line: self.breaks + 1,
                offset: self.found.bytes - count(self.cut.len()),
                byte,
            });
            self.cut.clear();
        }
        self.breaks += count(chunk.iter().filter(|&&b| b == b'\n').count());
        self.found.bytes += count(chunk.len());
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
        self.found.sha256 = hex(self.sha.finalize());
        self.found.quick = self.quick.digest();
        self.found
    }
}

/// Lengths as file positions; a `usize` always fits.
pub(super) fn count(n: usize) -> u64 {
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
                        self.eight_bit.as_ref().and_then(|e| e.undefined)
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
        match self.eight_bit.as_ref().and_then(EightBit::against_1252) {
            Some((at, problem)) => Err(problem.refuse(name).at_line(at.line)),
            None => Ok(Encoding::Windows1252),
        }
    }
}

#[cfg(test)]
mod tests;
