//! A status in a sentence, in both languages.

use pejl_domain::lang::{format_date, format_number, format_share_as_percent};
use pejl_domain::target::{Bounds, NoIndex, Target};
use pejl_domain::{Lang, Unit};

use super::{Judgement, Status};
use crate::breaks::Break;
use crate::text::{Reason, Text};

/// How figures of a reading are shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Their unit.
    pub unit: Unit,
    /// Decimals; those of a share as it stands, two fewer in per cent.
    pub precision: u8,
}

impl Shown {
    /// A figure with its unit: `84,2 dage`, `61,5 %`.
    pub fn figure(&self, value: f64, lang: Lang) -> String {
        match &self.unit {
            Unit::Share => format_share_as_percent(value, self.precision.saturating_sub(2), lang),
            unit => format!(
                "{} {}",
                format_number(value, self.precision, lang),
                unit.name(lang)
            ),
        }
    }

    /// A difference between two figures, of a share in points of per cent: `3,5 dage`, `2,0 procentpoint`.
    pub fn difference(&self, value: f64, lang: Lang) -> String {
        match &self.unit {
            Unit::Share => format!(
                "{} {}",
                format_number(value * 100.0, self.precision.saturating_sub(2), lang),
                lang.pick("procentpoint", "percentage points")
            ),
            _ => self.figure(value, lang),
        }
    }

    /// Bounds in words: `højst 80 dage`.
    fn bounds(&self, bounds: Bounds, lang: Lang) -> String {
        let figure = |one: pejl_domain::target::Level| self.figure(one.as_f64(), lang);
        match (bounds.low, bounds.high) {
            (Some(low), Some(high)) => match lang {
                Lang::Da => format!("{} til {}", figure(low), figure(high)),
                Lang::En => format!("{} to {}", figure(low), figure(high)),
            },
            (Some(low), None) => format!("{} {}", lang.pick("mindst", "at least"), figure(low)),
            (None, Some(high)) => format!("{} {}", lang.pick("højst", "at most"), figure(high)),
            (None, None) => String::new(),
        }
    }
}

/// Says where figures stand against a target, and why.
pub fn sentence(target: &Target, judgement: &Judgement, shown: &Shown) -> Text {
    let of = |lang| said(target, judgement, shown, lang);
    Text {
        da: of(Lang::Da),
        en: of(Lang::En),
    }
}

fn said(target: &Target, judgement: &Judgement, shown: &Shown, lang: Lang) -> String {
    let rule = judgement.rule.text();
    let name = status_name(judgement.status(), lang);
    let period = judgement.newest.period.to_lang(lang);
    let mut path = shown.bounds(judgement.path, lang);
    let tolerance = target.parts().tolerance.as_f64();
    if tolerance > 0.0 {
        path.push_str(lang.pick(" med en tolerance på ", " with a tolerance of "));
        path.push_str(&shown.difference(tolerance, lang));
    }
    let mut text = format!("{name}: {}.", rule.to_lang(lang));
    let newest = shown.figure(judgement.newest.value, lang);
    let distance = judgement.mean_margin.zip(judgement.since);
    let distance = distance.filter(|_| judgement.rule.is_of_path());
    let level = judgement.level.zip(judgement.level_since);
    let figure = match (distance, level, lang) {
        (Some((distance, since)), _, Lang::Da) => format!(
            " Efter tallene til og med {} ligger de i middel {} af stien; for {period} er tallet {newest} og stien {path}.",
            since.to_lang(lang),
            side(distance, shown, lang)
        ),
        (Some((distance, since)), _, Lang::En) => format!(
            " By the figures up to {} they are on average {} of the path; for {period} the figure is {newest} and the path {path}.",
            since.to_lang(lang),
            side(distance, shown, lang)
        ),
        (None, Some((level, since)), Lang::Da) => format!(
            " Niveauet er {}, kendt siden {}; i {period} er stien {path}.",
            shown.figure(level, lang),
            since.to_lang(lang)
        ),
        (None, Some((level, since)), Lang::En) => format!(
            " The level is {}, known since {}; in {period} the path is {path}.",
            shown.figure(level, lang),
            since.to_lang(lang)
        ),
        (None, None, Lang::Da) => format!(
            " Tallet for {period} er {newest}; stien er {path}. {}",
            few_figures(judgement, lang)
        ),
        (None, None, Lang::En) => format!(
            " The figure of {period} is {newest}; the path is {path}. {}",
            few_figures(judgement, lang)
        ),
    };
    text.push_str(&figure);
    if let Some(outlook) = outlook(target, judgement, shown, lang) {
        text.push(' ');
        text.push_str(&outlook);
    }
    text
}

/// A distance from the path and its side: `1,8 procentpoint på den rigtige side`.
fn side(distance: f64, shown: &Shown, lang: Lang) -> String {
    let size = shown.difference(distance.abs(), lang);
    let side = match distance < 0.0 {
        false => lang.pick("på den rigtige side", "on the right side"),
        true => lang.pick("på den forkerte side", "on the wrong side"),
    };
    format!("{size} {side}")
}

/// How much figures without a level can say.
fn few_figures(judgement: &Judgement, lang: Lang) -> String {
    let (n, n_since) = (judgement.n, judgement.n_since);
    let is_of_levels = judgement.since.is_some();
    match (is_of_levels, judgement.is_chance_known, lang) {
        (true, _, Lang::Da) if n_since == 1 => "Der er ét tal siden udgangspunktet.".to_owned(),
        (true, _, Lang::En) if n_since == 1 => "There is one figure since the baseline.".to_owned(),
        (true, _, Lang::Da) => format!("Der er {n_since} tal siden udgangspunktet."),
        (true, _, Lang::En) => format!("There are {n_since} figures since the baseline."),
        (false, true, Lang::Da) => format!("Af {n} tal ses tilfældig variation kun groft."),
        (false, true, Lang::En) => format!("By {n} figures chance is known only roughly."),
        (false, false, Lang::Da) if n == 1 => {
            "Ét tal kan ikke skelne tilfældig variation fra ændring.".to_owned()
        }
        (false, false, Lang::En) if n == 1 => {
            "One figure cannot tell chance from change.".to_owned()
        }
        (false, false, Lang::Da) => {
            format!("{n} tal er for få til at skelne tilfældig variation fra ændring.")
        }
        (false, false, Lang::En) => {
            format!("{n} figures are too few to tell chance from change.")
        }
    }
}

/// What is expected at the deadline, and what is waited for where it has passed.
fn outlook(target: &Target, judgement: &Judgement, shown: &Shown, lang: Lang) -> Option<String> {
    let deadline = format_date(target.parts().deadline, lang);
    let expected = judgement.goal.and_then(|goal| {
        let probability = probability(judgement, lang)?;
        Some((shown.bounds(goal, lang), probability))
    });
    let awaited = judgement.awaited.map(|one| one.to_lang(lang));
    Some(match (expected, awaited, lang) {
        (None, None, _) => return None,
        (None, Some(period), Lang::Da) => {
            format!("Fristen {deadline} er gået, men tallet for {period} kendes ikke endnu.")
        }
        (None, Some(period), Lang::En) => {
            format!(
                "The deadline, {deadline}, has passed, but the figure of {period} is not known yet."
            )
        }
        (Some((goal, probability)), Some(period), Lang::Da) => format!(
            "Fristen {deadline} er gået, men tallet for {period} kendes ikke endnu; sandsynligheden for, at det er {goal}, \
             {probability}."
        ),
        (Some((goal, probability)), Some(period), Lang::En) => format!(
            "The deadline, {deadline}, has passed, but the figure of {period} is not known yet; the probability that it is \
             {goal} {probability}."
        ),
        (Some((goal, probability)), None, Lang::Da) => {
            format!("Sandsynligheden for {goal} ved fristen {deadline} {probability}.")
        }
        (Some((goal, probability)), None, Lang::En) => {
            format!("The probability of {goal} at the deadline, {deadline}, {probability}.")
        }
    })
}

/// How probable the goal is, and how probable it was by the figures that the status goes by, where that is another number or the
/// only one: a status that a forecast decided is told with that forecast. None where there is no forecast by either.
fn probability(judgement: &Judgement, lang: Lang) -> Option<String> {
    let percent = |share| format_share_as_percent(share, 0, lang);
    let now = judgement.probability.map(percent);
    let then = judgement.probability_then.map(percent);
    let then = then.filter(|then| Some(then) != now.as_ref());
    let then = then.zip(judgement.since.map(|since| since.to_lang(lang)));
    Some(match (then, now, lang) {
        (None, None, _) => return None,
        (None, Some(now), Lang::Da) => format!("er {now}"),
        (None, Some(now), Lang::En) => format!("is {now}"),
        (Some((then, since)), Some(now), Lang::Da) => format!(
            "var {then} efter tallene til og med {since}, som status går efter, og er {now} efter alle tal"
        ),
        (Some((then, since)), Some(now), Lang::En) => format!(
            "was {then} by the figures up to {since}, which the status goes by, and is {now} by all figures"
        ),
        (Some((then, since)), None, Lang::Da) => format!(
            "var {then} efter tallene til og med {since}, som status går efter, og kan ikke siges efter alle tal"
        ),
        (Some((then, since)), None, Lang::En) => format!(
            "was {then} by the figures up to {since}, which the status goes by, and cannot be told by all figures"
        ),
    })
}

/// There is no target; the status is `no_target` or `context`.
pub fn no_target(status: Status) -> Text {
    unjudged(
        status,
        "der gælder intet mål for indikatoren",
        "no target of the indicator is in force",
    )
}

/// No figure since the baseline can be known yet.
pub fn immature() -> Text {
    unjudged(
        Status::Immature,
        "intet tal siden udgangspunktet kan kendes endnu",
        "no figure since the baseline can be known yet",
    )
}

/// There is no figure, for a reason if there is one to tell.
pub fn no_figure(reason: Option<&Reason>) -> Text {
    let none = Text {
        da: "der er intet tal siden udgangspunktet".to_owned(),
        en: "there is no figure since the baseline".to_owned(),
    };
    let reason = reason.unwrap_or(&none);
    unjudged(Status::NotComputable, &reason.da, &reason.en)
}

/// Few persons are behind the newest figure.
pub fn few_behind() -> Text {
    unjudged(
        Status::NotComputable,
        "der står for få bag det nyeste tal til at holde det op mod et mål",
        "too few are behind the newest figure for it to be held against a target",
    )
}

/// The series is cut between the baseline and the newest figure.
pub fn cut_by(one: &Break) -> Text {
    let date = |lang| format_date(one.date, lang);
    unjudged(
        Status::NotComputable,
        &format!(
            "serien er brudt den {} efter målets udgangspunkt, så målet må sættes på ny ({})",
            date(Lang::Da),
            one.text.da
        ),
        &format!(
            "the series is cut on {}, after the baseline of the target, which must be set anew ({})",
            date(Lang::En),
            one.text.en
        ),
    )
}

/// The path follows prices that are not known.
pub fn no_index(one: &NoIndex) -> Text {
    let NoIndex { series, from, to } = one;
    unjudged(
        Status::NotComputable,
        &format!("prisrækken `{series}` er ikke indlæst fra {from} til {to}"),
        &format!("the price series `{series}` is not imported from {from} to {to}"),
    )
}

/// A figure moves the right way while one that it is to be shown with has moved the wrong way.
pub fn contradiction(pair: &Text) -> Text {
    Text {
        da: format!(
            "Parret modsiger sig selv: »{}« er siden udgangspunktet forværret mere, end tilfældig variation kan forklare.",
            pair.da
        ),
        en: format!(
            "The pair contradicts itself: “{}” has worsened since the baseline by more than chance can explain.",
            pair.en
        ),
    }
}

fn unjudged(status: Status, da: &str, en: &str) -> Text {
    Text {
        da: format!("{}: {da}.", status_name(status, Lang::Da)),
        en: format!("{}: {en}.", status_name(status, Lang::En)),
    }
}

/// The status as a reader says it.
pub(crate) fn status_name(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Reached => lang.pick("Målet er nået", "Reached"),
        Status::OnTrack => lang.pick("På vej", "On track"),
        Status::AtRisk => lang.pick("I risiko", "At risk"),
        Status::OffTrack => lang.pick("Ikke på vej", "Off track"),
        Status::NoTarget => lang.pick("Intet mål", "No target"),
        Status::Context => lang.pick("Baggrund", "Context"),
        Status::NotComputable => lang.pick("Kan ikke beregnes", "Cannot be computed"),
        Status::Immature => lang.pick("Ikke modent", "Immature"),
    }
}
