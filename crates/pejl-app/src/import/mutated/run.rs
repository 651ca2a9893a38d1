//! Damaged files of one reader, imported one after another.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once};

use super::CASES;
use super::damage::damage;
use super::numbers::{Number, Random, Wanted};
use super::readers::{Import, Reader};
use crate::declaration::{Said, read};
use crate::error::chain;
use crate::import::codes::{CodesImport, import_codes};
use crate::import::kl_gateway::{ReportImport, import_reports};
use crate::import::records::{PersonKeySource, RecordImport, create_person_key, import_records};
use crate::import::{ImportRequest, ImportState, ImportSummary, import};
use crate::snapshot::{AsKnown, known};
use crate::store::{Store, StoreOptions};
use crate::verify::verify;

/// The organisation of the fixtures.
const ORGANISATIONS: &str = "system;value;municipality_code;unit_id;valid_from;valid_to
urn:oid:1.2.208.176.1.1;100000000000001;766;;;
";

/// Files that are imported into one store: few, so that it stays small and is quick to search.
const IN_ONE_STORE: u64 = 30;

/// Imports the undamaged file and then damaged ones, and fails with reader and number of the first that goes wrong.
pub(super) fn run(reader: &Reader) {
    take_log();
    let only = std::env::var("PEJL_MUTATED").ok();
    let n_cases = std::env::var("PEJL_MUTATED_CASES").map_or(CASES, |n| n.parse().unwrap());
    let mut counts = BTreeMap::new();
    for first in (0..n_cases).step_by(usize::try_from(IN_ONE_STORE).unwrap()) {
        let place = Place::new(reader);
        let taken = place.import(reader, "base", reader.file, &(reader.wrap)(&reader.base));
        let is_taken = matches!(taken.state, Ok(ImportState::Committed));
        assert!(
            is_taken,
            "{} does not take its own file:\n{}",
            reader.name, taken.told
        );
        let base = place.revision();
        let before = place.rows_at(base);
        assert_ne!(before, Vec::<String>::new(), "{}", reader.name);
        let mut wanted = Wanted::default();
        for case in first..(first + IN_ONE_STORE).min(n_cases) {
            let name = format!("{} {case}", reader.name);
            if only.as_ref().is_some_and(|only| *only != name) {
                continue;
            }
            let state = place.check(reader, &name, case, &mut wanted);
            *counts.entry(state).or_insert(0) += 1;
        }
        let name = format!("{} {first}..{}", reader.name, first + IN_ONE_STORE);
        // Whatever came after it, the revision of the whole file answers as it did.
        assert_eq!(place.rows_at(base), before, "{name}");
        place.check_all(&name, &wanted);
    }
    println!("{}: {counts:?}", reader.name);
    if only.is_none() {
        // Damage that is always refused, or never, tries nothing.
        let total: u64 = counts.values().sum();
        assert_eq!(total, n_cases);
        assert!(counts.len() >= 2, "{}: {counts:?}", reader.name);
    }
}

struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

/// How an import ended, and everything it told.
struct Ended {
    state: Result<ImportState, ()>,
    told: String,
}

impl Place {
    fn new(reader: &Reader) -> Self {
        // In memory where there is such a folder: ten thousand imports bring their bytes to the disk many times each.
        let in_memory = Path::new("/dev/shm");
        let folder = if in_memory.is_dir() {
            tempfile::tempdir_in(in_memory)
        } else {
            tempfile::tempdir()
        };
        let folder = folder.unwrap();
        let store = Store::open(&StoreOptions::embedded(folder.path().join("data"))).unwrap();
        create_person_key(&folder.path().join("key")).unwrap();
        let place = Self { folder, store };
        if matches!(reader.import, Import::Reports) {
            place.expect_reports();
        }
        place
    }

    /// Imports the organisation of the fixtures and the lists of its codes.
    fn expect_reports(&self) {
        let file = self.folder.path().join("organisations.csv");
        std::fs::write(&file, ORGANISATIONS).unwrap();
        let request = self.records("reporting_org", "canonical", file);
        let done = import_records(&self.store, &request, &mut |_| {}).unwrap();
        assert_eq!(done.summary.state, ImportState::Committed, "{done:?}");
        let lists = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../fixtures/kl-gateway/codes"
        );
        let done = import_codes(&self.store, &codes(files(Path::new(lists)))).unwrap();
        assert_eq!(done.summary.state, ImportState::Committed, "{done:?}");
    }

    fn import(&self, reader: &Reader, name: &str, file: &str, bytes: &[u8]) -> Ended {
        let folder = self.folder.path().join("files");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join(file);
        std::fs::write(&file, bytes).unwrap();
        take_log();
        let import = || self.import_file(reader, file);
        match catch_unwind(AssertUnwindSafe(import)) {
            Ok(ended) => ended,
            Err(_) => panic!("{name} panicked: {:?}", String::from_utf8_lossy(bytes)),
        }
    }

    fn import_file(&self, reader: &Reader, file: PathBuf) -> Ended {
        let done = match &reader.import {
            Import::Figures {
                kind,
                table,
                unit,
                set,
            } => {
                let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
                let request = ImportRequest {
                    kind: *kind,
                    files: vec![file],
                    declared: read(&Said {
                        table: *table,
                        unit: *unit,
                        set: &set,
                        ..Said::default()
                    })
                    .unwrap(),
                    dry_run: false,
                    actor: "test".to_owned(),
                };
                import(&self.store, &request, &mut |_| {})
                    .map(|summary| (summary.state, shown(&summary)))
            }
            Import::Records { dataset, source } => {
                let request = self.records(dataset, source, file);
                import_records(&self.store, &request, &mut |_| {}).map(|done| {
                    let told = format!("{} {:?}", shown(&done.summary), done.explained);
                    (done.summary.state, told)
                })
            }
            Import::Reports => {
                let request = ReportImport {
                    files: vec![file],
                    municipality: "Hedensted".to_owned(),
                    person_key: self.key(),
                    max_refused: Some("100%".to_owned()),
                    dry_run: false,
                    actor: "test".to_owned(),
                };
                import_reports(&self.store, &request).map(|done| {
                    let state = done.state.unwrap_or(ImportState::Refused);
                    (state, format!("{done:?}"))
                })
            }
            Import::Codes => import_codes(&self.store, &codes(vec![file]))
                .map(|done| (done.summary.state, shown(&done.summary))),
        };
        match done {
            Ok((state, told)) => Ended {
                state: Ok(state),
                told,
            },
            Err(error) => Ended {
                state: Err(()),
                told: format!("{} {error:?}", chain(&error)),
            },
        }
    }

    fn key(&self) -> PersonKeySource {
        PersonKeySource {
            file: Some(self.folder.path().join("key")),
            folder: None,
        }
    }

    fn records(&self, dataset: &str, source: &str, file: PathBuf) -> RecordImport {
        RecordImport {
            dataset: dataset.to_owned(),
            files: vec![file],
            source: Some(source.to_owned()),
            mapping: None,
            municipality: "Hedensted".to_owned(),
            person_key: self.key(),
            period: None,
            control_totals: Vec::new(),
            // Rows are kept and refused beside each other: the more is written, the more there is to find.
            max_refused: Some("100%".to_owned()),
            explain: 3,
            dry_run: false,
            actor: "test".to_owned(),
        }
    }

    /// Imports one damaged file and checks what can be checked at once.
    fn check(&self, reader: &Reader, name: &str, case: u64, wanted: &mut Wanted) -> &'static str {
        let mut random = Random::of(&reader.name, case);
        let mut damaged = reader.base.clone();
        let numbers = damage(&mut damaged, &mut random);
        let bytes = (reader.wrap)(&damaged);
        let of_this_file = numbers_wanted(&numbers);
        numbers.iter().for_each(|number| wanted.add(number));

        let before = (self.revision(), self.segments());
        // People name files after people.
        let file = match numbers.first() {
            Some(number) if case.is_multiple_of(10) => {
                format!("{} {}", number.written, reader.file)
            }
            _ => reader.file.to_owned(),
        };
        let ended = self.import(reader, name, &file, &bytes);
        let after = (self.revision(), self.segments());
        let shown = || String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).into_owned();
        match ended.state {
            Ok(ImportState::Committed) => {
                assert_eq!(after.0, before.0 + 1, "{name}: {}", shown());
                self.check_values(reader, name, &of_this_file, wanted);
            }
            _ => assert_eq!(after, before, "{name} left something: {}", shown()),
        }
        let told = [ended.told, take_log()].concat();
        if let Some(found) = of_this_file.find(told.as_bytes()) {
            panic!("{name} told {found}: {told}\nof {}", shown());
        }
        match ended.state {
            Ok(state) => state.as_str(),
            Err(()) => "failed",
        }
    }

    fn revision(&self) -> i64 {
        crate::catalogue::head(&self.store, AsKnown::Head)
            .unwrap()
            .revision
    }

    /// Every row that a revision shows, in order.
    fn rows_at(&self, revision: i64) -> Vec<String> {
        let mut rows = Vec::new();
        for spec in pejl_lake::datasets() {
            let known = known(&self.store, spec.name, AsKnown::Revision(revision)).unwrap();
            let frame = pejl_lake::run(self.store.lake.view(spec, &known.view).unwrap()).unwrap();
            for row in 0..frame.height() {
                let cells = frame.columns().iter();
                let cells: Vec<String> = cells
                    .map(|column| column.get(row).unwrap().to_string())
                    .collect();
                rows.push(format!("{} {}", spec.name, cells.join("|")));
            }
        }
        rows.sort();
        rows
    }

    /// Every file of the lake with its length.
    fn segments(&self) -> Vec<(String, u64)> {
        let files = self.store.lake.list_files().unwrap().into_iter();
        files.map(|file| (file.path, file.n_bytes)).collect()
    }

    /// Segments are compressed, so that their bytes say little: every text of every visible row.
    ///
    /// Two kinds of values may look like a person number, since nothing tells them apart: amounts, and a whole cell of a
    /// column that the mapping declares to hold identifiers. Those are not looked for in bytes, either.
    fn check_values(&self, reader: &Reader, name: &str, of_file: &Wanted, all: &mut Wanted) {
        let identifiers = reader.identifiers();
        for spec in pejl_lake::datasets() {
            let known = known(&self.store, spec.name, AsKnown::Head).unwrap();
            if known.covers.is_empty() {
                continue;
            }
            let frame = pejl_lake::run(self.store.lake.view(spec, &known.view).unwrap()).unwrap();
            for column in frame.columns() {
                for row in 0..frame.height() {
                    let value = column.get(row).unwrap().to_string();
                    let Some(text) = value.strip_prefix('"') else {
                        continue;
                    };
                    let Some(found) = of_file.find(text.as_bytes()) else {
                        continue;
                    };
                    let separators = ['-', ' ', '\u{2013}', '\u{a0}'];
                    let is_whole = text.trim_end_matches('"').replace(separators, "") == found;
                    if is_whole && identifiers.contains(column.name().as_str()) {
                        all.remove(&found);
                        continue;
                    }
                    panic!(
                        "{name} keeps {found} in {} of {}: {value}",
                        column.name(),
                        spec.name
                    );
                }
            }
        }
    }

    /// Searches every byte of the data folder and verifies the store.
    fn check_all(&self, name: &str, wanted: &Wanted) {
        for path in files(&self.folder.path().join("data")) {
            let bytes = std::fs::read(&path).unwrap();
            if let Some(found) = wanted.find(&bytes) {
                let text = String::from_utf8_lossy(&bytes);
                let at = text.find(&found[..6]).unwrap_or_default();
                let around: String = text[at..].chars().take(200).collect();
                panic!("{name}: {found} is in {}: {around}", path.display());
            }
        }
        let found = verify(&self.store).unwrap();
        assert_eq!(
            (found.faults, found.strangers),
            (Vec::new(), Vec::new()),
            "{name}"
        );
    }
}

fn codes(files: Vec<PathBuf>) -> CodesImport {
    CodesImport {
        files,
        version: "1".to_owned(),
        valid_from: "2019-01-01".parse().unwrap(),
        dry_run: false,
        actor: "test".to_owned(),
    }
}

/// What a summary shows to anybody: not what was learned of the columns, which stays within.
fn shown(summary: &ImportSummary) -> String {
    let files = summary
        .files
        .iter()
        .map(|file| (&file.name, &file.table_id));
    format!(
        "{:?} {:?} {:?} {:?}",
        files.collect::<Vec<_>>(),
        summary.covers,
        summary.issues,
        summary.rules
    )
}

fn numbers_wanted(numbers: &[Number]) -> Wanted {
    let mut wanted = Wanted::default();
    numbers.iter().for_each(|number| wanted.add(number));
    wanted
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What was logged since this was last asked, by whichever test of this process.
fn take_log() -> String {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Another test of this process may have come first; then that one's log is looked at.
        if log::set_logger(&Log).is_ok() {
            log::set_max_level(log::LevelFilter::Debug);
        }
    });
    std::mem::take(&mut *LOGGED.lock().unwrap())
}

static LOGGED: Mutex<String> = Mutex::new(String::new());

struct Log;

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let mut logged = LOGGED.lock().unwrap();
        logged.push_str(&format!("{} {}\n", record.target(), record.args()));
    }

    fn flush(&self) {}
}
