//! Names and newest figures at the ends of the lines.

use super::bands::{FORECAST_DASH, TARGET_DASH};
use super::placed::Asked;
use super::view::{Line, View};
use super::{SeriesRole, Trend};
use crate::end_labels::EndLabel;
use crate::legend::fit_name;
use crate::palette::{REFERENCE, TARGET};
use crate::text_width::{BODY, SMALL, STRONG, fit, text_width};
use crate::words::target_words;

/// The labels of the series, or where one of them is wider than `most` their names alone, cut; then those of the path
/// and the forecast.
pub(super) fn end_labels(trend: &Trend, view: &View, most: f64) -> Vec<EndLabel<(usize, f64)>> {
    let style = |line: &Line| {
        if line.role == SeriesRole::Own {
            STRONG
        } else {
            BODY
        }
    };
    let ended = || {
        view.series
            .iter()
            .filter_map(|line| Some((line, line.newest()?)))
    };
    let full = |line: &Line, value: f64| {
        format!(
            "{} {}",
            line.name_in_text(),
            trend.measure.figure(value, trend.lang)
        )
    };
    let fits =
        ended().all(|(line, (_, value))| text_width(&full(line, value), style(line)) <= most);
    let series = ended().map(|(line, end)| EndLabel {
        content: match fits {
            true => full(line, end.1),
            false => fit_name(&line.name, most, style(line)),
        },
        style: style(line),
        colour: line.look.colour,
        end,
        reach: line.look.r,
        dash: "1 3",
    });
    let mut labels: Vec<EndLabel<(usize, f64)>> = series.collect();
    let lang = trend.lang;
    let mut further = |content: String, colour, end, dash| {
        labels.push(EndLabel {
            content: fit(&content, most, SMALL),
            style: SMALL,
            colour,
            end,
            reach: 0.0,
            dash,
        });
    };
    if let Some((i, one)) = view.overlay.forecast.last() {
        let colour = view.subject().map_or(REFERENCE, |line| line.look.colour);
        let figure = trend.measure.figure(one.value, lang);
        further(
            format!("{} {figure}", lang.pick("Prognose", "Forecast")),
            colour,
            (*i, one.value),
            FORECAST_DASH,
        );
    }
    if let Some(Asked { at, low, high }) = view.overlay.path.last() {
        for (bound, is_low) in [(low, true), (high, false)] {
            if let Some(bound) = bound {
                let figure = trend.measure.figure(*bound, lang);
                further(
                    target_words(&figure, is_low, lang),
                    TARGET,
                    (*at, *bound),
                    TARGET_DASH,
                );
            }
        }
    }
    labels
}
