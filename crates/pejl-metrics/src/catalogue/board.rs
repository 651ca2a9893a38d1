//! The council's pejlemærker: perspectives, statements, and the indicators that show each.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{CardError, embedded, raw};
use crate::text::Text;

/// A perspective with its pejlemærker.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Perspective {
    /// Code: `welfare`.
    pub code: String,
    /// Name.
    pub name: Text,
    /// Its pejlemærker, in the council's order.
    pub pejlemaerker: Vec<Pejlemaerke>,
}

/// One of the council's guiding statements.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pejlemaerke {
    /// Code: `functional_ability`.
    pub code: String,
    /// Short name.
    pub name: Text,
    /// What the council wants.
    pub statement: Text,
    /// Codes of the indicators that show it.
    pub lead: Vec<String>,
    /// Codes of those that stand beside them.
    pub support: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBoard {
    perspectives: Vec<Perspective>,
}

static BOARD: LazyLock<Vec<Perspective>> =
    // The file is part of the program and a test reads it.
    LazyLock::new(|| read(embedded::PEJLEMAERKER).unwrap_or_default());

/// The perspectives of this version of the product.
pub fn board() -> &'static [Perspective] {
    &BOARD
}

fn read(text: &str) -> Result<Vec<Perspective>, CardError> {
    raw::read::<RawBoard>("pejlemaerker.toml", text).map(|board| board.perspectives)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn every_statement_has_a_lead_and_most_can_be_computed() {
        let perspectives = read(embedded::PEJLEMAERKER).unwrap();
        assert_eq!(perspectives, board());
        let all = || perspectives.iter().flat_map(|one| &one.pejlemaerker);
        assert_eq!(all().count(), 19);
        for one in all() {
            assert!(!one.lead.is_empty(), "{}", one.code);
            let texts = [&one.name, &one.statement];
            assert!(
                texts
                    .iter()
                    .all(|text| !text.da.is_empty() && !text.en.is_empty())
            );
        }
        let computed = all().filter(|one| {
            one.lead
                .iter()
                .any(|code| catalogue().find_indicator(code).is_some())
        });
        assert!(computed.count() >= 13);
    }
}
