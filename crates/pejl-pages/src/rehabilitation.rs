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
use crate::picture::{Captions, Picture, pictures};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use asked::Asked;
use figures::{Figures, Told};
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

/// One of its charts as a picture.
fn picture(store: &Store, query: &Query) -> Result<Picture, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    if asked.seen.head.revision == 0 {
        return Err(PageError::NoSuchPage);
    }
    let figures = Figures::find(store, asked);
    let (seen, told) = (figures.asked.seen, figures.told.as_ref());
    let year = told.map(Told::year_of_curve).ok_or(PageError::NoSuchPage)?;
    let mut page = Page::of(&figures);
    let captions = Captions {
        seen,
        is_demo: store.is_demo(),
        subtitle: vec![seen.own.name(seen.lang).to_owned(), year.to_lang(seen.lang)],
        definition: None,
        subject: format!("rehabilitering-{}-{year}", figures.asked.of.as_str()),
    };
    Picture::of(query, page.charts(), &captions)
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(REHABILITATION, page))
        .service(pictures(REHABILITATION, picture));
}
