//! What an address asks for: the report of which month, of the newest figures or a release, and why it should not wait.

use pejl_app::readiness::read_reason;
use pejl_app::releases::get_release;
use pejl_app::{AsKnown, Store};
use pejl_domain::{Grain, Period};
use pejl_reports::ReportRequest;

use crate::link::{Link, REPORTS};
use crate::place::{Place, Seen};
use crate::problem::PageError;
use crate::query::Query;

/// What is shown.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// Whose report, in which language, of which revision.
    pub seen: Seen,
    /// The month; the newest that anything covers, unless said.
    pub month: Option<Period>,
    /// The release whose revision it is.
    pub release: Option<String>,
    /// Why it is made although data are waited for.
    pub force: Option<String>,
}

impl Asked {
    /// Reads the parameters.
    ///
    /// # Errors
    /// Every parameter that cannot be used; there is no such revision or release, or the store fails.
    pub fn read(store: &Store, query: &Query) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let month = query.understood("month", &mut problems, |text| {
            let month = text.parse::<Period>().ok();
            month.filter(|month| month.grain() == Grain::Month)
        });
        let force = query.understood("force", &mut problems, |text| read_reason(text).ok());
        let release = query.one("release", &mut problems);
        let release = release.filter(|text| !text.is_empty()).map(str::to_owned);
        let at = match &release {
            None => place.at,
            Some(name) => AsKnown::Revision(get_release(store, name)?.revision),
        };
        let head = pejl_app::catalogue::head(store, at)?;
        Ok(Self {
            seen: place.seen(head, problems)?,
            month,
            release,
            force,
        })
    }

    /// The page of this.
    pub fn link(&self) -> Link {
        self.at_its_state(Link::to(REPORTS, self.seen.lang))
    }

    /// A link with what is asked for: at the release, at the revision where the page is pinned to one, else at the newest.
    pub fn at_its_state(&self, link: Link) -> Link {
        let link = link.with("municipality", self.seen.own.code);
        let link = match self.month {
            Some(month) => link.with("month", &month.to_string()),
            None => link,
        };
        let link = match &self.release {
            Some(name) => link.with("release", name),
            None => self.seen.stay(link),
        };
        match &self.force {
            Some(reason) => link.with("force", reason),
            None => link,
        }
    }

    /// The report of a month, as anybody may see it.
    pub fn request(&self, month: Period) -> ReportRequest {
        ReportRequest {
            municipality: self.seen.own.code.to_owned(),
            month: month.to_string(),
            at: self.seen.at(),
            release: self.release.clone(),
            force: self.force.clone(),
            ..ReportRequest::default()
        }
    }
}
