#![expect(clippy::unwrap_used, reason = "tests")]

use crate::testing::{check_refused, read_bytes, read_text};
use crate::{Encoding, Format, OpenOptions};

const REPORT: &str = "De Kommunale Nøgletal;;;\n;;;\n;Kom.nr;2022;2023\n;;;\nUdgift pr. ældre;;;\nVejle Kommune;630;41.234,5;M\nGennemsnit;;40,0;-\n;;;\nAndel;;;\nVejle Kommune;630;1,0;2,0\n;;;\nTegnforklaring:;;;\nM  Mangler for året.;;;\n;;;\nMinisteriet d. 10. september 2024";

#[test]
fn blocks_become_rows() {
    let whole = read_text(REPORT).unwrap();
    assert_eq!(whole.described.format, Format::Noegletal);
    assert_eq!(whole.names(), ["Nøgletal", "Kommune", "TID", "INDHOLD"]);
    assert_eq!(
        whole.rows,
        [
            ["Udgift pr. ældre", "630", "2022", "41.234,5"],
            ["Udgift pr. ældre", "630", "2023", "M"],
            ["Udgift pr. ældre", "Gennemsnit", "2022", "40,0"],
            ["Udgift pr. ældre", "Gennemsnit", "2023", "-"],
            ["Andel", "630", "2022", "1,0"],
            ["Andel", "630", "2023", "2,0"],
        ]
    );
    assert_eq!(whole.lines, [6, 6, 7, 7, 10, 10]);
    let described = &whole.described;
    assert_eq!(
        described.symbols.get("M").map(String::as_str),
        Some("Mangler for året.")
    );
    assert_eq!(
        (described.updated.as_deref(), described.decimal),
        (Some("10. september 2024"), Some(','))
    );
    let names = described.columns.get(1).unwrap().members.clone().unwrap();
    assert_eq!(names.get("630").map(String::as_str), Some("Vejle Kommune"));
}

#[test]
fn eight_bit_reports_are_recognised() {
    let latin: Vec<u8> = REPORT
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect();
    let whole = read_bytes(&latin, &OpenOptions::default()).unwrap();
    assert_eq!(
        (whole.described.encoding, whole.rows.len()),
        (Encoding::Windows1252, 6)
    );
}

#[test]
fn what_does_not_fit_is_refused_with_its_line() {
    check_refused(
        &REPORT.replace(";Kom.nr;2022;2023", ";Kom.nr;2022;i alt"),
        "noegletal.header",
        Some(3),
    );
    check_refused(
        &REPORT.replace("41.234,5;M", "41.234,5;M;7"),
        "noegletal.row_length",
        Some(6),
    );
    check_refused(
        &REPORT.replace("Vejle Kommune;630;1,0;2,0", "Vejle Kommune;630;1,0"),
        "noegletal.row_length",
        Some(10),
    );
    check_refused(
        &REPORT.replace("Udgift pr. ældre;;;\n", ""),
        "noegletal.no_figure",
        Some(5),
    );
    check_refused(
        &REPORT.replace("Andel;;;\nVejle Kommune;630;1,0;2,0", "Andel;;;\nMere;;;"),
        "noegletal.empty_block",
        Some(10),
    );
    check_refused(
        &REPORT.replace("Gennemsnit;;40,0;-", ";630;40,0;-"),
        "noegletal.no_name",
        Some(7),
    );
    check_refused(
        &REPORT.replace("Ministeriet d.", "Ministeriet;1;d."),
        "noegletal.after_legend",
        Some(15),
    );
    let cut = REPORT
        .get(..REPORT.find("Tegnforklaring").unwrap())
        .unwrap();
    assert_eq!(read_text(cut).unwrap().warnings(), ["noegletal.no_legend"]);
}
