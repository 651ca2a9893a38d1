//! Comments: what somebody who knows says of one figure, kept beside the figure that it explains.
//!
//! A comment is of one series and one period. With it stands the figure as it was when it was written, so that a later revision that
//! moves the figure is seen beside the words that explained another one. Versions are those of any narrative; a sign-off is a
//! version of its own, and other words need another one.

mod draft;
#[cfg(test)]
mod tests;
mod told;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use pejl_calendar::day_of;
use pejl_db::narrative::{Kind, Stored};
use pejl_db::observation::Figure;
use pejl_db::revision::head;
use pejl_db::target::Subject;
use pejl_domain::Period;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::gate::Viewer;
use crate::narratives::{self, Known};
use crate::snapshot::AsKnown;
use crate::store::Store;
use crate::targets::{municipality, reading_name};

pub use crate::narratives::Applied;
pub use draft::{CommentDraft, TEXT_CHARS_MAX};
pub use told::{Explained, ToldComment, is_same_value, tell};

/// What is said of one figure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading.
    pub reading: String,
    /// The cut: dimension → member; empty for the whole municipality.
    pub members: BTreeMap<String, String>,
    /// The period, as `2018-03`.
    pub period: String,
    /// What is said, in Danish; may be empty where there is English.
    pub text_da: String,
    /// What is said, in English.
    pub text_en: String,
    /// Who says it.
    pub author: String,
    /// What the author is.
    pub author_role: String,
    /// Who has signed it off.
    pub approved_by: Option<String>,
    /// The day it was signed off.
    pub approved_on: Option<NaiveDate>,
    /// What the figure was read by.
    pub read_by: ReadBy,
    /// The figure as it was, before the gate; none once an erasure has taken it.
    #[serde(default)]
    pub figure: Option<Figure>,
}

/// What a figure was read by when something was said of it. No number of it is in this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBy {
    /// The revision.
    pub revision: i64,
    /// Version of the definition.
    pub definition_version: i32,
    /// Unit of the value.
    pub unit: String,
    /// `current`, or that prices have nothing to do with it.
    pub price_level: String,
    /// Whether anybody might be told the figure.
    pub is_public: bool,
}

impl Comment {
    /// The series that it is of.
    pub fn subject(&self, municipality: &str) -> Subject {
        Subject {
            municipality: municipality.to_owned(),
            indicator: self.indicator.clone(),
            reading: self.reading.clone(),
            members: self.members.clone(),
        }
    }

    /// Whether two say the same of the same figure, whenever it was read and whoever signed it off.
    fn is_like(&self, other: &Self) -> bool {
        let words = |of: &Self| Self {
            approved_by: None,
            approved_on: None,
            read_by: ReadBy {
                revision: 0,
                ..of.read_by.clone()
            },
            figure: None,
            ..of.clone()
        };
        let is_same_figure = match (&self.figure, &other.figure) {
            (Some(one), Some(other)) => told::is_same(one, other),
            _ => false,
        };
        words(self) == words(other) && is_same_figure
    }
}

/// A version of a comment as stored.
pub type StoredComment = Stored<Comment>;

/// Which comments are wanted.
#[derive(Debug, Clone, Default)]
pub struct CommentsRequest {
    /// A municipality in any spelling; all when absent.
    pub municipality: Option<String>,
    /// An indicator or a reading; all when absent.
    pub indicator: Option<String>,
    /// Periods (`2018`) and stretches of them (`2017..2018-03`): comments on these and on what lies within; all when absent.
    pub periods: Vec<String>,
    /// The revision.
    pub at: AsKnown,
}

/// Comments known at a revision.
#[derive(Debug, Clone)]
pub struct Comments {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The comments, in the order of their numbers. They have yet to pass the gate: [`tell`] is how they are told.
    pub comments: Vec<StoredComment>,
}

impl Comments {
    /// When to ask for the figures beside them: at the revision they were read at, and on the same day.
    pub fn at(&self, asked: AsKnown) -> AsKnown {
        match asked {
            // An instant says on which day it is asked as well.
            AsKnown::At(instant) => AsKnown::At(instant),
            AsKnown::Head | AsKnown::Revision(_) => AsKnown::Revision(self.revision),
        }
    }
}

impl From<Known<Comment>> for Comments {
    fn from(known: Known<Comment>) -> Self {
        Self {
            revision: known.revision,
            committed_at: known.committed_at,
            comments: known.items,
        }
    }
}

/// Finds the comments in force at a revision.
///
/// # Errors
/// The municipality or a period is not known, there is no such revision, or the store fails.
pub fn list_comments(store: &Store, request: &CommentsRequest) -> Result<Comments, AppError> {
    let place = request.municipality.as_deref().map(municipality);
    let of = (Kind::Comment, place.transpose()?);
    let mut found = narratives::in_force::<Comment>(store, of, request.at)?;
    let stretches = request.periods.iter().map(|text| draft::stretch(text));
    let stretches: Vec<_> = stretches.collect::<Result<_, _>>()?;
    found.items.retain(|one| {
        let of_indicator = request.indicator.as_deref().is_none_or(|name| {
            let whole = reading_name(&one.said.subject(&one.municipality));
            name.eq_ignore_ascii_case(&one.said.indicator) || name.eq_ignore_ascii_case(&whole)
        });
        let period = one.said.period.parse::<Period>().ok();
        let mut within = stretches.iter();
        let within = |of: Period| {
            within.any(|(first, last)| first.start() <= of.start() && of.end() <= last.end())
        };
        of_indicator && (stretches.is_empty() || period.is_some_and(within))
    });
    Ok(found.into())
}

/// Finds every version of a comment that is known at a revision, the latest first.
///
/// # Errors
/// There never was such a comment, there is no such revision, or the store fails.
pub fn get_comment(store: &Store, number: i64, at: AsKnown) -> Result<Comments, AppError> {
    Ok(narratives::versions(store, (Kind::Comment, number), at)?.into())
}

/// Finds every version of a comment as [`get_comment`], and tells them with their figures as known at the same revision.
///
/// # Errors
/// As [`get_comment`].
pub fn get_told(
    store: &Store,
    number: i64,
    at: AsKnown,
    viewer: &Viewer,
) -> Result<(Comments, Vec<ToldComment>), AppError> {
    let found = get_comment(store, number, at)?;
    let told = tell(store, &found.comments, found.at(at), viewer)?;
    Ok((found, told))
}

/// Stores a new comment, with the figure as it is now.
///
/// # Errors
/// [`AppError::Invalid`] with all that is wrong with it; the store fails.
pub fn create_comment(
    store: &Store,
    draft: &CommentDraft,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    let (revision, place, comment) = draft::understand(store, draft)?;
    narratives::create(store, Kind::Comment, (place, revision, &comment), by)
}

/// Stores another version of a comment, of the figure as it is now; the whole of it is said, and has to be signed off again.
///
/// # Errors
/// As [`create_comment`]; none of the number is in force; [`AppError::Conflict`] where the draft names a version that is not in
/// force any more.
pub fn replace_comment(
    store: &Store,
    number: i64,
    draft: &CommentDraft,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    let (revision, place, comment) = draft::understand(store, draft)?;
    let of = (Kind::Comment, number);
    let known = narratives::to_replace::<Comment>(store, of, (draft.version, revision))?;
    let is_unchanged = known.said.is_like(&comment) && known.municipality == place;
    let other = (!is_unchanged).then_some(&comment);
    narratives::put(store, (Kind::Comment, &known), (place, revision, other), by)
}

/// Signs a comment off: a version of its own that says who did.
///
/// # Errors
/// Nobody signs, or the author; none of the number is in force, or not the version that is meant; the store fails.
pub fn approve_comment(
    store: &Store,
    (number, version): (i64, Option<i32>),
    approved_by: &str,
    by: (&str, bool),
) -> Result<Applied, AppError> {
    let revision = store.db.with(head)?;
    let of = (Kind::Comment, number);
    let known = narratives::to_replace::<Comment>(store, of, (version, revision))?;
    let approver = draft::approver(approved_by, &known.said)?;
    let is_unchanged = known.said.approved_by.as_ref() == Some(&approver);
    let approved = Comment {
        approved_by: Some(approver),
        approved_on: Some(day_of(store.now())),
        ..known.said.clone()
    };
    let place = known.municipality.as_str();
    let other = (!is_unchanged).then_some(&approved);
    narratives::put(store, (Kind::Comment, &known), (place, revision, other), by)
}

/// Withdraws a comment: it is known no more from a new revision on.
///
/// # Errors
/// None of the number is in force; the store fails.
pub fn withdraw_comment(store: &Store, number: i64, actor: &str) -> Result<Applied, AppError> {
    narratives::withdraw(store, (Kind::Comment, number), actor)
}

/// The comments known at a revision on figures of a series, as they may be told: of its reading, with its very cut. The earliest
/// period comes first.
pub(crate) fn of_series(
    store: &Store,
    (at, viewer): (AsKnown, &Viewer),
    series: &Subject,
) -> Result<Vec<ToldComment>, AppError> {
    let of = (Kind::Comment, Some(series.municipality.as_str()));
    let known = narratives::in_force::<Comment>(store, of, at)?;
    let mut found = known.items;
    found.retain(|one| one.said.subject(&one.municipality) == *series);
    let mut told = tell(store, &found, AsKnown::Revision(known.revision), viewer)?;
    let period = |one: &ToldComment| one.said.period.parse::<Period>().ok();
    told.sort_by_key(|one| (period(one), one.number));
    Ok(told)
}
