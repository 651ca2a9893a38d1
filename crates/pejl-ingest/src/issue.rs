//! What is wrong with a row or a file, where it is, and what was expected instead.

use std::fmt;
use std::path::Path;

use pejl_domain::cpr;
use pejl_domain::lang::Lang;

/// One text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Danish text, a sentence without the place it is about.
    pub da: String,
    /// English text, the same sentence.
    pub en: String,
}

impl Message {
    /// The text in one language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Da => &self.da,
            Lang::En => &self.en,
        }
    }
}

/// Whether an issue stops the reading of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The file was read; a person should know this.
    Warning,
    /// The file, or the row, cannot be read safely.
    Error,
}

/// One issue with its place: file, line, column, value, rule and message.
///
/// # Example
/// `folk1a.csv`, line 7, column `INDHOLD`, value `12,x`, rule `number.malformed`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowIssue {
    /// The file as the caller named it (see `OpenOptions::name`).
    pub file: String,
    /// Physical line, 1-based; for XLSX the row number. None when the issue is about the whole file.
    pub line: Option<u64>,
    /// Column as named in the file; for XLSX the column letter; for PX the keyword.
    pub column: Option<String>,
    /// The offending text, cut at [`MAX_VALUE_CHARS`] characters, without the digits of what may be a CPR number.
    pub value: Option<String>,
    /// Stable name of the rule that was broken, such as `ragged_row`.
    pub rule: &'static str,
    /// What was wrong and what was expected.
    pub message: Message,
    /// Whether this stops the file.
    pub severity: Severity,
}

/// Longest value repeated in an issue; a damaged file may have a "value" of a megabyte.
pub const MAX_VALUE_CHARS: usize = 80;

/// Longest message; one that repeats names of a damaged file could be of any length.
const MAX_MESSAGE_CHARS: usize = 2000;

/// Most characters a CPR number is written with.
const CPR_CHARS: usize = 11;

impl RowIssue {
    /// An issue that stops the file, without a place yet.
    ///
    /// A message may repeat texts of the file; what may be a CPR number in it is hidden.
    #[must_use]
    pub fn error(file: &str, rule: &'static str, message: Message) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            value: None,
            rule,
            message: shown_message(&message),
            severity: Severity::Error,
        }
    }

    /// An issue that does not stop the file, without a place yet.
    #[must_use]
    pub fn warning(file: &str, rule: &'static str, message: Message) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(file, rule, message)
        }
    }

    /// The same issue at a line (1-based).
    #[must_use]
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// The same issue in a column, its name cut when very long.
    #[must_use]
    pub fn in_column(mut self, column: impl AsRef<str>) -> Self {
        self.column = Some(shortened(column.as_ref()));
        self
    }

    /// The same issue with the value it is about, cut when very long and with what may be a CPR number hidden: issues
    /// are printed, logged and kept.
    #[must_use]
    pub fn with_value(mut self, value: &str) -> Self {
        self.value = Some(shortened(value));
        self
    }
}

impl fmt::Display for RowIssue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column `{column}`")?;
        }
        if let Some(value) = &self.value {
            write!(f, ", value `{value}`")?;
        }
        write!(f, ": {}", self.message.en)
    }
}

/// A problem that knows its rule and its Danish text; English is its `Display`.
pub(crate) trait Explain: fmt::Display {
    /// Stable name of the broken rule.
    fn rule(&self) -> &'static str;
    /// Danish text.
    fn danish(&self) -> String;

    /// Both texts.
    fn message(&self) -> Message {
        Message {
            da: self.danish(),
            en: self.to_string(),
        }
    }

    /// An issue that stops the file.
    fn refuse(&self, file: &str) -> RowIssue {
        RowIssue::error(file, self.rule(), self.message())
    }

    /// An issue that does not stop the file.
    fn warn(&self, file: &str) -> RowIssue {
        RowIssue::warning(file, self.rule(), self.message())
    }
}

/// The name of a file without its folder, as it is told and kept: cut when very long, and without the digits of what may
/// be a CPR number. People name files after people.
#[must_use]
pub fn shown_name(path: &Path) -> String {
    path.file_name().map_or_else(
        || shortened(&path.display().to_string()),
        |name| shortened(&name.to_string_lossy()),
    )
}

/// A message as it is told and kept: it may repeat texts of the file, in which what may be a CPR number is hidden.
pub(crate) fn shown_message(message: &Message) -> Message {
    Message {
        da: cut_and_masked(&message.da, MAX_MESSAGE_CHARS),
        en: cut_and_masked(&message.en, MAX_MESSAGE_CHARS),
    }
}

/// The text cut at [`MAX_VALUE_CHARS`] with an ellipsis, and without the digits of what may be a CPR number.
pub(crate) fn shortened(text: &str) -> String {
    cut_and_masked(text, MAX_VALUE_CHARS)
}

fn cut_and_masked(text: &str, most: usize) -> String {
    // A little more than is shown is looked at, so that a number at the edge is seen whole.
    let seen = match text.char_indices().nth(most.saturating_add(CPR_CHARS)) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    };
    let masked = cpr::masked(seen);
    match masked.char_indices().nth(most) {
        Some((end, _)) => {
            let mut short = masked.get(..end).unwrap_or_default().to_owned();
            short.push('…');
            short
        }
        None => masked.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_very_long_value_is_cut() {
        let message = Message {
            da: "forkert".into(),
            en: "wrong".into(),
        };
        let issue = RowIssue::error("a.csv", "rule", message)
            .at_line(3)
            .in_column("X")
            .with_value(&"å".repeat(500));
        assert_eq!(
            issue.value.as_deref().map(|v| v.chars().count()),
            Some(MAX_VALUE_CHARS + 1)
        );
        assert!(
            issue
                .to_string()
                .starts_with("a.csv, line 3, column `X`, value `ååå")
        );
        assert!(issue.to_string().ends_with("…`: wrong"));
    }

    #[test]
    fn a_persons_number_is_never_repeated() {
        let message = || Message {
            da: "forkert".into(),
            en: "wrong".into(),
        };
        let shown = |value: &str| {
            RowIssue::error("a.csv", "rule", message())
                .with_value(value)
                .to_string()
        };
        assert_eq!(
            shown("010190-1234;Hansen;0101901234"),
            "a.csv, value `••••••-••••;Hansen;••••••••••`: wrong"
        );
        // Also when the text is cut in the middle of it.
        let at_the_edge = format!("{}010190-1234 and more", "x".repeat(MAX_VALUE_CHARS - 8));
        assert!(!shown(&at_the_edge).contains("010190"));
        let in_message = Message {
            da: "`010190-1234` er forkert".into(),
            en: "`010190-1234` is wrong".into(),
        };
        let issue = RowIssue::warning("a.csv", "rule", in_message).in_column("0101901234");
        assert_eq!(
            (issue.message.da.as_str(), issue.message.en.as_str()),
            ("`••••••-••••` er forkert", "`••••••-••••` is wrong")
        );
        assert_eq!(issue.column.as_deref(), Some("••••••••••"));
    }
}
