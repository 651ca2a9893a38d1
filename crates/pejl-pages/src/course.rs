//! The course of an indicator as a line in a row.

use pejl_app::{Observation, Reading};
use pejl_charts::{
    Chart, Focus, Frame, Reading as Shown, Series, SeriesRole, Sparkline, TrendPoint, Verb,
    ZeroRule,
};
use pejl_domain::{Area, Lang};

use crate::cut::{changes, cuts};
use crate::wording;

/// Width of a line.
const WIDTH: f64 = 140.0;

/// Figures of a reading, ascending, as a drawing; none where fewer than two periods have one. `id` begins its identifiers.
pub(crate) fn drawing(
    reading: &Reading,
    figures: &[Observation],
    municipality: &Area,
    (id, lang): (String, Lang),
) -> Option<String> {
    let has_value = |one: &&Observation| one.value.is_some();
    if figures.iter().filter(has_value).count() < 2 {
        return None;
    }
    let grain = figures.first()?.grain;
    let points = figures.iter().map(|one| TrendPoint {
        period: one.period,
        reading: Shown::new(one.cell, one.value, one.provisional),
    });
    let chart = Chart::from(Sparkline {
        lang,
        title: reading.name.to_lang(lang).to_owned(),
        measure: wording::measure(reading, (ZeroRule::MayCut, Verb::StoodAt), lang),
        series: Series {
            code: municipality.code.to_owned(),
            name: municipality.name(lang).to_owned(),
            role: SeriesRole::Own,
            points: points.collect(),
        },
        breaks: cuts(changes(figures), (grain, lang)),
        target: None,
    });
    let rendered = chart.render(&Frame {
        id_prefix: id,
        width: WIDTH,
        draw_heading: false,
        focus: Focus::None,
    });
    Some(rendered.svg)
}
