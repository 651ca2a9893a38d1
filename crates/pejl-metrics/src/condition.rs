//! Conditions as cards write them: `status in (granted, ended) and service_code in help_at_home and age >= 65`.
//!
//! ```text
//! condition  = both { "or" both }
//! both       = one { "and" one }
//! one        = "not" one | "(" condition ")" | test
//! test       = column [ compare value | [ "not" ] "in" list | "is" [ "not" ] "null" ]
//! compare    = "=" | "!=" | "<" | "<=" | ">" | ">="
//! list       = "(" value { "," value } ")" | name of a set
//! value      = word | number | day | 'text'
//! ```
//! A value is read as its column has it; a column alone is a column of true and false.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::relation::{Columns, Comparison, Literal, RelationError, Term, Type};

/// Named lists of codes, such as the services that are help at home.
pub type Sets = BTreeMap<String, Vec<String>>;

/// Why a condition cannot be read. Each says where, as the number of characters before it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// Something else was expected.
    #[error("at {at}: `{found}` where {expected} was expected")]
    Unexpected {
        /// Characters before it.
        at: usize,
        /// What stands there.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A value that is none of its column.
    #[error("at {at}: `{value}` is no {expected}, as column `{column}` needs")]
    Value {
        /// Characters before it.
        at: usize,
        /// The value.
        value: String,
        /// The column.
        column: String,
        /// Its type.
        expected: &'static str,
    },
    /// A set that there is not.
    #[error("at {at}: there is no set `{name}`")]
    UnknownSet {
        /// Characters before it.
        at: usize,
        /// Its name.
        name: String,
    },
    /// A column that there is not, or whose type does not fit.
    #[error(transparent)]
    Column(#[from] RelationError),
}

/// The term of a condition over rows with these columns, and the names of the sets it mentions.
///
/// # Errors
/// The first thing that cannot be read, with its place.
///
/// # Example
/// ```
/// use pejl_lake::COURSE;
/// use pejl_metrics::condition::condition;
/// use pejl_metrics::relation::Relation;
/// let courses = Relation::table(&COURSE);
/// let term = condition("result = self_reliant and not end is null", courses.columns(), &[].into())?;
/// assert_eq!(term.to_string(), r#"(("result" = 'self_reliant') AND ("end" IS NOT NULL))"#);
/// let wrong = condition("result = self_reliant and ended", courses.columns(), &[].into());
/// assert!(wrong.unwrap_err().to_string().contains("no column `ended`"));
/// # Ok::<(), pejl_metrics::condition::ConditionError>(())
/// ```
pub fn condition(text: &str, columns: &Columns, sets: &Sets) -> Result<Term, ConditionError> {
    let tokens = tokens(text)?;
    let mut reader = Reader {
        tokens: &tokens,
        next: 0,
        columns,
        sets,
        end: text.chars().count(),
    };
    let term = reader.condition()?;
    match reader.peek() {
        None => Ok(term),
        Some(_) => Err(reader.unexpected("the end, `and` or `or`")),
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Word,
    Quoted,
    Sign,
}

#[derive(Debug, Clone)]
struct Token {
    at: usize,
    kind: Kind,
    text: String,
}

fn tokens(text: &str) -> Result<Vec<Token>, ConditionError> {
    let mut found = Vec::new();
    let mut rest = text.chars().enumerate().peekable();
    while let Some((at, first)) = rest.next() {
        let mut token = Token {
            at,
            kind: Kind::Sign,
            text: first.to_string(),
        };
        match first {
            ' ' | '\n' | '\t' => continue,
            '(' | ')' | ',' | '=' => {}
            '<' | '>' | '!' => {
                if rest.next_if(|(_, next)| *next == '=').is_some() {
                    token.text.push('=');
                }
            }
            '\'' => {
                token.kind = Kind::Quoted;
                token.text.clear();
                loop {
                    match rest.next() {
                        Some((_, '\'')) => break,
                        Some((_, inner)) => token.text.push(inner),
                        None => {
                            return Err(ConditionError::Unexpected {
                                at,
                                found: "'".to_owned(),
                                expected: "a text that is closed",
                            });
                        }
                    }
                }
            }
            _ if is_of_word(first) => {
                token.kind = Kind::Word;
                while let Some((_, next)) = rest.next_if(|(_, next)| is_of_word(*next)) {
                    token.text.push(next);
                }
            }
            _ => {
                return Err(ConditionError::Unexpected {
                    at,
                    found: token.text,
                    expected: "a condition",
                });
            }
        }
        found.push(token);
    }
    Ok(found)
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.')
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
    columns: &'a Columns,
    sets: &'a Sets,
    end: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn at(&self) -> usize {
        self.peek().map_or(self.end, |token| token.at)
    }

    fn unexpected(&self, expected: &'static str) -> ConditionError {
        ConditionError::Unexpected {
            at: self.at(),
            found: self
                .peek()
                .map_or_else(String::new, |token| token.text.clone()),
            expected,
        }
    }

    /// Takes the next token if it is this word or sign.
    fn take(&mut self, text: &str) -> bool {
        let is_next = self
            .peek()
            .is_some_and(|token| token.kind != Kind::Quoted && token.text == text);
        if is_next {
            self.next += 1;
        }
        is_next
    }

    fn need(&mut self, text: &'static str) -> Result<(), ConditionError> {
        if self.take(text) {
            Ok(())
        } else {
            Err(self.unexpected(text))
        }
    }

    fn condition(&mut self) -> Result<Term, ConditionError> {
        let mut any = vec![self.both()?];
        while self.take("or") {
            any.push(self.both()?);
        }
        Ok(single_or(any, Term::Any))
    }

    fn both(&mut self) -> Result<Term, ConditionError> {
        let mut all = vec![self.one()?];
        while self.take("and") {
            all.push(self.one()?);
        }
        Ok(single_or(all, Term::All))
    }

    fn one(&mut self) -> Result<Term, ConditionError> {
        if self.take("not") {
            return Ok(self.one()?.not());
        }
        if self.take("(") {
            let inner = self.condition()?;
            self.need(")")?;
            return Ok(inner);
        }
        self.test()
    }

    fn test(&mut self) -> Result<Term, ConditionError> {
        let column = match self.peek() {
            Some(token) if token.kind == Kind::Word => token.text.clone(),
            _ => return Err(self.unexpected("a column")),
        };
        let of = self.columns.get(&column)?;
        self.next += 1;
        let value = Term::column(column.as_str());
        if self.take("is") {
            let is_not = self.take("not");
            self.need("null")?;
            let is_null = value.is_null();
            return Ok(if is_not { is_null.not() } else { is_null });
        }
        let is_not = self.take("not");
        if self.take("in") {
            let values = self.list(&column, of)?;
            let one_of = Term::OneOf(Box::new(value), values);
            return Ok(if is_not { one_of.not() } else { one_of });
        }
        if is_not {
            return Err(self.unexpected("`in`"));
        }
        let comparisons = [
            ("=", Comparison::Equal),
            ("!=", Comparison::NotEqual),
            ("<", Comparison::Less),
            ("<=", Comparison::AtMost),
            (">", Comparison::More),
            (">=", Comparison::AtLeast),
        ];
        for (sign, comparison) in comparisons {
            if self.take(sign) {
                let other = Term::Literal(self.value(&column, of)?);
                return Ok(value.compare(comparison, other));
            }
        }
        if of == Type::Bool {
            return Ok(value);
        }
        Err(self.unexpected("a comparison, `in` or `is`"))
    }

    fn list(&mut self, column: &str, of: Type) -> Result<Vec<Literal>, ConditionError> {
        if self.take("(") {
            let mut values = vec![self.value(column, of)?];
            while self.take(",") {
                values.push(self.value(column, of)?);
            }
            self.need(")")?;
            return Ok(values);
        }
        let at = self.at();
        let name = match self.peek() {
            Some(token) if token.kind == Kind::Word => token.text.clone(),
            _ => return Err(self.unexpected("a list or the name of a set")),
        };
        self.next += 1;
        let Some(values) = self.sets.get(&name) else {
            return Err(ConditionError::UnknownSet { at, name });
        };
        let values = values.iter();
        values
            .map(|value| read(value, column, of, at))
            .collect::<Result<_, _>>()
    }

    fn value(&mut self, column: &str, of: Type) -> Result<Literal, ConditionError> {
        let (at, text) = match self.peek() {
            Some(token) if token.kind != Kind::Sign => (token.at, token.text.clone()),
            _ => return Err(self.unexpected("a value")),
        };
        self.next += 1;
        read(&text, column, of, at)
    }
}

fn single_or(mut terms: Vec<Term>, several: fn(Vec<Term>) -> Term) -> Term {
    match (terms.len(), terms.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            terms.extend(last);
            several(terms)
        }
    }
}

/// The text as a value of a column of that type.
pub(crate) fn read(
    text: &str,
    column: &str,
    of: Type,
    at: usize,
) -> Result<Literal, ConditionError> {
    let value = match of {
        Type::Text => Some(Literal::Text(text.to_owned())),
        Type::Int => text.parse().ok().map(Literal::Int),
        Type::Float => text
            .parse()
            .ok()
            .filter(|number: &f64| number.is_finite())
            .map(Literal::Float),
        Type::Date => text.parse().ok().map(Literal::Date),
        Type::Bool => text.parse().ok().map(Literal::Bool),
    };
    value.ok_or_else(|| ConditionError::Value {
        at,
        value: text.to_owned(),
        column: column.to_owned(),
        expected: of.as_str(),
    })
}
