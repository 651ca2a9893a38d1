//! The Python that reads files as other programs do.

use std::ffi::OsString;
use std::process::Command;

use crate::left_out::leave_out;

/// Returns the Python that has these modules; where there is none, prints what is left out.
pub fn python(modules: &str, left_out: &str) -> Option<OsString> {
    let python = std::env::var_os("PEJL_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let import = format!("import {modules}");
    let imported = Command::new(&python).args(["-c", &import]).output();
    if imported.is_ok_and(|done| done.status.success()) {
        return Some(python);
    }
    leave_out(&format!("{left_out}: no Python with {modules}"));
    None
}
