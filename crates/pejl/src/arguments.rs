//! The command line.

mod analyse;
mod answer;
mod bridge;
mod codes;
mod comments;
mod compute;
mod database;
mod declared;
mod erasure;
mod fetch;
mod frame;
mod import;
mod indicators;
mod initiatives;
mod keys;
mod kl_gateway;
mod place;
mod query;
mod rehabilitation;
mod releases;
mod report;
mod revisions;
mod schedules;
mod serve;
mod status;
mod synth;
mod targets;
mod trend;

use clap::{Parser, Subcommand};

pub use analyse::{
    AnalyseCommand, BandsArg, BridgeArgs, ChangeArg, ChangesOfArgs, DirectionArg, FileArgs,
    ForecastArgs, ForecastMethod, FunnelArgs, IndexArgs, InterruptedArgs, MethodArg, PeersArgs,
    ProductArgs, ProportionArgs, RankArgs, RateArgs, SeriesArgs, SpcArgs, StandardiseArgs,
    SurvivalArgs, TrendArgs,
};
pub use answer::{AsKnownArgs, LangArgs, RowFormat, SubjectArgs, SummaryFormat};
pub use bridge::SpendingBridgeArgs;
pub use codes::{CodesCommand, CodesImportArgs};
pub use comments::{AddCommentArgs, CommentsCommand, ListCommentsArgs};
pub use compute::ComputeArgs;
pub use database::{BackupArgs, DbCommand, RestoreArgs, VerifyArgs};
pub use declared::{DeclaredArgs, RecordArgs};
pub use erasure::{ErasuresArgs, ForgetArgs, RetentionCommand};
pub use fetch::{FetchCommand, FetchStatbankArgs};
pub use frame::{FrameArgs, FrameFormat};
pub use import::ImportArgs;
pub use indicators::{DatasetsCommand, IndicatorsCommand, SqlArgs};
pub use initiatives::{EffectArgs, InitiativesCommand, SentInitiativeArgs};
pub use keys::{KeysCommand, PersonKeyArgs};
pub use kl_gateway::{KlGatewayCommand, StateArgs};
pub use place::PlaceArgs;
pub use query::{
    ComparedArgs, ComparisonArgs, InspirationArgs, LineageArgs, QueryArgs, QuestionArgs,
};
pub use rehabilitation::{CoursesArgs, RehabilitationCommand, RehabilitationSurvivalArgs};
pub use releases::{ReleaseArgs, ReleasesArgs};
pub use report::{ReportArgs, ReportFormat, ReportsArgs};
pub use revisions::{ChangesArgs, RevisionsArgs, RevisionsCommand};
pub use schedules::{ScheduleArgs, SchedulesCommand};
pub use serve::{AuthArg, DemoArgs, ServeArgs};
pub use status::StatusArgs;
pub use synth::SynthArgs;
pub use targets::{TargetsCommand, WhichTargetsArgs};
pub use trend::SeriesTrendArgs;

/// Pejl shows whether a municipality's social care moves where its council decided.
///
/// Data go to stdout, everything else to stderr. Exit status: 0 done, 1 refused because of the input, 2 wrong use,
/// 3 the environment failed.
#[derive(Debug, Parser)]
#[command(name = "pejl", version, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub place: PlaceArgs,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a folder with an invented municipality and invented national figures, import them, and serve them.
    Demo(DemoArgs),
    /// Serve the API and the pages.
    Serve(ServeArgs),
    /// Import files: all of them, or nothing and the reasons.
    Import(Box<ImportArgs>),
    /// Fetch tables from a source.
    #[command(subcommand)]
    Fetch(FetchCommand),
    /// Bring the kept figures up to the newest revision; imports do so by themselves.
    Compute(ComputeArgs),
    /// Compute indicators, or show facts as they were published.
    Query(Box<QueryArgs>),
    /// Tell where a figure is from: definition, numbers, imports, files and lines, as JSON.
    Lineage(LineageArgs),
    /// Compare a municipality with others on one indicator.
    Comparison(ComparisonArgs),
    /// Tell which municipalities turned the curve of an indicator, and when.
    Inspiration(InspirationArgs),
    /// Tell where the council's pejlemærker stand.
    Status(StatusArgs),
    /// Put a change in spending down to residents, use, mix and price.
    Bridge(SpendingBridgeArgs),
    /// Tell what a year is expected to end at against its budget, and what would keep the frame.
    Frame(FrameArgs),
    /// Show the series of an indicator: chance and change, its target's path, and where it is heading.
    Trend(SeriesTrendArgs),
    /// Tell what comes of rehabilitation: a table of courses, and how long citizens manage after them.
    #[command(subcommand)]
    Rehabilitation(RehabilitationCommand),
    /// Write the monthly report of a municipality.
    Report(ReportArgs),
    /// List the reports that were kept, the latest made first.
    Reports(ReportsArgs),
    /// Say when monthly reports are made and to whom they go, and see what became of it.
    #[command(subcommand)]
    Schedules(SchedulesCommand),
    /// Show the indicators, and apply cards of your own.
    #[command(subcommand)]
    Indicators(IndicatorsCommand),
    /// Set, list and withdraw targets, one by one or a file of them.
    #[command(subcommand)]
    Targets(TargetsCommand),
    /// Say what was done and when, and ask what became of the figures.
    #[command(subcommand)]
    Initiatives(InitiativesCommand),
    /// Say what is behind a figure, and see which figures have moved since.
    #[command(subcommand)]
    Comments(CommentsCommand),
    /// Describe the datasets.
    #[command(subcommand)]
    Datasets(DatasetsCommand),
    /// List revisions, newest first, or tell what one changed.
    Revisions(RevisionsArgs),
    /// Freeze a revision under a name: what was published.
    Release(ReleaseArgs),
    /// List the releases, the latest made first.
    Releases(ReleasesArgs),
    /// Take the rows of persons out of every revision of every dataset.
    Forget(ForgetArgs),
    /// List what was taken out of the revisions, newest first: persons forgotten, rows past their retention.
    Erasures(ErasuresArgs),
    /// Say how long rows on persons are kept, and remove those that are past their time.
    #[command(subcommand)]
    Retention(RetentionCommand),
    /// Make, list and close API keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Import and list code lists, by version.
    #[command(subcommand)]
    Codes(CodesCommand),
    /// Look into what KL Gateway's reports say.
    #[command(subcommand)]
    KlGateway(KlGatewayCommand),
    /// Run a statistic on the columns of any file, and print what it finds as JSON.
    #[command(subcommand)]
    Analyse(AnalyseCommand),
    /// Make a key for the pseudonyms of a municipality's citizens.
    PersonKey(PersonKeyArgs),
    /// Look after the database and the lake.
    #[command(subcommand)]
    Db(DbCommand),
    /// Write the files of an invented municipality, with planted effects and what they amount to.
    Synth(SynthArgs),
    /// Print the OpenAPI document.
    Openapi,
}

impl Command {
    /// Whether kept figures may be others after it.
    pub fn changes_figures(&self) -> bool {
        match self {
            Self::Import(args) => !args.dry_run && !args.no_compute,
            Self::Forget(args) => !args.dry_run,
            Self::Retention(RetentionCommand::Run { dry_run, .. }) => !dry_run,
            Self::Indicators(IndicatorsCommand::Apply {
                dry_run,
                no_compute,
                ..
            }) => !dry_run && !no_compute,
            Self::Indicators(IndicatorsCommand::Withdraw { no_compute, .. }) => !no_compute,
            Self::Codes(CodesCommand::Import(args)) => !args.dry_run,
            // They change no figure, but make a revision that figures are to be kept at.
            Self::Targets(
                TargetsCommand::Set { dry_run, .. } | TargetsCommand::Import { dry_run, .. },
            ) => !dry_run,
            Self::Targets(TargetsCommand::Withdraw { .. }) => true,
            Self::Initiatives(InitiativesCommand::Set(args)) => !args.dry_run,
            Self::Initiatives(InitiativesCommand::Withdraw { .. }) => true,
            Self::Comments(command) => command.is_change(),
            Self::Fetch(_) | Self::KlGateway(KlGatewayCommand::Project { .. }) => true,
            _ => false,
        }
    }

    /// Returns what is logged unless `PEJL_LOG` says otherwise.
    pub fn default_log_level(&self) -> &'static str {
        match self {
            Self::Demo(_) | Self::Serve(_) => "info",
            _ => "warn",
        }
    }
}
