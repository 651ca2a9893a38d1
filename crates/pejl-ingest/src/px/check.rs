//! What is odd in a PX file, but does not make its figures unreadable: warnings by keyword.

use std::collections::{HashMap, HashSet};

use super::keywords::{self, KeyedBy, Kind};
use super::lexer::Statement;
use super::meta::{Index, Table, n_times};
use super::problem::PxProblem;
use crate::issue::{Explain, Message, RowIssue};

/// Warnings kept by name; a damaged file may have a million.
const MAX_WARNINGS: usize = 100;

/// Keywords that PX requires and that we can do without.
const WANTED: [&str; 7] = [
    "MATRIX",
    "SUBJECT-CODE",
    "SUBJECT-AREA",
    "CONTENTS",
    "UNITS",
    "DECIMALS",
    "TITLE",
];

/// Keywords with a text that must be there in every language, if it is there in the main one.
const TRANSLATED: [&str; 6] = [
    "CONTVARIABLE",
    "STUB",
    "HEADING",
    "CONTENTS",
    "UNITS",
    "DESCRIPTIONDEFAULT",
];

pub(super) struct Warnings<'a> {
    name: &'a str,
    kept: Vec<RowIssue>,
    total: usize,
}

impl<'a> Warnings<'a> {
    pub(super) fn new(name: &'a str) -> Self {
        Self {
            name,
            kept: Vec::new(),
            total: 0,
        }
    }

    pub(super) fn add(&mut self, problem: &PxProblem) {
        self.push(|| problem.warn(self.name));
    }

    pub(super) fn add_at(&mut self, problem: &PxProblem, statement: &Statement) {
        self.push(|| {
            problem
                .warn(self.name)
                .at_line(statement.line)
                .in_column(statement.shown())
        });
    }

    pub(super) fn push_issue(&mut self, issue: RowIssue) {
        self.push(|| issue);
    }

    fn push(&mut self, issue: impl FnOnce() -> RowIssue) {
        self.total += 1;
        if self.kept.len() < MAX_WARNINGS {
            let issue = issue();
            self.kept.push(issue);
        }
    }

    pub(super) fn finish(mut self) -> Vec<RowIssue> {
        let more = self.total - self.kept.len();
        if more > 0 {
            let message = Message {
                da: format!("og {more} advarsler mere"),
                en: format!("and {more} more warnings"),
            };
            self.kept
                .push(RowIssue::warning(self.name, "px.more_warnings", message));
        }
        self.kept
    }
}

/// Names of the variables and their values in one language, to look statements up in.
struct Known<'a> {
    names: HashMap<&'a str, usize>,
    values: Vec<HashSet<&'a str>>,
}

/// Adds a warning for everything odd.
pub(super) fn check(index: &Index<'_>, table: &Table, warnings: &mut Warnings<'_>) {
    for keyword in WANTED {
        let described = keyword == "TITLE" && index.get("DESCRIPTION", None, &[]).is_some();
        if index.get(keyword, None, &[]).is_none() && !described {
            warnings.add(&PxProblem::MissingInformation { keyword });
        }
    }
    check_numbers(index, warnings);
    let known = known(table);
    let languages: HashSet<String> = index
        .get("LANGUAGES", None, &[])
        .into_iter()
        .flat_map(Statement::texts)
        .map(|language| language.trim().to_ascii_lowercase())
        .collect();
    check_languages(index, table, &languages, warnings);
    for statement in index.statements {
        let Some((keyed_by, kind)) = keywords::find(&statement.keyword) else {
            warnings.add_at(&PxProblem::UnknownKeyword, statement);
            continue;
        };
        check_kind(statement, kind, warnings);
        match statement.language.as_deref() {
            Some(language) if !languages.contains(language) => {
                warnings.add_at(
                    &PxProblem::UnknownLanguage {
                        language: language.to_owned(),
                    },
                    statement,
                );
            }
            language => {
                if let Some(known) = known.get(&language) {
                    check_keys(statement, keyed_by, known, table, warnings);
                }
            }
        }
    }
    for variable in &table.variables {
        let times = index.get("TIMEVAL", None, std::slice::from_ref(&variable.name));
        if let Some((statement, n)) =
            times.and_then(|statement| Some((statement, n_times(statement)?)))
            && n != variable.values.len()
        {
            warnings.add_at(
                &PxProblem::TimesDiffer {
                    times: n,
                    values: variable.values.len(),
                },
                statement,
            );
        }
    }
}

fn known(table: &Table) -> HashMap<Option<&str>, Known<'_>> {
    let codes = |i: usize| {
        table
            .variables
            .get(i)
            .and_then(|v| v.codes.as_deref())
            .unwrap_or_default()
    };
    let mut known = HashMap::new();
    let main = Known {
        names: table
            .variables
            .iter()
            .enumerate()
            .map(|(i, v)| (v.name.as_str(), i))
            .collect(),
        values: table
            .variables
            .iter()
            .enumerate()
            .map(|(i, v)| {
                v.values
                    .iter()
                    .chain(codes(i))
                    .map(String::as_str)
                    .collect()
            })
            .collect(),
    };
    known.insert(None, main);
    for (language, view) in &table.views {
        let translated = Known {
            names: view
                .names
                .iter()
                .enumerate()
                .map(|(i, name)| (name.as_str(), i))
                .collect(),
            values: view
                .values
                .iter()
                .enumerate()
                .map(|(i, values)| values.iter().chain(codes(i)).map(String::as_str).collect())
                .collect(),
        };
        known.insert(Some(language.as_str()), translated);
    }
    known
}

fn check_numbers(index: &Index<'_>, warnings: &mut Warnings<'_>) {
    let number = |keyword| {
        index
            .text(keyword, None)
            .and_then(|text| text.parse::<u8>().ok())
            .filter(|n| *n <= 15)
    };
    if let (Some(decimals), Some(shown), Some(statement)) = (
        number("DECIMALS"),
        number("SHOWDECIMALS"),
        index.get("SHOWDECIMALS", None, &[]),
    ) && shown > decimals
    {
        warnings.add_at(&PxProblem::MoreDecimalsShown, statement);
    }
    if let Some(statement) = index.get("DESCRIPTIONDEFAULT", None, &[])
        && statement.text() == Some("YES")
        && index.get("DESCRIPTION", None, &[]).is_none()
    {
        warnings.add_at(&PxProblem::NoDescription, statement);
    }
}

/// Every declared language should have what the main language has.
fn check_languages(
    index: &Index<'_>,
    table: &Table,
    languages: &HashSet<String>,
    warnings: &mut Warnings<'_>,
) {
    let mut sorted: Vec<&String> = languages
        .iter()
        .filter(|l| table.main_language.as_ref() != Some(*l))
        .collect();
    sorted.sort_unstable();
    for language in sorted {
        for keyword in TRANSLATED {
            if index.get(keyword, None, &[]).is_some()
                && index.get(keyword, Some(language), &[]).is_none()
            {
                warnings.add(&PxProblem::Untranslated {
                    keyword,
                    language: language.clone(),
                });
            }
        }
        if !table.views.contains_key(language) {
            warnings.add(&PxProblem::LanguageDiffers {
                language: language.clone(),
            });
        }
    }
}

fn check_kind(statement: &Statement, kind: Kind, warnings: &mut Warnings<'_>) {
    let Some(text) = statement.text() else { return };
    let (fits, expected) = match kind {
        Kind::Any => return,
        Kind::YesNo => (
            matches!(text.to_ascii_uppercase().as_str(), "YES" | "NO"),
            "YES or NO",
        ),
        Kind::SmallNumber => (
            text.parse::<u8>().is_ok_and(|n| n <= 15),
            "a whole number from 0 to 15",
        ),
    };
    if !fits {
        let found = crate::issue::shortened(text);
        warnings.add_at(&PxProblem::Odd { expected, found }, statement);
    }
}

fn check_keys(
    statement: &Statement,
    keyed_by: KeyedBy,
    known: &Known<'_>,
    table: &Table,
    warnings: &mut Warnings<'_>,
) {
    let keys = statement.keys.as_slice();
    let unknown_value = |position: usize, value: &str| {
        let variable = table
            .variables
            .get(position)
            .map_or_else(String::new, |v| v.name.clone());
        PxProblem::UnknownValue {
            variable,
            value: crate::issue::shortened(value),
        }
    };
    let is_value = |position: usize, value: &str| {
        known
            .values
            .get(position)
            .is_some_and(|values| values.contains(value))
    };
    match (keyed_by, keys) {
        (_, []) | (KeyedBy::Nothing, _) => {}
        (KeyedBy::Variable | KeyedBy::VariableAndValue, [variable, rest @ ..]) => {
            match (known.names.get(variable.as_str()), rest) {
                (None, _) => warnings.add_at(
                    &PxProblem::UnknownVariable {
                        variable: variable.clone(),
                    },
                    statement,
                ),
                (Some(&position), [value, ..])
                    if keyed_by == KeyedBy::VariableAndValue && !is_value(position, value) =>
                {
                    warnings.add_at(&unknown_value(position, value), statement);
                }
                _ => {}
            }
        }
        (KeyedBy::Content, [value, ..]) => match table.content {
            Some(position) if !is_value(position, value) => {
                warnings.add_at(&unknown_value(position, value), statement);
            }
            Some(_) => {}
            None => warnings.add_at(&PxProblem::NoContentVariable, statement),
        },
        (KeyedBy::EveryVariable, keys) => {
            let variables = table.variables.len();
            if keys.len() != variables {
                warnings.add_at(
                    &PxProblem::NumberOfKeys {
                        keys: keys.len(),
                        variables,
                    },
                    statement,
                );
                return;
            }
            if let Some((position, value)) = keys
                .iter()
                .enumerate()
                .find(|(i, value)| value.as_str() != "*" && !is_value(*i, value))
            {
                warnings.add_at(&unknown_value(position, value), statement);
            }
        }
    }
}
