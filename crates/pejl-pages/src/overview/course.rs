//! The course of an indicator as a line in a row.

use pejl_app::Observation;
use pejl_app::pejlemaerker::Line;
use pejl_charts::{
    Chart, Focus, Frame, Reading, Series, SeriesRole, Sparkline, TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Area, Lang};

use crate::wording;

/// Width of a line.
const WIDTH: f64 = 140.0;

/// The newest figures as a drawing; none where fewer than two periods have one.
pub(super) fn drawing(
    line: &Line,
    municipality: &Area,
    (id, lang): (usize, Lang),
) -> Option<String> {
    let reading = line.reading.as_ref()?;
    let has_value = |one: &&Observation| one.value.is_some();
    if line.recent.iter().filter(has_value).count() < 2 {
        return None;
    }
    let points = line.recent.iter().map(|one| TrendPoint {
        period: one.period,
        reading: Reading::new(one.cell, one.value, one.provisional),
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
        breaks: Vec::new(),
        target: None,
    });
    let rendered = chart.render(&Frame {
        id_prefix: format!("course-{id}"),
        width: WIDTH,
        draw_heading: false,
        focus: Focus::None,
    });
    Some(rendered.svg)
}
