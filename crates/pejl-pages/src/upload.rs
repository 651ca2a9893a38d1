//! *Indlæs data*: a file is read and checked by a form, and imported when it is to be.
//!
//! A file that is only tried is gone when it has been read: nothing of it stays, as person numbers may stand in it, so that it
//! is chosen again to be imported. What was imported or refused is an import of the history, and has a page there.

mod entry;
mod outcome;
mod sent;
mod wanted;

use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use pejl_app::import::ImportState;
use pejl_app::import::wanted::{Done, Wanted};
use pejl_app::keys::Caller;
use pejl_app::uploads::Upload;
use pejl_app::{AppError, ParamProblem, Store};
use pejl_domain::Lang;
use serde::Serialize;
use tokio::time::timeout;

use crate::data::to_import;
use crate::link::{DATA, Link, UPLOAD};
use crate::place::language;
use crate::problem::{PageError, method_not_taken, refuse};
use crate::query::{Query, problem};
use crate::render::{Section, Shell, answer, render};
use crate::state::PagesState;
use crate::texts::texts;

use entry::Entry;
use outcome::Outcome;
use sent::{FILE, Sent};

/// Methods that the page takes.
const METHODS: &str = "GET, HEAD, POST";

/// The page.
#[derive(Debug, Serialize)]
struct Page {
    data_href: String,
    entry: Entry,
    outcome: Option<Outcome>,
    /// Why nothing was read, where no field is about it.
    refusal: Option<String>,
}

/// The empty form.
fn blank(store: &Store, query: &Query) -> Result<String, PageError> {
    let mut problems = Vec::new();
    let lang = language(query, &mut problems);
    match problems.is_empty() {
        true => page(store, (&Sent::default(), &[]), (None, None), lang),
        false => Err(PageError::Parameters(problems)),
    }
}

fn page(
    store: &Store,
    (sent, problems): (&Sent, &[ParamProblem]),
    (outcome, refusal): (Option<Outcome>, Option<String>),
    lang: Lang,
) -> Result<String, PageError> {
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: Link::to(UPLOAD, lang),
        section: Section::Data,
    };
    let page = Page {
        data_href: Link::to(DATA, lang).to_string(),
        entry: Entry::of(sent, problems, lang),
        outcome,
        refusal,
    };
    render("upload.html", &shell, texts(lang).upload_heading, &page)
}

/// Reads the file that a form sends, and keeps it where the form says so.
async fn upload(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<PagesState>,
) -> HttpResponse {
    let query = Query::read(request.query_string()).unwrap_or_default();
    let lang = query.lang();
    match read(&request, payload, &state, lang).await {
        Ok(response) => response,
        Err(error) => refuse(&state, (UPLOAD, lang), error),
    }
}

async fn read(
    request: &HttpRequest,
    payload: web::Payload,
    state: &PagesState,
    lang: Lang,
) -> Result<HttpResponse, PageError> {
    let caller = request.extensions().get::<Caller>().cloned();
    let Some(Caller(actor)) = caller else {
        log::error!("a file was sent by nobody");
        return Err(PageError::Panicked);
    };
    let place = state.uploads().places.take();
    let place = place.ok_or(PageError::TooManyFiles)?;
    // Whoever sends slowly must not keep a place for ever.
    let sent = Sent::read((request, payload), state);
    let sent = timeout(state.uploads().deadline, sent).await;
    let sent = sent.map_err(|_| PageError::TimedOut)??;
    let uploads = state.uploads().clone();
    let became = state.import(move |store| {
        let mut sent = sent;
        let asked = asked(store, &mut sent, (&uploads, &actor));
        let done = asked.and_then(|(wanted, file)| {
            // The file is gone when this ends, also when its sender has left.
            wanted.carry_out(store, vec![file.path().to_owned()])
        });
        drop(place);
        told(store, &sent, done, lang)
    });
    Ok(match became.await? {
        Became::Import(id) => HttpResponse::SeeOther()
            .insert_header((LOCATION, to_import(id, lang).to_string()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
        Became::Shown(status, html) => answer(status, lang, html),
    })
}

/// The import that is asked for, and its file.
fn asked(
    store: &Store,
    sent: &mut Sent,
    by: (&crate::state::Uploads, &str),
) -> Result<(Wanted, Upload), AppError> {
    let wanted = wanted::wanted(store, sent, by)?;
    let file = sent.take_file();
    let file = file.ok_or_else(|| AppError::Invalid(vec![problem(FILE, "")]))?;
    Ok((wanted, file))
}

/// What became of a file.
enum Became {
    /// It is an import of the history.
    Import(i64),
    /// It was tried, or could not be: the form with what was found.
    Shown(StatusCode, String),
}

fn told(
    store: &Store,
    sent: &Sent,
    done: Result<Done, AppError>,
    lang: Lang,
) -> Result<Became, PageError> {
    let done = match done {
        Ok(done) => done,
        Err(AppError::Invalid(problems)) => {
            let html = page(store, (sent, &problems), (None, None), lang)?;
            return Ok(Became::Shown(StatusCode::UNPROCESSABLE_ENTITY, html));
        }
        Err(AppError::Refused(_)) => {
            let why = Some(texts(lang).upload_other_key.to_owned());
            let html = page(store, (sent, &[]), (None, why), lang)?;
            return Ok(Became::Shown(StatusCode::UNPROCESSABLE_ENTITY, html));
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(id) = done.import_id {
        return Ok(Became::Import(id));
    }
    let status = match done.state {
        ImportState::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let outcome = Some(Outcome::of(&done, lang));
    let html = page(store, (sent, &[]), (outcome, None), lang)?;
    Ok(Became::Shown(status, html))
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(
        crate::page(UPLOAD, blank)
            .route(web::post().to(upload))
            .default_service(web::to(|| async { method_not_taken(METHODS) })),
    );
}
