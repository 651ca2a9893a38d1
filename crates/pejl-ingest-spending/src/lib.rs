//! Spending and population sources: StatBank files, StatBank's API, and noegletal.dk exports.
//!
//! Turns the text rows of [`pejl_ingest`] into facts of the dataset `stat_fact`, each with its area, period, members,
//! unit and the line it came from. What a file does not say is declared by the user ([`Declared`]); nothing is guessed.

pub mod api;
mod covers;
mod declared;
pub mod economy;
mod knowledge;
mod layout;
mod mappings;
mod members;
pub mod price_index;
mod read;
mod requested;

pub use declared::Declared;
pub use knowledge::{Knowledge, Table, Title, knowledge};
pub use mappings::{find_mapping, list_mappings, read_mapping};
pub use read::{FileFacts, ReadFailure, ReadOutcome, Sink, read_statbank};
