//! Targets from a file: all of them, or none and the reasons.

use std::path::Path;

use pejl_domain::Lang;
use pejl_ingest::{Message, OpenOptions, ReadError, Reader, RowIssue, Severity, open, shown_name};

use super::change::{Applied, Meant, Row, set};
use super::draft::{Draft, FIELDS};
use super::fault::TargetFault;
use crate::error::AppError;
use crate::store::{Store, file_error};

/// Most rows of a file.
pub const IMPORT_ROWS_MAX: usize = 10_000;

/// What became of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Imported {
    /// All of its targets are in force, or could be, with what somebody should look at again.
    Accepted(Applied, Vec<RowIssue>),
    /// Nothing of it was stored, for these reasons.
    Refused(Vec<RowIssue>),
}

/// Imports targets from a CSV file as an export writes them; what the file does not name is left as it is.
///
/// Fields are told by the names of the columns, English or Danish, in any order. The delimiter decides how numbers are
/// written: with `;` as in Danish (`1.234,5`), otherwise as in English (`1,234.5`).
///
/// # Errors
/// The file cannot be read, or the store fails. What is wrong with its content is [`Imported::Refused`].
pub fn import_targets(
    store: &Store,
    path: &Path,
    (actor, is_dry_run): (&str, bool),
) -> Result<Imported, AppError> {
    let name = shown_name(path);
    let rows = match read(path, &name) {
        Ok(found) => found,
        Err(ReadError::Io { source, .. }) => return Err(file_error("read", path, source)),
        Err(ReadError::Refused(issue)) => return Ok(Imported::Refused(vec![*issue])),
    };
    match set(store, &rows, (actor, is_dry_run)) {
        Ok(applied) => {
            let odd = applied.warnings.iter().cloned();
            let odd = odd.map(|one| RowIssue {
                severity: Severity::Warning,
                ..issue(&name, one)
            });
            let odd = odd.collect();
            Ok(Imported::Accepted(applied, odd))
        }
        Err(AppError::Target(faults)) => {
            let faults = faults.into_iter();
            Ok(Imported::Refused(
                faults.map(|one| issue(&name, one)).collect(),
            ))
        }
        Err(error) => Err(error),
    }
}

fn issue(name: &str, fault: TargetFault) -> RowIssue {
    let message = Message {
        da: fault.text.da,
        en: fault.text.en,
    };
    let found = RowIssue::error(name, "target", message)
        .in_column(fault.field)
        .with_value(&fault.value);
    match fault.line {
        Some(line) => found.at_line(line),
        None => found,
    }
}

fn read(path: &Path, name: &str) -> Result<Vec<Row>, ReadError> {
    let options = OpenOptions {
        name: Some(name.to_owned()),
        format: Some(pejl_ingest::Format::Csv),
        ..OpenOptions::default()
    };
    let mut reader = open(path, &options)?;
    let lang = match reader.described().delimiter {
        Some(';') => Lang::Da,
        _ => Lang::En,
    };
    let fields = fields(name, reader.as_ref())?;
    let mut rows = Vec::new();
    while let Some(batch) = reader.next_batch()? {
        for (row, line) in batch.lines.iter().enumerate() {
            let mut draft = Draft::written_in(lang);
            for (column, field) in fields.iter().enumerate() {
                draft.put(field, batch.cell(row, column));
            }
            if draft.is_blank() {
                continue;
            }
            if rows.len() == IMPORT_ROWS_MAX {
                let (da, en) = (
                    format!("filen har mere end {IMPORT_ROWS_MAX} rækker"),
                    format!("the file has more than {IMPORT_ROWS_MAX} rows"),
                );
                let issue = RowIssue::error(name, "too_many_rows", Message { da, en });
                return Err(issue.at_line(*line).into());
            }
            rows.push(Row {
                line: Some(*line),
                draft,
                meant: Meant::Either,
            });
        }
    }
    Ok(rows)
}

/// The field of each column.
fn fields(name: &str, reader: &dyn Reader) -> Result<Vec<&'static str>, ReadError> {
    let mut found: Vec<&'static str> = Vec::new();
    for column in &reader.described().columns {
        let said = column.name.trim().to_lowercase();
        let field = FIELDS
            .iter()
            .find(|field| field.name == said || field.da == said);
        let refused = |(da, en): (String, String)| {
            let issue = RowIssue::error(name, "column", Message { da, en });
            Err(issue.at_line(1).in_column(&column.name).into())
        };
        match field {
            Some(field) if found.contains(&field.name) => {
                return refused((
                    "feltet står to gange".to_owned(),
                    "the field stands there twice".to_owned(),
                ));
            }
            Some(field) => found.push(field.name),
            None => {
                let names = FIELDS.map(|field| field.name).join(", ");
                return refused((
                    format!("ukendt felt; der er {names}"),
                    format!("no such field; there are {names}"),
                ));
            }
        }
    }
    Ok(found)
}
