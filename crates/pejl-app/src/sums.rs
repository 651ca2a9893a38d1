//! Sums of a municipality's own amounts: what an analyst checks against the finance system.

use pejl_domain::area::find_area;
use pejl_domain::{AreaLevel, Grain, Period};
pub use pejl_lake::AmountSum;
use pejl_lake::{BUDGET, DatasetSpec, LEDGER, SumQuery, amount_sums, columns};

use crate::error::{AppError, ParamProblem};
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// Columns that amounts may be summed by and filtered on: those of the account, none that is about a person.
const BY: [&str; 11] = [
    columns::AREA,
    columns::PERIOD,
    columns::FISCAL_YEAR,
    columns::FISCAL_PERIOD,
    columns::FUNCTION,
    columns::DRANST,
    columns::OWNERSHIP,
    columns::GROUPING,
    columns::ART,
    columns::BUDGET_TYPE,
    columns::VERSION_DATE,
];

/// What to sum, as it was written.
#[derive(Debug, Clone, Default)]
pub struct SumRequest {
    /// The dataset: `ledger` or `budget`.
    pub dataset: String,
    /// Codes or names of municipalities; all when empty.
    pub municipalities: Vec<String>,
    /// Periods, each `2018`, `2018-03` or `2018-01..2018-03`; all when empty.
    pub periods: Vec<String>,
    /// Columns to sum by.
    pub by: Vec<String>,
    /// Columns and the values that count.
    pub filters: Vec<(String, Vec<String>)>,
    /// When the question is asked at.
    pub at: AsKnown,
}

/// The sums and the state they are of.
#[derive(Debug, Clone)]
pub struct Sums {
    /// The revision.
    pub revision: i64,
    /// The columns summed by.
    pub by: Vec<&'static str>,
    /// One per combination, in order.
    pub sums: Vec<AmountSum>,
}

/// Sums amounts by columns of the account.
///
/// # Errors
/// Every parameter that cannot be used; no such revision; or the catalogue or lake cannot be read.
pub fn list_sums(store: &Store, request: &SumRequest) -> Result<Sums, AppError> {
    let spec = [&LEDGER, &BUDGET]
        .into_iter()
        .find(|spec| spec.name == request.dataset)
        .ok_or_else(|| AppError::parameter("dataset", &request.dataset, "ledger or budget"))?;
    let mut problems = Vec::new();
    let query = query(spec, request, &mut problems);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let known = known(store, spec.name, request.at)?;
    let view = store.lake.view(spec, &known.view)?;
    Ok(Sums {
        revision: known.revision,
        sums: amount_sums(view, &query)?,
        by: query.by,
    })
}

fn query(
    spec: &'static DatasetSpec,
    request: &SumRequest,
    problems: &mut Vec<ParamProblem>,
) -> SumQuery {
    let mut wrong = |parameter: &str, value: &str, allowed: String| {
        problems.push(ParamProblem {
            parameter: parameter.to_owned(),
            value: value.to_owned(),
            allowed,
            nearest: Vec::new(),
        });
    };
    let columns: Vec<&'static str> = BY
        .into_iter()
        .filter(|name| spec.column(name).is_some())
        .collect();
    let column = |name: &str| columns.iter().copied().find(|known| *known == name);
    let mut query = SumQuery::default();
    for name in &request.by {
        match column(name) {
            Some(name) if query.by.contains(&name) => {
                wrong("by", name, "each column once".to_owned());
            }
            Some(name) => query.by.push(name),
            None => wrong("by", name, columns.join(", ")),
        }
    }
    for (name, values) in &request.filters {
        match column(name) {
            Some(name) => query.only.push((name, values.clone())),
            None => wrong("filter", name, columns.join(", ")),
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
    if spec.name == BUDGET.name {
        // Kinds and versions of a budget stand side by side: a corrected one holds the original, so their sum is none.
        for name in [columns::BUDGET_TYPE, columns::VERSION_DATE] {
            let is_one = query
                .only
                .iter()
                .any(|(only, values)| *only == name && values.len() == 1);
            if !is_one && !query.by.contains(&name) {
                let allowed = format!("{name} as well, or a filter on one value of it");
                wrong("by", &request.by.join(","), allowed);
            }
        }
    }
    let grain = if spec.name == BUDGET.name {
        Grain::Year
    } else {
        Grain::Month
    };
    for text in &request.periods {
        match periods(text, grain) {
            Some(found) => query.periods.extend(found),
            None => wrong(
                "period",
                text,
                "2018, 2018-03 or 2018-01..2018-03".to_owned(),
            ),
        }
    }
    query
}

/// The periods of a grain that a text names: itself, its parts, or a range.
pub(crate) fn periods(text: &str, grain: Grain) -> Option<Vec<Period>> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let (first, last): (Period, Period) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let first = first.parts(grain)?.first().copied()?;
    let last = last.parts(grain)?.last().copied()?;
    let periods = Period::range(first, last).ok()?;
    (!periods.is_empty()).then_some(periods)
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
        assert_eq!(names("2018-03", Grain::Year), None);
        assert_eq!(names("2019..2018", Grain::Year), None);
        assert_eq!(names("x", Grain::Year), None);
    }

    #[test]
    fn kinds_and_versions_of_a_budget_are_never_added_up() {
        let problems = |by: &[&str], only: &[(&str, &str)]| {
            let mut problems = Vec::new();
            let request = SumRequest {
                by: by.iter().map(ToString::to_string).collect(),
                filters: only
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), vec![(*value).to_owned()]))
                    .collect(),
                ..SumRequest::default()
            };
            query(&BUDGET, &request, &mut problems);
            problems.len()
        };
        assert_eq!(problems(&["fiscal_year"], &[]), 2);
        assert_eq!(
            problems(&["fiscal_year", "budget_type", "version_date"], &[]),
            0
        );
        assert_eq!(
            problems(&["version_date"], &[("budget_type", "original")]),
            0
        );
        assert_eq!(
            problems(
                &["version_date"],
                &[("budget_type", "original"), ("function", "5.30.26")]
            ),
            0
        );
        assert_eq!(
            problems(
                &["fiscal_year", "fiscal_year", "budget_type", "version_date"],
                &[]
            ),
            1
        );
    }

    #[test]
    fn nothing_about_a_person_can_be_summed_by() {
        let mut problems = Vec::new();
        let request = SumRequest {
            by: vec![
                "person_key".to_owned(),
                "document_no".to_owned(),
                "function".to_owned(),
            ],
            ..SumRequest::default()
        };
        let found = query(&LEDGER, &request, &mut problems);
        assert_eq!(found.by, ["function"]);
        assert_eq!(problems.len(), 2);
    }
}
