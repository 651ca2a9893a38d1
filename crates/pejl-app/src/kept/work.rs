//! What a run has to compute, and computing it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::observation::{
    Computed, Run, Update, UpdateError, newest_run, open_places, update, was_run_by,
};
use pejl_db::revision;
use pejl_domain::area::find_area;
use pejl_domain::{Area, Period};
use pejl_lake::STAT_FACT;
use pejl_metrics::query::Place;
use pejl_metrics::records::{
    Coverage, DatasetCoverage, affected, changed_readings, datasets, horizon,
};
use pejl_metrics::{Observation, Query, Reading};

use super::{changed, figure, readings};
use crate::compute::{Computer, Figures};
use crate::definitions::{Definitions, definitions_at, of_program};
use crate::error::AppError;
use crate::snapshot::{AsKnown, Known, known};
use crate::store::Store;

/// What imports cover of every dataset of records that a reading needs, and the municipalities with any of them.
pub(super) fn covered(
    store: &Store,
    facts: &Known,
    definitions: &Definitions,
) -> Result<(Coverage, BTreeSet<String>), AppError> {
    let all: Vec<&Reading> = readings(&definitions.catalogue)
        .map(AsRef::as_ref)
        .collect();
    let as_of = Computer::new(store, facts, definitions, Figures::Computed).known_on();
    let mut coverage = Coverage::new();
    let mut areas: BTreeSet<String> = BTreeSet::new();
    let specs = datasets(&all, &[]).into_iter();
    for spec in specs.filter(|spec| spec.name != STAT_FACT.name) {
        let known = known(store, spec.name, AsKnown::Revision(facts.revision))?;
        let covered = DatasetCoverage::new(&known.covers, as_of);
        areas.extend(covered.areas().map(str::to_owned));
        coverage.insert(spec.name.to_owned(), covered);
    }
    Ok((coverage, areas))
}

/// What a run has to compute.
pub(super) struct Work {
    run: Option<Run>,
    facts: Known,
    /// The indicators at the revision that is computed at.
    definitions: Arc<Definitions>,
    /// Whether this program computes otherwise than the one that made the run before.
    is_redefined: bool,
    /// When it began; one instant for all that is computed and stored.
    now: DateTime<Utc>,
    parts: Vec<Part>,
}

/// One reading at one municipality.
struct Part {
    reading: Arc<Reading>,
    area: &'static Area,
    /// Every period that has figures.
    kept: Vec<Period>,
    /// Those that are computed.
    periods: BTreeSet<Period>,
}

impl Work {
    /// What is to be done since the last run; none where nothing has changed.
    pub(super) fn since_last_run(store: &Store) -> Result<Option<Self>, AppError> {
        let (head, run) = store.db.with(|conn| {
            let head = revision::head(conn)?;
            Ok::<_, pejl_db::DbError>((head, newest_run(conn, head)?))
        })?;
        let is_redefined = match &run {
            None => false,
            Some(run) => {
                // By the cards of that time: other cards make other definitions, and no other program.
                let then = definitions_at(store, run.revision)?;
                if then.hash() != run.definitions && is_older(store, run, &then)? {
                    return Ok(None);
                }
                then.hash() != run.definitions
            }
        };
        if head == 0 || (!is_redefined && run.as_ref().is_some_and(|run| run.revision == head)) {
            return Ok(None);
        }
        let mut facts = known(store, STAT_FACT.name, AsKnown::Revision(head))?;
        let now = store.now();
        if is_redefined {
            // The figures will be of a revision that is made now.
            facts.committed_at = Some(now);
        }
        let definitions = definitions_at(store, head)?;
        let mut work = Self {
            run,
            facts,
            definitions,
            is_redefined,
            now,
            parts: Vec::new(),
        };
        work.plan(store)?;
        Ok(Some(work))
    }

    /// Decides which periods of which readings are computed.
    fn plan(&mut self, store: &Store) -> Result<(), AppError> {
        let definitions = Arc::clone(&self.definitions);
        let catalogue = &definitions.catalogue;
        let (coverage, areas) = covered(store, &self.facts, &self.definitions)?;
        let before = self.run.as_ref().filter(|_| !self.is_redefined);
        let changed = match before {
            None => None,
            Some(run) => Some(changed::since(
                store,
                catalogue,
                (run.revision, self.facts.revision),
            )?),
        };
        let redefined = match before {
            None => BTreeSet::new(),
            Some(run) => {
                let then = definitions_at(store, run.revision)?;
                changed_readings(&then.catalogue, catalogue)
            }
        };
        let stored = store.db.with(open_places)?;
        for area in areas.iter().filter_map(|code| find_area(code)) {
            for reading in readings(catalogue) {
                let kept = horizon(catalogue, reading, &coverage, area.code);
                let is_other =
                    redefined.contains(&(reading.indicator.clone(), reading.code.clone()));
                let mut periods: BTreeSet<Period> = match &changed {
                    Some(changed) if !is_other => {
                        affected(catalogue, reading, &kept, &changed.of(area.code))
                    }
                    Some(_) | None => kept.iter().copied().collect(),
                };
                // An index has figures of the lengths of period that have a base alone.
                if reading.index.is_none() {
                    let is_new = |period: &&Period| {
                        !stored.contains(&(
                            reading.indicator.clone(),
                            reading.code.clone(),
                            area.code.to_owned(),
                            period.to_string(),
                        ))
                    };
                    periods.extend(kept.iter().filter(is_new));
                }
                self.add(reading, area, (kept, periods));
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        reading: &Arc<Reading>,
        area: &'static Area,
        (kept, periods): (Vec<Period>, BTreeSet<Period>),
    ) {
        let part = |kept: &[Period], periods| Part {
            reading: Arc::clone(reading),
            area,
            kept: kept.to_vec(),
            periods,
        };
        match &reading.index {
            _ if kept.is_empty() => {}
            None => self.parts.push(part(&kept, periods)),
            // An index has a base for each length of period. As it may be another whenever a figure is, all are computed or none.
            Some(_) => {
                for of_grain in kept.chunk_by(|one, other| one.grain() == other.grain()) {
                    let is_affected = of_grain.iter().any(|one| periods.contains(one));
                    let all = of_grain.iter().copied().filter(|_| is_affected);
                    self.parts.push(part(of_grain, all.collect()));
                }
            }
        }
    }

    /// Computes and stores; none where another run was stored meanwhile.
    pub(super) fn store(&self, store: &Store, actor: &str) -> Result<Option<Run>, AppError> {
        let computer = Computer::new(store, &self.facts, &self.definitions, Figures::Computed);
        let mut found: Vec<Observation> = Vec::new();
        let parts = self.parts.iter().filter(|part| !part.periods.is_empty());
        let (measured, indices): (Vec<&Part>, Vec<&Part>) =
            parts.partition(|part| part.reading.index.is_none());
        // All readings of a municipality from one read of its rows.
        for of_area in measured.chunk_by(|one, other| one.area.code == other.area.code) {
            let of_area = self.plannable(&computer, of_area)?;
            let Some(first) = of_area.first() else {
                continue;
            };
            let periods: BTreeSet<Period> = of_area
                .iter()
                .flat_map(|part| part.periods.iter().copied())
                .collect();
            let of_each = of_area.iter().map(|part| part.periods.clone()).collect();
            let readings = of_area.iter().map(|part| Arc::clone(&part.reading));
            let periods = periods.into_iter().collect();
            let query = Query::of_totals(
                &self.definitions.catalogue,
                readings.collect(),
                vec![Place::Area(first.area)],
                periods,
            );
            found.extend(computer.measured(&query, Some(of_each))?);
        }
        for part in indices {
            match self.index(&computer, part) {
                Err(error) if is_of_card(&error) => left_out(part, &error),
                other => found.extend(other?),
            }
        }
        let run = Update {
            after: self.run.as_ref().map(|run| run.revision),
            revision: self.facts.revision,
            definitions: self.definitions.hash(),
            program: of_program().hash(),
            is_redefined: self.is_redefined,
            actor,
            computed: &self.computed(found)?,
            known: &self.known(),
        };
        match update(&store.db, &run, self.now) {
            Ok(run) => Ok(Some(run)),
            Err(UpdateError::Overtaken) => Ok(None),
            Err(UpdateError::Db(error)) => Err(AppError::Db(error)),
        }
    }

    /// The readings of a municipality that can be computed. What cannot is logged and left out, so that it does not stop
    /// the figures of all others: nothing is kept of it, and who asks for it is told why.
    fn plannable<'a>(
        &self,
        computer: &Computer<'_>,
        parts: &[&'a Part],
    ) -> Result<Vec<&'a Part>, AppError> {
        if self.planned(computer, parts).is_ok() {
            return Ok(parts.to_vec());
        }
        let mut found = Vec::new();
        for part in parts {
            match self.planned(computer, &[part]) {
                Ok(()) => found.push(*part),
                Err(error) if is_of_card(&error) => left_out(part, &error),
                Err(other) => return Err(other),
            }
        }
        Ok(found)
    }

    /// Puts the computation of readings of a municipality together, without reading a row.
    fn planned(&self, computer: &Computer<'_>, parts: &[&Part]) -> Result<(), AppError> {
        let Some(first) = parts.first() else {
            return Ok(());
        };
        let periods = parts.iter().flat_map(|part| &part.periods);
        let periods: BTreeSet<Period> = periods.copied().collect();
        let of_each = parts.iter().map(|part| part.periods.clone()).collect();
        let query = Query::of_totals(
            &self.definitions.catalogue,
            parts.iter().map(|part| Arc::clone(&part.reading)).collect(),
            vec![Place::Area(first.area)],
            periods.into_iter().collect(),
        );
        let inputs = computer.record_inputs(&query)?;
        computer.with_record_plan((&query, Some(of_each)), &inputs, |_| Ok(()))
    }

    /// The figures of an index at a municipality, with the base of a question that names none.
    fn index(&self, computer: &Computer<'_>, part: &Part) -> Result<Vec<Observation>, AppError> {
        computer.figures(&Query::of_totals(
            &self.definitions.catalogue,
            vec![Arc::clone(&part.reading)],
            vec![Place::Area(part.area)],
            part.periods.iter().copied().collect(),
        ))
    }

    /// What was computed, by reading and municipality.
    fn computed(&self, found: Vec<Observation>) -> Result<Vec<Computed>, AppError> {
        let mut computed: BTreeMap<(String, String), Computed> = BTreeMap::new();
        let texts = |periods: &mut dyn Iterator<Item = &Period>| -> BTreeSet<String> {
            periods.map(Period::to_string).collect()
        };
        for part in &self.parts {
            let key = (part.reading.code.clone(), part.area.code.to_owned());
            let one = computed.entry(key).or_insert_with(|| Computed {
                indicator: part.reading.indicator.clone(),
                reading: part.reading.code.clone(),
                municipality: part.area.code.to_owned(),
                kept: BTreeSet::new(),
                periods: BTreeSet::new(),
                figures: Vec::new(),
            });
            one.kept.extend(texts(&mut part.kept.iter()));
            one.periods.extend(texts(&mut part.periods.iter()));
        }
        for observation in found {
            let figure = figure::kept(&observation)?;
            let key = (figure.reading.clone(), figure.municipality.clone());
            if let Some(one) = computed.get_mut(&key) {
                one.figures.push(figure);
            }
        }
        Ok(computed.into_values().collect())
    }

    fn known(&self) -> BTreeSet<(String, String, String)> {
        let parts = self.parts.iter();
        let names = parts.map(|part| {
            (
                part.reading.indicator.clone(),
                part.reading.code.clone(),
                part.area.code.to_owned(),
            )
        });
        names.collect()
    }
}

/// Whether it is the fault of a card that something cannot be computed, and not of the store.
fn is_of_card(error: &AppError) -> bool {
    matches!(
        error,
        AppError::Plan(_) | AppError::Relation(_) | AppError::Invalid(_)
    )
}

fn left_out(part: &Part, error: &AppError) {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    log::error!(
        "no figures are kept of what cannot be computed indicator_code={} reading={} municipality_code={} fault={error}: {}",
        part.reading.indicator,
        part.reading.code,
        part.area.code,
        cause.unwrap_or_default()
    );
}

/// Whether this program is older than the one that made the newest run: it computes for itself, and leaves what is kept to
/// the other. `then` are the definitions at that run as this program has them.
fn is_older(store: &Store, newest: &Run, then: &Definitions) -> Result<bool, AppError> {
    let program = of_program().hash();
    // Programs of the same cards can differ in what own cards alone are about.
    let definitions = (newest.program == program).then(|| then.hash());
    Ok(store
        .db
        .with(|conn| was_run_by(conn, program, definitions))?)
}
