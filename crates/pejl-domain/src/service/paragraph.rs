//! Paragraphs of a law in the ways records and ledgers cite them.

use std::fmt;
use std::str::FromStr;

use crate::lang::fold;
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

use super::citation::{Stop, Token, Tokens, is_section_word, split_law};
use super::law::Law;

/// A paragraph of a law, and perhaps the one it is read with (`jf.`).
///
/// Prints as `SEL § 83 a, stk. 1, nr. 2, jf. § 9`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Paragraph {
    cited: Cited,
    with: Option<Cited>,
}

/// One place in a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Cited {
    pub(super) law: Option<Law>,
    pub(super) section: u16,
    pub(super) letter: Option<char>,
    pub(super) stk: Option<u16>,
    pub(super) nr: Option<u16>,
}

/// Why a text is no paragraph.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParagraphError {
    /// A word where a law should stand.
    #[error("`{law}` in `{text}` is no law (SEL, AEL or ÆL, SUL, ABL or RSL)")]
    UnknownLaw {
        /// The text as given.
        text: String,
        /// The word.
        law: String,
    },
    /// More than one paragraph, as in `§§ 95-96`.
    #[error("`{text}` is more than one paragraph")]
    Several {
        /// The text as given.
        text: String,
    },
    /// None of the known ways to cite.
    #[error("`{text}` is no paragraph (for example § 83, stk. 1, nr. 2 or SEL-83-1.2): {} unexpected", seen(.found))]
    Malformed {
        /// The text as given.
        text: String,
        /// What was not expected; empty for the end of the text.
        found: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("paragraph is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

/// Reads a paragraph: `§ 83, stk. 1, nr. 2`, `§83.1.2`, `SEL-83-1.2`, `SEL § 83A`, `ÆL § 10`, `servicelovens § 85`,
/// `§ 85 i serviceloven`, `SEL-58-jf 52-3.7`.
///
/// Numbers without a word are `stk.` and then `nr.`; a `nr.` without a `stk.` is of `stk. 1`. A key such as `SEL-83-1`
/// is therefore stk. 1, while the service of that code is nr. 1: codes of services go to [`super::find_service`].
///
/// ```
/// use pejl_domain::service::{Law, parse_paragraph};
/// let paragraph = parse_paragraph("SEL-83-1.2")?;
/// assert_eq!((paragraph.law(), paragraph.stk(), paragraph.nr()), (Some(Law::Sel), Some(1), Some(2)));
/// assert_eq!(paragraph.to_string(), "SEL § 83, stk. 1, nr. 2");
/// assert_eq!(parse_paragraph("§ 83A")?.to_string(), "§ 83 a");
/// # Ok::<(), pejl_domain::service::ParagraphError>(())
/// ```
///
/// # Errors
/// Every variant of [`ParagraphError`].
pub fn parse_paragraph(text: &str) -> Result<Paragraph, ParagraphError> {
    if !fits(text, MAX_TEXT_CHARS) {
        return Err(ParagraphError::TooLong);
    }
    let folded = fold(text);
    let (law, rest) = split_law(&folded);
    let mut tokens = Tokens::of(rest);
    let read = match (law, tokens.peek()) {
        (None, Some(Token::Word(word))) if !is_section_word(word) => {
            return Err(ParagraphError::UnknownLaw {
                text: text.to_owned(),
                law: word.to_owned(),
            });
        }
        _ => tokens.paragraph(law),
    };
    read.map_err(|stop| match stop {
        Stop::Several => ParagraphError::Several {
            text: text.to_owned(),
        },
        Stop::Unexpected(found) => ParagraphError::Malformed {
            text: text.to_owned(),
            found,
        },
    })
}

impl Paragraph {
    /// The law; `None` where the text does not say.
    #[must_use]
    pub const fn law(&self) -> Option<Law> {
        self.cited.law
    }

    /// The same paragraph, of `law` where the text does not say.
    #[must_use]
    pub fn or_law(mut self, law: Law) -> Self {
        self.cited.law.get_or_insert(law);
        Self::of(self.cited, self.with)
    }

    /// The number after `§`.
    #[must_use]
    pub const fn section(&self) -> u16 {
        self.cited.section
    }

    /// The letter after it, in lower case: the `a` of `§ 83 a`.
    #[must_use]
    pub const fn letter(&self) -> Option<char> {
        self.cited.letter
    }

    /// The subsection (`stk.`).
    #[must_use]
    pub const fn stk(&self) -> Option<u16> {
        self.cited.stk
    }

    /// The number in the subsection (`nr.`).
    #[must_use]
    pub const fn nr(&self) -> Option<u16> {
        self.cited.nr
    }

    /// The paragraph without its law, as datasets hold it beside a column of laws: `§ 83 a, stk. 1`.
    #[must_use]
    pub fn without_law(&self) -> String {
        let mut paragraph = self.clone();
        paragraph.cited.law = None;
        paragraph.to_string()
    }

    /// A paragraph whose second one names its law only where it is another law.
    pub(super) fn of(cited: Cited, with: Option<Cited>) -> Self {
        let with = with.map(|with| Cited {
            law: with.law.filter(|law| Some(*law) != cited.law),
            ..with
        });
        Self { cited, with }
    }

    /// Whether what is granted under `other` is granted under this paragraph; a paragraph contains itself.
    ///
    /// A paragraph that is read with another one contains only what is read with the same.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        self.cited.contains(other.cited) && (self.with.is_none() || self.with == other.with)
    }
}

impl ParagraphError {
    /// The message in Danish.
    #[must_use]
    pub fn danish(&self) -> String {
        match self {
            Self::UnknownLaw { text, law } => {
                format!("`{law}` i `{text}` er ingen lov (SEL, AEL eller ÆL, SUL, ABL eller RSL)")
            }
            Self::Several { text } => format!("`{text}` er mere end én paragraf"),
            Self::Malformed { text, found } => {
                let found = match found.as_str() {
                    "" => "slutningen".to_owned(),
                    found => format!("`{found}`"),
                };
                format!(
                    "`{text}` er ingen paragraf (for eksempel § 83, stk. 1, nr. 2 eller SEL-83-1.2): \
                     {found} var ikke ventet"
                )
            }
            Self::TooLong => format!("paragraffen er længere end {MAX_TEXT_CHARS} tegn"),
        }
    }
}

impl Cited {
    fn contains(self, other: Self) -> bool {
        self.law == other.law
            && (self.section, self.letter) == (other.section, other.letter)
            && (self.stk.is_none() || self.stk == other.stk)
            && (self.nr.is_none() || self.nr == other.nr)
    }
}

impl fmt::Display for Cited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(law) = self.law {
            write!(f, "{law} ")?;
        }
        write!(f, "§ {}", self.section)?;
        if let Some(letter) = self.letter {
            write!(f, " {letter}")?;
        }
        if let Some(stk) = self.stk {
            write!(f, ", stk. {stk}")?;
        }
        if let Some(nr) = self.nr {
            write!(f, ", nr. {nr}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Paragraph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.cited.fmt(f)?;
        match self.with {
            Some(with) => write!(f, ", jf. {with}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Paragraph {
    type Err = ParagraphError;

    fn from_str(text: &str) -> Result<Self, ParagraphError> {
        parse_paragraph(text)
    }
}

serde_as_text!(Paragraph);

/// What an error message says was found.
fn seen(found: &str) -> String {
    match found {
        "" => "the end".to_owned(),
        found => format!("`{found}`"),
    }
}
