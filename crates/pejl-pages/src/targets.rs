//! *Mål*: what the council has decided the indicators are to reach; setting, replacing and withdrawing it, and what was in force.
//!
//! It is the one page that changes something. A form of another site is refused before it comes here, as of every change; what
//! somebody typed comes back with what is wrong beside it, and nothing is stored until all of it can be.

mod change;
mod entry;
mod list;
mod one;
mod sent;

use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use pejl_app::Store;
use pejl_app::catalogue::head;
use pejl_app::keys::Caller;
use pejl_app::targets::StoredTarget;
use pejl_domain::{Area, Lang};

use crate::data::dimension_name;
use crate::link::{Link, NEW_TARGET, TARGETS};
use crate::member::member_name;
use crate::place::{Place, Seen, as_known};
use crate::problem::{PageError, method_not_taken, refuse};
use crate::query::Query;
use crate::render::{Section, Shell, answer};
use crate::state::PagesState;
use crate::texts::texts;

use change::Became;
use sent::Sent;

/// Methods that these pages take.
const METHODS: &str = "GET, HEAD, POST";

/// What an address asks for.
struct Asked {
    seen: Seen,
    /// The indicator that a new target is to be of.
    indicator: Option<String>,
}

impl Asked {
    fn read(store: &Store, query: &Query) -> Result<Self, PageError> {
        let mut problems = Vec::new();
        let place = Place::read(query, &mut problems);
        let indicator = query.one("indicator", &mut problems).map(str::to_owned);
        let head = head(store, place.at)?;
        Ok(Self {
            seen: place.seen(head, problems)?,
            indicator,
        })
    }
}

/// What a target is of, where that is not the whole municipality.
fn cut(one: &StoredTarget, lang: Lang) -> String {
    let members = one.set.subject.members.iter();
    let member = |(dimension, member): (&String, &String)| {
        let name = dimension_name(dimension, texts(lang));
        format!("{name} {}", member_name(dimension, member, lang))
    };
    members.map(member).collect::<Vec<String>>().join(", ")
}

/// The page of the targets of a municipality.
fn to_list(own: &Area, lang: Lang) -> Link {
    Link::to(TARGETS, lang).with("municipality", own.code)
}

/// The page of one target.
pub(crate) fn to_target(number: i64, lang: Lang) -> Link {
    Link::to(&format!("{TARGETS}/{number}"), lang)
}

/// The form of a new target.
pub(crate) fn to_new(own: &Area, indicator: Option<&str>, lang: Lang) -> Link {
    let link = Link::to(NEW_TARGET, lang).with("municipality", own.code);
    match indicator {
        Some(name) => link.with("indicator", name),
        None => link,
    }
}

fn shell(store: &Store, here: Link, lang: Lang) -> Shell {
    Shell {
        lang,
        is_demo: store.is_demo(),
        here,
        section: Section::Targets,
    }
}

/// The targets of a municipality.
fn listed(store: &Store, query: &Query) -> Result<String, PageError> {
    list::page(store, &Seen::read(store, query)?)
}

/// The form of a new target.
fn blank(store: &Store, query: &Query) -> Result<String, PageError> {
    entry::blank(store, &Asked::read(store, query)?)
}

/// Shows a target with its versions.
async fn get_target(
    request: HttpRequest,
    number: web::Path<i64>,
    state: web::Data<PagesState>,
) -> HttpResponse {
    let number = number.into_inner();
    let make = move |store: &Store, query: &Query| {
        let mut problems = Vec::new();
        let at = as_known(query, &mut problems);
        match problems.is_empty() {
            true => one::page(store, number, at, query.lang()),
            false => Err(PageError::Parameters(problems)),
        }
    };
    crate::shown((request, state), TARGETS, make).await
}

/// Sets a new target.
async fn create_target(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<PagesState>,
) -> HttpResponse {
    changed((request, payload, state), None).await
}

/// Sets another version of a target, or withdraws it.
async fn replace_target(
    request: HttpRequest,
    number: web::Path<i64>,
    payload: web::Payload,
    state: web::Data<PagesState>,
) -> HttpResponse {
    changed((request, payload, state), Some(number.into_inner())).await
}

async fn changed(
    (request, payload, state): (HttpRequest, web::Payload, web::Data<PagesState>),
    number: Option<i64>,
) -> HttpResponse {
    let query = Query::read(request.query_string()).unwrap_or_default();
    let lang = query.lang();
    let caller = request.extensions().get::<Caller>().cloned();
    let Some(Caller(actor)) = caller else {
        log::error!("a target was sent by nobody");
        return refuse(&state, (TARGETS, lang), PageError::Panicked);
    };
    let sent = match Sent::read(&request, payload).await {
        Ok(sent) => sent,
        Err(error) => return refuse(&state, (TARGETS, lang), error),
    };
    let done = state.run(move |store| change::change(store, (number, &sent), (&actor, lang)));
    match done.await {
        Ok(Became::Done(link)) => HttpResponse::SeeOther()
            .insert_header((LOCATION, link.to_string()))
            .insert_header((CACHE_CONTROL, "no-store"))
            .finish(),
        Ok(Became::Shown(status, html)) => answer(status, lang, html),
        Err(error) => refuse(&state, (TARGETS, lang), error),
    }
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    let other_methods = || web::to(|| async { method_not_taken(METHODS) });
    cfg.service(crate::page(NEW_TARGET, blank))
        .service(
            crate::page(TARGETS, listed)
                .route(web::post().to(create_target))
                .default_service(other_methods()),
        )
        .service(
            crate::get(&format!("{TARGETS}/{{number:[0-9]{{1,18}}}}"), get_target)
                .route(web::post().to(replace_target))
                .default_service(other_methods()),
        );
}
