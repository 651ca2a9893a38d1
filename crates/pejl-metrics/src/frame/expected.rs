//! What a year is expected to end at, by the profile of earlier years.

use pejl_stats::forecast::Expected as Spread;
use pejl_stats::run_off::{Earlier, RunOffError, YEARS_MIN, run_off};
use pejl_stats::trend::mann_kendall;

use super::{nearest, reason};
use crate::text::Reason;

/// How sure the bands are, each with how it is told.
const LEVELS: [f64; 2] = [0.8, 0.95];
/// Fewest errors of which a test can say that they go one way.
const DRIFT_YEARS_MIN: usize = 5;
/// Below this probability without a trend they are said to.
const DRIFT_P: f64 = 0.05;

/// An earlier year.
#[derive(Debug, Clone, PartialEq)]
pub struct EarlierYear {
    /// The year of account.
    pub year: i32,
    /// Booked by the same month; none where the year is not whole.
    pub booked: Option<i64>,
    /// What it ended at, with the supplementary period.
    pub result: Option<i64>,
    /// The share that was booked by then; none of a year that is left out.
    pub share: Option<f64>,
    /// By how much of the estimate it ended above what the other years say of it.
    pub error: Option<f64>,
    /// Why it is left out; none of a year that is used.
    pub left_out: Option<Reason>,
}

/// The ends of a band that holds the number with a probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// The probability.
    pub level: f64,
    /// Lower end.
    pub low: i64,
    /// Upper end.
    pub high: i64,
}

/// What a year is expected to end at.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    /// The amount.
    pub oere: i64,
    /// The share of the earlier years that was booked by then; none of a closed year.
    pub share: Option<f64>,
    /// Earlier years it goes by.
    pub n_years: usize,
    /// The bands of 80 and 95 %; none without an interval.
    pub bands: Vec<Band>,
    /// Why there is no interval.
    pub no_interval: Option<Reason>,
    /// That the errors of the earlier years go one way, so that the interval says too much.
    pub drift: Option<Reason>,
    /// Whether the year is closed, so that nothing is foretold.
    pub is_closed: bool,
    spread: Option<Spread>,
}

impl Expected {
    /// That of a closed year: what is booked.
    pub(super) fn closed(oere: i64) -> Self {
        Self {
            oere,
            share: None,
            n_years: 0,
            bands: Vec::new(),
            no_interval: None,
            drift: None,
            is_closed: true,
            spread: None,
        }
    }

    /// The probability that the year ends at this amount or below; none without an interval.
    pub fn probability_up_to(&self, oere: i64) -> Option<f64> {
        match self.is_closed {
            true => Some(f64::from(u8::from(self.oere <= oere))),
            false => Some(self.spread?.probability_up_to(oere as f64)),
        }
    }
}

/// What a year is expected to end at of which this much is booked, and the earlier years with their shares.
///
/// `booked × Σ results / Σ booked by then` over the years that are not left out, exact to the øre.
pub(super) fn expected(
    booked: i64,
    mut years: Vec<EarlierYear>,
) -> (Result<Expected, Reason>, Vec<EarlierYear>) {
    let used = years.iter().filter(|one| one.left_out.is_none());
    let used: Vec<(i64, i64)> = used.filter_map(|one| one.booked.zip(one.result)).collect();
    let earlier: Vec<Earlier> = used
        .iter()
        .map(|(booked, whole)| Earlier {
            booked: *booked as f64,
            whole: *whole as f64,
        })
        .collect();
    let found = match run_off(&earlier, booked as f64) {
        Ok(found) => found,
        Err(error) => return (Err(why(error)), years),
    };
    let places = years.iter_mut().filter(|one| one.left_out.is_none());
    for ((year, earlier), error) in places.zip(&earlier).zip(&found.errors) {
        year.share = Some(earlier.booked / earlier.whole);
        year.error = *error;
    }
    let Some(oere) = scaled(booked, &used) else {
        return (Err(reason::too_large()), years);
    };
    let n_years = used.len();
    let (told, no_interval) = match found.expected.map(|spread| (spread, bands(spread))) {
        Some((spread, Some(bands))) => (Some((spread, bands)), None),
        Some((_, None)) => (None, Some(reason::interval_too_wide())),
        None if n_years < YEARS_MIN => (None, Some(reason::few_years(n_years))),
        None => (None, Some(reason::year_without_error())),
    };
    let (spread, bands) = told.unzip();
    let expected = Expected {
        oere,
        share: Some(found.share),
        n_years,
        bands: bands.unwrap_or_default(),
        no_interval,
        drift: drifts(&found.errors).then(reason::drift),
        is_closed: false,
        spread,
    };
    (Ok(expected), years)
}

/// Whether the errors go one way with the years, of as many years as can tell.
fn drifts(errors: &[Option<f64>]) -> bool {
    let errors: Vec<f64> = errors.iter().copied().flatten().collect();
    errors.len() >= DRIFT_YEARS_MIN && mann_kendall(&errors).is_ok_and(|test| test.p < DRIFT_P)
}

/// `booked × Σ results / Σ booked by then`, to the nearest øre.
fn scaled(booked: i64, used: &[(i64, i64)]) -> Option<i64> {
    let by_then: i128 = used.iter().map(|(booked, _)| i128::from(*booked)).sum();
    let whole: i128 = used.iter().map(|(_, whole)| i128::from(*whole)).sum();
    let product = i128::from(booked).checked_mul(whole)?;
    // Twice the product and the divisor, so that half an øre is a whole number; below zero it rounds the same way as above.
    let half = by_then.checked_mul(product.signum())?;
    let rounded = product
        .checked_mul(2)?
        .checked_add(half)?
        .checked_div(by_then.checked_mul(2)?)?;
    i64::try_from(rounded).ok()
}

/// The bands; none where an end does not fit.
fn bands(spread: Spread) -> Option<Vec<Band>> {
    let of = |level: f64| {
        let (low, high) = spread.band(level);
        Some(Band {
            level,
            low: nearest(low)?,
            high: nearest(high)?,
        })
    };
    LEVELS.iter().map(|level| of(*level)).collect()
}

fn why(error: RunOffError) -> Reason {
    match error {
        RunOffError::Sample(_) => reason::no_years(),
        RunOffError::SmallShare { share } => reason::small_share(share),
        RunOffError::NotPositive { .. } => reason::nothing_spent(),
        RunOffError::TooLarge => reason::too_large(),
    }
}
