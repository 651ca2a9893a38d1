//! Counts and numbers of units, areas and persons.

use clap::Args;

use super::{DirectionArg, FileArgs};

#[derive(Debug, Args)]
pub struct SurvivalArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the groups: a curve for each [default: group, where the file has it].
    #[arg(long)]
    pub group: Option<String>,
    /// Column of the times from the start to the event, or to the end of what is known.
    #[arg(long, default_value = "time")]
    pub time: String,
    /// Column of 1 where the event came at that time, and 0 where it had not; with --cause of the cause, empty or 0 where none had.
    #[arg(long, default_value = "event")]
    pub event: String,
    /// The cause that is looked at, where others compete with it.
    #[arg(long)]
    pub cause: Option<String>,
    /// Times that are told besides those of the table.
    #[arg(long, value_delimiter = ',', num_args = 1..)]
    pub at: Vec<f64>,
    /// Up to which time the mean is taken; the earliest last time of a group when left out.
    #[arg(long)]
    pub limit: Option<f64>,
}

#[derive(Debug, Args)]
pub struct RateArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the names of the rows [default: id, where the file has it].
    #[arg(long)]
    pub id: Option<String>,
    /// Column of the events.
    #[arg(long, default_value = "count")]
    pub count: String,
    /// Column of the population.
    #[arg(long, default_value = "population")]
    pub population: String,
    /// What rates are told per.
    #[arg(long, default_value_t = 1000.0)]
    pub per: f64,
}

#[derive(Debug, Args)]
pub struct ProportionArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the names of the rows [default: id, where the file has it].
    #[arg(long)]
    pub id: Option<String>,
    /// Column of the cases.
    #[arg(long, default_value = "numerator")]
    pub numerator: String,
    /// Column of all that they are among.
    #[arg(long, default_value = "denominator")]
    pub denominator: String,
}

#[derive(Debug, Args)]
pub struct StandardiseArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the areas [default: area, where the file has it].
    #[arg(long)]
    pub area: Option<String>,
    /// Column of the strata, such as ages [default: stratum, where the file has it].
    #[arg(long)]
    pub stratum: Option<String>,
    /// Column of the events.
    #[arg(long, default_value = "count")]
    pub count: String,
    /// Column of the population.
    #[arg(long, default_value = "population")]
    pub population: String,
    /// Column of the population of the standard.
    #[arg(long, default_value = "standard", conflicts_with = "indirect")]
    pub standard: String,
    /// Standardise indirectly, by the rates of a reference: events over those that are expected.
    #[arg(long)]
    pub indirect: bool,
    /// Column of the events of the reference.
    #[arg(long, default_value = "ref_count")]
    pub ref_count: String,
    /// Column of the population of the reference.
    #[arg(long, default_value = "ref_population")]
    pub ref_population: String,
    /// What direct rates are told per.
    #[arg(long, default_value_t = 1.0)]
    pub per: f64,
}

#[derive(Debug, Args)]
pub struct RankArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the sets that units are ranked in [default: set, where the file has it].
    #[arg(long)]
    pub set: Option<String>,
    /// Column of the units [default: unit, where the file has it].
    #[arg(long)]
    pub unit: Option<String>,
    /// Column of the numbers; a unit without one has no rank.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Which way is better: with `up` rank 1 is the largest number, else the smallest.
    #[arg(long, value_enum, default_value_t = DirectionArg::Context)]
    pub direction: DirectionArg,
}

#[derive(Debug, Args)]
pub struct FunnelArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the units [default: unit, where the file has it].
    #[arg(long)]
    pub unit: Option<String>,
    /// Column of the cases.
    #[arg(long, default_value = "numerator")]
    pub numerator: String,
    /// Column of all that they are among.
    #[arg(long, default_value = "denominator")]
    pub denominator: String,
}

#[derive(Debug, Args)]
pub struct PeersArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the units.
    #[arg(long, default_value = "unit")]
    pub unit: String,
    /// The unit whose nearest are looked for.
    #[arg(long)]
    pub own: String,
    /// Columns of the factors.
    #[arg(long, value_delimiter = ',', required = true)]
    pub factors: Vec<String>,
    /// Weights of the factors; 1 each where none are given.
    #[arg(long, value_delimiter = ',')]
    pub weights: Vec<f64>,
    /// How many of the nearest.
    #[arg(long, default_value_t = 10)]
    pub nearest: usize,
}
