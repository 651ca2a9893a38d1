//! Other ways to show a page, as links beside each other.

use serde::Serialize;

/// Another way to show the page.
#[derive(Debug, Serialize)]
pub(crate) struct Choosable {
    /// The page shown so.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// Whether it is shown so.
    pub current: bool,
}

/// Choices, where there is something to choose.
pub(crate) fn several(choices: Vec<Choosable>) -> Vec<Choosable> {
    match choices.len() {
        0 | 1 => Vec::new(),
        _ => choices,
    }
}
