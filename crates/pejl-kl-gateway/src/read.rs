//! From the bytes of a file to reports, whose citizens are pseudonyms.
//!
//! A file is one report, an incremental delivery, a JSON array of them, several one after another (NDJSON), or a ZIP
//! archive of such files. A report with an error is refused whole, and the others of the file are read. Nothing of a
//! file that is no JSON is read.

mod archive;
mod bundle;
mod elements;
mod fault;
mod guard;
mod kept;
mod node;
mod options;

pub use options::{Limits, OrgEntry, OrgLookup, ReadOptions};

use pejl_ingest::issue::RowIssue;
use serde_json::Value;

use crate::report::Report;
use bundle::Outcome;
use fault::Fault;
use node::{Node, Reading};

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Reads the reports of a file.
///
/// Every problem is an issue of the report with line, JSON pointer, value and rule; nothing panics, and no issue and no
/// part of a report holds a person's number.
#[must_use]
pub fn read_report(bytes: &[u8], options: &ReadOptions<'_>) -> Report {
    if !archive::is_archive(bytes) {
        return read_text(bytes, options);
    }
    match archive::unpack(bytes, options) {
        Ok(parts) => read_parts(parts, options),
        Err(fault) => refuse(fault.issue(options.file)),
    }
}

/// Reads the files of an archive as if they were given one by one; the limits hold for all of them together.
fn read_parts(parts: Vec<archive::Part>, options: &ReadOptions<'_>) -> Report {
    let mut all = Report::default();
    for part in parts {
        let n_read = all
            .deliveries
            .len()
            .saturating_add(all.held.len())
            .saturating_add(all.n_refused);
        let mut limits = options.limits;
        limits.max_reports = limits.max_reports.saturating_sub(n_read);
        let name = format!("{}/{}", options.file, part.name);
        let own = ReadOptions {
            file: &name,
            limits,
            ..*options
        };
        let report = read_text(&part.bytes, &own);
        all.n_refused = all.n_refused.saturating_add(report.n_refused);
        all.n_unreadable = all.n_unreadable.saturating_add(report.n_unreadable);
        all.n_bytes = all.n_bytes.saturating_add(report.n_bytes);
        all.deliveries.extend(report.deliveries);
        all.held.extend(report.held);
        all.issues.extend(report.issues);
    }
    all
}

/// Reads the reports of a file that is no archive.
fn read_text(bytes: &[u8], options: &ReadOptions<'_>) -> Report {
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    let refused = |fault: Fault| refuse(fault.issue(options.file));
    if bytes.len() > options.limits.max_bytes {
        return refused(Fault::TooLarge);
    }
    match bytes.trim_ascii_start() {
        [] => return refused(Fault::Empty),
        [b'<', ..] => return refused(Fault::Xml),
        [b'P', b'K', ..] => return refused(Fault::Zip),
        _ => {}
    }
    let mut report = Report {
        n_bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        ..Report::default()
    };
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<Value>();
    let mut line = Lines::default();
    loop {
        let begin = values.byte_offset();
        let Some(value) = values.next() else {
            return report;
        };
        let value = match value {
            Ok(value) => value,
            Err(error) => return refuse(syntax_issue(&error, options)),
        };
        let line = line.of_text(bytes, begin);
        let read = match &value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                let nodes = items
                    .map(|(n, item)| Node::new(item, format!("/{n}")))
                    .collect();
                read_all(nodes, line, options, &mut report)
            }
            _ => read_all(
                vec![Node::new(&value, String::new())],
                line,
                options,
                &mut report,
            ),
        };
        if let Err(issue) = read {
            return refuse(*issue);
        }
    }
}

/// Reads bundles that stand in one JSON text.
fn read_all(
    nodes: Vec<Node<'_>>,
    line: u64,
    options: &ReadOptions<'_>,
    report: &mut Report,
) -> Result<(), Box<RowIssue>> {
    for node in nodes {
        let nested = bundle::deliveries(&node, line, options);
        let (nodes, issues) = match nested {
            Some(found) => found,
            None => (vec![node], Vec::new()),
        };
        if !issues.is_empty() {
            report.n_refused = report.n_refused.saturating_add(1);
            report.issues.extend(issues);
        }
        for node in nodes {
            let n_read = report.deliveries.len().saturating_add(report.held.len());
            if n_read.saturating_add(report.n_refused) >= options.limits.max_reports {
                return Err(Box::new(
                    Fault::TooManyBundles.issue(options.file).at_line(line),
                ));
            }
            read_one(&node, line, options, report);
        }
    }
    Ok(())
}

fn read_one(node: &Node<'_>, line: u64, options: &ReadOptions<'_>, report: &mut Report) {
    let reading = Reading::new(options.file, &options.limits, line);
    match bundle::read(node, &reading, options) {
        Some(Outcome::Read(delivery)) => report.deliveries.push(*delivery),
        Some(Outcome::Held(held)) => report.held.push(held),
        None => report.n_refused = report.n_refused.saturating_add(1),
    }
    report.issues.extend(reading.into_issues());
}

/// A file of which nothing is read.
fn refuse(issue: RowIssue) -> Report {
    Report {
        issues: vec![issue],
        n_unreadable: 1,
        ..Report::default()
    }
}

/// What the parser says never holds text of the file: values are only looked at once they are parsed.
fn syntax_issue(error: &serde_json::Error, options: &ReadOptions<'_>) -> RowIssue {
    let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
    let issue = Fault::Syntax.issue(options.file).at_line(line);
    issue.in_column(format!("character {}", error.column()))
}

/// Counts lines once, however many texts a file has.
#[derive(Default)]
struct Lines {
    counted_to: usize,
    n_breaks: u64,
}

impl Lines {
    /// The line, from 1, on which the JSON text behind `begin` starts.
    fn of_text(&mut self, bytes: &[u8], begin: usize) -> u64 {
        let behind = bytes.get(begin..).unwrap_or_default();
        let n_blanks = behind.len().saturating_sub(behind.trim_ascii_start().len());
        let start = begin.saturating_add(n_blanks);
        let new = bytes.get(self.counted_to..start).unwrap_or_default();
        let breaks = new.iter().filter(|byte| **byte == b'\n').count();
        self.n_breaks = self
            .n_breaks
            .saturating_add(u64::try_from(breaks).unwrap_or(u64::MAX));
        self.counted_to = start.max(self.counted_to);
        self.n_breaks.saturating_add(1)
    }
}

#[cfg(test)]
mod tests;
