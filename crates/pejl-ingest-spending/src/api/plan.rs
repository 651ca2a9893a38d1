//! Turns a selection into requests that StatBank accepts.

use std::ops::Range;

use pejl_domain::Lang;

use super::selection::{Expanded, Selection, SelectionError};
use super::table_info::{TableInfo, TableValue};

/// The most cells a plan puts into one CSV request: just below StatBank's limit of 1,000,000.
///
/// StatBank counts rows × columns, where the columns are the variables of the request, time among them, and the value:
/// 105 areas × 3 × 127 × 5 × 71 periods of FOLK1A are 14,201,775 rows × 6 columns = 85,210,650 cells.
pub const CELL_LIMIT: u64 = 999_999;

/// The most requests one plan may hold; more would be a burden on a public service, and BULK does it in one.
const MAX_REQUESTS: u64 = 2_000;

/// The format of the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Semicolon-separated, every combination a row, limited in cells: large selections take several requests.
    Csv,
    /// Semicolon-separated, streamed without limit in one request; combinations that are zero have no row.
    Bulk,
}

impl Format {
    /// Returns StatBank's name of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Bulk => "BULK",
        }
    }
}

/// How requests are made out of a selection.
#[derive(Debug, Clone)]
pub struct PlanOptions {
    /// The most cells of one CSV request; [`CELL_LIMIT`] unless a test needs small chunks.
    pub limit: u64,
    /// The format; `None` takes CSV where one request is enough or a variable is left out, BULK otherwise.
    pub format: Option<Format>,
}

impl Default for PlanOptions {
    fn default() -> Self {
        PlanOptions {
            limit: CELL_LIMIT,
            format: None,
        }
    }
}

/// Requests that together cover each selected combination exactly once.
///
/// A plan is a plain value: it can be printed ([`Plan::to_lang`]), compared and carried out later ([`super::Client::fetch`]).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// The table's identifier.
    pub table: String,
    /// The table's title.
    pub title: String,
    /// The unit of the numbers, as published.
    pub unit: String,
    /// When the table last changed, as published at planning.
    pub updated: String,
    /// True when absent rows of a BULK answer stand for zero, which StatBank states per table; true if it says nothing.
    pub absent_is_zero: bool,
    /// The language of texts and answers.
    pub lang: Lang,
    /// The format of the answers.
    pub format: Format,
    /// Every variable of the table, in its order, with what was decided for it.
    pub variables: Vec<PlannedVariable>,
    chunks: Vec<Chunk>,
}

/// One variable of the table in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedVariable {
    /// The variable's code.
    pub id: String,
    /// The variable's name.
    pub text: String,
    /// True for the variable that holds the periods.
    pub time: bool,
    /// Why these values.
    pub how: How,
    /// How many values the table has.
    pub n_available: usize,
    /// The values asked for, in the table's order; empty when the variable is left out.
    pub values: Vec<TableValue>,
}

/// Why a variable has the values it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The selection names them.
    Selected,
    /// The selection does not mention the variable, so all its values are asked for.
    AllByDefault,
    /// The selection leaves the variable out: StatBank adds it up.
    LeftOut,
}

/// Parts of the plan's variables: one range of positions per variable that is not left out.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Chunk {
    ranges: Vec<Range<usize>>,
}

/// Why no plan can be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The selection does not fit the table.
    #[error(transparent)]
    Selection(#[from] SelectionError),
    /// A variable is left out, which BULK cannot do.
    #[error("variable `{variable}` cannot be left out of a BULK request")]
    LeftOutOfBulk {
        /// The variable.
        variable: String,
    },
    /// Every variable is left out.
    #[error("no variable of table `{table}` is left to ask for")]
    NothingLeft {
        /// The table.
        table: String,
    },
    /// Not even one row fits into the limit.
    #[error("one row of {columns} cells does not fit into a limit of {limit} cells")]
    LimitTooSmall {
        /// Columns of a row, the value among them.
        columns: u64,
        /// The limit given.
        limit: u64,
    },
    /// The selection would take too many CSV requests.
    #[error(
        "{cells} cells would take {requests} CSV requests, more than {limit}; select less, or use BULK"
    )]
    TooManyRequests {
        /// Cells in all.
        cells: u64,
        /// Requests needed.
        requests: u64,
        /// Requests allowed.
        limit: u64,
    },
}

/// Makes the requests for a selection of a table.
///
/// A selection that fits into one CSV request becomes one. A larger one becomes a single BULK request, which has no limit;
/// where CSV is asked for, or a variable is left out, it is cut at periods first and then along the largest variable.
///
/// # Errors
/// The selection does not fit the table, leaves a variable out of BULK, or cannot be cut into few enough requests.
pub fn plan(
    info: &TableInfo,
    selection: &Selection,
    options: &PlanOptions,
) -> Result<Plan, PlanError> {
    let expanded = selection.expand(info)?;
    let mut variables = Vec::with_capacity(expanded.len());
    for (variable, wanted) in info.variables.iter().zip(expanded) {
        let (how, values) = match wanted {
            Expanded::LeftOut => (How::LeftOut, Vec::new()),
            Expanded::Values { positions, named } => {
                let how = if named {
                    How::Selected
                } else {
                    How::AllByDefault
                };
                (
                    how,
                    positions
                        .into_iter()
                        .filter_map(|position| variable.values.get(position).cloned())
                        .collect(),
                )
            }
        };
        variables.push(PlannedVariable {
            id: variable.id.clone(),
            text: variable.text.clone(),
            time: variable.time,
            how,
            n_available: variable.values.len(),
            values,
        });
    }
    let left_out = variables
        .iter()
        .find(|variable| variable.how == How::LeftOut);
    let asked: Vec<(usize, bool)> = asked(&variables)
        .map(|variable| (variable.values.len(), variable.time))
        .collect();
    if asked.is_empty() {
        return Err(PlanError::NothingLeft {
            table: info.id.clone(),
        });
    }
    let cells = product(asked.iter().map(|(n, _)| *n)).saturating_mul(count(asked.len()) + 1);
    let format = match (options.format, left_out) {
        (Some(Format::Bulk), Some(variable)) => {
            return Err(PlanError::LeftOutOfBulk {
                variable: variable.id.clone(),
            });
        }
        (Some(format), _) => format,
        (None, None) if cells > options.limit => Format::Bulk,
        (None, _) => Format::Csv,
    };
    let chunks = match format {
        Format::Bulk => vec![Chunk {
            ranges: asked.iter().map(|(n, _)| 0..*n).collect(),
        }],
        Format::Csv => cut(&asked, options.limit, cells)?,
    };
    Ok(Plan {
        table: info.id.clone(),
        title: info.text.clone(),
        unit: info.unit.clone(),
        updated: info.updated.clone(),
        absent_is_zero: info
            .suppressed_value
            .as_deref()
            .is_none_or(|value| value.trim() == "0"),
        lang: info.lang,
        format,
        variables,
        chunks,
    })
}

/// Cuts a box of `(values, is time)` per variable into parts of at most `limit` cells.
fn cut(asked: &[(usize, bool)], limit: u64, cells: u64) -> Result<Vec<Chunk>, PlanError> {
    let columns = count(asked.len()) + 1;
    let max_rows = limit / columns;
    if max_rows == 0 {
        return Err(PlanError::LimitTooSmall { columns, limit });
    }
    let mut order: Vec<usize> = (0..asked.len()).collect();
    order.sort_by_key(|index| {
        let (n, time) = asked.get(*index).copied().unwrap_or_default();
        (!time, std::cmp::Reverse(n))
    });
    let mut sizes: Vec<usize> = asked.iter().map(|(n, _)| *n).collect();
    let mut requests: u64 = 1;
    for index in order {
        if product(sizes.iter().copied()) <= max_rows {
            break;
        }
        let others = product(
            sizes
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, n)| *n),
        );
        let Some(size) = sizes.get_mut(index) else {
            continue;
        };
        let most = usize::try_from(max_rows / others.max(1))
            .unwrap_or(usize::MAX)
            .max(1);
        let n = *size;
        // Even parts, so that the last request is not a sliver.
        *size = n.div_ceil(n.div_ceil(most));
        requests = requests.saturating_mul(count(n.div_ceil(*size)));
    }
    if requests > MAX_REQUESTS {
        return Err(PlanError::TooManyRequests {
            cells,
            requests,
            limit: MAX_REQUESTS,
        });
    }
    // Periods outermost: what belongs together in time is fetched together.
    let mut chunks = vec![Chunk {
        ranges: asked.iter().map(|(n, _)| 0..*n).collect(),
    }];
    let time_first = |index: &usize| !asked.get(*index).is_some_and(|(_, time)| *time);
    let mut nesting: Vec<usize> = (0..asked.len()).collect();
    nesting.sort_by_key(time_first);
    for index in nesting {
        let (Some((n, _)), Some(size)) = (asked.get(index), sizes.get(index)) else {
            continue;
        };
        chunks = chunks
            .iter()
            .flat_map(|chunk| chunk.cut_along(index, *n, *size))
            .collect();
    }
    Ok(chunks)
}

impl Chunk {
    fn cut_along(&self, index: usize, n: usize, size: usize) -> Vec<Chunk> {
        let starts = (0..n).step_by(size.max(1));
        starts
            .map(|start| {
                let mut part = self.clone();
                if let Some(range) = part.ranges.get_mut(index) {
                    *range = start..n.min(start + size);
                }
                part
            })
            .collect()
    }
}

impl Plan {
    /// Returns how many requests the plan takes; at least one.
    pub fn n_requests(&self) -> usize {
        self.chunks.len()
    }

    /// Returns how many combinations of values are asked for in all.
    pub fn rows(&self) -> u64 {
        product(asked(&self.variables).map(|variable| variable.values.len()))
    }

    /// Returns the requests in the order they are made: by period first.
    pub fn requests(&self) -> impl Iterator<Item = PlannedRequest<'_>> {
        self.chunks
            .iter()
            .map(|chunk| PlannedRequest { plan: self, chunk })
    }

    /// Returns the variables that are asked for, in the table's order.
    pub fn asked(&self) -> impl Iterator<Item = &PlannedVariable> {
        asked(&self.variables)
    }

    /// Returns the variables that are left out, so that StatBank adds them up.
    pub fn left_out(&self) -> impl Iterator<Item = &PlannedVariable> {
        self.variables
            .iter()
            .filter(|variable| variable.how == How::LeftOut)
    }
}

/// One request of a plan.
#[derive(Debug, Clone, Copy)]
pub struct PlannedRequest<'a> {
    plan: &'a Plan,
    chunk: &'a Chunk,
}

impl<'a> PlannedRequest<'a> {
    /// Returns the variables of this request with the values asked for, in the table's order.
    pub fn variables(self) -> impl Iterator<Item = (&'a PlannedVariable, &'a [TableValue])> {
        asked(&self.plan.variables)
            .zip(&self.chunk.ranges)
            .map(|(variable, range)| {
                (
                    variable,
                    variable.values.get(range.clone()).unwrap_or_default(),
                )
            })
    }

    /// Returns how many combinations of values the request asks for; the answer has at most as many rows.
    pub fn rows(self) -> u64 {
        product(self.chunk.ranges.iter().map(ExactSizeIterator::len))
    }

    /// Returns the cells as StatBank counts them: rows × columns, the value being a column.
    pub fn cells(self) -> u64 {
        self.rows()
            .saturating_mul(count(self.chunk.ranges.len()) + 1)
    }

    /// Returns the JSON document that is posted to `data`.
    pub fn body(self) -> serde_json::Value {
        let variables: Vec<serde_json::Value> = self
            .variables()
            .map(|(variable, values)| {
                let codes: Vec<&str> = values.iter().map(|value| value.id.as_str()).collect();
                serde_json::json!({ "code": variable.id, "values": codes })
            })
            .collect();
        serde_json::json!({
            "table": self.plan.table,
            "format": self.plan.format.as_str(),
            "lang": self.plan.lang.as_str(),
            "valuePresentation": "Code",
            "variables": variables,
        })
    }
}

fn asked(variables: &[PlannedVariable]) -> impl Iterator<Item = &PlannedVariable> {
    variables
        .iter()
        .filter(|variable| variable.how != How::LeftOut)
}

fn product(counts: impl Iterator<Item = usize>) -> u64 {
    counts.fold(1, |product, n| product.saturating_mul(count(n)))
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
