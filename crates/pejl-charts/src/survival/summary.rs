//! Curves in words.

use pejl_domain::Lang;
use pejl_domain::lang::format_number;

use super::view::{Group, Tidy, View, ended_by};
use super::{CurveStep, Survival};
use crate::summary::Summary;
use crate::words::{cell_clause, interval_words, list, median_words, percent, range_words};

/// Most days that a sentence tells of a curve; the table has them all.
const MOST_DAYS: usize = 4;

/// The curves in sentences: how many are left on the days told, medians, how two groups differ, what else ended them.
pub(super) fn summary(survival: &Survival, view: &View) -> Summary {
    let lang = survival.lang;
    let mut summary = Summary::default();
    for (group, curve) in view.told() {
        summary.push(shares(group, curve, &view.state, lang));
        summary.push(median(group, curve, &view.state, lang));
    }
    if view.told().next().is_none() {
        summary.push(lang.pick("Der er ingen kurver at vise", "There are no curves to show"));
    }
    if let [(one, a), (other, b)] = view.told().collect::<Vec<_>>().as_slice() {
        summary
            .sentences
            .extend(differ((one, a), (other, b), &view.state, lang));
    }
    for (group, curve) in view.told() {
        if let Some(told) = causes(group, curve, lang) {
            summary.push(told);
        }
    }
    let coarse: Vec<String> = view
        .told()
        .filter(|(_, curve)| curve.is_coarse())
        .map(|(group, _)| group.name_in_text())
        .collect();
    if !coarse.is_empty() {
        let (names, of_all) = (coarse.join(", "), coarse.len() == view.told().count());
        let of_fixed_days = lang.pick(
            "kun opgjort på faste dage, så ingen enkelt borger kan kendes; hvad der sker imellem dem, vises ikke",
            "of fixed days alone, so that no single citizen can be known; what happens between them is not shown",
        );
        summary.push(match (lang, of_all) {
            (Lang::Da, true) => format!("Der er {of_fixed_days}"),
            (Lang::En, true) => format!("Figures are {of_fixed_days}"),
            (Lang::Da, false) => format!("For {names} er der {of_fixed_days}"),
            (Lang::En, false) => format!("Figures of {names} are {of_fixed_days}"),
        });
    }
    for group in &view.groups {
        if let Err(cell) = &group.curve {
            let name = group.name_in_text();
            let why = cell_clause(*cell, lang);
            summary.push(match lang {
                Lang::Da => format!("{name} har ingen kurve: {why}"),
                Lang::En => format!("{name} has no curve: {why}"),
            });
        }
    }
    summary
}

/// "Rehabilitering: 40 følges, og efter 90 dage er 81 % uden ny hjælp (95 %-sikkerhedsinterval 66–90 %)".
fn shares(group: &Group, curve: &Tidy, state: &str, lang: Lang) -> String {
    let (name, n) = (group.name_in_text(), count(curve.n, lang));
    let days = curve.told_days().into_iter().filter(|day| *day > 0);
    let known: Vec<CurveStep> = days.filter_map(|day| curve.at(day)).collect();
    let from = known.len().saturating_sub(MOST_DAYS);
    let told = known.iter().skip(from).enumerate().map(|(no, step)| {
        let share = percent(step.share, lang);
        let interval = step.interval.map(|interval| match no {
            0 => format!(" ({})", interval_words(interval, lang)),
            _ => format!(" ({})", range_words(interval, lang)),
        });
        let interval = interval.unwrap_or_default();
        let days = day_words(step.day, lang);
        match (no, lang) {
            (0, Lang::Da) => format!("efter {days} er {share} {state}{interval}"),
            (0, Lang::En) => format!("after {days} {share} are {state}{interval}"),
            (_, Lang::Da) => format!("efter {days} {share}{interval}"),
            (_, Lang::En) => format!("after {days} {share}{interval}"),
        }
    });
    let told: Vec<String> = told.collect();
    let head = match lang {
        Lang::Da => format!("{name}: {n} følges"),
        Lang::En => format!("{name}: {n} are followed"),
    };
    if told.is_empty() {
        return head;
    }
    format!("{head}, {} {}", lang.pick("og", "and"), list(&told, lang))
}

/// "Rehabilitering: median 240 dage".
fn median(group: &Group, curve: &Tidy, state: &str, lang: Lang) -> String {
    let told = median_words(curve.median, curve.is_coarse(), lang);
    let name = group.name_in_text();
    match (curve.median, lang) {
        (Some(_), _) => format!("{name}: {told}"),
        (None, Lang::Da) => {
            format!("{name}: {told}, da mere end halvdelen er {state} til det sidste")
        }
        (None, Lang::En) => format!("{name}: {told}, as more than half are {state} to the last"),
    }
}

/// How the shares of two groups differ on the last day that both are told of.
fn differ(
    (one, a): (&Group, &Tidy),
    (other, b): (&Group, &Tidy),
    state: &str,
    lang: Lang,
) -> Option<String> {
    let (days, others) = (a.told_days(), b.told_days());
    let both = days
        .into_iter()
        .rev()
        .filter(|day| *day > 0 && others.contains(day));
    let (day, x, y) = both
        .filter_map(|day| Some((day, a.at(day)?, b.at(day)?)))
        .next()?;
    let (name, than) = (one.name_in_text(), other.name_in_text());
    let points = format_number((x.share - y.share).abs() * 100.0, 0, lang);
    let days = day_words(day, lang);
    if points == "0" {
        return Some(match lang {
            Lang::Da => {
                format!("Efter {days} er andelen {state} afrundet den samme for {name} og {than}.")
            }
            Lang::En => format!(
                "After {days} the share {state} is the same when rounded for {name} and {than}."
            ),
        });
    }
    let is_more = x.share > y.share;
    let overlap = match (x.interval, y.interval) {
        (Some(one), Some(other)) if one.0 <= other.1 && other.0 <= one.1 => lang.pick(
            "; sikkerhedsintervallerne overlapper",
            "; the confidence intervals overlap",
        ),
        _ => "",
    };
    Some(match lang {
        Lang::Da => {
            let word = if is_more { "større" } else { "mindre" };
            format!(
                "Efter {days} er andelen {state} {points} procentpoint {word} for {name} end for {than}{overlap}."
            )
        }
        Lang::En => {
            let word = if is_more { "larger" } else { "smaller" };
            let unit = if points == "1" {
                "percentage point"
            } else {
                "percentage points"
            };
            format!(
                "After {days} the share {state} is {points} {unit} {word} for {name} than for {than}{overlap}."
            )
        }
    })
}

/// "Rehabilitering er efter 365 dage afsluttet af: ny hjælp 35 %, død 4 %".
fn causes(group: &Group, curve: &Tidy, lang: Lang) -> Option<String> {
    let day = curve.end()?.0;
    let told = curve.causes.iter().map(|(name, steps)| {
        let name = crate::clean_text::isolate(name);
        format!("{name} {}", percent(ended_by(steps, day), lang))
    });
    let told: Vec<String> = told.collect();
    let (name, days) = (group.name_in_text(), day_words(day, lang));
    (!told.is_empty()).then(|| match lang {
        Lang::Da => format!(
            "{name}: inden for {days} er så mange afsluttet af hver årsag: {}",
            list(&told, lang)
        ),
        Lang::En => format!(
            "{name}: within {days} each cause has ended this many: {}",
            list(&told, lang)
        ),
    })
}

fn count(n: usize, lang: Lang) -> String {
    pejl_domain::lang::format_integer(i64::try_from(n).unwrap_or(i64::MAX), lang)
}

/// "1 dag", "90 dage".
fn day_words(day: u32, lang: Lang) -> String {
    crate::words::days(day, lang)
}
