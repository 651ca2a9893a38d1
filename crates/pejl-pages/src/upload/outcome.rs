//! What came of a file that was read and not kept.

use pejl_app::import::ImportState;
use pejl_app::import::wanted::Done;
use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use pejl_wording::{dataset_name, kroner};
use serde::Serialize;

use crate::data::issues::{IssueView, RuleView};
use crate::texts::{fill, texts};

/// Issues that are shown; the others are counted.
const ISSUES_SHOWN: usize = 200;

/// What was found in a file.
#[derive(Debug, Serialize)]
pub(super) struct Outcome {
    is_good: bool,
    lead: String,
    rows: String,
    refused: String,
    totals: Vec<Total>,
    rules: Vec<RuleView>,
    issues: Vec<IssueView>,
    more: Option<String>,
    explained: Vec<Row>,
}

/// The sum of a year of account.
#[derive(Debug, Serialize)]
struct Total {
    year: String,
    sum: String,
}

/// What was made of a row.
#[derive(Debug, Serialize)]
struct Row {
    line: String,
    cells: Vec<Made>,
}

/// What was made of a cell.
#[derive(Debug, Serialize)]
struct Made {
    column: &'static str,
    written: String,
    value: String,
}

impl Outcome {
    /// What is told of a dry run.
    pub(super) fn of(done: &Done, lang: Lang) -> Self {
        let t = texts(lang);
        let is_good = done.state != ImportState::Refused;
        let lead = match (is_good, done.n_refused) {
            (false, _) => t.upload_refused_lead,
            (true, 0) => t.upload_good_lead,
            (true, _) => t.upload_partly_lead,
        };
        let number = |n: u64| format_integer(i64::try_from(n).unwrap_or(i64::MAX), lang);
        let n_shown = done.issues.len().min(ISSUES_SHOWN);
        let n_more = count(done.issues.len().saturating_sub(n_shown));
        let n_more = n_more.saturating_add(done.n_issues_dropped);
        let more = fill(t.upload_more_issues, &[("n", &number(n_more))]);
        Self {
            is_good,
            lead: fill(lead, &[("dataset", dataset_name(done.dataset, lang))]),
            rows: number(done.n_rows),
            refused: number(done.n_refused),
            totals: done.totals.iter().map(|one| total(one, lang)).collect(),
            rules: RuleView::all(&done.rules, lang),
            issues: done
                .issues
                .iter()
                .take(n_shown)
                .map(|issue| IssueView::of_row(issue, lang))
                .collect(),
            more: (n_more > 0).then_some(more),
            explained: explained(done, lang),
        }
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn total((year, oere): &(i32, i128), lang: Lang) -> Total {
    let t = texts(lang);
    // A total beyond 64 bits is no amount that anybody has.
    let sum = i64::try_from(*oere).map(|oere| kroner(oere, lang));
    Total {
        year: year.to_string(),
        sum: sum.unwrap_or_else(|_| t.upload_no_amount.to_owned()),
    }
}

fn explained(done: &Done, lang: Lang) -> Vec<Row> {
    let t = texts(lang);
    let rows = done.explained.iter();
    rows.map(|row| Row {
        line: fill(t.issue_line, &[("line", &row.line.to_string())]),
        cells: row
            .cells
            .iter()
            .map(|(column, written, value)| Made {
                column,
                written: written.clone(),
                value: value.clone(),
            })
            .collect(),
    })
    .collect()
}
