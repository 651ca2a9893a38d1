//! Budget lines.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use pejl_domain::{Grain, Period, PriceLevel, Unit, Variant};
use pejl_ingest::record::{Place, Places, RecordBatch, Remark, Rules, at};
use pejl_lake::columns;

use super::account_rules::{AccountRules, refuse_outside};

/// Divides a year: each kind of budget and each version of it is replaced on its own.
const BUDGET: &str = "budget";

/// What a budget line must be, and the part of its year it belongs to.
///
/// A part is a kind of budget with the day of its version: an expected result of March does not replace that of June.
/// Adopted, supplementary and corrected budgets without a day are one part each.
#[derive(Debug)]
pub struct BudgetRules {
    accounts: AccountRules,
    places: HashMap<(i32, String, Option<NaiveDate>), u32>,
}

impl BudgetRules {
    /// Rules for budget lines read on a day.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            accounts: AccountRules::new(as_of),
            places: HashMap::new(),
        }
    }

    fn number(
        &mut self,
        year: i32,
        kind: &str,
        version: Option<NaiveDate>,
        places: &mut Places,
    ) -> Option<u32> {
        let key = (year, kind.to_owned(), version);
        if let Some(number) = self.places.get(&key) {
            return Some(*number);
        }
        let member = match version {
            Some(day) => format!("{kind}@{day}"),
            None => kind.to_owned(),
        };
        let number = places.number(Place {
            period: Period::year(year).ok()?,
            member,
        });
        self.places.insert(key, number);
        Some(number)
    }
}

impl Rules for BudgetRules {
    fn variant(&self, source: &str) -> Variant {
        Variant {
            source: source.to_owned(),
            table_id: "budget".to_owned(),
            unit: Unit::Oere,
            price: PriceLevel::Current,
            grain: Grain::Year,
            dimensions: BTreeSet::from([BUDGET.to_owned()]),
        }
    }

    fn check(&mut self, batch: &mut RecordBatch) {
        self.accounts.check(batch);
        let mut faults = Vec::new();
        refuse_outside(batch, columns::FISCAL_PERIOD, 1, 12, &mut faults);
        faults.into_iter().for_each(|fault| batch.refuse(fault));
    }

    fn places(&mut self, batch: &RecordBatch, places: &mut Places) -> Vec<Option<u32>> {
        let kinds = batch.text(columns::BUDGET_TYPE);
        let versions = batch.date(columns::VERSION_DATE);
        let years = batch.int32(columns::FISCAL_YEAR).iter().enumerate();
        years
            .map(|(row, year)| self.number((*year)?, kinds.get(row), at(versions, row), places))
            .collect()
    }

    /// A file may hold any kinds of budget, so a declared year says nothing of kinds that have no row.
    fn declared(&self, _periods: &[Period], _places: &mut Places) {}

    fn dimension(&self) -> &'static str {
        BUDGET
    }

    fn remarks(&self) -> Vec<Remark> {
        self.accounts.remarks()
    }
}
