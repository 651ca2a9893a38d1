//! Revisions, and what one changed.

use clap::{Args, Subcommand};

use crate::arguments::RowFormat;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RevisionsArgs {
    #[command(subcommand)]
    pub command: Option<RevisionsCommand>,
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Subcommand)]
pub enum RevisionsCommand {
    /// Tell what a revision changed: rows added, changed and removed.
    Changes(ChangesArgs),
}

#[derive(Debug, Args)]
pub struct ChangesArgs {
    /// Number of the revision.
    pub revision: i64,
    /// Show the rows themselves; those of persons are only counted.
    #[arg(long)]
    pub rows: bool,
    /// Datasets; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub dataset: Vec<String>,
    /// Municipalities or other areas; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub municipality: Vec<String>,
    /// Periods with their parts: 2018, 2018-03, 2014..2018; all when left out.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// At most this many lines.
    #[arg(long, default_value_t = 50_000)]
    pub limit: usize,
    /// How the lines are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}
