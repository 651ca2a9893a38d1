//! One person's CPR number, which can be hashed and asked for date and sex, and not printed.

use std::fmt;
use std::hint::black_box;

use chrono::NaiveDate;

use crate::care::Sex;

use super::{BIRTH_DIGITS, SERIAL_DIGITS, is_blank, is_dash};

const N_DIGITS: usize = BIRTH_DIGITS + SERIAL_DIGITS;
/// Added to the day of a replacement number, which is given to somebody who has no CPR number.
const REPLACEMENT_DAYS: u32 = 60;
const MASK: &str = "******-****";

/// Share of random texts of ten digits that [`looks_like_cpr`]: 0.0365246, about one of 27.
///
/// The seventh digit chooses the century, and with it whether there is a 29 February. Days in the 100 years that each
/// seventh digit can say, 365 × 100 and one more for every leap year:
///
/// | seventh digit | years | leap years | days | digits | days × digits |
/// |---|---|---:|---:|---:|---:|
/// | 0–3 | 1900–1999 | 24 | 36,524 | 4 | 146,096 |
/// | 4, 9 | 1937–2036 | 25 | 36,525 | 2 | 73,050 |
/// | 5–8 | 1858–1899, 2000–2057 | 10 + 15 | 36,525 | 4 | 146,100 |
///
/// Together 365,246 of the 10⁷ texts of seven digits; the last three digits may be any.
pub const CHANCE_TEN_DIGITS: f64 = 365_246.0 / 10_000_000.0;

/// A CPR number.
///
/// It prints as `******-****` and is not serialised; [`Cpr::digits`] is for the keyed hash alone. The digits are
/// overwritten when it is dropped, as far as that can be done without unsafe code: a copy the compiler made while
/// moving it may stay.
///
/// ```
/// use pejl_domain::cpr::Cpr;
/// use pejl_domain::care::Sex;
/// let cpr = Cpr::parse("290204-4321")?;
/// assert_eq!(cpr.birth_date().to_string(), "2004-02-29");
/// assert_eq!(cpr.sex(), Sex::Male);
/// assert_eq!(format!("{cpr} {cpr:?}"), "******-**** ******-****");
/// # Ok::<(), pejl_domain::cpr::CprError>(())
/// ```
#[derive(PartialEq, Eq, Hash)]
pub struct Cpr {
    /// ASCII.
    digits: [u8; N_DIGITS],
    birth_date: NaiveDate,
}

/// Why a text is no CPR number; it never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CprError {
    /// Not ten digits, or something other than a hyphen or a blank after the sixth.
    #[error("a CPR number is six digits, perhaps a hyphen, and four digits")]
    Form,
    /// The first six digits are no date in the century that the seventh says.
    #[error("the first six digits of a CPR number are a date")]
    Date,
}

impl Cpr {
    /// The number that `text` says: `DDMMYY-SSSS` or `DDMMYYSSSS`; blanks around it do not count.
    ///
    /// Date and length decide, and never the check digit: numbers since 2007 fail modulus 11. Replacement numbers, with
    /// 60 added to the day, are read as well.
    ///
    /// # Errors
    /// [`CprError::Form`] and [`CprError::Date`].
    pub fn parse(text: &str) -> Result<Self, CprError> {
        Self::read(text, BIRTH_DIGITS)
    }

    /// As [`Cpr::parse`], and a number that lost its first zero in a spreadsheet: `DMMYY-SSSS` or `DMMYYSSSS`.
    ///
    /// # Errors
    /// [`CprError::Form`] and [`CprError::Date`].
    pub fn parse_lenient(text: &str) -> Result<Self, CprError> {
        Self::read(text, BIRTH_DIGITS - 1)
    }

    fn read(text: &str, fewest_birth_digits: usize) -> Result<Self, CprError> {
        let (birth, serial) = halves(text.trim()).ok_or(CprError::Form)?;
        if birth.len() < fewest_birth_digits {
            return Err(CprError::Form);
        }
        let mut digits = [b'0'; N_DIGITS];
        let given = birth.bytes().chain(serial.bytes());
        for (slot, byte) in digits.iter_mut().rev().zip(given.rev()) {
            *slot = byte;
        }
        let birth_date = birth_date(&digits).ok_or(CprError::Date)?;
        Ok(Self { digits, birth_date })
    }

    /// The ten digits in ASCII, for the keyed hash and for nothing else.
    #[must_use]
    pub const fn digits(&self) -> [u8; N_DIGITS] {
        self.digits
    }

    /// The day of birth, its century taken from the seventh digit.
    #[must_use]
    pub const fn birth_date(&self) -> NaiveDate {
        self.birth_date
    }

    /// The sex that the last digit says.
    #[must_use]
    pub const fn sex(&self) -> Sex {
        let [.., last] = self.digits;
        if last % 2 == 1 {
            Sex::Male
        } else {
            Sex::Female
        }
    }

    /// Whether it was given to somebody who has no CPR number; the same person may have another number elsewhere.
    #[must_use]
    pub fn is_replacement(&self) -> bool {
        let [tens, ..] = self.digits;
        tens >= b'6'
    }
}

impl Drop for Cpr {
    fn drop(&mut self) {
        self.digits = [0; N_DIGITS];
        self.birth_date = NaiveDate::default();
        black_box(&*self);
    }
}

impl fmt::Debug for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl fmt::Display for Cpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

/// Whether a cell is a CPR number by date and length, replacement numbers left out.
///
/// It is narrower than [`super::has_shape`], which hides rather too much: how often random digits look like this is known
/// exactly, see [`CHANCE_TEN_DIGITS`].
#[must_use]
pub fn looks_like_cpr(text: &str) -> bool {
    Cpr::parse(text).is_ok_and(|cpr| !cpr.is_replacement())
}

/// The digits before and after the place of the hyphen.
fn halves(text: &str) -> Option<(&str, &str)> {
    let (birth, serial) = text.split_at_checked(text.len().checked_sub(SERIAL_DIGITS)?)?;
    let birth = birth
        .strip_suffix(|letter| is_dash(letter) || is_blank(letter))
        .unwrap_or(birth);
    let n_birth = birth.len();
    let all_digits = birth
        .bytes()
        .chain(serial.bytes())
        .all(|b| b.is_ascii_digit());
    (all_digits && (BIRTH_DIGITS - 1..=BIRTH_DIGITS).contains(&n_birth)).then_some((birth, serial))
}

fn birth_date(digits: &[u8; N_DIGITS]) -> Option<NaiveDate> {
    let [d1, d2, m1, m2, y1, y2, seventh, ..] = digits.map(|byte| u32::from(byte - b'0'));
    let day = match d1 * 10 + d2 {
        day @ 61.. => day - REPLACEMENT_DAYS,
        day => day,
    };
    let year = i32::try_from(y1 * 10 + y2).ok()?;
    NaiveDate::from_ymd_opt(century(seventh, year) + year, m1 * 10 + m2, day)
}

/// The century of a two-digit year, by the table of the CPR office.
const fn century(seventh: u32, year: i32) -> i32 {
    match (seventh, year) {
        (0..=3, _) | (4 | 9, 37..) => 1900,
        (5..=8, 58..) => 1800,
        _ => 2000,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::super::{has_shape, masked};
    use super::*;

    fn any_cpr_text() -> impl Strategy<Value = String> {
        (1858..=2057_i32, 1..=366_u32, 0..10_u32, 0..1000_u32).prop_filter_map(
            "no seventh digit says this year",
            |(year, day, seventh, last)| {
                let date = NaiveDate::from_yo_opt(year, day)?;
                let two = year % 100;
                (century(seventh, two) + two == year)
                    .then(|| format!("{}{seventh}{last:03}", date.format("%d%m%y")))
            },
        )
    }

    fn hyphened(text: &str) -> String {
        let (birth, serial) = text.split_at(BIRTH_DIGITS);
        format!("{birth}-{serial}")
    }

    #[track_caller]
    fn check_born(text: &str, expected: &str) {
        let born = Cpr::parse(text).map(|cpr| cpr.birth_date().to_string());
        assert_eq!(born.as_deref(), Ok(expected), "{text}");
    }

    #[test]
    fn the_seventh_digit_says_the_century() {
        for seventh in 0..=3 {
            check_born(&format!("010100{seventh}000"), "1900-01-01");
            check_born(&format!("311299{seventh}000"), "1999-12-31");
        }
        for seventh in [4, 9] {
            check_born(&format!("010100{seventh}000"), "2000-01-01");
            check_born(&format!("010136{seventh}000"), "2036-01-01");
            check_born(&format!("010137{seventh}000"), "1937-01-01");
            check_born(&format!("010199{seventh}000"), "1999-01-01");
        }
        for seventh in 5..=8 {
            check_born(&format!("010100{seventh}000"), "2000-01-01");
            check_born(&format!("010157{seventh}000"), "2057-01-01");
            check_born(&format!("010158{seventh}000"), "1858-01-01");
            check_born(&format!("010199{seventh}000"), "1899-01-01");
        }
    }

    #[test]
    fn leap_days_follow_the_century() {
        check_born("290200-4000", "2000-02-29");
        assert_eq!(Cpr::parse("290200-0000"), Err(CprError::Date));
        check_born("290204-0000", "1904-02-29");
        assert_eq!(Cpr::parse("290203-0000"), Err(CprError::Date));
        assert_eq!(Cpr::parse("310404-0000"), Err(CprError::Date));
    }

    #[test]
    fn forms_are_read_or_refused() {
        let plain = Cpr::parse("0102031234").unwrap();
        for text in [
            "010203-1234",
            " 010203-1234\n",
            "\u{a0}0102031234",
            "010203 1234",
            "010203–1234",
        ] {
            assert_eq!(Cpr::parse(text).as_ref(), Ok(&plain), "{text}");
        }
        for text in ["102031234", "10203-1234", " 10203-1234 "] {
            assert_eq!(Cpr::parse(text), Err(CprError::Form), "{text}");
            assert_eq!(Cpr::parse_lenient(text).as_ref(), Ok(&plain), "{text}");
        }
        for text in [
            "",
            "-",
            "1234",
            "01020-31234",
            "010203--1234",
            "010203.1234",
            "010203-123",
            "010203-12345",
            "01020312345",
            "02031234",
            "2031234",
            "010203-123x",
            "０102031234",
            "010203-12å",
            "+102031234",
        ] {
            assert_eq!(Cpr::parse(text), Err(CprError::Form), "{text}");
            assert_eq!(Cpr::parse_lenient(text), Err(CprError::Form), "{text}");
        }
        for text in [
            "000203-1234",
            "320103-1234",
            "010003-1234",
            "011303-1234",
            "000000-0000",
        ] {
            assert_eq!(Cpr::parse(text), Err(CprError::Date), "{text}");
        }
    }

    #[test]
    fn replacement_numbers_are_read_and_do_not_look_like_one() {
        let cpr = Cpr::parse("610203-1234").unwrap();
        assert!(cpr.is_replacement() && !looks_like_cpr("610203-1234"));
        assert_eq!(cpr.birth_date().to_string(), "1903-02-01");
        assert_eq!(Cpr::parse("920203-1234"), Err(CprError::Date));
        assert_eq!(Cpr::parse("600203-1234"), Err(CprError::Date));
        assert!(!Cpr::parse("010203-1234").unwrap().is_replacement());
    }

    #[test]
    fn the_last_digit_says_the_sex() {
        for last in 0..=9 {
            let sex = Cpr::parse(&format!("010203123{last}")).unwrap().sex();
            assert_eq!(sex == Sex::Male, last % 2 == 1);
        }
    }

    #[test]
    fn the_check_digit_does_not_matter() {
        // Of ten numbers that differ in the last digit at most one passes modulus 11.
        assert!((0..=9).all(|last| looks_like_cpr(&format!("010203123{last}"))));
    }

    #[test]
    fn the_chance_is_counted() {
        let mut n_alike = 0;
        for day in 1..=31 {
            for month in 1..=12 {
                for year_and_seventh in 0..1000 {
                    let text = format!("{day:02}{month:02}{year_and_seventh:03}000");
                    n_alike += u32::from(looks_like_cpr(&text));
                }
            }
        }
        assert_eq!(f64::from(n_alike) / 10_000_000.0, CHANCE_TEN_DIGITS);
        for day_and_month in 0..10_000 {
            let is_possible =
                matches!(day_and_month, 101..=3112) && matches!(day_and_month % 100, 1..=12);
            assert!(is_possible || !looks_like_cpr(&format!("{day_and_month:04}041000")));
        }
    }

    #[test]
    fn nothing_prints_the_number() {
        let text = "010203-1234";
        let errors =
            [Cpr::parse("010203-123"), Cpr::parse("320203-1234")].map(|read| read.unwrap_err());
        for error in errors {
            assert!(!format!("{error} {error:?}").contains("0203"));
        }
        assert_eq!(
            format!("{:?}", Some(Cpr::parse(text).unwrap())),
            format!("Some({MASK})")
        );
    }

    /// The same number once more, as it cannot be cloned.
    fn read_again(cpr: &Cpr) -> Cpr {
        Cpr::parse(std::str::from_utf8(&cpr.digits()).unwrap()).unwrap()
    }

    proptest! {
        #[test]
        fn every_number_is_read_in_every_form(text in any_cpr_text()) {
            let cpr = Cpr::parse(&text).unwrap();
            prop_assert_eq!(&cpr.digits()[..], text.as_bytes());
            prop_assert_eq!(cpr.birth_date().format("%d%m%y").to_string(), &text[..6]);
            prop_assert_eq!(Cpr::parse(&hyphened(&text)), Ok(read_again(&cpr)));
            prop_assert!(looks_like_cpr(&text) && has_shape(&text));
            if let Some(lost) = text.strip_prefix('0') {
                prop_assert_eq!(Cpr::parse_lenient(lost), Ok(cpr));
                prop_assert!(!looks_like_cpr(lost));
            }
        }

        #[test]
        fn every_number_is_hidden_wherever_it_stands(
            number in any_cpr_text(), with_hyphen in any::<bool>(), before in ".*[0-9]{0,2}", after in "[0-9]{0,2}.*",
        ) {
            let number = if with_hyphen { hyphened(&number) } else { number };
            let hidden = masked(&format!("{before}{number}{after}")).into_owned();
            prop_assert!(!hidden.contains(&number), "{}", hidden);
            prop_assert_eq!(&masked(&hidden), &hidden);
        }

        #[test]
        fn text_with_too_few_digits_is_left_alone(text in "\\PC{0,20}([0-9]{0,4}\\PC{0,3}){0,2}") {
            let n_digits = text.bytes().filter(u8::is_ascii_digit).count();
            prop_assume!(n_digits < 9);
            prop_assert_eq!(&masked(&text), &text);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), like in "[0-9]{4,7}[- –]?[0-9]{3,5}") {
            for text in [text, like] {
                let strict = Cpr::parse(&text);
                if let Ok(cpr) = &strict {
                    prop_assert!(has_shape(&text));
                    prop_assert!(Cpr::parse_lenient(&text).as_ref() == Ok(cpr));
                }
                prop_assert!(!looks_like_cpr(&text) || strict.is_ok());
            }
        }
    }
}
