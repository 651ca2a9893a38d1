//! The rules that sentences of a summary are made by: what has moved, what is off course, what needs a decision.

use std::collections::BTreeMap;

use pejl_app::frame::FrameAnswer;
use pejl_app::pejlemaerker::Line;
use pejl_app::{Direction, Kind, Observation, Reading, Status};
use pejl_domain::{Cell, Lang, Oere, Unit};
pub(crate) use pejl_wording::name_of as name;
use pejl_wording::{decimals, frame_words, goal, period_of, status_class, status_word, with_unit};

use crate::document::{Item, Sign};
use crate::proof;
use crate::sentence::{Sentence, Unproved};
use crate::texts::texts;

/// Things that a list of the summary has room for; the board has them all.
pub(crate) const LISTED_MAX: usize = 5;
/// Those that it has room for where other lists are long, too.
const LISTED_FEW: usize = 3;
/// Things of all lists together that the page has room for.
const ROOM: usize = 9;

/// What chance says of the newest point of each series, by indicator: nothing of one whose limits are not known, else whether the
/// point is more than chance explains, and to which side.
pub(crate) type Chance = BTreeMap<String, Option<Option<bool>>>;

/// The lines of a board, each indicator once, the first place it has.
pub(crate) fn once<'a>(lines: impl Iterator<Item = &'a Line>) -> Vec<&'a Line> {
    let mut seen: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in lines {
        if !seen.contains(&line.indicator.as_str()) {
            seen.push(&line.indicator);
            found.push(line);
        }
    }
    found
}

/// A figure and the one of the year before, where both are told and can be compared.
fn pair(line: &Line) -> Option<(&Reading, &Observation, f64, &Observation, f64)> {
    let reading = line.reading.as_deref()?;
    let (newest, before) = (line.newest.as_ref()?, line.year_before.as_ref()?);
    if line.cut_since_year_before().is_some() {
        return None;
    }
    Some((reading, newest, newest.value?, before, before.value?))
}

/// What has moved since the year before by more than chance explains, among the lines that show a pejlemærke.
///
/// A line has moved where its figure is another than the year before and its series shows a change to the same side that chance
/// does not explain.
///
/// # Errors
/// A sentence is not true of its two figures.
pub(crate) fn moved(lines: &[&Line], chance: &Chance, lang: Lang) -> Result<Listed, Unproved> {
    let t = texts(lang);
    let (mut items, mut n_rest, mut n_few) = (Vec::new(), 0, 0);
    for line in lines {
        let signal = chance.get(&line.indicator).copied().flatten();
        match (pair(line), signal) {
            (None, _) | (_, None) => n_few += 1,
            (Some(pair), Some(side)) => match moved_to(&pair, side) {
                None => n_rest += 1,
                Some(rises) => {
                    let sentence = moved_sentence(pair, rises, lang);
                    proof::moved(&sentence, (line, &name(line, lang)), lang)?;
                    items.push(plain(sentence));
                }
            },
        }
    }
    let n_told = items.len() + n_rest;
    if items.is_empty() {
        let text = match n_told {
            0 => t.moved_unknown,
            _ => t.moved_none,
        };
        items.push(plain(Sentence::of(text, lang)));
    }
    let rest = Sentence::of(t.moved_rest, lang).count("n", n_rest);
    let rest = (n_rest > 0).then_some(rest).into_iter();
    let of_all = held_against((n_told, n_few), lang);
    Ok(Listed {
        items,
        rest: of_all.into_iter().chain(rest).map(plain).collect(),
    })
}

/// How many leading indicators can be held against the year before, of so many and of so few that cannot; nothing where there are
/// none.
fn held_against((n_told, n_few): (usize, usize), lang: Lang) -> Option<Sentence> {
    let t = texts(lang);
    let n_all = n_told + n_few;
    let said = match n_few {
        0 => Sentence::of(t.moved_all, lang),
        _ => Sentence::of(t.moved_some, lang)
            .count("n", n_told)
            .count("few", n_few),
    };
    (n_all > 0).then(|| said.count("all", n_all))
}

/// A list of the summary.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The things, the most pressing first; as many are told as there is room for.
    items: Vec<Item>,
    /// What is told in any case, below them.
    rest: Vec<Item>,
}

impl Listed {
    /// At most so many of the things, how many more there are, and what is told in any case.
    pub(crate) fn told(self, most: usize, lang: Lang) -> Vec<Item> {
        let t = texts(lang);
        let n_more = self.items.len().saturating_sub(most);
        let more = Sentence::of(t.listed_more, lang).count("n", n_more);
        let more = (n_more > 0).then(|| plain(more));
        let items = self.items.into_iter().take(most);
        items.chain(more).chain(self.rest).collect()
    }
}

/// How many things each list of the summary has room for, so that all of them stand on one page.
pub(crate) fn room<'a>(lists: impl IntoIterator<Item = &'a Listed>) -> usize {
    let told = lists.into_iter().map(|one| one.items.len().min(LISTED_MAX));
    match told.sum::<usize>() <= ROOM {
        true => LISTED_MAX,
        false => LISTED_FEW,
    }
}

/// Whether a figure rose, where it moved to the side that its series signals, by so much that a reader sees it.
fn moved_to(
    (reading, newest, value, _, before): &(&Reading, &Observation, f64, &Observation, f64),
    side: Option<bool>,
) -> Option<bool> {
    let shown = |value: f64| with_unit(value, decimals(reading), &newest.unit, Lang::Da);
    let rises = value > before;
    (shown(*value) != shown(*before) && side == Some(rises)).then_some(rises)
}

fn moved_sentence(
    (reading, newest, value, earlier, before): (&Reading, &Observation, f64, &Observation, f64),
    rises: bool,
    lang: Lang,
) -> Sentence {
    let t = texts(lang);
    let template = match (reading.direction, rises) {
        (Direction::Up, true) => t.rose_better,
        (Direction::Down, true) => t.rose_worse,
        (Direction::Band | Direction::Context, true) => t.rose,
        (Direction::Down, false) => t.fell_better,
        (Direction::Up, false) => t.fell_worse,
        (Direction::Band | Direction::Context, false) => t.fell,
    };
    let decimals = decimals(reading);
    Sentence::of(template, lang)
        .name("name", reading.name.to_lang(lang))
        .figure("value", value, decimals, &reading.unit)
        .name("period", &newest.period.to_lang(lang))
        .figure("before", before, decimals, &reading.unit)
        .name("earlier", &earlier.period.to_lang(lang))
}

/// What is off course or at risk, the most pressing first, with its figure and its goal; why is told with what needs a decision.
///
/// # Errors
/// A goal in words is not that of the target.
pub(crate) fn off_course(lines: &[&Line], lang: Lang) -> Result<Listed, Unproved> {
    let t = texts(lang);
    let mut items = Vec::new();
    for wanted in [Status::OffTrack, Status::AtRisk] {
        for line in lines.iter().filter(|line| line.status == wanted) {
            let goal = goal(line.stand.as_ref(), lang);
            if let Some(stand) = &line.stand {
                proof::goal(&goal, stand, lang)?;
            }
            items.push(Item {
                sign: Some(sign(wanted, lang)),
                sentences: vec![beside_goal(line, &goal, lang)],
                more: String::new(),
            });
        }
    }
    if items.is_empty() {
        items.push(plain(Judged::of(lines).said(
            &Nothing {
                all: t.course_none,
                some: t.course_some,
                unknown: t.course_unknown,
                no_targets: t.course_no_targets,
            },
            lang,
        )));
    }
    Ok(Listed {
        items,
        rest: Vec::new(),
    })
}

/// The newest figure of a line beside its goal.
fn beside_goal(line: &Line, goal: &str, lang: Lang) -> Sentence {
    let t = texts(lang);
    let newest = line.newest.as_ref();
    let told = newest.and_then(|one| Some((line.reading.as_deref()?, one, one.value?)));
    let sentence = match told {
        None => Sentence::of(t.course_goal, lang),
        Some((reading, one, value)) => Sentence::of(t.course_figure, lang)
            .figure("value", value, decimals(reading), &one.unit)
            .name("period", &period_of(one, lang)),
    };
    sentence.name("name", &name(line, lang)).name("goal", goal)
}

/// What needs a decision: a target that is not met or at risk, progress that another indicator contradicts, a frame that is
/// expected to be exceeded.
///
/// # Errors
/// What is said of the frame is not true of it.
pub(crate) fn decisions(
    lines: &[&Line],
    frame: Option<&FrameAnswer>,
    lang: Lang,
) -> Result<Listed, Unproved> {
    let t = texts(lang);
    let mut items = of_targets(lines, lang);
    items.extend(lines.iter().filter_map(|line| contradicted(line, lang)));
    // The frame is one of its own, and has its place however many targets are missed.
    let exceeded = frame.map(|frame| exceeded(frame, lang)).transpose()?;
    let rest: Vec<Item> = exceeded.flatten().map(plain).into_iter().collect();
    if items.is_empty() && rest.is_empty() {
        items.push(plain(Judged::of(lines).said(
            &Nothing {
                all: t.decide_none,
                some: t.decide_some,
                unknown: t.decide_unknown,
                no_targets: t.decide_no_targets,
            },
            lang,
        )));
    }
    Ok(Listed { items, rest })
}

/// Targets that are not met or at risk, the most pressing first, each with why.
fn of_targets(lines: &[&Line], lang: Lang) -> Vec<Item> {
    let t = texts(lang);
    let mut items = Vec::new();
    for (wanted, text) in [
        (Status::OffTrack, t.decide_off),
        (Status::AtRisk, t.decide_risk),
    ] {
        for line in lines.iter().filter(|line| line.status == wanted) {
            let judgement = line.stand.as_ref().and_then(|one| one.judgement.as_ref());
            let reason = judgement.map(|one| one.rule.text());
            let reason = reason.map(|text| {
                let why = text.to_lang(lang).trim_end_matches('.');
                Sentence::of(t.decide_why, lang).name("why", why)
            });
            let said = Sentence::of(text, lang).name("name", &name(line, lang));
            items.push(Item {
                sign: Some(sign(wanted, lang)),
                sentences: std::iter::once(said).chain(reason).collect(),
                more: String::new(),
            });
        }
    }
    items
}

/// Progress that an indicator it is to be seen with contradicts.
fn contradicted(line: &Line, lang: Lang) -> Option<Item> {
    let stand = line.stand.iter();
    let said: Vec<&str> = stand
        .flat_map(|one| &one.contradictions)
        .map(|text| text.to_lang(lang))
        .collect();
    let t = texts(lang);
    let head = Sentence::of(t.decide_contradicted, lang);
    (!said.is_empty()).then(|| Item {
        sign: Some(sign(line.status, lang)),
        sentences: vec![head.name("name", &name(line, lang))],
        more: said.join(" "),
    })
}

/// How many lines have a target, and of how many of them it is known where they stand.
struct Judged {
    n_targets: usize,
    n_judged: usize,
}

/// What is said where nothing is found: every target is judged, some are, none is, or there are no targets.
struct Nothing {
    all: &'static str,
    some: &'static str,
    unknown: &'static str,
    no_targets: &'static str,
}

impl Judged {
    fn of(lines: &[&Line]) -> Self {
        let with_target = || lines.iter().filter(|line| line.stand.is_some());
        let is_judged = |line: &&&Line| match line.status {
            Status::Reached | Status::OnTrack | Status::AtRisk | Status::OffTrack => true,
            Status::NoTarget | Status::Context | Status::NotComputable | Status::Immature => false,
        };
        Self {
            n_targets: with_target().count(),
            n_judged: with_target().filter(is_judged).count(),
        }
    }

    /// That nothing is found, no surer than it is.
    fn said(&self, nothing: &Nothing, lang: Lang) -> Sentence {
        let text = match (self.n_targets, self.n_judged) {
            (0, _) => return Sentence::of(nothing.no_targets, lang),
            (n_targets, n_judged) if n_targets == n_judged => {
                return Sentence::of(nothing.all, lang);
            }
            (_, 0) => nothing.unknown,
            _ => nothing.some,
        };
        Sentence::of(text, lang)
            .count("all", self.n_targets)
            .count("n", self.n_judged)
    }
}

/// What is said of a frame that is expected to be exceeded.
fn exceeded(frame: &FrameAnswer, lang: Lang) -> Result<Option<Sentence>, Unproved> {
    let t = texts(lang);
    let total = frame.lines.last();
    let distance = total.and_then(|one| Some((one, one.distance.as_ref()?)));
    let Some((total, distance)) = distance.filter(|(_, one)| one.oere > 0) else {
        return Ok(None);
    };
    let sentence = Sentence::of(t.frame_decide, lang)
        .figure("distance", kroner(distance.oere), 0, &Unit::Dkk)
        .name("year", &frame.asked.year.to_string());
    proof::exceeds(&sentence, total, lang)?;
    Ok(Some(sentence))
}

/// What the year is expected to end at against its frame.
///
/// # Errors
/// It is not true of the amounts.
pub(crate) fn expected(frame: &FrameAnswer, lang: Lang) -> Result<Vec<Sentence>, Unproved> {
    let t = frame_words(lang);
    let Some(total) = frame.lines.last() else {
        return Ok(Vec::new());
    };
    let (Ok(expected), Ok(held), Some(distance)) = (&total.expected, &total.frame, &total.distance)
    else {
        return Ok(Vec::new());
    };
    let year = frame.asked.year.to_string();
    let said = match distance.oere {
        0 => Sentence::of(t.at, lang),
        oere => {
            let text = if oere > 0 { t.over } else { t.under };
            Sentence::of(text, lang)
                .figure("expected", kroner(expected.oere), 0, &Unit::Dkk)
                .figure("distance", kroner(oere).abs(), 0, &Unit::Dkk)
        }
    };
    let said = said
        .name("year", &year)
        .figure("frame", kroner(*held), 0, &Unit::Dkk);
    proof::exceeds(&said, total, lang)?;
    let chance = distance
        .probability_inside
        .map(|share| Sentence::of(t.probability, lang).figure("share", share, 0, &Unit::Share));
    Ok(std::iter::once(said).chain(chance).collect())
}

/// How many indicators have no figure.
pub(crate) fn unknown(lines: &[&Line], lang: Lang) -> Vec<Sentence> {
    let t = texts(lang);
    let is_unknown = |line: &&&Line| pejl_wording::no_figure(line, lang).is_some();
    let unknown: Vec<&&Line> = lines.iter().filter(is_unknown).collect();
    if unknown.is_empty() {
        return vec![Sentence::of(t.unknown_none, lang)];
    }
    let mut said = vec![
        Sentence::of(t.unknown_n, lang)
            .count("n", unknown.len())
            .count("all", lines.len()),
    ];
    let n_confidential = unknown.iter().filter(|line| is_confidential(line)).count();
    if n_confidential > 0 {
        said.push(Sentence::of(t.unknown_confidential, lang).count("n", n_confidential));
    }
    said
}

/// That nothing of the municipality's own records is delivered, where none of the figures made of them tells of anything.
pub(crate) fn nothing_delivered(lines: &[&Line], lang: Lang) -> Option<Sentence> {
    let of_records = |line: &&&Line| {
        let reading = line.reading.as_deref();
        reading.is_some_and(|one| one.kind == Kind::Records)
    };
    let is_missing = |line: &&Line| {
        let newest = line.newest.as_ref();
        newest.is_none_or(|one| one.cell == Cell::Missing)
    };
    let own: Vec<&Line> = lines.iter().filter(of_records).copied().collect();
    let is_nothing = !own.is_empty() && own.iter().all(is_missing);
    let t = texts(lang);
    is_nothing.then(|| Sentence::of(t.unknown_own, lang).count("n", own.len()))
}

/// Whether the newest figure of a line is withheld.
pub(crate) fn is_confidential(line: &Line) -> bool {
    let newest = line.newest.as_ref();
    newest.is_some_and(|one| one.cell == Cell::Confidential)
}

/// Why a line stands where it does, or why it has no figure.
///
/// # Errors
/// It is not true of what the line was judged by.
pub(crate) fn why(line: &Line, lang: Lang) -> Result<String, Unproved> {
    let stand = line.stand.as_ref();
    stand.map(|one| proof::status(one, lang)).transpose()?;
    let said = stand.map(|one| one.sentence.to_lang(lang).to_owned());
    let newest = line.newest.as_ref();
    let reason = newest.and_then(|one| one.reason.as_ref());
    let reason = reason.map(|one| pejl_wording::sentence(one.to_lang(lang)));
    Ok(said.or(reason).unwrap_or_default())
}

/// A status with its sign.
pub(crate) fn sign(status: Status, lang: Lang) -> Sign {
    Sign {
        class: status_class(status),
        word: status_word(status, lang),
    }
}

/// Whole øre in kroner.
pub(crate) fn kroner(oere: i64) -> f64 {
    Oere::from_oere(oere).to_kroner_f64()
}

fn plain(sentence: Sentence) -> Item {
    Item {
        sentences: vec![sentence],
        ..Item::default()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
