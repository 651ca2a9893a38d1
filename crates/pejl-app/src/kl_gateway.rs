//! What KL Gateway's reports say of a municipality's citizens: as it is known now, at a revision, or by the time the
//! reports carry.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use pejl_domain::Area;
pub use pejl_kl_gateway::Known;
use pejl_kl_gateway::project::{
    Settings, assessments, courses, deliveries, goals, grants, waiting,
};
pub use pejl_kl_gateway::quality::{Delay, Quality};
use pejl_kl_gateway::stored::{codes_of, keys_of, versions_of};
use pejl_kl_gateway::{Codes, History, OrgEntry, Organisation, View, danish_day, quality};
use pejl_lake::{
    CODE, DatasetSpec, Days as DayCells, KL_REPORT, KL_RESOURCE, Plan, REPORTING_ORG, Texts,
    columns, person_rows, run,
};

use crate::catalogue::covers;
use crate::error::AppError;
use crate::reference::municipality;
use crate::snapshot::{AsKnown, known};
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
    let (history, revision) = history(store, area, None, request.at)?;
    let codes = codes(store, request.at)?;
    let view = history.view(request.known);
    Ok(State {
        revision,
        quality: quality::assess(&view, &codes, &Settings::on(request.as_of)),
        ..counted(&view, &codes, request.as_of)
    })
}

fn counted(view: &View<'_>, codes: &Codes, as_of: NaiveDate) -> State {
    // What is known may be newer than the day that is asked about: something that ended since ran on it.
    let last = view
        .current()
        .map(|version| danish_day(version.reported_at))
        .max();
    let settings = &Settings::on(last.map_or(as_of, |last| last.max(as_of)));
    let grants = grants(view, codes, settings);
    let active = || grants.iter().filter(|grant| grant.is_active_on(as_of));
    let persons: BTreeSet<&str> = active()
        .map(|grant| grant.origin.person_key.as_str())
        .collect();
    let courses = courses(view, codes, settings);
    let deliveries = deliveries(view, codes, settings);
    let held = || deliveries.iter().filter(|delivery| !delivery.is_cancelled);
    let goals = goals(view, codes, settings);
    State {
        revision: 0,
        quality: Quality::default(),
        n_active_grants: active().count(),
        n_persons_with_active_grants: persons.len(),
        n_grants: grants.len(),
        n_active_courses: courses
            .iter()
            .filter(|course| course.is_active_on(as_of))
            .count(),
        n_courses: courses.len(),
        n_deliveries: held().count(),
        delivered_minutes: held().filter_map(|delivery| delivery.minutes).sum(),
        n_assessments: assessments(view, codes, settings).len(),
        n_current_goals: goals.iter().filter(|goal| goal.is_current).count(),
        n_goals: goals.len(),
        n_waiting: waiting(view, codes, settings).len(),
    }
}

/// The versions of citizens of a municipality, of all when none are named, and the revision they are of.
///
/// # Errors
/// No such revision, or the catalogue or lake cannot be read.
pub(crate) fn history(
    store: &Store,
    area: &Area,
    persons: Option<&BTreeSet<String>>,
    at: AsKnown,
) -> Result<(History, i64), AppError> {
    let (versions, revision) = appended(store, &KL_RESOURCE, at)?;
    let (reports, _) = appended(store, &KL_REPORT, at)?;
    let versions = run(person_rows::of_persons(versions, area.code, persons))?;
    let reports = run(person_rows::of_persons(reports, area.code, persons))?;
    let history = History::restore(versions_of(&versions)?, keys_of(&reports)?);
    Ok((history, revision))
}

/// The number of the last report of a municipality that arrived; 0 before the first.
pub(crate) fn last_arrival(store: &Store, area: &Area) -> Result<u64, AppError> {
    let (reports, _) = appended(store, &KL_REPORT, AsKnown::Head)?;
    let last = person_rows::largest(reports, area.code, columns::ARRIVAL_NO)?;
    Ok(last.and_then(|last| u64::try_from(last).ok()).unwrap_or(0))
}

/// Every row of an append dataset that is known, and the revision.
fn appended(
    store: &Store,
    spec: &'static DatasetSpec,
    at: AsKnown,
) -> Result<(Plan, i64), AppError> {
    let known = known(store, spec.name, at)?;
    Ok((store.lake.versions(spec, &known.view)?, known.revision))
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
