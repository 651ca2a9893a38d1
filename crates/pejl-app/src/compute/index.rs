//! Indices, and the questions about their components that they are put together from.

use std::collections::BTreeMap;

use pejl_domain::Period;
use pejl_metrics::query::Periods;
use pejl_metrics::records::index::{ToldComponents, default_base};
use pejl_metrics::{Observation, Query, QueryError, Reading, records};

use super::Computer;
use crate::error::AppError;
use crate::gate::{self, Viewer};
use crate::observations::invalid;

/// The questions about the components of an index.
pub(crate) struct ComponentQuestions {
    /// The period in which the index is 100.
    pub(crate) base: Period,
    /// The periods that the index is asked for.
    pub(crate) periods: Vec<Period>,
    /// The components in these periods and the base period.
    pub(crate) components: Query,
    /// The same split by the finer dimension, where the index has one.
    pub(crate) finer: Option<Query>,
}

/// An index, from the figures of its components in the periods asked for and the base period.
pub(super) fn figures(
    computer: &Computer<'_>,
    query: &Query,
    reading: &Reading,
) -> Result<Vec<Observation>, AppError> {
    let Some(index) = &reading.index else {
        return Ok(Vec::new());
    };
    let asked = questions(computer, query, reading)?;
    let components = computer.of_measures(&asked.components)?;
    let finer = match &asked.finer {
        Some(finer) => computer.of_measures(finer)?,
        None => Vec::new(),
    };
    Ok(records::index::of_components(
        &query.catalogue,
        (reading, index),
        (asked.base, &asked.periods),
        (&components, &finer),
    ))
}

/// What must be asked of the components of an index.
///
/// # Errors
/// A component that there is not, a base of another length than the periods, and the newest periods where nothing is
/// covered.
pub(crate) fn questions(
    computer: &Computer<'_>,
    query: &Query,
    reading: &Reading,
) -> Result<ComponentQuestions, AppError> {
    let mut components = components_of(query, reading)?;
    let periods = computer.periods(&components)?;
    let base = match (query.base, &reading.index) {
        (None, Some(index)) => {
            let told = told_components(computer, &components, &periods)?;
            default_base(&query.catalogue, (reading, index), &periods, &told)
        }
        (asked, _) => asked,
    };
    let Some(base) = base.filter(|base| periods.iter().all(|one| one.grain() == base.grain()))
    else {
        let base = query.base.map(|base| base.to_string()).unwrap_or_default();
        let allowed = "a period of the length of the others";
        return Err(AppError::parameter("base", &base, allowed));
    };
    let mut all = periods.clone();
    if !all.contains(&base) {
        all.push(base);
        all.sort();
    }
    components.periods = Periods::Listed(all);
    let finer = reading.index.iter().find_map(|index| index.finer.clone());
    let finer = finer.map(|dimension| Query {
        record_by: vec![dimension],
        ..components.clone()
    });
    Ok(ComponentQuestions {
        base,
        periods,
        components,
        finer,
    })
}

/// The period in which the index that a question is about is 100; none of another question.
///
/// # Errors
/// As of [`questions`].
pub(crate) fn usual_base(
    computer: &Computer<'_>,
    query: &Query,
) -> Result<Option<Period>, AppError> {
    let index = query.readings.iter().find(|one| one.index.is_some());
    let asked = index.map(|reading| questions(computer, query, reading));
    Ok(asked.transpose()?.map(|asked| asked.base))
}

/// What anybody may be told of the totals of the components, in the periods of which imports cover everything: what is not covered is
/// not asked for, and the rest is mostly kept.
fn told_components(
    computer: &Computer<'_>,
    components: &Query,
    periods: &[Period],
) -> Result<ToldComponents, AppError> {
    let mut totals = Query {
        record_by: Vec::new(),
        periods: Periods::Listed(periods.to_vec()),
        ..components.clone()
    };
    let open: Vec<Period> = computer.open_periods(&totals)?.into_iter().collect();
    if open.is_empty() {
        return Ok(ToldComponents::new());
    }
    totals.periods = Periods::Listed(open);
    let found = computer.at_current_prices(&totals)?;
    let found = gate::pass(&totals, found, &Viewer::default());
    let mut of_places: BTreeMap<&str, ToldComponents> = BTreeMap::new();
    for one in found.iter().filter(|one| one.value.is_some()) {
        let code = one.members.get("reading").cloned().unwrap_or_default();
        let of_place = of_places.entry(&one.municipality).or_default();
        let of_period = of_place.entry(one.period).or_default();
        of_period.insert(format!("{}.{code}", one.indicator));
    }
    Ok(of_all(of_places.into_values().collect()))
}

/// What can be told at all places with anything; where that is nothing, what can be told at one of them.
fn of_all(places: Vec<ToldComponents>) -> ToldComponents {
    let mut of_all = places.first().cloned().unwrap_or_default();
    for of_place in &places {
        of_all.retain(|period, codes| {
            let there = of_place.get(period);
            codes.retain(|code| there.is_some_and(|there| there.contains(code)));
            !codes.is_empty()
        });
    }
    if of_all.is_empty() {
        for (period, codes) in places.into_iter().flatten() {
            of_all.entry(period).or_default().extend(codes);
        }
    }
    of_all
}

/// The question about the components of an index, in the periods that it is asked for.
///
/// # Errors
/// A component that there is not.
pub(crate) fn components_of(query: &Query, reading: &Reading) -> Result<Query, AppError> {
    let index = reading.index.iter();
    let components = index.clone().flat_map(|index| &index.components);
    let components = components.map(|code| {
        let found = query.catalogue.find_reading(code).cloned();
        found.ok_or_else(|| {
            let text = format!("{}.{}", reading.indicator, reading.code);
            let fault = format!("there is no reading `{code}`, which it is made of");
            invalid(vec![QueryError::UnusableCard { text, fault }])
        })
    });
    let across = index.clone().find_map(|index| index.across.clone());
    Ok(Query {
        readings: components.collect::<Result<_, _>>()?,
        record_by: across.into_iter().collect(),
        record_filters: Vec::new(),
        ..query.clone()
    })
}
