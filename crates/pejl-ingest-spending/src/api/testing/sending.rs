//! How answers of the test server go over the wire: heads, chunks, packing.

use std::io::{self, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The length of one chunk of a streamed answer.
const CHUNK_BYTES: usize = 64 * 1024;
/// The `Date` of every answer: an instant that never changes, to which `Retry-After` dates are compared.
const DATE: &str = "Wed, 21 Oct 2015 07:28:00 GMT";

/// Counts a request as under way until it is dropped.
pub(super) struct UnderWay<'a> {
    in_flight: &'a AtomicUsize,
}

impl<'a> UnderWay<'a> {
    pub(super) fn begin(in_flight: &'a AtomicUsize, most: &AtomicUsize) -> UnderWay<'a> {
        most.fetch_max(
            in_flight.fetch_add(1, Ordering::SeqCst) + 1,
            Ordering::SeqCst,
        );
        UnderWay { in_flight }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.in_flight.fetch_sub(1, Ordering::SeqCst);
    }
}

/// An answer on its way. Its last byte is held back until the request no longer counts as under way: the client may make
/// its next request the moment it has the last byte, and that is not two at a time.
pub(super) struct Outgoing<'a> {
    stream: &'a TcpStream,
    under_way: UnderWay<'a>,
    held: Vec<u8>,
}

impl<'a> Outgoing<'a> {
    pub(super) fn new(stream: &'a TcpStream, under_way: UnderWay<'a>) -> Outgoing<'a> {
        Outgoing {
            stream,
            under_way,
            held: Vec::new(),
        }
    }

    /// Sends a head and a body, or as much of a body as is given.
    pub(super) fn send(
        &mut self,
        status: u16,
        content_type: &str,
        extra: &str,
        body: &[u8],
    ) -> io::Result<()> {
        let head = format!(
            "HTTP/1.1 {status} Status\r\nDate: {DATE}\r\nContent-Type: {content_type}\r\nConnection: close\r\n{extra}\r\n"
        );
        self.write_all(head.as_bytes())?;
        self.write_all(body)
    }

    /// Sends what is held back and says that nothing follows.
    pub(super) fn finish(self) -> io::Result<()> {
        let Outgoing {
            mut stream,
            under_way,
            held,
        } = self;
        drop(under_way);
        stream.write_all(&held)?;
        stream.shutdown(Shutdown::Write)
    }
}

impl Write for Outgoing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(bytes);
        let ready = self.held.len().saturating_sub(1);
        let last = self.held.split_off(ready);
        self.stream.write_all(&self.held)?;
        self.held = last;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a body in chunks, each with its length before it.
pub(super) struct Chunked<'a, 'b> {
    out: &'a mut Outgoing<'b>,
    buffer: Vec<u8>,
}

impl<'a, 'b> Chunked<'a, 'b> {
    pub(super) fn new(out: &'a mut Outgoing<'b>) -> Chunked<'a, 'b> {
        Chunked {
            out,
            buffer: Vec::with_capacity(CHUNK_BYTES),
        }
    }

    fn send_chunk(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        write!(self.out, "{:x}\r\n", self.buffer.len())?;
        self.buffer.extend_from_slice(b"\r\n");
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    /// Sends the rest and the last chunk, without which the answer is not whole.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.send_chunk()?;
        self.out.write_all(b"0\r\n\r\n")
    }
}

impl Write for Chunked<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= CHUNK_BYTES {
            self.send_chunk()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send_chunk()
    }
}

/// Packs bytes in the gzip format without making them smaller: stored blocks with head, checksum and length (RFC 1951, 1952).
pub(super) fn gzip(bytes: &[u8]) -> Vec<u8> {
    const LONGEST_BLOCK: usize = 0xffff;
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let n_blocks = bytes.len().div_ceil(LONGEST_BLOCK).max(1);
    for number in 0..n_blocks {
        let rest = bytes.get(number * LONGEST_BLOCK..).unwrap_or_default();
        let block = rest.get(..LONGEST_BLOCK).unwrap_or(rest);
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        packed.push(u8::from(number + 1 == n_blocks));
        packed.extend(length.to_le_bytes());
        packed.extend((!length).to_le_bytes());
        packed.extend(block);
    }
    packed.extend(crc32(bytes).to_le_bytes());
    packed.extend(
        u32::try_from(bytes.len() % (1 << 32))
            .unwrap_or(0)
            .to_le_bytes(),
    );
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32| {
        if crc & 1 == 1 {
            (crc >> 1) ^ 0xedb8_8320
        } else {
            crc >> 1
        }
    };
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| step(crc))
    })
}
