//! The drawings of a report: the course of an indicator, what a change is put down to, and the municipality among others.

mod bridge;
mod course;
mod ranking;

use pejl_charts::{Chart, Focus, Frame};

use crate::document::{Figure, Table, TableCell, TableRow};

pub(crate) use bridge::bridge;
pub(crate) use course::{chance, course};
pub(crate) use ranking::ranking;

/// Width of a drawing: the text of an upright page.
const WIDTH: f64 = 680.0;
/// Draws a chart; `id` is unique in the report.
fn draw(chart: &Chart, caption: &str, id: &str) -> Figure {
    let drawn = chart.render(&Frame {
        id_prefix: id.to_owned(),
        width: WIDTH,
        draw_heading: false,
        focus: Focus::None,
    });
    Figure {
        caption: caption.to_owned(),
        svg: drawn.svg,
        summary: drawn.summary.to_string(),
        table: rows(&drawn.table),
    }
}

/// The rows of a chart as a table.
fn rows(table: &pejl_charts::Table) -> Table {
    let heading = |one: &pejl_charts::Column| match &one.unit {
        Some(unit) if !unit.is_empty() => format!("{} ({unit})", one.label),
        _ => one.label.clone(),
    };
    let row = |row: &pejl_charts::Row| TableRow {
        cells: row
            .cells
            .iter()
            .map(|cell| TableCell::of(cell.display.clone()))
            .collect(),
        is_marked: row.own,
    };
    let is_number = |one: &pejl_charts::Column| one.kind == pejl_charts::ColumnKind::Number;
    Table {
        caption: table.caption.clone(),
        columns: table
            .columns
            .iter()
            .map(|one| (heading(one), is_number(one)))
            .collect(),
        widths: &[],
        rows: table.rows.iter().chain(&table.footer).map(row).collect(),
    }
}
