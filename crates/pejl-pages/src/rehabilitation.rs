//! *Rehabilitering*: the courses of a municipality, how they ended, how long citizens manage without help, and what it costs.

mod asked;
mod cells;
mod courses;
mod curve;
mod figures;
mod money;
mod view;

use actix_web::web;
use pejl_app::Store;
use pejl_app::indicators::list_indicators;

use crate::data::{Empty, empty};
use crate::link::REHABILITATION;
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use asked::Asked;
use figures::Figures;
use view::Page;

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let shell = Shell {
        lang: asked.seen.lang,
        is_demo: store.is_demo(),
        here: asked.link(),
        section: Section::Rehabilitation,
    };
    if asked.seen.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, asked);
    let page = Page::of(&figures);
    render("rehabilitation.html", &shell, &page.title, &page)
}

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(REHABILITATION, page));
}
