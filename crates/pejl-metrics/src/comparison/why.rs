//! Why there is no potential, in both languages.

use pejl_stats::potential::PEERS_LEAST;

use crate::text::{Reason, Text};

fn text(da: &str, en: &str) -> Reason {
    Text {
        da: da.to_owned(),
        en: en.to_owned(),
    }
}

/// The own municipality has no figure, or it is not known what it is of.
pub(super) fn no_own_figure() -> Reason {
    text(
        "kommunen har intet tal, eller det vides ikke, hvor mange det er for",
        "the municipality has no figure, or it is not known of how many it is",
    )
}

/// The figures are no money.
pub(super) fn no_money() -> Reason {
    text(
        "tallene er ikke kroner pr. indbygger eller pr. enhed",
        "the figures are not kroner per resident or per unit",
    )
}

/// It is not known how many units the own municipality has.
pub(super) fn no_own_volume() -> Reason {
    text(
        "det vides ikke, hvor mange enheder kommunen har, eller de er ikke personer, timer, dage eller pr. 1.000 indbyggere",
        "it is not known how many units the municipality has, or they are not persons, hours, days or per 1,000 residents",
    )
}

/// Too few others have a figure.
pub(super) fn too_few_peers(n: usize) -> Reason {
    Text {
        da: format!("{n} andre har et tal; der skal være mindst {PEERS_LEAST}"),
        en: format!("{n} others have a figure; at least {PEERS_LEAST} are needed"),
    }
}

/// Amounts are beyond what is told exactly.
pub(super) fn amounts_too_large() -> Reason {
    text("beløbene er for store", "the amounts are too large")
}
