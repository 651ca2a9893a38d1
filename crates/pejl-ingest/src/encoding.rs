//! Character sets: one cheap pass decides, a second decodes.
//!
//! The rule for a file whose character set is not declared: the whole file is valid UTF-8, or it has no
//! well-formed UTF-8 letter at all and is credible windows-1252. Anything between the two is refused with the
//! line of the first invalid byte, because a reader that changes its mind half way corrupts names silently.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use crate::issue::Explain;

mod decode;
mod eight_bit;
mod sniff;

pub(crate) use decode::{DecodedReader, decode_document, read_document};
pub(crate) use eight_bit::EightBit;
pub(crate) use sniff::{ByteAt, Sniffed, sniff};

/// A character set that files are read in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// Windows-1252; its five undefined bytes are errors.
    Windows1252,
    /// ISO-8859-1, read as its superset windows-1252, as browsers do.
    Iso88591,
    /// ISO-8859-15 (with the euro sign), with the punctuation of windows-1252 where it has control characters.
    Iso885915,
    /// Mac OS Roman. Never assumed, only declared.
    MacRoman,
}

impl Encoding {
    /// Every character set.
    pub const ALL: [Self; 5] = [
        Self::Utf8,
        Self::Windows1252,
        Self::Iso88591,
        Self::Iso885915,
        Self::MacRoman,
    ];

    /// Its usual name: `utf-8`, `windows-1252`, `iso-8859-1`, `iso-8859-15`, `macintosh`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Windows1252 => "windows-1252",
            Self::Iso88591 => "iso-8859-1",
            Self::Iso885915 => "iso-8859-15",
            Self::MacRoman => "macintosh",
        }
    }

    /// The text of bytes in an 8-bit set; None for UTF-8.
    pub(crate) fn decode_single_byte(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        let decoder = match self {
            Self::Utf8 => return None,
            Self::Windows1252 | Self::Iso88591 => encoding_rs::WINDOWS_1252,
            Self::Iso885915 => encoding_rs::ISO_8859_15,
            Self::MacRoman => encoding_rs::MACINTOSH,
        };
        let text = decoder.decode_without_bom_handling(bytes).0;
        // Files that call themselves ISO-8859-15 have the dashes and quotes of windows-1252, too.
        if self == Self::Iso885915 && bytes.iter().any(|b| (0x80..0xA0).contains(b)) {
            return Some(Cow::Owned(text.chars().map(control_to_1252).collect()));
        }
        Some(text)
    }

    /// True for a byte that stands for no character in the set.
    pub(crate) fn is_undefined(self, byte: u8) -> bool {
        match self {
            Self::Windows1252 | Self::Iso88591 | Self::Iso885915 => {
                matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
            }
            Self::Utf8 | Self::MacRoman => false,
        }
    }
}

/// The character windows-1252 has where the ISO sets have a control character.
fn control_to_1252(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..0xA0) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(&[byte])
            .0
            .chars()
            .next()
            .unwrap_or(c),
        _ => c,
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a character set that is read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "unknown character set `{0}`; known are utf-8, windows-1252, iso-8859-1, iso-8859-15, macintosh"
)]
pub struct UnknownEncoding(pub String);

impl FromStr for Encoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().replace('_', "-").as_str() {
            "utf-8" | "utf8" | "ascii" | "us-ascii" => Ok(Self::Utf8),
            "windows-1252" | "cp1252" | "windows1252" | "1252" => Ok(Self::Windows1252),
            "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" => Ok(Self::Iso88591),
            "iso-8859-15" | "iso8859-15" | "latin9" | "latin-9" => Ok(Self::Iso885915),
            "macintosh" | "mac-roman" | "macroman" | "mac" => Ok(Self::MacRoman),
            _ => Err(UnknownEncoding(text.to_owned())),
        }
    }
}

/// What can be wrong with the bytes of a text.
#[derive(Debug, thiserror::Error)]
pub(crate) enum EncodingProblem {
    #[error(
        "byte {byte:#04X} at offset {offset} is not valid {encoding}; save the file as UTF-8, or declare its character set with --encoding"
    )]
    InvalidByte {
        encoding: Encoding,
        byte: u8,
        offset: u64,
    },
    #[error(
        "the file has UTF-8 letters, and byte {byte:#04X} at offset {offset} that is not UTF-8: it is damaged or put together from two files; declare --encoding to read it all the same"
    )]
    Mixed { byte: u8, offset: u64 },
    #[error(
        "byte {byte:#04X} at offset {offset} shows that the file is neither UTF-8 nor windows-1252 (it may come from a Mac or from DOS); declare its character set with --encoding"
    )]
    Unknown { byte: u8, offset: u64 },
    #[error(
        "{declared} is declared, but the file is valid UTF-8 with letters beyond ASCII; leave --encoding out or declare utf-8"
    )]
    IsUtf8 { declared: Encoding },
    #[error("the file is UTF-16, which is not read; save it as UTF-8")]
    Utf16,
    #[error("the zero byte at offset {offset} shows that this is not a text file")]
    Binary { offset: u64 },
    #[error(
        "the file declares {declared}, but is valid UTF-8 and was read as UTF-8; declare --encoding to read it otherwise"
    )]
    DeclaredInFileIsUtf8 { declared: String },
    #[error(
        "the file declares the character set `{declared}`, which is not known; it was read as {used}"
    )]
    DeclaredUnknown { declared: String, used: Encoding },
    #[error(
        "byte {byte:#04X} at offset {offset} is not in {declared}, which the file declares; it was read as in windows-1252"
    )]
    ReadAs1252 {
        declared: Encoding,
        byte: u8,
        offset: u64,
    },
    #[error("the file has the replacement character U+FFFD: letters were lost before it came here")]
    LettersLost,
}

impl EncodingProblem {
    /// The problem of a byte that the set does not have.
    pub(crate) fn invalid(encoding: Encoding, at: ByteAt) -> Self {
        Self::InvalidByte {
            encoding,
            byte: at.byte,
            offset: at.offset,
        }
    }
}

impl Explain for EncodingProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::InvalidByte { .. } => "encoding.invalid_byte",
            Self::Mixed { .. } => "encoding.mixed",
            Self::Unknown { .. } => "encoding.unknown",
            Self::IsUtf8 { .. } => "encoding.declared_wrong",
            Self::Utf16 => "encoding.utf16",
            Self::Binary { .. } => "file.not_text",
            Self::DeclaredInFileIsUtf8 { .. } => "encoding.in_file_wrong",
            Self::DeclaredUnknown { .. } => "encoding.in_file_unknown",
            Self::ReadAs1252 { .. } => "encoding.read_as_1252",
            Self::LettersLost => "encoding.letters_lost",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::InvalidByte { encoding, byte, offset } => format!(
                "byte {byte:#04X} på position {offset} er ikke gyldig {encoding}; gem filen som UTF-8, eller angiv dens tegnsæt med --encoding"
            ),
            Self::Mixed { byte, offset } => format!(
                "filen har bogstaver i UTF-8 og byte {byte:#04X} på position {offset}, som ikke er UTF-8: den er beskadiget eller sat sammen af to filer; angiv --encoding for at læse den alligevel"
            ),
            Self::Unknown { byte, offset } => format!(
                "byte {byte:#04X} på position {offset} viser, at filen hverken er UTF-8 eller windows-1252 (den kan komme fra en Mac eller fra DOS); angiv dens tegnsæt med --encoding"
            ),
            Self::IsUtf8 { declared } => format!(
                "{declared} er angivet, men filen er gyldig UTF-8 med bogstaver ud over ASCII; udelad --encoding, eller angiv utf-8"
            ),
            Self::Utf16 => "filen er UTF-16, som ikke læses; gem den som UTF-8".into(),
            Self::Binary { offset } => format!("nulbyten på position {offset} viser, at dette ikke er en tekstfil"),
            Self::DeclaredInFileIsUtf8 { declared } => format!(
                "filen angiver {declared}, men er gyldig UTF-8 og er læst som UTF-8; angiv --encoding for at læse den anderledes"
            ),
            Self::DeclaredUnknown { declared, used } => {
                format!("filen angiver tegnsættet `{declared}`, som ikke kendes; den er læst som {used}")
            }
            Self::ReadAs1252 { declared, byte, offset } => format!(
                "byte {byte:#04X} på position {offset} findes ikke i {declared}, som filen angiver; den er læst som i windows-1252"
            ),
            Self::LettersLost => {
                "filen indeholder erstatningstegnet U+FFFD: bogstaver er gået tabt, før den kom hertil".into()
            }
        }
    }
}
