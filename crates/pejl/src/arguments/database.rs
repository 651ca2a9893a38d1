//! Looking after the database and the lake: migration, checks, backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum DbCommand {
    /// Bring the catalogue up to this version.
    Migrate,
    /// Re-hash every segment and re-check every invariant, of this installation or of a backup.
    Verify(VerifyArgs),
    /// Take a backup while the installation is in use.
    Backup(BackupArgs),
    /// Make an installation from a backup: the data folder is new or empty, and the database without tables.
    Restore(RestoreArgs),
    /// Put small segments together and remove what nothing refers to.
    Compact,
}

#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Look at the length of segments only, and do not read what is in them.
    #[arg(long)]
    pub quick: bool,
    /// Check this backup instead, without restoring it.
    #[arg(long, value_name = "DIR", conflicts_with = "quick")]
    pub backup: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct BackupArgs {
    /// Folder to make; it must not be there.
    #[arg(long, value_name = "DIR")]
    pub to: PathBuf,
    /// Read everything again when it is written.
    #[arg(long)]
    pub verify: bool,
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// The backup.
    #[arg(long, value_name = "DIR")]
    pub from: PathBuf,
}
