//! Charts of Excel's own, drawn from the rows of a figure as they stand on the sheet.
//!
//! Excel draws a word among figures as zero. So a column that has one is not drawn itself: beyond the tables stands the same column
//! with an empty cell in the place of each word, which Excel leaves out. A bridge needs what was reached before each part as well.

use pejl_domain::Lang;
use pejl_reports::{Drawn, Figure, Plot, PlotKind, Table, Value};
use pejl_wording::fill;
use rust_xlsxwriter::{
    Chart, ChartAxisLabelPosition, ChartEmptyCells, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartLineDashType, ChartMarker, ChartMarkerType, ChartPoint, ChartSolidFill,
    ChartType, Color,
};

use crate::error::XlsxError;
use crate::look::{self, BAND, OTHER, OWN, PLAIN};
use crate::page::Page;
use crate::plain;
use crate::table::{Written, places};
use crate::texts::texts;

/// How high a chart is, in pixels.
const HEIGHT: u32 = 360;
/// Pixels of a row.
const ROW: u32 = 20;
/// How wide a column beside the table is, in characters.
const WIDTH: f64 = 16.0;

/// How many rows a chart of a figure takes, the one below it included; none where there is nothing to draw.
pub(crate) fn rows_of(figure: &Figure) -> u32 {
    match is_drawn(figure) {
        true => HEIGHT.div_ceil(ROW) + 1,
        false => 0,
    }
}

/// Whether a figure has what a chart is drawn from: a number under a heading.
fn is_drawn(figure: &Figure) -> bool {
    let plot = &figure.plot;
    let is_one = |(_, drawn): &(usize, &Drawn)| !matches!(drawn, Drawn::Not | Drawn::Names);
    let mut drawn = plot.columns.iter().enumerate().filter(is_one);
    drawn.any(|(no, _)| {
        numbers(&figure.table, no, plot.n_rows)
            .iter()
            .any(Option::is_some)
    })
}

/// Draws a figure in the row `at`, from the rows that are written; `caption` is the row of its caption.
pub(crate) fn write(
    page: &mut Page<'_>,
    figure: &Figure,
    (caption, at, written): (u32, u32, Written),
    lang: Lang,
) -> Result<(), XlsxError> {
    if !is_drawn(figure) {
        return Ok(());
    }
    let rows = Rows {
        table: &figure.table,
        plot: &figure.plot,
        written,
        lang,
    };
    let mut chart = match figure.plot.kind {
        PlotKind::Course => rows.course(page)?,
        PlotKind::Ranking => rows.ranking(page),
        PlotKind::Bridge => rows.bridge(page)?,
    };
    match figure.caption.is_empty() {
        true => chart.title().set_hidden(),
        false => {
            let title = chart.title();
            title.set_name((page.name.as_str(), caption, 0));
            title.set_font(ChartFont::new().set_size(12))
        }
    };
    chart
        .set_alt_text(plain::alternative(&figure.caption, &figure.summary))
        .show_empty_cells_as(ChartEmptyCells::Gaps);
    rows.axes(&mut chart, page);
    page.chart_at(at, &mut chart, HEIGHT)
}

/// The numbers of a column in the first rows; none where a row has a word.
fn numbers(table: &Table, no: usize, n_rows: usize) -> Vec<Option<f64>> {
    let rows = table.rows.iter().take(n_rows);
    let numbers = rows.map(|row| match row.cells.get(no)?.value.as_ref()? {
        Value::Number(number) => Some(number.value),
        Value::Period(_) => None,
    });
    numbers.collect()
}

/// The first column beyond those of all tables of the sheet, which is not printed, with an empty one between.
fn beyond(page: &Page<'_>) -> u16 {
    u16::try_from(page.widths.all.len() + 1).unwrap_or(u16::MAX)
}

/// Rows that are drawn.
struct Rows<'a> {
    table: &'a Table,
    plot: &'a Plot,
    written: Written,
    lang: Lang,
}

/// A range of a sheet.
type Range<'n> = (&'n str, u32, u16, u32, u16);

impl Rows<'_> {
    /// Columns that are drawn so.
    fn columns(&self, wanted: Drawn) -> impl Iterator<Item = usize> {
        let all = self.plot.columns.iter().enumerate();
        all.filter(move |(_, one)| **one == wanted)
            .map(|(no, _)| no)
    }

    /// The column of the sheet that a column of the table stands in.
    fn place(&self, no: usize) -> u16 {
        let places = places(self.table);
        let found = (0..)
            .zip(&places)
            .find(|(_, one)| one.of == no && !one.is_note);
        found.map_or(0, |(at, _)| at)
    }

    /// The first rows of a column of the sheet.
    fn range<'n>(&self, name: &'n str, at: u16, n_rows: usize) -> Range<'n> {
        let first = self.written.first;
        let n = u32::try_from(n_rows).unwrap_or(u32::MAX);
        (
            name,
            first,
            at,
            first.saturating_add(n.saturating_sub(1)),
            at,
        )
    }

    fn names<'n>(&self, name: &'n str, n_rows: usize) -> Range<'n> {
        let no = self.columns(Drawn::Names).next().unwrap_or(0);
        self.range(name, self.place(no), n_rows)
    }

    fn heading(&self, no: usize) -> &str {
        self.table.columns.get(no).map_or("", |(name, _)| name)
    }

    /// Whether a column has a word among the rows that are drawn.
    fn has_words(&self, no: usize) -> bool {
        let cells = self.table.rows.iter().take(self.plot.n_rows);
        let mut cells = cells.filter_map(|row| row.cells.get(no));
        cells.any(|cell| cell.value.is_none() && !cell.text.is_empty())
    }

    /// The code that the figures of a column are written by.
    fn code(&self, no: usize) -> Option<String> {
        let mut cells = self.table.rows.iter().filter_map(|row| row.cells.get(no));
        cells.find_map(|cell| match cell.value.as_ref()? {
            Value::Number(number) => Some(look::figures_code(number.style)),
            Value::Period(_) => None,
        })
    }

    /// Writes a column beside the table, with an empty cell where there is no number.
    fn write_beside(
        &self,
        page: &mut Page<'_>,
        (at, name): (u16, &str),
        numbers: &[Option<f64>],
        code: &str,
    ) -> Result<(), XlsxError> {
        let heading = fill(texts(self.lang).for_chart, &[("name", name)]);
        page.widen(at, WIDTH)?;
        page.row = self.written.headings;
        page.text_at(at, &heading, &look::column(true))?;
        let format = look::quiet().set_num_format(code);
        for (row, number) in (self.written.first..).zip(numbers) {
            page.row = row;
            if let Some(number) = number {
                page.number_at(at, *number, &format)?;
            }
        }
        Ok(())
    }

    /// A line for each column of figures, in the order they stand.
    fn course(&self, page: &mut Page<'_>) -> Result<Chart, XlsxError> {
        let mut chart = Chart::new(ChartType::Line);
        let mut beside = beyond(page);
        for (no, drawn) in self.plot.columns.iter().enumerate() {
            let Some(format) = line(*drawn) else { continue };
            let found = numbers(self.table, no, self.plot.n_rows);
            if found.iter().all(Option::is_none) {
                continue;
            }
            let mut at = self.place(no);
            if self.has_words(no) {
                at = beside;
                beside = beside.saturating_add(1);
                let code = self.code(no).unwrap_or_default();
                self.write_beside(page, (at, self.heading(no)), &found, &code)?;
            }
            let name = page.name.as_str();
            let series = chart.add_series();
            series
                .set_name((name, self.written.headings, self.place(no)))
                .set_categories(self.names(name, self.plot.n_rows))
                .set_values(self.range(name, at, self.plot.n_rows))
                .set_format(&mut format.clone())
                .set_marker(&marker(*drawn));
        }
        chart.legend().set_position(ChartLegendPosition::Bottom);
        // Names stand below all, also where figures are below zero.
        chart
            .x_axis()
            .set_text_axis(true)
            .set_label_position(ChartAxisLabelPosition::Low);
        Ok(chart)
    }

    /// A column for each place that has a figure, the own one in its colour.
    fn ranking(&self, page: &Page<'_>) -> Chart {
        let mut chart = Chart::new(ChartType::Column);
        let no = self.columns(Drawn::Figures).next().unwrap_or(0);
        let found = numbers(self.table, no, self.plot.n_rows);
        // Those without a figure stand below those with one.
        let n_rows = found.iter().take_while(|one| one.is_some()).count();
        let colour = |is_own: bool| Color::RGB(if is_own { OWN } else { PLAIN });
        let points = self.table.rows.iter().take(n_rows).map(|row| {
            let mut format = ChartFormat::new();
            format.set_solid_fill(ChartSolidFill::new().set_color(colour(row.is_marked)));
            ChartPoint::new().set_format(&mut format)
        });
        let points: Vec<ChartPoint> = points.collect();
        let name = page.name.as_str();
        let series = chart.add_series();
        series
            .set_name((name, self.written.headings, self.place(no)))
            .set_categories(self.names(name, n_rows))
            .set_values(self.range(name, self.place(no), n_rows))
            .set_points(&points)
            .set_gap(30);
        chart.legend().set_hidden();
        chart
            .x_axis()
            .set_font(ChartFont::new().set_size(7).set_rotation(-90))
            .set_label_interval(1)
            .set_label_position(ChartAxisLabelPosition::Low);
        if found.iter().flatten().all(|value| *value >= 0.0) {
            chart.y_axis().set_min(0);
        }
        chart
    }

    /// A bar from what was reached before a part to what is reached with it; the amounts before and after are marks, as the axis
    /// need not begin at zero.
    fn bridge(&self, page: &mut Page<'_>) -> Result<Chart, XlsxError> {
        let mut chart = Chart::new(ChartType::Line);
        let no = self.columns(Drawn::Figures).next().unwrap_or(0);
        let reached = numbers(self.table, no, self.plot.n_rows);
        let last = reached.len().saturating_sub(1);
        let is_total = |at: usize| at == 0 || at == last;
        let (mut before, mut totals) = (Vec::new(), Vec::new());
        let mut level = None;
        for (at, amount) in reached.iter().enumerate() {
            before.push(if is_total(at) { *amount } else { level });
            totals.push(amount.filter(|_| is_total(at)));
            level = *amount;
        }
        let (t, code) = (texts(self.lang), self.code(no).unwrap_or_default());
        let beside = beyond(page);
        self.write_beside(page, (beside, t.before), &before, &code)?;
        let of_totals = beside.saturating_add(1);
        self.write_beside(page, (of_totals, t.total), &totals, &code)?;
        // The bars go from the first of the series to the last of them.
        for at in [beside, of_totals, self.place(no)] {
            let name = page.name.as_str();
            let series = chart.add_series();
            let mut hidden = ChartFormat::new();
            hidden.set_no_line();
            series
                .set_name((name, self.written.headings, at))
                .set_categories(self.names(name, reached.len()))
                .set_values(self.range(name, at, reached.len()))
                .set_format(&mut hidden)
                .set_marker(&match at == of_totals {
                    true => shape(ChartMarkerType::Diamond, 10, OWN),
                    false => nothing(),
                });
        }
        chart
            .set_up_down_bars(true)
            .set_up_bar_format(&mut filled(OTHER))
            .set_down_bar_format(&mut filled(OWN));
        chart.legend().set_hidden();
        chart
            .x_axis()
            .set_label_position(ChartAxisLabelPosition::Low);
        Ok(chart)
    }

    /// Names what stands along the axes, and writes the figures as the table does.
    fn axes(&self, chart: &mut Chart, page: &Page<'_>) {
        if let Some(no) = self.columns(Drawn::Names).next()
            && !self.heading(no).is_empty()
        {
            let place = (page.name.as_str(), self.written.headings, self.place(no));
            chart.x_axis().set_name(place);
        }
        let unit = plain::axis(&self.plot.unit);
        if !unit.is_empty() {
            chart.y_axis().set_name(unit.as_str());
        }
        let figures = self.columns(Drawn::Figures);
        if let Some(code) = figures.filter_map(|no| self.code(no)).next() {
            chart.y_axis().set_num_format(code);
        }
    }
}

/// How a line is drawn; none for what is no line. Lines are told apart by their dashes as well as by their colours.
fn line(drawn: Drawn) -> Option<ChartFormat> {
    let (colour, width, dash) = match drawn {
        Drawn::Not | Drawn::Names => return None,
        Drawn::Figures => (OWN, 2.25, ChartLineDashType::Solid),
        Drawn::Target => (OTHER, 1.75, ChartLineDashType::Dash),
        Drawn::Centre => (PLAIN, 1.0, ChartLineDashType::Solid),
        Drawn::Limit => (PLAIN, 1.0, ChartLineDashType::LongDashDot),
        Drawn::Forecast => (OWN, 1.75, ChartLineDashType::RoundDot),
        Drawn::Band => (BAND, 1.0, ChartLineDashType::SquareDot),
    };
    let mut format = ChartFormat::new();
    let mut line = ChartLine::new();
    line.set_color(Color::RGB(colour))
        .set_width(width)
        .set_dash_type(dash);
    format.set_line(&line);
    Some(format)
}

/// The marks on a line: the figures themselves have some.
fn marker(drawn: Drawn) -> ChartMarker {
    match drawn {
        Drawn::Figures => shape(ChartMarkerType::Circle, 5, OWN),
        _ => nothing(),
    }
}

fn shape(of: ChartMarkerType, size: u8, colour: u32) -> ChartMarker {
    let mut marker = ChartMarker::new();
    marker
        .set_type(of)
        .set_size(size)
        .set_format(&mut filled(colour));
    marker
}

fn nothing() -> ChartMarker {
    let mut marker = ChartMarker::new();
    marker.set_none();
    marker
}

fn filled(colour: u32) -> ChartFormat {
    let mut format = ChartFormat::new();
    format.set_solid_fill(ChartSolidFill::new().set_color(Color::RGB(colour)));
    format
}
