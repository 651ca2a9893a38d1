//! A table as it stands on a sheet: the smaller line of a cell is a cell of its own.

use std::borrow::Cow;

use pejl_domain::Lang;
use pejl_reports::{Table, TableCell, TableRow, Value};

use crate::error::XlsxError;
use crate::look;
use crate::page::Page;

/// What stands in a column of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// Which column of the table.
    pub of: usize,
    /// Whether it is the smaller line of its cells.
    pub is_note: bool,
}

/// What stands in a cell of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Said<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// The number or period that it says.
    pub value: Option<&'a Value>,
}

impl Place {
    /// The heading of the column.
    pub fn heading<'a>(&self, table: &'a Table) -> &'a str {
        let heading = table.columns.get(self.of).map(|(name, _)| name.as_str());
        let note = table.notes.get(self.of).map(String::as_str);
        let own = note.filter(|text| self.is_note && !text.is_empty());
        own.or(heading).unwrap_or_default()
    }

    /// Whether the column is of numbers.
    pub fn is_number(&self, table: &Table) -> bool {
        let column = table.columns.get(self.of);
        !self.is_note && column.is_some_and(|(_, is_number)| *is_number)
    }

    /// What stands there in a row.
    pub fn said<'a>(&self, row: &'a TableRow) -> Option<Said<'a>> {
        let cell = row.cells.get(self.of)?;
        Some(match self.is_note {
            true => Said {
                text: Cow::Borrowed(&cell.note),
                value: cell.note_value.as_ref(),
            },
            false => Said {
                text: text(cell),
                value: cell.value.as_ref(),
            },
        })
    }
}

/// The word of the sign, and the text.
fn text(cell: &TableCell) -> Cow<'_, str> {
    match &cell.sign {
        None => Cow::Borrowed(&cell.text),
        Some(sign) => Cow::Owned(format!("{} {}", sign.word, cell.text).trim_end().to_owned()),
    }
}

/// The columns of a sheet that a table has.
pub(crate) fn places(table: &Table) -> Vec<Place> {
    let has_note = |of: usize| {
        let is_named = table.notes.get(of).is_some_and(|text| !text.is_empty());
        let has_one = |row: &TableRow| row.cells.get(of).is_some_and(|one| !one.note.is_empty());
        is_named || table.rows.iter().any(has_one)
    };
    let columns = 0..table.columns.len();
    let places = columns.flat_map(|of| {
        let own = Place { of, is_note: false };
        let note = Place { of, is_note: true };
        std::iter::once(own).chain(has_note(of).then_some(note))
    });
    places.collect()
}

/// Where the rows of a table stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// The row of the headings.
    pub headings: u32,
    /// The first row below them.
    pub first: u32,
}

/// Writes the headings of a table and goes to the next row.
pub(crate) fn headings(page: &mut Page<'_>, table: &Table) -> Result<(), XlsxError> {
    for (at, place) in (0..).zip(&places(table)) {
        let format = look::column(place.is_number(table));
        page.text_at(at, place.heading(table), &format)?;
    }
    page.down(1);
    Ok(())
}

/// Writes the rows of a table and goes to the next row.
pub(crate) fn rows(page: &mut Page<'_>, table: &Table, lang: Lang) -> Result<(), XlsxError> {
    let places = places(table);
    for row in &table.rows {
        for (at, place) in (0..).zip(&places) {
            let Some(said) = place.said(row) else {
                continue;
            };
            let is_number = place.is_number(table) || matches!(said.value, Some(Value::Number(_)));
            let format = look::cell(is_number, row.is_marked);
            page.said_at(at, &said, lang, format)?;
        }
        page.down(1);
    }
    Ok(())
}
