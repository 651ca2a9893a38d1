//! A table of labels down and headings across, turned into long rows: one per cell.

use std::sync::Arc;

use crate::error::FileProblem;
use crate::text::{MAX_BATCH_ROWS, TextBatch};

/// One row of the table. Labels are shared: a label that is filled down stands in memory once.
#[derive(Debug)]
pub(crate) struct CrossRow {
    /// Line or row number in the file.
    pub(crate) line: u64,
    pub(crate) labels: Vec<Arc<str>>,
    /// One text per heading.
    pub(crate) values: Vec<String>,
}

/// The table and the cell that is next.
#[derive(Debug)]
pub(crate) struct Crosstab {
    headings: Vec<Vec<Arc<str>>>,
    rows: std::vec::IntoIter<CrossRow>,
    current: Option<CrossRow>,
    at: usize,
}

impl Crosstab {
    /// A table before its first cell; `headings` has one list of texts per value column.
    pub(crate) fn new(headings: Vec<Vec<Arc<str>>>, rows: Vec<CrossRow>) -> Self {
        let mut rows = rows.into_iter();
        let current = rows.next();
        Self {
            headings,
            rows,
            current,
            at: 0,
        }
    }

    /// The next cells: labels, headings, value.
    pub(crate) fn next_batch(&mut self, n_columns: usize) -> Option<TextBatch> {
        let mut batch = TextBatch::with_columns(n_columns);
        while batch.len() < MAX_BATCH_ROWS && !batch.is_full() {
            let Some(row) = &self.current else { break };
            let Some((heading, value)) = self.headings.get(self.at).zip(row.values.get(self.at))
            else {
                self.current = self.rows.next();
                self.at = 0;
                continue;
            };
            self.at += 1;
            let texts = row.labels.iter().chain(heading).map(|text| &**text);
            for (column, text) in batch
                .columns
                .iter_mut()
                .zip(texts.chain(std::iter::once(value.as_str())))
            {
                column.push(text);
            }
            batch.lines.push(row.line);
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// Whether one more row would still be within the limit; checked before the row is made.
pub(crate) fn check_size(
    n_rows: usize,
    cells_per_row: usize,
    limit: u64,
) -> Result<(), FileProblem> {
    let cells = n_rows
        .checked_add(1)
        .and_then(|n| n.checked_mul(cells_per_row));
    if cells.is_some_and(|n| u64::try_from(n).is_ok_and(|n| n <= limit)) {
        return Ok(());
    }
    Err(FileProblem::TooManyCells {
        cells: format!("> {limit}"),
        limit,
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn cells_come_row_by_row() {
        let row = |line, label: &str, values: [&str; 2]| CrossRow {
            line,
            labels: vec![label.into()],
            values: values.map(str::to_owned).to_vec(),
        };
        let headings = vec![vec!["2018".into()], vec!["2019".into()]];
        let mut table = Crosstab::new(
            headings,
            vec![row(4, "Vejle", ["1", ""]), row(5, "Ærø", ["3", "4"])],
        );
        let batch = table.next_batch(3).unwrap();
        let rows: Vec<String> = (0..batch.len())
            .map(|i| {
                let cells: Vec<&str> = (0..3).map(|c| batch.cell(i, c)).collect();
                cells.join("|")
            })
            .collect();
        assert_eq!(
            rows,
            ["Vejle|2018|1", "Vejle|2019|", "Ærø|2018|3", "Ærø|2019|4"]
        );
        assert_eq!(batch.lines, [4, 4, 5, 5]);
        assert!(table.next_batch(3).is_none());
    }
}
