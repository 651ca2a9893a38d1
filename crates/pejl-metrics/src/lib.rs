//! The indicators: plans over plain frames, and comparison of municipalities.
//!
//! A question ([`Query`]) is resolved against the live covers of the facts: which variants and
//! members answer it, for every area and period, or why none does ([`resolve()`]). The
//! [`Resolution`] needs sums of facts ([`quantities`]), which a [`relation`] describes: as a lazy plan, or as SQL. Collected
//! ([`read_quantities`]), they are folded into one [`Observation`] per cell ([`observations`]), and observations of the
//! municipalities are compared ([`compare`]).
//!
//! What holds:
//! - No IO and no clock: frames come in as `LazyFrame`, knowledge of prices with its date.
//! - Ratio of sums: parts are summed as integers, then divided once. A figure published per
//!   resident is a fact of its own and is never divided again; a group of them is a mean weighted
//!   by residents, and says so.
//! - Missing, zero, not applicable and confidential are different cells, and every cell without a
//!   value has its reason in Danish and English.
//! - The spine of areas × periods × series decides what the answer holds, so nothing is absent.
//!
//! # Example
//! ```
//! use pejl_domain::{Absent, AreaLevel, Cell, Cover, Period, Variant};
//! use pejl_lake::{StatFact, StatFactBuilder};
//! use pejl_metrics::relation::plan;
//! use pejl_metrics::{
//!     Prices, Query, Request, catalogue, observations, quantities, read_quantities, resolve,
//! };
//! use polars::prelude::IntoLazy;
//!
//! // One import of a published figure: 3,834 kroner per resident of Vejle in 2019.
//! let variant = Variant::parse_key("statbank/REGK31/dkk_per_resident/current/year/art,function")?;
//! let cover = Cover {
//!     variant: variant.clone(),
//!     areas: ["630".to_owned()].into(),
//!     periods: [Period::year(2019)?].into(),
//!     members: [
//!         ("art".to_owned(), ["TOT".to_owned()].into()),
//!         ("function".to_owned(), ["5.30.27".to_owned()].into()),
//!     ]
//!     .into(),
//!     absent: Absent::Missing,
//! };
//! let mut facts = StatFactBuilder::new();
//! facts.push(&StatFact {
//!     variant: &variant.key(),
//!     area: "630",
//!     level: AreaLevel::Municipality,
//!     period: Period::year(2019)?,
//!     members: "art=TOT;function=5.30.27",
//!     value: Some(3834),
//!     scale: 0,
//!     cell: Cell::Ok,
//!     import_id: 1,
//!     file_no: 0,
//!     line: 2,
//! })?;
//!
//! let query = Query::parse(catalogue(), &Request {
//!     indicators: vec!["F2.published_per_resident".into()],
//!     municipalities: vec!["Vejle".into()],
//!     periods: vec!["2019".into()],
//!     filters: vec![("function".into(), vec!["5.30.27".into()])],
//!     ..Request::default()
//! })
//! .map_err(|errors| format!("{errors:?}"))?;
//! let prices = Prices { series: &[], as_known_at: "2020-01-01".parse()? };
//! let resolution = resolve(&query, &[cover], &prices).map_err(|errors| format!("{errors:?}"))?;
//! let tables = [("stat_fact", facts.finish()?.lazy())].into();
//! let frame = plan(&quantities(&resolution)?, &tables)?.collect()?;
//! let sums = read_quantities(&frame, &resolution)?;
//! let answer = observations(&resolution, &sums, 1);
//! assert_eq!(answer[0].value, Some(3834.0));
//! assert_eq!(answer[0].members["dranst"], "not_stated");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod card_check;
pub mod catalogue;
pub mod query;
pub mod records;
pub mod selection;

mod coverage;
pub mod resolution;
pub mod resolve;
mod tile;

pub mod behind;
pub mod breaks;
pub mod bridge;
pub mod condition;
mod fold;
pub mod formula;
pub mod frame;
pub mod freshness;
pub mod published_figures;
pub mod quantity;
pub mod relation;

pub mod comparison;
pub mod effect;
pub mod inspiration;
pub mod observation;
pub mod points;
mod reason;
pub mod rehabilitation;

pub mod status;
pub mod suggest;
pub mod text;
pub mod trend;

#[cfg(test)]
mod fixture_tests;
#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod real_data_tests;
#[cfg(test)]
mod test_support;

pub use behind::{FactBehind, Side};
pub use breaks::Break;
pub use catalogue::{Catalogue, Direction, FigureSource, Indicator, Kind, Reading, catalogue};
pub use comparison::{
    Change, Comparability, Comparison, ComparisonError, ComparisonRequest, Standing, compare,
};
pub use observation::{Observation, Quality, observations};
pub use published_figures::published_figures;
pub use quantity::{QuantityError, QuantitySum, quantities, read_quantities};
pub use query::{By, Periods, Place, Query, QueryError, Request};
pub use resolution::{Method, PriceBasis, Resolution, SpineCell};
pub use resolve::{Prices, resolve};
pub use selection::Selection;
pub use status::Status;
pub use text::{Reason, Text};
