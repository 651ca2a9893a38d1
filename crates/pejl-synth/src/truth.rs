//! What is in the files, as known from the model: `truth.json`.

mod table;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::calendar::Month;
use crate::effects::Effects;
use crate::options::Options;

pub(crate) use table::Tally;
pub use table::{CellTruth, Exact, TableTruth};

/// Everything that a reader of the files can be held to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Truth {
    /// Version of this document's shape.
    pub format: u32,
    /// What was asked for.
    pub parameters: Parameters,
    /// What is planted.
    pub effects: Effects,
    /// What came of it, for each municipality.
    pub municipalities: Vec<MunicipalityTruth>,
    /// What each file holds.
    pub files: Vec<FileTruth>,
}

/// The options, without the folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Parameters {
    /// Seed of every draw.
    pub seed: u64,
    /// Number of municipalities.
    pub scale: u16,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// Whether the rehabilitation programme runs.
    pub with_programme: bool,
    /// Ledger rows asked for in load files.
    pub rows: Option<u64>,
}

/// What the planted effects did in one municipality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MunicipalityTruth {
    /// Three-digit code.
    pub code: String,
    /// Danish name.
    pub name: String,
    /// Residents.
    pub residents: u32,
    /// The caseload on the last day of each month, as it is and as it is without the programme.
    pub caseload: Vec<CaseloadTruth>,
    /// Its mean by year.
    pub caseload_by_year: Vec<CaseloadYear>,
    /// Rehabilitation courses by start before and after the programme's first month.
    pub courses: Vec<CourseTruth>,
    /// What became of everybody with help, in each whole year of the window.
    pub years: Vec<YearTruth>,
    /// Hours that the own supplier delivered at home, and what they cost.
    pub own_home_help: Vec<OwnHomeHelp>,
    /// Days in temporary placements by level, and what they cost.
    pub short_stays: Vec<ShortStays>,
    /// Price of an hour of personal help at home from the own supplier, from each month in which it changes, øre.
    pub own_personal_care_price: Vec<PriceFrom>,
}

/// The caseload of one month: persons with personal or practical help at home on its last day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseloadTruth {
    /// The month.
    pub month: Month,
    /// Persons in the files.
    pub persons: u32,
    /// Persons whose grants say that they run, those never closed after the citizen left included.
    pub persons_on_record: u32,
    /// Persons had there been no programme, same seed.
    pub persons_without_programme: u32,
    /// Minutes a week granted to them in the files.
    pub minutes_per_week: i64,
    /// Minutes a week granted had there been no programme.
    pub minutes_per_week_without_programme: i64,
}

/// Mean of a year's months.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CaseloadYear {
    /// The year.
    pub year: i32,
    /// Mean of the months' persons.
    pub mean_persons: f64,
    /// The same without the programme.
    pub mean_persons_without_programme: f64,
    /// By how many the programme lowered the mean.
    pub lowered_by: f64,
}

/// Rehabilitation courses that started in a period, and whose end was registered by the window's last day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CourseTruth {
    /// First month of starts.
    pub from: Month,
    /// Last month of starts; courses that started in the window's last six months are left out, since only their
    /// short ones have ended.
    pub to: Month,
    /// In the files.
    pub as_written: CourseFigures,
    /// Had there been no programme, same seed.
    pub without_programme: CourseFigures,
}

/// Figures of a group of courses.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CourseFigures {
    /// Courses that ended with a result.
    pub n_with_result: u64,
    /// Median of end − start in days; of an even number, the mean of the middle two.
    pub median_days: Option<f64>,
    /// Their end − start in days, added up.
    pub sum_days: i64,
    /// Those that ended self-reliant.
    pub n_self_reliant: u64,
    /// Courses that ended by death.
    pub n_death: u64,
    /// Minutes of help a week before less those after, added up over the courses that ended with a result.
    pub sum_minutes_less: i64,
}

/// One whole year of everybody with help, whatever the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearTruth {
    /// The year.
    pub year: i32,
    /// In the files.
    pub as_written: YearFigures,
    /// Had there been no programme, same seed.
    pub without_programme: YearFigures,
}

/// Figures of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct YearFigures {
    /// Persons with help on a day of the year.
    pub n_active: u64,
    /// Persons whose last help ended self-reliant or with less help, and who were not back by the end of the year.
    pub n_concluded: u64,
    /// Such ends, of citizens who were still here 180 days later; absent where the window ends before.
    pub n_followed: Option<u64>,
    /// Those of them without new help in the 180 days.
    pub n_still_concluded: Option<u64>,
    /// Minutes a week granted times the days in force, over all help granted in minutes.
    pub granted_minutes_times_days: i64,
}

/// One year of the own supplier's help at home.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwnHomeHelp {
    /// The year; a year that the window cuts has its months only.
    pub year: i32,
    /// Minutes of personal and practical help delivered.
    pub delivered_minutes: i64,
    /// What they cost, øre.
    pub cost_oere: i64,
}

/// One year and level of temporary placements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShortStays {
    /// The year.
    pub year: i32,
    /// Level 1 (light) to 3 (heavy).
    pub level: u8,
    /// Days in force.
    pub days: i64,
    /// What they cost, øre.
    pub cost_oere: i64,
}

/// A price and the month from which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PriceFrom {
    /// First month.
    pub from: Month,
    /// Øre.
    pub oere: i64,
}

/// What one file holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileTruth {
    /// Path below the folder, with `/`.
    pub path: String,
    /// Dataset, as the importers name it.
    pub dataset: String,
    /// Municipality whose file it is.
    pub municipality: String,
    /// Rows without the header.
    pub rows: u64,
    /// Ledger: rows and sum by fiscal year, function and dranst.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ledger: Vec<LedgerSum>,
    /// Budget: rows and sum by fiscal year, type and version.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub budget: Vec<BudgetSum>,
    /// Other datasets: rows by year of their first date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub years: Vec<YearCount>,
    /// Counts and sums by columns of the file. Load files have none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableTruth>,
    /// A year sent again: how it differs from the file it replaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resent: Option<Resent>,
}

/// Rows and sum of one function and dranst.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LedgerSum {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// Function, such as 5.30.26.
    pub function: String,
    /// Dranst.
    pub dranst: u8,
    /// Rows.
    pub rows: u64,
    /// Sum, øre.
    pub amount_oere: i64,
}

/// Rows and sum of one version of a budget.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BudgetSum {
    /// Fiscal year.
    pub fiscal_year: i32,
    /// `original`, `supplement`, `carry_over`, `corrected` or `forecast`.
    pub budget_type: String,
    /// Date of the version, ISO.
    pub version_date: String,
    /// Rows.
    pub rows: u64,
    /// Sum, øre.
    pub amount_oere: i64,
}

/// Rows of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct YearCount {
    /// Year of the row's first date; absent for rows without one.
    pub year: Option<i32>,
    /// Rows.
    pub rows: u64,
}

/// How a year sent again differs from the file it replaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Resent {
    /// Rows whose amount is another.
    pub changed: u64,
    /// Rows that are new.
    pub added: u64,
    /// Rows that are gone.
    pub removed: u64,
}

impl Truth {
    pub(crate) fn of(options: &Options) -> Self {
        Self {
            format: 3,
            parameters: Parameters {
                seed: options.seed,
                scale: options.scale,
                from: options.from,
                to: options.to,
                with_programme: options.with_programme,
                rows: options.rows,
            },
            effects: options.effects(),
            municipalities: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Rows in all files.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }
}

impl FileTruth {
    pub(crate) fn new(municipality: &str, name: &str, dataset: &str) -> Self {
        Self {
            path: format!("{municipality}/{name}"),
            dataset: dataset.to_owned(),
            municipality: municipality.to_owned(),
            rows: 0,
            ledger: Vec::new(),
            budget: Vec::new(),
            years: Vec::new(),
            tables: Vec::new(),
            resent: None,
        }
    }
}

/// Sums of a ledger file, gathered as rows are written.
#[derive(Debug, Default)]
pub(crate) struct LedgerTally {
    sums: BTreeMap<(u32, u8), (u64, i64)>,
    pub(crate) rows: u64,
    /// When what was booked, which shows the late ones; not of load files.
    pub(crate) periods: Option<Tally>,
}

impl LedgerTally {
    /// One that tells by period of account and month of booking as well.
    pub(crate) fn with_periods() -> Self {
        let by = &["fiscal_year", "fiscal_period", "posting_date.month"];
        Self {
            periods: Some(Tally::new(by, &["amount_oere"])),
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, function: u32, dranst: u8, amount: i64) {
        let (rows, sum) = self.sums.entry((function, dranst)).or_default();
        *rows += 1;
        *sum += amount;
        self.rows += 1;
    }

    /// Puts what was gathered into the file's truth.
    pub(crate) fn finish(self, fiscal_year: i32, file: &mut FileTruth) {
        file.rows = self.rows;
        file.tables
            .extend(self.periods.map(|tally| tally.finish(true)));
        let sum = |((function, dranst), (rows, amount_oere))| LedgerSum {
            fiscal_year,
            function: dotted(function),
            dranst,
            rows,
            amount_oere,
        };
        file.ledger = self.sums.into_iter().map(sum).collect();
    }
}

/// `5.30.26` of 53026.
fn dotted(function: u32) -> String {
    format!(
        "{}.{:02}.{:02}",
        function / 10_000,
        function / 100 % 100,
        function % 100
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_written_canonically() {
        assert_eq!(dotted(53026), "5.30.26");
        assert_eq!(dotted(2519), "0.25.19");
    }
}
