//! Small multiples as a drawing: fields in lines and columns.

use super::SmallMultiples;
use super::scales::{Scale, scales};
use super::summary::newest_words;
use crate::axis_labels::axis_figure;
use crate::chart::{Focus, Frame};
use crate::clean_text::clean;
use crate::glyph::{Form, Look};
use crate::legend::{Item, MARGIN, Sample, fit_name, text};
use crate::palette::{ABSENT, AXIS, GRID, OWN, TARGET, TEXT, TEXT_QUIET};
use crate::reading::Reading;
use crate::scene::{Anchor, Bounds, Group, Node, Paint, Scene, decoration, horizontal};
use crate::sheet::Sheet;
use crate::text_width::{BODY, LINE, SMALL, STRONG, TextStyle, fit, text_width, wrap};
use crate::trend::mini::Mini;
use crate::trend::{SeriesRole, Trend};
use crate::words::{capitalised, cell_word, scale_words};
use pejl_domain::Cell;

/// Narrowest field, and space between fields.
const MIN_FIELD: f64 = 148.0;
const GAP: f64 = 18.0;
/// Most fields beside each other.
const MOST_COLUMNS: usize = 6;
/// Lines of a field: name, newest value, plot, periods, and space to the next.
const NAME: f64 = 15.0;
const VALUE: f64 = 15.0;
const PLOT: f64 = 84.0;
const PERIODS: f64 = 16.0;
const BELOW: f64 = 12.0;
/// Space between the figures of a scale and the plot.
const TO_PLOT: f64 = 5.0;
/// Lines kept of what is said of the scales.
const SCALE_LINES: usize = 3;

/// Draws the fields.
pub(super) fn draw(multiples: &SmallMultiples, frame: &Frame) -> Scene {
    let trend = multiples.trend();
    let targets: Vec<_> = multiples
        .fields
        .iter()
        .map(|field| field.target.as_ref())
        .collect();
    let mini = Mini::of(&trend, &targets);
    let scales = scales(multiples, &mini);
    let mut sheet = Sheet::begin(frame, &multiples.heading, &legend(multiples, &mini));
    let width = sheet.width;
    sheet.y = draw_scale_words(&mut sheet.nodes, multiples, &scales, width, sheet.y);
    if multiples.fields.is_empty() {
        let content = multiples
            .lang
            .pick("Ingen værdier at vise", "No values to show");
        let place = (MARGIN, sheet.y + 18.0);
        let empty = text("empty", place, Anchor::Start, BODY, TEXT_QUIET, content);
        sheet.nodes.push(decoration("axis", vec![empty]));
        sheet.y += 30.0;
        return sheet.finish(&multiples.heading);
    }
    let n = multiples.fields.len();
    let room = width - 2.0 * MARGIN;
    let columns = (1..=MOST_COLUMNS)
        .rev()
        .find(|n| field_width(room, *n) >= MIN_FIELD)
        .unwrap_or(1)
        .min(n);
    let one = field_width(room, columns);
    let height = NAME + VALUE + PLOT + PERIODS + BELOW;
    let top = sheet.y + 4.0;
    // Wide enough for the figures of every scale, so that fields below each other stand under each other.
    let figures = scales
        .iter()
        .flat_map(|scale| [&scale.ends.0, &scale.ends.1]);
    let figures = figures
        .map(|figure| text_width(figure, SMALL))
        .fold(0.0, f64::max)
        .ceil()
        .min(one * 0.4);
    let stop = multiples
        .fields
        .iter()
        .position(|field| field.series.role == SeriesRole::Own)
        .unwrap_or(0);
    let signs = (0..n).any(|no| mini.has_gaps(no));
    for no in 0..n {
        let (line, column) = (no / columns, no % columns);
        let place = Place {
            left: MARGIN + column as f64 * (one + GAP),
            top: top + line as f64 * height,
            width: one,
            figures,
        };
        if let Some(scale) = scales.iter().find(|scale| scale.fields.contains(&no)) {
            let field = FieldDrawing {
                multiples,
                trend: &trend,
                mini: &mini,
                scale,
                no,
                signs,
            };
            sheet
                .nodes
                .push(field.draw(&place, frame.focus, no == stop));
        }
    }
    sheet.y = top + height * n.div_ceil(columns) as f64;
    sheet.finish(&multiples.heading)
}

fn field_width(room: f64, columns: usize) -> f64 {
    (room - GAP * columns.saturating_sub(1) as f64) / columns as f64
}

/// Where a field stands.
struct Place {
    left: f64,
    top: f64,
    width: f64,
    /// Room for the figures of the scale.
    figures: f64,
}

struct FieldDrawing<'a> {
    multiples: &'a SmallMultiples,
    trend: &'a Trend,
    mini: &'a Mini<'a>,
    scale: &'a Scale<'a>,
    no: usize,
    /// Whether a line is kept for what is not there: in all fields or in none, so that heights can be compared.
    signs: bool,
}

impl FieldDrawing<'_> {
    fn draw(&self, place: &Place, focus: Focus, is_stop: bool) -> Node {
        let spoken = newest_words(self.multiples, self.mini, self.no);
        let mut attributes = focus.attributes(is_stop, spoken.clone());
        let series = self
            .multiples
            .fields
            .get(self.no)
            .map(|field| &field.series);
        attributes.push((
            "data-code",
            series.map(|series| clean(&series.code)).unwrap_or_default(),
        ));
        let mut nodes = self.texts(place);
        let within = Bounds {
            left: place.left + place.figures + TO_PLOT,
            top: place.top + NAME + VALUE,
            right: place.left + place.width,
            bottom: place.top + NAME + VALUE + PLOT,
        };
        nodes.extend(self.axes(within, place.figures));
        nodes.extend(
            self.mini
                .draw(self.no, &self.scale.axis, within, self.signs),
        );
        Node::Group(Group {
            class: "mark field".to_owned(),
            attributes,
            title: Some(spoken),
            nodes,
        })
    }

    /// Name and newest value.
    fn texts(&self, place: &Place) -> Vec<Node> {
        let Some(field) = self.multiples.fields.get(self.no) else {
            return Vec::new();
        };
        let is_own = field.series.role == SeriesRole::Own;
        let style = if is_own {
            STRONG
        } else {
            TextStyle {
                bold: false,
                ..STRONG
            }
        };
        let colour = if is_own { OWN } else { TEXT };
        let name = Some(clean(&field.series.name)).filter(|name| !name.is_empty());
        let name = fit_name(
            &name.unwrap_or_else(|| clean(&field.series.code)),
            place.width,
            style,
        );
        let value = fit(&self.value(), place.width, SMALL);
        let baseline = place.top + NAME - 4.0;
        vec![
            text(
                "field-name",
                (place.left, baseline),
                Anchor::Start,
                style,
                colour,
                name,
            ),
            text(
                "field-value",
                (place.left, baseline + VALUE),
                Anchor::Start,
                SMALL,
                TEXT_QUIET,
                value,
            ),
        ]
    }

    /// "84 dage, 2019 (foreløbigt)"; why there is no value, where there is none.
    fn value(&self) -> String {
        let lang = self.multiples.lang;
        match self.mini.newest(self.no) {
            Some((period, value)) => {
                let mark = match self.mini.is_newest_provisional(self.no) {
                    true => format!(" {}", crate::words::provisional_mark(lang)),
                    false => String::new(),
                };
                format!(
                    "{}, {}{mark}",
                    self.scale.measure.with_short_unit(value, lang),
                    period.to_lang(lang)
                )
            }
            None => lang.pick("ingen værdier", "no values").to_owned(),
        }
    }

    /// Figures and lines at the ends of the scale, zero between them, and the first and last period.
    fn axes(&self, within: Bounds, widest: f64) -> Vec<Node> {
        let (mini, axis) = (self.mini, &self.scale.axis);
        let mut nodes = Vec::new();
        let at = |value: f64| mini.y_of(self.no, value, axis, (within, self.signs));
        for (value, figure) in [(axis.lo, &self.scale.ends.0), (axis.hi, &self.scale.ends.1)] {
            if let Some(y) = at(value) {
                nodes.push(horizontal(
                    "grid",
                    within.left,
                    within.right,
                    y,
                    Paint::line(GRID, 1.0),
                ));
                let room = within.left - TO_PLOT;
                let figure = fit(figure, widest, SMALL);
                let figure = axis_figure(room, y + 3.8, Anchor::End, &figure);
                nodes.push(Node::Text(figure));
            }
        }
        if let Some(y) = at(0.0) {
            nodes.push(horizontal(
                "zero",
                within.left,
                within.right,
                y,
                Paint::line(AXIS, 1.0),
            ));
        }
        if let Some((first, last)) = mini.ends() {
            let lang = self.trend.lang;
            let baseline = within.bottom + PERIODS - 4.0;
            let (first_name, last_name) = (first.to_lang(lang), last.to_lang(lang));
            let room = within.right - within.left;
            let last_width = text_width(&last_name, SMALL);
            // A name longer than the plot may reach under the figures of the scale.
            nodes.push(Node::Text(axis_figure(
                within.right,
                baseline,
                Anchor::End,
                &last_name,
            )));
            if first != last && text_width(&first_name, SMALL) + 8.0 + last_width <= room {
                nodes.push(Node::Text(axis_figure(
                    within.left,
                    baseline,
                    Anchor::Start,
                    &first_name,
                )));
            }
        }
        nodes
    }
}

/// Says which fields have one scale.
fn draw_scale_words(
    nodes: &mut Vec<Node>,
    multiples: &SmallMultiples,
    scales: &[Scale<'_>],
    width: f64,
    y: f64,
) -> f64 {
    if multiples.fields.is_empty() {
        return y;
    }
    let mut y = y;
    let mut drawn = Vec::new();
    for content in wrap(
        &words_of_scales(multiples, scales),
        width - 2.0 * MARGIN,
        SMALL,
        SCALE_LINES,
    ) {
        y += SMALL.size * LINE;
        drawn.push(text(
            "unit",
            (MARGIN, y),
            Anchor::Start,
            SMALL,
            TEXT_QUIET,
            content,
        ));
    }
    nodes.push(decoration("scales", drawn));
    y + 8.0
}

/// "Samme skala i alle felter: dage"; "Felter med samme enhed har samme skala".
pub(super) fn words_of_scales(multiples: &SmallMultiples, scales: &[Scale<'_>]) -> String {
    let lang = multiples.lang;
    let unit = match scales {
        [only] => Some(only.measure.axis_caption(&only.axis, None, lang)),
        _ => None,
    };
    let is_cut = scales.iter().any(|scale| scale.axis.broken) && unit.is_none();
    scale_words(
        unit.filter(|unit| !unit.is_empty()),
        scales.len() == 1,
        is_cut,
        lang,
    )
}

/// What marks, signs and lines mean: those that occur.
fn legend(multiples: &SmallMultiples, mini: &Mini<'_>) -> Vec<Item> {
    let lang = multiples.lang;
    let look = Look {
        form: Form::Diamond,
        r: 4.0,
        colour: OWN,
    };
    let mut items = Vec::new();
    let fields = || 0..multiples.fields.len();
    if fields().any(|no| mini.is_newest_provisional(no)) {
        let sample = Sample::Mark(look, Reading::new(Cell::Ok, Some(1.0), true));
        items.push(Item::new(
            sample,
            lang.pick("Foreløbigt tal", "Provisional"),
        ));
    }
    if mini.readings().any(Reading::is_zero) {
        items.push(Item::new(
            Sample::Mark(look, Reading::of(0.0)),
            lang.pick("Nul", "Zero"),
        ));
    }
    if fields().any(|no| mini.has_target(no)) {
        let sample = Sample::Line(Paint::dashed(TARGET, 1.2, crate::trend::mini::TARGET_DASH));
        items.push(Item::new(sample, lang.pick("Mål", "Target")));
    }
    let cells = mini.gap_cells();
    for cell in [
        Cell::Missing,
        Cell::NotApplicable,
        Cell::Confidential,
        Cell::Immature,
    ] {
        if cells.contains(&cell) {
            items.push(Item::new(
                Sample::Absent(cell),
                &capitalised(cell_word(cell, lang)),
            ));
        }
    }
    if !multiples.breaks.is_empty() && mini.has_breaks() {
        let sample = Sample::Line(Paint::dashed(ABSENT, 1.0, "3 2"));
        items.push(Item::new(sample, lang.pick("Databrud", "Break in series")));
    }
    items
}
