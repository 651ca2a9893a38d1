//! Code lists: importing and listing their versions.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, RowFormat, SummaryFormat};

#[derive(Debug, Subcommand)]
pub enum CodesCommand {
    /// Import a version of code lists; each file is named as its list: codes_functional_levels.csv, ….
    Import(CodesImportArgs),
    /// List the versions that are known.
    List {
        #[command(flatten)]
        as_known: AsKnownArgs,
        /// How the rows are printed.
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
}

#[derive(Debug, Args)]
pub struct CodesImportArgs {
    /// The lists: CSV with semicolons, in UTF-8.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Name of the version, as a coding writes it, such as 2024-05-30.
    // Not `--version`, which tells the program's own.
    #[arg(long, value_name = "NAME")]
    pub list_version: String,
    /// First day on which a code without a version means this one.
    #[arg(long, value_name = "DAY")]
    pub valid_from: NaiveDate,
    /// Read and check everything, keep nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
