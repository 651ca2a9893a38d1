//! Account codes in every spelling the sources use.

use std::fmt;
use std::str::FromStr;

use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

/// A main account (`5`), main function (`5.30`) or function (`5.30.27`) in canonical text.
///
/// ```
/// use pejl_domain::AccountCode;
/// for text in ["5.30.26", "05.30.26", "53026", "053026", "0530026", "5.30.26 Personlig og praktisk hjælp"] {
///     assert_eq!(AccountCode::parse(text)?.as_str(), "5.30.26");
/// }
/// # Ok::<(), pejl_domain::account::AccountError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountCode(String);

/// How deep in the chart an account code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountDepth {
    /// `hovedkonto`, one digit.
    Main,
    /// `hovedfunktion`, two digits more.
    MainFunction,
    /// `funktion`, two digits more.
    Function,
}

/// Why a text is no account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// None of the known spellings.
    #[error("`{text}` is no account (for example 5, 5.30, 5.30.26 or 53026)")]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// A total over main accounts (`X`, `TOT`, `I alt`), which is a member but not an account.
    #[error("`{text}` is a total and not an account")]
    Total {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("account is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

impl AccountCode {
    /// The account that `text` begins with; a blank ends the code and a name may follow it.
    ///
    /// With points: `5`, `05`, `5.30`, `5.30.26`, `05.30.26`, `5.30.026`. Without: `5`, `530`, `53026`, with zeros before
    /// main account and function `053026` and `0530026`, and four digits where main account 0 lost its zero (`2201`
    /// is 0.22.01). `5.3` is refused: a spreadsheet writes 5.30 that way, and 5.03 as well.
    ///
    /// # Errors
    /// [`AccountError::Total`] for `X`, `TOT`, `I alt` and `Total`, else [`AccountError::Malformed`] and
    /// [`AccountError::TooLong`].
    pub fn parse(text: &str) -> Result<Self, AccountError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(AccountError::TooLong);
        }
        let mut words = text.split_whitespace();
        let first = words.next().unwrap_or_default();
        let code = match first.split_once('.') {
            Some((main, rest)) => dotted(main, rest),
            None => undotted(first),
        };
        code.map(Self).ok_or_else(|| {
            let text = text.to_owned();
            let is_total = match first.to_ascii_lowercase().as_str() {
                "x" | "tot" | "total" | "total," => true,
                "i" => words
                    .next()
                    .is_some_and(|word| word.eq_ignore_ascii_case("alt")),
                _ => false,
            };
            if is_total {
                AccountError::Total { text }
            } else {
                AccountError::Malformed { text }
            }
        })
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// How deep the code stands.
    #[must_use]
    pub fn depth(&self) -> AccountDepth {
        match self.0.len() {
            ..=1 => AccountDepth::Main,
            2..=4 => AccountDepth::MainFunction,
            _ => AccountDepth::Function,
        }
    }

    /// The account one level up; `None` for a main account.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        self.0
            .rsplit_once('.')
            .map(|(parent, _)| Self(parent.to_owned()))
    }

    /// Whether everything booked on `other` is booked on this account; an account contains itself.
    #[must_use]
    pub fn contains(&self, other: &Self) -> bool {
        other
            .0
            .strip_prefix(&self.0)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// The digits as StatBank writes them: `53027`, `530`, `5`; main account 0 keeps its zero (`02201`).
    #[must_use]
    pub fn statbank_code(&self) -> String {
        self.0.replace('.', "")
    }
}

impl fmt::Display for AccountCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for AccountCode {
    type Err = AccountError;

    fn from_str(text: &str) -> Result<Self, AccountError> {
        Self::parse(text)
    }
}

serde_as_text!(AccountCode);

/// `5` or `05`, then `30`, then perhaps `26` or `026`.
fn dotted(main: &str, rest: &str) -> Option<String> {
    let main = without_zeros(main, 1, 2)?;
    let (main_function, function) = rest
        .split_once('.')
        .map_or((rest, None), |(a, b)| (a, Some(b)));
    let main_function = without_zeros(main_function, 2, 2)?;
    match function {
        None => Some(format!("{main}.{main_function}")),
        Some(function) => Some(format!(
            "{main}.{main_function}.{}",
            without_zeros(function, 2, 3)?
        )),
    }
}

/// Digits alone; how many there are says which zeros were added or lost.
fn undotted(digits: &str) -> Option<String> {
    if !digits.is_ascii() {
        return None;
    }
    let part = |range| digits.get(range);
    match digits.len() {
        1 | 2 => without_zeros(digits, 1, 2).map(str::to_owned),
        3 => dotted(part(0..1)?, part(1..3)?),
        4 => dotted("0", &format!("{}.{}", part(0..2)?, part(2..4)?)),
        5 => dotted(part(0..1)?, &format!("{}.{}", part(1..3)?, part(3..5)?)),
        6 => dotted(part(0..2)?, &format!("{}.{}", part(2..4)?, part(4..6)?)),
        7 => dotted(part(0..2)?, &format!("{}.{}", part(2..4)?, part(4..7)?)),
        _ => None,
    }
}

/// The last `n` digits of a text of `n` to `most` digits whose other digits are zeros.
fn without_zeros(digits: &str, n: usize, most: usize) -> Option<&str> {
    if digits.len() > most || digits.bytes().any(|byte| !byte.is_ascii_digit()) {
        return None;
    }
    let (zeros, rest) = digits.split_at_checked(digits.len().checked_sub(n)?)?;
    zeros.bytes().all(|byte| byte == b'0').then_some(rest)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn any_code() -> impl Strategy<Value = AccountCode> {
        "[0-9](\\.[0-9]{2}(\\.[0-9]{2})?)?".prop_map(|text| AccountCode::parse(&text).unwrap())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            AccountCode::parse(text).map(|code| code.0),
            Ok(expected.to_owned()),
            "{text}"
        );
    }

    #[test]
    fn every_spelling_is_read() {
        for (text, expected) in [
            ("5.30.26", "5.30.26"),
            ("05.30.26", "5.30.26"),
            ("53026", "5.30.26"),
            ("0530026", "5.30.26"),
            ("053026", "5.30.26"),
            ("5.30.026", "5.30.26"),
            ("2201", "0.22.01"),
            ("02201", "0.22.01"),
            ("0.22.01", "0.22.01"),
            ("002201", "0.22.01"),
            ("5", "5"),
            ("05", "5"),
            ("0", "0"),
            ("00", "0"),
            ("5.30", "5.30"),
            ("530", "5.30"),
            ("05.30", "5.30"),
            ("022", "0.22"),
            ("4 Sundhedsområdet", "4"),
            ("8 Balanceforskydninger", "8"),
            ("5.38.45 Behandling af personer med stofmisbrug", "5.38.45"),
            (" 5.30.26\u{a0}Hjælp", "5.30.26"),
            ("53026\tHjælp", "5.30.26"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            " ",
            ".",
            "5.",
            ".30",
            "5.3",
            "5.300",
            "5..26",
            "5.30.",
            "5.30.2",
            "5.30.126",
            "5.30.26.1",
            "15",
            "15.30.26",
            "153026",
            "1530026",
            "5303026",
            "53026001",
            "5,30,26",
            "5-30-26",
            "5.30.26x",
            "+5",
            "-5",
            "５",
            "5.३०",
            "Sundhed",
            "I gang",
            "tot.",
            "5.30.26;",
            "φ",
            "åå",
            "5å.30",
        ] {
            assert_eq!(
                AccountCode::parse(text),
                Err(AccountError::Malformed {
                    text: text.to_owned()
                }),
                "{text}"
            );
        }
        assert_eq!(
            AccountCode::parse(&format!("5 {}", "x".repeat(200))),
            Err(AccountError::TooLong)
        );
    }

    #[test]
    fn totals_are_no_accounts() {
        for text in [
            "X",
            "x",
            "TOT",
            "X I alt hovedkonto 0-8",
            "I alt",
            "I alt hovedkonto 0-8",
            "Total",
            " total, all",
        ] {
            assert_eq!(
                AccountCode::parse(text),
                Err(AccountError::Total {
                    text: text.to_owned()
                }),
                "{text}"
            );
        }
    }

    #[test]
    fn depth_parent_and_containment_follow_the_points() {
        let code = |text| AccountCode::parse(text).unwrap();
        assert_eq!(code("5").depth(), AccountDepth::Main);
        assert_eq!(code("5.30").depth(), AccountDepth::MainFunction);
        assert_eq!(code("5.30.26").depth(), AccountDepth::Function);
        assert_eq!(code("5.30.26").parent(), Some(code("5.30")));
        assert_eq!(code("5").parent(), None);
        assert!(code("5").contains(&code("5.30.26")) && code("5.30").contains(&code("5.30.26")));
        assert!(!code("5.30").contains(&code("5")) && !code("5.30").contains(&code("5.38.30")));
        assert_eq!(code("0.22.01").statbank_code(), "02201");
    }

    proptest! {
        #[test]
        fn printed_codes_are_read_back(code in any_code(), name in "( \\PC{0,50})?") {
            prop_assert_eq!(AccountCode::parse(&format!("{code}{name}")), Ok(code.clone()));
            prop_assert_eq!(AccountCode::parse(&code.statbank_code()), Ok(code.clone()));
            prop_assert_eq!(serde_json::from_str::<AccountCode>(&serde_json::to_string(&code).unwrap()).unwrap(), code);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), like in "[0-9.]{0,9}") {
            for text in [text, like] {
                if let Ok(code) = AccountCode::parse(&text) {
                    prop_assert_eq!(AccountCode::parse(code.as_str()), Ok(code));
                }
            }
        }

        #[test]
        fn containment_is_an_order(a in any_code(), b in any_code()) {
            prop_assert!(a.contains(&a));
            prop_assert_eq!(a.contains(&b) && b.contains(&a), a == b);
            let mut above = Some(a.clone());
            while let Some(account) = above {
                prop_assert!(account.contains(&a));
                prop_assert!(account == a || !a.contains(&account));
                prop_assert!(!account.contains(&b) || account.as_str().len() <= b.as_str().len());
                above = account.parent();
            }
        }
    }
}
