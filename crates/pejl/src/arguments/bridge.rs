//! Asking what a change in spending is put down to.

use clap::Args;

use crate::arguments::{SubjectArgs, SummaryFormat};

/// The indicator is a price (O5.1), an index of prices whose services are told apart (O5.3), or spending per resident
/// (F2.net_per_resident).
#[derive(Debug, Args)]
pub struct SpendingBridgeArgs {
    #[command(flatten)]
    pub subject: SubjectArgs,
    /// The period that the change is counted from.
    #[arg(
        long,
        required_unless_present = "other_municipality",
        conflicts_with = "other_municipality"
    )]
    pub from: Option<String>,
    /// The period that it is counted to.
    #[arg(long)]
    pub to: String,
    /// The municipality that spending is compared with, in the same period.
    #[arg(long)]
    pub other_municipality: Option<String>,
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
