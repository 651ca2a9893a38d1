//! What is said of a page that shows an older state of the figures.

use pejl_app::catalogue::Head;
use pejl_domain::Lang;
use serde::Serialize;

use crate::link::Link;
use crate::texts::{fill, texts};
use crate::wording::instant;

/// An older state of the figures, and the way to the newest.
#[derive(Debug, Serialize)]
pub(crate) struct Pinned {
    text: String,
    href: String,
}

impl Pinned {
    /// That of a page at a revision.
    pub fn at(head: &Head, here: &Link, lang: Lang) -> Self {
        let at = head.committed_at.map(|at| instant(at, lang));
        let revision = head.revision.to_string();
        Self {
            text: fill(
                texts(lang).notice_pinned,
                &[("revision", &revision), ("at", &at.unwrap_or_default())],
            ),
            href: here.clone().without("revision").to_string(),
        }
    }
}
