//! Numbers, days and texts.

use std::collections::HashMap;

use chrono::NaiveDate;
use pejl_domain::cpr::masked;

use super::super::batch::Values;
use super::super::fault::Problem;
use super::super::mapping::folded;
use super::account::function;
use super::{Cells, Kind, MAX_CACHED, MAX_TEXT_CHARS, Refuse, TextUse};
use crate::number::parse_number;
use crate::text::TextColumn;

/// The source's values as ours; one that is not listed is refused.
pub(super) fn listed(
    cells: &Cells<'_>,
    values: &HashMap<String, String>,
    allowed: &str,
    refuse: &mut Refuse<'_>,
) -> TextColumn {
    let mut ours = TextColumn::new();
    let mut last: (&str, &str) = ("", "");
    for (row, text) in cells.each().enumerate() {
        if text.is_empty() {
            ours.push("");
            continue;
        }
        if text != last.0 {
            match values.get(&folded(text)) {
                Some(value) => last = (text, value),
                None => {
                    let allowed = allowed.to_owned();
                    refuse(row, &Problem::NotListed { allowed });
                    ours.push("");
                    continue;
                }
            }
        }
        ours.push(last.1);
    }
    ours
}

/// The values of a column whose kind makes one column of one.
pub(super) fn typed(kind: &mut Kind, cells: &Cells<'_>, refuse: &mut Refuse<'_>) -> Values {
    /// Reads every cell that holds something.
    fn each<T>(
        cells: &Cells<'_>,
        refuse: &mut Refuse<'_>,
        mut read: impl FnMut(&str) -> Result<T, Problem>,
    ) -> Vec<Option<T>> {
        let cell = |(row, text): (usize, &str)| {
            if text.is_empty() {
                return None;
            }
            read(text).map_err(|problem| refuse(row, &problem)).ok()
        };
        cells.each().enumerate().map(cell).collect()
    }
    match kind {
        Kind::Int32 => Values::Int32(each(cells, refuse, |text| {
            text.parse::<i32>().map_err(|_| Problem::NotWhole)
        })),
        Kind::Int64 => Values::Int64(each(cells, refuse, |text| {
            text.parse::<i64>().map_err(|_| Problem::NotWhole)
        })),
        Kind::Float64(format) => Values::Float64(each(cells, refuse, |text| {
            let number = parse_number(text, *format).map_err(Problem::Number)?;
            #[expect(clippy::cast_precision_loss, reason = "measured quantities, not money")]
            let value = number.value as f64 / 10_f64.powi(number.scale);
            Ok(value)
        })),
        Kind::Bool => Values::Bool(each(cells, refuse, |text| match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err(Problem::NotBool),
        })),
        Kind::Date {
            formats,
            example,
            known,
        } => Values::Date(each(cells, refuse, |text| {
            day(text, formats, known).ok_or_else(|| Problem::NotDate {
                formats: example.clone(),
            })
        })),
        Kind::Function { known } => {
            let mut functions = TextColumn::new();
            for (row, text) in cells.each().enumerate() {
                match function(text, known) {
                    Some(function) => functions.push(function),
                    None => {
                        refuse(row, &Problem::NotFunction);
                        functions.push("");
                    }
                }
            }
            Values::Text(functions)
        }
        Kind::Text(usage) => Values::Text(texts(cells, *usage, refuse)),
        // These make several columns, or read two; a mapping with `values` has none of them.
        Kind::Amount(_) | Kind::Account { .. } | Kind::Person { .. } | Kind::Service { .. } => {
            Values::Text(texts(cells, TextUse::Code, refuse))
        }
    }
}

/// Texts as they stand; what may be a person number inside them is hidden, refused or kept, as the column is used.
fn texts(cells: &Cells<'_>, usage: TextUse, refuse: &mut Refuse<'_>) -> TextColumn {
    let mut texts = TextColumn::new();
    for (row, text) in cells.each().enumerate() {
        if text.len() > MAX_TEXT_CHARS && text.chars().count() > MAX_TEXT_CHARS {
            let most = MAX_TEXT_CHARS;
            refuse(row, &Problem::TooLong { most });
            texts.push("");
            continue;
        }
        match usage {
            TextUse::Free => texts.push(&masked(text)),
            // A number that is the whole cell is what the mapping speaks of; one among words is a person's.
            TextUse::Identifier if is_number(text) => texts.push(text),
            _ if text.len() < LEAST_NUMBER || masked(text) == text => texts.push(text),
            TextUse::Code | TextUse::Identifier => {
                refuse(row, &Problem::LooksLikePerson);
                texts.push("");
            }
        }
    }
    texts
}

fn is_number(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b' '))
}

/// Fewest bytes of a person number, its first zero lost.
const LEAST_NUMBER: usize = 9;

/// A day in each of the formats, as an example of them; a format that cannot be written is left out.
pub(super) fn in_formats(day: NaiveDate, formats: &[String]) -> String {
    use std::fmt::Write as _;
    let mut text = String::new();
    for format in formats {
        let mut one = String::new();
        if write!(one, "{}", day.format(format)).is_ok() {
            if !text.is_empty() {
                text.push_str(", ");
            }
            text.push_str(&one);
        }
    }
    text
}

fn day(
    text: &str,
    formats: &[String],
    known: &mut HashMap<Box<str>, Option<NaiveDate>>,
) -> Option<NaiveDate> {
    if let Some(found) = known.get(text) {
        return *found;
    }
    let read = |format: &String| NaiveDate::parse_from_str(text, format).ok();
    let found = formats.iter().find_map(read);
    if known.len() >= MAX_CACHED {
        known.clear();
    }
    known.insert(text.into(), found);
    found
}
