//! `pejl report`: the monthly report as files.

use std::fs::Permissions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pejl_app::gate::Viewer;
use pejl_reports::{Report, ReportError, ReportRequest, gather, html};

use super::query::viewer;
use super::{as_known, open};
use crate::arguments::{PlaceArgs, ReportArgs, ReportFormat};
use crate::exit::Failure;
use crate::output;

/// Writes the report in each format and prints where.
pub fn report(place: &PlaceArgs, args: &ReportArgs) -> Result<(), Failure> {
    let store = open(place)?;
    let request = ReportRequest {
        municipality: args.municipality.clone(),
        month: args.month.clone(),
        at: as_known(&args.as_known)?,
        // It is handed on: whoever writes it may see more than those who read it.
        viewer: match &args.role {
            None => Viewer::default(),
            Some(role) => viewer(Some(role))?,
        },
    };
    let found = gather(&store, &request)?;
    let report = Report::of(&found, args.lang.lang)?;
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for format in &args.format {
        let file = match format {
            ReportFormat::Html => (report.file_name("html"), html::write(&report).into_bytes()),
        };
        if !made.contains(&file) {
            made.push(file);
        }
    }
    std::fs::create_dir_all(&args.out).map_err(|error| failure(&args.out, &error))?;
    // Nothing is written before everything is made.
    let written = made
        .iter()
        .map(|(name, bytes)| write(&args.out.join(name), bytes));
    let written: Vec<PathBuf> = written.collect::<Result<_, _>>()?;
    let lines = written.iter().map(|path| path.display().to_string());
    let lines: Vec<String> = lines.map(|line| output::printable(&line)).collect();
    output::lines(&lines)
}

/// Writes a file whole, in the place of one of its name.
fn write(path: &Path, bytes: &[u8]) -> Result<PathBuf, Failure> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pejl-report");
    if let Some(readable) = readable() {
        builder.permissions(readable);
    }
    let whole = || {
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)
    };
    match whole() {
        Ok(_) => Ok(path.to_owned()),
        Err(error) => Err(failure(path, &error)),
    }
}

/// What a file of no secret has; the mask of whoever writes takes off from it.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "none on other systems")]
fn readable() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn readable() -> Option<Permissions> {
    None
}

fn failure(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("failed to write `{}`: {error}", path.display());
    Failure::Environment(output::printable(&message))
}

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::App(error) => error.into(),
            ReportError::NothingKnown { .. } => {
                eprintln!("pejl: {error}");
                Self::Refused
            }
            ReportError::Unproved(fault) => Self::Environment(fault.to_string()),
        }
    }
}
