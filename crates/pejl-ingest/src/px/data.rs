//! The cells of a PX file: checked once when it is opened, walked again when it is read.

use std::collections::{HashMap, HashSet};

use super::meta::{Index, Table};
use super::problem::PxProblem;
use crate::issue::{Explain, RowIssue};

/// One cell or key.
#[derive(Clone, Copy)]
struct Token<'a> {
    text: &'a str,
    quoted: bool,
    line: u64,
}

/// Walks the data. Blanks, commas, semicolons and tabs all separate cells: the specification says so, and
/// old files use the semicolon between rows.
#[derive(Clone, Copy)]
struct Tokens<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Tokens<'a> {
    fn next(&mut self) -> Option<Result<Token<'a>, (u64, PxProblem)>> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'\n' => self.line += 1,
                b' ' | b'\t' | b'\r' | b',' | b';' => {}
                _ => break,
            }
            at += 1;
        }
        self.at = at;
        let rest = bytes.get(at..).unwrap_or_default();
        let first = rest.first()?;
        let line = self.line;
        if *first == b'"' {
            let inner = rest.get(1..).unwrap_or_default();
            let Some(length) = inner.iter().position(|b| matches!(b, b'"' | b'\n')) else {
                return Some(Err((line, PxProblem::UnterminatedCell)));
            };
            if inner.get(length) != Some(&b'"') {
                return Some(Err((line, PxProblem::UnterminatedCell)));
            }
            let text = self.text.get(at + 1..at + 1 + length).unwrap_or_default();
            self.at = at + length + 2;
            return Some(Ok(Token {
                text,
                quoted: true,
                line,
            }));
        }
        let ends = |b: &u8| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b',' | b';' | b'"');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let text = self.text.get(at..at + length).unwrap_or_default();
        self.at = at + length;
        Some(Ok(Token {
            text,
            quoted: false,
            line,
        }))
    }

    /// The next cell; in a sparse table a quoted number is no cell, but the key of the next row.
    fn next_cell(&mut self, name: &str, keyed: bool) -> Result<Option<Token<'a>>, RowIssue> {
        let Some(token) = self.next() else {
            return Ok(None);
        };
        let token = token
            .map_err(|(line, problem)| problem.refuse(name).at_line(line).in_column("DATA"))?;
        let fits = if keyed && token.quoted {
            is_symbol(token.text)
        } else {
            is_cell(token.text)
        };
        if fits {
            Ok(Some(token))
        } else {
            Err(PxProblem::NotACell
                .refuse(name)
                .at_line(token.line)
                .in_column("DATA")
                .with_value(token.text))
        }
    }
}

/// A dash, or one to seven dots.
fn is_symbol(text: &str) -> bool {
    text == "-" || ((1..=7).contains(&text.len()) && text.bytes().all(|b| b == b'.'))
}

/// A number with decimal point, or a symbol.
fn is_cell(text: &str) -> bool {
    if is_symbol(text) {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // `.5` and `5.` are written by some programs.
    let fits = (digits(whole) && (fraction.is_empty() || digits(fraction)))
        || (whole.is_empty() && digits(fraction));
    fits && digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent))
}

/// Where the walk through the data has come to; the text is kept by the reader.
#[derive(Clone, Copy)]
pub(super) struct Cursor {
    at: usize,
    line: u64,
}

impl Cursor {
    pub(super) fn new(at: usize, line: u64) -> Self {
        Self { at, line }
    }

    fn tokens(self, text: &str) -> Tokens<'_> {
        Tokens {
            text,
            at: self.at,
            line: self.line,
        }
    }

    /// The next token of data that were checked: text and line.
    pub(super) fn next<'a>(&mut self, text: &'a str) -> Option<(&'a str, u64)> {
        let mut tokens = self.tokens(text);
        let token = tokens.next()?.ok()?;
        (self.at, self.line) = (tokens.at, tokens.line);
        Some((token.text, token.line))
    }
}

/// The keys with which the rows of a sparse table begin.
pub(super) struct Keys {
    /// For each key in the order of the rows: the variable's position and the positions of its members.
    order: Vec<(usize, HashMap<String, usize>)>,
    n_stub: usize,
    /// Cells per row.
    pub(super) row_cells: u64,
    /// Rows in the file.
    pub(super) n_rows: u64,
}

impl Keys {
    /// The positions of the stub variables that a row's keys name, from checked data.
    pub(super) fn take_row(&self, cursor: &mut Cursor, text: &str) -> Option<Vec<usize>> {
        let mut positions = vec![0; self.n_stub];
        for (variable, members) in &self.order {
            let (key, _) = cursor.next(text)?;
            *positions.get_mut(*variable)? = *members.get(key)?;
        }
        Some(positions)
    }
}

/// What was found in the data.
pub(super) struct Checked {
    pub(super) keys: Option<Keys>,
    pub(super) n_cells: u64,
    pub(super) warnings: Vec<PxProblem>,
}

/// Checks every cell, their number, and the keys of a sparse table.
pub(super) fn check(
    text: &str,
    start: Cursor,
    index: &Index<'_>,
    table: &Table,
    expected: u64,
) -> Result<Checked, RowIssue> {
    let ended = check_end(text, start, index.name)?;
    let mut warnings = if ended {
        Vec::new()
    } else {
        vec![PxProblem::Unended]
    };
    if is_keyed(index, table) {
        let (keys, mut found) = check_rows(text, start, index, table)?;
        warnings.append(&mut found);
        let n_cells = keys.n_rows.saturating_mul(keys.row_cells);
        return Ok(Checked {
            keys: Some(keys),
            n_cells,
            warnings,
        });
    }
    let mut tokens = start.tokens(text);
    let mut found = 0_u64;
    let mut line_of_surplus = None;
    while let Some(token) = tokens.next_cell(index.name, false)? {
        found += 1;
        if found == expected.saturating_add(1) {
            line_of_surplus = Some(token.line);
        }
    }
    if found != expected {
        let line = line_of_surplus.unwrap_or(tokens.line);
        let problem = PxProblem::WrongNumberOfCells { expected, found };
        return Err(problem.refuse(index.name).at_line(line).in_column("DATA"));
    }
    Ok(Checked {
        keys: None,
        n_cells: found,
        warnings,
    })
}

/// Whether the rows of the table begin with keys.
pub(super) fn is_keyed(index: &Index<'_>, table: &Table) -> bool {
    table.n_stub > 0
        && index
            .statements
            .iter()
            .any(|s| s.keyword == "KEYS" && s.language.is_none())
}

/// Whether the data end with `;`. A file that ends inside a cell may have lost digits, and is refused.
fn check_end(text: &str, start: Cursor, name: &str) -> Result<bool, RowIssue> {
    let data = text.get(start.at..).unwrap_or_default();
    let trimmed = data.trim_end_matches(|c: char| c.is_whitespace() || c == '\u{1a}');
    if trimmed.ends_with(';') {
        return Ok(true);
    }
    let cut = trimmed.len() == data.len() && !trimmed.ends_with('"');
    if cut && !trimmed.is_empty() {
        let line = start.line
            + trimmed
                .bytes()
                .filter(|&b| b == b'\n')
                .map(|_| 1)
                .sum::<u64>();
        let last = trimmed
            .rsplit(char::is_whitespace)
            .next()
            .unwrap_or_default();
        return Err(PxProblem::Truncated
            .refuse(name)
            .at_line(line)
            .in_column("DATA")
            .with_value(last));
    }
    Ok(false)
}

fn check_rows(
    text: &str,
    start: Cursor,
    index: &Index<'_>,
    table: &Table,
) -> Result<(Keys, Vec<PxProblem>), RowIssue> {
    let mut warnings = Vec::new();
    let order = key_order(text, start, index, table, &mut warnings)?;
    let sizes = |variables: &[super::meta::Variable]| {
        variables
            .iter()
            .try_fold(1_u64, |n, v| {
                n.checked_mul(u64::try_from(v.values.len()).ok()?)
            })
            .unwrap_or(u64::MAX)
    };
    let (stub, heading) = table.variables.split_at(table.n_stub);
    let (all_rows, row_cells) = (sizes(stub), sizes(heading));
    let mut keys = Keys {
        order,
        n_stub: table.n_stub,
        row_cells,
        n_rows: 0,
    };
    let mut tokens = start.tokens(text);
    let mut seen = HashSet::new();
    loop {
        let mut positions = vec![0_usize; keys.n_stub];
        let mut row = None;
        for (variable, members) in &keys.order {
            let Some(token) = tokens.next() else {
                if row.is_none() {
                    break;
                }
                let problem = PxProblem::RowWithoutKeys {
                    expected: keys.order.len(),
                };
                return Err(problem
                    .refuse(index.name)
                    .at_line(tokens.line)
                    .in_column("DATA"));
            };
            let token = token.map_err(|(line, problem)| {
                problem.refuse(index.name).at_line(line).in_column("DATA")
            })?;
            if !token.quoted {
                let problem = PxProblem::RowWithoutKeys {
                    expected: keys.order.len(),
                };
                return Err(problem
                    .refuse(index.name)
                    .at_line(token.line)
                    .in_column("DATA")
                    .with_value(token.text));
            }
            let Some(position) = members.get(token.text) else {
                let column = table
                    .variables
                    .get(*variable)
                    .map_or("DATA", |v| v.name.as_str());
                let issue = PxProblem::UnknownKey.refuse(index.name).at_line(token.line);
                return Err(issue.in_column(column).with_value(token.text));
            };
            if let Some(place) = positions.get_mut(*variable) {
                *place = *position;
            }
            row.get_or_insert(token.line);
        }
        let Some(line) = row else { break };
        check_row_cells(&mut tokens, row_cells, line, index.name)?;
        if !seen.insert(positions) {
            return Err(PxProblem::RowTwice
                .refuse(index.name)
                .at_line(line)
                .in_column("DATA"));
        }
        keys.n_rows += 1;
    }
    if keys.n_rows < all_rows {
        warnings.push(PxProblem::RowsAbsent {
            absent: all_rows - keys.n_rows,
            all: all_rows,
        });
    }
    Ok((keys, warnings))
}

fn check_row_cells(
    tokens: &mut Tokens<'_>,
    expected: u64,
    line: u64,
    name: &str,
) -> Result<(), RowIssue> {
    for found in 0..expected {
        let before = *tokens;
        match tokens.next_cell(name, true) {
            Ok(Some(_)) => {}
            // The next row's key stands where a cell should be.
            Err(_)
                if before
                    .text
                    .get(before.at..)
                    .is_some_and(|rest| rest.trim_start().starts_with('"')) =>
            {
                let problem = PxProblem::RowLength { expected, found };
                return Err(problem.refuse(name).at_line(line).in_column("DATA"));
            }
            Err(issue) => return Err(issue),
            Ok(None) => {
                let problem = PxProblem::RowLength { expected, found };
                return Err(problem.refuse(name).at_line(line).in_column("DATA"));
            }
        }
    }
    Ok(())
}

/// The position of a variable, and the position of each of its members by the text that keys use.
type KeyColumn = (usize, HashMap<String, usize>);

/// The variables the rows' keys belong to: in the order of STUB as the standard says, or, where the first row shows
/// it, in the order of the KEYS statements as some programs write it.
fn key_order(
    text: &str,
    start: Cursor,
    index: &Index<'_>,
    table: &Table,
    warnings: &mut Vec<PxProblem>,
) -> Result<Vec<KeyColumn>, RowIssue> {
    let members = |position: usize| -> Result<HashMap<String, usize>, RowIssue> {
        let Some(variable) = table.variables.get(position) else {
            return Ok(HashMap::new());
        };
        let Some(statement) = index.get("KEYS", None, std::slice::from_ref(&variable.name)) else {
            let problem = PxProblem::KeysIncomplete {
                variable: variable.name.clone(),
            };
            return Err(problem.refuse(index.name).in_column("KEYS"));
        };
        let texts = match statement.text() {
            Some("CODES") => variable.members(),
            Some("VALUES") => variable.values.as_slice(),
            _ => {
                return Err(super::meta::refuse(
                    index.name,
                    &PxProblem::KeysKind,
                    statement,
                ));
            }
        };
        Ok(texts.iter().cloned().zip(0..).collect())
    };
    let by_stub = (0..table.n_stub)
        .map(|i| Ok((i, members(i)?)))
        .collect::<Result<Vec<_>, RowIssue>>()?;
    let position_of = |name: &String| {
        table
            .variables
            .iter()
            .take(table.n_stub)
            .position(|v| v.name == *name)
    };
    let by_statement: Vec<usize> = index
        .statements
        .iter()
        .filter(|s| s.keyword == "KEYS" && s.language.is_none())
        .filter_map(|s| s.keys.first().and_then(position_of))
        .collect();
    let fits = |order: &[usize]| {
        let mut cursor = start;
        order.iter().all(|&i| {
            let key = cursor.next(text).map(|(key, _)| key);
            key.is_some_and(|key| {
                by_stub
                    .get(i)
                    .is_some_and(|(_, members)| members.contains_key(key))
            })
        })
    };
    let in_stub_order: Vec<usize> = (0..table.n_stub).collect();
    if by_statement.len() == table.n_stub && !fits(&in_stub_order) && fits(&by_statement) {
        warnings.push(PxProblem::KeysOrder);
        return by_statement
            .into_iter()
            .map(|i| Ok((i, members(i)?)))
            .collect();
    }
    Ok(by_stub)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_numbers_and_symbols() {
        for text in [
            "0", "-1", "12.5", "-0.25", "1e5", "1.5E-3", "+3", "-", ".", "..", "......", ".5", "5.",
        ] {
            assert!(is_cell(text), "{text}");
        }
        for text in [
            "", "x", "1,5", "--1", "1.2.3", "e5", "1e", "........", "NOTE=", "1-2", "−1",
        ] {
            assert!(!is_cell(text), "{text}");
        }
    }
}
