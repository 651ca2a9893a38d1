//! What a commit does to the known boxes, worked out before anything is written.

use std::collections::BTreeSet;

use pejl_domain::cover::{Cover, Replacement};

use super::{Beside, Commit, CommitError, NewCover};
use crate::coverage::{Coverage, DatasetKind};
use crate::lease::Ticket;
use crate::segment::WrittenSegment;

/// The changes of one revision.
pub(super) struct Plan<'a> {
    /// Known boxes that go out of sight, with what stays of them.
    pub(super) cuts: Vec<Cut<'a>>,
    /// New boxes that are not known yet; empty when nothing changes.
    pub(super) insert: Vec<&'a NewCover>,
}

/// A known box and what stays of it.
pub(super) struct Cut<'a> {
    pub(super) old: &'a Coverage,
    pub(super) rest: Vec<Cover>,
}

/// Checks what can be checked without the database.
pub(super) fn check(ticket: &Ticket, commit: &Commit<'_>) -> Result<(), CommitError> {
    let mut datasets = BTreeSet::from([ticket.dataset.as_str()]);
    for part in commit.beside {
        if !datasets.insert(&part.ticket.dataset) {
            return Err(CommitError::DatasetTwice {
                dataset: part.ticket.dataset.clone(),
            });
        }
    }
    if commit.covers.is_empty() && commit.beside.iter().all(|part| part.covers.is_empty()) {
        return Err(CommitError::NoCover);
    }
    let files = commit.files.iter().map(|file| &file.sha256);
    check_hashes(files)?;
    check_part(commit.dataset_kind, commit.covers, commit.segments)?;
    for part in commit.beside {
        check_part(part.dataset_kind, part.covers, part.segments)?;
    }
    Ok(())
}

fn check_part(
    kind: DatasetKind,
    covers: &[NewCover],
    segments: &[WrittenSegment],
) -> Result<(), CommitError> {
    check_hashes(covers.iter().map(|new| &new.sha256))?;
    check_hashes(segments.iter().map(|written| &written.sha256))?;
    for (position, new) in covers.iter().enumerate() {
        new.cover
            .check()
            .map_err(|source| CommitError::Cover { position, source })?;
    }
    match kind {
        DatasetKind::Append => Ok(()),
        DatasetKind::Replace => check_disjoint(covers),
    }
}

fn check_hashes<'h>(mut hashes: impl Iterator<Item = &'h String>) -> Result<(), CommitError> {
    match hashes.find(|hash| !is_sha256(hash)) {
        Some(value) => Err(CommitError::NotSha256 {
            value: value.clone(),
        }),
        None => Ok(()),
    }
}

/// What a part of the commit changes, given the visible boxes of its variants.
pub(super) fn plan<'a>(part: &Beside<'a>, known: &'a [Coverage]) -> Result<Plan<'a>, CommitError> {
    match part.dataset_kind {
        DatasetKind::Replace => replace(part.covers, known),
        DatasetKind::Append => Ok(Plan {
            cuts: Vec::new(),
            insert: part
                .covers
                .iter()
                .filter(|new| {
                    !known.iter().any(|old| {
                        old.sha256 == new.sha256 && old.cover.variant == new.cover.variant
                    })
                })
                .collect(),
        }),
    }
}

fn replace<'a>(covers: &'a [NewCover], known: &'a [Coverage]) -> Result<Plan<'a>, CommitError> {
    let is_same =
        |old: &Coverage, new: &NewCover| old.sha256 == new.sha256 && old.cover == new.cover;
    let insert: Vec<&NewCover> = covers
        .iter()
        .filter(|new| !known.iter().any(|old| is_same(old, new)))
        .collect();
    let mut cuts = Vec::new();
    for old in known {
        if let Some(rest) = rest_of(old, &insert)? {
            cuts.push(Cut { old, rest });
        }
    }
    Ok(Plan { cuts, insert })
}

/// What stays of a known box, in several boxes; nothing when no new box touches it.
fn rest_of(old: &Coverage, insert: &[&NewCover]) -> Result<Option<Vec<Cover>>, CommitError> {
    let mut touched = false;
    let mut rest = vec![old.cover.clone()];
    for new in insert {
        let mut after = Vec::new();
        for piece in rest {
            match piece.replaced_by(&new.cover) {
                Replacement::Disjoint => after.push(piece),
                Replacement::Cut(pieces) => {
                    touched = true;
                    after.extend(pieces);
                }
                Replacement::Refused(overlap) => {
                    return Err(CommitError::PartialOverlap {
                        by_import: old.import_id,
                        variant: old.cover.variant.key(),
                        overlap: Box::new(overlap),
                    });
                }
            }
        }
        rest = after;
    }
    Ok(touched.then_some(rest))
}

/// Refuses boxes that share facts: which of them holds would be left to chance.
fn check_disjoint(covers: &[NewCover]) -> Result<(), CommitError> {
    for (second, new) in covers.iter().enumerate() {
        let earlier = covers.iter().take(second);
        if let Some(first) = earlier
            .map(|earlier| &earlier.cover)
            .position(|earlier| earlier.overlaps(&new.cover))
        {
            return Err(CommitError::CoversOverlap {
                first,
                second,
                variant: new.cover.variant.key(),
            });
        }
    }
    Ok(())
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}
