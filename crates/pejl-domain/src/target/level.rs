//! Values of targets, exact.

use std::fmt;

/// Millionths in one.
const ONE: i64 = 1_000_000;
/// Decimals that a value may have.
const DECIMALS: usize = 6;
/// Most significant digits: as many as pass through JSON's numbers unchanged.
const DIGITS_MAX: usize = 15;
/// Longest text of a value.
const CHARS_MAX: usize = 40;

/// A value of a target in the unit of its indicator, in whole millionths: exact, with at most 15 significant digits.
///
/// ```
/// use pejl_domain::target::Level;
/// let level = Level::parse("0.825")?;
/// assert_eq!((level.as_millionths(), level.as_f64()), (825_000, 0.825));
/// assert!(Level::parse("0.0000001").is_err());
/// # Ok::<(), pejl_domain::target::LevelError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(i64);

/// Why something is no value of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LevelError {
    /// Not `[-]digits[.digits]`.
    #[error("no number such as 82.5")]
    Malformed,
    /// More than six decimals, or more than 15 significant digits.
    #[error("more than {DECIMALS} decimals or {DIGITS_MAX} digits")]
    TooFine,
    /// Larger than any value of an indicator.
    #[error("too large")]
    TooLarge,
}

impl Level {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The value of so many millionths.
    ///
    /// # Errors
    /// [`LevelError::TooFine`] with more than 15 significant digits.
    pub fn from_millionths(millionths: i64) -> Result<Self, LevelError> {
        let mut digits = millionths.unsigned_abs();
        while digits > 0 && digits.is_multiple_of(10) {
            digits /= 10;
        }
        match digits < 10_u64.pow(15) {
            true => Ok(Self(millionths)),
            false => Err(LevelError::TooFine),
        }
    }

    /// The value of `value / 10^scale`, as number parsers give it.
    ///
    /// # Errors
    /// It has more decimals or digits than a value may have, or is too large.
    pub fn from_scaled(value: i64, scale: i32) -> Result<Self, LevelError> {
        let wide = i128::from(value) * i128::from(ONE);
        let power = 10_i128.checked_pow(scale.unsigned_abs());
        let millionths = match power {
            _ if value == 0 => 0,
            Some(power) if scale >= 0 && wide % power == 0 => wide / power,
            Some(power) if scale < 0 => wide.checked_mul(power).ok_or(LevelError::TooLarge)?,
            _ if scale >= 0 => return Err(LevelError::TooFine),
            _ => return Err(LevelError::TooLarge),
        };
        Self::from_millionths(i64::try_from(millionths).map_err(|_| LevelError::TooLarge)?)
    }

    /// The value that a text says as machines write it, `-1234.5`.
    ///
    /// # Errors
    /// It is none, or one that cannot be held exactly.
    pub fn parse(text: &str) -> Result<Self, LevelError> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, decimals) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if text.len() > CHARS_MAX || !is_number(whole) || !is_number(decimals) {
            return Err(LevelError::Malformed);
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > DECIMALS {
            return Err(LevelError::TooFine);
        }
        let too_large = |_| LevelError::TooLarge;
        let whole: i64 = whole.parse().map_err(too_large)?;
        let part: i64 = format!("{decimals:0<DECIMALS$}")
            .parse()
            .map_err(too_large)?;
        let found = whole.checked_mul(ONE).and_then(|all| all.checked_add(part));
        let found = found.ok_or(LevelError::TooLarge)?;
        Self::from_millionths(if negative { -found } else { found })
    }

    /// As whole millionths.
    #[must_use]
    pub const fn as_millionths(self) -> i64 {
        self.0
    }

    /// As the nearest float, which prints the same digits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a value has at most 15 digits")]
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// A value on a path, to the nearest millionth; half goes away from zero. It is for holding figures against, and may have
    /// more digits than one that is set.
    pub(super) fn of_path(millionths: i128) -> Self {
        let most = i128::from(i64::MAX);
        Self(i64::try_from(millionths.clamp(-most, most)).unwrap_or(i64::MAX))
    }

    /// A value on a path from a float that is finite.
    #[expect(clippy::cast_possible_truncation, reason = "clamped by the cast")]
    pub(super) fn of_float(value: f64) -> Option<Self> {
        let millionths = (value * ONE as f64).round();
        millionths.is_finite().then_some(Self(millionths as i64))
    }
}

impl fmt::Display for Level {
    /// As machines write it: `-1234.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, all) = (ONE.unsigned_abs(), self.0.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let decimals = format!("{:0>DECIMALS$}", all % one);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{sign}{}", all / one),
            decimals => write!(f, "{sign}{}.{decimals}", all / one),
        }
    }
}
