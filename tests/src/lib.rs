//! Harness of the cross-crate tests: the real program as a process, a place for its data, its server and a browser.
//!
//! - The program is `PEJL_TEST_BINARY`; without it, it is built ([`binary`]).
//! - Every test has data folders and databases of its own ([`place`]).
//! - What a machine may lack (real files, PostgreSQL, Chromium) is left out with a printed line, and is a failure when
//!   `CI` is `true` ([`left_out`]).
//!
//! The functions panic where a test should fail.
#![expect(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up fails; what is not in a JSON value is null"
)]

pub mod accessibility;
pub mod binary;
pub mod browser;
pub mod driver;
pub mod http;
pub mod left_out;
pub mod place;
pub mod process;
pub mod python;
pub mod real_data;
pub mod server;
pub mod smtp;
pub mod statbank_file;

pub use http::Answer;
pub use place::{Place, for_each_database};
pub use process::{Finished, PejlProcess};
pub use server::Server;
