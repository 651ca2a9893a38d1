//! Showing the indicators, and describing the datasets.

use clap::Subcommand;

use crate::arguments::LangArgs;

#[derive(Debug, Subcommand)]
pub enum IndicatorsCommand {
    /// List the indicators and their readings.
    List {
        #[command(flatten)]
        lang: LangArgs,
    },
    /// Show one indicator.
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        lang: LangArgs,
    },
}

#[derive(Debug, Subcommand)]
pub enum DatasetsCommand {
    /// Print what every dataset holds, as Markdown.
    Docs,
}
