//! Real files, read and asked: what was read of each stands in a table of `tests/README.md`, which is written and
//! compared here. With `UPDATE=1` the table is written anew; its difference is reviewed like code.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use pejl_ingest::{OpenOptions, Reader};
use pejl_tests::Place;
use pejl_tests::process::Finished;
use pejl_tests::real_data::real_data;
use serde_json::Value;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const TABLE_BEGINS: &str =
    "<!-- what was read: written by the test `real_files` with UPDATE=1 -->\n";
const TABLE_ENDS: &str = "<!-- end of what was read -->";

/// A Danish file that is imported, with one of its figures as it stands in the file.
struct Danish {
    file: &'static str,
    dataset: &'static str,
    options: &'static [&'static str],
    table: &'static str,
    /// Facts in the file.
    n_facts: usize,
    figures: &'static [Figure],
}

/// Area, period, members and the figure, none where the file says it is missing.
struct Figure(
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<f64>,
);

const REGK31_COLUMNS: &str = "price_unit,art,function,area,value";

const DANISH: [Danish; 14] = [
    Danish {
        file: "dst-regk11/dataY.csv",
        dataset: "statbank",
        options: &["--table", "REGK11"],
        table: "REGK11",
        n_facts: 1_635,
        figures: &[
            Figure(
                "Hedensted",
                "2019",
                &["function=4", "dranst=1"],
                Some(4_492.0),
            ),
            Figure("000", "2022", &["function=4"], Some(5_621.0)),
            Figure("960", "2008", &[], Some(2_634.0)),
        ],
    },
    Danish {
        file: "dst-regk31-uddrag/2016-uddrag.csv",
        dataset: "statbank",
        options: &[
            "--table",
            "REGK31",
            "--period",
            "2016",
            "--columns",
            REGK31_COLUMNS,
        ],
        table: "REGK31",
        n_facts: 198,
        figures: &[
            Figure("Ærø", "2016", &["function=5.38.45"], Some(-57.0)),
            Figure("Ærø", "2016", &["function=0.28.20"], Some(58.0)),
        ],
    },
    Danish {
        file: "dst-regk31-uddrag/2019-uddrag.csv",
        dataset: "statbank",
        options: &[
            "--table",
            "REGK31",
            "--period",
            "2019",
            "--columns",
            REGK31_COLUMNS,
        ],
        table: "REGK31",
        n_facts: 198,
        figures: &[
            Figure("000", "2019", &["function=5.30.27"], Some(3_834.0)),
            Figure("000", "2019", &["function=5.30.28"], Some(900.0)),
            Figure("101", "2019", &["function=5.30.27"], Some(3_333.0)),
        ],
    },
    Danish {
        file: "dst-folk1a-api-csv/FOLK1A.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1A"],
        table: "FOLK1A",
        n_facts: 52,
        figures: &[Figure("000", "2008-Q1", &[], Some(5_475_791.0))],
    },
    Danish {
        file: "dst-folk1a-api-csv/FOLK1A-1.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1A"],
        table: "FOLK1A",
        n_facts: 525,
        figures: &[Figure(
            "000",
            "2020-Q1",
            &["marital_status=TOT"],
            Some(5_822_763.0),
        )],
    },
    Danish {
        file: "dst-folk1a-api-csv/FOLK1A-2.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1A"],
        table: "FOLK1A",
        n_facts: 245,
        figures: &[Figure(
            "101",
            "2008-Q1",
            &["marital_status=U"],
            Some(309_661.0),
        )],
    },
    Danish {
        file: "dst-folk1a-api-csv/FOLK1A-3.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1A"],
        table: "FOLK1A",
        n_facts: 540,
        figures: &[
            Figure(
                "Dragør",
                "2008-Q1",
                &["age=10", "marital_status=U"],
                Some(181.0),
            ),
            Figure(
                "Dragør",
                "2008-Q1",
                &["age=10", "marital_status=G"],
                Some(0.0),
            ),
        ],
    },
    Danish {
        file: "dst-folk1a-koder/FOLK1A.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1A"],
        table: "FOLK1A",
        n_facts: 31_200,
        figures: &[Figure(
            "000",
            "2009-Q1",
            &["sex=M", "age=0"],
            Some(33_656.0),
        )],
    },
    Danish {
        file: "dst-folk1am/FOLK1AM.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1AM"],
        table: "FOLK1AM",
        n_facts: 3_255,
        figures: &[Figure("000", "2021-11", &[], Some(5_870_785.0))],
    },
    Danish {
        file: "dst-folk1b-kommuner/folk1b-omregnet.csv",
        dataset: "statbank",
        options: &["--table", "FOLK1B"],
        table: "FOLK1B",
        n_facts: 180_180,
        figures: &[Figure(
            "000",
            "2008-Q3",
            &["sex=TOT", "age=TOT"],
            Some(5_489_022.0),
        )],
    },
    Danish {
        file: "dst-xlsx-export/INDKP107.xlsx",
        dataset: "statbank",
        options: &["--unit", "other:kr."],
        table: "INDKP107",
        n_facts: 1_955,
        figures: &[Figure("101", "2004", &[], Some(233_204.0))],
    },
    Danish {
        file: "dst-xlsx-export/RAS200.xlsx",
        dataset: "statbank",
        options: &["--unit", "percent"],
        table: "RAS200",
        n_facts: 1_508,
        figures: &[Figure("101", "2008", &[], Some(72.5))],
    },
    Danish {
        file: "dst-xlsx-export/areal.xlsx",
        dataset: "statbank",
        options: &[],
        table: "ARE207",
        n_facts: 105,
        figures: &[Figure("101", "2019", &[], Some(86.7))],
    },
    Danish {
        file: "noegletal-dk/nwRap-10Sep2024-101803.csv",
        dataset: "noegletal",
        options: &["--unit", "percent"],
        table: "NOEGLETAL",
        n_facts: 288,
        figures: &[
            Figure("Dragør", "2007", &["nøgletal=Andel udpendlere"], Some(76.2)),
            Figure("Læsø", "2022", &["nøgletal=Andel indpendlere"], Some(13.0)),
            Figure("Læsø", "2023", &["nøgletal=Andel indpendlere"], None),
        ],
    },
];

/// What of the Danish folders is not read, and why.
const LEFT_OUT: [(&str, &str); 6] = [
    (
        "dst-folk1b-kommuner/PopQ3_Denmark.csv",
        "wide pivot by year, made by its repository",
    ),
    ("dst-folk1b-kommuner/dodc2_and_folk1b.RData", "R data"),
    ("dst-folk1a-dagir/std_kommuner.rdata", "R data"),
    ("dst-xlsx-export/INDKP107_long.csv", LONG_FORM),
    ("dst-xlsx-export/RAS200_long.csv", LONG_FORM),
    ("dst-xlsx-export/area.csv", LONG_FORM),
];

const LONG_FORM: &str =
    "the workbook in long form, made by its repository under headings of its own";

/// One line of the table.
#[derive(Debug, Clone)]
struct Line {
    file: String,
    read_as: String,
    rows: String,
    dimensions: String,
    outcome: String,
}

impl Line {
    fn markdown(&self) -> String {
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        let Self {
            file,
            read_as,
            rows,
            dimensions,
            outcome,
        } = self;
        format!(
            "| {} | {} | {rows} | {} | {} |\n",
            cell(file),
            cell(read_as),
            cell(dimensions),
            cell(outcome)
        )
    }
}

/// Says what came of an import: its state, and the rules of its issues with the place of the first error.
fn outcome(summary: &Value) -> String {
    let issues = summary["issues"].as_array().unwrap();
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for issue in issues {
        *counts
            .entry((
                issue["severity"].as_str().unwrap(),
                issue["rule"].as_str().unwrap(),
            ))
            .or_default() += 1;
    }
    let mut text = match summary["state"].as_str().unwrap() {
        "committed" => "imported".to_owned(),
        "dry_run" => "read".to_owned(),
        other => other.to_owned(),
    };
    let of = |severity: &str| -> Vec<String> {
        let rules = counts.iter().filter(|((s, _), _)| *s == severity);
        rules
            .map(|((_, rule), n)| {
                if *n == 1 {
                    format!("`{rule}`")
                } else {
                    format!("`{rule}` × {n}")
                }
            })
            .collect()
    };
    let errors = of("error");
    if !errors.is_empty() {
        let first = issues
            .iter()
            .find(|issue| issue["severity"] == "error")
            .unwrap();
        let line = first["line"]
            .as_u64()
            .map_or_else(String::new, |line| format!(" in line {line}"));
        let column = first["column"]
            .as_str()
            .map_or_else(String::new, |column| format!(" at {column}"));
        let _infallible = write!(text, ": {}{line}{column}", errors.join(", "));
    }
    let warnings = of("warning");
    if !warnings.is_empty() {
        let _infallible = write!(text, "; warned of {}", warnings.join(", "));
    }
    text
}

/// Opens a file as the importer does, for what it says of its format and columns; none when it is not readable.
fn opened(path: &Path, options: &OpenOptions) -> Option<Box<dyn Reader>> {
    pejl_ingest::open(path, options).ok()
}

fn line(real: &Path, path: &Path, options: &OpenOptions, summary: &Value) -> Line {
    let reader = opened(path, options);
    let described = reader.as_ref().map(|reader| reader.described());
    let dimension = |column: &&pejl_ingest::ColumnInfo| {
        !matches!(
            column.role,
            Some(pejl_ingest::Role::Value | pejl_ingest::Role::Status)
        ) && !column.name.is_empty()
    };
    let rows = summary["n_rows"].as_u64().unwrap();
    Line {
        file: path.strip_prefix(real).unwrap().display().to_string(),
        read_as: described.map_or_else(
            || "–".to_owned(),
            |d| format!("{} {}", d.format, d.encoding),
        ),
        rows: if summary["state"] == "refused" {
            "–".to_owned()
        } else {
            rows.to_string()
        },
        dimensions: described.map_or_else(
            || "–".to_owned(),
            |d| {
                d.columns
                    .iter()
                    .filter(dimension)
                    .map(|c| c.name.clone())
                    .collect::<Vec<_>>()
                    .join(" × ")
            },
        ),
        outcome: outcome(summary),
    }
}

/// Imports a Danish file into a place of its own and asks for its figures.
fn danish(real: &Path, case: &Danish) -> Line {
    let place = Place::sqlite();
    let path = real.join(case.file);
    let mut command = place.command(["import", case.dataset, "--format", "json"]);
    command.arg(&path).args(case.options);
    let summary = pejl_tests::process::run(command).expect_done().json();
    assert_eq!(summary["state"], "committed", "{}", case.file);
    assert_eq!(place.revision(), 1);
    let all = place
        .run([
            "query", "--table", case.table, "--limit", "1000000", "--format", "json",
        ])
        .expect_done()
        .json();
    assert_eq!(
        all["items"].as_array().unwrap().len(),
        case.n_facts,
        "{}",
        case.file
    );
    assert_eq!(summary["n_rows"], case.n_facts, "{}", case.file);
    for Figure(area, period, members, expected) in case.figures {
        let mut arguments = vec![
            "query",
            "--table",
            case.table,
            "--municipality",
            area,
            "--period",
            period,
            "--format",
            "json",
        ];
        for member in *members {
            arguments.extend(["--filter", member]);
        }
        let found = place.run(&arguments).expect_done().json();
        let items = found["items"].as_array().unwrap();
        assert_eq!(
            items.len(),
            1,
            "{}: {area} {period} {members:?}: {found}",
            case.file
        );
        assert_eq!(
            items[0]["value"].as_f64(),
            *expected,
            "{}: {area} {period} {members:?}",
            case.file
        );
    }
    place.assert_sound();
    let columns = case
        .options
        .iter()
        .skip_while(|option| **option != "--columns")
        .nth(1);
    let options = OpenOptions {
        columns: columns.map(|columns| columns.split(',').map(str::to_owned).collect()),
        ..OpenOptions::default()
    };
    line(real, &path, &options, &summary)
}

/// Reads a foreign file without keeping it; its error cases end in a refusal that names the place.
fn foreign(real: &Path, path: &Path, place: &Place) -> Line {
    let finished = place.try_import(path, &["--dry-run"]);
    assert_clear(path, &finished);
    let summary = finished.json();
    if let Some(n_cells) = cells_by_another_count(path)
        && summary["state"] == "dry_run"
    {
        assert_eq!(
            summary["n_rows"].as_u64(),
            Some(n_cells),
            "{}: cells",
            path.display()
        );
    }
    line(real, path, &OpenOptions::default(), &summary)
}

/// A dry run ends in 0 or in 1 with an error that names the file, what is wrong, and where.
#[track_caller]
fn assert_clear(path: &Path, finished: &Finished) {
    let summary = finished.json();
    // A number of a table may look like a person's, and is hidden as one.
    let name = path.file_name().unwrap().to_string_lossy();
    let is_name = |shown: &str| {
        let mut pairs = shown.chars().zip(name.chars());
        shown.chars().count() == name.chars().count()
            && pairs.all(|(shown, own)| shown == own || (shown == '•' && own.is_ascii_digit()))
    };
    for issue in summary["issues"].as_array().unwrap() {
        assert!(issue["file"].as_str().is_some_and(is_name), "{issue}");
        for message in ["message_da", "message_en"] {
            assert!(
                issue[message]
                    .as_str()
                    .is_some_and(|text| text.chars().count() > 10),
                "{issue}"
            );
        }
    }
    let errors: Vec<&Value> = summary["issues"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|issue| issue["severity"] == "error")
        .collect();
    match finished.code {
        Some(0) => {
            assert_eq!(summary["state"], "dry_run", "{name}");
            assert!(errors.is_empty(), "{name}: {errors:#?}");
        }
        Some(1) => {
            assert_eq!(summary["state"], "refused", "{name}");
            assert!(!errors.is_empty(), "{name}: a refusal without an error");
            // What is wrong with a document as a whole has no line.
            let of_document = [
                "json.not_json_stat",
                "json.not_a_dataset",
                "json.only_links",
                "json.several_datasets",
            ];
            for error in errors {
                let has_place = !error["line"].is_null()
                    || !error["column"].is_null()
                    || !error["value"].is_null();
                let is_whole = of_document.contains(&error["rule"].as_str().unwrap());
                assert!(has_place || is_whole, "{name}: {error}");
            }
        }
        other => panic!("{name}: exit {other:?}\n{}", finished.stderr),
    }
}

/// Counts the cells of a document in another way than the readers do; none where that is not simple.
fn cells_by_another_count(path: &Path) -> Option<u64> {
    let bytes = std::fs::read(path).unwrap();
    if path.extension()?.eq_ignore_ascii_case("json") {
        let document: Value = serde_json::from_slice(&bytes).ok()?;
        let sizes = document.get("size")?.as_array()?;
        let size = |size: &Value| size.as_u64().or_else(|| size.as_str()?.parse().ok());
        return sizes.iter().map(size).product();
    }
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    if text.contains("KEYS(") {
        return None;
    }
    let (_, data) = text.split_once("\nDATA=")?;
    // Cells stand apart by blanks, and in some files by semicolons.
    let n_tokens = data.replace(';', " ").split_whitespace().count();
    u64::try_from(n_tokens).ok()
}

/// The files below folders whose names begin as given and that end in `.px` or `.json`, sorted.
fn documents(real: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(real).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && (name.starts_with("px-") || name.starts_with("jsonstat-")) {
            walk(&path, &mut found);
        }
    }
    found.retain(|path| {
        path.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("px") || e.eq_ignore_ascii_case("json"))
    });
    found.sort();
    found
}

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

/// Does the work for each item on two threads and returns the results in order.
fn on_two_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((number, item)) = {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    items.get(number).map(|item| (number, item))
                } {
                    let result = work(item);
                    results.lock().unwrap().push((number, result));
                }
            });
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(number, _)| *number);
    results.into_iter().map(|(_, result)| result).collect()
}

fn table(danish: &[Line], foreign: &[Line]) -> String {
    let head = "| File | Read as | Rows | Dimensions | Outcome |\n|---|---|---:|---|---|\n";
    let mut text = String::from("\nDanish files, imported and asked:\n\n");
    text.push_str(head);
    danish
        .iter()
        .for_each(|line| text.push_str(&line.markdown()));
    for (file, why) in LEFT_OUT {
        let _infallible = writeln!(text, "| {file} | – | – | – | left out: {why} |");
    }
    text.push_str(
        "\nFiles of other countries and of format test suites, read with `--dry-run`:\n\n",
    );
    text.push_str(head);
    foreign
        .iter()
        .for_each(|line| text.push_str(&line.markdown()));
    text.push('\n');
    text
}

#[test]
fn the_table_in_the_readme_says_what_is_read_of_every_file() {
    let Some(real) = real_data() else { return };
    for (file, _) in LEFT_OUT {
        assert!(real.join(file).is_file(), "{file}");
    }
    let danish = on_two_threads(&DANISH, |case| danish(&real, case));
    let documents = documents(&real);
    assert!(documents.len() > 140, "{} documents", documents.len());
    let place = Place::sqlite();
    let foreign = on_two_threads(&documents, |path| foreign(&real, path, &place));
    assert_eq!(place.revision(), 0, "a dry run kept something");
    assert!(
        place.lake_files().is_empty(),
        "a dry run wrote {:?}",
        place.lake_files()
    );

    let written = table(&danish, &foreign);
    let readme = std::fs::read_to_string(README).unwrap();
    let (before, rest) = readme.split_once(TABLE_BEGINS).unwrap();
    let (committed, after) = rest.split_once(TABLE_ENDS).unwrap();
    if std::env::var("UPDATE").is_ok_and(|update| update == "1") {
        std::fs::write(
            README,
            format!("{before}{TABLE_BEGINS}{written}{TABLE_ENDS}{after}"),
        )
        .unwrap();
        return;
    }
    for (written, committed) in written.lines().zip(committed.lines()) {
        assert_eq!(
            written, committed,
            "tests/README.md says otherwise; UPDATE=1 writes it anew"
        );
    }
    assert_eq!(
        written.lines().count(),
        committed.lines().count(),
        "UPDATE=1 writes the table anew"
    );
}

#[test]
fn a_foreign_file_is_not_imported() {
    let Some(real) = real_data() else { return };
    let place = Place::sqlite();
    for file in ["px-pxwebapi2/TAB004.px", "jsonstat-pyjstat/cantabria.json"] {
        let refused = place
            .try_import(&real.join(file), &[])
            .expect_code(1)
            .json();
        assert_eq!(refused["state"], "refused", "{file}");
    }
    assert_eq!(place.revision(), 0);
    assert!(place.lake_files().is_empty());
}
