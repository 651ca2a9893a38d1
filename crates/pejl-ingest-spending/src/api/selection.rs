//! What to ask for, in StatBank's own notation, and its expansion to codes against a table info.

mod term;

use std::collections::BTreeSet;

use self::term::expand_term;
use super::table_info::{TableInfo, TableVariable, same_code};

/// The values wanted of each variable; a variable that is not mentioned is wanted whole.
///
/// A value is a code (`766`), a pattern (`*`, `*K1`, `202*K1`), a range (`>=2010K1<=2015K4`, `>=2018`, `<=2015`), or for
/// the periods a rule counted from the newest: `(1)` is the newest, `(-n+3)` the newest three. Several values of one
/// variable are joined.
///
/// ```
/// use pejl_ingest_spending::api::Selection;
///
/// let selection = Selection::new().with("OMRÅDE", ["766", "630"]).with("Tid", ["(-n+3)"]);
/// assert_eq!(selection, Selection::parse(["OMRÅDE=766,630", "Tid=(-n+3)"])?);
/// # Ok::<(), pejl_ingest_spending::api::SelectionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    wanted: Vec<(String, Wanted)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Wanted {
    Values(Vec<String>),
    LeftOut,
}

/// Why a selection does not fit a table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectionError {
    /// The text is not of the form `VARIABLE=value,value` or `!VARIABLE`.
    #[error("`{text}` is not of the form VARIABLE=value,value or !VARIABLE")]
    Text {
        /// The text as given.
        text: String,
    },
    /// The table has no such variable.
    #[error("table `{table}` has no variable `{variable}`; it has {}", known.join(", "))]
    UnknownVariable {
        /// The table.
        table: String,
        /// The variable asked for.
        variable: String,
        /// The variables the table has.
        known: Vec<String>,
    },
    /// A variable is mentioned twice.
    #[error("variable `{variable}` is selected twice")]
    RepeatedVariable {
        /// The variable.
        variable: String,
    },
    /// A variable is mentioned without values.
    #[error("no values are given for variable `{variable}`")]
    NoValues {
        /// The variable.
        variable: String,
    },
    /// The variable has no such value, neither by code nor as a bound of a range.
    #[error("variable `{variable}` has no value `{value}`")]
    UnknownValue {
        /// The variable.
        variable: String,
        /// The value asked for.
        value: String,
    },
    /// A pattern, range or rule fits no value of the table.
    #[error("`{term}` fits no value of variable `{variable}`")]
    NothingFits {
        /// The variable.
        variable: String,
        /// The term as given.
        term: String,
    },
    /// A term StatBank knows but Pejl does not ask for, because the answer could not be declared: sums of values.
    #[error(
        "`{term}` for variable `{variable}` asks StatBank to add values up, which Pejl does not import"
    )]
    Sum {
        /// The variable.
        variable: String,
        /// The term as given.
        term: String,
    },
    /// A rule such as `(1)` stands at a variable that does not hold periods.
    #[error(
        "`{term}` counts periods from the newest, but variable `{variable}` does not hold periods"
    )]
    NotTime {
        /// The variable.
        variable: String,
        /// The term as given.
        term: String,
    },
    /// The variable may not be left out: StatBank cannot add it up.
    #[error("variable `{variable}` cannot be left out: StatBank does not add it up")]
    NotEliminable {
        /// The variable.
        variable: String,
    },
}

/// What a selection means for one variable of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Expanded {
    /// These positions in the variable's values, ascending; `named` is false when the selection did not mention it.
    Values { positions: Vec<usize>, named: bool },
    /// The variable is left out of the request, and StatBank adds it up.
    LeftOut,
}

impl Selection {
    /// Returns the selection that wants every value of every variable.
    pub fn new() -> Selection {
        Selection::default()
    }

    /// Adds the values wanted of a variable.
    #[must_use]
    pub fn with<V: Into<String>>(
        mut self,
        variable: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Selection {
        let values = values.into_iter().map(Into::into).collect();
        self.wanted
            .push((variable.to_owned(), Wanted::Values(values)));
        self
    }

    /// Leaves a variable out of the requests, so that StatBank adds it up; only possible in CSV.
    #[must_use]
    pub fn without(mut self, variable: &str) -> Selection {
        self.wanted.push((variable.to_owned(), Wanted::LeftOut));
        self
    }

    /// Reads a selection from texts such as `OMRÅDE=766,630`, `Tid=>=2018` and `!KØN` (left out).
    ///
    /// # Errors
    /// A text has another form, or names no value.
    pub fn parse<T: AsRef<str>>(
        texts: impl IntoIterator<Item = T>,
    ) -> Result<Selection, SelectionError> {
        let mut selection = Selection::new();
        for text in texts {
            let text = text.as_ref().trim();
            let malformed = || SelectionError::Text {
                text: text.to_owned(),
            };
            if let Some(variable) = text.strip_prefix('!') {
                if variable.trim().is_empty() || variable.contains('=') {
                    return Err(malformed());
                }
                selection = selection.without(variable.trim());
                continue;
            }
            let (variable, values) = text.split_once('=').ok_or_else(malformed)?;
            let values: Vec<&str> = values.split(',').map(str::trim).collect();
            if variable.trim().is_empty() || values.iter().any(|value| value.is_empty()) {
                return Err(malformed());
            }
            selection = selection.with(variable.trim(), values);
        }
        Ok(selection)
    }

    /// Returns what is wanted of each variable of the table, in the table's order.
    pub(crate) fn expand(&self, info: &TableInfo) -> Result<Vec<Expanded>, SelectionError> {
        for (number, (name, _)) in self.wanted.iter().enumerate() {
            let Some(variable) = info.variable(name) else {
                return Err(SelectionError::UnknownVariable {
                    table: info.id.clone(),
                    variable: name.clone(),
                    known: info.variables.iter().map(|v| v.id.clone()).collect(),
                });
            };
            if self
                .wanted
                .iter()
                .take(number)
                .any(|(earlier, _)| same_code(earlier, name))
            {
                return Err(SelectionError::RepeatedVariable {
                    variable: variable.id.clone(),
                });
            }
        }
        info.variables
            .iter()
            .map(|variable| self.expand_variable(variable))
            .collect()
    }

    fn expand_variable(&self, variable: &TableVariable) -> Result<Expanded, SelectionError> {
        match self
            .wanted
            .iter()
            .find(|(name, _)| same_code(name, &variable.id))
        {
            None => Ok(Expanded::Values {
                positions: (0..variable.values.len()).collect(),
                named: false,
            }),
            Some((_, Wanted::LeftOut)) if variable.elimination && !variable.time => {
                Ok(Expanded::LeftOut)
            }
            Some((_, Wanted::LeftOut)) => Err(SelectionError::NotEliminable {
                variable: variable.id.clone(),
            }),
            Some((_, Wanted::Values(terms))) if terms.is_empty() => Err(SelectionError::NoValues {
                variable: variable.id.clone(),
            }),
            Some((_, Wanted::Values(terms))) => {
                let mut positions = BTreeSet::new();
                for term in terms {
                    positions.extend(expand_term(variable, term.trim())?);
                }
                Ok(Expanded::Values {
                    positions: positions.into_iter().collect(),
                    named: true,
                })
            }
        }
    }
}

#[cfg(test)]
mod tests;
