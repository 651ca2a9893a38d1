//! `kill -9` at any point of an import of a municipality's own records.

use std::collections::BTreeMap;
use std::path::Path;

use pejl_app::import::records::{PersonKeySource, RecordImport, import_records};
use pejl_db::coverage::{Snapshot, snapshot};
use pejl_db::revision::At;
use pejl_tests::process::Finished;

use super::*;

/// A dataset, the source it is from, and how a row is written.
struct Kind {
    dataset: &'static str,
    source: &'static str,
    header: &'static str,
    row: fn(month: u32, amount: u32) -> String,
}

const LEDGER: Kind = Kind {
    dataset: "ledger",
    source: "prisme",
    header: "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;Ejerforhold;Posteringstekst;Beløb;CPR-nr.",
    row: |month, amount| {
        format!(
            "2019;{month};28-{month:02}-2019;B{month};09410-530261001-093007-229--093001-5052;1234;;;1;Køb;{amount},50;010203-1234"
        )
    },
};

const GRANT: Kind = Kind {
    dataset: "grant",
    source: "nexus",
    header: "basketGrantId;patientIdentifier;paragraph;serviceDelivery;basketGrantEndDate;visitatedDurationInMinutes;description",
    row: |month, amount| {
        format!("{month};010203-1234;§ 83, stk. 1, nr. 1;15-{month:02}-2018;;{amount};ring")
    },
};

impl Kind {
    /// A file of the months one to six, or of the last three of them.
    fn write(
        &self,
        place: &Place,
        name: &str,
        months: std::ops::RangeInclusive<u32>,
        amount: u32,
    ) -> PathBuf {
        let rows: Vec<String> = months.map(|month| (self.row)(month, amount)).collect();
        place.write(name, format!("{}\n{}\n", self.header, rows.join("\n")))
    }

    fn arguments<'a>(&self, file: &'a Path, key: &'a Path) -> Vec<&'a str> {
        let mut arguments = vec!["import", self.dataset, "--source", self.source];
        arguments.extend(["--municipality", "766", "--format", "json", "--person-key"]);
        arguments.extend([key.to_str().unwrap(), file.to_str().unwrap()]);
        arguments
    }

    fn import(&self, place: &Place, file: &Path, key: &Path) -> Finished {
        place.run(self.arguments(file, key))
    }

    fn import_an_hour_later(&self, place: &Place, file: &Path, key: &Path) -> ImportState {
        let request = RecordImport {
            dataset: self.dataset.to_owned(),
            files: vec![file.to_owned()],
            source: Some(self.source.to_owned()),
            mapping: None,
            municipality: "766".to_owned(),
            person_key: PersonKeySource {
                file: Some(key.to_owned()),
                folder: None,
            },
            period: None,
            control_totals: Vec::new(),
            max_refused: None,
            explain: 0,
            dry_run: false,
            actor: "test".to_owned(),
        };
        let store = open_an_hour_later(place);
        import_records(&store, &request, &mut |_| {})
            .unwrap()
            .summary
            .state
    }

    /// What a reader sees at the head and at each revision: the visible boxes with their files, which never change, and
    /// the sums where the dataset has amounts.
    fn answers(&self, place: &Place) -> BTreeMap<i64, (Snapshot, Value)> {
        let head = place.revision();
        let db = pejl_db::Db::open(&database_url(place)).unwrap();
        (0..=head)
            .map(|n| {
                let seen = db
                    .with(|conn| snapshot(conn, self.dataset, At::Revision(n)))
                    .unwrap();
                let revision = n.to_string();
                let arguments = ["query", "--dataset", self.dataset, "--municipality", "766"];
                let by = [
                    "--by",
                    "fiscal_year,function",
                    "--format",
                    "json",
                    "--revision",
                    &revision,
                ];
                let sums = if self.dataset == "ledger" {
                    place.run(arguments.iter().chain(&by)).expect_done().json()["items"].clone()
                } else {
                    Value::Null
                };
                (n, (seen, sums))
            })
            .collect()
    }
}

fn database_url(place: &Place) -> String {
    let embedded = || format!("sqlite://{}", place.data().join("pejl.sqlite").display());
    place.database_url().unwrap_or_else(embedded)
}

fn check(kind: &Kind, at: &str) {
    for_each_database(|place| {
        let key = place.folder().join("key");
        place
            .run(["person-key", key.to_str().unwrap()])
            .expect_done();
        let first = kind.write(place, "first.csv", 1..=6, 100);
        kind.import(place, &first, &key).expect_done();
        let before = kind.answers(place);
        assert_ne!(before[&0], before[&1]);

        let second = kind.write(place, "second.csv", 4..=6, 200);
        let mut process = stopped_at(place, at, &kind.arguments(&second, &key));
        let meanwhile = kind.answers(place);
        process.kill();
        assert_eq!(
            kind.answers(place),
            meanwhile,
            "the killing changed an answer"
        );
        place.assert_sound();
        assert_no_person_number(place);
        if !is_made(at) {
            assert_eq!(meanwhile, before);
            let busy = kind.import(place, &second, &key).expect_code(3);
            assert!(
                busy.stderr.contains("another import holds"),
                "{}",
                busy.stderr
            );
            let later = kind.import_an_hour_later(place, &second, &key);
            assert_eq!(later, ImportState::Committed);
        }
        let again = kind.import(place, &second, &key).expect_done().json();
        assert_eq!(again["state"], "unchanged", "{again}");
        let after = kind.answers(place);
        assert_eq!(after.len(), 3);
        assert_eq!(after[&1], before[&1], "revision 1 is what it was");
        assert_ne!(after[&2], before[&1]);
        place.assert_sound();
        assert_no_leftovers(place, 2);
    });
}

/// Whatever a killed process left, no byte of it is of a person number.
fn assert_no_person_number(place: &Place) {
    let mut folders = vec![place.data()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            for needle in ["010203-1234", "0102031234"].map(str::as_bytes) {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "{}", path.display());
            }
        }
    }
}

#[test]
fn records_killed_with_the_lease_taken() {
    check(&LEDGER, "import.leased");
    check(&GRANT, "import.leased");
}

#[test]
fn records_killed_while_writing_a_segment() {
    check(&LEDGER, "import.writing");
    check(&GRANT, "import.writing");
}

#[test]
fn records_killed_with_everything_written() {
    check(&LEDGER, "import.written");
    check(&GRANT, "import.written");
}

#[test]
fn records_killed_with_the_segments_published() {
    check(&LEDGER, "import.published");
    check(&GRANT, "import.published");
}

#[test]
fn records_killed_inside_the_transaction() {
    check(&LEDGER, "import.committing");
    check(&GRANT, "import.committing");
}

#[test]
fn records_killed_after_the_commit() {
    check(&LEDGER, "import.committed");
    check(&GRANT, "import.committed");
}
