//! Asking what a change in spending is put down to.

use clap::Args;

use crate::arguments::{AsKnownArgs, LangArgs, SummaryFormat};

#[derive(Debug, Args)]
pub struct SpendingBridgeArgs {
    /// A price (O5.1), an index of prices whose services are told apart (O5.3), or spending per resident (F2.net_per_resident).
    pub indicator: String,
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
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
    /// How it is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
