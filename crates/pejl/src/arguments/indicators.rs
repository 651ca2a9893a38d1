//! Showing the indicators, and describing the datasets.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs};

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
    /// Municipalities, regions or groups.
    #[arg(long, value_delimiter = ',', required = true)]
    pub municipality: Vec<String>,
    /// Periods: 2018, 2014..2018, latest, last:5.
    #[arg(long, value_delimiter = ',', required = true)]
    pub period: Vec<String>,
    /// Length of the periods.
    #[arg(long)]
    pub grain: Option<String>,
    /// Dimensions to split by.
    #[arg(long, value_delimiter = ',')]
    pub by: Vec<String>,
    /// Filter: function=5.30.27, service=SEL-83a; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Which months a period of own records stands for: period, year_to_date or rolling_12.
    #[arg(long)]
    pub window: Option<String>,
    /// Price level: current or fixed:2018.
    #[arg(long)]
    pub price: Vec<String>,
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
