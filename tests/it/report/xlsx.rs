//! The report as a workbook, read by another library: every cell of the HTML's tables, numbers as numbers, charts of Excel's own.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use pejl_domain::lang::{format_number, format_share_as_percent};
use pejl_domain::{Lang, Period};
use pejl_tests::Place;
use pejl_tests::left_out::leave_out;
use serde_json::{Value, json};

use super::{command, filled, rows, run};
use crate::page::{between, text};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/xlsx.py");

/// A comment that would be a formula, markup and a code, were it read; the last is what the writer takes for its own markup.
const HOSTILE: [&str; 3] = [
    "=HYPERLINK(\"https://e.dk\")",
    "+1 <b> &C ' \" _x0041_",
    "<r><t>x</b>&</r>",
];

/// The Python that can read a workbook; none where there is no such Python.
fn python() -> Option<OsString> {
    let python = std::env::var_os("PEJL_TEST_PYTHON").unwrap_or_else(|| "python3".into());
    let imported = Command::new(&python)
        .args(["-c", "import openpyxl"])
        .output();
    if imported.is_ok_and(|done| done.status.success()) {
        return Some(python);
    }
    leave_out("the report in XLSX is not read: no Python with openpyxl");
    None
}

/// Makes the report and returns where it lies.
#[track_caller]
fn made(place: &Place, out: &str, more: &[&str]) -> PathBuf {
    let mut command = command(place, out, more);
    command.args(["--format", "xlsx"]);
    PathBuf::from(run(command).expect_done().stdout.trim())
}

/// Makes the report in two formats: the HTML, and what is found in the workbook.
#[track_caller]
fn both(place: &Place, python: &OsString, more: &[&str]) -> (String, Value) {
    let mut command = command(place, "both", more);
    command.args(["--format", "html,xlsx"]);
    let done = run(command).expect_done();
    let files: Vec<PathBuf> = done.stdout.lines().map(PathBuf::from).collect();
    let html = std::fs::read_to_string(&files[0]).unwrap();
    (html, found(python, &files[1]))
}

/// What the script finds in a file.
fn found(python: &OsString, file: &Path) -> Value {
    let mut command = Command::new(python);
    command.arg(SCRIPT).arg(file);
    run(command).expect_done().json()
}

fn sheets(found: &Value) -> &Vec<Value> {
    found["sheets"].as_array().unwrap()
}

/// The charts of all sheets.
fn charts(found: &Value) -> Vec<&Value> {
    let sheets = sheets(found).iter();
    sheets
        .flat_map(|sheet| sheet["charts"].as_array().unwrap())
        .collect()
}

/// The cells of all sheets, each as row, column, kind, value and format.
fn cells(found: &Value) -> impl Iterator<Item = &Value> {
    sheets(found)
        .iter()
        .flat_map(|sheet| sheet["cells"].as_array().unwrap())
}

/// What a cell shows to a reader of the language: its text, or its number written by its format.
fn shown(cell: &Value, lang: Lang) -> String {
    let (kind, value, format) = (&cell[2], &cell[3], cell[4].as_str().unwrap());
    match kind.as_str().unwrap() {
        "s" => value.as_str().unwrap().to_owned(),
        "d" => {
            assert!(format.ends_with("mmmm yyyy"), "{cell}");
            let month: Period = value.as_str().unwrap()[..7].parse().unwrap();
            assert!(value.as_str().unwrap().ends_with("-01"), "{cell}");
            month.to_lang(lang)
        }
        "n" => written(value.as_f64().unwrap(), format, lang),
        other => panic!("{other}: {cell}"),
    }
}

/// A number written by a format as this one: `#,##0.0" dage"`, `0.0%` or `0`, which is of a year.
fn written(value: f64, format: &str, lang: Lang) -> String {
    let (figures, after) = format.split_once('"').unwrap_or((format, ""));
    let after = after.trim_end_matches('"');
    let plain = figures.trim_end_matches('%');
    let decimals = plain.split_once('.').map_or(0, |(_, zeros)| zeros.len());
    let decimals = u8::try_from(decimals).unwrap();
    let whole = plain.split('.').next().unwrap();
    let text = match (whole, figures.ends_with('%')) {
        ("0", true) => format_share_as_percent(value, decimals, lang),
        ("0", false) => format!("{value}"),
        ("#,##0", false) => format_number(value, decimals, lang),
        _ => panic!("{format}"),
    };
    text + after
}

/// A table of the HTML.
struct HtmlTable {
    caption: String,
    headings: Vec<String>,
    /// Of each row the cells with their smaller lines.
    rows: Vec<Vec<(String, String)>>,
}

/// The tables of a section of the HTML.
fn tables(section: &str) -> Vec<HtmlTable> {
    let tables = section.split("<table>").skip(1);
    let tables = tables.map(|rest| rest.split_once("</table>").unwrap().0);
    let table = |table: &str| {
        let caption = text(between(table, "<caption>", "</caption>")[0]);
        let (head, body) = table.split_once("<tbody>").unwrap();
        let headings = between(head, "<th ", "</th>").into_iter();
        let headings = headings.map(|one| text(one.split_once('>').unwrap().1));
        let rows = body.split("<tr").skip(1).map(|row| {
            let cells = row.split(['\n']).next().unwrap().replace("<th", "<td");
            let cells = cells.replace("</th>", "</td>");
            let cells = between(&cells, "<td", "</td>").into_iter();
            cells.map(cell_of).collect()
        });
        HtmlTable {
            caption,
            headings: headings.collect(),
            rows: rows.collect(),
        }
    };
    tables.map(table).collect()
}

/// A cell of the HTML, and its smaller line.
fn cell_of(markup: &str) -> (String, String) {
    let inner = markup.split_once('>').unwrap().1;
    match inner.split_once("<span class=\"small\">") {
        Some((said, note)) => (text(said), text(note)),
        None => (text(inner), String::new()),
    }
}

/// A sheet by row and column.
struct Sheet<'a> {
    cells: BTreeMap<u64, BTreeMap<u64, &'a Value>>,
    lang: Lang,
}

impl<'a> Sheet<'a> {
    fn of(sheet: &'a Value, lang: Lang) -> Self {
        let mut cells: BTreeMap<u64, BTreeMap<u64, &Value>> = BTreeMap::new();
        for cell in sheet["cells"].as_array().unwrap() {
            let (row, column) = (cell[0].as_u64().unwrap(), cell[1].as_u64().unwrap());
            cells.entry(row).or_default().insert(column, cell);
        }
        Self { cells, lang }
    }

    fn shown(&self, row: u64, column: u64) -> String {
        let found = self.cells.get(&row).and_then(|cells| cells.get(&column));
        found.map(|cell| shown(cell, self.lang)).unwrap_or_default()
    }

    /// In which columns the headings of a table stand, with those of the smaller lines between; none where the row is no such row.
    fn columns(&self, row: u64, headings: &[String]) -> Option<Vec<u64>> {
        let mut column = 0;
        let mut found = Vec::new();
        for heading in headings {
            column = (column + 1..column + 3).find(|at| self.shown(row, *at) == *heading)?;
            found.push(column);
        }
        Some(found)
    }
}

/// Holds every cell of the HTML's tables against the workbook; how many cells of numbers and of dates there are.
#[track_caller]
fn compare(html: &str, found: &Value, lang: Lang) -> (usize, usize) {
    let sections: Vec<&str> = html.split("<section ").skip(1).collect();
    assert_eq!(sections.len(), sheets(found).len());
    for (section, sheet) in sections.iter().zip(sheets(found)) {
        let name = &sheet["name"];
        let sheet = Sheet::of(sheet, lang);
        let mut row = 1;
        let mut columns = Vec::new();
        for table in tables(section) {
            let (caption, headings) = (&table.caption, &table.headings);
            let last = *sheet.cells.keys().last().unwrap();
            // Headings stand below the caption, or above all tables that share them.
            while row <= last && sheet.shown(row, 1) != *caption {
                columns = sheet.columns(row, headings).unwrap_or(columns);
                row += 1;
            }
            assert!(row <= last, "{name}: no {caption}");
            // A chart and its sentences may stand between.
            let below = (row + 1..row + 25).find_map(|at| Some((at, sheet.columns(at, headings)?)));
            let is_shared = !columns.is_empty() && below.is_none();
            if !is_shared && let Some((at, found)) = below {
                (row, columns) = (at, found);
            }
            assert!(!columns.is_empty(), "{name}: {caption}");
            for of in &table.rows {
                row += 1;
                for ((said, note), at) in of.iter().zip(&columns) {
                    assert_eq!(
                        sheet.shown(row, *at),
                        *said,
                        "{name}: {caption}, {row}:{at}"
                    );
                    if !note.is_empty() {
                        assert_eq!(
                            sheet.shown(row, at + 1),
                            *note,
                            "{name}: {caption}, {row}:{at}"
                        );
                    }
                }
            }
            row += 1;
        }
    }
    let n = |kind: &str| cells(found).filter(|cell| cell[2] == kind).count();
    (n("n"), n("d"))
}

#[test]
fn every_cell_of_every_table_is_that_of_the_html() {
    let Some(python) = python() else { return };
    let place = filled();
    for (lang, role) in [
        (Lang::Da, "admin"),
        (Lang::En, "admin"),
        (Lang::Da, "viewer"),
    ] {
        let more = ["--lang", lang.as_str(), "--role", role];
        let (html, found) = both(&place, &python, &more);
        let (n_numbers, n_dates) = compare(&html, &found, lang);
        assert!(n_numbers > 100 && n_dates > 20, "{n_numbers}, {n_dates}");
    }
}

#[test]
fn another_program_finds_sheets_properties_and_how_it_is_printed() {
    let Some(python) = python() else { return };
    let place = filled();
    let committed = place.revision();
    for (lang, title, names, foot) in [
        (
            "da",
            "Hedensted: pejlemærker, marts 2018",
            ["Sammenfatning", "Tavlen", "Herkomst"],
            "side &P af &N",
        ),
        (
            "en",
            "Hedensted: bearing marks, March 2018",
            ["Summary", "The board", "Provenance"],
            "page &P of &N",
        ),
    ] {
        let file = made(&place, "out", &["--lang", lang]);
        assert!(
            file.ends_with(format!("pejl-766-2018-03-{lang}.xlsx")),
            "{file:?}"
        );
        let found = found(&python, &file);
        assert_eq!(found["title"], title);
        assert!(found["creator"].as_str().unwrap().starts_with("Pejl "));
        assert_eq!(found["custom"]["Revision"], committed.to_string());
        let own = found["custom"].as_object().unwrap().values();
        assert!(own.into_iter().any(|one| one == lang));
        // Nineteen pejlemærker and eight other sections, as in the HTML.
        let sheets = sheets(&found);
        assert_eq!(sheets.len(), 19 + 8);
        let of = |no: usize| sheets[no]["name"].as_str().unwrap();
        assert_eq!([of(0), of(1), of(26)], names);
        let mut all: Vec<String> = (0..27).map(|no| of(no).to_lowercase()).collect();
        assert!(all.iter().all(|one| one.chars().count() <= 31));
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 27);
        // The contents lead to each of them.
        let links = sheets[0]["links"].as_array().unwrap();
        assert_eq!(links.len(), 27);
        assert_eq!(links[1], format!("'{}'!A1", names[1]));
        for sheet in sheets {
            assert_eq!(
                (&sheet["paper"], &sheet["orientation"]),
                (&json!(9), &json!("landscape"))
            );
            assert_eq!(sheet["fits"], json!([true, 0]));
            assert_eq!(
                (&sheet["head"], &sheet["foot"][1]),
                (&json!(title), &json!(foot))
            );
            assert!(
                sheet["frozen"].as_str().unwrap().starts_with('A'),
                "{sheet}"
            );
        }
        // The headings of the board stay: they are the row above the first that moves.
        assert_eq!(sheets[1]["frozen"], "A3");
    }
}

#[test]
fn numbers_are_numbers_and_no_cell_is_a_formula() {
    let Some(python) = python() else { return };
    let place = filled();
    for said in HOSTILE {
        let mut comment = place.command(["comments", "add", "O3.1", "--municipality", "766"]);
        comment.args(["--period", "2018-03", "--author", "=Anne", "--text", said]);
        run(comment).expect_done();
    }
    let found = found(&python, &made(&place, "out", &["--role", "admin"]));
    for cell in cells(&found) {
        let (kind, format) = (cell[2].as_str().unwrap(), cell[4].as_str().unwrap());
        match kind {
            "s" => {}
            "n" => assert!(format.contains('0'), "{cell}"),
            "d" => assert_eq!(format, "[$-406]mmmm yyyy", "{cell}"),
            other => panic!("{other}: {cell}"),
        }
    }
    let texts: Vec<&str> = cells(&found).filter_map(|cell| cell[3].as_str()).collect();
    for said in HOSTILE {
        assert!(texts.iter().any(|text| text.contains(said)), "{said}");
    }
    // What each kind of figure is written by.
    let formats: Vec<&str> = cells(&found).filter_map(|cell| cell[4].as_str()).collect();
    for format in ["#,##0", "0.0%", "#,##0\" dage\"", "0"] {
        assert!(formats.contains(&format), "{format}");
    }
}

#[test]
fn each_drawing_is_a_chart_beside_its_rows_and_a_missing_figure_is_a_gap() {
    let Some(python) = python() else { return };
    let place = filled();
    let (html, found) = both(&place, &python, &["--role", "admin"]);
    let charts = charts(&found);
    assert!(charts.len() > 5, "{}", charts.len());
    assert_eq!(charts.len(), html.matches("<figure>").count());
    let mut n_gaps = 0;
    for chart in &charts {
        let told = chart["told"].as_str().unwrap();
        assert!((60..=255).contains(&told.encode_utf16().count()), "{told}");
        assert!(
            told.starts_with(chart["title"].as_str().unwrap()),
            "{chart}"
        );
        assert_eq!(chart["gaps"], "gap");
        for series in chart["series"].as_array().unwrap() {
            let n_points = series["points"][1].as_array().unwrap().len();
            let n_rows = usize::try_from(series["points"][0].as_u64().unwrap()).unwrap();
            assert!(n_points > 0 && n_points <= n_rows, "{series}");
            n_gaps += usize::from(n_points < n_rows);
        }
    }
    assert!(n_gaps > 0);
    nothing_is_covered(&found);
}

/// No cell stands in a row that a chart stands over.
#[track_caller]
fn nothing_is_covered(found: &Value) {
    for sheet in sheets(found) {
        for chart in sheet["charts"].as_array().unwrap() {
            let edge = |no: usize| chart["rows"][no].as_u64().unwrap();
            let mut cells = sheet["cells"].as_array().unwrap().iter();
            let covered =
                cells.find(|cell| (edge(0)..=edge(1)).contains(&cell[0].as_u64().unwrap()));
            assert_eq!(covered, None, "{}", sheet["name"]);
        }
    }
}

#[test]
fn a_bridge_and_a_ranking_are_drawn_from_their_rows() {
    let Some(python) = python() else { return };
    let place = Place::sqlite();
    place.run(["demo", "--no-serve"]).expect_done();
    let mut command = place.command(["report", "--municipality", "766", "--month", "2025-06"]);
    // The invented data are not all of that month.
    command.args(["--force", "Hele året vises"]);
    command.env("PEJL_DATA", place.data().join("demo"));
    command.args(["--lang", "da", "--format", "html,xlsx", "--out"]);
    command.arg(place.folder());
    let done = run(command).expect_done();
    let files: Vec<&str> = done.stdout.lines().collect();
    let found = found(&python, Path::new(files[1]));
    compare(
        &std::fs::read_to_string(files[0]).unwrap(),
        &found,
        Lang::Da,
    );
    nothing_is_covered(&found);
    let charts = charts(&found);
    let named = |name: &str| {
        let of = charts.iter().find(|chart| chart["names"] == name);
        *of.unwrap_or_else(|| panic!("no chart over {name}: {charts:?}"))
    };
    let ranking = named("Kommune");
    assert_eq!(
        (&ranking["kind"], &ranking["values"]),
        (&json!("barChart"), &json!("kr. pr. indbygger"))
    );
    // Means and quartiles are rows of the table, and no places.
    assert_eq!(ranking["series"][0]["points"][0], 98);
    // A bar goes from what was reached before to what is reached with it, and all of it from the first amount to the last.
    let bridge = named("Del");
    let series = bridge["series"].as_array().unwrap();
    let values = |no: usize| -> Vec<f64> {
        let points = series[no]["points"][1].as_array().unwrap();
        points.iter().map(|one| one[1].as_f64().unwrap()).collect()
    };
    let (before, totals, reached) = (values(0), values(1), values(2));
    let last = reached.len() - 1;
    assert_eq!(totals, [reached[0], reached[last]]);
    assert_eq!(before[1..last], reached[..last - 1]);
    assert_eq!((before[0], before[last]), (reached[0], reached[last]));
}

#[test]
fn the_same_revision_gives_the_same_file_whatever_the_surroundings() {
    let place = filled();
    let first = std::fs::read(made(&place, "one", &[])).unwrap();
    for (zone, lang, threads) in [
        ("Pacific/Auckland", "da_DK.UTF-8", "1"),
        ("America/Lima", "C", "4"),
    ] {
        let mut again = command(&place, "two", &["--format", "xlsx"]);
        again.env("TZ", zone).env("LANG", lang).env("LC_ALL", lang);
        again
            .env("POLARS_MAX_THREADS", threads)
            .env("RAYON_NUM_THREADS", threads);
        let file = run(again).expect_done().stdout;
        assert!(std::fs::read(file.trim()).unwrap() == first, "{zone}");
    }
}

/// The bytes of every part of the file, unpacked.
fn unpacked(file: &Path) -> String {
    let mut archive = zip::ZipArchive::new(std::fs::File::open(file).unwrap()).unwrap();
    let mut all = String::new();
    for no in 0..archive.len() {
        let mut part = archive.by_index(no).unwrap();
        std::io::Read::read_to_string(&mut part, &mut all).unwrap();
    }
    all
}

#[test]
fn what_few_are_behind_is_in_no_part_of_the_file() {
    let Some(python) = python() else { return };
    let place = filled();
    let (html, of_viewer) = both(&place, &python, &["--lang", "en"]);
    let (all, of_admin) = both(&place, &python, &["--lang", "en", "--role", "admin"]);
    let bytes = unpacked(&made(&place, "viewer", &["--lang", "en"]));
    assert!(bytes.contains("confidential"));
    // Numbers as they are stored, unrounded, where the viewer has a word instead.
    let (seen, known) = (numbers_withheld(&of_viewer), numbers_withheld(&of_admin));
    let mut n_withheld = 0;
    for ((code, cell), (_, other)) in seen.iter().zip(&known) {
        let Some(value) = other[3].as_f64().filter(|_| cell[3] == "confidential") else {
            continue;
        };
        let stored = format!("{value}");
        // What is whole, none or all is a number of other things as well.
        if stored.len() > 6 {
            n_withheld += 1;
            assert!(!bytes.contains(&stored), "{code}: {stored}");
        }
    }
    assert!(n_withheld > 0, "nothing was looked for");
    let withheld = |html: &str| {
        let cells = rows(html).into_iter();
        cells
            .filter(|(_, cells)| cells[0].starts_with("confidential"))
            .count()
    };
    assert!(withheld(&html) > withheld(&all));
    // Nobody's role is that of anybody.
    let anybody = made(&place, "anybody", &["--lang", "en", "--role", "viewer"]);
    let viewer = made(&place, "viewer", &["--lang", "en"]);
    assert!(std::fs::read(anybody).unwrap() == std::fs::read(viewer).unwrap());
}

/// The newest figures of the board: what each row is of, and the cell.
fn numbers_withheld(found: &Value) -> Vec<(String, Value)> {
    let sheet = Sheet::of(&sheets(found)[1], Lang::En);
    let rows = sheet.cells.iter().filter(|(row, _)| **row > 3);
    let newest =
        rows.filter_map(|(row, cells)| Some((sheet.shown(*row, 2), (*cells.get(&3)?).clone())));
    newest.collect()
}

#[test]
fn all_formats_are_written_or_none() {
    let place = filled();
    let out = place.folder().join("out");
    std::fs::create_dir_all(out.join("pejl-766-2018-03-da.xlsx")).unwrap();
    let said = run(command(&place, "out", &["--format", "html,xlsx"]))
        .expect_code(3)
        .stderr;
    assert!(said.contains("failed to write"), "{said}");
    assert_eq!(std::fs::read_dir(&out).unwrap().count(), 1);
}
