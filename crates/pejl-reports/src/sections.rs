//! The sections of a report, one file each.

pub(crate) mod board;
pub(crate) mod changes;
pub(crate) mod definitions;
pub(crate) mod frame;
pub(crate) mod pejlemaerke;
pub(crate) mod provenance;
pub(crate) mod quality;
pub(crate) mod rehabilitation;
pub(crate) mod summary;
