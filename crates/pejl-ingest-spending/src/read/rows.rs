//! One file read row by row, to its end or to more errors than a person reads.

use pejl_ingest::{Described, Message, Reader, Role, RowIssue, TextBatch};

use super::facts::Facts;
use super::fault::{Fault, Stop};
use super::outcome::ReadFailure;
use super::value::{self, Writing};
use super::{FRAME_ROWS, Import};
use crate::declared::Declared;
use crate::layout::Layout;
use crate::requested::Requested;

/// One row of a batch.
pub(super) struct RowCells<'a> {
    batch: &'a TextBatch,
    row: usize,
    pub(super) line: u64,
}

impl RowCells<'_> {
    pub(super) fn get(&self, column: usize) -> &str {
        self.batch
            .columns
            .get(column)
            .map_or("", |c| c.get(self.row))
    }
}

/// One file's rows on their way to facts.
pub(super) struct Rows {
    file: String,
    headings: Vec<String>,
    writing: Writing,
    place: Placing,
}

/// Whether a file's rows can be placed.
enum Placing {
    /// Into the lake.
    Facts(Box<Facts>),
    /// Nowhere: nobody says where they belong. Their numbers, at this position, are only checked (dry run).
    Nowhere(Option<usize>),
}

impl Rows {
    pub(super) fn new(
        file_no: i32,
        file: String,
        layout: Option<Layout>,
        described: &Described,
        declared: &Declared,
        usual_decimal: Option<char>,
    ) -> Self {
        // What a format fixes holds for rows without a place too.
        let decimal = layout
            .as_ref()
            .map_or(described.decimal.or(declared.decimal), |l| l.decimal);
        let place = match layout {
            Some(layout) => {
                Placing::Facts(Box::new(Facts::new(file_no, layout, described, declared)))
            }
            None => Placing::Nowhere(
                described
                    .position_of(Role::Value)
                    .or_else(|| described.columns.len().checked_sub(1)),
            ),
        };
        Self {
            file,
            headings: described.columns.iter().map(|c| c.name.clone()).collect(),
            writing: Writing {
                decimal,
                usual: usual_decimal,
            },
            place,
        }
    }

    /// Reads the file to its end, or to more errors than a person reads.
    pub(super) fn read_all(
        &mut self,
        reader: &mut dyn Reader,
        import: &mut Import<'_, '_>,
    ) -> Result<u64, ReadFailure> {
        let mut n_rows = 0;
        loop {
            match reader.next_batch() {
                Ok(Some(batch)) => n_rows += self.batch(&batch, import)?,
                Ok(None) => break,
                Err(error) => {
                    import.outcome.push(error.to_issue());
                    return Ok(n_rows);
                }
            }
            (import.progress)(import.outcome.n_rows);
            if import.outcome.is_full() {
                return Ok(n_rows);
            }
        }
        if n_rows == 0 {
            let message = Message {
                da: "forventede mindst én række med tal".into(),
                en: "expected at least one row of figures".into(),
            };
            import
                .outcome
                .push(RowIssue::error(&self.file, "file.empty", message));
        }
        if let Placing::Facts(facts) = &self.place
            && facts.n_foreign() > 0
        {
            let n = facts.n_foreign();
            let message = Message {
                da: format!("{n} rækker har andre områder end de danske og kan ikke importeres"),
                en: format!(
                    "{n} rows have areas other than the Danish ones and cannot be imported"
                ),
            };
            import
                .outcome
                .push(RowIssue::warning(&self.file, "area.foreign", message));
        }
        Ok(n_rows)
    }

    /// A fetched BULK answer covers what was asked for, also where no row came back.
    pub(super) fn cover_requested(&self, requested: &Requested, import: &mut Import<'_, '_>) {
        if let Placing::Facts(facts) = &self.place {
            facts.cover_requested(requested, import);
        }
    }

    fn batch(
        &mut self,
        batch: &TextBatch,
        import: &mut Import<'_, '_>,
    ) -> Result<u64, ReadFailure> {
        let mut n_rows = 0;
        for (row, line) in batch.lines.iter().enumerate() {
            n_rows += 1;
            let cells = RowCells {
                batch,
                row,
                line: *line,
            };
            match self.row(&cells, import) {
                Ok(()) => import.outcome.n_rows += 1,
                Err(Stop::Machine(failure)) => return Err(failure),
                Err(Stop::Row(fault)) => {
                    let issue = fault.into_issue(&self.file, *line, &self.headings);
                    import.outcome.push(issue);
                    if import.outcome.is_full() {
                        return Ok(n_rows);
                    }
                }
            }
            if import.builder.len() >= FRAME_ROWS {
                import.flush()?;
            }
        }
        Ok(n_rows)
    }

    fn row(&mut self, cells: &RowCells<'_>, import: &mut Import<'_, '_>) -> Result<(), Stop> {
        let facts = match &mut self.place {
            Placing::Facts(facts) => facts,
            Placing::Nowhere(None) => return Ok(()),
            Placing::Nowhere(Some(column)) => {
                let text = cells.get(*column);
                return value::check(text, self.writing)
                    .map_err(|rejected| Fault::at(*column, text, rejected).into());
            }
        };
        facts.row(cells, self.writing, &self.file, import)
    }
}
