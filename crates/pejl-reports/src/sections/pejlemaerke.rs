//! A pejlemærke: its statement, and of each indicator that shows it the course, the status and what is behind.

use pejl_app::Observation;
use pejl_app::initiatives::StoredInitiative;
use pejl_app::pejlemaerker::{Line, Pejlemaerke};
use pejl_app::trend::TrendAnswer;
use pejl_domain::lang::format_date;
use pejl_domain::{Lang, Period};
use pejl_wording::{before_change, decimals, fill, goal, no_figure, period_of};

use crate::charts::{bridge, course, ranking};
use crate::document::{Block, Item, Section};
use crate::findings::Findings;
use crate::proof;
use crate::rules::{name, sign, why};
use crate::sections::board::{is_same, table};
use crate::sentence::{Sentence, Unproved};
use crate::texts::texts;

/// A section for each pejlemærke, in the council's order.
///
/// # Errors
/// A text is not true of its figures.
pub(crate) fn sections(findings: &Findings, lang: Lang) -> Result<Vec<Section>, Unproved> {
    let of = findings.board.lines.chunk_by(is_same);
    let sections = of.filter_map(|lines| {
        let first = lines.first()?;
        let pejlemaerke = first.perspective.pejlemaerker.get(first.pejlemaerke)?;
        Some(section(findings, (pejlemaerke, lines), lang))
    });
    sections.collect()
}

fn section(
    findings: &Findings,
    (one, lines): (&Pejlemaerke, &[Line]),
    lang: Lang,
) -> Result<Section, Unproved> {
    let t = texts(lang);
    let part_of = lines
        .first()
        .map(|line| line.perspective.name.to_lang(lang));
    let mut blocks = vec![Block::Lead(one.statement.to_lang(lang).to_owned())];
    for line in lines.iter().filter(|line| line.is_lead) {
        blocks.extend(of_lead(findings, line, lang)?);
    }
    let support = || lines.iter().filter(|line| !line.is_lead);
    if support().next().is_some() {
        let name = one.name.to_lang(lang);
        let caption = fill(t.support_caption, &[("name", name)]);
        blocks.push(Block::Heading(t.support.to_owned()));
        blocks.push(Block::Table(table(support(), &caption, lang)));
        for line in support() {
            blocks.extend(behind(findings, line, lang)?);
        }
    }
    Ok(Section {
        // A section's code is one of ours: letters and `_`.
        id: format!("p-{}", one.code.replace('_', "-")),
        part_of: part_of.unwrap_or_default().to_owned(),
        heading: one.name.to_lang(lang).to_owned(),
        blocks,
    })
}

/// What is told of an indicator that shows the pejlemærke.
fn of_lead(findings: &Findings, line: &Line, lang: Lang) -> Result<Vec<Block>, Unproved> {
    let t = texts(lang);
    let mut blocks = vec![
        Block::Heading(format!("{} {}", line.indicator, name(line, lang))),
        Block::List(vec![stands(line, lang)?]),
    ];
    let answer = findings.series.get(&line.indicator);
    let id = format!("course-{}", chart_id(line));
    let drawn = answer.map(|one| course(one, findings.municipality, (&id, lang)));
    match drawn.transpose()?.flatten() {
        Some(figure) => blocks.push(Block::Figure(figure)),
        None if no_figure(line, lang).is_none() => {
            blocks.push(Block::Note(t.no_course.to_owned()));
        }
        None => {}
    }
    blocks.extend(behind(findings, line, lang)?);
    blocks.extend(said(answer, lang));
    blocks.extend(done(answer, lang));
    Ok(blocks)
}

/// Where an indicator stands: its figure, the year before, its target, its status and why.
pub(crate) fn stands(line: &Line, lang: Lang) -> Result<Item, Unproved> {
    let t = texts(lang);
    let reading = line.reading.as_deref();
    let mut sentences = Vec::new();
    let decimals = reading.map_or(1, decimals);
    if let Some((one, value)) = told(line.newest.as_ref()) {
        sentences.push(
            Sentence::of(t.figure_of, lang)
                .figure("value", value, decimals, &one.unit)
                .name("period", &period_of(one, lang)),
        );
    }
    if let Some((one, before)) = told(line.year_before.as_ref()) {
        sentences.push(
            Sentence::of(t.figure_before, lang)
                .figure("before", before, decimals, &one.unit)
                .name("earlier", &earlier(one, line, lang)),
        );
    }
    if line.stand.is_some() {
        sentences
            .push(Sentence::of(t.figure_goal, lang).name("goal", &goal(line.stand.as_ref(), lang)));
    }
    proof::stands(&sentences, line, lang)?;
    let mut more = why(line, lang)?;
    if more.is_empty() {
        more = no_figure(line, lang).map_or_else(String::new, pejl_wording::sentence);
    }
    Ok(Item {
        sign: Some(sign(line.status, lang)),
        sentences,
        more,
    })
}

/// The period a year before, with the change that keeps its figure from being held against the newest.
fn earlier(one: &Observation, line: &Line, lang: Lang) -> String {
    let period = one.period.to_lang(lang);
    match line.cut_since_year_before() {
        Some(cut) => format!("{period}, {}", before_change(cut, lang)),
        None => period,
    }
}

/// A figure that is told.
fn told(one: Option<&Observation>) -> Option<(&Observation, f64)> {
    one.and_then(|one| Some((one, one.value?)))
}

/// What is behind a figure: what its change is put down to, and how it is among others.
fn behind(findings: &Findings, line: &Line, lang: Lang) -> Result<Vec<Block>, Unproved> {
    let t = texts(lang);
    let mut blocks = Vec::new();
    let named = |text: &str| Block::Heading(fill(text, &[("name", &name(line, lang))]));
    if let Some(answer) = findings.bridges.get(&line.indicator) {
        blocks.push(named(t.bridge));
        let id = format!("bridge-{}", chart_id(line));
        blocks.push(match bridge(answer, (&id, lang))? {
            Ok(figure) => Block::Figure(figure),
            Err(why) => Block::Note(fill(t.bridge_none, &[("why", why.trim_end_matches('.'))])),
        });
    }
    let reading = line.reading.as_deref();
    if let (Some(found), Some(reading)) = (findings.comparisons.get(&line.indicator), reading) {
        blocks.push(named(t.comparison));
        let id = format!("ranking-{}", chart_id(line));
        blocks.push(Block::Figure(ranking(
            found,
            (reading, &name(line, lang)),
            (&id, lang),
        )?));
    }
    Ok(blocks)
}

/// A name for the charts of a line, unique in the report: an indicator can stand in several places.
fn chart_id(line: &Line) -> String {
    let of = (line.perspective.code.as_str(), line.pejlemaerke);
    format!("{}-{}-{}", of.0, of.1, line.indicator.replace('.', "-"))
}

/// Comments that people have made on figures of the series.
fn said(answer: Option<&TrendAnswer>, lang: Lang) -> Vec<Block> {
    let t = texts(lang);
    let comments = answer.iter().flat_map(|one| &one.comments).map(|one| {
        let (da, en) = (one.said.text_da.as_str(), one.said.text_en.as_str());
        let (own, other) = match lang {
            Lang::Da => (da, en),
            Lang::En => (en, da),
        };
        let text = match &one.withheld {
            Some(reason) => reason.to_lang(lang),
            None if own.is_empty() => other,
            None => own,
        };
        let period = one.said.period.parse::<Period>();
        let period = period.map_or_else(|_| one.said.period.clone(), |one| one.to_lang(lang));
        let said = [
            ("period", period.as_str()),
            ("text", text),
            ("author", one.said.author.as_str()),
        ];
        let mut more = fill(t.comment, &said);
        if one.moved == Some(true) {
            more.push(' ');
            more.push_str(t.comment_moved);
        }
        Item {
            more,
            ..Item::default()
        }
    });
    listed(t.comments, comments.collect())
}

/// What was done so that the series becomes another.
fn done(answer: Option<&TrendAnswer>, lang: Lang) -> Vec<Block> {
    let t = texts(lang);
    let initiatives = answer.iter().flat_map(|one| &one.initiatives);
    let items = initiatives.map(|one| Item {
        more: initiative(one, lang),
        ..Item::default()
    });
    listed(t.initiatives, items.collect())
}

/// The days of an initiative in words.
fn initiative(one: &StoredInitiative, lang: Lang) -> String {
    let t = texts(lang);
    let (title, from) = (
        one.said.title.as_str(),
        format_date(one.said.started_on, lang),
    );
    match one.said.ended_on {
        None => fill(t.initiative, &[("title", title), ("from", &from)]),
        Some(to) => {
            let to = format_date(to, lang);
            let said = [("title", title), ("from", &from), ("to", &to)];
            fill(t.initiative_ended, &said)
        }
    }
}

/// Things under a heading; nothing where there are none.
fn listed(heading: &str, items: Vec<Item>) -> Vec<Block> {
    match items.is_empty() {
        true => Vec::new(),
        false => vec![Block::Heading(heading.to_owned()), Block::List(items)],
    }
}
