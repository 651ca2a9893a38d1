//! Numbers as people and systems write them, read exactly and never guessed.

use crate::issue::{Message, shortened};

/// How numbers are written in a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NumberFormat {
    /// Decimal separator, `.` or `,`; None when it is not declared.
    pub decimal: Option<char>,
}

impl NumberFormat {
    /// Danish: decimal comma, thousands dot.
    pub const DANISH: Self = Self { decimal: Some(',') };
    /// English and machine-written: decimal point, thousands comma.
    pub const ENGLISH: Self = Self { decimal: Some('.') };
    /// Not declared: a text that both readings would accept with different values is refused.
    pub const UNDECLARED: Self = Self { decimal: None };
}

/// An exact decimal number: `value / 10^scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    /// All digits as one integer.
    pub value: i64,
    /// Number of decimals, 0 to [`MAX_SCALE`].
    pub scale: i32,
}

/// Most decimals a number may have.
pub const MAX_SCALE: i32 = 18;

/// Why a text is not a number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberIssue {
    /// There is nothing in the cell.
    #[error("no number")]
    Empty,
    /// The text is not a number in the declared format.
    #[error("`{text}` is not a number")]
    Malformed {
        /// The text, cut when very long.
        text: String,
    },
    /// With decimal point and decimal comma alike this is a number, but not the same one.
    #[error(
        "`{text}` is {as_decimal} or {as_thousands}, depending on the decimal separator; declare it"
    )]
    Ambiguous {
        /// The text, cut when very long.
        text: String,
        /// Its value if the separator is the decimal one, with a decimal point.
        as_decimal: String,
        /// Its value if the separator groups thousands.
        as_thousands: String,
    },
    /// The number has too many digits to be kept exactly.
    #[error("`{text}` has more digits than can be kept exactly")]
    TooManyDigits {
        /// The text, cut when very long.
        text: String,
    },
}

impl NumberIssue {
    /// Stable name of the broken rule.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Empty => "number.empty",
            Self::Malformed { .. } => "number.malformed",
            Self::Ambiguous { .. } => "number.ambiguous",
            Self::TooManyDigits { .. } => "number.too_many_digits",
        }
    }

    /// What is wrong, without the text that is: in records it may be of a person.
    #[must_use]
    pub fn without_value(&self) -> Message {
        let (da, en) = match self {
            Self::Empty => ("der er intet tal", "there is no number"),
            Self::Malformed { .. } => ("det er ikke et tal", "this is no number"),
            Self::Ambiguous { .. } => (
                "tallet kan læses på to måder, alt efter decimaltegnet; angiv det",
                "the number can be read in two ways; declare the decimal separator",
            ),
            Self::TooManyDigits { .. } => (
                "tallet har flere cifre, end der kan gemmes nøjagtigt",
                "the number has more digits than can be kept exactly",
            ),
        };
        Message {
            da: da.to_owned(),
            en: en.to_owned(),
        }
    }

    /// The issue in both languages.
    #[must_use]
    pub fn message(&self) -> Message {
        let da = match self {
            Self::Empty => "der er intet tal".to_owned(),
            Self::Malformed { text } => format!("`{text}` er ikke et tal"),
            Self::Ambiguous {
                text,
                as_decimal,
                as_thousands,
            } => format!(
                "`{text}` er {} eller {as_thousands}, alt efter decimaltegnet; angiv det",
                as_decimal.replace('.', ",")
            ),
            Self::TooManyDigits { text } => {
                format!("`{text}` har flere cifre, end der kan gemmes nøjagtigt")
            }
        };
        Message {
            da,
            en: self.to_string(),
        }
    }
}

/// The exact number a text stands for.
///
/// Accepts blanks and no-break blanks around the number and between groups of three digits, `-`, `−` (U+2212)
/// and `+` before, `-` and `−` after (SAP), parentheses for negatives, the other separator between groups of
/// three digits, and an exponent when the decimal point is declared (as in JSON).
///
/// # Errors
/// [`NumberIssue::Ambiguous`] for `1.234` and `1,234` when the format is undeclared: never guessed.
/// Symbols such as `..` and per cent signs are [`NumberIssue::Malformed`]: the caller knows what they mean.
///
/// # Example
/// `1.234,50-` with decimal comma is −123450 with scale 2.
pub fn parse_number(text: &str, format: NumberFormat) -> Result<Number, NumberIssue> {
    let trimmed = text.trim_matches(is_blank);
    if trimmed.is_empty() {
        return Err(NumberIssue::Empty);
    }
    // The common case first: a plain integer.
    if let Some(value) = plain_integer(trimmed) {
        return Ok(Number { value, scale: 0 });
    }
    let malformed = || NumberIssue::Malformed {
        text: shortened(text),
    };
    let (negative, unsigned) = sign(trimmed).ok_or_else(malformed)?;
    let (mantissa, exponent) = match (format.decimal, unsigned.find(['e', 'E'])) {
        (Some('.'), Some(at)) => {
            let (mantissa, exponent) = unsigned.split_at(at);
            let exponent = exponent.get(1..).unwrap_or_default();
            (
                mantissa,
                exponent
                    .parse::<i32>()
                    .ok()
                    .filter(|e| e.abs() <= 400)
                    .ok_or_else(malformed)?,
            )
        }
        _ => (unsigned, 0),
    };
    let decimal = match format.decimal {
        Some(decimal) => Some(decimal),
        None => undeclared_decimal(mantissa, negative, text)?,
    };
    let (whole, fraction) = match decimal {
        Some(decimal) => match mantissa.split_once(decimal) {
            Some((whole, fraction)) => (whole, fraction),
            None => (mantissa, ""),
        },
        None => (mantissa, ""),
    };
    let has_fraction = whole.len() != mantissa.len();
    let well_formed = is_grouped(whole, decimal)
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && (!has_fraction || !fraction.is_empty());
    if !well_formed {
        return Err(malformed());
    }
    let digits = whole
        .bytes()
        .chain(fraction.bytes())
        .filter(u8::is_ascii_digit);
    let decimals = i64::try_from(fraction.len()).unwrap_or(i64::MAX) - i64::from(exponent);
    scaled(digits, negative, decimals).ok_or_else(|| NumberIssue::TooManyDigits {
        text: shortened(text),
    })
}

/// Blanks that stand around and inside numbers: space, tab, and the no-break, narrow and thin ones.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        ' ' | '\t' | '\r' | '\n' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\u{2007}'
    )
}

fn plain_integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    // 18 digits cannot overflow.
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    let mut value = 0_i64;
    for byte in digits.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(if digits.len() == text.len() {
        value
    } else {
        -value
    })
}

/// The sign and the text without it; None when there are two signs.
fn sign(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 2] = ['-', '\u{2212}'];
    let (negative, rest) =
        if let Some(rest) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            (true, rest)
        } else if let Some(rest) = text.strip_prefix(MINUS) {
            (true, rest)
        } else if let Some(rest) = text.strip_prefix('+') {
            (false, rest)
        } else if let Some(rest) = text.strip_suffix(MINUS) {
            (true, rest)
        } else {
            (false, text)
        };
    let rest = rest.trim_matches(is_blank);
    rest.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',')
        .then_some((negative, rest))
}

/// The decimal separator that an undeclared format must have, when the text shows it.
fn undeclared_decimal(
    text: &str,
    negative: bool,
    original: &str,
) -> Result<Option<char>, NumberIssue> {
    let (dots, commas) = (text.matches('.').count(), text.matches(',').count());
    let (separator, n) = match (dots, commas) {
        (0, 0) => return Ok(None),
        (n, 0) => ('.', n),
        (0, n) => (',', n),
        // Both: the last one is the decimal separator, if it stands there once.
        _ => {
            return Ok(Some(if text.rfind('.') > text.rfind(',') {
                '.'
            } else {
                ','
            }));
        }
    };
    let other = if separator == '.' { ',' } else { '.' };
    if n > 1 {
        return Ok(Some(other));
    }
    let could_be_thousands = is_grouped(text, Some(other));
    let could_be_decimal = text.split_once(separator).is_some_and(|(whole, fraction)| {
        is_grouped(whole, Some(separator)) && fraction.bytes().all(|b| b.is_ascii_digit())
    });
    if could_be_thousands && could_be_decimal {
        let minus = if negative { "-" } else { "" };
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        return Err(NumberIssue::Ambiguous {
            text: shortened(original),
            as_decimal: format!("{minus}{}", text.replace(',', ".")),
            as_thousands: format!("{minus}{digits}"),
        });
    }
    Ok(Some(if could_be_thousands { other } else { separator }))
}

/// True for digits, in groups of three when there is any separator that is not the decimal one.
fn is_grouped(whole: &str, decimal: Option<char>) -> bool {
    if whole.bytes().all(|b| b.is_ascii_digit()) {
        // `.5` is not accepted: a number that lost its first digit looks the same.
        return !whole.is_empty();
    }
    let mut separator = None;
    let mut digits = 0_u32;
    let mut groups = 0_u32;
    let mut chars = whole.chars();
    let leading_zero = whole.starts_with('0');
    loop {
        match chars.next() {
            Some(c) if c.is_ascii_digit() => digits += 1,
            end => {
                let fits = if groups == 0 {
                    (1..=3).contains(&digits)
                } else {
                    digits == 3
                };
                if !fits {
                    return false;
                }
                groups += 1;
                digits = 0;
                match end {
                    None => return !leading_zero,
                    Some(c) => {
                        let allowed = match (c, decimal) {
                            ('.', decimal) => decimal == Some(','),
                            (',', decimal) => decimal == Some('.'),
                            (c, _) => is_blank(c) && c != '\n' && c != '\r',
                        };
                        // One kind of separator throughout.
                        if !allowed || *separator.get_or_insert(c) != c {
                            return false;
                        }
                    }
                }
            }
        }
    }
}

/// `digits / 10^decimals` as an exact number, or None when it does not fit.
fn scaled(digits: impl Iterator<Item = u8>, negative: bool, decimals: i64) -> Option<Number> {
    let mut value = 0_i64;
    // Zeros at the end are held back, so that `1.50000000000000000000` still fits.
    let mut zeros = 0_i64;
    for digit in digits {
        let digit = i64::from(digit - b'0');
        if digit == 0 {
            zeros += 1;
            continue;
        }
        if value != 0 {
            value = value.checked_mul(10_i64.checked_pow(u32::try_from(zeros).ok()?)?)?;
        }
        value = value
            .checked_mul(10)?
            .checked_add(if negative { -digit } else { digit })?;
        zeros = 0;
    }
    if value == 0 {
        return Some(Number {
            value: 0,
            scale: i32::try_from(decimals.clamp(0, i64::from(MAX_SCALE))).ok()?,
        });
    }
    // Give back as many zeros as are needed for a scale between 0 and MAX_SCALE, and the written decimals if they fit.
    let mut scale = decimals - zeros;
    if scale > i64::from(MAX_SCALE) {
        return None;
    }
    while scale < decimals.clamp(0, i64::from(MAX_SCALE)) {
        match value.checked_mul(10) {
            Some(more) => value = more,
            None if scale >= 0 => break,
            None => return None,
        }
        scale += 1;
    }
    Some(Number {
        value,
        scale: i32::try_from(scale).ok()?,
    })
}

#[cfg(test)]
mod tests;
