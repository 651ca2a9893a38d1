//! Keeping the report that a page shows.

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::keys::Caller;
use pejl_domain::Lang;
use pejl_reports::{Keeping, Writer, keep};

use super::asked::Asked;
use super::view::{self, NotMade};
use crate::link::{Link, REPORTS};
use crate::posted::Posted;
use crate::problem::{PageError, refuse};
use crate::query::{Query, problem};
use crate::render::answer;
use crate::state::PagesState;

/// What became of it.
enum Became {
    /// It is kept, and shown on a page.
    Kept(Link),
    /// It is not, and a page says why.
    Page(String),
}

/// Keeps the report of the address, in the language that is sent.
pub(super) async fn keep_report(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<PagesState>,
) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query.at_home(state.home()),
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (REPORTS, Lang::default()), error);
        }
    };
    let place = (REPORTS, query.lang());
    let caller = request.extensions().get::<Caller>().cloned();
    let Some(Caller(actor)) = caller else {
        log::error!("a report was asked for by nobody");
        return refuse(&state, place, PageError::Panicked);
    };
    let posted = match Posted::read(&request, payload).await {
        Ok(posted) => posted,
        Err(error) => return refuse(&state, place, error),
    };
    let writers = state.writers().to_vec();
    let became = state
        .report(move |store| became(store, (&query, &posted), (&writers, &actor)))
        .await;
    match became {
        Ok(Became::Kept(link)) => HttpResponse::SeeOther()
            .insert_header((LOCATION, format!("{link}#kept")))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
        Ok(Became::Page(html)) => answer(StatusCode::CONFLICT, place.1, html),
        Err(error) => refuse(&state, place, error),
    }
}

fn became(
    store: &Store,
    (query, posted): (&Query, &Posted),
    (writers, actor): (&[Writer], &str),
) -> Result<Became, PageError> {
    let asked = Asked::read(store, query)?;
    let text = posted.text("report");
    let lang: Lang = text
        .parse()
        .map_err(|_| PageError::Parameters(vec![problem("report", text)]))?;
    let Some(month) = asked.month else {
        return Err(PageError::Parameters(vec![problem("month", "")]));
    };
    let keeping = Keeping {
        request: &asked.request(month),
        lang,
        writers,
        actor,
    };
    match keep(store, &keeping) {
        Ok(_) => Ok(Became::Kept(asked.link())),
        Err(error) => {
            let why = NotMade::of(error)?;
            view::page(store, (&asked, Some(why)), writers).map(Became::Page)
        }
    }
}
