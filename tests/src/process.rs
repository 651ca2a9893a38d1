//! The program as a process: run to its end, or held by a handle.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::binary;

/// How long a process may take before the test gives it up; many times what any of them needs.
pub const PATIENCE: Duration = Duration::from_secs(240);
/// How often something that will happen is looked for.
const GLANCE: Duration = Duration::from_millis(10);

/// Variables that would tell the program something the test did not say.
const OWN_VARIABLES: [&str; 12] = [
    "PEJL_DATA",
    "PEJL_DATABASE",
    "PEJL_BIND",
    "PEJL_AUTH",
    "PEJL_LOG",
    "PEJL_STATBANK_URL",
    "PEJL_PAUSE_AT",
    "PEJL_PAUSE_FILE",
    "PEJL_PERSON_KEY",
    "PEJL_PERSON_KEY_FILE",
    "PEJL_PERSON_KEYS",
    "PEJL_UPLOAD_BYTES_MAX",
];

/// Returns the program as a command, without whatever the surroundings would tell it.
pub fn command() -> Command {
    let mut command = Command::new(binary::pejl());
    for variable in OWN_VARIABLES {
        command.env_remove(variable);
    }
    command.stdin(Stdio::null());
    command
}

/// A process that has ended.
#[derive(Debug, Clone)]
pub struct Finished {
    /// The exit status; none when a signal ended it.
    pub code: Option<i32>,
    /// What it printed.
    pub stdout: String,
    /// What it said.
    pub stderr: String,
}

impl Finished {
    /// Fails unless the process ended with `code`.
    #[track_caller]
    pub fn expect_code(self, code: i32) -> Self {
        if self.code != Some(code) {
            panic!(
                "exit {:?} instead of {code}\nstdout:\n{}\nstderr:\n{}",
                self.code, self.stdout, self.stderr
            );
        }
        self
    }

    /// Fails unless the process did what it was told.
    #[track_caller]
    pub fn expect_done(self) -> Self {
        self.expect_code(0)
    }

    /// Returns what was printed as one JSON document.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_str(&self.stdout) {
            Ok(value) => value,
            Err(error) => panic!(
                "no JSON on stdout ({error}):\n{}\nstderr:\n{}",
                self.stdout, self.stderr
            ),
        }
    }
}

/// Runs a command to its end; fails if it panicked.
#[track_caller]
pub fn run(mut command: Command) -> Finished {
    let output = match command.output() {
        Ok(output) => output,
        Err(error) => panic!("{command:?} does not start: {error}"),
    };
    let finished = Finished {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    assert_no_panic(&finished.stderr);
    finished
}

/// Runs the program with these arguments and no data folder of a test's.
#[track_caller]
pub fn run_pejl<S: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = S>) -> Finished {
    let mut command = command();
    command.args(arguments);
    run(command)
}

/// Fails if a process said that it panicked, whatever its exit status was.
#[track_caller]
pub fn assert_no_panic(stderr: &str) {
    if stderr.contains("panicked") {
        panic!("the program panicked:\n{stderr}");
    }
}

/// Waits until `seen` gives something, looking again and again; fails with `what` when that takes too long.
#[track_caller]
pub fn wait_for<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = seen() {
            return found;
        }
        if begun.elapsed() > PATIENCE {
            panic!("waited {} s in vain for {what}", PATIENCE.as_secs());
        }
        std::thread::sleep(GLANCE);
    }
}

/// A running process of the program; it is killed when this value goes.
#[derive(Debug)]
pub struct PejlProcess {
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl PejlProcess {
    /// Starts a command whose output goes to files called `name` in `folder`.
    #[track_caller]
    pub fn start(mut command: Command, folder: &Path, name: &str) -> Self {
        let stdout = folder.join(format!("{name}.stdout"));
        let stderr = folder.join(format!("{name}.stderr"));
        command.stdout(create(&stdout)).stderr(create(&stderr));
        match command.spawn() {
            Ok(child) => Self {
                child,
                stdout,
                stderr,
            },
            Err(error) => panic!("{command:?} does not start: {error}"),
        }
    }

    /// Returns the process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Returns what the process has printed so far.
    pub fn stdout(&self) -> String {
        read(&self.stdout)
    }

    /// Returns what the process has said so far.
    pub fn stderr(&self) -> String {
        read(&self.stderr)
    }

    /// Returns how the process ended; none while it runs.
    #[track_caller]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        match self.child.try_wait() {
            Ok(status) => status,
            Err(error) => panic!("process {} cannot be asked: {error}", self.child.id()),
        }
    }

    /// Kills the process as `kill -9` does and waits until it is gone.
    #[track_caller]
    pub fn kill(&mut self) {
        if let Err(error) = self.child.kill().and_then(|()| self.child.wait()) {
            panic!("process {} cannot be killed: {error}", self.child.id());
        }
    }

    /// Waits for the process's end.
    #[track_caller]
    pub fn wait(mut self) -> Finished {
        let status = wait_for("the end of a process", || self.ended());
        let finished = Finished {
            code: status.code(),
            stdout: self.stdout(),
            stderr: self.stderr(),
        };
        assert_no_panic(&finished.stderr);
        finished
    }

    /// Waits for the process's end and returns the most memory it had in use by then, in bytes.
    ///
    /// The kernel keeps the high-water mark itself (`VmHWM`), so that looking at it now and then misses no peak but
    /// what was reached after the last look.
    #[track_caller]
    pub fn wait_with_peak_memory(mut self) -> (Finished, u64) {
        let status_file = PathBuf::from(format!("/proc/{}/status", self.child.id()));
        let mut peak = 0;
        let status = wait_for("the end of a process", || {
            peak = peak.max(high_water_mark(&status_file).unwrap_or(0));
            self.ended()
        });
        let finished = Finished {
            code: status.code(),
            stdout: self.stdout(),
            stderr: self.stderr(),
        };
        assert_no_panic(&finished.stderr);
        (finished, peak)
    }
}

impl Drop for PejlProcess {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let stderr = self.stderr();
        if std::thread::panicking() {
            println!("the process said:\n{stderr}");
        } else {
            assert_no_panic(&stderr);
        }
    }
}

fn create(path: &Path) -> File {
    match File::create(path) {
        Ok(file) => file,
        Err(error) => panic!("{} cannot be made: {error}", path.display()),
    }
}

fn read(path: &Path) -> String {
    std::fs::read(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .unwrap_or_default()
}

/// Returns the peak of resident memory in bytes, from a line such as `VmHWM:     5120 kB`.
fn high_water_mark(status_file: &Path) -> Option<u64> {
    let status = std::fs::read_to_string(status_file).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}
