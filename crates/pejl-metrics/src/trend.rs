//! What a series shows: what is chance in it and what is change, which way it goes, and where it is heading.
//!
//! Only figures that are whole, mature and may be told are reckoned with ([`crate::points`]). Where law or accounts cut a series,
//! limits begin anew ([`chart`]), and tendency and forecast go by what came after the last cut alone.

mod ahead;
mod chart;
mod sentence;
mod tendency;
#[cfg(test)]
mod tests;

use pejl_domain::{Period, Unit};
use pejl_stats::spc::{SpcError, SpcOptions};

use crate::breaks::Break;
use crate::observation::Observation;
use crate::points::{cuts, since_last_cut};

pub(crate) use ahead::season;
pub use ahead::{Ahead, AheadStep, NoForecast, Possible, ahead, usual_horizon};
pub use chart::{Chart, LIMITS_TOLD_LEAST, Mark, Phase, PhaseBegins, chart};
pub use pejl_stats::spc::{Assurance, Better, Limits, Signal, Variation};
pub use sentence::{Told, sentence};
pub use tendency::{Tendency, tendency};

/// What a series shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// What is chance in it.
    pub chart: Chart,
    /// Which way it goes since the last cut; none of fewer than three points.
    pub tendency: Option<Tendency>,
    /// Where it is heading, or why that cannot be told.
    pub ahead: Result<Ahead, NoForecast>,
    /// Which figures there can be of its unit.
    pub possible: Possible,
    /// The breaks between its periods, the earliest first, those that cut it and those that do not.
    pub breaks: Vec<Break>,
}

/// What a series shows.
///
/// `series` holds one cell for each period, ascending, of one reading of one place. `rebased` are periods in which limits are to
/// begin anew beside the cuts, such as that in which an initiative began. `horizon` is how many periods ahead are told.
///
/// # Errors
/// Numbers are so large that they have no mean or limits.
pub fn trend(
    unit: &Unit,
    series: &[Observation],
    rebased: &[Period],
    options: &SpcOptions,
    horizon: usize,
) -> Result<Trend, SpcError> {
    let points = since_last_cut(series);
    let mut breaks: Vec<Break> = Vec::new();
    for one in series.iter().flat_map(|one| &one.breaks) {
        if !breaks.contains(one) {
            breaks.push(one.clone());
        }
    }
    breaks.sort_by_key(|one| one.date);
    Ok(Trend {
        chart: chart(series, &cuts(series), rebased, options)?,
        tendency: tendency(&points),
        ahead: ahead(&points, horizon),
        possible: Possible::of(unit, &points),
        breaks,
    })
}
