//! Danish and English: numbers, dates, sorting and folding for look-ups.
//!
//! Separators and sorting come from CLDR through ICU4X. Negative numbers carry the minus sign U+2212 in both
//! languages, so that a figure cannot break at the sign or be taken for a range.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use fixed_decimal::{Decimal, FloatPrecision, Sign, SignedRoundingMode, UnsignedRoundingMode};
use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_decimal::DecimalFormatter;
use icu_locale_core::{Locale, locale};

use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

/// What stands where a number is not finite; a figure that is unknown should not get this far.
const NO_NUMBER: &str = "–";
const MINUS: char = '\u{2212}';

/// A language of the product; Danish comes first everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// Danish.
    #[default]
    Da,
    /// English.
    En,
}

/// A text that names no language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LangError {
    /// Neither `da` nor `en`.
    #[error("`{text}` is no language (da or en)")]
    Unknown {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("language is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
}

impl Lang {
    /// Both languages, Danish first.
    pub const ALL: [Self; 2] = [Self::Da, Self::En];

    /// The ISO 639 code, `da` or `en`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Da => "da",
            Self::En => "en",
        }
    }

    /// The one of two texts that is in this language.
    #[must_use]
    pub const fn pick<'a>(self, da: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Da => da,
            Self::En => en,
        }
    }

    const fn locale(self) -> Locale {
        match self {
            Self::Da => locale!("da"),
            Self::En => locale!("en"),
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Lang {
    type Err = LangError;

    fn from_str(text: &str) -> Result<Self, LangError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(LangError::TooLong);
        }
        Self::ALL
            .into_iter()
            .find(|lang| lang.as_str().eq_ignore_ascii_case(text))
            .ok_or_else(|| LangError::Unknown {
                text: text.to_owned(),
            })
    }
}

serde_as_text!(Lang);

/// `value` with exactly `decimals` decimals and thousands grouped: `1.234.567,9` or `1,234,567.9`.
///
/// The shortest decimal text of the float is rounded half away from zero, as published figures are, so 2.675 with
/// two decimals is 2,68. What rounds to zero has no sign. A value that is not finite gives an en dash.
///
/// ```
/// use pejl_domain::lang::{Lang, format_number};
/// assert_eq!(format_number(-1234567.89, 1, Lang::Da), "\u{2212}1.234.567,9");
/// assert_eq!(format_number(0.5, 2, Lang::En), "0.50");
/// ```
#[must_use]
pub fn format_number(value: f64, decimals: u8, lang: Lang) -> String {
    format_scaled(value, 0, decimals, lang)
}

/// A whole number with thousands grouped: `1.234.567` or `1,234,567`.
#[must_use]
pub fn format_integer(value: i64, lang: Lang) -> String {
    format_decimal(Decimal::from(value), lang)
}

/// A share (1.0 is the whole) as per cent with `decimals` decimals: `12,5 %` or `12.5%`.
///
/// The factor 100 moves the decimal point and does not multiply floats, so 0.145 is 15 % and not 14 %.
#[must_use]
pub fn format_share_as_percent(share: f64, decimals: u8, lang: Lang) -> String {
    let number = format_scaled(share, 2, decimals, lang);
    match lang {
        _ if !share.is_finite() => number,
        Lang::Da => format!("{number} %"),
        Lang::En => format!("{number}%"),
    }
}

/// A date with the month as a word: `31. marts 2018` or `31 March 2018`.
#[must_use]
pub fn format_date(date: NaiveDate, lang: Lang) -> String {
    let (day, month, year) = (date.day(), month_name(date.month(), lang), date.year());
    match lang {
        Lang::Da => format!("{day}. {month} {year}"),
        Lang::En => format!("{day} {month} {year}"),
    }
}

/// Name of month 1 to 12; empty for another number.
pub(crate) fn month_name(month: u32, lang: Lang) -> &'static str {
    const DA: [&str; 12] = [
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ];
    const EN: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let names = match lang {
        Lang::Da => DA,
        Lang::En => EN,
    };
    usize::try_from(month)
        .ok()
        .and_then(|month| names.get(month.checked_sub(1)?))
        .copied()
        .unwrap_or_default()
}

/// Order of two texts for a reader of `lang`: in Danish Æ, Ø and Å come last and Aa sorts as Å.
///
/// Texts that collate the same are ordered by their bytes, so only equal texts are `Equal`.
///
/// ```
/// use pejl_domain::lang::{Lang, collate};
/// let mut names = ["Aarhus", "Odense", "Ærø", "Assens", "Aabenraa"];
/// names.sort_by(|a, b| collate(a, b, Lang::Da));
/// assert_eq!(names, ["Assens", "Odense", "Ærø", "Aabenraa", "Aarhus"]);
/// ```
#[must_use]
pub fn collate(a: &str, b: &str, lang: Lang) -> Ordering {
    static DA: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| collator(Lang::Da));
    static EN: LazyLock<Option<CollatorBorrowed<'static>>> = LazyLock::new(|| collator(Lang::En));
    let collator = match lang {
        Lang::Da => &*DA,
        Lang::En => &*EN,
    };
    collator
        .as_ref()
        .map_or(Ordering::Equal, |collator| collator.compare(a, b))
        .then_with(|| a.cmp(b))
}

/// `text` as it is compared in look-ups: lower case, trimmed, runs of blanks (also no-break ones) made one space,
/// and `a` followed by a combining ring made `å`.
///
/// ```
/// assert_eq!(pejl_domain::lang::fold(" Region\u{a0}SJÆLLAND "), "region sjælland");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&word.to_lowercase());
    }
    if folded.contains('\u{30a}') {
        folded.replace("a\u{30a}", "å")
    } else {
        folded
    }
}

fn format_scaled(value: f64, pow10: i16, decimals: u8, lang: Lang) -> String {
    if !value.is_finite() {
        return NO_NUMBER.to_owned();
    }
    let Ok(mut decimal) = Decimal::try_from_f64(value, FloatPrecision::RoundTrip) else {
        return NO_NUMBER.to_owned();
    };
    let position = -i16::from(decimals);
    decimal.multiply_pow10(pow10);
    decimal.round_with_mode(
        position,
        SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand),
    );
    decimal.absolute.trim_start();
    decimal.absolute.pad_end(position);
    format_decimal(decimal, lang)
}

fn format_decimal(mut decimal: Decimal, lang: Lang) -> String {
    // `DecimalFormatter` cannot be shared between threads.
    thread_local! {
        static DA: Option<DecimalFormatter> = formatter(Lang::Da);
        static EN: Option<DecimalFormatter> = formatter(Lang::En);
    }
    let negative = decimal.sign() == Sign::Negative && !decimal.absolute.is_zero();
    decimal.set_sign(Sign::None);
    let formatters = match lang {
        Lang::Da => &DA,
        Lang::En => &EN,
    };
    let digits = formatters.with(|formatter| match formatter {
        Some(formatter) => formatter.format(&decimal).to_string(),
        None => decimal.to_string(),
    });
    if negative {
        format!("{MINUS}{digits}")
    } else {
        digits
    }
}

fn formatter(lang: Lang) -> Option<DecimalFormatter> {
    DecimalFormatter::try_new(lang.locale().into(), Default::default()).ok()
}

fn collator(lang: Lang) -> Option<CollatorBorrowed<'static>> {
    Collator::try_new(lang.locale().into(), CollatorOptions::default()).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(value: f64, decimals: u8, da: &str, en: &str) {
        assert_eq!(format_number(value, decimals, Lang::Da), da);
        assert_eq!(format_number(value, decimals, Lang::En), en);
    }

    #[test]
    fn the_language_data_is_there() {
        for lang in Lang::ALL {
            assert!(formatter(lang).is_some() && collator(lang).is_some());
            assert_eq!(lang.to_string().parse(), Ok(lang));
        }
        assert_eq!("DA".parse(), Ok(Lang::Da));
        assert_eq!(
            "dansk".parse::<Lang>(),
            Err(LangError::Unknown {
                text: "dansk".to_owned()
            })
        );
        assert_eq!("d".repeat(201).parse::<Lang>(), Err(LangError::TooLong));
    }

    #[test]
    fn numbers_are_grouped_and_rounded_half_away_from_zero() {
        check(1_234_567.89, 1, "1.234.567,9", "1,234,567.9");
        check(-1234.5, 0, "−1.235", "−1,235");
        check(2.675, 2, "2,68", "2.68");
        check(0.125, 2, "0,13", "0.13");
        check(999.995, 2, "1.000,00", "1,000.00");
        check(7.0, 2, "7,00", "7.00");
        check(0.0, 0, "0", "0");
        check(1e15, 0, "1.000.000.000.000.000", "1,000,000,000,000,000");
    }

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        check(-0.04, 1, "0,0", "0.0");
        check(-0.0, 0, "0", "0");
        check(-0.05, 1, "−0,1", "−0.1");
        check(5e-324, 3, "0,000", "0.000");
    }

    #[test]
    fn what_is_no_number_is_a_dash() {
        check(f64::NAN, 1, "–", "–");
        check(f64::INFINITY, 0, "–", "–");
        assert_eq!(format_share_as_percent(f64::NAN, 1, Lang::Da), "–");
    }

    #[test]
    fn shares_move_the_decimal_point() {
        assert_eq!(format_share_as_percent(0.125, 1, Lang::Da), "12,5 %");
        assert_eq!(format_share_as_percent(0.125, 1, Lang::En), "12.5%");
        assert_eq!(format_share_as_percent(0.145, 0, Lang::Da), "15 %");
        assert_eq!(format_share_as_percent(0.07, 4, Lang::Da), "7,0000 %");
        assert_eq!(format_share_as_percent(-1.0, 0, Lang::Da), "−100 %");
    }

    #[test]
    fn integers_are_whole_at_the_limits() {
        assert_eq!(
            format_integer(i64::MIN, Lang::Da),
            "−9.223.372.036.854.775.808"
        );
        assert_eq!(format_integer(1000, Lang::En), "1,000");
        assert_eq!(format_integer(0, Lang::Da), "0");
    }

    #[test]
    fn dates_have_the_month_as_a_word() {
        let date = NaiveDate::from_ymd_opt(2018, 3, 31).unwrap_or_default();
        assert_eq!(format_date(date, Lang::Da), "31. marts 2018");
        assert_eq!(format_date(date, Lang::En), "31 March 2018");
        assert_eq!(
            (month_name(0, Lang::Da), month_name(13, Lang::Da)),
            ("", "")
        );
        assert_eq!(
            (month_name(12, Lang::Da), month_name(1, Lang::En)),
            ("december", "January")
        );
    }

    #[test]
    fn danish_sorts_aa_as_aring_last() {
        let mut names = [
            "Ørsted", "Aarhus", "Zeta", "Allerød", "Ærø", "Ålborg", "aalborg", "vejle", "Varde",
        ];
        names.sort_by(|a, b| collate(a, b, Lang::Da));
        assert_eq!(
            names,
            [
                "Allerød", "Varde", "vejle", "Zeta", "Ærø", "Ørsted", "Ålborg", "aalborg", "Aarhus"
            ]
        );
        assert_eq!(collate("Aarhus", "Assens", Lang::En), Ordering::Less);
        assert_eq!(collate("Aarhus", "Assens", Lang::Da), Ordering::Greater);
    }

    #[test]
    fn folding_reaches_the_ring_and_the_blanks() {
        assert_eq!(fold("  A\u{30a}RHUS\u{a0} Kommune\t"), "århus kommune");
        assert_eq!(fold(" \n"), "");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn any_number_prints_with_its_decimals(value in any::<f64>(), decimals in 0..=255_u8) {
            let text = format_number(value, decimals, Lang::Da);
            if value.is_finite() && decimals > 0 {
                let after = text.split_once(',').map(|(_, after)| after.len());
                prop_assert_eq!(after, Some(usize::from(decimals)));
            }
        }

        #[test]
        fn printed_integers_lose_nothing(value in any::<i64>()) {
            let plain = format_integer(value, Lang::Da).replace('.', "").replace(MINUS, "-");
            prop_assert_eq!(plain.parse::<i64>(), Ok(value));
        }

        #[test]
        fn collation_is_a_total_order(a in ".{0,6}", b in ".{0,6}") {
            prop_assert_eq!(collate(&a, &b, Lang::Da), collate(&b, &a, Lang::Da).reverse());
            prop_assert_eq!(collate(&a, &b, Lang::Da).is_eq(), a == b);
        }
    }
}
