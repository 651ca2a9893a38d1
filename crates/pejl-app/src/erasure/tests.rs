#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pejl_db::testing::{TestDatabase, for_each_database};
use pejl_lake::{LakeFileKind, SnapshotView, VisiblePart, VisibleSegment};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::*;
use crate::catalogue::{import_detail, import_issues, revisions};
use crate::compaction::compact;
use crate::forget::{ForgetRequest, ForgetState, Forgotten, forget};
use crate::gate::{Role, Viewer};
use crate::import::ImportState;
use crate::import::records::create_person_key;
use crate::snapshot::{AsKnown, known};
use crate::test_place::{COURSES, Place, course, cpr};
use crate::verify::verify;

mod reading;

impl Place {
    pub(crate) fn request(&self, persons: &[String]) -> ForgetRequest {
        ForgetRequest {
            person_file: self.write("persons.txt", &persons.join("\r\n")),
            municipality: "Hedensted".to_owned(),
            person_key: self.key(),
            case_text: Some("sag 7".to_owned()),
            dry_run: false,
            actor: "anna".to_owned(),
        }
    }

    pub(crate) fn forget(&self, persons: &[String]) -> Forgotten {
        forget(&self.store, &self.request(persons)).unwrap()
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn head(&self) -> i64 {
        crate::catalogue::head(&self.store, AsKnown::Head)
            .unwrap()
            .revision
    }

    /// Every row of a dataset as a revision shows it, as texts, in order.
    fn rows(&self, spec: &'static DatasetSpec, revision: i64) -> Vec<Row> {
        let known = known(&self.store, spec.name, AsKnown::Revision(revision)).unwrap();
        texts(&self.store, spec, &known.view)
    }

    /// Every row in every file of a dataset, seen by a revision or not.
    fn stored(&self, spec: &'static DatasetSpec) -> Vec<Row> {
        let imports = 1..=10_000;
        let segments = self
            .store
            .lake
            .list_files()
            .unwrap()
            .into_iter()
            .map(|file| {
                assert_eq!(file.kind, LakeFileKind::Segment, "{}", file.path);
                file.path
            });
        let of_dataset = format!("{}/", spec.name);
        let segments = segments.filter(|path| path.starts_with(&of_dataset));
        let view = SnapshotView {
            revision: 0,
            segments: segments
                .map(|path| VisibleSegment {
                    path,
                    sha256: None,
                    parts: imports
                        .clone()
                        .map(|import_id| VisiblePart {
                            import_id,
                            cover: None,
                        })
                        .collect(),
                })
                .collect(),
        };
        texts(&self.store, spec, &view)
    }
}

/// The pseudonym of a row, and all of its columns.
type Row = (String, String);

fn texts(store: &Store, spec: &'static DatasetSpec, view: &SnapshotView) -> Vec<Row> {
    let frame = pejl_lake::run(store.lake.view(spec, view).unwrap()).unwrap();
    let mut rows: Vec<Row> = (0..frame.height())
        .map(|row| {
            let mut text = String::new();
            let mut person = String::new();
            for column in frame.columns() {
                let value = column.get(row).unwrap().to_string();
                write!(text, "{}={value};", column.name()).unwrap();
                if column.name() == pejl_lake::columns::PERSON_KEY {
                    person = value.trim_matches('"').to_owned();
                }
            }
            (person, text)
        })
        .collect();
    rows.sort();
    rows
}

fn specs() -> Vec<&'static DatasetSpec> {
    let all = pejl_lake::datasets().into_iter();
    all.filter(|spec| spec.holds_persons()).collect()
}

const EVENTS: &str = "cpr;kind;date;planned;source\n";
const PERSONS: &str = "cpr;district;valid_from;valid_to\n";

/// Months and registers sent in and corrected at random, by two municipalities; compacted now and then.
fn fill(place: &Place, random: &mut StdRng, n_persons: usize) {
    for id in 0..6 {
        let municipality = if random.random_bool(0.25) {
            "615"
        } else {
            "766"
        };
        let months = [random.random_range(1..=3), random.random_range(4..=6)];
        let n_rows = random.random_range(1..=12);
        let mut person = || random.random_range(0..n_persons);
        let (dataset, content) = match id % 3 {
            0 => {
                let rows = (0..n_rows).map(|n| course(100 * id + n, person(), months[n % 2], ""));
                ("course", format!("{COURSES}{}", rows.collect::<String>()))
            }
            1 => {
                let rows = (0..n_rows).map(|n| {
                    let month = months[n % 2];
                    format!("{};admission;2018-{month:02}-03;true;x\n", cpr(person()))
                });
                ("event", format!("{EVENTS}{}", rows.collect::<String>()))
            }
            _ => {
                let rows: BTreeSet<usize> = (0..n_rows).map(|_| person()).collect();
                let rows = rows
                    .into_iter()
                    .map(|one| format!("{};Syd;2007-01-01;\n", cpr(one)));
                ("person", format!("{PERSONS}{}", rows.collect::<String>()))
            }
        };
        let state = place.import(dataset, municipality, &content).summary.state;
        assert_ne!(state, ImportState::Refused);
        if random.random_bool(0.3) {
            compact(&place.store).unwrap();
        }
    }
}

/// Every other row of every revision stays what it was; the persons' rows are gone from every revision and every file.
#[test]
fn forgetting_takes_the_rows_of_the_persons_and_no_others() {
    const N_PERSONS: usize = 6;
    for_each_database(|database| {
        let place = Place::on(database);
        for seed in 0..4 {
            let mut random = StdRng::seed_from_u64(seed);
            fill(&place, &mut random, N_PERSONS);
            let numbers = (0..N_PERSONS).filter(|_| random.random_bool(0.4));
            let persons: Vec<String> = numbers.map(cpr).chain([cpr(99)]).collect();
            check_forget(&place, &persons);
        }
    });
}

fn check_forget(place: &Place, persons: &[String]) {
    let key = place.key().read("766").unwrap();
    let pseudonyms: BTreeSet<String> = persons
        .iter()
        .map(|text| key.pseudonym("766", &pejl_domain::cpr::Cpr::parse(text).unwrap()))
        .collect();
    let head = place.head();
    let all = |place: &Place| -> Vec<Vec<Row>> {
        let of = |n: i64| specs().into_iter().map(move |spec| place.rows(spec, n));
        (0..=head).flat_map(of).collect()
    };
    let expected: Vec<Vec<Row>> = all(place)
        .into_iter()
        .map(|rows| {
            let stays = |row: &Row| !pseudonyms.contains(&row.0);
            rows.into_iter().filter(stays).collect()
        })
        .collect();
    let stored = |place: &Place| {
        specs()
            .into_iter()
            .flat_map(|spec| place.stored(spec))
            .collect::<Vec<_>>()
    };
    let goes = |rows: &[Row]| {
        rows.iter()
            .filter(|row| pseudonyms.contains(&row.0))
            .count()
    };
    let n_gone = {
        // What a compaction replaced and keeps holds the same rows once more; live files hold each row once.
        let mut request = place.request(persons);
        request.dry_run = true;
        let dry = forget(&place.store, &request).unwrap();
        assert_eq!((dry.state, place.head()), (ForgetState::DryRun, head));
        dry.erased.n_rows()
    };
    assert_eq!(n_gone == 0, goes(&stored(place)) == 0);

    let done = place.forget(persons);
    assert_eq!(all(place), expected);
    assert_eq!(goes(&stored(place)), 0);
    assert_eq!(done.erased.n_rows(), n_gone);
    assert_eq!(done.erased.imports.values().sum::<i64>(), n_gone);
    let expected_state = if n_gone == 0 {
        ForgetState::NothingFound
    } else {
        ForgetState::Forgotten
    };
    assert_eq!(done.state, expected_state);
    assert_eq!(place.head(), head + i64::from(n_gone > 0));
    if n_gone > 0 {
        let newest = revisions(&place.store, None, 1).unwrap();
        assert_eq!(newest[0].kind, "forget");
        let head_rows = |spec| place.rows(spec, place.head());
        let before: Vec<Vec<Row>> = specs()
            .into_iter()
            .map(|spec| place.rows(spec, head))
            .collect();
        assert_eq!(
            specs().into_iter().map(head_rows).collect::<Vec<_>>(),
            before
        );
    }
    for (import, n) in &done.erased.imports {
        let lost = import_detail(&place.store, *import).unwrap().lost;
        let last = lost.last().unwrap();
        assert_eq!((last.n_rows, Some(last.erasure)), (*n, done.erased.erasure));
    }
    let found = verify(&place.store).unwrap();
    assert_eq!(
        (found.faults, found.strangers),
        (Vec::<String>::new(), Vec::new())
    );
    assert_no_bytes(&place.data(), persons.iter().cloned());

    let again = place.forget(persons);
    assert_eq!(again.state, ForgetState::NothingFound);
    assert_eq!((again.erased.revision, again.erased.n_segments), (None, 0));
    let records = erasures(&place.store, None, 2).unwrap();
    assert_eq!(records[0].rows.len(), 0);
    assert_eq!(records[1].rows.values().sum::<i64>(), n_gone);
    assert_eq!(records[1].n_persons, i64::try_from(persons.len()).ok());
}

/// No file holds any of the texts, written as it is or without its hyphen.
fn assert_no_bytes(folder: &Path, texts: impl Iterator<Item = String>) {
    let needles: Vec<String> = texts
        .flat_map(|text| [text.replace('-', ""), text])
        .collect();
    let mut folders = vec![folder.to_owned()];
    let mut n_files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            n_files += 1;
            let bytes = std::fs::read(&path).unwrap();
            for needle in &needles {
                let found = bytes
                    .windows(needle.len())
                    .any(|window| window == needle.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
    }
    assert!(n_files > 0);
}

#[test]
fn the_same_file_again_brings_nobody_back_and_another_one_does() {
    for_each_database(|database| {
        let place = Place::on(database);
        let file = format!("{COURSES}{}{}", course(1, 1, 1, ""), course(2, 2, 1, ""));
        place.import("course", "766", &file);
        place.forget(&[cpr(1)]);
        let again = place.import("course", "766", &file).summary;
        assert_eq!(again.state, ImportState::Unchanged);
        assert_eq!(place.stored(&pejl_lake::COURSE).len(), 1);
        let other = format!("{file}{}", course(3, 2, 1, ""));
        assert_eq!(
            place.import("course", "766", &other).summary.state,
            ImportState::Committed
        );
        assert_eq!(place.rows(&pejl_lake::COURSE, place.head()).len(), 3);
        assert_eq!(place.forget(&[cpr(1)]).erased.n_rows(), 1);
    });
}

#[test]
fn values_of_rows_that_were_not_kept_go_too() {
    for_each_database(|database| {
        let place = Place::on(database);
        let bad = course(2, 1, 1, "").replace("2018-01-15", "2018-13-15");
        let file = format!("{COURSES}{}{bad}", course(1, 2, 1, ""));
        let done = place.import("course", "766", &file);
        let quarantine = done.quarantine.unwrap();
        let import = done.summary.import_id.unwrap();
        let values = |place: &Place| -> Vec<Option<String>> {
            let steward = Viewer::everywhere(Role::Steward);
            let issues = import_issues(&place.store, import, (None, 10), &steward).unwrap();
            issues.into_iter().map(|issue| issue.value_masked).collect()
        };
        assert!(quarantine.exists());
        assert!(values(&place).contains(&Some("2018-13-15".to_owned())));
        // The person has no row that was kept; what is of whom among the others is not known.
        assert_eq!(place.forget(&[cpr(1)]).state, ForgetState::NothingFound);
        assert!(!quarantine.exists());
        assert!(values(&place).iter().all(Option::is_none));
        assert!(!values(&place).is_empty());
    });
}

#[test]
fn what_cannot_be_carried_out_is_refused_and_nothing_changes() {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    let refused = |request: &ForgetRequest, expected: &str| {
        let error = forget(&place.store, request).unwrap_err();
        let told = format!("{error} {error:?}");
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("0340"), "{told}");
    };
    let request = place.request(&[cpr(1)]);
    refused(
        &request,
        "no persons of municipality 766 have been imported",
    );
    place.import(
        "course",
        "766",
        &format!("{COURSES}{}", course(1, 1, 1, "")),
    );
    let other = place.folder.path().join("other");
    create_person_key(&other).unwrap();
    let mut another_key = request.clone();
    another_key.person_key.file = Some(other);
    refused(
        &another_key,
        "is not the one municipality 766 was imported with",
    );
    let mut unknown = request.clone();
    unknown.municipality = "1082".to_owned();
    refused(&unknown, "98 municipalities");
    let mut case = request.clone();
    case.case_text = Some(format!("vedr. {}", cpr(1)));
    refused(&case, "person number");
    let bad_line = place.request(&[cpr(1), cpr(2).replace("03", "13")]);
    refused(&bad_line, "line 2");
    assert!(erasures(&place.store, None, 9).unwrap().is_empty());
    assert_eq!(place.rows(&pejl_lake::COURSE, place.head()).len(), 1);
}
