//! A fiscal year's budget in its versions, following the year's postings roughly.
//!
//! The original budget misses the year's amount on each account by a few per cent, drawn; supplementary
//! appropriations and carry-overs close part of the gap, and the corrected budget is exactly their sum. Forecasts come
//! closer through the year. Amounts are whole hundreds of kroner, those of single months whole kroner.

use std::collections::BTreeMap;

use pejl_domain::budget::BudgetType;

use crate::account::Account;
use crate::calendar::Day;
use crate::draw::Draws;
use crate::ledger::Posting;
use crate::model::{Model, Purpose};

/// Øre in a hundred kroner.
const HUNDRED: i64 = 10_000;
/// Accounts with less in the year have no budget of their own, øre.
const SMALL: i64 = 500_000;

/// One row of a budget.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BudgetRow {
    pub(crate) budget_type: BudgetType,
    pub(crate) version: Day,
    pub(crate) account: Account,
    pub(crate) cost_centre: u32,
    /// A month, or none for the whole year.
    pub(crate) period: Option<u8>,
    pub(crate) amount: i64,
    pub(crate) is_binding: bool,
}

/// The year's budget rows: version by version, account by account; versions after the window's last day are not there.
pub(crate) fn budget(model: &Model, year: i32, postings: &[Posting]) -> Vec<BudgetRow> {
    let mut actual: BTreeMap<(Account, u32), i64> = BTreeMap::new();
    for posting in postings {
        *actual
            .entry((posting.account, posting.cost_centre))
            .or_default() += posting.amount;
    }
    let mut rows = Vec::new();
    let keys = [u64::from(year.unsigned_abs())];
    let mut draws = model.draws(Purpose::Budget, &keys);
    let frame = i64::from(draws.between(975, 1020));
    for ((account, cost_centre), amount) in actual {
        if amount.abs() < SMALL
            || account.grouping == 999 && account.art != 719 && amount.abs() < 10 * SMALL
        {
            continue;
        }
        let line = Line {
            year,
            account,
            cost_centre,
            actual: amount,
            is_binding: account.dranst != 3 && account.art < 400,
        };
        line.versions(frame, &mut draws, &mut rows);
    }
    let last_day = model.window.last_day();
    rows.retain(|row| row.version <= last_day);
    rows.sort_by_key(|row| (row.version, row.budget_type.as_str()));
    rows
}

/// One account of the budget.
struct Line {
    year: i32,
    account: Account,
    cost_centre: u32,
    actual: i64,
    is_binding: bool,
}

impl Line {
    fn versions(&self, frame: i64, draws: &mut Draws, rows: &mut Vec<BudgetRow>) {
        let about = |spread: i32, draws: &mut Draws| {
            self.actual * i64::from(1000 + draws.between(-spread, spread)) / 1000
        };
        let original = hundreds(about(45, draws) * frame / 1000);
        self.original(original, draws, rows);
        let mut corrected = original;
        if draws.chance(60) {
            let carried = hundreds(self.actual * i64::from(draws.between(5, 30)) / 1000);
            self.push(
                BudgetType::CarryOver,
                Day::new(self.year, 3, 31),
                None,
                carried,
                rows,
            );
            corrected += carried;
        }
        let supplements = [(3, 31, 70), (6, 30, 90), (9, 30, 120)];
        for (month, day, per_mille) in supplements {
            if draws.chance(per_mille) {
                let part =
                    hundreds((self.actual - corrected) * i64::from(draws.between(200, 800)) / 1000);
                if part != 0 {
                    self.push(
                        BudgetType::Supplement,
                        Day::new(self.year, month, day),
                        None,
                        part,
                        rows,
                    );
                    corrected += part;
                }
            }
        }
        self.push(
            BudgetType::Corrected,
            Day::new(self.year, 10, 1),
            None,
            corrected,
            rows,
        );
        for (month, day, spread) in [(4, 30, 35), (8, 31, 20), (10, 31, 9)] {
            let expected = hundreds(about(spread, draws));
            self.push(
                BudgetType::Forecast,
                Day::new(self.year, month, day),
                None,
                expected,
                rows,
            );
        }
    }

    /// Wages are budgeted by month, everything else by year.
    fn original(&self, amount: i64, draws: &mut Draws, rows: &mut Vec<BudgetRow>) {
        let version = Day::new(self.year - 1, 10, 15);
        if !(100..200).contains(&self.account.art) || draws.chance(100) {
            self.push(BudgetType::Original, version, None, amount, rows);
            return;
        }
        let month = amount / 1200 * 100;
        for period in 1..=11 {
            self.push(BudgetType::Original, version, Some(period), month, rows);
        }
        self.push(
            BudgetType::Original,
            version,
            Some(12),
            amount - 11 * month,
            rows,
        );
    }

    fn push(
        &self,
        budget_type: BudgetType,
        version: Day,
        period: Option<u8>,
        amount: i64,
        rows: &mut Vec<BudgetRow>,
    ) {
        rows.push(BudgetRow {
            budget_type,
            version,
            account: self.account,
            cost_centre: self.cost_centre,
            period,
            amount,
            is_binding: self.is_binding,
        });
    }
}

fn hundreds(amount: i64) -> i64 {
    (amount + HUNDRED / 2).div_euclid(HUNDRED) * HUNDRED
}
