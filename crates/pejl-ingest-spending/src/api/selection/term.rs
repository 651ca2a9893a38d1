//! What one term of a selection (code, pattern, range, rule) stands for among the values of a variable.

use pejl_domain::Period;

use super::SelectionError;
use crate::api::table_info::{TableValue, TableVariable};

/// Positions of the values one term stands for; never empty.
pub(super) fn expand_term(
    variable: &TableVariable,
    term: &str,
) -> Result<Vec<usize>, SelectionError> {
    // A code as it stands comes first: a table may use a code that looks like a pattern.
    if let Some(position) = position_of(variable, term) {
        return Ok(vec![position]);
    }
    if term.to_lowercase().starts_with("sum(") {
        return Err(SelectionError::Sum {
            variable: variable.id.clone(),
            term: term.to_owned(),
        });
    }
    let found = if term.starts_with(">=") || term.starts_with("<=") {
        range(variable, term)?
    } else if let Some(rule) = NthRule::parse(term) {
        if !variable.time {
            return Err(SelectionError::NotTime {
                variable: variable.id.clone(),
                term: term.to_owned(),
            });
        }
        let newest_first = in_order(variable).into_iter().rev();
        newest_first
            .zip(1..)
            .filter(|(_, nth)| rule.holds(*nth))
            .map(|(position, _)| position)
            .collect()
    } else if term.contains('*') {
        let fits = |(_, value): &(usize, &TableValue)| fits_pattern(&value.id, term);
        variable
            .values
            .iter()
            .enumerate()
            .filter(fits)
            .map(|(position, _)| position)
            .collect()
    } else {
        return Err(SelectionError::UnknownValue {
            variable: variable.id.clone(),
            value: term.to_owned(),
        });
    };
    if found.is_empty() {
        return Err(SelectionError::NothingFits {
            variable: variable.id.clone(),
            term: term.to_owned(),
        });
    }
    Ok(found)
}

/// The position of a code, for periods in any spelling (`2017-Q3` is `2017K3`).
fn position_of(variable: &TableVariable, code: &str) -> Option<usize> {
    let exact = variable.values.iter().position(|value| value.id == code);
    if exact.is_some() || !variable.time {
        return exact;
    }
    let period: Period = code.parse().ok()?;
    variable
        .values
        .iter()
        .position(|value| value.id.parse() == Ok(period))
}

/// The periods of a time variable, or `None` when its codes are not all periods Pejl knows (school years, days).
fn periods(variable: &TableVariable) -> Option<Vec<Period>> {
    variable.time.then(|| {
        variable
            .values
            .iter()
            .map(|value| value.id.parse().ok())
            .collect()
    })?
}

/// Positions in the order that ranges and rules mean: by calendar where the codes are periods, else the table's own.
fn in_order(variable: &TableVariable) -> Vec<usize> {
    match periods(variable) {
        Some(periods) => {
            let mut ordered: Vec<(Period, usize)> = periods.into_iter().zip(0..).collect();
            ordered.sort_unstable();
            ordered.into_iter().map(|(_, position)| position).collect()
        }
        None => (0..variable.values.len()).collect(),
    }
}

/// Positions within a range. Bounds of periods are compared by calendar, so `>=2018` holds for `2018K1` and `<=2018` for
/// `2018K4`; other bounds must be values of the variable and are compared by place.
fn range(variable: &TableVariable, term: &str) -> Result<Vec<usize>, SelectionError> {
    let (lower, upper) = match term.strip_prefix(">=") {
        Some(rest) => match rest.split_once("<=") {
            Some((lower, upper)) => (Some(lower.trim()), Some(upper.trim())),
            None => (Some(rest.trim()), None),
        },
        None => (None, term.strip_prefix("<=").map(str::trim)),
    };
    let unknown = |bound: &str| SelectionError::UnknownValue {
        variable: variable.id.clone(),
        value: bound.to_owned(),
    };
    if let Some(periods) = periods(variable) {
        let parse = |bound: &str| bound.parse::<Period>().map_err(|_| unknown(bound));
        let lower = lower.map(parse).transpose()?;
        let upper = upper.map(parse).transpose()?;
        let within = |period: &Period| {
            lower.is_none_or(|bound| period.start() >= bound.start())
                && upper.is_none_or(|bound| period.end() <= bound.end())
        };
        return Ok(periods
            .iter()
            .zip(0..)
            .filter(|(period, _)| within(period))
            .map(|(_, position)| position)
            .collect());
    }
    let place = |bound: &str| position_of(variable, bound).ok_or_else(|| unknown(bound));
    let lower = lower.map(place).transpose()?.unwrap_or(0);
    let upper = upper
        .map(place)
        .transpose()?
        .unwrap_or(variable.values.len().saturating_sub(1));
    Ok((lower..=upper).collect())
}

/// Whether a code fits a pattern in which `*` stands for any text, also none.
fn fits_pattern(code: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| code.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.is_empty()
}

/// A rule `(a·n + b)` over the periods counted from the newest, which is number 1; n runs over 0, 1, 2 and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NthRule {
    step: i64,
    offset: i64,
}

impl NthRule {
    fn parse(term: &str) -> Option<NthRule> {
        let text: String = term
            .strip_prefix('(')?
            .strip_suffix(')')?
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let Some((step, offset)) = text.split_once('n') else {
            return Some(NthRule {
                step: 0,
                offset: number(&text)?,
            });
        };
        let step = match step {
            "" | "+" => 1,
            "-" => -1,
            other => number(other)?,
        };
        let offset = if offset.is_empty() {
            0
        } else {
            number(offset)?
        };
        Some(NthRule { step, offset })
    }

    fn holds(self, nth: i64) -> bool {
        let distance = nth - self.offset;
        if self.step == 0 {
            distance == 0
        } else {
            distance % self.step == 0 && distance / self.step >= 0
        }
    }
}

/// A whole number with or without sign, small enough that no sum of two overflows.
fn number(text: &str) -> Option<i64> {
    text.parse::<i32>().ok().map(i64::from)
}

#[cfg(test)]
mod tests;
