//! *Sammenligning*: where a municipality stands among the others, and who has moved.

mod asked;
mod card;
mod charts;
mod downloads;
mod figures;
mod form;
mod notices;
mod offer;
mod rows;
mod sort;
mod spread;
#[cfg(test)]
mod tests;
mod view;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::indicators::list_indicators;

use crate::data::{Empty, empty};
use crate::link::{COMPARISON, Link};
use crate::problem::{PageError, refuse};
use crate::query::Query;
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use asked::Asked;
use figures::{Found, find};
use view::Page;

/// Shows the comparison that the address asks for.
async fn get_comparison(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query,
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (COMPARISON, Query::default().lang()), error);
        }
    };
    let lang = query.lang();
    match state.run(move |store| page(store, &query)).await {
        Ok(html) => answer(StatusCode::OK, lang, html),
        Err(error) => refuse(&state, (COMPARISON, lang), error),
    }
}

/// The page as HTML.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let lang = asked.lang;
    let is_demo = store.is_demo();
    match find(store, asked)? {
        Found::Nothing { some_data } => {
            let kind = if some_data {
                Empty::NothingUsable
            } else {
                Empty::NoData
            };
            empty(
                &Shell {
                    lang,
                    is_demo,
                    here: Link::to(COMPARISON, lang),
                    section: Section::Comparison,
                },
                kind,
            )
        }
        Found::Figures(figures) => {
            let choice = &figures.choice;
            let here = if choice.is_pinned {
                choice.pinned(figures.head.revision)
            } else {
                choice.link()
            };
            let shell = Shell {
                lang,
                is_demo,
                here,
                section: Section::Comparison,
            };
            render(
                "comparison.html",
                &shell,
                &Page::title(&figures),
                &Page::of(&figures),
            )
        }
    }
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get("/", get_comparison))
        .service(crate::get(COMPARISON, get_comparison));
}
