//! Releases: a revision under a name, as a council was shown it.
//!
//! A release changes no figure and makes no revision; it is never changed and never deleted. What is asked for by its name is asked
//! for at its revision.

#[cfg(test)]
mod tests;

use pejl_db::release::{self as stored, Before, NewRelease, Release, ReleaseError};
use pejl_db::revision::{RevisionError, resolve};
use pejl_metrics::suggest::nearest;

use crate::error::{AppError, ParamProblem};
use crate::narratives::draft::text_fault;
use crate::snapshot::AsKnown;
use crate::store::Store;
use crate::targets::State;

pub use pejl_db::release::Release as StoredRelease;

/// Longest name of a release, in characters.
pub const NAME_CHARS_MAX: usize = 80;
/// Longest note, in characters.
pub const NOTE_CHARS_MAX: usize = 1_000;
/// Names spelled alike that are named, and how many are looked through for them.
const NEAREST: usize = 3;
const LOOKED_THROUGH: u32 = 1_000;

/// A release to be made.
#[derive(Debug, Clone, Default)]
pub struct ReleaseDraft {
    /// Its name.
    pub name: String,
    /// What is published: the newest revision unless said.
    pub at: AsKnown,
    /// What is said of it; may be empty.
    pub note: String,
}

/// What became of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Whether it was made, could be, or is there already.
    pub state: State,
    /// Its name.
    pub name: String,
    /// The revision that is published.
    pub revision: i64,
    /// The release as recorded; none in a dry run.
    pub release: Option<Release>,
}

/// Freezes a revision under a name, or, in a dry run, says that it could be.
///
/// Making the same release again changes nothing and is no fault.
///
/// # Errors
/// [`AppError::Invalid`] with all that is wrong with it; [`AppError::Conflict`] where the name is given to another revision or with
/// another note; there is no such revision; the store fails.
///
/// # Example
/// ```no_run
/// use pejl_app::releases::{ReleaseDraft, make_release};
/// use pejl_app::{Store, StoreOptions};
///
/// let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
/// let draft = ReleaseDraft { name: "Marts 2018".to_owned(), ..ReleaseDraft::default() };
/// let made = make_release(&store, &draft, ("command line", false))?;
/// println!("{} is revision {}", made.name, made.revision);
/// # Ok::<(), pejl_app::AppError>(())
/// ```
pub fn make_release(
    store: &Store,
    draft: &ReleaseDraft,
    (actor, is_dry_run): (&str, bool),
) -> Result<Made, AppError> {
    let (name, note) = read(draft)?;
    let revision = store.db.with(|conn| resolve(conn, draft.at.at()))?.n;
    if revision == 0 {
        let allowed = "a revision at which something is known";
        return Err(AppError::parameter("revision", "0", allowed));
    }
    let made = |state, release: Option<Release>| Made {
        state,
        name: release.as_ref().map_or(&name, |one| &one.name).clone(),
        revision,
        release,
    };
    if is_dry_run {
        let known = store.db.with(|conn| stored::find_release(conn, &name))?;
        return match known {
            None => Ok(made(State::Proved, None)),
            Some(known) if is_same(&known, revision, &note) => {
                Ok(made(State::Unchanged, Some(known)))
            }
            Some(known) => Err(taken(&known)),
        };
    }
    let new = NewRelease {
        name: &name,
        revision,
        note: &note,
        actor,
    };
    match stored::insert_release(&store.db, &new, store.now()) {
        Ok(release) => Ok(made(State::Applied, Some(release))),
        Err(ReleaseError::Taken(known)) if is_same(&known, revision, &note) => {
            Ok(made(State::Unchanged, Some(*known)))
        }
        Err(ReleaseError::Taken(known)) => Err(taken(&known)),
        Err(ReleaseError::Revision(RevisionError::Db(error))) => Err(error.into()),
        Err(ReleaseError::Revision(error)) => Err(error.into()),
    }
}

/// Lists releases, the latest made first, those with a number below `before` when it is given.
///
/// # Errors
/// The catalogue cannot be read.
pub fn list_releases(
    store: &Store,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Release>, AppError> {
    let found = store
        .db
        .with(|conn| stored::list_releases(conn, before, limit));
    Ok(found?)
}

/// Finds the release of a name, in small or large letters.
///
/// # Errors
/// There is none, told with those spelled alike; the catalogue cannot be read.
pub fn get_release(store: &Store, name: &str) -> Result<Release, AppError> {
    let name = name.trim();
    let found = store.db.with(|conn| stored::find_release(conn, name))?;
    if let Some(found) = found {
        return Ok(found);
    }
    // What cannot be a name is not told again.
    let (id, nearest) = match text_fault(name, NAME_CHARS_MAX) {
        None => (name.to_owned(), alike(store, name)?),
        Some(_) => (String::new(), Vec::new()),
    };
    Err(AppError::NotFound {
        what: "release",
        id,
        nearest,
    })
}

/// Finds the release that a report of a revision is held against: of the newest revision below, and made before the release that the
/// report is of, or before the revision was. It is the same one for ever, as no release is changed.
///
/// # Errors
/// The catalogue cannot be read.
pub fn find_earlier(
    store: &Store,
    revision: i64,
    of: Option<&Release>,
) -> Result<Option<Release>, AppError> {
    let before = of.map_or(Before::Revision(revision), |one| Before::Release(one.id));
    let found = store
        .db
        .with(|conn| stored::newest_release_below(conn, revision, before));
    Ok(found?)
}

/// The names that are spelled alike.
fn alike(store: &Store, name: &str) -> Result<Vec<String>, AppError> {
    let all = list_releases(store, None, LOOKED_THROUGH)?;
    let names = all.iter().map(|one| one.name.as_str());
    let near = nearest(name, names, NEAREST);
    Ok(near.into_iter().map(str::to_owned).collect())
}

/// Name and note, or all that is wrong with them.
fn read(draft: &ReleaseDraft) -> Result<(String, String), AppError> {
    let (name, note) = (draft.name.trim(), draft.note.trim());
    let name_fault = match name {
        _ if !name.chars().any(char::is_alphanumeric) => Some(format!(
            "1 to {NAME_CHARS_MAX} characters with a letter or a digit"
        )),
        _ if name.contains('\n') => Some("one line".to_owned()),
        _ => text_fault(name, NAME_CHARS_MAX),
    };
    let faults = [
        ("name", name_fault),
        ("note", text_fault(note, NOTE_CHARS_MAX)),
    ];
    let problem = |(field, fault): (&str, Option<String>)| {
        Some(ParamProblem {
            parameter: field.to_owned(),
            // It may hold the number of a person.
            value: String::new(),
            allowed: fault?,
            nearest: Vec::new(),
        })
    };
    let problems: Vec<ParamProblem> = faults.into_iter().filter_map(problem).collect();
    match problems.is_empty() {
        true => Ok((name.to_owned(), note.to_owned())),
        false => Err(AppError::Invalid(problems)),
    }
}

fn is_same(known: &Release, revision: i64, note: &str) -> bool {
    known.revision == revision && known.note == note
}

/// A release cannot become another one.
fn taken(known: &Release) -> AppError {
    AppError::Conflict(format!(
        "there is a release `{}` already, of revision {}; a release is never changed",
        known.name, known.revision
    ))
}
