//! *Sammenligning*: where a municipality stands among the others, and who has moved.

mod against;
mod asked;
mod card;
mod charts;
mod downloads;
mod figures;
mod form;
mod nearest;
mod notices;
mod offer;
mod potential;
mod rows;
mod sort;
mod spread;
#[cfg(test)]
mod tests;
mod turned;
mod view;

use actix_web::web;
use pejl_app::Store;
use pejl_app::indicators::list_indicators;

use crate::data::{Empty, empty};
use crate::definition::definition;
use crate::link::{COMPARISON, Link};
use crate::picture::{Captions, Picture, pictures};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use asked::Asked;
use figures::{Found, find, reading_code};
use view::Page;

/// The page as HTML.
fn page(store: &Store, query: &Query) -> Result<String, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let lang = asked.seen.lang;
    let is_demo = store.is_demo();
    match find(store, asked)? {
        Found::Nothing { some_data } => {
            let kind = if some_data {
                Empty::NothingUsable
            } else {
                Empty::NoData
            };
            empty(
                &Shell {
                    lang,
                    is_demo,
                    here: Link::to(COMPARISON, lang),
                    section: Section::Comparison,
                },
                kind,
            )
        }
        Found::Figures(figures) => {
            let shell = Shell {
                lang,
                is_demo,
                here: figures.choice.link(),
                section: Section::Comparison,
            };
            render(
                "comparison.html",
                &shell,
                &Page::title(&figures),
                &Page::of(&figures),
            )
        }
    }
}

/// One of its charts as a picture.
fn picture(store: &Store, query: &Query) -> Result<Picture, PageError> {
    let asked = Asked::read(query, |at| list_indicators(store, at))?;
    let Found::Figures(figures) = find(store, asked)? else {
        return Err(PageError::NoSuchPage);
    };
    let choice = &figures.choice;
    let mut page = Page::of(&figures);
    let captions = Captions {
        seen: choice.seen,
        is_demo: store.is_demo(),
        subtitle: page.subtitle(choice),
        definition: Some(definition(&choice.reading, choice.seen.lang)),
        subject: format!(
            "{}-{}-{}",
            reading_code(&choice.reading),
            choice.account.code(),
            choice.period
        ),
    };
    Picture::of(query, page.charts(), &captions)
}

/// Registers the paths.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(COMPARISON, page))
        .service(pictures(COMPARISON, picture));
}
