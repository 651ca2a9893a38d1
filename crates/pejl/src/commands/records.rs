//! `pejl import DATASET` for a municipality's own records: ledger, budget, grant, …, and what was made of them.

use std::path::Path;

use pejl_api::UploadBody;
use pejl_app::import::records::{
    PersonKeySource, RecordImport, RecordSummary, create_person_key, import_records, is_refused,
};
use pejl_domain::kroner_text;

use super::import::{issue_line, rows_bar_of};
use super::open;
use crate::arguments::{ImportArgs, PersonKeyArgs, PlaceArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output::{self, printable};

/// Issues that are printed; the quarantine has all of the rows.
const PRINTED_MAX: usize = 50;

/// Imports records of a dataset.
pub fn import(place: &PlaceArgs, args: &ImportArgs, dataset: &str) -> Result<(), Failure> {
    let records = &args.records;
    let municipality = municipality(args)?;
    let request = RecordImport {
        dataset: dataset.to_owned(),
        files: args.files.clone(),
        source: records.source.clone(),
        mapping: records.mapping.clone(),
        municipality,
        person_key: PersonKeySource {
            file: records.person_key.clone(),
            folder: None,
        },
        period: args.declared.period.clone(),
        control_totals: records.control_total.clone(),
        max_refused: records.max_refused.clone(),
        explain: records.explain.unwrap_or_default(),
        dry_run: args.dry_run,
        actor: "command line".to_owned(),
    };
    let store = open(place)?;
    let bar = rows_bar_of(&args.files);
    let summary = import_records(&store, &request, &mut |n_rows| bar.set_position(n_rows));
    bar.finish_and_clear();
    report(summary?, args.format)
}

/// Whose data are imported.
pub fn municipality(args: &ImportArgs) -> Result<String, Failure> {
    args.records
        .municipality
        .clone()
        .ok_or_else(|| Failure::Usage("--municipality is needed: whose data are these?".to_owned()))
}

/// Makes a key for pseudonyms.
pub fn person_key(args: &PersonKeyArgs) -> Result<(), Failure> {
    create_person_key(&args.file)?;
    eprintln!(
        "made {}: keep it apart from the data, and keep a copy; without it no further data on persons can be joined",
        args.file.display()
    );
    Ok(())
}

fn report(found: RecordSummary, format: SummaryFormat) -> Result<(), Failure> {
    let refused = is_refused(&found);
    match format {
        SummaryFormat::Json => output::json(&body(found))?,
        SummaryFormat::Text => {
            let issues = &found.summary.issues;
            for issue in issues.iter().take(PRINTED_MAX) {
                eprintln!("{}", issue_line(issue));
            }
            let dropped = usize::try_from(found.summary.n_issues_dropped).unwrap_or(usize::MAX);
            let more = issues
                .len()
                .saturating_sub(PRINTED_MAX)
                .saturating_add(dropped);
            if more > 0 {
                eprintln!("… and {more} further");
            }
            output::lines(&explained(&found))?;
            output::lines(&told(&found))?;
        }
    }
    if refused {
        Err(Failure::Refused)
    } else {
        Ok(())
    }
}

fn told(found: &RecordSummary) -> Vec<String> {
    let summary = &found.summary;
    let mut lines = super::import::text(summary);
    for (rule, n) in &summary.rules {
        lines.push(format!("{n} × {rule}"));
    }
    if summary.n_refused > 0 {
        lines.push(format!("{} rows were not kept", summary.n_refused));
    }
    for (year, oere) in &found.totals {
        lines.push(format!("{year}: DKK {}", kroner_text(*oere)));
    }
    if let Some(path) = &found.quarantine {
        lines.push(format!("rows that were not kept: {}", shown(path)));
    }
    lines
}

/// What was made of the first rows, one line per column that holds something.
fn explained(found: &RecordSummary) -> Vec<String> {
    let mut lines = Vec::new();
    for row in &found.explained {
        lines.push(format!("line {}", row.line));
        for (column, written, value) in &row.cells {
            match (written.is_empty(), value.is_empty()) {
                (true, true) => {}
                (true, false) => lines.push(format!("  {column} = {}", printable(value))),
                (false, _) => lines.push(format!(
                    "  {column} = {}  from `{}`",
                    printable(value),
                    printable(written)
                )),
            }
        }
    }
    lines
}

/// What the API answers, with the path of the quarantine, which is on this machine.
fn body(found: RecordSummary) -> UploadBody {
    let quarantine = found.quarantine.as_deref().map(shown);
    UploadBody {
        quarantine,
        ..UploadBody::of(found)
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
