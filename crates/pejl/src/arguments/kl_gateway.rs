//! Looking into what KL Gateway's reports say.

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, SummaryFormat};

#[derive(Debug, Subcommand)]
pub enum KlGatewayCommand {
    /// Show how things are in a municipality's reports, and what should be looked into.
    State(StateArgs),
    /// Make the rows of all reports of a municipality again.
    Project {
        /// Whose reports: code or name.
        #[arg(long, value_name = "MUNICIPALITY")]
        municipality: String,
        /// How the summary is printed.
        #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
        format: SummaryFormat,
    },
}

#[derive(Debug, Args)]
pub struct StateArgs {
    /// Whose reports: code or name.
    #[arg(long, value_name = "MUNICIPALITY")]
    pub municipality: String,
    /// Of what was imported by then, only what had been reported by the end of this day, by the time reports carry.
    #[arg(long, value_name = "DAY")]
    pub reported_on: Option<NaiveDate>,
    /// The same by an instant (RFC 3339).
    #[arg(long, value_name = "INSTANT", conflicts_with = "reported_on")]
    pub reported_by: Option<DateTime<Utc>>,
    /// The day that is called today; the computer's own when left out.
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<NaiveDate>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
