//! Comparison: where a municipality stands among others, and who has moved.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_domain::area::{find_area, municipalities, nearest_areas};
use pejl_domain::group::{find_group, groups};
use pejl_domain::{Area, AreaLevel, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::{
    Catalogue, Comparison, ComparisonRequest as Compare, Direction, Observation, Query, Request,
    compare,
};

use crate::compute::{Computer, Figures};
use crate::definitions::definitions_for;
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::observations::{check_size, invalid};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Code of the group of all municipalities.
pub const ALL: &str = "ALL";
/// Code of the whole country.
const COUNTRY: &str = "000";

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
    /// `ALL` or the code of a group.
    pub group: String,
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
    /// The observations behind it: every member, the municipality and the country, over all periods from `from` on.
    pub observations: Vec<Observation>,
}

/// Compares a municipality with others on one reading.
///
/// # Errors
/// A parameter cannot be understood, there is no such revision, or the store fails.
pub fn get_comparison(store: &Store, request: &ComparisonRequest) -> Result<Compared, AppError> {
    let mut problems = Vec::new();
    let own = own(&request.municipality, &mut problems);
    let members = members(&request.group, &mut problems);
    let period = one_period("period", Some(&request.period), &mut problems);
    let from = one_period("from", request.from.as_deref(), &mut problems);
    if let (Some(from), Some(period)) = (from, period)
        && (from >= period || from.grain() != period.grain())
    {
        problem(
            "from",
            &from.to_string(),
            "a period of the same length before `period`",
            Vec::new(),
            &mut problems,
        );
    }
    let (Some(own), Some(members), Some(period), true) =
        (own, members, period, problems.is_empty())
    else {
        return Err(AppError::Invalid(problems));
    };
    let facts = known(store, STAT_FACT.name, request.at)?;
    let asked = question(request, own, &members, (from, period));
    let definitions = definitions_for(store, facts.revision, &asked)?;
    let query = query(&definitions.catalogue, request, &asked)?;
    // Compared are figures that anybody may see: what is withheld of one municipality must not show in a rank or mean.
    let figures = Computer::new(store, &facts, &definitions, Figures::Kept)?.figures(&query)?;
    let observations = gate::pass(&query.catalogue, figures, &Viewer::default());
    let country = observations
        .iter()
        .find(|one| one.municipality == COUNTRY && one.period == period);
    let compared = Compare {
        own: own.code,
        members: &members,
        period,
        from,
        direction: query
            .readings
            .first()
            .map_or(Direction::Context, |reading| reading.direction),
        country,
    };
    let comparison = compare(&compared, &observations).map_err(AppError::Comparison)?;
    Ok(Compared {
        revision: facts.revision,
        committed_at: facts.committed_at,
        own,
        group: request.group.clone(),
        comparison,
        observations,
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

fn problem(
    parameter: &str,
    value: &str,
    allowed: &str,
    nearest: Vec<String>,
    problems: &mut Vec<ParamProblem>,
) {
    problems.push(ParamProblem {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        allowed: allowed.to_owned(),
        nearest,
    });
}

fn own(text: &str, problems: &mut Vec<ParamProblem>) -> Option<&'static Area> {
    let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
    if found.is_none() {
        let nearest = nearest_areas(text, 3)
            .iter()
            .map(|a| format!("{} {}", a.code, a.name_da))
            .collect();
        problem("municipality", text, "one municipality", nearest, problems);
    }
    found
}

fn members(group: &str, problems: &mut Vec<ParamProblem>) -> Option<Vec<&'static str>> {
    if group.is_empty() || group.eq_ignore_ascii_case(ALL) {
        return Some(municipalities().iter().map(|area| area.code).collect());
    }
    let found = find_group(group).or_else(|| find_group(&group.to_uppercase()));
    if found.is_none() {
        let codes = groups().iter().map(|g| g.code.clone()).collect();
        problem(
            "group",
            group,
            "all, or the code of a group",
            codes,
            problems,
        );
    }
    found.map(|group| group.members.clone())
}

fn one_period(
    parameter: &str,
    text: Option<&str>,
    problems: &mut Vec<ParamProblem>,
) -> Option<Period> {
    let text = text?;
    let period = text.trim().parse().ok();
    if period.is_none() {
        problem(
            parameter,
            text,
            "one period, such as 2019",
            Vec::new(),
            problems,
        );
    }
    period
}
