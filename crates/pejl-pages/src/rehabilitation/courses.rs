//! The courses of a period beside those a year before, and those of its parts.

use pejl_app::Reading;
use pejl_app::rehabilitation::{COLUMNS, CoursesAnswer, Line};
use pejl_domain::lang::collate;
use pejl_domain::{Lang, Period};
use serde::Serialize;

use super::asked::Asked;
use super::cells::{Reasons, Shown, Why};
use crate::indicator::to_indicator;
use crate::member::member_name;
use crate::texts::{Texts, texts};

/// What the parts are told of.
const OF_PARTS: [&str; 6] = [
    "started",
    "ended",
    "ended_with_effect",
    "self_reliant_share",
    "median_days",
    "hours_gained",
];

/// The table of courses.
#[derive(Debug, Serialize)]
pub(super) struct CoursesView {
    periods: Vec<String>,
    groups: Vec<Group>,
    reasons: Vec<Why>,
}

/// Rows of one kind.
#[derive(Debug, Serialize)]
struct Group {
    name: &'static str,
    rows: Vec<Row>,
}

/// A reading with its figures, the newest period first.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// The page of the indicator, with its definition.
    pub href: String,
    /// What it is.
    pub name: String,
    /// Its code.
    pub code: String,
    /// A figure for each period.
    pub figures: Vec<Shown>,
}

/// The table of the parts.
#[derive(Debug, Serialize)]
pub(super) struct SplitView {
    columns: Vec<String>,
    rows: Vec<SplitRow>,
    reasons: Vec<Why>,
}

#[derive(Debug, Serialize)]
struct SplitRow {
    name: String,
    figures: Vec<Shown>,
}

/// The kinds of rows, each with its columns.
fn groups(t: &Texts) -> [(&'static str, &'static [&'static str]); 6] {
    [
        (
            t.rehabilitation_how_many,
            &[
                "started",
                "started_per_1000_65plus",
                "ended",
                "ended_with_effect",
                "ended_without_effect",
            ],
        ),
        (
            t.rehabilitation_ends,
            &[
                "self_reliant",
                "less_help",
                "same_help",
                "more_help",
                "death",
                "moved",
                "hospital",
                "declined",
                "another_reason",
            ],
        ),
        (
            t.rehabilitation_outcomes,
            &[
                "self_reliant_share",
                "improved_share",
                "measured_share",
                "hours_before",
                "hours_after",
                "hours_gained",
                "hours_known_share",
            ],
        ),
        (
            t.rehabilitation_length,
            &["median_days", "p25_days", "p75_days", "km_median_days"],
        ),
        (
            t.rehabilitation_lasts,
            &["concluded_share", "still_concluded_180"],
        ),
        (
            t.rehabilitation_england,
            &["ascof_2a_2024", "ascof_2a_2024_not_told", "ascof_2d_2024"],
        ),
    ]
}

/// The table of the courses of a period and of the one a year before.
pub(super) fn courses(asked: &Asked, found: &CoursesAnswer, period: Period) -> CoursesView {
    let (lang, t) = (asked.seen.lang, texts(asked.seen.lang));
    let mut lines: Vec<&Line> = found.lines.iter().collect();
    lines.sort_by_key(|line| line.period != period);
    let mut reasons = Reasons::default();
    let groups = groups(t).into_iter().map(|(name, columns)| Group {
        name,
        rows: columns
            .iter()
            .filter_map(|column| row(asked, found, (&lines, column), &mut reasons))
            .collect(),
    });
    CoursesView {
        groups: groups.collect(),
        periods: lines.iter().map(|line| line.period.to_lang(lang)).collect(),
        reasons: reasons.told(),
    }
}

fn row(
    asked: &Asked,
    found: &CoursesAnswer,
    (lines, column): (&[&Line], &str),
    reasons: &mut Reasons,
) -> Option<Row> {
    let (no, reading) = reading(found, column)?;
    let figures = lines.iter().map(|line| {
        let figure = line.figures.get(no);
        if let Some(figure) = figure {
            reasons.note(figure, reading, asked.seen.lang);
        }
        Shown::of(figure, reading, asked.seen.lang)
    });
    Some(Row {
        figures: figures.collect(),
        href: href(asked, reading),
        name: reading.name.to_lang(asked.seen.lang).to_owned(),
        code: format!("{}.{}", reading.indicator, reading.code),
    })
}

/// The place of a column and its reading; none where an own card has it no more.
fn reading<'a>(found: &'a CoursesAnswer, column: &str) -> Option<(usize, &'a Reading)> {
    let no = COLUMNS.iter().position(|one| one.code == column)?;
    Some((no, found.readings.get(no)?.as_deref()?))
}

/// The figure of a column in the period.
pub(super) fn figure(
    found: &CoursesAnswer,
    column: &str,
    (period, lang): (Period, Lang),
) -> Option<Shown> {
    let (no, reading) = reading(found, column)?;
    let line = found.lines.iter().find(|line| line.period == period)?;
    Some(Shown::of(line.figures.get(no), reading, lang))
}

/// The page of a reading, pinned where this one is.
pub(super) fn href(asked: &Asked, reading: &Reading) -> String {
    let link = to_indicator((&reading.indicator, asked.seen.own), asked.seen.lang);
    let link = link.with("reading", &reading.code);
    asked.seen.stay(link).to_string()
}

/// The table of the parts of a period.
pub(super) fn split(asked: &Asked, found: &CoursesAnswer) -> SplitView {
    let lang = asked.seen.lang;
    let mut reasons = Reasons::default();
    let columns: Vec<(usize, &Reading)> = OF_PARTS
        .iter()
        .filter_map(|column| reading(found, column))
        .collect();
    let mut rows: Vec<SplitRow> = Vec::new();
    for line in &found.lines {
        let Some(member) = line.members.get(&asked.by) else {
            continue;
        };
        let figures = columns.iter().map(|(no, reading)| {
            let figure = line.figures.get(*no);
            if let Some(figure) = figure {
                reasons.note(figure, reading, lang);
            }
            Shown::of(figure, reading, lang)
        });
        rows.push(SplitRow {
            figures: figures.collect(),
            name: member_name(&asked.by, member, lang),
        });
    }
    rows.sort_by(|one, other| collate(&one.name, &other.name, lang));
    let name = |(_, reading): &(usize, &Reading)| reading.name.to_lang(lang).to_owned();
    SplitView {
        columns: columns.iter().map(name).collect(),
        rows,
        reasons: reasons.told(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_the_table_stands_in_one_group() {
        for column in COLUMNS {
            let of = groups(texts(Lang::Da))
                .iter()
                .filter(|(_, columns)| columns.contains(&column.code))
                .count();
            assert_eq!(of, 1, "{}", column.code);
        }
        let known = |code: &str| COLUMNS.iter().any(|one| one.code == code);
        assert!(OF_PARTS.iter().all(|code| known(code)));
    }
}
