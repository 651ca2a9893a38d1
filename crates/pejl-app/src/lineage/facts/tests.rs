#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_db::testing::TestDatabase;
use pejl_metrics::Request;

use super::*;
use crate::compute::Figures;
use crate::declaration::{self, Said};
use crate::definitions::definitions_for;
use crate::import::{ImportKind, ImportRequest, import};
use crate::lineage::{Lineage, LineageRequest, get_lineage};
use crate::snapshot::{AsKnown, known};
use crate::test_place::Place;

const ELDERLY: [&str; 6] = ["53026", "53027", "53028", "53029", "53031", "53036"];

/// REGK31 of two municipalities in 2018, with a dranst and an art that no reading counts.
///
/// The number on a line is the line's own, so that a figure tells which lines were summed.
fn accounts(unit: &str) -> String {
    let mut file = "OMRÅDE;FUNKTION;DRANST;ART;PRISENHED;TID;INDHOLD\n".to_owned();
    let mut line = 2;
    for function in ELDERLY {
        for area in ["630", "766"] {
            for dranst in ["1", "2", "3"] {
                for art in ["TOT", "UE"] {
                    file += &format!("{area};{function};{dranst};{art};{unit};2018;{line}\n");
                    line += 1;
                }
            }
        }
    }
    file
}

/// Residents of 2018 by age.
const RESIDENTS: &str = "OMRÅDE;KØN;ALDER;TID;INDHOLD
766;I alt;I alt;2018K2;45000
766;I alt;67-79 år;2018K2;5000
766;I alt;80 år og derover;2018K2;1900
766;I alt;I alt;2018K3;46000
766;I alt;67-79 år;2018K3;6000
766;I alt;80 år og derover;2018K3;2000
";

/// The line of a row of [`accounts`].
fn line(function: usize, dranst: usize) -> i64 {
    // Six lines of each municipality, two of each dranst.
    i64::try_from(2 + 12 * function + 6 + 2 * (dranst - 1)).unwrap()
}

fn filled() -> (TestDatabase, Place) {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    for (name, table, content) in [
        ("per-resident.csv", "REGK31", accounts("INDL")),
        ("amounts.csv", "REGK31", accounts("LOBM")),
        ("residents.csv", "FOLK1A", RESIDENTS.to_owned()),
    ] {
        place.import_statbank(table, &place.write(name, &content));
    }
    (database, place)
}

fn request(reading: &str, function: &str) -> LineageRequest {
    LineageRequest {
        query: Request {
            indicators: vec![format!("F2.{reading}")],
            municipalities: vec!["766".to_owned()],
            periods: vec!["2018".to_owned()],
            filters: vec![("function".to_owned(), vec![function.to_owned()])],
            ..Request::default()
        },
        ..LineageRequest::default()
    }
}

fn lineage(place: &Place, reading: &str, function: &str) -> Lineage {
    get_lineage(&place.store, &request(reading, function)).unwrap()
}

/// Side, table, period and file, with the stretches of lines that rows are from.
fn files(found: &Lineage) -> Vec<(String, Vec<Stretch>)> {
    let mut files = Vec::new();
    for dataset in &found.datasets {
        let side = dataset.side.unwrap().as_str();
        let table = dataset.table.as_deref().unwrap();
        let period = dataset.months.0.unwrap();
        for file in dataset.imports.iter().flat_map(|one| &one.files) {
            let name = &file.file.name;
            let text = format!("{side} {table} {period} {name}");
            files.push((text, file.stretches.clone()));
        }
    }
    files
}

/// The sum of the facts of a side, in the unit of their table.
fn sum(found: &Lineage, side: Side) -> f64 {
    let facts = found.facts.listed.iter().filter(|one| one.side == side);
    facts.map(|one| one.value.unwrap()).sum()
}

/// Lines that follow each other by two, as dranst 1 and 2 do.
fn each(lines: &[i64]) -> Vec<Stretch> {
    lines.iter().map(|line| (*line, *line)).collect()
}

#[test]
fn a_figure_is_traced_to_the_lines_it_is_the_sum_of_and_to_its_residents() {
    let (_database, place) = filled();
    let found = lineage(&place, "net_per_resident", "5.30.27");
    // Of the two units the amounts, of dranst 1 and 2, and of art the total; residents are those of the third quarter.
    let accounts = each(&[line(1, 1), line(1, 2)]);
    assert_eq!(
        files(&found),
        [
            ("top REGK31 2018 amounts.csv".to_owned(), accounts),
            (
                "bottom FOLK1A 2018-Q3 residents.csv".to_owned(),
                vec![(5, 5)]
            ),
        ]
    );
    assert_eq!((found.facts.n_facts, found.facts.is_cut()), (3, false));
    let first = &found.facts.listed[0];
    assert_eq!(first.members["function"], "5.30.27");
    let row = first.row.clone().unwrap();
    assert_eq!(row.file.as_deref(), Some("amounts.csv"));
    // The facts are the figure: øre over persons.
    let observation = &found.observation;
    let above = sum(&found, Side::Top) / 100.0;
    assert_eq!(observation.numerator, Some(above));
    assert_eq!(observation.denominator, Some(sum(&found, Side::Bottom)));
    assert!(found.datasets.iter().all(|one| !one.segments.is_empty()));

    let aged = lineage(&place, "net_per_resident_67plus", "5.30.27");
    let residents = (
        "bottom FOLK1A 2018-Q3 residents.csv".to_owned(),
        vec![(6, 7)],
    );
    assert_eq!(files(&aged)[1], residents);
    assert_eq!(aged.observation.denominator, Some(8_000.0));
}

#[test]
fn a_published_figure_is_its_own_facts_and_no_residents() {
    let (_database, place) = filled();
    let found = lineage(&place, "published_per_resident", "5.30.27");
    let files = files(&found);
    let [(file, _)] = files.as_slice() else {
        unreachable!("{files:?}");
    };
    assert_eq!(file, "top REGK31 2018 per-resident.csv");
    assert_eq!(found.observation.value, Some(sum(&found, Side::Top)));
}

#[test]
fn a_main_function_that_is_summed_is_traced_to_its_functions() {
    let (_database, place) = filled();
    let found = lineage(&place, "net_per_resident", "5.30");
    let lines = (0..ELDERLY.len()).flat_map(|one| [line(one, 1), line(one, 2)]);
    let lines: Vec<i64> = lines.collect();
    let accounts = ("top REGK31 2018 amounts.csv".to_owned(), each(&lines));
    assert_eq!(files(&found)[0], accounts);
    let above = sum(&found, Side::Top) / 100.0;
    assert_eq!(found.observation.numerator, Some(above));
}

#[test]
fn a_list_that_is_cut_says_so_and_its_files_have_all_lines() {
    let database = TestDatabase::sqlite();
    let place = Place::on(&database);
    let mut residents = "OMRÅDE;KØN;ALDER;CIVILSTAND;TID;INDHOLD\n".to_owned();
    for age in 0..=125 {
        for sex in ["Mænd", "Kvinder"] {
            for status in ["Ugift", "Gift/separeret", "Fraskilt", "Enke/enkemand"] {
                residents += &format!("766;{sex};{age} år;{status};2018K3;7\n");
            }
        }
    }
    for (name, table, content) in [
        ("amounts.csv", "REGK31", accounts("LOBM")),
        ("residents.csv", "FOLK1A", residents),
    ] {
        place.import_statbank(table, &place.write(name, &content));
    }
    let found = lineage(&place, "net_per_resident", "5.30.27");
    let n_residents = 126 * 2 * 4;
    assert_eq!(
        found.observation.denominator,
        Some(7.0 * f64::from(n_residents))
    );
    let listed = found.facts.listed.len();
    assert_eq!((listed, found.facts.n_facts), (FACTS_MAX, 2 + 1_008));
    assert!(found.facts.is_cut());
    let residents = (
        "bottom FOLK1A 2018-Q3 residents.csv".to_owned(),
        vec![(2, 1_009)],
    );
    assert_eq!(files(&found)[1], residents);
}

#[test]
fn what_no_file_has_a_row_of_is_counted_and_has_no_line() {
    // The table has no row of dranst 2 of the second function.
    let row = format!("766;53027;2;TOT;LOBM;2018;{}\n", line(1, 2));
    let accounts = accounts("LOBM").replace(&row, "");
    for (is_bulk, counts_as, n_absent, cell) in [
        (false, (None, Cell::Missing), (0, 1), Cell::Missing),
        (true, (Some(0.0), Cell::Zero), (1, 0), Cell::Ok),
    ] {
        let database = TestDatabase::sqlite();
        let place = Place::on(&database);
        let said = Said {
            table: Some("REGK31"),
            bulk: is_bulk,
            ..Said::default()
        };
        let request = ImportRequest {
            kind: ImportKind::Statbank,
            files: vec![place.write("amounts.csv", &accounts)],
            declared: declaration::read(&said).unwrap(),
            dry_run: false,
            actor: "test".to_owned(),
        };
        import(&place.store, &request, &mut |_| {}).unwrap();
        place.import_statbank("FOLK1A", &place.write("residents.csv", RESIDENTS));
        let found = lineage(&place, "net_per_resident", "5.30.27");
        let facts = &found.facts;
        let absent = facts.listed.iter().filter(|one| one.row.is_none());
        let absent: Vec<_> = absent.map(|one| (one.value, one.cell)).collect();
        assert_eq!(absent, [counts_as]);
        assert_eq!((facts.n_absent_zero, facts.n_absent_missing), n_absent);
        assert_eq!(found.observation.cell, cell);
        // What the file has stands in it all the same.
        assert_eq!(files(&found)[0].1, each(&[line(1, 1)]));
    }
}

#[test]
fn nothing_is_told_of_facts_behind_a_figure_that_is_withheld() {
    let (_database, place) = filled();
    let facts = known(&place.store, STAT_FACT.name, AsKnown::Head).unwrap();
    let asked = request("net_per_resident", "5.30").query;
    let definitions = definitions_for(&place.store, facts.revision, &asked).unwrap();
    let query = Query::parse(&definitions.catalogue, &asked).unwrap();
    let computer = Computer::new(&place.store, &facts, &definitions, Figures::Computed);
    let resolution = computer.resolve_facts(&query).unwrap();
    let told = computer.of_resolution(&resolution).unwrap().remove(0);
    assert_eq!(behind(&resolution, &told).len(), 13);
    let withheld = gate::withheld(told);
    assert_eq!(behind(&resolution, &withheld), []);
}

#[test]
fn what_is_not_of_one_figure_of_facts_is_refused() {
    let (_database, place) = filled();
    let refused = |change: &dyn Fn(&mut Request)| {
        let mut asked = request("net_per_resident", "5.30");
        change(&mut asked.query);
        match get_lineage(&place.store, &asked) {
            Err(AppError::Invalid(problems)) => problems[0].parameter.clone(),
            other => unreachable!("{other:?}"),
        }
    };
    assert_eq!(
        refused(&|asked| asked.by = vec!["function".to_owned()]),
        "by"
    );
    let of_group = |asked: &mut Request| asked.municipalities = vec!["all".to_owned()];
    assert_eq!(refused(&of_group), "municipality");
    let of_years = |asked: &mut Request| asked.periods = vec!["2017..2018".to_owned()];
    assert_eq!(refused(&of_years), "period");
}
