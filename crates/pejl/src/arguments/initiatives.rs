//! Storing, listing and withdrawing initiatives, and asking what became of the figures.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat, SummaryFormat, WhichTargetsArgs};

#[derive(Debug, Subcommand)]
pub enum InitiativesCommand {
    /// List the initiatives that are known, also those that have ended.
    List {
        #[command(flatten)]
        which: WhichTargetsArgs,
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
    /// Show an initiative with its versions, the latest first, as JSON.
    Show {
        /// Number of the initiative.
        number: i64,
        #[command(flatten)]
        as_known: AsKnownArgs,
    },
    /// Store the initiative of a JSON file, or with `--id` another version of one that is known.
    ///
    /// {"municipality": "766", "title": "Rehabilitering først", "started_on": "2017-01-01",
    /// "expected": [{"indicator": "O3.1", "change": -20, "by": "2018-12-31"}]}; `docs/initiatives.md` has all fields.
    Set(SentInitiativeArgs),
    /// Withdraw an initiative that never was; one that has ended is given its last day instead.
    Withdraw {
        /// Number of the initiative.
        number: i64,
    },
    /// Tell what became of the figures after it began, what others' did meanwhile, and what else changed.
    Effect(EffectArgs),
}

#[derive(Debug, Args)]
pub struct SentInitiativeArgs {
    /// The file; `-` for what is piped in.
    pub file: PathBuf,
    /// Number of the initiative that this is another version of.
    #[arg(long)]
    pub id: Option<i64>,
    /// Prove it, store nothing.
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct EffectArgs {
    /// Number of the initiative.
    pub number: i64,
    /// An indicator or a reading; all that it is expected to change when left out.
    #[arg(long)]
    pub indicator: Option<String>,
    /// level, level_on_line, level_and_slope or slope; as the initiative says when left out.
    #[arg(long)]
    pub shape: Option<String>,
    /// Length of the periods; the shortest that the indicator has when left out.
    #[arg(long)]
    pub grain: Option<String>,
    /// Price level: current or fixed:2018.
    #[arg(long)]
    pub price: Vec<String>,
    /// Answer as somebody with this role sees it: viewer, analyst, finance, steward or admin.
    #[arg(long)]
    pub role: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
    /// How it is printed; JSON has all of it.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
