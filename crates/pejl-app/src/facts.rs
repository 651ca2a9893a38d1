//! Published facts as they stand in the lake, with the file and line they came from.

mod stretches;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::{Cover, Period};
use pejl_lake::STAT_FACT;
use pejl_lake::typed::PublishedFact;
use pejl_metrics::suggest::nearest;

use crate::error::{AppError, ParamProblem};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

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
    let wanted = Wanted {
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
        members: &request.filters,
    };
    check_filters(&covers, &request.filters, &mut problems);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let view = store.lake.view(&STAT_FACT, &known.view)?;
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let page = stretches::Page {
        offset: u64::from(request.offset),
        // One more tells whether there are more.
        limit: limit.saturating_add(1),
    };
    let mut facts = stretches::read(view, &stretches::of(&covers, &wanted), &wanted, page)?;
    let more = facts.len() > limit;
    facts.truncate(limit);
    Ok(Facts {
        revision: known.revision,
        committed_at: known.committed_at,
        facts,
        more,
    })
}

/// What is asked of a table; what is empty does not restrict.
struct Wanted<'a> {
    areas: Vec<String>,
    periods: Vec<String>,
    members: &'a BTreeMap<String, Vec<String>>,
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

/// Says which dimensions and members no cover has: an answer without them would look complete.
fn check_filters(
    covers: &[&Cover],
    filters: &BTreeMap<String, Vec<String>>,
    problems: &mut Vec<ParamProblem>,
) {
    let n_problems = problems.len();
    for (dimension, wanted) in filters {
        check_filter(covers, dimension, wanted, problems);
    }
    let has_one = |cover: &&Cover| {
        filters.iter().all(|(dimension, wanted)| {
            let members = cover.members.get(dimension);
            members.is_some_and(|members| wanted.iter().any(|one| members.contains(one)))
        })
    };
    if problems.len() == n_problems && !covers.iter().any(has_one) {
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

#[cfg(test)]
mod tests;
