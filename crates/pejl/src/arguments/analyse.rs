//! Statistics on any file.

mod amounts;
mod series;
mod units;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

pub use amounts::{BridgeArgs, IndexArgs, MethodArg, ProductArgs};
pub use series::{
    BandsArg, ChangeArg, ChangesOfArgs, ForecastArgs, ForecastMethod, InterruptedArgs, SeriesArgs,
    SpcArgs, TrendArgs,
};
pub use units::{
    FunnelArgs, PeersArgs, ProportionArgs, RankArgs, RateArgs, StandardiseArgs, SurvivalArgs,
};

#[derive(Debug, Subcommand)]
pub enum AnalyseCommand {
    /// XmR charts as NHS Making Data Count: limits, signals, variation, assurance.
    Spc(SpcArgs),
    /// How long things last where not all have ended: Kaplan–Meier, causes that compete, and the log-rank test.
    Survival(SurvivalArgs),
    /// A rate for each row, with its interval: exact below ten events, Byar's from ten.
    Rate(RateArgs),
    /// A share for each row, with Wilson's interval.
    Proportion(ProportionArgs),
    /// A rate of each area, standardised: directly by the weights of a standard, or indirectly by the rates of a reference.
    Standardise(StandardiseArgs),
    /// What a change of amounts comes of, from each period to the next.
    Bridge(BridgeArgs),
    /// Laspeyres, Paasche, Fisher and Törnqvist, against the first period and chained.
    Index(IndexArgs),
    /// Mann–Kendall, Theil–Sen, and least squares.
    TrendTest(TrendArgs),
    /// A forecast of each series, with its back-test.
    Forecast(ForecastArgs),
    /// Ranks with ties, quartiles, percentiles and scores within each set.
    Rank(RankArgs),
    /// Shares against the limits of a funnel around the share of all.
    Funnel(FunnelArgs),
    /// Where the level of a series changes.
    Changes(ChangesOfArgs),
    /// What changed in a series when something was done, with an interval.
    Interrupted(InterruptedArgs),
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

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DirectionArg {
    Up,
    Down,
    Context,
}

impl DirectionArg {
    /// `up`, `down` or `context`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Context => "context",
        }
    }
}
