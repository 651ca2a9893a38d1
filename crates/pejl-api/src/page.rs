//! Which rows of a list an answer holds: a page of them, or in a file all of them.

use pejl_app::{AppError, AsKnown};

use crate::answer::Format;
use crate::as_known;
use crate::params::Params;
use crate::problem::ApiError;
use crate::state::Limits;

/// What a cursor may be, in words.
const CURSOR_ALLOWED: &str = "the `next` of the page before";

/// The rows an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    limit: usize,
    /// Whether the answer holds all rows or none: a file that lacks the last rows would look whole.
    is_whole: bool,
}

impl Page {
    /// Reads `limit` and `cursor`: JSON comes in pages, a file as a whole unless pages are asked for.
    ///
    /// # Errors
    /// `limit` is no number, none, or more than the published maximum.
    pub fn read(params: &Params, format: Format, limits: &Limits) -> Result<Self, ApiError> {
        let limit = params.one("limit")?;
        let is_whole = format != Format::Json && limit.is_none() && params.one("cursor")?.is_none();
        if is_whole {
            return Ok(Self {
                limit: limits.file_rows_max,
                is_whole,
            });
        }
        let limit = match limit {
            None => limits.page_default,
            Some(text) => text
                .parse()
                .ok()
                .filter(|n| (1..=limits.page_max).contains(n))
                .ok_or_else(|| {
                    AppError::parameter("limit", text, format!("1 to {}", limits.page_max))
                })?,
        };
        Ok(Self { limit, is_whole })
    }

    /// Returns the most rows of the answer.
    pub fn limit(self) -> usize {
        self.limit
    }

    /// Returns the rows to read: one more than the answer holds tells whether there are more.
    pub fn ask(self) -> u32 {
        u32::try_from(self.limit)
            .unwrap_or(u32::MAX)
            .saturating_add(1)
    }

    /// Takes what is too much off the rows that were asked for, and tells whether there was any.
    ///
    /// # Errors
    /// The answer was to hold all rows.
    pub fn cut<T>(self, rows: &mut Vec<T>) -> Result<bool, ApiError> {
        let more = rows.len() > self.limit;
        self.refuse(more)?;
        rows.truncate(self.limit);
        Ok(more)
    }

    /// Refuses to leave rows out of an answer that was to hold all.
    ///
    /// # Errors
    /// There are more, and the answer was to hold all rows.
    pub fn refuse(self, more: bool) -> Result<(), ApiError> {
        if more && self.is_whole {
            Err(ApiError::FileTooLong { limit: self.limit })
        } else {
            Ok(())
        }
    }

    /// Returns the page of rows that are all at hand, and the cursor of the next.
    ///
    /// # Errors
    /// The answer was to hold all rows, and they are more than that.
    pub fn of<T>(self, rows: &[T], at: Cursor) -> Result<(&[T], Option<String>), ApiError> {
        let rest = rows.get(at.offset..).unwrap_or_default();
        let page = rest.get(..self.limit).unwrap_or(rest);
        let more = page.len() < rest.len();
        self.refuse(more)?;
        let next = Cursor {
            offset: at.offset.saturating_add(page.len()),
            ..at
        };
        Ok((page, more.then(|| next.to_string())))
    }
}

/// Where a page begins: the revision, so that pages never mix two states, and the rows before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The revision that all pages are read at; 0 for lists that are part of the software.
    pub revision: i64,
    /// Rows before the page.
    pub offset: usize,
}

impl Cursor {
    /// Reads `cursor`; `None` for the first page.
    ///
    /// # Errors
    /// It is not what a page before gave.
    pub fn read(params: &Params) -> Result<Option<Self>, ApiError> {
        let Some(text) = params.one("cursor")? else {
            return Ok(None);
        };
        let parsed = text.split_once('.').and_then(|(revision, offset)| {
            Some(Self {
                revision: revision.parse().ok()?,
                offset: offset.parse().ok()?,
            })
        });
        let cursor = parsed.ok_or_else(|| AppError::parameter("cursor", text, CURSOR_ALLOWED))?;
        Ok(Some(cursor))
    }

    /// The same place in the list at the revision that was read.
    #[must_use]
    pub fn at(self, revision: i64) -> Self {
        Self { revision, ..self }
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.revision, self.offset)
    }
}

/// Reads where the page begins and what it is read at: the revision of the cursor, else `revision` or `as_known_at`.
///
/// # Errors
/// One of them cannot be read.
pub fn cursor_and_revision(params: &Params) -> Result<(Cursor, AsKnown), ApiError> {
    match Cursor::read(params)? {
        Some(cursor) => Ok((cursor, AsKnown::Revision(cursor.revision))),
        None => Ok((Cursor::default(), as_known(params)?)),
    }
}

/// Reads `cursor` of a list that is ordered by a number of its own; `None` for the first page.
///
/// # Errors
/// It is not what a page before gave.
pub fn key_cursor<T: std::str::FromStr>(params: &Params) -> Result<Option<T>, ApiError> {
    params.parsed("cursor", CURSOR_ALLOWED)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const LIMITS: Limits = Limits {
        page_default: 2,
        page_max: 5,
        file_rows_max: 3,
        ..Limits::PUBLISHED
    };

    fn page(query: &str, format: Format) -> Result<Page, ApiError> {
        Page::read(
            &Params::read(query, &["limit", "cursor"]).unwrap(),
            format,
            &LIMITS,
        )
    }

    #[test]
    fn pages_follow_one_another_to_the_last_row() {
        let (page, rows) = (page("", Format::Json).unwrap(), [1, 2, 3]);
        let at = |offset| Cursor {
            revision: 7,
            offset,
        };
        assert_eq!(
            page.of(&rows, at(0)).unwrap(),
            (&rows[..2], Some("7.2".to_owned()))
        );
        assert_eq!(page.of(&rows, at(2)).unwrap(), (&rows[2..], None));
        assert_eq!(page.of(&rows, at(usize::MAX)).unwrap(), (&rows[..0], None));
    }

    #[test]
    fn a_file_holds_all_rows_or_is_refused() {
        let whole = page("", Format::Csv).unwrap();
        assert_eq!(whole.of(&[1, 2, 3], Cursor::default()).unwrap().1, None);
        let refused = whole.of(&[1, 2, 3, 4], Cursor::default()).unwrap_err();
        assert_eq!(refused.problem().status, 413);
        assert!(whole.cut(&mut vec![1, 2, 3, 4]).is_err());
        // Who asks for pages gets them.
        let paged = page("limit=2", Format::Csv).unwrap();
        let mut rows = vec![1, 2, 3];
        assert!(paged.cut(&mut rows).unwrap());
        assert_eq!(rows, [1, 2]);
    }

    #[test]
    fn a_limit_out_of_bounds_is_named() {
        for query in ["limit=0", "limit=6", "limit=-1", "limit=many"] {
            let problem = page(query, Format::Json).unwrap_err().problem();
            assert_eq!(
                problem.errors.first().unwrap().parameter,
                "limit",
                "{query}"
            );
            assert_eq!(problem.errors.first().unwrap().allowed, "1 to 5", "{query}");
        }
    }

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let read = |text: &str| {
            Cursor::read(&Params::read(&format!("cursor={text}"), &["cursor"]).unwrap())
        };
        let cursor = Cursor {
            revision: 12,
            offset: 1000,
        };
        assert_eq!(read(&cursor.to_string()).unwrap(), Some(cursor));
        for text in ["12", "12.", ".5", "12.-1", "x.y"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
