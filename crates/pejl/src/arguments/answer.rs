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

/// One cut of one reading in one municipality, and who asks for it.
#[derive(Debug, Args)]
pub struct SubjectArgs {
    /// The indicator, such as O3.1, or a reading of it, O4.0.new_persons.
    pub indicator: String,
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// Filter: unit=T1; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Price level: current or fixed:2018.
    #[arg(long)]
    pub price: Vec<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
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
