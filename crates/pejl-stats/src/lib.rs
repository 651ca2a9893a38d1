//! Statistics on slices of numbers: no Polars, no IO.
//!
//! What holds everywhere: numbers are finite (a `NaN` or an infinity is refused with its index,
//! never ordered or summed), a missing value is left out by the caller and never stands here as a
//! number, and every result is the same on every machine because the order of additions is fixed.
//!
//! Each function names its formula and the publication it follows.
//!
//! # Example
//! ```
//! use pejl_stats::{Order, Sample, quartiles, ranks};
//!
//! let costs = [410.0, 390.0, 410.0, 520.0];
//! let places: Vec<usize> = ranks(&costs, Order::LowestFirst)?.iter().map(|r| r.rank).collect();
//! assert_eq!(places, [2, 1, 2, 4]);
//! assert_eq!(quartiles(&Sample::new(&costs)?).median, 410.0);
//! # Ok::<(), pejl_stats::SampleError>(())
//! ```

pub mod bridge;
pub mod change_point;
pub mod forecast;
pub mod interrupted;
pub mod level;
pub mod mean;
pub mod peer;
pub mod potential;
pub mod price_index;
pub mod quantile;
pub mod rank;
pub mod rate;
mod regression;
pub mod run_off;
pub mod sample;
pub mod spc;
pub mod survival;
pub mod synthetic_control;
pub mod trend;

pub use mean::{MeanError, mean, ratio_of_sums, sum, weighted_mean};
pub use quantile::{Quartile, Quartiles, median, quantile, quartile_of, quartiles};
pub use rank::{Order, Rank, percentile, ranks};
pub use sample::{Sample, SampleError};
pub use survival::{Curve, Followed, Step, SurvivalError, kaplan_meier, log_rank};
