//! *Indikator*: one indicator of one municipality, from its course down to the file and line it is from.

mod asked;
mod breakdown;
mod card;
mod comments;
mod figures;
mod lineage;
mod pair;
mod position;
mod trend;
mod view;

use actix_web::web;
use pejl_app::Store;
use pejl_app::indicators::list_indicators;

use crate::data::{Empty, empty};
use crate::link::INDICATOR;
use crate::picture::{Captions, Picture, pictures};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
pub(crate) use asked::to_indicator;

use asked::Choice;
use figures::Figures;
use view::Page;

/// The page as HTML, with the figures that anybody may see.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let choice = Choice::read(query, |at| list_indicators(store, at))?;
    let shell = Shell {
        lang: choice.seen.lang,
        is_demo: store.is_demo(),
        here: choice.link(),
        section: Section::Other,
    };
    if choice.seen.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let figures = Figures::find(store, choice);
    let page = Page::of(&figures);
    render("indicator.html", &shell, &page.title, &page)
}

/// One of its charts as a picture.
fn picture(store: &Store, query: &Query) -> Result<Picture, PageError> {
    let choice = Choice::read(query, |at| list_indicators(store, at))?;
    if choice.seen.head.revision == 0 {
        return Err(PageError::NoSuchPage);
    }
    let figures = Figures::find(store, choice);
    let mut page = Page::of(&figures);
    let captions = Captions {
        seen: figures.choice.seen,
        is_demo: store.is_demo(),
        subtitle: page.subtitle(),
        definition: Some(figures.choice.definition()),
        subject: figures.choice.code(),
    };
    Picture::of(query, page.charts(), &captions)
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(INDICATOR, page))
        .service(pictures(INDICATOR, picture));
}
