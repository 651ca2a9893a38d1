//! Erasures: rows that are taken out of every revision, because a person is to be forgotten or their time is past.
//!
//! The files that hold such rows are written anew without them, and every box of every revision is moved to the new
//! files in one transaction. It makes a revision, so that whoever keeps answers learns of it, and leaves a record of who
//! did it, when, and which imports lost how many rows; never whose rows they were.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::Db;
use crate::conn::DbConn;
use crate::coverage;
use crate::error::{Corrupt, DbError, Task};
use crate::import::{self, BeginError, ImportState, Kind, NewImport};
use crate::instant;
use crate::lease::{self, SCOPE_ERASURE, Ticket, TicketError};
use crate::narrative;
use crate::observation;
use crate::revision;
use crate::schema::{
    erasure, erasure_import, erasure_segment, import as import_table, import_issue,
};
use crate::segment::{self, WrittenSegment};
use crate::text;

/// Why rows are taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErasureKind {
    /// Persons are to be forgotten.
    Forget,
    /// The rows are past the time they are kept.
    Retention,
}

impl ErasureKind {
    /// The stored name, also that of the revision: `forget` or `retention`.
    pub fn as_str(self) -> &'static str {
        match self {
            ErasureKind::Forget => "forget",
            ErasureKind::Retention => "retention",
        }
    }
}

/// A file and the one that was written in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replaced {
    /// The dataset.
    pub dataset: String,
    /// Number of the file with the rows.
    pub old: i64,
    /// Rows in it.
    pub old_rows: i64,
    /// The file without them.
    pub new: WrittenSegment,
}

/// What is to be taken out, ready to be committed.
#[derive(Debug, Clone, Copy)]
pub struct NewErasure<'a> {
    /// Why.
    pub kind: ErasureKind,
    /// Who asked for it.
    pub actor: &'a str,
    /// Code of the municipality whose persons they are; absent where rows of several go.
    pub municipality: Option<&'a str>,
    /// What the asker says of the case.
    pub case_text: Option<&'a str>,
    /// How many persons were asked for.
    pub n_persons: Option<i64>,
    /// The files written anew. None: nothing was found, which is recorded and makes no revision.
    pub replaced: &'a [Replaced],
    /// Files that a compaction replaced earlier and that may hold the rows, too; they are only removed.
    pub retired: &'a [i64],
    /// How many rows of each dataset each import loses.
    pub lost: &'a BTreeMap<(String, i64), i64>,
    /// Datasets whose issues may repeat values of a person's rows: those of the municipality lose the values.
    pub issues_of: &'a [&'a str],
}

/// What became of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// Number of the record.
    pub erasure: i64,
    /// The revision it made; absent when nothing was found.
    pub revision: Option<i64>,
}

/// An erasure as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Number.
    pub id: i64,
    /// Why.
    pub kind: ErasureKind,
    /// The revision it made; absent when nothing was found.
    pub revision: Option<i64>,
    /// Who asked for it.
    pub actor: String,
    /// Code of the municipality; absent where rows of several went.
    pub municipality: Option<String>,
    /// What was said of the case.
    pub case_text: Option<String>,
    /// How many persons were asked for.
    pub n_persons: Option<i64>,
    /// When.
    pub erased_at: DateTime<Utc>,
    /// Rows removed, by dataset.
    pub rows: BTreeMap<String, i64>,
}

/// What an import lost to one erasure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostRows {
    /// Number of the erasure.
    pub erasure: i64,
    /// Why.
    pub kind: ErasureKind,
    /// The revision it made.
    pub revision: Option<i64>,
    /// When.
    pub erased_at: DateTime<Utc>,
    /// How many rows of the import went.
    pub n_rows: i64,
}

/// Why an erasure cannot be committed; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ErasureError {
    /// Another writer took a lease over, or this erasure has ended.
    #[error("erasure {import_id} no longer holds the lease on `{dataset}`")]
    LeaseLost {
        /// The number the erasure has among imports.
        import_id: i64,
        /// The dataset.
        dataset: String,
    },
    /// A file belongs to a dataset that is not held.
    #[error("segment {segment} belongs to `{dataset}`, which is not held")]
    NotHeld {
        /// The segment.
        segment: i64,
        /// Its dataset.
        dataset: String,
    },
    /// A file to be replaced is not live.
    #[error("segment {segment} is not live")]
    NotLive {
        /// The segment.
        segment: i64,
    },
    /// A written file is not one that was reserved.
    #[error("segment {segment} is not reserved by erasure {import_id}")]
    NotReserved {
        /// The segment.
        segment: i64,
        /// The number the erasure has among imports.
        import_id: i64,
    },
    /// Rows that were to stay are missing, or rows that were to go are not.
    #[error("the new files have {missing} rows less than the old ones, {lost} were to go")]
    RowsDiffer {
        /// Rows of the old files less those of the new ones.
        missing: i64,
        /// Rows that were to go.
        lost: i64,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<TicketError> for ErasureError {
    fn from(error: TicketError) -> ErasureError {
        match error {
            TicketError::LeaseLost {
                import_id, dataset, ..
            } => ErasureError::LeaseLost { import_id, dataset },
            TicketError::Db(error) => ErasureError::Db(error),
        }
    }
}

/// Takes the leases of all the datasets, or none: nobody else may write to them or compact them meanwhile.
///
/// # Errors
/// [`BeginError::Leased`] while somebody writes to one of them.
pub fn begin_erasure(
    db: &Db,
    kind: ErasureKind,
    datasets: &[&str],
    actor: &str,
    now: DateTime<Utc>,
    ttl: Duration,
) -> Result<Vec<Ticket>, BeginError> {
    db.write_tx(|conn| {
        let begin = |dataset: &&str| {
            let new = NewImport {
                dataset,
                source: "pejl",
                table_id: kind.as_str(),
                municipality: None,
                mapping: "{}",
                scope: SCOPE_ERASURE,
                actor,
            };
            import::begin(conn, Kind::Compaction, &new, now, ttl)
        };
        datasets.iter().map(begin).collect()
    })
}

/// Takes out what was found: moves every box, of all revisions, from the old files to the new ones, retires the old ones
/// and records it. The leases are given back.
///
/// `before_commit` runs last in the transaction; a test kills the process there.
///
/// # Errors
/// See [`ErasureError`]; nothing is changed then.
pub fn commit_erasure(
    db: &Db,
    tickets: &[Ticket],
    new: &NewErasure<'_>,
    now: DateTime<Utc>,
    before_commit: &dyn Fn(),
) -> Result<Committed, ErasureError> {
    check_rows(new)?;
    db.write_tx(|conn| {
        for ticket in tickets {
            lease::check(conn, ticket)?;
        }
        let revision = match new.lost.is_empty() {
            true => None,
            false => Some(revision::insert_revision(conn, new.kind.as_str(), new.actor, now)?.n),
        };
        let erasure = insert(conn, new, revision, now)?;
        if revision.is_some() {
            observation::forget_all(conn)?;
            narrative::forget_figures(conn)?;
        }
        for replaced in new.replaced {
            replace(conn, tickets, replaced, now)?;
        }
        let gone = new.replaced.iter().map(|one| one.old);
        for segment in gone.chain(new.retired.iter().copied()) {
            diesel::insert_into(erasure_segment::table)
                .values((
                    erasure_segment::segment_id.eq(segment),
                    erasure_segment::erasure_id.eq(erasure),
                ))
                .execute(conn.any())
                .task("record a file that goes")?;
        }
        if let Some(municipality) = new.municipality {
            hide_values(conn, new.issues_of, municipality)?;
        }
        for ticket in tickets {
            let of_dataset = new
                .replaced
                .iter()
                .filter(|one| one.dataset == ticket.dataset);
            let n_rows = of_dataset.map(|one| one.new.n_rows).sum();
            import::set_result(conn, ticket.import_id, revision, n_rows, 0)?;
            import::set_state(conn, ticket.import_id, ImportState::Committed, Some(now))?;
            lease::give_back(conn, ticket)?;
        }
        before_commit();
        Ok(Committed { erasure, revision })
    })
}

/// At most `limit` erasures, newest first, all before number `before` when given.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_erasures(
    conn: &mut DbConn,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Erasure>, DbError> {
    let rows = erasure::table
        .filter(erasure::id.lt(before.unwrap_or(i64::MAX)))
        .order(erasure::id.desc())
        .limit(i64::from(limit))
        .load::<ErasureRow>(conn.any())
        .task("list erasures")?;
    rows.into_iter().map(|row| with_rows(conn, row)).collect()
}

/// The erasure that made a revision, if one did.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn find_erasure_of_revision(conn: &mut DbConn, n: i64) -> Result<Option<Erasure>, DbError> {
    erasure::table
        .filter(erasure::revision.eq(n))
        .first::<ErasureRow>(conn.any())
        .optional()
        .task("find the erasure of a revision")?
        .map(|row| with_rows(conn, row))
        .transpose()
}

/// What an import lost, oldest first. An import that does not exist lost nothing.
///
/// # Errors
/// When the database fails or a row is corrupt.
pub fn list_lost_rows(conn: &mut DbConn, import_id: i64) -> Result<Vec<LostRows>, DbError> {
    let rows: Vec<(i64, String, Option<i64>, NaiveDateTime, i64)> = erasure_import::table
        .inner_join(erasure::table)
        .filter(erasure_import::import_id.eq(import_id))
        .order((erasure::id, erasure_import::dataset))
        .select((
            erasure::id,
            erasure::kind,
            erasure::revision,
            erasure::erased_at,
            erasure_import::n_rows,
        ))
        .load(conn.any())
        .task("list what an import lost")?;
    let mut lost: Vec<LostRows> = Vec::new();
    for (id, kind, revision, erased_at, n_rows) in rows {
        match lost.last_mut().filter(|last| last.erasure == id) {
            // Of another dataset that the import changed.
            Some(last) => last.n_rows += n_rows,
            None => lost.push(LostRows {
                erasure: id,
                kind: kind_of(id, &kind)?,
                revision,
                erased_at: instant::read(erased_at),
                n_rows,
            }),
        }
    }
    Ok(lost)
}

fn check_rows(new: &NewErasure<'_>) -> Result<(), ErasureError> {
    let less = |one: &Replaced| one.old_rows - one.new.n_rows;
    let missing = new.replaced.iter().map(less).sum();
    let lost = new.lost.values().sum();
    // A file that loses nothing has no business here, and one that gained rows would hide a loss in another.
    if missing == lost && new.replaced.iter().all(|one| less(one) > 0) {
        Ok(())
    } else {
        Err(ErasureError::RowsDiffer { missing, lost })
    }
}

fn insert(
    conn: &mut DbConn,
    new: &NewErasure<'_>,
    revision: Option<i64>,
    now: DateTime<Utc>,
) -> Result<i64, DbError> {
    let id = diesel::insert_into(erasure::table)
        .values((
            erasure::kind.eq(new.kind.as_str()),
            erasure::revision.eq(revision),
            erasure::actor.eq(text::storable(new.actor)),
            erasure::municipality.eq(new.municipality),
            erasure::case_text.eq(new.case_text.map(text::storable)),
            erasure::n_persons.eq(new.n_persons),
            erasure::erased_at.eq(instant::stored(now)),
        ))
        .returning(erasure::id)
        .get_result(conn.any())
        .task("record an erasure")?;
    for ((dataset, import_id), n_rows) in new.lost {
        diesel::insert_into(erasure_import::table)
            .values((
                erasure_import::erasure_id.eq(id),
                erasure_import::import_id.eq(import_id),
                erasure_import::dataset.eq(dataset),
                erasure_import::n_rows.eq(n_rows),
            ))
            .execute(conn.any())
            .task("record what an import lost")?;
    }
    Ok(id)
}

fn replace(
    conn: &mut DbConn,
    tickets: &[Ticket],
    replaced: &Replaced,
    now: DateTime<Utc>,
) -> Result<(), ErasureError> {
    let holds = |ticket: &&Ticket| ticket.dataset == replaced.dataset;
    let Some(ticket) = tickets.iter().find(holds) else {
        return Err(ErasureError::NotHeld {
            segment: replaced.old,
            dataset: replaced.dataset.clone(),
        });
    };
    if !segment::make_live(conn, ticket.import_id, &replaced.new)? {
        return Err(ErasureError::NotReserved {
            segment: replaced.new.id,
            import_id: ticket.import_id,
        });
    }
    if !segment::retire(conn, replaced.old, now)? {
        return Err(ErasureError::NotLive {
            segment: replaced.old,
        });
    }
    Ok(coverage::relink(conn, &[replaced.old], replaced.new.id)?)
}

/// Takes the values out of the issues of a municipality's imports: which rows they are of is not known by person.
fn hide_values(conn: &mut DbConn, datasets: &[&str], municipality: &str) -> Result<(), DbError> {
    let imports = import_table::table
        .filter(import_table::municipality.eq(municipality))
        .filter(import_table::dataset.eq_any(datasets))
        .select(import_table::id);
    diesel::update(
        import_issue::table
            .filter(import_issue::masked.is_not_null())
            .filter(import_issue::import_id.eq_any(imports)),
    )
    .set(import_issue::masked.eq(None::<String>))
    .execute(conn.any())
    .task("take the values out of issues")?;
    Ok(())
}

#[derive(Queryable)]
struct ErasureRow {
    id: i64,
    kind: String,
    revision: Option<i64>,
    actor: String,
    municipality: Option<String>,
    case_text: Option<String>,
    n_persons: Option<i64>,
    erased_at: NaiveDateTime,
}

fn with_rows(conn: &mut DbConn, row: ErasureRow) -> Result<Erasure, DbError> {
    let rows: Vec<(String, i64)> = erasure_import::table
        .filter(erasure_import::erasure_id.eq(row.id))
        .order((erasure_import::dataset, erasure_import::import_id))
        .select((erasure_import::dataset, erasure_import::n_rows))
        .load(conn.any())
        .task("list what an erasure took out")?;
    let mut by_dataset = BTreeMap::new();
    for (dataset, n_rows) in rows {
        *by_dataset.entry(dataset).or_insert(0) += n_rows;
    }
    Ok(Erasure {
        kind: kind_of(row.id, &row.kind)?,
        id: row.id,
        revision: row.revision,
        actor: row.actor,
        municipality: row.municipality,
        case_text: row.case_text,
        n_persons: row.n_persons,
        erased_at: instant::read(row.erased_at),
        rows: by_dataset,
    })
}

fn kind_of(id: i64, name: &str) -> Result<ErasureKind, Corrupt> {
    [ErasureKind::Forget, ErasureKind::Retention]
        .into_iter()
        .find(|kind| kind.as_str() == name)
        .ok_or_else(|| Corrupt::new("erasure", id, "kind", name))
}

#[cfg(test)]
mod tests;
