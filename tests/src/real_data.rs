//! Real files of public sources.

use std::path::PathBuf;

use crate::left_out::leave_out;

/// The variable that names the folder.
pub const VARIABLE: &str = "PEJL_REAL_DATA";

/// Returns the folder of real files: `PEJL_REAL_DATA`, else `../shared/data` beside the checkout; none where it is not.
#[track_caller]
pub fn real_data() -> Option<PathBuf> {
    let folder = match std::env::var_os(VARIABLE) {
        Some(named) => PathBuf::from(named),
        None => PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data")),
    };
    if folder.is_dir() {
        return Some(folder);
    }
    leave_out(&format!("no folder of real files ({VARIABLE})"));
    None
}
