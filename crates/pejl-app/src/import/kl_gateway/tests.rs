//! Reports in the store say what the same reports say in memory: now, at every revision, and by the time they carry.
//!
//! The stories are the guides' own examples, found by `PEJL_REAL_DATA`; `pejl-kl-gateway` holds the same histories to
//! `expected.json`, value by value.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pejl_kl_gateway::stored::{project_records, record_variant};
use pejl_kl_gateway::{
    Codes, History, Known, Limits, ReadOptions, Report, danish_day, read_report,
};
use pejl_lake::person_rows;
use serde_json::Value;

use super::*;
use crate::import::codes::{CodesImport, import_codes};
use crate::import::records::{RecordImport, create_person_key, import_records};
use crate::kl_gateway::{StateRequest, codes, history, organisations, state};
use crate::snapshot::{AsKnown, known};
use crate::store::StoreOptions;
use crate::verify::verify;

/// The organisations of the examples.
const ORGANISATIONS: &str = "system;value;municipality_code;unit_id;valid_from;valid_to
urn:oid:1.2.208.176.1.1;123456789012345;766;;;
urn:oid:1.2.208.176.1.1;451000016003;766;;;
https://www.kombit.dk/organisation;d4e3f4fb-6761-4d6c-9086-74c49231f11e;766;;;
";

struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

impl Place {
    /// A store that knows the organisations and the code lists of a folder.
    fn new(lists: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions::embedded(folder.path().join("data"))).unwrap();
        create_person_key(&folder.path().join("key")).unwrap();
        let place = Self { folder, store };
        place.import_organisations(ORGANISATIONS);
        place.import_codes(lists, "1");
        place
    }

    fn key(&self) -> PersonKeySource {
        PersonKeySource {
            file: Some(self.folder.path().join("key")),
        }
    }

    fn import_organisations(&self, csv: &str) {
        let file = self.folder.path().join("organisations.csv");
        std::fs::write(&file, csv).unwrap();
        let request = RecordImport {
            dataset: "reporting_org".to_owned(),
            files: vec![file],
            source: Some("canonical".to_owned()),
            mapping: None,
            municipality: "766".to_owned(),
            person_key: self.key(),
            period: None,
            control_totals: Vec::new(),
            max_refused: None,
            explain: 0,
            dry_run: false,
            actor: "test".to_owned(),
        };
        let done = import_records(&self.store, &request, &mut |_| {}).unwrap();
        assert_eq!(done.summary.state, ImportState::Committed, "{done:?}");
    }

    fn import_codes(&self, lists: &Path, version: &str) {
        let mut files: Vec<PathBuf> = std::fs::read_dir(lists)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| {
                let stem = path
                    .file_stem()
                    .and_then(|stem| stem.to_str())
                    .unwrap_or("");
                pejl_kl_gateway::ListKind::find(stem).is_some()
            })
            .collect();
        files.sort();
        let request = CodesImport {
            files,
            version: version.to_owned(),
            valid_from: "2019-01-01".parse().unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        let done = import_codes(&self.store, &request).unwrap();
        assert_eq!(done.summary.state, ImportState::Committed, "{done:?}");
    }

    fn request(&self, files: &[PathBuf]) -> ReportImport {
        ReportImport {
            files: files.to_vec(),
            municipality: "Hedensted".to_owned(),
            person_key: self.key(),
            max_refused: None,
            dry_run: false,
            actor: "test".to_owned(),
        }
    }

    fn import(&self, file: &Path) -> ReportSummary {
        import_reports(&self.store, &self.request(&[file.to_owned()])).unwrap()
    }

    fn read(&self, file: &Path) -> Report {
        let area = municipality("766").unwrap();
        let options = ReadOptions {
            file: "story.json",
            person_key: &self.key().read("766").unwrap(),
            organisations: &organisations(&self.store, area).unwrap(),
            received_at: self.store.now(),
            limits: Limits::default(),
        };
        read_report(&std::fs::read(file).unwrap(), &options)
    }

    fn history(&self, at: AsKnown) -> History {
        history(&self.store, municipality("766").unwrap(), None, at)
            .unwrap()
            .0
    }

    fn codes(&self) -> Codes {
        codes(&self.store, AsKnown::Head).unwrap()
    }

    /// The rows of every dataset at a revision are those that a view makes.
    fn assert_rows(&self, at: AsKnown, view: &pejl_kl_gateway::View<'_>, what: &str) -> usize {
        let mut n_rows = 0;
        for projected in project_records(view, &self.codes(), 0).unwrap() {
            let spec = projected.spec;
            let known = known(&self.store, spec.name, at).unwrap();
            let stored = self.store.lake.view(spec, &known.view).unwrap();
            let stored = person_rows::of_variant(stored, &record_variant(spec).key());
            let changed = person_rows::changed_periods(spec, stored, &projected.frame).unwrap();
            assert!(changed.is_empty(), "{what}, {}: {changed:?}", spec.name);
            n_rows += projected.frame.height();
        }
        n_rows
    }
}

/// Folder of the examples, or `None` where the checkout has none; a run of CI must have them.
fn examples() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("PEJL_REAL_DATA").map_or(beside, PathBuf::from);
    if folder.join("kl-gateway").is_dir() {
        return Some(folder);
    }
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "no real files in {}",
        folder.display()
    );
    println!("skipped: no real files in {}", folder.display());
    None
}

fn stories(data: &Path) -> Vec<(String, Vec<PathBuf>)> {
    let folder = data.join("kl-gateway");
    let expected = std::fs::read(folder.join("expected.json")).unwrap();
    let expected: Value = serde_json::from_slice(&expected).unwrap();
    let series = expected["series"].as_array().unwrap().iter();
    let stories = series.map(|series| {
        let files = series["files"].as_array().unwrap().iter();
        let files = files.map(|file| folder.join("json").join(file.as_str().unwrap()));
        (series["name"].as_str().unwrap().to_owned(), files.collect())
    });
    stories.collect()
}

/// Key and content of every resource as it is.
fn current(history: &History, known: Known) -> Vec<String> {
    let view = history.view(known);
    let current = view.current();
    current
        .map(|version| format!("{:?} {:?}", version.key, version.resource))
        .collect()
}

#[test]
fn every_story_is_in_the_store_as_it_is_in_memory_at_every_revision() {
    let Some(data) = examples() else { return };
    let mut n_rows = 0;
    for (name, files) in stories(&data) {
        let place = Place::new(&data.join("../domain"));
        let mut mirror = History::default();
        let mut revisions = Vec::new();
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for file in &files {
            let mut report = place.read(file);
            assert!(report.is_whole(), "{name}: {:?}", report.issues);
            let report = report.deliveries.remove(0);
            let day = danish_day(report.reported_at);
            days.extend([day, day.pred_opt().unwrap()]);
            mirror.append(report);
            let done = place.import(file);
            assert_eq!(done.state, Some(ImportState::Committed), "{name}: {done:?}");
            assert_eq!((done.n_reports, done.n_refused), (1, 0), "{name}");
            revisions.push(done.revision.unwrap());
            assert_eq!(place.history(AsKnown::Head).versions(), mirror.versions());
        }
        // The past is as it was, whatever came after.
        for (arrival_no, revision) in (1..).zip(&revisions) {
            let then = place.history(AsKnown::Revision(*revision));
            let known = Known::Arrival(arrival_no);
            assert_eq!(
                current(&then, Known::Latest),
                current(&mirror, known),
                "{name} at {revision}"
            );
            let what = format!("{name} at {revision}");
            n_rows += place.assert_rows(AsKnown::Revision(*revision), &mirror.view(known), &what);
        }
        let stored = place.history(AsKnown::Head);
        for day in days {
            let known = Known::ReportedOn(day);
            assert_eq!(
                current(&stored, known),
                current(&mirror, known),
                "{name} on {day}"
            );
        }
        // Again, and all of them at once: nothing changes.
        let again = import_reports(&place.store, &place.request(&files)).unwrap();
        assert_eq!(again.state, Some(ImportState::Unchanged), "{name}");
        assert_eq!((again.n_reports, again.n_repeated), (0, files.len()));
        let found = verify(&place.store).unwrap();
        assert!(found.is_sound() && found.strangers.is_empty(), "{found:?}");
    }
    assert!(n_rows > 300, "{n_rows}");
}

#[test]
fn every_example_is_imported_also_all_in_one_load() {
    let Some(data) = examples() else { return };
    let index = std::fs::read_to_string(data.join("kl-gateway/json/index.csv")).unwrap();
    let files: Vec<PathBuf> = index
        .lines()
        .skip(1)
        .map(|line| {
            data.join("kl-gateway")
                .join(line.split(';').next().unwrap())
        })
        .collect();
    assert_eq!(files.len(), 39);
    let place = Place::new(&data.join("../domain"));
    let done = import_reports(&place.store, &place.request(&files)).unwrap();
    assert_eq!(done.state, Some(ImportState::Committed), "{done:?}");
    // The two incremental deliveries hold one report each that is among the 37.
    assert_eq!((done.n_refused, done.n_held), (0, 0));
    assert_eq!(done.n_reports + done.n_repeated, 39);
    let mut mirror = History::default();
    let mut all: Vec<_> = files
        .iter()
        .flat_map(|file| place.read(file).deliveries)
        .collect();
    all.sort_by_key(|report| report.reported_at);
    for report in all {
        mirror.append(report);
    }
    assert_eq!(place.history(AsKnown::Head).versions(), mirror.versions());
    let n = place.assert_rows(
        AsKnown::Head,
        &mirror.view(Known::Latest),
        "all in one load",
    );
    assert!(n > 100, "{n}");
}

#[test]
fn two_courses_were_known_then_and_one_is_known_now() {
    let Some(data) = examples() else { return };
    let place = Place::new(&data.join("../domain"));
    let stories = stories(&data);
    let (_, files) = stories
        .iter()
        .find(|(name, _)| name == "rehab140-ruddi")
        .unwrap();
    for file in files {
        place.import(file);
    }
    let courses = |known| {
        let request = StateRequest {
            municipality: "766".to_owned(),
            at: AsKnown::Head,
            known,
            as_of: "2022-06-22".parse().unwrap(),
        };
        state(&place.store, &request).unwrap().n_active_courses
    };
    let on = |day: &str| courses(Known::ReportedOn(day.parse().unwrap()));
    assert_eq!((on("2022-06-22"), on("2022-06-24")), (2, 1));
    assert_eq!(courses(Known::Latest), on("2022-06-24"));
}

#[test]
fn only_the_months_of_a_citizen_that_changed_are_written_again() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kl-gateway");
    let place = Place::new(&fixtures.join("codes"));
    place.import_organisations(&format!(
        "{ORGANISATIONS}urn:oid:1.2.208.176.1.1;100000000000001;766;;;\n"
    ));
    let first = place.import(&fixtures.join("care-1.json"));
    let second = place.import(&fixtures.join("care-2.json"));
    let of = |summary: &ReportSummary, dataset: &str| {
        let found = summary
            .projected
            .iter()
            .find(|made| made.dataset == dataset);
        found.map(|made| (made.n_rows, made.n_months))
    };
    assert!(of(&first, "grant").is_some(), "{first:?}");
    assert!(of(&second, "grant").is_some(), "{second:?}");
    // Nothing of goals is new in the second report.
    assert_eq!(of(&second, "waiting"), None, "{second:?}");
    // Another version of a list: the rows of everybody are made again, the reports are as they were.
    let before = place.history(AsKnown::Head);
    place.import_codes(&fixtures.join("codes"), "2");
    let after = place.history(AsKnown::Head);
    assert_eq!(before.versions(), after.versions());
    place.assert_rows(
        AsKnown::Head,
        &after.view(Known::Latest),
        "after other lists",
    );
    let again = project_again(&place.store, "766", "test").unwrap();
    assert_eq!(again.state, Some(ImportState::Unchanged));
}

#[test]
fn a_load_is_refused_whole_when_too_many_of_its_reports_are() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kl-gateway");
    let place = Place::new(&fixtures.join("codes"));
    place.import_organisations(&format!(
        "{ORGANISATIONS}urn:oid:1.2.208.176.1.1;100000000000001;766;;;\n"
    ));
    let broken = place.folder.path().join("broken.json");
    std::fs::write(&broken, "{\"resourceType\": \"Bundle\"").unwrap();
    let files = [fixtures.join("care-1.json"), broken];
    let mut request = place.request(&files);
    let head = || {
        crate::catalogue::head(&place.store, AsKnown::Head)
            .unwrap()
            .revision
    };
    let before = head();
    let refused = import_reports(&place.store, &request).unwrap();
    assert_eq!(refused.state, Some(ImportState::Refused));
    assert_eq!(refused.n_refused, 1);
    assert!(refused.quarantine.is_some());
    assert_eq!(head(), before);
    request.max_refused = Some("1".to_owned());
    let allowed = import_reports(&place.store, &request).unwrap();
    assert_eq!(allowed.state, Some(ImportState::Committed));
    assert_eq!((allowed.n_reports, allowed.n_refused), (1, 1));
    let dry = ReportImport {
        dry_run: true,
        ..request
    };
    let dry = import_reports(&place.store, &dry).unwrap();
    assert_eq!(dry.state, Some(ImportState::DryRun));
    assert_eq!(head(), before + 1);
}
