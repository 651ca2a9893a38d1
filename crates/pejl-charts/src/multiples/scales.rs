//! One scale for each measure.

use super::SmallMultiples;
use crate::measure::Measure;
use crate::scale::{Axis, Ends};
use crate::trend::mini::Mini;

/// The scale of a measure, and the fields that have it.
pub(super) struct Scale<'a> {
    /// The measure.
    pub measure: &'a Measure,
    /// Numbers of its fields.
    pub fields: Vec<usize>,
    /// Range and ticks.
    pub axis: Axis,
    /// Figures at both ends of the axis, with the word for the factor they were divided by.
    pub ends: (String, String),
}

/// The scales in the order in which their first field is described.
pub(super) fn scales<'a>(multiples: &'a SmallMultiples, mini: &Mini<'_>) -> Vec<Scale<'a>> {
    let mut found: Vec<(&Measure, Vec<usize>)> = Vec::new();
    for (no, field) in multiples.fields.iter().enumerate() {
        match found
            .iter_mut()
            .find(|(measure, _)| is_same(measure, &field.measure))
        {
            Some((_, fields)) => fields.push(no),
            None => found.push((&field.measure, vec![no])),
        }
    }
    let scale = |(measure, fields): (&'a Measure, Vec<usize>)| {
        let values = fields.iter().flat_map(|no| mini.values(*no));
        let axis = Axis::of(
            values,
            measure.zero,
            Ends::OnTick,
            3.0,
            measure.least_step(),
        );
        let (figures, factor) = measure.axis_figures(&axis, multiples.lang);
        let end = |figure: Option<&String>| {
            let words = [figure.map(String::as_str), factor].into_iter().flatten();
            words.collect::<Vec<_>>().join(" ")
        };
        Scale {
            measure,
            fields,
            ends: (end(figures.first()), end(figures.last())),
            axis,
        }
    };
    found.into_iter().map(scale).collect()
}

/// Whether heights of two measures can be compared.
fn is_same(one: &Measure, other: &Measure) -> bool {
    (&one.unit, one.numbers, one.zero) == (&other.unit, other.numbers, other.zero)
}
