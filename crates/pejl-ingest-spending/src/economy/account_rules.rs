//! What holds for the account of a posting and of a budget line alike.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use pejl_domain::AccountCode;
use pejl_domain::account::{Existence, existed_in};
use pejl_ingest::Message;
use pejl_ingest::record::{Fault, Problem, RecordBatch, Remark, at};
use pejl_lake::columns;

/// First year of the chart of accounts in use.
const FIRST_YEAR: i32 = 2007;
/// Functions that are named in a remark before the rest is only counted.
const NAMED_MAX: usize = 10;
/// How far ahead a budget reaches.
const YEARS_AHEAD: i32 = 5;

/// Checks years, functions and dranst; remembers what was found of each function.
#[derive(Debug)]
pub(super) struct AccountRules {
    last_year: i32,
    /// By year, then function.
    known: HashMap<i32, HashMap<Box<str>, Existence>>,
    /// Rows on functions that the list of the chart does not have.
    unlisted: BTreeMap<String, u64>,
}

impl AccountRules {
    pub(super) fn new(as_of: NaiveDate) -> Self {
        use chrono::Datelike as _;
        Self {
            last_year: as_of.year().saturating_add(YEARS_AHEAD),
            known: HashMap::new(),
            unlisted: BTreeMap::new(),
        }
    }

    /// Refuses rows whose year, function, dranst or ownership cannot be.
    pub(super) fn check(&mut self, batch: &mut RecordBatch) {
        let mut faults = Vec::new();
        let years = batch.int32(columns::FISCAL_YEAR);
        let refused = batch.refused();
        refuse_outside(
            batch,
            columns::FISCAL_YEAR,
            FIRST_YEAR,
            self.last_year,
            &mut faults,
        );
        refuse_outside(batch, columns::DRANST, 1, 9, &mut faults);
        refuse_outside(batch, columns::OWNERSHIP, 0, 4, &mut faults);
        for (row, function) in batch.text(columns::FUNCTION).iter().enumerate() {
            let Some(year) = at(years, row).filter(|_| !function.is_empty()) else {
                continue;
            };
            match self.existence(function, year) {
                Existence::Yes => {}
                Existence::Unlisted if refused.get(row) == Some(&true) => {}
                Existence::Unlisted => match self.unlisted.get_mut(function) {
                    Some(n) => *n += 1,
                    None => {
                        self.unlisted.insert(function.to_owned(), 1);
                    }
                },
                Existence::No { from, to } => faults.push(closed(row, function, year, from, to)),
            }
        }
        faults.into_iter().for_each(|fault| batch.refuse(fault));
    }

    /// Functions that the list of the chart does not have: kept, and worth a look.
    pub(super) fn remarks(&self) -> Vec<Remark> {
        if self.unlisted.is_empty() {
            return Vec::new();
        }
        let n_rows: u64 = self.unlisted.values().sum();
        let n = self.unlisted.len();
        let named: Vec<&str> = self
            .unlisted
            .keys()
            .take(NAMED_MAX)
            .map(String::as_str)
            .collect();
        let named = named.join(", ");
        vec![Remark {
            rule: "function.unlisted",
            message: Message {
                da: format!(
                    "{n_rows} rækker står på {n} funktioner, som listen over kontoplanen ikke har; de er gemt: {named}"
                ),
                en: format!(
                    "{n_rows} rows are on {n} functions that the list of the chart does not have; they are kept: {named}"
                ),
            },
        }]
    }

    fn existence(&mut self, function: &str, year: i32) -> Existence {
        let of_year = self.known.entry(year).or_default();
        if let Some(found) = of_year.get(function) {
            return *found;
        }
        let found = AccountCode::parse(function)
            .map_or(Existence::Unlisted, |code| existed_in(&code, year));
        of_year.insert(function.into(), found);
        found
    }
}

/// Refuses the rows whose number lies outside a range.
pub(super) fn refuse_outside(
    batch: &RecordBatch,
    name: &'static str,
    least: i32,
    most: i32,
    faults: &mut Vec<Fault>,
) {
    let problem = Problem::OutOfRange {
        least: least.into(),
        most: most.into(),
    };
    let outside = batch
        .int32(name)
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_some_and(|value| !(least..=most).contains(&value)));
    faults.extend(outside.map(|(row, _)| Fault::of(row, name, &problem)));
}

fn closed(
    row: usize,
    function: &str,
    year: i32,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Fault {
    let day = |day: Option<NaiveDate>, format: &str| {
        day.map_or("…".to_owned(), |day| day.format(format).to_string())
    };
    Fault::other(
        row,
        columns::FUNCTION,
        "function.not_in_year",
        format!(
            "funktion {function} fandtes ikke i {year}; den gælder {}-{}",
            day(from, "%d.%m.%Y"),
            day(to, "%d.%m.%Y")
        ),
        format!(
            "function {function} did not exist in {year}; it is valid {} to {}",
            day(from, "%Y-%m-%d"),
            day(to, "%Y-%m-%d")
        ),
    )
}
