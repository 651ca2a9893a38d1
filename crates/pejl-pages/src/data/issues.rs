//! What was wrong with files and their rows, as it is told.

use pejl_app::{ImportIssue, RowIssue, severity_name};
use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use serde::Serialize;

use crate::texts::{fill, texts};

/// Something wrong with a file or a row.
#[derive(Debug, Serialize)]
pub(crate) struct IssueView {
    severity: &'static str,
    place: String,
    /// The value at fault, hidden where it may name a person; empty for none.
    value: String,
    rule: String,
    message: String,
}

impl IssueView {
    /// One of an import of the history.
    pub fn of_import(issue: &ImportIssue, lang: Lang) -> Self {
        Self {
            severity: severity(issue.severity.as_str(), lang),
            place: place(
                (&issue.file, issue.column.as_deref()),
                issue.line.map(|line| line.to_string()),
                lang,
            ),
            value: issue.value_masked.clone().unwrap_or_default(),
            rule: issue.rule.clone(),
            message: lang.pick(&issue.message_da, &issue.message_en).to_owned(),
        }
    }

    /// One of a file that was just read.
    pub fn of_row(issue: &RowIssue, lang: Lang) -> Self {
        Self {
            severity: severity(severity_name(issue.severity), lang),
            place: place(
                (&issue.file, issue.column.as_deref()),
                issue.line.map(|line| line.to_string()),
                lang,
            ),
            value: issue.value.clone().unwrap_or_default(),
            rule: issue.rule.to_owned(),
            message: lang.pick(&issue.message.da, &issue.message.en).to_owned(),
        }
    }
}

fn severity(name: &str, lang: Lang) -> &'static str {
    let t = texts(lang);
    match name {
        "error" => t.severity_error,
        _ => t.severity_warning,
    }
}

fn place((file, column): (&str, Option<&str>), line: Option<String>, lang: Lang) -> String {
    let line = line.map(|line| fill(texts(lang).issue_line, &[("line", &line)]));
    let column = column.map(str::to_owned);
    let parts: Vec<String> = std::iter::once(file.to_owned())
        .chain(line)
        .chain(column)
        .collect();
    parts.join(", ")
}

/// How many faults a rule found.
#[derive(Debug, Serialize)]
pub(crate) struct RuleView {
    rule: String,
    n: String,
}

impl RuleView {
    /// Those of an import.
    pub fn all(rules: &[(String, i64)], lang: Lang) -> Vec<Self> {
        let rules = rules.iter();
        rules
            .map(|(rule, n)| Self {
                rule: rule.clone(),
                n: format_integer(*n, lang),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_names_file_line_and_column() {
        let issue = ImportIssue {
            no: 1,
            severity: pejl_app::ImportSeverity::Warning,
            file: "file.csv".to_owned(),
            line: Some(7),
            column: Some("OMRÅDE".to_owned()),
            rule: "unknown_area".to_owned(),
            value_masked: None,
            message_da: "ukendt område".to_owned(),
            message_en: "unknown area".to_owned(),
        };
        let view = IssueView::of_import(&issue, Lang::En);
        assert_eq!(
            (view.place.as_str(), view.message.as_str(), view.severity),
            ("file.csv, line 7, OMRÅDE", "unknown area", "warning")
        );
        assert_eq!(
            IssueView::of_import(&issue, Lang::Da).place,
            "file.csv, linje 7, OMRÅDE"
        );
    }
}
