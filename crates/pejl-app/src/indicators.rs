//! The indicators there are, and their readings.

use pejl_metrics::{Catalogue, Indicator, catalogue};

use crate::error::AppError;

/// Returns the indicators and readings of this version of the product.
pub fn list_indicators() -> &'static Catalogue {
    catalogue()
}

/// Returns one indicator by its code, or the code of one of its readings.
///
/// # Errors
/// There is none with the code; the nearest known ones are named.
pub fn get_indicator(code: &str) -> Result<&'static Indicator, AppError> {
    let catalogue = catalogue();
    let of_reading = catalogue
        .find_reading(code)
        .map(|reading| reading.indicator.as_str());
    catalogue
        .find_indicator(of_reading.unwrap_or(code))
        .ok_or_else(|| AppError::NotFound {
            what: "indicator",
            id: code.to_owned(),
            nearest: catalogue.nearest_readings(code, 3),
        })
}
