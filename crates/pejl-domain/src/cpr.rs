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

/// `text` with the digits hidden of everything that may be, or may have in it, a CPR number.
///
/// A number that runs together with other digits, as where a line break was lost, is still one that can be read. So of a
/// row of ten or more digits all are hidden if ten of them in a row have the shape, and so are both rows around a hyphen
/// where the six before it and four behind it have it.
#[must_use]
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut hidden: Option<String> = None;
    let mut kept_from = 0;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let n_digits = leading_digits(rest);
        if n_digits == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let n_hidden = n_bytes_to_hide(rest, n_digits);
        if n_hidden > 0 {
            let out = hidden.get_or_insert_default();
            out.push_str(text.get(kept_from..at).unwrap_or_default());
            let number = rest.get(..n_hidden).unwrap_or_default();
            out.extend(number.chars().map(without_digit));
            kept_from = at + n_hidden;
        }
        at += n_hidden.max(n_digits);
    }
    match hidden {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(text.get(kept_from..).unwrap_or_default());
            Cow::Owned(out)
        }
    }
}

const fn without_digit(letter: char) -> char {
    if letter.is_ascii_digit() {
        HIDDEN
    } else {
        letter
    }
}

/// How much of `text`, which begins with a whole row of `n_digits` digits, may be a number; the row behind a hyphen
/// belongs to it.
fn n_bytes_to_hide(text: &str, n_digits: usize) -> usize {
    if n_digits == 2
        && let Some(length) = written_as_date(text)
    {
        return length;
    }
    let row = text.get(..n_digits).unwrap_or_default();
    let behind = text.get(n_digits..).unwrap_or_default();
    // Blanks around a hyphen are no part of it.
    let near = behind.trim_start_matches(is_blank);
    let dash = near.chars().next().filter(|letter| is_dash(*letter));
    let (separator, serial) = match dash {
        Some(dash) => {
            let serial = near.get(dash.len_utf8()..).unwrap_or_default();
            (Some(dash), serial.trim_start_matches(is_blank))
        }
        None => {
            let letter = behind.chars().next();
            let length = letter.map_or(0, char::len_utf8);
            (letter, behind.get(length..).unwrap_or_default())
        }
    };
    let n_serial = leading_digits(serial);
    let is_birth = |from: usize| {
        row.get(from..from + BIRTH_DIGITS)
            .is_some_and(is_birth_date)
    };
    let separates = match separator {
        Some(letter) if is_dash(letter) => {
            let is_short = n_digits == BIRTH_DIGITS - 1 && is_birth_date(row);
            let is_last_six = n_digits.checked_sub(BIRTH_DIGITS).is_some_and(is_birth);
            n_serial >= SERIAL_DIGITS && (is_short || is_last_six)
        }
        // Two numbers in a row are no person, so a blank needs these digits and no more.
        Some(letter) if is_blank(letter) => {
            n_digits == BIRTH_DIGITS && n_serial == SERIAL_DIGITS && is_birth_date(row)
        }
        _ => false,
    };
    if separates {
        return text.len() - serial.len() + n_serial;
    }
    let n_windows = (n_digits + 1).saturating_sub(BIRTH_DIGITS + SERIAL_DIGITS);
    if (0..n_windows).any(is_birth) {
        n_digits
    } else {
        0
    }
}

/// Length of a number whose date is written as one, `01.01.90-1234`, with the row behind its hyphen; none where there is none.
fn written_as_date(text: &str) -> Option<usize> {
    const PART: usize = 2;
    let mut letters = text.chars();
    let mut digits = String::with_capacity(BIRTH_DIGITS);
    let mut length = 0;
    let mut between = None;
    for no in 0..BIRTH_DIGITS / PART {
        if no > 0 {
            let letter = letters.next()?;
            let is_between = matches!(letter, '.' | '/') || is_dash(letter) || is_blank(letter);
            if !is_between || between.is_some_and(|one| one != letter) {
                return None;
            }
            between = Some(letter);
            length += letter.len_utf8();
        }
        for _ in 0..PART {
            digits.push(letters.next().filter(char::is_ascii_digit)?);
            length += 1;
        }
    }
    if !is_birth_date(&digits) {
        return None;
    }
    let dash = letters
        .next()
        .filter(|letter| is_dash(*letter) || is_blank(*letter))?;
    length += dash.len_utf8();
    let n_serial = leading_digits(letters.as_str());
    (n_serial >= SERIAL_DIGITS).then_some(length + n_serial)
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
    matches!(
        letter,
        '-' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '–' | '—' | '\u{2212}'
    )
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
            ("1010190-1234", "•••••••-••••"),
            ("valid_to0010240-1234, Syd", "valid_to•••••••-••••, Syd"),
            ("010190-12345", "••••••-•••••"),
            ("00101901234", "•••••••••••"),
            ("2019010240123499", "••••••••••••••••"),
            ("1010190 1234", "1010190 1234"),
            ("010190 - 1234", "•••••• - ••••"),
            ("010190−1234", "••••••−••••"),
            ("01.01.90-1234", "••.••.••-••••"),
            ("den 01/01/90 1234", "den ••/••/•• ••••"),
            ("01.01.1990-1234", "01.01.1990-1234"),
            ("12.13.90-1234", "12.13.90-1234"),
            ("2019-06-30 1234", "2019-06-30 1234"),
            ("99999999999999", "99999999999999"),
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
                for from in hidden.char_indices().map(|(from, _)| from) {
                    let ten = hidden.get(from..from + 10).unwrap_or_default();
                    let with_hyphen = hidden.get(from..from + 11).unwrap_or_default();
                    prop_assert!(!(leading_digits(ten) == 10 && has_shape(ten)), "{}", ten);
                    prop_assert!(!(with_hyphen.contains('-') && has_shape(with_hyphen)), "{}", with_hyphen);
                }
            }
        }
    }
}
