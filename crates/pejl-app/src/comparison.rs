//! Comparison: where a municipality stands among others, and who has moved.

mod group;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_domain::{Area, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::comparison::potential;
use pejl_metrics::{
    Catalogue, Comparison, ComparisonRequest as Compare, Direction, Observation, Query, Request,
    Text, compare,
};

use crate::compute::{Computer, Figures};
use crate::definitions::definitions_for;
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::observations::{check_size, invalid};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;
use group::{Asked, municipality, nearest_names, problem};

pub use group::{Factor, Nearest, Neighbour, has_factors, nearest_asked};
pub use pejl_metrics::comparison::{
    Basis, Funnel, FunnelPlace, Kroner, Line, Peers, Potential, Split,
};
pub use pejl_stats::potential::Yardstick;

/// Code of the group of all municipalities.
pub const ALL: &str = "ALL";
/// Code of the whole country.
pub(crate) const COUNTRY: &str = "000";

/// What is compared.
#[derive(Debug, Clone, Default)]
pub struct ComparisonRequest {
    /// The reading, such as `F2.published_per_resident`.
    pub indicator: String,
    /// The municipality to mark, in any spelling.
    pub municipality: String,
    /// The period that is ranked.
    pub period: String,
    /// The earlier period that changes are counted from.
    pub from: Option<String>,
    /// `ALL`, the code of a group, municipalities with commas between them, or `nearest:10`.
    pub group: String,
    /// What decides who is near, `share_80_plus:2`; all structural factors of the municipality unless said.
    pub factors: Vec<String>,
    /// The reading that tells how many units a service has, by which the potential is told apart into price and use.
    pub volume: Option<String>,
    /// Dimension and members.
    pub filters: Vec<(String, Vec<String>)>,
    /// Price level.
    pub prices: Vec<String>,
    /// The revision.
    pub at: AsKnown,
}

/// A comparison and the revision it was read at.
#[derive(Debug, Clone)]
pub struct Compared {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The municipality marked.
    pub own: &'static Area,
    /// Code of the group compared with.
    pub group: String,
    /// The comparison.
    pub comparison: Comparison,
    /// The nearest, where these are compared with.
    pub nearest: Option<Nearest>,
    /// What it would mean in kroner to be as others are, or why that cannot be told.
    pub potential: Result<Potential, Text>,
    /// The observations behind it: every member, the municipality and the country, over all periods from `from` on.
    pub observations: Vec<Observation>,
}

/// Compares a municipality with others on one reading.
///
/// # Errors
/// A parameter cannot be understood, there is no such revision, or the store fails.
pub fn get_comparison(store: &Store, request: &ComparisonRequest) -> Result<Compared, AppError> {
    let mut problems = Vec::new();
    let own = one_municipality("municipality", &request.municipality, &mut problems);
    let group = group::parse(&request.group, &mut problems);
    let period = one_period("period", Some(&request.period), &mut problems);
    let from = one_period("from", request.from.as_deref(), &mut problems);
    if let (Some(from), Some(period)) = (from, period)
        && (from >= period || from.grain() != period.grain())
    {
        let allowed = "a period of the same length before `period`".to_owned();
        problems.push(problem("from", &from.to_string(), allowed, Vec::new()));
    }
    let (Some(own), Some(group), Some(period), true) = (own, group, period, problems.is_empty())
    else {
        return Err(AppError::Invalid(problems));
    };
    let facts = known(store, STAT_FACT.name, request.at)?;
    let (members, nearest) = match group {
        Asked::Named(members) => (members, None),
        Asked::Nearest(n) => {
            let asked = (n, facts.revision);
            let found = group::nearest(store, (own, period), &request.factors, asked)?;
            let members = found.neighbours.iter().map(|one| one.municipality);
            (members.collect(), Some(found))
        }
    };
    let asked = question(request, own, &members, (from, period));
    let definitions = definitions_for(store, facts.revision, &asked)?;
    let query = query(&definitions.catalogue, request, &asked)?;
    // Compared are figures that anybody may see: what is withheld of one municipality must not show in a rank or mean.
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let seen = |query: &Query| {
        let figures = computer.figures(query)?;
        gate::told(&computer, query, figures, &Viewer::default())
    };
    let observations = seen(&query)?;
    let volume = match &request.volume {
        None => None,
        Some(code) => {
            let asked = volume(&definitions.catalogue, (code, request), &asked, period)?;
            Some(seen(&asked)?)
        }
    };
    let country = observations
        .iter()
        .find(|one| one.municipality == COUNTRY && one.period == period);
    let direction = query.readings.first().map(|reading| reading.direction);
    let compared = Compare {
        own: own.code,
        members: &members,
        period,
        from,
        direction: direction.unwrap_or(Direction::Context),
        country,
    };
    let comparison = compare(&compared, &observations).map_err(AppError::Comparison)?;
    let potential = potential(&compared, &observations, volume.as_deref());
    Ok(Compared {
        revision: facts.revision,
        committed_at: facts.committed_at,
        own,
        group: request.group.clone(),
        comparison,
        nearest,
        potential: potential.map_err(AppError::Comparison)?,
        observations,
    })
}

/// The mean of several municipalities in a period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanPoint {
    /// The period.
    pub period: Period,
    /// The mean.
    pub value: f64,
    /// Whether a figure of it is provisional.
    pub provisional: bool,
}

/// The mean of municipalities in each period in which all of them have a figure, made as the mean of a comparison is.
///
/// It is for municipalities that are no group with a code, as the nearest are none: those are asked for by it.
///
/// # Errors
/// The observations of a period are not of one series.
pub fn mean_course(
    members: &[&str],
    observations: &[Observation],
) -> Result<Vec<MeanPoint>, AppError> {
    let Some(own) = members.first() else {
        return Ok(Vec::new());
    };
    let of_members = |one: &&Observation| members.contains(&one.municipality.as_str());
    let of_members: Vec<&Observation> = observations.iter().filter(of_members).collect();
    let periods: BTreeSet<Period> = of_members.iter().map(|one| one.period).collect();
    let mut course = Vec::new();
    for period in periods {
        let asked = Compare {
            own,
            members,
            period,
            from: None,
            direction: Direction::Context,
            country: None,
        };
        let found = compare(&asked, observations).map_err(AppError::Comparison)?;
        let is_whole = found.mean.n == members.len();
        let Some(value) = found.mean.value.filter(|_| is_whole) else {
            continue;
        };
        let mut now = of_members.iter().filter(|one| one.period == period);
        course.push(MeanPoint {
            period,
            value,
            provisional: now.any(|one| one.provisional),
        });
    }
    Ok(course)
}

/// The question for the units of the same municipalities in the period.
fn volume(
    catalogue: &Arc<Catalogue>,
    (code, request): (&str, &ComparisonRequest),
    asked: &Request,
    period: Period,
) -> Result<Query, AppError> {
    let asked = Request {
        indicators: vec![code.to_owned()],
        municipalities: asked.municipalities.clone(),
        periods: vec![period.to_string()],
        ..Request::default()
    };
    let named = |problem: ParamProblem| ParamProblem {
        parameter: "volume".to_owned(),
        value: code.to_owned(),
        ..problem
    };
    let found = query(catalogue, request, &asked);
    found.map_err(|error| match error {
        AppError::Invalid(problems) => AppError::Invalid(problems.into_iter().map(named).collect()),
        error => error,
    })
}

/// One reading and one series over all members, the own municipality and the country.
fn question(
    request: &ComparisonRequest,
    own: &Area,
    members: &[&'static str],
    (from, period): (Option<Period>, Period),
) -> Request {
    let mut codes: Vec<String> = members.iter().map(|code| (*code).to_owned()).collect();
    codes.extend([own.code.to_owned(), COUNTRY.to_owned()]);
    Request {
        indicators: vec![request.indicator.clone()],
        municipalities: codes,
        periods: vec![from.map_or_else(|| period.to_string(), |from| format!("{from}..{period}"))],
        filters: request.filters.clone(),
        prices: request.prices.clone(),
        ..Request::default()
    }
}

/// The question, once it is of one reading.
fn query(
    catalogue: &Arc<Catalogue>,
    request: &ComparisonRequest,
    asked: &Request,
) -> Result<Query, AppError> {
    let query = Query::parse(catalogue, asked).map_err(invalid)?;
    if query.readings.len() != 1 {
        return Err(AppError::parameter(
            "indicator",
            &request.indicator,
            "one reading",
        ));
    }
    check_size(&query)?;
    Ok(query)
}

/// The municipality that a parameter names.
pub(crate) fn one_municipality(
    parameter: &str,
    text: &str,
    problems: &mut Vec<ParamProblem>,
) -> Option<&'static Area> {
    let found = municipality(text);
    if found.is_none() {
        let allowed = "one municipality".to_owned();
        problems.push(problem(parameter, text, allowed, nearest_names(text)));
    }
    found
}

fn one_period(
    parameter: &str,
    text: Option<&str>,
    problems: &mut Vec<ParamProblem>,
) -> Option<Period> {
    let text = text?;
    let period = text.trim().parse().ok();
    if period.is_none() {
        let allowed = "one period, such as 2019".to_owned();
        problems.push(problem(parameter, text, allowed, Vec::new()));
    }
    period
}
