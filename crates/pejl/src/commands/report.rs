//! `pejl report`: the monthly report as files.

use std::fs::Permissions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pejl_app::chain;
use pejl_app::gate::Viewer;
use pejl_domain::Lang;
use pejl_reports::{Report, ReportError, ReportRequest, gather, html, waits_lines};

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
        release: args.release.clone(),
        force: args.force.clone(),
        // It is handed on: whoever writes it may see more than those who read it.
        viewer: match &args.role {
            None => Viewer::default(),
            Some(role) => viewer(Some(role))?,
        },
    };
    let found = gather(&store, &request).map_err(|error| refused(error, args.lang.lang))?;
    if args.force.is_some() && found.forced.is_none() {
        eprintln!("pejl: nothing is waited for, so that no reason is printed");
    }
    let report = Report::of(&found, args.lang.lang)?;
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    for format in &args.format {
        let file = match format {
            ReportFormat::Html => (report.file_name("html"), html::write(&report).into_bytes()),
            ReportFormat::Pdf => (report.file_name("pdf"), pdf(&report)?),
            ReportFormat::Xlsx => (report.file_name("xlsx"), xlsx(&report)?),
        };
        if !made.contains(&file) {
            made.push(file);
        }
    }
    let written = write(&args.out, &made)?;
    let lines = written.iter().map(|path| path.display().to_string());
    let lines: Vec<String> = lines.map(|line| output::printable(&line)).collect();
    output::lines(&lines)
}

/// What a report waits for is said in the language it was asked for in.
fn refused(error: ReportError, lang: Lang) -> Failure {
    let ReportError::Waits {
        municipality,
        month,
        lack,
    } = &error
    else {
        return error.into();
    };
    for line in waits_lines((municipality, *month), lack, lang) {
        eprintln!("pejl: {}", output::printable(&line));
    }
    eprintln!("pejl: --force REASON makes it all the same and prints the reason on its cover");
    Failure::Refused
}

fn xlsx(report: &Report) -> Result<Vec<u8>, Failure> {
    pejl_xlsx::write(report)
        .map_err(|error| Failure::Environment(output::printable(&chain(&error))))
}

#[cfg(feature = "pdf")]
fn pdf(report: &Report) -> Result<Vec<u8>, Failure> {
    pejl_pdf::write(report)
        .map_err(|error| Failure::Environment(output::printable(&error.to_string())))
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Report) -> Result<Vec<u8>, Failure> {
    Err(Failure::Usage(
        "this program is built without PDF (the feature `pdf`); `--format html` is there"
            .to_owned(),
    ))
}

/// Writes the files into the folder, in the place of those of their names: all of them or none.
fn write(folder: &Path, made: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Failure> {
    std::fs::create_dir_all(folder).map_err(|error| failure(folder, &error))?;
    // A file is in its place only after all of them lie in the folder whole.
    let mut whole = Vec::new();
    for (name, bytes) in made {
        let path = folder.join(name);
        let file = beside(folder, &path, bytes).map_err(|error| failure(&path, &error))?;
        whole.push((path, file));
    }
    let mut written = Vec::new();
    for (path, file) in whole {
        let put = file.persist(&path);
        put.map_err(|error| failure(&path, &error.error))?;
        written.push(path);
    }
    Ok(written)
}

/// Writes a file whole beside its place, which must be one for a file.
fn beside(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    if path.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".pejl-report");
    if let Some(readable) = readable() {
        builder.permissions(readable);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
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
            ReportError::NothingKnown { .. } | ReportError::Waits { .. } => {
                eprintln!("pejl: {error}");
                Self::Refused
            }
            ReportError::Unproved(fault) => Self::Environment(fault.to_string()),
        }
    }
}
