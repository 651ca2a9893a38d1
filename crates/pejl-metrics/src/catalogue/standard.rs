//! Populations that rates are standardised to by age, and rates that are.

use pejl_domain::AgeBand;
use serde::Deserialize;

use super::raw::{bad, band};
use super::{CardError, Composite, NamedSum, Part, Parts, Setting};
use crate::formula::{Factor, Formula, Product};
use crate::text::Text;

/// The name of the whole standard population in a formula, and in the members of every answer.
const STANDARD_POPULATION: &str = "standard_population";

/// A population that rates are standardised to: what they would be if the residents had its ages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standard {
    /// The code, as cards write it.
    pub code: String,
    /// Its age bands.
    pub bands: Vec<StandardBand>,
    /// The words that stand for it in a text.
    pub text: Text,
}

/// An age band of a standard population.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardBand {
    /// The band as it stands in names of numbers, `18_64`.
    pub name: String,
    /// The ages.
    pub ages: AgeBand,
    /// Code of the part that holds of a person of these ages.
    pub part: String,
    /// How many of the standard population are of these ages.
    pub residents: i64,
}

/// A standard population, as `parts.toml` writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawStandard {
    code: String,
    bands: Vec<RawBand>,
    da: String,
    en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBand {
    ages: String,
    part: String,
    residents: i64,
}

impl RawStandard {
    /// The standard, of bands that have a part and somebody in them.
    pub(super) fn check(self, parts: &[Part]) -> Result<Standard, CardError> {
        let file = "parts.toml";
        let bands = self.bands.into_iter().map(|raw| {
            let ages = band(file, Some(&raw.ages))?.ok_or_else(|| bad(file, "ages", &raw.ages))?;
            if !parts.iter().any(|part| part.code == raw.part) {
                return Err(bad(file, "part", &raw.part));
            }
            if raw.residents < 1 {
                return Err(bad(file, "residents", &raw.residents.to_string()));
            }
            Ok(StandardBand {
                name: raw.ages.replace('-', "_").replace('+', "_plus"),
                ages,
                part: raw.part,
                residents: raw.residents,
            })
        });
        Ok(Standard {
            bands: bands.collect::<Result<_, _>>()?,
            code: self.code,
            text: Text {
                da: self.da,
                en: self.en,
            },
        })
    }
}

/// A rate standardised by age, of the reading and the standard population that a card names.
///
/// # Errors
/// One of them is not named, or there is no such standard.
pub(super) fn rate(
    file: &str,
    (of, standard): (&Option<String>, &Option<String>),
    parts: &Parts,
) -> Result<Composite, CardError> {
    let of = of.as_deref().ok_or_else(|| bad(file, "of", ""))?;
    let code = standard.as_deref().unwrap_or_default();
    let standard = parts.find_standard(code);
    standard
        .map(|standard| standardised(of, standard))
        .ok_or_else(|| bad(file, "standard", code))
}

/// Direct standardisation: `Σ above_b / residents_b · standard_b` over `Σ standard_b`, with what stands above the line of a
/// reading and its residents in each band `b`, and the standard population as numbers that are chosen.
///
/// # Example
/// 2 of 100 at 18–64 and 3 of 10 at 65+ in a standard of 4,000 and 1,000 are `(80 + 300) / 5,000` = 76 per 1,000.
fn standardised(of: &str, standard: &Standard) -> Composite {
    let sum = |name: String, is_bottom: bool, band: &StandardBand| NamedSum {
        name,
        of: of.to_owned(),
        is_bottom,
        only: Some(band.clone()),
        measures: (0, 0),
    };
    let named = |side: &str, band: &StandardBand| format!("{side}_{}", band.name);
    let terms = standard.bands.iter().flat_map(|band| {
        [
            sum(named("above", band), false, band),
            sum(named("residents", band), true, band),
        ]
    });
    let setting = |name: String, value: i64| Setting {
        name,
        value,
        text: standard.text.clone(),
    };
    let weights = standard
        .bands
        .iter()
        .map(|band| setting(named("standard", band), band.residents));
    let whole = standard.bands.iter().map(|band| band.residents).sum();
    let products = standard.bands.iter().map(|band| Product {
        is_subtracted: false,
        factors: [("above", false), ("residents", true), ("standard", false)]
            .map(|(side, is_divisor)| Factor {
                name: named(side, band),
                is_divisor,
            })
            .into(),
    });
    Composite {
        terms: terms.collect(),
        settings: weights
            .chain([setting(STANDARD_POPULATION.to_owned(), whole)])
            .collect(),
        top: Formula {
            products: products.collect(),
        },
        bottom: STANDARD_POPULATION.to_owned(),
        standard: Some(standard.clone()),
    }
}
