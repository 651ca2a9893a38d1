//! What the files of reports hold.

use diesel::prelude::*;

use crate::conn::DbConn;
use crate::error::{DbError, Task};
use crate::report::{hash, length, read_file};
use crate::schema::report_file;

/// Checks each file on its own, so that one of them is in memory.
pub(super) fn check(conn: &mut DbConn, fault: &mut dyn FnMut(String)) -> Result<(), DbError> {
    let files: Vec<(i64, String, String, i64)> = report_file::table
        .order((report_file::report_id, report_file::format))
        .select((
            report_file::report_id,
            report_file::format,
            report_file::sha256,
            report_file::n_bytes,
        ))
        .load(conn.any())
        .task("list the files of all reports")?;
    for (id, format, sha256, n_bytes) in files {
        let content = read_file(conn, id, &format)?.unwrap_or_default();
        if hash(&content) != sha256 || length(&content) != n_bytes {
            fault(format!(
                "the file {format} of report {id} holds something else than its length and SHA-256 say"
            ));
        }
    }
    Ok(())
}
