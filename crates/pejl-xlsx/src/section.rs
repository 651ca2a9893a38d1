//! A section as a sheet.

use pejl_domain::Lang;
use pejl_reports::{Block, Figure, Item, Section, Table, Term};

use crate::chart;
use crate::error::XlsxError;
use crate::look;
use crate::page::Page;
use crate::table::{Written, headings, rows};

/// How many rows stay at most when a sheet is scrolled, so that there is room for those that are.
const FROZEN: u32 = 6;
/// The most that may stand above them, in points: what is frozen leaves less of a screen for what is scrolled.
const FROZEN_HEIGHT: f64 = 120.0;

/// Writes a section below what stands on the page, and gives how many rows stay when the sheet is scrolled.
pub(crate) fn write(page: &mut Page<'_>, section: &Section, lang: Lang) -> Result<u32, XlsxError> {
    page.text(&section.heading, &look::heading(look::TITLE), look::TITLE)?;
    let mut writing = Writing {
        page,
        lang,
        frozen: None,
        columns: &[],
    };
    if let Some(shared) = shared(section) {
        writing.freeze(shared)?;
    }
    writing
        .page
        .text(&section.part_of, &look::quiet(), look::TEXT)?;
    for block in &section.blocks {
        writing.block(block)?;
    }
    let frozen = writing.frozen;
    // The title of the sheet stays in any case.
    Ok(frozen.unwrap_or(1))
}

/// The first of several tables that all have the same headings, which then stand once, above all else.
fn shared(section: &Section) -> Option<&Table> {
    let tables = || section.blocks.iter().filter_map(table_of);
    let first = tables().next()?;
    let has_figure = section
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Figure(_)));
    let is_same = |one: &Table| one.columns == first.columns && one.notes == first.notes;
    (!has_figure && tables().count() > 1 && tables().all(is_same)).then_some(first)
}

fn table_of(block: &Block) -> Option<&Table> {
    match block {
        Block::Table(table) => Some(table),
        _ => None,
    }
}

/// A section that is being written.
struct Writing<'p, 's, 'a> {
    page: &'p mut Page<'a>,
    lang: Lang,
    /// How many rows stay when the sheet is scrolled, where a table's headings are among them.
    frozen: Option<u32>,
    /// The headings that stay.
    columns: &'s [(String, bool)],
}

impl<'s> Writing<'_, 's, '_> {
    fn block(&mut self, block: &'s Block) -> Result<(), XlsxError> {
        match block {
            Block::Heading(text) => {
                self.page.down(1);
                self.page
                    .text(text, &look::heading(look::HEADING), look::HEADING)
            }
            Block::Lead(text) => self.prose(text),
            Block::Paragraph(text) => self.prose(text),
            Block::Note(text) => self.page.text(text, &look::quiet(), look::TEXT),
            Block::Sentences(sentences) => {
                let texts: Vec<String> = sentences.iter().map(|one| one.text()).collect();
                self.prose(&texts.join(" "))
            }
            Block::List(items) => items.iter().try_for_each(|one| self.item(one)),
            Block::Terms(all) => terms(self.page, all),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
        }
    }

    fn prose(&mut self, text: &str) -> Result<(), XlsxError> {
        self.page.text(text, &look::prose(), look::TEXT)
    }

    /// A thing in a list: its status before it, where it has one.
    fn item(&mut self, item: &Item) -> Result<(), XlsxError> {
        let mut texts: Vec<String> = item.sentences.iter().map(|one| one.text()).collect();
        texts.extend(Some(item.more.clone()).filter(|text| !text.is_empty()));
        let text = texts.join(" ");
        match &item.sign {
            None => self.prose(&text),
            Some(sign) => self.page.named(sign.word, &text),
        }
    }

    /// Writes the headings of a table, so that they stay when the sheet is scrolled.
    fn freeze(&mut self, table: &'s Table) -> Result<(), XlsxError> {
        headings(self.page, table)?;
        self.frozen = Some(self.page.row);
        self.columns = &table.columns;
        Ok(())
    }

    fn table(&mut self, table: &'s Table) -> Result<(), XlsxError> {
        self.page
            .text(&table.caption, &look::strong(), look::TEXT)?;
        if self.frozen.is_none() && self.page.row < FROZEN && self.page.height <= FROZEN_HEIGHT {
            self.freeze(table)?;
        } else if self.columns != table.columns {
            headings(self.page, table)?;
        }
        rows(self.page, table, self.lang)?;
        self.page.down(1);
        Ok(())
    }

    /// The chart, its sentences, and the rows that it is drawn from.
    fn figure(&mut self, figure: &Figure) -> Result<(), XlsxError> {
        let caption = self.page.row;
        self.page
            .text(&figure.caption, &look::strong(), look::TEXT)?;
        let at = self.page.row;
        self.page.down(chart::rows_of(figure));
        self.prose(&figure.summary)?;
        if figure.table.caption != figure.caption {
            self.page
                .text(&figure.table.caption, &look::strong(), look::TEXT)?;
        }
        let written = Written {
            headings: self.page.row,
            first: self.page.row.saturating_add(1),
        };
        headings(self.page, &figure.table)?;
        rows(self.page, &figure.table, self.lang)?;
        let below = self.page.row.saturating_add(1);
        chart::write(self.page, figure, (caption, at, written), self.lang)?;
        self.page.row = below;
        Ok(())
    }
}

/// Words and what they mean: the word in the first column, the lines across the others.
pub(crate) fn terms(page: &mut Page<'_>, all: &[Term]) -> Result<(), XlsxError> {
    for term in all {
        let mut lines = term.lines.iter().map(String::as_str);
        page.named(&term.name, lines.next().unwrap_or_default())?;
        for line in lines.filter(|line| !line.is_empty()) {
            page.text_from(1, line, &look::prose(), look::TEXT)?;
            page.down(1);
        }
    }
    Ok(())
}
