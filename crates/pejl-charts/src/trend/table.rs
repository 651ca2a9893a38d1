//! A trend's rows.

use pejl_domain::Lang;

use super::Trend;
use super::overlay::{ControlPhase, Expected};
use super::view::View;
use crate::clean_text::clean;
use crate::reading::Reading;
use crate::table::{Column, ColumnKind, Row, Table, TableCell};
use crate::words::{event_words, meaning_word, signal_words};

/// One row per period, one column per series, and where the trend has them columns of target, limits, signal,
/// forecast, break and events.
///
/// The columns of series are keyed `series_1`, `series_2` and so on, in the order described; the others are keyed
/// `target_low`, `target_high`, `centre`, `lower_limit`, `upper_limit`, `signal`, `forecast`, `lower_80`, `upper_80`,
/// `lower_95`, `upper_95`, `break` and `events`.
pub(super) fn table(trend: &Trend, view: &View) -> Table {
    let lang = trend.lang;
    let unit = Some(clean(&trend.measure.unit)).filter(|unit| !unit.is_empty());
    let mut columns = vec![text_column("period", lang.pick("Periode", "Period"))];
    for (i, line) in view.series.iter().enumerate() {
        let key = format!("series_{}", i + 1);
        columns.push(Column {
            key,
            label: line.name.clone(),
            unit: unit.clone(),
            kind: ColumnKind::Number,
        });
    }
    let further = further(trend, view);
    columns.extend(further.iter().map(|one| match one.of {
        Of::Figure(_) => Column {
            unit: unit.clone(),
            kind: ColumnKind::Number,
            ..text_column(one.key, &one.label)
        },
        Of::Words(_) => text_column(one.key, &one.label),
    }));
    let rows = view.spine.iter().enumerate().map(|(i, period)| {
        let mut cells = vec![TableCell::named(period.to_lang(lang), period.to_string())];
        cells.extend(view.series.iter().map(|line| match view.is_ahead(i) {
            true => TableCell::default(),
            false => TableCell::reading(line.reading(i), &trend.measure, lang),
        }));
        cells.extend(further.iter().map(|one| match &one.of {
            Of::Figure(figure) => figure(i).map_or_else(TableCell::default, |value| {
                TableCell::reading(Reading::of(value), &trend.measure, lang)
            }),
            Of::Words(words) => TableCell::text(words(i)),
        }));
        Row { cells, own: false }
    });
    Table {
        caption: clean(&trend.heading.title),
        rows: rows.collect(),
        columns,
        footer: Vec::new(),
    }
}

fn text_column(key: &str, label: &str) -> Column {
    Column {
        key: key.to_owned(),
        label: label.to_owned(),
        unit: None,
        kind: ColumnKind::Text,
    }
}

/// A column that is no series.
struct Further<'a> {
    key: &'static str,
    label: String,
    of: Of<'a>,
}

/// What stands in it at a period.
enum Of<'a> {
    Figure(Box<dyn Fn(usize) -> Option<f64> + 'a>),
    Words(Box<dyn Fn(usize) -> String + 'a>),
}

/// The columns beside the series: those that hold something.
fn further<'a>(trend: &'a Trend, view: &'a View) -> Vec<Further<'a>> {
    let (lang, overlay) = (trend.lang, &view.overlay);
    let mut columns = target(trend, view);
    let phase = |i: usize| {
        overlay
            .phases
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&i))
            .map(|(.., phase)| phase)
    };
    let mut figure = |key, label: &str, of: Box<dyn Fn(usize) -> Option<f64> + 'a>| {
        columns.push(Further {
            key,
            label: label.to_owned(),
            of: Of::Figure(of),
        });
    };
    if !overlay.phases.is_empty() {
        let of = |pick: fn(&ControlPhase) -> Option<f64>| Box::new(move |i| pick(phase(i)?));
        figure(
            "centre",
            lang.pick("Middel", "Mean"),
            of(|phase| Some(phase.centre)),
        );
        figure(
            "lower_limit",
            lang.pick("Nedre grænse", "Lower limit"),
            of(|phase| Some(phase.limits?.0)),
        );
        figure(
            "upper_limit",
            lang.pick("Øvre grænse", "Upper limit"),
            of(|phase| Some(phase.limits?.1)),
        );
    }
    if !overlay.forecast.is_empty() {
        let of = |pick: fn(&Expected) -> f64| {
            let expected = move |i| {
                overlay
                    .forecast
                    .iter()
                    .find(|(at, _)| *at == i)
                    .map(|(_, one)| pick(one))
            };
            Box::new(expected)
        };
        figure(
            "forecast",
            lang.pick("Prognose", "Forecast"),
            of(|one| one.value),
        );
        figure(
            "lower_80",
            lang.pick("80 % fra", "80% from"),
            of(|one| one.band_80.0),
        );
        figure(
            "upper_80",
            lang.pick("80 % til", "80% to"),
            of(|one| one.band_80.1),
        );
        figure(
            "lower_95",
            lang.pick("95 % fra", "95% from"),
            of(|one| one.band_95.0),
        );
        figure(
            "upper_95",
            lang.pick("95 % til", "95% to"),
            of(|one| one.band_95.1),
        );
    }
    columns.extend(words(view, lang));
    columns
}

fn target<'a>(trend: &'a Trend, view: &'a View) -> Vec<Further<'a>> {
    let (lang, overlay) = (trend.lang, &view.overlay);
    let tolerance = match trend.measure.difference(overlay.tolerance, lang) {
        Some(tolerance) => format!(" ({} {tolerance})", lang.pick("tolerance", "tolerance")),
        None => String::new(),
    };
    let mut columns = Vec::new();
    if overlay.path.iter().any(|asked| asked.low.is_some()) {
        columns.push(Further {
            key: "target_low",
            label: format!(
                "{}{tolerance}",
                lang.pick("Mål, mindst", "Target, at least")
            ),
            of: Of::Figure(Box::new(|i| overlay.path_at(i)?.low)),
        });
    }
    if overlay.path.iter().any(|asked| asked.high.is_some()) {
        columns.push(Further {
            key: "target_high",
            label: format!("{}{tolerance}", lang.pick("Mål, højst", "Target, at most")),
            of: Of::Figure(Box::new(|i| overlay.path_at(i)?.high)),
        });
    }
    columns
}

/// Signals, breaks and events.
fn words(view: &View, lang: Lang) -> Vec<Further<'_>> {
    let overlay = &view.overlay;
    let mut columns = Vec::new();
    if !overlay.signals.is_empty() {
        let signal = move |i: usize| {
            let signal = overlay.signals.get(&i);
            let told = signal.map(|one| {
                format!(
                    "{}, {}",
                    signal_words(one.rule, one.high, lang),
                    meaning_word(one.meaning, lang)
                )
            });
            told.unwrap_or_default()
        };
        columns.push(Further {
            key: "signal",
            label: "Signal".to_owned(),
            of: Of::Words(Box::new(signal)),
        });
    }
    if !view.breaks.is_empty() {
        let cut = |i: usize| {
            let cut = view.breaks.iter().find(|(at, _)| *at == i);
            cut.map(|(_, label)| label.clone()).unwrap_or_default()
        };
        let label = lang.pick("Databrud", "Break in series").to_owned();
        columns.push(Further {
            key: "break",
            label,
            of: Of::Words(Box::new(cut)),
        });
    }
    if !overlay.events.is_empty() {
        let happened = move |i: usize| {
            let here = overlay.events.iter().filter(|event| event.from == i);
            let told =
                here.map(|event| event_words(event.kind, event.at, event.until, &event.text, lang));
            told.collect::<Vec<_>>().join("; ")
        };
        let label = lang.pick("Hændelser", "Events").to_owned();
        columns.push(Further {
            key: "events",
            label,
            of: Of::Words(Box::new(happened)),
        });
    }
    columns
}
