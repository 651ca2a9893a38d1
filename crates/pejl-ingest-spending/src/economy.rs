//! The municipality's own money: postings and budget lines.

mod account_rules;
mod budget;
mod ledger;

#[cfg(test)]
mod tests;

pub use budget::BudgetRules;
pub use ledger::LedgerRules;
