//! What KL Gateway's reports say of a municipality's citizens: as it is known now, at a revision, or by the time the
//! reports carry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use pejl_db::coverage::list_coverage;
use pejl_domain::Area;
pub use pejl_kl_gateway::Known;
pub use pejl_kl_gateway::danish_day;
use pejl_kl_gateway::project::{
    Settings, assessments, courses, deliveries, goals, grants, waiting,
};
pub use pejl_kl_gateway::quality::{Delay, Quality};
use pejl_kl_gateway::stored::{codes_of, keys_of, versions_of};
use pejl_kl_gateway::{Codes, History, OrgEntry, Organisation, ReportKey, Version, View, quality};
use pejl_lake::{
    CODE, DatasetSpec, Days as DayCells, Frame, KL_REPORT, KL_RESOURCE, Plan, REPORTING_ORG, Texts,
    columns, person_rows, run,
};

use crate::catalogue::covers;
use crate::error::AppError;
use crate::reference::municipality;
use crate::snapshot::{AsKnown, known, read_again};
use crate::store::Store;

/// Which organisation is which municipality, and since when.
pub(crate) type Organisations = BTreeMap<Organisation, Vec<OrgEntry>>;

/// What is asked about a municipality's reports.
#[derive(Debug, Clone)]
pub struct StateRequest {
    /// Code or name of the municipality.
    pub municipality: String,
    /// When the question is asked at.
    pub at: AsKnown,
    /// Of what had been imported by then, what counts.
    pub known: Known,
    /// The day that is called today.
    pub as_of: NaiveDate,
}

/// How things are in a municipality's reports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct State {
    /// The revision.
    pub revision: i64,
    /// What the municipality should look into.
    pub quality: Quality,
    /// Grants there are, and of these the ones that run on the day.
    pub n_grants: usize,
    /// Grants that run on the day.
    pub n_active_grants: usize,
    /// Citizens with a grant that runs on the day.
    pub n_persons_with_active_grants: usize,
    /// Courses there are.
    pub n_courses: usize,
    /// Courses that run on the day.
    pub n_active_courses: usize,
    /// Contacts that were held.
    pub n_deliveries: usize,
    /// Their minutes; each contact counts once.
    pub delivered_minutes: i64,
    /// Levels that were assessed.
    pub n_assessments: usize,
    /// Goals there are.
    pub n_goals: usize,
    /// Goals that are the newest of their condition.
    pub n_current_goals: usize,
    /// Referrals to training after hospital.
    pub n_waiting: usize,
}

/// Says how things are in a municipality's reports, and what of them should be looked into.
///
/// # Errors
/// No such municipality or revision, or the catalogue or lake cannot be read.
pub fn state(store: &Store, request: &StateRequest) -> Result<State, AppError> {
    let area = municipality(&request.municipality)?;
    // Everything of one revision; and forgetting takes files away at once, whoever is reading.
    let at = match crate::catalogue::head(store, request.at)?.revision {
        0 => AsKnown::Head,
        n => AsKnown::Revision(n),
    };
    let head = || Ok(crate::catalogue::head(store, AsKnown::Head)?.revision);
    let stored = read_again(head, |_| Stored::read(store, area, None, at))?;
    let codes = codes(store, at)?;
    let mut state = State {
        revision: stored.revision,
        ..State::default()
    };
    for person in stored.persons() {
        let history = stored.history(person)?;
        let view = history.view(request.known);
        let settings = Settings::on(request.as_of);
        state.quality.add(quality::assess(&view, &codes, &settings));
        state.count(&view, &codes, request.as_of);
    }
    Ok(state)
}

impl State {
    /// Adds a citizen.
    fn count(&mut self, view: &View<'_>, codes: &Codes, as_of: NaiveDate) {
        // What is known may be newer than the day that is asked about: something that ended since ran on it.
        let last = view.current().map(Version::day).max();
        let settings = &Settings::on(last.map_or(as_of, |last| last.max(as_of)));
        let grants = grants(view, codes, settings);
        let active = grants.iter().filter(|grant| grant.is_active_on(as_of));
        let n_active = active.count();
        let courses = courses(view, codes, settings);
        let active_courses = courses.iter().filter(|course| course.is_active_on(as_of));
        let deliveries = deliveries(view, codes, settings);
        let held = || deliveries.iter().filter(|delivery| !delivery.is_cancelled);
        let minutes = held().filter_map(|delivery| delivery.minutes);
        let goals = goals(view, codes, settings);
        let counts = [
            (&mut self.n_grants, grants.len()),
            (&mut self.n_active_grants, n_active),
            (
                &mut self.n_persons_with_active_grants,
                usize::from(n_active > 0),
            ),
            (&mut self.n_active_courses, active_courses.count()),
            (&mut self.n_courses, courses.len()),
            (&mut self.n_deliveries, held().count()),
            (
                &mut self.n_assessments,
                assessments(view, codes, settings).len(),
            ),
            (
                &mut self.n_current_goals,
                goals.iter().filter(|goal| goal.is_current).count(),
            ),
            (&mut self.n_goals, goals.len()),
            (&mut self.n_waiting, waiting(view, codes, settings).len()),
        ];
        for (count, more) in counts {
            *count = count.saturating_add(more);
        }
        self.delivered_minutes = minutes.fold(self.delivered_minutes, i64::saturating_add);
    }
}

/// What is stored of citizens, each apart: a resource and the reports about it are of one citizen.
pub(crate) struct Stored {
    pub(crate) revision: i64,
    versions: BTreeMap<String, Frame>,
    reports: BTreeMap<String, Frame>,
}

impl Stored {
    /// Reads what is known of citizens of a municipality, of all when none are named.
    ///
    /// # Errors
    /// No such revision, or the catalogue or lake cannot be read.
    pub(crate) fn read(
        store: &Store,
        area: &Area,
        persons: Option<&BTreeSet<String>>,
        at: AsKnown,
    ) -> Result<Self, AppError> {
        let (versions, revision) = appended(store, area, &KL_RESOURCE, at)?;
        let (reports, _) = appended(store, area, &KL_REPORT, at)?;
        let own = |plan| person_rows::of_persons(plan, area.code, persons);
        Ok(Self {
            revision,
            versions: person_rows::by_person(own(versions), &[columns::ARRIVAL_NO])?,
            reports: person_rows::by_person(own(reports), &[columns::ARRIVAL_NO])?,
        })
    }

    /// The citizens there are reports of, in the order of their pseudonyms.
    pub(crate) fn persons(&self) -> impl Iterator<Item = &String> {
        self.reports.keys()
    }

    /// The reports of a citizen.
    ///
    /// # Errors
    /// A row holds what was never stored.
    pub(crate) fn report_keys(&self, person: &str) -> Result<BTreeSet<ReportKey>, AppError> {
        let Some(rows) = self.reports.get(person) else {
            return Ok(BTreeSet::new());
        };
        Ok(keys_of(rows)?.into_iter().map(|(key, _)| key).collect())
    }

    /// The versions of a citizen and the reports that made them; empty where there are none.
    ///
    /// # Errors
    /// A row holds what was never stored.
    pub(crate) fn history(&self, person: &str) -> Result<History, AppError> {
        let versions = match self.versions.get(person) {
            Some(rows) => versions_of(rows)?,
            None => Vec::new(),
        };
        let reports = match self.reports.get(person) {
            Some(rows) => keys_of(rows)?,
            None => Vec::new(),
        };
        Ok(History::restore(versions, reports))
    }
}

/// The number of the last report of a municipality that arrived; 0 before the first.
pub(crate) fn last_arrival(store: &Store, area: &Area) -> Result<u64, AppError> {
    let (reports, _) = appended(store, area, &KL_REPORT, AsKnown::Head)?;
    let last = person_rows::largest(reports, area.code, columns::ARRIVAL_NO)?;
    Ok(last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0))
}

/// Every row of an append dataset that is known of a municipality, and the revision. Files of other municipalities are
/// not opened.
fn appended(
    store: &Store,
    area: &Area,
    spec: &'static DatasetSpec,
    at: AsKnown,
) -> Result<(Plan, i64), AppError> {
    let mut known = known(store, spec.name, at)?;
    let imports: BTreeSet<i64> = imports_of(store, spec.name, at, area.code)?;
    for segment in &mut known.view.segments {
        segment
            .parts
            .retain(|part| imports.contains(&part.import_id));
    }
    known
        .view
        .segments
        .retain(|segment| !segment.parts.is_empty());
    Ok((store.lake.versions(spec, &known.view)?, known.revision))
}

/// The imports that brought rows of an area.
fn imports_of(
    store: &Store,
    dataset: &str,
    at: AsKnown,
    area: &str,
) -> Result<BTreeSet<i64>, AppError> {
    let rows = store
        .db
        .with(|conn| list_coverage(conn, dataset, at.at()))?;
    let own = rows
        .into_iter()
        .filter(|row| row.cover.areas.contains(area));
    Ok(own.map(|row| row.import_id).collect())
}

/// The code lists as known at a time.
///
/// # Errors
/// No such revision, or the catalogue or lake cannot be read.
pub(crate) fn codes(store: &Store, at: AsKnown) -> Result<Codes, AppError> {
    let known = known(store, CODE.name, at)?;
    let rows = run(store.lake.view(&CODE, &known.view)?)?;
    Ok(codes_of(&rows)?)
}

/// The organisations that report for a municipality.
pub(crate) fn organisations(store: &Store, area: &Area) -> Result<Organisations, AppError> {
    let known = known(store, REPORTING_ORG.name, AsKnown::Head)?;
    let rows = run(store.lake.view(&REPORTING_ORG, &known.view)?)?;
    let text = |name| Texts::of(&rows, name);
    let (systems, values) = (text(columns::SYSTEM)?, text(columns::VALUE)?);
    let (codes, units) = (text(columns::MUNICIPALITY_CODE)?, text(columns::UNIT_ID)?);
    let (from, to) = (
        DayCells::of(&rows, columns::VALID_FROM)?,
        DayCells::of(&rows, columns::VALID_TO)?,
    );
    let mut found = Organisations::new();
    for row in 0..rows.height() {
        // Reports of others are held as those of nobody: their pseudonyms need another key.
        let (Some(system), Some(value)) = (systems.get(row), values.get(row)) else {
            continue;
        };
        if codes.get(row) != Some(area.code) {
            continue;
        }
        let organisation = Organisation {
            system: system.to_owned(),
            value: value.to_owned(),
        };
        found.entry(organisation).or_default().push(OrgEntry {
            municipality_code: area.code.to_owned(),
            unit_id: units.get(row).map(str::to_owned),
            valid_from: from.get(row),
            // The register has the last day, a report asks for the first day after.
            valid_to: to
                .get(row)
                .and_then(|last| last.checked_add_days(Days::new(1))),
        });
    }
    Ok(found)
}

/// The municipalities that reports have come from, in the order of their codes.
pub(crate) fn reporting_municipalities(store: &Store) -> Result<Vec<String>, AppError> {
    let covers = covers(store, KL_RESOURCE.name, AsKnown::Head)?;
    let areas: BTreeSet<String> = covers.into_iter().flat_map(|cover| cover.areas).collect();
    Ok(areas.into_iter().collect())
}
