//! The resources, one file each.

pub mod bridge;
pub mod changes;
pub mod comments;
pub mod comparison;
pub mod config;
pub mod datasets;
pub mod facts;
pub mod frame;
pub mod health;
pub mod imports;
pub mod indicators;
pub mod initiatives;
pub mod inspiration;
pub mod narratives;
pub mod observations;
pub mod pejlemaerker;
pub mod reference;
pub mod rehabilitation;
pub mod releases;
pub mod reports;
pub mod revisions;
pub mod schedules;
pub mod status;
pub mod targets;
pub mod trend;
