//! The commit of an import: one short write transaction that makes a revision, or nothing.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use pejl_domain::cover::{Cover, CoverError, PartialOverlap};

use crate::Db;
use crate::conn::DbConn;
use crate::coverage::{self, Coverage, DatasetKind, InsertCoverageError, NewCoverage};
use crate::error::DbError;
use crate::import::{self, ImportFile, ImportIssue, ImportState, Origin};
use crate::lease::{self, Ticket, TicketError};
use crate::person_key::{self, UsedKey};
use crate::revision;
use crate::segment::{self, WrittenSegment};

mod plan;

use plan::Plan;

/// What an import found, ready to become visible.
#[derive(Debug, Clone, Copy)]
pub struct Commit<'a> {
    /// How the imports of the dataset follow each other.
    pub dataset_kind: DatasetKind,
    /// The boxes the import covers; at least one, and disjoint for [`DatasetKind::Replace`].
    pub covers: &'a [NewCover],
    /// What the files say of where they are from.
    pub origin: Origin<'a>,
    /// The files written, all at their final paths. Reserved segments that are not named can be swept.
    pub segments: &'a [WrittenSegment],
    /// What the import changes in other datasets, in the same revision.
    pub beside: &'a [Beside<'a>],
    /// The files read.
    pub files: &'a [ImportFile],
    /// Rows kept.
    pub n_rows: i64,
    /// Rows refused.
    pub n_refused: i64,
    /// What was wrong with rows, warnings included.
    pub issues: &'a [ImportIssue],
    /// How many faults each rule found, by name.
    pub rules: &'a [(String, i64)],
    /// The key that pseudonyms were made with, where rows are about persons.
    pub person_key: Option<UsedKey<'a>>,
    /// What kind of change the revision is, as `import`.
    pub kind: &'a str,
    /// Who made it.
    pub actor: &'a str,
}

/// What an import changes in a dataset besides its own.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// The lease on the dataset, from [`lease::lease_beside`].
    pub ticket: &'a Ticket,
    /// How the imports of the dataset follow each other.
    pub dataset_kind: DatasetKind,
    /// The boxes that are covered; as for [`Commit::covers`], but there may be none.
    pub covers: &'a [NewCover],
    /// The files written, all at their final paths.
    pub segments: &'a [WrittenSegment],
}

/// A box and the content it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCover {
    /// The box.
    pub cover: Cover,
    /// SHA-256 of the content, in lower-case hexadecimal. The same box with the same content changes nothing.
    pub sha256: String,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything was known already; no revision was made and the written files can be swept.
    Unchanged {
        /// The newest revision.
        revision: i64,
    },
    /// A revision was made.
    Committed {
        /// Its number.
        revision: i64,
        /// Its instant, later than that of every revision before.
        committed_at: DateTime<Utc>,
    },
}

/// Why an import cannot be committed; nothing has changed and the lease is still held, except for
/// [`CommitError::LeaseLost`].
///
/// Of [`CommitError::Db`] that is likely, not certain: when the connection is lost while the database answers, the
/// commit may have taken effect. So the written files must not be removed by whoever sees the error, only by a sweep
/// ([`crate::segment::expired_segments`]), which asks the catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// Another import took the lease over, or this one has ended.
    #[error("import {import_id} no longer holds the lease on `{dataset}`, scope `{scope}`")]
    LeaseLost {
        /// The import of the ticket.
        import_id: i64,
        /// Its dataset.
        dataset: String,
        /// Its scope.
        scope: String,
    },
    /// A new box takes a part of a known one that cannot be cut out.
    #[error(
        "import {by_import} holds `{variant}` of {} with members of `{}` that this one lacks: {}",
        first_few(&.overlap.periods), .overlap.dimension, first_few(&.overlap.only_in_old)
    )]
    PartialOverlap {
        /// The import that holds the known box.
        by_import: i64,
        /// The variant of both boxes.
        variant: String,
        /// Which dimension does not fit, the members that stand in the way, the areas and periods concerned.
        overlap: Box<PartialOverlap>,
    },
    /// The import covers nothing.
    #[error("the import covers nothing")]
    NoCover,
    /// A box is not fit to be stored, as one without areas, which would neither replace nor be replaced.
    #[error("box {position} of the import cannot be stored")]
    Cover {
        /// Position of the box, from 0.
        position: usize,
        /// What is wrong with it.
        #[source]
        source: CoverError,
    },
    /// Two boxes of the import share facts.
    #[error("boxes {first} and {second} of the import, both `{variant}`, share facts")]
    CoversOverlap {
        /// Position of the one, from 0.
        first: usize,
        /// Position of the other.
        second: usize,
        /// The variant of both.
        variant: String,
    },
    /// The dataset has boxes of the other kind.
    #[error("dataset `{dataset}` is of kind {}, not {}", .known.as_str(), .given.as_str())]
    OtherKind {
        /// The dataset.
        dataset: String,
        /// The kind it has.
        known: DatasetKind,
        /// The kind of this commit.
        given: DatasetKind,
    },
    /// Two parts of the import are of the same dataset.
    #[error("dataset `{dataset}` is changed twice by the import")]
    DatasetTwice {
        /// The dataset.
        dataset: String,
    },
    /// A checksum is no SHA-256 in lower-case hexadecimal.
    #[error("`{value}` is not a SHA-256 in lower-case hexadecimal")]
    NotSha256 {
        /// What was given.
        value: String,
    },
    /// A written segment was not reserved by this import, or is not reserved any more.
    #[error("segment {segment} is not reserved by import {import_id}")]
    NotReserved {
        /// The segment.
        segment: i64,
        /// The import.
        import_id: i64,
    },
    /// A box cannot be written as JSON.
    #[error("failed to write a box as JSON")]
    Json(#[source] serde_json::Error),
    /// The municipality's pseudonyms are made with another key.
    #[error("pseudonyms of municipality {municipality} are made with key {known}, not {given}")]
    OtherPersonKey {
        /// Code of the municipality.
        municipality: String,
        /// Fingerprint of its key.
        known: String,
        /// Fingerprint of the key of this import.
        given: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<TicketError> for CommitError {
    fn from(error: TicketError) -> CommitError {
        match error {
            TicketError::LeaseLost {
                import_id,
                dataset,
                scope,
            } => CommitError::LeaseLost {
                import_id,
                dataset,
                scope,
            },
            TicketError::Db(error) => CommitError::Db(error),
        }
    }
}

impl From<InsertCoverageError> for CommitError {
    fn from(error: InsertCoverageError) -> CommitError {
        match error {
            InsertCoverageError::Json(error) => CommitError::Json(error),
            InsertCoverageError::Db(error) => CommitError::Db(error),
        }
    }
}

/// Makes what an import found visible, ends the import and gives its lease back.
///
/// For [`DatasetKind::Replace`] the known boxes of the same variants are cut: what a new box covers goes out of sight,
/// what stays becomes boxes of its own with the import and files of the whole. A new box that is known with the same
/// content is left alone; when all are, the outcome is [`Outcome::Unchanged`]. For [`DatasetKind::Append`] boxes only
/// accumulate, and one whose content is known is left out.
///
/// `before_commit` runs last in the transaction; a test kills the process there.
///
/// # Errors
/// See [`CommitError`]; nothing is changed then.
pub fn commit_import(
    db: &Db,
    ticket: &Ticket,
    commit: &Commit<'_>,
    now: DateTime<Utc>,
    before_commit: &dyn Fn(),
) -> Result<Outcome, CommitError> {
    plan::check(ticket, commit)?;
    let own = Beside {
        ticket,
        dataset_kind: commit.dataset_kind,
        covers: commit.covers,
        segments: commit.segments,
    };
    let parts: Vec<Beside<'_>> = std::iter::once(own)
        .chain(commit.beside.iter().copied())
        .collect();
    db.write_tx(|conn| {
        for part in &parts {
            lease::check(conn, part.ticket)?;
        }
        let known = parts
            .iter()
            .map(|part| known(conn, part))
            .collect::<Result<Vec<_>, _>>()?;
        let plans = parts.iter().zip(&known);
        let plans = plans
            .map(|(part, known)| plan::plan(part, known))
            .collect::<Result<Vec<Plan<'_>>, _>>()?;
        if let Some(used) = &commit.person_key
            && let Some(known) = person_key::note(conn, used, ticket.import_id, now)?
        {
            return Err(CommitError::OtherPersonKey {
                municipality: used.municipality.to_owned(),
                known,
                given: used.fingerprint.to_owned(),
            });
        }
        let (state, outcome) = if plans.iter().all(|plan| plan.insert.is_empty()) {
            let revision = revision::head(conn)?;
            (ImportState::Unchanged, Outcome::Unchanged { revision })
        } else {
            let made = revision::insert_revision(conn, commit.kind, commit.actor, now)?;
            for (part, plan) in parts.iter().zip(&plans) {
                apply(conn, part, plan, made.n)?;
            }
            let outcome = Outcome::Committed {
                revision: made.n,
                committed_at: made.committed_at,
            };
            (ImportState::Committed, outcome)
        };
        end(conn, ticket, commit, state, outcome, now)?;
        before_commit();
        Ok(outcome)
    })
}

/// Ends an import that found nothing new, whatever it read: no revision is made and the lease is given back. Yields the
/// newest revision.
///
/// For imports that know by themselves, without boxes to compare; `commit` has none.
///
/// # Errors
/// [`CommitError::LeaseLost`], or the database failed; nothing is changed then.
pub fn end_unchanged(
    db: &Db,
    ticket: &Ticket,
    commit: &Commit<'_>,
    now: DateTime<Utc>,
) -> Result<i64, CommitError> {
    db.write_tx(|conn| {
        lease::check(conn, ticket)?;
        let revision = revision::head(conn)?;
        let outcome = Outcome::Unchanged { revision };
        end(conn, ticket, commit, ImportState::Unchanged, outcome, now)?;
        Ok(revision)
    })
}

/// Records what an import brought, and gives its leases back.
fn end(
    conn: &mut DbConn,
    ticket: &Ticket,
    commit: &Commit<'_>,
    state: ImportState,
    outcome: Outcome,
    now: DateTime<Utc>,
) -> Result<(), CommitError> {
    let revision = match outcome {
        Outcome::Committed { revision, .. } => Some(revision),
        Outcome::Unchanged { .. } => None,
    };
    let id = ticket.import_id;
    import::set_origin(conn, id, &commit.origin)?;
    import::insert_files(conn, id, commit.files)?;
    import::insert_issues(conn, id, commit.issues)?;
    import::insert_rules(conn, id, commit.rules)?;
    import::set_result(conn, id, revision, commit.n_rows, commit.n_refused)?;
    import::set_state(conn, id, state, Some(now))?;
    Ok(lease::give_back(conn, ticket)?)
}

/// The visible boxes of the variants that a part has, all of its kind.
fn known(conn: &mut DbConn, part: &Beside<'_>) -> Result<Vec<Coverage>, CommitError> {
    let variants: BTreeSet<String> = part
        .covers
        .iter()
        .map(|new| new.cover.variant.key())
        .collect();
    let known = coverage::open_rows(conn, &part.ticket.dataset, &variants)?;
    match known.iter().find(|row| row.kind != part.dataset_kind) {
        Some(other) => Err(CommitError::OtherKind {
            dataset: part.ticket.dataset.clone(),
            known: other.kind,
            given: part.dataset_kind,
        }),
        None => Ok(known),
    }
}

/// Writes the plan of a part as revision `n`.
fn apply(conn: &mut DbConn, part: &Beside<'_>, plan: &Plan<'_>, n: i64) -> Result<(), CommitError> {
    // What is known already needs no file; a sweep removes it.
    let segments = if plan.insert.is_empty() {
        &[]
    } else {
        part.segments
    };
    let ticket = part.ticket;
    for written in segments {
        if !segment::make_live(conn, ticket.import_id, written)? {
            return Err(CommitError::NotReserved {
                segment: written.id,
                import_id: ticket.import_id,
            });
        }
    }
    let mut links: Vec<(i64, i64)> = Vec::new();
    for cut in &plan.cuts {
        coverage::close(conn, cut.old.id, n)?;
        let files = coverage::segment_ids(conn, cut.old.id)?;
        for rest in &cut.rest {
            let id = coverage::insert_coverage(
                conn,
                &NewCoverage {
                    dataset: &ticket.dataset,
                    kind: part.dataset_kind,
                    import_id: cut.old.import_id,
                    cover: rest,
                    sha256: &cut.old.sha256,
                    known_from: n,
                },
            )?;
            links.extend(files.iter().map(|&file| (id, file)));
        }
    }
    for new in &plan.insert {
        let id = coverage::insert_coverage(
            conn,
            &NewCoverage {
                dataset: &ticket.dataset,
                kind: part.dataset_kind,
                import_id: ticket.import_id,
                cover: &new.cover,
                sha256: &new.sha256,
                known_from: n,
            },
        )?;
        links.extend(segments.iter().map(|written| (id, written.id)));
    }
    Ok(coverage::link(conn, &links)?)
}

/// The first five of a list, and how many more there are.
fn first_few(items: &[impl ToString]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = items.iter().take(SHOWN).map(ToString::to_string).collect();
    let shown = shown.join(", ");
    match items.len().checked_sub(SHOWN) {
        None | Some(0) => shown,
        Some(more) => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests;
