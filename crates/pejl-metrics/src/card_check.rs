//! Proves cards against the datasets: every measure, condition and dimension of every reading is put together once.

mod form;

use std::collections::BTreeMap;

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
            texts.extend(undivided_component(catalogue, reading));
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

/// A component of an index that cannot be split as the index needs it.
fn undivided_component(catalogue: &Catalogue, reading: &Reading) -> Option<String> {
    let index = reading.index.as_ref()?;
    let dimensions = index.across.iter().chain(&index.finer);
    let mut needed =
        dimensions.flat_map(|name| index.components.iter().map(move |one| (name, one)));
    let (dimension, code) = needed.find(|(dimension, code)| {
        let component = catalogue.find_reading(code);
        component.is_some_and(|one| !one.dimensions.contains(dimension))
    })?;
    Some(format!(
        "its component `{code}` cannot be split by `{dimension}`"
    ))
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
    let texts = [&indicator.name, &indicator.description];
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
        let mut across = index.across.iter();
        if let Some(one) = across.find(|one| !component.dimensions.contains(one)) {
            faults.push(format!("its component `{code}` cannot be split by `{one}`"));
        }
        let of_component = catalogue.find_indicator(&component.indicator);
        let grains = of_component.map_or(&[][..], |one| one.grains.as_slice());
        if let Some(one) = indicator.grains.iter().find(|one| !grains.contains(one)) {
            let grain = one.as_str();
            faults.push(format!("its component `{code}` has no figures per {grain}"));
        }
    }
    faults
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
    if !(measures.per.is_finite() && measures.per > 0.0) {
        fault(format!("`per` is {}", measures.per));
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
    let below = measures.bottom.iter().chain(&measures.base);
    if below.into_iter().any(|one| one.take.is_middle()) {
        fault("a median can only stand above the line".to_owned());
        return;
    }
    let n_medians = measures.all().filter(|measure| measure.take.is_middle());
    if n_medians.count() > usize::from(measures.is_median())
        || (measures.is_median() && measures.top.len() > 1)
    {
        fault("a median can only stand alone above the line".to_owned());
    }
    if let Some(composite) = &reading.composite {
        check_composite(catalogue, indicator, composite, &mut fault);
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
    indicator: &Indicator,
    composite: &Composite,
    fault: &mut impl FnMut(String),
) {
    for term in &composite.terms {
        let component = catalogue.find_reading(&term.of);
        let of = component.and_then(|one| Some((one, catalogue.find_indicator(&one.indicator)?)));
        let Some((component, of)) = of else {
            fault(format!("there is no reading `{}`", term.of));
            continue;
        };
        let days = component.maturity_lag_days;
        if days > indicator.maturity_lag_days {
            fault(format!("`{}` is known after {days} days only", term.of));
        }
        let lacks = |grain: &&Grain| !of.grains.contains(grain);
        if let Some(grain) = indicator.grains.iter().find(lacks) {
            let grain = grain.as_str();
            fault(format!("`{}` has no figures per {grain}", term.of));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::catalogue;

    #[test]
    fn every_card_of_the_program_can_be_computed_as_it_promises() {
        assert_eq!(check(catalogue()), []);
    }

    #[test]
    fn a_card_is_reliable_by_a_reading_that_can_be_split_as_it_can() {
        let with = |by: &str, least: &str| {
            let card = include_str!("../cards/O3.3.toml");
            let changed = card.replace(
                "reliable = { by = \"E1.1.measured_courses\", least = 0.7 }",
                &format!("reliable = {{ by = \"{by}\", least = {least} }}"),
            );
            let own = crate::catalogue::with_own_cards(&[("O3.3.toml", &changed)]);
            match own {
                Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
                Err(error) => vec![error.to_string()],
            }
        };
        assert_eq!(with("E1.1.measured_courses", "0.5"), Vec::<String>::new());
        assert_eq!(
            with("E1.9", "0.5"),
            ["it is reliable by `E1.9`, which is no reading"]
        );
        assert_eq!(
            with("W1.2.improved", "7"),
            [
                "it is reliable by `W1.2.improved`, which cannot be split by `service`",
                "it is reliable from 7, which is no share"
            ]
        );
    }

    /// The faults of a card that differs in one place from the one for O3.3.
    #[track_caller]
    fn faults(from: &str, to: &str) -> Vec<String> {
        // The reading that it is reliable by is of another card.
        let card = include_str!("../cards/O3.3.toml");
        let lines = card.lines().filter(|line| !line.starts_with("reliable"));
        let card: String = lines.map(|line| format!("{line}\n")).collect();
        let changed = card.replacen(from, to, 1);
        assert_ne!(changed, card, "nothing replaced");
        let read = Catalogue::parse(
            &[("O3.3.toml", &changed)],
            include_str!("../cards/population.toml"),
            include_str!("../cards/parts.toml"),
        );
        match read {
            Ok(catalogue) => check(&catalogue)
                .into_iter()
                .map(|fault| fault.text)
                .collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    /// What is said of a card for E2a that differs in one place.
    #[track_caller]
    fn said_of_gain(from: &str, to: &str) -> Vec<String> {
        let card = include_str!("../cards/E2a.toml");
        let changed = card.replacen(from, to, 1);
        assert_ne!(changed, card, "nothing replaced");
        match crate::catalogue::with_own_cards(&[("E2a.toml", &changed)]) {
            Ok(own) => check(&own).into_iter().map(|fault| fault.text).collect(),
            Err(error) => vec![error.to_string()],
        }
    }

    #[test]
    fn a_formula_is_of_sums_that_there_are_and_that_are_known_in_time() {
        for (from, to, said) in [
            ("* weeks", "", "the formula does not use `weeks`"),
            ("* weeks", "* month", "no number is called `month`"),
            ("* weeks", "weeks", "has `weeks` as formula"),
            (
                "over = \"courses_measured\"",
                "over = \"weeks\"",
                "`weeks` is no sum to divide by",
            ),
            (
                "name = \"weeks\"",
                "name = \"course_cost\"",
                "two numbers are called `course_cost`",
            ),
            (
                "\"O5.2.cost_per_hour\"",
                "\"O5.2.cost\"",
                "there is no reading `O5.2.cost`",
            ),
            (
                "\"O5.2.cost_per_hour\"",
                "\"O5.3.price_index\"",
                "`O5.3.price_index` is no reading of measures",
            ),
            (
                "\"O3.2.hours_gained\"",
                "\"O3.1.median_days\"",
                "`O3.1.median_days` has no plain sum there",
            ),
            ("side = \"top\"", "side = \"left\"", "has `left` as side"),
            (
                "maturity_lag_days = 30",
                "maturity_lag_days = 29",
                "`O3.2.hours_gained` is known after 30 days only",
            ),
            (
                "grains = [\"year\"]",
                "grains = [\"quarter\"]",
                "`O5.2.cost_per_hour` has no figures per quarter",
            ),
        ] {
            let found = said_of_gain(from, to);
            assert!(
                found.iter().any(|text| text.contains(said)),
                "{to}: {found:?}"
            );
        }
    }

    #[test]
    fn a_card_that_cannot_be_computed_says_where() {
        let first = |from: &str, to: &str| faults(from, to).into_iter().next().unwrap_or_default();
        assert_eq!(
            first("of = \"course_outcome\"", "of = \"courses\""),
            "per month: there is no source `courses`"
        );
        assert!(first("time = \"on ended_on\"", "time = \"on end\"").contains("no column `end`"));
        assert!(
            faults("\"unit\"", "\"unit\", \"provider\"")
                .iter()
                .any(|text| text.starts_with("split by `provider`: ")),
        );
        assert_eq!(
            first(
                "[\"effect_ending\", \"ended_self_reliant\"]",
                "[\"effect_ending\"]"
            ),
            "card `O3.3.toml`: self_reliant_endings: `Forløb {effect_ending} i perioden, {ended_self_reliant}` names \
             `ended_self_reliant`, which is not counted"
        );
        assert!(
            first(
                "{effect_ending} i perioden, {ended",
                "forløb i perioden, {ended"
            )
            .contains("does not name `effect_ending`")
        );
        let required = |when: &str| {
            let required = format!(
                "required = [{{ of = \"forecast\", time = \"on account_month\", when = [\"{when}\"] }}]\n[readings.name]"
            );
            faults("[readings.name]", &required)
        };
        assert_eq!(required("forecast_of_june"), [] as [String; 0]);
        assert_eq!(
            required("forecast_of_may").first().map(String::as_str),
            Some("per month: there is no part `forecast_of_may`")
        );
        assert_eq!(
            first("pairing = []", "pairing = [\"O9\"]"),
            "it is paired with `O9`, which is no indicator"
        );
    }

    #[test]
    fn a_kaplan_meier_median_has_an_event_begins_with_the_first_day_and_waits() {
        let rows = "time = \"on ended_on\", take = \"rows\", when = [\"effect_ending\", \"ended_self_reliant\"]";
        let with = |time: &str, event: &str, lag: u32| {
            let measure = format!(
                "time = \"on {time}\", take = \"kaplan_meier 183\", when = [\"effect_ending\", \"ended_self_reliant\"]{event}"
            );
            let lag = format!("precision = 3\nmaturity_lag_days = {lag}");
            let changed = include_str!("../cards/O3.3.toml")
                .replacen("precision = 3", &lag, 1)
                .replacen(rows, &measure, 1);
            let lines = changed.lines().filter(|line| !line.starts_with("reliable"));
            let card: String = lines.map(|line| format!("{line}\n")).collect();
            let read = Catalogue::parse(
                &[("O3.3.toml", &card)],
                include_str!("../cards/population.toml"),
                include_str!("../cards/parts.toml"),
            );
            match read {
                Ok(catalogue) => {
                    let faults = check(&catalogue).into_iter().next();
                    faults.map(|fault| fault.text).unwrap_or_default()
                }
                Err(error) => error.to_string(),
            }
        };
        let event = ", event = [\"effect_ending\"]";
        assert_eq!(with("first_day", event, 183), "");
        assert_eq!(
            with("first_day", "", 183),
            "an event is what a Kaplan–Meier median waits for, and only that"
        );
        assert_eq!(
            with("first_day", event, 182),
            "what it is about is followed for 183 days, and its figure told after 182"
        );
        assert_eq!(
            with("ended_on", event, 183),
            "per month: the rows of `course_outcome` cannot be counted for how long they last by any other day than their first"
        );
        let unnamed = ", event = [\"improved\"]";
        assert!(with("first_day", unnamed, 183).contains("does not name `improved`"));
    }
}
