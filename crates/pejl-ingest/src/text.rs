//! Columns of text and batches of rows: what every format is turned into.

/// Largest number of rows in one [`TextBatch`].
pub const MAX_BATCH_ROWS: usize = 65_536;

/// A batch is handed over early when its text passes this many bytes, so that memory stays flat
/// also when rows are long (8 MiB).
pub const MAX_BATCH_BYTES: usize = 8 * 1024 * 1024;

/// A column of texts stored as one string and the ends of the cells: no allocation per cell.
///
/// A cell is never null: what a source writes for "no value" (`..`, `.`, `-`, `M`, nothing) is kept as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextColumn {
    text: String,
    ends: Vec<usize>,
}

impl TextColumn {
    /// An empty column.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
        }
    }

    /// Adds one cell.
    pub fn push(&mut self, cell: &str) {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
    }

    /// The cell of a row, 0-based; the empty text when there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> &str {
        let Some(&end) = self.ends.get(row) else {
            return "";
        };
        let start = match row.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or(0),
            None => 0,
        };
        self.text.get(start..end).unwrap_or_default()
    }

    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when the column has no cells.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The cells in row order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let cell = self.text.get(start..end).unwrap_or_default();
            start = end;
            cell
        })
    }
}

/// Some consecutive rows of a file: one [`TextColumn`] per column of `Described::columns`, in that order,
/// and the line each row began at (1-based; for XLSX the row number).
///
/// Never more than [`MAX_BATCH_ROWS`] rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextBatch {
    /// The columns, all of the same length.
    pub columns: Vec<TextColumn>,
    /// Line of each row in the file.
    pub lines: Vec<u64>,
}

impl TextBatch {
    /// An empty batch with a number of columns.
    #[must_use]
    pub fn with_columns(n: usize) -> Self {
        Self {
            columns: vec![TextColumn::new(); n],
            lines: Vec::new(),
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// True when the batch has no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The text at a row and a column, both 0-based; empty when there is no such cell.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> &str {
        self.columns.get(column).map_or("", |c| c.get(row))
    }

    /// Takes the first `n` rows away.
    pub(crate) fn skip(&mut self, n: usize) {
        for column in &mut self.columns {
            let mut rest = TextColumn::new();
            column.iter().skip(n).for_each(|cell| rest.push(cell));
            *column = rest;
        }
        self.lines.drain(..n.min(self.lines.len()));
    }

    /// True when the batch should be handed over. The ends of the cells count, too: a million empty columns are
    /// no text at all.
    pub(crate) fn is_full(&self) -> bool {
        let bytes = |c: &TextColumn| c.text.len() + c.ends.len() * size_of::<usize>();
        self.len() >= MAX_BATCH_ROWS
            || self.columns.iter().map(bytes).sum::<usize>() >= MAX_BATCH_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_pushed() {
        let mut column = TextColumn::new();
        for cell in ["", "Ærø", "", "1,5"] {
            column.push(cell);
        }
        assert_eq!(column.iter().collect::<Vec<_>>(), ["", "Ærø", "", "1,5"]);
        assert_eq!(
            (0..6).map(|i| column.get(i)).collect::<Vec<_>>(),
            ["", "Ærø", "", "1,5", "", ""]
        );
        assert_eq!(column.len(), 4);
    }
}
