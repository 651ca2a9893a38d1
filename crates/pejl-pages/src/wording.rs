//! Figures and terms as a reader says them: those that reports have as well.

pub(crate) use pejl_wording::{
    NOTHING, bare, cell, decimals, dranst, instant, lower_first, measure, price_level, sentence,
    short_unit, signed, unit, with_unit,
};
