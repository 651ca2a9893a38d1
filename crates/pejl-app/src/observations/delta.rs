//! What changed of the kept figures: for whoever keeps a copy of them.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::observation::{Known, Wanted, difference, is_run, newest_run};
use pejl_db::revision::resolve;
use pejl_domain::Cell;
use pejl_metrics::catalogue::split_version;
use pejl_metrics::query::{Periods, Place};
use pejl_metrics::records::{SeriesBreaks, in_prices};
use pejl_metrics::{Catalogue, Kind, Observation, Prices, Query, Request, Text};

use super::{invalid, sources_of};
use crate::compute::check_count;
use crate::definitions::{Definitions, definitions_at, definitions_for, of_program};
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::kept::restored;
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
    let (since, run, is_whole, found) = store.db.with(|conn| {
        let since = resolve(conn, request.since.at())?;
        let run = newest_run(conn, at.n)?;
        // Figures of other revisions were never told as a whole, so that nothing can be told of their difference.
        let is_whole = !is_run(conn, since.n)?;
        let from = if is_whole { 0 } else { since.n };
        let found = match &run {
            Some(run) if run.revision > from => difference(conn, (from, run.revision), &wanted)?,
            _ => pejl_db::observation::Difference::default(),
        };
        Ok::<_, pejl_db::revision::RevisionError>((since.n, run, is_whole, found))
    })?;
    if since > at.n {
        let allowed = format!("a revision up to {}, which is asked at", at.n);
        return Err(AppError::parameter(
            "changed_since",
            &since.to_string(),
            allowed,
        ));
    }
    let size = found.changed.len().saturating_add(found.withdrawn.len());
    check_count(size)?;
    let run = run.map_or(0, |run| run.revision);
    let made = store
        .db
        .with(|conn| resolve(conn, AsKnown::Revision(run).at()))?;
    let definitions = definitions_at(store, run)?;
    let mut changes = Vec::new();
    for (known, is_withdrawn) in [(found.changed, false), (found.withdrawn, true)] {
        for one in &known {
            changes.push(changed(
                &definitions.catalogue,
                one,
                is_withdrawn,
                &request.viewer,
            )?);
        }
    }
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

fn changed(
    catalogue: &Arc<Catalogue>,
    known: &Known,
    is_withdrawn: bool,
    viewer: &Viewer,
) -> Result<Changed, AppError> {
    let one = restored(catalogue, known, known.known_from)?;
    let name = format!("{}.{}", known.figure.indicator, known.figure.reading);
    let one = match catalogue.find_reading(&name) {
        Some(reading) => {
            let breaks = SeriesBreaks::of(catalogue, reading);
            let earlier = one.period.previous();
            one.after(earlier, &breaks)
        }
        None => one,
    };
    let current = Query::of_totals(catalogue, Vec::new(), Vec::new(), Vec::new());
    let none = Prices {
        series: &[],
        as_known_at: chrono::NaiveDate::MIN,
    };
    let priced = in_prices(vec![one], &current, &none);
    let told = match is_withdrawn {
        false => gate::pass(&current, priced, viewer),
        true => priced.into_iter().map(without_figure).collect(),
    };
    let one = told.into_iter().next();
    let observation = one.ok_or_else(|| AppError::Conflict("a figure was lost".to_owned()))?;
    let revision = match is_withdrawn {
        true => known.known_to.unwrap_or(known.known_from),
        false => known.known_from,
    };
    Ok(Changed {
        observation: Observation {
            revision,
            ..observation
        },
        is_withdrawn,
    })
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

/// What a question asks of the kept figures.
fn wanted(definitions: &Definitions, request: &Request) -> Result<Wanted, AppError> {
    let refused = [
        ("by", request.by.join(",")),
        (
            "filter",
            request
                .filters
                .iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(","),
        ),
        (
            "indicator",
            match definitions.is_of_revision {
                true => String::new(),
                false => request.indicators.join(","),
            },
        ),
        ("price", request.prices.join(",")),
        ("window", request.window.clone().unwrap_or_default()),
        ("base", request.base.clone().unwrap_or_default()),
    ];
    let refused = refused.into_iter().filter(|(_, value)| !value.is_empty());
    let mut problems: Vec<ParamProblem> = refused
        .map(|(parameter, value)| ParamProblem {
            parameter: parameter.to_owned(),
            value,
            allowed: "nothing beside changed_since: totals at current prices are kept, as they are defined"
                .to_owned(),
            nearest: Vec::new(),
        })
        .collect();
    let named = request.indicator_names().map(split_version);
    let named = named.filter_map(|(name, _)| definitions.catalogue.find_reading(name));
    for reading in named.filter(|one| one.kind != Kind::Records) {
        problems.push(ParamProblem {
            parameter: "indicator".to_owned(),
            value: reading.code.clone(),
            allowed: "a reading of own records; what changed of published facts stands in the changes of a revision"
                .to_owned(),
            nearest: Vec::new(),
        });
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    // What is not named stands for all; the question is read as any other, with something in its place.
    let or = |given: &[String], default: &str| match given.is_empty() {
        true => vec![default.to_owned()],
        false => given.to_vec(),
    };
    // The program's own cards are there, whatever stands in their place.
    let by = match request.indicators.is_empty() {
        true => &of_program().catalogue,
        false => &definitions.catalogue,
    };
    let asked = Request {
        indicators: or(&request.indicators, "O3.3"),
        municipalities: or(&request.municipalities, "*"),
        periods: or(&request.periods, "2018"),
        grain: request
            .grain
            .clone()
            .filter(|_| !request.indicators.is_empty()),
        ..Request::default()
    };
    let query = Query::parse(by, &asked).map_err(invalid)?;
    let is_named = |given: &[String]| !given.is_empty() && given != ["*"];
    let mut periods = Vec::new();
    match &query.periods {
        Periods::Listed(listed) if !request.periods.is_empty() => {
            periods.extend(listed.iter().map(ToString::to_string));
        }
        Periods::Listed(_) => {}
        Periods::Latest(_) => problems.push(ParamProblem {
            parameter: "period".to_owned(),
            value: request.periods.join(","),
            allowed: "named periods, such as 2018 or 2014..2018".to_owned(),
            nearest: Vec::new(),
        }),
    }
    if let Some(group) = query
        .places
        .iter()
        .find(|one| matches!(one, Place::Group(_)))
    {
        problems.push(ParamProblem {
            parameter: "municipality".to_owned(),
            value: group.code().to_owned(),
            allowed: "municipalities; figures of groups are not kept".to_owned(),
            nearest: Vec::new(),
        });
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let readings: BTreeSet<(String, String)> = match request.indicators.is_empty() {
        true => BTreeSet::new(),
        false => {
            let readings = query.readings.iter();
            let names = readings.map(|one| (one.indicator.clone(), one.code.clone()));
            names.collect()
        }
    };
    Ok(Wanted {
        readings: readings.into_iter().collect(),
        municipalities: match is_named(&request.municipalities) {
            true => query
                .places
                .iter()
                .map(|one| one.code().to_owned())
                .collect(),
            false => Vec::new(),
        },
        periods,
        grains: request.grain.iter().cloned().collect(),
    })
}
