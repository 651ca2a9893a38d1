//! Writing the files of an invented municipality.

use std::path::PathBuf;

use clap::Args;
use pejl_synth::Month;

#[derive(Debug, Args)]
pub struct SynthArgs {
    /// Folder for the files: new or empty.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Number of municipalities: Hedensted first, then the others in code order.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub scale: u16,
    /// Same seed, same bytes.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// First month.
    #[arg(long, value_name = "YYYY-MM", default_value = "2014-01")]
    pub from: Month,
    /// Last month.
    #[arg(long, value_name = "YYYY-MM", default_value = "2018-12")]
    pub to: Month,
    /// Write this many ledger rows and nothing else, for load tests.
    #[arg(long, value_name = "ROWS")]
    pub rows: Option<u64>,
    /// Leave the rehabilitation programme out; everything else is drawn the same.
    #[arg(long)]
    pub without_programme: bool,
    /// First month in which courses start under the programme.
    #[arg(
        long,
        value_name = "YYYY-MM",
        default_value = "2017-01",
        conflicts_with = "without_programme"
    )]
    pub programme_from: Month,
}
