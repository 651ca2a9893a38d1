//! Turns a column of texts into a column of values, and says which cells it cannot.

mod account;
mod amount;
mod person;
mod plain;
mod service;

use std::collections::HashMap;

use chrono::NaiveDate;
use pejl_domain::account::posting::{AccountString, Pattern};
use pejl_lake::{ColumnType, columns};

use super::batch::Values;
use super::bound::BoundColumn;
use super::fault::{Fault, Problem};
use super::guard::Guard;
use super::mapping::{FileForm, folded};
use crate::number::NumberFormat;
use crate::text::{TextBatch, TextColumn};
use account::accounts;
use amount::{AmountForm, amounts};
pub(crate) use person::Pseudonyms;
use person::{Person, persons};
use plain::{in_formats, listed, typed};
use service::{ServiceText, services};

/// Column of a batch with the citizens' birth dates: for rules that need an age; no dataset has it, so it is not kept.
pub const BIRTH_DATE: &str = "#birth_date";
/// Longest text that is kept.
const MAX_TEXT_CHARS: usize = 200;
/// Distinct texts whose value is remembered per column; a column with more is read anew from then on.
const MAX_CACHED: usize = 50_000;

/// Reads the cells of one column, batch after batch.
#[derive(Debug)]
pub(crate) struct Converter {
    name: &'static str,
    kind: Kind,
    at: Option<usize>,
    minus: Option<usize>,
    /// What an empty cell stands for; also the value of a constant column.
    default: String,
    /// The source's values, folded → ours.
    values: Option<HashMap<String, String>>,
    allowed: String,
    empty: Vec<String>,
}

/// Where a cell is told to be wrong: its row, and the problem.
type Refuse<'r> = dyn FnMut(usize, &Problem) + 'r;

/// What a column of texts is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TextUse {
    /// Codes and names: what holds a person number is refused.
    Code,
    /// Numbers that may look like a person's and are none, as the mapping says.
    Identifier,
    /// A text that the mapping declares free of persons: a number in it is hidden all the same.
    Free,
}

#[derive(Debug)]
enum Kind {
    Text(TextUse),
    /// An account function in any spelling, kept as 5.30.26.
    Function {
        known: HashMap<Box<str>, Option<Box<str>>>,
    },
    Int32,
    Int64,
    Float64(NumberFormat),
    Bool,
    Date {
        formats: Vec<String>,
        /// Today in each of the formats.
        example: String,
        known: HashMap<Box<str>, Option<NaiveDate>>,
    },
    Amount(AmountForm),
    Account {
        pattern: Pattern,
        known: HashMap<Box<str>, Result<AccountString, Problem>>,
        /// Parts that the account string gives in this mapping.
        parts: Vec<(&'static str, ColumnType)>,
    },
    Person {
        known: HashMap<Box<str>, Option<Person>>,
        /// What a number would give and columns of the mapping's own do.
        own: Vec<&'static str>,
    },
    Service {
        known: HashMap<Box<str>, ServiceText>,
        /// Whether law, paragraph and code come from this column and no other.
        gives: [bool; 3],
    },
}

impl Converter {
    /// A converter for a bound column of a canonical type; `parts` are the columns an account string gives, `gives` says
    /// whether a service gives its code, law and paragraph.
    pub(crate) fn new(
        column: &BoundColumn<'_>,
        dtype: ColumnType,
        parts: Vec<(&'static str, ColumnType)>,
        gives: [bool; 3],
        own: Vec<&'static str>,
        form: &FileForm,
        as_of: NaiveDate,
    ) -> Self {
        let mapping = column.mapping;
        let format = NumberFormat {
            decimal: form.decimal,
        };
        // The mapping was checked: a pattern that cannot be read does not come this far.
        let pattern = mapping
            .account
            .as_deref()
            .and_then(|text| text.parse().ok());
        let kind = match (pattern, mapping.person, mapping.unit, dtype) {
            (Some(pattern), ..) => Kind::Account {
                pattern,
                known: HashMap::new(),
                parts,
            },
            (_, true, ..) => Kind::Person {
                known: HashMap::new(),
                own,
            },
            _ if mapping.service => Kind::Service {
                known: HashMap::new(),
                gives,
            },
            (_, _, Some(unit), _) => Kind::Amount(AmountForm {
                unit,
                sign: mapping.sign,
                format,
            }),
            (.., ColumnType::Text) if column.name == columns::FUNCTION => Kind::Function {
                known: HashMap::new(),
            },
            (.., ColumnType::Text) => Kind::Text(match column {
                _ if column.is_identifier => TextUse::Identifier,
                _ if column.name == columns::TEXT => TextUse::Free,
                _ => TextUse::Code,
            }),
            (.., ColumnType::Int32) => Kind::Int32,
            (.., ColumnType::Int64) => Kind::Int64,
            (.., ColumnType::Float64) => Kind::Float64(format),
            (.., ColumnType::Bool) => Kind::Bool,
            (.., ColumnType::Date) => Kind::Date {
                formats: form.dates.clone(),
                example: in_formats(as_of, &form.dates),
                known: HashMap::new(),
            },
        };
        let default = mapping.constant.as_ref().or(mapping.default.as_ref());
        let values = mapping.values.as_ref();
        let mut allowed: Vec<&str> = values
            .into_iter()
            .flat_map(|v| v.keys())
            .map(String::as_str)
            .collect();
        allowed.sort_unstable();
        Self {
            name: column.name,
            kind,
            at: column.at,
            minus: column.minus,
            default: default.cloned().unwrap_or_default(),
            values: values.map(|values| {
                let pairs = values.iter();
                pairs
                    .map(|(theirs, ours)| (folded(theirs), ours.clone()))
                    .collect()
            }),
            allowed: allowed.join(", "),
            empty: form.empty.clone(),
        }
    }

    /// The column of the file that is read.
    pub(crate) fn source_column(&self) -> Option<usize> {
        self.at
    }

    /// The canonical column.
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// The canonical columns of a batch that this column gives: itself, and the parts of an account string.
    pub(crate) fn convert(
        &mut self,
        batch: &TextBatch,
        pseudonyms: Option<Pseudonyms<'_>>,
        guard: &mut Guard,
        faults: &mut Vec<Fault>,
    ) -> Vec<(&'static str, Values)> {
        let cells = Cells {
            texts: self.at.and_then(|at| batch.columns.get(at)),
            default: &self.default,
            empty: &self.empty,
            n_rows: batch.len(),
        };
        let name = self.name;
        let mut refuse = |row: usize, problem: &Problem| faults.push(Fault::of(row, name, problem));
        if let Some(values) = &self.values {
            let ours = listed(&cells, values, &self.allowed, &mut refuse);
            let cells = Cells {
                texts: Some(&ours),
                default: "",
                empty: &[],
                n_rows: batch.len(),
            };
            let values = typed(&mut self.kind, &cells, &mut refuse);
            return vec![(name, values)];
        }
        match &mut self.kind {
            Kind::Amount(form) => {
                let minus = self.minus.and_then(|at| batch.columns.get(at));
                let minus = minus.map(|texts| Cells {
                    texts: Some(texts),
                    default: "",
                    empty: &self.empty,
                    n_rows: batch.len(),
                });
                let amounts = amounts(&cells, minus.as_ref(), *form, &mut refuse);
                vec![(name, Values::Int64(amounts))]
            }
            Kind::Account {
                pattern,
                known,
                parts,
            } => accounts(name, &cells, pattern, known, parts, &mut refuse),
            Kind::Service { known, gives } => services(name, &cells, known, *gives, &mut refuse),
            Kind::Person { known, own } => {
                persons(name, &cells, known, own, pseudonyms, guard, &mut refuse)
            }
            kind => vec![(name, typed(kind, &cells, &mut refuse))],
        }
    }
}

/// The cells of a column with what empty ones stand for.
struct Cells<'a> {
    texts: Option<&'a TextColumn>,
    default: &'a str,
    empty: &'a [String],
    n_rows: usize,
}

impl<'a> Cells<'a> {
    fn each(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let (default, empty) = (self.default, self.empty);
        let texts = self.texts.into_iter().flat_map(TextColumn::iter);
        let constant =
            std::iter::repeat_n(default, if self.texts.is_none() { self.n_rows } else { 0 });
        texts.chain(constant).map(move |text| {
            let text = text.trim();
            if text.is_empty() || empty.iter().any(|none| none == text) {
                default
            } else {
                text
            }
        })
    }
}
