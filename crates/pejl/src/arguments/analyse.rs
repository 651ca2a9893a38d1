//! Statistics on any file.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

#[derive(Debug, Subcommand)]
pub enum AnalyseCommand {
    /// An XmR chart as NHS Making Data Count: limits, signals, variation, assurance.
    Spc(SpcArgs),
    /// A rate for each row, with its interval: exact below ten events, Byar's from ten.
    Rates(RatesArgs),
    /// A share for each row, with Wilson's interval and the limits of a funnel around the share of all.
    Shares(SharesArgs),
    /// A rate standardised over the rows: directly by weights, or indirectly by the rates of a reference.
    Standardise(StandardiseArgs),
    /// What a change in spending comes of, to the øre: a row for each service.
    Bridge(BridgeArgs),
    /// Laspeyres, Paasche, Fisher and Törnqvist.
    PriceIndex(IndexArgs),
    /// Mann–Kendall, Theil–Sen, and least squares.
    Trend(TrendArgs),
    /// A forecast by the model that has erred least, with its back-test.
    Forecast(ForecastArgs),
    /// Where the level of a series changes.
    Changes(ChangesOfArgs),
    /// How long things last where not all have ended: Kaplan–Meier, and the log-rank test of two groups.
    Survival(SurvivalArgs),
    /// Scores and distances: who is nearest to one of the rows.
    Peers(PeersArgs),
}

#[derive(Debug, Args)]
pub struct FileArgs {
    /// The file: CSV, XLSX, PX or JSON-stat.
    pub file: PathBuf,
    /// The decimal sign of its numbers, `.` or `,`.
    #[arg(long, default_value = ".", value_parser = decimal)]
    pub decimal: char,
    /// CSV delimiter: semicolon, comma or tab; recognised when left out, and a text without any is one column.
    #[arg(long, value_parser = delimiter)]
    pub delimiter: Option<char>,
}

fn decimal(text: &str) -> Result<char, String> {
    match text {
        "." => Ok('.'),
        "," => Ok(','),
        _ => Err("expected `.` or `,`".to_owned()),
    }
}

fn delimiter(text: &str) -> Result<char, String> {
    match text {
        "semicolon" | ";" => Ok(';'),
        "comma" | "," => Ok(','),
        "tab" | "\t" => Ok('\t'),
        _ => Err("expected semicolon, comma or tab".to_owned()),
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum BetterArg {
    Up,
    Down,
    Neither,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum MethodArg {
    Lmdi,
    Shapley,
}

#[derive(Debug, Args)]
pub struct SpcArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the points, in the order of time.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Column whose every change begins a phase.
    #[arg(long)]
    pub phase: Option<String>,
    /// Which way is better.
    #[arg(long, value_enum, default_value_t = BetterArg::Neither)]
    pub better: BetterArg,
    /// What is aimed at.
    #[arg(long)]
    pub target: Option<f64>,
    /// Keep moving ranges that come of an outlier in the limits.
    #[arg(long)]
    pub no_screening: bool,
    /// Points one way that make a trend.
    #[arg(long, default_value_t = 7)]
    pub trend_points: usize,
    /// Points on one side of the mean that make a shift.
    #[arg(long, default_value_t = 7)]
    pub shift_points: usize,
    /// Count points beyond the limits in two of three as well.
    #[arg(long)]
    pub beyond_limits: bool,
    /// Fix limits after so many points of each phase.
    #[arg(long)]
    pub fixed_after: Option<usize>,
}

#[derive(Debug, Args)]
pub struct RatesArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the events.
    #[arg(long, default_value = "events")]
    pub events: String,
    /// Column of the population.
    #[arg(long, default_value = "population")]
    pub population: String,
    /// What rates are told per.
    #[arg(long, default_value_t = 1000.0)]
    pub per: f64,
    /// How sure the intervals are.
    #[arg(long, default_value_t = 0.95)]
    pub confidence: f64,
}

#[derive(Debug, Args)]
pub struct SharesArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the cases.
    #[arg(long, default_value = "cases")]
    pub cases: String,
    /// Column of the persons they are among.
    #[arg(long, default_value = "n")]
    pub n: String,
    /// How sure the intervals are.
    #[arg(long, default_value_t = 0.95)]
    pub confidence: f64,
}

#[derive(Debug, Args)]
pub struct StandardiseArgs {
    #[command(flatten)]
    pub rates: RatesArgs,
    /// Column of the weights of a standard.
    #[arg(long, default_value = "weight", conflicts_with = "reference")]
    pub weight: String,
    /// Column of the rates of a reference: standardise indirectly.
    #[arg(long)]
    pub reference: Option<String>,
}

#[derive(Debug, Args)]
pub struct BridgeArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Columns of the amounts in øre, before and after; 0 where the service was not there.
    #[arg(long, value_delimiter = ',', num_args = 2, default_values = ["oere_before", "oere_after"])]
    pub amounts: Vec<String>,
    /// Names of the factors: `population,price` reads the columns `population_before`, `population_after` and so on.
    #[arg(long, value_delimiter = ',', required = true)]
    pub factors: Vec<String>,
    /// How the change is put down to them.
    #[arg(long, value_enum, default_value_t = MethodArg::Lmdi)]
    pub method: MethodArg,
}

#[derive(Debug, Args)]
pub struct IndexArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the prices in the base period.
    #[arg(long, default_value = "price_base")]
    pub price_base: String,
    /// Column of the quantities in the base period.
    #[arg(long, default_value = "quantity_base")]
    pub quantity_base: String,
    /// Column of the prices.
    #[arg(long, default_value = "price")]
    pub price: String,
    /// Column of the quantities.
    #[arg(long, default_value = "quantity")]
    pub quantity: String,
}

#[derive(Debug, Args)]
pub struct TrendArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the numbers, in the order of time.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Column of the times, which rise from row to row; the number of the row where none is named.
    #[arg(long)]
    pub time: Option<String>,
    /// How sure the intervals are.
    #[arg(long, default_value_t = 0.95)]
    pub confidence: f64,
}

#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the numbers, in the order of time and without a gap.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Points of a season, such as 12.
    #[arg(long)]
    pub season: Option<usize>,
    /// Steps ahead.
    #[arg(long, default_value_t = 12)]
    pub horizon: usize,
}

#[derive(Debug, Args)]
pub struct ChangesOfArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the numbers, in the order of time.
    #[arg(long, default_value = "value")]
    pub value: String,
    /// Fewest points of a level.
    #[arg(long, default_value_t = 6)]
    pub least: usize,
}

#[derive(Debug, Args)]
pub struct SurvivalArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the times from the start to the event, or to the end of what is known.
    #[arg(long, default_value = "time")]
    pub time: String,
    /// Column of 1 where the event came at that time, and 0 where it had not.
    #[arg(long, default_value = "event")]
    pub event: String,
    /// Column of the groups: a curve for each.
    #[arg(long)]
    pub group: Option<String>,
    /// Up to which time the mean is taken; the earliest last time of a group when left out.
    #[arg(long)]
    pub limit: Option<f64>,
}

#[derive(Debug, Args)]
pub struct PeersArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the names.
    #[arg(long, default_value = "name")]
    pub name: String,
    /// The name whose nearest are looked for.
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
