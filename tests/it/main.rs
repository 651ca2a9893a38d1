//! Tests that cross crates: the real program, its files and its server.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod bad_input;
mod fetch;
mod openapi;
mod oracle;
mod real_files;
mod store;
