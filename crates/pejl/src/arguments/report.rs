//! Asking for the monthly report.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::arguments::{AsKnownArgs, LangArgs, RowFormat};

/// Each format is a file in the folder, such as pejl-766-2018-03-da.html, written whole or not at all; what is printed is where.
/// Figures of periods that end after the month are in none of them. It waits until the data of the month are in: until then it is
/// refused, with what it waits for, unless a reason is given.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The month that the report is of, 2018-03.
    #[arg(long)]
    pub month: String,
    /// Code or name of a municipality.
    #[arg(long)]
    pub municipality: String,
    /// The formats, with commas between them.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "html")]
    pub format: Vec<ReportFormat>,
    /// Folder that the files are written to; it is made where there is none.
    #[arg(long, value_name = "DIR", required_unless_present = "keep")]
    pub out: Option<PathBuf>,
    /// Keep it in the store, in every format: it is found again as it was made, and the next report tells which of its figures moved.
    #[arg(long, conflicts_with = "role")]
    pub keep: bool,
    /// Write as somebody with this role sees it: viewer, analyst, finance, steward or admin; as anybody does when left out.
    #[arg(long)]
    pub role: Option<String>,
    /// Report on the revision of this release.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["revision", "as_known_at"])]
    pub release: Option<String>,
    /// Make it although data of the month are not in; the reason is printed on the cover.
    #[arg(long, value_name = "REASON")]
    pub force: Option<String>,
    #[command(flatten)]
    pub as_known: AsKnownArgs,
    #[command(flatten)]
    pub lang: LangArgs,
}

#[derive(Debug, Args)]
pub struct ReportsArgs {
    /// Those of this municipality, by code or name.
    #[arg(long)]
    pub municipality: Option<String>,
    /// Those of this month, 2018-03.
    #[arg(long)]
    pub month: Option<String>,
    /// At most this many.
    #[arg(long, default_value_t = 50)]
    pub limit: u32,
    /// How the rows are printed.
    #[arg(long, value_enum, default_value_t = RowFormat::Table)]
    pub format: RowFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One file that needs nothing else.
    Html,
    /// Tagged, PDF/A-2a and PDF/UA-1.
    Pdf,
    /// A workbook: a sheet for each section, numbers that can be counted with, charts of Excel's own.
    Xlsx,
}
