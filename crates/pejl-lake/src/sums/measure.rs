//! What of a dataset can be added up, and under which condition.

use crate::columns;
use crate::dataset::DatasetSpec;

/// Where the number of a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeasureOf {
    /// A column of whole numbers or decimals; null where the row has none.
    Column(&'static str),
    /// Days from one day to a later one; null while one of them is not known.
    Days {
        /// Column of the first day.
        from: &'static str,
        /// Column of the last day.
        to: &'static str,
    },
}

/// A number that rows of a dataset have, and that may be added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Its name in answers; that of the column, or `days` and what follows it.
    pub name: &'static str,
    /// The unit of the sum.
    pub unit: &'static str,
    /// Where a row's number comes from.
    pub of: MeasureOf,
    /// What must be told apart for the sum to mean something: of every inner list one column is summed by, or filtered
    /// on a single value. Meals and minutes are never one sum.
    pub within: &'static [&'static [&'static str]],
}

const fn column(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        name,
        unit,
        of: MeasureOf::Column(name),
        within: &[],
    }
}

const fn days(name: &'static str, from: &'static str, to: &'static str) -> Measure {
    Measure {
        name,
        unit: "days",
        of: MeasureOf::Days { from, to },
        within: &[],
    }
}

impl Measure {
    const fn within(mut self, within: &'static [&'static [&'static str]]) -> Self {
        self.within = within;
        self
    }
}

/// Staff are counted on a month: over several months the same person would count again.
const MONTHLY: &[&[&str]] = &[&[columns::PERIOD, columns::MONTH, "month.month"]];

/// Kinds and versions of a budget stand side by side: a corrected one holds the original, so their sum is none.
const LEDGER: &[Measure] = &[column(columns::AMOUNT_OERE, "øre")];
const BUDGET: &[Measure] = &[column(columns::AMOUNT_OERE, "øre")
    .within(&[&[columns::BUDGET_TYPE], &[columns::VERSION_DATE]])];
const GRANT: &[Measure] = &[
    column(columns::AMOUNT, "`unit` per `per`").within(&[&[columns::UNIT], &[columns::PER]]),
    column(columns::AMOUNT_OERE, "øre").within(&[&[columns::AMOUNT_KIND]]),
];
const DELIVERY: &[Measure] = &[
    column(columns::MINUTES, "minutes"),
    column(columns::PLANNED_MINUTES, "minutes"),
    column(columns::QUANTITY, "units of the service").within(&[&[columns::SERVICE_CODE]]),
];
const COURSE: &[Measure] = &[
    days("days", columns::START, columns::END),
    column(columns::HOURS_BEFORE, "hours per week"),
    column(columns::HOURS_AFTER, "hours per week"),
];
const WAITING: &[Measure] = &[
    days("days_to_offer", columns::LISTED, columns::OFFERED),
    days("days_to_accept", columns::LISTED, columns::ACCEPTED),
];
const COMPLAINT: &[Measure] = &[days("days", columns::RECEIVED, columns::DECIDED)];
const STAFFING: &[Measure] = &[
    column(columns::FTE, "full-time equivalents").within(MONTHLY),
    column(columns::HEADCOUNT, "persons").within(MONTHLY),
    column(columns::AGENCY_HOURS, "hours"),
];
const ABSENCE: &[Measure] = &[column(columns::DAYS_ABSENT, "days")];
const SURVEY: &[Measure] = &[column(columns::WEIGHT, "answers")];

/// The measures of a dataset, in the order of its answers; none where rows can only be counted.
pub fn measures(spec: &DatasetSpec) -> &'static [Measure] {
    match spec.name {
        "ledger" => LEDGER,
        "budget" => BUDGET,
        "grant" => GRANT,
        "delivery" => DELIVERY,
        "course" => COURSE,
        "waiting" => WAITING,
        "complaint" => COMPLAINT,
        "staffing" => STAFFING,
        "absence" => ABSENCE,
        "survey" => SURVEY,
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{ColumnType, datasets};
    use crate::sums::ByColumn;

    #[test]
    fn every_measure_is_a_number_of_its_dataset_and_can_be_told_apart() {
        let mut n_measures = 0;
        for spec in datasets() {
            for measure in measures(spec) {
                let is = |name: &str, types: &[ColumnType]| {
                    spec.column(name)
                        .is_some_and(|column| types.contains(&column.dtype))
                };
                let numbers = [ColumnType::Int32, ColumnType::Int64, ColumnType::Float64];
                let holds = match measure.of {
                    MeasureOf::Column(name) => is(name, &numbers),
                    MeasureOf::Days { from, to } => {
                        is(from, &[ColumnType::Date]) && is(to, &[ColumnType::Date])
                    }
                };
                assert!(holds, "{}: {}", spec.name, measure.name);
                for name in measure.within.iter().copied().flatten() {
                    assert!(
                        ByColumn::find(spec, name).is_some(),
                        "{}: {name}",
                        spec.name
                    );
                }
                n_measures += 1;
            }
        }
        assert!(n_measures >= 18, "{n_measures}");
    }
}
