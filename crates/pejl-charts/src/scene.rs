//! A drawing as data, and its one way out: SVG text.
//!
//! Charts are built as nodes, so that tests can ask a drawing where its labels and marks stand. Colours
//! are presentation attributes and never `style`: a strict Content-Security-Policy blocks the latter.

use std::fmt::Write as _;

use pejl_domain::Lang;

use crate::text_width::{ASCENT, DESCENT, FONT_FAMILY, TextStyle, text_width};

/// A finished drawing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    /// Width of the view box in pixels.
    pub width: f64,
    /// Height of the view box in pixels.
    pub height: f64,
    /// What is drawn, the lowest first.
    pub nodes: Vec<Node>,
}

/// One element.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// Elements that belong together.
    Group(Group),
    /// A shape.
    Shape(Shape),
    /// A line of text.
    Text(Text),
}

/// Elements that belong together, with what assistive technology and scripts need to know of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Group {
    /// Class names.
    pub class: String,
    /// Further attributes in the order they are written.
    pub attributes: Vec<(&'static str, String)>,
    /// Text shown by the browser when pointing at it.
    pub title: Option<String>,
    /// The elements.
    pub nodes: Vec<Node>,
}

/// A shape with its colours.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Class names.
    pub class: &'static str,
    /// Form and place.
    pub geometry: Geometry,
    /// Colours.
    pub paint: Paint,
}

/// Form and place of a shape, in pixels of the view box.
#[derive(Debug, Clone)]
pub(crate) enum Geometry {
    /// An upright rectangle.
    Rect {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
    /// A straight line.
    Line { x1: f64, y1: f64, x2: f64, y2: f64 },
    /// A circle.
    Circle { cx: f64, cy: f64, r: f64 },
    /// A closed area.
    Polygon(Vec<(f64, f64)>),
    /// An open run of lines.
    Polyline(Vec<(f64, f64)>),
}

/// Colours of a shape; `None` draws nothing there.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Paint {
    /// Colour inside.
    pub fill: Option<&'static str>,
    /// Colour and width of the outline.
    pub stroke: Option<(&'static str, f64)>,
    /// Dash pattern of the outline.
    pub dash: Option<&'static str>,
    /// Whether it cannot be seen and only answers to the pointer.
    pub invisible: bool,
}

/// A line of text.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    /// Class names.
    pub class: &'static str,
    /// The anchor's place.
    pub x: f64,
    /// The baseline.
    pub y: f64,
    /// Which part of the text stands at `x`.
    pub anchor: Anchor,
    /// Size and weight.
    pub style: TextStyle,
    /// Colour.
    pub fill: &'static str,
    /// The text, not escaped.
    pub content: String,
}

/// Which part of a text stands at its `x`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// An upright box in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Text {
    /// The box the text can fill at most.
    pub fn bounds(&self) -> Bounds {
        let width = text_width(&self.content, self.style);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Bounds {
            left,
            top: self.y - ASCENT * self.style.size,
            right: left + width,
            bottom: self.y + DESCENT * self.style.size,
        }
    }
}

impl Paint {
    /// Filled without outline.
    pub fn filled(colour: &'static str) -> Self {
        Self {
            fill: Some(colour),
            ..Self::default()
        }
    }

    /// Outline only.
    pub fn line(colour: &'static str, width: f64) -> Self {
        Self {
            stroke: Some((colour, width)),
            ..Self::default()
        }
    }

    /// Outline of dashes.
    pub fn dashed(colour: &'static str, width: f64, dash: &'static str) -> Self {
        Self {
            stroke: Some((colour, width)),
            dash: Some(dash),
            ..Self::default()
        }
    }
}

/// A straight line.
pub(crate) fn line(class: &'static str, x1: f64, y1: f64, x2: f64, y2: f64, paint: Paint) -> Node {
    Node::Shape(Shape {
        class,
        geometry: Geometry::Line { x1, y1, x2, y2 },
        paint,
    })
}

/// A line from top to bottom.
pub(crate) fn vertical(class: &'static str, x: f64, top: f64, bottom: f64, paint: Paint) -> Node {
    line(class, x, top, x, bottom, paint)
}

/// A line from left to right.
pub(crate) fn horizontal(class: &'static str, left: f64, right: f64, y: f64, paint: Paint) -> Node {
    line(class, left, y, right, y, paint)
}

/// An upright rectangle; a negative width or height is turned round.
pub(crate) fn rect(
    class: &'static str,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    paint: Paint,
) -> Node {
    let (x, width) = if width < 0.0 {
        (x + width, -width)
    } else {
        (x, width)
    };
    let (y, height) = if height < 0.0 {
        (y + height, -height)
    } else {
        (y, height)
    };
    Node::Shape(Shape {
        class,
        geometry: Geometry::Rect {
            x,
            y,
            width,
            height,
        },
        paint,
    })
}

/// A group that assistive technology passes over: what it shows is said elsewhere.
pub(crate) fn decoration(class: &str, nodes: Vec<Node>) -> Node {
    Node::Group(Group {
        class: class.to_owned(),
        attributes: vec![("aria-hidden", "true".to_owned())],
        title: None,
        nodes,
    })
}

/// What the outermost element says of the whole chart.
pub(crate) struct Document<'a> {
    /// Prefix of every id.
    pub id_prefix: &'a str,
    /// Language of the texts.
    pub lang: Lang,
    /// Class names.
    pub class: &'a str,
    /// Short name of the chart.
    pub title: &'a str,
    /// The chart in words.
    pub description: &'a str,
    /// Whether the marks inside are to be reached one by one; else the chart is one picture.
    pub explorable: bool,
}

/// The SVG text of a drawing, one element a line.
pub(crate) fn to_svg(scene: &Scene, document: &Document<'_>) -> String {
    let id = safe_id(document.id_prefix);
    let mut out = String::with_capacity(scene.nodes.len() * 120 + 1_000);
    let (width, height) = (number(scene.width), number(scene.height));
    // `img` makes everything inside invisible to assistive technology, so a chart whose marks are to be
    // visited is a group instead.
    let role = if document.explorable { "group" } else { "img" };
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"{}\" role=\"{role}\" aria-labelledby=\"{id}-title\" \
         aria-describedby=\"{id}-desc\" lang=\"{}\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"{FONT_FAMILY}\">",
        escape(document.class),
        document.lang.as_str(),
    );
    let _ = writeln!(
        out,
        "<title id=\"{id}-title\">{}</title>",
        escape(document.title)
    );
    let _ = writeln!(
        out,
        "<desc id=\"{id}-desc\">{}</desc>",
        escape(document.description)
    );
    for node in &scene.nodes {
        write_node(&mut out, node);
    }
    out.push_str("</svg>\n");
    out
}

fn write_node(out: &mut String, node: &Node) {
    match node {
        Node::Group(group) => write_group(out, group),
        Node::Shape(shape) => write_shape(out, shape),
        Node::Text(text) => write_text(out, text),
    }
}

fn write_group(out: &mut String, group: &Group) {
    let _ = write!(out, "<g class=\"{}\"", escape(&group.class));
    for (name, value) in &group.attributes {
        let _ = write!(out, " {name}=\"{}\"", escape(value));
    }
    out.push_str(">\n");
    if let Some(title) = &group.title {
        let _ = writeln!(out, "<title>{}</title>", escape(title));
    }
    for node in &group.nodes {
        write_node(out, node);
    }
    out.push_str("</g>\n");
}

fn write_shape(out: &mut String, shape: &Shape) {
    let _ = match &shape.geometry {
        Geometry::Rect {
            x,
            y,
            width,
            height,
        } => write!(
            out,
            "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
            shape.class,
            number(*x),
            number(*y),
            number(*width),
            number(*height)
        ),
        Geometry::Line { x1, y1, x2, y2 } => write!(
            out,
            "<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"",
            shape.class,
            number(*x1),
            number(*y1),
            number(*x2),
            number(*y2)
        ),
        Geometry::Circle { cx, cy, r } => write!(
            out,
            "<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"",
            shape.class,
            number(*cx),
            number(*cy),
            number(*r)
        ),
        Geometry::Polygon(points) => {
            write!(
                out,
                "<polygon class=\"{}\" points=\"{}\"",
                shape.class,
                points_text(points)
            )
        }
        Geometry::Polyline(points) => {
            write!(
                out,
                "<polyline class=\"{}\" points=\"{}\"",
                shape.class,
                points_text(points)
            )
        }
    };
    let _ = write!(out, " fill=\"{}\"", shape.paint.fill.unwrap_or("none"));
    if shape.paint.invisible {
        out.push_str(" fill-opacity=\"0\"");
    }
    if let Some((colour, width)) = shape.paint.stroke {
        let _ = write!(
            out,
            " stroke=\"{colour}\" stroke-width=\"{}\"",
            number(width)
        );
        if matches!(shape.geometry, Geometry::Polyline(_) | Geometry::Polygon(_)) {
            out.push_str(" stroke-linejoin=\"round\"");
        }
    }
    if let Some(dash) = shape.paint.dash {
        let _ = write!(out, " stroke-dasharray=\"{dash}\"");
    }
    out.push_str("/>\n");
}

fn write_text(out: &mut String, text: &Text) {
    let _ = write!(
        out,
        "<text class=\"{}\" x=\"{}\" y=\"{}\" font-size=\"{}\" fill=\"{}\"",
        text.class,
        number(text.x),
        number(text.y),
        number(text.style.size),
        text.fill
    );
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
        Anchor::End => out.push_str(" text-anchor=\"end\""),
    }
    if text.style.bold {
        out.push_str(" font-weight=\"700\"");
    }
    let _ = writeln!(out, ">{}</text>", escape(&text.content));
}

fn points_text(points: &[(f64, f64)]) -> String {
    let pairs: Vec<String> = points
        .iter()
        .map(|(x, y)| format!("{},{}", number(*x), number(*y)))
        .collect();
    pairs.join(" ")
}

/// A coordinate with at most two decimals. Never `NaN` or `inf`: neither is a number in SVG.
fn number(value: f64) -> String {
    if !value.is_finite() {
        return "0".to_owned();
    }
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" {
        "0".to_owned()
    } else {
        text.to_owned()
    }
}

/// The text with the five characters replaced that mean something in XML, in text and attributes alike, and
/// without those XML refuses even when escaped: texts should be clean by now, but one that is not must not break
/// the page.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ if c.is_control() && c != '\n' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            _ => out.push(c),
        }
    }
    out
}

/// The prefix as an id can carry it: letters, digits, `-` and `_`, beginning with a letter.
fn safe_id(prefix: &str) -> String {
    let cleaned: String = prefix
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect();
    if cleaned.starts_with(|c: char| c.is_ascii_alphabetic()) {
        cleaned
    } else {
        format!("chart-{cleaned}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short_and_always_numbers() {
        for (value, expected) in [
            (1.0, "1"),
            (0.125, "0.12"),
            (-0.001, "0"),
            (10.5, "10.5"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number(value), expected);
        }
    }

    #[test]
    fn markup_is_escaped() {
        assert_eq!(escape("<a b='c'>&\""), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;");
    }

    #[test]
    fn an_id_keeps_only_what_an_id_may_hold() {
        assert_eq!(safe_id("rank-1_a"), "rank-1_a");
        assert_eq!(safe_id("1\" onload=\"x"), "chart-1--onload--x");
        assert_eq!(safe_id(""), "chart-");
    }

    #[test]
    fn a_rectangle_of_negative_width_is_turned_round() {
        let node = rect("bar", 10.0, 0.0, -4.0, 2.0, Paint::filled("#000000"));
        let mut out = String::new();
        write_node(&mut out, &node);
        assert_eq!(
            out,
            "<rect class=\"bar\" x=\"6\" y=\"0\" width=\"4\" height=\"2\" fill=\"#000000\"/>\n"
        );
    }
}
