#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use pejl_domain::lang::Lang;

use crate::testing::{Whole, fixtures, read_bytes, read_path};
use crate::{Limits, OpenOptions, Role, RowIssue};

fn read(file: &str, options: &OpenOptions) -> Result<Whole, RowIssue> {
    read_path(&fixtures().join("xlsx").join(file), options)
}

fn whole(file: &str) -> Whole {
    read(file, &OpenOptions::default()).unwrap()
}

#[test]
fn labels_are_filled_down_and_footnotes_kept_apart() {
    let table = whole("table.xlsx");
    assert_eq!(table.names(), ["funktion", "område", "tid", "INDHOLD"]);
    assert_eq!(
        table.rows,
        [
            ["5.30.26", "Vejle", "2018", "1234.5"],
            ["5.30.26", "Vejle", "2019", "-2"],
            ["5.30.26", "Hedensted", "2018", ".."],
            ["5.30.26", "Hedensted", "2019", "0.1"],
            ["5.30.27", "Vejle", "2018", "7"],
            ["5.30.27", "Vejle", "2019", ""],
            ["5.30.27", "Hedensted", "2018", "8"],
            ["5.30.27", "Hedensted", "2019", "9"],
        ]
    );
    assert_eq!(table.lines, [4, 4, 5, 5, 6, 6, 7, 7]);
    let described = &table.described;
    assert_eq!(
        (
            described.table.as_deref(),
            described.unit.as_deref(),
            described.language
        ),
        (Some("REGK99"), Some("1.000 kr."), Some(Lang::Da))
    );
    assert_eq!(
        described.notes,
        ["Tallene er foreløbige.", "Kilde: opfundet til prøve."]
    );
    assert_eq!(described.position_of(Role::Time), Some(2));
}

#[test]
fn an_upper_heading_stands_for_all_columns_up_to_the_next() {
    let table = whole("two-headings.xlsx");
    assert_eq!(table.names(), ["A", "heading 1", "heading 2", "INDHOLD"]);
    assert_eq!(
        table.row(&["Hedensted", "2019", "Mænd"]),
        ["Hedensted", "2019", "Mænd", "7"]
    );
    assert_eq!(table.warnings(), ["xlsx.unnamed"]);
    assert_eq!(table.described.table, None);
}

#[test]
fn a_rotated_table_is_not_named_after_its_title() {
    let rotated = whole("rotated.xlsx");
    assert_eq!(
        (rotated.names(), rotated.warnings()),
        (vec!["A", "heading 1", "INDHOLD"], vec!["xlsx.unnamed"])
    );
    let options = OpenOptions {
        columns: Some(vec!["tid".into(), "område".into()]),
        ..OpenOptions::default()
    };
    let declared = read("rotated.xlsx", &options).unwrap();
    assert_eq!(declared.row(&["2019", "Vejle"]), ["2019", "Vejle", "3"]);
    let options = OpenOptions {
        columns: Some(vec!["tid".into()]),
        ..OpenOptions::default()
    };
    assert_eq!(
        read("rotated.xlsx", &options)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "xlsx.declared_count"
    );
}

#[test]
fn issues_name_the_cell() {
    let issue = read("date-cell.xlsx", &OpenOptions::default())
        .map(|w| w.rows)
        .unwrap_err();
    assert_eq!((issue.line, issue.column.as_deref()), (Some(5), Some("C")));
    assert!(
        issue.message.da.contains("en dato; Excel har ændret"),
        "{issue:?}"
    );
    let issue = read("error-cell.xlsx", &OpenOptions::default())
        .map(|w| w.rows)
        .unwrap_err();
    assert_eq!(
        (issue.line, issue.column.as_deref(), issue.value.as_deref()),
        (Some(6), Some("C"), Some("#N/A"))
    );
}

#[test]
fn limits_hold_before_anything_is_unpacked() {
    let options = |limits| OpenOptions {
        limits,
        ..OpenOptions::default()
    };
    let small = options(Limits {
        max_document_bytes: 1000,
        ..Limits::default()
    });
    assert_eq!(
        read("table.xlsx", &small).map(|w| w.rows).unwrap_err().rule,
        "file.too_large"
    );
    // Packed it is within the limit, unpacked it is not.
    let bytes = std::fs::metadata(fixtures().join("xlsx/table.xlsx"))
        .unwrap()
        .len();
    let unpacked = options(Limits {
        max_document_bytes: bytes,
        ..Limits::default()
    });
    assert_eq!(
        read("table.xlsx", &unpacked)
            .map(|w| w.rows)
            .unwrap_err()
            .rule,
        "xlsx.too_large_unpacked"
    );
    let few = options(Limits {
        max_cells: 5,
        ..Limits::default()
    });
    assert_eq!(
        read("table.xlsx", &few).map(|w| w.rows).unwrap_err().rule,
        "file.too_many_cells"
    );
}

#[test]
fn an_archive_that_can_be_read_in_two_ways_is_refused() {
    let bytes = std::fs::read(fixtures().join("xlsx/table.xlsx")).unwrap();
    for changed in [
        [&bytes[..], b"x"].concat(),
        [&b"x"[..], &bytes].concat(),
        bytes.iter().copied().take(900).collect(),
        [&bytes[..], &bytes].concat(),
    ] {
        let options = OpenOptions {
            format: Some(crate::Format::Xlsx),
            ..OpenOptions::default()
        };
        assert_eq!(
            read_bytes(&changed, &options)
                .map(|w| w.rows)
                .unwrap_err()
                .rule,
            "xlsx.archive"
        );
    }
}

/// A ZIP archive of unpacked parts, so that damage to a part reaches the reader behind the checksum.
fn stored_archive(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let crc = |bytes: &[u8]| {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                if crc & 1 == 1 {
                    (crc >> 1) ^ 0xEDB8_8320
                } else {
                    crc >> 1
                }
            })
        })
    };
    let size = |n: usize| u32::try_from(n).unwrap().to_le_bytes();
    let short = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let (mut archive, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in parts {
        let offset = archive.len();
        let common: Vec<u8> = [
            &[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0][..],
            &crc(bytes).to_le_bytes(),
            &size(bytes.len()),
            &size(bytes.len()),
            &short(name.len()),
            &[0, 0],
        ]
        .concat();
        archive.extend([b"PK\x03\x04", &common[..], name.as_bytes(), bytes].concat());
        directory.extend(
            [
                b"PK\x01\x02\x14\x00",
                &common[..],
                &[0; 10],
                &size(offset),
                name.as_bytes(),
            ]
            .concat(),
        );
    }
    let count = short(parts.len());
    let end = [
        b"PK\x05\x06\0\0\0\0",
        &count[..],
        &count,
        &size(directory.len()),
        &size(archive.len()),
        &[0, 0],
    ]
    .concat();
    archive.extend(directory);
    archive.extend(end);
    archive
}

/// The parts of a fixture, unpacked.
fn parts_of(file: &str) -> Vec<(String, Vec<u8>)> {
    let bytes = std::fs::read(fixtures().join("xlsx").join(file)).unwrap();
    super::archive::unpacked(&bytes).unwrap()
}

#[test]
fn damage_inside_a_part_does_not_panic() {
    let parts = parts_of("table.xlsx");
    assert_eq!(
        read_bytes(&stored_archive(&parts), &OpenOptions::default())
            .unwrap()
            .rows,
        whole("table.xlsx").rows
    );
    let pieces: [&[u8]; 12] = [
        b"<",
        b">",
        b"\"",
        b"/",
        b"&",
        b"r=\"A0\"",
        b"r=\"ZZZZ99999999999\"",
        b"t=\"s\"",
        b"s=\"9999\"",
        b"-",
        b"1e999",
        b"\xC3",
    ];
    let mut seed = 1_u64;
    let mut random = move |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    let (mut read, mut refused) = (0, 0);
    for _ in 0..1500 {
        let mut damaged = parts.clone();
        for _ in 0..=random(2) {
            let (_, bytes) = &mut damaged[random(parts.len())];
            let at = random(bytes.len());
            match random(4) {
                0 => bytes.truncate(at),
                1 => drop(bytes.splice(at..at, pieces[random(pieces.len())].iter().copied())),
                2 => drop(bytes.drain(at..(at + random(40)).min(bytes.len()))),
                _ => bytes
                    .iter_mut()
                    .skip(at)
                    .take(1)
                    .for_each(|byte| *byte ^= 1 << random(8)),
            }
        }
        match read_bytes(&stored_archive(&damaged), &OpenOptions::default()) {
            Ok(_) => read += 1,
            Err(_) => refused += 1,
        }
    }
    println!("damaged workbooks: {read} read, {refused} refused");
    assert!(
        read > 100 && refused > 100,
        "{read} read, {refused} refused"
    );
}

/// An archive with shared strings that begin with a start tag.
fn with_strings_tag(tag: &str) -> Vec<u8> {
    let mut parts = parts_of("table.xlsx");
    let strings = format!("<?xml version=\"1.0\"?>{tag}<si><t>x</t></si></sst>");
    parts.push(("xl/sharedStrings.xml".to_owned(), strings.into_bytes()));
    stored_archive(&parts)
}

#[test]
fn a_number_of_strings_that_hides_is_refused_before_memory_is_reserved() {
    let rule = |tag: &str| {
        read_bytes(&with_strings_tag(tag), &OpenOptions::default())
            .map(|whole| whole.rows.len())
            .map_err(|issue| issue.rule)
    };
    let namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    assert_eq!(rule(&format!("<sst {namespace} uniqueCount=\"9\">")), Ok(8));
    for tag in [
        format!("<sst {namespace} uniqueCount=\"99999999999999\">"),
        format!("<sst {namespace} x-uniqueCount=\"1\" uniqueCount=\"99999999999999\">"),
        format!("<sst a=\">\" {namespace} uniqueCount=\"99999999999999\">"),
    ] {
        assert_eq!(rule(&tag), Err("xlsx.strings"), "{tag}");
    }
}

#[test]
fn a_part_that_has_another_name_in_an_extra_field_is_refused() {
    let bytes = stored_archive(&parts_of("table.xlsx"));
    let end = bytes.len() - 22;
    let start = usize::try_from(u32::from_le_bytes(
        bytes[end + 16..end + 20].try_into().unwrap(),
    ))
    .unwrap();
    let name_length = usize::from(u16::from_le_bytes(
        bytes[start + 28..start + 30].try_into().unwrap(),
    ));
    // The first entry of the directory gets an extra field, and the directory's size with it.
    let extra = [0x75, 0x70, 1, 0, 1];
    let mut changed = bytes.clone();
    changed[start + 30] = 5;
    changed.splice(start + 46 + name_length..start + 46 + name_length, extra);
    let size = u32::try_from(end - start + extra.len()).unwrap();
    let end = changed.len() - 22;
    changed[end + 12..end + 16].copy_from_slice(&size.to_le_bytes());
    let refused = read_bytes(&changed, &OpenOptions::default()).map(|whole| whole.rows);
    assert_eq!(refused.unwrap_err().rule, "xlsx.archive");
    // The same with a field that says nothing about the name is read.
    changed[start + 46 + name_length] = 0x76;
    let read = read_bytes(&changed, &OpenOptions::default()).unwrap();
    assert_eq!(read.rows, whole("table.xlsx").rows);
}
