//! The indicators there are, and their readings.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::revision::resolve;
use pejl_metrics::card_check::{check, other_versions};
use pejl_metrics::catalogue::{CardError, read_embedded, with_own_cards};
use pejl_metrics::records::datasets;
use pejl_metrics::{Catalogue, Indicator, QueryError, Reading, catalogue};

use crate::cards::Fault;
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::observations::invalid;
use crate::snapshot::AsKnown;
use crate::store::Store;

/// The indicators as they are defined at a revision.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The revision; 0 before the first.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The indicators: those of the program, with the municipality's own cards.
    pub catalogue: Arc<Catalogue>,
}

impl Listed {
    /// Returns the indicators of the program alone, where there is no store.
    pub fn of_program() -> Self {
        Self {
            revision: 0,
            committed_at: None,
            catalogue: Arc::clone(catalogue()),
        }
    }

    /// Returns one indicator by its code, or the code of one of its readings.
    ///
    /// # Errors
    /// There is none with the code, and the nearest known ones are named; or its card cannot be used, and the reason is.
    pub fn get(&self, code: &str) -> Result<&Indicator, AppError> {
        let of_reading = self.catalogue.find_reading(code);
        let of_reading = of_reading.map(|reading| reading.indicator.as_str());
        let found = self.catalogue.find_indicator(of_reading.unwrap_or(code));
        let mut unusable = self.catalogue.unusable.iter();
        found.ok_or_else(|| match unusable.find(|one| one.is_named(code)) {
            Some(card) => invalid(vec![QueryError::UnusableCard {
                text: code.to_owned(),
                fault: card.fault.clone(),
            }]),
            None => AppError::NotFound {
                what: "indicator",
                id: code.to_owned(),
                nearest: self.catalogue.nearest_readings(code, 3),
            },
        })
    }
}

/// Returns the indicators and readings as they are defined at a revision.
///
/// # Errors
/// There is no such revision, or the store fails.
pub fn list_indicators(store: &Store, at: AsKnown) -> Result<Listed, AppError> {
    let at = store.db.with(|conn| resolve(conn, at.at()))?;
    Ok(Listed {
        revision: at.n,
        committed_at: at.committed_at,
        catalogue: Arc::clone(&definitions_at(store, at.n)?.catalogue),
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

/// Proves the cards of the program, and that each says of which versions of others it is made.
///
/// # Errors
/// One cannot be read.
pub fn check_cards() -> Result<Checked, AppError> {
    let all = read_embedded().map_err(|error| unusable(&error))?;
    let mut found = checked(&all);
    let of_parts = other_versions(&all).into_iter();
    found.faults.extend(of_parts.map(Fault::from));
    Ok(found)
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
        faults: check(catalogue).into_iter().map(Fault::from).collect(),
    }
}

/// The readings, as `O3.3.self_reliant_endings`, that a row of a dataset can count in: what a row that was refused would have
/// touched. In the order of the cards, as they are defined now.
///
/// # Errors
/// The store fails.
pub fn readings_of(store: &Store, dataset: &str) -> Result<Vec<String>, AppError> {
    let listed = list_indicators(store, AsKnown::Head)?;
    let indicators = listed.catalogue.indicators.iter();
    let reads = |reading: &&Reading| {
        let of = datasets(&[*reading], &[]);
        of.iter().any(|spec| spec.name == dataset)
    };
    Ok(indicators
        .flat_map(|one| one.readings.iter().map(Arc::as_ref))
        .filter(reads)
        .map(|reading| format!("{}.{}", reading.indicator, reading.code))
        .collect())
}
