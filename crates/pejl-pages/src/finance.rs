//! *Økonomi*: the economic frame of a municipality's year, and what its spending is made of.

mod areas;
mod asked;
mod chart;
mod figures;
mod view;
mod what_if;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::indicators::list_indicators;
use pejl_domain::Lang;

use crate::data::{Empty, empty};
use crate::link::FINANCE;
use crate::problem::{PageError, refuse};
use crate::query::Query;
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use asked::Asked;
use figures::Figures;
use view::Page;

/// Shows the frame that the address asks for.
async fn get_finance(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (FINANCE, Lang::default()), error);
        }
    };
    let lang = query.lang();
    match state.run(move |store| page(store, &query)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (FINANCE, lang), error),
    }
}

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let shell = Shell {
        lang: asked.lang,
        is_demo: store.is_demo(),
        here: asked.link(),
        section: Section::Finance,
    };
    if asked.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, asked)?;
    let page = Page::of(&figures);
    render("finance.html", &shell, &page.title, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(FINANCE, get_finance));
}
