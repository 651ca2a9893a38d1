//! A figure beside the one before, a change, a goal, and a frame that is kept or not.

use pejl_app::Observation;
use pejl_app::frame::Line as FrameLine;
use pejl_app::pejlemaerker::Line;
use pejl_app::status::Stand;
use pejl_domain::lang::format_date;
use pejl_domain::target::{Bounds, PPM, Path};
use pejl_domain::{Lang, Unit};
use pejl_wording::{before_change, period_of};

use super::course::Course;
use super::read::{Reader, Said, Scale};
use super::refuse;
use super::words::texts;
use crate::rules::kroner;
use crate::sentence::{Sentence, Unproved};

/// Sign of a rise, where a change carries one; that of a fall is the minus of its number.
const PLUS: char = '+';
const MINUS: char = '\u{2212}';

fn held(text: &str, is_true: Option<()>) -> Result<(), Unproved> {
    is_true.ok_or_else(|| refuse(text))
}

/// Holds a change with its sign against the two figures it is between: `−2,0 procentpoint`.
///
/// # Errors
/// It is another change, or of the other way.
pub(crate) fn change(
    text: &str,
    (before, now): (f64, f64),
    unit: &Unit,
    lang: Lang,
) -> Result<(), Unproved> {
    let scale = Scale::of_unit(unit, 0, lang);
    let size = text.strip_prefix([PLUS, MINUS]).unwrap_or(text);
    let mut reader = Reader::new(size, &scale);
    let is_read = reader.size(now - before).and_then(|()| reader.end());
    let is_nothing = !size.contains(|c: char| c.is_ascii_digit() && c != '0');
    let is_way = match text.chars().next() {
        Some(PLUS) => now > before,
        Some(MINUS) => now < before,
        _ => is_nothing,
    };
    held(text, is_read.filter(|()| is_way))
}

/// Holds a sentence about what has moved against the figures of its line: which is which, and whether it rose or fell and to the
/// better or the worse.
///
/// # Errors
/// It says otherwise.
pub(crate) fn moved(
    sentence: &Sentence,
    (line, name): (&Line, &str),
    lang: Lang,
) -> Result<(), Unproved> {
    let text = sentence.text();
    let read = || {
        let t = texts(lang);
        let reading = line.reading.as_deref()?;
        let (newest, before) = (line.newest.as_ref()?, line.year_before.as_ref()?);
        let (value, earlier) = (newest.value?, before.value?);
        let scale = Scale::of(reading, lang);
        let mut reader = Reader::new(&text, &scale);
        let places = [
            ("name", Said::Words(name.to_owned())),
            ("value", Said::Amount(value)),
            ("period", Said::Words(newest.period.to_lang(lang))),
            ("before", Said::Amount(earlier)),
            ("earlier", Said::Words(before.period.to_lang(lang))),
        ];
        reader.says(t.against, &places)?;
        let rises = value > earlier;
        reader.words(if rises { t.rises } else { t.falls })?;
        let says = |words: &str| reader.rest().contains(words);
        let expected = match Course::is_up_better(reading.direction) {
            None => (false, false),
            Some(is_up) => (is_up == rises, is_up != rises),
        };
        ((says(t.better), says(t.worse)) == expected).then_some(())
    };
    held(&text, read())
}

/// Holds the sentences of a line against its newest figure, that of the year before and its goal.
///
/// # Errors
/// One of them says another figure, or one of another period.
pub(crate) fn stands(sentences: &[Sentence], line: &Line, lang: Lang) -> Result<(), Unproved> {
    for sentence in sentences {
        let text = sentence.text();
        let read = || {
            let t = texts(lang);
            let reading = line.reading.as_deref()?;
            let scale = Scale::of(reading, lang);
            let said = |template, one: &Observation, at: (&'static str, &'static str), period| {
                let mut reader = Reader::new(&text, &scale);
                let places = [
                    (at.0, Said::Amount(one.value?)),
                    (at.1, Said::Words(period)),
                ];
                reader.says(template, &places)?;
                reader.end()
            };
            let newest = line
                .newest
                .as_ref()
                .and_then(|one| said(t.figure, one, ("value", "period"), period_of(one, lang)));
            let before = line.year_before.as_ref().and_then(|one| {
                let mut period = one.period.to_lang(lang);
                if let Some(cut) = line.cut_since_year_before() {
                    period = format!("{period}, {}", before_change(cut, lang));
                }
                said(t.year_before, one, ("before", "earlier"), period)
            });
            let of_goal = || {
                let told = text.strip_prefix(t.goal)?.strip_suffix('.')?;
                read_goal(told, line.stand.as_ref()?, lang)
            };
            newest.or(before).or_else(of_goal)
        };
        held(&text, read())?;
    }
    Ok(())
}

/// Holds a goal in words against the target.
///
/// # Errors
/// It is another goal, or another day.
pub(crate) fn goal(text: &str, stand: &Stand, lang: Lang) -> Result<(), Unproved> {
    held(text, read_goal(text, stand, lang))
}

fn read_goal(text: &str, stand: &Stand, lang: Lang) -> Option<()> {
    let t = texts(lang);
    let Some(target) = stand.target.as_ref() else {
        // Without a target there is a dash.
        return (!text.contains(|c: char| c.is_ascii_digit())).then_some(());
    };
    let scale = Scale::of(&stand.reading, lang);
    let mut reader = Reader::new(text, &scale);
    let set = &target.set.target;
    let judged = stand.judgement.as_ref().and_then(|one| one.goal);
    match (judged, &set.parts().path) {
        (None, Path::IndexLinked(link)) => {
            let series = [("series", Said::Words(link.series.clone()))];
            reader.says(t.follows_prices, &series)?;
            reader.may(|of| of.words("+"));
            #[expect(clippy::cast_precision_loss, reason = "at most ten million")]
            reader.share(link.change_ppm as f64 / PPM as f64)?;
        }
        (judged, _) => {
            let bounds = judged.or_else(|| set.goal_bounds(&|_, _| None).ok())?;
            read_bounds(&mut reader, bounds)?;
        }
    }
    let deadline = format_date(set.parts().deadline, lang);
    reader.says(t.by, &[("date", Said::Words(deadline))])?;
    reader.end()
}

/// `højst 80 dage`, `70 til 80 dage`.
pub(super) fn read_bounds(reader: &mut Reader<'_>, bounds: Bounds) -> Option<()> {
    let t = texts(reader.lang());
    match (bounds.low, bounds.high) {
        (Some(low), Some(high)) => {
            reader.amount(low.as_f64())?;
            reader.words(t.to)?;
            reader.amount(high.as_f64())
        }
        (Some(low), None) => {
            reader.words(t.at_least)?;
            reader.amount(low.as_f64())
        }
        (None, Some(high)) => {
            reader.words(t.at_most)?;
            reader.amount(high.as_f64())
        }
        (None, None) => None,
    }
}

/// Holds a sentence about the total of a frame against its amounts: whether the year is expected to end over it or under it, and by
/// how much.
///
/// # Errors
/// It says the other way, or another distance.
pub(crate) fn exceeds(sentence: &Sentence, total: &FrameLine, lang: Lang) -> Result<(), Unproved> {
    let text = sentence.text();
    let t = texts(lang);
    let read = || {
        let (expected, frame) = (
            total.expected.as_ref().ok()?.oere,
            *total.frame.as_ref().ok()?,
        );
        let by = expected.checked_sub(frame)?;
        let is_distance = total.distance.as_ref().is_some_and(|one| one.oere == by);
        let said = (text.ends_with(t.over_frame), text.ends_with(t.under_frame));
        let is_way = match said {
            (true, _) => by > 0,
            (_, true) => by < 0,
            _ => true,
        };
        let numbers = crate::sentence::numbers(&text, lang);
        let has = |oere: i64| numbers.iter().any(|one| one.is_rounded(kroner(oere)));
        let names_all = !(said.0 || said.1) || (has(expected) && has(frame) && has(by.abs()));
        (is_distance && is_way && names_all).then_some(())
    };
    held(&text, read())
}
