//! A report as a workbook.

use chrono::{DateTime, NaiveTime, Utc};
use pejl_reports::{Report, Section};
use rust_xlsxwriter::{DocProperties, Workbook};

use crate::error::XlsxError;
use crate::look;
use crate::name::names;
use crate::page::Page;
use crate::plain::{clean, header};
use crate::section::{self, terms};
use crate::texts::texts;
use crate::width::Widths;

/// What numbers of pages are written as in a header or footer.
const PAGE: &str = "&P";
const PAGES: &str = "&N";

/// The report as a workbook.
///
/// The same report gives the same bytes: the file is of the moment of the revision, and without that, of the end of the month.
///
/// # Errors
/// A section has more rows or columns than a sheet can have.
///
/// # Example
/// ```no_run
/// # fn example(report: &pejl_reports::Report) -> Result<(), pejl_xlsx::XlsxError> {
/// let bytes = pejl_xlsx::write(report)?;
/// assert!(bytes.starts_with(b"PK"));
/// # Ok(())
/// # }
/// ```
pub fn write(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    book.set_properties(&properties(report));
    let names = names(report.sections.iter().map(|one| one.heading.as_str()));
    let cover = Section {
        id: String::new(),
        part_of: String::new(),
        heading: String::new(),
        blocks: Vec::new(),
    };
    // A workbook has a sheet, whatever the report has.
    if report.sections.is_empty() {
        let alone = crate::name::names(std::iter::once(report.kind.as_str()));
        let name = alone.first().map_or("", String::as_str);
        sheet(&mut book, (report, &[]), (&cover, name), true)?;
    }
    for (no, (one, name)) in report.sections.iter().zip(&names).enumerate() {
        sheet(&mut book, (report, &names), (one, name), no == 0)?;
    }
    Ok(book.save_to_buffer()?)
}

/// Writes a section as a sheet, below the cover where it is the first.
fn sheet(
    book: &mut Workbook,
    (report, names): (&Report, &[String]),
    (one, name): (&Section, &str),
    is_first: bool,
) -> Result<(), XlsxError> {
    let mut page = Page::new(book.add_worksheet(), name, Widths::of(one))?;
    if is_first {
        cover(&mut page, report, names)?;
    }
    let frozen = section::write(&mut page, one, report.lang)?;
    page.finish(frozen, (&head(report), &foot(report)))
}

/// What the report is, of when, and where its sections stand.
fn cover(page: &mut Page<'_>, report: &Report, names: &[String]) -> Result<(), XlsxError> {
    page.text(&report.title, &look::heading(look::TITLE), look::TITLE)?;
    page.text(&report.kind, &look::quiet(), look::TEXT)?;
    page.text(&report.description, &look::prose(), look::TEXT)?;
    let warnings = report.warning.iter().flat_map(|all| all.lines());
    for warning in warnings {
        page.text(warning, &look::warning(), look::TEXT)?;
    }
    page.down(1);
    terms(page, &report.cover)?;
    page.down(1);
    let heading = look::heading(look::HEADING);
    page.text(&report.contents, &heading, look::HEADING)?;
    for (one, name) in report.sections.iter().zip(names) {
        page.link_at(0, &one.heading, name)?;
        if !one.part_of.is_empty() {
            page.text_at(1, &one.part_of, &look::beside())?;
        }
        page.down(1);
    }
    page.down(1);
    Ok(())
}

/// The title at the left of the head of a printed page, the sheet at its right.
fn head(report: &Report) -> String {
    format!("&L&9 {}&R&9 &A", header(&report.title))
}

/// The foot of the report, and which page it is.
fn foot(report: &Report) -> String {
    let page_of = header(&report.page_of);
    let page_of = page_of.replace("{page}", PAGE).replace("{pages}", PAGES);
    format!("&L&9 {}&R&9 {page_of}", header(&report.foot))
}

fn properties(report: &Report) -> DocProperties {
    /// Properties of longer texts are shown by no program.
    const LONGEST: usize = 250;
    let said = |text: &str| crate::plain::cut(&clean(text), LONGEST);
    let t = texts(report.lang);
    DocProperties::new()
        .set_title(said(&report.title))
        .set_subject(said(&report.description))
        .set_author(concat!("Pejl ", env!("CARGO_PKG_VERSION")))
        .set_comment(said(&report.foot))
        .set_custom_property(t.revision, report.revision.to_string())
        .set_custom_property(t.language, report.lang.as_str())
        .set_creation_datetime(&moment(report))
}

/// When the revision was made; without that, the end of the month.
fn moment(report: &Report) -> DateTime<Utc> {
    let end = report.month.end().and_time(NaiveTime::MIN).and_utc();
    report.committed_at.unwrap_or(end)
}
