//! A JSON document of a file or of what is piped in, as a command stores one.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde::de::DeserializeOwned;

use crate::exit::Failure;
use crate::output;

/// Longest document that is read.
const BYTES_MAX: u64 = 64 * 1024;

/// Reads a document; `-` is what is piped in.
///
/// # Errors
/// It cannot be read, is too long, or is not of the form; the reason stands on stderr.
pub fn read<T: DeserializeOwned>(file: &Path) -> Result<T, Failure> {
    let name = file.display();
    let refused = |text: String| {
        eprintln!("{}", output::printable(&format!("{name}: {text}")));
        Failure::Refused
    };
    let text = read_text(file).map_err(|error| refused(error.to_string()))?;
    if text.len() as u64 > BYTES_MAX {
        return Err(refused(format!("longer than {BYTES_MAX} bytes")));
    }
    serde_json::from_str(&text).map_err(|error| refused(error.to_string()))
}

/// One byte more than is taken, so that it can be told that there is more.
fn read_text(file: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    if file.as_os_str() == "-" {
        let stdin = std::io::stdin().lock();
        stdin.take(BYTES_MAX + 1).read_to_string(&mut text)?;
    } else {
        File::open(file)?
            .take(BYTES_MAX + 1)
            .read_to_string(&mut text)?;
    }
    Ok(text)
}
