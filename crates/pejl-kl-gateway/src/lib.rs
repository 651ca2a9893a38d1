//! KL Gateway delivery reports: bundles in, versions, views and typed rows out.
//!
//! [`read_report`] turns the bytes of a file into reports whose citizens are pseudonyms; [`History`] applies them in
//! the order they arrived and knows what was known at any arrival and on any day; the functions of [`project`] turn a
//! [`View`] into grants, deliveries, courses, assessments, goals and waiting times; [`quality::assess`] counts what the
//! municipality should look into.
//!
//! Invariants:
//! - a person's number is replaced while it is read and stands in nothing that comes out;
//! - nothing is guessed: an unknown organisation holds its report, an unknown code is kept and flagged;
//! - nothing is overwritten: an error is a version that takes another back, and a repeat is no version;
//! - a text is a level, a paragraph or a reason only because a code list says so.
//!
//! No storage and no clock: what day it is, and which arrivals there have been, is said by the caller. [`stored`] turns
//! versions, reports, codes and typed rows into rows of the datasets, and back.

pub mod codes;
mod guide;
mod history;
mod identity;
pub mod project;
pub mod quality;
mod read;
mod report;
pub mod resource;
pub mod stored;
pub mod system;
mod version;
mod when;

pub use codes::{
    CodeEntry, CodeListError, CodeVersion, Codes, DuplicateCode, ListKind, parse_code_list,
};
pub use guide::{Guide, Profile, profile_of};
pub use history::{Applied, Arrival, ArrivalError, History, Known, Pointed, View, Warning};
pub use identity::{Organisation, Reference, ReportKey, ResourceKey, ResourceType};
pub use read::{Limits, OrgEntry, OrgLookup, ReadOptions, read_report};
pub use report::{CitizenFacts, DeliveryReport, Entry, HeldReport, Report};
pub use resource::{Coding, Resource};
pub use version::{Chain, Change, Version};
pub use when::{When, WhenError, danish_day};

#[cfg(test)]
mod mutations;
#[cfg(test)]
mod real_files;
#[cfg(test)]
mod testing;
