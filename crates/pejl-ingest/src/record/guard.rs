//! Keeps person numbers out of columns that are not declared to hold them.
//!
//! A document number of ten digits looks like a person number in a few of a hundred cases. So one such cell proves
//! nothing, but many do: a column in which they occur more often than chance allows stops the import. Where a column is
//! kept as text, even one such cell is not: its row is refused unless the mapping says that the column holds identifiers.
//! Numbers that lost their first zero in a spreadsheet are judged as a class of their own.

use std::collections::HashSet;

use pejl_domain::cpr::{CHANCE_TEN_DIGITS, Cpr, looks_like_cpr};

use super::bound::Bound;
use super::fault::{Fault, Problem};
use crate::described::ColumnInfo;
use crate::issue::{Message, RowIssue, shortened};
use crate::text::TextBatch;

/// Share of random numbers of nine digits, the first not zero, that look like a person number without its first zero:
/// every day from 1 to 9 in 12 of 100 months.
const CHANCE_NINE_DIGITS: f64 = 0.12;
/// How much more than chance is too much: standard deviations above the share expected of random ten-digit numbers.
const DEVIATIONS: f64 = 4.0;
/// Cells that look like person numbers before a column is judged.
const LEAST_CELLS: u64 = 5;
/// Look-alikes of a file that are remembered, for comparison with its persons.
const MAX_REMEMBERED: usize = 5_000_000;

/// What was seen of one column, for numbers of ten digits and for those of nine.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    whole: Class,
    without_zero: Class,
}

/// Cells of one length.
#[derive(Debug, Default, Clone, Copy)]
struct Class {
    /// Cells.
    n: u64,
    /// Those of them that look like a person number.
    n_alike: u64,
}

/// Watches the columns of one import.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    seen: Vec<Seen>,
    /// Digests of persons in declared columns.
    persons: HashSet<u64>,
    /// Digests of look-alikes in other columns, with the column.
    alike: HashSet<(usize, u64)>,
}

/// A column that must not be imported as it is.
#[derive(Debug)]
pub(crate) struct Stopped {
    column: usize,
    why: Why,
}

#[derive(Debug)]
enum Why {
    MoreThanChance(Class),
    KnownPerson,
}

impl Guard {
    /// Starts a file; persons of earlier files stay known.
    pub(crate) fn start_file(&mut self, n_columns: usize) {
        self.seen = vec![Seen::default(); n_columns];
        self.alike.clear();
    }

    /// Notes a person of a declared column.
    pub(crate) fn person(&mut self, cpr: &Cpr) {
        self.persons.insert(digest(&cpr.digits()));
    }

    /// Looks through the columns in which no person number may stand; refuses rows and stops columns.
    pub(crate) fn check(
        &mut self,
        batch: &TextBatch,
        bound: &Bound<'_>,
        faults: &mut Vec<Fault>,
    ) -> Result<(), Stopped> {
        for at in &bound.undeclared {
            self.column(batch, *at, |_| {})?;
        }
        for column in &bound.columns {
            // A number is kept as a number and may have as many digits as it likes.
            if column.is_identifier || column.is_number {
                for at in column.at.into_iter().chain(column.minus) {
                    self.remember(batch, at);
                }
                continue;
            }
            let Some(at) = column.at.filter(|_| !column.mapping.person) else {
                continue;
            };
            let name = column.name;
            self.column(batch, at, |row| {
                faults.push(Fault::of(row, name, &Problem::LooksLikePerson));
            })?;
        }
        Ok(())
    }

    fn column(
        &mut self,
        batch: &TextBatch,
        at: usize,
        mut found: impl FnMut(usize),
    ) -> Result<(), Stopped> {
        let Some(texts) = batch.columns.get(at) else {
            return Ok(());
        };
        let mut seen = self.seen.get(at).copied().unwrap_or_default();
        for (row, text) in texts.iter().enumerate() {
            let class = match n_digits(text) {
                Some(10) => &mut seen.whole,
                Some(9) => &mut seen.without_zero,
                _ => continue,
            };
            class.n += 1;
            if is_alike(text) {
                class.n_alike += 1;
                found(row);
                if let Some(digest) = digest_of(text)
                    && self.alike.len() < MAX_REMEMBERED
                {
                    self.alike.insert((at, digest));
                }
            }
        }
        if let Some(slot) = self.seen.get_mut(at) {
            *slot = seen;
        }
        for (class, chance) in [
            (seen.whole, CHANCE_TEN_DIGITS),
            (seen.without_zero, CHANCE_NINE_DIGITS),
        ] {
            if class.is_more_than(chance) {
                return Err(Stopped {
                    column: at,
                    why: Why::MoreThanChance(class),
                });
            }
        }
        Ok(())
    }

    fn remember(&mut self, batch: &TextBatch, at: usize) {
        let Some(texts) = batch.columns.get(at) else {
            return;
        };
        for text in texts.iter().filter(|text| n_digits(text).is_some()) {
            if is_alike(text)
                && self.alike.len() < MAX_REMEMBERED
                && let Some(digest) = digest_of(text)
            {
                self.alike.insert((at, digest));
            }
        }
    }

    /// At the end of a file: a person of the file who also stands in a column not declared to hold persons.
    pub(crate) fn finish_file(&self) -> Result<(), Stopped> {
        let known = self
            .alike
            .iter()
            .filter(|(_, digest)| self.persons.contains(digest))
            .map(|(column, _)| *column)
            .min();
        match known {
            Some(column) => Err(Stopped {
                column,
                why: Why::KnownPerson,
            }),
            None => Ok(()),
        }
    }
}

impl Class {
    /// A count above the mean of the binomial distribution by [`DEVIATIONS`] standard deviations.
    fn is_more_than(self, chance: f64) -> bool {
        if self.n_alike < LEAST_CELLS {
            return false;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let (n, alike) = (self.n as f64, self.n_alike as f64);
        let mean = n * chance;
        let deviation = (mean * (1.0 - chance)).sqrt();
        alike > mean + DEVIATIONS * deviation
    }
}

impl Stopped {
    /// The issue that stops the file. It names the column and no value.
    pub(crate) fn issue(&self, file: &str, columns: &[ColumnInfo]) -> RowIssue {
        let heading = columns
            .get(self.column)
            .map(|column| shown_value(&column.name))
            .unwrap_or_default();
        let (rule, message) = match &self.why {
            Why::MoreThanChance(class) => (
                "person.undeclared_column",
                Message {
                    da: format!(
                        "kolonnen har {} værdier, der ligner CPR-numre, blandt {} tal af samme længde; angiv den i mapningen som person, `drop` eller `identifiers`",
                        class.n_alike, class.n
                    ),
                    en: format!(
                        "the column has {} values that look like person numbers among {} numbers of the same length; declare it in the mapping as a person, `drop` or `identifiers`",
                        class.n_alike, class.n
                    ),
                },
            ),
            Why::KnownPerson => (
                "person.known_elsewhere",
                Message {
                    da: "kolonnen indeholder et CPR-nummer, som også står i filens personkolonne; angiv den i mapningen som person eller `drop`".to_owned(),
                    en: "the column holds a person number that also stands in the file's column of persons; declare it in the mapping as a person or `drop`".to_owned(),
                },
            ),
        };
        RowIssue::error(file, rule, message).in_column(heading)
    }
}

/// A quick look: how many digits, if they are ten or nine with at most one `-` or blank among them.
fn n_digits(text: &str) -> Option<usize> {
    let text = text.trim();
    if !(9..=11).contains(&text.len()) {
        return None;
    }
    let n = text.bytes().filter(u8::is_ascii_digit).count();
    (n >= 9 && text.len() - n <= 1).then_some(n)
}

/// What is shown instead of a person number.
pub(super) const HIDDEN: &str = "••••••-••••";

/// A cell's value as it may be shown: cut when very long, and hidden when it may be a person number, with its first zero
/// or without.
///
/// ```
/// use pejl_ingest::record::shown_value;
/// assert_eq!(shown_value("102401234"), "••••••-••••");
/// assert_eq!(shown_value("SEL-83-1"), "SEL-83-1");
/// ```
#[must_use]
pub fn shown_value(text: &str) -> String {
    if is_alike(text) {
        HIDDEN.to_owned()
    } else {
        shortened(text)
    }
}

/// Whether the cell looks like a person number, perhaps without its first zero.
pub(super) fn is_alike(text: &str) -> bool {
    looks_like_cpr(text)
        || n_digits(text) == Some(9) && looks_like_cpr(&format!("0{}", text.trim()))
}

/// Of the number of ten digits; a lost zero is put back.
fn digest_of(text: &str) -> Option<u64> {
    let mut found = text.bytes().filter(u8::is_ascii_digit);
    let mut digits = [b'0'; 10];
    let from = 10_usize.checked_sub(n_digits(text)?)?;
    for digit in digits.iter_mut().skip(from) {
        *digit = found.next()?;
    }
    Some(digest(&digits))
}

/// Eight bytes per number are enough to recognise it, and ten digits are not kept.
fn digest(digits: &[u8]) -> u64 {
    xxhash_rust::xxh3::xxh3_64(digits)
}
