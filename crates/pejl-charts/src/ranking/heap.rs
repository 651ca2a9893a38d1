//! Marks on one line, moved up and down so that none hides another.

use super::plot::Plot;
use super::view::{Role, View};

/// Space between two marks that do not touch.
const BETWEEN: f64 = 0.6;
/// Most that the heap may rise above and below its middle; a higher one is pressed together.
const MAX_RISE: f64 = 46.0;
/// Least of the same, so that the marks that stand out have room.
const MIN_RISE: f64 = 14.0;
/// Half the extent of the largest mark with its ring.
const MARK_ROOM: f64 = 10.0;

/// How far each mark is moved up or down.
pub(super) struct Heap {
    /// One per area with a value, in their order.
    pub offsets: Vec<f64>,
    /// How far the plot reaches above and below its middle.
    pub extent: f64,
}

/// A mark that has found its place; `r` is how near another may come.
struct Placed {
    index: usize,
    x: f64,
    y: f64,
    r: f64,
}

impl Heap {
    /// Places the own area first, then the marked ones, the group and the rest: each as near to the middle as
    /// the ones before allow.
    pub fn of(view: &View<'_>, plot: &Plot<'_>) -> Self {
        let roles = view.valued.iter().map(|entry| entry.role);
        let mut order: Vec<(Role, usize)> = roles.zip(0..).collect();
        order.sort_unstable();
        let mut placed: Vec<Placed> = Vec::with_capacity(order.len());
        for (role, index) in order {
            let value = view.valued.get(index).and_then(|entry| entry.value());
            let x = plot.x(value.unwrap_or_default());
            let r = role.look().radius() + BETWEEN / 2.0;
            let y = nearest_free(&placed, x, r);
            placed.push(Placed { index, x, y, r });
        }
        placed.sort_by_key(|mark| mark.index);
        let highest = placed.iter().map(|mark| mark.y.abs()).fold(0.0, f64::max);
        let press = if highest > MAX_RISE {
            MAX_RISE / highest
        } else {
            1.0
        };
        let offsets = placed.into_iter().map(|mark| mark.y * press).collect();
        Self {
            offsets,
            extent: (highest * press).max(MIN_RISE) + MARK_ROOM,
        }
    }
}

/// The height nearest to the middle at which a mark touches none of those placed.
fn nearest_free(placed: &[Placed], x: f64, r: f64) -> f64 {
    let near: Vec<&Placed> = placed
        .iter()
        .filter(|o| (o.x - x).abs() < r + o.r)
        .collect();
    // A mark fits in the middle, or touching one of its neighbours.
    let touching = near.iter().flat_map(|o| {
        let rise = ((r + o.r).powi(2) - (o.x - x).powi(2)).max(0.0).sqrt();
        [o.y + rise, o.y - rise]
    });
    let is_free = |y: &f64| {
        near.iter()
            .all(|o| (o.x - x).hypot(o.y - y) >= r + o.r - 1e-6)
    };
    std::iter::once(0.0)
        .chain(touching)
        .filter(is_free)
        .min_by(|a, b| a.abs().total_cmp(&b.abs()).then_with(|| a.total_cmp(b)))
        .unwrap_or_default()
}
