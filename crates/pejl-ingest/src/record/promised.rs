//! What a source promises of its rows: keys that no two share, and documents that balance.

use std::collections::HashMap;
use std::io;

use pejl_domain::Oere;
use pejl_lake::columns;

use super::batch::{RecordBatch, at};
use super::fault::Problem;
use super::mapping::Promises;
use super::outcome::RecordOutcome;
use crate::issue::{Explain as _, Message, RowIssue};
use crate::unique::KeyCheck;

/// Documents out of balance that are named.
const UNBALANCED_NAMED: usize = 20;

/// Keys and documents while rows go by.
#[derive(Debug, Default)]
pub(super) struct Promised {
    keys: KeyCheck,
    /// Sum, file and first line of documents that do not balance yet; those that do are forgotten.
    open: HashMap<u128, (i128, u32, u64)>,
}

impl Promised {
    /// Notes the rows that are kept.
    pub(super) fn note(
        &mut self,
        promises: &Promises,
        file: i32,
        records: &RecordBatch,
        keep: &[bool],
    ) -> io::Result<()> {
        if promises.unique.is_empty() && promises.balanced.is_empty() {
            return Ok(());
        }
        let file = u32::try_from(file).unwrap_or(u32::MAX);
        let amounts = records.int64(columns::AMOUNT_OERE);
        for (row, _) in keep.iter().enumerate().filter(|(_, kept)| **kept) {
            let line = records.lines.get(row).copied().unwrap_or_default();
            let has_key = promises.unique.iter().any(|name| {
                let values = records.values(name);
                values.is_some_and(|values| !values.is_null(row))
            });
            // A row without any of the key's values is told apart by nothing, and repeats nothing.
            if has_key {
                self.keys
                    .insert(key(records, row, &promises.unique), file, line)?;
            }
            if let Some(amount) = at(amounts, row).filter(|_| !promises.balanced.is_empty()) {
                let document = key(records, row, &promises.balanced);
                let (sum, ..) = self.open.entry(document).or_insert((0, file, line));
                *sum += i128::from(amount);
                if *sum == 0 {
                    self.open.remove(&document);
                }
            }
        }
        Ok(())
    }

    /// Refuses the import where a promise is not kept.
    pub(super) fn finish(self, promises: &Promises, outcome: &mut RecordOutcome) -> io::Result<()> {
        let duplicates = self.keys.finish()?;
        if duplicates.total > 0 {
            *outcome.rules.entry("key.duplicate").or_default() += duplicates.total;
        }
        let name = |outcome: &RecordOutcome, file: usize| {
            let file = outcome.files.get(file);
            file.map(|file| file.name.clone()).unwrap_or_default()
        };
        for pair in &duplicates.listed {
            let problem = Problem::Duplicate {
                file: pair.first_file.saturating_add(1),
                line: pair.first_line,
                key: promises.unique.join(" + "),
            };
            let file = usize::try_from(pair.second_file).unwrap_or(usize::MAX);
            let issue = problem
                .refuse(&name(outcome, file))
                .at_line(pair.second_line);
            outcome.refuse(issue);
        }
        // A file that is refused anyway was not read to its end, so its documents are open.
        if outcome.has_errors() {
            return Ok(());
        }
        let n = self.open.len();
        let mut open: Vec<(u32, u64, i128)> = self
            .open
            .values()
            .map(|(sum, file, line)| (*file, *line, *sum))
            .collect();
        open.sort_unstable();
        for (file, line, sum) in open.into_iter().take(UNBALANCED_NAMED) {
            let issue = unbalanced(
                &name(outcome, usize::try_from(file).unwrap_or(usize::MAX)),
                &promises.balanced.join(" + "),
                sum,
                n,
            );
            outcome.refuse(issue.at_line(line));
        }
        Ok(())
    }
}

fn unbalanced(file: &str, key: &str, sum: i128, n: usize) -> RowIssue {
    // A sum that an account could not hold is named by its size at least.
    let amount = i64::try_from(sum).map_or_else(
        |_| sum.to_string(),
        |oere| Oere::from_oere(oere).to_string(),
    );
    let message = Message {
        da: format!(
            "debet og kredit med samme {key} går ikke op; forskellen er {} kr. ({n} bilag i alt)",
            amount.replace('.', ",")
        ),
        en: format!(
            "debit and credit with the same {key} do not balance; they differ by DKK {amount} ({n} documents in all)"
        ),
    };
    RowIssue::error(file, "amount.unbalanced", message)
}

fn key(records: &RecordBatch, row: usize, names: &[String]) -> u128 {
    let parts: Vec<String> = names
        .iter()
        .map(|name| {
            records
                .values(name)
                .map(|values| values.show(row))
                .unwrap_or_default()
        })
        .collect();
    KeyCheck::key(parts.iter().map(String::as_str))
}
