//! What a report is made of: the answers of the use cases, all of one revision and up to one month.

mod asking;
mod earlier;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_app::bridge::BridgeAnswer;
use pejl_app::catalogue::{AreaCoverage, Head, head, list_area_coverage};
use pejl_app::comparison::Compared;
use pejl_app::frame::FrameAnswer;
use pejl_app::gate::Viewer;
use pejl_app::indicators::list_indicators;
use pejl_app::initiatives::StoredInitiative;
use pejl_app::pejlemaerker::{Board, Line};
use pejl_app::readiness::{Lack, get_lack, read_reason};
use pejl_app::rehabilitation::CoursesAnswer;
use pejl_app::releases::{StoredRelease, get_release};
use pejl_app::reports::read_month;
use pejl_app::trend::TrendAnswer;
use pejl_app::{AppError, AsKnown, Catalogue, Kind, ParamProblem, Store, day_of};
use pejl_domain::area::{find_area, nearest_areas};
use pejl_domain::{Area, AreaLevel, Cell, Period};

use crate::error::ReportError;
use asking::Asking;
use earlier::Told;

pub use earlier::{Amount, Earlier, Moved, MovedAmount, Publication};

/// Municipalities spelled alike that are named.
const NEAREST: usize = 3;

/// Which report is wanted.
#[derive(Debug, Clone, Default)]
pub struct ReportRequest {
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The month, as `2018-03`.
    pub month: String,
    /// The revision, unless a release is named.
    pub at: AsKnown,
    /// The release whose revision it is.
    pub release: Option<String>,
    /// Who reads it; anybody, unless said.
    pub viewer: Viewer,
    /// Why it is made although data are waited for; it waits unless said.
    pub force: Option<String>,
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
    /// The release that it is of; none where it is of a revision.
    pub release: Option<StoredRelease>,
    /// What is not in and why the report is made all the same; none where nothing was waited for.
    pub forced: Option<(Lack, String)>,
    /// What became of the figures of an earlier report or release; none where there is none.
    pub earlier: Option<Earlier>,
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
    /// What is imported of the municipality, and of the country where there are no municipalities.
    pub coverage: Vec<AreaCoverage>,
    /// The definitions.
    pub catalogue: Arc<Catalogue>,
    /// The municipality's initiatives that have begun.
    pub initiatives: Vec<StoredInitiative>,
}

/// Asks for everything that a report is made of.
///
/// # Errors
/// The municipality, the month, the revision or the release is not known, nothing is known of the municipality by then, or the store
/// fails; [`ReportError::Waits`] where data of the month are not in and no reason is given to make it all the same.
pub fn gather(store: &Store, request: &ReportRequest) -> Result<Findings, ReportError> {
    let municipality = municipality(&request.municipality)?;
    let reason = request.force.as_deref().map(read_reason).transpose()?;
    let release = request.release.as_deref();
    let release = release.map(|name| get_release(store, name)).transpose()?;
    let at = release
        .as_ref()
        .map_or(request.at, |one| AsKnown::Revision(one.revision));
    let head = head(store, at)?;
    let month = begun_month(&request.month, &head)?;
    let asking = Asking {
        store,
        municipality,
        month,
        at: AsKnown::Revision(head.revision),
        viewer: &request.viewer,
    };
    // Whether it waits is cheap to say, and is asked again and again.
    let forced = forced(&asking, reason)?;
    let board = asking.board()?;
    if head.revision == 0 || !board.lines.iter().any(is_known) {
        return Err(ReportError::NothingKnown {
            municipality: municipality.name_da,
            month: month.to_string(),
            revision: head.revision,
        });
    }
    let series = asking.of_lines(leads(&board), Asking::series)?;
    let catalogue = list_indicators(store, asking.at)?.catalogue;
    let (frame, courses) = (asking.frame()?, asking.courses()?);
    let place = (municipality.code, month);
    let earlier = Publication::before(store, place, head.revision, release.as_ref())?;
    let now = Told {
        board: &board,
        series: &series,
        frame: frame.as_ref(),
        courses: courses.as_ref(),
        catalogue: &catalogue,
    };
    let earlier = earlier.map(|one| asking.earlier(one, &now));
    Ok(Findings {
        municipality,
        month,
        role: request.viewer.role(),
        is_demo: store.is_demo(),
        release,
        forced,
        earlier: earlier.transpose()?,
        series,
        bridges: asking.of_lines(board.lines.iter(), Asking::bridge)?,
        comparisons: asking.of_lines(board.lines.iter(), Asking::comparison)?,
        frame,
        courses,
        coverage: list_area_coverage(store, municipality.code, asking.at)?,
        catalogue,
        initiatives: asking.initiatives()?,
        board,
    })
}

/// What is not in, with the reason why the report is made all the same; nothing where everything is.
fn forced(
    asking: &Asking<'_>,
    reason: Option<String>,
) -> Result<Option<(Lack, String)>, ReportError> {
    let (municipality, month) = (asking.municipality, asking.month);
    let lack = get_lack(asking.store, (municipality.code, month), asking.at)?;
    match (lack.is_nothing(), reason) {
        (true, _) => Ok(None),
        (false, Some(reason)) => Ok(Some((lack, reason))),
        (false, None) => Err(ReportError::Waits {
            municipality,
            month,
            lack,
        }),
    }
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

/// A month that had begun when a revision was made.
fn begun_month(text: &str, head: &Head) -> Result<Period, AppError> {
    let month = read_month(text)?;
    let had_begun = |at: DateTime<Utc>| month.start() <= day_of(at);
    match head.committed_at.is_none_or(had_begun) {
        true => Ok(month),
        false => {
            let allowed = "a month that had begun when the revision was made";
            Err(AppError::parameter("month", text, allowed))
        }
    }
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
