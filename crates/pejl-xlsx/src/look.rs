//! How cells look, and the codes by which numbers are written.

use pejl_domain::{Grain, Lang};
use pejl_reports::{Number, NumberStyle, Value};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::plain::length;

/// Colours of texts, lines and grounds, as the charts of the report have them.
pub(crate) const OWN: u32 = 0x0b_4f_8a;
pub(crate) const OTHER: u32 = 0xb3_54_0a;
pub(crate) const PLAIN: u32 = 0x7d_89_94;
pub(crate) const QUIET: u32 = 0x55_60_6b;
pub(crate) const BAND: u32 = 0x8f_b3_d1;
const GRID: u32 = 0xdf_e5_ea;
const OWN_GROUND: u32 = 0xe6_f0_fa;
const HEADING_GROUND: u32 = 0xee_f2_f6;

/// Size of a title and of headings, in points; other text has that of the workbook.
pub(crate) const TITLE: f64 = 16.0;
pub(crate) const HEADING: f64 = 13.0;
pub(crate) const TEXT: f64 = 11.0;

/// Most characters of a code.
const LONGEST_CODE: usize = 250;

/// A text across the sheet.
pub(crate) fn prose() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// A heading of a size.
pub(crate) fn heading(size: f64) -> Format {
    prose()
        .set_bold()
        .set_font_size(size)
        .set_font_color(Color::RGB(OWN))
}

/// Words that stand out: a caption, a status, a name.
pub(crate) fn strong() -> Format {
    prose().set_bold()
}

/// Words that stand back: what a section is part of, what must be minded.
pub(crate) fn quiet() -> Format {
    prose().set_font_color(Color::RGB(QUIET))
}

/// What must be known first.
pub(crate) fn warning() -> Format {
    strong().set_font_color(Color::RGB(OTHER))
}

/// Words beside a link, which go on over the empty cells beside them.
pub(crate) fn beside() -> Format {
    Format::new().set_font_color(Color::RGB(QUIET))
}

/// A link to a sheet.
pub(crate) fn link() -> Format {
    prose()
        .set_font_color(Color::RGB(OWN))
        .set_underline(FormatUnderline::Single)
}

/// The heading of a column.
pub(crate) fn column(is_number: bool) -> Format {
    lined(is_number)
        .set_bold()
        .set_background_color(Color::RGB(HEADING_GROUND))
}

/// A cell of a table.
pub(crate) fn cell(is_number: bool, is_marked: bool) -> Format {
    match is_marked {
        true => lined(is_number)
            .set_bold()
            .set_background_color(Color::RGB(OWN_GROUND)),
        false => lined(is_number),
    }
}

fn lined(is_number: bool) -> Format {
    let align = match is_number {
        true => FormatAlign::Right,
        false => FormatAlign::Left,
    };
    prose()
        .set_align(align)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(Color::RGB(GRID))
}

/// The code that writes a value as its text does; none where a workbook has no number for it.
pub(crate) fn code(value: &Value, lang: Lang) -> Option<String> {
    let code = match value {
        Value::Number(number) => number_code(number),
        Value::Period(period) => match period.grain() {
            Grain::Year => "0".to_owned(),
            // The months of the report's language, whatever the reader's.
            Grain::Month => format!("[$-{}]mmmm yyyy", lang.pick("406", "409")),
            Grain::Half | Grain::Quarter | Grain::Week => return None,
        },
    };
    (length(&code) <= LONGEST_CODE).then_some(code)
}

fn number_code(number: &Number) -> String {
    let figures = figures_code(number.style);
    match number.after.as_str() {
        "" => figures,
        // In quotes all stands for itself but the quote.
        after => format!("{figures}\"{}\"", after.replace('"', "”")),
    }
}

/// The code of figures without what stands behind them: the reader's Excel has the separators.
pub(crate) fn figures_code(style: NumberStyle) -> String {
    let point = |decimals: u8| match decimals {
        0 => String::new(),
        decimals => format!(".{}", "0".repeat(usize::from(decimals))),
    };
    match style {
        NumberStyle::Number { decimals } => format!("#,##0{}", point(decimals)),
        NumberStyle::Percent { decimals } => format!("0{}%", point(decimals)),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, value: f64, style: NumberStyle, expected: &str) {
        let number = Number::said(text, value, style, Lang::Da).unwrap();
        let found = code(&Value::Number(number), Lang::Da);
        assert_eq!(found.as_deref(), Some(expected));
    }

    #[test]
    fn a_number_is_written_by_a_plain_code() {
        let number = |decimals| NumberStyle::Number { decimals };
        check("1.234", 1234.0, number(0), "#,##0");
        check("84,3 dage", 84.25, number(1), "#,##0.0\" dage\"");
        check("12 (foreløbigt)", 12.0, number(0), "#,##0\" (foreløbigt)\"");
        let percent = NumberStyle::Percent { decimals: 1 };
        let text = pejl_domain::lang::format_share_as_percent(0.615, 1, Lang::Da);
        check(&text, 0.615, percent, "0.0%");
    }

    #[test]
    fn months_and_years_are_written_and_quarters_are_words() {
        let found = |text: &str, lang| code(&Value::Period(text.parse().unwrap()), lang);
        let month = found("2018-03", Lang::Da);
        assert_eq!(month.as_deref(), Some("[$-406]mmmm yyyy"));
        assert_eq!(found("2018", Lang::En).as_deref(), Some("0"));
        assert_eq!(found("2018-Q1", Lang::En), None);
    }

    #[test]
    fn a_unit_that_no_code_can_hold_leaves_a_text() {
        let style = NumberStyle::Number { decimals: 0 };
        let long = format!("1 {}", "x".repeat(300));
        let number = Number::said(&long, 1.0, style, Lang::Da).unwrap();
        assert_eq!(code(&Value::Number(number), Lang::Da), None);
        check("1 \"x\"", 1.0, style, "#,##0\" ”x”\"");
    }
}
