//! Keys: to the API, and for the pseudonyms of citizens.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Make a key; it is shown this once.
    Create {
        /// Who will use it.
        name: String,
    },
    /// List the keys.
    List,
    /// Close a key.
    Close {
        /// Its number.
        id: i64,
    },
}

#[derive(Debug, Args)]
pub struct PersonKeyArgs {
    /// The file to make; it must not be there.
    pub file: PathBuf,
}
