//! Reads what a user states about files, the same on the command line and over HTTP.

use std::collections::BTreeMap;

use pejl_domain::cpr::masked;
use pejl_domain::{Period, PriceLevel, Unit};
use pejl_ingest::{Encoding, Format, OpenOptions};
use pejl_ingest_spending::Declared;

use crate::error::{AppError, ParamProblem};

/// Statements as they were written.
#[derive(Debug, Default, Clone, Copy)]
pub struct Said<'a> {
    /// StatBank's table.
    pub table: Option<&'a str>,
    /// Period of all rows.
    pub period: Option<&'a str>,
    /// Names of the columns of a file without header.
    pub columns: &'a [String],
    /// Members that hold for every row, each `dimension=member`.
    pub set: &'a [String],
    /// Unit of all numbers.
    pub unit: Option<&'a str>,
    /// Price level of all numbers.
    pub price: Option<&'a str>,
    /// Decimal separator: `comma` or `point`.
    pub decimal: Option<&'a str>,
    /// Character encoding.
    pub encoding: Option<&'a str>,
    /// CSV delimiter, one character or `tab`.
    pub delimiter: Option<&'a str>,
    /// File format.
    pub format: Option<&'a str>,
    /// Which dataset of a JSON-stat bundle, or which sheet of a workbook.
    pub part: Option<&'a str>,
    /// Absent rows are zero.
    pub bulk: bool,
}

/// Longest name of a table.
const TABLE_CHARS_MAX: usize = 64;

/// The name of a table, in capitals. What is none is not told again: it may be the number of a person.
fn table(said: Option<&str>, problems: &mut Vec<ParamProblem>) -> Option<String> {
    let name = said.map(|table| table.trim().to_uppercase())?;
    if name.is_empty() {
        return None;
    }
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    let begins = name.starts_with(char::is_alphabetic);
    let fits = name.chars().count() <= TABLE_CHARS_MAX && name.chars().all(is_of_name);
    if begins && fits && masked(&name) == name {
        return Some(name);
    }
    problems.push(ParamProblem {
        parameter: "table".to_owned(),
        value: String::new(),
        allowed: "the name of a table, such as REGK31".to_owned(),
        nearest: Vec::new(),
    });
    None
}

/// Reads the statements.
///
/// # Errors
/// Every statement that cannot be understood, with what would be.
pub fn read(said: &Said<'_>) -> Result<Declared, AppError> {
    let mut problems = Vec::new();
    let declared = Declared {
        open: OpenOptions {
            columns: (!said.columns.is_empty()).then(|| said.columns.to_vec()),
            encoding: parse::<Encoding>(
                "encoding",
                said.encoding,
                "utf-8, windows-1252 or iso-8859-1",
                &mut problems,
            ),
            delimiter: delimiter(said.delimiter, &mut problems),
            format: parse::<Format>(
                "format",
                said.format,
                "csv, px, json-stat, xlsx or noegletal",
                &mut problems,
            ),
            part: said.part.map(str::to_owned),
            bulk: said.bulk,
            ..OpenOptions::default()
        },
        table: table(said.table, &mut problems),
        period: parse::<Period>(
            "period",
            said.period,
            "a period such as 2019, 2019-Q3 or 2019-08",
            &mut problems,
        ),
        set: members(said.set, &mut problems),
        unit: parse::<Unit>(
            "unit",
            said.unit,
            "a unit such as persons, percent, oere or other:<text>",
            &mut problems,
        ),
        price: parse::<PriceLevel>(
            "price",
            said.price,
            "current, fixed:2018 or not_applicable",
            &mut problems,
        ),
        decimal: decimal(said.decimal, &mut problems),
        absent_is_zero: said.bulk,
        dry_run: false,
    };
    if problems.is_empty() {
        Ok(declared)
    } else {
        Err(AppError::Invalid(problems))
    }
}

fn refuse(parameter: &str, value: &str, allowed: &str, problems: &mut Vec<ParamProblem>) {
    problems.push(ParamProblem {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        allowed: allowed.to_owned(),
        nearest: Vec::new(),
    });
}

fn parse<T: std::str::FromStr>(
    parameter: &str,
    text: Option<&str>,
    allowed: &str,
    problems: &mut Vec<ParamProblem>,
) -> Option<T> {
    let text = text?;
    let parsed = text.parse().ok();
    if parsed.is_none() {
        refuse(parameter, text, allowed, problems);
    }
    parsed
}

fn decimal(text: Option<&str>, problems: &mut Vec<ParamProblem>) -> Option<char> {
    match text? {
        "comma" | "," => Some(','),
        "point" | "." => Some('.'),
        other => {
            refuse("decimal", other, "comma or point", problems);
            None
        }
    }
}

fn delimiter(text: Option<&str>, problems: &mut Vec<ParamProblem>) -> Option<char> {
    match text? {
        "tab" | "\t" => Some('\t'),
        "semicolon" | ";" => Some(';'),
        "comma" | "," => Some(','),
        other => {
            refuse("delimiter", other, "semicolon, comma or tab", problems);
            None
        }
    }
}

fn members(set: &[String], problems: &mut Vec<ParamProblem>) -> BTreeMap<String, String> {
    let mut members = BTreeMap::new();
    for pair in set {
        match pair.split_once('=') {
            Some((dimension, member))
                if !dimension.trim().is_empty() && !member.trim().is_empty() =>
            {
                let twice = members.insert(dimension.trim().to_owned(), member.trim().to_owned());
                if twice.is_some() {
                    refuse("set", pair, "each dimension once", problems);
                }
            }
            _ => refuse("set", pair, "dimension=member, such as dranst=1", problems),
        }
    }
    members
}
