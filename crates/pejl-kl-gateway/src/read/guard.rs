//! No text that may hold a person's number is kept or shown.
//!
//! Issues mask what has the shape of a number by themselves. Here the bytes are hostile: a number may stand in the
//! middle of a longer run of digits, so what is kept is looked at more closely than what a user merely mistyped.

use std::borrow::Cow;

use pejl_domain::cpr;

/// Digits of a person's number.
const CPR_DIGITS: usize = 10;
/// Digits of a number that lost its first zero.
const FEWEST_DIGITS: usize = CPR_DIGITS - 1;
/// Length of a UUID, in which digits and hyphens can look like a number by chance.
const UUID_CHARS: usize = 36;
/// What is shown instead of a digit.
const HIDDEN: char = '•';

/// Whether some part of the text may be a person's number.
pub(super) fn may_hold_number(text: &str) -> bool {
    if n_digits(text) < FEWEST_DIGITS || is_uuid(text) {
        return false;
    }
    text.char_indices().any(|(at, letter)| {
        let shape_of = |n_bytes: usize| {
            let part = at.checked_add(n_bytes).and_then(|end| text.get(at..end));
            part.is_some_and(cpr::has_shape)
        };
        letter.is_ascii_digit() && (shape_of(CPR_DIGITS) || shape_of(CPR_DIGITS + 1))
    }) || matches!(cpr::masked(text), Cow::Owned(_))
}

/// Whether the digits of the text, in their order, contain the ten digits of a person's number.
pub(super) fn holds(text: &str, digits: &[u8; CPR_DIGITS]) -> bool {
    if n_digits(text) < CPR_DIGITS {
        return false;
    }
    let of_text: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
    of_text.windows(CPR_DIGITS).any(|window| window == digits)
}

fn n_digits(text: &str) -> usize {
    text.bytes().filter(u8::is_ascii_digit).count()
}

/// `8-4-4-4-12` hexadecimal digits.
pub(super) fn is_uuid(text: &str) -> bool {
    text.len() == UUID_CHARS
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The text as an issue may show it: digits are hidden in runs of nine or more, separators between them not counted.
pub(super) fn shown(text: &str) -> String {
    let letters: Vec<char> = text
        .chars()
        .take(pejl_ingest::issue::MAX_VALUE_CHARS)
        .collect();
    let mut out = String::with_capacity(letters.len());
    for run in letters.chunk_by(|one, next| in_run(*one) == in_run(*next)) {
        let n_digits = run.iter().filter(|letter| letter.is_ascii_digit()).count();
        if n_digits >= FEWEST_DIGITS {
            out.extend(run.iter().map(|letter| {
                if letter.is_ascii_digit() {
                    HIDDEN
                } else {
                    *letter
                }
            }));
        } else {
            out.extend(run);
        }
    }
    out
}

fn in_run(letter: char) -> bool {
    letter.is_ascii_digit()
        || matches!(letter, '-' | '–' | '\u{2010}' | '\u{2011}' | ' ' | '\u{a0}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_wherever_it_stands() {
        for text in [
            "0101410001",
            "010141-0001",
            "x0101410001",
            "90101410001",
            "010141 0001x",
            "10141-0001",
        ] {
            assert!(may_hold_number(text), "{text}");
        }
        for text in [
            "H1.1",
            "712744002",
            "Sag154689",
            "5c20b1b0-ec06-4d25-89e2-13521ebcf642",
            "9999999999",
            "",
        ] {
            assert!(!may_hold_number(text), "{text}");
        }
        // By chance in a UUID.
        assert!(!may_hold_number("ab010141-0001-4d25-89e2-0101410001ab"));
    }

    #[test]
    fn the_citizens_own_number_is_found_between_anything() {
        assert!(holds("x01-01.41/00 01y", b"0101410001"));
        assert!(!holds("0101410002", b"0101410001"));
    }

    #[test]
    fn long_runs_of_digits_are_not_shown() {
        for (text, expected) in [
            ("90101410001", "•••••••••••"),
            ("010141 - 0001", "•••••• - ••••"),
            ("2021-02-30", "2021-02-30"),
            ("2021-02-30T11:14:09Z", "2021-02-30T11:14:09Z"),
            ("ab", "ab"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }
}
