//! Asking what the series of an indicator shows.

use clap::Args;

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat};

#[derive(Debug, Args)]
pub struct SeriesTrendArgs {
    /// The indicator, such as O3.1 or O4.0.new_persons.
    pub indicator: String,
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// Periods: 2014..2018, last:48; the newest sixty when left out, at most 240.
    #[arg(long, value_delimiter = ',')]
    pub period: Vec<String>,
    /// Length of the periods; the shortest that the indicator has when left out.
    #[arg(long)]
    pub grain: Option<String>,
    /// Filter: unit=T1; may be repeated.
    #[arg(long, value_name = "DIMENSION=MEMBERS")]
    pub filter: Vec<String>,
    /// Price level: current or fixed:2018; that of the target when left out.
    #[arg(long)]
    pub price: Vec<String>,
    /// A period in which limits begin anew, beside where law or accounts cut the series; may be repeated.
    #[arg(long, value_delimiter = ',')]
    pub phase: Vec<String>,
    /// Periods ahead, 1 to 60; when left out up to the target's deadline, else a year.
    #[arg(long)]
    pub horizon: Option<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How it is printed; JSON has all of it.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}
