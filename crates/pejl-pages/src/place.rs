//! What every page about a municipality asks of its address: in which language, which one, and as known when.

use pejl_app::catalogue::{Head, head};
use pejl_app::indicators::Listed;
use pejl_app::{AsKnown, ParamProblem, Store};
use pejl_domain::area::{find_area, get_area, nearest_areas};
use pejl_domain::{Area, AreaLevel, Lang};

use crate::link::Link;
use crate::problem::PageError;
use crate::query::{Query, problem};

/// What an address says of language, municipality and time, whether or not it can be used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    lang: Lang,
    own: Option<&'static Area>,
    /// As known when.
    pub at: AsKnown,
}

impl Place {
    /// What the address says; what of it cannot be used is noted in `problems`.
    pub fn read(query: &Query, problems: &mut Vec<ParamProblem>) -> Self {
        let at = as_known(query, problems);
        let lang = language(query, problems);
        let own = municipality(query, problems);
        Self { lang, own, at }
    }

    /// The place at a revision.
    ///
    /// # Errors
    /// The problems, where any parameter of the page is at fault.
    pub fn seen(self, head: Head, problems: Vec<ParamProblem>) -> Result<Seen, PageError> {
        match self.own {
            Some(own) if problems.is_empty() => Ok(Seen {
                lang: self.lang,
                own,
                head,
                is_pinned: self.at != AsKnown::Head,
            }),
            _ => Err(PageError::Parameters(problems)),
        }
    }
}

/// Whose figures a page shows, in which language, and of which revision.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// Language of the page.
    pub lang: Lang,
    /// The municipality.
    pub own: &'static Area,
    /// The revision.
    pub head: Head,
    /// Whether the reader asked for the state at one time rather than the newest.
    pub is_pinned: bool,
}

impl Seen {
    /// That of a page which asks for nothing else.
    ///
    /// # Errors
    /// Every parameter that cannot be used; there is no such revision, or the store fails.
    pub fn read(store: &Store, query: &Query) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let head = head(store, place.at)?;
        place.seen(head, problems)
    }

    /// The revision that everything on the page is read at.
    pub fn at(&self) -> AsKnown {
        AsKnown::Revision(self.head.revision)
    }

    /// The link at the revision.
    pub fn pin(&self, link: Link) -> Link {
        link.with("revision", &self.head.revision.to_string())
    }

    /// The link at the revision where the page is pinned to one, and else at the newest.
    pub fn stay(&self, link: Link) -> Link {
        match self.is_pinned {
            true => self.pin(link),
            false => link,
        }
    }
}

/// The link with the municipality that an address names, for a page that is about none: from there one comes back to it.
pub(crate) fn carrying(query: &Query, link: Link) -> Link {
    let mut problems = Vec::new();
    let is_named = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let named = is_named(query.one("municipality", &mut problems));
    match municipality(query, &mut problems) {
        Some(own) if named => link.with("municipality", own.code),
        _ => link,
    }
}

/// The revision that indicators are listed at.
pub(crate) fn head_of(listed: &Listed) -> Head {
    Head {
        revision: listed.revision,
        committed_at: listed.committed_at,
    }
}

/// The language that an address names; Danish, and a problem, where there is no such.
pub(crate) fn language(query: &Query, problems: &mut Vec<ParamProblem>) -> Lang {
    let text = query.one("lang", problems);
    if let Some(text) = text.filter(|text| text.parse::<Lang>().is_err()) {
        problems.push(problem("lang", text));
    }
    query.lang()
}

/// The municipality that an address names; none, and a problem, where there is no such.
pub(crate) fn municipality(
    query: &Query,
    problems: &mut Vec<ParamProblem>,
) -> Option<&'static Area> {
    let text = match query.one("municipality", problems) {
        None | Some("") => return get_area(query.home()),
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
