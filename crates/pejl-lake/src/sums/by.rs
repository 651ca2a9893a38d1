//! The columns that records may be counted and summed by: none that points to a person or a single case.

use polars::prelude::{DataType, Expr, col, lit};

use crate::columns;
use crate::dataset::{ColumnType, DatasetSpec};

/// Columns that classify. A column that is not listed cannot be summed by, so that a new one about persons stays
/// closed until somebody has thought about it.
const CLASSIFYING: [&str; 68] = [
    columns::VARIANT,
    columns::AREA,
    columns::PERIOD,
    columns::FISCAL_YEAR,
    columns::FISCAL_PERIOD,
    columns::FUNCTION,
    columns::DRANST,
    columns::OWNERSHIP,
    columns::GROUPING,
    columns::ART,
    columns::COST_CENTRE,
    columns::ACTIVITY,
    columns::PROJECT,
    columns::BUDGET_TYPE,
    columns::BINDING_FLAG,
    columns::SERVICE_CODE,
    columns::LAW,
    columns::PARAGRAPH,
    columns::KL_CODE,
    columns::TARGET_GROUP,
    columns::SETTING,
    columns::STATUS,
    columns::UNIT,
    columns::PER,
    columns::PACKAGE_LEVEL,
    columns::AMOUNT_KIND,
    columns::PROVIDER_ID,
    columns::PROVIDER_TYPE,
    columns::ACTING_MUNICIPALITY,
    columns::PAYING_MUNICIPALITY,
    columns::END_REASON,
    columns::RESULT,
    columns::COURSE_TYPE,
    columns::LAW_BASIS,
    columns::UNIT_ID,
    columns::UNIT_TYPE,
    columns::SERVICE_AREA,
    columns::INSTRUMENT,
    columns::DOMAIN_CODE,
    columns::SCORE,
    columns::TIMING,
    columns::INFO_SOURCE,
    columns::SET_BY,
    columns::GOAL_TYPE,
    columns::PROFESSION,
    columns::MODE,
    columns::CANCELLED,
    columns::CANCEL_REASON,
    columns::LIST_TYPE,
    columns::DISTRICT,
    columns::KIND,
    columns::PLANNED,
    columns::HELD,
    columns::AGE_RULE,
    columns::TRAINED_FLAG,
    columns::CAUSE,
    columns::WAVE,
    columns::GROUP,
    columns::QUESTION,
    columns::RESPONSE,
    columns::YEAR,
    columns::FACTOR,
    columns::ACCOUNTS,
    columns::AGE_BAND,
    // Classes in one dataset and days in another, where the rule of days holds.
    columns::OFFERED,
    columns::ACCEPTED,
    columns::OUTCOME,
    columns::FIRST_INSTANCE,
];

/// How much of a column tells rows apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Whole,
    /// `2018-03` of a day.
    Month,
    /// `2018` of a day or a period.
    Year,
}

/// A column to sum by, or the month or year of a day in it: `function`, `valid_from.year`, `posting_date.month`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByColumn {
    name: String,
    column: &'static str,
    part: Part,
}

impl ByColumn {
    /// Returns the column of that name; none where the dataset has none that may be summed by.
    ///
    /// Days of datasets about persons give only their month and year.
    pub fn find(spec: &DatasetSpec, name: &str) -> Option<Self> {
        let all = Self::all(spec);
        all.into_iter().find(|by| by.name == name)
    }

    /// Returns every column of a dataset that may be summed by, in the order of the dataset.
    pub fn all(spec: &DatasetSpec) -> Vec<Self> {
        let mut found = Vec::new();
        for column in spec.columns {
            let mut add = |part| found.push(Self::new(column.name, part));
            let is_day = column.dtype == ColumnType::Date;
            if is_day {
                if !spec.personal {
                    add(Part::Whole);
                }
                add(Part::Month);
                add(Part::Year);
            } else if column.name == columns::PERIOD {
                add(Part::Whole);
                add(Part::Year);
            } else if CLASSIFYING.contains(&column.name) {
                add(Part::Whole);
            }
        }
        found
    }

    fn new(column: &'static str, part: Part) -> Self {
        let name = match part {
            Part::Whole => column.to_owned(),
            Part::Month => format!("{column}.month"),
            Part::Year => format!("{column}.year"),
        };
        Self { name, column, part }
    }

    /// Returns the name as it is asked for and answered under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The column's value, or the part of it, under the name it is asked for.
    pub(super) fn expr(&self) -> Expr {
        // A day is written 2018-03-15, a period begins with its year.
        let first = |n: u32| col(self.column).cast(DataType::String).str().head(lit(n));
        match self.part {
            Part::Whole => col(self.column),
            Part::Month => first(7),
            Part::Year => first(4),
        }
        .alias(self.name.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{GRANT, LEDGER, PERSON, STAFFING, WAITING, datasets};

    #[track_caller]
    fn check(spec: &DatasetSpec, open: &[&str], closed: &[&str]) {
        for name in open {
            assert!(ByColumn::find(spec, name).is_some(), "{name}");
        }
        for name in closed {
            assert!(ByColumn::find(spec, name).is_none(), "{name}");
        }
    }

    #[test]
    fn nothing_that_points_to_a_person_or_a_case_can_be_summed_by() {
        let cases = ["person_key", "document_no", "text", "account_raw", "line"];
        check(&LEDGER, &["function", "posting_date.month"], &cases);
        let citizen = [
            "person_key",
            "birth_year",
            "sex",
            "age",
            "grant_id",
            "valid_from",
        ];
        check(&GRANT, &["service_code", "valid_from.year"], &citizen);
        check(&PERSON, &["district", "valid_to.month"], &["birth_year"]);
        check(&WAITING, &["offered.year"], &["offered", "accepted"]);
        check(
            &STAFFING,
            &["month", "month.year"],
            &["nothing", "unit_id.year"],
        );
        for spec in datasets() {
            for by in ByColumn::all(spec) {
                assert!(
                    !by.name().contains("person"),
                    "{}: {}",
                    spec.name,
                    by.name()
                );
            }
        }
    }
}
