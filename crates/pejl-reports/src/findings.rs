//! What a report is made of: the answers of the use cases, all of one revision and up to one month.

mod asking;

use std::collections::BTreeMap;
use std::sync::Arc;

use pejl_app::bridge::BridgeAnswer;
use pejl_app::catalogue::{DatasetStatus, head, list_datasets};
use pejl_app::comparison::Compared;
use pejl_app::frame::FrameAnswer;
use pejl_app::gate::Viewer;
use pejl_app::indicators::list_indicators;
use pejl_app::initiatives::StoredInitiative;
use pejl_app::pejlemaerker::{Board, BoardRequest, Line, get_board};
use pejl_app::rehabilitation::CoursesAnswer;
use pejl_app::trend::TrendAnswer;
use pejl_app::{AppError, AsKnown, Catalogue, Kind, ParamProblem, Store, Until};
use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::{Area, AreaLevel, Cell, Grain, Period};

use crate::error::ReportError;
use asking::Asking;

/// Municipalities spelled alike that are named.
const NEAREST: usize = 3;

/// Which report is wanted.
#[derive(Debug, Clone, Default)]
pub struct ReportRequest {
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The month, as `2018-03`.
    pub month: String,
    /// The revision.
    pub at: AsKnown,
    /// Who reads it; anybody, unless said.
    pub viewer: Viewer,
}

/// What a report is made of; the same for every language and format.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The municipality.
    pub municipality: &'static Area,
    /// The month.
    pub month: Period,
    /// The role of whoever reads it.
    pub role: &'static str,
    /// Whether figures are invented.
    pub is_demo: bool,
    /// The board.
    pub board: Board,
    /// The series of each indicator that shows a pejlemærke, by its code.
    pub series: BTreeMap<String, TrendAnswer>,
    /// What the change since the year before is put down to, by indicator.
    pub bridges: BTreeMap<String, BridgeAnswer>,
    /// The municipality among others, by indicator.
    pub comparisons: BTreeMap<String, Compared>,
    /// The economic frame; none where it cannot be asked for.
    pub frame: Option<FrameAnswer>,
    /// Courses of rehabilitation in the newest quarter and the same of the year before; none where they cannot be asked for.
    pub courses: Option<CoursesAnswer>,
    /// What is imported.
    pub datasets: Vec<DatasetStatus>,
    /// The definitions.
    pub catalogue: Arc<Catalogue>,
    /// The municipality's initiatives that have begun.
    pub initiatives: Vec<StoredInitiative>,
}

/// Asks for everything that a report is made of.
///
/// # Errors
/// The municipality, the month or the revision is not known, nothing is known of the municipality by then, or the store fails.
pub fn gather(store: &Store, request: &ReportRequest) -> Result<Findings, ReportError> {
    let municipality = municipality(&request.municipality)?;
    let head = head(store, request.at)?;
    let month = month(&request.month)?;
    let has_begun = |known_on: chrono::NaiveDate| month.start() <= known_on;
    if head
        .committed_at
        .is_some_and(|at| !has_begun(at.date_naive()))
    {
        let allowed = "a month that had begun when the revision was made";
        return Err(AppError::parameter("month", &request.month, allowed).into());
    }
    let asking = Asking {
        store,
        municipality,
        month,
        at: AsKnown::Revision(head.revision),
        viewer: &request.viewer,
    };
    let board = get_board(
        store,
        &BoardRequest {
            municipality: municipality.code.to_owned(),
            at: asking.at,
            until: Until::period(month),
            viewer: request.viewer.clone(),
        },
    )?;
    if head.revision == 0 || !board.lines.iter().any(is_known) {
        return Err(ReportError::NothingKnown {
            municipality: municipality.name_da,
            month: month.to_string(),
            revision: head.revision,
        });
    }
    Ok(Findings {
        municipality,
        month,
        role: request.viewer.role(),
        is_demo: store.is_demo(),
        series: asking.of_lines(leads(&board), Asking::series)?,
        bridges: asking.of_lines(board.lines.iter(), Asking::bridge)?,
        comparisons: asking.of_lines(board.lines.iter(), Asking::comparison)?,
        frame: asking.frame()?,
        courses: asking.courses()?,
        datasets: list_datasets(store, asking.at)?,
        catalogue: list_indicators(store, asking.at)?.catalogue,
        initiatives: asking.initiatives()?,
        board,
    })
}

/// The lines that show a pejlemærke.
fn leads(board: &Board) -> impl Iterator<Item = &Line> {
    board.lines.iter().filter(|line| line.is_lead)
}

/// The municipality of that code or name.
fn municipality(text: &str) -> Result<&'static Area, AppError> {
    let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
    found.ok_or_else(|| {
        let nearest = nearest_areas(text, NEAREST).into_iter();
        AppError::Invalid(vec![ParamProblem {
            parameter: "municipality".to_owned(),
            value: text.to_owned(),
            allowed: "one municipality".to_owned(),
            nearest: nearest
                .map(|area| format!("{} {}", area.code, area.name_da))
                .collect(),
        }])
    })
}

fn month(text: &str) -> Result<Period, AppError> {
    let found = text.trim().parse::<Period>().ok();
    let found = found.filter(|period| period.grain() == Grain::Month);
    found.ok_or_else(|| AppError::parameter("month", text, "a month, such as 2018-03"))
}

/// Whether a line tells of something that was delivered, be it withheld.
fn is_known(line: &Line) -> bool {
    let is_of_covers = line
        .reading
        .as_ref()
        .is_none_or(|one| one.kind == Kind::Freshness);
    let tells = |cell| matches!(cell, Cell::Ok | Cell::Zero | Cell::Confidential);
    !is_of_covers && line.newest.as_ref().is_some_and(|one| tells(one.cell))
}
