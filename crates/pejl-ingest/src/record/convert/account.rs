//! Account strings, taken apart, and functions in columns of their own.

use std::collections::HashMap;

use pejl_domain::account::posting::{AccountString, Pattern};
use pejl_domain::account::{AccountCode, AccountDepth};
use pejl_domain::cpr::masked;
use pejl_lake::{ColumnType, columns};

use super::super::batch::Values;
use super::super::fault::Problem;
use super::{Cells, MAX_CACHED, Refuse};
use crate::text::TextColumn;

/// The account string as written, and the parts it gives.
pub(super) fn accounts(
    name: &'static str,
    cells: &Cells<'_>,
    pattern: &Pattern,
    known: &mut HashMap<Box<str>, Result<AccountString, Problem>>,
    parts: &[(&'static str, ColumnType)],
    refuse: &mut Refuse<'_>,
) -> Vec<(&'static str, Values)> {
    let mut raw = TextColumn::new();
    let mut columns: Vec<(&'static str, Values)> = parts
        .iter()
        .map(|(part, dtype)| {
            let values = match dtype {
                ColumnType::Int32 => Values::Int32(Vec::with_capacity(cells.n_rows)),
                _ => Values::Text(TextColumn::new()),
            };
            (*part, values)
        })
        .collect();
    for (row, text) in cells.each().enumerate() {
        // The parts are kept in columns of their own; what may be a person among the rest is not.
        raw.push(&masked(text));
        if known.len() >= MAX_CACHED && !known.contains_key(text) {
            known.clear();
        }
        let account = if text.is_empty() {
            None
        } else {
            let found = match known.get(text) {
                Some(found) => found,
                None => known.entry(text.into()).or_insert_with(|| {
                    AccountString::parse(text, pattern).map_err(|error| Problem::Account {
                        why: error.to_string(),
                        why_da: error.danish(),
                    })
                }),
            };
            found.as_ref().map_err(|problem| refuse(row, problem)).ok()
        };
        for (part, values) in &mut columns {
            match values {
                Values::Int32(numbers) => {
                    numbers.push(account.and_then(|account| number_part(account, part)));
                }
                Values::Text(texts) => {
                    texts.push(account.map_or("", |account| text_part(account, part)));
                }
                _ => {}
            }
        }
    }
    columns.push((name, Values::Text(raw)));
    columns
}

fn number_part(account: &AccountString, part: &str) -> Option<i32> {
    match part {
        columns::DRANST => Some(account.dranst()),
        columns::OWNERSHIP => account.ownership(),
        _ => None,
    }
}

fn text_part<'a>(account: &'a AccountString, part: &str) -> &'a str {
    let text = match part {
        columns::FUNCTION => Some(account.function().as_str()),
        columns::GROUPING => account.grouping(),
        columns::ART => account.art(),
        columns::COST_CENTRE => account.cost_centre(),
        columns::ACTIVITY => account.activity(),
        _ => None,
    };
    text.unwrap_or_default()
}

/// The function as we write it; empty for an empty cell, none for what is no function.
pub(super) fn function<'k>(
    text: &str,
    known: &'k mut HashMap<Box<str>, Option<Box<str>>>,
) -> Option<&'k str> {
    if text.is_empty() {
        return Some("");
    }
    if !known.contains_key(text) {
        if known.len() >= MAX_CACHED {
            known.clear();
        }
        let code = AccountCode::parse(text).ok();
        let function = code.filter(|code| code.depth() == AccountDepth::Function);
        known.insert(text.into(), function.map(|code| code.as_str().into()));
    }
    known.get(text)?.as_deref()
}
