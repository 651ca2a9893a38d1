//! `pejl import`: files in, one revision out, or nothing and the reasons.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pejl_api::UploadBody;
use pejl_app::declaration::{self, Said};
use pejl_app::import::records::record_datasets;
use pejl_app::import::{ImportKind, ImportRequest, ImportState, ImportSummary};
use pejl_app::{RowIssue, severity_name};

use super::{kl_gateway, open, records};
use crate::arguments::{DeclaredArgs, ImportArgs, PlaceArgs, SummaryFormat};
use crate::exit::Failure;
use crate::output::{self, printable};

/// Imports files.
pub fn import(place: &PlaceArgs, args: &ImportArgs) -> Result<(), Failure> {
    for file in &args.files {
        if !file.is_file() {
            return Err(Failure::Usage(format!("no file `{}`", file.display())));
        }
    }
    let name = args.dataset.replace('-', "_");
    if let Some(spec) = record_datasets().iter().find(|spec| spec.name == name) {
        none_of(&args.dataset, &args.declared.said_for_figures())?;
        return records::import(place, args, spec.name);
    }
    if name == "kl_gateway" {
        let mut said = args.declared.said_for_figures();
        said.extend(args.declared.period.as_ref().map(|_| "--period"));
        said.extend(args.records.said_for_mappings());
        none_of(&args.dataset, &said)?;
        return kl_gateway::import(place, args);
    }
    let known = ImportKind::ALL.map(|(_, name)| name).join(", ");
    let kind = ImportKind::find(&args.dataset).ok_or_else(|| {
        Failure::Usage(format!(
            "dataset `{}`: expected one of {known}, noegletal, kl-gateway, {}",
            args.dataset,
            record_datasets().map(|spec| spec.name).join(", ")
        ))
    })?;
    none_of(&args.dataset, &args.records.said_for_records())?;
    let declared = declaration::read(&said(&args.declared))?;
    let request = ImportRequest {
        kind,
        files: args.files.clone(),
        declared,
        dry_run: args.dry_run,
        actor: "command line".to_owned(),
    };
    let store = open(place)?;
    let bar = rows_bar_of(&args.files);
    let summary =
        pejl_app::import::import(&store, &request, &mut |n_rows| bar.set_position(n_rows));
    bar.finish_and_clear();
    report(summary?, args.format)
}

/// Refuses options that the dataset would pass over without a word.
fn none_of(dataset: &str, said: &[&str]) -> Result<(), Failure> {
    if said.is_empty() {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "dataset `{dataset}` does not take {}",
        said.join(", ")
    )))
}

/// Returns the declarations as they were written.
pub fn said(args: &DeclaredArgs) -> Said<'_> {
    Said {
        table: args.table.as_deref(),
        period: args.period.as_deref(),
        columns: &args.columns,
        set: &args.set,
        unit: args.unit.as_deref(),
        price: args.price.as_deref(),
        decimal: args.decimal.as_deref(),
        encoding: args.encoding.as_deref(),
        delimiter: args.delimiter.as_deref(),
        format: args.file_format.as_deref(),
        part: args.part.as_deref(),
        bulk: args.bulk,
    }
}

/// Returns a bar that counts rows; it is hidden when stderr is no terminal.
pub fn rows_bar() -> ProgressBar {
    let bar = ProgressBar::no_length();
    if let Ok(style) =
        ProgressStyle::with_template("{spinner} {msg} {human_pos} rows, {per_sec}, {elapsed}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// Returns a bar for the rows of files, which tells the time that is left as soon as their lines are counted.
pub fn rows_bar_of(files: &[PathBuf]) -> ProgressBar {
    let bar = rows_bar();
    if bar.is_hidden() {
        return bar;
    }
    let (counted, files) = (bar.clone(), files.to_vec());
    std::thread::spawn(move || {
        let n_lines = files.iter().try_fold(0_u64, |sum, file| {
            Some(sum.saturating_add(count_lines(file).ok()?))
        });
        let style = ProgressStyle::with_template(
            "{spinner} {msg} {human_pos} of some {human_len} rows, {per_sec}, {elapsed}, {eta} left",
        );
        if let (Some(n_lines), Ok(style)) = (n_lines, style)
            && n_lines > counted.position()
        {
            counted.set_style(style);
            counted.set_length(n_lines);
        }
    });
    bar
}

/// Lines of a file: about its rows, which is near enough for the time that is left.
fn count_lines(path: &Path) -> std::io::Result<u64> {
    let mut file = std::fs::File::open(path)?;
    let mut buffer = vec![0; 1 << 18];
    let mut n_lines: u64 = 0;
    loop {
        let n_read = file.read(&mut buffer)?;
        let read = buffer.get(..n_read).unwrap_or_default();
        if read.is_empty() {
            return Ok(n_lines);
        }
        let breaks = read.iter().filter(|byte| **byte == b'\n').count();
        n_lines = n_lines.saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX));
    }
}

/// Prints the summary to stdout and the issues to stderr; a refusal is a failure.
pub fn report(summary: ImportSummary, format: SummaryFormat) -> Result<(), Failure> {
    let refused = summary.state == ImportState::Refused;
    match format {
        SummaryFormat::Json => output::json(&UploadBody::of(summary))?,
        SummaryFormat::Text => {
            for issue in &summary.issues {
                eprintln!("{}", issue_line(issue));
            }
            if summary.n_issues_dropped > 0 {
                eprintln!("… and {} further", summary.n_issues_dropped);
            }
            output::lines(&text(&summary))?;
        }
    }
    if refused {
        Err(Failure::Refused)
    } else {
        Ok(())
    }
}

/// One issue as a compiler would print it, in both languages.
pub fn issue_line(issue: &RowIssue) -> String {
    let mut line = format!(
        "{}: {}",
        severity_name(issue.severity),
        printable(&issue.file)
    );
    if let Some(number) = issue.line {
        line.push_str(&format!(":{number}"));
    }
    if let Some(column) = &issue.column {
        line.push_str(&format!(", column {}", printable(column)));
    }
    if let Some(value) = &issue.value {
        line.push_str(&format!(", value `{}`", printable(value)));
    }
    line.push_str(&format!(
        " [{}]\n  en: {}\n  da: {}",
        issue.rule,
        printable(&issue.message.en),
        printable(&issue.message.da)
    ));
    line
}

pub fn text(summary: &ImportSummary) -> Vec<String> {
    let mut lines = Vec::new();
    for file in &summary.files {
        let described = &file.described;
        lines.push(format!(
            "{}: {} rows, {} bytes, {} {}, table {}",
            printable(&file.name),
            file.n_rows,
            described.bytes,
            described.format,
            described.encoding,
            printable(file.table_id.as_deref().unwrap_or("not placed"))
        ));
    }
    let number = summary
        .import_id
        .map_or_else(String::new, |id| format!(" {id}"));
    lines.push(match summary.state {
        ImportState::Committed => format!(
            "import{number} committed {} facts as revision {}",
            summary.n_rows,
            summary.revision.unwrap_or_default()
        ),
        ImportState::Unchanged => format!(
            "import{number} changed nothing: the same bytes are already there as of revision {}",
            summary.revision.unwrap_or_default()
        ),
        ImportState::DryRun => format!(
            "dry run: {} facts are right; nothing was kept",
            summary.n_rows
        ),
        ImportState::Refused => format!("import{number} refused; nothing was changed"),
    });
    lines
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn lines_are_counted_beyond_one_buffer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rows.csv");
        std::fs::write(&path, "a;b\n".repeat(100_000)).unwrap();
        assert_eq!(count_lines(&path).unwrap(), 100_000);
        assert!(count_lines(folder.path()).is_err());
    }
}
