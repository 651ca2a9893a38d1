//! ZIP archives of reports: unpacked in memory, never beyond what a file may hold.

use std::io::{Cursor, Read as _};
use std::path::Path;

use pejl_ingest::issue::shown_name;
use zip::ZipArchive;

use super::fault::Fault;
use super::options::ReadOptions;

const MAGIC: &[u8] = b"PK\x03\x04";
/// An archive without files.
const EMPTY_MAGIC: &[u8] = b"PK\x05\x06";

/// A file of an archive.
pub(super) struct Part {
    /// Its name without folders, hidden where it may hold a person number.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

pub(super) fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || bytes.starts_with(EMPTY_MAGIC)
}

/// The files of an archive, in its order.
///
/// What an archive states of its sizes is not believed: unpacking stops where the limit is reached.
pub(super) fn unpack(bytes: &[u8], options: &ReadOptions<'_>) -> Result<Vec<Part>, Fault> {
    let limits = options.limits;
    if bytes.len() > limits.max_bytes {
        return Err(Fault::TooLarge);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Fault::Zip)?;
    if archive.len() > limits.max_reports {
        return Err(Fault::TooManyBundles);
    }
    let mut left = limits.max_bytes;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let file = archive.by_index(index).map_err(|_| Fault::Zip)?;
        if !file.is_file() {
            continue;
        }
        // What a Mac adds beside every file.
        let is_of_the_system = |name: &str| {
            let last = name.rsplit('/').next().unwrap_or_default();
            name.starts_with("__MACOSX/") || last.starts_with("._") || last == ".DS_Store"
        };
        if file.name().is_ok_and(|name| is_of_the_system(&name)) {
            continue;
        }
        let name = file.name().map_err(|_| Fault::Zip)?;
        let name = shown_name(Path::new(name.as_ref()));
        let one_more = u64::try_from(left).unwrap_or(u64::MAX).saturating_add(1);
        let mut unpacked = Vec::new();
        let read = file.take(one_more).read_to_end(&mut unpacked);
        read.map_err(|_| Fault::Zip)?;
        left = left.checked_sub(unpacked.len()).ok_or(Fault::TooLarge)?;
        if is_archive(&unpacked) {
            return Err(Fault::Zip);
        }
        parts.push(Part {
            name,
            bytes: unpacked,
        });
    }
    if parts.is_empty() {
        return Err(Fault::Empty);
    }
    Ok(parts)
}
