//! The drawings of a report: the course of an indicator, what a change is put down to, and the municipality among others.

mod bridge;
mod course;
mod ranking;

use pejl_charts::{Chart, Focus, Frame, MachineValue};
use pejl_domain::{Lang, Period};

use crate::document::{Drawn, Figure, Plot, PlotKind, Table, TableCell, TableRow};
use crate::sentence::Unproved;
use crate::value::Value;

pub(crate) use bridge::bridge;
pub(crate) use course::{can_be_drawn, chance, course};
pub(crate) use ranking::ranking;

/// Width of a drawing: the text of an upright page.
const WIDTH: f64 = 680.0;

/// Draws a chart whose sentences are proved; `id` is unique in the report.
///
/// # Errors
/// A sentence is not true of what is drawn.
fn draw(
    chart: &Chart,
    (kind, caption): (PlotKind, &str),
    (id, lang): (&str, Lang),
    prove: impl FnOnce(&[String]) -> Result<(), Unproved>,
) -> Result<Figure, Unproved> {
    let drawn = chart.render(&Frame {
        id_prefix: id.to_owned(),
        width: WIDTH,
        draw_heading: false,
        focus: Focus::None,
    });
    prove(&drawn.summary.sentences)?;
    Ok(Figure {
        caption: caption.to_owned(),
        svg: drawn.svg,
        summary: drawn.summary.to_string(),
        table: rows(&drawn.table, lang),
        plot: plot(&drawn.table, kind),
    })
}

/// How the rows of a chart are drawn.
fn plot(table: &pejl_charts::Table, kind: PlotKind) -> Plot {
    let columns: Vec<Drawn> = table.columns.iter().map(|one| drawn(&one.key)).collect();
    let of_figures = columns.iter().position(|one| *one == Drawn::Figures);
    let unit = of_figures.and_then(|no| table.columns.get(no)?.unit.clone());
    Plot {
        kind,
        unit: unit.unwrap_or_default(),
        n_rows: table.rows.len(),
        columns,
    }
}

/// What a column of a chart is drawn as, by its name for machines.
fn drawn(key: &str) -> Drawn {
    match key {
        "period" | "area" | "part" => Drawn::Names,
        "value" | "reached" => Drawn::Figures,
        "target_low" | "target_high" => Drawn::Target,
        "centre" => Drawn::Centre,
        "lower_limit" | "upper_limit" => Drawn::Limit,
        "forecast" => Drawn::Forecast,
        "lower_80" | "upper_80" | "lower_95" | "upper_95" => Drawn::Band,
        key if key.starts_with("series_") => Drawn::Figures,
        _ => Drawn::Not,
    }
}

/// A cell of a chart with the number or period that its text says.
fn cell(of: &pejl_charts::TableCell, key: &str, lang: Lang) -> TableCell {
    let cell = TableCell::of(of.display.clone());
    let value = match &of.machine {
        Some(MachineValue::Number(value)) => Some(*value),
        // A rank or a count is far below what a float cannot hold.
        Some(MachineValue::Integer(whole)) => i32::try_from(*whole).ok().map(f64::from),
        Some(MachineValue::Text(text)) if key == "period" => {
            let period = text.parse::<Period>().ok();
            let period = period.filter(|one| one.to_lang(lang) == of.display);
            return TableCell {
                value: period.map(Value::Period),
                ..cell
            };
        }
        Some(MachineValue::Text(_)) | None => None,
    };
    match of.style {
        Some(style) => cell.saying(value, style, lang),
        None => cell,
    }
}

/// The rows of a chart as a table.
fn rows(table: &pejl_charts::Table, lang: Lang) -> Table {
    let heading = |one: &pejl_charts::Column| match &one.unit {
        Some(unit) if !unit.is_empty() => format!("{} ({unit})", one.label),
        _ => one.label.clone(),
    };
    let row = |row: &pejl_charts::Row| TableRow {
        cells: row
            .cells
            .iter()
            .zip(&table.columns)
            .map(|(one, column)| cell(one, &column.key, lang))
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
        notes: Vec::new(),
        rows: table.rows.iter().chain(&table.footer).map(row).collect(),
    }
}
