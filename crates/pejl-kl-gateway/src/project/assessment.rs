//! Assessments: levels of functioning, and of the need for support.

use chrono::NaiveDate;
use pejl_domain::care::Instrument;

use super::level::Score;
use super::{Making, Origin, Settings};
use crate::codes::Codes;
use crate::guide::{Guide, Profile};
use crate::history::View;
use crate::resource::{Coding, Condition, Observation, Resource};
use crate::version::{Chain, Version};
use crate::when::When;

/// A level that was assessed on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// Where it comes from.
    pub origin: Origin,
    /// What was measured with.
    pub instrument: Instrument,
    /// The condition or theme; none where the need for support as a whole was assessed.
    pub domain: Option<Coding>,
    /// What it is called in the list.
    pub domain_da: Option<String>,
    /// The code of the level, as it is reported.
    pub severity: Coding,
    /// The level; none where no list knows the code.
    pub score: Option<Score>,
    /// The day: in home care that of the version, for the assessment itself has no date.
    pub date: NaiveDate,
}

/// The assessments of a view, in the order of their keys and versions.
#[must_use]
pub fn assessments(view: &View<'_>, codes: &Codes, settings: &Settings) -> Vec<Assessment> {
    let making = Making {
        view,
        codes,
        settings,
    };
    let rows = view
        .present()
        .flat_map(|(chain, version)| match version.profile {
            Profile::Condition => of_condition(&making, chain),
            Profile::CareEvaluation => of_evaluation(&making, version).into_iter().collect(),
            _ => Vec::new(),
        });
    rows.collect()
}

/// Each version with another level than the one before; in FFB also one that was asserted anew.
fn of_condition(making: &Making<'_>, chain: &Chain) -> Vec<Assessment> {
    let mut rows: Vec<Assessment> = Vec::new();
    let mut last = None;
    for version in chain.live() {
        let Resource::Condition(condition) = &version.resource else {
            continue;
        };
        let Some(severity) = &condition.severity else {
            continue;
        };
        let date = day(version, condition);
        let asserted = condition.asserted.map(When::day);
        if last != Some((severity, asserted)) {
            last = Some((severity, asserted));
            rows.push(assessment(
                making,
                version,
                severity,
                condition.code.code.as_ref(),
                date,
            ));
        }
    }
    rows
}

/// When the level was assessed: as FFB says it, or else when the version came to be.
fn day(version: &Version, condition: &Condition) -> NaiveDate {
    let recorded = condition.recorded.filter(|_| version.guide == Guide::Ffb);
    condition
        .asserted
        .or(recorded)
        .map_or_else(|| version.day(), When::day)
}

fn of_evaluation(making: &Making<'_>, version: &Version) -> Option<Assessment> {
    let Resource::Observation(observation) = &version.resource else {
        return None;
    };
    let Observation {
        value, effective, ..
    } = observation;
    let date = effective.map_or_else(|| version.day(), When::day);
    Some(assessment(
        making,
        version,
        value.code.as_ref()?,
        None,
        date,
    ))
}

fn assessment(
    making: &Making<'_>,
    version: &Version,
    severity: &Coding,
    domain: Option<&Coding>,
    date: NaiveDate,
) -> Assessment {
    let score = Score::of(making.codes, Some(severity), version.day());
    let instrument = match (version.guide, version.profile) {
        (_, Profile::CareEvaluation) => Instrument::FfbNeed,
        (Guide::Ffb, _) => Instrument::FfbLevel,
        _ => Instrument::Fsiii,
    };
    let entry = making.codes.entry(domain, version.day());
    Assessment {
        origin: Origin::of(version),
        instrument: score.map_or(instrument, Score::instrument),
        domain: domain.cloned(),
        domain_da: entry.map(|entry| entry.display_da.clone()),
        severity: severity.clone(),
        score,
        date,
    }
}
