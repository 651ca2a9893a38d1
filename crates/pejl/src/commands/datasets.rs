//! `pejl datasets`: what the datasets hold.

use pejl_app::dataset_docs::dataset_docs;

use crate::arguments::DatasetsCommand;
use crate::exit::Failure;
use crate::output;

/// Describes the datasets.
pub fn datasets(command: &DatasetsCommand) -> Result<(), Failure> {
    match command {
        DatasetsCommand::Docs => output::lines(&[dataset_docs().trim_end().to_owned()]),
    }
}
