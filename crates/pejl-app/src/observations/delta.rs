//! What changed of the kept figures: for whoever keeps a copy of them.

mod question;
mod told;

use chrono::{DateTime, Utc};
use pejl_db::observation::{Difference, Wanted, difference, is_run, newest_run};
use pejl_db::revision::{RevisionError, resolve};
use pejl_domain::Cell;
use pejl_metrics::{Observation, Request, Text};

use self::question::wanted;
use self::told::Teller;
use super::sources_of;
use crate::compute::check_count;
use crate::definitions::{definitions_at, definitions_for};
use crate::error::AppError;
use crate::gate::Viewer;
use crate::snapshot::AsKnown;
use crate::store::Store;

/// Which changes are asked for.
#[derive(Debug, Clone, Default)]
pub struct DeltaRequest {
    /// Indicators, municipalities and periods, each all of them when none is named; nothing else.
    pub query: Request,
    /// What the caller has: the figures of this revision.
    pub since: AsKnown,
    /// The revision that is asked at.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// What changed.
#[derive(Debug, Clone)]
pub struct Delta {
    /// The revision that the figures are of, to be asked from the next time: the newest one that they were kept up to.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The revision that the caller has.
    pub since: i64,
    /// Whether these are all figures that there are, because none were kept at the caller's revision: they take the place of
    /// what the caller has.
    pub is_whole: bool,
    /// Where the figures are from, as the cards of the indicators say; each once.
    pub sources: Vec<Text>,
    /// In the order of indicator, reading, municipality and period.
    pub changes: Vec<Changed>,
}

/// A figure that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The figure as it is now, with the revision that first gave it; where it was withdrawn, what it was a figure of.
    pub observation: Observation,
    /// Whether there is no such figure any more.
    pub is_withdrawn: bool,
}

/// Tells which kept figures are others than at a revision.
///
/// Kept are totals of readings of records per municipality, at current prices. Whether a figure can be compared with an
/// earlier one is told of the period just before its own.
///
/// # Errors
/// The question cannot be understood or asks for more than totals, there is no such revision, or the store fails.
pub fn list_changes(store: &Store, request: &DeltaRequest) -> Result<Delta, AppError> {
    let at = store.db.with(|conn| resolve(conn, request.at.at()))?;
    let asked_by = definitions_for(store, at.n, &request.query)?;
    let wanted = wanted(&asked_by, &request.query)?;
    // What is told of a period goes by the others of its year.
    let of_all_periods = Wanted {
        periods: Vec::new(),
        grains: Vec::new(),
        ..wanted.clone()
    };
    let (since, run, is_whole, found) = store.db.with(|conn| {
        let since = resolve(conn, request.since.at())?;
        let run = newest_run(conn, at.n)?;
        // Figures of other revisions were never told as a whole, so that nothing can be told of their difference.
        let is_whole = !is_run(conn, since.n)?;
        let from = if is_whole { 0 } else { since.n };
        let found = match &run {
            Some(run) if run.revision > from => {
                difference(conn, (from, run.revision), &of_all_periods)?
            }
            _ => Difference::default(),
        };
        Ok::<_, RevisionError>((since.n, run, is_whole, found))
    })?;
    if since > at.n {
        let allowed = format!("a revision up to {}, which is asked at", at.n);
        return Err(AppError::parameter(
            "changed_since",
            &since.to_string(),
            allowed,
        ));
    }
    let asked = told::of_periods(&found, &wanted);
    check_count(asked.changed.len().saturating_add(asked.withdrawn.len()))?;
    let run = run.map_or(0, |run| run.revision);
    let made = store
        .db
        .with(|conn| resolve(conn, AsKnown::Revision(run).at()))?;
    let definitions = definitions_at(store, run)?;
    let teller = Teller {
        store,
        catalogue: &definitions.catalogue,
        viewer: &request.viewer,
    };
    let told = teller.tell(
        ((!is_whole).then_some(since), run),
        (&found, &asked),
        &wanted,
    )?;
    let withdrawn = teller.observations(&asked.withdrawn)?.into_iter();
    let withdrawn = withdrawn
        .zip(&asked.withdrawn)
        .map(|(one, known)| Observation {
            revision: known.known_to.unwrap_or(known.known_from),
            ..without_figure(one)
        });
    let all = told.into_iter().map(|one| (one, false));
    let all = all.chain(withdrawn.map(|one| (one, true)));
    let mut changes: Vec<Changed> = all
        .map(|(observation, is_withdrawn)| Changed {
            observation,
            is_withdrawn,
        })
        .collect();
    changes.sort_by_cached_key(|one| place(&one.observation));
    let indicators = changes.iter().map(|one| one.observation.indicator.as_str());
    let sources = sources_of(&definitions.catalogue, indicators);
    Ok(Delta {
        sources,
        revision: run,
        committed_at: made.committed_at,
        since,
        is_whole,
        changes,
    })
}

fn place(one: &Observation) -> impl Ord + use<> {
    (
        one.indicator.clone(),
        one.members.clone(),
        one.municipality.clone(),
        one.grain.as_str(),
        one.period,
    )
}

/// What a figure is of, and that it is no more.
fn without_figure(one: Observation) -> Observation {
    Observation {
        numerator: None,
        denominator: None,
        value: None,
        cell: Cell::Missing,
        n: None,
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        quality: Vec::new(),
        reason: Some(Text {
            da: "tallet er trukket tilbage".to_owned(),
            en: "the figure was withdrawn".to_owned(),
        }),
        ..one
    }
}
