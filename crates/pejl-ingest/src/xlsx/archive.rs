//! Looks at the directory of a workbook's ZIP archive before anything in it is unpacked.
//!
//! The `zip` crate under calamine stops a part at the size its directory states, so that the stated sizes bound
//! what is unpacked. They are checked here. An archive that could be read in two ways is refused.

use super::inflate::inflate_start;
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
    let length = ENTRY_BYTES
        + name_length
        + usize::from(u16_at(bytes, 30)?)
        + usize::from(u16_at(bytes, 32)?);
    let name = bytes.get(ENTRY_BYTES..ENTRY_BYTES + name_length)?;
    let part = Part {
        name: String::from_utf8_lossy(name).into_owned(),
        method: u16_at(bytes, 10)?,
        packed: u64::from(u32_at(bytes, 20)?),
        unpacked: u64::from(u32_at(bytes, 24)?),
        local: u64::from(u32_at(bytes, 42)?),
    };
    Some((part, length))
}

/// calamine reserves memory for as many strings as the part says it has: the number must be possible.
fn check_strings(bytes: &[u8], part: &Part) -> Result<(), XlsxProblem> {
    let head = strings_head(bytes, part).ok_or(XlsxProblem::Archive)?;
    match unique_count(&head) {
        // The shortest string is `<si/>`.
        Some(Some(count)) if count > part.unpacked / 5 => Err(XlsxProblem::Strings { count }),
        Some(_) => Ok(()),
        None => Err(XlsxProblem::Archive),
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
    let mut head = match part.method {
        0 => packed.get(..packed.len().min(want))?.to_vec(),
        8 => inflate_start(packed, want)?,
        _ => return None,
    };
    head.truncate(want);
    Some(head)
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

/// The `uniqueCount` of the first element; None when the first element is not `sst` or does not end in the text.
fn unique_count(text: &str) -> Option<Option<u64>> {
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
    let element = rest.strip_prefix('<')?.split_once('>')?.0;
    let name = element
        .split(|c: char| c.is_whitespace() || c == '/')
        .next()?;
    if name.rsplit(':').next() != Some("sst") {
        return None;
    }
    let Some((_, after)) = element.split_once("uniqueCount") else {
        return Some(None);
    };
    let value = after.trim_start().strip_prefix('=')?.trim_start();
    let digits = value.trim_start_matches(['"', '\'']);
    let digits = digits.split(['"', '\'']).next()?.trim();
    // A number too long for u64 is impossible too.
    Some(Some(digits.parse().unwrap_or(u64::MAX)))
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

    #[test]
    fn the_number_of_strings_is_found() {
        assert_eq!(
            unique_count("<?xml version='1.0'?>\n<sst count=\"3\" uniqueCount=\"2\"><si>"),
            Some(Some(2))
        );
        assert_eq!(
            unique_count("<!-- x --><x:sst uniqueCount = '99999999999999999999'/>"),
            Some(Some(u64::MAX))
        );
        assert_eq!(unique_count("<sst><si>"), Some(None));
        assert_eq!(unique_count("<table uniqueCount=\"2\">"), None);
        assert_eq!(unique_count("<sst uniqueCount=\"2\""), None);
    }
}
