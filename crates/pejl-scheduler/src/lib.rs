//! Makes monthly reports when they are due, and delivers them.
//!
//! - [`run_until`] looks every now and then what is due ([`tick`]); any number of processes may do so on one catalogue, and each time of
//!   a schedule is worked on once.
//! - A report that waits for data is tried again until they are in, or until the next one is due.
//! - Files go to a [`folder`] exactly once: each is put into its place as a whole, and putting it there again changes nothing.
//! - Letters go out by [`mail`] at most once. That one is being sent is written down before its first byte goes out; where the process
//!   ends before it is known what became of it, that is what the history says, and it is not sent again.
//! - A mail server that is away holds one letter each time it is tried, whatever the number of runs: the others wait, and their reports
//!   are made and put into the folder meanwhile. No letter is given up for it.
//!
//! There is no clock but the store's.

mod absence;
mod deliver;
pub mod folder;
mod letter;
pub mod mail;
#[cfg(test)]
mod tests;
mod texts;
mod work;

pub use work::{Settings, run_until, tick};
