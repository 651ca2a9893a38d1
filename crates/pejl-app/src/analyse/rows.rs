//! Rows that belong together, and columns that a file may lack.

use std::collections::{BTreeMap, BTreeSet};

use super::Columns;
use crate::error::AppError;

/// Rows that belong together, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What the column says of them; none where the file has no such column.
    pub name: Option<String>,
    /// Their positions, from 0.
    pub rows: Vec<usize>,
}

impl Columns {
    /// The cells of a column that was named, or of the one that has the default name; none where nothing was named and the file has
    /// no such column.
    ///
    /// # Errors
    /// The column that was named is not there.
    pub fn optional(
        &self,
        named: Option<&str>,
        default: &str,
    ) -> Result<Option<&[String]>, AppError> {
        match named {
            Some(named) => self.texts(named).map(Some),
            None => Ok(self.texts(default).ok()),
        }
    }

    /// The rows by what a column says of them, those that come first in the file first; all rows together where nothing was named
    /// and the file has no column of the default name.
    ///
    /// # Errors
    /// [`AppError::Refused`] where there are no rows; and the column that was named is not there.
    pub fn groups(&self, named: Option<&str>, default: &str) -> Result<Vec<Group>, AppError> {
        if self.n_rows() == 0 {
            return Err(AppError::Refused(format!("{}: no rows", self.file)));
        }
        let Some(cells) = self.optional(named, default)? else {
            return Ok(vec![Group {
                name: None,
                rows: (0..self.n_rows()).collect(),
            }]);
        };
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        let mut found: Vec<Group> = Vec::new();
        for (row, cell) in cells.iter().enumerate() {
            let place = *places.entry(cell).or_insert(found.len());
            match found.get_mut(place) {
                Some(group) => group.rows.push(row),
                None => found.push(Group {
                    name: Some(cell.clone()),
                    rows: vec![row],
                }),
            }
        }
        Ok(found)
    }

    /// Nothing where a column says something else in each of these rows.
    ///
    /// # Errors
    /// [`AppError::Refused`] at the first that says what one before it does.
    pub fn check_once(&self, rows: &[usize], name: &str) -> Result<(), AppError> {
        let cells = self.texts(name)?;
        let mut seen = BTreeSet::new();
        let twice = rows.iter().find(|row| !seen.insert(cells.get(**row)));
        match twice {
            Some(row) => {
                let said = ("stands here a second time", "står her en gang til");
                Err(self.refusal(*row, name, said.0, said.1))
            }
            None => Ok(()),
        }
    }
}
