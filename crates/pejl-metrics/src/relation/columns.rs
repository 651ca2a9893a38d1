//! The columns of a relation, and what is wrong where a step does not fit them.

use pejl_lake::ColumnType;

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Type {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Int,
    /// A double.
    Float,
    /// A calendar day.
    Date,
    /// True or false.
    Bool,
}

impl Type {
    /// `text`, `int`, `float`, `date` or `bool`.
    pub fn as_str(self) -> &'static str {
        match self {
            Type::Text => "text",
            Type::Int => "int",
            Type::Float => "float",
            Type::Date => "date",
            Type::Bool => "bool",
        }
    }

    pub(super) fn of(column: ColumnType) -> Self {
        match column {
            ColumnType::Text => Type::Text,
            ColumnType::Int32 | ColumnType::Int64 => Type::Int,
            ColumnType::Float64 => Type::Float,
            ColumnType::Date => Type::Date,
            ColumnType::Bool => Type::Bool,
        }
    }
}

/// Why a step cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelationError {
    /// A column that the rows do not have.
    #[error("there is no column `{column}` among {known}")]
    UnknownColumn {
        /// The column.
        column: String,
        /// Those there are.
        known: String,
    },
    /// A term whose type is not the one its place needs.
    #[error("`{term}` is {found}, and {expected} is needed")]
    Type {
        /// The term.
        term: String,
        /// Its type.
        found: &'static str,
        /// The type needed.
        expected: &'static str,
    },
    /// Two columns of one name.
    #[error("column `{column}` stands twice")]
    Twice {
        /// The column.
        column: String,
    },
    /// Parts of a union with other columns.
    #[error("the parts of a union have different columns: {first} and {second}")]
    Union {
        /// Columns of the first part.
        first: String,
        /// Columns of the other.
        second: String,
    },
}

/// The columns of a relation, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(pub(super) Vec<(String, Type)>);

impl Columns {
    pub(super) fn new(columns: Vec<(String, Type)>) -> Result<Self, RelationError> {
        for (no, (name, _)) in columns.iter().enumerate() {
            if columns.iter().take(no).any(|(other, _)| other == name) {
                return Err(RelationError::Twice {
                    column: name.clone(),
                });
            }
        }
        Ok(Self(columns))
    }

    /// The type of a column.
    ///
    /// # Errors
    /// There is none of that name; those there are stand in the error.
    pub fn get(&self, name: &str) -> Result<Type, RelationError> {
        self.find(name).ok_or_else(|| RelationError::UnknownColumn {
            column: name.to_owned(),
            known: self.listed(),
        })
    }

    /// The type of a column, if there is one of that name.
    pub fn find(&self, name: &str) -> Option<Type> {
        self.0
            .iter()
            .find(|(column, _)| column == name)
            .map(|(_, found)| *found)
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(super) fn listed(&self) -> String {
        self.names().collect::<Vec<_>>().join(", ")
    }
}
