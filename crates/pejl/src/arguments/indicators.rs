//! Showing the indicators, and describing the datasets.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs, QuestionArgs, RowFormat};

#[derive(Debug, Subcommand)]
pub enum IndicatorsCommand {
    /// List the indicators and their readings, with your own cards where there is a data folder.
    List {
        #[command(flatten)]
        lang: LangArgs,
        #[command(flatten)]
        as_known: AsKnownArgs,
    },
    /// Show one indicator.
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        lang: LangArgs,
        #[command(flatten)]
        as_known: AsKnownArgs,
    },
    /// Apply a card of your own: a new indicator, or one in the place of that with its code.
    ///
    /// It is proved beside all other cards, and counts from a new revision on. A definition that changes has a higher
    /// version.
    Apply {
        /// The card, a TOML file.
        file: PathBuf,
        /// Prove it, store nothing.
        #[arg(long)]
        dry_run: bool,
        /// Leave kept figures to a later `pejl compute`.
        #[arg(long)]
        no_compute: bool,
    },
    /// Withdraw your own card of an indicator: the program's is back, where it has one.
    Withdraw {
        /// Code of the indicator.
        code: String,
        /// Leave kept figures to a later `pejl compute`.
        #[arg(long)]
        no_compute: bool,
    },
    /// List the versions of an indicator: your own cards, the latest applied first, and the program's.
    Versions {
        /// Code of the indicator.
        code: String,
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
        #[command(flatten)]
        as_known: AsKnownArgs,
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
    /// The period in which an index is 100; when left out, the first of those asked for in which the most can be told and be compared with the last.
    #[arg(long)]
    pub base: Option<String>,
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
