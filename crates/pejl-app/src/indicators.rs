//! The indicators there are, and their readings.

use std::fmt;
use std::path::PathBuf;

use pejl_metrics::card_check::{CardFault, check};
use pejl_metrics::catalogue::{CardError, read_embedded, with_own_cards};
use pejl_metrics::records::datasets;
use pejl_metrics::{Catalogue, Indicator, Reading, catalogue};

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

/// What the proof of cards found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Indicators proved.
    pub n_indicators: usize,
    /// Their readings.
    pub n_readings: usize,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// Something that is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(CardFault);

impl fmt::Display for Fault {
    /// `O3.3 self_reliant_endings: there is no source …`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reading = self.0.reading.as_deref().unwrap_or_default();
        let space = if reading.is_empty() { "" } else { " " };
        write!(f, "{}{space}{reading}: {}", self.0.indicator, self.0.text)
    }
}

/// Proves the cards of the program.
///
/// # Errors
/// One cannot be read.
pub fn check_cards() -> Result<Checked, AppError> {
    let all = read_embedded().map_err(|error| unusable(&error))?;
    Ok(checked(&all))
}

fn unusable(error: &CardError) -> AppError {
    AppError::parameter("card", &error.to_string(), "a card that can be used")
}

/// Proves cards of a municipality's own beside those of the program, which they can supersede.
///
/// # Errors
/// A file cannot be read, or is no card.
pub fn check_own_cards(files: &[PathBuf]) -> Result<Checked, AppError> {
    let mut cards = Vec::new();
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).map_err(|source| AppError::File {
            action: "read",
            path: name.clone(),
            source,
        })?;
        cards.push((name, text));
    }
    let cards: Vec<(&str, &str)> = cards
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let all = with_own_cards(&cards).map_err(|error| unusable(&error))?;
    Ok(checked(&all))
}

fn checked(catalogue: &Catalogue) -> Checked {
    let indicators = &catalogue.indicators;
    Checked {
        n_indicators: indicators.len(),
        n_readings: indicators.iter().map(|one| one.readings.len()).sum(),
        faults: check(catalogue).into_iter().map(Fault).collect(),
    }
}

/// The readings, as `O3.3.self_reliant_endings`, that a row of a dataset can count in: what a row that was refused would have
/// touched. In the order of the cards.
pub fn readings_of(dataset: &str) -> Vec<String> {
    let readings = catalogue().indicators.iter().flat_map(|one| &one.readings);
    let reads = |reading: &&Reading| {
        let of = datasets(&[*reading], &[]);
        of.iter().any(|spec| spec.name == dataset)
    };
    readings
        .filter(reads)
        .map(|reading| format!("{}.{}", reading.indicator, reading.code))
        .collect()
}
