//! Backup and restore: the whole store as a folder of plain files that either database can be filled from.
//!
//! ```text
//! DIR/manifest.json            what the backup is, and every file in it with length and SHA-256
//! DIR/manifest.sha256          SHA-256 of the manifest, as `sha256sum --check` reads it
//! DIR/catalogue/<table>.ndjson the rows of a table, one JSON object per line, in the order of the primary key
//! DIR/lake/<dataset>/…         every live segment, byte for byte
//! ```
//!
//! A backup is taken while imports run. The tables are read in one transaction, and the segments they name are
//! immutable, so that what is copied afterwards is the state of that one instant. It is written beside its target under
//! another name, brought to the disk and renamed: there is a whole backup, or none.
//!
//! A restore makes a store where there is none. The mark `RESTORING` stands in the data folder meanwhile, and nothing
//! else opens it; the segments come first, and the catalogue last, in one transaction. Who is killed in between starts
//! the same restore again.
//!
//! What is in no backup: keys for pseudonyms (never in a store either), leases, quarantine files.

mod check;
mod folder;
mod manifest;
mod restore;
mod take;
#[cfg(test)]
mod tests;

pub use check::{BackupCheck, check_backup};
pub use manifest::{Manifest, SegmentEntry, TableEntry};
pub(crate) use restore::refuse_unfinished;
pub use restore::{RestoreSummary, restore};
pub use take::{BackupSummary, backup};

const MANIFEST: &str = "manifest.json";
const MANIFEST_HASH: &str = "manifest.sha256";
const CATALOGUE: &str = "catalogue";
const LAKE: &str = "lake";
