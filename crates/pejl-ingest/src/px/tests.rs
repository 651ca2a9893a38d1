#![expect(clippy::unwrap_used, reason = "tests")]

use pejl_domain::cover::Absent;
use pejl_domain::lang::Lang;

use crate::testing::{check_refused, read_bytes, read_text};
use crate::{Encoding, Limits, OpenOptions, Role};

const HEAD: &str = "CHARSET=\"ANSI\";\nMATRIX=\"T1\";\nSUBJECT-CODE=\"S\";\nSUBJECT-AREA=\"s\";\nTITLE=\"t\";\nCONTENTS=\"c\";\nUNITS=\"antal\";\nDECIMALS=0;\n";

fn px(rest: &str) -> String {
    format!("{HEAD}{rest}")
}

const TWO_BY_TWO: &str = "STUB=\"område\";\nHEADING=\"tid\";\nVALUES(\"område\")=\"Vejle\",\"Hele landet\";\nVALUES(\"tid\")=\"2018\",\"2019\";\nCODES(\"område\")=\"630\",\"000\";\nTIMEVAL(\"tid\")=TLIST(A1,\"2018\"-\"2019\");\n";

#[test]
fn cells_come_in_row_major_order_with_codes_and_lines() {
    let whole = read_text(&px(&format!("{TWO_BY_TWO}DATA=\n1 -2.5\n\"..\" \"-\";\n"))).unwrap();
    assert_eq!(whole.names(), ["område", "tid", "INDHOLD"]);
    assert_eq!(
        whole.rows,
        [
            ["630", "2018", "1"],
            ["630", "2019", "-2.5"],
            ["000", "2018", ".."],
            ["000", "2019", "-"]
        ]
    );
    assert_eq!(whole.lines, [16, 16, 17, 17]);
    assert_eq!(whole.warnings(), [""; 0]);
    let described = &whole.described;
    assert_eq!(
        (
            described.table.as_deref(),
            described.unit.as_deref(),
            described.decimal
        ),
        (Some("T1"), Some("antal"), Some('.'))
    );
    let roles: Vec<_> = described.columns.iter().map(|c| c.role.unwrap()).collect();
    assert_eq!(roles, [Role::Dimension, Role::Time, Role::Value]);
    let members = described
        .columns
        .first()
        .and_then(|c| c.members.as_ref())
        .unwrap();
    assert_eq!(members.get("630").map(String::as_str), Some("Vejle"));
}

#[test]
fn values_on_several_lines_and_semicolons_inside_quotes() {
    let text = px(
        "STUB=\"a\";\nVALUES(\"a\")=\"x; y\",\n\"lang \"\n\"værdi\",\"z\";\nNOTE(\"a\")=\"en note; \"\n\"på to linjer\";\nDATA=1,2;3;",
    );
    let whole = read_text(&text).unwrap();
    assert_eq!(whole.rows, [["x; y", "1"], ["lang værdi", "2"], ["z", "3"]]);
    assert_eq!(whole.described.notes, ["a: en note; på to linjer"]);
}

#[test]
fn a_wrong_number_of_cells_is_refused() {
    let issue = check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3;\n")),
        "px.wrong_number_of_cells",
        Some(18),
    );
    assert!(
        issue.message.en.contains("expected 4 cells, found 3"),
        "{issue}"
    );
    check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 4\n5;\n")),
        "px.wrong_number_of_cells",
        Some(18),
    );
    check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 4 NOTE=\"x\";\n")),
        "px.not_a_cell",
        Some(17),
    );
    let issue = check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 1,5x;\n")),
        "px.not_a_cell",
        Some(17),
    );
    assert_eq!(
        (issue.column.as_deref(), issue.value.as_deref()),
        (Some("DATA"), Some("5x"))
    );
}

#[test]
fn a_cut_file_is_refused_or_named() {
    check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 41")),
        "px.truncated",
        Some(17),
    );
    check_refused(
        &px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 \".")),
        "px.truncated",
        Some(17),
    );
    let whole = read_text(&px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 41\n"))).unwrap();
    assert_eq!(whole.warnings(), ["px.unended"]);
    check_refused(&px("STUB=\"a\";\n"), "px.missing_keyword", Some(9));
    check_refused(&px("STUB=\"a"), "px.unterminated_text", Some(9));
}

#[test]
fn missing_definitions_are_refused_by_name() {
    let issue = check_refused(&px("STUB=\"a\";\nDATA=1;"), "px.missing_keyword", Some(9));
    assert!(issue.message.da.contains("VALUES(\"a\")"), "{issue:?}");
    let issue = check_refused(
        &px("VALUES(\"a\")=\"1\";\nDATA=1;"),
        "px.missing_keyword",
        Some(10),
    );
    assert!(issue.message.da.contains("STUB / HEADING"), "{issue:?}");
    check_refused(
        &px("STUB=\"a\",\"a\";\nVALUES(\"a\")=\"1\";\nDATA=1;"),
        "px.variable_twice",
        Some(10),
    );
    check_refused(
        &px("STUB=\"a\";\nVALUES(\"a\")=\"1\",\"1\";\nDATA=1 2;"),
        "px.same_member",
        Some(10),
    );
    check_refused(
        &px("STUB=\"a\";\nVALUES(\"a\")=\"1\";\nVALUES(\"a\")=\"1\";\nDATA=1 2;"),
        "px.twice",
        Some(11),
    );
    check_refused(
        &px("STUB=\"a\";\nVALUES(\"a\")=\"1\";\nCODES(\"a\")=\"1\",\"2\";\nDATA=1;"),
        "px.codes_differ",
        Some(11),
    );
}

#[test]
fn what_is_odd_is_a_warning_by_name() {
    let text = "CHARSET=\"ANSI\";\nSTUB=\"a\";\nVALUES(\"a\")=\"1\";\nPRESTXT(\"a\")=1;\nSHOWDECIMALS=20;\nDOMAIN(\"b\")=\"x\";\nDATA=1;";
    let whole = read_text(text).unwrap();
    assert_eq!(whole.rows, [["1", "1"]]);
    let named: Vec<_> = whole
        .described
        .warnings
        .iter()
        .map(|w| (w.rule, w.line, w.column.as_deref().unwrap_or("")))
        .collect();
    assert_eq!(
        named.get(7..),
        Some(
            &[
                ("px.unknown_keyword", Some(4), "PRESTXT(\"a\")"),
                ("px.odd_value", Some(5), "SHOWDECIMALS"),
                ("px.unknown_variable", Some(6), "DOMAIN(\"b\")"),
            ][..]
        )
    );
    assert!(
        named
            .iter()
            .take(7)
            .all(|(rule, _, _)| *rule == "px.missing_information")
    );
    let many = px(&format!(
        "{}STUB=\"a\";\nVALUES(\"a\")=\"1\";\nDATA=1;",
        "XX=1;\n".repeat(5000)
    ));
    let whole = read_text(&many).unwrap();
    assert_eq!(
        (whole.warnings().len(), whole.warnings().last()),
        (101, Some(&"px.more_warnings"))
    );
}

const TWO_LANGUAGES: &str = "LANGUAGE=\"da\";\nLANGUAGES=\"da\",\"en\";\nTITLE[en]=\"the title\";\nCONTENTS[en]=\"c\";\nUNITS[en]=\"number\";\nSTUB=\"køn\";\nSTUB[en]=\"sex\";\nVALUES(\"køn\")=\"mænd\",\"kvinder\";\nVALUES[en](\"sex\")=\"men\",\"women\";\nVARIABLECODE(\"køn\")=\"KØN\";\nVARIABLECODE[en](\"sex\")=\"KØN\";\nCODES(\"køn\")=\"1\",\"2\";\nDATA=\n1 2;\n";

#[test]
fn a_file_in_two_languages_is_read_in_the_wanted_one() {
    let read = |language| {
        let whole = read_bytes(
            px(TWO_LANGUAGES).as_bytes(),
            &OpenOptions {
                language,
                ..OpenOptions::default()
            },
        )
        .unwrap();
        assert_eq!(whole.rows, [["1", "1"], ["2", "2"]]);
        let column = whole.described.columns.first().unwrap().clone();
        let label = column.members.unwrap().get("2").cloned().unwrap();
        (
            column.name,
            column.label.unwrap(),
            label,
            whole.described.unit.unwrap(),
            whole.described.title.unwrap(),
            whole.described.language,
        )
    };
    let danish = (
        "KØN".into(),
        "køn".into(),
        "kvinder".into(),
        "antal".into(),
        "t".into(),
        Some(Lang::Da),
    );
    assert_eq!(read(None), danish);
    assert_eq!(read(Some(Lang::Da)), danish);
    assert_eq!(
        read(Some(Lang::En)),
        (
            "KØN".into(),
            "sex".into(),
            "women".into(),
            "number".into(),
            "the title".into(),
            Some(Lang::En)
        )
    );
    let english_only = OpenOptions {
        language: Some(Lang::En),
        ..OpenOptions::default()
    };
    let whole = read_bytes(
        px("LANGUAGE=\"da\";\nSTUB=\"a\";\nVALUES(\"a\")=\"1\";\nDATA=1;").as_bytes(),
        &english_only,
    )
    .unwrap();
    assert_eq!(
        (whole.warnings(), whole.described.language),
        (vec!["px.language_absent"], Some(Lang::Da))
    );
}

#[test]
fn units_may_depend_on_the_content() {
    let text = px(
        "STUB=\"indhold\";\nCONTVARIABLE=\"indhold\";\nVALUES(\"indhold\")=\"udgift\",\"borgere\";\nCODES(\"indhold\")=\"U\",\"B\";\nUNITS(\"udgift\")=\"1.000 kr.\";\nUNITS(\"borgere\")=\"antal\";\nDATA=1 2;",
    );
    let whole = read_text(&text).unwrap();
    let units = whole
        .described
        .columns
        .first()
        .unwrap()
        .units
        .clone()
        .unwrap();
    assert_eq!(
        units.into_iter().collect::<Vec<_>>(),
        [
            ("B".into(), "antal".into()),
            ("U".into(), "1.000 kr.".into())
        ]
    );
    assert_eq!(whole.described.unit, None);
    let wrong = text.replace("UNITS(\"borgere\")", "UNITS(\"borger\")");
    check_refused(&wrong, "px.unit_of_unknown_content", Some(14));
    check_refused(
        &text.replace("CONTVARIABLE=\"indhold\"", "CONTVARIABLE=\"x\""),
        "px.unknown_content_variable",
        Some(10),
    );
}

const SPARSE: &str = "STUB=\"A\",\"B\";\nHEADING=\"T\";\nVALUES(\"A\")=\"a\",\"b\";\nVALUES(\"B\")=\"x\",\"y\";\nVALUES(\"T\")=\"1\",\"2\";\nCODES(\"A\")=\"01\",\"02\";\nKEYS(\"A\")=CODES;\nKEYS(\"B\")=VALUES;\n";

#[test]
fn sparse_rows_are_placed_by_their_keys_and_the_others_are_zero() {
    let whole = read_text(&px(&format!(
        "{SPARSE}DATA=\n\"02\",\"x\",1 2\n\"01\",\"y\",\"..\" 4;\n"
    )))
    .unwrap();
    assert_eq!(
        whole.rows,
        [
            ["02", "x", "1", "1"],
            ["02", "x", "2", "2"],
            ["01", "y", "1", ".."],
            ["01", "y", "2", "4"]
        ]
    );
    assert_eq!(whole.lines, [18, 18, 19, 19]);
    assert_eq!(
        (whole.warnings(), whole.described.absent),
        (vec!["px.rows_absent"], Absent::Zero)
    );
    check_refused(
        &px(&format!(
            "{SPARSE}DATA=\n\"02\",\"x\",1 2\n\"02\",\"x\",3 4;\n"
        )),
        "px.row_twice",
        Some(19),
    );
    let issue = check_refused(
        &px(&format!("{SPARSE}DATA=\n\"02\",\"z\",1 2;\n")),
        "px.unknown_key",
        Some(18),
    );
    assert_eq!(
        (issue.column.as_deref(), issue.value.as_deref()),
        (Some("B"), Some("z"))
    );
    check_refused(
        &px(&format!(
            "{SPARSE}DATA=\n\"02\",\"x\",1\n\"01\",\"x\",1 2;\n"
        )),
        "px.row_length",
        Some(18),
    );
    check_refused(
        &px(&format!(
            "{SPARSE}DATA=\n\"02\",\"x\",1 2 3\n\"01\",\"x\",1 2;\n"
        )),
        "px.row_without_keys",
        Some(18),
    );
    check_refused(
        &px(&format!("{SPARSE}DATA=\n\"02\";\n")),
        "px.row_without_keys",
        Some(19),
    );
    check_refused(
        &px(&format!(
            "{}DATA=\n\"02\",1 2;\n",
            SPARSE.replace("KEYS(\"B\")=VALUES;\n", "")
        )),
        "px.keys_incomplete",
        None,
    );
}

#[test]
fn the_character_set_is_the_files_own_unless_the_bytes_are_utf8() {
    let latin = |codepage: &str| {
        let mut bytes = px(&format!("{codepage}STUB=\"omr")).into_bytes();
        bytes.extend(b"\xE5de\";\nVALUES(\"omr\xE5de\")=\"\xC6r\xF8 \x96 \xA4\";\nDATA=1;");
        read_bytes(&bytes, &OpenOptions::default()).unwrap()
    };
    let whole = latin("");
    assert_eq!(
        (whole.described.encoding, whole.rows),
        (
            Encoding::Windows1252,
            vec![vec!["Ærø – ¤".to_owned(), "1".into()]]
        )
    );
    let whole = latin("CODEPAGE=\"iso-8859-15\";\n");
    assert_eq!(
        (whole.warnings(), whole.described.encoding),
        (vec!["encoding.read_as_1252"], Encoding::Iso885915)
    );
    assert_eq!(whole.rows, [["Ærø – €", "1"]]);
    assert_eq!(
        latin("CODEPAGE=\"klingon\";\n").warnings(),
        ["encoding.in_file_unknown"]
    );
    let utf8 = px("CODEPAGE=\"iso-8859-1\";\nSTUB=\"a\";\nVALUES(\"a\")=\"Ærø\";\nDATA=1;");
    let whole = read_text(&utf8).unwrap();
    assert_eq!(
        (whole.warnings(), whole.described.encoding),
        (vec!["encoding.in_file_wrong"], Encoding::Utf8)
    );
    // Without CHARSET the set is that of DOS, which nothing here can tell from others.
    let dos = b"MATRIX=\"x\";\nSTUB=\"a\";\nVALUES(\"a\")=\"K\x9Bge\";\nDATA=1;";
    assert_eq!(
        read_bytes(dos, &OpenOptions::default())
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "encoding.unknown"
    );
}

#[test]
fn limits_are_checked_before_reading() {
    let options = |limits| OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    let text = px(&format!("{TWO_BY_TWO}DATA=\n1 2\n3 4;\n"));
    let small = options(Limits {
        max_document_bytes: 100,
        ..Limits::default()
    });
    assert_eq!(
        read_bytes(text.as_bytes(), &small)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "file.too_large"
    );
    let few = options(Limits {
        max_cells: 3,
        ..Limits::default()
    });
    assert_eq!(
        read_bytes(text.as_bytes(), &few)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "file.too_many_cells"
    );
    let sparse = px(&format!(
        "{SPARSE}DATA=\n\"02\",\"x\",1 2\n\"01\",\"y\",\"..\" 4;\n"
    ));
    assert_eq!(
        read_bytes(sparse.as_bytes(), &few)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "file.too_many_cells"
    );
    let many: String = (0..20)
        .map(|i| {
            format!(
                "VALUES(\"v{i}\")=\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\";\n"
            )
        })
        .collect();
    let names: Vec<String> = (0..20).map(|i| format!("\"v{i}\"")).collect();
    check_refused(
        &px(&format!("STUB={};\n{many}DATA=1;", names.join(","))),
        "file.too_many_cells",
        None,
    );
}
