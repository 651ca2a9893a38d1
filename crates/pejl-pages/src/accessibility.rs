//! *Tilgængelighed*: the accessibility statement: what is held, how it was found out, what is known to lack, and whom to tell.

use actix_web::{HttpRequest, HttpResponse, web};
use pejl_app::Store;
use serde::Serialize;

use crate::link::{ACCESSIBILITY, Link};
use crate::place::{carrying, language};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use crate::state::PagesState;
use crate::texts::{fill, texts};

/// The page.
#[derive(Debug, Serialize)]
struct Page {
    /// Of which program it is.
    of: String,
    /// Whom to tell, as the operator says; none where nobody has said.
    contact: Option<String>,
    held: [&'static str; 7],
    tested: [&'static str; 3],
    lacks: [&'static str; 5],
}

async fn get_statement(request: HttpRequest, state: web::Data<PagesState>) -> HttpResponse {
    let contact = state.contact().map(str::to_owned);
    let make = move |store: &Store, query: &Query| page(store, query, contact);
    crate::shown((request, state), ACCESSIBILITY, make).await
}

fn page(store: &Store, query: &Query, contact: Option<String>) -> Result<String, PageError> {
    let mut problems = Vec::new();
    let lang = language(query, &mut problems);
    if !problems.is_empty() {
        return Err(PageError::Parameters(problems));
    }
    let t = texts(lang);
    let page = Page {
        of: fill(
            t.accessibility_of,
            &[("version", env!("CARGO_PKG_VERSION"))],
        ),
        contact,
        held: [
            t.accessibility_held_script,
            t.accessibility_held_keys,
            t.accessibility_held_tips,
            t.accessibility_held_charts,
            t.accessibility_held_colour,
            t.accessibility_held_narrow,
            t.accessibility_held_pdf,
        ],
        tested: [
            t.accessibility_tested_axe,
            t.accessibility_tested_keys,
            t.accessibility_tested_text,
        ],
        lacks: [
            t.accessibility_lacks_people,
            t.accessibility_lacks_api,
            t.accessibility_lacks_tables,
            t.accessibility_lacks_pdf,
            t.accessibility_lacks_pictures,
        ],
    };
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: carrying(query, Link::to(ACCESSIBILITY, lang)),
        section: Section::Other,
    };
    render("accessibility.html", &shell, t.accessibility_heading, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::get(ACCESSIBILITY, get_statement));
}
