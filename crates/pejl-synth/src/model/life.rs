//! When a life here ends.

use crate::calendar::Day;
use crate::draw::Draws;

use super::Leave;

/// Draws the last day here of somebody of `age` who becomes known on `from`.
pub(super) fn leave(draws: &mut Draws, from: Day, age: i32) -> (Day, Leave) {
    let years_left = match age {
        ..65 => 85 - age,
        65..75 => 12,
        75..85 => 6,
        85..92 => 4,
        _ => 3,
    };
    let death = from.plus(20 + draws.exponential(years_left.max(2) * 365));
    let moves = draws.chance(if age < 65 { 220 } else { 80 });
    let moving = from.plus(90 + draws.between(0, 2500));
    if moves && moving < death {
        (moving, Leave::Moved)
    } else {
        (death, Leave::Death)
    }
}
