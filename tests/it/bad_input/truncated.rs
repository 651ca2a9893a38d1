//! Files that were cut.

use super::*;

#[test]
fn csv_cut_inside_a_row_is_refused_with_the_row() {
    let issues = rows_refused("cut.csv", "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT;IN");
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.truncated")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn csv_cut_inside_quotes_is_refused_with_the_row() {
    let issues = rows_refused(
        "cut.csv",
        "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT;\"Pr. indbygger, løb",
    );
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.unterminated_quote")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn csv_row_with_too_few_fields_in_the_middle_is_refused() {
    let issues = rows_refused(
        "ragged.csv",
        "766;53027;1;TOT;INDL;2019;1\n630;53027;1;TOT\n607;53027;1;TOT;INDL;2019;3\n",
    );
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "csv.ragged_row")
        .unwrap();
    assert_eq!(issue["line"], 3, "{issue}");
}

#[test]
fn px_cut_before_its_last_cell_is_refused() {
    let px = px_of(&["1", "2", "3", "4"]);
    let place = place_with_facts();
    let whole = place.write("whole.px", &px);
    assert_eq!(place.import(&whole, &["--dry-run"])["n_rows"], 4);
    let cut = place.write("cut.px", px.trim_end().trim_end_matches("4;"));
    let issues = refused(&place, &cut, &[]);
    assert_eq!(issues[0]["rule"], "px.wrong_number_of_cells", "{issues:#?}");
    let unended = place.write("unended.px", px.trim_end().trim_end_matches(";"));
    let issues = refused(&place, &unended, &[]);
    assert_eq!(issues[0]["rule"], "px.truncated", "{issues:#?}");
    let fewer = place.write("fewer.px", px_of(&["1", "2", "3"]));
    let issues = refused(&place, &fewer, &[]);
    assert_eq!(issues[0]["rule"], "px.wrong_number_of_cells", "{issues:#?}");
}

#[test]
fn json_stat_cut_inside_its_values_is_refused() {
    let whole = json_stat_of("[2,2]", "[1,2,3,4]");
    let place = place_with_facts();
    assert_eq!(
        place.import(&place.write("whole.json", &whole), &["--dry-run"])["n_rows"],
        4
    );
    let cut = whole.split_inclusive("[1,2,").next().unwrap();
    let issues = refused(&place, &place.write("cut.json", cut), &[]);
    assert_eq!(issues[0]["rule"], "json.truncated", "{issues:#?}");
    let fewer = place.write("fewer.json", json_stat_of("[2,2]", "[1,2,3]"));
    let issues = refused(&place, &fewer, &[]);
    assert_eq!(
        issues[0]["rule"], "json.wrong_number_of_cells",
        "{issues:#?}"
    );
}

#[test]
fn xlsx_cut_in_half_is_refused() {
    let Some(real) = pejl_tests::real_data::real_data() else {
        return;
    };
    let bytes = std::fs::read(real.join("dst-xlsx-export/INDKP107.xlsx")).unwrap();
    let place = place_with_facts();
    let cut = place.write("cut.xlsx", &bytes[..bytes.len() / 2]);
    let issues = refused(&place, &cut, &["--unit", "other:kr."]);
    assert_eq!(issues[0]["file"], "cut.xlsx");
}

#[test]
fn empty_file_and_file_without_rows_are_refused() {
    let place = place_with_facts();
    let issues = refused(
        &place,
        &place.write("empty.csv", ""),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "file.empty", "{issues:#?}");
    let issues = refused(
        &place,
        &place.write("header.csv", HEADER),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "file.empty", "{issues:#?}");
}
