//! Where an installation's data are.

use std::path::PathBuf;

use clap::Args;

/// Where the data are.
#[derive(Debug, Clone, Args)]
pub struct PlaceArgs {
    /// Folder of this installation: the lake, and the catalogue when it is SQLite.
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "PEJL_DATA",
        default_value = "./pejl-data"
    )]
    pub data: PathBuf,
    /// URL of the catalogue (`postgres://…` or `sqlite://PATH`); SQLite in the data folder when left out.
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "PEJL_DATABASE",
        hide_env_values = true
    )]
    pub database: Option<String>,
}
