//! Damages to a file.

use super::numbers::{Number, Random};

/// What ends a cell in one of the formats.
const ENDS: &[u8] = b";,\t\"'=()[]{}<>:\r\n";

/// Values that readers must be able to refuse, or to take as they are.
const HOSTILE: [&str; 34] = [
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "92233720368547758,07",
    "92233720368547758,08",
    "170141183460469231731687303715884105728",
    "1e308",
    "1e999",
    "NaN",
    "-inf",
    "-0",
    "0,005",
    "1.2.3,4,5",
    "- 1",
    "1-",
    "+1",
    "\u{2212}1",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "99999-01-01",
    "31-02-2018",
    "29-02-1900",
    "29-02-2000",
    "01-01-1899",
    "2262-04-12",
    "2018-13-01",
    "2018-00-00",
    "",
    " ",
    "\u{a0}",
    "\u{202e}gnirts",
    "=HYPERLINK(1)",
];

/// Damages the bytes in one to four ways; most files get a person number. Yields the numbers that were put in.
pub(super) fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> Vec<Number> {
    let mut numbers = Vec::new();
    if !random.one_in(4) {
        for _ in 0..1 + random.below(2) {
            let number = Number::draw(random);
            put_number(bytes, &number, random);
            numbers.push(number);
        }
    }
    let others = random.below(4).max(usize::from(numbers.is_empty()));
    for _ in 0..others {
        damage_once(bytes, random);
    }
    numbers
}

/// Puts a person number into a cell, a heading, a row of its own, a column of its own, before or behind everything.
fn put_number(bytes: &mut Vec<u8>, number: &Number, random: &mut Random) {
    let written = number.written.as_bytes();
    match random.below(8) {
        0..=2 => replace_cell(bytes, random, written),
        3 => {
            let (start, end) = cell(bytes, random);
            let at = if random.one_in(2) { start } else { end };
            let text = format!(" {} Hansen ", number.written);
            bytes.splice(at..at, text.into_bytes());
        }
        4 => {
            // A heading, or what stands in its place.
            let first_line = bytes
                .iter()
                .position(|byte| *byte == b'\n')
                .unwrap_or(bytes.len());
            let mut head = bytes[..first_line].to_vec();
            replace_cell(&mut head, random, written);
            bytes.splice(..first_line, head);
        }
        5 => edit_lines(bytes, |lines| {
            let at = random.below(lines.len() + 1);
            let like = lines.get(at).cloned().unwrap_or_default();
            let mut line = like;
            replace_cell(&mut line, random, written);
            lines.insert(at, line);
        }),
        6 => edit_lines(bytes, |lines| {
            for line in lines.iter_mut() {
                line.push(b';');
                line.extend_from_slice(written);
            }
        }),
        _ => {
            let at = if random.one_in(2) { 0 } else { bytes.len() };
            let line = [written, b"\n"].concat();
            bytes.splice(at..at, line);
        }
    }
}

fn damage_once(bytes: &mut Vec<u8>, random: &mut Random) {
    let n = bytes.len();
    match random.below(20) {
        0 => {
            for _ in 0..1 + random.below(4) {
                let at = random.below(n);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
        }
        1 => bytes.truncate(random.below(n + 1)),
        2 => edit_lines(bytes, |lines| {
            let line = random.pick(lines).clone();
            let at = random.below(lines.len() + 1);
            lines.insert(at, line);
        }),
        3 => edit_lines(bytes, |lines| {
            let at = random.below(lines.len());
            lines.remove(at);
        }),
        4 => edit_lines(bytes, |lines| {
            let (one, other) = (random.below(lines.len()), random.below(lines.len()));
            lines.swap(one, other);
        }),
        5 => edit_columns(bytes, random),
        6 => {
            let (from, to) = *random.pick(&[
                (b';', b','),
                (b';', b'\t'),
                (b',', b'.'),
                (b'.', b','),
                (b',', b';'),
                (b'-', b'/'),
                (b' ', b'_'),
            ]);
            bytes
                .iter_mut()
                .filter(|byte| **byte == from)
                .for_each(|byte| *byte = to);
        }
        7 => {
            // UTF-8 read as windows-1252 and written again, or the other way: a letter as one byte.
            let text = String::from_utf8_lossy(bytes).into_owned();
            *bytes = if random.one_in(2) {
                bytes
                    .iter()
                    .flat_map(|byte| char::from(*byte).to_string().into_bytes())
                    .collect()
            } else {
                text.chars()
                    .map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?'))
                    .collect()
            };
        }
        8 => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            let big = random.one_in(2);
            let units = text.encode_utf16();
            let mark: &[u8] = if big { b"\xfe\xff" } else { b"\xff\xfe" };
            let coded = units.flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            });
            *bytes = mark.iter().copied().chain(coded).collect();
        }
        9 => {
            // The beginning of a letter without its end.
            let part = *random.pick(&[
                b"\xc3" as &[u8],
                b"\xe2\x80",
                b"\xf0\x9f\x98",
                b"\xff",
                b"\xc0\xaf",
            ]);
            let at = if random.one_in(3) {
                n
            } else {
                random.below(n + 1)
            };
            bytes.splice(at..at, part.iter().copied());
        }
        10 => {
            let length = *random.pick(&[300, 70_000, 140_000]);
            let letter = *random.pick(b"x9 \"");
            replace_cell(bytes, random, &vec![letter; length]);
        }
        11 => {
            let at = random.below(n + 1);
            bytes.splice(at..at, vec![0; 1 + random.below(3)]);
        }
        12..=15 => {
            let value = *random.pick(&HOSTILE);
            replace_cell(bytes, random, value.as_bytes());
        }
        16 => {
            let at = if random.one_in(2) {
                0
            } else {
                random.below(n + 1)
            };
            bytes.splice(at..at, *b"\xef\xbb\xbf");
        }
        17 => {
            let at = random.below(n + 1);
            let byte = *random.pick(b"\"\"';\n\r");
            bytes.splice(at..at, [byte]);
        }
        18 => {
            let text: Vec<u8> = bytes
                .iter()
                .copied()
                .filter(|byte| *byte != b'\r')
                .collect();
            let end: &[u8] = if random.one_in(2) { b"\r\n" } else { b"\r" };
            *bytes = text
                .split(|byte| *byte == b'\n')
                .collect::<Vec<_>>()
                .join(end);
        }
        _ => {
            let first_line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(n);
            bytes.truncate(if random.one_in(2) { 0 } else { first_line + 1 });
        }
    }
}

/// Where a cell begins and ends.
fn cell(bytes: &[u8], random: &mut Random) -> (usize, usize) {
    let at = random.below(bytes.len());
    let is_end = |byte: &u8| ENDS.contains(byte);
    let start = bytes[..at.min(bytes.len())]
        .iter()
        .rposition(is_end)
        .map_or(0, |end| end + 1);
    let length = bytes[start..]
        .iter()
        .position(is_end)
        .unwrap_or(bytes.len() - start);
    (start, start + length)
}

fn replace_cell(bytes: &mut Vec<u8>, random: &mut Random, by: &[u8]) {
    let (start, end) = cell(bytes, random);
    bytes.splice(start..end, by.iter().copied());
}

fn edit_lines(bytes: &mut Vec<u8>, edit: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let mut lines: Vec<Vec<u8>> = bytes
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    edit(&mut lines);
    *bytes = lines.join(&b'\n');
}

/// Leaves out a column, doubles it, or changes its place with another's.
fn edit_columns(bytes: &mut Vec<u8>, random: &mut Random) {
    let (what, one, other) = (random.below(3), random.below(12), random.below(12));
    edit_lines(bytes, |lines| {
        for line in lines {
            let mut cells: Vec<Vec<u8>> = line
                .split(|byte| *byte == b';')
                .map(<[u8]>::to_vec)
                .collect();
            let (one, other) = (one % cells.len(), other % cells.len());
            match what {
                0 => drop(cells.remove(one)),
                1 => cells.insert(other, cells[one].clone()),
                _ => cells.swap(one, other),
            }
            *line = cells.join(&b';');
        }
    });
}
