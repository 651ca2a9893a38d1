//! Asking what the series of an indicator shows.

use clap::Args;

use crate::arguments::{RowFormat, SubjectArgs};

/// Prices are those of the target unless said.
#[derive(Debug, Args)]
pub struct SeriesTrendArgs {
    #[command(flatten)]
    pub subject: SubjectArgs,
    /// Periods: 2014..2018, last:48; the newest sixty when left out, at most 240.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// Length of the periods; the shortest that the indicator has when left out.
    #[arg(long)]
    pub grain: Option<String>,
    /// A period in which limits begin anew, beside where law or accounts cut the series; may be repeated.
    #[arg(long, value_delimiter = ',')]
    pub phase: Vec<String>,
    /// Periods ahead, 1 to 60; when left out up to the target's deadline, else a year.
    #[arg(long)]
    pub horizon: Option<String>,
    /// How it is printed; JSON has all of it.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}
