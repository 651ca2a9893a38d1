//! The sheet a chart is drawn on, from its heading down to its notes.

use crate::chart::Frame;
use crate::legend::{Heading, Item, MARGIN, draw_heading, draw_legend, draw_notes};
use crate::palette::GROUND;
use crate::scene::{Node, Paint, Scene, rect};

/// A drawing that grows downwards.
pub(crate) struct Sheet {
    /// Width in pixels.
    pub width: f64,
    /// Where the next part begins.
    pub y: f64,
    /// What is drawn so far.
    pub nodes: Vec<Node>,
}

impl Sheet {
    /// A sheet with the heading, if the frame asks for one, and the legend.
    pub fn begin(frame: &Frame, heading: &Heading, legend: &[Item]) -> Self {
        let width = frame.safe_width();
        let mut nodes = Vec::new();
        let mut y = MARGIN / 2.0;
        if frame.draw_heading {
            y = draw_heading(&mut nodes, heading, width, y);
        }
        y = draw_legend(&mut nodes, legend, MARGIN, width - MARGIN, y);
        Self { width, y, nodes }
    }

    /// The finished drawing: notes below, and a ground behind all, so that colours keep their contrast on any page.
    pub fn finish(mut self, heading: &Heading) -> Scene {
        let height = draw_notes(&mut self.nodes, &heading.notes, self.width, self.y) + MARGIN / 2.0;
        let ground = rect(
            "background",
            0.0,
            0.0,
            self.width,
            height,
            Paint::filled(GROUND),
        );
        self.nodes.insert(0, ground);
        Scene {
            width: self.width,
            height,
            nodes: self.nodes,
        }
    }
}
