//! The kinds of budget; "budget" alone is ambiguous.

use crate::value_set::value_set;

value_set! {
    /// Which budget an amount belongs to.
    ///
    /// ```
    /// use pejl_domain::{Lang, budget::BudgetType};
    /// assert_eq!("carry_over".parse(), Ok(BudgetType::CarryOver));
    /// assert_eq!(BudgetType::CarryOver.name(Lang::Da), "overførsel");
    /// ```
    BudgetType, "kind of budget":
    /// As the council adopted it before the year.
    Original = "original", "oprindeligt budget", "original budget";
    /// Granted in addition during the year.
    Supplement = "supplement", "tillægsbevilling", "supplementary appropriation";
    /// Unspent money of an earlier year.
    CarryOver = "carry_over", "overførsel", "carry-over";
    /// Original budget with supplements and carry-overs.
    Corrected = "corrected", "korrigeret budget", "corrected budget";
    /// What the year is expected to end with.
    Forecast = "forecast", "forventet regnskab", "expected result";
}
