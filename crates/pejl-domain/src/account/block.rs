//! What may be compared with what across changes of the chart of accounts.

use std::fmt;
use std::sync::LazyLock;

use chrono::NaiveDate;

use super::{AccountCode, listed_code};
use crate::list::{List, date, filled, read};

/// One link between an account before a break and one after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlockRow {
    /// Account before the break.
    pub old: AccountCode,
    /// Account after it; `None` when the task left the municipality.
    pub new: Option<AccountCode>,
    /// First day of the new account.
    pub break_date: NaiveDate,
    /// What happened to the old account.
    pub relation: Relation,
    /// Name of the block: all links of one block belong together.
    pub block: &'static str,
    /// What may be compared across the break.
    pub comparable_as: ComparableAs,
    /// How sure the link is.
    pub confidence: Confidence,
    /// Explanation in English; may be empty.
    pub note: &'static str,
    /// Where the link is from.
    pub source: &'static str,
}

/// Declares an enum whose members have one lower-case text each.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$member_doc:meta])* $member:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$member_doc])* $member,)+ }

        impl $name {
            /// The member as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$member => $text,)+ }
            }

            fn of(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$member),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

named! {
    /// What happened to an account at a break.
    Relation {
        /// Moved as a whole to another place in the chart.
        Moved = "moved",
        /// Spread over several accounts.
        Split = "split",
        /// Went into an account together with others.
        Merged = "merged",
        /// Same number, less content.
        Narrowed = "narrowed",
        /// Same content, other number.
        Renumbered = "renumbered",
        /// Same number and content; listed so that nobody looks for a break.
        Unchanged = "unchanged",
        /// Part of the task went to another authority.
        TaskPartlyTransferred = "task_partly_transferred",
    }
}

named! {
    /// What may be compared across a break.
    ComparableAs {
        /// The old account with the new one.
        OneToOne = "one_to_one",
        /// Only the sum of the block's old accounts with the sum of its new ones.
        SumOnly = "sum_only",
        /// Nothing.
        NotComparable = "not_comparable",
    }
}

named! {
    /// How sure a link is.
    Confidence {
        /// Beyond reasonable doubt.
        High = "high",
        /// Likely; not every step is documented.
        Medium = "medium",
        /// A judgement; practice varied.
        Low = "low",
    }
}

/// Every link of the crosswalk, those of unchanged accounts among them.
#[must_use]
pub fn blocks() -> &'static [BlockRow] {
    static BLOCKS: LazyLock<List<BlockRow>> = LazyLock::new(read_blocks);
    &BLOCKS.rows
}

/// Every link of one block, for example `CARE`.
#[must_use]
pub fn rows_of_block(block: &str) -> Vec<&'static BlockRow> {
    blocks().iter().filter(|row| row.block == block).collect()
}

/// The links that break a series of `code` over the years `from_year` to `to_year`, both included.
///
/// A link touches `code` when its old or new account is `code`, lies below it or contains it. The break must lie
/// inside the series: one on the first day of `from_year` or after the last day of `to_year` does not break it.
/// Links of unchanged accounts are no breaks.
///
/// ```
/// use pejl_domain::account::{AccountCode, ComparableAs, breaks_between};
/// let devices = AccountCode::parse("5.30.31")?;
/// let breaks = breaks_between(&devices, 2016, 2019);
/// assert!(breaks.iter().all(|row| row.block == "DEVICES" && row.comparable_as == ComparableAs::SumOnly));
/// assert_eq!(breaks.len(), 1);
/// assert!(breaks_between(&devices, 2018, 2019).is_empty());
/// # Ok::<(), pejl_domain::account::AccountError>(())
/// ```
#[must_use]
pub fn breaks_between(code: &AccountCode, from_year: i32, to_year: i32) -> Vec<&'static BlockRow> {
    let touches = |account: &AccountCode| code.contains(account) || account.contains(code);
    blocks()
        .iter()
        .filter(|row| row.relation != Relation::Unchanged)
        .filter(|row| is_inside(row.break_date, from_year, to_year))
        .filter(|row| touches(&row.old) || row.new.as_ref().is_some_and(touches))
        .collect()
}

/// Whether a series of whole years has days on both sides of `break_date`.
fn is_inside(break_date: NaiveDate, from_year: i32, to_year: i32) -> bool {
    // A year no date can hold lies before (or after) every break.
    let first_day = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1);
    let begins_before = first_day(from_year).map_or(from_year < 0, |first| first < break_date);
    let ends_after = match to_year.checked_add(1).and_then(first_day) {
        Some(end) => break_date < end,
        None => to_year > 0,
    };
    begins_before && ends_after
}

pub(super) fn read_blocks() -> List<BlockRow> {
    let header = [
        "old",
        "new",
        "break_date",
        "relation",
        "block",
        "comparable_as",
        "confidence",
        "note",
        "source",
    ];
    read(
        include_str!("../../data/account_blocks.csv"),
        header,
        |[
            old,
            new,
            break_date,
            relation,
            block,
            comparable_as,
            confidence,
            note,
            source,
        ]| {
            Ok(BlockRow {
                old: listed_code(old)?,
                new: if new.is_empty() {
                    None
                } else {
                    Some(listed_code(new)?)
                },
                break_date: date(break_date)?.ok_or("no date of the break")?,
                relation: Relation::of(relation).ok_or("unknown relation")?,
                block: filled(block)?,
                comparable_as: ComparableAs::of(comparable_as).ok_or("unknown comparability")?,
                confidence: Confidence::of(confidence).ok_or("unknown confidence")?,
                note,
                source: filled(source)?,
            })
        },
    )
}
