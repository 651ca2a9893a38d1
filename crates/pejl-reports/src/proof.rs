//! Texts that say figures, read back and held against the figures they speak of.
//!
//! A sentence of a rule knows its figures ([`Sentence`](crate::Sentence)). What is said of a status and below a chart is written
//! elsewhere, and so is read here from its first letter to its last: each number is the figure that its words name, rounded to the
//! decimals that stand there, and a word of rise or fall, of above or below, is true of the figures. A sentence that cannot be read
//! is refused, so that none is printed unread. Names, periods, reasons and what people wrote are words and are compared as such.

mod bridge;
mod course;
mod figure;
mod marks;
mod ranking;
mod read;
mod status;
#[cfg(test)]
mod tests;
mod words;

use crate::sentence::Unproved;

pub(crate) use bridge::{Parts, bridge};
pub(crate) use course::{Course, course};
pub(crate) use figure::{change, exceeds, goal, moved, stands};
pub(crate) use ranking::{Ranked, ranking};
pub(crate) use read::Scale;
pub(crate) use status::status;

/// Says that a text does not say its figures.
fn refuse(text: &str) -> Unproved {
    Unproved::new(text, "a number or a word that is not true of its figures")
}
