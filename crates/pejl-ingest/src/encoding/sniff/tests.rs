#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

fn scanned(bytes: &[u8], chunk: usize) -> Sniffed {
    let (mut scan, mut eight_bit) = (Scan::default(), EightBit::default());
    for part in bytes.chunks(chunk) {
        scan.add(part);
        eight_bit.add(part);
    }
    let mut sniffed = scan.finish();
    sniffed.eight_bit = Some(eight_bit.finish());
    sniffed
}

#[track_caller]
fn check(bytes: &[u8], expected: Result<Encoding, (&str, u64)>) {
    for chunk in [1, 2, 3, 5, 4096] {
        let sniffed = scanned(bytes, chunk);
        let got = sniffed.encoding("f", None, None);
        let got = got
            .as_ref()
            .map(|e| *e)
            .map_err(|issue| (issue.rule, issue.line.unwrap_or(0)));
        assert_eq!(got, expected, "in chunks of {chunk}");
        assert_eq!(sniffed.bytes, count(bytes.len()));
    }
}

#[test]
fn clean_files_are_told_apart() {
    check(b"a;b\n1;2\n", Ok(Encoding::Utf8));
    check("\u{feff}område\nÆrø\n".as_bytes(), Ok(Encoding::Utf8));
    check("område;€\n".as_bytes(), Ok(Encoding::Utf8));
    check(
        b"omr\xE5de\nK\xF8benhavn\n\xC6r\xF8\n",
        Ok(Encoding::Windows1252),
    );
    check(b"omr\xE5de \x96 d\x92or\n", Ok(Encoding::Windows1252));
    check(b"omr\xE5de\nMilo\x9Aevic\n", Ok(Encoding::Windows1252));
}

#[test]
fn doubtful_files_are_refused_with_the_line() {
    check(
        "a\nÆrø\n"
            .bytes()
            .chain(*b"b\nK\xF8ge\n")
            .collect::<Vec<_>>()
            .as_slice(),
        Err(("encoding.mixed", 4)),
    );
    check(
        "\u{feff}a\n"
            .bytes()
            .chain(*b"K\xF8ge\n")
            .collect::<Vec<_>>()
            .as_slice(),
        Err(("encoding.invalid_byte", 2)),
    );
    // Mac OS Roman: "Høje", "Århus".
    check(b"by\nH\xBFje\n", Err(("encoding.unknown", 2)));
    check(b"by\n\x81rhus\n", Err(("encoding.unknown", 2)));
    // Mac OS Roman: "Växjö kommun", "Malmö", which windows-1252 reads as letters, too.
    check(
        b"kommun\nMalm\x9A\nV\x8Axj\x9A\n",
        Err(("encoding.unknown", 3)),
    );
    // DOS code page 865: "Køge".
    check(b"by\n\nK\x9Bge\n", Err(("encoding.unknown", 3)));
    check(b"a\nb\0c\n", Err(("file.not_text", 2)));
    check(b"\xFF\xFEa\0", Err(("encoding.utf16", 0)));
    // A letter cut by the end of the file.
    check(b"a\n\xC3", Ok(Encoding::Windows1252));
}

#[test]
fn a_declared_set_that_contradicts_the_bytes_is_refused() {
    let utf8 = scanned("Ærø".as_bytes(), 2);
    assert_eq!(
        utf8.encoding("f", Some(Encoding::Windows1252), None)
            .unwrap_err()
            .rule,
        "encoding.declared_wrong"
    );
    assert_eq!(
        utf8.encoding("f", Some(Encoding::Utf8), None),
        Ok(Encoding::Utf8)
    );
    assert_eq!(
        utf8.encoding("f", None, Some(Encoding::Iso885915)),
        Ok(Encoding::Utf8)
    );
    let latin = scanned(b"\xC6r\xF8", 2);
    assert_eq!(
        latin.encoding("f", None, Some(Encoding::Iso885915)),
        Ok(Encoding::Iso885915)
    );
    assert_eq!(
        latin.encoding("f", Some(Encoding::Iso88591), None),
        Ok(Encoding::Iso88591)
    );
}

#[test]
fn chunks_do_not_change_what_is_found() {
    let bytes: Vec<u8> = "år\r\nKøbenhavn;€;😀\n"
        .bytes()
        .cycle()
        .take(5000)
        .collect();
    let whole = scanned(&bytes, 10_000);
    for chunk in 1..40 {
        let parts = scanned(&bytes, chunk);
        assert_eq!(
            (parts.not_utf8, parts.utf8_letters, parts.quick),
            (whole.not_utf8, whole.utf8_letters, whole.quick)
        );
        assert_eq!(parts.sha256, whole.sha256);
    }
}
