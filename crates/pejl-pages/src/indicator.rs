//! *Indikator*: one indicator of one municipality, from its course down to the file and line it is from.

mod asked;
mod breakdown;
mod card;
mod comments;
mod figures;
mod lineage;
mod pair;
mod position;
mod trend;
mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::indicators::list_indicators;
use pejl_domain::Lang;

use crate::data::{Empty, empty};
use crate::link::INDICATOR;
use crate::problem::{PageError, refuse};
use crate::query::Query;
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
pub(crate) use asked::to_indicator;

use asked::Choice;
use figures::Figures;
use view::Page;

/// Shows the indicator that the address asks for.
async fn get_indicator(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (INDICATOR, Lang::default()), error);
        }
    };
    let lang = query.lang();
    match state.run(move |store| page(store, &query)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (INDICATOR, lang), error),
    }
}

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let choice = Choice::read(query, |at| list_indicators(store, at))?;
    let shell = Shell {
        lang: choice.lang,
        is_demo: store.is_demo(),
        here: choice.link(),
        section: Section::Other,
    };
    if choice.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, choice);
    let page = Page::of(&figures);
    render("indicator.html", &shell, &page.title, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(INDICATOR, get_indicator));
}
