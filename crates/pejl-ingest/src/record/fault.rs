//! What can be wrong with a row.

use chrono::NaiveDate;

use crate::issue::{Explain, Message};
use crate::number::NumberIssue;

/// A row that is not fit to be kept, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The row within its batch.
    pub row: usize,
    /// The canonical column it is about.
    pub column: &'static str,
    /// Stable name of the rule.
    pub rule: &'static str,
    /// What was wrong and what was expected.
    pub message: Message,
}

impl Fault {
    /// A fault of a rule that is known here.
    #[must_use]
    pub fn of(row: usize, column: &'static str, problem: &Problem) -> Self {
        Self {
            row,
            column,
            rule: problem.rule(),
            message: problem.message(),
        }
    }

    /// A fault of a rule of a dataset's own.
    #[must_use]
    pub fn other(
        row: usize,
        column: &'static str,
        rule: &'static str,
        da: String,
        en: String,
    ) -> Self {
        Self {
            row,
            column,
            rule,
            message: Message { da, en },
        }
    }
}

/// What can be wrong with a cell or a row of any dataset.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing where something must stand.
    #[error("a value is needed here")]
    Required,
    /// No whole number.
    #[error("expected a whole number")]
    NotWhole,
    /// A whole number out of range.
    #[error("expected a whole number from {least} to {most}")]
    OutOfRange {
        /// The least allowed.
        least: i64,
        /// The most allowed.
        most: i64,
    },
    /// No number.
    #[error("{}", .0.without_value().en)]
    Number(NumberIssue),
    /// More decimals than an amount can have.
    #[error("an amount has at most whole øre")]
    FractionOfOere,
    /// An amount that does not fit.
    #[error("the amount is larger than can be kept")]
    AmountTooLarge,
    /// Amounts in both of two columns of which one must be empty.
    #[error("debit and credit both hold an amount; expected one of them")]
    DebitAndCredit,
    /// No date in any of the formats.
    #[error("expected a date as {formats}")]
    NotDate {
        /// The formats of the mapping.
        formats: String,
    },
    /// A date after today.
    #[error("the date lies after {as_of}")]
    Future {
        /// The day called today.
        as_of: NaiveDate,
    },
    /// A value that the mapping does not list.
    #[error("expected one of {allowed}")]
    NotListed {
        /// What is listed.
        allowed: String,
    },
    /// Neither true nor false.
    #[error("expected true or false")]
    NotBool,
    /// A text that is longer than a code or name is.
    #[error("expected at most {most} characters")]
    TooLong {
        /// The most allowed.
        most: usize,
    },
    /// No function of the chart of accounts.
    #[error("expected a function of the chart of accounts, as 5.30.26 or 53026")]
    NotFunction,
    /// An account string that cannot be read.
    #[error("the account string cannot be read: {why}")]
    Account {
        /// Why, in English.
        why: String,
        /// Why, in Danish.
        why_da: String,
    },
    /// No person number.
    #[error("expected a person number: ten digits that begin with a date")]
    NotPerson,
    /// A cell of a column that is kept looks like a person number.
    #[error(
        "the value looks like a person number; declare the column as `identifiers` if it is none, else as `drop`"
    )]
    LooksLikePerson,
    /// Two rows have the same key.
    #[error("line {line} of file {file} has the same {key}")]
    Duplicate {
        /// File number, from 1.
        file: u32,
        /// Line of the first.
        line: u64,
        /// The key's columns.
        key: String,
    },
    /// A row that lies outside what the import is declared to cover.
    #[error("{period} lies outside the declared {declared}")]
    OutsideDeclared {
        /// The row's period.
        period: String,
        /// The declared periods.
        declared: String,
    },
}

impl Explain for Problem {
    fn rule(&self) -> &'static str {
        match self {
            Self::Required => "value.required",
            Self::NotWhole => "number.not_whole",
            Self::OutOfRange { .. } => "number.out_of_range",
            Self::Number(issue) => issue.rule(),
            Self::FractionOfOere => "amount.fraction_of_oere",
            Self::AmountTooLarge => "amount.too_large",
            Self::DebitAndCredit => "amount.debit_and_credit",
            Self::NotDate { .. } => "date.invalid",
            Self::Future { .. } => "date.future",
            Self::NotListed { .. } => "value.not_listed",
            Self::NotBool => "value.not_bool",
            Self::TooLong { .. } => "text.too_long",
            Self::NotFunction => "function.unreadable",
            Self::Account { .. } => "account.unreadable",
            Self::NotPerson => "person.invalid",
            Self::LooksLikePerson => "person.looks_like",
            Self::Duplicate { .. } => "key.duplicate",
            Self::OutsideDeclared { .. } => "period.outside_declared",
        }
    }

    fn danish(&self) -> String {
        match self {
            Self::Required => "her skal stå en værdi".into(),
            Self::NotWhole => "forventede et helt tal".into(),
            Self::OutOfRange { least, most } => format!("forventede et helt tal fra {least} til {most}"),
            Self::Number(issue) => issue.without_value().da,
            Self::FractionOfOere => "et beløb har højst hele øre".into(),
            Self::AmountTooLarge => "beløbet er større, end der kan gemmes".into(),
            Self::DebitAndCredit => "både debet og kredit har et beløb; forventede kun det ene".into(),
            Self::NotDate { formats } => format!("forventede en dato som {formats}"),
            Self::Future { as_of } => format!("datoen ligger efter {}", as_of.format("%d.%m.%Y")),
            Self::NotListed { allowed } => format!("forventede en af {allowed}"),
            Self::NotBool => "forventede true eller false".into(),
            Self::TooLong { most } => format!("forventede højst {most} tegn"),
            Self::NotFunction => "forventede en funktion i kontoplanen som 5.30.26 eller 53026".into(),
            Self::Account { why_da, .. } => format!("kontostrengen kan ikke læses: {why_da}"),
            Self::NotPerson => "forventede et CPR-nummer: ti cifre, der begynder med en dato".into(),
            Self::LooksLikePerson => "værdien ligner et CPR-nummer; angiv kolonnen under `identifiers`, hvis den ikke er det, ellers under `drop`".into(),
            Self::Duplicate { file, line, key } => format!("linje {line} i fil {file} har samme {key}"),
            Self::OutsideDeclared { period, declared } => {
                format!("{period} ligger uden for det angivne {declared}")
            }
        }
    }
}
