//! Codes, periods, units, money, reference lists and Danish texts: no IO, no clock.
//!
//! Everything the other crates say about *what a figure is* is said in the types of this crate: which area,
//! which period, which account, in which unit and price level, and which facts an import covers.
//! Invariants: every parser refuses text of more than [`MAX_TEXT_CHARS`] characters before it looks at it,
//! what prints also parses, and nothing panics on any input. The reference lists are data files of the crate
//! (`data/*.csv`, with validity and source), embedded at build time.
//!
//! ```
//! use pejl_domain::{AccountCode, Period, area};
//!
//! let period: Period = "2017K3".parse()?;
//! assert_eq!(period.to_string(), "2017-Q3");
//! assert_eq!(AccountCode::parse("053026")?.as_str(), "5.30.26");
//! assert_eq!(area::find_area("Århus Kommune").map(|found| found.code), Some("751"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod escape;
mod hex;
mod limit;
mod list;
mod serde_text;
mod value_set;

pub mod account;
pub mod age;
pub mod area;
pub mod budget;
pub mod care;
pub mod cell;
pub mod cover;
pub mod cpr;
pub mod group;
pub mod lang;
pub mod money;
pub mod period;
pub mod price;
pub mod service;
pub mod target;
pub mod unit;
pub mod yearly_table;

pub use account::AccountCode;
pub use age::{AgeBand, AgeMember};
pub use area::{Area, AreaLevel};
pub use cell::Cell;
pub use cover::{Absent, Cover, Replacement, Variant};
pub use hex::hex;
pub use lang::Lang;
pub use limit::MAX_TEXT_CHARS;
pub use money::{Oere, kroner_text};
pub use period::{Grain, Period};
pub use price::PriceLevel;
pub use unit::Unit;
