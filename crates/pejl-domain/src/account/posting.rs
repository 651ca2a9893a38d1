//! The account string of a posting: what is authorised in it, and what the municipality added.

mod error;
mod part;
mod pattern;
#[cfg(test)]
mod tests;

use crate::limit::{MAX_TEXT_CHARS, fits};

use super::code::{AccountCode, AccountDepth};

use self::pattern::{Piece, SEPARATORS};
pub use error::{AccountStringError, Expected};
pub use part::Part;
pub use pattern::{Pattern, PatternError};

/// What a posting is booked on.
///
/// The authorised parts are checked for their form and not against a list: the chart changes a little every year.
/// Local parts are kept as they stand; what is empty or not in the pattern is `None`.
///
/// ```
/// use pejl_domain::account::posting::{AccountString, Pattern};
/// let prisme: Pattern =
///     "department:5..6-function:5,dranst:1,grouping:3-activity:0..6-art:3..7-rest".parse()?;
/// let booked = AccountString::parse("09410-532321001-093007-229--093001-5052", &prisme)?;
/// assert_eq!(booked.function().as_str(), "5.32.32");
/// assert_eq!((booked.dranst(), booked.grouping()), (1, Some("001")));
/// assert_eq!(booked.activity(), Some("093007"));
/// assert_eq!((booked.main_art(), booked.art(), booked.local_art()), (2, Some("2.2"), Some("9")));
///
/// let authorised = AccountString::parse("5.30.26-1-1-0123-001-2.2", &Pattern::authorised())?;
/// assert_eq!(authorised.authorised().as_deref(), Some("5302611012300122"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AccountString {
    function: AccountCode,
    dranst: u8,
    ownership: Option<u8>,
    cost_centre: Option<String>,
    grouping: Option<String>,
    art: ArtText,
    department: Option<String>,
    activity: Option<String>,
    project: Option<String>,
    rest: Option<String>,
}

/// Main art, authorised art as `2.2`, and what the municipality added.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct ArtText {
    main: u8,
    art: Option<String>,
    local: Option<String>,
}

/// The parts of one posting while they are collected.
#[derive(Default)]
struct Draft<'t>([Option<Piece<'t>>; Part::ALL.len()]);

impl AccountString {
    /// The account string that `text` writes in the way of `pattern`; blanks around it do not count.
    ///
    /// # Errors
    /// Every variant of [`AccountStringError`]. Positions count the characters of `text` without the blanks before it.
    pub fn parse(text: &str, pattern: &Pattern) -> Result<Self, AccountStringError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(AccountStringError::TooLong);
        }
        let text = text.trim();
        if pattern.passes_over_separators() && text.contains(SEPARATORS) {
            let packed = text.replace(SEPARATORS, "");
            let cut = pattern.cut(&packed).and_then(Self::from_pieces);
            return cut.map_err(|error| error.at_position_in(text, |c| SEPARATORS.contains(&c)));
        }
        pattern.cut(text).and_then(Self::from_pieces)
    }

    /// The account string whose parts stand in columns of their own.
    ///
    /// ```
    /// use pejl_domain::account::posting::{AccountString, Part};
    /// let booked = AccountString::from_columns([
    ///     (Part::Function, "5.30.26"), (Part::Dranst, "1"), (Part::Ownership, ""), (Part::Art, "2.2"),
    /// ])?;
    /// assert_eq!((booked.ownership(), booked.art()), (None, Some("2.2")));
    /// # Ok::<(), pejl_domain::account::posting::AccountStringError>(())
    /// ```
    ///
    /// # Errors
    /// Every variant of [`AccountStringError`] but those about separators and widths.
    pub fn from_columns<'t>(
        columns: impl IntoIterator<Item = (Part, &'t str)>,
    ) -> Result<Self, AccountStringError> {
        let mut pieces = Vec::new();
        for (part, text) in columns {
            if !fits(text, MAX_TEXT_CHARS) {
                return Err(AccountStringError::TooLong);
            }
            pieces.push(Piece {
                part,
                text: text.trim(),
                position: 1,
            });
        }
        Self::from_pieces(pieces)
    }

    /// The function, always of depth [`AccountDepth::Function`].
    #[must_use]
    pub const fn function(&self) -> &AccountCode {
        &self.function
    }

    /// The kind of money, 1 to 9: 1 operations, 2 central refund, 3 capital, 4 interest, 5 balance movements,
    /// 6 repayment of loans, 7 financing; 8 and 9 occur on the accounts of the balance.
    #[must_use]
    pub fn dranst(&self) -> i32 {
        i32::from(self.dranst)
    }

    /// Who owns the institution, 0 to 4: 0 not stated, 1 the municipality, 2 self-owning or private, 3 other public
    /// authorities, 4 private suppliers of services without VAT.
    #[must_use]
    pub fn ownership(&self) -> Option<i32> {
        self.ownership.map(i32::from)
    }

    /// The institution or department as cost centre.
    #[must_use]
    pub fn cost_centre(&self) -> Option<&str> {
        self.cost_centre.as_deref()
    }

    /// Three digits, whose meaning depends on function and dranst.
    #[must_use]
    pub fn grouping(&self) -> Option<&str> {
        self.grouping.as_deref()
    }

    /// The main art, 0 to 9; the chart has no main art 3.
    #[must_use]
    pub fn main_art(&self) -> i32 {
        i32::from(self.art.main)
    }

    /// The authorised art, for example `2.2`; `None` where the string has the main art alone.
    #[must_use]
    pub fn art(&self) -> Option<&str> {
        self.art.art.as_deref()
    }

    /// What the municipality added to the art, for example the `9` of `229` or the `9CPR` of `799CPR`.
    #[must_use]
    pub fn local_art(&self) -> Option<&str> {
        self.art.local.as_deref()
    }

    /// The organisation that books.
    #[must_use]
    pub fn department(&self) -> Option<&str> {
        self.department.as_deref()
    }

    /// What is done.
    #[must_use]
    pub fn activity(&self) -> Option<&str> {
        self.activity.as_deref()
    }

    /// A project.
    #[must_use]
    pub fn project(&self) -> Option<&str> {
        self.project.as_deref()
    }

    /// What the pattern leaves to the end of the string, without separators at either side.
    #[must_use]
    pub fn rest(&self) -> Option<&str> {
        self.rest.as_deref()
    }

    /// The 16 digits of the authorised form, or `None` where ownership, a cost centre of four digits, grouping or art is
    /// missing.
    #[must_use]
    pub fn authorised(&self) -> Option<String> {
        let cost_centre = self.cost_centre().filter(|text| is_digits(text, 4))?;
        Some(format!(
            "{}{}{}{cost_centre}{}{}",
            self.function.statbank_code(),
            self.dranst,
            self.ownership?,
            self.grouping()?,
            self.art()?.replace('.', "")
        ))
    }

    fn from_pieces(pieces: Vec<Piece<'_>>) -> Result<Self, AccountStringError> {
        let draft = Draft::collect(pieces)?;
        Ok(Self {
            function: draft.must(
                Part::Function,
                Expected::Form {
                    da: "en funktion (for eksempel 53026 eller 5.30.26)",
                    en: "a function (for example 53026 or 5.30.26)",
                },
                read_function,
            )?,
            dranst: draft.must(
                Part::Dranst,
                Expected::Form {
                    da: "ét ciffer fra 1 til 9",
                    en: "one digit from 1 to 9",
                },
                |text| one_digit(text).filter(|digit| *digit >= 1),
            )?,
            art: draft.must(
                Part::Art,
                Expected::Form {
                    da: "en art, hvis første ciffer er en anden hovedart end 3 (for eksempel 2, 22, 2.2, 229 eller 799CPR)",
                    en: "an art whose first digit is a main art other than 3 (for example 2, 22, 2.2, 229 or 799CPR)",
                },
                read_art,
            )?,
            grouping: draft.may(
                Part::Grouping,
                Expected::Form {
                    da: "tre cifre",
                    en: "three digits",
                },
                |text| is_digits(text, 3).then(|| text.to_owned()),
            )?,
            ownership: draft.may(
                Part::Ownership,
                Expected::Form {
                    da: "ét ciffer fra 0 til 4",
                    en: "one digit from 0 to 4",
                },
                |text| one_digit(text).filter(|digit| *digit <= 4),
            )?,
            cost_centre: draft.local(Part::CostCentre)?,
            department: draft.local(Part::Department)?,
            activity: draft.local(Part::Activity)?,
            project: draft.local(Part::Project)?,
            rest: draft
                .piece(Part::Rest)
                .map(|piece| piece.text.trim_matches(SEPARATORS).to_owned())
                .filter(|rest| !rest.is_empty()),
        })
    }
}

impl<'t> Draft<'t> {
    fn collect(pieces: Vec<Piece<'t>>) -> Result<Self, AccountStringError> {
        let mut draft = Self::default();
        for piece in pieces {
            let part = piece.part;
            let slots = Part::ALL.into_iter().zip(&mut draft.0);
            for (_, slot) in slots.filter(|(slot_of, _)| *slot_of == part) {
                if slot.replace(piece).is_some() {
                    return Err(AccountStringError::Twice { part });
                }
            }
        }
        Ok(draft)
    }

    fn piece(&self, part: Part) -> Option<Piece<'t>> {
        self.0
            .iter()
            .flatten()
            .find(|piece| piece.part == part)
            .copied()
    }

    /// A part that every posting has.
    fn must<T>(
        &self,
        part: Part,
        expected: Expected,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, AccountStringError> {
        let piece = self
            .piece(part)
            .ok_or(AccountStringError::Absent { part })?;
        read(piece.text).ok_or_else(|| AccountStringError::Part {
            part,
            value: piece.text.to_owned(),
            position: piece.position,
            expected,
        })
    }

    /// A part that may be empty or not there.
    fn may<T>(
        &self,
        part: Part,
        expected: Expected,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, AccountStringError> {
        match self.piece(part) {
            None | Some(Piece { text: "", .. }) => Ok(None),
            Some(_) => self.must(part, expected, read).map(Some),
        }
    }

    /// A part that the municipality fills as it likes.
    fn local(&self, part: Part) -> Result<Option<String>, AccountStringError> {
        let expected = Expected::Form {
            da: "bogstaver, cifre, `.`, `/` eller `_`",
            en: "letters, digits, `.`, `/` or `_`",
        };
        self.may(part, expected, |text| {
            text.chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '_'))
                .then(|| text.to_owned())
        })
    }
}

fn read_function(text: &str) -> Option<AccountCode> {
    // A blank would begin a name, which an account string does not have.
    if text.contains(char::is_whitespace) {
        return None;
    }
    AccountCode::parse(text)
        .ok()
        .filter(|code| code.depth() == AccountDepth::Function)
}

/// Reads `2`, `22`, `2.2`, `229`, `2.29` and `799CPR`.
fn read_art(text: &str) -> Option<ArtText> {
    let (first, rest) = text.split_at_checked(1)?;
    let main = one_digit(first).filter(|digit| *digit != 3)?;
    if rest.is_empty() {
        return Some(ArtText {
            main,
            art: None,
            local: None,
        });
    }
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    let (second, local) = rest.split_at_checked(1)?;
    let digit = one_digit(second)?;
    let local = local.strip_prefix('.').unwrap_or(local);
    local.chars().all(char::is_alphanumeric).then(|| ArtText {
        main,
        art: Some(format!("{main}.{digit}")),
        local: Some(local.to_owned()).filter(|local| !local.is_empty()),
    })
}

fn one_digit(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [byte @ b'0'..=b'9'] => Some(byte - b'0'),
        _ => None,
    }
}

fn is_digits(text: &str, n: usize) -> bool {
    text.len() == n && text.bytes().all(|byte| byte.is_ascii_digit())
}
