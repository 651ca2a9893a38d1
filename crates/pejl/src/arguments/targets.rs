//! Setting, replacing, withdrawing and listing targets.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::arguments::{AsKnownArgs, RowFormat};

#[derive(Debug, Subcommand)]
pub enum TargetsCommand {
    /// List the targets in force.
    List {
        #[command(flatten)]
        which: WhichTargetsArgs,
        #[arg(long, value_enum, default_value_t = RowFormat::Table)]
        format: RowFormat,
    },
    /// Show a target with its versions, the latest first, as JSON.
    Show {
        /// Number of the target.
        number: i64,
        #[command(flatten)]
        as_known: AsKnownArgs,
    },
    /// Set a target, or with `--id` another version of one in force.
    ///
    /// Fields are those of a file: `--field baseline_on=2014 --field baseline=100 --field goal=80 --field deadline=2018`.
    Set {
        /// Number of the target in force that this is another version of.
        #[arg(long)]
        id: Option<i64>,
        /// A field and what it says, `goal=80`; see `pejl targets export` for their names.
        #[arg(long = "field", value_name = "NAME=TEXT", required = true)]
        fields: Vec<String>,
        /// Prove it, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Withdraw a target: it does not hold from now on.
    Withdraw {
        /// Number of the target.
        number: i64,
    },
    /// Set the targets of a CSV file as `pejl targets export` writes it: all of them, or none and the reasons.
    ///
    /// With `;` between the columns numbers are written as in Danish (1.234,5), otherwise as in English.
    Import {
        /// The file.
        file: PathBuf,
        /// Prove them, store nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the targets in force as a CSV file for a Danish Excel, which can be edited and imported again.
    Export {
        #[command(flatten)]
        which: WhichTargetsArgs,
        /// Write `,` between columns and `.` before decimals.
        #[arg(long)]
        international: bool,
    },
}

#[derive(Debug, Args)]
pub struct WhichTargetsArgs {
    /// Code or name of a municipality; all when left out.
    #[arg(long)]
    pub municipality: Option<String>,
    /// Code of an indicator or reading; all when left out.
    #[arg(long)]
    pub indicator: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
}
