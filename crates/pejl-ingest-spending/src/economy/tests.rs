#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::io::Write as _;

use chrono::NaiveDate;
use pejl_domain::Period;
use pejl_ingest::person::PersonKey;
use pejl_ingest::record::{
    Mapping, Quarantined, RecordOutcome, RecordRequest, Rules, read_records,
};
use pejl_lake::{BUDGET, DatasetSpec, Frame, LEDGER, Lake, columns};
use proptest::prelude::*;

use super::*;
use crate::find_mapping;

const HEADER: &str = "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;Ejerforhold;Posteringstekst;Beløb;CPR-nr.";
const ROW: &str = "2019;3;31-03-2019;B1;09410-530261001-093007-229--093001-5052;1234;;;1;Indkøb hos Åse;1.234,50;";
const CPR: &str = "010203-1234";

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 25).unwrap()
}

fn key() -> PersonKey {
    PersonKey::parse(&"0f".repeat(32)).unwrap()
}

/// What reading gave, with the frames and the quarantine.
struct Read {
    outcome: RecordOutcome,
    frames: Vec<Frame>,
    quarantine: Vec<Quarantined>,
}

impl Read {
    fn rules(&self) -> Vec<&'static str> {
        self.quarantine.iter().map(|row| row.rule).collect()
    }

    fn errors(&self) -> Vec<&'static str> {
        let issues = self.outcome.issues.iter();
        issues
            .filter(|issue| issue.severity == pejl_ingest::Severity::Error)
            .map(|issue| issue.rule)
            .collect()
    }

    /// A column of all frames as text, `null` for null.
    fn column(&self, name: &str) -> Vec<String> {
        let mut values = Vec::new();
        for frame in &self.frames {
            let column = frame.column(name).unwrap();
            for row in 0..frame.height() {
                values.push(
                    column
                        .get(row)
                        .unwrap()
                        .to_string()
                        .trim_matches('"')
                        .to_owned(),
                );
            }
        }
        values
    }

    /// Everything a person or a file gets to see of what was read.
    fn everything_shown(&self) -> String {
        format!(
            "{:?} {:?} {:?}",
            self.outcome.issues, self.quarantine, self.outcome.explained
        )
    }
}

fn read_bytes(
    spec: &'static DatasetSpec,
    mapping: &Mapping,
    rules: &mut dyn Rules,
    bytes: &[u8],
    declared: &[Period],
) -> Read {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let key = key();
    let request = RecordRequest {
        files: &[file.path().to_owned()],
        mapping,
        spec,
        municipality: "766",
        person_key: Some(&key),
        as_of: today(),
        import_id: 7,
        declared,
        explain: 2,
    };
    let (mut frames, mut quarantine) = (Vec::new(), Vec::new());
    let outcome = read_records(
        &request,
        rules,
        &mut |frame| {
            frames.push(frame);
            Ok(())
        },
        &mut |row| {
            quarantine.push(row);
            Ok(())
        },
        &mut |_| {},
    )
    .unwrap();
    Read {
        outcome,
        frames,
        quarantine,
    }
}

fn windows_1252(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

fn ledger(rows: &[&str]) -> Read {
    ledger_declared(rows, &[])
}

fn ledger_declared(rows: &[&str], declared: &[Period]) -> Read {
    let text = format!("{HEADER}\r\n{}\r\n", rows.join("\r\n"));
    let mapping = find_mapping("ledger", "prisme").unwrap();
    let bytes = windows_1252(&text);
    read_bytes(
        &LEDGER,
        mapping,
        &mut LedgerRules::new(today()),
        &bytes,
        declared,
    )
}

#[test]
fn a_posting_is_read_into_its_account_month_and_oere() {
    let with_person = ROW.replace("1.234,50;", &format!("1.234,50-;{CPR}"));
    let late = ROW.replace("2019;3;31-03-2019", "2019;13;14-02-2020");
    let read = ledger(&[ROW, &with_person, &late]);
    assert_eq!((read.rules(), read.errors()), (vec![], vec![]));
    assert_eq!(read.column(columns::FUNCTION), ["5.30.26"; 3]);
    assert_eq!(read.column(columns::DRANST), ["1"; 3]);
    assert_eq!(read.column(columns::GROUPING), ["001"; 3]);
    assert_eq!(read.column(columns::ART), ["2.2"; 3]);
    assert_eq!(read.column(columns::COST_CENTRE), ["1234"; 3]);
    assert_eq!(
        read.column(columns::AMOUNT_OERE),
        ["123450", "-123450", "123450"]
    );
    assert_eq!(
        read.column(columns::PERIOD),
        ["2019-03", "2019-03", "2019-12"]
    );
    assert_eq!(
        read.column(columns::MEMBERS),
        [
            "posting=regular",
            "posting=regular",
            "posting=supplementary"
        ]
    );
    assert_eq!(
        read.column(columns::POSTING_DATE),
        ["2019-03-31", "2019-03-31", "2020-02-14"]
    );
    assert_eq!(read.column(columns::LINE), ["2", "3", "4"]);
    assert_eq!(
        read.column(columns::TEXT),
        ["null"; 3],
        "free text is dropped"
    );
    let persons = read.column(columns::PERSON_KEY);
    assert_eq!((persons[0].as_str(), persons[1].len()), ("null", 32));
    assert_eq!(read.outcome.totals, [(2019, 123_450)].into());
    let covers: Vec<_> = read
        .outcome
        .covers
        .iter()
        .map(|cover| {
            (
                cover.members.clone(),
                cover.periods.len(),
                cover.check().is_ok(),
            )
        })
        .collect();
    assert_eq!(covers.len(), 2);
    assert!(covers.iter().all(|(_, n, fits)| *n == 1 && *fits));
}

#[test]
fn frames_are_of_the_datasets_schema() {
    let folder = tempfile::tempdir().unwrap();
    let lake = Lake::open(folder.path()).unwrap();
    let read = ledger(&[ROW]);
    let mut writer = lake.writer("ledger/1-a.parquet", &LEDGER).unwrap();
    for frame in &read.frames {
        writer.write(frame).unwrap();
    }
    assert_eq!(writer.seal().unwrap().publish().unwrap().n_rows, 1);
}

#[track_caller]
fn check(from: &str, to: &str, rule: &str, column: &str) {
    assert!(ROW.contains(from));
    let read = ledger(&[ROW, &ROW.replacen(from, to, 1), ROW]);
    assert_eq!(
        (read.outcome.n_rows, read.outcome.n_refused),
        (2, 1),
        "{to}"
    );
    let row = read.quarantine.first().unwrap();
    assert_eq!(
        (row.rule, row.column.as_str(), row.line),
        (rule, column, 3),
        "{to}"
    );
    assert!(!row.message.da.is_empty() && row.message.da != row.message.en);
}

#[test]
fn every_fault_names_line_column_and_rule() {
    check("2019;3", "19;3", "number.out_of_range", "Regnskabsår");
    check("2019;3", ";3", "value.required", "Regnskabsår");
    check("2019;3", "2019;14", "number.out_of_range", "Periode");
    check("2019;3", "2019;marts", "number.not_whole", "Periode");
    check("31-03-2019", "31-02-2019", "date.invalid", "Bogføringsdato");
    check("31-03-2019", "01-01-2027", "date.future", "Bogføringsdato");
    check(
        "31-03-2019",
        "31-03-2014",
        "date.far_from_year",
        "Bogføringsdato",
    );
    check(
        "530261001",
        "530A61001",
        "account.unreadable",
        "Kontostreng",
    );
    check(
        "530261001",
        "532321001",
        "function.not_in_year",
        "Kontostreng",
    );
    check("1.234,50", "1.234,505", "amount.fraction_of_oere", "Beløb");
    check("1.234,50", "en masse", "number.malformed", "Beløb");
    check("1.234,50", "", "value.required", "Beløb");
    check("1;Indkøb", "7;Indkøb", "number.out_of_range", "Ejerforhold");
    check(
        "1.234,50;",
        "1.234,50;320203-1234",
        "person.invalid",
        "CPR-nr.",
    );
}

#[test]
fn a_function_that_is_not_listed_is_kept_and_counted() {
    let mut rules = LedgerRules::new(today());
    let row = ROW.replace("530261001", "322011001");
    let text = windows_1252(&format!("{HEADER}\n{row}\n"));
    let mapping = find_mapping("ledger", "prisme").unwrap();
    let read = read_bytes(&LEDGER, mapping, &mut rules, &text, &[]);
    assert_eq!(read.outcome.n_rows, 1);
    let issue = read.outcome.issues.first().unwrap();
    assert_eq!(issue.rule, "function.unlisted");
    assert!(issue.message.da.contains("1 rækker") && issue.message.da.contains("3.22.01"));
}

#[test]
fn a_missing_column_is_named() {
    let text = format!("{}\n{ROW}\n", HEADER.replace("Beløb", "Sum"));
    let mapping = find_mapping("ledger", "prisme").unwrap();
    let mut rules = LedgerRules::new(today());
    let read = read_bytes(&LEDGER, mapping, &mut rules, &windows_1252(&text), &[]);
    assert_eq!(read.errors(), ["columns.missing"]);
    let issue = read.outcome.issues.first().unwrap();
    assert!(issue.message.en.contains("Beløb"), "{issue}");
    assert_eq!(read.outcome.n_rows, 0);
}

#[test]
fn rows_outside_the_declared_periods_are_refused_and_empty_months_are_covered() {
    let declared = [
        Period::month(2019, 2).unwrap(),
        Period::month(2019, 3).unwrap(),
    ];
    let april = ROW.replace("2019;3;31-03", "2019;4;30-04");
    let read = ledger_declared(&[ROW, &april], &declared);
    assert_eq!(read.rules(), ["period.outside_declared"]);
    // The month that was refused is not covered, the one without rows is.
    let periods: Vec<String> = read
        .outcome
        .covers
        .iter()
        .flat_map(|cover| cover.periods.iter().map(ToString::to_string))
        .collect();
    assert_eq!(periods, ["2019-02", "2019-03"]);
}

#[test]
fn a_person_number_shows_nowhere() {
    let rows = [
        ROW.replace("1.234,50;", &format!("x;{CPR}")),
        ROW.replace("1.234,50;", &format!("1,00;{CPR}9")),
        ROW.replace("B1;", "0102031234;"),
        ROW.replace("2019;3;", &format!("{CPR};3;")),
    ];
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let read = ledger(&rows);
    let shown = read.everything_shown();
    assert!(
        !shown.contains("010203-1234") && !shown.contains("0102031234"),
        "{shown}"
    );
    for frame in &read.frames {
        assert!(!format!("{frame:?}").contains("0102031234"));
    }
    assert!(read.outcome.n_refused >= 2);
}

/// Columns that hold persons and are not declared to.
#[test]
fn an_undeclared_column_of_person_numbers_stops_the_import() {
    let header = format!("{HEADER};Sagsnr.");
    let with = |sag: &dyn Fn(u32) -> String| {
        let rows: Vec<String> = (0..40).map(|n| format!("{ROW};{}", sag(n))).collect();
        let text = windows_1252(&format!("{header}\n{}\n", rows.join("\n")));
        let mapping = find_mapping("ledger", "prisme").unwrap();
        read_bytes(&LEDGER, mapping, &mut LedgerRules::new(today()), &text, &[])
    };
    let persons = with(&|n| format!("{:02}0203{:04}", n % 28 + 1, n));
    assert_eq!(persons.errors(), ["person.undeclared_column"]);
    assert_eq!(persons.outcome.n_rows, 0);
    let without_zero = with(&|n| format!("{}0203{:04}", n % 9 + 1, n));
    assert_eq!(without_zero.errors(), ["person.undeclared_column"]);
    let others = with(&|n| format!("{}", 4_000_000_000_u64 + u64::from(n)));
    assert_eq!((others.errors(), others.outcome.n_rows), (vec![], 40));
    let file = others.outcome.files.first().unwrap();
    assert_eq!(file.not_kept, ["Sagsnr."]);
}

#[test]
fn an_identifier_may_look_alike_but_not_be_a_person_of_the_file() {
    let alike = ROW.replace("B1;", "0102031234;");
    let person = ROW.replace("1.234,50;", &format!("1,00;{CPR}"));
    let kept = ledger(&[&alike]);
    assert_eq!(kept.column(columns::DOCUMENT_NO), ["0102031234"]);
    let read = ledger(&[&alike, &person]);
    assert_eq!(read.errors(), ["person.known_elsewhere"]);
}

#[test]
fn an_amount_of_nine_digits_is_no_person() {
    // 102.031.200 reads like the person 010203-1200 whose zero was lost; none of the amounts is the file's own person.
    let rows: Vec<String> = (0..30)
        .map(|n| ROW.replace("1.234,50;", &format!("102031{:03};{CPR}", 200 + n)))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let read = ledger(&rows);
    assert_eq!((read.errors(), read.outcome.n_rows), (vec![], 30));
    let amounts = read.column(columns::AMOUNT_OERE);
    assert_eq!(amounts.first().unwrap(), "10203120000");
}

#[test]
fn a_person_number_inside_a_code_refuses_the_row() {
    let text = include_str!("../../mappings/ledger.prisme.toml").replace(
        "\"Projekt\", \"Projektnr.\"]\n# Free",
        "\"Projektnr.\"]\n# Free",
    );
    let mapping = crate::read_mapping(&text, &LEDGER).unwrap();
    let row = ROW.replace(";1234;;;1;", &format!(";1234;;Sag {CPR};1;"));
    let bytes = windows_1252(&format!("{HEADER}\n{row}\n{ROW}\n"));
    let read = read_bytes(
        &LEDGER,
        &mapping,
        &mut LedgerRules::new(today()),
        &bytes,
        &[],
    );
    assert_eq!(
        (read.rules(), read.outcome.n_rows),
        (vec!["person.looks_like"], 1)
    );
    assert!(!read.everything_shown().contains(CPR));
}

#[test]
fn a_source_may_promise_unique_keys_and_balanced_documents() {
    let mut mapping = find_mapping("ledger", "prisme").unwrap().clone();
    let text = |rows: &[String]| windows_1252(&format!("{HEADER}\n{}\n", rows.join("\n")));
    let credit = ROW.replace("1.234,50", "1.234,50-");
    mapping.promises.balanced = vec![columns::DOCUMENT_NO.to_owned()];
    let read = |rows: &[String], mapping: &Mapping| {
        read_bytes(
            &LEDGER,
            mapping,
            &mut LedgerRules::new(today()),
            &text(rows),
            &[],
        )
    };
    let balanced = [ROW.to_owned(), credit.clone()];
    assert_eq!(read(&balanced, &mapping).errors(), Vec::<&str>::new());
    let unbalanced = [ROW.to_owned(), credit, ROW.replace("B1", "B2")];
    let found = read(&unbalanced, &mapping);
    assert_eq!(found.errors(), ["amount.unbalanced"]);
    let issue = found.outcome.issues.first().unwrap();
    assert!(issue.message.en.contains("1234.50"), "{issue}");
    mapping.promises.balanced.clear();
    mapping.promises.unique = vec![columns::DOCUMENT_NO.to_owned()];
    let twice = read(&[ROW.to_owned(), ROW.to_owned()], &mapping);
    assert_eq!(twice.errors(), ["key.duplicate"]);
}

#[test]
fn debit_and_credit_may_stand_in_two_columns() {
    let text = include_str!("../../mappings/ledger.prisme.toml");
    let text = text.replace(
        "from = [\"Beløb\", \"Beløb i kr.\", \"Beløb (kr.)\"]",
        "from = [\"Debet\"]\nminus = [\"Kredit\"]",
    );
    let mapping = crate::read_mapping(&text, &LEDGER).unwrap();
    let header = HEADER.replace("Beløb", "Debet;Kredit");
    let row = |amounts: &str| ROW.replace("1.234,50", amounts);
    let rows = [
        row("5,00;"),
        row(";5,00"),
        row("0,00;2,50"),
        row("1,00;2,00"),
    ]
    .join("\n");
    let bytes = windows_1252(&format!("{header}\n{rows}\n"));
    let read = read_bytes(
        &LEDGER,
        &mapping,
        &mut LedgerRules::new(today()),
        &bytes,
        &[],
    );
    assert_eq!(read.column(columns::AMOUNT_OERE), ["500", "-500", "-250"]);
    assert_eq!(read.rules(), ["amount.debit_and_credit"]);
}

#[test]
fn a_budget_is_read_in_thousands_by_kind_and_version() {
    let text = "\u{feff}Regnskabsår;Budgettype;Versionsdato;Kontostreng;Omkostningssted;Periode;Beløb (t.kr.);Bindende\n\
        2019;Oprindeligt budget;15-10-2018;09410-530261001-093007-229--093001-5052;1234;;1.234,567;Ja\n\
        2019;Forventet regnskab;31-03-2019;09410-530261001-093007-229--093001-5052;1234;3;-1;Nej\n\
        2019;Gæt;31-03-2019;09410-530261001-093007-229--093001-5052;1234;3;1;Nej\n";
    let mapping = find_mapping("budget", "prisme").unwrap();
    let mut rules = BudgetRules::new(today());
    let read = read_bytes(&BUDGET, mapping, &mut rules, text.as_bytes(), &[]);
    assert_eq!(read.column(columns::AMOUNT_OERE), ["123456700", "-100000"]);
    assert_eq!(read.column(columns::BUDGET_TYPE), ["original", "forecast"]);
    assert_eq!(read.column(columns::BINDING_FLAG), ["true", "false"]);
    assert_eq!(
        read.column(columns::MEMBERS),
        ["budget=original@2018-10-15", "budget=forecast@2019-03-31"]
    );
    assert_eq!(read.rules(), ["value.not_listed"]);
    assert_eq!(read.outcome.covers.len(), 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is done to a file: no panic, no row lost uncounted, no person number shown.
    #[test]
    fn a_damaged_file_is_counted_to_the_last_row(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..12),
    ) {
        let person = ROW.replace("1.234,50;", &format!("1.234,50;{CPR}"));
        let mut bytes = windows_1252(&format!("{HEADER}\r\n{ROW}\r\n{person}\r\n{ROW}\r\n"));
        for (at, byte, what) in edits {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                _ => bytes.insert(at, byte),
            }
            if bytes.is_empty() { break; }
        }
        let mapping = find_mapping("ledger", "prisme").unwrap();
        let read = read_bytes(&LEDGER, mapping, &mut LedgerRules::new(today()), &bytes, &[]);
        let kept: usize = read.frames.iter().map(Frame::height).sum();
        prop_assert_eq!(u64::try_from(kept).unwrap(), read.outcome.n_rows);
        if read.errors().is_empty() {
            let n_rows: u64 = read.outcome.files.iter().map(|file| file.n_rows).sum();
            prop_assert_eq!(n_rows, read.outcome.n_rows + read.outcome.n_refused);
        }
        prop_assert!(!read.everything_shown().contains(CPR));
    }
}
