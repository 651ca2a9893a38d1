//! What goes to stdout: JSON, CSV, or a table for a terminal.

use std::io::{self, Write as _};

use pejl_api::csv::{self, Dialect};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::arguments::RowFormat;
use crate::exit::Failure;

/// Widest column of a terminal table, in characters.
const WIDTH_MAX: usize = 48;

/// Prints a JSON document.
///
/// # Errors
/// Stdout cannot be written.
pub fn json(body: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(body)
        .map_err(|error| Failure::Environment(error.to_string()))?;
    write(&format!("{text}\n"))
}

/// Prints lines.
///
/// # Errors
/// Stdout cannot be written.
pub fn lines(lines: &[String]) -> Result<(), Failure> {
    write(
        &lines
            .iter()
            .map(|line| format!("{line}\n"))
            .collect::<String>(),
    )
}

/// Prints rows under their columns; JSON puts `meta` beside them.
///
/// # Errors
/// Stdout cannot be written.
pub fn rows(
    meta: &Value,
    columns: &[&str],
    rows: &[Map<String, Value>],
    format: RowFormat,
) -> Result<(), Failure> {
    match format {
        RowFormat::Json => json(&serde_json::json!({"meta": meta, "items": rows, "next": null})),
        RowFormat::Csv => write(&csv::write(columns, rows, Dialect::International)),
        RowFormat::CsvDa => write(&csv::write(columns, rows, Dialect::Danish)),
        RowFormat::Table => write(&table(columns, rows)),
    }
}

fn table(columns: &[&str], rows: &[Map<String, Value>]) -> String {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .map(|column| cell(row.get(*column)))
                .collect()
        })
        .collect();
    let width = |number: usize, column: &str| {
        let widest = cells
            .iter()
            .filter_map(|row| row.get(number))
            .map(|c| c.chars().count())
            .max()
            .unwrap_or(0);
        widest.max(column.chars().count()).min(WIDTH_MAX)
    };
    let widths: Vec<usize> = columns
        .iter()
        .enumerate()
        .map(|(number, column)| width(number, column))
        .collect();
    let is_number: Vec<bool> = columns
        .iter()
        .map(|column| {
            rows.iter()
                .any(|row| matches!(row.get(*column), Some(Value::Number(_))))
        })
        .collect();
    let mut text = String::new();
    let heading: Vec<String> = columns.iter().map(|c| (*c).to_owned()).collect();
    for row in std::iter::once(&heading).chain(&cells) {
        let mut line = String::new();
        for ((cell, width), number) in row.iter().zip(&widths).zip(&is_number) {
            let cell: String = cell.chars().take(*width).collect();
            let pad = " ".repeat(width.saturating_sub(cell.chars().count()));
            line.push_str(&if *number {
                format!("{pad}{cell}  ")
            } else {
                format!("{cell}{pad}  ")
            });
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => printable(text),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| cell(Some(item)))
            .collect::<Vec<_>>()
            .join(" "),
        Some(Value::Object(pairs)) => pairs
            .iter()
            .map(|(key, value)| format!("{key}={}", cell(Some(value))))
            .collect::<Vec<_>>()
            .join(";"),
        Some(other) => other.to_string(),
    }
}

/// Returns a text from a file as it may be shown: what would steer the terminal is written out.
pub fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Writes to stdout; a reader that has gone (`| head`) is no failure.
fn write(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_file_cannot_steer_the_terminal() {
        assert_eq!(printable("Ærø, 5 kr."), "Ærø, 5 kr.");
        assert_eq!(printable("a\u{1b}[2Jb\r\u{9b}"), "a\\u{1b}[2Jb\\r\\u{9b}");
    }
}
