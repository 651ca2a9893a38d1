//! PX (PC-Axis): one row per cell, with the codes of the variables.

use std::collections::BTreeSet;
use std::path::Path;

use pejl_domain::cover::Absent;

use crate::cube::{Cube, n_cells};
use crate::described::{Described, Format, OpenOptions, Reader};
use crate::encoding::{Encoding, EncodingProblem, Sniffed, decode_document, read_document};
use crate::error::{FileProblem, ReadError};
use crate::issue::{Explain, RowIssue};
use crate::text::TextBatch;

mod check;
mod data;
mod keywords;
mod lexer;
mod meta;
mod problem;

use check::Warnings;
use data::{Cursor, Keys};
use lexer::Statement;
use meta::Index;
use problem::PxProblem;

pub(crate) use keywords::starts_as_px;

/// A PX file being read.
pub(crate) struct PxReader {
    described: Described,
    text: String,
    cursor: Cursor,
    cube: Cube,
    keys: Option<Keys>,
    rows_left: u64,
}

/// Opens a PX file: reads it into memory, checks its metadata and every cell, gives no rows yet.
pub(crate) fn open(
    path: &Path,
    name: &str,
    sniffed: &Sniffed,
    options: &OpenOptions,
) -> Result<PxReader, ReadError> {
    let mut warnings = Warnings::new(name);
    let encoding = encoding(sniffed, name, options, &mut warnings)?;
    let bytes = read_document(path, name, "PX", sniffed, options.limits.max_document_bytes)?;
    let text = decode_document(bytes, name, encoding)?;
    if text.contains('\u{fffd}') {
        warnings.push_issue(EncodingProblem::LettersLost.warn(name));
    }
    let mut lexed = lexer::lex(&text).map_err(|(line, keyword, problem)| {
        in_keyword(problem.refuse(name).at_line(line), &keyword)
    })?;
    let Some((at, line)) = lexed.data else {
        let last_line = text.lines().map(|_| 1).sum::<u64>().max(1);
        let problem = PxProblem::MissingKeyword {
            keyword: "DATA".into(),
        };
        return Err(problem
            .refuse(name)
            .at_line(last_line)
            .in_column("DATA")
            .into());
    };
    fold_main_language(&mut lexed.statements);
    let index = Index::new(name, &lexed.statements)?;
    let table = meta::table(&index, line)?;
    check::check(&index, &table, &mut warnings);
    let (language, problem) = meta::choose_language(&table, options);
    if let Some(problem) = problem {
        warnings.add(&problem);
    }
    let language = language.as_deref();
    let units = meta::content_units(&index, &table, language)?;
    let unit = one_unit(units.as_ref(), index.text("UNITS", language));

    let start = Cursor::new(at, line);
    let keyed = data::is_keyed(&index, &table);
    // A sparse table may be huge on paper; only its rows count.
    let limit = if keyed {
        u64::MAX
    } else {
        options.limits.max_cells
    };
    let expected = n_cells(table.variables.iter().map(|v| v.values.len()), limit)
        .map_err(|p| p.refuse(name))?;
    let checked = data::check(&text, start, &index, &table, expected)?;
    if checked.n_cells > options.limits.max_cells {
        let problem = FileProblem::TooManyCells {
            cells: checked.n_cells.to_string(),
            limit: options.limits.max_cells,
        };
        return Err(problem.refuse(name).into());
    }
    for problem in &checked.warnings {
        warnings.push_issue(problem.warn(name).in_column("DATA"));
    }
    let mut cube = Cube::new(
        table
            .variables
            .iter()
            .map(|v| v.members().to_vec())
            .collect(),
        limit,
    )
    .map_err(|p| p.refuse(name))?;
    let rows_left = checked.keys.as_ref().map_or(0, |keys| keys.n_rows);
    if keyed {
        cube.seek(&[], 0);
    }
    let described = Described {
        format: Format::Px,
        encoding,
        delimiter: None,
        decimal: Some('.'),
        table: index
            .text("TABLEID", None)
            .or_else(|| index.text("MATRIX", None))
            .map(str::to_owned),
        title: index
            .text("TITLE", language)
            .or_else(|| index.text("DESCRIPTION", language))
            .map(str::to_owned),
        unit,
        updated: updated(&index).map(str::to_owned),
        language: meta::language(&table, language),
        columns: meta::columns(&index, &table, language, units),
        notes: meta::notes(&index, language),
        symbols: meta::symbols(&index, language),
        absent: if keyed {
            Absent::Zero
        } else {
            options.absent()
        },
        warnings: warnings.finish(),
        sha256: sniffed.sha256.clone(),
        bytes: sniffed.bytes,
    };
    Ok(PxReader {
        described,
        text,
        cursor: start,
        cube,
        keys: checked.keys,
        rows_left,
    })
}

fn in_keyword(issue: RowIssue, keyword: &str) -> RowIssue {
    if keyword.is_empty() {
        issue
    } else {
        issue.in_column(keyword)
    }
}

/// The character set: the user's word, else clean UTF-8, else what CODEPAGE says, else windows-1252 for `ANSI`.
fn encoding(
    sniffed: &Sniffed,
    name: &str,
    options: &OpenOptions,
    warnings: &mut Warnings<'_>,
) -> Result<Encoding, ReadError> {
    let stated = stated_in_head(&sniffed.head, b"CODEPAGE");
    let known = stated
        .as_deref()
        .and_then(|page| page.parse::<Encoding>().ok());
    let ansi = stated_in_head(&sniffed.head, b"CHARSET")
        .is_some_and(|set| set.eq_ignore_ascii_case("ANSI"));
    let in_file = known.or_else(|| ansi.then_some(Encoding::Windows1252));
    let used = sniffed.encoding(name, options.encoding, in_file)?;
    if options.encoding.is_none() && sniffed.utf8_letters {
        match (known, &stated) {
            (Some(declared), Some(stated))
                if declared != Encoding::Utf8 && used == Encoding::Utf8 =>
            {
                let problem = EncodingProblem::DeclaredInFileIsUtf8 {
                    declared: stated.clone(),
                };
                warnings.push_issue(problem.warn(name).in_column("CODEPAGE"));
            }
            _ => {}
        }
    }
    if let (Some(declared @ (Encoding::Iso88591 | Encoding::Iso885915)), Some(at)) = (
        known,
        sniffed.eight_bit.as_ref().and_then(|e| e.only_in_1252),
    ) && used == declared
        && options.encoding.is_none()
    {
        let problem = EncodingProblem::ReadAs1252 {
            declared,
            byte: at.byte,
            offset: at.offset,
        };
        warnings.push_issue(problem.warn(name).at_line(at.line).in_column("CODEPAGE"));
    }
    if let (None, Some(stated)) = (known, stated) {
        let problem = EncodingProblem::DeclaredUnknown {
            declared: crate::issue::shortened(&stated),
            used,
        };
        warnings.push_issue(problem.warn(name).in_column("CODEPAGE"));
    }
    Ok(used)
}

/// The quoted value of a keyword in the first bytes, before they are decoded.
fn stated_in_head(head: &[u8], keyword: &[u8]) -> Option<String> {
    let at = head
        .windows(keyword.len())
        .position(|window| window == keyword)?;
    let rest = head
        .get(at + keyword.len()..)?
        .trim_ascii_start()
        .strip_prefix(b"=")?
        .trim_ascii_start();
    let inner = rest.strip_prefix(b"\"")?;
    let end = inner.iter().take(40).position(|b| *b == b'"')?;
    Some(String::from_utf8_lossy(inner.get(..end)?).into_owned())
}

/// Statements in the main language may name it; they are the same as without.
fn fold_main_language(statements: &mut [Statement]) {
    let main = statements
        .iter()
        .find(|s| s.keyword == "LANGUAGE")
        .and_then(|s| s.text())
        .map(str::to_ascii_lowercase);
    for statement in statements {
        if let Some(language) = &mut statement.language {
            language.make_ascii_lowercase();
            if main.as_ref() == Some(language) {
                statement.language = None;
            }
        }
    }
}

/// The unit of all values: the one unit of every content, else the table's.
fn one_unit(
    units: Option<&std::collections::BTreeMap<String, String>>,
    general: Option<&str>,
) -> Option<String> {
    match units {
        None => general.map(str::to_owned),
        Some(units) => {
            let distinct: BTreeSet<&String> = units.values().collect();
            if distinct.len() == 1 {
                distinct.first().map(|unit| (*unit).clone())
            } else {
                None
            }
        }
    }
}

/// When the table was updated; the newest when it is given per content, in the format's sortable form.
fn updated<'a>(index: &Index<'a>) -> Option<&'a str> {
    let stated = index
        .statements
        .iter()
        .filter(|s| s.keyword == "LAST-UPDATED" && s.language.is_none());
    stated.filter_map(Statement::text).max()
}

impl Reader for PxReader {
    fn described(&self) -> &Described {
        &self.described
    }

    fn next_batch(&mut self) -> Result<Option<TextBatch>, ReadError> {
        let n_columns = self.described.columns.len();
        let mut batch = TextBatch::with_columns(n_columns);
        while !batch.is_full() {
            if self.cube.left() == 0 {
                let Some(keys) = self.keys.as_ref().filter(|_| self.rows_left > 0) else {
                    break;
                };
                let Some(positions) = keys.take_row(&mut self.cursor, &self.text) else {
                    break;
                };
                self.cube.seek(&positions, keys.row_cells);
                self.rows_left -= 1;
                if keys.row_cells == 0 {
                    continue;
                }
            }
            let Some((cell, line)) = self.cursor.next(&self.text) else {
                break;
            };
            self.cube.take(&mut batch);
            if let Some(values) = batch.columns.last_mut() {
                values.push(cell);
            }
            batch.lines.push(line);
        }
        Ok((!batch.is_empty()).then_some(batch))
    }
}

#[cfg(test)]
mod tests;
