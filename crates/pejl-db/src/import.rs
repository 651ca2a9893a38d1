//! Imports: begun under a lease, ended in one of four ways, listed with their files and issues.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::error::{Corrupt, DbError, Task};
use crate::instant;
use crate::lease::{self, Held, Ticket, TicketError};
use crate::schema::import;
use crate::text;

mod record;

pub use record::{
    ImportFile, ImportIssue, Severity, list_import_files, list_import_issues, list_import_rules,
};
pub(crate) use record::{insert_files, insert_issues, insert_rules};

/// What an import declares before it reads anything.
#[derive(Debug, Clone, Copy)]
pub struct NewImport<'a> {
    /// The dataset, as `stat_fact`: letters, digits and `_`, since it names a folder.
    pub dataset: &'a str,
    /// Who published the figures, as `statbank`.
    pub source: &'a str,
    /// The table, as `REGK31`; empty while only the files know.
    pub table_id: &'a str,
    /// Code of the municipality whose figures these are; absent for national tables.
    pub municipality: Option<&'a str>,
    /// What was declared about the files, a JSON document.
    pub mapping: &'a str,
    /// What the lease covers, as a municipality code, or `*` for everything in the dataset.
    pub scope: &'a str,
    /// Who imports.
    pub actor: &'a str,
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// Has a lease, or had one until it expired.
    Running,
    /// Made a revision (a compaction: swapped files).
    Committed,
    /// Was equal to what is known; made no revision.
    Unchanged,
    /// The files were refused.
    Refused,
    /// Given up, or its lease was taken over.
    Abandoned,
}

impl ImportState {
    const ALL: [ImportState; 5] = [
        ImportState::Running,
        ImportState::Committed,
        ImportState::Unchanged,
        ImportState::Refused,
        ImportState::Abandoned,
    ];

    /// The stored name: `running`, `committed`, `unchanged`, `refused`, `abandoned`.
    pub fn as_str(self) -> &'static str {
        match self {
            ImportState::Running => "running",
            ImportState::Committed => "committed",
            ImportState::Unchanged => "unchanged",
            ImportState::Refused => "refused",
            ImportState::Abandoned => "abandoned",
        }
    }
}

/// An import as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Number, never used again.
    pub id: i64,
    /// The dataset.
    pub dataset: String,
    /// Who published the figures.
    pub source: String,
    /// The table.
    pub table_id: String,
    /// Code of the municipality whose figures these are; absent for national tables.
    pub municipality: Option<String>,
    /// What the lease covered.
    pub scope: String,
    /// Where it stands.
    pub state: ImportState,
    /// The revision it made; absent unless committed.
    pub revision: Option<i64>,
    /// What was declared about the files.
    pub mapping: serde_json::Value,
    /// Who imported.
    pub actor: String,
    /// Rows kept; absent until it ended, and when abandoned or refused.
    pub n_rows: Option<i64>,
    /// Rows refused; absent until it ended, and when abandoned or refused.
    pub n_refused: Option<i64>,
    /// When it began.
    pub started_at: DateTime<Utc>,
    /// When it ended; absent while running and when given up without saying when.
    pub finished_at: Option<DateTime<Utc>>,
}

/// Why an import cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Another import holds a lease that excludes this one.
    #[error("import {by_import} holds the scope `{scope}` of dataset `{dataset}` until {until}")]
    Leased {
        /// The dataset.
        dataset: String,
        /// The scope held, which need not be the one asked for.
        scope: String,
        /// The import that holds it.
        by_import: i64,
        /// When its lease ends unless renewed.
        until: DateTime<Utc>,
    },
    /// The import that wants a further lease has lost its own.
    #[error("the lease on `{dataset}`, scope `{scope}`, was lost before a further one was taken")]
    Lost {
        /// The dataset of the lease that was lost.
        dataset: String,
        /// Its scope.
        scope: String,
    },
    /// The name of the dataset cannot name a folder.
    #[error("dataset name `{dataset}` is not made of a-z, 0-9 and `_`")]
    DatasetName {
        /// The name.
        dataset: String,
    },
    /// The scope is empty or kept for the software.
    #[error("scope `{scope}` cannot be leased")]
    Scope {
        /// The scope.
        scope: String,
    },
    /// The mapping is no JSON.
    #[error("the mapping is not JSON")]
    Mapping(#[source] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Why an import cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// No import has this number.
    #[error("no import {id}")]
    NotFound {
        /// The number asked for.
        id: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Begins an import: takes the lease for `ttl` from `now` and records the import as running.
///
/// An expired lease in the way is taken over; the import that held it is abandoned.
///
/// # Errors
/// [`BeginError::Leased`] while another import holds the scope, or either of the two scopes is `*`.
pub fn begin_import(
    db: &Db,
    new: &NewImport<'_>,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Ticket, BeginError> {
    check_declaration(new)?;
    db.write_tx(|conn| begin(conn, Kind::Import, new, now, ttl))
}

/// What files say of where they are from. None keeps what was declared when the import began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin<'a> {
    /// Who published the figures.
    pub source: Option<&'a str>,
    /// The table.
    pub table_id: Option<&'a str>,
}

/// What an import read that is refused.
#[derive(Debug, Clone, Copy, Default)]
pub struct Refusal<'a> {
    /// What the files say of where they are from.
    pub origin: Origin<'a>,
    /// The files read.
    pub files: &'a [ImportFile],
    /// What is wrong with them.
    pub issues: &'a [ImportIssue],
    /// How many faults each rule found, by name.
    pub rules: &'a [(String, i64)],
}

/// Ends an import whose files were refused; keeps what was wrong with them and gives the lease back.
///
/// # Errors
/// [`TicketError::LeaseLost`] when the lease was taken over.
pub fn refuse_import(
    db: &Db,
    ticket: &Ticket,
    refusal: &Refusal<'_>,
    now: DateTime<Utc>,
) -> Result<(), TicketError> {
    db.write_tx(|conn| {
        lease::check(conn, ticket)?;
        set_origin(conn, ticket.import_id, &refusal.origin)?;
        insert_files(conn, ticket.import_id, refusal.files)?;
        insert_issues(conn, ticket.import_id, refusal.issues)?;
        insert_rules(conn, ticket.import_id, refusal.rules)?;
        set_state(conn, ticket.import_id, ImportState::Refused, Some(now))?;
        lease::give_back(conn, ticket)?;
        Ok(())
    })
}

/// Gives an import up and its lease back; its segments can then be swept.
///
/// # Errors
/// [`TicketError::LeaseLost`] when the lease was taken over: the import is abandoned already.
pub fn abandon(db: &Db, ticket: &Ticket) -> Result<(), TicketError> {
    db.write_tx(|conn| {
        lease::check(conn, ticket)?;
        set_state(conn, ticket.import_id, ImportState::Abandoned, None)?;
        lease::give_back(conn, ticket)?;
        Ok(())
    })
}

/// At most `limit` imports, newest first, all begun before import `before` when given. Compactions are not listed.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_imports(
    conn: &mut DbConn,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Import>, DbError> {
    import::table
        .filter(import::kind.eq(Kind::Import.as_str()))
        .filter(import::id.lt(before.unwrap_or(i64::MAX)))
        .order(import::id.desc())
        .limit(i64::from(limit))
        .select(ImportRow::as_select())
        .load(conn.any())
        .task("list imports")?
        .into_iter()
        .map(|row| Ok(Import::try_from(row)?))
        .collect()
}

/// The numbers of a municipality's imports into some datasets, however they ended, in order.
///
/// # Errors
/// When the database fails.
pub fn list_import_numbers(
    conn: &mut DbConn,
    datasets: &[&str],
    municipality: &str,
) -> Result<Vec<i64>, DbError> {
    import::table
        .filter(import::kind.eq(Kind::Import.as_str()))
        .filter(import::dataset.eq_any(datasets))
        .filter(import::municipality.eq(municipality))
        .order(import::id)
        .select(import::id)
        .load(conn.any())
        .task("list the imports of a municipality")
}

/// The import with this number. Compactions have numbers of the same row and are not shown.
///
/// # Errors
/// [`ImportError::NotFound`] when there is none.
pub fn get_import(conn: &mut DbConn, id: i64) -> Result<Import, ImportError> {
    let row = import::table
        .find(id)
        .filter(import::kind.eq(Kind::Import.as_str()))
        .select(ImportRow::as_select())
        .first(conn.any())
        .optional()
        .task("find an import")?
        .ok_or(ImportError::NotFound { id })?;
    Ok(Import::try_from(row).map_err(DbError::from)?)
}

/// What holds a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Import,
    /// Writes files anew: a compaction, or an erasure, which the table tells.
    Compaction,
}

impl Kind {
    fn as_str(self) -> &'static str {
        match self {
            Kind::Import => "import",
            Kind::Compaction => "compaction",
        }
    }
}

/// Records a running import and takes its lease, inside the caller's write transaction.
pub(crate) fn begin(
    conn: &mut DbConn,
    kind: Kind,
    new: &NewImport<'_>,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Ticket, BeginError> {
    let import_id = diesel::insert_into(import::table)
        .values(&NewImportRow {
            kind: kind.as_str(),
            dataset: new.dataset,
            source: new.source,
            table_id: &text::storable(new.table_id),
            municipality: new.municipality,
            scope: new.scope,
            state: ImportState::Running.as_str(),
            mapping: new.mapping,
            actor: &text::storable(new.actor),
            started_at: instant::stored(now),
        })
        .returning(import::id)
        .get_result(conn.any())
        .task("record an import")?;
    match lease::take(conn, new.dataset, new.scope, import_id, now, ttl)? {
        Ok(fence) => Ok(Ticket {
            import_id,
            fence,
            dataset: new.dataset.to_owned(),
            scope: new.scope.to_owned(),
        }),
        Err(Held {
            by_import,
            scope,
            until,
        }) => Err(BeginError::Leased {
            dataset: new.dataset.to_owned(),
            scope,
            by_import,
            until,
        }),
    }
}

fn check_declaration(new: &NewImport<'_>) -> Result<(), BeginError> {
    let is_name_char = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if new.dataset.is_empty() || !new.dataset.chars().all(is_name_char) {
        return Err(BeginError::DatasetName {
            dataset: new.dataset.to_owned(),
        });
    }
    // Scopes that begin so are the software's own.
    if new.scope.is_empty() || new.scope.starts_with('~') {
        return Err(BeginError::Scope {
            scope: new.scope.to_owned(),
        });
    }
    serde_json::from_str::<serde::de::IgnoredAny>(new.mapping).map_err(BeginError::Mapping)?;
    Ok(())
}

/// Moves a running import to another state.
pub(crate) fn set_state(
    conn: &mut DbConn,
    import_id: i64,
    state: ImportState,
    finished_at: Option<DateTime<Utc>>,
) -> Result<(), DbError> {
    diesel::update(import::table.find(import_id))
        .set((
            import::state.eq(state.as_str()),
            import::finished_at.eq(finished_at.map(instant::stored)),
        ))
        .execute(conn.any())
        .task("end an import")?;
    Ok(())
}

/// Records what the files say of where they are from.
pub(crate) fn set_origin(
    conn: &mut DbConn,
    import_id: i64,
    origin: &Origin<'_>,
) -> Result<(), DbError> {
    // An absent value leaves its column as it is; a statement without columns would be an error.
    if *origin == Origin::default() {
        return Ok(());
    }
    diesel::update(import::table.find(import_id))
        .set((
            origin
                .source
                .map(|source| import::source.eq(text::storable(source))),
            origin
                .table_id
                .map(|table| import::table_id.eq(text::storable(table))),
        ))
        .execute(conn.any())
        .task("record where an import is from")?;
    Ok(())
}

/// Records what a committed or unchanged import brought.
pub(crate) fn set_result(
    conn: &mut DbConn,
    import_id: i64,
    revision: Option<i64>,
    n_rows: i64,
    n_refused: i64,
) -> Result<(), DbError> {
    diesel::update(import::table.find(import_id))
        .set((
            import::revision.eq(revision),
            import::n_rows.eq(Some(n_rows)),
            import::n_refused.eq(Some(n_refused)),
        ))
        .execute(conn.any())
        .task("record the result of an import")?;
    Ok(())
}

#[derive(Insertable)]
#[diesel(table_name = import, treat_none_as_default_value = false)]
struct NewImportRow<'a> {
    kind: &'a str,
    dataset: &'a str,
    source: &'a str,
    table_id: &'a str,
    municipality: Option<&'a str>,
    scope: &'a str,
    state: &'a str,
    mapping: &'a str,
    actor: &'a str,
    started_at: NaiveDateTime,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = import)]
struct ImportRow {
    id: i64,
    dataset: String,
    source: String,
    table_id: String,
    municipality: Option<String>,
    scope: String,
    state: String,
    revision: Option<i64>,
    mapping: String,
    actor: String,
    n_rows: Option<i64>,
    n_refused: Option<i64>,
    started_at: NaiveDateTime,
    finished_at: Option<NaiveDateTime>,
}

impl TryFrom<ImportRow> for Import {
    type Error = Corrupt;

    fn try_from(row: ImportRow) -> Result<Import, Corrupt> {
        let corrupt = |column, value: &str| Corrupt::new("import", row.id, column, value);
        let state = ImportState::ALL
            .into_iter()
            .find(|state| state.as_str() == row.state)
            .ok_or_else(|| corrupt("state", &row.state))?;
        let mapping =
            serde_json::from_str(&row.mapping).map_err(|_| corrupt("mapping", &row.mapping))?;
        Ok(Import {
            id: row.id,
            dataset: row.dataset,
            source: row.source,
            table_id: row.table_id,
            municipality: row.municipality,
            scope: row.scope,
            state,
            revision: row.revision,
            mapping,
            actor: row.actor,
            n_rows: row.n_rows,
            n_refused: row.n_refused,
            started_at: instant::read(row.started_at),
            finished_at: row.finished_at.map(instant::read),
        })
    }
}

#[cfg(test)]
mod tests;
