//! What every page about a municipality asks of its address: which one, and as known when.

use pejl_app::{AsKnown, ParamProblem};
use pejl_domain::area::{find_area, get_area, nearest_areas};
use pejl_domain::{Area, AreaLevel};

use crate::query::{Query, problem};

/// The municipality shown to somebody who names none.
const DEFAULT_MUNICIPALITY: &str = "766";

/// The municipality that an address names; none, and a problem, where there is no such.
pub(crate) fn municipality(
    query: &Query,
    problems: &mut Vec<ParamProblem>,
) -> Option<&'static Area> {
    let text = match query.one("municipality", problems) {
        None | Some("") => return get_area(DEFAULT_MUNICIPALITY),
        Some(text) => text,
    };
    let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
    if found.is_none() {
        let near = nearest_areas(text, 6)
            .into_iter()
            .filter(|area| area.level == AreaLevel::Municipality)
            .take(3);
        let nearest = near.map(|area| area.code.to_owned()).collect();
        problems.push(ParamProblem {
            nearest,
            ..problem("municipality", text)
        });
    }
    found
}

/// The revision or the instant that an address names; the newest, and a problem, where it is none.
pub(crate) fn as_known(query: &Query, problems: &mut Vec<ParamProblem>) -> AsKnown {
    let revision = query
        .one("revision", problems)
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    let instant = query
        .one("as_known_at", problems)
        .filter(|text| !text.is_empty());
    match AsKnown::read(revision.as_deref(), instant) {
        Ok(at) => at,
        Err(_) => {
            match (revision, instant) {
                (Some(text), None) => problems.push(problem("revision", &text)),
                (_, text) => problems.push(problem("as_known_at", text.unwrap_or_default())),
            }
            AsKnown::Head
        }
    }
}
