//! Taking rows out for good: persons forgotten, and rows past their retention.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{RowFormat, SummaryFormat};

#[derive(Debug, Args)]
pub struct ForgetArgs {
    /// File with one person number (CPR) per line.
    #[arg(long, value_name = "FILE")]
    pub person_file: PathBuf,
    /// Whose data it is: code or name.
    #[arg(long, value_name = "MUNICIPALITY")]
    pub municipality: String,
    /// File with the key for pseudonyms; `PEJL_PERSON_KEY_<code>` or `PEJL_PERSON_KEY` hold it otherwise.
    #[arg(
        long,
        value_name = "FILE",
        env = "PEJL_PERSON_KEY_FILE",
        hide_env_values = true
    )]
    pub person_key: Option<PathBuf>,
    /// What the record says of the case, such as its number; it stays, so nothing of the person.
    #[arg(long, value_name = "TEXT")]
    pub case: Option<String>,
    /// Say what would go, and change nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}

#[derive(Debug, Args)]
pub struct ErasuresArgs {
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Subcommand)]
pub enum RetentionCommand {
    /// List how long rows are kept, and what their age counts from.
    List {
        /// How the rows are printed.
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
    /// Keep the rows of a dataset so many months after their last day.
    Set {
        /// The dataset, such as delivery.
        dataset: String,
        /// How many months.
        #[arg(long, value_name = "N")]
        months: u32,
        /// Whose rows: code or name; those of all that have no time of their own when left out.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: Option<String>,
    },
    /// Keep the rows of a dataset for good again.
    Clear {
        /// The dataset.
        dataset: String,
        /// Whose time is cleared; that of all when left out.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: Option<String>,
    },
    /// Remove what is past its time now; a server does so by itself every day.
    Run {
        /// Say what would go, and change nothing.
        #[arg(long)]
        dry_run: bool,
        /// How the summary is printed.
        #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
        format: SummaryFormat,
    },
}
