//! Values of a row: columns, constants, and what is made of them.

use std::fmt;

use chrono::NaiveDate;

use super::{Columns, RelationError, Type};

/// A constant.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// A text.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A double; it must be finite to be written as SQL.
    Float(f64),
    /// A day.
    Date(NaiveDate),
    /// True or false.
    Bool(bool),
    /// Nothing, of a type.
    Null(Type),
}

impl Literal {
    /// The type of the constant.
    pub fn of_type(&self) -> Type {
        match self {
            Literal::Text(_) => Type::Text,
            Literal::Int(_) => Type::Int,
            Literal::Float(_) => Type::Float,
            Literal::Date(_) => Type::Date,
            Literal::Bool(_) => Type::Bool,
            Literal::Null(of) => *of,
        }
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Literal::Text(text.to_owned())
    }
}

impl From<i64> for Literal {
    fn from(number: i64) -> Self {
        Literal::Int(number)
    }
}

impl From<NaiveDate> for Literal {
    fn from(day: NaiveDate) -> Self {
        Literal::Date(day)
    }
}

impl From<bool> for Literal {
    fn from(truth: bool) -> Self {
        Literal::Bool(truth)
    }
}

/// How two values are compared. With null the answer is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Equal.
    Equal,
    /// Different.
    NotEqual,
    /// Smaller.
    Less,
    /// Smaller or equal.
    AtMost,
    /// Larger.
    More,
    /// Larger or equal.
    AtLeast,
}

/// What two numbers of one type become. With null the answer is null.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Their sum.
    Add,
    /// The first without the second.
    Subtract,
    /// Their product.
    Multiply,
}

/// A part of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The year.
    Year,
    /// 1 to 12.
    Month,
    /// 1 to 31.
    Day,
    /// How many days its month has: 28 to 31.
    DaysOfMonth,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    /// The value of a column.
    Column(String),
    /// A constant.
    Literal(Literal),
    /// True for false, false for true, null for null.
    Not(Box<Term>),
    /// Whether all are true; of none, true.
    All(Vec<Term>),
    /// Whether one is true; of none, false.
    Any(Vec<Term>),
    /// A comparison of two values of one type.
    Compare(Comparison, Box<Term>, Box<Term>),
    /// Whether there is no value.
    IsNull(Box<Term>),
    /// Whether the value is one of these; null for null.
    OneOf(Box<Term>, Vec<Literal>),
    /// Arithmetic on two numbers of one type.
    Calculate(Operation, Box<Term>, Box<Term>),
    /// The quotient of two numbers as a double; null where the divisor is zero.
    Divide(Box<Term>, Box<Term>),
    /// The whole quotient of two ints, rounded down; null where the divisor is not above zero. Exact below 2^53.
    Quotient(Box<Term>, Box<Term>),
    /// The value beside the first condition that is true, else the last.
    Case(Vec<(Term, Term)>, Box<Term>),
    /// The first value that there is.
    FirstOf(Vec<Term>),
    /// The smallest of those that there are.
    Least(Vec<Term>),
    /// The largest of those that there are.
    Greatest(Vec<Term>),
    /// Days from the first to the second; negative when it comes before.
    DaysBetween(Box<Term>, Box<Term>),
    /// The day so many days later.
    DaysLater(Box<Term>, i32),
    /// The day as many days later as an int says.
    DaysAdded(Box<Term>, Box<Term>),
    /// Whether a text begins with another.
    StartsWith(Box<Term>, Box<Term>),
    /// One text and then another.
    Joined(Box<Term>, Box<Term>),
    /// Year, month, day of the month or days that the month has, as an int.
    Part(DatePart, Box<Term>),
    /// A double as a whole number of 10^-n, rounded half away from zero.
    Scaled(Box<Term>, u32),
    /// An int as a double.
    Float(Box<Term>),
    /// The natural logarithm of a double, which must be above 0.
    Ln(Box<Term>),
}

impl Term {
    /// The value of a column.
    pub fn column(name: impl Into<String>) -> Self {
        Term::Column(name.into())
    }

    /// A constant.
    pub fn literal(value: impl Into<Literal>) -> Self {
        Term::Literal(value.into())
    }

    /// Nothing, of a type.
    pub fn null(of: Type) -> Self {
        Term::Literal(Literal::Null(of))
    }

    /// The opposite.
    #[must_use]
    #[expect(
        clippy::should_implement_trait,
        reason = "terms are built in chains, as the engine's are"
    )]
    pub fn not(self) -> Self {
        Term::Not(Box::new(self))
    }

    /// Whether there is no value.
    #[must_use]
    pub fn is_null(self) -> Self {
        Term::IsNull(Box::new(self))
    }

    /// Whether both are true.
    #[must_use]
    pub fn and(self, other: Term) -> Self {
        match self {
            Term::All(mut all) => {
                all.push(other);
                Term::All(all)
            }
            one => Term::All(vec![one, other]),
        }
    }

    /// Whether one of both is true.
    #[must_use]
    pub fn or(self, other: Term) -> Self {
        match self {
            Term::Any(mut any) => {
                any.push(other);
                Term::Any(any)
            }
            one => Term::Any(vec![one, other]),
        }
    }

    /// A comparison with another value.
    #[must_use]
    pub fn compare(self, how: Comparison, other: Term) -> Self {
        Term::Compare(how, Box::new(self), Box::new(other))
    }

    /// Whether they are equal.
    #[must_use]
    pub fn equals(self, other: Term) -> Self {
        self.compare(Comparison::Equal, other)
    }

    /// Whether it is at most the other.
    #[must_use]
    pub fn at_most(self, other: Term) -> Self {
        self.compare(Comparison::AtMost, other)
    }

    /// Whether it is at least the other.
    #[must_use]
    pub fn at_least(self, other: Term) -> Self {
        self.compare(Comparison::AtLeast, other)
    }

    /// Whether it is less than the other.
    #[must_use]
    pub fn less(self, other: Term) -> Self {
        self.compare(Comparison::Less, other)
    }

    /// Whether it is more than the other.
    #[must_use]
    pub fn more(self, other: Term) -> Self {
        self.compare(Comparison::More, other)
    }

    /// Whether it is one of these.
    #[must_use]
    pub fn one_of<L: Into<Literal>>(self, values: impl IntoIterator<Item = L>) -> Self {
        Term::OneOf(Box::new(self), values.into_iter().map(Into::into).collect())
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: Term) -> Self {
        Term::Calculate(Operation::Add, Box::new(self), Box::new(other))
    }

    /// Without the other.
    #[must_use]
    pub fn minus(self, other: Term) -> Self {
        Term::Calculate(Operation::Subtract, Box::new(self), Box::new(other))
    }

    /// The product of both.
    #[must_use]
    pub fn times(self, other: Term) -> Self {
        Term::Calculate(Operation::Multiply, Box::new(self), Box::new(other))
    }

    /// The quotient as a double; null where the divisor is zero.
    #[must_use]
    pub fn over(self, other: Term) -> Self {
        Term::Divide(Box::new(self), Box::new(other))
    }

    /// The whole quotient, rounded down; null where the divisor is not above zero.
    #[must_use]
    pub fn quotient(self, other: Term) -> Self {
        Term::Quotient(Box::new(self), Box::new(other))
    }

    /// The value where a condition is true, else another.
    #[must_use]
    pub fn when(condition: Term, value: Term, otherwise: Term) -> Self {
        Term::Case(vec![(condition, value)], Box::new(otherwise))
    }

    /// The value, or another where there is none.
    #[must_use]
    pub fn or_else(self, other: Term) -> Self {
        Term::FirstOf(vec![self, other])
    }

    /// The natural logarithm of a double above 0.
    #[must_use]
    pub fn ln(self) -> Self {
        Term::Ln(Box::new(self))
    }

    /// Days from this day to another.
    #[must_use]
    pub fn days_until(self, other: Term) -> Self {
        Term::DaysBetween(Box::new(self), Box::new(other))
    }

    /// The day so many days later.
    #[must_use]
    pub fn days_later(self, days: i32) -> Self {
        Term::DaysLater(Box::new(self), days)
    }

    /// The day as many days later as an int says.
    #[must_use]
    pub fn days_added(self, days: Term) -> Self {
        Term::DaysAdded(Box::new(self), Box::new(days))
    }

    /// Whether the text begins with another.
    #[must_use]
    pub fn starts_with(self, start: Term) -> Self {
        Term::StartsWith(Box::new(self), Box::new(start))
    }

    /// The text and then another.
    #[must_use]
    pub fn joined(self, other: Term) -> Self {
        Term::Joined(Box::new(self), Box::new(other))
    }

    /// Year, month, day of the month or days that the month has.
    #[must_use]
    pub fn part(self, part: DatePart) -> Self {
        Term::Part(part, Box::new(self))
    }

    /// Months since the year 0 of the month that a day lies in: twelve times the year and the month, counted from 0.
    #[must_use]
    pub fn month_number(self) -> Self {
        let twelve_years = self.clone().part(DatePart::Year).times(Term::literal(12));
        twelve_years
            .plus(self.part(DatePart::Month))
            .minus(Term::literal(1))
    }

    /// The names of the columns it reads, as often as it reads them.
    pub fn columns(&self) -> Vec<&str> {
        let mut found = Vec::new();
        self.visit(&mut |term| {
            if let Term::Column(name) = term {
                found.push(name.as_str());
            }
        });
        found
    }

    /// The texts that a column is compared with for being equal.
    pub fn texts_of(&self, column: &str) -> Vec<String> {
        let mut found = Vec::new();
        let is_it = |term: &Term| matches!(term, Term::Column(name) if name == column);
        self.visit(&mut |term| match term {
            Term::OneOf(one, values) if is_it(one) => {
                found.extend(values.iter().filter_map(|value| match value {
                    Literal::Text(text) => Some(text.clone()),
                    _ => None,
                }));
            }
            Term::Compare(Comparison::Equal, one, two) if is_it(one) => {
                if let Term::Literal(Literal::Text(text)) = &**two {
                    found.push(text.clone());
                }
            }
            _ => {}
        });
        found
    }

    fn visit<'a>(&'a self, seen: &mut impl FnMut(&'a Term)) {
        seen(self);
        match self {
            Term::Column(_) | Term::Literal(_) => {}
            Term::Not(one)
            | Term::IsNull(one)
            | Term::OneOf(one, _)
            | Term::DaysLater(one, _)
            | Term::Part(_, one)
            | Term::Scaled(one, _)
            | Term::Float(one)
            | Term::Ln(one) => one.visit(seen),
            Term::Compare(_, one, two)
            | Term::Calculate(_, one, two)
            | Term::Divide(one, two)
            | Term::Quotient(one, two)
            | Term::DaysAdded(one, two)
            | Term::StartsWith(one, two)
            | Term::Joined(one, two)
            | Term::DaysBetween(one, two) => {
                one.visit(seen);
                two.visit(seen);
            }
            Term::All(several)
            | Term::Any(several)
            | Term::FirstOf(several)
            | Term::Least(several)
            | Term::Greatest(several) => several.iter().for_each(|one| one.visit(seen)),
            Term::Case(cases, otherwise) => {
                for (condition, value) in cases {
                    condition.visit(seen);
                    value.visit(seen);
                }
                otherwise.visit(seen);
            }
        }
    }

    /// The type of the value over rows with these columns.
    ///
    /// # Errors
    /// A column is not there, or a part has a type that does not fit.
    pub fn of_type(&self, columns: &Columns) -> Result<Type, RelationError> {
        match self {
            Term::Column(name) => columns.get(name),
            Term::Literal(value) => Ok(value.of_type()),
            Term::Not(one) => one.require(Type::Bool, columns),
            Term::All(all) | Term::Any(all) => {
                for one in all {
                    one.require(Type::Bool, columns)?;
                }
                Ok(Type::Bool)
            }
            Term::Compare(_, one, two) => {
                two.require(one.of_type(columns)?, columns)?;
                Ok(Type::Bool)
            }
            Term::IsNull(one) => one.of_type(columns).map(|_| Type::Bool),
            Term::OneOf(one, values) => {
                let of = one.of_type(columns)?;
                for value in values {
                    Term::Literal(value.clone()).require(of, columns)?;
                }
                Ok(Type::Bool)
            }
            Term::Calculate(_, one, two) => two.require(one.require_number(columns)?, columns),
            Term::Divide(one, two) => {
                one.require_number(columns)?;
                two.require_number(columns)?;
                Ok(Type::Float)
            }
            Term::Quotient(one, two) => {
                one.require(Type::Int, columns)?;
                two.require(Type::Int, columns)
            }
            Term::Case(cases, otherwise) => {
                let of = otherwise.of_type(columns)?;
                for (condition, value) in cases {
                    condition.require(Type::Bool, columns)?;
                    value.require(of, columns)?;
                }
                Ok(of)
            }
            Term::FirstOf(several) | Term::Least(several) | Term::Greatest(several) => {
                let Some(first) = several.first() else {
                    return Err(self.misfit("nothing", "a value"));
                };
                let of = first.of_type(columns)?;
                for one in several {
                    one.require(of, columns)?;
                }
                Ok(of)
            }
            Term::DaysBetween(one, two) => {
                one.require(Type::Date, columns)?;
                two.require(Type::Date, columns)?;
                Ok(Type::Int)
            }
            Term::DaysLater(one, _) => one.require(Type::Date, columns),
            Term::DaysAdded(one, days) => {
                days.require(Type::Int, columns)?;
                one.require(Type::Date, columns)
            }
            Term::StartsWith(one, two) => {
                one.require(Type::Text, columns)?;
                two.require(Type::Text, columns)?;
                Ok(Type::Bool)
            }
            Term::Joined(one, two) => {
                one.require(Type::Text, columns)?;
                two.require(Type::Text, columns)
            }
            Term::Part(_, one) => one.require(Type::Date, columns).map(|_| Type::Int),
            Term::Scaled(one, _) => one.require(Type::Float, columns).map(|_| Type::Int),
            Term::Float(one) => one.require(Type::Int, columns).map(|_| Type::Float),
            Term::Ln(one) => one.require(Type::Float, columns),
        }
    }

    pub(super) fn require(&self, expected: Type, columns: &Columns) -> Result<Type, RelationError> {
        let found = self.of_type(columns)?;
        if found == expected {
            Ok(found)
        } else {
            Err(self.misfit(found.as_str(), expected.as_str()))
        }
    }

    pub(super) fn require_number(&self, columns: &Columns) -> Result<Type, RelationError> {
        match self.of_type(columns)? {
            number @ (Type::Int | Type::Float) => Ok(number),
            other => Err(self.misfit(other.as_str(), "a number")),
        }
    }

    fn misfit(&self, found: &'static str, expected: &'static str) -> RelationError {
        RelationError::Type {
            term: self.to_string(),
            found,
            expected,
        }
    }
}

impl fmt::Display for Term {
    /// As SQL.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::sql::term(self))
    }
}
