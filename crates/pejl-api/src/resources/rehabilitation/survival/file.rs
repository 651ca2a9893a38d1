//! Curves as the rows of a file.

use std::collections::BTreeMap;

use pejl_app::rehabilitation::SurvivalAnswer;
use pejl_domain::{Cell, Lang};
use serde::Serialize;

use super::body::{SurvivalStepBody, members};

/// A step of the curve of a group, as a row of a file; where there is no curve, the reason alone.
#[derive(Debug, Serialize)]
pub(super) struct SurvivalRow {
    municipality: String,
    from: String,
    to: String,
    of: &'static str,
    members: BTreeMap<String, String>,
    cell: &'static str,
    #[serde(flatten)]
    step: Option<SurvivalStepBody>,
    definition_version: i32,
    price_level: &'static str,
    revision: i64,
    reason: Option<String>,
}

/// Columns of a file of curves: one row for each step of each group.
pub const SURVIVAL_COLUMNS: [&str; 33] = [
    "municipality",
    "from",
    "to",
    "of",
    "members",
    "cell",
    "day",
    "at_risk",
    "events",
    "deaths",
    "moved",
    "other_ends",
    "censored",
    "survival",
    "lower_95",
    "upper_95",
    "event_free",
    "incidence_event",
    "incidence_event_lower_95",
    "incidence_event_upper_95",
    "incidence_death",
    "incidence_death_lower_95",
    "incidence_death_upper_95",
    "incidence_moved",
    "incidence_moved_lower_95",
    "incidence_moved_upper_95",
    "incidence_other",
    "incidence_other_lower_95",
    "incidence_other_upper_95",
    "definition_version",
    "price_level",
    "revision",
    "reason",
];

/// The steps of the curves, and of groups without a curve the reason.
pub(super) fn rows(found: &SurvivalAnswer, lang: Lang) -> Vec<SurvivalRow> {
    let row = |members, cell: Cell, step, reason| SurvivalRow {
        municipality: found.municipality.clone(),
        from: found.periods.0.to_string(),
        to: found.periods.1.to_string(),
        of: found.kind.as_str(),
        members,
        cell: cell.as_str(),
        step,
        definition_version: found.reading.definition_version,
        price_level: "not_applicable",
        revision: found.revision,
        reason,
    };
    let mut rows = Vec::new();
    if let Some((cell, reason)) = &found.reason {
        let reason = reason.to_lang(lang).to_owned();
        rows.push(row(BTreeMap::new(), *cell, None, Some(reason)));
    }
    for group in &found.groups {
        let members = members(found.by.as_ref(), group);
        match &group.figures {
            Err((cell, reason)) => {
                let reason = reason.to_lang(lang).to_owned();
                rows.push(row(members, *cell, None, Some(reason)));
            }
            Ok(figures) => rows.extend(figures.steps.iter().map(|step| {
                let step = Some(SurvivalStepBody::of(step));
                row(members.clone(), Cell::Ok, step, None)
            })),
        }
    }
    rows
}
