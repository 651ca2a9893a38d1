//! Which kept figures a question is about.

use std::collections::BTreeSet;

use pejl_db::observation::Wanted;
use pejl_metrics::catalogue::split_version;
use pejl_metrics::query::{Periods, Place};
use pejl_metrics::{Kind, Query, Request};

use crate::definitions::{Definitions, of_program};
use crate::error::{AppError, ParamProblem};
use crate::observations::invalid;

/// What a question asks of the kept figures.
pub(super) fn wanted(definitions: &Definitions, request: &Request) -> Result<Wanted, AppError> {
    let refused = [
        ("by", request.by.join(",")),
        (
            "filter",
            request
                .filters
                .iter()
                .map(|(name, _)| name.as_str())
                .collect::<Vec<_>>()
                .join(","),
        ),
        (
            "indicator",
            match definitions.is_of_revision {
                true => String::new(),
                false => request.indicators.join(","),
            },
        ),
        ("price", request.prices.join(",")),
        ("window", request.window.clone().unwrap_or_default()),
        ("base", request.base.clone().unwrap_or_default()),
    ];
    let refused = refused.into_iter().filter(|(_, value)| !value.is_empty());
    let mut problems: Vec<ParamProblem> = refused
        .map(|(parameter, value)| ParamProblem {
            parameter: parameter.to_owned(),
            value,
            allowed: "nothing beside changed_since: totals at current prices are kept, as they are defined"
                .to_owned(),
            nearest: Vec::new(),
        })
        .collect();
    let named = request.indicator_names().map(split_version);
    let named = named.filter_map(|(name, _)| definitions.catalogue.find_reading(name));
    for reading in named.filter(|one| one.kind != Kind::Records) {
        problems.push(ParamProblem {
            parameter: "indicator".to_owned(),
            value: reading.code.clone(),
            allowed: "a reading of own records; what changed of published facts stands in the changes of a revision"
                .to_owned(),
            nearest: Vec::new(),
        });
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    // What is not named stands for all; the question is read as any other, with something in its place.
    let or = |given: &[String], default: &str| match given.is_empty() {
        true => vec![default.to_owned()],
        false => given.to_vec(),
    };
    // The program's own cards are there, whatever stands in their place.
    let by = match request.indicators.is_empty() {
        true => &of_program().catalogue,
        false => &definitions.catalogue,
    };
    let asked = Request {
        indicators: or(&request.indicators, "O3.3"),
        municipalities: or(&request.municipalities, "*"),
        periods: or(&request.periods, "2018"),
        grain: request
            .grain
            .clone()
            .filter(|_| !request.indicators.is_empty()),
        ..Request::default()
    };
    let query = Query::parse(by, &asked).map_err(invalid)?;
    let is_named = |given: &[String]| !given.is_empty() && given != ["*"];
    let mut periods = Vec::new();
    match &query.periods {
        Periods::Listed(listed) if !request.periods.is_empty() => {
            periods.extend(listed.iter().map(ToString::to_string));
        }
        Periods::Listed(_) => {}
        Periods::Latest(_) => problems.push(ParamProblem {
            parameter: "period".to_owned(),
            value: request.periods.join(","),
            allowed: "named periods, such as 2018 or 2014..2018".to_owned(),
            nearest: Vec::new(),
        }),
    }
    if let Some(group) = query
        .places
        .iter()
        .find(|one| matches!(one, Place::Group(_)))
    {
        problems.push(ParamProblem {
            parameter: "municipality".to_owned(),
            value: group.code().to_owned(),
            allowed: "municipalities; figures of groups are not kept".to_owned(),
            nearest: Vec::new(),
        });
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let readings: BTreeSet<(String, String)> = match request.indicators.is_empty() {
        true => BTreeSet::new(),
        false => {
            let readings = query.readings.iter();
            let names = readings.map(|one| (one.indicator.clone(), one.code.clone()));
            names.collect()
        }
    };
    Ok(Wanted {
        readings: readings.into_iter().collect(),
        municipalities: match is_named(&request.municipalities) {
            true => query
                .places
                .iter()
                .map(|one| one.code().to_owned())
                .collect(),
            false => Vec::new(),
        },
        periods,
        grains: request.grain.iter().cloned().collect(),
    })
}
