//! The municipal chart of accounts: codes, functions with validity, account areas, breaks, and account strings.
//!
//! Functions are listed where social care needs them; the chart has more than 350, so a code that is not listed is
//! [`Existence::Unlisted`] and not wrong. Until 2017 elderly and disability spending stood together on 5.32; from
//! 2018 it is 5.30 and 5.38, and [`breaks_between`] says what may be compared across that change.

mod block;
mod code;
pub mod posting;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};

use crate::lang::Lang;
use crate::list::{List, date, filled, read};

pub use block::{
    BlockRow, ComparableAs, Confidence, Relation, blocks, breaks_between, rows_of_block,
};
pub use code::{AccountCode, AccountDepth, AccountError};
pub use posting::AccountString;

/// One function of the chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionInfo {
    /// The function's code, always of depth [`AccountDepth::Function`].
    pub code: AccountCode,
    /// First day it may be booked on; `None` when not known.
    pub valid_from: Option<NaiveDate>,
    /// Last day it may be booked on; `None` when it is open.
    pub valid_to: Option<NaiveDate>,
    /// Danish name.
    pub name_da: &'static str,
    /// English name with the legal basis where one is known.
    pub name_en: &'static str,
    /// Code of its account area; see [`areas`].
    pub area: &'static str,
    /// Where the row is from, and what of it is verified (V) or professional knowledge (K).
    pub source: &'static str,
}

/// A main account or main function with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heading {
    code: AccountCode,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    name_da: &'static str,
    name_en: &'static str,
}

/// A field of spending that functions belong to, for example `elderly`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccountArea {
    /// Stable code.
    pub code: &'static str,
    /// Danish name.
    pub name_da: &'static str,
    /// English name.
    pub name_en: &'static str,
}

/// Whether an account could be booked on in a year, or a service be granted on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existence {
    /// On at least one day of the time asked about, as far as the list knows.
    Yes,
    /// On no day of it.
    No {
        /// First day of its validity; `None` when not known.
        from: Option<NaiveDate>,
        /// Last day of its validity; `None` when open.
        to: Option<NaiveDate>,
    },
    /// The list does not have it.
    Unlisted,
}

impl AccountArea {
    /// The name in `lang`.
    #[must_use]
    pub const fn name(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Da => self.name_da,
            Lang::En => self.name_en,
        }
    }
}

/// Every listed function in code order, those of earlier years among them.
#[must_use]
pub fn functions() -> &'static [FunctionInfo] {
    static FUNCTIONS: LazyLock<List<FunctionInfo>> = LazyLock::new(read_functions);
    &FUNCTIONS.rows
}

/// What the list knows of the function `code`; `None` for main accounts, main functions and what is not listed.
#[must_use]
pub fn find_function(code: &AccountCode) -> Option<&'static FunctionInfo> {
    functions().iter().find(|function| function.code == *code)
}

/// Whether `code` could be booked on in `year`.
///
/// ```
/// use pejl_domain::account::{AccountCode, Existence, existed_in};
/// let home_help = AccountCode::parse("5.30.26")?;
/// assert_eq!(existed_in(&home_help, 2018), Existence::Yes);
/// assert!(matches!(existed_in(&home_help, 2017), Existence::No { .. }));
/// assert_eq!(existed_in(&AccountCode::parse("3.22.01")?, 2018), Existence::Unlisted);
/// # Ok::<(), pejl_domain::account::AccountError>(())
/// ```
#[must_use]
pub fn existed_in(code: &AccountCode, year: i32) -> Existence {
    let validity = find_function(code)
        .map(|function| (function.valid_from, function.valid_to))
        .or_else(|| find_heading(code).map(|heading| (heading.valid_from, heading.valid_to)));
    match validity {
        None => Existence::Unlisted,
        Some((from, to)) if is_in_year(from, to, year) => Existence::Yes,
        Some((from, to)) => Existence::No { from, to },
    }
}

/// Every account area.
#[must_use]
pub fn areas() -> &'static [AccountArea] {
    static AREAS: LazyLock<List<AccountArea>> = LazyLock::new(read_areas);
    &AREAS.rows
}

/// The functions of account area `area` that could be booked on in `year`, in code order.
#[must_use]
pub fn functions_of_area(area: &str, year: i32) -> Vec<&'static FunctionInfo> {
    functions()
        .iter()
        .filter(|function| {
            function.area == area && is_in_year(function.valid_from, function.valid_to, year)
        })
        .collect()
}

/// The name of a listed function, a main account or a known main function.
#[must_use]
pub fn name(code: &AccountCode, lang: Lang) -> Option<&'static str> {
    let (da, en) = find_function(code)
        .map(|function| (function.name_da, function.name_en))
        .or_else(|| find_heading(code).map(|heading| (heading.name_da, heading.name_en)))?;
    Some(lang.pick(da, en))
}

fn find_heading(code: &AccountCode) -> Option<&'static Heading> {
    static HEADINGS: LazyLock<List<Heading>> = LazyLock::new(read_headings);
    HEADINGS.rows.iter().find(|heading| heading.code == *code)
}

fn is_in_year(from: Option<NaiveDate>, to: Option<NaiveDate>, year: i32) -> bool {
    from.is_none_or(|from| from.year() <= year) && to.is_none_or(|to| year <= to.year())
}

fn listed_code(text: &str) -> Result<AccountCode, &'static str> {
    AccountCode::parse(text)
        .ok()
        .filter(|code| code.as_str() == text)
        .ok_or("not a canonical account code")
}

fn read_functions() -> List<FunctionInfo> {
    let header = [
        "code",
        "valid_from",
        "valid_to",
        "name_da",
        "name_en",
        "area",
        "source",
    ];
    read(
        include_str!("../data/account_functions.csv"),
        header,
        |[code, from, to, name_da, name_en, area, source]| {
            Ok(FunctionInfo {
                code: listed_code(code)?,
                valid_from: date(from)?,
                valid_to: date(to)?,
                name_da: filled(name_da)?,
                name_en: filled(name_en)?,
                area: filled(area)?,
                source: filled(source)?,
            })
        },
    )
}

fn read_headings() -> List<Heading> {
    let header = [
        "code",
        "valid_from",
        "valid_to",
        "name_da",
        "name_en",
        "source",
    ];
    read(
        include_str!("../data/account_headings.csv"),
        header,
        |[code, from, to, name_da, name_en, source]| {
            filled(source)?;
            Ok(Heading {
                code: listed_code(code)?,
                valid_from: date(from)?,
                valid_to: date(to)?,
                name_da: filled(name_da)?,
                name_en: filled(name_en)?,
            })
        },
    )
}

fn read_areas() -> List<AccountArea> {
    let header = ["code", "name_da", "name_en", "source"];
    read(
        include_str!("../data/account_areas.csv"),
        header,
        |[code, name_da, name_en, source]| {
            filled(source)?;
            Ok(AccountArea {
                code: filled(code)?,
                name_da: filled(name_da)?,
                name_en: filled(name_en)?,
            })
        },
    )
}
