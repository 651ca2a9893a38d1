//! Web pages for people who look rather than query: Danish first, English beside it.
//!
//! Pages are rendered on the server and complete without script; the one script adds a cross hair with tips, live forms
//! and a copy button. The state of a page is its address, so a link gives the same figures again, pinned to a revision
//! when asked. What holds for every page:
//! - nothing inline and nothing from outside: it passes `default-src 'none'; script-src 'self'; style-src 'self'`;
//! - every text and figure is escaped, parameters are bounded, and a bad one is named;
//! - figures come from the same use cases as the API, written by `pejl_domain::lang`;
//! - blocking work runs on threads of its own, see [`PagesState`].
//!
//! # Example
//! ```no_run
//! use std::sync::Arc;
//! use actix_web::{App, web};
//! use pejl_app::{Store, StoreOptions};
//! use pejl_pages::PagesState;
//!
//! let store = Arc::new(Store::open(&StoreOptions::embedded("./pejl-data"))?);
//! let pages = PagesState::new(store);
//! let _app = move || App::new().app_data(web::Data::new(pages.clone())).configure(pejl_pages::configure);
//! # Ok::<(), pejl_app::AppError>(())
//! ```

mod accessibility;
mod account;
mod assets;
mod bridge;
mod choosable;
mod command;
mod comparison;
mod course;
mod cut;
mod data;
mod definition;
mod downloads;
mod drawing;
mod finance;
mod form;
mod indicator;
mod link;
mod member;
mod overview;
mod part;
mod picture;
mod pinned;
mod place;
mod posted;
mod problem;
mod query;
mod rehabilitation;
mod render;
mod reports;
mod state;
mod targets;
mod texts;
mod upload;
mod wording;

use actix_web::http::StatusCode;
use actix_web::web::{self, ServiceConfig};
use actix_web::{FromRequest, Handler, HttpRequest, HttpResponse, Resource, Responder};
use pejl_app::Store;
use pejl_domain::Lang;

use problem::{PageError, refuse, refuse_asked};
use query::Query;
use render::answer;

pub use problem::not_found;
pub use state::{PagesState, Uploads};

/// Registers the pages and their assets. The application's data must hold a [`PagesState`].
pub fn configure(cfg: &mut ServiceConfig) {
    cfg.configure(comparison::routes)
        .configure(reports::routes)
        .configure(upload::routes)
        .configure(data::routes)
        .configure(accessibility::routes)
        .configure(overview::routes)
        .configure(indicator::routes)
        .configure(targets::routes)
        .configure(finance::routes)
        .configure(rehabilitation::routes)
        .configure(assets::routes);
}

/// Returns the resource of a page at its path that `make` makes of the query.
pub(crate) fn page(
    path: &'static str,
    make: fn(&Store, &Query) -> Result<String, PageError>,
) -> Resource {
    get(path, move |request, state| {
        shown((request, state), path, make)
    })
}

/// Answers with the page that `make` makes of the query, or with what is wrong, on a page that leads to `path`.
pub(crate) async fn shown(
    asked: (HttpRequest, web::Data<PagesState>),
    path: &'static str,
    make: impl FnOnce(&Store, &Query) -> Result<String, PageError> + Send + 'static,
) -> HttpResponse {
    let of_page = |html, lang| answer(StatusCode::OK, lang, html);
    answered(asked, path, (make, of_page)).await
}

/// Answers by `send` with what `make` makes of the query, or with what is wrong, on a page that leads to `path`.
pub(crate) async fn answered<T: Send + 'static>(
    (request, state): (HttpRequest, web::Data<PagesState>),
    path: &'static str,
    (make, send): (
        impl FnOnce(&Store, &Query) -> Result<T, PageError> + Send + 'static,
        impl FnOnce(T, Lang) -> HttpResponse,
    ),
) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query.at_home(state.home()),
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (path, Lang::default()), error);
        }
    };
    let (lang, asked) = (query.lang(), query.link(path));
    match state.run(move |store| make(store, &query)).await {
        Ok(made) => send(made, lang),
        Err(error) => refuse_asked(&state, (asked, path, lang), error),
    }
}

/// Returns a resource that answers GET and HEAD; another method is 405.
pub(crate) fn get<F, Args>(path: &str, handler: F) -> Resource
where
    F: Handler<Args> + Clone,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::resource(path)
        .route(web::get().to(handler.clone()))
        .route(web::head().to(handler))
        .default_service(web::to(|| async { problem::method_not_allowed() }))
}
