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
use crate::link::{COMPARISON, Link};
use crate::problem::PageError;
use crate::query::Query;
use crate::render::{Section, Shell, render};
use asked::Asked;
use figures::{Found, find};
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

/// Registers the path.
pub(crate) fn routes(cfg: &mut web::ServiceConfig) {
    cfg.service(crate::page(COMPARISON, page));
}
