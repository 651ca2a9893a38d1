//! `pejl report` and `pejl reports`: the monthly report as files, and those that were kept.

use std::fs::Permissions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use pejl_api::{REPORT_COLUMNS, report_rows};
use pejl_app::gate::Viewer;
use pejl_app::reports::{ReportsRequest, list_reports};
use pejl_domain::Lang;
use pejl_reports::{ReportError, ReportRequest, Writer, Written, gather, waits_lines};
use serde_json::json;

use super::query::viewer;
use super::{as_known, open};
use crate::arguments::{PlaceArgs, ReportArgs, ReportFormat, ReportsArgs};
use crate::exit::Failure;
use crate::output;
use crate::writers::writers;

/// Who keeps reports.
const ACTOR: &str = "command line";

/// Writes the report in each format, keeps it where that is asked for, and prints where it is.
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
    let lang = args.lang.lang;
    let chosen = chosen(&args.format)?;
    let found = gather(&store, &request).map_err(|error| refused(error, lang))?;
    if args.force.is_some() && found.forced.is_none() {
        eprintln!("pejl: nothing is waited for, so that no reason is printed");
    }
    // What is kept is kept in every format.
    let written = match args.keep {
        true => Written::of(&found, lang, &writers())?,
        false => Written::of(&found, lang, &chosen)?,
    };
    let mut lines = Vec::new();
    if args.keep {
        let kept = written.keep(&store, &found, ACTOR)?;
        lines.push(format!(
            "report {}: {}",
            kept.report.id,
            kept.state.as_str()
        ));
    }
    if let Some(folder) = &args.out {
        let is_chosen = |one: &&(Writer, Vec<u8>)| {
            chosen
                .iter()
                .any(|of| of.format.ending == one.0.format.ending)
        };
        let files = written.files.iter().filter(is_chosen);
        let files: Vec<(String, &[u8])> = files
            .map(|(writer, bytes)| {
                (
                    written.report.file_name(writer.format.ending),
                    bytes.as_slice(),
                )
            })
            .collect();
        let paths = write(folder, &files)?;
        let paths = paths.iter().map(|path| path.display().to_string());
        lines.extend(paths.map(|path| output::printable(&path)));
    }
    output::lines(&lines)
}

/// Lists the reports that were kept, the latest made first.
pub fn reports(place: &PlaceArgs, args: &ReportsArgs) -> Result<(), Failure> {
    let request = ReportsRequest {
        municipality: args.municipality.clone(),
        month: args.month.clone(),
        before: None,
    };
    let rows = report_rows(&list_reports(&open(place)?, &request, args.limit)?);
    output::rows(&json!({}), &REPORT_COLUMNS, &rows, args.format)
}

/// What writes the formats asked for, each once.
fn chosen(formats: &[ReportFormat]) -> Result<Vec<Writer>, Failure> {
    let all = writers();
    let mut chosen: Vec<Writer> = Vec::new();
    for format in formats {
        let ending = match format {
            ReportFormat::Html => "html",
            ReportFormat::Pdf => "pdf",
            ReportFormat::Xlsx => "xlsx",
        };
        let Some(writer) = all.iter().find(|one| one.format.ending == ending) else {
            let reason = format!(
                "this program is built without the feature `{ending}`; `--format html` is there"
            );
            return Err(Failure::Usage(reason));
        };
        if !chosen.iter().any(|one| one.format.ending == ending) {
            chosen.push(*writer);
        }
    }
    Ok(chosen)
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

/// Writes the files into the folder, in the place of those of their names: all of them or none.
fn write(folder: &Path, made: &[(String, &[u8])]) -> Result<Vec<PathBuf>, Failure> {
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
            ReportError::Unproved(_) | ReportError::Unwritten { .. } => {
                Self::Environment(output::printable(&error.to_string()))
            }
        }
    }
}
