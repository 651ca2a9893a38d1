#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::snapshot::AsKnown;
use pejl_lake::{LEDGER, columns};

use super::*;
use crate::store::StoreOptions;
use crate::verify::verify;

const HEADER: &str = "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;Ejerforhold;Posteringstekst;Beløb;CPR-nr.";
const CPR: &str = "010203-1234";

struct Place {
    folder: tempfile::TempDir,
    store: Store,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreOptions::embedded(folder.path().join("data"))).unwrap();
        create_person_key(&folder.path().join("key")).unwrap();
        Self { folder, store }
    }

    fn request(&self, rows: &[String]) -> RecordImport {
        let file = self.folder.path().join("ledger.csv");
        std::fs::write(&file, format!("{HEADER}\n{}\n", rows.join("\n"))).unwrap();
        RecordImport {
            dataset: "ledger".to_owned(),
            files: vec![file],
            source: Some("prisme".to_owned()),
            mapping: None,
            municipality: "Hedensted".to_owned(),
            person_key: PersonKeySource {
                file: Some(self.folder.path().join("key")),
                folder: None,
            },
            period: None,
            control_totals: Vec::new(),
            max_refused: None,
            explain: 0,
            dry_run: false,
            actor: "test".to_owned(),
        }
    }

    fn import(&self, request: &RecordImport) -> RecordSummary {
        import_records(&self.store, request, &mut |_| {}).unwrap()
    }

    /// Month and amount of every visible row at a revision, in order.
    fn rows(&self, at: AsKnown) -> Vec<(String, i64)> {
        let known = crate::snapshot::known(&self.store, LEDGER.name, at).unwrap();
        let frame = pejl_lake::run(self.store.lake.view(&LEDGER, &known.view).unwrap()).unwrap();
        let text = |name: &str, row: usize| {
            let value = frame.column(name).unwrap().get(row).unwrap().to_string();
            value.trim_matches('"').to_owned()
        };
        let mut rows: Vec<(String, i64)> = (0..frame.height())
            .map(|row| {
                let amount = text(columns::AMOUNT_OERE, row).parse().unwrap();
                (text(columns::PERIOD, row), amount)
            })
            .collect();
        rows.sort();
        rows
    }
}

fn row(month: u32, kroner: &str, cpr: &str) -> String {
    format!(
        "2019;{month};28-{month:02}-2019;B{month};09410-530261001-093007-229--093001-5052;1234;;;1;Åse;{kroner};{cpr}"
    )
}

#[test]
fn a_month_sent_again_replaces_that_month_and_the_past_answers_as_before() {
    let place = Place::new();
    let year: Vec<String> = (1..=3).map(|month| row(month, "100,00", "")).collect();
    let first = place.import(&place.request(&year));
    assert_eq!(first.summary.state, ImportState::Committed);
    assert_eq!(first.totals, [(2019, 30_000)]);
    let corrected = [row(3, "70,00", ""), row(3, "5,50", CPR)];
    let second = place.import(&place.request(&corrected));
    assert_eq!(
        (second.summary.state, second.summary.revision),
        (ImportState::Committed, Some(2))
    );
    let months = |rows: &[(&str, i64)]| -> Vec<(String, i64)> {
        rows.iter()
            .map(|(month, amount)| ((*month).to_owned(), *amount))
            .collect()
    };
    let now = months(&[
        ("2019-01", 10_000),
        ("2019-02", 10_000),
        ("2019-03", 550),
        ("2019-03", 7_000),
    ]);
    assert_eq!(place.rows(AsKnown::Head), now);
    let before = months(&[
        ("2019-01", 10_000),
        ("2019-02", 10_000),
        ("2019-03", 10_000),
    ]);
    assert_eq!(place.rows(AsKnown::Revision(1)), before);
    let again = place.import(&place.request(&corrected));
    assert_eq!(again.summary.state, ImportState::Unchanged);
    assert!(verify(&place.store).unwrap().faults.is_empty());
}

#[test]
fn a_declared_month_without_rows_empties_it() {
    let place = Place::new();
    place.import(&place.request(&[row(1, "1,00", ""), row(2, "2,00", "")]));
    let mut request = place.request(&[row(1, "3,00", "")]);
    request.period = Some("2019-01..2019-02".to_owned());
    assert_eq!(place.import(&request).summary.state, ImportState::Committed);
    assert_eq!(place.rows(AsKnown::Head), [("2019-01".to_owned(), 300)]);
}

#[test]
fn refused_rows_refuse_the_import_unless_so_many_are_allowed() {
    let place = Place::new();
    let rows = [row(1, "1,00", ""), row(2, "en krone", CPR)];
    let refused = place.import(&place.request(&rows));
    assert_eq!(refused.summary.state, ImportState::Refused);
    assert_eq!(place.rows(AsKnown::Head), []);
    let mut request = place.request(&rows);
    request.max_refused = Some("50%".to_owned());
    let kept = place.import(&request);
    assert_eq!(
        (kept.summary.state, kept.summary.n_refused),
        (ImportState::Committed, 1)
    );
    assert_eq!(kept.summary.rules, [("number.malformed".to_owned(), 1)]);
    let quarantine = std::fs::read_to_string(kept.quarantine.unwrap()).unwrap();
    assert!(
        quarantine.contains("ledger.csv;3;Beløb;number.malformed;en krone"),
        "{quarantine}"
    );
}

#[test]
fn a_control_total_that_is_not_met_refuses_the_import() {
    let place = Place::new();
    let mut request = place.request(&[row(1, "1,00", "")]);
    request.control_totals = vec!["2019=1,01".to_owned()];
    let summary = place.import(&request).summary;
    assert_eq!(summary.state, ImportState::Refused);
    assert_eq!(summary.issues.first().unwrap().rule, "amount.control_total");
    request.control_totals = vec!["2019=1,00".to_owned()];
    assert_eq!(place.import(&request).summary.state, ImportState::Committed);
}

#[test]
fn another_key_is_refused_before_anything_is_read() {
    let place = Place::new();
    place.import(&place.request(&[row(1, "1,00", CPR)]));
    let other = place.folder.path().join("other");
    create_person_key(&other).unwrap();
    assert!(
        create_person_key(&other).is_err(),
        "a key is never overwritten"
    );
    let mut request = place.request(&[row(2, "1,00", CPR)]);
    request.person_key.file = Some(other);
    let error = import_records(&place.store, &request, &mut |_| {}).unwrap_err();
    assert!(matches!(error, AppError::Refused(_)), "{error}");
}

/// Everything the program wrote, searched byte for byte.
#[test]
fn no_byte_of_a_person_number_is_on_disk() {
    let place = Place::new();
    let alike = row(5, "1,00", "").replace("B5", "0102031234");
    let rows = [
        row(1, "1,00", CPR),
        row(2, "x", CPR),
        row(3, "1,00", "320203-1234"),
        row(4, "020304-1234", ""),
    ];
    let mut request = place.request(&rows);
    request.max_refused = Some("100%".to_owned());
    assert_eq!(place.import(&request).summary.state, ImportState::Committed);
    let mut request = place.request(&[row(1, "1,00", CPR), alike]);
    request.max_refused = Some("100%".to_owned());
    assert_eq!(place.import(&request).summary.state, ImportState::Refused);
    let needles = ["010203-1234", "0102031234", "320203-1234", "020304-1234"];
    let mut n_files = 0;
    for path in files(&place.folder.path().join("data")) {
        let bytes = std::fs::read(&path).unwrap();
        for needle in needles.map(str::as_bytes) {
            let found = bytes.windows(needle.len()).any(|window| window == needle);
            assert!(!found, "{}", path.display());
        }
        n_files += 1;
    }
    assert!(n_files >= 3, "{n_files}");
    // Segments are compressed, so their bytes say little: every value of every row as well.
    let known = crate::snapshot::known(&place.store, LEDGER.name, AsKnown::Head).unwrap();
    let frame = pejl_lake::run(place.store.lake.view(&LEDGER, &known.view).unwrap()).unwrap();
    let mut n_values = 0;
    for column in frame.columns() {
        for row in 0..frame.height() {
            let value = column.get(row).unwrap().to_string();
            assert!(
                !needles.iter().any(|needle| value.contains(needle)),
                "{value}"
            );
            n_values += 1;
        }
    }
    assert!(n_values >= LEDGER.columns.len(), "{n_values}");
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

#[test]
fn what_cannot_be_carried_out_is_said() {
    let place = Place::new();
    let check = |change: fn(&mut RecordImport), parameter: &str| {
        let mut request = place.request(&[row(1, "1,00", "")]);
        change(&mut request);
        match import_records(&place.store, &request, &mut |_| {}) {
            Err(AppError::Invalid(problems)) => {
                assert_eq!(problems.first().unwrap().parameter, parameter);
            }
            other => unreachable!("{parameter}: {other:?}"),
        }
    };
    check(
        |request| request.dataset = "posteringer".to_owned(),
        "dataset",
    );
    check(|request| request.source = None, "source");
    check(|request| request.source = Some("sap".to_owned()), "source");
    check(
        |request| request.municipality = "999".to_owned(),
        "municipality",
    );
    check(
        |request| request.municipality = "1082".to_owned(),
        "municipality",
    );
    check(
        |request| request.period = Some("2019-Q1x".to_owned()),
        "period",
    );
    check(
        |request| request.max_refused = Some("mange".to_owned()),
        "max_refused",
    );
    check(
        |request| request.control_totals = vec!["x".to_owned()],
        "control_total",
    );
}
