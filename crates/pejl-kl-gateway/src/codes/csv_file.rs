//! Reading a code list from CSV: semicolons, a header, UTF-8.

use csv::{ReaderBuilder, StringRecord};
use pejl_domain::cpr;

use super::{CodeEntry, CodeVersion, ListKind};

/// Bytes of a code list; the largest there is has 13,000.
const MAX_BYTES: usize = 16 * 1024 * 1024;
/// Columns every list has.
const ALWAYS: [&str; 4] = ["code", "display_da", "valid_info", "system"];

/// A file that is no code list.
#[derive(Debug, thiserror::Error)]
pub enum CodeListError {
    /// Larger than a code list can be.
    #[error("a code list has at most {MAX_BYTES} bytes, found {n_bytes}")]
    TooLarge {
        /// Bytes of the file.
        n_bytes: usize,
    },
    /// Not CSV in UTF-8 with the same number of cells in every line.
    #[error("failed to read the code list as CSV")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("column `{column}` is missing from `{list}`")]
    MissingColumn {
        /// The list.
        list: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A cell that must say something is empty.
    #[error("line {line}, column `{column}`: a value is needed")]
    Empty {
        /// Line of the file.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A cell that looks like a person number, or holds one: a code list has no persons.
    #[error("line {line}, column `{column}`: here stands what looks like a person number")]
    PersonNumber {
        /// Line of the file.
        line: u64,
        /// The column.
        column: &'static str,
    },
    /// A level that is no digit from 0 to 4.
    #[error("line {line}, column `level`, value `{value}`: expected 0 to 4, or nothing")]
    Level {
        /// Line of the file.
        line: u64,
        /// What stands there.
        value: String,
    },
}

/// The codes of a list of a version.
///
/// # Errors
/// [`CodeListError`], with the line and the column.
///
/// # Example
/// ```
/// use chrono::NaiveDate;
/// use pejl_kl_gateway::{CodeVersion, ListKind, parse_code_list};
///
/// let version = CodeVersion { name: "2024".into(), valid_from: NaiveDate::MIN };
/// let csv = "scale;code;legacy_code;level;display_da;valid_info;system\nFSIII functional level;x-1;Z1;0;Ingen;;made:up\n";
/// let list = parse_code_list(csv.as_bytes(), ListKind::FunctionalLevels, &version)?;
/// assert_eq!(list.first().and_then(|code| code.level), Some(0));
/// # Ok::<(), pejl_kl_gateway::CodeListError>(())
/// ```
pub fn parse_code_list(
    bytes: &[u8],
    list: ListKind,
    version: &CodeVersion,
) -> Result<Vec<CodeEntry>, CodeListError> {
    if bytes.len() > MAX_BYTES {
        return Err(CodeListError::TooLarge {
            n_bytes: bytes.len(),
        });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new().delimiter(b';').from_reader(bytes);
    let columns = Columns {
        list,
        header: reader.headers()?.clone(),
    };
    columns.check()?;
    let records = reader.into_records();
    records
        .map(|record| columns.entry(&record?, version))
        .collect()
}

struct Columns {
    list: ListKind,
    header: StringRecord,
}

impl Columns {
    /// Columns a list has beside those every list has.
    const fn own(&self) -> &'static [&'static str] {
        match self.list {
            ListKind::HomecareInterventions
            | ListKind::NursingInterventions
            | ListKind::TrainingInterventions
            | ListKind::OtherInterventions => &["legacy_code", "group_da", "paragraph", "kind"],
            ListKind::HomecareConditions
            | ListKind::NursingConditions
            | ListKind::TrainingConditions => &["legacy_code", "group_da", "use"],
            ListKind::FunctionalLevels => &["legacy_code", "scale", "level"],
            ListKind::ResultsAndReasons => &["legacy_code", "list", "project_meaning"],
            ListKind::GoalTypes => &["legacy_code", "list"],
            ListKind::FfbServices | ListKind::FfbOffers => &["group_da", "paragraph"],
            ListKind::FfbTargetGroups | ListKind::CareSocial => &["group_da"],
            ListKind::FfbConditions => &["theme_da", "severity_rule"],
        }
    }

    fn check(&self) -> Result<(), CodeListError> {
        for column in ALWAYS.into_iter().chain(self.own().iter().copied()) {
            if !self.header.iter().any(|name| name == column) {
                return Err(CodeListError::MissingColumn {
                    list: self.list.as_str(),
                    column,
                });
            }
        }
        Ok(())
    }

    fn cell<'r>(&self, record: &'r StringRecord, column: &str) -> &'r str {
        let place = self.header.iter().position(|name| name == column);
        place
            .and_then(|place| record.get(place))
            .unwrap_or_default()
            .trim()
    }

    /// The first column that looks like a person number, or holds one. A code of one word is judged as a whole:
    /// random ones, as UUIDs, have such digits in them.
    fn person_number(&self, record: &StringRecord) -> Option<&'static str> {
        let columns = ALWAYS.into_iter().chain(self.own().iter().copied());
        columns.into_iter().find(|column| {
            let text = self.cell(record, column);
            match *column {
                "code" | "legacy_code" if !text.contains(char::is_whitespace) => {
                    cpr::has_shape(text)
                }
                _ => cpr::masked(text) != text,
            }
        })
    }

    fn entry(
        &self,
        record: &StringRecord,
        version: &CodeVersion,
    ) -> Result<CodeEntry, CodeListError> {
        let cell = |column: &str| self.cell(record, column);
        let some = |column: &str| {
            Some(cell(column))
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        let line = record.position().map_or(0, csv::Position::line);
        if let Some(column) = self.person_number(record) {
            return Err(CodeListError::PersonNumber { line, column });
        }
        let needed =
            |column: &'static str| some(column).ok_or(CodeListError::Empty { line, column });
        let level = match cell("level") {
            "" => None,
            text => match text.parse() {
                Ok(level @ 0..=4) => Some(level),
                _ => {
                    return Err(CodeListError::Level {
                        line,
                        value: text.chars().take(20).collect(),
                    });
                }
            },
        };
        let group = ["group_da", "theme_da", "scale", "list"]
            .into_iter()
            .find_map(some);
        let entry = CodeEntry {
            list: self.list,
            line,
            version: version.clone(),
            system: needed("system")?,
            code: needed("code")?,
            legacy_code: some("legacy_code"),
            display_da: needed("display_da")?,
            group,
            paragraph: some("paragraph"),
            kind: some("kind"),
            level,
            role: None,
            meaning: ["project_meaning", "severity_rule", "use"]
                .into_iter()
                .find_map(some),
            valid_info: cell("valid_info").to_owned(),
        };
        Ok(entry.with_role())
    }
}
