//! What facts state of themselves: dranst and art, or that they do not.

use std::collections::BTreeSet;

use pejl_domain::area::areas;
use pejl_domain::{Area, AreaLevel, Period, Variant};

use super::facts::Facts;
use crate::catalogue::Reading;
use crate::selection::Expansion;
use crate::tile::{Want, Wanted};

/// The dranst and art of the facts behind a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// The dranst summed; `None` when the facts do not state it.
    dranst: Option<BTreeSet<String>>,
    /// Whether the facts state that their art is the net total.
    art_is_stated: bool,
}

impl Signature {
    /// What stands in the members for a dimension the facts do not have.
    pub(super) const NOT_STATED: &'static str = "not_stated";

    /// Net amounts of these dranst, both stated.
    pub(super) fn net(dranst: BTreeSet<String>) -> Self {
        Self {
            dranst: Some(dranst),
            art_is_stated: true,
        }
    }

    /// Facts that were asked for and are nowhere.
    pub(super) fn unanswered(dranst: Option<BTreeSet<String>>) -> Self {
        Self {
            dranst,
            art_is_stated: true,
        }
    }

    /// `1+2`, `1` or `not_stated`.
    pub(super) fn dranst_text(&self) -> String {
        match &self.dranst {
            None => Self::NOT_STATED.to_owned(),
            Some(codes) => codes
                .iter()
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join("+"),
        }
    }

    /// Whether the facts leave open that they are net.
    pub(super) fn art_is_unstated(&self) -> bool {
        !self.art_is_stated
    }

    /// Whether facts of the variant state just as much.
    pub(super) fn fits(&self, variant: &Variant) -> bool {
        variant.dimensions.contains("dranst") == self.dranst.is_some()
            && variant.dimensions.contains("art") == self.art_is_stated
    }

    /// The members that facts with this signature have.
    pub(super) fn wanted(&self) -> Wanted {
        let mut wanted = Wanted::new();
        if let Some(codes) = &self.dranst {
            wanted.insert("dranst".to_owned(), Want::Exactly(codes.clone()));
        }
        if self.art_is_stated {
            wanted.insert(
                "art".to_owned(),
                Want::Exactly(BTreeSet::from(["TOT".to_owned()])),
            );
        }
        wanted
    }
}

/// The signature under which most municipalities have published figures of the accounts in the
/// period; `None` when no area has. Among equals what states more comes first.
///
/// The choice does not depend on the places asked for, so that a municipality's line and the
/// ranking of all show the same figures.
pub(super) fn most_covered(
    facts: &mut Facts<'_>,
    reading: &Reading,
    expansions: &[Expansion],
    asked: Option<&BTreeSet<String>>,
    period: Period,
) -> Option<Signature> {
    let dranst = match asked {
        Some(codes) => vec![Some(codes.clone())],
        None => vec![Some(BTreeSet::from(["1".to_owned()])), None],
    };
    let candidates: Vec<Signature> = [true, false]
        .into_iter()
        .flat_map(|art_is_stated| {
            dranst.iter().map(move |one| Signature {
                dranst: one.clone(),
                art_is_stated,
            })
        })
        .collect();
    // The areas above the municipalities decide only where no municipality has a figure.
    let (of_98, above): (Vec<&Area>, Vec<&Area>) = areas()
        .iter()
        .partition(|area| area.level == AreaLevel::Municipality);
    for level in [of_98, above] {
        let mut best: Option<(usize, &Signature)> = None;
        for signature in &candidates {
            let n = level
                .iter()
                .filter(|area| {
                    facts
                        .numerator(reading, expansions, signature, area.code, period)
                        .is_ok()
                })
                .count();
            if n > best.map_or(0, |(most, _)| most) {
                best = Some((n, signature));
            }
        }
        if let Some((_, signature)) = best {
            return Some(signature.clone());
        }
    }
    None
}
