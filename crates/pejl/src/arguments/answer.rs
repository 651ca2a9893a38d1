//! What a question is asked as of, in which language, and how its answer is printed.

use clap::{Args, ValueEnum};
use pejl_domain::Lang;

/// When the question is asked at.
#[derive(Debug, Clone, Default, Args)]
pub struct AsKnownArgs {
    /// Answer as known at this revision.
    #[arg(long)]
    pub revision: Option<String>,
    /// Answer as known at this instant (RFC 3339).
    #[arg(long, value_name = "INSTANT", conflicts_with = "revision")]
    pub as_known_at: Option<String>,
}

/// The language of names and reasons.
#[derive(Debug, Clone, Copy, Args)]
pub struct LangArgs {
    /// Language of names and reasons: da or en.
    #[arg(long, default_value = "da")]
    pub lang: Lang,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    Table,
    Json,
    Csv,
    CsvDa,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SummaryFormat {
    Text,
    Json,
}
