//! How long citizens manage without help after a course, or how long courses last, as curves with their uncertainty.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use pejl_domain::{Area, Cell, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::query::Place;
use pejl_metrics::records::{
    FollowedKind, FollowedPlan, FollowedQuestion, SeriesBreaks, calendar, followed_plan,
};
use pejl_metrics::rehabilitation::{self, Cohort, Figures, HORIZON, HORIZON_MAX};
use pejl_metrics::{Break, Catalogue, Query, Reading, Request, Text};

use crate::compute::{Computer, Figures as From};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::gate::{self, CurveGate, Viewer};
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Which curves are wanted.
#[derive(Debug, Clone, Default)]
pub struct SurvivalRequest {
    /// `return`, `conclusion` or `duration`; the return to help, unless said.
    pub of: Option<String>,
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The periods in which what is followed ended, or started: one, or several that follow one another; of whoever may not
    /// know of few one calendar year.
    pub periods: Vec<String>,
    /// Their length.
    pub grain: Option<String>,
    /// The dimension that groups are told apart by; at most one, and none of whoever may not know of few.
    pub by: Vec<String>,
    /// The cut: dimension and members; none of whoever may not know of few.
    pub filters: Vec<(String, Vec<String>)>,
    /// Days up to which the mean counts; a year, unless said.
    pub horizon: Option<String>,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// The curve of a group.
#[derive(Debug, Clone)]
pub struct Group {
    /// The member of the dimension; none where groups are not told apart.
    pub member: Option<String>,
    /// What is told of it, or why nothing is.
    pub figures: Result<Figures, (Cell, Text)>,
}

/// Whether groups differ.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRank {
    /// The chi-square.
    pub chi_square: f64,
    /// Its degrees of freedom.
    pub degrees: usize,
    /// The probability of one as large where groups do not differ.
    pub p: f64,
    /// Of each group its member, the events it had, and those it would have had at the rate of all.
    pub groups: Vec<(String, usize, f64)>,
}

/// The curves at a revision.
#[derive(Debug, Clone)]
pub struct SurvivalAnswer {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// What is followed.
    pub kind: FollowedKind,
    /// The reading whose card says the dimensions and the minimum base.
    pub reading: Arc<Reading>,
    /// Persons of whom a number must be to be told to whoever may not know of few.
    pub minimum_base: u32,
    /// Code of the municipality.
    pub municipality: String,
    /// The first and the last period.
    pub periods: (Period, Period),
    /// The dimension.
    pub by: Option<String>,
    /// The cut.
    pub filters: Vec<(String, Vec<String>)>,
    /// The last day on which anything is known of it; none where nothing is.
    pub until: Option<NaiveDate>,
    /// Whether months of the periods are not in.
    pub provisional: bool,
    /// Days up to which means count.
    pub horizon: u32,
    /// Why there are no curves.
    pub reason: Option<(Cell, Text)>,
    /// The groups, by their members.
    pub groups: Vec<Group>,
    /// Whether they differ, or why that is not told; none where they are not told apart.
    pub log_rank: Option<Result<LogRank, Text>>,
    /// What must be known beside the curves.
    pub notes: Vec<Text>,
    /// Changes of law within the periods across which courses are still compared.
    pub breaks: Vec<Break>,
}

/// Tells how long until the event of each group: with its uncertainty, the numbers at risk, and what else ended it.
///
/// # Errors
/// The question cannot be understood, there is no such revision, or the store fails.
pub fn get_survival(store: &Store, request: &SurvivalRequest) -> Result<SurvivalAnswer, AppError> {
    let kind = kind_of(request)?;
    let horizon = horizon_of(request)?;
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_at(store, facts.revision)?;
    let computer = Computer::new(store, &facts, &definitions, From::Kept);
    let query = query(request, kind, &definitions.catalogue)?;
    let (reading, area) = subject(&query, request)?;
    let periods = in_order(computer.periods(&query)?);
    gate::check_curve(&query, &periods, (area.code, &request.viewer))?;
    let by = dimension(&query)?;
    check_following(&periods, request)?;
    let inputs = computer.record_inputs(&query)?;
    let question = FollowedQuestion {
        catalogue: &query.catalogue,
        kind,
        place: Place::Area(area),
        periods: periods.clone(),
        by: by.clone(),
        filters: query.record_filters.clone(),
    };
    let plan = followed_plan(&question, &inputs.covers, computer.known_on())?;
    let indicator = query.catalogue.find_indicator(&reading.indicator);
    let minimum_base = indicator.map_or(u32::MAX, |one| one.minimum_base);
    let is_coarse = !request.viewer.sees_small_numbers(area.code);
    let reason = match plan.decided.clone() {
        None if plan.provisional && is_coarse => gate::of_part(&periods),
        decided => decided,
    };
    let is_asked = is_coarse && reason.is_none();
    let gate = CurveGate {
        is_coarse,
        least: usize::try_from(minimum_base).unwrap_or(usize::MAX),
        is_withheld: is_asked && is_count_withheld(&computer, (&query, kind), &request.viewer)?,
    };
    let cohorts = match reason {
        Some(_) => Vec::new(),
        None => {
            let rows = plan.read(&computer.rows_of(plan.relation(), &inputs)?)?;
            rehabilitation::cohorts(rows, by.is_some())
        }
    };
    Ok(SurvivalAnswer {
        revision: facts.revision,
        committed_at: facts.committed_at,
        kind,
        minimum_base,
        municipality: area.code.to_owned(),
        periods: ends_of(&periods).ok_or_else(|| not_following(request))?,
        filters: request.filters.clone(),
        until: reason.is_none().then_some(plan.until),
        provisional: plan.provisional,
        horizon,
        groups: cohorts.iter().map(|one| gate.group(one, horizon)).collect(),
        log_rank: by.is_some().then(|| log_rank(&cohorts)),
        notes: rehabilitation::notes(kind, is_coarse, plan.departures),
        breaks: breaks(&query, &reading, &plan),
        reason,
        reading,
        by,
    })
}

/// The question of the card of a kind, which says what can be asked.
fn query(
    request: &SurvivalRequest,
    kind: FollowedKind,
    catalogue: &Arc<Catalogue>,
) -> Result<Query, AppError> {
    let asked = Request {
        indicators: vec![kind.reading().to_owned()],
        municipalities: vec![request.municipality.clone()],
        periods: request.periods.clone(),
        grain: request.grain.clone(),
        by: request.by.clone(),
        filters: request.filters.clone(),
        ..Request::default()
    };
    Query::parse(catalogue, &asked).map_err(invalid)
}

/// The one reading and the one municipality of a question.
fn subject(
    query: &Query,
    request: &SurvivalRequest,
) -> Result<(Arc<Reading>, &'static Area), AppError> {
    match (query.readings.as_slice(), query.places.as_slice()) {
        ([reading], [Place::Area(area)]) => Ok((Arc::clone(reading), *area)),
        _ => {
            let allowed = "one municipality";
            let municipality = &request.municipality;
            Err(AppError::parameter("municipality", municipality, allowed))
        }
    }
}

/// The dimension that groups are told apart by.
fn dimension(query: &Query) -> Result<Option<String>, AppError> {
    match query.record_by.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        several => {
            let several = several.join(",");
            Err(AppError::parameter("by", &several, "at most one dimension"))
        }
    }
}

fn kind_of(request: &SurvivalRequest) -> Result<FollowedKind, AppError> {
    let Some(text) = &request.of else {
        return Ok(FollowedKind::default());
    };
    FollowedKind::parse(text.trim()).ok_or_else(|| {
        let names = FollowedKind::ALL.map(FollowedKind::as_str).join(", ");
        AppError::parameter("of", text, format!("one of {names}"))
    })
}

fn horizon_of(request: &SurvivalRequest) -> Result<u32, AppError> {
    let Some(text) = &request.horizon else {
        return Ok(HORIZON);
    };
    let number = text.trim().parse().ok();
    let horizon = number.filter(|days| (1..=HORIZON_MAX).contains(days));
    horizon.ok_or_else(|| {
        let allowed = format!("a number of days from 1 to {HORIZON_MAX}");
        AppError::parameter("horizon", text, allowed)
    })
}

/// Whether the number of those who are followed and who are not is withheld from somebody where it is asked for.
fn is_count_withheld(
    computer: &Computer<'_>,
    (query, kind): (&Query, FollowedKind),
    viewer: &Viewer,
) -> Result<bool, AppError> {
    // Where an own card has no such reading any more, the number is told nowhere else.
    let Some(counted) = query.catalogue.find_reading(kind.counted()) else {
        return Ok(false);
    };
    let query = Query {
        readings: vec![Arc::clone(counted)],
        ..query.clone()
    };
    let counts = computer.figures(&query)?;
    let counts = gate::told(computer, &query, counts, viewer)?;
    Ok(counts.iter().any(|one| one.cell == Cell::Confidential))
}

fn in_order(mut periods: Vec<Period>) -> Vec<Period> {
    periods.sort();
    periods.dedup();
    periods
}

/// Refuses periods that do not follow one another.
fn check_following(periods: &[Period], request: &SurvivalRequest) -> Result<(), AppError> {
    let mut pairs = periods.iter().zip(periods.iter().skip(1));
    match pairs.all(|(one, next)| one.end() == next.start()) {
        true => Ok(()),
        false => Err(not_following(request)),
    }
}

fn not_following(request: &SurvivalRequest) -> AppError {
    let allowed = "one period, or several that follow one another";
    AppError::parameter("period", &request.periods.join(","), allowed)
}

fn ends_of(periods: &[Period]) -> Option<(Period, Period)> {
    Some((*periods.first()?, *periods.last()?))
}

/// The breaks between the first and the last month that are in.
fn breaks(query: &Query, reading: &Reading, plan: &FollowedPlan) -> Vec<Break> {
    let months = (
        calendar::month(plan.span.first),
        calendar::month(plan.span.last),
    );
    match months {
        (Some(first), Some(last)) => {
            SeriesBreaks::of(&query.catalogue, reading).between(first, last)
        }
        _ => Vec::new(),
    }
}

/// Whether groups differ.
fn log_rank(cohorts: &[Cohort]) -> Result<LogRank, Text> {
    let followed: Vec<&Cohort> = cohorts.iter().filter(|one| !one.rows.is_empty()).collect();
    let found = rehabilitation::log_rank(&followed).map_err(|error| not_computed(&error))?;
    let numbers = found.observed.iter().zip(&found.expected);
    let groups = followed.iter().zip(numbers).map(|(one, (had, expected))| {
        let member = one.member.clone().unwrap_or_default();
        (member, *had, *expected)
    });
    Ok(LogRank {
        chi_square: found.chi_square,
        degrees: found.degrees,
        p: found.p,
        groups: groups.collect(),
    })
}

/// Why the statistics of what is followed cannot be told.
pub(crate) fn not_computed(error: &rehabilitation::SurvivalError) -> Text {
    use rehabilitation::SurvivalError::{Groups, NoVariance};
    let da = match error {
        Groups { n } => format!("der kan sammenlignes 2 grupper eller flere, og her er {n}"),
        NoVariance => {
            "ingen hændelse kom, mens der blev fulgt nogen i flere af grupperne".to_owned()
        }
        _ => "kan ikke beregnes".to_owned(),
    };
    Text {
        da,
        en: error.to_string(),
    }
}
