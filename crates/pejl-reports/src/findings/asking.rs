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

use crate::charts::can_be_drawn;

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

    /// The series of a line by its usual length of period; by that of the figure on the board where the usual one has too few
    /// figures to draw, as few of a month are told where those of the quarters are.
    pub(super) fn series(&self, line: &Line) -> Result<Option<TrendAnswer>, AppError> {
        let usual = self.series_by(line, None)?;
        let grain = usual.as_ref().and_then(|one| instead(&one.series, line));
        let Some(grain) = grain else {
            return Ok(usual);
        };
        let other = told(self.series_by(line, Some(grain)))?.flatten();
        let other = other.filter(|one| can_be_drawn(&one.series));
        Ok(other.or(usual))
    }

    /// The series of a line by the periods of another answer: figures of others are none of it.
    pub(super) fn series_like(
        &self,
        line: &Line,
        other: Option<&TrendAnswer>,
    ) -> Result<Option<TrendAnswer>, AppError> {
        let first = other.and_then(|one| one.series.first());
        match first {
            Some(first) => self.series_by(line, Some(first.period.grain())),
            None => self.series(line),
        }
    }

    fn series_by(
        &self,
        line: &Line,
        grain: Option<Grain>,
    ) -> Result<Option<TrendAnswer>, AppError> {
        let Some(name) = reading_of(line) else {
            return Ok(None);
        };
        let request = TrendRequest {
            indicator: name,
            municipality: self.code(),
            filters: line.filters(),
            grain: grain.map(|one| one.as_str().to_owned()),
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

/// The length of period to ask for instead, where a series has too few figures to draw and the figure on the board has another.
fn instead(series: &[Observation], line: &Line) -> Option<Grain> {
    let grain = line.newest.as_ref()?.period.grain();
    let is_other = series.iter().any(|one| one.period.grain() != grain);
    (is_other && !can_be_drawn(series)).then_some(grain)
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::testing::line;

    #[test]
    fn a_series_with_too_few_figures_is_asked_for_by_the_periods_of_the_board() {
        let quarter = line("Q1", "2025-Q4", Some(0.31), Some(0.313));
        let months = |values: &[Option<f64>]| -> Vec<Observation> {
            let newest = quarter.newest.clone().unwrap();
            let month = |(no, value): (usize, &Option<f64>)| Observation {
                period: format!("2025-{:02}", no + 1).parse().unwrap(),
                grain: Grain::Month,
                value: *value,
                ..newest.clone()
            };
            values.iter().enumerate().map(month).collect()
        };
        let withheld = months(&[None, Some(0.3), None]);
        assert_eq!(instead(&withheld, &quarter), Some(Grain::Quarter));
        let told = months(&[Some(0.3), None, Some(0.4)]);
        assert_eq!(instead(&told, &quarter), None);
        // Of the same length there is nothing else to ask for.
        let month = line("Q1", "2025-03", Some(0.31), Some(0.313));
        assert_eq!(instead(&withheld, &month), None);
    }
}
