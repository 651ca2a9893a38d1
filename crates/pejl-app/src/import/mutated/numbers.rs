//! Person numbers that are put into files, and the search for them.

use std::collections::HashSet;

/// Numbers from a seed: the same seed, the same numbers.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(name: &str, case: u64) -> Self {
        let mut seed = case.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in name.bytes() {
            seed = (seed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(seed)
    }

    /// SplitMix64.
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 when there is none.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap().max(1);
        usize::try_from(self.next() % end).unwrap()
    }

    pub(super) fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A person number: its ten digits, and how it was written into the file.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) digits: String,
    pub(super) written: String,
}

impl Number {
    /// A number with a day of birth between 1900 and 2026 that might be one; a tenth are replacement numbers.
    pub(super) fn draw(random: &mut Random) -> Self {
        let day = 1 + random.below(28) + if random.one_in(10) { 60 } else { 0 };
        let (month, year, serial) = (
            1 + random.below(12),
            random.below(100),
            random.below(10_000),
        );
        let birth = format!("{day:02}{month:02}{year:02}");
        let digits = format!("{birth}{serial:04}");
        let written = match random.below(8) {
            0..=2 => format!("{birth}-{serial:04}"),
            3 | 4 => digits.clone(),
            5 => format!("{birth} {serial:04}"),
            6 => format!("{birth}\u{2013}{serial:04}"),
            // A spreadsheet takes the first zero.
            _ => digits.trim_start_matches('0').to_owned(),
        };
        Self { digits, written }
    }
}

/// The person numbers of some files, to be looked for.
#[derive(Debug, Default)]
pub(super) struct Wanted(HashSet<[u8; 10]>);

impl Wanted {
    pub(super) fn add(&mut self, number: &Number) {
        self.0.insert(number.digits.as_bytes().try_into().unwrap());
    }

    pub(super) fn remove(&mut self, digits: &str) {
        self.0.remove(digits.as_bytes());
    }

    /// The first wanted number in the bytes, with or without a hyphen between birth and serial.
    pub(super) fn find(&self, bytes: &[u8]) -> Option<String> {
        for start in 0..bytes.len() {
            // A digit more makes it another number, as an amount in øre.
            let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            if !is_digit(start) || (start > 0 && is_digit(start - 1)) {
                continue;
            }
            let plain = bytes
                .get(start..start + 10)
                .filter(|_| !is_digit(start + 10));
            let parted = ["-", " ", "\u{2013}", "\u{a0}"].map(|separator| {
                let end = start + 10 + separator.len();
                let found = bytes.get(start..end).filter(|_| !is_digit(end))?;
                let serial = found[6..].strip_prefix(separator.as_bytes())?;
                Some([&found[..6], serial].concat())
            });
            let plain = [plain.map(<[u8]>::to_vec)];
            for found in plain.into_iter().chain(parted).flatten() {
                let key: [u8; 10] = found.try_into().unwrap();
                if self.0.contains(&key) {
                    return Some(String::from_utf8_lossy(&key).into_owned());
                }
            }
        }
        None
    }
}

#[test]
fn a_wanted_number_is_found_however_it_stands() {
    let mut wanted = Wanted::default();
    wanted.add(&Number {
        digits: "0102031234".to_owned(),
        written: String::new(),
    });
    for text in [
        "x0102031234",
        "a 010203-1234;",
        "0102031234x",
        "010203 1234",
        "010203\u{2013}1234",
        "010203\u{a0}1234",
    ] {
        assert_eq!(
            wanted.find(text.as_bytes()).as_deref(),
            Some("0102031234"),
            "{text}"
        );
    }
    for text in [
        "010203-123",
        "0102031235",
        "90102031234",
        "010203-12345",
        "",
    ] {
        assert_eq!(wanted.find(text.as_bytes()), None, "{text}");
    }
}
