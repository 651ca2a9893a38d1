//! The course of the year: what is booked up to each month, the frame, and where the year is expected to end.

use pejl_app::frame::{FrameAnswer, Line};
use pejl_charts::{
    Chart, Expected, Heading, Measure, NumberStyle, Overlay, Reading, Series, SeriesRole, Trend,
    TrendPoint, Verb, ZeroRule,
};
use pejl_domain::{Lang, Oere, Period, Unit};
use pejl_wording::frame_words;

use crate::drawing::{ChartView, draw};
use crate::texts::texts;

/// Months of a year.
const MONTHS: u8 = 12;
/// How sure the bands of a chart are.
const LEVELS: [f64; 2] = [0.8, 0.95];

/// The drawing of a year; none where nothing of it is booked. `frame_name` is what the year is held against.
pub(super) fn chart(found: &FrameAnswer, frame_name: &str, lang: Lang) -> Option<ChartView> {
    let total = found.lines.last()?;
    let chart = trend(found.asked.year, total, (frame_name, lang))?;
    Some(ChartView::of(draw(Chart::from(chart), "year"), 0))
}

fn trend(year: i32, total: &Line, (frame_name, lang): (&str, Lang)) -> Option<Trend> {
    let booked = points(year, total.by_month.iter().copied());
    let (last, _) = total.by_month.last()?;
    let mut series = vec![Series {
        code: "actual".to_owned(),
        name: frame_words(lang).actual.to_owned(),
        role: SeriesRole::Own,
        points: booked,
    }];
    if let Ok(frame) = &total.frame {
        series.push(Series {
            code: "frame".to_owned(),
            name: frame_name.to_owned(),
            role: SeriesRole::Reference,
            points: points(year, (1..=MONTHS).map(|month| (month, *frame))),
        });
    }
    let ahead = ahead(year, total).filter(|_| *last < MONTHS);
    if ahead.is_none() {
        series.extend(end(year, total, lang));
    }
    Some(Trend {
        lang,
        heading: Heading {
            title: texts(lang).finance_year.to_owned(),
            ..Heading::default()
        },
        measure: measure(lang),
        series,
        breaks: Vec::new(),
        overlay: Overlay {
            forecast: ahead.into_iter().collect(),
            ..Overlay::default()
        },
    })
}

/// Kroner, which may be compared by their lengths.
fn measure(lang: Lang) -> Measure {
    let unit = Unit::Dkk.name(lang);
    Measure {
        unit: unit.to_owned(),
        short_unit: unit.to_owned(),
        numbers: NumberStyle::Number { decimals: 0 },
        zero: ZeroRule::Include,
        verb: Verb::StoodAt,
    }
}

fn kroner(oere: i64) -> f64 {
    Oere::from_oere(oere).to_kroner_f64()
}

fn points(year: i32, amounts: impl Iterator<Item = (u8, i64)>) -> Vec<TrendPoint> {
    let point = |(month, oere): (u8, i64)| {
        Some(TrendPoint {
            period: Period::month(year, u32::from(month)).ok()?,
            reading: Reading::of(kroner(oere)),
        })
    };
    amounts.filter_map(point).collect()
}

/// Where the year is expected to end with how sure that is; none without an interval.
fn ahead(year: i32, total: &Line) -> Option<Expected> {
    let expected = total.expected.as_ref().ok()?;
    let band = |level: f64| {
        let mut bands = expected.bands.iter();
        let band = bands.find(|one| one.level.total_cmp(&level).is_eq())?;
        Some((kroner(band.low), kroner(band.high)))
    };
    let [narrow, wide] = LEVELS;
    Some(Expected {
        period: Period::month(year, u32::from(MONTHS)).ok()?,
        value: kroner(expected.oere),
        band_80: band(narrow)?,
        band_95: band(wide)?,
    })
}

/// Where the year is expected to end, or ended, as a point of its own.
fn end(year: i32, total: &Line, lang: Lang) -> Option<Series> {
    let expected = total.expected.as_ref().ok()?;
    let name = match expected.is_closed {
        true => texts(lang).finance_result,
        false => frame_words(lang).expected,
    };
    Some(Series {
        code: "expected".to_owned(),
        name: name.to_owned(),
        role: SeriesRole::Other,
        points: points(year, std::iter::once((MONTHS, expected.oere))),
    })
}
