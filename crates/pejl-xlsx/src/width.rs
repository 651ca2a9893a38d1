//! How wide the columns of a sheet are, in characters, and how high a text across it is.

use pejl_reports::{Block, Section, Table};

use crate::plain::clean;
use crate::table::{Place, places};

/// How wide the texts across a sheet are at least: a page that lies.
const ACROSS: f64 = 112.0;
/// A column that no table needs.
const UNUSED: f64 = 14.0;
/// The space beside the text of a cell.
const BESIDE: f64 = 2.0;
/// The narrowest column, and the narrowest first one, which also has the names of terms.
const NARROW: f64 = 10.0;
const NARROW_FIRST: f64 = 30.0;
/// Texts that are longer go on in the next line: in the first column, and in others.
const LINE_FIRST: usize = 42;
const LINE: usize = 26;

/// A line of text, in points for each point of its size, and the highest row there is.
const LEADING: f64 = 1.36;
const HIGHEST: f64 = 409.0;

/// How much wider a line in bold is, and the end of a line that no word fits in.
const BOLD: f64 = 1.25;

/// The size of text that widths are counted in, in points.
const COUNTED_IN: f64 = 11.0;

/// Pixels of a character, and beside the text of a cell.
const PIXELS: f64 = 7.0;
const PIXELS_BESIDE: f64 = 5.0;

/// The columns of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Widths {
    /// How wide each is.
    pub all: Vec<f64>,
    /// The last that a text across the sheet stands over.
    pub last: u16,
}

impl Widths {
    /// The columns that the tables of a section need.
    pub fn of(section: &Section) -> Self {
        let mut all: Vec<f64> = Vec::new();
        for table in section.blocks.iter().filter_map(table_of) {
            for (at, needed) in needs(table).into_iter().enumerate() {
                match all.get_mut(at) {
                    Some(width) => *width = width.max(needed),
                    None => all.push(needed),
                }
            }
        }
        match all.first_mut() {
            Some(first) => *first = first.max(NARROW_FIRST),
            None => all.push(NARROW_FIRST),
        }
        Self::across(all)
    }

    fn across(mut all: Vec<f64>) -> Self {
        let (mut last, mut sum) = (0, 0.0);
        while sum < ACROSS || last < 2 {
            match all.get(last) {
                Some(width) => sum += width,
                None => {
                    all.push(UNUSED);
                    sum += UNUSED;
                }
            }
            last += 1;
        }
        // One has been counted past the last; of these there are few.
        let last = u16::try_from(last.saturating_sub(1)).unwrap_or(u16::MAX);
        Self { all, last }
    }

    /// How many characters the columns from one to the last have together.
    fn chars(&self, from: u16) -> f64 {
        self.across_from(from).sum()
    }

    /// How many pixels a chart across the sheet has.
    pub fn pixels(&self) -> f64 {
        let pixels = |width: f64| (width * PIXELS + PIXELS_BESIDE).floor();
        self.across_from(0).map(pixels).sum()
    }

    fn across_from(&self, from: u16) -> impl Iterator<Item = f64> {
        let n = usize::from(self.last.saturating_sub(from)) + 1;
        self.all.iter().copied().skip(usize::from(from)).take(n)
    }

    /// How high a row is in which words that stand out have the first column, in points.
    pub fn height_of_first(&self, text: &str, size: f64) -> f64 {
        let width = self.all.first().copied().unwrap_or(NARROW_FIRST);
        // Bold is wider, and words are not divided.
        lines_high(text, size, width / BOLD)
    }

    /// How high a row is in which a text of a size stands from a column to the last, in points.
    pub fn height(&self, text: &str, size: f64, from: u16) -> f64 {
        lines_high(text, size, self.chars(from))
    }
}

/// How high a text of a size is in so many characters, in points.
fn lines_high(text: &str, size: f64, width: f64) -> f64 {
    let n_lines = (chars(text.chars().count()) * size / COUNTED_IN / width).ceil();
    (n_lines.max(1.0) * size * LEADING).ceil().min(HIGHEST)
}

/// The table of a block.
fn table_of(block: &Block) -> Option<&Table> {
    match block {
        Block::Table(table) => Some(table),
        Block::Figure(figure) => Some(&figure.table),
        _ => None,
    }
}

/// How wide the columns of a table must be.
fn needs(table: &Table) -> Vec<f64> {
    let places = places(table);
    let needs = places.iter().enumerate().map(|(at, place)| {
        let line = if at == 0 { LINE_FIRST } else { LINE };
        let words = place.heading(table).split(' ').map(length).max();
        let cells = table.rows.iter().map(|row| needed(row, place, line));
        let longest = cells.chain(words.map(|word| word.min(line))).max();
        (chars(longest.unwrap_or(0)) + BESIDE).max(NARROW)
    });
    needs.collect()
}

/// How many characters a cell needs: a number whole, as it is not shown otherwise, a text in lines.
fn needed(row: &pejl_reports::TableRow, place: &Place, line: usize) -> usize {
    let Some(said) = place.said(row) else {
        return 0;
    };
    match said.value {
        Some(_) => length(&said.text),
        None => length(&said.text).min(line),
    }
}

fn length(text: &str) -> usize {
    clean(text).chars().count()
}

/// A number of characters, of which there are few.
fn chars(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stand_over_as_many_columns_as_they_need() {
        let found = Widths::across(vec![30.0]);
        assert_eq!(found.all.len(), usize::from(found.last) + 1);
        assert!(found.chars(0) >= ACROSS);
        let found = Widths::across(vec![60.0, 60.0, 20.0]);
        assert_eq!(found.last, 1);
        let found = Widths::across(vec![300.0]);
        assert_eq!(found.last, 1);
    }

    #[test]
    fn a_long_text_has_a_high_row() {
        let widths = Widths::across(vec![40.0]);
        let height = |n| widths.height(&"x".repeat(n), 11.0, 0);
        assert!(height(0) < height(400) && height(400) < height(900));
        assert!(height(1_000_000) <= HIGHEST);
    }
}
