//! *Rapporter*: the monthly report of a municipality: whether its data are in, its files, those that were kept, those that a schedule
//! makes, and what has been released.
//!
//! A report is made when its file is asked for, and kept where somebody says so: then it is found again as it was made.

mod asked;
mod file;
mod keep;
mod kept;
mod planned;
mod view;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;

use crate::link::{REPORT_FILE, REPORTS};
use crate::problem::method_not_taken;
use crate::query::Query;
use crate::state::PagesState;
use asked::Asked;

/// Methods that the page takes.
const METHODS: &str = "GET, HEAD, POST";

async fn get_reports(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let writers = state.writers().to_vec();
    let make = move |store: &Store, query: &Query| {
        view::page(store, (&Asked::read(store, query)?, None), &writers)
    };
    crate::shown((request, state), REPORTS, make).await
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    let other_methods = web::to(|| async { method_not_taken(METHODS) });
    cfg.service(
        crate::get(REPORTS, get_reports)
            .route(web::post().to(keep::keep_report))
            .default_service(other_methods),
    )
    .service(crate::get(REPORT_FILE, file::get_file));
}
