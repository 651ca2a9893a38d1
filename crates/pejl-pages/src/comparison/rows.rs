//! The numbers as a table: one row for each municipality, ordered by a link in the heading.

use std::collections::BTreeSet;

use pejl_app::reference::place_name;
use pejl_app::{Change, Comparison, Standing};
use pejl_domain::{Cell, Unit};
use serde::Serialize;

use super::charts::is_marked;
use super::figures::{Choice, Figures};
use super::sort::{Sort, SortBy};
use crate::texts::{Texts, fill, texts};
use crate::wording::{self, NOTHING, bare, signed};

/// Decimals of a change in per cent.
pub(crate) const SHARE_DECIMALS: u8 = 1;
/// Width of the small drawing of a row, in its own units.
const BAR_WIDTH: f64 = 100.0;

/// The table of municipalities.
#[derive(Debug, Serialize)]
pub(crate) struct RankTable {
    caption: String,
    columns: Vec<Column>,
    rows: Vec<RankRow>,
    /// Whether the rows have a change.
    with_change: bool,
    /// Where the mean stands in the small drawings; `None` without one.
    mean_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct Column {
    label: String,
    /// What the column counts, under its label.
    unit: String,
    /// Where the heading leads; `None` for a column that does not order.
    href: Option<String>,
    /// `ascending` or `descending` for the column that orders; else empty.
    sorted: &'static str,
    /// What following the heading does, for those who do not see the arrow.
    action: String,
    class: &'static str,
}

#[derive(Debug, Serialize)]
struct RankRow {
    name: String,
    code: String,
    rank: String,
    value: String,
    change: String,
    share: String,
    change_rank: String,
    from_rank: String,
    /// The word for the sign before the name: own, marked or in the group.
    mark: &'static str,
    class: String,
    bar: Option<Bar>,
}

/// The value as a line from zero, in hundredths of the width.
#[derive(Debug, Serialize)]
struct Bar {
    x: String,
    width: String,
}

/// From value to place in the small drawings.
struct Scale {
    low: f64,
    span: f64,
}

impl Scale {
    fn of(comparison: &Comparison) -> Option<Self> {
        let low = comparison.min.as_ref()?.value.min(0.0);
        let high = comparison.max.as_ref()?.value.max(0.0);
        let span = high - low;
        (span.is_finite() && span > 0.0).then_some(Self { low, span })
    }

    fn place(&self, value: f64) -> f64 {
        (value - self.low) / self.span * BAR_WIDTH
    }

    fn bar(&self, value: f64) -> Bar {
        let (zero, end) = (self.place(0.0), self.place(value));
        Bar {
            x: format!("{:.1}", zero.min(end)),
            width: format!("{:.1}", (end - zero).abs()),
        }
    }
}

impl RankTable {
    /// The table in the order chosen.
    pub fn of(figures: &Figures) -> Self {
        let (choice, comparison) = (&figures.choice, &figures.all.comparison);
        let t = texts(choice.seen.lang);
        let mut standings: Vec<&Standing> = comparison.standings.iter().collect();
        choice.sort.apply(&mut standings, choice.seen.lang);
        let group = figures.group_members();
        let scale = Scale::of(comparison);
        let rows = standings
            .into_iter()
            .map(|one| row(one, choice, &group, scale.as_ref(), t));
        let mean_at = scale
            .as_ref()
            .zip(comparison.mean.value)
            .map(|(scale, mean)| format!("{:.1}", scale.place(mean)));
        Self {
            caption: fill(
                t.table_caption,
                &[
                    ("name", choice.reading.name.to_lang(choice.seen.lang)),
                    ("account", &choice.account.label(choice.seen.lang)),
                    ("period", &choice.period.to_lang(choice.seen.lang)),
                ],
            ),
            columns: columns(figures, t),
            rows: rows.collect(),
            with_change: choice.from.is_some(),
            mean_at,
        }
    }
}

fn columns(figures: &Figures, t: &Texts) -> Vec<Column> {
    let choice = &figures.choice;
    let unit = wording::unit(&choice.reading, choice.seen.lang);
    let short_unit = wording::short_unit(&choice.reading.unit, choice.seen.lang).to_owned();
    let column = |label: &str, unit: String, by: Option<SortBy>, class| {
        let sorted = match by {
            Some(by) if by == choice.sort.by && choice.sort.descending => "descending",
            Some(by) if by == choice.sort.by => "ascending",
            _ => "",
        };
        Column {
            label: label.to_owned(),
            unit,
            href: by.map(|by| href(figures, choice.sort.toggled(by))),
            sorted,
            action: fill(t.table_sort, &[("column", label)]),
            class,
        }
    };
    let mut columns = vec![
        column(t.table_rank, String::new(), Some(SortBy::Rank), "number"),
        column(
            t.table_municipality,
            String::new(),
            Some(SortBy::Name),
            "name",
        ),
        column(
            &choice.period.to_lang(choice.seen.lang),
            unit,
            None,
            "number",
        ),
    ];
    if let Some(from) = choice.from {
        let since = fill(t.table_change, &[("from", &from.to_lang(choice.seen.lang))]);
        columns.push(column(&since, short_unit, Some(SortBy::Change), "number"));
        columns.push(column(
            t.table_change_share,
            "%".to_owned(),
            Some(SortBy::Share),
            "number share",
        ));
        columns.push(column(
            t.table_change_rank,
            t.rank_fall.to_owned(),
            None,
            "number",
        ));
        let then = fill(
            t.table_from_rank,
            &[("from", &from.to_lang(choice.seen.lang))],
        );
        columns.push(column(&then, String::new(), None, "number share"));
    }
    columns
}

fn href(figures: &Figures, sort: Sort) -> String {
    let choice = Choice {
        sort,
        ..figures.choice.clone()
    };
    // Back to the table, not to the top of the page.
    format!("{}#table", choice.link())
}

fn row(
    one: &Standing,
    choice: &Choice,
    group: &BTreeSet<&str>,
    scale: Option<&Scale>,
    t: &Texts,
) -> RankRow {
    let (lang, reading) = (choice.seen.lang, &choice.reading);
    let code = one.municipality.as_str();
    let value = match one.value {
        Some(value) => bare(value, reading.precision, &reading.unit, lang),
        None => wording::cell(one.cell, lang).to_owned(),
    };
    let (change, share, change_rank) = match &one.change {
        Some(change) => changes(change, choice),
        None => Default::default(),
    };
    let (mark, kind) = if code == choice.seen.own.code {
        (t.mark_own, "own")
    } else if group.contains(code) {
        (t.mark_group, "group")
    } else if is_marked(code, choice.seen.own) {
        (t.mark_marked, "marked")
    } else {
        ("", "plain")
    };
    let from_rank = one.change.as_ref().and_then(|change| change.from_rank);
    RankRow {
        name: place_name(code, lang),
        code: code.to_owned(),
        rank: one
            .rank
            .map_or_else(|| NOTHING.to_owned(), |rank| rank.to_string()),
        value,
        change,
        share,
        change_rank,
        from_rank: from_rank.map_or_else(|| NOTHING.to_owned(), |rank| rank.to_string()),
        mark,
        class: if one.value.is_some() {
            kind.to_owned()
        } else {
            format!("{kind} absent")
        },
        bar: one.value.zip(scale).map(|(value, scale)| scale.bar(value)),
    }
}

/// The change, the change in per cent, and its rank.
fn changes(change: &Change, choice: &Choice) -> (String, String, String) {
    let (lang, reading) = (choice.seen.lang, &choice.reading);
    let Some(absolute) = change.absolute else {
        return (
            why(change.cell, choice),
            NOTHING.to_owned(),
            NOTHING.to_owned(),
        );
    };
    let share = change
        .share
        .map(|share| signed(bare(share, SHARE_DECIMALS, &Unit::Share, lang)));
    (
        signed(bare(absolute, reading.precision, &reading.unit, lang)),
        share.unwrap_or_else(|| NOTHING.to_owned()),
        change
            .rank
            .map_or_else(|| NOTHING.to_owned(), |rank| rank.to_string()),
    )
}

fn why(cell: Cell, choice: &Choice) -> String {
    wording::cell(cell, choice.seen.lang).to_owned()
}
