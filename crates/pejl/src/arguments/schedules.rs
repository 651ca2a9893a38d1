//! Schedules of monthly reports.

use chrono::NaiveDate;
use clap::{Args, Subcommand};

use crate::arguments::{LangArgs, RowFormat};

#[derive(Debug, Subcommand)]
pub enum SchedulesCommand {
    /// Begin a schedule: `pejl serve` makes its reports when they are due, and delivers them.
    Add(ScheduleArgs),
    /// List the schedules that go on.
    List {
        /// With those that were closed.
        #[arg(long)]
        closed: bool,
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
    /// List what became of the schedules at their times, the latest first.
    Runs {
        /// Those of this schedule.
        #[arg(long, value_name = "NUMBER")]
        schedule: Option<i64>,
        /// At most this many.
        #[arg(long, default_value_t = 50)]
        limit: u32,
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
        #[command(flatten)]
        lang: LangArgs,
    },
    /// Deliver after all what was refused of a run, or was given up. What may have gone out is never sent again.
    Retry {
        /// Number of the run.
        number: i64,
        #[command(flatten)]
        lang: LangArgs,
    },
    /// Close a schedule: nothing more is made.
    Close {
        /// Number of the schedule.
        number: i64,
    },
}

/// Every report is kept (`pejl reports`). One that waits for data is tried again until they are in, or until the next one is due. What
/// was missed is made up for once, by the newest.
#[derive(Debug, Args)]
pub struct ScheduleArgs {
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// When it is due, in Danish time: `monthly:5th-working-day@06:00`, `monthly:day-10-or-next-working-day@06:00` or
    /// `yearly:31-03,30-06,30-09@06:00`.
    #[arg(long)]
    pub rule: String,
    /// How many months before that day the report is of.
    #[arg(long, default_value_t = 1)]
    pub months_back: u8,
    /// Put its files into the folder that `pejl serve --deliver` names.
    #[arg(long)]
    pub to_folder: bool,
    /// Send it to this address, through the server that `pejl serve --smtp` names; may be given several times.
    #[arg(long = "to", value_name = "ADDRESS")]
    pub recipients: Vec<String>,
    /// Count its times from this day on, 2018-03-01; from now on when left out.
    #[arg(long, value_name = "DATE")]
    pub since: Option<NaiveDate>,
    #[command(flatten)]
    pub lang: LangArgs,
}
