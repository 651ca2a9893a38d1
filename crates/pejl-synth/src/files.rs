//! The files: one module for each dataset, and the folder that takes them.

pub(crate) mod budget;
pub(crate) mod canonical;
pub(crate) mod care;
pub(crate) mod folder;
pub(crate) mod ledger;
pub(crate) mod text;
