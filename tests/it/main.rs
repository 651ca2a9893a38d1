//! Tests that cross crates: the real program, its files and its server.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests"
)]

mod accessible;
mod analyse;
mod api;
mod backup;
mod bad_input;
mod bridge;
mod budget;
mod care;
mod comments;
mod compared;
mod compared_page;
mod data_page;
mod fetch;
mod forget;
mod frame;
mod indicator_page;
mod initiatives;
mod inspiration;
mod kept;
mod kill;
mod kill_forget;
mod kl_gateway;
mod net_per_resident;
mod okonomi_page;
mod openapi;
mod oracle;
mod overview;
mod own_cards;
mod page;
mod pages;
mod pejlemaerker;
mod persons;
mod pictures;
mod projection;
mod ranking;
mod real_files;
mod rehabilitation;
mod rehabilitering_page;
mod releases;
mod report;
mod reports_page;
mod revisions;
mod schedules;
mod script;
mod sql;
mod status;
mod store;
mod synth;
mod targets;
mod targets_page;
mod traced;
mod trend;
mod withheld;
