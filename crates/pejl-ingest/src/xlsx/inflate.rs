//! The first bytes of a deflated part (RFC 1951).
//!
//! Needed for one thing: to see what a workbook claims about its shared strings before calamine reserves memory
//! for it. No inflater is among the direct dependencies of the workspace, and this needs no speed.

/// Longest Huffman code.
const MAX_BITS: usize = 15;

const LENGTH_BASE: [u16; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131,
    163, 195, 227, 258,
];
const LENGTH_EXTRA: [u8; 29] = [
    0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
];
const DISTANCE_BASE: [u16; 30] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537,
    2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577,
];
const DISTANCE_EXTRA: [u8; 30] = [
    0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13,
    13,
];
const CODE_LENGTH_ORDER: [usize; 19] = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
];

/// At least the first `want` bytes that the stream unpacks to, or all if there are fewer; None when it is damaged.
pub(super) fn inflate_start(packed: &[u8], want: usize) -> Option<Vec<u8>> {
    let mut bits = Bits {
        bytes: packed,
        at: 0,
        held: 0,
        n_held: 0,
    };
    let mut out = Vec::with_capacity(want.min(1 << 20));
    while out.len() < want {
        let is_last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out)?,
            1 => {
                let lengths: Vec<u8> = (0..288_u16)
                    .map(|symbol| match symbol {
                        0..144 => 8,
                        144..256 => 9,
                        256..280 => 7,
                        _ => 8,
                    })
                    .collect();
                coded(
                    &mut bits,
                    &Huffman::new(&lengths)?,
                    &Huffman::new(&[5; 30])?,
                    &mut out,
                    want,
                )?;
            }
            2 => {
                let (literals, distances) = tables(&mut bits)?;
                coded(&mut bits, &literals, &distances, &mut out, want)?;
            }
            _ => return None,
        }
        if is_last {
            break;
        }
    }
    Some(out)
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u32,
    n_held: u32,
}

impl Bits<'_> {
    fn take(&mut self, n: u32) -> Option<u16> {
        while self.n_held < n {
            self.held |= u32::from(*self.bytes.get(self.at)?) << self.n_held;
            self.at += 1;
            self.n_held += 8;
        }
        let value = self.held & ((1 << n) - 1);
        self.held >>= n;
        self.n_held -= n;
        u16::try_from(value).ok()
    }

    fn align_to_byte(&mut self) {
        self.held = 0;
        self.n_held = 0;
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>) -> Option<()> {
    bits.align_to_byte();
    let (length, check) = (bits.take(16)?, bits.take(16)?);
    if length != !check {
        return None;
    }
    let end = bits.at.checked_add(usize::from(length))?;
    out.extend_from_slice(bits.bytes.get(bits.at..end)?);
    bits.at = end;
    Some(())
}

/// A canonical code: how many codes there are of each length, and the symbols in order.
struct Huffman {
    counts: [u16; MAX_BITS + 1],
    symbols: Vec<u16>,
}

impl Huffman {
    fn new(lengths: &[u8]) -> Option<Self> {
        let mut counts = [0_u16; MAX_BITS + 1];
        for &length in lengths {
            *counts.get_mut(usize::from(length))? += 1;
        }
        counts[0] = 0;
        let mut order: Vec<(u8, u16)> = lengths
            .iter()
            .copied()
            .zip(0..)
            .filter(|(length, _)| *length > 0)
            .collect();
        order.sort_unstable();
        // More codes than the lengths allow would make decoding ambiguous.
        let mut left = 1_i32;
        for &count in counts.iter().skip(1) {
            left = (left << 1) - i32::from(count);
            if left < 0 {
                return None;
            }
        }
        Some(Self {
            counts,
            symbols: order.into_iter().map(|(_, symbol)| symbol).collect(),
        })
    }

    fn symbol(&self, bits: &mut Bits<'_>) -> Option<u16> {
        let (mut code, mut first, mut index) = (0_i32, 0_i32, 0_i32);
        for &count in self.counts.iter().skip(1) {
            let count = i32::from(count);
            code |= i32::from(bits.take(1)?);
            if code - count < first {
                return self
                    .symbols
                    .get(usize::try_from(index + (code - first)).ok()?)
                    .copied();
            }
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

fn tables(bits: &mut Bits<'_>) -> Option<(Huffman, Huffman)> {
    let n_literals = usize::from(bits.take(5)?) + 257;
    let n_distances = usize::from(bits.take(5)?) + 1;
    let n_code_lengths = usize::from(bits.take(4)?) + 4;
    let mut code_lengths = [0_u8; 19];
    for &place in CODE_LENGTH_ORDER.iter().take(n_code_lengths) {
        *code_lengths.get_mut(place)? = u8::try_from(bits.take(3)?).ok()?;
    }
    let code = Huffman::new(&code_lengths)?;
    let mut lengths: Vec<u8> = Vec::with_capacity(n_literals + n_distances);
    while lengths.len() < n_literals + n_distances {
        let (repeated, times) = match code.symbol(bits)? {
            length @ 0..=15 => (u8::try_from(length).ok()?, 1),
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            _ => (0, 11 + bits.take(7)?),
        };
        lengths.extend(std::iter::repeat_n(repeated, usize::from(times)));
    }
    let (literals, rest) = lengths.split_at(n_literals);
    Some((
        Huffman::new(literals)?,
        Huffman::new(rest.get(..n_distances)?)?,
    ))
}

fn coded(
    bits: &mut Bits<'_>,
    literals: &Huffman,
    distances: &Huffman,
    out: &mut Vec<u8>,
    want: usize,
) -> Option<()> {
    while out.len() < want {
        let symbol = literals.symbol(bits)?;
        if symbol < 256 {
            out.push(u8::try_from(symbol).ok()?);
            continue;
        }
        if symbol == 256 {
            return Some(());
        }
        let place = usize::from(symbol - 257);
        let length = LENGTH_BASE.get(place)? + bits.take(u32::from(*LENGTH_EXTRA.get(place)?))?;
        let place = usize::from(distances.symbol(bits)?);
        let distance =
            DISTANCE_BASE.get(place)? + bits.take(u32::from(*DISTANCE_EXTRA.get(place)?))?;
        let start = out.len().checked_sub(usize::from(distance))?;
        for i in 0..usize::from(length) {
            let byte = *out.get(start + i)?;
            out.push(byte);
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_kinds_of_blocks() {
        // Made with zlib: stored, fixed codes, dynamic codes.
        assert_eq!(
            inflate_start(&[1, 3, 0, 252, 255, b'a', b'b', b'c'], 10),
            Some(b"abc".to_vec())
        );
        let fixed = [
            0x4b, 0x4c, 0x4a, 0x4e, 0x4c, 0x4a, 0x4e, 0x4c, 0x4a, 0x06, 0x00,
        ];
        assert_eq!(inflate_start(&fixed, 100), Some(b"abcabcabc".to_vec()));
    }

    #[test]
    fn damaged_streams_give_nothing() {
        assert_eq!(inflate_start(&[], 10), None);
        assert_eq!(inflate_start(&[7], 10), None);
        assert_eq!(inflate_start(&[1, 3, 0, 0, 0, b'a'], 10), None);
        for seed in 0..2000_u32 {
            let bytes: Vec<u8> = (0..60_u32)
                .map(|i| {
                    u8::try_from(
                        (seed
                            .wrapping_mul(2_654_435_761)
                            .wrapping_add(i * i * 977 + seed))
                            >> 7
                            & 0xFF,
                    )
                    .unwrap_or(0)
                })
                .collect();
            if let Some(out) = inflate_start(&bytes, 1000) {
                assert!(out.len() < 1000 + 260);
            }
        }
    }
}
