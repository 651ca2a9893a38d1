//! The file beside a fetched answer that says what was asked for.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::table_info::TableValue;

/// The form that [`Sidecar::read_beside`] reads and [`super::Client::fetch`] writes.
pub(crate) const SIDECAR_VERSION: u32 = 1;

/// The longest description that is read: every code and label of the largest table are a few megabytes.
const BYTES_MAX: u64 = 64 * 1024 * 1024;

/// What a fetched file holds by request: table, unit, and for each variable the values asked for.
///
/// It stands beside the data file under the same name with `.json` added. Where `absent` is zero, each selected
/// combination without a row is zero; the importer's cover is therefore the product of `variables`, not what the rows show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sidecar {
    /// The version of this form.
    pub pejl_statbank_sidecar: u32,
    /// The name of the data file.
    pub file: String,
    /// The length of the data file in bytes; a file of another length is not the one described.
    pub bytes: u64,
    /// The rows of the data file, the heading not among them.
    pub n_rows: u64,
    /// The combinations asked for: the product of the values of `variables`.
    pub n_combinations: u64,
    /// What a combination without a row means.
    pub absent: AbsentRows,
    /// StatBank's identifier of the table.
    pub table: String,
    /// The title of the table.
    pub title: String,
    /// The unit of the numbers as published; `-` where a variable states it.
    pub unit: String,
    /// When the table last changed, as published; unchanged between planning and the end of fetching.
    pub updated: String,
    /// The format asked for: `CSV` or `BULK`.
    pub format: String,
    /// The language asked for: `da` or `en`.
    pub language: String,
    /// How values are written in the data file: always `Code`.
    #[serde(rename = "valuePresentation")]
    pub value_presentation: String,
    /// The variables of the data file with the values asked for, in the table's order.
    pub variables: Vec<SidecarVariable>,
    /// The variables left out of the request, which StatBank added up; they have no values.
    pub left_out: Vec<SidecarVariable>,
    /// The address that was asked.
    pub url: String,
    /// The document that was posted to it.
    pub request: serde_json::Value,
    /// The number of this request among those of one fetch, from 1.
    pub request_no: usize,
    /// How many requests the fetch had.
    pub n_requests: usize,
    /// When the fetch began.
    pub fetched_at: DateTime<Utc>,
}

/// One variable in a sidecar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidecarVariable {
    /// The variable's code, which heads its column (in any letter case).
    pub id: String,
    /// The variable's name in the sidecar's language.
    pub text: String,
    /// True for the variable that holds the periods.
    pub time: bool,
    /// The values asked for, with code and label.
    pub values: Vec<TableValue>,
}

/// What a combination that was asked for, but has no row, means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbsentRows {
    /// Its value is zero, as BULK leaves zeros out.
    Zero,
    /// Its value is not known.
    Missing,
}

/// Why a sidecar cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SidecarError {
    /// The sidecar or the data file cannot be read.
    #[error("failed to read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The sidecar is no file, or longer than any description.
    #[error("`{}` is no file of at most {BYTES_MAX} bytes", path.display())]
    Size {
        /// The sidecar.
        path: PathBuf,
    },
    /// The sidecar is not of the expected form.
    #[error("`{}` is not a description of a fetched file", path.display())]
    Form {
        /// The sidecar.
        path: PathBuf,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
    /// The sidecar is of a version this program does not know.
    #[error("`{}` is of version {version}, which this program does not read", path.display())]
    Version {
        /// The sidecar.
        path: PathBuf,
        /// The version it states.
        version: u32,
    },
    /// The data file is not the one that was fetched.
    #[error("`{}` has {found} bytes, but was fetched with {described}", path.display())]
    OtherFile {
        /// The data file.
        path: PathBuf,
        /// Its length in bytes.
        found: u64,
        /// The length the sidecar states.
        described: u64,
    },
}

impl Sidecar {
    /// Returns where the sidecar of a data file stands: `FOLK1A.csv` has `FOLK1A.csv.json`.
    pub fn path_of(data: &Path) -> PathBuf {
        let mut path = OsString::from(data);
        path.push(".json");
        PathBuf::from(path)
    }

    /// Reads the sidecar of a data file; `None` when there is none, or when what stands there is another kind of JSON.
    ///
    /// # Errors
    /// There is one, but it cannot be read, is damaged, of an unknown version, or describes a file of another length.
    pub fn read_beside(data: &Path) -> Result<Option<Sidecar>, SidecarError> {
        #[derive(Deserialize)]
        struct Marked {
            pejl_statbank_sidecar: Option<u32>,
        }

        let path = Sidecar::path_of(data);
        let found = match std::fs::metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(SidecarError::Read { path, source }),
        };
        if !found.is_file() || found.len() > BYTES_MAX {
            return Err(SidecarError::Size { path });
        }
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(source) => return Err(SidecarError::Read { path, source }),
        };
        let form = |source| SidecarError::Form {
            path: path.clone(),
            source,
        };
        let marked: Marked = serde_json::from_str(&text).map_err(form)?;
        match marked.pejl_statbank_sidecar {
            None => return Ok(None),
            Some(SIDECAR_VERSION) => {}
            Some(version) => return Err(SidecarError::Version { path, version }),
        }
        let sidecar: Sidecar = serde_json::from_str(&text).map_err(form)?;
        let length = std::fs::metadata(data)
            .map_err(|source| SidecarError::Read {
                path: data.to_owned(),
                source,
            })?
            .len();
        if length != sidecar.bytes {
            return Err(SidecarError::OtherFile {
                path: data.to_owned(),
                found: length,
                described: sidecar.bytes,
            });
        }
        Ok(Some(sidecar))
    }
}
