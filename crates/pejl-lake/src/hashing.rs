//! A file that is hashed while it is written, and files that are hashed afterwards.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use pejl_domain::hex;
use sha2::{Digest, Sha256};

/// How much is read or buffered at a time.
const BUFFER_BYTES: usize = 1 << 16;

/// The writing end of a new file. Clones write to the same file, so that one can be given away and the other kept.
#[derive(Debug, Clone)]
pub(crate) struct HashingFile(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    file: BufWriter<File>,
    hash: Sha256,
    n_bytes: u64,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) sha256: String,
    pub(crate) n_bytes: u64,
}

impl HashingFile {
    /// Creates the file, which must not be there.
    pub(crate) fn create_new(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER_BYTES, File::create_new(path)?);
        Ok(Self(Arc::new(Mutex::new(Inner {
            file,
            hash: Sha256::new(),
            n_bytes: 0,
        }))))
    }

    /// Brings every byte to the disk and returns what was written.
    pub(crate) fn sync(&self) -> io::Result<Written> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.file.flush()?;
        inner.file.get_ref().sync_all()?;
        Ok(Written {
            sha256: hex(inner.hash.clone().finalize()),
            n_bytes: inner.n_bytes,
        })
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let n = inner.file.write(bytes)?;
        inner.hash.update(bytes.get(..n).unwrap_or(bytes));
        inner.n_bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .file
            .flush()
    }
}

/// Returns the SHA-256 of a file as lower-case hexadecimal digits, and its length.
pub(crate) fn hash_file(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; BUFFER_BYTES];
    let mut n_bytes = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            return Ok(Written {
                sha256: hex(hash.finalize()),
                n_bytes,
            });
        }
        hash.update(buffer.get(..n).unwrap_or_default());
        n_bytes += n as u64;
    }
}
