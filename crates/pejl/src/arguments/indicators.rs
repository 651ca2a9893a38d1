//! Showing the indicators, and describing the datasets.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs, QuestionArgs};

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
    /// Prove the cards: every measure, condition and dimension against the datasets, every text against what is counted.
    Check {
        /// Cards of your own, each a TOML file; those of the program when none is given.
        files: Vec<PathBuf>,
    },
    /// Print the computation of an indicator as SQL over the files of the lake.
    Sql(Box<SqlArgs>),
}

#[derive(Debug, Args)]
pub struct SqlArgs {
    /// Code of an indicator or reading.
    pub code: String,
    #[command(flatten)]
    pub question: QuestionArgs,
    /// Print the statement beside its tables and their files as JSON.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
}

#[derive(Debug, Subcommand)]
pub enum DatasetsCommand {
    /// Print what every dataset holds, as Markdown.
    Docs,
}
