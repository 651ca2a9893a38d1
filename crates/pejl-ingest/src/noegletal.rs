//! Reports exported from noegletal.dk: title, years, one block of municipalities per key figure, legend, signature.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use pejl_domain::lang::Lang;

use crate::crosstab::{CrossRow, Crosstab, check_size};
use crate::delimited::{RecordGuard, delimiter_byte, from_csv};
use crate::described::{
    ColumnInfo, Described, Format, Limits, OpenOptions, Reader, Role, VALUE_COLUMN,
};
use crate::encoding::{Sniffed, decode_document, read_document};
use crate::error::ReadError;
use crate::issue::{Explain, RowIssue};
use crate::text::TextBatch;

/// First words of every report.
const TITLE: &str = "De Kommunale N";

/// A report being read.
pub(crate) struct ReportReader {
    described: Described,
    table: Crosstab,
}

/// True when a file that begins like this is such a report, in any 8-bit character set.
pub(crate) fn starts_as_report(head: &[u8]) -> bool {
    head.strip_prefix(b"\"")
        .unwrap_or(head)
        .starts_with(TITLE.as_bytes())
}

/// Opens a report: reads it into memory and finds its blocks.
pub(crate) fn open(
    path: &Path,
    name: &str,
    sniffed: &Sniffed,
    options: &OpenOptions,
) -> Result<ReportReader, ReadError> {
    let encoding = sniffed.encoding(name, options.encoding, None)?;
    let bytes = read_document(
        path,
        name,
        "noegletal.dk",
        sniffed,
        options.limits.max_document_bytes,
    )?;
    let text = decode_document(bytes, name, encoding)?;
    let delimiter = options.delimiter.unwrap_or(';');
    let report = parse(text, name, delimiter, &options.limits)?;
    let columns = vec![
        ColumnInfo::named("Nøgletal").with_role(Role::Dimension),
        ColumnInfo {
            members: Some(report.names),
            ..ColumnInfo::named("Kommune").with_role(Role::Dimension)
        },
        ColumnInfo::named("TID").with_role(Role::Time),
        ColumnInfo::named(VALUE_COLUMN).with_role(Role::Value),
    ];
    let described = Described {
        format: Format::Noegletal,
        encoding,
        delimiter: Some(delimiter),
        decimal: Some(','),
        table: None,
        title: Some(report.title),
        unit: None,
        updated: report.updated,
        language: Some(Lang::Da),
        columns,
        notes: report.notes,
        symbols: report.symbols,
        absent: options.absent(),
        warnings: report.warnings,
        sha256: sniffed.sha256.clone(),
        bytes: sniffed.bytes,
    };
    let headings = report.years.into_iter().map(|year| vec![year.into()]);
    Ok(ReportReader {
        described,
        table: Crosstab::new(headings.collect(), report.rows),
    })
}

#[derive(Default)]
struct Report {
    title: String,
    years: Vec<String>,
    rows: Vec<CrossRow>,
    names: BTreeMap<String, String>,
    notes: Vec<String>,
    symbols: BTreeMap<String, String>,
    updated: Option<String>,
    warnings: Vec<RowIssue>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Header,
    Blocks,
    Legend,
}

fn parse(text: String, name: &str, delimiter: char, limits: &Limits) -> Result<Report, ReadError> {
    let byte = delimiter_byte(delimiter, name)?;
    let guard = RecordGuard::new(
        Cursor::new(text.into_bytes()),
        name,
        byte,
        limits.max_record_bytes,
    );
    let mut csv = csv::ReaderBuilder::new()
        .delimiter(byte)
        .has_headers(false)
        .flexible(true)
        .from_reader(guard);
    let mut record = csv::StringRecord::new();
    let mut report = Report::default();
    let mut part = Part::Title;
    let mut figure: Option<Arc<str>> = None;
    let mut figure_has_rows = true;
    let mut last_line = 1;
    while csv
        .read_record(&mut record)
        .map_err(|e| from_csv(name, e))?
    {
        let line = csv.get_mut().line_of_next_record();
        last_line = line;
        let fields: Vec<&str> = record.iter().map(str::trim).collect();
        let n_filled = fields
            .iter()
            .rposition(|field| !field.is_empty())
            .map_or(0, |last| last + 1);
        let Some((first, filled)) = fields.get(..n_filled).and_then(<[&str]>::split_first) else {
            continue;
        };
        let refuse = |problem: &ReportProblem| {
            ReadError::from(problem.refuse(name).at_line(line).with_value(first))
        };
        match part {
            Part::Title => {
                report.title = (*first).to_owned();
                part = Part::Header;
            }
            Part::Header => {
                report.years =
                    header(first, filled).ok_or_else(|| refuse(&ReportProblem::Header))?;
                part = Part::Blocks;
            }
            Part::Blocks if filled.is_empty() && first.starts_with("Tegnforklaring") => {
                part = Part::Legend
            }
            Part::Blocks if filled.is_empty() => {
                if !figure_has_rows {
                    return Err(refuse(&ReportProblem::EmptyBlock));
                }
                figure = Some((*first).into());
                figure_has_rows = false;
            }
            Part::Blocks => {
                let figure = figure
                    .clone()
                    .ok_or_else(|| refuse(&ReportProblem::NoFigure))?;
                figure_has_rows = true;
                check_size(report.rows.len(), report.years.len(), limits.max_cells)
                    .map_err(|p| p.refuse(name))?;
                let row = row(figure, first, filled, &report, line, record.len())
                    .map_err(|p| refuse(&p))?;
                if let Some((code, _)) = filled.split_first().filter(|(code, _)| !code.is_empty()) {
                    report.names.insert((*code).to_owned(), (*first).to_owned());
                }
                report.rows.push(row);
            }
            Part::Legend if filled.is_empty() => legend(first, &mut report),
            Part::Legend => return Err(refuse(&ReportProblem::AfterLegend)),
        }
    }
    if part != Part::Legend {
        report
            .warnings
            .push(ReportProblem::NoLegend.warn(name).at_line(last_line));
    }
    if !figure_has_rows {
        return Err(ReportProblem::EmptyBlock
            .refuse(name)
            .at_line(last_line)
            .into());
    }
    if matches!(part, Part::Title | Part::Header) {
        return Err(ReportProblem::Header.refuse(name).at_line(last_line).into());
    }
    Ok(report)
}

/// The years after an empty cell and `Kom.nr`.
fn header(first: &str, filled: &[&str]) -> Option<Vec<String>> {
    let (code, years) = filled.split_first()?;
    let is_year = |text: &&str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let fits = first.is_empty()
        && code.eq_ignore_ascii_case("Kom.nr")
        && !years.is_empty()
        && years.iter().all(is_year);
    fits.then(|| years.iter().map(|year| (*year).to_owned()).collect())
}

fn row(
    figure: Arc<str>,
    name: &str,
    filled: &[&str],
    report: &Report,
    line: u64,
    n_fields: usize,
) -> Result<CrossRow, ReportProblem> {
    let expected = report.years.len();
    // A cut last line shows in that it is shorter than the heading.
    if n_fields < expected + 2 || filled.len() > expected + 1 {
        return Err(ReportProblem::RowLength {
            expected: expected + 2,
            found: n_fields.max(filled.len() + 1),
        });
    }
    let (code, values) = filled.split_first().unwrap_or((&"", &[]));
    if name.is_empty() {
        return Err(ReportProblem::NoName);
    }
    let mut values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
    values.resize(expected, String::new());
    let area = if code.is_empty() { name } else { code };
    Ok(CrossRow {
        line,
        labels: vec![figure, area.into()],
        values,
    })
}

/// A symbol and its meaning, or the signature with its date.
fn legend(text: &str, report: &mut Report) {
    let meaning = text
        .split_once(char::is_whitespace)
        .filter(|(symbol, _)| symbol.chars().count() <= 2);
    if let Some((symbol, meaning)) = meaning {
        report
            .symbols
            .insert(symbol.to_owned(), meaning.trim().to_owned());
        return;
    }
    if let Some((_, date)) = text.rsplit_once(" d. ") {
        report.updated = Some(date.trim().to_owned());
    }
    report.notes.push(text.to_owned());
}

impl Reader for ReportReader {
    fn described(&self) -> &Described {
        &self.described
    }

    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError> {
        Ok(self.table.next_batch(self.described.columns.len()))
    }
}

/// What can be wrong with a report.
#[derive(Debug, thiserror::Error)]
enum ReportProblem {
    #[error("expected the heading row: an empty cell, `Kom.nr` and the years")]
    Header,
    #[error("expected the name of a key figure before its municipalities")]
    NoFigure,
    #[error("the key figure before this has no municipalities")]
    EmptyBlock,
    #[error("expected {expected} cells, found {found}")]
    RowLength { expected: usize, found: usize },
    #[error("the row has no name")]
    NoName,
    #[error("expected nothing but texts after the legend")]
    AfterLegend,
    #[error("the report has no legend; it may be cut")]
    NoLegend,
}

impl Explain for ReportProblem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Header => "noegletal.header",
            Self::NoFigure => "noegletal.no_figure",
            Self::EmptyBlock => "noegletal.empty_block",
            Self::RowLength { .. } => "noegletal.row_length",
            Self::NoName => "noegletal.no_name",
            Self::AfterLegend => "noegletal.after_legend",
            Self::NoLegend => "noegletal.no_legend",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Header => "forventede overskriftsrækken: en tom celle, `Kom.nr` og årene".into(),
            Self::NoFigure => "forventede navnet på et nøgletal før dets kommuner".into(),
            Self::EmptyBlock => "nøgletallet før dette har ingen kommuner".into(),
            Self::RowLength { expected, found } => {
                format!("forventede {expected} celler, fandt {found}")
            }
            Self::NoName => "rækken har intet navn".into(),
            Self::AfterLegend => "forventede kun tekster efter tegnforklaringen".into(),
            Self::NoLegend => "rapporten har ingen tegnforklaring; den kan være afkortet".into(),
        }
    }
}

#[cfg(test)]
mod tests;
