//! Published facts as they stand in the lake, with the file and line they came from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::cover::members_text;
use pejl_domain::{Cover, Period};
use pejl_lake::STAT_FACT;
use pejl_lake::typed::{FactFilter, PublishedFact, facts_plan, published_facts};
use pejl_metrics::suggest::nearest;

use crate::error::{AppError, ParamProblem};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Combinations of members that one filter may span.
const COMBINATIONS_MAX: u64 = 200_000;

/// Which facts to show.
#[derive(Debug, Clone, Default)]
pub struct FactRequest {
    /// The table, such as `FOLK1A`.
    pub table: String,
    /// Areas in any spelling; all when empty.
    pub municipalities: Vec<String>,
    /// Periods, each one period or `from..to`; all when empty.
    pub periods: Vec<String>,
    /// Dimension → members.
    pub filters: BTreeMap<String, Vec<String>>,
    /// The revision.
    pub at: AsKnown,
    /// Facts to skip.
    pub offset: u32,
    /// Most facts to show.
    pub limit: u32,
}

/// Facts and the revision they were read at.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The facts, in the order of variant, members, area and period.
    pub facts: Vec<PublishedFact>,
    /// Whether there are more behind these.
    pub more: bool,
}

/// Lists the facts of a table.
///
/// # Errors
/// The table is not there, a parameter cannot be understood, or the store fails.
pub fn list_facts(store: &Store, request: &FactRequest) -> Result<Facts, AppError> {
    let known = known(store, STAT_FACT.name, request.at)?;
    let wanted = request.table.trim();
    let covers: Vec<&Cover> = known
        .covers
        .iter()
        .filter(|cover| cover.variant.table_id.eq_ignore_ascii_case(wanted))
        .collect();
    if covers.is_empty() {
        let mut tables: Vec<String> = known
            .covers
            .iter()
            .map(|cover| cover.variant.table_id.clone())
            .collect();
        tables.sort_unstable();
        tables.dedup();
        return Err(AppError::NotFound {
            what: "imported table",
            id: wanted.to_owned(),
            nearest: tables,
        });
    }
    let mut problems = Vec::new();
    let filter = FactFilter {
        variants: covers
            .iter()
            .map(|cover| cover.variant.key())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
        areas: request
            .municipalities
            .iter()
            .filter_map(|text| area(text, &mut problems))
            .collect(),
        periods: request
            .periods
            .iter()
            .flat_map(|text| periods(text, &mut problems))
            .collect(),
        members: members(&covers, &request.filters, &mut problems)?,
        offset: request.offset,
        limit: request.limit.saturating_add(1),
    };
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let plan = facts_plan(store.lake.view(&STAT_FACT, &known.view)?, &filter);
    let mut facts = published_facts(&pejl_lake::run(plan)?)?;
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let more = facts.len() > limit;
    facts.truncate(limit);
    Ok(Facts {
        revision: known.revision,
        committed_at: known.committed_at,
        facts,
        more,
    })
}

fn area(text: &str, problems: &mut Vec<ParamProblem>) -> Option<String> {
    let found = find_area(text).map(|area| area.code.to_owned());
    if found.is_none() {
        problems.push(ParamProblem {
            parameter: "municipality".to_owned(),
            value: text.to_owned(),
            allowed: "a known area".to_owned(),
            nearest: nearest_areas(text, 3)
                .iter()
                .map(|a| format!("{} {}", a.code, a.name_da))
                .collect(),
        });
    }
    found
}

fn periods(text: &str, problems: &mut Vec<ParamProblem>) -> Vec<String> {
    let range = match text.split_once("..") {
        Some((from, to)) => from
            .trim()
            .parse::<Period>()
            .and_then(|from| Period::range(from, to.trim().parse()?)),
        None => text.trim().parse::<Period>().map(|period| vec![period]),
    };
    match range {
        Ok(periods) => periods.iter().map(ToString::to_string).collect(),
        Err(_) => {
            problems.push(ParamProblem {
                parameter: "period".to_owned(),
                value: text.to_owned(),
                allowed: "a period such as 2019, 2019-Q3 or 2014..2018".to_owned(),
                nearest: Vec::new(),
            });
            Vec::new()
        }
    }
}

/// Every text of members that the covers may hold and the filters let through; empty when nothing is filtered.
///
/// A dimension or a member that no cover has is a problem, since an answer without it would look complete.
///
/// # Errors
/// More combinations than a filter may span.
fn members(
    covers: &[&Cover],
    filters: &BTreeMap<String, Vec<String>>,
    problems: &mut Vec<ParamProblem>,
) -> Result<Vec<String>, AppError> {
    if filters.is_empty() {
        return Ok(Vec::new());
    }
    let n_problems = problems.len();
    for (dimension, wanted) in filters {
        check_filter(covers, dimension, wanted, problems);
    }
    if problems.len() > n_problems {
        return Ok(Vec::new());
    }
    let fits = |cover: &&&Cover| filters.keys().all(|d| cover.members.contains_key(d));
    let mut texts = BTreeSet::new();
    for cover in covers.iter().filter(fits) {
        texts.extend(combinations(cover, filters)?);
    }
    if texts.is_empty() {
        // Each member is there, but in no file beside the others.
        let all = filters
            .iter()
            .map(|(dimension, members)| format!("{dimension}={}", members.join(",")));
        problems.push(ParamProblem {
            parameter: "filter".to_owned(),
            value: all.collect::<Vec<_>>().join(" "),
            allowed: "members that stand beside each other in the table".to_owned(),
            nearest: Vec::new(),
        });
    }
    Ok(texts.into_iter().collect())
}

fn check_filter(
    covers: &[&Cover],
    dimension: &str,
    wanted: &[String],
    problems: &mut Vec<ParamProblem>,
) {
    let known: BTreeSet<&str> = covers
        .iter()
        .filter_map(|cover| cover.members.get(dimension))
        .flatten()
        .map(String::as_str)
        .collect();
    let mut problem = |parameter: String, value: &str, allowed: String, nearest: Vec<&str>| {
        problems.push(ParamProblem {
            parameter,
            value: value.to_owned(),
            allowed,
            nearest: nearest.into_iter().map(str::to_owned).collect(),
        });
    };
    if known.is_empty() {
        let dimensions: BTreeSet<&str> = covers
            .iter()
            .flat_map(|cover| cover.members.keys().map(String::as_str))
            .collect();
        let listed = dimensions.iter().copied().collect::<Vec<_>>().join(", ");
        problem(
            "filter".to_owned(),
            dimension,
            format!("one of the table's dimensions {listed}"),
            nearest(dimension, dimensions, 3),
        );
        return;
    }
    for member in wanted.iter().filter(|one| !known.contains(one.as_str())) {
        problem(
            format!("filter.{dimension}"),
            member,
            format!("a member of the table's dimension {dimension}"),
            nearest(member, known.iter().copied(), 3),
        );
    }
}

/// The combinations of a cover's members that the filters let through.
fn combinations(
    cover: &Cover,
    filters: &BTreeMap<String, Vec<String>>,
) -> Result<Vec<String>, AppError> {
    let chosen: Vec<(&String, Vec<&String>)> = cover
        .members
        .iter()
        .map(|(dimension, members)| {
            let wanted = filters.get(dimension);
            let is_wanted = |m: &&String| wanted.is_none_or(|w| w.contains(m));
            (dimension, members.iter().filter(is_wanted).collect())
        })
        .collect();
    let size = chosen
        .iter()
        .map(|(_, members)| u64::try_from(members.len()).unwrap_or(u64::MAX))
        .fold(1, u64::saturating_mul);
    if size > COMBINATIONS_MAX {
        return Err(AppError::TooLarge {
            size,
            limit: COMBINATIONS_MAX,
        });
    }
    let mut combined = vec![BTreeMap::new()];
    for (dimension, members) in chosen {
        combined = combined
            .into_iter()
            .flat_map(|so_far: BTreeMap<String, String>| {
                members.iter().map(move |member| {
                    let mut next = so_far.clone();
                    next.insert(dimension.clone(), (*member).clone());
                    next
                })
            })
            .collect();
    }
    Ok(combined.iter().map(members_text).collect())
}

#[cfg(test)]
mod tests;
