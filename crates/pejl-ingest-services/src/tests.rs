//! Every dataset is read from its fixture; every fault is put into one cell of it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests"
)]

mod damaged;
mod faults;
mod fixtures;
mod reading;
