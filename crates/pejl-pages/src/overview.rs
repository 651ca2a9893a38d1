//! *Overblik*: the council's pejlemærker, and where a municipality stands with them.

mod since;
mod view;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::gate::Viewer;
use pejl_app::pejlemaerker::{BoardRequest, get_board, list_since};

use crate::data::{Empty, empty};
use crate::link::{Link, OVERVIEW};
use crate::part::part;
use crate::place::Seen;
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use crate::state::PagesState;
use view::Page;

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let seen = Seen::read(store, query)?;
    let here = Link::to(OVERVIEW, seen.lang).with("municipality", seen.own.code);
    let shell = Shell {
        lang: seen.lang,
        is_demo: store.is_demo(),
        here: seen.stay(here),
        section: Section::Overview,
    };
    if seen.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let request = BoardRequest {
        municipality: seen.own.code.to_owned(),
        at: seen.at(),
        viewer: Viewer::default(),
        ..BoardRequest::default()
    };
    let board = get_board(store, &request)?;
    let since = part("since", list_since(store, &request, &board), seen.lang);
    let page = Page::of(&board, &since, &seen);
    render("overview.html", &shell, &page.title, &page)
}

/// The board is what the bare address of the server shows.
async fn start(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    crate::shown((request, state), OVERVIEW, page).await
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/", start))
        .service(crate::page(OVERVIEW, page));
}
