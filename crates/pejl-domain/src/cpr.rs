//! The shape of a CPR number, so that what may be one is never stored, logged or shown.
//!
//! Pejl keeps no person's number. A file with people in it may still be handed in by mistake, and an error that
//! repeats the offending value would then print one. Only date and length are looked at: newer numbers fail the old
//! modulus-11 check, and replacement numbers have 60 added to the day.

mod number;

use std::borrow::Cow;

pub use number::{CHANCE_TEN_DIGITS, Cpr, CprError, looks_like_cpr};

/// What stands where a digit of a person's number stood.
const HIDDEN: char = '•';
const BIRTH_DIGITS: usize = 6;
const SERIAL_DIGITS: usize = 4;

/// Whether the whole of `text`, blanks around it aside, has the shape of a CPR number: `010190-1234`, `0101901234`.
///
/// ```
/// use pejl_domain::cpr;
/// assert!(cpr::has_shape(" 010190-1234 "));
/// assert!(!cpr::has_shape("320190-1234"));
/// assert_eq!(cpr::masked("0101901234 Hansen"), "•••••••••• Hansen");
/// ```
#[must_use]
pub fn has_shape(text: &str) -> bool {
    let text = text.trim();
    number_at_start(text).is_some_and(|length| length == text.len())
}

/// `text` with the digits hidden of everything in it that has the shape of a CPR number.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut hidden: Option<String> = None;
    let mut kept_from = 0;
    let mut before_is_digit = false;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let found = if before_is_digit {
            None
        } else {
            number_at_start(rest)
        };
        if let Some(length) = found {
            let out = hidden.get_or_insert_default();
            out.push_str(text.get(kept_from..at).unwrap_or_default());
            let number = rest.get(..length).unwrap_or_default();
            out.extend(number.chars().map(|letter| {
                if letter.is_ascii_digit() {
                    HIDDEN
                } else {
                    letter
                }
            }));
            at += length;
            kept_from = at;
            before_is_digit = true;
        } else {
            let letter = rest.chars().next();
            before_is_digit = letter.is_some_and(|letter| letter.is_ascii_digit());
            at += letter.map_or(1, char::len_utf8);
        }
    }
    match hidden {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(text.get(kept_from..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

/// Length in bytes of the CPR number `text` begins with; a digit right behind it makes it another number.
///
/// Six digits that are a day and a month and a year, then four, with nothing, a hyphen, a dash or a blank between
/// them. With a hyphen the first zero may be lost, as a spreadsheet loses it.
fn number_at_start(text: &str) -> Option<usize> {
    let n_first = leading_digits(text);
    let birth = match n_first {
        10 => text.get(..BIRTH_DIGITS)?,
        5 | 6 => text.get(..n_first)?,
        _ => return None,
    };
    if !is_birth_date(birth) {
        return None;
    }
    if n_first == BIRTH_DIGITS + SERIAL_DIGITS {
        return Some(n_first);
    }
    let behind = text.get(n_first..)?;
    let separator = behind.chars().next()?;
    // Two numbers in a row are no person, so a blank needs all ten digits.
    let separates = is_dash(separator) || (is_blank(separator) && n_first == BIRTH_DIGITS);
    let serial = behind.get(separator.len_utf8()..)?;
    (separates && leading_digits(serial) == SERIAL_DIGITS)
        .then_some(n_first + separator.len_utf8() + SERIAL_DIGITS)
}

const fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '\u{2010}' | '\u{2011}' | '–')
}

const fn is_blank(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}')
}

fn leading_digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// `ddmmyy`, or `dmmyy` where the first zero is lost.
fn is_birth_date(digits: &str) -> bool {
    let number = |text: Option<&str>| text.and_then(|text| text.parse::<u8>().ok());
    let Some((day, rest)) = digits.split_at_checked(digits.len().saturating_sub(4)) else {
        return false;
    };
    let day = number(Some(day));
    let month = number(rest.get(..2));
    day.is_some_and(|day| matches!(day, 1..=31 | 61..=91))
        && month.is_some_and(|month| matches!(month, 1..=12))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_known_by_date_and_length() {
        for text in [
            "010190-1234",
            "0101901234",
            "010190 1234",
            "311299–0000",
            "610190-1234",
            "10190-1234",
            "\t290224-9999\n",
        ] {
            assert!(has_shape(text), "{text}");
        }
        for text in [
            "",
            "010190",
            "320190-1234",
            "011390-1234",
            "000190-1234",
            "010190-12345",
            "010190-123",
            "20190-1234-5",
            "12345678901",
            "10190 1234",
            "010190.1234",
            "2019-06-30",
            "5.30.27",
            "010190-1234 Hansen",
        ] {
            assert!(!has_shape(text), "{text}");
        }
    }

    #[test]
    fn only_the_number_is_hidden() {
        for (text, expected) in [
            ("cpr 010190-1234, Vejle", "cpr ••••••-••••, Vejle"),
            ("0101901234;0101911234", "••••••••••;••••••••••"),
            ("x010190-1234y", "x••••••-••••y"),
            ("å0101901234", "å••••••••••"),
            ("1010190-1234", "1010190-1234"),
            ("00101901234", "00101901234"),
            ("1.234.567", "1.234.567"),
            ("", ""),
        ] {
            assert_eq!(masked(text), expected);
        }
    }

    proptest! {
        #[test]
        fn nothing_of_the_shape_is_left(text in "[0-9 x–-]{0,40}", any in any::<String>()) {
            for text in [text, any] {
                let hidden = masked(&text).into_owned();
                prop_assert_eq!(&masked(&hidden), &hidden);
                prop_assert_eq!(hidden.chars().count(), text.chars().count());
                for word in hidden.split(|letter: char| !letter.is_ascii_digit() && letter != '-') {
                    prop_assert!(!has_shape(word), "{}", word);
                }
            }
        }
    }
}
