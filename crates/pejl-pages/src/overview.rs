//! *Overblik*: the council's pejlemærker, and where a municipality stands with them.

mod since;
mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::catalogue::head;
use pejl_app::gate::Viewer;
use pejl_app::pejlemaerker::{BoardRequest, get_board, list_since};
use pejl_app::{AsKnown, Store};
use pejl_domain::{Area, Lang};

use crate::data::{Empty, empty};
use crate::link::{Link, OVERVIEW};
use crate::part::part;
use crate::place::{as_known, municipality};
use crate::problem::{PageError, refuse};
use crate::query::{Query, problem};
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use view::Page;

/// What an address asks for.
struct Asked {
    lang: Lang,
    municipality: &'static Area,
    at: AsKnown,
}

impl Asked {
    fn read(query: &Query) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let lang = query.one("lang", &mut problems);
        if let Some(text) = lang.filter(|text| text.parse::<Lang>().is_err()) {
            problems.push(problem("lang", text));
        }
        let at = as_known(query, &mut problems);
        match municipality(query, &mut problems) {
            Some(municipality) if problems.is_empty() => Ok(Self {
                lang: query.lang(),
                municipality,
                at,
            }),
            _ => Err(PageError::Parameters(problems)),
        }
    }

    /// Whether the page is of a revision and not of the newest one.
    fn is_pinned(&self) -> bool {
        self.at != AsKnown::Head
    }

    /// The page, pinned to the revision that it is of where the address is, however that says so.
    fn link(&self, revision: i64) -> Link {
        let link = Link::to(OVERVIEW, self.lang).with("municipality", self.municipality.code);
        match self.is_pinned() {
            true => link.with("revision", &revision.to_string()),
            false => link,
        }
    }
}

/// Shows the overview that the address asks for.
async fn get_overview(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (OVERVIEW, Lang::default()), error);
        }
    };
    let lang = query.lang();
    match state.run(move |store| page(store, &query)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (OVERVIEW, lang), error),
    }
}

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query)?;
    let revision = head(store, asked.at)?.revision;
    let shell = Shell {
        lang: asked.lang,
        is_demo: store.is_demo(),
        here: asked.link(revision),
        section: Section::Overview,
    };
    if revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let request = BoardRequest {
        municipality: asked.municipality.code.to_owned(),
        at: AsKnown::Revision(revision),
        viewer: Viewer::default(),
        ..BoardRequest::default()
    };
    let board = get_board(store, &request)?;
    let since = part("since", list_since(store, &request, &board), asked.lang);
    let shown = (asked.lang, asked.is_pinned());
    let page = Page::of(&board, &since, asked.municipality, shown);
    render("overview.html", &shell, &page.title, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(OVERVIEW, get_overview));
}
