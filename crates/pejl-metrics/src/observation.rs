//! The answer: one observation per cell, typed.

use std::collections::BTreeMap;

use pejl_domain::{Cell, Grain, Period, Unit};

use crate::breaks::Break;
use crate::fold::{Figure, figure};
use crate::quantity::QuantitySum;
use crate::reason;
use crate::resolution::{Method, PriceBasis, Resolution, SpineCell};
use crate::text::Reason;

/// One value of an indicator for a place and period, or the reason why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Code of the indicator: `F2`.
    pub indicator: String,
    /// Area code, or the code of a group.
    pub municipality: String,
    /// The period.
    pub period: Period,
    /// Its length.
    pub grain: Grain,
    /// What the figure is of: `reading`, `function`, `dranst` (`not_stated` where the facts do not
    /// say), for a group `method`, and `parts` where published figures were added up.
    pub members: BTreeMap<String, String>,
    /// Kroner above the line, at the price level. `None` for published figures and without a value.
    pub numerator: Option<f64>,
    /// Persons below the line. `None` for published figures and without a value.
    pub denominator: Option<f64>,
    /// The figure. `None` unless the cell is ok or zero.
    pub value: Option<f64>,
    /// Unit of the value.
    pub unit: Unit,
    /// Why the value is there or is not.
    pub cell: Cell,
    /// Municipalities that a published figure of a group is made of, or persons (or cases) behind a figure of a
    /// municipality's own records: those below the line, else those above. `None` for a withheld figure.
    pub n: Option<i64>,
    /// Persons (or cases) above the line of a figure of records, and of residents the number itself.
    pub n_top: Option<i64>,
    /// Persons (or cases) below it.
    pub n_bottom: Option<i64>,
    /// Of a share, persons (or cases) below the line and not above it.
    pub n_left: Option<i64>,
    /// The fewest persons (or cases) behind any one number that the figure is made of.
    pub n_least: Option<i64>,
    /// Whether the period is only partly in. National accounts come in whole years.
    pub provisional: bool,
    /// What must be known beside the value.
    pub quality: Vec<Quality>,
    /// Version of the indicator's definition.
    pub definition_version: i32,
    /// `current` or `fixed:2018`.
    pub price_level: String,
    /// The revision of the facts.
    pub revision: i64,
    /// Why there is no value; `None` when there is one.
    pub reason: Option<Reason>,
    /// How it was computed.
    pub method: Method,
    /// Price series, vintage and factor behind `price_level`.
    pub price: PriceBasis,
    /// The breaks behind [`Quality::Break`], since the previous period of the question.
    pub breaks: Vec<Break>,
    /// Residents on 1 July, the weight of a published figure in a group. `None` for ratios and where not known.
    pub weight: Option<i64>,
}

/// What must be known beside a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Quality {
    /// Few persons below the line.
    SmallBase,
    /// Measured for few of those it is about.
    LowCoverage,
    /// Not comparable with the previous period as it stands.
    Break,
    /// Not tied to the activity it pays for.
    Unlinked,
}

impl Quality {
    /// `small_base`, `low_coverage`, `break` or `unlinked`.
    pub fn as_str(self) -> &'static str {
        match self {
            Quality::SmallBase => "small_base",
            Quality::LowCoverage => "low_coverage",
            Quality::Break => "break",
            Quality::Unlinked => "unlinked",
        }
    }
}

/// The observations of a resolution whose sums are known, in the order of its cells.
pub fn observations(
    resolution: &Resolution,
    sums: &[QuantitySum],
    revision: i64,
) -> Vec<Observation> {
    let cells = resolution.cells.iter();
    cells
        .map(|spine| observation(spine, figure(spine, sums), revision))
        .collect()
}

fn observation(spine: &SpineCell, figure: Figure, revision: i64) -> Observation {
    let reason = match (&spine.decided, figure.cell) {
        (_, Cell::Ok | Cell::Zero) => None,
        (Some((_, reason)), _) => Some(reason.clone()),
        (None, _) => Some(why(&figure, spine)),
    };
    let reading = &spine.reading;
    Observation {
        indicator: reading.indicator.clone(),
        municipality: spine.place.clone(),
        period: spine.period,
        grain: spine.period.grain(),
        members: spine.members.clone(),
        numerator: figure.numerator,
        denominator: figure.denominator,
        value: figure.value,
        unit: reading.unit.clone(),
        cell: figure.cell,
        n: spine.n.filter(|_| figure.cell != Cell::Confidential),
        n_top: None,
        n_bottom: None,
        n_left: None,
        n_least: None,
        provisional: false,
        quality: if spine.breaks.is_empty() {
            Vec::new()
        } else {
            vec![Quality::Break]
        },
        definition_version: reading.definition_version,
        price_level: spine.price.level.to_string(),
        revision,
        reason,
        method: spine.method,
        price: spine.price.clone(),
        breaks: spine.breaks.clone(),
        weight: figure.weight,
    }
}

/// Why the facts give no value.
fn why(figure: &Figure, spine: &SpineCell) -> Reason {
    match figure.cell {
        Cell::Confidential => reason::confidential_in_source(),
        Cell::Missing if spine.shares.len() > 1 => {
            reason::members_missing(&figure.unknown_areas, spine.shares.len())
        }
        Cell::Missing => match (&figure.first_unusable, &figure.first_unknown) {
            (Some(members), _) => reason::fact_unusable(members, &spine.place, spine.period),
            (None, members) => {
                let members = members.as_deref().unwrap_or_default();
                reason::fact_missing(members, &spine.place, spine.period)
            }
        },
        _ if figure.cannot_occur => reason::cannot_occur(),
        _ => reason::no_residents(),
    }
}
