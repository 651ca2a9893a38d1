//! Whom a municipality is compared with: all, a group, a list, or the nearest by what it does not decide itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike as _;
use pejl_domain::area::{find_area, municipalities, nearest_areas};
use pejl_domain::group::{find_group, groups};
use pejl_domain::{Area, AreaLevel, Cover, Period};
use pejl_lake::STRUCTURAL_FACTOR;
use pejl_lake::typed::{StructuralFactor, structural_factors};
use pejl_stats::peer::distances;

use super::ALL;
use crate::catalogue::covers;
use crate::error::{AppError, ParamProblem};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Most municipalities that can be named, or be nearest.
const NEAREST_MAX: usize = 97;
/// How a group of the nearest is asked for.
const NEAREST: &str = "nearest:";

/// Whom a municipality is to be compared with.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Asked {
    /// Those named by a group or a list.
    Named(Vec<&'static str>),
    /// So many nearest.
    Nearest(usize),
}

/// A factor that decides who is near.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its name, as imported.
    pub name: String,
    /// How much it weighs beside the others.
    pub weight: f64,
    /// The year its values are of.
    pub year: i32,
}

/// One of the nearest.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// Its code.
    pub municipality: &'static str,
    /// How far it is: 1 is one standard deviation, whatever the number of factors.
    pub distance: f64,
}

/// The nearest municipalities, and by what.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// What decided.
    pub factors: Vec<Factor>,
    /// The nearest first.
    pub neighbours: Vec<Neighbour>,
    /// Municipalities that lack one of the factors, in code order: how far they are is not known.
    pub without: Vec<&'static str>,
}

/// Reads a group: `all`, a code, a list of municipalities, or `nearest:10`.
pub(super) fn parse(group: &str, problems: &mut Vec<ParamProblem>) -> Option<Asked> {
    let group = group.trim();
    if group.is_empty() || group.eq_ignore_ascii_case(ALL) {
        let all = municipalities().iter().map(|area| area.code);
        return Some(Asked::Named(all.collect()));
    }
    match nearest_asked(group) {
        Some(Ok(n)) => return Some(Asked::Nearest(n)),
        Some(Err(problem)) => {
            problems.push(problem);
            return None;
        }
        None => {}
    }
    let found = find_group(group).or_else(|| find_group(&group.to_uppercase()));
    if let Some(found) = found {
        return Some(Asked::Named(found.members.clone()));
    }
    let named: Vec<&str> = group.split(',').map(str::trim).collect();
    let first = named.first().and_then(|name| municipality(name));
    if named.len() == 1 && first.is_none() {
        let codes = groups().iter().map(|g| g.code.clone()).collect();
        let allowed = "all, the code of a group, municipalities, or nearest:10";
        problems.push(problem("group", group, allowed.to_owned(), codes));
        return None;
    }
    let mut codes = BTreeSet::new();
    for name in named {
        match municipality(name) {
            Some(area) => {
                codes.insert(area.code);
            }
            None => {
                let nearest = nearest_names(name);
                problems.push(problem("group", name, "a municipality".to_owned(), nearest));
            }
        }
    }
    Some(Asked::Named(codes.into_iter().collect()))
}

/// How many of the nearest a group asks for, such as `nearest:10`; none where it is another group.
///
/// # Errors
/// What is wrong with the number.
pub fn nearest_asked(group: &str) -> Option<Result<usize, ParamProblem>> {
    let group = group.trim();
    let of_nearest = group.to_ascii_lowercase();
    let n = of_nearest.strip_prefix(NEAREST)?.trim().parse().ok();
    let n = n.filter(|n| (1..=NEAREST_MAX).contains(n));
    Some(n.ok_or_else(|| {
        let allowed = format!("nearest: and a number from 1 to {NEAREST_MAX}");
        problem("group", group, allowed, Vec::new())
    }))
}

/// Whether structural factors of a municipality are imported, of the year of a period or an earlier one: without any it is not
/// known who is near.
///
/// # Errors
/// There is no such revision, or the catalogue cannot be read.
pub fn has_factors(
    store: &Store,
    (own, period): (&Area, Period),
    at: AsKnown,
) -> Result<bool, AppError> {
    let year = period.start().year();
    let covers = covers(store, STRUCTURAL_FACTOR.name, at)?;
    let of_own = |cover: &Cover| cover.areas.iter().any(|area| area == own.code);
    let is_before = |cover: &Cover| cover.periods.iter().any(|one| one.start().year() <= year);
    Ok(covers.iter().any(|one| of_own(one) && is_before(one)))
}

/// The municipality of that code or name.
pub(super) fn municipality(text: &str) -> Option<&'static Area> {
    find_area(text).filter(|area| area.level == AreaLevel::Municipality)
}

/// Municipalities that are spelled alike.
pub(super) fn nearest_names(text: &str) -> Vec<String> {
    let nearest = nearest_areas(text, 3);
    let named = nearest.iter().map(|a| format!("{} {}", a.code, a.name_da));
    named.collect()
}

/// What is wrong with a parameter.
pub(super) fn problem(
    parameter: &str,
    value: &str,
    allowed: String,
    nearest: Vec<String>,
) -> ParamProblem {
    ParamProblem {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        allowed,
        nearest,
    }
}

/// Reads factors: `share_80_plus:2`, without a weight 1.
fn weights(factors: &[String]) -> Result<Vec<(String, f64)>, AppError> {
    let one = |text: &String| {
        let (name, weight) = match text.rsplit_once(':') {
            Some((name, weight)) => (name, weight.trim().parse().ok()),
            None => (text.as_str(), Some(1.0)),
        };
        let weight = weight.filter(|weight: &f64| weight.is_finite() && *weight > 0.0);
        let allowed = "the name of a factor, and a weight above 0 after a colon";
        match weight {
            Some(weight) if !name.trim().is_empty() => Ok((name.trim().to_owned(), weight)),
            _ => Err(AppError::parameter("factors", text, allowed)),
        }
    };
    let read: Vec<(String, f64)> = factors.iter().map(one).collect::<Result<_, _>>()?;
    let mut names = BTreeSet::new();
    for (name, _) in &read {
        if !names.insert(name) {
            return Err(AppError::parameter("factors", name, "each factor once"));
        }
    }
    Ok(read)
}

/// The values of a factor in its newest year up to that of the period.
struct Values {
    year: i32,
    by_municipality: BTreeMap<&'static str, f64>,
}

/// The `n` municipalities that are nearest to one by structural factors of the newest year up to that of a period in which the
/// municipality has each of them; by all that are imported of it, with the same weight, unless some are named.
///
/// # Errors
/// A factor is not imported of the municipality, none is, or no other has them all.
pub(super) fn nearest(
    store: &Store,
    (own, period): (&'static Area, Period),
    factors: &[String],
    (n, revision): (usize, i64),
) -> Result<Nearest, AppError> {
    let mut asked = weights(factors)?;
    let year = period.start().year();
    let of = known(store, STRUCTURAL_FACTOR.name, AsKnown::Revision(revision))?;
    let rows = match of.covers.is_empty() {
        true => Vec::new(),
        false => {
            let frame = pejl_lake::run(store.lake.view(&STRUCTURAL_FACTOR, &of.view)?)?;
            structural_factors(frame)?
        }
    };
    let values = values(&rows, own.code, year);
    if asked.is_empty() {
        asked = values.keys().map(|name| (name.clone(), 1.0)).collect();
    }
    if asked.is_empty() {
        let allowed =
            "a group, as no structural factor of the municipality is imported up to the period";
        return Err(AppError::parameter(
            "group",
            &format!("{NEAREST}{n}"),
            allowed,
        ));
    }
    let mut of_factors = Vec::new();
    for (name, weight) in asked {
        let Some(values) = values.get(&name) else {
            let allowed = format!(
                "a structural factor of {} that is imported up to {period}",
                own.code
            );
            let nearest = values.keys().cloned().collect();
            return Err(AppError::Invalid(vec![problem(
                "factors", &name, allowed, nearest,
            )]));
        };
        let year = values.year;
        of_factors.push((Factor { name, weight, year }, values));
    }
    let of_one = |code: &str| -> Option<Vec<f64>> {
        let values = of_factors
            .iter()
            .map(|(_, values)| values.by_municipality.get(code).copied());
        values.collect()
    };
    let others = municipalities().iter().filter(|area| area.code != own.code);
    let others: Vec<(&'static str, Option<Vec<f64>>)> =
        others.map(|area| (area.code, of_one(area.code))).collect();
    let without = others.iter().filter(|(_, values)| values.is_none());
    let without = without.map(|(code, _)| *code).collect();
    let known: Vec<(&'static str, Vec<f64>)> = others
        .iter()
        .filter_map(|(code, values)| Some((*code, values.clone()?)))
        .collect();
    let weights: Vec<f64> = of_factors.iter().map(|(factor, _)| factor.weight).collect();
    let values: Vec<Vec<f64>> = known.iter().map(|(_, values)| values.clone()).collect();
    let found = distances(&of_one(own.code).unwrap_or_default(), &values, &weights);
    let found = found.map_err(|error| {
        let allowed = format!("factors by which municipalities can be told apart: {error}");
        AppError::parameter("factors", &factors.join(","), allowed)
    })?;
    let pairs = known.iter().zip(found);
    let mut neighbours: Vec<Neighbour> = pairs
        .map(|((municipality, _), distance)| Neighbour {
            municipality,
            distance,
        })
        .collect();
    // Of equally near ones the first in code order.
    neighbours.sort_by(|one, other| one.distance.total_cmp(&other.distance));
    neighbours.truncate(n);
    Ok(Nearest {
        factors: of_factors.into_iter().map(|(factor, _)| factor).collect(),
        neighbours,
        without,
    })
}

/// The values of each factor in the newest year, up to one, that the municipality has it in. Of several publications of a year the
/// last one counts, in the order of their names.
fn values(rows: &[StructuralFactor], own: &str, up_to: i32) -> BTreeMap<String, Values> {
    let mut newest: BTreeMap<&str, i32> = BTreeMap::new();
    let of_own = rows
        .iter()
        .filter(|row| row.municipality == own && row.year <= up_to);
    for row in of_own {
        let year = newest.entry(&row.factor).or_insert(row.year);
        *year = (*year).max(row.year);
    }
    let mut found: BTreeMap<String, Values> = BTreeMap::new();
    // They come in the order of vintages, so that the last one stays.
    for row in rows
        .iter()
        .filter(|row| newest.get(row.factor.as_str()) == Some(&row.year))
    {
        let Some(area) = municipality(&row.municipality) else {
            continue;
        };
        let values = found.entry(row.factor.clone()).or_insert_with(|| Values {
            year: row.year,
            by_municipality: BTreeMap::new(),
        });
        values.by_municipality.insert(area.code, row.value);
    }
    found
}
