//! Indicators of a municipality's own records: courses, grants, goals, visits, cases.
//!
//! A reading says which [`Measure`]s stand above and below its line. A measure takes the rows of a [`source`], places them
//! in time, keeps those that the named parts of a card describe, and counts or adds them up. Measures of one source and
//! time are taken in one pass. What comes out is one number per place, period and members, as whole numbers, which are
//! divided last.
//!
//! What holds:
//! - Persons are counted once in a period, however many rows they have; a stock is counted on the last day of each month,
//!   and a quarter or year is the sum of its months.
//! - A period that no import covers is missing; one whose last months are not in is provisional; one whose outcomes
//!   cannot be known yet is immature. What is covered and empty is zero, and over an empty base not applicable.
//! - Age and district are those on the day of the event.

mod age;
pub mod answer;
pub mod calendar;
mod cell;
mod composite;
mod counted;
pub mod coverage;
mod definitions;
mod described;
pub mod dimension;
mod exact;
pub mod figures;
pub mod followed;
mod gather;
mod ground;
pub mod index;
pub mod measure;
pub mod member;
mod open;
mod pass;
pub mod plan;
pub mod price;
pub mod reach;
pub mod scope;
mod series;
mod side;
pub mod source;
mod survival;
mod taken;
#[cfg(test)]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
mod tests;
mod unstated;
pub mod year_before;

pub use answer::{MONTHS_OF_WINDOW, RecordError, Taking, observations, takings};
pub(crate) use cell::needs;
pub use cell::newest_periods;
pub use coverage::{Coverage, DatasetCoverage};
pub use definitions::{changed_readings, definitions};
pub use figures::{figures, figures_in_prices};
pub use followed::{
    Cause, Departures, Followed, FollowedPlan, FollowedQuestion, Kind as FollowedKind,
    followed_plan,
};
pub use measure::{Measure, Measures, Take, Time};
pub use plan::{PlanError, RecordPlan, RecordQuestion, datasets, record_plan};
pub(crate) use plan::{RESIDENTS, ages_within};
pub use price::in_prices;
pub(crate) use reach::parts;
pub use reach::{Changes, affected, horizon, months_read};
pub use series::SeriesBreaks;
