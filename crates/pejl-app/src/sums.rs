//! Counts and sums of a municipality's own records: what an analyst checks against the systems they came from.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use pejl_domain::area::find_area;
use pejl_domain::{AreaLevel, Grain, Period};
use pejl_lake::{
    BUDGET, ByColumn, DatasetSpec, Measure, SnapshotView, SumQuery, interval, measures, record_sums,
};
pub use pejl_lake::{ExactSum, RecordSum};

use crate::error::{AppError, ParamProblem};
use crate::gate::Viewer;
use crate::import::records::record_datasets;
use crate::snapshot::{AsKnown, known, read_again};
use crate::store::Store;

/// What to count and sum, as it was written.
#[derive(Debug, Clone, Default)]
pub struct SumRequest {
    /// The dataset, one of [`record_datasets`].
    pub dataset: String,
    /// Codes or names of municipalities; all when empty.
    pub municipalities: Vec<String>,
    /// Periods, each `2018`, `2018-03` or `2018-01..2018-03`; all when empty.
    pub periods: Vec<String>,
    /// Columns to sum by, as `service_code` or `valid_from.year`.
    pub by: Vec<String>,
    /// Columns and the values that count.
    pub filters: Vec<(String, Vec<String>)>,
    /// A day, as `2018-01-31`: only rows in force on it.
    pub on: Option<String>,
    /// When the question is asked at.
    pub at: AsKnown,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// The sums and the state they are of.
#[derive(Debug, Clone)]
pub struct Sums {
    /// The revision.
    pub revision: i64,
    /// The sources whose records were taken; several are added up unless `variant` tells them apart.
    pub sources: Vec<String>,
    /// The columns summed by.
    pub by: Vec<String>,
    /// Whether persons were counted: the dataset is about persons.
    pub has_persons: bool,
    /// What was summed.
    pub measures: Vec<&'static Measure>,
    /// What was not, because different things would have been added up.
    pub left_out: Vec<&'static Measure>,
    /// One per combination, in order.
    pub sums: Vec<RecordSum>,
}

/// Counts rows and persons of a dataset of records, and sums what can be summed, by its own columns.
///
/// Sums are exact. A measure whose rows are of different kinds (meals and minutes) is left out until the kinds are told
/// apart. Figures are neither suppressed nor rounded: this is for stewards, who hold the data already.
///
/// # Errors
/// Every parameter that cannot be used; no such revision; or the catalogue or lake cannot be read.
pub fn list_sums(store: &Store, request: &SumRequest) -> Result<Sums, AppError> {
    if !request.viewer.sees_rows() {
        let role = "steward or admin";
        return Err(AppError::parameter("role", request.viewer.role(), role));
    }
    let spec = record_datasets()
        .into_iter()
        .find(|spec| spec.name == request.dataset)
        .ok_or_else(|| {
            let known = record_datasets().map(|spec| spec.name).join(", ");
            AppError::parameter("dataset", &request.dataset, known)
        })?;
    let mut problems = Vec::new();
    let mut query = query(spec, request, &mut problems);
    let (summed, left_out): (Vec<&Measure>, Vec<&Measure>) = measures(spec)
        .iter()
        .partition(|measure| untold(measure, &query).is_none());
    // Of other datasets rows can be counted all the same; a budget's lines mean nothing when added up.
    if spec.name == BUDGET.name {
        let untold = left_out
            .iter()
            .filter_map(|measure| untold(measure, &query));
        for column in untold {
            let allowed = format!("{column} as well, or a filter on one value of it");
            problems.push(problem("by", &request.by.join(","), allowed));
        }
    }
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    query.measures = summed.iter().map(|measure| **measure).collect();
    let (revision, sources, sums) = read_again(
        || known(store, spec.name, request.at),
        |known| {
            let sources = sources(&known.view, &query.areas);
            let view = store.lake.view(spec, &known.view)?;
            Ok((known.revision, sources, record_sums(spec, view, &query)?))
        },
    )?;
    Ok(Sums {
        revision,
        sources,
        sums,
        by: query.by.iter().map(|by| by.name().to_owned()).collect(),
        has_persons: spec.column(pejl_lake::columns::PERSON_KEY).is_some(),
        measures: summed,
        left_out,
    })
}

/// The sources of the visible records of these municipalities.
fn sources(view: &SnapshotView, areas: &[String]) -> Vec<String> {
    let parts = view.segments.iter().flat_map(|segment| &segment.parts);
    let covers = parts.filter_map(|part| part.cover.as_ref());
    let asked = covers.filter(|cover| {
        areas.is_empty() || areas.iter().any(|area| cover.areas.contains(area.as_str()))
    });
    let sources: BTreeSet<&str> = asked.map(|cover| cover.variant.source.as_str()).collect();
    sources.into_iter().map(str::to_owned).collect()
}

/// The first column that would have to be told apart for the measure to be a sum.
fn untold(measure: &Measure, query: &SumQuery) -> Option<&'static str> {
    let is_told = |name: &str| {
        let is_one =
            |(only, values): &(ByColumn, Vec<String>)| only.name() == name && values.len() == 1;
        query.by.iter().any(|by| by.name() == name) || query.only.iter().any(is_one)
    };
    let untold = measure
        .within
        .iter()
        .find(|names| !names.iter().any(|name| is_told(name)))?;
    untold.first().copied()
}

fn problem(parameter: &str, value: &str, allowed: String) -> ParamProblem {
    ParamProblem {
        parameter: parameter.to_owned(),
        value: value.to_owned(),
        allowed,
        nearest: Vec::new(),
    }
}

fn query(
    spec: &'static DatasetSpec,
    request: &SumRequest,
    problems: &mut Vec<ParamProblem>,
) -> SumQuery {
    let mut wrong = |parameter: &str, value: &str, allowed: String| {
        problems.push(problem(parameter, value, allowed));
    };
    let known = || {
        let names = ByColumn::all(spec);
        let names: Vec<&str> = names.iter().map(ByColumn::name).collect();
        names.join(", ")
    };
    let mut query = SumQuery::default();
    for name in &request.by {
        match ByColumn::find(spec, name) {
            Some(by) if query.by.contains(&by) => wrong("by", name, "each column once".to_owned()),
            Some(by) => query.by.push(by),
            None => wrong("by", name, known()),
        }
    }
    for (name, values) in &request.filters {
        match ByColumn::find(spec, name) {
            Some(by) => query.only.push((by, values.clone())),
            None => wrong("filter", name, known()),
        }
    }
    for text in &request.municipalities {
        let found = find_area(text).filter(|area| area.level == AreaLevel::Municipality);
        match found {
            Some(area) => query.areas.push(area.code.to_owned()),
            None => wrong(
                "municipality",
                text,
                "code or name of one of the 98 municipalities".to_owned(),
            ),
        }
    }
    let grain = spec.grain.filter(|_| !spec.anchor.is_empty());
    for text in &request.periods {
        match grain.and_then(|grain| periods(text, grain)) {
            Some(found) => query.periods.extend(found),
            None => {
                let allowed = match grain {
                    None => "nothing: a register has no periods",
                    Some(Grain::Year) => "2018 or 2016..2018",
                    Some(_) => "2018, 2018-03 or 2018-01..2018-03",
                };
                wrong("period", text, allowed.to_owned());
            }
        }
    }
    if let Some(text) = &request.on {
        let day: Option<NaiveDate> = text.parse().ok();
        match (day, interval(spec)) {
            (Some(day), Some(_)) => query.on = Some(day),
            (None, Some(_)) => wrong("on", text, "a day such as 2018-01-31".to_owned()),
            (_, None) => {
                let allowed = "nothing: its rows have no first and last day";
                wrong("on", text, allowed.to_owned());
            }
        }
    }
    query
}

/// The periods of a grain that a text names: itself, its parts, a range, or several of these with commas between.
pub(crate) fn periods(text: &str, grain: Grain) -> Option<Vec<Period>> {
    let mut found = Vec::new();
    for text in text.split(',') {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last): (Period, Period) =
            (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let first = first.parts(grain)?.first().copied()?;
        let last = last.parts(grain)?.last().copied()?;
        found.extend(Period::range(first, last).ok()?);
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_the_periods_of_a_grain() {
        let names = |text, grain| {
            let found = periods(text, grain)?;
            Some(
                found
                    .iter()
                    .map(Period::to_string)
                    .collect::<Vec<_>>()
                    .join(" "),
            )
        };
        assert_eq!(names("2018", Grain::Year).as_deref(), Some("2018"));
        assert_eq!(
            names("2018-Q1", Grain::Month).as_deref(),
            Some("2018-01 2018-02 2018-03")
        );
        assert_eq!(
            names("2018-11..2019-01", Grain::Month).as_deref(),
            Some("2018-11 2018-12 2019-01")
        );
        assert_eq!(
            names("2018-12..2019-01,2019-06", Grain::Month).as_deref(),
            Some("2018-12 2019-01 2019-06")
        );
        assert_eq!(names("2018-03", Grain::Year), None);
        assert_eq!(names("2019..2018", Grain::Year), None);
        assert_eq!(names("x", Grain::Year), None);
    }

    #[track_caller]
    fn untold_of(
        spec: &'static DatasetSpec,
        by: &[&str],
        only: &[(&str, &str)],
    ) -> Vec<&'static str> {
        let mut problems = Vec::new();
        let request = SumRequest {
            by: by.iter().map(ToString::to_string).collect(),
            filters: only
                .iter()
                .map(|(name, value)| {
                    let values = value.split(',').map(ToOwned::to_owned).collect();
                    ((*name).to_owned(), values)
                })
                .collect(),
            ..SumRequest::default()
        };
        let query = query(spec, &request, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let untold = measures(spec)
            .iter()
            .filter_map(|measure| untold(measure, &query));
        untold.collect()
    }

    #[test]
    fn different_things_are_never_added_up() {
        assert_eq!(untold_of(&BUDGET, &["fiscal_year"], &[]), ["budget_type"]);
        assert_eq!(untold_of(&BUDGET, &["budget_type"], &[]), ["version_date"]);
        let told = ["fiscal_year", "budget_type", "version_date"];
        assert!(untold_of(&BUDGET, &told, &[]).is_empty());
        let original = [("budget_type", "original"), ("function", "5.30.26")];
        assert!(untold_of(&BUDGET, &["version_date"], &original).is_empty());
        let two = [("budget_type", "original,corrected")];
        assert_eq!(untold_of(&BUDGET, &["version_date"], &two), ["budget_type"]);
        let delivery = untold_of(&pejl_lake::DELIVERY, &["date.year"], &[]);
        assert_eq!(delivery, ["service_code"]);
        let staffing = untold_of(&pejl_lake::STAFFING, &["month.year"], &[]);
        assert_eq!(staffing, ["period", "period"]);
        assert!(untold_of(&pejl_lake::STAFFING, &["month.month"], &[]).is_empty());
    }

    #[test]
    fn what_cannot_be_asked_is_said_by_parameter() {
        let problems = |spec: &'static DatasetSpec, request: SumRequest| {
            let mut problems = Vec::new();
            query(spec, &request, &mut problems);
            let parameters = problems.into_iter().map(|problem| problem.parameter);
            parameters.collect::<Vec<_>>().join(" ")
        };
        let by = |names: &[&str]| SumRequest {
            by: names.iter().map(ToString::to_string).collect(),
            ..SumRequest::default()
        };
        let persons = by(&["person_key", "document_no", "function", "function"]);
        assert_eq!(problems(&pejl_lake::LEDGER, persons), "by by by");
        let on = |day: &str| SumRequest {
            on: Some(day.to_owned()),
            periods: vec!["2018".to_owned()],
            ..SumRequest::default()
        };
        assert_eq!(problems(&pejl_lake::GRANT, on("2018-02-28")), "");
        assert_eq!(problems(&pejl_lake::GRANT, on("2018-02-30")), "on");
        assert_eq!(problems(&pejl_lake::DELIVERY, on("2018-02-28")), "on");
        assert_eq!(problems(&pejl_lake::PERSON, on("2018-02-28")), "period");
    }
}
