//! Observations: indicators × municipalities × periods, as known at a revision.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use pejl_domain::price::{PriceChange, PriceSeries};
use pejl_domain::{Cover, Grain, Period, PriceLevel};
use pejl_lake::{DatasetSpec, LakeError, PRICE_INDEX, STAT_FACT, SnapshotView, typed};
use pejl_metrics::query::Periods;
use pejl_metrics::records::{self, RecordPlan, RecordQuestion};
use pejl_metrics::{
    Observation, Prices, Query, QueryError, Reading, Request, Resolution, catalogue, observations,
    quantities, read_quantities, relation, resolve,
};

use crate::error::{AppError, ParamProblem};
use crate::gate::{self, Viewer};
use crate::snapshot::{AsKnown, Known, known};
use crate::store::Store;

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
}

/// Observations and the revision they were read at.
#[derive(Debug, Clone)]
pub struct Observations {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// One for each cell that was asked for, in the order asked; none is silently absent.
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
    let query = Query::parse(&request.query).map_err(invalid)?;
    check_size(&query)?;
    gate::check_cuts(&query, &request.viewer)?;
    let facts = known(store, STAT_FACT.name, request.at)?;
    let observations = compute(store, &query, &facts)?;
    Ok(Observations {
        revision: facts.revision,
        committed_at: facts.committed_at,
        observations: gate::pass(observations, &request.viewer),
    })
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

/// Computes a query over what is known at one revision. What it gives has yet to pass the gate.
pub(crate) fn compute(
    store: &Store,
    query: &Query,
    facts: &Known,
) -> Result<Vec<Observation>, AppError> {
    let mut found = Vec::new();
    if !query.readings_of(false).is_empty() {
        found = of_facts(store, query, facts)?;
    }
    if !query.readings_of(true).is_empty() {
        found.extend(of_records(store, query, facts)?);
        // In the order asked, whatever each is computed from.
        let place = |one: &Observation| {
            let named = query.readings.iter().position(|reading| {
                reading.indicator == one.indicator
                    && one.members.get("reading") == Some(&reading.code)
            });
            named.unwrap_or(usize::MAX)
        };
        found.sort_by_key(place);
    }
    Ok(found)
}

/// The day up to which anything can be known at a revision.
fn known_on(store: &Store, facts: &Known) -> NaiveDate {
    let instant = facts.committed_at.unwrap_or_else(|| store.now());
    instant.date_naive()
}

/// The price series that a question needs: current prices need none, and must not fail over one that cannot be used.
fn series_asked_for(
    store: &Store,
    query: &Query,
    facts: &Known,
) -> Result<Vec<PriceSeries>, AppError> {
    match query.price {
        PriceLevel::Fixed { .. } => price_series(store, facts.revision),
        PriceLevel::Current | PriceLevel::NotApplicable => Ok(Vec::new()),
    }
}

/// Which facts answer a question.
pub(crate) fn resolve_facts(
    store: &Store,
    query: &Query,
    facts: &Known,
) -> Result<Resolution, AppError> {
    let series = series_asked_for(store, query, facts)?;
    let prices = Prices {
        series: &series,
        as_known_at: known_on(store, facts),
    };
    resolve(query, &facts.covers, &prices).map_err(invalid)
}

/// Figures of published facts.
fn of_facts(store: &Store, query: &Query, facts: &Known) -> Result<Vec<Observation>, AppError> {
    let resolution = resolve_facts(store, query, facts)?;
    let view = store.lake.view(&STAT_FACT, &facts.view)?;
    let tables = HashMap::from([(STAT_FACT.name, view)]);
    let plan = relation::plan(&quantities(&resolution)?, &tables).map_err(LakeError::Engine)?;
    let sums = read_quantities(&pejl_lake::run(plan)?, &resolution)?;
    Ok(observations(&resolution, &sums, facts.revision))
}

/// What is known of the datasets that a question about records needs.
pub(crate) struct RecordInputs {
    covers: BTreeMap<&'static str, Vec<Cover>>,
    pub(crate) views: BTreeMap<&'static str, (&'static DatasetSpec, SnapshotView)>,
}

/// Looks up what a question about records needs, at the revision of the facts.
pub(crate) fn record_inputs(
    store: &Store,
    query: &Query,
    facts: &Known,
) -> Result<RecordInputs, AppError> {
    let dimensions = query.record_by.iter().cloned();
    let dimensions = dimensions.chain(query.record_filters.iter().map(|(name, _)| name.clone()));
    let mut inputs = RecordInputs {
        covers: BTreeMap::new(),
        views: BTreeMap::new(),
    };
    let dimensions: Vec<String> = dimensions.collect();
    for spec in records::datasets(&query.readings_of(true), &dimensions) {
        let known = known(store, spec.name, AsKnown::Revision(facts.revision))?;
        inputs.covers.insert(spec.name, known.covers);
        inputs.views.insert(spec.name, (spec, known.view));
    }
    Ok(inputs)
}

/// Puts the plan of a question about records together and hands it on.
pub(crate) fn with_record_plan<T>(
    store: &Store,
    query: &Query,
    facts: &Known,
    inputs: &RecordInputs,
    then: impl FnOnce(&RecordPlan<'_>) -> Result<T, AppError>,
) -> Result<T, AppError> {
    let readings = query.readings_of(true);
    let periods = periods_of(query, inputs, known_on(store, facts))?;
    let question = RecordQuestion {
        catalogue: catalogue(),
        readings,
        places: query.places.clone(),
        periods,
        window: query.window,
        by: query.record_by.clone(),
        filters: query.record_filters.clone(),
    };
    let as_of = known_on(store, facts);
    then(&records::record_plan(question, &inputs.covers, as_of)?)
}

/// Figures of municipalities' own records, and indices over them.
fn of_records(store: &Store, query: &Query, facts: &Known) -> Result<Vec<Observation>, AppError> {
    let readings = query.readings_of(true);
    let (indices, measured): (Vec<_>, Vec<_>) =
        readings.into_iter().partition(|one| one.index.is_some());
    let mut found = Vec::new();
    if !measured.is_empty() {
        let query = Query {
            readings: measured,
            ..query.clone()
        };
        found = of_measures(store, &query, facts)?;
    }
    for reading in indices {
        found.extend(of_index(store, query, facts, reading)?);
    }
    Ok(found)
}

/// An index, from the figures of its components in the periods asked for and the base.
fn of_index(
    store: &Store,
    query: &Query,
    facts: &Known,
    reading: &'static Reading,
) -> Result<Vec<Observation>, AppError> {
    let Some(index) = &reading.index else {
        return Ok(Vec::new());
    };
    let components = index.components.iter();
    let components = components.filter_map(|code| catalogue().find_reading(code));
    let mut of_components = Query {
        readings: components.collect(),
        record_by: index.across.iter().cloned().collect(),
        record_filters: Vec::new(),
        ..query.clone()
    };
    let inputs = record_inputs(store, &of_components, facts)?;
    let periods = periods_of(&of_components, &inputs, known_on(store, facts))?;
    let base = query.base.or(periods.first().copied());
    let Some(base) = base.filter(|base| periods.iter().all(|one| one.grain() == base.grain()))
    else {
        let base = query.base.map(|base| base.to_string()).unwrap_or_default();
        let allowed = "a period of the length of the others";
        return Err(AppError::parameter("base", &base, allowed));
    };
    let mut all = periods.clone();
    if !all.contains(&base) {
        all.push(base);
        all.sort();
    }
    of_components.periods = Periods::Listed(all);
    let found = of_measures(store, &of_components, facts)?;
    let asked = (base, periods.as_slice());
    Ok(records::index::of_components(
        catalogue(),
        (reading, index),
        asked,
        &found,
    ))
}

/// The periods of a question, the newest ones where these are asked for.
fn periods_of(
    query: &Query,
    inputs: &RecordInputs,
    as_of: NaiveDate,
) -> Result<Vec<Period>, AppError> {
    let n = match &query.periods {
        Periods::Listed(periods) => return Ok(periods.clone()),
        Periods::Latest(n) => *n,
    };
    let readings = query.readings_of(true);
    let grain = query.grain.unwrap_or(Grain::Year);
    records::newest_periods(&readings, &query.places, &inputs.covers, (grain, n), as_of)
        .ok_or_else(|| invalid(vec![QueryError::NothingCovered]))
}

/// Figures of measures.
fn of_measures(store: &Store, query: &Query, facts: &Known) -> Result<Vec<Observation>, AppError> {
    let inputs = record_inputs(store, query, facts)?;
    with_record_plan(store, query, facts, &inputs, |plan| {
        let mut tables = HashMap::new();
        for spec in plan.relations().iter().flat_map(|one| one.tables()) {
            if let Some((spec, view)) = inputs.views.get(spec.name) {
                tables.insert(spec.name, store.lake.view(spec, view)?);
            }
        }
        let mut plans = relation::Plans::new(&tables, plan.relations());
        let lazy = plan.relations().iter().map(|one| plans.of(one));
        let lazy = lazy
            .collect::<Result<Vec<_>, _>>()
            .map_err(LakeError::Engine)?;
        let frames = pejl_lake::run_all(lazy)?;
        let found = records::observations(plan, &frames, facts.revision)?;
        check_count(found.len())?;
        let series = series_asked_for(store, query, facts)?;
        let prices = Prices {
            series: &series,
            as_known_at: known_on(store, facts),
        };
        Ok(records::in_prices(found, query, &prices))
    })
}

/// Refuses an answer whose members turned out to be too many.
fn check_count(n: usize) -> Result<(), AppError> {
    let size = u64::try_from(n).unwrap_or(u64::MAX);
    match size > CELLS_MAX {
        true => Err(AppError::TooLarge {
            size,
            limit: CELLS_MAX,
        }),
        false => Ok(()),
    }
}

/// Returns the price and wage series known at a revision, by name.
fn price_series(store: &Store, revision: i64) -> Result<Vec<PriceSeries>, AppError> {
    let known = known(store, PRICE_INDEX.name, AsKnown::Revision(revision))?;
    if known.covers.is_empty() {
        return Ok(Vec::new());
    }
    let frame = pejl_lake::run(store.lake.view(&PRICE_INDEX, &known.view)?)?;
    let mut by_name: BTreeMap<String, Vec<PriceChange>> = BTreeMap::new();
    for change in typed::price_changes(frame)? {
        by_name
            .entry(change.series.clone())
            .or_default()
            .push(change);
    }
    by_name
        .into_values()
        .map(|changes| {
            PriceSeries::from_changes(changes)
                .map_err(|error| AppError::Conflict(error.to_string()))
        })
        .collect()
}

/// What is wrong with a question, as parameters a client can mend.
pub(crate) fn invalid(errors: Vec<QueryError>) -> AppError {
    let problem = |error: QueryError| ParamProblem {
        parameter: error.parameter().to_owned(),
        value: error.value().unwrap_or_default(),
        allowed: error.expected(),
        nearest: match &error {
            QueryError::UnknownReading { nearest, .. }
            | QueryError::UnknownAccount { nearest, .. }
            | QueryError::UnknownPlace { nearest, .. } => nearest.clone(),
            // The whole set stands in what is allowed.
            _ => Vec::new(),
        },
    };
    AppError::Invalid(errors.into_iter().map(problem).collect())
}
