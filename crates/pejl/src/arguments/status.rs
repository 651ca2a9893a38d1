//! Asking where the pejlemærker stand.

use clap::Args;

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat};

#[derive(Debug, Args)]
pub struct StatusArgs {
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
}
