//! The data table that belongs to every chart: the same rows, as text and for machines.

use pejl_domain::Cell;

use crate::measure::{Measure, NumberStyle};
use crate::reading::Reading;
use crate::words::{cell_word, provisional_mark};
use pejl_domain::Lang;

/// A chart's rows as a table.
///
/// Texts are plain: whoever writes the table escapes them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What the table shows, in one line.
    pub caption: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The rows; each has one cell per column.
    pub rows: Vec<Row>,
    /// Rows below a line: means and quartiles of the rows above, or published values.
    pub footer: Vec<Row>,
}

/// A column's heading and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Name for machines, the same in every language, unique in the table.
    pub key: String,
    /// Heading.
    pub label: String,
    /// Unit of the values, where the column has one.
    pub unit: Option<String>,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold, which decides how they are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words.
    Text,
    /// Numbers.
    Number,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Row {
    /// One cell per column.
    pub cells: Vec<TableCell>,
    /// Whether this is the row of the own municipality.
    pub own: bool,
}

/// One cell: what a reader sees and what a machine reads.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TableCell {
    /// Text to show; empty where there is nothing to say.
    pub display: String,
    /// The unrounded value for machines; `None` where there is none.
    pub machine: Option<MachineValue>,
    /// State of a value; `None` for cells that are no values (names, ranks).
    pub cell: Option<Cell>,
    /// Whether the value's period is only partly in.
    pub provisional: bool,
    /// How the text writes the number it begins with; `None` where it begins with none.
    pub style: Option<NumberStyle>,
}

/// A value for machines.
#[derive(Debug, Clone, PartialEq)]
pub enum MachineValue {
    /// A finite number in the unit of the column; a share is 1.0 for the whole.
    Number(f64),
    /// A whole number: a rank.
    Integer(i64),
    /// A code or canonical text.
    Text(String),
}

impl TableCell {
    /// A cell of words, the same for machines.
    pub(crate) fn text(display: impl Into<String>) -> Self {
        Self {
            display: display.into(),
            ..Self::default()
        }
    }

    /// A name with the code that machines know it by.
    pub(crate) fn named(display: impl Into<String>, code: impl Into<String>) -> Self {
        Self {
            display: display.into(),
            machine: Some(MachineValue::Text(code.into())),
            ..Self::default()
        }
    }

    /// A figure, or the word for why there is none.
    pub(crate) fn reading(reading: Reading, measure: &Measure, lang: Lang) -> Self {
        let display = match reading.value() {
            Some(value) if reading.is_provisional() => {
                format!("{} {}", measure.figure(value, lang), provisional_mark(lang))
            }
            Some(value) => measure.figure(value, lang),
            None => cell_word(reading.cell(), lang).to_owned(),
        };
        Self {
            display,
            machine: reading.value().map(MachineValue::Number),
            cell: Some(reading.cell()),
            provisional: reading.is_provisional(),
            style: reading.value().map(|_| measure.numbers),
        }
    }
}
