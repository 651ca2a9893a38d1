//! Figures, statuses and targets in words, the same on a page and in a report.
//!
//! It stands apart from both so that pages need nothing of what makes a report, nor reports a web server. Texts are in Danish and
//! English and come from one table ([`texts!`]); numbers and dates are written by `pejl_domain::lang`.
//!
//! # Example
//! ```
//! use pejl_domain::{Lang, Unit};
//! assert_eq!(pejl_wording::with_unit(84.25, 1, &Unit::Days, Lang::Da), "84,3 dage");
//! assert_eq!(pejl_wording::with_unit(0.615, 1, &Unit::Share, Lang::En), "61.5%");
//! ```

mod board;
mod change;
mod dataset;
mod figure;
mod frame;
mod schedule;
mod table;
mod words;

pub use board::{
    STATUSES, figure_of, goal, goal_as_set, name_of, no_figure, period_of, status_class,
    status_word, why,
};
pub use change::{before_change, change_name};
pub use dataset::{dataset_name, source_name};
pub use figure::{
    NOTHING, bare, cell, decimals, dranst, instant, lower_first, measure, price_level, sentence,
    short_unit, signed, unit, with_unit,
};
pub use frame::{FrameWords, frame_reasons, frame_words, kroner};
pub use schedule::{delivery_reason, run_lines};
pub use table::{fill, table_faults};
