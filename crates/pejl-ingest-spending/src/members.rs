//! Turns the texts of a column into canonical members, each text once.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::cpr;
use pejl_domain::lang::fold;
use pejl_domain::{AccountCode, AgeMember, Area, Period, PriceLevel, Unit};
use pejl_ingest::Message;

use crate::knowledge::{Dimension, MemberKind, knowledge};

/// The longest member text that is accepted, in characters.
pub const MEMBER_CHARS_MAX: usize = 200;
/// The most different texts one column may hold.
pub const DISTINCT_MAX: usize = 100_000;

/// Why a text is not a member: the rule it broke and what would have been right, in Danish and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Short name of the rule, such as `area.unknown`.
    pub rule: &'static str,
    /// In Danish.
    pub da: String,
    /// In English.
    pub en: String,
}

impl Rejected {
    /// A text that is not what was expected, each of which is named as a thing: "a period such as 2019".
    pub fn expected(rule: &'static str, da: impl AsRef<str>, en: impl AsRef<str>) -> Self {
        Self {
            rule,
            da: format!("forventede {}", da.as_ref()),
            en: format!("expected {}", en.as_ref()),
        }
    }

    /// Returns what stands in an issue.
    pub fn into_message(self) -> Message {
        Message {
            da: self.da,
            en: self.en,
        }
    }
}

/// Remembers what each text of a column stands for, so that a text is understood once.
#[derive(Debug)]
pub struct Interner<T> {
    known: HashMap<String, (u32, T)>,
    numbers: HashMap<T, u32>,
    last: Option<(String, u32, T)>,
}

impl<T> Default for Interner<T> {
    fn default() -> Self {
        Self {
            known: HashMap::new(),
            numbers: HashMap::new(),
            last: None,
        }
    }
}

impl<T: Clone + Eq + Hash> Interner<T> {
    /// Returns the value that `text` stands for and its number, asking `understand` the first time.
    ///
    /// Two texts with the same value get the same number: `766` and `Hedensted` are one area.
    ///
    /// # Errors
    /// What `understand` says, or that the column holds more different texts than a dimension has.
    pub fn resolve(
        &mut self,
        text: &str,
        understand: impl FnOnce(&str) -> Result<T, Rejected>,
    ) -> Result<(u32, T), Rejected> {
        if let Some((last, number, value)) = &self.last
            && last == text
        {
            return Ok((*number, value.clone()));
        }
        let (number, value) = match self.known.get(text) {
            Some((number, value)) => (*number, value.clone()),
            None => {
                let value = understand(text)?;
                (self.insert(text, value.clone())?, value)
            }
        };
        match &mut self.last {
            Some((last, last_number, last_value)) => {
                last.clear();
                last.push_str(text);
                *last_number = number;
                *last_value = value.clone();
            }
            None => self.last = Some((text.to_owned(), number, value.clone())),
        }
        Ok((number, value))
    }

    fn insert(&mut self, text: &str, value: T) -> Result<u32, Rejected> {
        let too_many = || {
            Rejected::expected(
                "column.too_many_members",
                format!("højst {DISTINCT_MAX} forskellige værdier i en dimension"),
                format!("at most {DISTINCT_MAX} different members in a dimension"),
            )
        };
        if self.known.len() >= DISTINCT_MAX {
            return Err(too_many());
        }
        let next = u32::try_from(self.numbers.len()).map_err(|_| too_many())?;
        let number = *self.numbers.entry(value.clone()).or_insert(next);
        self.known.insert(text.to_owned(), (number, value));
        Ok(number)
    }
}

/// Unit, price level and the factor that turns the file's number into the unit.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Measure {
    /// Unit of the stored value.
    pub unit: Unit,
    /// Price level of the stored value.
    pub price: PriceLevel,
    /// What the file's number is multiplied by.
    pub factor: i64,
}

/// Understands an area: a code or a name of a Danish municipality, region, province, group or the country.
///
/// # Errors
/// `area.unknown`, naming the nearest known ones.
pub fn area(text: &str) -> Result<&'static Area, Rejected> {
    find_area(text).ok_or_else(|| {
        let near: Vec<_> = nearest_areas(text, 3)
            .iter()
            .map(|a| format!("{} {}", a.code, a.name_da))
            .collect();
        let near = near.join(", ");
        let (near_da, near_en) = match near.as_str() {
            "" => (String::new(), String::new()),
            near => (format!("; nærmest: {near}"), format!("; nearest: {near}")),
        };
        Rejected::expected(
            "area.unknown",
            format!("et dansk område (kode eller navn){near_da}"),
            format!("a Danish area (code or name){near_en}"),
        )
    })
}

/// Understands a period code.
///
/// # Errors
/// `period.invalid`.
pub fn period(text: &str) -> Result<Period, Rejected> {
    text.trim().parse().map_err(|_| {
        Rejected::expected(
            "period.invalid",
            "en periode som 2019, 2019H1, 2019K3, 2019M08 eller 2019U05",
            "a period such as 2019, 2019H1, 2019K3, 2019M08 or 2019U05",
        )
    })
}

/// Understands a member of PRISENHED.
///
/// # Errors
/// `unit.unknown`: a unit that is not listed is never guessed.
pub fn price_unit(text: &str) -> Result<Measure, Rejected> {
    let unknown = || {
        Rejected::expected(
            "unit.unknown",
            "LOBM (løbende priser, 1.000 kr.) eller INDL (pr. indbygger, løbende priser, kr.)",
            "LOBM (current prices, DKK 1,000) or INDL (per capita, current prices, DKK)",
        )
    };
    let found = knowledge().find_price_unit(text).ok_or_else(unknown)?;
    Ok(Measure {
        unit: found.unit.parse().map_err(|_| unknown())?,
        price: found.price.parse().map_err(|_| unknown())?,
        factor: found.factor,
    })
}

/// Understands the members of one dimension.
#[derive(Debug)]
pub struct MemberReader {
    kind: MemberKind,
    listed: HashMap<String, &'static str>,
}

impl MemberReader {
    /// Returns the reader for a known dimension, or for one whose members are kept as they stand.
    pub fn of(dimension: Option<&'static Dimension>) -> Self {
        match dimension {
            Some(d) => Self {
                kind: d.kind,
                listed: d.listed(),
            },
            None => Self {
                kind: MemberKind::Free,
                listed: HashMap::new(),
            },
        }
    }

    /// Returns the canonical member that `text` stands for.
    ///
    /// # Errors
    /// `member.unknown`, `member.too_long`, or `function.invalid`.
    pub fn read(&self, text: &str) -> Result<String, Rejected> {
        let text = text.trim();
        if text.chars().count() > MEMBER_CHARS_MAX {
            return Err(Rejected::expected(
                "member.too_long",
                format!("højst {MEMBER_CHARS_MAX} tegn"),
                format!("at most {MEMBER_CHARS_MAX} characters"),
            ));
        }
        if text.is_empty() {
            return Err(Rejected::expected("member.empty", "en værdi", "a value"));
        }
        // Before anything is kept: statistics have no persons, so this is not the file that was meant.
        if matches!(cpr::masked(text), Cow::Owned(_)) {
            return Err(Rejected::expected(
                "member.person_number",
                "en statistisk værdi; her står, hvad der ligner et CPR-nummer",
                "a member of a statistic; here stands what looks like a CPR number",
            ));
        }
        if let Some(code) = self.listed.get(&fold(text)) {
            return Ok((*code).to_owned());
        }
        match self.kind {
            MemberKind::Free => Ok(text.to_owned()),
            MemberKind::Account => read_account(text),
            MemberKind::LeadingDigit => read_leading_digit(text),
            MemberKind::Art => read_art(text),
            MemberKind::Age => read_age(text),
            MemberKind::Listed => Err(self.unlisted()),
        }
    }

    fn unlisted(&self) -> Rejected {
        let mut codes: Vec<_> = self.listed.values().copied().collect();
        codes.sort_unstable();
        codes.dedup();
        let codes = codes.join(", ");
        Rejected::expected(
            "member.unknown",
            format!("en af {codes}"),
            format!("one of {codes}"),
        )
    }
}

fn read_account(text: &str) -> Result<String, Rejected> {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.eq_ignore_ascii_case("X") || first.eq_ignore_ascii_case("TOT") {
        return Ok("TOT".to_owned());
    }
    AccountCode::parse(text)
        .map(|code| code.as_str().to_owned())
        .map_err(|_| {
            Rejected::expected(
                "function.invalid",
                "en hovedkonto eller funktion som 4, 5.30.27 eller 53027",
                "a main account or function such as 4, 5.30.27 or 53027",
            )
        })
}

fn read_leading_digit(text: &str) -> Result<String, Rejected> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(digit), None | Some(' ')) if digit.is_ascii_digit() => Ok(digit.to_string()),
        _ => Err(Rejected::expected(
            "member.unknown",
            "et ciffer, eventuelt med tekst (1 Driftskonti)",
            "a digit, with or without text (1 Driftskonti)",
        )),
    }
}

/// `S1` and `47` are codes; `1 Lønninger` and `4.7 Betalinger til kommuner` are their texts.
fn read_art(text: &str) -> Result<String, Rejected> {
    let first = text.split_whitespace().next().unwrap_or_default();
    let bytes = first.as_bytes();
    let has_text = first.len() < text.len();
    let code = match bytes {
        [b'S' | b's', digit] if digit.is_ascii_digit() => Some(format!("S{}", char::from(*digit))),
        [digit] if digit.is_ascii_digit() && has_text => Some(format!("S{}", char::from(*digit))),
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some(first.to_owned()),
        [a, b'.', b] if a.is_ascii_digit() && b.is_ascii_digit() => {
            Some(format!("{}{}", char::from(*a), char::from(*b)))
        }
        _ => None,
    };
    code.ok_or_else(|| {
        Rejected::expected(
            "member.unknown",
            "TOT, UE, I, S0-S9 eller en art som 47",
            "TOT, UE, I, S0-S9 or a kind such as 47",
        )
    })
}

fn read_age(text: &str) -> Result<String, Rejected> {
    text.parse::<AgeMember>()
        .map(|age| age.to_string())
        .map_err(|_| {
            Rejected::expected(
                "member.unknown",
                "en alder (67 år), en aldersgruppe (65-69 år, 100 år og derover) eller i alt",
                "an age (67 years), an age group (65-69 years, 100 years and over) or the total",
            )
        })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[track_caller]
    fn check(dimension: &str, text: &str, expected: Result<&str, &str>) {
        let reader = MemberReader::of(knowledge().find_dimension(dimension));
        let got = reader.read(text);
        assert_eq!(
            got.as_deref().map_err(|e| e.rule),
            expected,
            "{dimension}: {text}"
        );
    }

    #[test]
    fn members_in_every_spelling_have_one_code() {
        check("FUNK1", "4 Sundhedsområdet", Ok("4"));
        check("FUNK1", "X I alt hovedkonto 0-8", Ok("TOT"));
        check(
            "FUNKTION",
            "5.30.27 Pleje og omsorg m.v. af primært ældre",
            Ok("5.30.27"),
        );
        check("FUNKTION", "53027", Ok("5.30.27"));
        check("DRANST", "1 Driftskonti", Ok("1"));
        check("DRANST", "12", Err("member.unknown"));
        check("ART", "I alt (netto)", Ok("TOT"));
        check("ART", "1 Lønninger", Ok("S1"));
        check("ART", "4.7 Betalinger til kommuner", Ok("47"));
        check("ART", "1", Err("member.unknown"));
        check("KØN", "Kvinder", Ok("K"));
        check("KØN", "Other", Err("member.unknown"));
        check("ALDER", "100 years and over", Ok("100+"));
        check("ALDER", "IALT", Ok("TOT"));
        check("CIVILSTAND", "Enke/enkemand", Ok("E"));
        check("SOMETHING", " any text ", Ok("any text"));
        check("SOMETHING", "010190-1234", Err("member.person_number"));
    }

    #[test]
    fn two_spellings_of_one_value_share_a_number() {
        let mut areas = Interner::default();
        let (hedensted, found) = areas.resolve("766", area).unwrap();
        assert_eq!(found.code, "766");
        assert_eq!(
            areas.resolve("Hedensted", area).unwrap(),
            (hedensted, found)
        );
        assert_ne!(areas.resolve("Vejle", area).unwrap().0, hedensted);
        assert_eq!(areas.resolve("766", area).unwrap(), (hedensted, found));
        let unknown = areas.resolve("Atlantis", area).unwrap_err();
        assert_eq!(unknown.rule, "area.unknown");
    }

    #[test]
    fn a_dimension_has_an_end() {
        let mut members = Interner::default();
        for n in 0..DISTINCT_MAX {
            members
                .resolve(&n.to_string(), |text| Ok(text.to_owned()))
                .unwrap();
        }
        let one_more = members.resolve("one more", |text| Ok(text.to_owned()));
        assert_eq!(one_more.unwrap_err().rule, "column.too_many_members");
    }

    #[test]
    fn an_unlisted_unit_is_never_guessed() {
        assert_eq!(price_unit("Faste priser").unwrap_err().rule, "unit.unknown");
        assert_eq!(price_unit("lobm").unwrap().factor, 100_000);
    }
}
