//! Areas by code or name in any spelling.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{Area, areas};
use crate::lang::fold;
use crate::limit::{MAX_TEXT_CHARS, fits};
use crate::list::{List, filled, read};

/// The area a source means by `text`: its code in any spelling, a Danish or English name, or both together.
///
/// Codes: `766`, `0766`, `081`, `81`, `1081`, `000`, `0`. Names: any case, blanks around, `Aa` or `Å`, `ø` or `oe`,
/// with or without `Kommune`, and the known variants (`Copenhagen`, `Nordfyn`, `Mors`). Both: `766 Hedensted` and
/// `Hedensted (766)`, only when code and name are of one area. `None` for everything else, also for what could mean
/// two areas (a lone `1`, or `Nordjylland` without `Region` or `Landsdel`).
///
/// ```
/// use pejl_domain::area::find_area;
/// let code = |text| find_area(text).map(|area| area.code);
/// assert_eq!(code("0766"), Some("766"));
/// assert_eq!(code(" Københavns Kommune"), Some("101"));
/// assert_eq!(code("Hedensted (766)"), Some("766"));
/// assert_eq!(code("Hedensted (615)"), None);
/// ```
#[must_use]
pub fn find_area(text: &str) -> Option<&'static Area> {
    if !fits(text, MAX_TEXT_CHARS) {
        return None;
    }
    // Most rows of most files carry the canonical code already.
    if let Some(area) = by_code(text) {
        return Some(area);
    }
    let text = fold(text);
    by_any_code(&text)
        .or_else(|| by_name(&text))
        .or_else(|| by_code_and_name(&text))
}

/// Up to `n` areas whose names or codes look most like `text`, the likeliest first, for "did you mean".
///
/// Empty when nothing is near: more than about a third of the letters would have to change.
#[must_use]
pub fn nearest_areas(text: &str, n: usize) -> Vec<&'static Area> {
    if !fits(text, MAX_TEXT_CHARS) {
        return Vec::new();
    }
    let wanted: Vec<char> = name_key(&fold(text)).chars().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let mut best: HashMap<usize, usize> = HashMap::new();
    for (name, index) in &INDEX.by_name {
        let name: Vec<char> = name.chars().collect();
        let most = (wanted.len().max(name.len()) / 3).max(1);
        let distance = if wanted.len() >= 3 && name.starts_with(&wanted) {
            1
        } else if wanted.len().abs_diff(name.len()) > most {
            // As many letters at least would have to be put in or taken out.
            continue;
        } else {
            edit_distance(&wanted, &name)
        };
        if distance <= most {
            best.entry(*index)
                .and_modify(|known| *known = distance.min(*known))
                .or_insert(distance);
        }
    }
    let mut found: Vec<(usize, usize)> = best
        .into_iter()
        .map(|(index, distance)| (distance, index))
        .collect();
    found.sort_unstable();
    found
        .into_iter()
        .filter_map(|(_, index)| areas().get(index))
        .take(n)
        .collect()
}

/// The area with exactly this code.
pub(super) fn by_code(code: &str) -> Option<&'static Area> {
    INDEX
        .by_code
        .get(code)
        .and_then(|index| areas().get(*index))
}

struct Index {
    by_code: HashMap<&'static str, usize>,
    /// Keys as [`name_key`] makes them; a name of two areas is left out.
    by_name: HashMap<String, usize>,
}

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let by_code: HashMap<&str, usize> = areas()
        .iter()
        .enumerate()
        .map(|(index, area)| (area.code, index))
        .collect();
    let own = areas()
        .iter()
        .enumerate()
        .flat_map(|(index, area)| [(area.name_da, index), (area.name_en, index)]);
    let variants = read_names()
        .rows
        .into_iter()
        .filter_map(|row| Some((row.name, *by_code.get(row.code)?)));
    let mut names: HashMap<String, Option<usize>> = HashMap::new();
    for (name, index) in own.chain(variants) {
        names
            .entry(name_key(&fold(name)))
            .and_modify(|known| *known = known.filter(|known| *known == index))
            .or_insert(Some(index));
    }
    let by_name = names
        .into_iter()
        .filter_map(|(name, index)| Some((name, index?)))
        .collect();
    Index { by_code, by_name }
});

/// A further name of an area.
pub(super) struct NameVariant {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
}

pub(super) fn read_names() -> List<NameVariant> {
    let header = ["code", "name", "lang", "source"];
    read(
        include_str!("../../data/area_names.csv"),
        header,
        |[code, name, lang, source]| {
            filled(source)?;
            lang.parse::<crate::Lang>()
                .map_err(|_| "unknown language")?;
            Ok(NameVariant {
                code: filled(code)?,
                name: filled(name)?,
            })
        },
    )
}

/// A code of digits alone, with zeros lost or added.
fn by_any_code(text: &str) -> Option<&'static Area> {
    if text.is_empty() || text.len() > 4 || text.bytes().any(|byte| !byte.is_ascii_digit()) {
        return None;
    }
    let number: u32 = text.parse().ok()?;
    let canonical = match (text.len(), number) {
        (1 | 3 | 4, 0) => "000".to_owned(),
        (2..=4, 81..=85) => format!("10{number}"),
        (2, 1..=11) => text.to_owned(),
        (3..=4, 101..) => number.to_string(),
        // One to three digits below 101 could be a province, or a group's number in its classification.
        _ => return None,
    };
    by_code(&canonical)
}

/// A name (folded), with or without what municipalities put after theirs.
fn by_name(text: &str) -> Option<&'static Area> {
    let find = |name: &str| {
        INDEX
            .by_name
            .get(&name_key(name))
            .and_then(|index| areas().get(*index))
    };
    find(text).or_else(|| {
        let short = [" kommune", " municipality"]
            .iter()
            .find_map(|ending| text.strip_suffix(ending))?;
        find(short).filter(|area| area.level == super::AreaLevel::Municipality)
    })
}

/// `766 hedensted`, `766 - hedensted`, `hedensted (766)`.
fn by_code_and_name(text: &str) -> Option<&'static Area> {
    let before = text
        .split_once(' ')
        .map(|(code, name)| (code, name.trim_start_matches(['-', '–', ':', ' '])));
    let behind = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .map(|(name, code)| (code, name));
    let agree = |(code, name): (&str, &str)| {
        let area = by_any_code(code.trim_end_matches([':', '.']))?;
        by_name(name.trim()).filter(|named| named.code == area.code)
    };
    before.and_then(agree).or_else(|| behind.and_then(agree))
}

/// A folded name with the letters that are written in two ways written in one.
fn name_key(folded: &str) -> String {
    let mut key = String::with_capacity(folded.len());
    for letter in folded.chars() {
        match letter {
            'å' => key.push_str("aa"),
            'ø' | 'ö' => key.push_str("oe"),
            'æ' | 'ä' => key.push_str("ae"),
            '–' | '\u{2010}' | '\u{2011}' => key.push('-'),
            _ => key.push(letter),
        }
    }
    key
}

/// How many letters must be put in, taken out or replaced.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    // One row of the usual table; `row[j]` is the distance of the letters of `a` so far to the first `j` of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (other, above) in b.iter().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(letter != other))
                .min(left + 1)
                .min(above + 1);
            diagonal = *above;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edit_distance_counts_single_letters() {
        let distance = |a: &str, b: &str| {
            edit_distance(
                &a.chars().collect::<Vec<_>>(),
                &b.chars().collect::<Vec<_>>(),
            )
        };
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("vejle", ""), 5);
        assert_eq!(distance("", "vejle"), 5);
        assert_eq!(distance("vejle", "vejen"), 2);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("odder", "odense"), 4);
    }
}
