//! What an import read: its files, and what was wrong with their rows.

use diesel::prelude::*;

use crate::conn::{DbConn, on_backend};
use crate::error::{Corrupt, DbError, Task};
use crate::schema::{import_file, import_issue, import_rule};
use crate::text;

/// Rows per insert: ten columns each stay below the 32,766 parameters that SQLite takes.
const BATCH: usize = 1_000;

/// One file of an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportFile {
    /// Number within the import, as in the column `file_no` of the facts.
    pub no: i32,
    /// Name without folders.
    pub name: String,
    /// SHA-256 of the bytes, in lower-case hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: i64,
    /// Character encoding, as `windows-1252`; absent for formats that have none.
    pub encoding: Option<String>,
}

/// How much an issue matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The row cannot be imported.
    Error,
    /// The row was imported, but somebody should look at it.
    Warning,
}

impl Severity {
    /// The stored name: `error` or `warning`.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// Something wrong with a row or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportIssue {
    /// Number within the import.
    pub no: i32,
    /// How much it matters.
    pub severity: Severity,
    /// Name of the file.
    pub file: String,
    /// Line in the file, from 1; absent for an issue of the whole file.
    pub line: Option<i64>,
    /// The column, as the file calls it.
    pub column: Option<String>,
    /// Stable name of the rule that was broken.
    pub rule: String,
    /// The value, masked where it could name a person.
    pub value_masked: Option<String>,
    /// What is wrong, in Danish.
    pub message_da: String,
    /// What is wrong, in English.
    pub message_en: String,
}

/// The files of an import, in the order of their numbers.
///
/// # Errors
/// When the database fails. An import that does not exist has no files.
pub fn list_import_files(conn: &mut DbConn, import_id: i64) -> Result<Vec<ImportFile>, DbError> {
    let rows = import_file::table
        .filter(import_file::import_id.eq(import_id))
        .order(import_file::no)
        .select((
            import_file::no,
            import_file::name,
            import_file::sha256,
            import_file::bytes,
            import_file::encoding,
        ))
        .load::<(i32, String, String, i64, Option<String>)>(conn.any())
        .task("list the files of an import")?;
    Ok(rows
        .into_iter()
        .map(|(no, name, sha256, bytes, encoding)| ImportFile {
            no,
            name,
            sha256,
            bytes,
            encoding,
        })
        .collect())
}

/// At most `limit` issues of an import, in the order of their numbers, all after number `after` when given.
///
/// # Errors
/// When the database fails or a row is corrupt. An import that does not exist has no issues.
pub fn list_import_issues(
    conn: &mut DbConn,
    import_id: i64,
    after: Option<i32>,
    limit: u32,
) -> Result<Vec<ImportIssue>, DbError> {
    import_issue::table
        .filter(import_issue::import_id.eq(import_id))
        .filter(import_issue::no.gt(after.unwrap_or(i32::MIN)))
        .order(import_issue::no)
        .limit(i64::from(limit))
        .select(IssueRow::as_select())
        .load(conn.any())
        .task("list the issues of an import")?
        .into_iter()
        .map(|row| Ok(ImportIssue::try_from(row)?))
        .collect()
}

/// How many faults each rule found in an import, by name of the rule.
///
/// # Errors
/// When the database fails. An import that does not exist has none.
pub fn list_import_rules(conn: &mut DbConn, import_id: i64) -> Result<Vec<(String, i64)>, DbError> {
    import_rule::table
        .filter(import_rule::import_id.eq(import_id))
        .order(import_rule::rule)
        .select((import_rule::rule, import_rule::n))
        .load(conn.any())
        .task("list the rules an import broke")
}

/// Records the counts; a rule that found nothing is left out.
pub(crate) fn insert_rules(
    conn: &mut DbConn,
    import_id: i64,
    rules: &[(String, i64)],
) -> Result<(), DbError> {
    // A few dozen rules at most: one statement each.
    for (rule, n) in rules.iter().filter(|(_, n)| *n > 0) {
        diesel::insert_into(import_rule::table)
            .values((
                import_rule::import_id.eq(import_id),
                import_rule::rule.eq(rule),
                import_rule::n.eq(n),
            ))
            .execute(conn.any())
            .task("record the rules an import broke")?;
    }
    Ok(())
}

pub(crate) fn insert_files(
    conn: &mut DbConn,
    import_id: i64,
    files: &[ImportFile],
) -> Result<(), DbError> {
    for files in files.chunks(BATCH) {
        let rows: Vec<_> = files
            .iter()
            .map(|file| {
                (
                    import_file::import_id.eq(import_id),
                    import_file::no.eq(file.no),
                    import_file::name.eq(text::storable(&file.name)),
                    import_file::sha256.eq(&file.sha256),
                    import_file::bytes.eq(file.bytes),
                    import_file::encoding.eq(file.encoding.as_deref()),
                )
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(import_file::table)
            .values(&rows)
            .execute(c))
        .task("record the files of an import")?;
    }
    Ok(())
}

pub(crate) fn insert_issues(
    conn: &mut DbConn,
    import_id: i64,
    issues: &[ImportIssue],
) -> Result<(), DbError> {
    let stored = |text: &str| text::storable(text).into_owned();
    for issues in issues.chunks(BATCH) {
        let rows: Vec<IssueRow> = issues
            .iter()
            .map(|issue| IssueRow {
                import_id,
                no: issue.no,
                severity: issue.severity.as_str().to_owned(),
                file: stored(&issue.file),
                line: issue.line,
                col: issue.column.as_deref().map(stored),
                rule: issue.rule.clone(),
                masked: issue.value_masked.as_deref().map(stored),
                message_da: stored(&issue.message_da),
                message_en: stored(&issue.message_en),
            })
            .collect();
        on_backend!(conn, |c| diesel::insert_into(import_issue::table)
            .values(&rows)
            .execute(c))
        .task("record the issues of an import")?;
    }
    Ok(())
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = import_issue, treat_none_as_default_value = false)]
struct IssueRow {
    import_id: i64,
    no: i32,
    severity: String,
    file: String,
    line: Option<i64>,
    col: Option<String>,
    rule: String,
    masked: Option<String>,
    message_da: String,
    message_en: String,
}

impl TryFrom<IssueRow> for ImportIssue {
    type Error = Corrupt;

    fn try_from(row: IssueRow) -> Result<ImportIssue, Corrupt> {
        let severity = [Severity::Error, Severity::Warning]
            .into_iter()
            .find(|severity| severity.as_str() == row.severity)
            .ok_or_else(|| {
                let key = format!("{}/{}", row.import_id, row.no);
                Corrupt::new("import_issue", key, "severity", &row.severity)
            })?;
        Ok(ImportIssue {
            no: row.no,
            severity,
            file: row.file,
            line: row.line,
            column: row.col,
            rule: row.rule,
            value_masked: row.masked,
            message_da: row.message_da,
            message_en: row.message_en,
        })
    }
}
