//! The state a question is asked at: one revision of the catalogue and what the lake shows of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use pejl_db::coverage::{Snapshot, snapshot};
use pejl_db::revision::At;
use pejl_domain::Cover;
use pejl_lake::{SnapshotView, VisiblePart, VisibleSegment};

use crate::error::AppError;
use crate::store::Store;

/// When a question is asked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AsKnown {
    /// Now.
    #[default]
    Head,
    /// At a revision.
    Revision(i64),
    /// At an instant.
    At(DateTime<Utc>),
}

impl AsKnown {
    pub(crate) fn at(self) -> At {
        match self {
            Self::Head => At::Head,
            Self::Revision(n) => At::Revision(n),
            Self::At(instant) => At::Instant(instant),
        }
    }

    /// Reads `revision=` and `as_known_at=`; at most one of them may be given.
    ///
    /// # Errors
    /// Both are given, or one is malformed.
    pub fn read(revision: Option<&str>, instant: Option<&str>) -> Result<Self, AppError> {
        match (revision, instant) {
            (None, None) => Ok(Self::Head),
            (Some(n), None) => n
                .parse()
                .map(Self::Revision)
                .map_err(|_| AppError::parameter("revision", n, "a revision number")),
            (None, Some(text)) => DateTime::parse_from_rfc3339(text)
                .map(|instant| Self::At(instant.with_timezone(&Utc)))
                .map_err(|_| {
                    AppError::parameter(
                        "as_known_at",
                        text,
                        "an instant such as 2018-03-31T23:59:59Z",
                    )
                }),
            (Some(_), Some(text)) => Err(AppError::parameter(
                "as_known_at",
                text,
                "either revision or as_known_at",
            )),
        }
    }
}

/// How often files are looked up anew before it is given up.
const ATTEMPTS: usize = 4;

/// Reads files that the catalogue names, and reads again if it names others by then: rows that are taken out of the
/// revisions take their files with them at once, whoever is reading.
///
/// # Errors
/// What looking up and reading say; [`AppError::Rewritten`] where the files were others each time.
pub(crate) fn read_again<K: PartialEq, T>(
    mut look_up: impl FnMut() -> Result<K, AppError>,
    mut read: impl FnMut(&K) -> Result<T, AppError>,
) -> Result<T, AppError> {
    let mut known = look_up()?;
    for _ in 0..ATTEMPTS {
        match read(&known) {
            Err(AppError::Lake(error)) => {
                let now = look_up()?;
                if now == known {
                    return Err(AppError::Lake(error));
                }
                known = now;
            }
            other => return other,
        }
    }
    Err(AppError::Rewritten)
}

/// What a dataset holds at a revision.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// When it was asked at.
    pub at: AsKnown,
    /// The revision.
    pub revision: i64,
    /// When it was made; none before the first.
    pub committed_at: Option<DateTime<Utc>>,
    /// What is covered.
    pub covers: Vec<Cover>,
    /// What the lake shows.
    pub(crate) view: SnapshotView,
}

/// Returns what a dataset holds as known at the given time.
///
/// # Errors
/// No such revision, or the catalogue cannot be read.
pub fn known(store: &Store, dataset: &str, at: AsKnown) -> Result<Known, AppError> {
    let snapshot = store.db.with(|conn| snapshot(conn, dataset, at.at()))?;
    Ok(from_catalogue(at, snapshot))
}

fn from_catalogue(at: AsKnown, snapshot: Snapshot) -> Known {
    let mut by_path: BTreeMap<String, VisibleSegment> = BTreeMap::new();
    let mut covers = Vec::new();
    for part in snapshot.parts {
        for row in part.segments {
            let segment = by_path
                .entry(row.path.clone())
                .or_insert_with(|| VisibleSegment {
                    path: row.path,
                    sha256: Some(row.sha256),
                    parts: Vec::new(),
                });
            segment.parts.push(VisiblePart {
                import_id: part.import_id,
                cover: part.cover.clone(),
            });
        }
        covers.extend(part.cover);
    }
    Known {
        at,
        revision: snapshot.revision,
        committed_at: snapshot.committed_at,
        covers,
        view: SnapshotView {
            revision: snapshot.revision,
            segments: by_path.into_values().collect(),
        },
    }
}
