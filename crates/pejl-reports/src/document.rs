//! The report as a document: what every format is made of.

use chrono::{DateTime, Utc};
use pejl_charts::NumberStyle;
use pejl_domain::{Lang, Period};

use crate::sentence::Sentence;
use crate::value::{Number, Value};

/// A report: a cover and sections. Texts are plain: whoever writes a format escapes them.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Language of all texts.
    pub lang: Lang,
    /// Code of the municipality.
    pub municipality: &'static str,
    /// The month.
    pub month: Period,
    /// The revision that every figure is of.
    pub revision: i64,
    /// When the revision was made: the only day there is beside the month.
    pub committed_at: Option<DateTime<Utc>>,
    /// What kind of document it is.
    pub kind: String,
    /// Its title.
    pub title: String,
    /// What it is, in a line.
    pub description: String,
    /// What must be known first, such as that figures are invented: paragraphs, a line for each.
    pub warning: Option<String>,
    /// What stands on the cover: as of when, revision, version.
    pub cover: Vec<Term>,
    /// Heading of the table of contents.
    pub contents: String,
    /// What a reader opens to see the figures of a chart.
    pub behind: String,
    /// The line at the foot of every page.
    pub foot: String,
    /// Which page it is, with `{page}` and `{pages}` in the place of the numbers; for formats that have pages.
    pub page_of: String,
    /// The sections, in order.
    pub sections: Vec<Section>,
}

impl Report {
    /// The name of the file in a format: `pejl-766-2018-03-da.html`.
    pub fn file_name(&self, ending: &str) -> String {
        let month = self.month.to_string();
        file_name((self.municipality, &month, self.lang.as_str()), ending)
    }

    /// Every sentence made by a rule.
    pub fn sentences(&self) -> impl Iterator<Item = &Sentence> {
        let blocks = self.sections.iter().flat_map(|one| &one.blocks);
        blocks.flat_map(|block| match block {
            Block::List(items) => items.iter().flat_map(|one| one.sentences.iter()).collect(),
            Block::Sentences(sentences) => sentences.iter().collect(),
            _ => Vec::new(),
        })
    }
}

/// The name of the file of a report in a format, of its municipality, month and language.
///
/// # Example
/// ```
/// use pejl_reports::file_name;
///
/// assert_eq!(file_name(("766", "2018-03", "da"), "pdf"), "pejl-766-2018-03-da.pdf");
/// ```
pub fn file_name((municipality, month, lang): (&str, &str, &str), ending: &str) -> String {
    format!("pejl-{municipality}-{month}-{lang}.{ending}")
}

/// A part of a report under a heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// Unique in the report, of letters, digits and `-`.
    pub id: String,
    /// What it is part of, in a word or two; empty for nothing.
    pub part_of: String,
    /// The heading.
    pub heading: String,
    /// What it has, in order.
    pub blocks: Vec<Block>,
}

/// Something in a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading below that of the section.
    Heading(String),
    /// What the section is about: the council's statement.
    Lead(String),
    /// Prose that is told elsewhere or is the same in every report.
    Paragraph(String),
    /// Sentences made by rules.
    Sentences(Vec<Sentence>),
    /// Things in a list.
    List(Vec<Item>),
    /// A drawing with its words and rows.
    Figure(Figure),
    /// A table.
    Table(Table),
    /// Words and what they mean.
    Terms(Vec<Term>),
    /// What must be minded.
    Note(String),
}

/// A thing in a list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Item {
    /// Its sign; none for a plain one.
    pub sign: Option<Sign>,
    /// What it says, by rules.
    pub sentences: Vec<Sentence>,
    /// What is said of it elsewhere; may be empty.
    pub more: String,
}

/// A status with its sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// The status, the same in every language: `off-track`.
    pub class: &'static str,
    /// The status in a word.
    pub word: &'static str,
}

/// A drawing with its words and rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What it shows.
    pub caption: String,
    /// An `<svg>` element.
    pub svg: String,
    /// The same in sentences.
    pub summary: String,
    /// The rows behind it.
    pub table: Table,
    /// How the rows are drawn, by formats that draw them anew.
    pub plot: Plot,
}

/// How the rows behind a drawing are drawn.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plot {
    /// What kind of drawing it is.
    pub kind: PlotKind,
    /// The unit of the axis of values; empty where the figures say it.
    pub unit: String,
    /// How many rows are drawn, from the first: those below them are means and quartiles.
    pub n_rows: usize,
    /// What each column is drawn as.
    pub columns: Vec<Drawn>,
}

/// What kind of drawing it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PlotKind {
    /// The course over periods.
    #[default]
    Course,
    /// Places in order.
    Ranking,
    /// What a change is put down to: each row leads to an amount.
    Bridge,
}

/// What a column is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Drawn {
    /// Nothing.
    #[default]
    Not,
    /// The names along the axis.
    Names,
    /// The figures themselves.
    Figures,
    /// What is to be reached.
    Target,
    /// The middle that figures vary about.
    Centre,
    /// Where chance ends.
    Limit,
    /// What is expected.
    Forecast,
    /// How sure that is.
    Band,
}

/// A table; every row has one cell for each column.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Headings of the columns, and whether they are of numbers. The first column names the rows.
    pub columns: Vec<(String, bool)>,
    /// How wide each column is, in per cent, where tables are to line up; empty where a table finds its own widths.
    pub widths: &'static [u8],
    /// What the smaller line of each column says, for formats where it is a column of its own; may be shorter than the columns.
    pub notes: Vec<String>,
    /// The rows.
    pub rows: Vec<TableRow>,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableRow {
    /// The cells.
    pub cells: Vec<TableCell>,
    /// Whether it stands out: the own municipality, a total.
    pub is_marked: bool,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableCell {
    /// The sign before the text.
    pub sign: Option<Sign>,
    /// The text; empty where there is a sign alone or nothing to say.
    pub text: String,
    /// A smaller line below it; may be empty.
    pub note: String,
    /// The number or period that the text says, for formats that count with it; none where it says none.
    pub value: Option<Value>,
    /// That of the note.
    pub note_value: Option<Value>,
}

impl TableCell {
    /// A cell of a text.
    pub fn of(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// A cell of a text with a line below it.
    pub fn with_note(text: impl Into<String>, note: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            note: note.into(),
            ..Self::default()
        }
    }

    /// A cell of a period.
    pub fn period(period: Period, lang: Lang) -> Self {
        Self {
            value: Some(Value::Period(period)),
            ..Self::of(period.to_lang(lang))
        }
    }

    /// The same with the number its text says, where there is one and the text begins with it.
    #[must_use]
    pub fn saying(self, value: Option<f64>, style: NumberStyle, lang: Lang) -> Self {
        let number = value.and_then(|value| Number::said(&self.text, value, style, lang));
        Self {
            value: number.map(Value::Number),
            ..self
        }
    }

    /// The same with a line below it that says a number, where there is one.
    #[must_use]
    pub fn noting(self, note: String, value: Option<f64>, style: NumberStyle, lang: Lang) -> Self {
        let number = value.and_then(|value| Number::said(&note, value, style, lang));
        Self {
            note_value: number.map(Value::Number),
            note,
            ..self
        }
    }
}

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The word.
    pub name: String,
    /// What it means, in lines.
    pub lines: Vec<String>,
}

impl Term {
    /// A word with one line.
    pub fn of(name: impl Into<String>, line: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            lines: vec![line.into()],
        }
    }
}
