//! Which version of a budget counts, and what it holds of an area.

use chrono::NaiveDate;
use pejl_domain::budget::BudgetType;

use super::area::Area;
use super::{Asked, Budgeted, reason};
use crate::text::Reason;

/// What a budget is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A version of it, complete: the newest.
    Version,
    /// The original budget with the supplements and carry-overs decided since, as no corrected budget is known.
    OriginalAndChanges,
}

impl Basis {
    /// `version` or `original_and_changes`.
    pub fn as_str(self) -> &'static str {
        match self {
            Basis::Version => "version",
            Basis::OriginalAndChanges => "original_and_changes",
        }
    }
}

/// What a budget holds of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The amount.
    pub oere: i64,
    /// The day of the newest version it is made of; none where that has none.
    pub day: Option<NaiveDate>,
    /// What it is made of.
    pub basis: Basis,
}

/// The budgets of an area in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budgets {
    /// As the council adopted it.
    pub original: Result<Version, Reason>,
    /// With supplements and carry-overs.
    pub corrected: Result<Version, Reason>,
    /// What the municipality itself expects the year to end at.
    pub own_forecast: Result<Version, Reason>,
}

/// The budgets of an area, of the versions that count.
///
/// Of each kind it is the newest version, complete, as F1 has it. Where no version of the corrected budget is known by then, it is
/// the original one with every supplement and carry-over decided by then, which is what corrected means. Of the municipality's
/// own forecasts only those dated in the year of account or later count.
pub(super) fn budgets(lines: &[Budgeted], asked: &Asked, area: &Area) -> Budgets {
    if !area.exists_in(asked.year) {
        let none = || Err(reason::not_in_force(area, asked.year));
        return Budgets {
            original: none(),
            corrected: none(),
            own_forecast: none(),
        };
    }
    let of_year = |kind: BudgetType| {
        let counts = |one: &&Budgeted| {
            let is_known = asked
                .until
                .is_none_or(|until| one.version.is_none_or(|day| day <= until));
            one.year == asked.year && one.kind == kind && is_known
        };
        lines.iter().filter(counts).collect::<Vec<_>>()
    };
    let original = newest(&of_year(BudgetType::Original), BudgetType::Original, area);
    let corrected = of_year(BudgetType::Corrected);
    let corrected = match (corrected.is_empty(), &original) {
        (true, Ok(original)) => {
            let mut changes = of_year(BudgetType::Supplement);
            changes.extend(of_year(BudgetType::CarryOver));
            with_changes(*original, &changes, area)
        }
        (true, Err(why)) => Err(why.clone()),
        (false, _) => newest(&corrected, BudgetType::Corrected, area),
    };
    let mut forecasts = of_year(BudgetType::Forecast);
    let first = NaiveDate::from_ymd_opt(asked.year, 1, 1);
    forecasts.retain(|one| one.version >= first && one.version.is_some());
    Budgets {
        own_forecast: newest(&forecasts, BudgetType::Forecast, area),
        original,
        corrected,
    }
}

/// The newest version; a kind that is not there, or has no line of the area, has none.
fn newest(lines: &[&Budgeted], kind: BudgetType, area: &Area) -> Result<Version, Reason> {
    // A version without a day is the oldest, as none is less than any day.
    let Some(day) = lines.iter().map(|one| one.version).max() else {
        return Err(reason::no_budget(kind));
    };
    let of_version = lines.iter().filter(|one| one.version == day);
    let amounts = of_version.filter(|one| one.is_net && area.holds(&one.function));
    let amounts: Vec<i64> = amounts.map(|one| one.oere).collect();
    if amounts.is_empty() {
        return Err(reason::no_line(kind));
    }
    let oere = sum(&amounts).ok_or_else(reason::too_large)?;
    Ok(Version {
        oere,
        day,
        basis: Basis::Version,
    })
}

fn with_changes(original: Version, changes: &[&Budgeted], area: &Area) -> Result<Version, Reason> {
    let inside = changes
        .iter()
        .filter(|one| one.is_net && area.holds(&one.function));
    let (mut amounts, mut day) = (vec![original.oere], original.day);
    for one in inside {
        amounts.push(one.oere);
        day = day.max(one.version);
    }
    Ok(Version {
        oere: sum(&amounts).ok_or_else(reason::too_large)?,
        day,
        basis: Basis::OriginalAndChanges,
    })
}

fn sum(amounts: &[i64]) -> Option<i64> {
    let sum: i128 = amounts.iter().map(|one| i128::from(*one)).sum();
    i64::try_from(sum).ok()
}
