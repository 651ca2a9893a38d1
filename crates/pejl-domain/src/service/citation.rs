//! The grammar of citations: tokens, and the paragraph they spell.

use super::law::{Law, SPELLINGS};
use super::paragraph::{Cited, Paragraph};

/// The highest number of a `stk.` or a `nr.`; what is above it is a second paragraph.
const MAX_PART: u16 = 50;
const MAX_SECTION: u16 = 999;

/// What a citation is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Sign,
    /// With whether a dash and nothing else stands before it.
    Number {
        digits: &'t str,
        after_dash: bool,
    },
    Word(&'t str),
    Other(&'t str),
}

/// The tokens of a citation that are still to be read.
pub(super) struct Tokens<'t> {
    rest: &'t str,
}

/// Why reading stopped, before the text is put into the error.
pub(super) enum Stop {
    Several,
    Unexpected(String),
}

impl<'t> Tokens<'t> {
    /// The tokens of `folded` text.
    pub(super) const fn of(folded: &'t str) -> Self {
        Self { rest: folded }
    }

    pub(super) fn peek(&self) -> Option<Token<'t>> {
        self.split().map(|(token, _)| token)
    }

    fn next(&mut self) -> Option<Token<'t>> {
        let (token, rest) = self.split()?;
        self.rest = rest;
        Some(token)
    }

    /// The first token and what comes after it.
    fn split(&self) -> Option<(Token<'t>, &'t str)> {
        let is_gap = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '-' | '–');
        let here = self.rest.trim_start_matches(is_gap);
        let (gap, _) = self.rest.split_at_checked(self.rest.len() - here.len())?;
        let first = here.chars().next()?;
        let run = |is_in: fn(char) -> bool| {
            let end = here.find(|c| !is_in(c)).unwrap_or(here.len());
            here.split_at_checked(end)
        };
        if first.is_ascii_digit() {
            let (digits, rest) = run(|c| c.is_ascii_digit())?;
            let after_dash = matches!(gap.trim(), "-" | "–");
            Some((Token::Number { digits, after_dash }, rest))
        } else if first.is_alphabetic() {
            let (word, rest) = run(char::is_alphabetic)?;
            Some((Token::Word(word), rest))
        } else {
            let (sign, rest) = here.split_at_checked(first.len_utf8())?;
            let token = if first == '§' {
                Token::Sign
            } else {
                Token::Other(sign)
            };
            Some((token, rest))
        }
    }

    /// Everything that is left as one paragraph of `law`.
    pub(super) fn paragraph(&mut self, law: Option<Law>) -> Result<Paragraph, Stop> {
        let cited = self.cited(law)?;
        let with = match self.peek() {
            Some(Token::Word("jf" | "jfr")) => {
                self.next();
                let (law, rest) = split_law(self.rest.trim_start_matches(['.', ' ']));
                self.rest = rest;
                Some(match self.peek() {
                    Some(Token::Word("stk" | "nr")) => self.parts(Cited {
                        stk: None,
                        nr: None,
                        ..cited
                    })?,
                    _ => self.cited(law)?,
                })
            }
            _ => None,
        };
        match self.next() {
            None => Ok(Paragraph::of(cited, with)),
            Some(token) => Err(token.unexpected()),
        }
    }

    /// A section with its letter, `stk.` and `nr.`.
    fn cited(&mut self, law: Option<Law>) -> Result<Cited, Stop> {
        let mut has_sign = false;
        while let Some(token) = self.peek() {
            match token {
                Token::Sign if has_sign => return Err(Stop::Several),
                Token::Sign => has_sign = true,
                Token::Word(word) if !has_sign && is_section_word(word) => has_sign = true,
                _ => break,
            }
            self.next();
        }
        let section = self.number(MAX_SECTION)?;
        let letter = match self.peek() {
            Some(Token::Word(word)) => single(word),
            _ => None,
        };
        if letter.is_some() {
            self.next();
        }
        // In `SEL-83-1` a dash cuts; after a sign it may as well mean "to".
        if has_sign
            && matches!(
                self.peek(),
                Some(Token::Number {
                    after_dash: true,
                    ..
                })
            )
        {
            return Err(Stop::Several);
        }
        self.parts(Cited {
            law,
            section,
            letter,
            stk: None,
            nr: None,
        })
    }

    fn parts(&mut self, mut cited: Cited) -> Result<Cited, Stop> {
        loop {
            let is_nr = match self.peek() {
                Some(Token::Word("stk")) => {
                    self.next();
                    false
                }
                Some(Token::Word("nr")) => {
                    self.next();
                    true
                }
                Some(Token::Number { .. }) => cited.stk.is_some(),
                _ => return Ok(cited),
            };
            let n = self.number(MAX_PART)?;
            match (is_nr, cited.stk, cited.nr) {
                (true, stk, None) => {
                    cited.stk = stk.or(Some(1));
                    cited.nr = Some(n);
                }
                (false, None, None) => cited.stk = Some(n),
                _ => return Err(Stop::Unexpected(n.to_string())),
            }
        }
    }

    fn number(&mut self, max: u16) -> Result<u16, Stop> {
        match self.next() {
            Some(Token::Number { digits, .. }) => digits
                .parse()
                .ok()
                .filter(|n| (1..=max).contains(n))
                .ok_or_else(|| Stop::Unexpected(digits.to_owned())),
            Some(token) => Err(token.unexpected()),
            None => Err(Stop::Unexpected(String::new())),
        }
    }
}

impl Token<'_> {
    fn unexpected(self) -> Stop {
        Stop::Unexpected(
            match self {
                Self::Sign => "§",
                Self::Number { digits, .. } => digits,
                Self::Word(text) | Self::Other(text) => text,
            }
            .to_owned(),
        )
    }
}

/// The law that `folded` begins or ends with, and the text without it.
pub(super) fn split_law(folded: &str) -> (Option<Law>, &str) {
    let is_cut = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
    for (spelling, law) in SPELLINGS {
        if let Some(rest) = folded.strip_prefix(spelling)
            && is_cut(rest.chars().next())
        {
            return (Some(law), rest);
        }
        if let Some(rest) = folded.strip_suffix(spelling)
            && is_cut(rest.chars().next_back())
        {
            let rest = rest.trim_end();
            return (Some(law), rest.strip_suffix(" i").unwrap_or(rest));
        }
    }
    (None, folded)
}

pub(super) fn is_section_word(word: &str) -> bool {
    matches!(word, "paragraf" | "par" | "pgf")
}

/// The one letter that `word` is.
fn single(word: &str) -> Option<char> {
    let mut letters = word.chars();
    let letter = letters.next()?;
    letters.next().is_none().then_some(letter)
}
