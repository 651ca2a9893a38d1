//! Looks at the directory of a workbook's ZIP archive before anything in it is unpacked.
//!
//! The `zip` crate under calamine stops a part at the size its directory states, so that the stated sizes bound
//! what is unpacked. They are checked here. An archive that could be read in two ways is refused.

use std::io::Read as _;

use flate2::read::DeflateDecoder;

use super::problem::XlsxProblem;

/// Largest unpacked part that is neither a sheet nor the shared strings: styles of a table are a few kilobytes.
const MAX_SMALL_PART: u64 = 4 * 1024 * 1024;

/// Most parts; a workbook with one table has ten.
const MAX_PARTS: u16 = 4096;

/// Unpacked bytes in which the shared strings must state their number.
const STRINGS_HEAD: usize = 16 * 1024;

const END_BYTES: usize = 22;
const ENTRY_BYTES: usize = 46;
const LOCAL_BYTES: usize = 30;

/// Extra field that gives a part another name than the directory's (Info-ZIP's Unicode path).
const OTHER_NAME: u16 = 0x7075;

struct Part {
    name: String,
    method: u16,
    packed: u64,
    unpacked: u64,
    local: u64,
}

/// Refuses an archive that is damaged, ambiguous, or would unpack to more than `limit` bytes.
pub(super) fn check(bytes: &[u8], limit: u64) -> Result<(), XlsxProblem> {
    let parts = parts(bytes)?;
    let mut total = 0_u64;
    for part in &parts {
        total = total.saturating_add(part.unpacked);
        let name = part.name.to_ascii_lowercase().replace('\\', "/");
        let is_large = name.contains("worksheets/") || name.contains("sharedstrings");
        let is_read = name.ends_with(".xml") || name.ends_with(".rels");
        if is_read && !is_large && part.unpacked > MAX_SMALL_PART {
            return Err(XlsxProblem::PartTooLarge {
                part: part.name.clone(),
                bytes: part.unpacked,
            });
        }
    }
    if total > limit {
        return Err(XlsxProblem::TooLargeUnpacked {
            bytes: total,
            limit,
        });
    }
    for part in parts
        .iter()
        .filter(|part| part.name.to_ascii_lowercase().contains("sharedstrings"))
    {
        check_strings(bytes, part)?;
    }
    Ok(())
}

/// The directory of the archive, which must end exactly where the file ends.
fn parts(bytes: &[u8]) -> Result<Vec<Part>, XlsxProblem> {
    let damaged = || XlsxProblem::Archive;
    let end = bytes.len().checked_sub(END_BYTES).ok_or_else(damaged)?;
    let tail = bytes.get(end..).ok_or_else(damaged)?;
    // A comment could hold a second directory.
    if !tail.starts_with(b"PK\x05\x06") || u16_at(tail, 20) != Some(0) {
        return Err(damaged());
    }
    let is_zip64 = end
        .checked_sub(20)
        .and_then(|at| bytes.get(at..))
        .is_some_and(|b| b.starts_with(b"PK\x06\x07"));
    let count = u16_at(tail, 10).ok_or_else(damaged)?;
    if is_zip64 || count > MAX_PARTS {
        return Err(XlsxProblem::TooManyParts);
    }
    let start = usize::try_from(u32_at(tail, 16).ok_or_else(damaged)?).map_err(|_| damaged())?;
    let size = usize::try_from(u32_at(tail, 12).ok_or_else(damaged)?).map_err(|_| damaged())?;
    if start.checked_add(size) != Some(end) {
        return Err(damaged());
    }
    let mut rest = bytes.get(start..end).ok_or_else(damaged)?;
    let mut parts = Vec::new();
    while !rest.is_empty() {
        let (part, length) = entry(rest).ok_or_else(damaged)?;
        parts.push(part);
        rest = rest.get(length..).ok_or_else(damaged)?;
    }
    if parts.len() != usize::from(count) {
        return Err(damaged());
    }
    Ok(parts)
}

fn entry(bytes: &[u8]) -> Option<(Part, usize)> {
    if !bytes.starts_with(b"PK\x01\x02") {
        return None;
    }
    let name_length = usize::from(u16_at(bytes, 28)?);
    let extra_length = usize::from(u16_at(bytes, 30)?);
    let extra_at = ENTRY_BYTES + name_length;
    let length = extra_at + extra_length + usize::from(u16_at(bytes, 32)?);
    let name = bytes.get(ENTRY_BYTES..extra_at)?;
    // What is checked under one name would be read under another.
    if renames(bytes.get(extra_at..extra_at + extra_length)?) {
        return None;
    }
    let part = Part {
        name: String::from_utf8_lossy(name).into_owned(),
        method: u16_at(bytes, 10)?,
        packed: u64::from(u32_at(bytes, 20)?),
        unpacked: u64::from(u32_at(bytes, 24)?),
        local: u64::from(u32_at(bytes, 42)?),
    };
    Some((part, length))
}

/// Whether one of a part's extra fields gives it another name.
fn renames(extra: &[u8]) -> bool {
    let mut rest = extra;
    while let (Some(kind), Some(length)) = (u16_at(rest, 0), u16_at(rest, 2)) {
        if kind == OTHER_NAME {
            return true;
        }
        rest = rest.get(4 + usize::from(length)..).unwrap_or_default();
    }
    false
}

/// calamine reserves memory for as many strings as the part says it has: the number must be possible.
fn check_strings(bytes: &[u8], part: &Part) -> Result<(), XlsxProblem> {
    let head = strings_head(bytes, part).ok_or(XlsxProblem::Archive)?;
    let tag = strings_tag(&head).ok_or(XlsxProblem::Archive)?;
    // The shortest string is `<si/>`.
    match stated_counts(tag).find(|count| *count > part.unpacked / 5) {
        Some(count) => Err(XlsxProblem::Strings { count }),
        None => Ok(()),
    }
}

/// The first bytes of a part, unpacked.
fn head_of(bytes: &[u8], part: &Part, want: usize) -> Option<Vec<u8>> {
    let local = bytes.get(usize::try_from(part.local).ok()?..)?;
    if !local.starts_with(b"PK\x03\x04") {
        return None;
    }
    let start = LOCAL_BYTES + usize::from(u16_at(local, 26)?) + usize::from(u16_at(local, 28)?);
    let packed = local.get(start..start.checked_add(usize::try_from(part.packed).ok()?)?)?;
    match part.method {
        0 => Some(packed.get(..packed.len().min(want))?.to_vec()),
        8 => {
            let mut head = Vec::new();
            let most = u64::try_from(want).ok()?;
            let mut start = DeflateDecoder::new(packed).take(most);
            start.read_to_end(&mut head).ok()?;
            Some(head)
        }
        _ => None,
    }
}

fn strings_head(bytes: &[u8], part: &Part) -> Option<String> {
    let head = head_of(bytes, part, STRINGS_HEAD)?;
    // UTF-16 would hide the number from us; no program writes it.
    let text = head
        .utf8_chunks()
        .next()
        .map(|chunk| chunk.valid().to_owned())?;
    Some(text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned())
}

/// The start tag of the shared strings; None when the first element is another or does not end in the text.
fn strings_tag(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("<?") {
            rest = after.split_once("?>")?.1.trim_start();
        } else if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.split_once("-->")?.1.trim_start();
        } else {
            break;
        }
    }
    let inside = rest.strip_prefix('<')?;
    // A `>` in quotes does not end the tag.
    let mut quote = None;
    let end = inside.find(|c: char| match (quote, c) {
        (None, '>') => true,
        (None, '"' | '\'') => {
            quote = Some(c);
            false
        }
        (Some(open), c) if open == c => {
            quote = None;
            false
        }
        _ => false,
    })?;
    let tag = inside.get(..end)?;
    let name = tag.split(|c: char| c.is_whitespace() || c == '/').next()?;
    (name.rsplit(':').next() == Some("sst")).then_some(tag)
}

/// Every number that the tag gives as `uniqueCount`, also where the word is part of another attribute: which of
/// them is believed is the reader's choice.
fn stated_counts(tag: &str) -> impl Iterator<Item = u64> {
    tag.split("uniqueCount").skip(1).filter_map(|after| {
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        let value = value.trim_start_matches(['"', '\'']).trim_start();
        let value = value.trim_start_matches('+');
        let end = value.find(|c: char| !c.is_ascii_digit());
        let digits = value.get(..end.unwrap_or(value.len()))?;
        // A number too long for u64 is impossible too.
        (!digits.is_empty()).then(|| digits.parse().unwrap_or(u64::MAX))
    })
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..at + 2)
        .and_then(|b| b.try_into().ok())
        .map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..at + 4)
        .and_then(|b| b.try_into().ok())
        .map(u32::from_le_bytes)
}

/// Every part of an archive, unpacked: for tests that damage what is inside.
#[cfg(test)]
pub(super) fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let parts = parts(bytes).ok()?;
    parts
        .into_iter()
        .map(|part| Some((part.name.clone(), head_of(bytes, &part, 1 << 20)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, expected: Option<&[u64]>) {
        let counts = strings_tag(head).map(|tag| stated_counts(tag).collect::<Vec<_>>());
        assert_eq!(counts.as_deref(), expected, "{head}");
    }

    #[test]
    fn the_number_of_strings_is_found() {
        check(
            "<?xml version='1.0'?>\n<sst count=\"3\" uniqueCount=\"2\"><si>",
            Some(&[2]),
        );
        check(
            "<!-- x --><x:sst uniqueCount = '99999999999999999999'/>",
            Some(&[u64::MAX]),
        );
        check("<sst><si>", Some(&[]));
        check("<table uniqueCount=\"2\">", None);
        check("<sst uniqueCount=\"2\"", None);
    }

    #[test]
    fn a_number_of_strings_cannot_hide() {
        check(
            "<sst x-uniqueCount=\"1\" uniqueCount=\"999999999\">",
            Some(&[1, 999_999_999]),
        );
        check("<sst a=\">\" uniqueCount=\"7\">", Some(&[7]));
        check("<sst a='\">' uniqueCount=\" +7\">", Some(&[7]));
        check("<sst a=\"> uniqueCount='7'>", None);
    }

    #[test]
    fn a_part_with_two_names_is_seen() {
        assert!(!renames(&[]));
        assert!(!renames(&[0x55, 0x54, 1, 0, 9]));
        assert!(renames(&[0x55, 0x54, 1, 0, 9, 0x75, 0x70, 0, 0]));
        assert!(!renames(&[0x55, 0x54, 200, 0, 9]));
    }
}
