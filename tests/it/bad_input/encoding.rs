//! Bytes that are not the text they are said to be.

use super::*;

#[test]
fn bytes_that_are_not_the_declared_encoding_are_refused_with_their_line() {
    let place = place_with_facts();
    // `Ærø` in ISO-8859-1, in line 3, is no UTF-8.
    let mut bytes = HEADER.replace('Å', "A").into_bytes();
    bytes.extend(b"Vejle;53027;1;TOT;INDL;2019;1\n\xC6r\xF8;53027;1;TOT;INDL;2019;2\n");
    let file = place.write("latin1.csv", &bytes);
    let issues = refused(&place, &file, &["--table", "REGK31", "--encoding", "utf-8"]);
    let issue = issues
        .iter()
        .find(|issue| issue["rule"] == "encoding.invalid_byte")
        .unwrap();
    assert_eq!(
        (&issue["file"], &issue["line"]),
        (&Value::from("latin1.csv"), &Value::from(3)),
        "{issue}"
    );
    // The same file with its true encoding is fine.
    let summary = place.import(
        &file,
        &["--table", "REGK31", "--encoding", "iso-8859-1", "--dry-run"],
    );
    assert_eq!(summary["n_rows"], 2);
}

#[test]
fn utf_8_declared_as_iso_8859_1_is_refused_rather_than_read_as_gibberish() {
    let place = place_with_facts();
    let file = place.write("utf8.csv", format!("{HEADER}Ærø;53027;1;TOT;INDL;2019;1\n"));
    let issues = refused(
        &place,
        &file,
        &["--table", "REGK31", "--encoding", "iso-8859-1"],
    );
    assert_eq!(issues[0]["rule"], "encoding.declared_wrong", "{issues:#?}");
}

#[test]
fn utf_16_is_refused_by_name() {
    let place = place_with_facts();
    let bytes: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(HEADER.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let issues = refused(
        &place,
        &place.write("utf16.csv", bytes),
        &["--table", "REGK31"],
    );
    assert_eq!(issues[0]["rule"], "encoding.utf16", "{issues:#?}");
}
