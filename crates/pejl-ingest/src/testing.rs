//! What the tests of every format share: whole files read into memory, fixtures, real data.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::{Described, OpenOptions, ReadError, RowIssue, open};

/// A file read to its end.
#[derive(Debug)]
pub(crate) struct Whole {
    pub(crate) described: Described,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) lines: Vec<u64>,
}

impl Whole {
    /// The names of the columns.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.described
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect()
    }

    /// The rules of the warnings, in order.
    pub(crate) fn warnings(&self) -> Vec<&'static str> {
        self.described.warnings.iter().map(|w| w.rule).collect()
    }

    /// The one row that begins with these texts.
    #[track_caller]
    pub(crate) fn row(&self, begin: &[&str]) -> &[String] {
        let mut found = self
            .rows
            .iter()
            .filter(|row| row.iter().zip(begin).all(|(a, b)| a == b));
        let row = found
            .next()
            .unwrap_or_else(|| panic!("no row begins with {begin:?}"));
        assert!(found.next().is_none(), "several rows begin with {begin:?}");
        row
    }
}

/// Reads a whole file.
pub(crate) fn read_path(path: &Path, options: &OpenOptions) -> Result<Whole, RowIssue> {
    let read = || -> Result<Whole, ReadError> {
        let mut reader = open(path, options)?;
        let (mut rows, mut lines) = (Vec::new(), Vec::new());
        while let Some(batch) = reader.next_batch()? {
            assert!(
                !batch.is_empty() && batch.len() <= crate::text::MAX_BATCH_ROWS,
                "batch of {}",
                batch.len()
            );
            assert_eq!(batch.columns.len(), reader.described().columns.len());
            assert!(batch.columns.iter().all(|c| c.len() == batch.len()));
            rows.extend((0..batch.len()).map(|row| {
                batch
                    .columns
                    .iter()
                    .map(|c| c.get(row).to_owned())
                    .collect::<Vec<_>>()
            }));
            lines.extend(&batch.lines);
        }
        assert!(reader.next_batch()?.is_none());
        Ok(Whole {
            described: reader.described().clone(),
            rows,
            lines,
        })
    };
    let result = read().map_err(|error| error.to_issue());
    match &result {
        Ok(whole) => whole.described.warnings.iter().for_each(check_issue),
        Err(issue) => check_issue(issue),
    }
    result
}

/// Every issue can be shown: it has a file, a rule, and two different texts.
fn check_issue(issue: &RowIssue) {
    assert!(
        !issue.file.is_empty() && issue.rule.contains('.'),
        "{issue:?}"
    );
    assert!(
        !issue.message.da.is_empty() && !issue.message.en.is_empty(),
        "{issue:?}"
    );
    assert_ne!(issue.message.da, issue.message.en, "{issue:?}");
    assert_ne!(issue.line, Some(0), "{issue:?}");
}

/// Reads bytes as a file called `f`.
pub(crate) fn read_bytes(bytes: &[u8], options: &OpenOptions) -> Result<Whole, RowIssue> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    read_path(
        file.path(),
        &OpenOptions {
            name: Some("f".into()),
            ..options.clone()
        },
    )
}

/// Reads text as a file called `f`, nothing declared.
pub(crate) fn read_text(text: &str) -> Result<Whole, RowIssue> {
    read_bytes(text.as_bytes(), &OpenOptions::default())
}

/// The text is refused by this rule on this line.
#[track_caller]
pub(crate) fn check_refused(text: &str, rule: &str, line: Option<u64>) -> RowIssue {
    let issue = read_text(text).map(|whole| whole.rows).unwrap_err();
    assert_eq!((issue.rule, issue.line), (rule, line), "{issue}");
    issue
}

/// The repository's folder of small files made for the tests.
pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/formats")
}

/// The folder of real files, or None when it is not there; in CI it must be.
pub(crate) fn real_data() -> Option<PathBuf> {
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "PEJL_REAL_DATA is not there: {}",
        folder.display()
    );
    println!("skipped: no real data at {}", folder.display());
    None
}

/// The files below a folder, sorted, as paths relative to it with `/`.
pub(crate) fn files_below(folder: &Path) -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found)
            } else {
                found.push(path)
            }
        }
    }
    let mut found = Vec::new();
    walk(folder, &mut found);
    let relative = |path: &PathBuf| {
        let parts: Vec<String> = path
            .strip_prefix(folder)
            .unwrap()
            .iter()
            .map(|part| part.to_string_lossy().into_owned())
            .collect();
        parts.join("/")
    };
    let mut names: Vec<String> = found.iter().map(relative).collect();
    names.sort();
    names
}
