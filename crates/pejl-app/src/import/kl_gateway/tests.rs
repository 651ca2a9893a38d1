//! Reports in the store say what the same reports say in memory: now, at every revision, and by the time they carry.
//!
//! The stories are the guides' own examples, found by `PEJL_REAL_DATA`; `pejl-kl-gateway` holds the same histories to
//! `expected.json`, value by value.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use pejl_kl_gateway::stored::{Records, record_variant};
use pejl_kl_gateway::{
    Codes, DeliveryReport, History, Known, Limits, ReadOptions, Report, Version, danish_day,
    read_report,
};
use pejl_lake::{Texts, Wholes, columns, person_rows, run};
use serde_json::Value;

use super::*;
use crate::import::codes::{CodesImport, import_codes};
use crate::import::records::{RecordImport, create_person_key, import_records};
use crate::kl_gateway::{StateRequest, Stored, codes, organisations, state};
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
            folder: None,
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

    /// The history of every citizen.
    fn histories(&self, at: AsKnown) -> Citizens {
        let stored = Stored::read(&self.store, municipality("766").unwrap(), None, at).unwrap();
        let histories = stored
            .persons()
            .map(|person| (person.clone(), stored.history(person).unwrap()));
        Citizens(histories.collect())
    }

    fn codes(&self) -> Codes {
        codes(&self.store, AsKnown::Head).unwrap()
    }

    /// The rows of every dataset at a revision are those that the citizens' histories make.
    fn assert_rows(&self, at: AsKnown, citizens: &Citizens, known_as: Known, what: &str) -> usize {
        let codes = self.codes();
        let mut records = Records::new(0);
        for history in citizens.0.values() {
            records.add(&history.view(known_as), &codes).unwrap();
        }
        let mut n_rows = 0;
        for projected in records.finish().unwrap() {
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

    /// The values of a column of a dataset's rows, in order.
    fn column(&self, dataset: &str, column: &'static str) -> Vec<Option<String>> {
        let spec = pejl_lake::dataset(dataset).unwrap();
        let known = known(&self.store, dataset, AsKnown::Head).unwrap();
        let rows = run(self.store.lake.view(spec, &known.view).unwrap()).unwrap();
        let mut values: Vec<Option<String>> = match spec.column(column).unwrap().dtype {
            pejl_lake::ColumnType::Text => {
                let cells = Texts::of(&rows, column).unwrap();
                (0..rows.height())
                    .map(|row| cells.get(row).map(str::to_owned))
                    .collect()
            }
            pejl_lake::ColumnType::Date => {
                let cells = pejl_lake::Days::of(&rows, column).unwrap();
                (0..rows.height())
                    .map(|row| cells.get(row).map(|day| day.to_string()))
                    .collect()
            }
            _ => {
                let cells = Wholes::of(&rows, column).unwrap();
                (0..rows.height())
                    .map(|row| cells.get(row).map(|number| number.to_string()))
                    .collect()
            }
        };
        values.sort();
        values
    }
}

/// The histories of citizens, each apart.
#[derive(Default)]
struct Citizens(BTreeMap<String, History>);

impl Citizens {
    fn append(&mut self, report: DeliveryReport, arrival_no: u64) {
        let history = self.0.entry(report.person_key.clone()).or_default();
        history.append_at(report, arrival_no).unwrap();
    }

    fn versions(&self) -> Vec<Version> {
        let histories = self.0.values();
        let versions = histories.flat_map(|history| history.versions().into_iter().cloned());
        versions.collect()
    }

    /// Key and content of every resource as it is.
    fn current(&self, known: Known) -> Vec<String> {
        let mut all = Vec::new();
        for history in self.0.values() {
            let view = history.view(known);
            all.extend(
                view.current()
                    .map(|version| format!("{:?} {:?}", version.key, version.resource)),
            );
        }
        all
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

#[test]
fn every_story_is_in_the_store_as_it_is_in_memory_at_every_revision() {
    let Some(data) = examples() else { return };
    let mut n_rows = 0;
    for (name, files) in stories(&data) {
        let place = Place::new(&data.join("../domain"));
        let mut mirror = Citizens::default();
        let mut revisions = Vec::new();
        let mut days: BTreeSet<NaiveDate> = BTreeSet::new();
        for (arrival_no, file) in (1..).zip(&files) {
            let mut report = place.read(file);
            assert!(report.is_whole(), "{name}: {:?}", report.issues);
            let report = report.deliveries.remove(0);
            let day = danish_day(report.reported_at);
            days.extend([day, day.pred_opt().unwrap()]);
            mirror.append(report, arrival_no);
            let done = place.import(file);
            assert_eq!(done.state, Some(ImportState::Committed), "{name}: {done:?}");
            assert_eq!((done.n_reports, done.n_refused), (1, 0), "{name}");
            revisions.push(done.revision.unwrap());
            assert_eq!(place.histories(AsKnown::Head).versions(), mirror.versions());
        }
        // The past is as it was, whatever came after.
        for (arrival_no, revision) in (1..).zip(&revisions) {
            let at = AsKnown::Revision(*revision);
            let (then, known) = (place.histories(at), Known::Arrival(arrival_no));
            let what = format!("{name} at {revision}");
            assert_eq!(then.current(Known::Latest), mirror.current(known), "{what}");
            n_rows += place.assert_rows(at, &mirror, known, &what);
        }
        let stored = place.histories(AsKnown::Head);
        for day in days {
            let known = Known::ReportedOn(day);
            assert_eq!(
                stored.current(known),
                mirror.current(known),
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
    let mut mirror = Citizens::default();
    let mut all: Vec<_> = files
        .iter()
        .flat_map(|file| place.read(file).deliveries)
        .collect();
    all.sort_by_key(|report| report.reported_at);
    let mut seen = BTreeSet::new();
    all.retain(|report| seen.insert(report.key.clone()));
    for (arrival_no, report) in (1..).zip(all) {
        mirror.append(report, arrival_no);
    }
    assert!(mirror.0.len() > 1, "{} citizens", mirror.0.len());
    assert_eq!(place.histories(AsKnown::Head).versions(), mirror.versions());
    let n = place.assert_rows(AsKnown::Head, &mirror, Known::Latest, "all in one load");
    assert!(n > 100, "{n}");
    // One citizen after another gives the same as all at once.
    let apart = Place::new(&data.join("../domain"));
    for file in &files {
        apart.import(file);
    }
    apart.assert_rows(
        AsKnown::Head,
        &apart.histories(AsKnown::Head),
        Known::Latest,
        "one by one",
    );
    let again = project_again(&apart.store, "766", "test").unwrap();
    assert_eq!(again.state, Some(ImportState::Unchanged), "{again:?}");
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

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/kl-gateway")
}

/// A store that knows the organisation of the made reports.
fn made() -> Place {
    let place = Place::new(&fixtures().join("codes"));
    place.import_organisations(&format!(
        "{ORGANISATIONS}urn:oid:1.2.208.176.1.1;100000000000001;766;;;\n"
    ));
    place
}

/// A made report told of another citizen, with other ids.
fn of_another(place: &Place, name: &str) -> PathBuf {
    let text = std::fs::read_to_string(fixtures().join(name)).unwrap();
    let text = text.replace("3112419995", "0101501234");
    let text = text
        .replace("-1\"", "-b\"")
        .replace("\"citizen\"", "\"other\"");
    let text = text.replace("/citizen\"", "/other\"");
    let file = place.folder.path().join(format!("other-{name}"));
    std::fs::write(&file, text).unwrap();
    file
}

#[test]
fn the_rows_of_other_citizens_in_a_month_stay_when_it_is_written_again() {
    let place = made();
    place.import(&fixtures().join("care-1.json"));
    let grants = || place.column("grant", columns::GRANT_ID);
    assert_eq!(grants(), [Some("plan-1".to_owned())]);
    let other = place.import(&of_another(&place, "care-1.json"));
    assert_eq!(other.n_reports, 1, "{other:?}");
    // The same month: the row of the first citizen is written again with the second's.
    let written = other
        .projected
        .iter()
        .find(|made| made.dataset == "grant")
        .unwrap();
    assert_eq!((written.n_rows, written.n_months), (2, 1));
    assert_eq!(
        grants(),
        [Some("plan-1".to_owned()), Some("plan-b".to_owned())]
    );
    let open = place.column("grant", columns::VALID_TO);
    assert_eq!(open, [None, None]);
    place.import(&fixtures().join("care-2.json"));
    let statuses = place.column("grant", columns::STATUS);
    assert_eq!(
        statuses,
        [Some("ended".to_owned()), Some("granted".to_owned())]
    );
    let citizens = place.histories(AsKnown::Head);
    assert_eq!(citizens.0.len(), 2);
    place.assert_rows(AsKnown::Head, &citizens, Known::Latest, "two citizens");
    assert!(verify(&place.store).unwrap().is_sound());
}

#[test]
fn a_course_that_ends_has_its_last_day_and_a_running_one_its_plan() {
    let place = made();
    place.import(&fixtures().join("care-1.json"));
    let value = |dataset: &str, column| place.column(dataset, column)[0].clone();
    assert_eq!(value("course", columns::STATUS).as_deref(), Some("running"));
    assert_eq!(value("course", columns::END), None);
    place.import(&fixtures().join("care-2.json"));
    assert_eq!(value("course", columns::STATUS).as_deref(), Some("ended"));
    assert_eq!(
        value("course", columns::END),
        value("grant", columns::VALID_TO)
    );
    assert_eq!(
        value("course", columns::COURSE_TYPE).as_deref(),
        Some("rehabilitation")
    );
    assert_eq!(place.column("delivery", columns::GRANT_ID).len(), 1);
    // Training: contacts of a course are of the course, and the referral has what the guarantee is counted from.
    for n in 1..=3 {
        place.import(&fixtures().join(format!("rehab140-{n}.json")));
    }
    assert!(value("waiting", columns::DISCHARGED).is_some());
    assert!(value("waiting", columns::LISTED).is_some());
}

#[test]
fn other_lists_make_other_rows_of_the_same_reports() {
    let place = made();
    place.import(&fixtures().join("care-1.json"));
    let before = place.column("grant", columns::SERVICE_CODE);
    assert_eq!(before, [Some("SEL-83a".to_owned())]);
    let versions = place.histories(AsKnown::Head).versions();
    // The same code is ordinary help in a later version of the list.
    let name = "codes_fsiii_interventions_homecare.csv";
    let lists = place.folder.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    let text = std::fs::read_to_string(fixtures().join("codes").join(name)).unwrap();
    assert!(text.contains("SEL-83a"), "{text}");
    std::fs::write(lists.join(name), text.replace("SEL-83a", "SEL-83-1")).unwrap();
    let revision = crate::catalogue::head(&place.store, AsKnown::Head)
        .unwrap()
        .revision;
    place.import_codes(&lists, "2");
    assert_eq!(place.histories(AsKnown::Head).versions(), versions);
    let after = place.column("grant", columns::SERVICE_CODE);
    assert_eq!(after, [Some("SEL-83-1".to_owned())]);
    assert_eq!(place.column("course", columns::COURSE_ID), []);
    // The lists are one revision, the rows the next.
    let now = crate::catalogue::head(&place.store, AsKnown::Head).unwrap();
    assert_eq!(now.revision, revision + 2);
    let again = project_again(&place.store, "766", "test").unwrap();
    assert_eq!(again.state, Some(ImportState::Unchanged));
}

#[test]
fn a_load_is_refused_whole_when_too_many_of_its_reports_are() {
    let place = made();
    // A report about nobody beside one that is right.
    let broken = place.folder.path().join("broken.json");
    let text = std::fs::read_to_string(fixtures().join("care-2.json")).unwrap();
    std::fs::write(
        &broken,
        text.replace("urn:oid:1.2.208.176.1.2", "urn:other"),
    )
    .unwrap();
    let files = [fixtures().join("care-1.json"), broken];
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
    assert_eq!(allowed.state, Some(ImportState::Committed), "{allowed:?}");
    assert_eq!((allowed.n_reports, allowed.n_refused), (1, 1));
    let dry = ReportImport {
        dry_run: true,
        ..request.clone()
    };
    let dry = import_reports(&place.store, &dry).unwrap();
    assert_eq!(dry.state, Some(ImportState::DryRun));
    assert_eq!(head(), before + 1);
    // Of a file that cannot be read nobody knows how much is lost.
    let cut = place.folder.path().join("cut.json");
    std::fs::write(&cut, "{\"resourceType\": \"Bundle\"").unwrap();
    request.files = vec![fixtures().join("care-2.json"), cut];
    request.max_refused = Some("100".to_owned());
    let refused = import_reports(&place.store, &request).unwrap();
    assert_eq!(refused.state, Some(ImportState::Refused));
    assert_eq!(refused.issues[0].rule, "kl.unreadable");
    assert_eq!(head(), before + 1);
}

#[test]
fn a_day_without_a_period_is_the_fault_of_its_report() {
    let place = made();
    let old = place.folder.path().join("old.json");
    let text = std::fs::read_to_string(fixtures().join("care-1.json")).unwrap();
    std::fs::write(&old, text.replace("\"2021-01-05\"", "\"1899-12-30\"")).unwrap();
    let done = import_reports(&place.store, &place.request(&[old])).unwrap();
    assert_eq!(done.state, Some(ImportState::Refused), "{done:?}");
    assert!(
        done.rules.iter().any(|(rule, _)| rule == "kl.bad_date"),
        "{:?}",
        done.rules
    );
}

#[test]
fn a_list_that_is_empty_or_says_a_code_twice_is_refused() {
    let place = made();
    let lists = place.folder.path().join("lists");
    std::fs::create_dir(&lists).unwrap();
    let import = |name: &str, text: &str, version: &str| {
        let file = lists.join(name);
        std::fs::write(&file, text).unwrap();
        let request = CodesImport {
            files: vec![file],
            version: version.to_owned(),
            valid_from: "2019-01-01".parse().unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        let done = import_codes(&place.store, &request).unwrap();
        assert_eq!(done.summary.state, ImportState::Refused, "{done:?}");
        done.summary.issues[0].rule
    };
    let header = "scale;code;legacy_code;level;display_da;valid_info;system\n";
    assert_eq!(
        import("codes_functional_levels.csv", header, "1"),
        "codes.empty"
    );
    // A code that another list of the version has.
    let text = std::fs::read_to_string(fixtures().join("codes/codes_functional_levels.csv"));
    let text = text.unwrap();
    let row = text.lines().nth(1).unwrap();
    let cells: Vec<&str> = row.split(';').collect();
    let goal = format!(
        "list;code;legacy_code;display_da;valid_info;system\nx;{};;x;;{}\n",
        cells[1], cells[6]
    );
    assert_eq!(import("codes_goal_types.csv", &goal, "1"), "codes.twice");
    // The store is as it was.
    place.import(&fixtures().join("care-1.json"));
}
