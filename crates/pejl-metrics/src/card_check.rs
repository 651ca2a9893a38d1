//! Proves cards against the datasets: every measure, condition and dimension of every reading is put together once.

mod beside;
mod form;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use pejl_domain::area::municipalities;
use pejl_domain::{Grain, Period};
use pejl_lake::dataset;

use crate::catalogue::composite::unresolved;
use crate::catalogue::{Catalogue, Composite, Indicator, Kind, Reading};
use crate::freshness::without_limit;
use crate::query::Place;
use crate::records::calendar::Window;
use crate::records::dimension::is_of_person;
use crate::records::dimension::{AGE_BAND, column_of};
use crate::records::{Measures, RecordQuestion, Take, Time, figures, record_plan};

pub use beside::{Untold, other_versions, untold};

/// What is wrong with a card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardFault {
    /// Code of the indicator.
    pub indicator: String,
    /// Code of the reading, where it is about one.
    pub reading: Option<String>,
    /// What is wrong.
    pub text: String,
}

/// Everything that is wrong with the cards of a catalogue, in its order; nothing where every reading can be computed in
/// every grain and split by every dimension its card promises.
pub fn check(catalogue: &Catalogue) -> Vec<CardFault> {
    let all = catalogue.indicators.iter();
    check_some(catalogue, all)
}

/// What is wrong with the cards of these codes, beside the others of the catalogue.
pub fn check_codes(catalogue: &Catalogue, codes: &[&str]) -> Vec<CardFault> {
    let all = catalogue.indicators.iter();
    check_some(
        catalogue,
        all.filter(|one| codes.contains(&one.code.as_str())),
    )
}

fn check_some<'a>(
    catalogue: &Catalogue,
    indicators: impl Iterator<Item = &'a Indicator>,
) -> Vec<CardFault> {
    let mut faults = Vec::new();
    for indicator in indicators {
        // Nothing is built of a card that has too much of something.
        let too_much = form::too_much(indicator);
        if !too_much.is_empty() {
            faults.extend(too_much.into_iter().map(|(reading, text)| CardFault {
                indicator: indicator.code.clone(),
                reading,
                text,
            }));
            continue;
        }
        check_indicator(catalogue, indicator, &mut faults);
        for reading in &indicator.readings {
            let same = catalogue.indicators.iter().flat_map(|one| &one.readings);
            let mut texts = form::of_reading(indicator, reading);
            texts.extend(index_faults(catalogue, indicator, reading));
            if same.filter(|one| one.code == reading.code).count() > 1 {
                texts.push("its code stands in two readings".to_owned());
            }
            if reading.kind == Kind::Freshness {
                let without = without_limit(catalogue).into_iter();
                texts.extend(without.map(|(code, name)| {
                    format!("no age is agreed for `{name}`, which `{code}` needs")
                }));
            }
            texts.extend(unresolved(catalogue, reading));
            faults.extend(texts.into_iter().map(|text| CardFault {
                indicator: indicator.code.clone(),
                reading: Some(reading.code.clone()),
                text,
            }));
            if let Some(measures) = &reading.measures {
                check_reading(catalogue, indicator, reading, measures, &mut faults);
            }
        }
    }
    faults
}

fn check_indicator(catalogue: &Catalogue, indicator: &Indicator, faults: &mut Vec<CardFault>) {
    let mut fault = |text: String| {
        faults.push(CardFault {
            indicator: indicator.code.clone(),
            reading: None,
            text,
        });
    };
    let same = catalogue
        .indicators
        .iter()
        .filter(|one| one.code.eq_ignore_ascii_case(&indicator.code));
    if same.count() > 1 {
        fault("the code stands in two cards".to_owned());
    }
    form::of_indicator(indicator)
        .into_iter()
        .for_each(&mut fault);
    for code in &indicator.pairing {
        if catalogue.find_indicator(code).is_none() {
            fault(format!("it is paired with `{code}`, which is no indicator"));
        }
    }
    if let Some(reliable) = &indicator.reliable {
        match catalogue.find_reading(&reliable.by) {
            None => fault(format!(
                "it is reliable by `{}`, which is no reading",
                reliable.by
            )),
            Some(by) => {
                let lacks = |one: &&String| !by.dimensions.contains(one);
                if let Some(one) = indicator.dimensions.iter().find(lacks) {
                    let by = &reliable.by;
                    fault(format!(
                        "it is reliable by `{by}`, which cannot be split by `{one}`"
                    ));
                }
            }
        }
        if !(0.0..=1.0).contains(&reliable.least) {
            fault(format!(
                "it is reliable from {}, which is no share",
                reliable.least
            ));
        }
    }
    if indicator.grains.is_empty() {
        fault("it has no grain".to_owned());
    }
    let texts = [&indicator.name, &indicator.description, &indicator.source];
    let texts = texts.into_iter().chain(&indicator.pitfalls);
    if texts
        .into_iter()
        .any(|text| text.da.trim().is_empty() || text.en.trim().is_empty())
    {
        fault("a text is empty in one language".to_owned());
    }
}

/// What is wrong with what an index is made of.
fn index_faults(catalogue: &Catalogue, indicator: &Indicator, reading: &Reading) -> Vec<String> {
    let mut faults = Vec::new();
    let Some(index) = &reading.index else {
        return faults;
    };
    for code in &index.components {
        let component = catalogue.find_reading(code);
        let Some(component) = component.filter(|one| one.measures.is_some()) else {
            faults.push(format!("its component `{code}` is no reading of measures"));
            continue;
        };
        let mut dimensions = index.across.iter().chain(&index.finer);
        if let Some(one) = dimensions.find(|one| !component.dimensions.contains(one)) {
            faults.push(format!("its component `{code}` cannot be split by `{one}`"));
        }
        let of_component = catalogue.find_indicator(&component.indicator);
        let grains = of_component.map_or(&[][..], |one| one.grains.as_slice());
        if let Some(one) = indicator.grains.iter().find(|one| !grains.contains(one)) {
            let grain = one.as_str();
            faults.push(format!("its component `{code}` has no figures per {grain}"));
        }
        faults.extend(base_fault(indicator, of_component, code));
    }
    faults
}

/// What is made of figures of persons is withheld wherever these are.
fn base_fault(indicator: &Indicator, of: Option<&Indicator>, name: &str) -> Option<String> {
    let least = of.map_or(0, |one| one.minimum_base);
    let base = indicator.minimum_base;
    (base < least).then(|| {
        format!("`minimum_base` is {base}, and that of `{name}`, which it is made of, {least}")
    })
}

fn check_reading(
    catalogue: &Catalogue,
    indicator: &Indicator,
    reading: &Reading,
    measures: &Measures,
    faults: &mut Vec<CardFault>,
) {
    let mut fault = |text: String| {
        faults.push(CardFault {
            indicator: indicator.code.clone(),
            reading: Some(reading.code.clone()),
            text,
        });
    };
    if reading.kind != Kind::Records {
        fault("measures stand in a reading that is not of records".to_owned());
    }
    for name in &measures.needs {
        if dataset(name).is_none() {
            fault(format!("it needs `{name}`, which is no dataset"));
        }
    }
    for measure in measures.all() {
        let counts_once = matches!(measure.take, Take::Persons | Take::Distinct(_));
        if measure.take.is_survival() == measure.event.is_empty() {
            fault("an event is what a Kaplan–Meier median waits for, and only that".to_owned());
        }
        if measure.time == Time::During && !counts_once {
            fault(
                "rows in force are counted once a month; count persons or distinct values"
                    .to_owned(),
            );
        }
    }
    if let Some(days) = measures.followed_days()
        && reading.maturity_lag_days < u32::from(days)
    {
        fault(format!(
            "what it is about is followed for {days} days, and its figure told after {}",
            reading.maturity_lag_days
        ));
    }
    if measures.told.iter().any(|one| one.take != Take::Persons) {
        fault("`told` is about persons: take them".to_owned());
    }
    let below = measures.bottom.iter().chain(&measures.base);
    if below.into_iter().any(|one| one.take.is_quantile()) {
        fault("a quantile can only stand above the line".to_owned());
        return;
    }
    let n_quantiles = measures.all().filter(|measure| measure.take.is_quantile());
    if n_quantiles.count() > usize::from(measures.is_quantile())
        || (measures.is_quantile() && measures.top.len() > 1)
    {
        fault("a quantile can only stand alone above the line".to_owned());
    }
    if let Some(composite) = &reading.composite {
        check_composite(catalogue, (indicator, reading, composite), &mut fault);
    }
    let sides = [&measures.top, &measures.bottom].into_iter();
    for side in sides.filter(|_| !measures.is_put_together) {
        let mut units = side.iter().map(|measure| measure.divide);
        let first = units.next();
        if units.any(|other| Some(other) != first) {
            fault("what is added up is in different units".to_owned());
        }
    }
    for measure in measures.all().filter(|one| one.is_per_resident()) {
        let adds_up = matches!(measure.take, Take::Sum(_)) && matches!(measure.time, Time::On(_));
        if !adds_up {
            fault(format!(
                "`{}` is multiplied by residents; only a sum of rows on a day can be",
                measure.of
            ));
        }
        if !reading.dimensions.is_empty() {
            fault("what is multiplied by residents cannot be split".to_owned());
        }
    }
    let of_residents = measures.all().any(|measure| measure.of == "residents");
    for dimension in &reading.dimensions {
        let column = column_of(dimension);
        if of_residents && column.is_some_and(|name| is_of_person(name) && name != AGE_BAND) {
            fault(format!("residents cannot be told apart by `{dimension}`"));
        }
    }
    for grain in &indicator.grains {
        if let Err(text) = put_together(catalogue, reading, *grain, &[]) {
            fault(format!("per {}: {text}", grain.as_str()));
        }
    }
    let grain = indicator.grains.first().copied().unwrap_or(Grain::Year);
    for by in reading.dimensions.iter().map(|one| vec![one.clone()]) {
        if let Err(text) = put_together(catalogue, reading, grain, &by) {
            let dimension = by.first().map_or("", String::as_str);
            fault(format!("split by `{dimension}`: {text}"));
        }
    }
}

/// What is put together is known no earlier than its parts, and for no other periods.
fn check_composite(
    catalogue: &Catalogue,
    (indicator, reading, composite): (&Indicator, &Reading, &Composite),
    fault: &mut impl FnMut(String),
) {
    if composite.standard.is_some() && reading.dimensions.iter().any(|one| one == AGE_BAND) {
        fault("what is standardised by age cannot be split by `age_band`".to_owned());
    }
    let mut told = BTreeSet::new();
    // Both sides of a reading are often taken.
    for term in composite.terms.iter().filter(|term| told.insert(&term.of)) {
        let component = catalogue.find_reading(&term.of);
        let of = component.and_then(|one| Some((one, catalogue.find_indicator(&one.indicator)?)));
        let Some((component, of)) = of else {
            fault(format!("there is no reading `{}`", term.of));
            continue;
        };
        let days = component.maturity_lag_days;
        if days > reading.maturity_lag_days {
            fault(format!("`{}` is known after {days} days only", term.of));
        }
        let lacks = |grain: &&Grain| !of.grains.contains(grain);
        if let Some(grain) = indicator.grains.iter().find(lacks) {
            let grain = grain.as_str();
            fault(format!("`{}` has no figures per {grain}", term.of));
        }
        if let Some(text) = base_fault(indicator, Some(of), &term.of) {
            fault(text);
        }
    }
}

/// Puts the computation of a reading together over one municipality and period, without any rows.
fn put_together(
    catalogue: &Catalogue,
    reading: &Reading,
    grain: Grain,
    by: &[String],
) -> Result<(), String> {
    let day = NaiveDate::from_ymd_opt(2018, 12, 31).unwrap_or_default();
    let period = Period::containing(grain, day).ok_or("a period without a day")?;
    let place = municipalities().first().map(Place::Area);
    let question = RecordQuestion {
        catalogue,
        readings: vec![reading],
        places: place.into_iter().collect(),
        periods: vec![period],
        of_each: None,
        window: Window::Period,
        by: by.to_vec(),
        filters: Vec::new(),
    };
    let told = |error: &dyn std::error::Error| {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text = format!("{text}: {cause}");
            source = cause.source();
        }
        text
    };
    let plan = record_plan(question, &BTreeMap::new(), day).map_err(|error| told(&error))?;
    figures(&plan).map(|_| ()).map_err(|error| told(&error))
}
