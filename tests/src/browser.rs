//! A browser without a window, for what only a browser can tell.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::left_out::leave_out;

/// The variable that names the browser.
pub const VARIABLE: &str = "PEJL_TEST_CHROMIUM";

/// Where Chromium would be: `PEJL_TEST_CHROMIUM`, else where Debian puts it.
pub(crate) fn program() -> PathBuf {
    std::env::var_os(VARIABLE).map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from)
}

/// Chromium without a window, with a profile of its own.
pub struct Browser {
    program: PathBuf,
    profile: tempfile::TempDir,
}

/// A page as the browser holds it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The document, after its scripts have run.
    pub dom: String,
    /// What was said on the console: failing scripts, and what a content security policy forbade.
    pub console: Vec<String>,
}

impl Browser {
    /// Finds Chromium; none where it is not.
    #[track_caller]
    pub fn find() -> Option<Self> {
        let program = program();
        if !program.is_file() {
            leave_out(&format!("no Chromium ({VARIABLE})"));
            return None;
        }
        match tempfile::tempdir() {
            Ok(profile) => Some(Self { program, profile }),
            Err(error) => panic!("no folder for a browser's profile: {error}"),
        }
    }

    /// Opens a URL and waits until it is loaded and its scripts have nothing more to wait for.
    #[track_caller]
    pub fn open(&self, url: &str) -> Opened {
        // Time of the page's own: it stands still while an answer is awaited and else runs at once.
        let patience = "--virtual-time-budget=10000";
        let output = self.run(&["--enable-logging=stderr", patience, "--dump-dom", url]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        Opened {
            dom: String::from_utf8_lossy(&output.stdout).into_owned(),
            console: said
                .lines()
                .filter(|line| line.contains("CONSOLE"))
                .map(str::to_owned)
                .collect(),
        }
    }

    /// Writes a picture (PNG) of the page at a URL, `width` by `height` pixels.
    #[track_caller]
    pub fn screenshot(&self, url: &str, width: u32, height: u32, file: &Path) {
        let picture = format!("--screenshot={}", file.display());
        let size = format!("--window-size={width},{height}");
        self.run(&["--hide-scrollbars", &size, &picture, url]);
        assert!(file.is_file(), "the browser made no picture of {url}");
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Output {
        let output = Command::new(&self.program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
            ])
            .arg(format!("--user-data-dir={}", self.profile.path().display()))
            .args(arguments)
            .output();
        match output {
            Ok(output) if output.status.success() => output,
            Ok(output) => panic!(
                "the browser ended with {}: {}",
                output.status,
                String::from_utf8_lossy(&output.stderr)
            ),
            Err(error) => panic!("{} does not start: {error}", self.program.display()),
        }
    }
}
