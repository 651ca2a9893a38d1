//! A question about rows as a tree, with two back ends: a lazy plan and portable SQL.
//!
//! A [`Relation`] is built step by step from the rows of datasets; every step checks names and types, so that a tree
//! that exists can be run. [`plan`] turns it into a lazy plan, [`sql`] prints the same steps as SQL that any engine reads
//! the same way: both sides of a division are doubles, no divisor is zero, sums of nothing are zero, and nothing depends
//! on the order of rows.
//!
//! # Example
//! ```
//! use pejl_lake::COURSE;
//! use pejl_metrics::relation::{Aggregate, Relation, Term, sql};
//!
//! let ended = Relation::table(&COURSE)
//!     .filter(Term::column("end").is_null().not())?
//!     .aggregate(["unit_id"], [("courses", Aggregate::Rows)])?;
//! assert!(sql(&ended).contains("GROUP BY"));
//! assert!(Relation::table(&COURSE).filter(Term::column("ending")).is_err());
//! # Ok::<(), pejl_metrics::relation::RelationError>(())
//! ```

mod columns;
mod identity;
mod lazy;
mod plans;
mod sql;
mod term;
#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests;

use std::sync::Arc;

use pejl_lake::DatasetSpec;

pub use columns::{Columns, RelationError, Type};
pub use plans::{Plans, plan};
pub use sql::sql;
pub use term::{Comparison, DatePart, Literal, Operation, Term};

/// What a group of rows is turned into.
#[derive(Debug, Clone, PartialEq)]
pub enum Aggregate {
    /// How many rows: int, never null.
    Rows,
    /// The sum of an int: int, 0 of no rows; nulls add nothing.
    Sum(Term),
    /// The sum of an int; null where one value is null: that of sums, which are null when they do not fit.
    SumAll(Term),
    /// How many different values, null not among them: int.
    Distinct(Term),
    /// The smallest value; null of none.
    Min(Term),
    /// The largest value; null of none.
    Max(Term),
    /// The middle value, of an even number the mean of the middle two: float; null of none.
    Median(Term),
    /// The quantile of so many per cent, by type 7 of Hyndman and Fan: of `n` values in order the one at `(n − 1)·p/100`
    /// counted from 0, between two of them in proportion: float; null of none.
    Quantile(u8, Term),
}

/// A value computed over the rows of a partition, in their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Over {
    /// The value of a column in the row before; null in the first.
    Previous(String),
    /// The value of a column in the row after; null in the last.
    Next(String),
    /// The latest day of a column in all rows before; null in the first. The column has no nulls.
    LatestBefore(String),
    /// The sum of a column of whole numbers, none of them negative, in this row and all before: int.
    SumSoFar(String),
    /// 1 in the first row, 2 in the next.
    Number,
}

/// How rows of two relations meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meet {
    /// Pairs with equal keys.
    Inner,
    /// The same, and every row on the left that meets none, with nulls.
    Left,
    /// Rows on the left that meet one on the right.
    Semi,
    /// Rows on the left that meet none.
    Anti,
}

/// Rows, described by how they are made. Cloning is cheap, and a clone is the same step.
#[derive(Debug, Clone)]
pub struct Relation {
    node: Arc<Node>,
}

#[derive(Debug)]
struct Node {
    step: Step,
    columns: Columns,
    name: Option<String>,
}

#[derive(Debug)]
enum Step {
    Table(&'static DatasetSpec),
    Values(Vec<Vec<Literal>>),
    Filter(Relation, Term),
    Select(Relation, Vec<(String, Term)>),
    Join {
        left: Relation,
        right: Relation,
        on: Vec<(String, String)>,
        meet: Meet,
    },
    Aggregate {
        from: Relation,
        by: Vec<String>,
        values: Vec<(String, Aggregate)>,
    },
    Window {
        from: Relation,
        partition: Vec<String>,
        order: Vec<String>,
        values: Vec<(String, Over)>,
    },
    Spread {
        from: Relation,
        first: String,
        last: String,
        within: (i64, i64),
        name: String,
    },
    Union(Vec<Relation>),
}

impl Relation {
    fn new(step: Step, columns: Vec<(String, Type)>) -> Result<Self, RelationError> {
        Ok(Self {
            node: Arc::new(Node {
                step,
                columns: Columns::new(columns)?,
                name: None,
            }),
        })
    }

    /// The visible rows of a dataset, in its columns. Whole numbers are int, whatever their width in the files.
    pub fn table(spec: &'static DatasetSpec) -> Self {
        let columns = spec.columns.iter();
        let columns = columns.map(|column| (column.name.to_owned(), Type::of(column.dtype)));
        Self {
            node: Arc::new(Node {
                step: Step::Table(spec),
                // A test holds every dataset to having no column twice.
                columns: Columns(columns.collect()),
                name: Some(spec.name.to_owned()),
            }),
        }
    }

    /// Rows that are written out.
    ///
    /// # Errors
    /// A row has another number of values, or a value another type.
    pub fn values(
        name: &str,
        columns: &[(&str, Type)],
        rows: Vec<Vec<Literal>>,
    ) -> Result<Self, RelationError> {
        for row in &rows {
            for (value, (column, expected)) in row.iter().zip(columns) {
                if value.of_type() != *expected {
                    return Err(RelationError::Type {
                        term: (*column).to_owned(),
                        found: value.of_type().as_str(),
                        expected: expected.as_str(),
                    });
                }
            }
            if row.len() != columns.len() {
                return Err(RelationError::Union {
                    first: columns.len().to_string(),
                    second: row.len().to_string(),
                });
            }
        }
        let columns = columns.iter().map(|(name, of)| ((*name).to_owned(), *of));
        Ok(Self::new(Step::Values(rows), columns.collect())?.named(name))
    }

    /// The columns, in order.
    pub fn columns(&self) -> &Columns {
        &self.node.columns
    }

    /// The same rows under a name that stands in the SQL.
    pub fn named(self, name: &str) -> Self {
        let columns = self.node.columns.0.clone();
        let step = match Arc::try_unwrap(self.node) {
            Ok(node) => node.step,
            // Somebody else has this step as well: all its columns under the new name.
            Err(node) => {
                let all = node.columns.names();
                let all = all
                    .map(|name| (name.to_owned(), Term::column(name)))
                    .collect();
                Step::Select(Self { node }, all)
            }
        };
        Self {
            node: Arc::new(Node {
                step,
                columns: Columns(columns),
                name: Some(name.to_owned()),
            }),
        }
    }

    /// The rows for which a term is true; null is not true.
    ///
    /// # Errors
    /// The term is not bool, or names a column that is not there.
    pub fn filter(self, keep: Term) -> Result<Self, RelationError> {
        keep.require(Type::Bool, self.columns())?;
        let columns = self.node.columns.0.clone();
        Self::new(Step::Filter(self, keep), columns)
    }

    /// These columns and no others.
    ///
    /// # Errors
    /// A term names a column that is not there or does not fit, or a name stands twice.
    pub fn select<N: Into<String>>(
        self,
        columns: impl IntoIterator<Item = (N, Term)>,
    ) -> Result<Self, RelationError> {
        let columns = columns.into_iter();
        let columns: Vec<(String, Term)> =
            columns.map(|(name, term)| (name.into(), term)).collect();
        let types = columns.iter();
        let types = types.map(|(name, term)| Ok((name.clone(), term.of_type(self.columns())?)));
        let types = types.collect::<Result<Vec<_>, RelationError>>()?;
        Self::new(Step::Select(self, columns), types)
    }

    /// All columns and these; one of the same name is replaced.
    ///
    /// # Errors
    /// As [`Relation::select`].
    pub fn with<N: Into<String>>(
        self,
        columns: impl IntoIterator<Item = (N, Term)>,
    ) -> Result<Self, RelationError> {
        let mut all: Vec<(String, Term)> = self.columns().names().map(same).collect();
        for (name, term) in columns {
            let name = name.into();
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some(known) => known.1 = term,
                None => all.push((name, term)),
            }
        }
        self.select(all)
    }

    /// These columns as they are, and no others.
    ///
    /// # Errors
    /// One is not there.
    pub fn keep<'a>(
        self,
        columns: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, RelationError> {
        let columns: Vec<(String, Term)> = columns.into_iter().map(same).collect();
        self.select(columns)
    }

    /// Rows of both whose keys are equal; null equals nothing. The keys of the right are not repeated.
    ///
    /// # Errors
    /// A key is not there or of another type on the other side, or both have another column of one name.
    pub fn join(
        self,
        right: Relation,
        meet: Meet,
        on: &[(&str, &str)],
    ) -> Result<Self, RelationError> {
        for (mine, theirs) in on {
            let (mine_type, theirs_type) =
                (self.columns().get(mine)?, right.columns().get(theirs)?);
            if mine_type != theirs_type {
                return Err(RelationError::Type {
                    term: (*theirs).to_owned(),
                    found: theirs_type.as_str(),
                    expected: mine_type.as_str(),
                });
            }
        }
        let mut columns = self.node.columns.0.clone();
        if matches!(meet, Meet::Inner | Meet::Left) {
            let others = right.node.columns.0.iter();
            let others = others.filter(|(name, _)| !on.iter().any(|(_, key)| key == name));
            columns.extend(others.cloned());
        }
        let on = on.iter();
        let on = on.map(|(mine, theirs)| ((*mine).to_owned(), (*theirs).to_owned()));
        let on = on.collect();
        let left = self;
        Self::new(
            Step::Join {
                left,
                right,
                on,
                meet,
            },
            columns,
        )
    }

    /// One row for each combination of the columns `by`, nulls among them; of no columns one row, also of no rows.
    ///
    /// # Errors
    /// A column is not there, or a sum is not of an int.
    pub fn aggregate<'a, N: Into<String>>(
        self,
        by: impl IntoIterator<Item = &'a str>,
        values: impl IntoIterator<Item = (N, Aggregate)>,
    ) -> Result<Self, RelationError> {
        let by: Vec<String> = by.into_iter().map(str::to_owned).collect();
        let mut columns = Vec::new();
        for name in &by {
            columns.push((name.clone(), self.columns().get(name)?));
        }
        let values = values.into_iter();
        let values: Vec<(String, Aggregate)> =
            values.map(|(name, value)| (name.into(), value)).collect();
        for (name, value) in &values {
            let of = match value {
                Aggregate::Rows => Type::Int,
                Aggregate::Sum(term) | Aggregate::SumAll(term) => {
                    term.require(Type::Int, self.columns())?;
                    Type::Int
                }
                Aggregate::Distinct(term) => {
                    term.of_type(self.columns())?;
                    Type::Int
                }
                Aggregate::Min(term) | Aggregate::Max(term) => term.of_type(self.columns())?,
                Aggregate::Median(term) | Aggregate::Quantile(_, term) => {
                    term.require_number(self.columns())?;
                    Type::Float
                }
            };
            columns.push((name.clone(), of));
        }
        Self::new(
            Step::Aggregate {
                from: self,
                by,
                values,
            },
            columns,
        )
    }

    /// All columns, and values over the rows of the same `partition` in the order of `order`, nulls first.
    ///
    /// The order must tell the rows of a partition apart where the values depend on it.
    ///
    /// # Errors
    /// A column is not there.
    pub fn window<N: Into<String>>(
        self,
        partition: &[&str],
        order: &[&str],
        values: impl IntoIterator<Item = (N, Over)>,
    ) -> Result<Self, RelationError> {
        for name in partition.iter().chain(order) {
            self.columns().get(name)?;
        }
        let mut columns = self.node.columns.0.clone();
        let values = values.into_iter();
        let values: Vec<(String, Over)> =
            values.map(|(name, value)| (name.into(), value)).collect();
        for (name, value) in &values {
            let of = match value {
                Over::Number => Type::Int,
                Over::Previous(column) | Over::Next(column) => self.columns().get(column)?,
                Over::LatestBefore(column) => {
                    Term::column(column).require(Type::Date, self.columns())?
                }
                Over::SumSoFar(column) => {
                    Term::column(column).require(Type::Int, self.columns())?
                }
            };
            columns.push((name.clone(), of));
        }
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Self::new(
            Step::Window {
                partition: names(partition),
                order: names(order),
                from: self,
                values,
            },
            columns,
        )
    }

    /// One row for each whole number from column `first` to column `last` that lies within the bounds, both included, as
    /// a new column; none where the last is smaller or one of them is null.
    ///
    /// # Errors
    /// A column is not there or no int.
    pub fn spread(
        self,
        first: &str,
        last: &str,
        within: (i64, i64),
        name: &str,
    ) -> Result<Self, RelationError> {
        for column in [first, last] {
            Term::column(column).require(Type::Int, self.columns())?;
        }
        let mut columns = self.node.columns.0.clone();
        columns.push((name.to_owned(), Type::Int));
        Self::new(
            Step::Spread {
                from: self,
                first: first.to_owned(),
                last: last.to_owned(),
                within,
                name: name.to_owned(),
            },
            columns,
        )
    }

    /// The rows of all parts, which have the same columns in the same order.
    ///
    /// # Errors
    /// They do not, or there is no part.
    pub fn union(parts: Vec<Relation>) -> Result<Self, RelationError> {
        let listed = |part: Option<&Relation>| match part {
            None => "none".to_owned(),
            Some(part) => part.columns().listed(),
        };
        let Some(first) = parts.first() else {
            return Err(RelationError::Union {
                first: listed(None),
                second: listed(None),
            });
        };
        if let Some(other) = parts.iter().find(|part| part.columns() != first.columns()) {
            return Err(RelationError::Union {
                first: listed(Some(first)),
                second: listed(Some(other)),
            });
        }
        let columns = first.node.columns.0.clone();
        Self::new(Step::Union(parts), columns)
    }

    /// The datasets whose rows are read, each once, in the order of their names.
    pub fn tables(&self) -> Vec<&'static DatasetSpec> {
        let mut found: Vec<&'static DatasetSpec> = Vec::new();
        self.visit(&mut |relation| {
            if let Step::Table(spec) = relation.node.step
                && !found.iter().any(|known| known.name == spec.name)
            {
                found.push(spec);
            }
        });
        found.sort_by_key(|spec| spec.name);
        found
    }

    /// Where the step lies in memory.
    fn address(&self) -> usize {
        Arc::as_ptr(&self.node).addr()
    }

    fn inputs(&self) -> Vec<&Relation> {
        match &self.node.step {
            Step::Table(_) | Step::Values(_) => Vec::new(),
            Step::Filter(from, _)
            | Step::Select(from, _)
            | Step::Aggregate { from, .. }
            | Step::Window { from, .. }
            | Step::Spread { from, .. } => vec![from],
            Step::Join { left, right, .. } => vec![left, right],
            Step::Union(parts) => parts.iter().collect(),
        }
    }

    /// Calls for every use of every step, inputs first.
    fn visit(&self, seen: &mut impl FnMut(&Relation)) {
        for input in self.inputs() {
            input.visit(seen);
        }
        seen(self);
    }
}

fn same(name: &str) -> (String, Term) {
    (name.to_owned(), Term::column(name))
}
