//! Fetching tables from a source.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::SummaryFormat;

#[derive(Debug, Subcommand)]
pub enum FetchCommand {
    /// Fetch a table from StatBank's API and import it.
    Statbank(FetchStatbankArgs),
}

#[derive(Debug, Args)]
pub struct FetchStatbankArgs {
    /// StatBank's table, such as REGK31.
    pub table: String,
    /// Values of a variable: `OMRÅDE=630,766`, `Tid=>=2018`, `FUNKTION=530*`; may be repeated. All values when left out.
    #[arg(long = "select", value_name = "VARIABLE=VALUES")]
    pub select: Vec<String>,
    /// Address of the API.
    #[arg(long, value_name = "URL", env = "PEJL_STATBANK_URL")]
    pub base_url: Option<String>,
    /// Folder for the fetched files; a temporary one when left out.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print what would be asked for, and stop.
    #[arg(long)]
    pub plan: bool,
    /// Fetch only; do not import.
    #[arg(long, requires = "out")]
    pub no_import: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
