//! Keeping figures.

use clap::Args;

use crate::arguments::SummaryFormat;

#[derive(Debug, Args)]
pub struct ComputeArgs {
    /// How what was done is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
