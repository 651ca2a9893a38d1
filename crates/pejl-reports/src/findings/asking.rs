//! The questions of a report, each asked at its revision, up to its month, and for whoever reads it.

use std::collections::BTreeMap;

use pejl_app::bridge::{BridgeAnswer, BridgeRequest, get_bridge_over_a_year};
use pejl_app::comparison::{ALL, Compared, ComparisonRequest, get_comparison};
use pejl_app::frame::{FrameAnswer, FrameRequest, get_frame};
use pejl_app::gate::Viewer;
use pejl_app::initiatives::{InitiativesRequest, StoredInitiative, list_initiatives};
use pejl_app::observations::{ObservationRequest, list_observations};
use pejl_app::pejlemaerker::{Board, BoardRequest, Line, get_board};
use pejl_app::rehabilitation::{CoursesAnswer, CoursesRequest, list_courses};
use pejl_app::trend::{TrendAnswer, TrendRequest, get_trend};
use pejl_app::{AppError, AsKnown, Kind, Observation, Request, Store, Until};
use pejl_domain::{Area, Grain, Period, Unit};

/// What is asked for, and by whom.
pub(super) struct Asking<'a> {
    pub(super) store: &'a Store,
    pub(super) municipality: &'static Area,
    pub(super) month: Period,
    pub(super) at: AsKnown,
    pub(super) viewer: &'a Viewer,
}

impl Asking<'_> {
    fn code(&self) -> String {
        self.municipality.code.to_owned()
    }

    pub(super) fn board(&self) -> Result<Board, AppError> {
        let request = BoardRequest {
            municipality: self.code(),
            at: self.at,
            until: Until::period(self.month),
            viewer: self.viewer.clone(),
        };
        get_board(self.store, &request)
    }

    /// One answer for each indicator of the lines that has one.
    pub(super) fn of_lines<'l, T>(
        &self,
        lines: impl Iterator<Item = &'l Line>,
        ask: impl Fn(&Self, &Line) -> Result<Option<T>, AppError>,
    ) -> Result<BTreeMap<String, T>, AppError> {
        let mut found = BTreeMap::new();
        for line in lines {
            if found.contains_key(&line.indicator) || line.recent.is_empty() {
                continue;
            }
            if let Some(answer) = told(ask(self, line))?.flatten() {
                found.insert(line.indicator.clone(), answer);
            }
        }
        Ok(found)
    }

    pub(super) fn series(&self, line: &Line) -> Result<Option<TrendAnswer>, AppError> {
        let Some(name) = reading_of(line) else {
            return Ok(None);
        };
        let request = TrendRequest {
            indicator: name,
            municipality: self.code(),
            filters: line.filters(),
            at: self.at,
            until: Until::period(self.month),
            viewer: self.viewer.clone(),
            ..TrendRequest::default()
        };
        get_trend(self.store, &request).map(Some)
    }

    /// The figure of a line of the board in a period; none where it cannot be asked for.
    pub(super) fn figure(
        &self,
        line: &Line,
        period: Period,
    ) -> Result<Option<Observation>, AppError> {
        let Some(name) = reading_of(line) else {
            return Ok(None);
        };
        let request = ObservationRequest {
            query: Request {
                indicators: vec![name],
                municipalities: vec![self.code()],
                periods: vec![period.to_string()],
                filters: line.filters(),
                ..Request::default()
            },
            at: self.at,
            viewer: self.viewer.clone(),
            ..ObservationRequest::default()
        };
        let found = told(list_observations(self.store, &request))?;
        Ok(found.and_then(|one| one.observations.into_iter().next()))
    }

    /// Of money the change since the year before, where both figures are told.
    pub(super) fn bridge(&self, line: &Line) -> Result<Option<BridgeAnswer>, AppError> {
        let unit = line.reading.as_ref().map(|one| &one.unit);
        let is_money = matches!(unit, Some(Unit::Dkk | Unit::DkkPerResident | Unit::Index));
        let is_told =
            |one: &Option<Observation>| one.as_ref().is_some_and(|one| one.value.is_some());
        let are_told = is_told(&line.newest) && is_told(&line.year_before);
        let (Some(name), Some(newest), true) =
            (reading_of(line), &line.newest, is_money && are_told)
        else {
            return Ok(None);
        };
        let request = BridgeRequest {
            indicator: name,
            municipality: self.code(),
            filters: line.filters(),
            at: self.at,
            viewer: self.viewer.clone(),
            ..BridgeRequest::default()
        };
        get_bridge_over_a_year(self.store, &request, newest.period)
    }

    /// Of what is published of every municipality, where this one stands.
    pub(super) fn comparison(&self, line: &Line) -> Result<Option<Compared>, AppError> {
        let is_of_all = line
            .reading
            .as_ref()
            .is_some_and(|one| one.is_of_accounts() || one.kind == Kind::Published);
        let (Some(name), Some(newest), true) = (reading_of(line), &line.newest, is_of_all) else {
            return Ok(None);
        };
        let request = ComparisonRequest {
            indicator: name,
            municipality: self.code(),
            period: newest.period.to_string(),
            group: ALL.to_owned(),
            filters: line.filters(),
            at: self.at,
            ..ComparisonRequest::default()
        };
        get_comparison(self.store, &request).map(Some)
    }

    pub(super) fn frame(&self) -> Result<Option<FrameAnswer>, AppError> {
        let request = FrameRequest {
            municipality: self.code(),
            as_of: Some(self.month.to_string()),
            at: self.at,
            viewer: self.viewer.clone(),
            ..FrameRequest::default()
        };
        told(get_frame(self.store, &request))
    }

    pub(super) fn courses(&self) -> Result<Option<CoursesAnswer>, AppError> {
        let quarter = Period::containing(Grain::Quarter, self.month.start());
        let quarter = quarter.and_then(|one| Until::period(self.month).last(one));
        let before = quarter.and_then(Period::year_before);
        let periods = before.into_iter().chain(quarter);
        let request = CoursesRequest {
            municipality: self.code(),
            periods: periods.map(|one| one.to_string()).collect(),
            grain: Some(Grain::Quarter.as_str().to_owned()),
            at: self.at,
            viewer: self.viewer.clone(),
            ..CoursesRequest::default()
        };
        told(list_courses(self.store, &request))
    }

    pub(super) fn initiatives(&self) -> Result<Vec<StoredInitiative>, AppError> {
        let request = InitiativesRequest {
            municipality: Some(self.code()),
            at: self.at,
            until: Until::period(self.month),
            ..InitiativesRequest::default()
        };
        let mut found = list_initiatives(self.store, &request)?.initiatives;
        found.sort_by_key(|one| (one.said.started_on, one.number));
        Ok(found)
    }
}

/// What is told; nothing where the question is none that can be asked of these data.
fn told<T>(answer: Result<T, AppError>) -> Result<Option<T>, AppError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(AppError::Invalid(_) | AppError::TooLarge { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The reading that a line shows, as a question names it; none of a figure that is another one's place among others.
fn reading_of(line: &Line) -> Option<String> {
    let reading = line.reading.as_ref()?;
    let is_series = reading.kind != Kind::Comparison;
    is_series.then(|| format!("{}.{}", reading.indicator, reading.code))
}
