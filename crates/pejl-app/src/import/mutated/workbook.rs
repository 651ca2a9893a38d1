//! Workbooks written by hand: what is in them can be damaged, not only their outside.

/// A workbook with one sheet of this content, as XML.
pub(super) fn workbook(sheet: &[u8]) -> Vec<u8> {
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const NS: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let parts: [(&str, Vec<u8>); 5] = [
        (
            "[Content_Types].xml",
            format!("<Types xmlns=\"{PACKAGE}/content-types\"/>").into_bytes(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"w\" \
                 Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            )
            .into_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{NS}\" xmlns:r=\"{REL}\"><sheets>\
                 <sheet name=\"Ark\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            )
            .into_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" \
                 Type=\"{REL}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            )
            .into_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
    ];
    archive(&parts)
}

/// A sheet of rows of texts and numbers; an empty text is an empty cell.
pub(super) fn sheet(rows: &[&[&str]]) -> Vec<u8> {
    let mut body = String::new();
    for (row, cells) in rows.iter().enumerate() {
        body.push_str(&format!("<row r=\"{}\">", row + 1));
        for (column, value) in cells.iter().enumerate() {
            let place = format!(
                "{}{}",
                char::from(b'A' + u8::try_from(column).unwrap()),
                row + 1
            );
            if value.parse::<f64>().is_ok() && row > 2 {
                body.push_str(&format!("<c r=\"{place}\"><v>{value}</v></c>\n"));
            } else if !value.is_empty() {
                body.push_str(&format!(
                    "<c r=\"{place}\" t=\"inlineStr\"><is><t>{value}</t></is></c>\n"
                ));
            }
        }
        body.push_str("</row>\n");
    }
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>\n{body}</sheetData></worksheet>"
    )
    .into_bytes()
}

/// A ZIP archive of files that are stored as they are.
fn archive(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in parts {
        let offset = u32::try_from(out.len()).unwrap();
        let length = u32::try_from(content.len()).unwrap();
        let name_length = u16::try_from(name.len()).unwrap();
        let mut fields = Vec::new();
        // Version needed, flags, method 0 (stored), time, date of 1 January 1980.
        for field in [20_u16, 0, 0, 0, 33] {
            fields.extend(field.to_le_bytes());
        }
        for field in [crc32(content), length, length] {
            fields.extend(field.to_le_bytes());
        }
        fields.extend(name_length.to_le_bytes());
        fields.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&fields);
        out.extend(name.as_bytes());
        out.extend(content);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&fields);
        // No comment, first disk, no attributes.
        directory.extend([0_u8; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let start = u32::try_from(out.len()).unwrap();
    let size = u32::try_from(directory.len()).unwrap();
    let n = u16::try_from(parts.len()).unwrap();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(n.to_le_bytes());
    out.extend(n.to_le_bytes());
    out.extend(size.to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0_u8; 2]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            let carry = crc & 1;
            crc = (crc >> 1) ^ (0xedb8_8320 * carry);
        }
    }
    !crc
}

#[test]
fn checksum_is_that_of_zip() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
}
