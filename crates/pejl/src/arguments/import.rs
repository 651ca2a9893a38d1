//! Importing files.

use std::path::PathBuf;

use clap::Args;

use crate::arguments::{DeclaredArgs, RecordArgs, SummaryFormat};

#[derive(Debug, Args)]
pub struct ImportArgs {
    /// What the files are: statbank, noegletal, price-index, kl-gateway, or records: ledger, budget, grant, delivery, course,
    /// assessment, goal, waiting, person, event, prevention_visit, staffing, absence, survey, complaint, unit, provider,
    /// reporting_org, structural_factor, deadline, band_cost.
    pub dataset: String,
    /// The files, read in order as one import.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub declared: DeclaredArgs,
    #[command(flatten)]
    pub records: RecordArgs,
    /// Read and check everything, keep nothing; reads foreign areas too.
    #[arg(long)]
    pub dry_run: bool,
    /// Leave the kept figures as they are; `pejl compute` brings them up later, once for many imports.
    #[arg(long)]
    pub no_compute: bool,
    /// How the summary is printed.
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    pub format: SummaryFormat,
}
