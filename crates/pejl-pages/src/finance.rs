//! *Økonomi*: the economic frame of a municipality's year, and what its spending is made of.

mod areas;
mod asked;
mod chart;
mod figures;
mod view;
mod what_if;

use actix_web::web;
use pejl_app::Store;
use pejl_app::indicators::list_indicators;

use crate::data::{Empty, empty};
use crate::link::FINANCE;
use crate::picture::{Captions, Picture, pictures};
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
        section: Section::Finance,
    };
    if asked.seen.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, asked)?;
    let page = Page::of(&figures);
    render("finance.html", &shell, &page.title, &page)
}

/// One of its charts as a picture.
fn picture(store: &Store, query: &Query) -> Result<Picture, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    if asked.seen.head.revision == 0 {
        return Err(PageError::NoSuchPage);
    }
    let figures = Figures::find(store, asked)?;
    let mut page = Page::of(&figures);
    let captions = Captions {
        seen: figures.asked.seen,
        is_demo: store.is_demo(),
        subtitle: page.subtitle(&figures),
        definition: None,
        subject: format!("okonomi-{}", figures.frame.asked.year),
    };
    Picture::of(query, page.charts(), &captions)
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(FINANCE, page))
        .service(pictures(FINANCE, picture));
}
