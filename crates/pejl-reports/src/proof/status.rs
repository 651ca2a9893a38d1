//! Why something stands where it does, held against its judgement.

use pejl_app::Status;
use pejl_app::status::{Judgement, Rule, Stand};
use pejl_domain::Lang;
use pejl_domain::lang::format_date;
use pejl_domain::target::Target;

use super::figure::read_bounds;
use super::read::{Reader, Said, Scale};
use super::refuse;
use super::words::texts;
use crate::sentence::Unproved;

/// Holds the sentence of a status against the judgement it tells of: status and rule, level, path and tolerance, how many figures,
/// the deadline and how probable the goal is. Where nothing could be judged it is a reason and tells of no figure.
///
/// # Errors
/// It says otherwise, or the rule is not true of the figures.
pub(crate) fn status(stand: &Stand, lang: Lang) -> Result<(), Unproved> {
    let text = stand.sentence.to_lang(lang);
    let (Some(judgement), Some(target)) = (&stand.judgement, &stand.target) else {
        return Ok(());
    };
    let target = &target.set.target;
    let is_true = judgement.status() == stand.status && keeps(judgement, target);
    let scale = Scale::of(&stand.reading, lang);
    let read = read(Reader::new(text, &scale), judgement, target);
    match (is_true, read) {
        (true, Some(())) => Ok(()),
        _ => Err(refuse(text)),
    }
}

/// Whether what the rule says of level and path is so.
fn keeps(judgement: &Judgement, target: &Target) -> bool {
    let tolerance = target.parts().tolerance.as_f64();
    let meets_goal = || {
        let within = judgement.goal.zip(judgement.level);
        within.is_some_and(|(goal, level)| goal.margin(level) >= -tolerance)
    };
    match judgement.rule {
        Rule::GoalMet | Rule::GoalNotSafe => meets_goal(),
        Rule::OnPath => judgement.margin >= -tolerance,
        Rule::OffPath | Rule::OffPathByChance | Rule::OffPathExpected => {
            judgement.margin < -tolerance
        }
        _ => true,
    }
}

fn read(mut reader: Reader<'_>, judgement: &Judgement, target: &Target) -> Option<()> {
    let lang = reader.lang();
    let t = texts(lang);
    reader.words(match judgement.status() {
        Status::Reached => t.reached,
        Status::OnTrack => t.on_track,
        Status::AtRisk => t.at_risk,
        Status::OffTrack => t.off_track,
        _ => return None,
    })?;
    reader.words(": ")?;
    reader.words(judgement.rule.text().to_lang(lang))?;
    reader.words(".")?;
    let period = Said::Words(judgement.newest.period.to_lang(lang));
    let value = Said::Amount(judgement.newest.value);
    let distance = judgement.mean_margin.zip(judgement.since);
    let distance = distance.filter(|_| judgement.rule.is_of_path());
    match (distance, judgement.level.zip(judgement.level_since)) {
        (Some((distance, since)), _) => {
            let since = Said::Words(since.to_lang(lang));
            let places = [("since", since), ("size", Said::Size(distance.abs()))];
            reader.says(t.distance_is, &places)?;
            reader.words(match distance < 0.0 {
                false => t.right_side,
                true => t.wrong_side,
            })?;
            let places = [("period", period), ("value", value)];
            reader.says(t.beside_path, &places)?;
            path(&mut reader, judgement, target)?;
            reader.words(".")?;
        }
        (None, Some((level, since))) => {
            let places = [
                ("level", Said::Amount(level)),
                ("since", Said::Words(since.to_lang(lang))),
                ("period", period),
            ];
            reader.says(t.level_is, &places)?;
            path(&mut reader, judgement, target)?;
            reader.words(".")?;
        }
        (None, None) => {
            reader.says(t.figure_is, &[("period", period), ("value", value)])?;
            path(&mut reader, judgement, target)?;
            few(&mut reader, judgement)?;
        }
    }
    outlook(&mut reader, judgement, target)?;
    reader.rest().is_empty().then_some(())
}

/// `højst 80 dage med en tolerance på 2 dage`.
fn path(reader: &mut Reader<'_>, judgement: &Judgement, target: &Target) -> Option<()> {
    let t = texts(reader.lang());
    read_bounds(reader, judgement.path)?;
    let tolerance = target.parts().tolerance.as_f64();
    match tolerance > 0.0 {
        true => reader.says(t.tolerance, &[("size", Said::Size(tolerance))]),
        false => Some(()),
    }
}

/// How much figures without a level can say.
fn few(reader: &mut Reader<'_>, judgement: &Judgement) -> Option<()> {
    let t = texts(reader.lang());
    let (n, n_since) = (judgement.n, judgement.n_since);
    let (template, n) = match (judgement.since.is_some(), judgement.is_chance_known) {
        (true, _) if n_since == 1 => (t.one_since, n_since),
        (true, _) => (t.n_since, n_since),
        (false, true) => (t.chance_roughly, n),
        (false, false) if n == 1 => (t.one_figure, n),
        (false, false) => (t.few_figures, n),
    };
    reader.says(template, &[("n", Said::Count(n))])
}

/// What is expected at the deadline, and what is waited for where it has passed.
fn outlook(reader: &mut Reader<'_>, judgement: &Judgement, target: &Target) -> Option<()> {
    let lang = reader.lang();
    let t = texts(lang);
    let deadline = Said::Words(format_date(target.parts().deadline, lang));
    let is_told = judgement.probability.is_some()
        || judgement.probability_then.is_some() && judgement.since.is_some();
    let expected = judgement.goal.filter(|_| is_told);
    let Some(awaited) = judgement.awaited else {
        let Some(goal) = expected else {
            return Some(());
        };
        reader.words(t.probability_of)?;
        read_bounds(reader, goal)?;
        reader.says(t.at_deadline, &[("deadline", deadline)])?;
        return chance(reader, judgement);
    };
    let awaited = Said::Words(awaited.to_lang(lang));
    reader.says(t.awaited, &[("deadline", deadline), ("awaited", awaited)])?;
    let Some(goal) = expected else {
        return reader.words(".");
    };
    reader.words(t.awaited_probability)?;
    read_bounds(reader, goal)?;
    reader.words(t.awaited_comma)?;
    chance(reader, judgement)
}

/// How probable the goal is, and how probable it was by the figures that the status goes by.
fn chance(reader: &mut Reader<'_>, judgement: &Judgement) -> Option<()> {
    let lang = reader.lang();
    let t = texts(lang);
    let now = judgement.probability.map(Said::Share);
    let then = judgement.probability_then.zip(judgement.since);
    let was = then.and_then(|(then, since)| {
        let mut places = vec![
            ("then", Said::Share(then)),
            ("since", Said::Words(since.to_lang(lang))),
        ];
        let template = match now {
            None => t.probability_only_was,
            Some(_) => t.probability_was,
        };
        places.extend(now.clone().map(|now| ("now", now)));
        reader.may(|of| of.says(template, &places))
    });
    match (was, now) {
        (Some(()), _) => {}
        (None, Some(now)) => reader.says(t.probability_is, &[("share", now)])?,
        (None, None) => return None,
    }
    reader.words(".")
}
