//! From the sums of facts to the figure of a cell: added up over the areas of a place, and divided last.

use pejl_domain::Cell;

use crate::quantity::QuantitySum;
use crate::resolution::{Method, SpineCell};

/// Øre in a krone.
const OERE: f64 = 100.0;
/// Published figures are summed in thousandths.
const THOUSANDTHS: f64 = 1_000.0;

/// The figure of a cell, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Figure {
    pub(crate) cell: Cell,
    /// Kroner above the line at the price level; none for published figures.
    pub(crate) numerator: Option<f64>,
    /// Persons below the line; none for published figures.
    pub(crate) denominator: Option<f64>,
    /// Residents that a published figure is weighted by, where they are known.
    pub(crate) weight: Option<i64>,
    pub(crate) value: Option<f64>,
    /// Areas without a number that the figure needs, in code order.
    pub(crate) unknown_areas: Vec<String>,
    pub(crate) first_unknown: Option<String>,
    pub(crate) first_unusable: Option<String>,
    /// Whether the sources say of an area that the figure cannot occur there.
    pub(crate) cannot_occur: bool,
}

/// What the shares of a cell add up to.
#[derive(Debug, Default)]
struct Sums {
    above: i64,
    /// None as soon as one is not known.
    below: Option<i64>,
    weighted: i128,
    n_missing: usize,
    n_confidential: usize,
    n_not_applicable: usize,
}

/// The figure of a cell.
///
/// `value = Σ øre / (100 · Σ persons)`; for published figures the figure itself, and in a group
/// `Σ (residents · figure) / Σ residents`; all times the price factor. Both sides of the division are integers below 2^53,
/// so it is rounded once: municipalities with the same ratio get the same number and share their rank.
pub(crate) fn figure(spine: &SpineCell, sums: &[QuantitySum]) -> Figure {
    let mut found = Figure {
        cell: Cell::Missing,
        numerator: None,
        denominator: None,
        weight: None,
        value: None,
        unknown_areas: Vec::new(),
        first_unknown: None,
        first_unusable: None,
        cannot_occur: false,
    };
    if let Some((decided, _)) = &spine.decided {
        found.cell = *decided;
        return found;
    }
    let added = add_up(spine, sums, &mut found);
    found.cannot_occur = added.n_not_applicable > 0;
    found.cell = cell(spine, &added);
    if !matches!(found.cell, Cell::Ok | Cell::Zero) {
        return found;
    }
    let factor = spine.price.factor;
    let below = added.below.map(float);
    let divided = |above: f64, units: f64| below.map(|below| above / (below * units) * factor);
    match spine.method {
        Method::Ratio | Method::RatioOfSums => {
            found.value = divided(float(added.above), OERE);
            found.numerator = Some(float(added.above) / OERE * factor);
            found.denominator = below;
        }
        Method::PopulationWeightedMean => {
            found.value = divided(wide(added.weighted), THOUSANDTHS);
            found.weight = added.below;
        }
        _ => {
            found.value = Some(float(added.above) / spine.published_parts() * factor);
            found.weight = added.below;
        }
    }
    found
}

fn add_up(spine: &SpineCell, sums: &[QuantitySum], found: &mut Figure) -> Sums {
    let sum_of = |no: u32| usize::try_from(no).ok().and_then(|no| sums.get(no));
    let mut added = Sums {
        below: Some(0),
        ..Sums::default()
    };
    for share in &spine.shares {
        let above = sum_of(share.numerator);
        let below = share.denominator.and_then(sum_of);
        let required = [above, below.filter(|_| spine.method.needs_residents())];
        let required: Vec<&QuantitySum> = required.into_iter().flatten().collect();
        let any = |cell: Cell| required.iter().any(|sum| sum.cell == cell);
        added.n_missing += usize::from(any(Cell::Missing));
        added.n_confidential += usize::from(any(Cell::Confidential));
        added.n_not_applicable += usize::from(any(Cell::NotApplicable));
        if any(Cell::Missing) || any(Cell::Confidential) {
            found.unknown_areas.push(share.area.clone());
        }
        for sum in required {
            keep_first(&mut found.first_unknown, sum.first_unknown.as_ref());
            keep_first(&mut found.first_unusable, sum.first_unusable.as_ref());
        }
        let above = above.map_or(0, |sum| sum.sum);
        let below = below.filter(|sum| sum.cell == Cell::Ok).map(|sum| sum.sum);
        // The limits of the parts leave room for a group of the 98 municipalities.
        added.above = added.above.saturating_add(above);
        added.weighted += i128::from(above) * i128::from(below.unwrap_or_default());
        added.below = added
            .below
            .zip(below)
            .map(|(sum, more)| sum.saturating_add(more));
    }
    found.unknown_areas.sort();
    added
}

fn keep_first(first: &mut Option<String>, other: Option<&String>) {
    if let Some(other) = other
        && first.as_ref().is_none_or(|first| other < first)
    {
        *first = Some(other.clone());
    }
}

/// Why the value is there or is not. A ratio to no residents is undefined, whether its amount is zero or not.
fn cell(spine: &SpineCell, added: &Sums) -> Cell {
    let is_weighted = spine.method == Method::PopulationWeightedMean;
    let is_divided = is_weighted || matches!(spine.method, Method::Ratio | Method::RatioOfSums);
    let is_zero = match is_weighted {
        true => added.weighted == 0,
        false => added.above == 0,
    };
    if added.n_missing > 0 {
        Cell::Missing
    } else if added.n_confidential > 0 {
        Cell::Confidential
    } else if added.n_not_applicable == spine.shares.len() || (is_divided && added.below == Some(0))
    {
        Cell::NotApplicable
    } else if is_zero {
        Cell::Zero
    } else {
        Cell::Ok
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sums of amounts and persons lie far below 2^53"
)]
fn float(whole: i64) -> f64 {
    whole as f64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "residents times thousandths of kroner per resident of all municipalities: rounded once, as any double"
)]
fn wide(whole: i128) -> f64 {
    whole as f64
}
