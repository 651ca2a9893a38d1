//! Every reader with a small file that it takes.

use std::collections::BTreeSet;

use pejl_ingest::Format;
use pejl_ingest::record::ColumnMapping;

use super::workbook::{sheet, workbook};
use crate::import::ImportKind;

/// How a file is made of what is damaged.
type Wrap = fn(&[u8]) -> Vec<u8>;

/// A reader and a file for it.
#[derive(Clone)]
pub(super) struct Reader {
    /// Dataset and source, or the format.
    pub(super) name: String,
    /// What the file is called.
    pub(super) file: &'static str,
    /// What is damaged.
    pub(super) base: Vec<u8>,
    /// Makes the file of it.
    pub(super) wrap: Wrap,
    /// The format of a file of figures.
    pub(super) format: Option<Format>,
    pub(super) import: Import,
}

/// How a file is imported.
#[derive(Clone)]
pub(super) enum Import {
    /// As figures, with the table, unit and members that hold for all rows.
    Figures {
        kind: ImportKind,
        table: Option<&'static str>,
        unit: Option<&'static str>,
        set: &'static [&'static str],
    },
    /// As reports to KL Gateway, of an organisation and with code lists that are known.
    Reports,
    /// As a version of a code list.
    Codes,
    /// As records of a dataset from a source.
    Records {
        dataset: &'static str,
        source: &'static str,
    },
}

impl Reader {
    /// The columns that the mapping declares to hold identifiers.
    pub(super) fn identifiers(&self) -> BTreeSet<&'static str> {
        let Import::Records { dataset, source } = &self.import else {
            return BTreeSet::new();
        };
        let mapping = pejl_ingest_spending::list_mappings(dataset)
            .chain(pejl_ingest_services::list_mappings(dataset))
            .find(|mapping| mapping.source == *source)
            .unwrap();
        let is_identifier = |column: &&ColumnMapping| {
            let names = column.from.iter();
            names.clone().any(|name| mapping.identifiers.contains(name))
        };
        let columns = mapping.column.iter().filter(is_identifier);
        columns.map(|column| column.to.as_str()).collect()
    }
}

fn fixture(path: &str) -> Vec<u8> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/");
    std::fs::read(format!("{root}{path}")).unwrap()
}

/// The first lines of a text.
fn first_lines(bytes: &[u8], n: usize) -> Vec<u8> {
    bytes
        .split_inclusive(|byte| *byte == b'\n')
        .take(n)
        .flatten()
        .copied()
        .collect()
}

const PX: &str = r#"CHARSET="ANSI";
CODEPAGE="utf-8";
MATRIX="REGK31";
TITLE="Regnskab";
CONTENTS="Regnskab";
UNITS="1.000 kr.";
DECIMALS=0;
STUB="OMRÅDE","FUNKTION";
HEADING="TID";
VALUES("OMRÅDE")="Hedensted","Vejle";
VALUES("FUNKTION")="5.30.27 Pleje","5.30.28 Andet";
VALUES("TID")="2018","2019";
CODES("OMRÅDE")="766","630";
CODES("FUNKTION")="53027","53028";
CODES("TID")="2018","2019";
TIMEVAL("TID")=TLIST(A1),"2018","2019";
DATA=
1 2
3 4
5 ".."
7 8;
"#;

const JSON_STAT: &str = r#"{
  "version": "2.0",
  "class": "dataset",
  "label": "Regnskab",
  "id": ["OMRÅDE", "ContentsCode", "Tid"],
  "size": [2, 1, 2],
  "role": {"time": ["Tid"], "metric": ["ContentsCode"], "geo": ["OMRÅDE"]},
  "dimension": {
    "OMRÅDE": {"label": "område", "category": {"index": {"766": 0, "630": 1}, "label": {"766": "Hedensted", "630": "Vejle"}}},
    "ContentsCode": {"label": "indhold", "category": {"index": ["B"], "label": {"B": "Folketal"}, "unit": {"B": {"base": "antal", "decimals": 0}}}},
    "Tid": {"label": "tid", "category": {"index": {"2018": 0, "2019": 1}}}
  },
  "value": [10, 11, 12, null]
}
"#;

/// The readers of national figures.
pub(super) fn figures() -> Vec<Reader> {
    let reader =
        |name: &str, file, base: Vec<u8>, format, table, set: &'static [&'static str]| Reader {
            name: name.to_owned(),
            file,
            base,
            wrap: <[u8]>::to_vec,
            format: Some(format),
            import: Import::Figures {
                kind: ImportKind::Statbank,
                table,
                unit: (format == Format::Noegletal).then_some("other:kr."),
                set,
            },
        };
    let csv = |path: &str| first_lines(&fixture(path), 13);
    let workbook_rows = sheet(&[
        &["Kommunernes folketal efter område og tid"],
        &["Enhed: antal"],
        &["", "2018", "2019"],
        &["Vejle", "1234", "2"],
        &["Hedensted", "..", "1"],
        &[],
        &["Tallene er foreløbige."],
    ]);
    vec![
        reader(
            "csv.FOLK1A",
            "folk.csv",
            csv("statbank/folk1a-alder.csv"),
            Format::Csv,
            Some("FOLK1A"),
            &[],
        ),
        reader(
            "csv.REGK31",
            "regk.csv",
            csv("statbank/regk31-beloeb.csv"),
            Format::Csv,
            Some("REGK31"),
            &[],
        ),
        reader(
            "px.REGK31",
            "regk.px",
            PX.as_bytes().to_vec(),
            Format::Px,
            None,
            &["PRISENHED=LOBM"],
        ),
        reader(
            "json-stat.T",
            "folk.json",
            JSON_STAT.as_bytes().to_vec(),
            Format::JsonStat,
            Some("FOLKX"),
            &[],
        ),
        Reader {
            wrap: workbook,
            ..reader(
                "xlsx.inside",
                "folk.xlsx",
                workbook_rows.clone(),
                Format::Xlsx,
                Some("FOLKX"),
                &[],
            )
        },
        reader(
            "xlsx.outside",
            "folk.xlsx",
            workbook(&workbook_rows),
            Format::Xlsx,
            Some("FOLKX"),
            &[],
        ),
        reader(
            "noegletal",
            "noegletal.csv",
            noegletal(),
            Format::Noegletal,
            None,
            &[],
        ),
        Reader {
            import: Import::Figures {
                kind: ImportKind::PriceIndex,
                table: None,
                unit: None,
                set: &[],
            },
            ..reader(
                "price_index",
                "pl.csv",
                fixture("statbank/pl.csv"),
                Format::Csv,
                None,
                &[],
            )
        },
    ]
}

/// A report without its row of means, which is no municipality.
fn noegletal() -> Vec<u8> {
    let report = fixture("formats/noegletal/report.csv");
    let lines = report.split_inclusive(|byte| *byte == b'\n');
    lines
        .filter(|line| !line.starts_with(b"Gennemsnit"))
        .flatten()
        .copied()
        .collect()
}

fn records(dataset: &'static str, source: &'static str, base: Vec<u8>) -> Reader {
    Reader {
        name: format!("{dataset}.{source}"),
        file: "records.csv",
        base,
        wrap: <[u8]>::to_vec,
        format: None,
        import: Import::Records { dataset, source },
    }
}

const LEDGER_PRISME: &str = "Regnskabsår;Periode;Bogføringsdato;Bilagsnr.;Kontostreng;Omkostningssted;Aktivitet;Projekt;Ejerforhold;Posteringstekst;Beløb;CPR-nr.
2019;1;28-01-2019;B1;09410-530261001-093007-229--093001-5052;1234;;;1;Løn;100,00;
2019;2;28-02-2019;B2;09410-530271001-093007-229--093001-5052;1234;;;1;Køb;-1.234,50;
2019;2;28-02-2019;B3;09410-530281001-093007-229--093001-5052;1235;;P1;1;Åse;70;
";

const LEDGER_CANONICAL: &str = "fiscal_year;period;posting_date;document_no;function;dranst;ownership;grouping;art;cost_centre;project;unit_id;amount_oere;account_raw;cpr
2019;1;2019-01-28;D1;5.30.26;1;1;001;2.9;C1;;U1;10000;a;
2019;2;2019-02-28;D2;5.30.27;1;1;001;2.9;C1;P1;;-123450;b;
2019;13;2019-12-31;D3;5.30.28;2;1;;;;;;5;c;
";

const BUDGET_PRISME: &str = "Budgetår;Periode;Budgettype;Versionsdato;Bindende;Kontostreng;Ejerforhold;Omkostningssted;Projekt;Beløb i t.kr.
2019;1;Oprindeligt budget;01-01-2019;Ja;09410-530261001-093007-229--093001-5052;1;1234;;100
2019;2;Oprindeligt budget;01-01-2019;Nej;09410-530271001-093007-229--093001-5052;1;1234;P1;-1.234
";

const BUDGET_CANONICAL: &str = "fiscal_year;period;budget_type;version_date;binding_flag;function;dranst;ownership;grouping;art;cost_centre;project;amount_oere;account_raw
2019;1;original;2019-01-01;true;5.30.26;1;1;001;2.9;C1;;10000;a
2019;2;original;2019-01-01;false;5.30.27;1;1;001;2.9;C1;P1;-123450;b
";

/// The readers of ledgers and budgets.
pub(super) fn economy() -> Vec<Reader> {
    vec![
        records("ledger", "prisme", LEDGER_PRISME.as_bytes().to_vec()),
        records("ledger", "canonical", LEDGER_CANONICAL.as_bytes().to_vec()),
        records("budget", "prisme", BUDGET_PRISME.as_bytes().to_vec()),
        records("budget", "canonical", BUDGET_CANONICAL.as_bytes().to_vec()),
    ]
}

/// The readers of care records: every shipped mapping of every dataset.
pub(super) fn care() -> Vec<Reader> {
    let economy = ["ledger", "budget"];
    let mut readers = Vec::new();
    for spec in crate::import::records::record_datasets() {
        if economy.contains(&spec.name) {
            continue;
        }
        for (source, _) in crate::import::records::sources(spec.name) {
            let base = fixture(&format!("{}/{source}.csv", spec.name));
            readers.push(records(spec.name, source, base));
        }
    }
    readers
}

/// The readers of reports to KL Gateway and of their code lists.
pub(super) fn reports() -> Vec<Reader> {
    let reader = |name: &str, file: &'static str, from: &str, import| Reader {
        name: name.to_owned(),
        file,
        base: fixture(&format!("kl-gateway/{from}")),
        wrap: <[u8]>::to_vec,
        format: None,
        import,
    };
    let list = "codes_goal_types.csv";
    vec![
        reader(
            "kl_gateway.care",
            "care.json",
            "care-1.json",
            Import::Reports,
        ),
        reader(
            "kl_gateway.rehab",
            "rehab.json",
            "rehab140-1.json",
            Import::Reports,
        ),
        reader(
            "kl_gateway.incremental",
            "care.json",
            "incremental.json",
            Import::Reports,
        ),
        reader(
            "kl_gateway.ndjson",
            "reports.ndjson",
            "reports.ndjson",
            Import::Reports,
        ),
        reader(
            "code.list",
            list,
            "codes/codes_goal_types.csv",
            Import::Codes,
        ),
    ]
}
