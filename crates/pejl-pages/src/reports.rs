//! *Rapporter*: the monthly report of a municipality: whether its data are in, its files, and what has been released.
//!
//! A report is made when its file is asked for and kept nowhere: the same revision gives the same bytes.

mod asked;
mod file;
mod view;

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;

use crate::link::{REPORT_FILE, REPORTS};
use crate::query::Query;
use crate::state::PagesState;
use asked::Asked;

pub(crate) use file::HTML;

async fn get_reports(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let writers = state.writers().to_vec();
    let make = move |store: &Store, query: &Query| {
        view::page(store, &Asked::read(store, query)?, &writers)
    };
    crate::shown((request, state), REPORTS, make).await
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(REPORTS, get_reports))
        .service(crate::get(REPORT_FILE, file::get_file));
}
