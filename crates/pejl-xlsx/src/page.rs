//! A sheet that is written from above.

use chrono::Datelike as _;
use pejl_domain::{Grain, Lang};
use pejl_reports::Value;
use rust_xlsxwriter::{Chart, Format, Url, Worksheet};

use crate::error::XlsxError;
use crate::look;
use crate::plain;
use crate::table::Said;
use crate::width::Widths;

/// A sheet and the row that is next.
pub(crate) struct Page<'a> {
    sheet: &'a mut Worksheet,
    /// The name of the sheet.
    pub name: String,
    /// How wide its columns are.
    pub widths: Widths,
    /// The row that is next.
    pub row: u32,
    /// How high the texts are that stand above it, in points.
    pub height: f64,
}

impl<'a> Page<'a> {
    /// An empty sheet with its columns.
    pub fn new(sheet: &'a mut Worksheet, name: &str, widths: Widths) -> Result<Self, XlsxError> {
        sheet.set_name(name)?;
        for (at, width) in (0..).zip(&widths.all) {
            sheet.set_column_width(at, *width)?;
        }
        Ok(Self {
            sheet,
            name: name.to_owned(),
            widths,
            row: 0,
            height: 0.0,
        })
    }

    /// Goes down so many rows.
    pub fn down(&mut self, n: u32) {
        self.row = self.row.saturating_add(n);
    }

    /// Writes a text across the sheet and goes to the next row; nothing where there is no text.
    pub fn text(&mut self, text: &str, format: &Format, size: f64) -> Result<(), XlsxError> {
        self.text_from(0, text, format, size)?;
        self.down(u32::from(!text.is_empty()));
        Ok(())
    }

    /// Writes a text in the row that is next, from a column to the last one across the sheet.
    pub fn text_from(
        &mut self,
        from: u16,
        text: &str,
        format: &Format,
        size: f64,
    ) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let text = plain::cell(text);
        let (row, last) = (self.row, self.widths.last);
        let height = self.widths.height(&text, size, from);
        self.sheet.set_row_height(row, height)?;
        self.height += height;
        // One cell alone cannot be merged.
        match from < last {
            true => self
                .sheet
                .merge_range(row, from, row, last, &text, format)?,
            false => self
                .sheet
                .write_string_with_format(row, from, text, format)?,
        };
        Ok(())
    }

    /// Writes a name in the first column and a text across the others, and goes to the next row, which is high enough for both.
    pub fn named(&mut self, name: &str, text: &str) -> Result<(), XlsxError> {
        let height = self.widths.height_of_first(name, look::TEXT);
        let height = height.max(self.widths.height(text, look::TEXT, 1));
        self.text_at(0, name, &look::strong())?;
        self.text_from(1, text, &look::prose(), look::TEXT)?;
        self.sheet.set_row_height(self.row, height)?;
        self.down(1);
        Ok(())
    }

    /// Writes a text in a cell of the row that is next.
    pub fn text_at(&mut self, at: u16, text: &str, format: &Format) -> Result<(), XlsxError> {
        self.sheet
            .write_string_with_format(self.row, at, plain::cell(text), format)?;
        Ok(())
    }

    /// Writes what a cell says: its number where it says one, else its text.
    pub fn said_at(
        &mut self,
        at: u16,
        said: &Said<'_>,
        lang: Lang,
        format: Format,
    ) -> Result<(), XlsxError> {
        let coded = said
            .value
            .and_then(|one| Some((one, look::code(one, lang)?)));
        let Some((value, code)) = coded else {
            return self.text_at(at, &said.text, &format);
        };
        let format = format.set_num_format(code);
        match value {
            Value::Number(number) => self.number_at(at, number.value, &format),
            Value::Period(period) if period.grain() == Grain::Year => {
                self.number_at(at, f64::from(period.start().year()), &format)
            }
            Value::Period(period) => {
                let row = self.row;
                self.sheet
                    .write_datetime_with_format(row, at, period.start(), &format)?;
                Ok(())
            }
        }
    }

    /// Writes a number in a cell of the row that is next.
    pub fn number_at(&mut self, at: u16, value: f64, format: &Format) -> Result<(), XlsxError> {
        self.sheet
            .write_number_with_format(self.row, at, value, format)?;
        Ok(())
    }

    /// Writes a link to the top of a sheet in a cell of the row that is next.
    pub fn link_at(&mut self, at: u16, text: &str, name: &str) -> Result<(), XlsxError> {
        let place = format!("internal:'{}'!A1", name.replace('\'', "''"));
        let link = Url::new(place).set_text(plain::cell(text));
        self.sheet
            .write_url_with_format(self.row, at, link, &look::link())?;
        Ok(())
    }

    /// Puts a chart of so many pixels in a row, across the sheet.
    pub fn chart_at(&mut self, row: u32, chart: &mut Chart, height: u32) -> Result<(), XlsxError> {
        // Of a sheet's width, which is some hundred pixels; a chart needs some to be one.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "bounded"
        )]
        let width = (self.widths.pixels() - 8.0).clamp(200.0, 2_000.0) as u32;
        chart.set_width(width).set_height(height);
        self.sheet.insert_chart(row, 0, chart)?;
        Ok(())
    }

    /// Makes a column that lies beyond those of the tables as wide as it must be.
    pub fn widen(&mut self, at: u16, width: f64) -> Result<(), XlsxError> {
        self.sheet.set_column_width(at, width)?;
        Ok(())
    }

    /// Sets how the sheet is printed and which rows stay when it is scrolled.
    pub fn finish(self, frozen: u32, (head, foot): (&str, &str)) -> Result<(), XlsxError> {
        /// A4.
        const PAPER: u8 = 9;
        let columns = u16::try_from(self.widths.all.len()).unwrap_or(u16::MAX);
        let (last, edge) = (self.row.saturating_sub(1), columns.saturating_sub(1));
        self.sheet
            .set_paper_size(PAPER)
            .set_landscape()
            .set_print_fit_to_pages(1, 0)
            .set_margins(0.5, 0.5, 0.75, 0.75, 0.3, 0.3)
            .set_header(head)
            .set_footer(foot)
            .set_screen_gridlines(false)
            .set_freeze_panes(frozen, 0)?
            .set_repeat_rows(0, frozen.saturating_sub(1))?
            // What only a chart is drawn from stands beyond.
            .set_print_area(0, 0, last.max(frozen), edge)?;
        Ok(())
    }
}
