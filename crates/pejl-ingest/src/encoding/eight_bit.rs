//! What the bytes of a file that is not UTF-8 say about its 8-bit character set.

use super::sniff::{ByteAt, count};
use super::{Encoding, EncodingProblem};

/// Evidence for and against windows-1252.
#[derive(Debug, Clone, Default)]
pub(crate) struct EightBit {
    /// First byte that windows-1252 does not have.
    pub(crate) undefined: Option<ByteAt>,
    /// First byte that windows-1252 has and the ISO sets do not.
    pub(crate) only_in_1252: Option<ByteAt>,
    /// First byte that would be a symbol in the middle of a word, were the file windows-1252.
    odd: Option<ByteAt>,
    /// First byte inside a word that is a rare letter in windows-1252 and a common one in Mac OS Roman (š and ö).
    rare: Option<ByteAt>,
    /// Some byte inside a word that is a letter of western Europe in windows-1252 and none in Mac OS Roman or DOS.
    common: bool,
    bytes: u64,
    breaks: u64,
    /// The last two bytes before the present chunk.
    before: [u8; 2],
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

impl EightBit {
    /// Looks at the next bytes of the file.
    pub(crate) fn add(&mut self, chunk: &[u8]) {
        let [mut a, mut b] = self.before;
        for &c in chunk {
            if b >= 0x80 {
                self.look_at(a, b, c);
            }
            self.bytes += 1;
            self.breaks += u64::from(c == b'\n');
            (a, b) = (b, c);
        }
        self.before = [a, b];
    }

    /// Looks at the last byte of the file.
    pub(crate) fn finish(mut self) -> Self {
        let [a, b] = self.before;
        if b >= 0x80 {
            self.look_at(a, b, 0);
        }
        self
    }

    /// A byte beyond ASCII between its neighbours; it is the last one counted.
    fn look_at(&mut self, before: u8, byte: u8, after: u8) {
        let at = ByteAt {
            line: self.breaks + 1,
            offset: self.bytes.saturating_sub(count(1)),
            byte,
        };
        if Encoding::Windows1252.is_undefined(byte) {
            self.undefined.get_or_insert(at);
        }
        if (0x80..0xA0).contains(&byte) {
            self.only_in_1252.get_or_insert(at);
        }
        if before.is_ascii_alphabetic() && after.is_ascii_alphabetic() {
            match inside_a_word(byte) {
                Inside::Common => self.common = true,
                Inside::Rare => _ = self.rare.get_or_insert(at),
                Inside::Odd => _ = self.odd.get_or_insert(at),
                Inside::Any => {}
            }
        }
    }

    /// The byte that shows that the file is not windows-1252, if one does.
    pub(super) fn against_1252(&self) -> Option<(ByteAt, EncodingProblem)> {
        let rare = self.rare.filter(|_| !self.common);
        let at = self.undefined.or(self.odd).or(rare)?;
        Some((
            at,
            EncodingProblem::Unknown {
                byte: at.byte,
                offset: at.offset,
            },
        ))
    }
}
