//! Whether the data that a report of a month needs are in: whole and recent enough, as known at a revision.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use pejl_calendar::day_of;
use pejl_db::coverage::{Coverage, list_brought};
use pejl_domain::{Cover, Period};
use pejl_metrics::freshness::{aged, datasets, sources, waited_for};
use pejl_metrics::{Catalogue, Reading};

use crate::catalogue::{covers, head};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::narratives::draft::text_fault;
use crate::snapshot::AsKnown;
use crate::store::Store;

pub use pejl_metrics::freshness::{Aged, Source, Waited};

/// What a report of a month waits for; ready where there is nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lack {
    /// When the revision was made, where the month was not over by then.
    pub not_over_at: Option<DateTime<Utc>>,
    /// What is not in.
    pub waited: Vec<Waited>,
}

impl Lack {
    /// Whether nothing is waited for.
    pub fn is_nothing(&self) -> bool {
        self.not_over_at.is_none() && self.waited.is_empty()
    }
}

/// Finds what a report of a month in a municipality waits for, as known at a revision.
///
/// Needed is what the indicators of the board are made of, as far as any of it had ever been covered by the end of the month:
/// what comes by the month in every month of the year up to it, anything else as recent as agreed for it on the month's last day.
/// A month that was not over when the revision was made is not whole, whatever its covers say.
///
/// # Errors
/// There is no such revision, or the store fails.
///
/// # Example
/// ```no_run
/// use pejl_app::readiness::get_lack;
/// use pejl_app::{AsKnown, Store, StoreOptions};
///
/// let store = Store::open(&StoreOptions::embedded("./pejl-data"))?;
/// let lack = get_lack(&store, ("766", "2018-03".parse()?), AsKnown::Head)?;
/// println!("{} sources are waited for", lack.waited.len());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn get_lack(
    store: &Store,
    (municipality, month): (&str, Period),
    at: AsKnown,
) -> Result<Lack, AppError> {
    let known = head(store, at)?;
    let definitions = definitions_at(store, known.revision)?;
    let catalogue = &definitions.catalogue;
    let by_dataset = known_covers(store, catalogue, known.revision)?;
    let is_over = |at: &DateTime<Utc>| day_of(*at) >= month.end();
    Ok(Lack {
        not_over_at: known.committed_at.filter(|at| !is_over(at)),
        waited: waited_for(catalogue, &by_dataset, (municipality, month)),
    })
}

/// Tells how recent each source of the board is at a municipality on a day, as known at a revision.
///
/// # Errors
/// There is no such revision, or the store fails.
pub fn list_ages(
    store: &Store,
    (municipality, day): (&str, NaiveDate),
    at: AsKnown,
) -> Result<Vec<Aged>, AppError> {
    let known = head(store, at)?;
    let definitions = definitions_at(store, known.revision)?;
    let catalogue = &definitions.catalogue;
    let by_dataset = known_covers(store, catalogue, known.revision)?;
    Ok(aged(catalogue, &by_dataset, (municipality, day)))
}

/// The covers known at a revision of every dataset that the board is made of.
fn known_covers(
    store: &Store,
    catalogue: &Catalogue,
    revision: i64,
) -> Result<BTreeMap<&'static str, Vec<Cover>>, AppError> {
    let at = AsKnown::Revision(revision);
    let specs = datasets(catalogue).into_iter();
    let known = specs.map(|spec| Ok((spec.name, covers(store, spec.name, at)?)));
    known.collect()
}

/// Longest reason for a report that does not wait, in characters.
pub const REASON_CHARS_MAX: usize = 500;

/// The reason for a report that does not wait, as it may be printed.
///
/// # Errors
/// It says nothing, is too long or of several lines, or has control characters or what looks like the number of a person.
pub fn read_reason(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    let fault = match text {
        _ if !text.chars().any(char::is_alphanumeric) => Some("a reason in words".to_owned()),
        _ if text.contains('\n') => Some("one line".to_owned()),
        _ => text_fault(text, REASON_CHARS_MAX),
    };
    match fault {
        None => Ok(text.to_owned()),
        // It may hold the number of a person.
        Some(allowed) => Err(AppError::parameter("force", "", allowed)),
    }
}

/// What imports brought between two revisions.
#[derive(Debug, Clone, Default)]
pub struct Arrivals(Vec<Coverage>);

impl Arrivals {
    /// What imports brought after a revision and up to another.
    ///
    /// # Errors
    /// The store fails.
    pub fn between(store: &Store, from: i64, to: i64) -> Result<Self, AppError> {
        let found = store.db.with(|conn| list_brought(conn, from, to));
        Ok(Self(found?))
    }

    /// The revisions that brought something of what a reading is made of, at a municipality, by source: those about the period, else
    /// those about any.
    pub fn of(
        &self,
        (catalogue, reading): (&Catalogue, &Reading),
        (municipality, period): (&str, Period),
    ) -> Vec<(Source, BTreeSet<i64>)> {
        self.of_sources(sources(catalogue, reading), (municipality, period))
    }

    /// The same of sources that are named.
    pub fn of_sources(
        &self,
        sources: impl IntoIterator<Item = Source>,
        (municipality, period): (&str, Period),
    ) -> Vec<(Source, BTreeSet<i64>)> {
        let found = sources.into_iter().map(|source| {
            let revisions = self.revisions(&source, municipality, period);
            (source, revisions)
        });
        found
            .filter(|(_, revisions)| !revisions.is_empty())
            .collect()
    }

    fn revisions(&self, source: &Source, municipality: &str, period: Period) -> BTreeSet<i64> {
        let is_of = |one: &&Coverage| {
            let is_of_table = match source {
                Source::Dataset(_) => true,
                Source::Tables(tables) => tables.contains(&one.cover.variant.table_id),
            };
            is_of_table && one.dataset == source.dataset() && one.cover.areas.contains(municipality)
        };
        let about = |one: &&Coverage| one.cover.periods.iter().any(|of| of.overlaps(period));
        let all: Vec<&Coverage> = self.0.iter().filter(is_of).collect();
        let known = |boxes: &mut dyn Iterator<Item = &Coverage>| -> BTreeSet<i64> {
            boxes.map(|one| one.known_from).collect()
        };
        let of_period = known(&mut all.iter().copied().filter(|one| about(one)));
        match of_period.is_empty() {
            true => known(&mut all.iter().copied()),
            false => of_period,
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_line_in_words_without_the_number_of_a_person() {
        assert_eq!(
            read_reason(" Regnskabet mangler ").unwrap(),
            "Regnskabet mangler"
        );
        let long = "x".repeat(REASON_CHARS_MAX + 1);
        for text in [
            "",
            " - ",
            "a\nb",
            "a\u{7}",
            "om 010190-1234",
            "a\u{200b}b",
            &long,
        ] {
            match read_reason(text) {
                Err(AppError::Invalid(problems)) => {
                    assert!(
                        problems.iter().all(|one| one.value.is_empty()),
                        "{problems:?}"
                    );
                }
                other => assert_eq!(format!("{other:?}"), "a refusal as above"),
            }
        }
    }
}
