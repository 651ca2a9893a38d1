//! Asking for the economic frame of a year.

use clap::{Args, ValueEnum};

use crate::arguments::{AsKnownArgs, LangArgs};

/// The areas are those of F1: 5.30, 5.32 without 5.32.30, 5.35.40 and 5.38. Changes are in per cent: --price=-2.
#[derive(Debug, Args)]
pub struct FrameArgs {
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// The year of account; the newest that a ledger covers when left out.
    #[arg(long)]
    pub year: Option<String>,
    /// The last month that counts as booked, 2018-08, on whose last day budgets are told; or the year itself, closed, where the
    /// ledger reaches May of the year after. The newest
    /// month covered, and every version of a budget, when left out.
    #[arg(long, value_name = "MONTH")]
    pub as_of: Option<String>,
    /// What the year is held against: corrected, original, or kroner of the total.
    #[arg(long)]
    pub frame: Option<String>,
    /// What if prices change, per cent.
    #[arg(long, value_name = "PER CENT", allow_hyphen_values = true)]
    pub price: Option<String>,
    /// What if the share of residents served changes, per cent.
    #[arg(long, value_name = "PER CENT", allow_hyphen_values = true)]
    pub share: Option<String>,
    /// What if the length of courses of rehabilitation changes, per cent.
    #[arg(long, value_name = "PER CENT", allow_hyphen_values = true)]
    pub length: Option<String>,
    /// Which part of spending is courses of rehabilitation and training, per cent; what the ledger tells when left out.
    #[arg(long, value_name = "PER CENT")]
    pub courses_part: Option<String>,
    /// By how many per cent residents are more in the year after; by the newest imported projection when left out.
    #[arg(long, value_name = "PER CENT", allow_hyphen_values = true)]
    pub population_change: Option<String>,
    /// By how many per cent prices and wages are higher in the year after.
    #[arg(long, value_name = "PER CENT", allow_hyphen_values = true)]
    pub price_change: Option<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How it is printed; CSV has the areas.
    #[arg(long, value_enum, default_value_t = FrameFormat::Text)]
    pub format: FrameFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FrameFormat {
    Text,
    Json,
    Csv,
    CsvDa,
}
