//! Drawings with their words and their rows, in the two widths that a page holds.

use minijinja::Value;
use pejl_charts::{Chart, ColumnKind, Focus, Frame, Rendered, Row, Table};
use serde::Serialize;

/// Width of a drawing beside another one, and on a phone.
const WIDE: f64 = 640.0;
const NARROW: f64 = 340.0;

/// A drawing in two widths; the style shows one of them.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// What is drawn.
    chart: Chart,
    /// What it is known by on its page.
    id: &'static str,
    /// For a screen or paper.
    pub wide: Rendered,
    /// For a phone.
    pub narrow: Rendered,
}

/// Draws a chart in both widths; `id` begins the identifiers of both, so that none stands twice on a page.
pub(crate) fn draw(chart: Chart, id: &'static str) -> Drawing {
    let render = |suffix: &str, width| {
        let id_prefix = format!("{id}-{suffix}");
        chart.render(&Frame {
            id_prefix,
            width,
            draw_heading: false,
            focus: Focus::Roving,
        })
    };
    Drawing {
        wide: render("wide", WIDE),
        narrow: render("narrow", NARROW),
        chart,
        id,
    }
}

/// A drawing in two widths with its words and rows, as a template reads it.
#[derive(Debug, Serialize)]
pub(crate) struct ChartView {
    wide: Value,
    narrow: Value,
    sentences: Vec<String>,
    table: ChartTable,
    /// Where it is as a picture, on a page that offers that.
    picture: Option<String>,
    #[serde(skip)]
    chart: Chart,
    #[serde(skip)]
    id: &'static str,
}

#[derive(Debug, Serialize)]
struct ChartTable {
    caption: String,
    /// What is said below the rows.
    note: Option<&'static str>,
    columns: Vec<ChartColumn>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct ChartColumn {
    label: String,
    unit: String,
    is_number: bool,
}

impl ChartView {
    /// The view of a drawing. `skip` sentences stand elsewhere already and are not said again under it.
    pub fn of(drawing: Drawing, skip: usize) -> Self {
        let Rendered {
            svg,
            summary,
            table,
        } = drawing.wide;
        Self {
            // Markup of ours: the charts escape every text in it.
            wide: Value::from_safe_string(svg),
            narrow: Value::from_safe_string(drawing.narrow.svg),
            sentences: summary.sentences.into_iter().skip(skip).collect(),
            table: ChartTable::of(table),
            picture: None,
            chart: drawing.chart,
            id: drawing.id,
        }
    }

    /// Says something of the rows below them.
    pub fn with_table_note(mut self, note: &'static str) -> Self {
        self.table.note = Some(note);
        self
    }

    /// What it is known by on its page.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What is drawn.
    pub fn chart(&self) -> &Chart {
        &self.chart
    }

    /// Says where it is as a picture.
    pub fn offer(&mut self, picture: String) {
        self.picture = Some(picture);
    }
}

impl ChartTable {
    fn of(table: Table) -> Self {
        let texts_of = |row: &Row| row.cells.iter().map(|cell| cell.display.clone()).collect();
        let column = |column: pejl_charts::Column| ChartColumn {
            label: column.label,
            unit: column.unit.unwrap_or_default(),
            is_number: column.kind == ColumnKind::Number,
        };
        Self {
            caption: table.caption,
            note: None,
            columns: table.columns.into_iter().map(column).collect(),
            rows: table
                .rows
                .iter()
                .chain(&table.footer)
                .map(texts_of)
                .collect(),
        }
    }
}
