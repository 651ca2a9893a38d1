//! Releases: a revision under a name.

use clap::Args;

use crate::arguments::{AsKnownArgs, RowFormat};

/// A release is what was published: it is never changed and never deleted, and what is asked for by its name has the figures of its
/// revision.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    /// Its name, such as "Marts 2018"; no two releases have one name.
    pub name: String,
    /// What is to be said of it.
    #[arg(long, default_value = "")]
    pub note: String,
    /// Prove it, store nothing.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
}

#[derive(Debug, Args)]
pub struct ReleasesArgs {
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}
