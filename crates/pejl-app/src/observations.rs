//! Observations: indicators × municipalities × periods, as known at a revision.

mod delta;
mod shape;

use chrono::{DateTime, Utc};
use pejl_lake::STAT_FACT;
use pejl_metrics::{Catalogue, Observation, Query, QueryError, Request, Text};

use crate::compute::{Computer, Figures, check_count};
use crate::definitions::definitions_for;
use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

pub use delta::{Changed, Delta, DeltaRequest, list_changes};
pub use shape::{Order, OrderBy, Shape};

/// Cells that a query may span; published in the configuration.
pub const CELLS_MAX: u64 = 200_000;

/// What was asked, and the revision it is asked at.
#[derive(Debug, Clone, Default)]
pub struct ObservationRequest {
    /// The question.
    pub query: Request,
    /// The revision.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
    /// How the answer is put together.
    pub shape: Shape,
}

/// Observations and the revision they were read at.
#[derive(Debug, Clone)]
pub struct Observations {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// Where the figures are from, as the cards of the indicators say; each once.
    pub sources: Vec<Text>,
    /// One for each cell that was asked for, in the order asked; none is silently absent unless only the first were wanted.
    pub observations: Vec<Observation>,
}

/// Computes observations.
///
/// # Errors
/// The question cannot be understood or spans too many cells, there is no such revision, or the store fails.
pub fn list_observations(
    store: &Store,
    request: &ObservationRequest,
) -> Result<Observations, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_for(store, facts.revision, &request.query)?;
    let query = Query::parse(&definitions.catalogue, &request.query).map_err(invalid)?;
    check_size(&query)?;
    gate::check_cuts(&query, &request.viewer)?;
    if request.shape.totals {
        gate::check_totals(&query, &request.viewer)?;
    }
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let mut observations = Vec::new();
    for query in request.shape.questions(&query)? {
        observations.extend(computer.figures(&query)?);
        check_count(observations.len())?;
    }
    // Rows are put in order by what may be told of them.
    let told = gate::told(&computer, &query, observations, &request.viewer)?;
    Ok(Observations {
        revision: facts.revision,
        committed_at: facts.committed_at,
        sources: sources(&query),
        observations: request.shape.put(told),
    })
}

/// Where the figures of a question are from.
fn sources(query: &Query) -> Vec<Text> {
    let readings = query.readings.iter();
    sources_of(&query.catalogue, readings.map(|one| one.indicator.as_str()))
}

/// Where figures of indicators are from, as their cards say.
pub(crate) fn sources_of<'a>(
    catalogue: &Catalogue,
    indicators: impl Iterator<Item = &'a str>,
) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    for source in indicators.filter_map(|code| Some(&catalogue.find_indicator(code)?.source)) {
        if !found.contains(source) {
            found.push(source.clone());
        }
    }
    found
}

/// Refuses a query before any work when it spans too many cells.
pub(crate) fn check_size(query: &Query) -> Result<(), AppError> {
    let size = u64::try_from(query.n_cells()).unwrap_or(u64::MAX);
    if size > CELLS_MAX {
        Err(AppError::TooLarge {
            size,
            limit: CELLS_MAX,
        })
    } else {
        Ok(())
    }
}

/// What is wrong with a question, as parameters a client can mend.
pub(crate) fn invalid(errors: Vec<QueryError>) -> AppError {
    let problem = |error: QueryError| ParamProblem {
        parameter: error.parameter().into_owned(),
        value: error.value().unwrap_or_default(),
        allowed: error.expected(),
        nearest: match &error {
            QueryError::UnknownReading { nearest, .. }
            | QueryError::UnknownAccount { nearest, .. }
            | QueryError::UnknownPlace { nearest, .. }
            | QueryError::UnknownMember { nearest, .. } => nearest.clone(),
            // The whole set stands in what is allowed.
            _ => Vec::new(),
        },
    };
    AppError::Invalid(errors.into_iter().map(problem).collect())
}
