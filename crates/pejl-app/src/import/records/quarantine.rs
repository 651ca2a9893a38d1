//! Rows that were not kept: a file beside the store, and how many of them an import may have.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use pejl_db::import::list_import_numbers;
use pejl_ingest::record::Quarantined;
use pejl_ingest::{Message, RowIssue};
use pejl_lake::DatasetSpec;
use tempfile::NamedTempFile;

use crate::error::AppError;
use crate::store::{Store, file_error};

/// How many rows may be refused before the import is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Allowed {
    /// None: the import is whole or it is not.
    None,
    /// So many rows.
    Rows(u64),
    /// So many per cent of the rows.
    Percent(f64),
}

impl Allowed {
    /// Reads `20` or `1%`.
    pub(in crate::import) fn parse(text: &str) -> Result<Self, AppError> {
        let read = || match text.trim().strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.trim().replace(',', ".").parse().ok()?;
                (0.0..=100.0)
                    .contains(&percent)
                    .then_some(Self::Percent(percent))
            }
            None => Some(match text.trim().parse().ok()? {
                0 => Self::None,
                n => Self::Rows(n),
            }),
        };
        read().ok_or_else(|| {
            AppError::parameter(
                "max_refused",
                text,
                "a number of rows such as 20, or a share such as 1%",
            )
        })
    }

    /// What a dataset allows where the caller does not say.
    pub(in crate::import) fn of(spec: &DatasetSpec) -> Self {
        match spec.refused_percent_max {
            0 => Self::None,
            percent => Self::Percent(percent.into()),
        }
    }

    pub(in crate::import) fn admits(self, n_refused: u64, n_read: u64) -> bool {
        match self {
            Self::None => n_refused == 0,
            Self::Rows(most) => n_refused <= most,
            #[expect(clippy::cast_precision_loss, reason = "a share of rows, not a figure")]
            Self::Percent(most) => n_refused as f64 * 100.0 <= most * n_read as f64,
        }
    }

    pub(in crate::import) fn issue(self, file: &str, n_refused: u64, n_read: u64) -> RowIssue {
        let (da, en) = match self {
            Self::None => ("ingen".to_owned(), "none".to_owned()),
            Self::Rows(most) => (format!("højst {most}"), format!("at most {most}")),
            Self::Percent(most) => (
                format!("højst {} %", most.to_string().replace('.', ",")),
                format!("at most {most} %"),
            ),
        };
        let message = Message {
            da: format!(
                "{n_refused} af {n_read} rækker kan ikke gemmes; tilladt er {da} (--max-refused)"
            ),
            en: format!(
                "{n_refused} of {n_read} rows cannot be kept; {en} are allowed (--max-refused)"
            ),
        };
        RowIssue::error(file, "rows.refused", message)
    }
}

/// Writes the rows that were not kept, as CSV that a Danish spreadsheet opens.
pub(in crate::import) struct Quarantine<'a> {
    store: &'a Store,
    import_id: i64,
    dry_run: bool,
    open: Option<BufWriter<NamedTempFile>>,
}

impl<'a> Quarantine<'a> {
    pub(in crate::import) fn new(store: &'a Store, import_id: i64, dry_run: bool) -> Self {
        Self {
            store,
            import_id,
            dry_run,
            open: None,
        }
    }

    pub(in crate::import) fn add(&mut self, row: &Quarantined) -> io::Result<()> {
        if self.dry_run {
            return Ok(());
        }
        let mut file = match self.open.take() {
            Some(file) => file,
            None => self.begin()?,
        };
        let cells = [
            row.file.as_str(),
            &row.line.to_string(),
            &row.column,
            row.rule,
            &row.masked,
            &row.message.da,
            &row.message.en,
        ]
        .map(quoted);
        writeln!(file, "{}\r", cells.join(";"))?;
        self.open = Some(file);
        Ok(())
    }

    fn begin(&self) -> io::Result<BufWriter<NamedTempFile>> {
        let folder = self.folder();
        std::fs::create_dir_all(&folder)?;
        // Readable by its owner alone, as temporary files are made.
        let file = NamedTempFile::new_in(folder)?;
        // Held as long as this process writes: what nobody holds was left by one that died.
        file.as_file().try_lock()?;
        let mut file = BufWriter::new(file);
        write!(file, "\u{feff}file;line;column;rule;value;da;en\r\n")?;
        Ok(file)
    }

    fn folder(&self) -> PathBuf {
        self.store.data.join("quarantine")
    }

    /// Gives the file its name, if there is one.
    pub(in crate::import) fn finish(self) -> Result<Option<PathBuf>, AppError> {
        let folder = self.folder();
        let path = folder.join(format!("import-{}.csv", self.import_id));
        let Some(open) = self.open else {
            return Ok(None);
        };
        let failed = |source| file_error("write", &path, source);
        let file = open
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        sync_folder(&folder).map_err(failed)?;
        Ok(Some(path))
    }
}

/// Removes the quarantines of a municipality's imports into these datasets, and what dead imports left half written: which
/// of the values in them are of a person's rows is not known.
pub(crate) fn remove_quarantines(
    store: &Store,
    datasets: &[&str],
    municipality: &str,
) -> Result<(), AppError> {
    let folder = store.data.join("quarantine");
    let imports = store
        .db
        .with(|conn| list_import_numbers(conn, datasets, municipality))?;
    for import in imports {
        let path = folder.join(format!("import-{import}.csv"));
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(file_error("remove", &path, error));
            }
            _ => {}
        }
    }
    remove_unfinished_quarantines(store)
}

/// Removes what dead imports left half written.
///
/// # Errors
/// The folder cannot be read, or something in it cannot be removed.
pub(crate) fn remove_unfinished_quarantines(store: &Store) -> Result<(), AppError> {
    let folder = store.data.join("quarantine");
    if !folder.is_dir() {
        return Ok(());
    }
    let failed = |source| file_error("list", &folder, source);
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if entry.file_name().to_string_lossy().starts_with("import-") {
            continue;
        }
        let path = entry.path();
        let is_left = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if is_left {
            std::fs::remove_file(&path).map_err(|source| file_error("remove", &path, source))?;
        }
    }
    sync_folder(&folder).map_err(failed)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// A cell in quotes where it needs them; what a spreadsheet would take for a formula is made text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if text.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn what_is_allowed_is_read_and_kept_to() {
        assert!(Allowed::parse("0").unwrap().admits(0, 10));
        assert!(!Allowed::parse("0").unwrap().admits(1, 10));
        assert!(Allowed::parse("2").unwrap().admits(2, 10));
        assert!(!Allowed::parse("2").unwrap().admits(3, 10));
        assert!(Allowed::parse("1,5%").unwrap().admits(15, 1_000));
        assert!(!Allowed::parse("1.5 %").unwrap().admits(16, 1_000));
        for text in ["", "-1", "101%", "NaN%", "få"] {
            assert!(Allowed::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_cell_is_no_formula_and_no_second_cell() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("a;b"), "\"a;b\"");
        assert_eq!(quoted("a\"b"), "\"a\"\"b\"");
        assert_eq!(quoted("1.234,50"), "1.234,50");
    }
}
