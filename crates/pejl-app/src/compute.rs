//! Figures of a question over what is known at one revision, before the gate.

mod extent;
pub(crate) mod index;
mod reliability;

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use pejl_calendar::day_of;
use pejl_db::observation::Run;
use pejl_domain::price::{PriceChange, PriceSeries};
use pejl_domain::{Cover, Grain, Period, PriceLevel};
use pejl_lake::{DatasetSpec, Frame, LakeError, PRICE_INDEX, STAT_FACT, SnapshotView, typed};
use pejl_metrics::query::Periods;
use pejl_metrics::records::calendar::Window;
use pejl_metrics::records::year_before::{beside, year_before};
use pejl_metrics::records::{self, RecordPlan, RecordQuestion};
use pejl_metrics::relation::Relation;
use pejl_metrics::{
    FigureSource, Observation, Prices, Query, QueryError, Resolution, observations, quantities,
    read_quantities, relation, resolve,
};

use crate::definitions::Definitions;
use crate::error::AppError;
use crate::freshness;
use crate::kept;
use crate::members;
use crate::observations::{CELLS_MAX, invalid};
use crate::snapshot::{AsKnown, Known, known};
use crate::store::Store;

/// Rows of a step that are held for several relations; more are made anew for each of them.
const HELD_ROWS_MAX: u64 = 500_000;
/// Rows of all steps that are held at once.
const HELD_ROWS_TOTAL: usize = 2_000_000;

/// Where figures of records are taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Figures {
    /// The kept ones where there are such, which are the same.
    Kept,
    /// The rows, always.
    Computed,
}

/// Computes figures at one revision.
pub(crate) struct Computer<'a> {
    pub(crate) store: &'a Store,
    pub(crate) facts: &'a Known,
    /// What the figures are asked for by, where kept ones may be used.
    definitions: Option<&'a Definitions>,
    /// The run that kept figures at this revision, once it was looked for: of questions that it cannot answer it never is.
    run: OnceCell<Option<Run>>,
    /// Filters of records that have been looked for and found.
    found_members: RefCell<BTreeSet<(Filters, Vec<&'static str>)>>,
}

/// Dimensions and the members wanted of them.
type Filters = Vec<(String, Vec<String>)>;

/// What is known of the datasets that a question about records needs.
pub(crate) struct RecordInputs {
    pub(crate) covers: BTreeMap<&'static str, Vec<Cover>>,
    pub(crate) views: BTreeMap<&'static str, (&'static DatasetSpec, SnapshotView)>,
}

impl<'a> Computer<'a> {
    /// One at the revision of the facts, for questions that are asked by these definitions.
    pub(crate) fn new(
        store: &'a Store,
        facts: &'a Known,
        definitions: &'a Definitions,
        figures: Figures,
    ) -> Self {
        let may_be_kept = figures == Figures::Kept && definitions.is_of_revision;
        Self {
            store,
            facts,
            definitions: may_be_kept.then_some(definitions),
            run: OnceCell::new(),
            found_members: RefCell::default(),
        }
    }

    /// The run whose figures may be used.
    fn run(&self) -> Result<Option<&Run>, AppError> {
        let Some(definitions) = self.definitions else {
            return Ok(None);
        };
        if self.run.get().is_none() {
            let found = kept::run_at(self.store, self.facts.revision, definitions)?;
            // Whoever came first found the same.
            let _ = self.run.set(found);
        }
        Ok(self.run.get().and_then(Option::as_ref))
    }

    /// The answer to a question, in its order. It has yet to pass the gate.
    pub(crate) fn figures(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        let mut found = Vec::new();
        if !query.readings_of(FigureSource::Facts).is_empty() {
            found = self.of_facts(query)?;
        }
        let of_records = !query.readings_of(FigureSource::Records).is_empty();
        if of_records {
            found.extend(self.of_records(query)?);
        }
        let of_covers = query.readings_of(FigureSource::Covers);
        if !of_covers.is_empty() {
            found.extend(freshness::figures(self, query, &of_covers)?);
        }
        if of_records || !of_covers.is_empty() {
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

    /// The day up to which anything can be known at the revision.
    pub(crate) fn known_on(&self) -> NaiveDate {
        let instant = self.facts.committed_at.unwrap_or_else(|| self.store.now());
        day_of(instant)
    }

    /// The day the question is asked on: that of the instant it names or of the revision, else the day called today.
    pub(crate) fn asked_on(&self) -> NaiveDate {
        let now = self.store.now();
        let instant = match self.facts.at {
            AsKnown::Head => now,
            AsKnown::At(instant) => instant.min(now),
            AsKnown::Revision(_) => self.facts.committed_at.unwrap_or(now),
        };
        day_of(instant)
    }

    /// Which facts answer a question.
    pub(crate) fn resolve_facts(&self, query: &Query) -> Result<Resolution, AppError> {
        let series = self.series_asked_for(query)?;
        let prices = Prices {
            series: &series,
            as_known_at: self.known_on(),
        };
        resolve(query, &self.facts.covers, &prices).map_err(invalid)
    }

    /// Refuses a question that filters by members there are not, and looks up what it needs.
    ///
    /// Every figure of records is made of what this gives, so that none is asked for what there is nothing of.
    pub(crate) fn record_inputs(&self, query: &Query) -> Result<RecordInputs, AppError> {
        self.check_members(query)?;
        let dimensions = query.record_by.iter().cloned();
        let filters = query.record_filters.iter().map(|(name, _)| name.clone());
        let dimensions: Vec<String> = dimensions.chain(filters).collect();
        let mut inputs = RecordInputs {
            covers: BTreeMap::new(),
            views: BTreeMap::new(),
        };
        for spec in records::datasets(&query.readings_of(FigureSource::Records), &dimensions) {
            let at = AsKnown::Revision(self.facts.revision);
            let known = known(self.store, spec.name, at)?;
            inputs.covers.insert(spec.name, known.covers);
            inputs.views.insert(spec.name, (spec, known.view));
        }
        Ok(inputs)
    }

    fn check_members(&self, query: &Query) -> Result<(), AppError> {
        let places = query.places.iter().map(|place| place.code());
        let asked = (query.record_filters.clone(), places.collect());
        // A question is put in several, which differ in other things.
        if self.found_members.borrow().contains(&asked) {
            return Ok(());
        }
        members::check(self.store, self.facts.revision, query)?;
        self.found_members.borrow_mut().insert(asked);
        Ok(())
    }

    /// Puts the plan of a question about records together and hands it on.
    ///
    /// `of_each` names the periods that are wanted of each reading, where these are not all.
    pub(crate) fn with_record_plan<T>(
        &self,
        (query, of_each): (&Query, Option<Vec<BTreeSet<Period>>>),
        inputs: &RecordInputs,
        then: impl FnOnce(&RecordPlan<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let question = RecordQuestion {
            catalogue: &query.catalogue,
            readings: query.readings_of(FigureSource::Records),
            places: query.places.clone(),
            periods: self.periods_of(query, inputs)?,
            of_each,
            window: query.window,
            by: query.record_by.clone(),
            filters: query.record_filters.clone(),
        };
        let plan = records::record_plan(question, &inputs.covers, self.known_on())?;
        then(&plan)
    }

    /// The price series that a question needs: current prices need none, and must not fail over one that cannot be used.
    pub(crate) fn series_asked_for(&self, query: &Query) -> Result<Vec<PriceSeries>, AppError> {
        match query.price {
            PriceLevel::Fixed { .. } => price_series(self.store, self.facts.revision),
            PriceLevel::Current | PriceLevel::NotApplicable => Ok(Vec::new()),
        }
    }

    /// Figures of published facts.
    fn of_facts(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        self.of_resolution(&self.resolve_facts(query)?)
    }

    /// Figures of the facts that a question came down to.
    pub(crate) fn of_resolution(
        &self,
        resolution: &Resolution,
    ) -> Result<Vec<Observation>, AppError> {
        let view = self.store.lake.view(&STAT_FACT, &self.facts.view)?;
        let tables = HashMap::from([(STAT_FACT.name, view)]);
        let plan = relation::plan(&quantities(resolution)?, &tables).map_err(LakeError::Engine)?;
        let sums = read_quantities(&pejl_lake::run(plan)?, resolution)?;
        Ok(observations(resolution, &sums, self.facts.revision))
    }

    /// Figures of municipalities' own records, and indices over them.
    fn of_records(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        let readings = query.readings.iter();
        let readings = readings
            .filter(|one| one.kind.source() == FigureSource::Records)
            .cloned();
        let (indices, measured): (Vec<_>, Vec<_>) = readings.partition(|one| one.index.is_some());
        let mut found = Vec::new();
        if !measured.is_empty() {
            let query = Query {
                readings: measured,
                ..query.clone()
            };
            found = match query.window {
                Window::YearToDateCompared => self.compared(&query)?,
                _ => self.of_measures(&query)?,
            };
        }
        for reading in indices {
            found.extend(index::figures(self, query, &reading)?);
        }
        Ok(found)
    }

    /// Figures of the year to date beside those of the same months of the year before.
    fn compared(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        let periods = self.periods(query)?;
        let before = periods.iter().copied().filter_map(year_before);
        let of = |window, periods| {
            self.of_measures(&Query {
                window,
                periods: Periods::Listed(periods),
                ..query.clone()
            })
        };
        let before = of(Window::YearToDateAlike, before.collect())?;
        let now = of(Window::YearToDate, periods)?;
        Ok(beside(&query.catalogue, now, before))
    }

    /// The periods of a question about records.
    pub(crate) fn periods(&self, query: &Query) -> Result<Vec<Period>, AppError> {
        match &query.periods {
            Periods::Listed(periods) => Ok(periods.clone()),
            Periods::Latest(_) => self.periods_of(query, &self.record_inputs(query)?),
        }
    }

    /// The periods of a question, the newest ones where these are asked for.
    fn periods_of(&self, query: &Query, inputs: &RecordInputs) -> Result<Vec<Period>, AppError> {
        let n = match &query.periods {
            Periods::Listed(periods) => return Ok(periods.clone()),
            Periods::Latest(n) => *n,
        };
        let readings = query.readings_of(FigureSource::Records);
        let asked = (query.grain.unwrap_or(Grain::Year), n);
        let as_of = self.known_on();
        records::newest_periods(&readings, &query.places, &inputs.covers, asked, as_of)
            .ok_or_else(|| invalid(vec![QueryError::NothingCovered]))
    }

    /// Figures of measures, in the prices asked for.
    fn of_measures(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        let found = self.at_current_prices(query)?;
        check_count(found.len())?;
        let found = self.with_coverage(query, found)?;
        self.priced(query, found)
    }

    /// Figures of measures: the kept ones where the question is one of totals, and the others computed.
    pub(super) fn at_current_prices(&self, query: &Query) -> Result<Vec<Observation>, AppError> {
        let run = match kept::may_answer(query) {
            true => self.run()?,
            false => None,
        };
        let Some(run) = run else {
            return self.measured(query, None);
        };
        let periods = self.periods(query)?;
        kept::answer(
            (self.store, self.facts.revision, run),
            (query, &periods),
            |lacking, of_each| self.measured(lacking, Some(of_each)),
        )
    }

    /// Figures of measures from the rows, at current prices; of each reading in its own periods, where these are named.
    pub(crate) fn measured(
        &self,
        query: &Query,
        of_each: Option<Vec<BTreeSet<Period>>>,
    ) -> Result<Vec<Observation>, AppError> {
        let inputs = self.record_inputs(query)?;
        self.with_record_plan((query, of_each), &inputs, |plan| {
            let frames = self.collect(plan, &inputs)?;
            Ok(records::observations(plan, &frames, self.facts.revision)?)
        })
    }

    /// Figures as whoever asks for them gets them, from the rows, and what else is read off the plan and its rows.
    pub(crate) fn collected<A, B>(
        &self,
        query: &Query,
        inputs: &RecordInputs,
        also: impl FnOnce(&RecordPlan<'_>, &[Frame]) -> Result<(A, B), AppError>,
    ) -> Result<(Vec<Observation>, A, B), AppError> {
        let (found, (one, other)) = self.with_record_plan((query, None), inputs, |plan| {
            let frames = self.collect(plan, inputs)?;
            let found = records::observations(plan, &frames, self.facts.revision)?;
            Ok((found, also(plan, &frames)?))
        })?;
        let found = self.with_coverage(query, found)?;
        Ok((self.priced(query, found)?, one, other))
    }

    /// The rows of the relations of a plan.
    fn collect(
        &self,
        plan: &RecordPlan<'_>,
        inputs: &RecordInputs,
    ) -> Result<Vec<Frame>, AppError> {
        let lake = &self.store.lake;
        let (mut tables, mut sizes) = (HashMap::new(), HashMap::new());
        let read = plan.relations().iter().flat_map(|one| one.tables());
        let read: BTreeSet<&str> = read.map(|spec| spec.name).collect();
        for (spec, view) in read.iter().filter_map(|name| inputs.views.get(name)) {
            tables.insert(spec.name, lake.view(spec, view)?);
            sizes.insert(spec.name, lake.count_rows_of(view)?);
        }
        let mut plans = relation::Plans::new(&tables, plan.relations());
        let mut left = HELD_ROWS_TOTAL;
        for step in plans.shared(&sizes, HELD_ROWS_MAX) {
            let rows = pejl_lake::run(plans.of(&step).map_err(LakeError::Engine)?)?;
            // It was an estimate.
            if rows.height() <= left {
                left -= rows.height();
                plans.hold(&step, rows);
            }
        }
        let relations = plan.relations().iter();
        let frames = relations.map(|relation| {
            let plan = plans.of(relation).map_err(LakeError::Engine)?;
            Ok(pejl_lake::run(plan)?)
        });
        frames.collect()
    }

    /// The rows of one relation.
    pub(crate) fn rows_of(
        &self,
        relation: &Relation,
        inputs: &RecordInputs,
    ) -> Result<Frame, AppError> {
        let read: BTreeSet<&str> = relation.tables().iter().map(|spec| spec.name).collect();
        let mut tables = HashMap::new();
        for (spec, view) in read.iter().filter_map(|name| inputs.views.get(name)) {
            tables.insert(spec.name, self.store.lake.view(spec, view)?);
        }
        let plan = relation::plan(relation, &tables).map_err(LakeError::Engine)?;
        Ok(pejl_lake::run(plan)?)
    }

    /// Figures in the prices asked for.
    fn priced(&self, query: &Query, found: Vec<Observation>) -> Result<Vec<Observation>, AppError> {
        let series = self.series_asked_for(query)?;
        let prices = Prices {
            series: &series,
            as_known_at: self.known_on(),
        };
        Ok(records::in_prices(found, query, &prices))
    }
}

/// Refuses an answer whose members turned out to be too many.
pub(crate) fn check_count(n: usize) -> Result<(), AppError> {
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
pub(crate) fn price_series(store: &Store, revision: i64) -> Result<Vec<PriceSeries>, AppError> {
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
