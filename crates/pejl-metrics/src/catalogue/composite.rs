//! Figures put together from sums of other readings by a formula.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::raw::bad;
use super::{CardError, Catalogue, Indicator, Reading, Standard, StandardBand};
use crate::formula::Formula;
use crate::records::dimension::column_of;
use crate::records::{Measure, Measures, RESIDENTS, ages_within};
use crate::text::Text;

/// Members of answers that a setting cannot be taken for, beside the dimensions.
const MEMBERS: [&str; 5] = ["reading", "window", "method", "components", "base"];

/// What a figure is put together from: sums of other readings and settings, by a formula; the division is the last step.
#[derive(Debug, Clone, PartialEq)]
pub struct Composite {
    /// The sums.
    pub terms: Vec<NamedSum>,
    /// Numbers that are chosen and not counted. They stand in every answer.
    pub settings: Vec<Setting>,
    /// What stands above the line.
    pub top: Formula,
    /// Name of the sum that stands below it, or of the number where it is the whole of a standard population.
    pub bottom: String,
    /// The population that it is standardised to, where it is a rate of age bands put together.
    pub standard: Option<Standard>,
}

/// What stands on one side of another reading's line, under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedSum {
    /// The name in the formula.
    pub name: String,
    /// The reading, `O5.2.cost_per_hour`.
    pub of: String,
    /// Whether it is what stands below the line of the reading.
    pub is_bottom: bool,
    /// The age band that it is of alone: persons by the band's part, residents by its ages.
    pub only: Option<StandardBand>,
    /// Which of the measures above the line of the figure are its own: the first, and how many.
    pub measures: (usize, usize),
}

/// A number that is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The name in the formula, and in the members of every answer.
    pub name: String,
    /// The number.
    pub value: i64,
    /// What it stands for.
    pub text: Text,
}

/// What stands on one side of another reading, as a card writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTerm {
    name: String,
    of: String,
    side: String,
}

/// A number that is chosen, as a card writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSetting {
    name: String,
    value: i64,
    text: Text,
}

impl Composite {
    /// What a reading is put together from, where its kind says so.
    ///
    /// # Errors
    /// A formula that cannot be read, names that do not fit it, or any of it in a reading of another kind.
    pub(super) fn read(
        (file, kind, code): (&str, &str, &str),
        (terms, settings): (&[RawTerm], &[RawSetting]),
        (formula, over): (Option<&str>, Option<&str>),
    ) -> Result<Option<Self>, CardError> {
        if kind != "composite" {
            let is_none = terms.is_empty() && settings.is_empty() && formula.or(over).is_none();
            return match is_none {
                true => Ok(None),
                false => Err(bad(file, "kind", kind)),
            };
        }
        let is_bottom = |side: &str| match side {
            "top" => Ok(false),
            "bottom" => Ok(true),
            other => Err(bad(file, "side", other)),
        };
        let terms = terms.iter().map(|term| {
            Ok(NamedSum {
                name: term.name.clone(),
                of: term.of.clone(),
                is_bottom: is_bottom(&term.side)?,
                only: None,
                measures: (0, 0),
            })
        });
        let settings = settings.iter().map(|setting| Setting {
            name: setting.name.clone(),
            value: setting.value,
            text: setting.text.clone(),
        });
        let formula = Formula::parse(formula.unwrap_or_default());
        let composite = Self {
            terms: terms.collect::<Result<_, _>>()?,
            settings: settings.collect(),
            top: formula.map_err(|at| bad(file, "formula", &at))?,
            bottom: over.unwrap_or_default().to_owned(),
            standard: None,
        };
        match composite.fault() {
            Some(text) => Err(CardError::Condition {
                file: file.to_owned(),
                text: format!("{code}: {text}"),
            }),
            None => Ok(Some(composite)),
        }
    }

    /// The sum of that name.
    pub fn find_term(&self, name: &str) -> Option<&NamedSum> {
        self.terms.iter().find(|term| term.name == name)
    }

    /// The setting of that name.
    pub fn find_setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }

    /// What is wrong with the names: one that the formula has and nothing is called, that two things have, or that the
    /// formula does not use.
    fn fault(&self) -> Option<String> {
        let terms = self.terms.iter().map(|term| term.name.as_str());
        let settings = self.settings.iter().map(|setting| setting.name.as_str());
        let mut known = BTreeSet::new();
        for name in terms.chain(settings) {
            if !known.insert(name) {
                return Some(format!("two numbers are called `{name}`"));
            }
        }
        // A setting stands among the members of every answer.
        let mut settings = self.settings.iter().map(|setting| setting.name.as_str());
        let is_member = |name: &&str| MEMBERS.contains(name) || column_of(name).is_some();
        if let Some(name) = settings.find(is_member) {
            return Some(format!(
                "a setting cannot be called `{name}`, as answers use that name"
            ));
        }
        let used: BTreeSet<&str> = self.top.names().chain([self.bottom.as_str()]).collect();
        if let Some(name) = used.difference(&known).next() {
            return Some(format!("no number is called `{name}`"));
        }
        if self.find_term(&self.bottom).is_none() {
            return Some(format!("`{}` is no sum to divide by", self.bottom));
        }
        let unused = known.difference(&used).next();
        unused.map(|name| format!("the formula does not use `{name}`"))
    }

    /// A text with the numbers of the settings and the words of the standard population that it names.
    pub(super) fn filled(&self, text: &Text) -> Text {
        let fill = |text: &str, words: fn(&Text) -> &str| {
            let text = match &self.standard {
                Some(standard) => text.replace("{standard}", words(&standard.text)),
                None => text.to_owned(),
            };
            self.settings.iter().fold(text, |text, setting| {
                text.replace(&format!("{{{}}}", setting.name), &setting.value.to_string())
            })
        };
        Text {
            da: fill(&text.da, |text| &text.da),
            en: fill(&text.en, |text| &text.en),
        }
    }
}

/// Gives every figure that is put together the measures of the readings it is put together from.
///
/// # Errors
/// A reading that there is not, that is not of measures, or whose line is no plain sum over another.
pub(super) fn resolve(indicators: &mut [Indicator]) -> Result<(), CardError> {
    let all = indicators.to_vec();
    for indicator in indicators {
        let file = format!("{}.toml", indicator.code);
        for reading in &mut indicator.readings {
            if reading.composite.is_none() {
                continue;
            }
            put_together(Arc::make_mut(reading), &all).map_err(|text| CardError::Condition {
                file: file.clone(),
                text: format!("{}: {text}", reading.code),
            })?;
        }
    }
    Ok(())
}

/// As [`resolve`], once other cards stand among the indicators: what cannot be put together any more has no measures, which
/// the check of the cards says.
pub(super) fn resolve_again(indicators: &mut [Indicator]) {
    let all = indicators.to_vec();
    for indicator in indicators {
        let readings = indicator.readings.iter_mut();
        for reading in readings.filter(|reading| reading.composite.is_some()) {
            let reading = Arc::make_mut(reading);
            if put_together(reading, &all).is_err() {
                reading.measures = None;
            }
        }
    }
}

/// Why a figure cannot be put together from the readings there are.
pub(crate) fn unresolved(catalogue: &Catalogue, reading: &Reading) -> Option<String> {
    reading.composite.as_ref()?;
    put_together(&mut reading.clone(), &catalogue.indicators).err()
}

fn put_together(reading: &mut Reading, all: &[Indicator]) -> Result<(), String> {
    let Some(composite) = &mut reading.composite else {
        return Ok(());
    };
    let mut found = Measures::of_sums();
    let mut from = reading.own_from;
    for term in &mut composite.terms {
        let component = find(all, &term.of).ok_or(format!("there is no reading `{}`", term.of))?;
        let measures = component.measures.as_ref();
        let measures = measures.filter(|_| component.composite.is_none());
        let measures = measures.ok_or(format!("`{}` is no reading of measures", term.of))?;
        let side = match term.is_bottom {
            true => &measures.bottom,
            false => &measures.top,
        };
        let is_changed = match term.is_bottom {
            true => measures.bottom_in_full_years,
            false => measures.absolute,
        };
        if side.is_empty() || is_changed || measures.is_quantile() {
            return Err(format!("`{}` has no plain sum there", term.of));
        }
        let side = match &term.only {
            None => side.clone(),
            Some(band) => {
                found.per = measures.per;
                of_band(term, band, side)?
            }
        };
        term.measures = (found.top.len(), side.len());
        found.top.extend(side);
        for name in &measures.needs {
            if !found.needs.contains(name) {
                found.needs.push(name.clone());
            }
        }
        for required in &measures.required {
            if !found.required.contains(required) {
                found.required.push(required.clone());
            }
        }
        for told in &measures.told {
            if !found.told.contains(told) {
                found.told.push(told.clone());
            }
        }
        found.whole_periods |= measures.whole_periods;
        if term.name == composite.bottom {
            found.base.clone_from(&measures.base);
        }
        from = from.max(component.from);
    }
    reading.measures = Some(found);
    reading.from = from;
    Ok(())
}

/// What stands on one side of a rate, of an age band alone.
fn of_band(term: &NamedSum, band: &StandardBand, side: &[Measure]) -> Result<Vec<Measure>, String> {
    let of_residents = |measure: &Measure| measure.of == RESIDENTS;
    let fits = match term.is_bottom {
        true => side.iter().all(of_residents),
        false => !side.iter().any(Measure::needs_residents),
    };
    if !fits {
        return Err(format!("`{}` is not per resident", term.of));
    }
    let narrowed = side.iter().cloned().map(|mut measure| {
        if of_residents(&measure) {
            let ages = ages_within(measure.ages, Some(band.ages));
            measure.ages = ages.map_err(|()| {
                let (of, name) = (&term.of, &band.name);
                format!("`{of}` is of no residents of {name}")
            })?;
        } else if !measure.when.contains(&band.part) {
            measure.when.push(band.part.clone());
        }
        Ok(measure)
    });
    narrowed.collect()
}

/// Why an indicator cannot be computed for want of a reading that one of its own is made of; none where it can.
pub(super) fn lacking(catalogue: &Catalogue, indicator: &Indicator) -> Option<String> {
    let unusable = |name: &str| catalogue.unusable.iter().find(|one| one.is_named(name));
    let because = |name: &str, text: String| match unusable(name) {
        Some(card) => format!(
            "it needs `{name}`, and the card of `{}` cannot be used: {}",
            card.code, card.fault
        ),
        None => text,
    };
    indicator.readings.iter().find_map(|reading| {
        if let Some(text) = unresolved(catalogue, reading) {
            let terms = reading.composite.iter().flat_map(|one| &one.terms);
            let name = terms
                .map(|term| &term.of)
                .find(|name| unusable(name).is_some());
            return Some(name.map_or(text.clone(), |name| because(name, text)));
        }
        let mut components = reading.index.iter().flat_map(|one| &one.components);
        let name = components.find(|name| {
            let component = catalogue.find_reading(name);
            component.is_none_or(|one| one.measures.is_none())
        })?;
        let text = format!("its component `{name}` is no reading of measures");
        Some(because(name, text))
    })
}

/// The reading that is named with its indicator.
fn find<'a>(all: &'a [Indicator], name: &str) -> Option<&'a Reading> {
    all.iter().find_map(|indicator| {
        let rest = name.strip_prefix(indicator.code.as_str())?;
        let reading = indicator.find_reading(rest.strip_prefix('.')?);
        reading.map(Arc::as_ref)
    })
}
