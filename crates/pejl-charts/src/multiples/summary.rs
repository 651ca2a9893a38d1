//! Small multiples in words.

use std::ops::Range;

use pejl_domain::{Lang, Period};

use super::scales::{Scale, scales};
use super::{Field, SmallMultiples};
use crate::clean_text::{clean, isolate};
use crate::sentence::Amounts;
use crate::summary::Summary;
use crate::trend::mini::Mini;
use crate::trend::{Overlay, Trend};
use crate::words::{bounds_words, cell_word, list, short_list};

/// How many fields sentences tell of before they count the rest; the table has them all.
const MOST_FIELDS: usize = 12;

/// The fields in sentences: the newest value of each, and which are highest and lowest in the same period.
pub(super) fn summary(multiples: &SmallMultiples) -> Summary {
    let lang = multiples.lang;
    let trend = multiples.trend();
    let targets: Vec<_> = multiples
        .fields
        .iter()
        .map(|field| field.target.as_ref())
        .collect();
    let mini = Mini::of(&trend, &targets);
    let mut summary = Summary::default();
    if multiples.fields.is_empty() {
        summary.push(lang.pick(
            "Der er ingen værdier at vise",
            "There are no values to show",
        ));
    }
    for (no, field) in multiples.fields.iter().enumerate().take(MOST_FIELDS) {
        let told = alone(multiples, field).summary();
        // The newest value, and how it has changed; what else is said of the field stands below.
        let change = lang.pick("Det er ", "That is ");
        let mut told = told.sentences.into_iter();
        summary.sentences.extend(told.next());
        if mini.newest(no).is_some() {
            summary
                .sentences
                .extend(told.next().filter(|one| one.starts_with(change)));
        }
    }
    if let Some(more) = multiples
        .fields
        .len()
        .checked_sub(MOST_FIELDS)
        .filter(|more| *more > 0)
    {
        summary.push(match lang {
            Lang::Da => format!("Tabellen har {more} til"),
            Lang::En => format!("The table has {more} more"),
        });
    }
    let told = 0..multiples.fields.len().min(MOST_FIELDS);
    for (head, items) in [
        (
            lang.pick("Mål for det nyeste tal", "Target for the newest figure"),
            asked(multiples, &mini, told.clone()),
        ),
        (
            lang.pick(
                "Det nyeste tal er foreløbigt for",
                "The newest figure is provisional for",
            ),
            provisional(multiples, &mini, told.clone()),
        ),
        (
            lang.pick("Uden værdi", "Without value"),
            gaps(multiples, &mini, told),
        ),
    ] {
        if !items.is_empty() {
            summary.push(format!("{head}: {}", items.join("; ")));
        }
    }
    for scale in scales(multiples, &mini) {
        if let Some(told) = extremes(multiples, &mini, &scale) {
            summary.push(told);
        }
    }
    for cut in &multiples.breaks {
        let (when, label) = (cut.at.to_lang(lang), clean(&cut.label));
        let why = if label.is_empty() {
            String::new()
        } else {
            format!(" ({})", isolate(&label))
        };
        summary.push(match lang {
            Lang::Da => format!("Databrud fra {when}{why}: tal før og efter kan ikke umiddelbart sammenlignes"),
            Lang::En => format!("Break in series from {when}{why}: figures before and after cannot be compared directly"),
        });
    }
    summary
}

/// "Hedensted højst 82 dage".
fn asked(multiples: &SmallMultiples, mini: &Mini<'_>, told: Range<usize>) -> Vec<String> {
    let lang = multiples.lang;
    let asked = told.filter_map(|no| {
        let (field, (low, high)) = (multiples.fields.get(no)?, mini.asked(no)?);
        Some(format!(
            "{} {}",
            name(field),
            bounds_words(&field.measure, low, high, lang)
        ))
    });
    asked.collect()
}

/// Names of fields whose newest value is of a period that is only partly in.
fn provisional(multiples: &SmallMultiples, mini: &Mini<'_>, told: Range<usize>) -> Vec<String> {
    let told = told.filter(|no| mini.is_newest_provisional(*no));
    told.filter_map(|no| multiples.fields.get(no))
        .map(name)
        .collect()
}

/// "Vejle 2015 (mangler) og 2017 (fortroligt)".
fn gaps(multiples: &SmallMultiples, mini: &Mini<'_>, told: Range<usize>) -> Vec<String> {
    let lang = multiples.lang;
    let of_field = told.filter_map(|no| {
        let gaps = mini
            .gaps(no)
            .into_iter()
            .map(|(period, cell)| format!("{} ({})", period.to_lang(lang), cell_word(cell, lang)));
        let gaps: Vec<String> = gaps.collect();
        let field = multiples.fields.get(no)?;
        (!gaps.is_empty())
            .then(|| format!("{} {}", name(field), short_list(gaps, MOST_FIELDS, lang)))
    });
    of_field.collect()
}

/// A field as a trend of its own.
fn alone(multiples: &SmallMultiples, field: &Field) -> Trend {
    Trend {
        measure: field.measure.clone(),
        series: vec![field.series.clone()],
        overlay: Overlay::default(),
        ..multiples.trend()
    }
}

/// What is read out at a field.
pub(super) fn newest_words(multiples: &SmallMultiples, mini: &Mini<'_>, no: usize) -> String {
    let lang = multiples.lang;
    let Some(field) = multiples.fields.get(no) else {
        return String::new();
    };
    let name = name(field);
    match mini.newest(no) {
        Some((period, value)) => {
            let mark = match mini.is_newest_provisional(no) {
                true => format!(" {}", crate::words::provisional_mark(lang)),
                false => String::new(),
            };
            format!(
                "{name}, {}: {}{mark}",
                period.to_lang(lang),
                field.measure.with_unit(value, lang)
            )
        }
        None => format!("{name}: {}", lang.pick("ingen værdier", "no values")),
    }
}

fn name(field: &Field) -> String {
    let name = clean(&field.series.name);
    isolate(&if name.is_empty() {
        clean(&field.series.code)
    } else {
        name
    })
}

/// "I 2019 er Syd højest (91 dage) og Nord lavest (84 dage)", of fields whose newest value is of the same period.
fn extremes(multiples: &SmallMultiples, mini: &Mini<'_>, scale: &Scale<'_>) -> Option<String> {
    let lang = multiples.lang;
    let newest = scale
        .fields
        .iter()
        .filter_map(|no| Some((*no, mini.newest(*no)?)));
    let newest: Vec<(usize, (Period, f64))> = newest.collect();
    let last = newest.iter().map(|(_, (period, _))| *period).max()?;
    let here: Vec<(usize, f64)> = newest
        .iter()
        .filter(|(_, (period, _))| *period == last)
        .map(|(no, (_, value))| (*no, *value))
        .collect();
    let highest = here
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::NEG_INFINITY, f64::max);
    let lowest = here
        .iter()
        .map(|(_, value)| *value)
        .fold(f64::INFINITY, f64::min);
    if here.len() < 2 || highest == lowest {
        return None;
    }
    let names = |wanted: f64| {
        let names = here.iter().filter(|(_, value)| *value == wanted);
        let names = names
            .filter_map(|(no, _)| multiples.fields.get(*no))
            .map(name);
        let names: Vec<String> = names.collect();
        if names.len() > MOST_FIELDS {
            short_list(names, MOST_FIELDS, lang)
        } else {
            list(&names, lang)
        }
    };
    let mut amounts = Amounts::new(scale.measure, lang);
    let (high, low) = (amounts.tell(highest), amounts.tell(lowest));
    let (highs, lows, when) = (names(highest), names(lowest), last.to_lang(lang));
    Some(match lang {
        Lang::Da => format!("I {when} er {highs} højest ({high}) og {lows} lavest ({low})"),
        Lang::En => format!("In {when} {highs} is highest ({high}) and {lows} lowest ({low})"),
    })
}
