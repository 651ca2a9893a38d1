//! The face that a report is set in, and what it can show.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

/// The fonts of the face: the regular and the bold one, which have the same characters.
pub(crate) static FACE: LazyLock<Face> = LazyLock::new(|| {
    let fonts = [notosans::REGULAR_TTF, notosans::BOLD_TTF];
    let fonts: Vec<Font> = fonts
        .into_iter()
        .flat_map(|one| Font::iter(Bytes::new(one)))
        .collect();
    Face {
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
    }
});

/// What stands in the place of a character that the face does not have.
const UNKNOWN: char = '\u{fffd}';

/// Fonts, and the index that Typst finds them by.
#[derive(Debug)]
pub(crate) struct Face {
    /// The index.
    pub book: LazyHash<FontBook>,
    /// The fonts.
    pub fonts: Vec<Font>,
}

impl Face {
    /// A text as the face can show it.
    ///
    /// A file that is to last may hold no character without a shape, so one that the face does not have (a sign of a picture, a
    /// script of elsewhere) becomes `�`, and what no text shows is left out. Line ends and tabs become spaces, as in the HTML.
    pub(crate) fn shown(&self, text: &str) -> String {
        text.chars().filter_map(|c| self.shown_as(c)).collect()
    }

    fn shown_as(&self, c: char) -> Option<char> {
        match c {
            '\n' | '\t' => Some(' '),
            // A hyphen that no line ends at.
            '\u{2010}' | '\u{2011}' => Some('-'),
            '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fe0e}' | '\u{fe0f}' | '\u{2060}' => None,
            c if c.is_control() => None,
            c if self.has(c) => Some(c),
            _ => Some(UNKNOWN),
        }
    }

    fn has(&self, c: char) -> bool {
        let has = |font: &Font| font.info().coverage.contains(u32::from(c));
        self.fonts.iter().all(has)
    }
}
