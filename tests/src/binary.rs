//! Finds the program under test.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The variable that names the program; `tests/run` sets it.
pub const VARIABLE: &str = "PEJL_TEST_BINARY";

/// Returns the program: the one that `PEJL_TEST_BINARY` names, else the one cargo builds now.
///
/// The program must be built with debug assertions: only then does it know the places where a test stops it.
#[track_caller]
pub fn pejl() -> &'static Path {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| match std::env::var_os(VARIABLE) {
        Some(named) => PathBuf::from(named),
        None => build(),
    })
}

fn build() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // What cargo told this test of its own package would reach the build scripts of dependencies: one of them asks to
    // be run again when CARGO_MANIFEST_DIR changes, and everything above it, the engine of the lake too, would follow.
    let told = std::env::vars_os().map(|(name, _)| name);
    for name in told.filter(|name| name.to_string_lossy().starts_with("CARGO_")) {
        if name != "CARGO_TARGET_DIR" && name != "CARGO_HOME" {
            command.env_remove(name);
        }
    }
    let built = command
        .args([
            "build",
            "--quiet",
            "--package",
            "pejl",
            "--message-format",
            "json",
        ])
        .arg("--manifest-path")
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output();
    let built = match built {
        Ok(built) => built,
        Err(error) => panic!("cargo does not run: {error}"),
    };
    if !built.status.success() {
        panic!(
            "the program does not build:\n{}",
            String::from_utf8_lossy(&built.stderr)
        );
    }
    // Cargo itself knows best where it put the program.
    let messages = String::from_utf8_lossy(&built.stdout);
    let executable = messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| {
            message
                .pointer("/target/name")
                .is_some_and(|name| name == "pejl")
        })
        .filter_map(|message| message.get("executable")?.as_str().map(PathBuf::from))
        .next_back();
    match executable {
        Some(executable) => executable,
        None => panic!("cargo built no program called pejl"),
    }
}
