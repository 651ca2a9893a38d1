//! Monthly reports as they were made, with the bytes of their files. A report is never changed and never deleted.
//!
//! The files lie in the database: a report is there with all of them or not at all, wherever the process ends, and a backup holds
//! them without further ado.

#[cfg(test)]
mod tests;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use sha2::{Digest, Sha256};

use crate::Db;
use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::instant;
use crate::revision::{self, At, RevisionError};
use crate::schema::{report, report_file, schedule_run};
use crate::text::storable;

/// A report about to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewReport<'a> {
    /// Code of the municipality.
    pub municipality: &'a str,
    /// The month, as `2018-03`.
    pub month: &'a str,
    /// The language, as `da`.
    pub lang: &'a str,
    /// The revision that it is of.
    pub revision: i64,
    /// The release that it is of.
    pub release: Option<i64>,
    /// Why it was made although data were waited for.
    pub reason: Option<&'a str>,
    /// The version of the program.
    pub software: &'a str,
    /// Who makes it.
    pub actor: &'a str,
    /// Its files, by format.
    pub files: &'a [NewFile<'a>],
}

/// A file about to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewFile<'a> {
    /// Its format, as `pdf`.
    pub format: &'a str,
    /// What is in it.
    pub content: &'a [u8],
}

/// A report as recorded, without what is in its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Number; a later report has a higher one.
    pub id: i64,
    /// Code of the municipality.
    pub municipality: String,
    /// The month, as `2018-03`.
    pub month: String,
    /// The language, as `da`.
    pub lang: String,
    /// The revision that it is of.
    pub revision: i64,
    /// The newest revision when it was made.
    pub head: i64,
    /// The release that it is of.
    pub release: Option<i64>,
    /// Why it was made although data were waited for.
    pub reason: Option<String>,
    /// The version of the program.
    pub software: String,
    /// Who made it.
    pub actor: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Its files, by format.
    pub files: Vec<File>,
}

/// What is known of a file without reading it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its format, as `pdf`.
    pub format: String,
    /// SHA-256 of what is in it, in lower-case hexadecimal.
    pub sha256: String,
    /// Its length.
    pub n_bytes: i64,
}

/// Which reports are listed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Of this municipality.
    pub municipality: Option<&'a str>,
    /// Of this month.
    pub month: Option<&'a str>,
    /// With a number below this.
    pub before: Option<i64>,
}

/// Keeps a report and yields it as recorded, with whether it is new: the same files again are the report that they were.
///
/// # Errors
/// There is no such revision, or the database fails.
pub fn insert_report(
    db: &Db,
    new: &NewReport<'_>,
    now: DateTime<Utc>,
) -> Result<(Report, bool), RevisionError> {
    let hashed: Vec<(&NewFile<'_>, String)> = new
        .files
        .iter()
        .map(|file| (file, hash(file.content)))
        .collect();
    let sha256 = hash_of_all(&hashed);
    db.write_tx(|conn| {
        // The writers' lock is held, so that nobody keeps the same meanwhile.
        let known: Option<i64> = report::table
            .filter(report::sha256.eq(&sha256))
            .select(report::id)
            .first(conn.any())
            .optional()
            .task("find a report by its files")?;
        if let Some(id) = known {
            return Ok((required(conn, id)?, false));
        }
        let revision = revision::resolve(conn, At::Revision(new.revision))?.n;
        let head = revision::head(conn)?;
        let id: i64 = diesel::insert_into(report::table)
            .values((
                report::municipality.eq(new.municipality),
                report::month.eq(new.month),
                report::lang.eq(new.lang),
                report::revision.eq(revision),
                report::head.eq(head),
                report::release_id.eq(new.release),
                report::reason.eq(new.reason.map(storable)),
                report::software.eq(new.software),
                report::sha256.eq(&sha256),
                report::actor.eq(storable(new.actor)),
                report::made_at.eq(instant::stored(now)),
            ))
            .returning(report::id)
            .get_result(conn.any())
            .task("keep a report")?;
        for (file, sha256) in &hashed {
            diesel::insert_into(report_file::table)
                .values((
                    report_file::report_id.eq(id),
                    report_file::format.eq(file.format),
                    report_file::sha256.eq(sha256),
                    report_file::n_bytes.eq(length(file.content)),
                    report_file::content.eq(file.content),
                ))
                .execute(conn.any())
                .task("keep a file of a report")?;
        }
        Ok((required(conn, id)?, true))
    })
}

/// The report of a number, if there is one.
///
/// # Errors
/// When the database fails.
pub fn find_report(conn: &mut DbConn, id: i64) -> Result<Option<Report>, DbError> {
    let row: Option<Row> = report::table
        .find(id)
        .select(COLUMNS)
        .first(conn.any())
        .optional()
        .task("find a report")?;
    let rows = row.into_iter().collect();
    Ok(with_files(conn, rows)?.pop())
}

/// At most `limit` reports, the latest made first.
///
/// # Errors
/// When the database fails.
pub fn list_reports(
    conn: &mut DbConn,
    wanted: &Wanted<'_>,
    limit: u32,
) -> Result<Vec<Report>, DbError> {
    let mut found = report::table
        .filter(report::id.lt(wanted.before.unwrap_or(i64::MAX)))
        .order(report::id.desc())
        .limit(i64::from(limit))
        .select(COLUMNS)
        .into_boxed();
    if let Some(municipality) = wanted.municipality {
        found = found.filter(report::municipality.eq(municipality));
    }
    if let Some(month) = wanted.month {
        found = found.filter(report::month.eq(month));
    }
    let rows: Vec<Row> = found.load(conn.any()).task("list reports")?;
    with_files(conn, rows)
}

/// What a report was kept for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It was made of a release.
    Released,
    /// A run of a schedule made it.
    Scheduled,
    /// Somebody kept it, which may have been to look at it.
    Kept,
}

/// The report of a municipality that one of a month at revision `n` is held against, of those made before that revision was and
/// published, by a schedule or as a release: the one that has most of the month's figures, of these the one at the newest revision.
///
/// A report has no figures after its own month, so that one of an old month, however late it was kept, would hide what became of
/// the figures since. It is the same for ever, as neither a report nor what a run names is changed; only where a revision comes
/// between the keeping of a report and its run's naming it, within the moment that takes, is it found from then on.
///
/// # Errors
/// When the database fails.
pub fn published_report_below(
    conn: &mut DbConn,
    of: (&str, &str),
    n: i64,
) -> Result<Option<(Report, Standing)>, DbError> {
    let found = below(conn, of, n, true)?;
    Ok(found.map(|one| match one.release {
        Some(_) => (one, Standing::Released),
        // A schedule makes reports of no release.
        None => (one, Standing::Scheduled),
    }))
}

/// The same of all reports, whoever kept them and for what.
///
/// # Errors
/// When the database fails.
pub fn newest_report_below(
    conn: &mut DbConn,
    of: (&str, &str),
    n: i64,
) -> Result<Option<Report>, DbError> {
    below(conn, of, n, false)
}

fn below(
    conn: &mut DbConn,
    (municipality, month): (&str, &str),
    n: i64,
    is_published: bool,
) -> Result<Option<Report>, DbError> {
    let earlier = || {
        let found = report::table
            .filter(report::municipality.eq(municipality))
            // What was made before a revision is of an earlier one.
            .filter(report::head.lt(n))
            .select(COLUMNS)
            .into_boxed();
        match is_published {
            true => {
                let of_runs = schedule_run::table
                    .filter(schedule_run::report_id.is_not_null())
                    .select(schedule_run::report_id);
                let is_of_run = report::id.nullable().eq_any(of_runs);
                let is_released = report::release_id.is_not_null();
                found.filter(is_released.nullable().or(is_of_run))
            }
            false => found,
        }
    };
    // Months are written so that they sort as texts.
    let whole: Option<Row> = earlier()
        .filter(report::month.ge(month))
        .order((
            report::revision.desc(),
            report::month.asc(),
            report::id.desc(),
        ))
        .first(conn.any())
        .optional()
        .task("find the report before")?;
    let row = match whole {
        Some(row) => Some(row),
        None => earlier()
            .filter(report::month.lt(month))
            .order((
                report::month.desc(),
                report::revision.desc(),
                report::id.desc(),
            ))
            .first(conn.any())
            .optional()
            .task("find the report before, of an earlier month")?,
    };
    let rows = row.into_iter().collect();
    Ok(with_files(conn, rows)?.pop())
}

/// What is in the file of a report in a format, if there is one.
///
/// # Errors
/// When the database fails.
pub fn read_file(conn: &mut DbConn, id: i64, format: &str) -> Result<Option<Vec<u8>>, DbError> {
    report_file::table
        .find((id, format))
        .select(report_file::content)
        .first(conn.any())
        .optional()
        .task("read a file of a report")
}

/// SHA-256 of the hashes of files, by format.
fn hash_of_all(files: &[(&NewFile<'_>, String)]) -> String {
    let mut lines: Vec<String> = files
        .iter()
        .map(|(file, sha256)| format!("{sha256}  {}\n", file.format))
        .collect();
    lines.sort_unstable();
    hash(lines.concat().as_bytes())
}

pub(crate) fn hash(content: &[u8]) -> String {
    pejl_domain::hex(Sha256::digest(content))
}

/// A length as it is kept; no file is as long as the number that it falls back to.
pub(crate) fn length(content: &[u8]) -> i64 {
    i64::try_from(content.len()).unwrap_or(i64::MAX)
}

fn required(conn: &mut DbConn, id: i64) -> Result<Report, DbError> {
    let row: Row = report::table
        .find(id)
        .select(COLUMNS)
        .first(conn.any())
        .task("read a report")?;
    let files = files_of(conn, &[id])?;
    Ok(row.with(&files))
}

fn with_files(conn: &mut DbConn, rows: Vec<Row>) -> Result<Vec<Report>, DbError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let files = files_of(conn, &ids)?;
    Ok(rows.into_iter().map(|row| row.with(&files)).collect())
}

/// The files of reports, by report and format.
fn files_of(conn: &mut DbConn, ids: &[i64]) -> Result<Vec<(i64, File)>, DbError> {
    let rows: Vec<(i64, String, String, i64)> = report_file::table
        .filter(report_file::report_id.eq_any(ids.iter().copied()))
        .order((report_file::report_id, report_file::format))
        .select((
            report_file::report_id,
            report_file::format,
            report_file::sha256,
            report_file::n_bytes,
        ))
        .load(conn.any())
        .task("list the files of reports")?;
    let read = |(id, format, sha256, n_bytes)| {
        let file = File {
            format,
            sha256,
            n_bytes,
        };
        (id, file)
    };
    Ok(rows.into_iter().map(read).collect())
}

type Columns = (
    report::id,
    report::municipality,
    report::month,
    report::lang,
    report::revision,
    report::head,
    report::release_id,
    report::reason,
    report::software,
    report::actor,
    report::made_at,
);

const COLUMNS: Columns = (
    report::id,
    report::municipality,
    report::month,
    report::lang,
    report::revision,
    report::head,
    report::release_id,
    report::reason,
    report::software,
    report::actor,
    report::made_at,
);

/// The columns in the order of [`COLUMNS`].
#[derive(Queryable)]
struct Row {
    id: i64,
    municipality: String,
    month: String,
    lang: String,
    revision: i64,
    head: i64,
    release: Option<i64>,
    reason: Option<String>,
    software: String,
    actor: String,
    made_at: NaiveDateTime,
}

impl Row {
    fn with(self, files: &[(i64, File)]) -> Report {
        let own = files.iter().filter(|(id, _)| *id == self.id);
        Report {
            files: own.map(|(_, file)| file.clone()).collect(),
            id: self.id,
            municipality: self.municipality,
            month: self.month,
            lang: self.lang,
            revision: self.revision,
            head: self.head,
            release: self.release,
            reason: self.reason,
            software: self.software,
            actor: self.actor,
            made_at: instant::read(self.made_at),
        }
    }
}
