//! Sample cells of the real files, checked by hand, and whole files against the tables that came with them.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use std::collections::HashMap;
use std::path::Path;

use super::{REGK31, columns, part, read};
use crate::number::{Number, NumberFormat, parse_number};
use crate::testing::{Whole, real_data};
use crate::{OpenOptions, Role};

#[track_caller]
fn whole(root: &Path, file: &str) -> Whole {
    read(root, file, &OpenOptions::default()).unwrap()
}

/// The rows that begin with these texts, as the rest of their columns.
#[track_caller]
fn check_cell(whole: &Whole, begin: &[&str], rest: &[&str]) {
    assert_eq!(&whole.row(begin)[begin.len()..], rest, "{begin:?}");
}

#[test]
fn cells_of_the_population_tables() {
    let Some(root) = real_data() else { return };
    check_cell(
        &whole(&root, "dst-folk1a-api-csv/FOLK1A.csv"),
        &["Hele landet", "I alt", "2008K1"],
        &["5475791"],
    );
    check_cell(
        &whole(&root, "dst-folk1a-api-csv/FOLK1A-1.csv"),
        &["I alt", "Hele landet", "2020K1"],
        &["5822763"],
    );
    check_cell(
        &whole(&root, "dst-folk1a-api-csv/FOLK1A-2.csv"),
        &["København", "2008K1", "Gift/separeret"],
        &["128556"],
    );
    check_cell(
        &whole(&root, "dst-folk1a-api-csv/FOLK1A-3.csv"),
        &["Dragør", "10 år", "2008K1", "Gift/separeret"],
        &["0"],
    );
    let codes = whole(&root, "dst-folk1a-koder/FOLK1A.csv");
    check_cell(&codes, &["000", "1", "0", "2008K1"], &["32976"]);
    assert_eq!((codes.lines[0], codes.lines.last()), (2, Some(&31_201)));
    check_cell(
        &whole(&root, "dst-folk1am/FOLK1AM.csv"),
        &["Hele landet", "2021M10"],
        &["5867412"],
    );
    check_cell(
        &whole(&root, "dst-folk1b-kommuner/folk1b-omregnet.csv"),
        &["All Denmark", "Total", "Total", "2009Q1"],
        &["5511451"],
    );
}

#[test]
fn cells_of_the_municipal_accounts() {
    let Some(root) = real_data() else { return };
    let regk11 = whole(&root, "dst-regk11/dataY.csv");
    let begin = [
        "Greve",
        "Pr. indbygger, løbende priser (kr.)",
        "1 Driftskonti",
        "4 Sundhedsområdet",
        "I alt (netto)",
        "2021",
    ];
    check_cell(&regk11, &begin, &["5369"]);
    let regk31 = read(
        &root,
        "dst-regk31-uddrag/2016-uddrag.csv",
        &columns(&REGK31),
    )
    .unwrap();
    assert_eq!(regk31.lines.first(), Some(&1));
    let begin = [
        "Pr. indbygger, løbende priser (kr.)",
        "I alt (netto)",
        "5.38.45 Behandling af personer med stofmisbrug",
        "København",
    ];
    check_cell(&regk31, &begin, &["420"]);
    // The negative and near-zero values the data's README names.
    let values: Vec<(&str, &str)> = regk31
        .rows
        .iter()
        .map(|row| (row[3].as_str(), row[4].as_str()))
        .collect();
    assert!(values.contains(&("Ærø", "-57")) && values.contains(&("Dragør", "-13")));
    let regk31 = read(
        &root,
        "dst-regk31-uddrag/2019-uddrag.csv",
        &columns(&REGK31),
    )
    .unwrap();
    assert!(
        regk31
            .rows
            .iter()
            .any(|row| row[3] == "Næstved" && row[4] == "1")
    );
    let country: Vec<&str> = regk31
        .rows
        .iter()
        .filter(|row| row[3] == "Hele landet")
        .map(|row| row[4].as_str())
        .collect();
    assert_eq!(country, ["3834", "900"]);
}

#[test]
fn cells_of_the_noegletal_report() {
    let Some(root) = real_data() else { return };
    let report = whole(&root, "noegletal-dk/nwRap-10Sep2024-101803.csv");
    check_cell(&report, &["Andel udpendlere", "155", "2007"], &["76,2"]);
    check_cell(&report, &["Andel indpendlere", "825", "2022"], &["13,0"]);
    check_cell(&report, &["Andel indpendlere", "825", "2024"], &["M"]);
    let names = report.described.columns[1].members.clone().unwrap();
    assert_eq!(
        (names.len(), names.get("492").map(String::as_str)),
        (8, Some("Ærø Kommune"))
    );
    assert_eq!(
        report.described.symbols.get("M").map(String::as_str),
        Some("Det pågældende nøgletal mangler for året.")
    );
    assert_eq!(
        report.described.updated.as_deref(),
        Some("10. september 2024")
    );
}

#[test]
fn cells_and_descriptions_of_px_files() {
    let Some(root) = real_data() else { return };
    let file = whole(&root, "px-groenland-pxmake/CONTVARIABLE.px");
    check_cell(&file, &["K_3002", "Fodselsoverskudd", "2021"], &["-19"]);
    let contents = &file.described.columns[1];
    assert_eq!(
        (contents.name.as_str(), contents.label.as_deref()),
        ("ContentsCode", Some("contents"))
    );
    let languages = whole(
        &root,
        "px-groenland-pxmake/CONTVARIABLE_multiple_languages.px",
    );
    let units = languages.described.columns[2].units.clone().unwrap();
    assert_eq!(
        units.get("kulj").map(String::as_str),
        Some("Miljoonaa tonnikilometriä")
    );
    let symbols = whole(&root, "px-scb-pxweb/NPM/EXEMPEL2.PX");
    assert_eq!(
        symbols.described.symbols.get("..").map(String::as_str),
        Some("two")
    );
    let template = whole(
        &root,
        "px-scb-pxweb/error/fatal/template av BE0101F1error.px",
    );
    check_cell(&template, &["00", "20", "2003", "BE0101F1", "2"], &["."]);
    check_cell(&template, &["0115", "22", "2003", "BE0101F2", "2"], &["35"]);
    assert_eq!(template.described.symbols.len(), 6);
    let sparse = whole(&root, "px-pxr/example4.px");
    check_cell(&sparse, &["03", "02", "2", "D2"], &["30"]);
    check_cell(
        &whole(&root, "px-pxr/example5.px"),
        &["2010", "SE", "Y80", "ED5_6"],
        &["8.02"],
    );
    check_cell(
        &whole(&root, "px-pxr/example6.px"),
        &["B3", "001", "A4"],
        &["20"],
    );
    check_cell(
        &whole(&root, "px-pxr/example7.px"),
        &["ES70", "2011"],
        &["20600"],
    );
    check_cell(
        &whole(&root, "px-groenland-pxmake/semicolon_in_values.px"),
        &["Public administration; defence", "2021"],
        &["4"],
    );
    // A file whose rows end with semicolons.
    let rows = whole(&root, "px-pyaxis/14001.px").rows;
    assert_eq!(
        (
            rows.len(),
            rows.last().and_then(|row| row.last()).map(String::as_str)
        ),
        (8064, Some("4"))
    );
}

/// Two texts that are the same number, or both no number.
fn same_value(ours: &str, theirs: &str) -> bool {
    let number = |text| parse_number(text, NumberFormat::ENGLISH).ok();
    match (number(ours), number(theirs)) {
        (Some(a), Some(b)) => same_number(a, b),
        (None, None) => true,
        _ => false,
    }
}

fn same_number(a: Number, b: Number) -> bool {
    let power = |n: i32| 10_i128.pow(u32::try_from(n).unwrap());
    i128::from(a.value) * power(b.scale) == i128::from(b.value) * power(a.scale)
}

/// StatBank's Excel downloads against the long tables that the same repository made of them with pandas.
#[test]
fn workbooks_agree_with_their_long_tables_cell_by_cell() {
    let Some(root) = real_data() else { return };
    for (workbook, long, n_in_workbook, n_in_long) in [
        ("INDKP107", "INDKP107_long", 1955, 1666),
        ("RAS200", "RAS200_long", 1508, 1287),
        ("areal", "area", 105, 99),
    ] {
        let ours = whole(&root, &format!("dst-xlsx-export/{workbook}.xlsx"));
        let names = ours.names();
        let region = names.iter().position(|name| *name == "region").unwrap();
        let time = ours.described.position_of(Role::Time).unwrap();
        let value = ours.described.position_of(Role::Value).unwrap();
        let cells: HashMap<(&str, &str), &str> = ours
            .rows
            .iter()
            .map(|row| {
                (
                    (row[region].as_str(), row[time].as_str()),
                    row[value].as_str(),
                )
            })
            .collect();
        assert_eq!(
            (cells.len(), ours.rows.len()),
            (n_in_workbook, n_in_workbook)
        );
        let long = whole(&root, &format!("dst-xlsx-export/{long}.csv"));
        assert_eq!(long.rows.len(), n_in_long);
        for row in &long.rows {
            let (municipality, year, theirs) = match row.as_slice() {
                [municipality, year, value] => (municipality.as_str(), year.as_str(), value),
                [municipality, value] => (municipality.as_str(), "2019", value),
                other => unreachable!("{other:?}"),
            };
            let ours = cells[&(municipality, year)];
            assert!(
                same_value(ours, theirs),
                "{workbook}: {municipality} {year}: {ours} and {theirs}"
            );
        }
    }
}

/// JSON-stat datasets against the tables that the JavaScript toolkit made of them.
#[test]
fn json_stat_agrees_with_the_javascript_toolkit_cell_by_cell() {
    let Some(root) = real_data() else { return };
    let folder = "jsonstat-jsonstatpy/output_from_nodejs";
    // The dataset here has one year more (2015) than the toolkit's table.
    let eurostat = read(
        &root,
        "jsonstat-jsonstatpy/www.cso.ie/eurostat-name_gpd_c-geo_IT.json",
        &OpenOptions::default(),
    );
    check_against_toolkit(
        &eurostat.unwrap(),
        &whole(
            &root,
            &format!("{folder}/eurostat-name_gpd_c-geo_IT-to_table.csv"),
        ),
        1,
    );
    let oecd = read(&root, "jsonstat-pyjstat/oecd-canada.json", &part("oecd")).unwrap();
    check_against_toolkit(
        &oecd,
        &whole(&root, &format!("{folder}/oecd-canada-to_table.csv")),
        0,
    );
}

fn check_against_toolkit(ours: &Whole, theirs: &Whole, n_more: usize) {
    let columns = &ours.described.columns;
    let value = ours.described.position_of(Role::Value).unwrap();
    // The toolkit's table has labels where we have codes.
    let labelled: HashMap<Vec<String>, &str> = ours
        .rows
        .iter()
        .map(|row| {
            let label = |(text, column): (&String, &crate::ColumnInfo)| {
                column
                    .members
                    .as_ref()
                    .and_then(|m| m.get(text))
                    .unwrap_or(text)
                    .clone()
            };
            (
                row[..value].iter().zip(columns).map(label).collect(),
                row[value].as_str(),
            )
        })
        .collect();
    assert_eq!(labelled.len(), theirs.rows.len() + n_more);
    for row in &theirs.rows {
        let (their_value, key) = row.split_last().unwrap();
        let our_value = labelled[key];
        assert!(
            same_value(our_value, their_value),
            "{key:?}: {our_value} and {their_value}"
        );
    }
}
