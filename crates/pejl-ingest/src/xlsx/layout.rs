//! StatBank's layout of a sheet: title, unit, heading rows, labels that stand only in their first row, footnotes.

use std::collections::HashSet;
use std::sync::Arc;

use pejl_domain::lang::Lang;

use super::problem::XlsxProblem;
use super::sheet::{Cell, Content, Sheet, at, column_letter};
use crate::crosstab::{CrossRow, check_size};
use crate::described::OpenOptions;
use crate::issue::{Explain, RowIssue};

/// A table laid out in a sheet.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) title: Option<String>,
    pub(super) unit: Option<String>,
    pub(super) language: Option<Lang>,
    pub(super) notes: Vec<String>,
    /// Names of the label columns, then of the heading rows.
    pub(super) names: Vec<String>,
    /// True when the names come from the title or were declared.
    pub(super) named: bool,
    /// Whether the last heading row holds points in time.
    pub(super) heading_is_time: bool,
    /// One list per value column: its texts in the heading rows.
    pub(super) headings: Vec<Vec<Arc<str>>>,
    pub(super) rows: Vec<CrossRow>,
}

type CellRow<'a> = (u32, &'a [Cell]);

/// Finds the table in a sheet.
pub(super) fn find(sheet: &Sheet, file: &str, options: &OpenOptions) -> Result<Layout, RowIssue> {
    let rows: Vec<CellRow<'_>> = sheet
        .cells
        .chunk_by(|a, b| a.row == b.row)
        .filter_map(|cells| Some((cells.first()?.row, cells)))
        .collect();
    let first_heading = rows
        .iter()
        .position(|(_, cells)| cells.first().is_some_and(|cell| cell.column > 0));
    let first_heading = first_heading.ok_or_else(|| XlsxProblem::NoHeading.refuse(file))?;
    let (above, table) = rows.split_at(first_heading);
    let n_headings = table
        .iter()
        .take_while(|(_, cells)| cells.first().is_some_and(|cell| cell.column > 0))
        .count();
    let (heading_rows, rest) = table.split_at(n_headings);

    let mut layout = Layout {
        title: None,
        unit: None,
        language: None,
        notes: Vec::new(),
        names: Vec::new(),
        named: false,
        heading_is_time: false,
        headings: Vec::new(),
        rows: Vec::new(),
    };
    read_above(above, &mut layout, file)?;
    let (n_labels, headings) = read_headings(heading_rows, file)?;
    layout.headings = headings;
    read_rows(rest, n_labels, &mut layout, file, options.limits.max_cells)?;
    name_columns(
        n_labels,
        n_headings,
        &mut layout,
        file,
        options.columns.as_deref(),
    )?;
    Ok(layout)
}

/// Title and unit line.
fn read_above(above: &[CellRow<'_>], layout: &mut Layout, file: &str) -> Result<(), RowIssue> {
    for (_, cells) in above {
        if let Some(stray) = cells.iter().find(|cell| cell.column > 0) {
            return Err(refuse_cell(&XlsxProblem::NoHeading, stray, file));
        }
        let Some(cell) = cells.first() else { continue };
        let text = text_of(cell, file)?;
        match unit_line(text) {
            Some((unit, language)) => {
                layout.language = Some(language);
                layout.unit = Some(unit).filter(|unit| !unit.is_empty() && unit != "-");
            }
            None if layout.title.is_none() => layout.title = Some(text.trim().to_owned()),
            None => layout.notes.push(text.trim().to_owned()),
        }
    }
    Ok(())
}

/// `Enhed: antal`, `Units: Per cent`.
fn unit_line(text: &str) -> Option<(String, Lang)> {
    let (before, unit) = text.split_once(':')?;
    let language = match before.trim().to_lowercase().as_str() {
        "enhed" | "enheder" => Lang::Da,
        "unit" | "units" => Lang::En,
        _ => return None,
    };
    Some((unit.trim().to_owned(), language))
}

/// Number of label columns, and the texts above each value column.
type Headings = (usize, Vec<Vec<Arc<str>>>);

/// Reads where the labels end and what stands above the values.
fn read_headings(rows: &[CellRow<'_>], file: &str) -> Result<Headings, RowIssue> {
    let (last_row, last) = rows
        .last()
        .ok_or_else(|| XlsxProblem::NoHeading.refuse(file))?;
    let first_column = last.first().map_or(0, |cell| cell.column);
    let n_labels = usize::try_from(first_column).unwrap_or(usize::MAX);
    for (cell, expected) in last.iter().zip(first_column..) {
        if cell.column != expected {
            return Err(at(
                XlsxProblem::HeadingGap.refuse(file),
                *last_row,
                expected,
            ));
        }
    }
    let mut headings: Vec<Vec<Arc<str>>> = vec![Vec::with_capacity(rows.len()); last.len()];
    for (row, cells) in rows {
        if let Some(stray) = cells.iter().find(|cell| {
            cell.column < first_column
                || usize::try_from(cell.column - first_column).is_ok_and(|at| at >= headings.len())
        }) {
            return Err(refuse_cell(&XlsxProblem::Outside, stray, file));
        }
        if cells.first().is_none_or(|cell| cell.column != first_column) {
            return Err(at(XlsxProblem::HeadingGap.refuse(file), *row, first_column));
        }
        // A text in an upper row stands for all columns up to the next one.
        let mut cells = cells.iter().peekable();
        let mut current: Arc<str> = "".into();
        for (heading, column) in headings.iter_mut().zip(first_column..) {
            if let Some(cell) = cells.next_if(|cell| cell.column == column) {
                current = text_of(cell, file)?.trim().into();
            }
            heading.push(Arc::clone(&current));
        }
    }
    let mut seen = HashSet::new();
    if let Some(twice) = headings
        .iter()
        .zip(first_column..)
        .find(|(heading, _)| !seen.insert(*heading))
    {
        let text = twice.0.last().map_or("", |text| &**text);
        return Err(
            at(XlsxProblem::HeadingTwice.refuse(file), *last_row, twice.1).with_value(text),
        );
    }
    Ok((n_labels, headings))
}

/// The rows up to the first blank row or footnote, and the footnotes.
fn read_rows(
    rows: &[CellRow<'_>],
    n_labels: usize,
    layout: &mut Layout,
    file: &str,
    max_cells: u64,
) -> Result<(), RowIssue> {
    let row_cells = n_labels + layout.headings.len();
    let mut labels: Vec<Arc<str>> = vec!["".into(); n_labels];
    let mut expected_row = rows.first().map_or(0, |(row, _)| *row);
    let mut rest = rows;
    while let Some(((row, cells), after)) = rest.split_first() {
        let only_first = cells.iter().all(|cell| cell.column == 0);
        if *row != expected_row || only_first {
            break;
        }
        check_size(layout.rows.len(), row_cells, max_cells).map_err(|p| p.refuse(file))?;
        layout.rows.push(read_row(
            *row,
            cells,
            &mut labels,
            layout.headings.len(),
            file,
        )?);
        expected_row = row + 1;
        rest = after;
    }
    if layout.rows.is_empty() {
        return Err(XlsxProblem::NoRows.refuse(file));
    }
    for (_, cells) in rest {
        if let Some(stray) = cells.iter().find(|cell| cell.column > 0) {
            return Err(refuse_cell(&XlsxProblem::Outside, stray, file));
        }
        if let Some(cell) = cells.first() {
            layout.notes.push(text_of(cell, file)?.trim().to_owned());
        }
    }
    Ok(())
}

fn read_row(
    row: u32,
    cells: &[Cell],
    labels: &mut [Arc<str>],
    n_values: usize,
    file: &str,
) -> Result<CrossRow, RowIssue> {
    let mut values = vec![String::new(); n_values];
    let mut changed_from = labels.len();
    for cell in cells {
        let column = usize::try_from(cell.column).unwrap_or(usize::MAX);
        let n_labels = labels.len();
        let text = text_of(cell, file)?.trim();
        if let Some(label) = labels.get_mut(column) {
            *label = text.into();
            changed_from = changed_from.min(column);
        } else if let Some(value) = values.get_mut(column - n_labels) {
            text.clone_into(value);
        } else {
            return Err(refuse_cell(&XlsxProblem::Outside, cell, file));
        }
    }
    // Labels are filled down, but never past a change further left, and the last one stands in every row.
    let filled: HashSet<u32> = cells.iter().map(|cell| cell.column).collect();
    let last = labels.len().saturating_sub(1);
    for (i, column) in (0..labels.len()).zip(0_u32..) {
        let must_stand_here =
            i > changed_from || i == last || labels.get(i).is_none_or(|label| label.is_empty());
        if must_stand_here && !filled.contains(&column) {
            return Err(at(XlsxProblem::NoLabel.refuse(file), row, column));
        }
    }
    Ok(CrossRow {
        line: u64::from(row) + 1,
        labels: labels.to_vec(),
        values,
    })
}

fn text_of<'a>(cell: &'a Cell, file: &str) -> Result<&'a str, RowIssue> {
    match &cell.content {
        Content::Text(text) | Content::Number(text) => Ok(text),
        Content::Other {
            found,
            found_da,
            text,
        } => Err(
            refuse_cell(&XlsxProblem::CellKind { found, found_da }, cell, file).with_value(text),
        ),
    }
}

fn refuse_cell(problem: &XlsxProblem, cell: &Cell, file: &str) -> RowIssue {
    let text = match &cell.content {
        Content::Text(text) | Content::Number(text) | Content::Other { text, .. } => text,
    };
    at(problem.refuse(file), cell.row, cell.column).with_value(text)
}

/// Names the columns: as declared, else as the title says (`… by region, sex and time`), else by letter.
///
/// The title lists the dimensions in the table's own order. A rotated table shows in that the time is not where
/// the title has it, and is then named by letters.
fn name_columns(
    n_labels: usize,
    n_headings: usize,
    layout: &mut Layout,
    file: &str,
    declared: Option<&[String]>,
) -> Result<(), RowIssue> {
    layout.heading_is_time = layout
        .headings
        .iter()
        .all(|heading| heading.last().is_some_and(|text| is_time(text)));
    let n = n_labels + n_headings;
    if let Some(declared) = declared {
        if declared.len() != n {
            let problem = XlsxProblem::DeclaredCount {
                declared: declared.len(),
                labels: n_labels,
                headings: n_headings,
            };
            return Err(problem.refuse(file));
        }
        layout.names = declared.to_vec();
        layout.named = true;
        return Ok(());
    }
    let from_title = layout
        .title
        .as_deref()
        .and_then(|title| names_in_title(title, n));
    if let Some((names, language)) = from_title {
        layout.language = layout.language.or(Some(language));
        let last_is_time = names
            .last()
            .is_some_and(|name| matches!(name.to_lowercase().as_str(), "time" | "tid"));
        if n_headings == 1 && last_is_time && layout.heading_is_time {
            layout.names = names;
            layout.named = true;
            return Ok(());
        }
    }
    let letters = (0..).take(n_labels).map(column_letter);
    let headings = (1..=n_headings).map(|i| format!("heading {i}"));
    layout.names = letters.chain(headings).collect();
    Ok(())
}

/// The dimensions a StatBank title ends with, when there are as many as the table has.
fn names_in_title(title: &str, n: usize) -> Option<(Vec<String>, Lang)> {
    for (word, and, language) in [(" efter ", " og ", Lang::Da), (" by ", " and ", Lang::En)] {
        for (at, _) in title.rmatch_indices(word) {
            let list = title.get(at + word.len()..).unwrap_or_default();
            let Some((before, last)) = list.rsplit_once(and) else {
                continue;
            };
            let mut names: Vec<String> = before
                .split(", ")
                .map(|name| name.trim().to_owned())
                .collect();
            names.push(last.trim().to_owned());
            if names.len() == n && names.iter().all(|name| !name.is_empty()) {
                return Some((names, language));
            }
        }
    }
    None
}

/// A point in time as StatBank writes it: `2019`, `2019K1`, `2019Q1`, `2019M01`, `2019U05`, `2019H1`, `2019M01D31`.
fn is_time(text: &str) -> bool {
    let Some((year, rest)) = text.split_at_checked(4) else {
        return false;
    };
    let is_year = year
        .parse::<u16>()
        .is_ok_and(|year| (1800..2200).contains(&year));
    let part = rest.strip_prefix(['K', 'Q', 'M', 'U', 'W', 'H']);
    is_year
        && (rest.is_empty()
            || part.is_some_and(|p| {
                !p.is_empty() && p.chars().all(|c| c.is_ascii_digit() || c == 'D')
            }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_the_dimensions() {
        let title = "Activity and employment rates (end November) by frequency, sex, age, ancestry, region and time";
        let names = names_in_title(title, 6).map(|(names, _)| names.join("|"));
        assert_eq!(
            names.as_deref(),
            Some("frequency|sex|age|ancestry|region|time")
        );
        assert_eq!(names_in_title(title, 5), None);
        let names = names_in_title("Income by persons by region and time", 2)
            .map(|(names, language)| (names.join("|"), language));
        assert_eq!(names, Some(("region|time".into(), Lang::En)));
        let danish = names_in_title("Folketal den 1. i kvartalet efter område og tid", 2);
        assert_eq!(
            danish.map(|(names, language)| (names.join("|"), language)),
            Some(("område|tid".into(), Lang::Da))
        );
    }

    #[test]
    fn points_in_time() {
        for text in ["2019", "2019K1", "2019M01", "2016M01D01", "2016U01"] {
            assert!(is_time(text), "{text}");
        }
        for text in [
            "", "19", "Total", "2019 ", "2019X", "12345", "år 2019", "2019M",
        ] {
            assert!(!is_time(text), "{text}");
        }
    }
}
