//! Rows taken out of every revision: what forgetting a person and a retention have in common.
//!
//! Files that hold such rows are written anew without them while nobody else may write; one transaction moves every
//! revision to the new files, makes a revision and records who lost what; the old files are removed at once. Killing the
//! process anywhere leaves everything as it was or everything done: files without a revision, and files that are to go,
//! are removed by the next sweep.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use pejl_db::erasure::{
    Erasure, ErasureKind, NewErasure, Replaced, begin_erasure, commit_erasure, list_erasures,
};
use pejl_db::import::abandon;
use pejl_db::lease::{Ticket, renew};
use pejl_db::segment::{
    Segment, SegmentState, WrittenSegment, list_kept_segments, reserve_segments,
};
use pejl_lake::{DatasetSpec, Erase, Found};

use crate::compaction::remove_latecomers;
use crate::error::{AppError, chain};
use crate::import::sweep;
use crate::pause;
use crate::store::Store;

/// How long an erasure may go without renewing its leases before other writers go on without it.
const LEASE: Duration = Duration::from_secs(600);
/// How often leases are renewed.
const RENEW_EVERY: Duration = Duration::from_secs(60);

/// What is to be taken out.
#[derive(Debug)]
pub(crate) struct Plan<'a> {
    pub(crate) kind: ErasureKind,
    pub(crate) actor: &'a str,
    /// Whose persons they are, where they are of one municipality.
    pub(crate) municipality: Option<&'a str>,
    pub(crate) case_text: Option<&'a str>,
    pub(crate) n_persons: Option<i64>,
    /// Which rows of which dataset.
    pub(crate) erase: Vec<(&'static DatasetSpec, Erase)>,
    /// Says it again once nobody else can write: what is to go may depend on what was there when it was asked for.
    pub(crate) again: Option<SayAgain>,
}

/// Says which rows of which dataset go.
type SayAgain = fn(&Store) -> Result<Vec<(&'static DatasetSpec, Erase)>, AppError>;

/// What was taken out, or would be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Number of the record; none where nothing was kept of it.
    pub erasure: Option<i64>,
    /// The revision it made; none where nothing was found.
    pub revision: Option<i64>,
    /// Rows by dataset; datasets without such rows are left out.
    pub rows: BTreeMap<&'static str, i64>,
    /// Rows by the import they came with.
    pub imports: BTreeMap<i64, i64>,
    /// Files written anew.
    pub n_segments: usize,
    /// Persons who had rows.
    pub n_persons_found: usize,
}

impl Erased {
    /// How many rows.
    pub fn n_rows(&self) -> i64 {
        self.rows.values().sum()
    }
}

/// Lists what was taken out of the revisions, newest first, before the number `before` when it is given.
///
/// # Errors
/// The catalogue cannot be read.
pub fn erasures(store: &Store, before: Option<i64>, limit: u32) -> Result<Vec<Erasure>, AppError> {
    Ok(store.db.with(|conn| list_erasures(conn, before, limit))?)
}

/// Finds what would be taken out, and changes nothing.
pub(crate) fn look(store: &Store, plan: &Plan<'_>) -> Result<Erased, AppError> {
    let mut seen = Tally::default();
    for (spec, erase) in &plan.erase {
        for segment in live(&kept(store, spec)?) {
            let found = store
                .lake
                .find_rows(spec, &segment.path, sha256(segment), erase)?;
            seen.add(spec, found);
        }
    }
    Ok(seen.finish())
}

/// Takes the rows out.
///
/// # Errors
/// Somebody writes to one of the datasets just now, or the catalogue or the lake fails. Where only the removal of old
/// files failed the rows are out of every answer, and the next sweep removes the files.
pub(crate) fn carry_out(store: &Store, plan: &Plan<'_>) -> Result<Erased, AppError> {
    sweep(store)?;
    let datasets: Vec<&str> = plan.erase.iter().map(|(spec, _)| spec.name).collect();
    let begun = begin_erasure(
        &store.db,
        plan.kind,
        &datasets,
        plan.actor,
        store.now(),
        LEASE,
    );
    let mut leases = Leases {
        store,
        tickets: begun.map_err(AppError::begin)?,
        renewed: Instant::now(),
    };
    pause::at("forget.leased");
    let erased = match write_and_commit(store, plan, &mut leases) {
        Ok(erased) => erased,
        Err(error) => {
            leases.give_up();
            return Err(error);
        }
    };
    pause::at("forget.committed");
    sweep(store)?;
    pause::at("forget.swept");
    Ok(erased)
}

fn write_and_commit(
    store: &Store,
    plan: &Plan<'_>,
    leases: &mut Leases<'_>,
) -> Result<Erased, AppError> {
    // Leases that had run out are ours now, and what was written under them is of nobody.
    sweep(store)?;
    remove_latecomers(store)?;
    let said_again = plan.again.map(|again| again(store)).transpose()?;
    let mut seen = Tally::default();
    let mut replaced = Vec::new();
    let mut retired = Vec::new();
    for ((spec, erase), at) in plan.erase.iter().zip(0..) {
        let erase = match &said_again {
            None => erase,
            Some(said) => match said.iter().find(|(known, _)| known.name == spec.name) {
                Some((_, erase)) => erase,
                // The schedule was cleared meanwhile.
                None => continue,
            },
        };
        let n_before = replaced.len();
        let segments = kept(store, spec)?;
        for segment in live(&segments) {
            leases.renew()?;
            let found = store
                .lake
                .find_rows(spec, &segment.path, sha256(segment), erase)?;
            if found.n_rows() > 0 {
                let ticket = leases.ticket(at)?;
                replaced.push(rewrite(store, spec, ticket, segment, erase, &found)?);
                seen.add(spec, found);
            }
        }
        if replaced.len() > n_before {
            // A compaction keeps what it replaced for a while, and it holds the same rows.
            let old = segments
                .iter()
                .filter(|one| one.state == SegmentState::Retired);
            retired.extend(old.map(|one| one.id));
        }
    }
    pause::at("forget.published");
    let lost = std::mem::take(&mut seen.lost);
    let erased = seen.finish();
    let new = NewErasure {
        kind: plan.kind,
        actor: plan.actor,
        municipality: plan.municipality,
        case_text: plan.case_text,
        n_persons: plan.n_persons,
        replaced: &replaced,
        retired: &retired,
        lost: &lost,
        issues_of: &leases.datasets(),
    };
    let committed = commit_erasure(&store.db, &leases.tickets, &new, store.now(), &|| {
        pause::at("forget.committing")
    })?;
    // Only now: until here everything can still be as it was. Whoever is stopped in between forgets again.
    if let Some(municipality) = plan.municipality {
        crate::import::records::remove_quarantines(store, &leases.datasets(), municipality)?;
    }
    Ok(Erased {
        erasure: Some(committed.erasure),
        revision: committed.revision,
        ..erased
    })
}

/// Writes a segment anew without the rows that were found.
fn rewrite(
    store: &Store,
    spec: &'static DatasetSpec,
    ticket: &Ticket,
    segment: &Segment,
    erase: &Erase,
    found: &Found,
) -> Result<Replaced, AppError> {
    // A damaged file must not get a new hash that says it is whole.
    store.lake.check(&segment.path, sha256(segment))?;
    let reserved = reserve_segments(&store.db, ticket, 1, spec.schema_version)?;
    let Some(reserved) = reserved.into_iter().next() else {
        let nothing = "the catalogue reserved no segment".to_owned();
        return Err(AppError::Conflict(nothing));
    };
    let sealed = store
        .lake
        .erase(spec, &segment.path, erase, found, &reserved.path)?;
    pause::at("forget.writing");
    let meta = sealed.publish()?;
    Ok(Replaced {
        dataset: spec.name.to_owned(),
        old: segment.id,
        old_rows: meta.n_rows + found.n_rows(),
        new: WrittenSegment {
            id: reserved.id,
            sha256: meta.sha256,
            n_rows: meta.n_rows,
            bytes: meta.bytes,
        },
    })
}

fn kept(store: &Store, spec: &DatasetSpec) -> Result<Vec<Segment>, AppError> {
    Ok(store.db.with(|conn| list_kept_segments(conn, spec.name))?)
}

fn live(segments: &[Segment]) -> impl Iterator<Item = &Segment> {
    segments
        .iter()
        .filter(|segment| segment.state == SegmentState::Live)
}

/// The hash of a segment that is live, and so was written.
fn sha256(segment: &Segment) -> &str {
    segment
        .written
        .as_ref()
        .map_or("", |written| written.sha256.as_str())
}

#[derive(Default)]
struct Tally {
    erased: Erased,
    person_keys: BTreeSet<String>,
    /// Rows by dataset and import.
    lost: BTreeMap<(String, i64), i64>,
}

impl Tally {
    fn add(&mut self, spec: &'static DatasetSpec, found: Found) {
        let n_rows = found.n_rows();
        if n_rows == 0 {
            return;
        }
        *self.erased.rows.entry(spec.name).or_default() += n_rows;
        for (import, n) in found.by_import {
            *self.erased.imports.entry(import).or_default() += n;
            let lost = self.lost.entry((spec.name.to_owned(), import));
            *lost.or_default() += n;
        }
        self.erased.n_segments += 1;
        self.person_keys.extend(found.person_keys);
    }

    fn finish(self) -> Erased {
        Erased {
            n_persons_found: self.person_keys.len(),
            ..self.erased
        }
    }
}

/// The leases of an erasure, one per dataset, in the order of the plan.
struct Leases<'a> {
    store: &'a Store,
    tickets: Vec<Ticket>,
    renewed: Instant,
}

impl Leases<'_> {
    fn ticket(&self, at: usize) -> Result<&Ticket, AppError> {
        let missing = || AppError::Conflict("an erasure lacks a lease".to_owned());
        self.tickets.get(at).ok_or_else(missing)
    }

    fn datasets(&self) -> Vec<&str> {
        let datasets = self.tickets.iter().map(|ticket| ticket.dataset.as_str());
        datasets.collect()
    }

    fn renew(&mut self) -> Result<(), AppError> {
        if self.renewed.elapsed() >= RENEW_EVERY {
            for ticket in &self.tickets {
                renew(&self.store.db, ticket, self.store.now(), LEASE)?;
            }
            self.renewed = Instant::now();
        }
        Ok(())
    }

    /// Gives the leases back after a failure, and sweeps what was written. The failure is what is reported.
    fn give_up(&self) {
        for ticket in &self.tickets {
            if let Err(second) = abandon(&self.store.db, ticket) {
                log::warn!(
                    "erasure {} could not be given up: {}",
                    ticket.import_id,
                    chain(&second)
                );
            }
        }
        if let Err(error) = sweep(self.store) {
            log::warn!("failed to sweep: {}", chain(&error));
        }
    }
}

#[cfg(test)]
mod tests;
