//! Numbers in the order of time.

use clap::{Args, ValueEnum};

use super::{DirectionArg, FileArgs};

/// Where series stand in a file.
#[derive(Debug, Args)]
pub struct SeriesArgs {
    #[command(flatten)]
    pub file: FileArgs,
    /// Column of the series a row belongs to [default: series, where the file has it].
    #[arg(long)]
    pub series: Option<String>,
    /// Column of the numbers.
    #[arg(long, default_value = "value")]
    pub value: String,
}

#[derive(Debug, Args)]
pub struct SpcArgs {
    #[command(flatten)]
    pub series: SeriesArgs,
    /// Column of the times [default: time, where the file has it].
    #[arg(long)]
    pub time: Option<String>,
    /// Take the times for names, in the order of the file.
    #[arg(long)]
    pub in_order: bool,
    /// Which way is better.
    #[arg(long, value_enum, default_value_t = DirectionArg::Context)]
    pub direction: DirectionArg,
    /// What is aimed at.
    #[arg(long, allow_negative_numbers = true)]
    pub target: Option<f64>,
    /// Times at which a phase begins, as they stand in the file; without a column of times the number of the point, from 1.
    #[arg(long, value_delimiter = ',', num_args = 1..)]
    pub phase_start: Vec<String>,
    /// Keep moving ranges that come of an outlier in the limits.
    #[arg(long)]
    pub no_screening: bool,
    /// Points on one side of the mean that make a shift.
    #[arg(long, default_value_t = 7)]
    pub shift: usize,
    /// Points one way that make a trend.
    #[arg(long, default_value_t = 7)]
    pub trend: usize,
    /// Fix limits after so many points of each phase.
    #[arg(long)]
    pub fix_after: Option<usize>,
    /// Count points beyond the limits in two of three as well.
    #[arg(long)]
    pub beyond_limits: bool,
}

#[derive(Debug, Args)]
pub struct TrendArgs {
    #[command(flatten)]
    pub series: SeriesArgs,
    /// Column of the times [default: t, where the file has it].
    #[arg(long)]
    pub t: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum ForecastMethod {
    /// The one that has erred least in the back-test.
    Auto,
    /// A straight line by least squares.
    Ols,
    /// As the last number.
    Naive,
    /// As the last number of the same place in the season.
    SeasonalNaive,
    /// A level that drifts: simple exponential smoothing.
    Ses,
    /// A level with a trend.
    Holt,
    /// A level with a trend that fades.
    HoltDamped,
    /// A level with a trend and a season.
    HoltWinters,
    /// A level with a trend that fades and a season.
    HoltWintersDamped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BandsArg {
    /// `whole` with --method auto, `textbook` with a method that is named.
    Auto,
    /// What is unsure of the estimates as well, by Student's distribution.
    Whole,
    /// The noise to come alone, by the normal distribution, as textbooks print them.
    Textbook,
}

#[derive(Debug, Args)]
pub struct ForecastArgs {
    #[command(flatten)]
    pub series: SeriesArgs,
    /// Column of the times, without a gap [default: t, where the file has it].
    #[arg(long)]
    pub t: Option<String>,
    /// Steps ahead.
    #[arg(long, default_value_t = 12)]
    pub horizon: usize,
    /// How a series goes on.
    #[arg(long, value_enum, default_value_t = ForecastMethod::Auto)]
    pub method: ForecastMethod,
    /// What bands hold.
    #[arg(long, value_enum, default_value_t = BandsArg::Auto)]
    pub bands: BandsArg,
    /// Points of a season, such as 12.
    #[arg(long)]
    pub season: Option<usize>,
}

#[derive(Debug, Args)]
pub struct ChangesOfArgs {
    #[command(flatten)]
    pub series: SeriesArgs,
    /// Column of the times [default: time, where the file has it].
    #[arg(long)]
    pub time: Option<String>,
    /// Take the times for names, in the order of the file.
    #[arg(long)]
    pub in_order: bool,
    /// Fewest points of a level.
    #[arg(long, default_value_t = 6)]
    pub least: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum ChangeArg {
    /// The level, of numbers without a trend.
    Level,
    /// The level, of numbers along a line.
    LevelOnLine,
    /// The level and the slope of a line.
    LevelAndSlope,
    /// The slope of a line, which bends and does not jump.
    Slope,
}

#[derive(Debug, Args)]
pub struct InterruptedArgs {
    #[command(flatten)]
    pub series: SeriesArgs,
    /// Column of the times, without a gap [default: t, where the file has it].
    #[arg(long)]
    pub t: Option<String>,
    /// The first time after what was done, as it stands in the file; without a column of times the number of the point, from 1.
    #[arg(long)]
    pub start: String,
    /// What may have changed.
    #[arg(long, value_enum, default_value_t = ChangeArg::LevelAndSlope)]
    pub change: ChangeArg,
    /// Points of a season, such as 12.
    #[arg(long)]
    pub season: Option<usize>,
}
