//! What the page shows, read from the store at one revision.

use pejl_app::Store;
use pejl_app::bridge::{BridgeAnswer, BridgeRequest, get_bridge};
use pejl_app::frame::{FrameAnswer, Line, get_frame};
use pejl_app::gate::Viewer;

use super::asked::{AREAS, Asked};
use crate::part::{Part, part};
use crate::problem::PageError;

/// The indicator of spending per resident, which an area of account is told by.
const SPENDING: &str = "F2.net_per_resident";

/// Everything the page shows, of one revision.
#[derive(Debug)]
pub(super) struct Figures {
    /// What is shown.
    pub asked: Asked,
    /// The frame of the year.
    pub frame: FrameAnswer,
    /// What the change of spending since the year before is put down to.
    pub bridge: Part<BridgeAnswer>,
}

/// Which change of spending is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bridged {
    /// The indicator.
    pub indicator: String,
    /// The account that it is filtered by.
    pub account: Option<String>,
    /// The year it is counted from.
    pub from: String,
    /// The year it is counted to.
    pub to: String,
}

impl Bridged {
    /// That of a choice in a year.
    pub fn of(choice: &str, year: i32) -> Self {
        let is_area = AREAS.contains(&choice);
        Self {
            indicator: match is_area {
                true => SPENDING.to_owned(),
                false => choice.to_owned(),
            },
            account: is_area.then(|| choice.to_owned()),
            from: year.saturating_sub(1).to_string(),
            to: year.to_string(),
        }
    }
}

impl Figures {
    /// Reads everything that is asked for.
    ///
    /// # Errors
    /// The frame cannot be asked for so, or the store fails. What the bridge lacks stands in its place.
    pub fn find(store: &Store, asked: Asked) -> Result<Self, PageError> {
        let frame = get_frame(store, &asked.request())?;
        let of = Bridged::of(&asked.bridge, frame.asked.year);
        let function = |account: String| ("function".to_owned(), vec![account]);
        let request = BridgeRequest {
            indicator: of.indicator,
            municipality: asked.seen.own.code.to_owned(),
            from: Some(of.from),
            to: of.to,
            filters: of.account.map(function).into_iter().collect(),
            at: asked.seen.at(),
            viewer: Viewer::default(),
            ..BridgeRequest::default()
        };
        let bridge = part("bridge", get_bridge(store, &request), asked.seen.lang);
        Ok(Self {
            asked,
            frame,
            bridge,
        })
    }

    /// The line of all areas together.
    pub fn total(&self) -> Option<&Line> {
        self.frame.lines.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_told_per_resident_and_services_by_their_index() {
        let of_area = Bridged::of("5.38", 2019);
        assert_eq!(of_area.indicator, SPENDING);
        assert_eq!(of_area.account.as_deref(), Some("5.38"));
        assert_eq!(
            (of_area.from.as_str(), of_area.to.as_str()),
            ("2018", "2019")
        );
        let of_services = Bridged::of("O5.3", 2019);
        assert_eq!(of_services.account, None);
        assert_eq!(of_services.indicator, "O5.3");
    }
}
