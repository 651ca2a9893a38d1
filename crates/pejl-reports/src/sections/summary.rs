//! The summary: one page of what moved, what is off course, what needs a decision, and what cannot be said.

use pejl_app::pejlemaerker::Line;
use pejl_charts::NumberStyle;
use pejl_domain::Lang;
use pejl_domain::lang::format_integer;
use pejl_wording::STATUSES;

use crate::charts::chance;
use crate::document::{Block, Section, Table, TableCell, TableRow};
use crate::findings::Findings;
use crate::rules::{self, Chance, once, sign};
use crate::sentence::Unproved;
use crate::texts::texts;

/// How a number of things is written.
const WHOLE: NumberStyle = NumberStyle::Number { decimals: 0 };

/// The summary of the findings.
///
/// # Errors
/// A sentence is not true of its figures.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Result<Section, Unproved> {
    let t = texts(lang);
    let all = once(findings.board.lines.iter());
    let leads = once(findings.board.lines.iter().filter(|line| line.is_lead));
    let series = findings.series.iter();
    let chance: Chance = series
        .map(|(code, answer)| (code.clone(), chance(answer)))
        .collect();
    let decisions = rules::decisions(&all, findings.frame.as_ref(), lang)?;
    let course = rules::off_course(&all, lang)?;
    let moved = rules::moved(&leads, &chance, lang)?;
    let most = rules::room([&decisions, &course, &moved]);
    let heading = |text: &str| Block::Heading(text.to_owned());
    let nothing = rules::nothing_delivered(&all, lang);
    let mut blocks: Vec<Block> = nothing
        .map(|one| Block::Sentences(vec![one]))
        .into_iter()
        .collect();
    blocks.extend([
        Block::Table(counts(&all, lang)),
        heading(t.decide),
        Block::List(decisions.told(most, lang)),
        heading(t.course),
        Block::List(course.told(most, lang)),
        heading(t.moved),
        Block::List(moved.told(most, lang)),
        heading(t.unknown),
        Block::Sentences(rules::unknown(&all, lang)),
    ]);
    Ok(Section {
        id: "summary".to_owned(),
        part_of: String::new(),
        heading: t.summary.to_owned(),
        blocks,
    })
}

/// How many indicators have each status, the most pressing first.
fn counts(lines: &[&Line], lang: Lang) -> Table {
    let t = texts(lang);
    let rows = STATUSES.iter().filter_map(|status| {
        let n = lines.iter().filter(|line| line.status == *status).count();
        let value = i32::try_from(n).ok().map(f64::from);
        let name = TableCell {
            sign: Some(sign(*status, lang)),
            ..TableCell::default()
        };
        let n = i64::try_from(n).ok().filter(|n| *n > 0)?;
        Some(TableRow {
            cells: vec![
                name,
                TableCell::of(format_integer(n, lang)).saying(value, WHOLE, lang),
            ],
            is_marked: false,
        })
    });
    Table {
        caption: t.counts.to_owned(),
        columns: vec![(t.status.to_owned(), false), (t.counts_n.to_owned(), true)],
        widths: &[],
        notes: Vec::new(),
        rows: rows.collect(),
    }
}
