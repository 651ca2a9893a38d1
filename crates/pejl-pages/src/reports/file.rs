//! The report as a file: the same bytes as the command line writes for anybody.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, CONTENT_TYPE};
use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_reports::{Writer, Written, gather};

use super::asked::Asked;
use super::view::{self, NotMade};
use crate::link::REPORTS;
use crate::problem::{PageError, refuse};
use crate::query::{Query, problem};
use crate::render::answer;
use crate::state::PagesState;

/// What became of a file that was asked for.
enum Made {
    /// It is made.
    File(Box<Written>),
    /// It is not, and a page says why.
    Page(String),
}

/// Gives the report in a format.
pub(super) async fn get_file(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let query = match Query::read(request.query_string()) {
        Ok(query) => query.at_home(state.home()),
        Err(problem) => {
            let error = PageError::Parameters(vec![problem]);
            return refuse(&state, (REPORTS, pejl_domain::Lang::default()), error);
        }
    };
    let lang = query.lang();
    let writers = state.writers().to_vec();
    let made = state
        .report(move |store| make(store, &query, &writers))
        .await;
    match made {
        Ok(Made::File(written)) => file(*written),
        Ok(Made::Page(html)) => answer(actix_web::http::StatusCode::CONFLICT, lang, html),
        Err(error) => refuse(&state, (REPORTS, lang), error),
    }
}

fn make(store: &Store, query: &Query, writers: &[Writer]) -> Result<Made, PageError> {
    let asked = Asked::read(store, query)?;
    let mut problems = Vec::new();
    let format = query.one("format", &mut problems).unwrap_or_default();
    let writer = writers.iter().find(|one| one.format.ending == format);
    let Some(writer) = writer else {
        return Err(PageError::Parameters(vec![problem("format", format)]));
    };
    let Some(month) = asked.month else {
        return Err(PageError::Parameters(vec![problem("month", "")]));
    };
    let found = match gather(store, &asked.request(month)) {
        Ok(found) => found,
        Err(error) => {
            let why = NotMade::of(error)?;
            return view::page(store, (&asked, Some(why)), writers).map(Made::Page);
        }
    };
    let written = Written::of(&found, asked.seen.lang, &[*writer]);
    let written = written.map_err(|error| PageError::Template(error.to_string()))?;
    Ok(Made::File(Box::new(written)))
}

/// The one file that was written.
fn file(written: Written) -> HttpResponse {
    let Written { report, files } = written;
    let Some((writer, bytes)) = files.into_iter().next() else {
        return HttpResponse::InternalServerError().finish();
    };
    let name = report.file_name(writer.format.ending);
    let kind = match writer.format.is_shown {
        true => "inline",
        false => "attachment",
    };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, writer.format.media_type))
        .insert_header((CONTENT_LANGUAGE, report.lang.as_str()))
        .insert_header((CONTENT_DISPOSITION, format!("{kind}; filename=\"{name}\"")))
        .insert_header((CACHE_CONTROL, "private, no-cache"))
        .body(bytes)
}
