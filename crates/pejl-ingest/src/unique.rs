//! Whether any two rows have the same key, for files larger than memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use xxhash_rust::xxh3::Xxh3;

/// Rows kept in memory before they are spilled to files: 2 million, 64 MiB.
pub const DEFAULT_ROWS_IN_MEMORY: usize = 2_000_000;

/// Duplicates listed by name; the rest are only counted.
pub const MAX_LISTED: usize = 1_000;

const PARTITIONS: usize = 64;

/// Key (16 bytes), file (4 bytes), line (8 bytes).
const ENTRY_BYTES: usize = 28;

/// A row that has the key of an earlier row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// File number of the first row with the key, as given to [`KeyCheck::insert`].
    pub first_file: u32,
    /// Line of the first row with the key.
    pub first_line: u64,
    /// File number of the row that repeats it.
    pub second_file: u32,
    /// Line of the row that repeats it.
    pub second_line: u64,
}

/// The rows that repeat an earlier key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duplicates {
    /// How many there are.
    pub total: u64,
    /// The first of them in file and line order, at most [`MAX_LISTED`].
    pub listed: Vec<Duplicate>,
}

impl Duplicates {
    /// True when every key was unique.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: u128,
    file: u32,
    line: u64,
}

/// Collects the keys of rows and reports those that stand there twice.
///
/// Holds 128-bit digests, not keys: two of 10⁹ different keys meet by chance once in 10²⁰ tries.
/// Above a number of rows the digests go to temporary files, 64 partitions, so that memory stays flat
/// (a partition of a billion rows is half a gigabyte).
///
/// # Example
/// ```
/// use pejl_ingest::unique::KeyCheck;
///
/// let mut check = KeyCheck::default();
/// check.insert(KeyCheck::key(["766", "2019"]), 0, 2)?;
/// check.insert(KeyCheck::key(["630", "2019"]), 0, 3)?;
/// check.insert(KeyCheck::key(["766", "2019"]), 0, 4)?;
/// let duplicates = check.finish()?;
/// assert_eq!((duplicates.listed[0].first_line, duplicates.listed[0].second_line), (2, 4));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct KeyCheck {
    rows: Vec<Entry>,
    max_rows: usize,
    spilled: Option<Vec<BufWriter<File>>>,
}

impl Default for KeyCheck {
    fn default() -> Self {
        Self::new(DEFAULT_ROWS_IN_MEMORY)
    }
}

impl KeyCheck {
    /// A check that keeps at most so many rows in memory.
    #[must_use]
    pub fn new(max_rows_in_memory: usize) -> Self {
        Self {
            rows: Vec::new(),
            max_rows: max_rows_in_memory.max(1),
            spilled: None,
        }
    }

    /// The 128-bit digest of a key made of parts; `["a", "bc"]` and `["ab", "c"]` differ.
    pub fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> u128 {
        let mut hash = Xxh3::new();
        for part in parts {
            // The length first, so that the parts cannot run together.
            hash.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            hash.update(part.as_bytes());
        }
        hash.digest128()
    }

    /// Adds the key of a row, with its file number and line.
    ///
    /// # Errors
    /// When a temporary file cannot be written.
    pub fn insert(&mut self, key: u128, file: u32, line: u64) -> io::Result<()> {
        self.rows.push(Entry { key, file, line });
        if self.rows.len() >= self.max_rows {
            self.spill()
        } else {
            Ok(())
        }
    }

    fn spill(&mut self) -> io::Result<()> {
        let partitions = match &mut self.spilled {
            Some(partitions) => partitions,
            none => none.insert(
                (0..PARTITIONS)
                    .map(|_| tempfile::tempfile().map(BufWriter::new))
                    .collect::<io::Result<_>>()?,
            ),
        };
        for entry in self.rows.drain(..) {
            let [first, ..] = entry.key.to_be_bytes();
            let partition = partitions
                .get_mut(usize::from(first) % PARTITIONS)
                .ok_or(io::ErrorKind::NotFound)?;
            partition.write_all(&entry.key.to_le_bytes())?;
            partition.write_all(&entry.file.to_le_bytes())?;
            partition.write_all(&entry.line.to_le_bytes())?;
        }
        Ok(())
    }

    /// The rows whose key stood in an earlier row.
    ///
    /// # Errors
    /// When a temporary file cannot be written or read back.
    pub fn finish(mut self) -> io::Result<Duplicates> {
        let mut found = Found::default();
        if self.spilled.is_some() {
            self.spill()?;
            for writer in self.spilled.take().unwrap_or_default() {
                let mut file = writer
                    .into_inner()
                    .map_err(io::IntoInnerError::into_error)?;
                file.rewind()?;
                found.add(read_entries(&mut BufReader::new(file))?);
            }
        } else {
            found.add(self.rows);
        }
        Ok(found.finish())
    }
}

fn read_entries(file: &mut impl Read) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut bytes = [0_u8; ENTRY_BYTES];
    loop {
        match file.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(entries),
            Err(error) => return Err(error),
        }
        let mut rest = bytes.as_slice();
        let (mut key, mut file_no, mut line) = ([0; 16], [0; 4], [0; 8]);
        rest.read_exact(&mut key)?;
        rest.read_exact(&mut file_no)?;
        rest.read_exact(&mut line)?;
        entries.push(Entry {
            key: u128::from_le_bytes(key),
            file: u32::from_le_bytes(file_no),
            line: u64::from_le_bytes(line),
        });
    }
}

#[derive(Default)]
struct Found {
    total: u64,
    listed: Vec<Duplicate>,
}

impl Found {
    /// Adds the duplicates of one partition; equal keys are never in two partitions.
    fn add(&mut self, mut entries: Vec<Entry>) {
        entries.sort_unstable();
        let mut first: Option<Entry> = None;
        for entry in entries {
            match first {
                Some(first) if first.key == entry.key => {
                    self.total += 1;
                    self.listed.push(Duplicate {
                        first_file: first.file,
                        first_line: first.line,
                        second_file: entry.file,
                        second_line: entry.line,
                    });
                    if self.listed.len() >= 4 * MAX_LISTED {
                        self.cut();
                    }
                }
                _ => first = Some(entry),
            }
        }
    }

    fn cut(&mut self) {
        self.listed
            .sort_unstable_by_key(|d| (d.second_file, d.second_line));
        self.listed.truncate(MAX_LISTED);
    }

    fn finish(mut self) -> Duplicates {
        self.cut();
        Duplicates {
            total: self.total,
            listed: self.listed,
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    fn found(rows: &[(u16, u32)], in_memory: usize) -> Duplicates {
        let mut check = KeyCheck::new(in_memory);
        for (line, (key, file)) in (1_u64..).zip(rows) {
            check
                .insert(KeyCheck::key([key.to_string().as_str()]), *file, line)
                .unwrap();
        }
        check.finish().unwrap()
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(KeyCheck::key(["a", "bc"]), KeyCheck::key(["ab", "c"]));
        assert_ne!(KeyCheck::key(["a", ""]), KeyCheck::key(["a"]));
        assert_eq!(KeyCheck::key(["ø", "1"]), KeyCheck::key(["ø", "1"]));
    }

    #[test]
    fn a_table_twice_is_counted_and_listed_from_the_top() {
        let rows: Vec<(u16, u32)> = (0..2)
            .flat_map(|file| (0..5000).map(move |key| (key, file)))
            .collect();
        for in_memory in [100, 1_000_000] {
            let duplicates = found(&rows, in_memory);
            assert_eq!(duplicates.total, 5000);
            assert_eq!(duplicates.listed.len(), MAX_LISTED);
            let first = Duplicate {
                first_file: 0,
                first_line: 1,
                second_file: 1,
                second_line: 5001,
            };
            assert_eq!(duplicates.listed.first(), Some(&first));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn spilling_changes_nothing(keys in proptest::collection::vec(0_u16..200, 0..400), in_memory in 1_usize..50) {
            let rows: Vec<(u16, u32)> = keys.iter().map(|&key| (key, 0)).collect();
            let mut seen = HashMap::new();
            let mut expected = Vec::new();
            for (line, &key) in (1_u64..).zip(&keys) {
                match seen.get(&key) {
                    Some(&first_line) => expected.push(Duplicate { first_file: 0, first_line, second_file: 0, second_line: line }),
                    None => { seen.insert(key, line); }
                }
            }
            for limit in [in_memory, 10_000] {
                let duplicates = found(&rows, limit);
                prop_assert_eq!(duplicates.total, u64::try_from(expected.len())?);
                prop_assert_eq!(&duplicates.listed, &expected);
            }
        }
    }
}
