//! How a finance system writes an account string: the parts in their order.
//!
//! A pattern is text, so that a mapping file can hold it. Parts stand in the order of the string, `,` between parts
//! that touch, and `-`, `.`, `/` or a blank where the string has that character:
//!
//! ```text
//! department:5..6-function:5,dranst:1,grouping:3-activity:0..6-art:3..7-rest
//! ```
//!
//! `:5` is a width in characters and `:5..6` a range; a part without a width takes what the part allows. Between two
//! separators at most one part may vary in width, so that every string is cut in one way only. `rest` comes last and
//! takes what is left, which may be nothing.
//!
//! A pattern of several parts without any separator counts characters alone: it passes over `-`, `.`, `/` and blanks
//! in the string. [`Pattern::authorised`] is such a pattern.

use std::fmt;
use std::str::FromStr;

use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

use super::part::Part;
use super::{AccountStringError, Expected};

/// The characters that may separate the parts of an account string.
pub(super) const SEPARATORS: [char; 4] = ['-', '.', '/', ' '];

/// How one finance system writes its account strings.
///
/// ```
/// use pejl_domain::account::posting::Pattern;
/// let text = "department:5..6-function:5,dranst,grouping-activity:0..6-art:3-rest";
/// assert_eq!(Pattern::parse(text)?.to_string(), text);
/// # Ok::<(), pejl_domain::account::posting::PatternError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    segments: Vec<Segment>,
}

/// Why a text is no pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A name that is no part.
    #[error(
        "`{name}` at character {position} is no part (department, function, dranst, ownership, cost_centre, grouping, \
         activity, project, art or rest)"
    )]
    UnknownPart {
        /// What stands there.
        name: String,
        /// Its first character, from 1.
        position: usize,
    },
    /// A character that is neither a width nor a separator.
    #[error(
        "`{found}` at character {position} of the pattern, where `:`, `,`, `-`, `.`, `/` or a blank may stand"
    )]
    Separator {
        /// What stands there.
        found: char,
        /// Where it stands, from 1.
        position: usize,
    },
    /// A width that is none, or that the part cannot have.
    #[error("width `{width}` of {part}: expected {expected}")]
    Width {
        /// The part.
        part: Part,
        /// The width as written.
        width: String,
        /// The widths the part may have.
        expected: Expected,
    },
    /// A part that occurs a second time.
    #[error("{part} stands twice in the pattern")]
    Twice {
        /// The part.
        part: Part,
    },
    /// A second part of varying width between two separators.
    #[error("{part} varies in width beside another part that does, with no separator between")]
    Ambiguous {
        /// The second part.
        part: Part,
    },
    /// `rest` that is not the last part, or that touches another one.
    #[error("rest must come last, after a separator")]
    RestNotLast,
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("pattern is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

/// Parts that touch, and the separator that ends them; only the last segment of a pattern has none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Segment {
    fields: Vec<Field>,
    end: Option<char>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Field {
    part: Part,
    /// As written; without one the part's own widths hold.
    width: Option<(usize, usize)>,
}

/// A part as it stands in a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) part: Part,
    pub(super) text: &'t str,
    /// Its first character, from 1.
    pub(super) position: usize,
}

impl Pattern {
    /// The pattern that `text` writes.
    ///
    /// # Errors
    /// Every variant of [`PatternError`]; the module says what is allowed.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(PatternError::TooLong);
        }
        let mut segments = Vec::new();
        let mut fields = Vec::new();
        let mut rest = text;
        loop {
            let (field, after) = field(text, rest)?;
            fields.push(field);
            let mut chars = after.chars();
            match chars.next() {
                Some(',') => {}
                Some(end) if SEPARATORS.contains(&end) => segments.push(Segment {
                    fields: std::mem::take(&mut fields),
                    end: Some(end),
                }),
                Some(found) => {
                    let position = position_of(text, after);
                    return Err(PatternError::Separator { found, position });
                }
                None => {
                    segments.push(Segment { fields, end: None });
                    return Self::checked(segments);
                }
            }
            rest = chars.as_str();
        }
    }

    /// The 16 digits of the authorised form: main account 1, main function 2, function 2, dranst 1, ownership 1,
    /// cost centre 4, grouping 3, main art 1, art 1; dots, dashes and blanks between them are passed over.
    #[must_use]
    pub fn authorised() -> Self {
        let widths = [
            (Part::Function, 5),
            (Part::Dranst, 1),
            (Part::Ownership, 1),
            (Part::CostCentre, 4),
            (Part::Grouping, 3),
            (Part::Art, 2),
        ];
        let fields = widths
            .into_iter()
            .map(|(part, width)| Field {
                part,
                width: Some((width, width)),
            })
            .collect();
        Self {
            segments: vec![Segment { fields, end: None }],
        }
    }

    /// The parts that a string of this pattern has, in their order.
    pub fn parts(&self) -> impl Iterator<Item = Part> {
        let fields = self.segments.iter().flat_map(|segment| &segment.fields);
        fields.map(|field| field.part)
    }

    /// Whether separators in a string are passed over.
    pub(super) fn passes_over_separators(&self) -> bool {
        match self.segments.as_slice() {
            [only] => only.fields.len() > 1,
            _ => false,
        }
    }

    /// Cuts `text` into the parts of the pattern.
    pub(super) fn cut<'t>(&self, text: &'t str) -> Result<Vec<Piece<'t>>, AccountStringError> {
        let mut pieces = Vec::with_capacity(Part::ALL.len());
        let mut rest = text;
        let mut position = 1;
        for segment in &self.segments {
            let (here, after) = match segment.end {
                _ if segment.is_rest() => (rest, None),
                None => (rest, None),
                Some(end) => match rest.split_once(end) {
                    Some((here, after)) => (here, Some(after)),
                    None => (rest, None),
                },
            };
            segment.cut(here, position, &mut pieces)?;
            position += here.chars().count() + usize::from(after.is_some());
            rest = match (segment.end, after) {
                (_, Some(after)) => after,
                (None, None) => "",
                // The string may end where `rest` begins.
                (Some(_), None) if self.rest_follows(segment) => "",
                (Some(separator), None) => {
                    return Err(AccountStringError::NoSeparator {
                        separator,
                        position,
                    });
                }
            };
        }
        Ok(pieces)
    }

    fn rest_follows(&self, segment: &Segment) -> bool {
        match self.segments.as_slice() {
            [.., before, last] => std::ptr::eq(before, segment) && last.is_rest(),
            _ => false,
        }
    }

    fn checked(segments: Vec<Segment>) -> Result<Self, PatternError> {
        let pattern = Self { segments };
        let mut seen = Vec::new();
        for part in pattern.parts() {
            if seen.contains(&part) {
                return Err(PatternError::Twice { part });
            }
            seen.push(part);
        }
        for segment in &pattern.segments {
            let mut varying = segment.fields.iter().filter(|field| field.varies());
            if let Some(second) = varying.nth(1)
                && second.part != Part::Rest
            {
                return Err(PatternError::Ambiguous { part: second.part });
            }
        }
        let has_rest = pattern.parts().any(|part| part == Part::Rest);
        if has_rest && !pattern.segments.last().is_some_and(Segment::is_rest) {
            return Err(PatternError::RestNotLast);
        }
        Ok(pattern)
    }
}

impl Segment {
    fn is_rest(&self) -> bool {
        matches!(self.fields.as_slice(), [field] if field.part == Part::Rest)
    }

    fn cut<'t>(
        &self,
        text: &'t str,
        mut position: usize,
        pieces: &mut Vec<Piece<'t>>,
    ) -> Result<(), AccountStringError> {
        let fixed: usize = self
            .fields
            .iter()
            .filter(|field| !field.varies())
            .map(|field| field.widths().1)
            .sum();
        let for_the_varying = text.chars().count().saturating_sub(fixed);
        let mut rest = text;
        for field in &self.fields {
            let (min, max) = field.widths();
            let (here, after) = split_after(rest, for_the_varying.clamp(min, max));
            let n_chars = here.chars().count();
            if n_chars < min {
                return Err(AccountStringError::Part {
                    part: field.part,
                    value: here.to_owned(),
                    position,
                    expected: Expected::Width { min, max },
                });
            }
            pieces.push(Piece {
                part: field.part,
                text: here,
                position,
            });
            position += n_chars;
            rest = after;
        }
        match (rest, self.fields.last()) {
            ("", _) | (_, None) => Ok(()),
            (left, Some(last)) => Err(AccountStringError::LeftOver {
                value: left.to_owned(),
                position,
                after: last.part,
            }),
        }
    }
}

impl Field {
    fn widths(self) -> (usize, usize) {
        self.width.unwrap_or(self.part.widths())
    }

    fn varies(self) -> bool {
        let (min, max) = self.widths();
        min != max
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            for (n, field) in segment.fields.iter().enumerate() {
                if n > 0 {
                    f.write_str(",")?;
                }
                match field.width {
                    None => write!(f, "{}", field.part)?,
                    Some((min, max)) if min == max => write!(f, "{}:{min}", field.part)?,
                    Some((min, max)) => write!(f, "{}:{min}..{max}", field.part)?,
                }
            }
            if let Some(end) = segment.end {
                write!(f, "{end}")?;
            }
        }
        Ok(())
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::parse(text)
    }
}

serde_as_text!(Pattern);

/// The part and width that `rest` (an end of `text`) begins with, and what comes after them.
fn field<'t>(text: &str, rest: &'t str) -> Result<(Field, &'t str), PatternError> {
    let (name, after) = split_where(rest, |c| !(c.is_alphanumeric() || c == '_'));
    let part = Part::ALL
        .into_iter()
        .find(|part| part.as_str() == name)
        .ok_or_else(|| PatternError::UnknownPart {
            name: name.to_owned(),
            position: position_of(text, rest),
        })?;
    let Some(after) = after.strip_prefix(':') else {
        return Ok((Field { part, width: None }, after));
    };
    let not_digit = |c: char| !c.is_ascii_digit();
    let (first, after_first) = split_where(after, not_digit);
    let (second, after) = match after_first.strip_prefix("..") {
        Some(range) => split_where(range, not_digit),
        None => (first, after_first),
    };
    let (least, most) = part.widths();
    let width = first.parse().ok().zip(second.parse().ok());
    match width.filter(|(min, max)| least <= *min && min <= max && *max <= most && *max > 0) {
        Some(_) if part == Part::Rest => Err(PatternError::RestNotLast),
        Some(width) => Ok((
            Field {
                part,
                width: Some(width),
            },
            after,
        )),
        None => Err(PatternError::Width {
            part,
            width: if first == second {
                first.to_owned()
            } else {
                format!("{first}..{second}")
            },
            expected: Expected::Width {
                min: least,
                max: most,
            },
        }),
    }
}

fn split_where(text: &str, end: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at_checked(text.find(end).unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// `text` cut after its first `n_chars` characters, or at its end.
fn split_after(text: &str, n_chars: usize) -> (&str, &str) {
    let end = text.char_indices().nth(n_chars).map(|(at, _)| at);
    text.split_at_checked(end.unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

/// Where `end`, an end of `text`, begins, in characters from 1.
fn position_of(text: &str, end: &str) -> usize {
    1 + text.chars().count().saturating_sub(end.chars().count())
}
