//! How an answer is put together: its order, its first rows, and totals beside its parts.

use std::cmp::Ordering;

use pejl_metrics::{Observation, Query};

use crate::error::AppError;

/// Dimensions that an answer with totals may be split by: the totals of each set of them are computed.
const DIMENSIONS_MAX: usize = 3;

/// How an answer is put together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shape {
    /// What rows are put in order by, the first first; the order asked when empty.
    pub order: Vec<Order>,
    /// How many rows are given at most, the first in their order.
    pub top: Option<usize>,
    /// Whether the totals over each of the dimensions, and over all of them, stand beside the parts. They are computed
    /// from the rows, as parts need not add up.
    pub totals: bool,
}

/// A column to put rows in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The column.
    pub by: OrderBy,
    /// The greatest first.
    pub is_descending: bool,
}

/// What rows can be put in order by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderBy {
    /// Code of the indicator.
    Indicator,
    /// Code of the municipality or group.
    Municipality,
    /// The period: by its first day, the shorter first.
    Period,
    /// The figure; rows without one come last either way.
    Value,
    /// Persons or cases behind it; rows without come last either way.
    N,
}

impl OrderBy {
    const ALL: [(&'static str, OrderBy); 5] = [
        ("indicator", OrderBy::Indicator),
        ("municipality", OrderBy::Municipality),
        ("period", OrderBy::Period),
        ("value", OrderBy::Value),
        ("n", OrderBy::N),
    ];
}

impl Order {
    /// The order that a text names: `value`, and `-value` for the greatest first.
    ///
    /// # Errors
    /// There is no such column.
    pub fn parse(text: &str) -> Result<Self, AppError> {
        let (name, is_descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let found = OrderBy::ALL.into_iter().find(|(known, _)| *known == name);
        match found {
            Some((_, by)) => Ok(Self { by, is_descending }),
            None => {
                let names = OrderBy::ALL.map(|(name, _)| name).join(", ");
                let allowed = format!("one of {names}, with - before it for the greatest first");
                Err(AppError::parameter("order", text, allowed))
            }
        }
    }

    fn compare(self, one: &Observation, other: &Observation) -> Ordering {
        let last_if_none = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => self.directed(one.total_cmp(&other)),
            (one, other) => one.is_none().cmp(&other.is_none()),
        };
        match self.by {
            OrderBy::Indicator => self.directed(one.indicator.cmp(&other.indicator)),
            OrderBy::Municipality => self.directed(one.municipality.cmp(&other.municipality)),
            OrderBy::Period => {
                let key = |one: &Observation| (one.period.start(), one.period.end());
                self.directed(key(one).cmp(&key(other)))
            }
            OrderBy::Value => last_if_none(one.value, other.value),
            OrderBy::N => match (one.n, other.n) {
                (Some(one), Some(other)) => self.directed(one.cmp(&other)),
                (one, other) => one.is_none().cmp(&other.is_none()),
            },
        }
    }

    fn directed(self, ordering: Ordering) -> Ordering {
        match self.is_descending {
            true => ordering.reverse(),
            false => ordering,
        }
    }
}

impl Shape {
    /// The questions whose answers stand one after the other: that which is asked, and those of its totals.
    ///
    /// # Errors
    /// Totals are wanted over more dimensions than are computed.
    pub(super) fn questions(&self, query: &Query) -> Result<Vec<Query>, AppError> {
        let mut questions = vec![query.clone()];
        if !self.totals {
            return Ok(questions);
        }
        let n = query.record_by.len();
        if n > DIMENSIONS_MAX {
            let allowed = format!("with totals at most {DIMENSIONS_MAX} dimensions");
            let asked = query.record_by.join(",");
            return Err(AppError::parameter("by", &asked, allowed));
        }
        // Of each number of dimensions that stay, the larger first.
        let mut kept: Vec<Vec<String>> = (0..(1_u32 << n) - 1)
            .map(|set| {
                let names = query.record_by.iter().enumerate();
                let names = names.filter(|(no, _)| set & (1 << no) != 0);
                names.map(|(_, name)| name.clone()).collect()
            })
            .collect();
        kept.sort_by_key(|names| std::cmp::Reverse(names.len()));
        questions.extend(kept.into_iter().map(|record_by| Query {
            record_by,
            ..query.clone()
        }));
        Ok(questions)
    }

    /// Puts the rows in order and takes the first.
    pub(super) fn put(&self, mut rows: Vec<Observation>) -> Vec<Observation> {
        if !self.order.is_empty() {
            // Stable: what the order leaves open stays as it was asked.
            rows.sort_by(|one, other| {
                let orders = self.order.iter();
                orders.fold(Ordering::Equal, |found, order| {
                    found.then_with(|| order.compare(one, other))
                })
            });
        }
        if let Some(top) = self.top {
            rows.truncate(top);
        }
        rows
    }
}
