//! Age bands, and whether bands tile a whole.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::lang::fold;
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::serde_text::serde_as_text;

/// The highest age a band may begin or end with; StatBank's tables go to 125.
pub const MAX_AGE: u8 = 150;
/// The member that stands for all ages together.
pub const TOTAL: &str = "TOT";

/// Ages from `from` to `to`, both included; without `to` the band is open upwards.
///
/// Prints as `67`, `65-69` or `67+`. Ordered by the first age, the shorter band first.
///
/// ```
/// use pejl_domain::AgeBand;
/// let band: AgeBand = "65-69 år".parse()?;
/// assert_eq!(band.to_string(), "65-69");
/// assert!("65 år og derover".parse::<AgeBand>()?.contains(band));
/// # Ok::<(), pejl_domain::age::AgeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AgeBand {
    from: u8,
    to: Option<u8>,
}

/// A member of an age dimension: all ages, or one band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AgeMember {
    /// All ages together.
    Total,
    /// One band.
    Band(AgeBand),
}

/// Why something is not an age.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AgeError {
    /// None of the known spellings; `Uoplyst alder` (age not known) is among what is refused.
    #[error("`{text}` is no age (for example 67, 65-69 or 67+)")]
    Malformed {
        /// The text as given.
        text: String,
    },
    /// Longer than [`MAX_TEXT_CHARS`] characters.
    #[error("age is longer than {MAX_TEXT_CHARS} characters")]
    TooLong,
    /// An age above [`MAX_AGE`].
    #[error("age {age} is above {MAX_AGE}")]
    TooOld {
        /// The age.
        age: u32,
    },
    /// A band that ends before it begins.
    #[error("age band from {from} down to {to}")]
    Backwards {
        /// First age.
        from: u8,
        /// Last age.
        to: u8,
    },
}

impl AgeBand {
    /// The band from `from` to `to`, both included, or open upwards.
    ///
    /// # Errors
    /// [`AgeError::TooOld`] and [`AgeError::Backwards`].
    pub fn new(from: u8, to: Option<u8>) -> Result<Self, AgeError> {
        for age in [Some(from), to].into_iter().flatten() {
            if age > MAX_AGE {
                return Err(AgeError::TooOld {
                    age: u32::from(age),
                });
            }
        }
        match to {
            Some(to) if to < from => Err(AgeError::Backwards { from, to }),
            _ => Ok(Self { from, to }),
        }
    }

    /// First age of the band.
    #[must_use]
    pub const fn from(self) -> u8 {
        self.from
    }

    /// Last age of the band, `None` when it is open upwards.
    #[must_use]
    pub const fn to(self) -> Option<u8> {
        self.to
    }

    /// Whether every age of `other` lies in this band; a closed band never contains an open one.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.from <= other.from && other.last() <= self.last()
    }

    /// Last age, an open end above every age.
    fn last(self) -> u8 {
        self.to.unwrap_or(u8::MAX)
    }
}

/// Whether `parts`, in any order, cover `whole` exactly: no gap, no overlap, nothing outside.
///
/// An open whole needs an open top part. No parts tile nothing.
///
/// ```
/// use pejl_domain::age::{AgeBand, tiles};
/// let band = |text: &str| text.parse::<AgeBand>();
/// assert!(tiles(&[band("80+")?, band("67-79")?], band("67+")?));
/// assert!(!tiles(&[band("67-79")?], band("67+")?));
/// # Ok::<(), pejl_domain::age::AgeError>(())
/// ```
#[must_use]
pub fn tiles(parts: &[AgeBand], whole: AgeBand) -> bool {
    let mut parts = parts.to_vec();
    parts.sort_unstable();
    // The first age still to be covered; `None` once an open part has covered all.
    let mut next = Some(whole.from);
    for part in &parts {
        if next != Some(part.from) || !whole.contains(*part) {
            return false;
        }
        next = part.to.map(|to| to + 1);
    }
    !parts.is_empty() && next == whole.to.map(|to| to + 1)
}

impl Ord for AgeBand {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.from, self.last()).cmp(&(other.from, other.last()))
    }
}

impl PartialOrd for AgeBand {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for AgeBand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let from = self.from;
        match self.to {
            None => write!(f, "{from}+"),
            Some(to) if to == from => write!(f, "{from}"),
            Some(to) => write!(f, "{from}-{to}"),
        }
    }
}

impl FromStr for AgeBand {
    type Err = AgeError;

    /// Reads `67`, `67 år`, `65-69 years`, `100 år og derover`, `100 years and over`, `67+`, `100-` (StatBank's code
    /// for an open band) and `Under 65 år`.
    fn from_str(text: &str) -> Result<Self, AgeError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(AgeError::TooLong);
        }
        let malformed = || AgeError::Malformed {
            text: text.to_owned(),
        };
        let folded = fold(text);
        let (ages, under, over) = without_words(&folded);
        let (first, last) = match ages.split_once(['-', '–']) {
            Some((first, last)) => (first.trim_end(), Some(last.trim_start())),
            None => (ages, None),
        };
        let first = age(first, &malformed)?;
        let (from, to) = match (under, over, last) {
            (true, false, None) => (0, Some(first.checked_sub(1).ok_or_else(malformed)?)),
            (false, true, None) | (false, false, Some("")) => (first, None),
            (false, false, None) => (first, Some(first)),
            (false, false, Some(last)) => (first, Some(age(last, &malformed)?)),
            _ => return Err(malformed()),
        };
        Self::new(from, to)
    }
}

impl fmt::Display for AgeMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Total => f.write_str(TOTAL),
            Self::Band(band) => band.fmt(f),
        }
    }
}

impl FromStr for AgeMember {
    type Err = AgeError;

    /// Reads what [`AgeBand`] reads, and `TOT`, `IALT`, `I alt`, `Alder i alt`, `Total`, `Age, total`.
    fn from_str(text: &str) -> Result<Self, AgeError> {
        if !fits(text, MAX_TEXT_CHARS) {
            return Err(AgeError::TooLong);
        }
        match fold(text).as_str() {
            "tot" | "ialt" | "i alt" | "alder i alt" | "alder, i alt" | "total" | "age, total"
            | "all ages" | "alle aldre" => Ok(Self::Total),
            _ => text.parse().map(Self::Band),
        }
    }
}

serde_as_text!(AgeBand, AgeMember);

/// `text` (folded) without the words around the ages, and whether they said "under" or "and over".
fn without_words(text: &str) -> (&str, bool, bool) {
    const OVER: [&str; 7] = [
        "+",
        " og derover",
        " og over",
        " eller derover",
        " and over",
        " or over",
        " and older",
    ];
    const YEARS: [&str; 4] = [" år", " years", " year", "år"];
    let strip = |text: &str, endings: &[&str]| {
        endings
            .iter()
            .find(|end| text.ends_with(*end))
            .map(|end| end.len())
    };
    let cut = |text: &'_ str, n: usize| text.len().saturating_sub(n);
    let mut ages = text;
    let mut over = false;
    // "67+ år" and "67 år og derover": the words come in either order.
    for _ in 0..2 {
        if let Some(n) = strip(ages, &YEARS) {
            ages = ages.get(..cut(ages, n)).unwrap_or_default();
        }
        if !over && let Some(n) = strip(ages, &OVER) {
            ages = ages.get(..cut(ages, n)).unwrap_or_default();
            over = true;
        }
    }
    match ages.strip_prefix("under ") {
        Some(ages) => (ages, true, over),
        None => (ages, false, over),
    }
}

fn age(digits: &str, malformed: &impl Fn() -> AgeError) -> Result<u8, AgeError> {
    if digits.is_empty() || digits.len() > 3 || digits.bytes().any(|byte| !byte.is_ascii_digit()) {
        return Err(malformed());
    }
    let age: u32 = digits.parse().map_err(|_| malformed())?;
    u8::try_from(age)
        .ok()
        .filter(|age| *age <= MAX_AGE)
        .ok_or(AgeError::TooOld { age })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use proptest::prelude::*;

    use super::*;

    fn band(text: &str) -> AgeBand {
        text.parse().unwrap()
    }

    fn any_band() -> impl Strategy<Value = AgeBand> {
        (0..=MAX_AGE, prop::option::of(0..=MAX_AGE))
            .prop_filter_map("backwards", |(from, to)| AgeBand::new(from, to).ok())
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            text.parse::<AgeMember>().map(|member| member.to_string()),
            Ok(expected.to_owned()),
            "{text}"
        );
    }

    #[test]
    fn every_spelling_is_read() {
        for (text, expected) in [
            ("67", "67"),
            ("67 år", "67"),
            ("0 år", "0"),
            ("1 year", "1"),
            ("125 år", "125"),
            ("67år", "67"),
            ("65-69 år", "65-69"),
            ("5-9 years", "5-9"),
            ("0-4 years", "0-4"),
            ("65 – 66 år", "65-66"),
            ("007", "7"),
            ("100 år og derover", "100+"),
            ("100 years and over", "100+"),
            ("67+", "67+"),
            ("67+ år", "67+"),
            ("67 år og over", "67+"),
            ("80 Years And Over", "80+"),
            ("100-", "100+"),
            ("105-", "105+"),
            ("Under 65 år", "0-64"),
            ("under 1 year", "0"),
            ("65-65", "65"),
            ("\u{a0}67\u{a0}år ", "67"),
            ("IALT", "TOT"),
            ("I alt", "TOT"),
            ("Alder i alt", "TOT"),
            ("Total", "TOT"),
            ("TOT", "TOT"),
            ("Age, total", "TOT"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn other_text_is_refused() {
        for text in [
            "",
            " ",
            "år",
            "-",
            "+",
            "-5",
            "67++",
            "67-+",
            "67-70+",
            "under 65-69",
            "under 0",
            "under 67+",
            "67.5",
            "67 kr",
            "Uoplyst alder",
            "9919",
            "6 7",
            "sekstisyv",
            "67-70-75",
            "٦٧",
            "under",
            "og derover",
            "+67",
        ] {
            assert_eq!(
                text.parse::<AgeMember>(),
                Err(AgeError::Malformed {
                    text: text.to_owned()
                }),
                "{text}"
            );
        }
        assert_eq!("999".parse::<AgeBand>(), Err(AgeError::TooOld { age: 999 }));
        assert_eq!("151".parse::<AgeBand>(), Err(AgeError::TooOld { age: 151 }));
        assert_eq!(
            "70-65".parse::<AgeBand>(),
            Err(AgeError::Backwards { from: 70, to: 65 })
        );
        assert_eq!(
            "TOT".parse::<AgeBand>(),
            Err(AgeError::Malformed {
                text: "TOT".to_owned()
            })
        );
        assert_eq!("6".repeat(201).parse::<AgeBand>(), Err(AgeError::TooLong));
        assert_eq!(" ".repeat(201).parse::<AgeMember>(), Err(AgeError::TooLong));
    }

    #[test]
    fn tiling_is_exact() {
        let check = |parts: &[&str], whole: &str, expected: bool| {
            let bands: Vec<AgeBand> = parts.iter().map(|part| band(part)).collect();
            assert_eq!(tiles(&bands, band(whole)), expected, "{parts:?} in {whole}");
        };
        check(&["67+"], "67+", true);
        check(&["80+", "67", "68-79"], "67+", true);
        check(&["67", "68-79"], "67+", false);
        check(&["65-69", "70-74"], "65-74", true);
        check(&["65-69", "71-74"], "65-74", false);
        check(&["65-70", "70-74"], "65-74", false);
        check(&["65-69", "65-69", "70-74"], "65-74", false);
        check(&["65-69", "70-79"], "65-74", false);
        check(&["64-69", "70-74"], "65-74", false);
        check(&["65-69", "70+"], "65-74", false);
        check(&["67+", "67+"], "67+", false);
        check(&["65-79", "80+"], "67+", false);
        check(&[], "67", false);
    }

    proptest! {
        #[test]
        fn printed_bands_are_read_back(band in any_band()) {
            prop_assert_eq!(band.to_string().parse::<AgeBand>(), Ok(band));
            let member = AgeMember::Band(band);
            prop_assert_eq!(serde_json::from_str::<AgeMember>(&serde_json::to_string(&member).unwrap()).unwrap(), member);
        }

        #[test]
        fn no_text_panics(text in any::<String>(), like in "(under )?[0-9]{0,3}[-+–]?[0-9]{0,3}( år| years)?( og derover)?") {
            for text in [text, like] {
                if let Ok(member) = text.parse::<AgeMember>() {
                    prop_assert_eq!(member.to_string().parse::<AgeMember>(), Ok(member));
                }
            }
        }

        #[test]
        fn containment_agrees_with_order(a in any_band(), b in any_band()) {
            prop_assert!(a.contains(a));
            prop_assert_eq!(a.contains(b) && b.contains(a), a == b);
            prop_assert_eq!(a.cmp(&b).is_eq(), a == b);
        }

        #[test]
        fn any_cutting_tiles_and_a_missing_part_does_not(
            from in 0..100_u8, steps in prop::collection::vec(1..10_u8, 1..6), open in any::<bool>(), left_out in any::<prop::sample::Index>(),
        ) {
            let mut parts = Vec::new();
            let mut next = from;
            for step in &steps {
                parts.push(AgeBand::new(next, Some(next + step - 1)).unwrap());
                next += step;
            }
            if open { parts.push(AgeBand::new(next, None).unwrap()); }
            let whole = AgeBand::new(from, (!open).then(|| next - 1)).unwrap();
            parts.reverse();
            prop_assert!(tiles(&parts, whole));
            parts.remove(left_out.index(parts.len()));
            prop_assert!(!tiles(&parts, whole));
        }
    }
}
