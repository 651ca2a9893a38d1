//! How a table stands on the page: how wide its columns are, how large its text is, and whether the page is turned for it.

use pejl_reports::Table;

/// What a line of text has, in points: upright, and on a page that is turned.
const UPRIGHT: f64 = 470.0;
const TURNED: f64 = 717.0;

/// Sizes of text, in points: the largest that fits is taken.
const SIZES: [f64; 3] = [8.5, 8.0, 7.0];

/// The space beside the text of a cell, both sides together, in points.
const BESIDE: f64 = 9.0;

/// How wide a character is at most on average, as a share of the size: digits of the bold font have 0.57, and capitals stand out.
const ADVANCE: f64 = 0.6;

/// Of so many letters of a heading the widest takes the place of two digits.
const LETTERS: usize = 6;

/// A text that is longer may be broken into lines.
const LINE: usize = 28;

/// A word that is longer is broken at a syllable.
const WORD: usize = 16;

/// How a table stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    /// Size of the text, in points.
    pub size: f64,
    /// Widths of the columns.
    pub columns: Vec<Width>,
    /// Whether the page is turned for it.
    pub is_turned: bool,
}

/// How wide a column is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Width {
    /// So many points.
    Points(f64),
    /// A share of what is left.
    Share(f64),
}

/// How a table stands on the page.
pub(crate) fn layout(table: &Table) -> Layout {
    if !table.widths.is_empty() {
        let share = |width: &u8| Width::Share(f64::from(*width));
        return Layout {
            size: SIZES[0],
            columns: table.widths.iter().map(share).collect(),
            is_turned: false,
        };
    }
    let needs: Vec<usize> = (0..table.columns.len())
        .map(|no| needed(table, no))
        .collect();
    let on = |line: f64| {
        let fits =
            |size: &&f64| needs.iter().map(|need| points(*need, **size)).sum::<f64>() <= line;
        SIZES.iter().find(fits).copied()
    };
    let (size, is_turned) = match (on(UPRIGHT), on(TURNED)) {
        (Some(size), _) => (Some(size), false),
        (None, found) => (found, true),
    };
    let columns = table.columns.iter().enumerate().zip(&needs);
    let width = |((no, (_, is_number)), need): ((usize, &(String, bool)), &usize)| match size {
        Some(size) if *is_number => Width::Points(points(*need, size)),
        Some(_) => Width::Share(chars(longest(table, no).clamp(8, 2 * LINE))),
        None => Width::Share(chars((*need).max(1))),
    };
    Layout {
        size: size.unwrap_or(SIZES[2]),
        columns: columns.map(width).collect(),
        is_turned,
    }
}

/// How many characters a column needs: the figures whole, a text in lines.
fn needed(table: &Table, no: usize) -> usize {
    let heading = table.columns.get(no);
    let is_number = heading.is_some_and(|(_, is_number)| *is_number);
    let words = |text: &str| text.split(' ').map(length).max().unwrap_or(0).min(WORD);
    // Letters are wider than the digits below them.
    let heading = heading.map_or(0, |(name, _)| words(name));
    let heading = heading + heading.div_ceil(LETTERS);
    let cells = table.rows.iter().filter_map(|row| row.cells.get(no));
    let cell = cells.map(|cell| {
        let whole = length(&cell.text);
        let text = match is_number {
            true => whole.min(LINE),
            false => words(&cell.text).max(whole.min(LINE)),
        };
        text.max(words(&cell.note))
    });
    cell.max().unwrap_or(0).max(heading)
}

/// The longest text of a column.
fn longest(table: &Table, no: usize) -> usize {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(no));
    cells.map(|cell| length(&cell.text)).max().unwrap_or(0)
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn points(n_chars: usize, size: f64) -> f64 {
    chars(n_chars) * ADVANCE * size + BESIDE
}

/// A number of characters, of which there are few.
fn chars(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use pejl_reports::{TableCell, TableRow};

    use super::*;

    fn table(n_numbers: usize, cell: &str) -> Table {
        let number = |no: usize| (format!("Tal {no}"), true);
        let named = std::iter::once(("Navn".to_owned(), false));
        let name = std::iter::once(TableCell::of("Et område"));
        Table {
            caption: String::new(),
            columns: named.chain((0..n_numbers).map(number)).collect(),
            widths: &[],
            notes: Vec::new(),
            rows: vec![TableRow {
                cells: name
                    .chain((0..n_numbers).map(|_| TableCell::of(cell)))
                    .collect(),
                is_marked: false,
            }],
        }
    }

    #[test]
    fn few_columns_stand_upright_and_in_the_largest_size() {
        let found = layout(&table(4, "1.234.567"));
        assert_eq!((found.size, found.is_turned), (SIZES[0], false));
        assert!(matches!(
            found.columns[..],
            [Width::Share(_), Width::Points(_), ..]
        ));
    }

    #[test]
    fn more_columns_are_smaller_and_many_turn_the_page() {
        let smaller = layout(&table(8, "1.234.567"));
        assert!(smaller.size < SIZES[0] && !smaller.is_turned, "{smaller:?}");
        let turned = layout(&table(11, "1.234.567"));
        assert!(turned.is_turned, "{turned:?}");
        // What fits on no page shares what there is.
        let all = layout(&table(60, "1.234.567"));
        assert!(all.is_turned);
        assert!(all.columns.iter().all(|one| matches!(one, Width::Share(_))));
    }

    #[test]
    fn widths_that_a_table_names_are_kept() {
        let named = Table {
            widths: &[70, 30],
            ..table(1, "1")
        };
        let found = layout(&named).columns;
        assert_eq!(found, [Width::Share(70.0), Width::Share(30.0)]);
    }
}
