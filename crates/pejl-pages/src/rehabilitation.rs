//! *Rehabilitering*: the courses of a municipality, how they ended, how long citizens manage without help, and what it costs.

mod asked;
mod cells;
mod courses;
mod curve;
mod figures;
mod money;
mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::indicators::list_indicators;
use pejl_domain::Lang;

use crate::data::{Empty, empty};
use crate::link::REHABILITATION;
use crate::problem::{PageError, refuse};
use crate::query::Query;
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use asked::Asked;
use figures::Figures;
use view::Page;

/// Shows the courses that the address asks for.
async fn get_rehabilitation(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (REHABILITATION, Lang::default()), error);
        }
    };
    let lang = query.lang();
    match state.run(move |store| page(store, &query)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (REHABILITATION, lang), error),
    }
}

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let shell = Shell {
        lang: asked.lang,
        is_demo: store.is_demo(),
        here: asked.link(),
        section: Section::Rehabilitation,
    };
    if asked.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, asked);
    let page = Page::of(&figures);
    render("rehabilitation.html", &shell, &page.title, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(REHABILITATION, get_rehabilitation));
}
