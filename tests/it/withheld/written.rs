//! How a number can be written, and where one of many numbers stands in bytes.

use std::collections::{BTreeMap, BTreeSet};

/// Decimals that somebody may round to.
const DECIMALS: std::ops::RangeInclusive<usize> = 0..=6;

/// A form with fewer digits stands in dates, codes and drawings as well.
const DIGITS: usize = 4;

/// What stands between thousands: a full stop, a comma, spaces of four kinds, an apostrophe.
const BETWEEN: [&str; 7] = [".", ",", " ", "\u{a0}", "\u{202f}", "\u{2009}", "'"];

/// Every way a number could be written, with digits enough to be told from others: unrounded and rounded, by Danish and English
/// rules, as itself and by hundreds (per cent, øre).
pub fn forms(value: f64) -> BTreeSet<String> {
    let mut plain = BTreeSet::new();
    for scaled in [value.abs(), 100.0 * value.abs()] {
        plain.insert(format!("{scaled}"));
        plain.extend(DECIMALS.map(|n| format!("{scaled:.n$}")));
    }
    let forms = plain.iter().flat_map(|one| separated(one));
    forms.filter(|one| n_digits(one) >= DIGITS).collect()
}

/// A number written with a full stop, also with a comma, and with its thousands apart.
fn separated(plain: &str) -> Vec<String> {
    let (whole, decimals) = match plain.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (plain, None),
    };
    let with = |whole: &str, point: &str| match decimals {
        Some(decimals) => format!("{whole}{point}{decimals}"),
        None => whole.to_owned(),
    };
    let mut found = vec![with(whole, "."), with(whole, ",")];
    if whole.len() > 3 {
        for between in BETWEEN {
            let apart = thousands(whole, between);
            let points = [".", ","].into_iter().filter(|point| *point != between);
            found.extend(points.map(|point| with(&apart, point)));
        }
    }
    found
}

fn thousands(whole: &str, between: &str) -> String {
    let mut apart = String::new();
    for (no, digit) in whole.chars().enumerate() {
        if no > 0 && (whole.len() - no).is_multiple_of(3) {
            apart.push_str(between);
        }
        apart.push(digit);
    }
    apart
}

/// How many digits tell a number from others: those from the first that is not zero on.
fn n_digits(form: &str) -> usize {
    let digits = form.chars().filter(char::is_ascii_digit);
    digits.skip_while(|digit| *digit == '0').count()
}

/// Whether a number has digits enough to be told from others; zeros at its end are none.
pub fn is_unmistakable(value: f64) -> bool {
    let plain = format!("{value}");
    n_digits(plain.trim_end_matches(['0', '.'])) >= DIGITS
}

/// Numbers that are looked for, by all their forms.
#[derive(Default)]
pub struct Wanted {
    /// Forms and the numbers they are of, by the first bytes of the form.
    by_start: BTreeMap<[u8; DIGITS], Vec<(String, String)>>,
}

impl Wanted {
    /// Looks for a number under a name, unless it is written as one of these.
    pub fn add(&mut self, name: &str, value: f64, but: &BTreeSet<String>) {
        for form in forms(value).difference(but) {
            // Digits and separators, so that the first characters are as many bytes or more.
            let Some(start) = form.as_bytes().first_chunk() else {
                continue;
            };
            let of_start = self.by_start.entry(*start).or_default();
            of_start.push((form.clone(), name.to_owned()));
        }
    }

    /// Whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.by_start.is_empty()
    }

    /// The names of the numbers that stand in the bytes, each with where: the form and what is around it.
    pub fn found_in(&self, bytes: &[u8]) -> BTreeMap<String, String> {
        let mut found = BTreeMap::new();
        for (at, start) in bytes.windows(DIGITS).enumerate() {
            if !start[0].is_ascii_digit() {
                continue;
            }
            let Some(forms) = start
                .first_chunk()
                .and_then(|start| self.by_start.get(start))
            else {
                continue;
            };
            for (form, name) in forms {
                if stands_alone(bytes, at, form) {
                    let around = bytes[at.saturating_sub(60)..bytes.len().min(at + 60)].to_vec();
                    let around = String::from_utf8_lossy(&around).into_owned();
                    found
                        .entry(name.clone())
                        .or_insert(format!("{form} in {around}"));
                }
            }
        }
        found
    }
}

/// Whether a form stands at a place of the bytes, and is no part of another number or of a hash.
fn stands_alone(bytes: &[u8], at: usize, form: &str) -> bool {
    if !bytes[at..].starts_with(form.as_bytes()) {
        return false;
    }
    let before = bytes[..at].iter().rev();
    let mut before = before.copied();
    let last = before.next().unwrap_or(b' ');
    let is_decimal = last == b'.' && before.next().is_some_and(|byte| byte.is_ascii_digit());
    let next = bytes.get(at + form.len()).copied().unwrap_or(b' ');
    let is_of_hash = next.is_ascii_hexdigit() && form.bytes().all(|byte| byte.is_ascii_digit());
    !last.is_ascii_alphanumeric() && !is_decimal && !next.is_ascii_digit() && !is_of_hash
}

/// Attributes of a drawing that say where something stands.
const PLACES: [&str; 16] = [
    "points",
    "d",
    "x",
    "y",
    "x1",
    "x2",
    "y1",
    "y2",
    "cx",
    "cy",
    "r",
    "rx",
    "width",
    "height",
    "transform",
    "viewBox",
];

/// Markup without the numbers that say where something stands in a drawing: a place on the page is no figure.
pub fn without_places(markup: &str) -> String {
    let mut parts = markup.split('"');
    let mut left = parts.next().unwrap_or_default().to_owned();
    let mut name = left.clone();
    for (no, part) in parts.enumerate() {
        let is_value = no % 2 == 0;
        let of = name
            .strip_suffix('=')
            .and_then(|name| name.rsplit([' ', '\n']).next());
        let is_place = is_value && of.is_some_and(|name| PLACES.contains(&name));
        let says_place = |c: char| c.is_ascii_alphanumeric() || " .,-()".contains(c);
        left.push('"');
        if !is_place || !part.chars().all(says_place) {
            left.push_str(part);
        }
        name = part.to_owned();
    }
    left
}

/// The bytes with what escapes hide: entities of HTML and XML, and code points of JSON and JavaScript.
pub fn unescaped(bytes: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find(['&', '\\', '%']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = escape(rest).unwrap_or_else(|| (rest.chars().next().unwrap(), 1));
        plain.push(c);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain.into_bytes()
}

/// The character that a text begins to escape, and how many bytes that takes.
fn escape(text: &str) -> Option<(char, usize)> {
    let of = |digits: &str, radix| char::from_u32(u32::from_str_radix(digits, radix).ok()?);
    if let Some(code) = text.strip_prefix("\\u") {
        return Some((of(code.get(..4)?, 16)?, 6));
    }
    if text.starts_with('%') {
        return Some((of(text.get(1..3)?, 16)?, 3));
    }
    let (name, _) = text.strip_prefix('&')?.split_once(';')?;
    let c = match name {
        "nbsp" => '\u{a0}',
        "thinsp" => '\u{2009}',
        _ => match name.strip_prefix("#x").or(name.strip_prefix("#X")) {
            Some(code) => of(code, 16)?,
            None => of(name.strip_prefix('#')?, 10)?,
        },
    };
    Some((c, name.len() + 2))
}

#[test]
fn places_are_left_out_and_nothing_else() {
    let of = "<text x=\"288.6\" class=\"a\">288.6</text><path d=\"M1,2 L288.6 3\" aria-label=\"288.6\"/>";
    let left = "<text x=\"\" class=\"a\">288.6</text><path d=\"\" aria-label=\"288.6\"/>";
    assert_eq!(without_places(of), left);
    assert!(is_unmistakable(1_249.0) && !is_unmistakable(15_000.0) && !is_unmistakable(0.125));
}

#[test]
fn a_number_is_found_however_it_is_written() {
    let mut wanted = Wanted::default();
    wanted.add("amount", 1_234_567.89, &BTreeSet::new());
    wanted.add("days", 1_249.0, &BTreeSet::new());
    wanted.add("share", 0.123_456, &BTreeSet::new());
    for (text, name) in [
        ("1234567.89", "amount"),
        ("<td>1.234.567,89 kr.</td>", "amount"),
        ("1,234,568 DKK", "amount"),
        ("1&nbsp;234&#160;567,9", "amount"),
        ("\"1\\u202f234\\u202f567.890\"", "amount"),
        ("123456789;", "amount"),
        ("title=\"1.249 dage\"", "days"),
        ("766,2019,8.0,1249.0", "days"),
        ("12,35\u{a0}%", "share"),
        ("0.123", ""),
        ("0.1235", "share"),
        ("91249", ""),
        ("0.1249", ""),
        ("a1249f0", ""),
        ("12490", ""),
    ] {
        let found = wanted.found_in(&unescaped(text.as_bytes()));
        let names: Vec<_> = found.keys().map(String::as_str).collect();
        assert_eq!(names.concat(), name, "{text}: {found:?}");
    }
}
