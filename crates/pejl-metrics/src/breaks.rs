//! Where a series of accounts cannot be compared with itself.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use pejl_domain::account::{self, BlockRow, ComparableAs};
use pejl_domain::lang::format_date;
use pejl_domain::{AccountCode, Lang, Period};

use crate::catalogue::LawBreak;
use crate::selection::Selection;
use crate::text::{Reason, Text};

/// A break between two periods of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// Code of the comparability block, or of the law: `CARE`, `ELDERLY_ACT_2025`.
    pub block: String,
    /// First day after the break.
    pub date: NaiveDate,
    /// Whether a change across it is still computed.
    pub comparable: bool,
    /// What happened, naming the block.
    pub text: Reason,
}

/// The breaks that lie between two periods of a series of these selections, the earlier ones first.
///
/// A break lies between them when its first day is after the start of the earlier and before the
/// end of the later period, so a break inside a period touches the step into it and the one out of it.
///
/// A block of the chart of accounts breaks a series that takes some of its accounts and leaves
/// others: a series with all of its old and all of its new accounts goes on, because within the
/// block money only changed account.
pub(crate) fn between(
    selections: &[Selection],
    law: &[LawBreak],
    earlier: Period,
    later: Period,
) -> Vec<Break> {
    let lies_between = |date: NaiveDate| earlier.start() < date && date < later.end();
    let mut found: Vec<Break> = Vec::new();
    let mut blocks: BTreeMap<(NaiveDate, &str), Vec<&BlockRow>> = BTreeMap::new();
    for row in account::blocks()
        .iter()
        .filter(|row| lies_between(row.break_date))
    {
        blocks
            .entry((row.break_date, row.block))
            .or_default()
            .push(row);
    }
    for ((date, block), rows) in blocks {
        if rows_break(selections, &rows) {
            found.push(Break {
                block: block.to_owned(),
                date,
                comparable: false,
                text: block_text(block, date, &rows),
            });
        }
    }
    for one in law.iter().filter(|one| lies_between(one.date)) {
        if one
            .accounts
            .iter()
            .any(|account| is_inside(selections, account))
        {
            found.push(Break {
                block: one.block.clone(),
                date: one.date,
                comparable: one.comparable,
                text: one.text.clone(),
            });
        }
    }
    found.sort_by(|a, b| (a.date, &a.block).cmp(&(b.date, &b.block)));
    found
}

/// The breaks that lie between two periods of a series of records, the earlier ones first: those of law, and those of the
/// chart of accounts where the series is of these functions.
pub(crate) fn of_records(
    functions: &[AccountCode],
    law: &[LawBreak],
    earlier: Period,
    later: Period,
) -> Vec<Break> {
    let selections = functions.iter().cloned().map(Selection::Account);
    let selections: Vec<Selection> = selections.collect();
    let mut found = match selections.is_empty() {
        true => Vec::new(),
        false => between(&selections, &[], earlier, later),
    };
    found.extend(of_law(law, earlier, later));
    found.sort_by(|a, b| (a.date, &a.block).cmp(&(b.date, &b.block)));
    found
}

fn of_law(law: &[LawBreak], earlier: Period, later: Period) -> Vec<Break> {
    let lie_between = law
        .iter()
        .filter(|one| earlier.start() < one.date && one.date < later.end());
    lie_between
        .map(|one| Break {
            block: one.block.clone(),
            date: one.date,
            comparable: one.comparable,
            text: one.text.clone(),
        })
        .collect()
}

fn is_inside(selections: &[Selection], account: &AccountCode) -> bool {
    selections
        .iter()
        .any(|selection| selection.contains(account))
}

/// Whether a series of the selections is broken by the rows of one block.
fn rows_break(selections: &[Selection], rows: &[&BlockRow]) -> bool {
    let inside = |account: &AccountCode| is_inside(selections, account);
    let old = |row: &BlockRow| inside(&row.old);
    let new = |row: &BlockRow| row.new.as_ref().is_some_and(inside);
    // Within a block that compares as a sum, one account left out breaks the whole.
    let summed: Vec<&&BlockRow> = rows
        .iter()
        .filter(|row| row.comparable_as == ComparableAs::SumOnly)
        .collect();
    let any = summed.iter().any(|row| old(row) || new(row));
    let all = summed.iter().all(|row| old(row) && new(row));
    if any && !all {
        return true;
    }
    rows.iter().any(|row| match row.comparable_as {
        ComparableAs::SumOnly => false,
        ComparableAs::OneToOne => old(row) != new(row),
        ComparableAs::NotComparable => old(row) || new(row),
    })
}

fn block_text(block: &str, date: NaiveDate, rows: &[&BlockRow]) -> Text {
    let mut old: Vec<&str> = rows.iter().map(|row| row.old.as_str()).collect();
    let mut new: Vec<&str> = rows
        .iter()
        .filter_map(|row| row.new.as_ref().map(AccountCode::as_str))
        .collect();
    for codes in [&mut old, &mut new] {
        codes.sort_unstable();
        codes.dedup();
    }
    let (old, new) = (old.join(", "), new.join(", "));
    let (day_da, day_en) = (format_date(date, Lang::Da), format_date(date, Lang::En));
    if new.is_empty() {
        return Text {
            da: format!(
                "kontoplansbrud {day_da} i blokken {block}: opgaver på {old} flytter ud af kommunen"
            ),
            en: format!(
                "break in the chart of accounts on {day_en}, block {block}: tasks on {old} leave the municipality"
            ),
        };
    }
    Text {
        da: format!(
            "kontoplansbrud {day_da} i blokken {block}: kun {old} samlet kan sammenlignes med {new} samlet"
        ),
        en: format!(
            "break in the chart of accounts on {day_en}, block {block}: only {old} together compare with {new} together"
        ),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::catalogue::catalogue;

    #[track_caller]
    fn check(accounts: &[&str], earlier: i32, later: i32, expected: &[&str]) {
        let selections: Vec<Selection> = accounts
            .iter()
            .map(|text| Selection::parse(text).unwrap())
            .collect();
        let law = &catalogue().find_indicator("F2").unwrap().breaks;
        let (earlier, later) = (Period::year(earlier).unwrap(), Period::year(later).unwrap());
        let found: Vec<String> = between(&selections, law, earlier, later)
            .into_iter()
            .map(|b| b.block)
            .collect();
        assert_eq!(found, expected, "{accounts:?} {earlier} {later}");
    }

    #[test]
    fn a_narrowed_function_breaks_in_2018_and_only_there() {
        check(&["5.38.50"], 2017, 2018, &["CARE"]);
        check(&["5.38.50"], 2008, 2022, &["CARE"]);
        check(&["5.38.50"], 2016, 2017, &[]);
        check(&["5.38.50"], 2018, 2019, &[]);
    }

    #[test]
    fn an_unchanged_function_does_not_break() {
        check(&["5.38.45"], 2017, 2018, &[]);
        check(&["5.38.53"], 2008, 2022, &[]);
    }

    #[test]
    fn a_whole_block_summed_on_both_sides_does_not_break() {
        let old = ["5.32.32", "5.32.33", "5.32.34", "5.38.50", "5.38.52"];
        let new = [
            "5.30.26", "5.30.27", "5.30.28", "5.30.29", "5.38.38", "5.38.39", "5.38.51",
        ];
        let whole = [&old[..], &new[..]].concat();
        check(&whole, 2017, 2018, &[]);
        check(&[&old[..], &["5.30.26"]].concat(), 2017, 2018, &["CARE"]);
    }

    #[test]
    fn a_main_account_breaks_where_an_account_leaves_it() {
        // 5.32.30 moves to 0.25.19, so main account 5 is not the same; 4 is until the 2027 reform.
        check(&["5"], 2017, 2018, &["HOUSING"]);
        check(&["4"], 2008, 2022, &[]);
        check(&["4"], 2026, 2027, &["REFORM2027"]);
    }

    #[test]
    fn the_elderly_act_touches_the_step_into_2025_and_the_one_out() {
        check(&["5.30.27"], 2024, 2025, &["ELDERLY_ACT_2025"]);
        check(&["5.30.27"], 2025, 2026, &["ELDERLY_ACT_2025"]);
        check(&["5.30.27"], 2023, 2024, &[]);
        check(&["5.38.58"], 2024, 2025, &[]);
    }
}
