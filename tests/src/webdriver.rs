//! A browser that is driven: links are clicked, and the page is asked how it lies on a screen of some width.

use std::fs::File;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::browser;
use crate::http;
use crate::left_out::leave_out;
use crate::process::wait_for;

/// The variable that names the driver.
pub const VARIABLE: &str = "PEJL_TEST_CHROMEDRIVER";
/// What a driver calls an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running driver; it is stopped when this value goes.
pub struct Driver {
    process: Child,
    browser: PathBuf,
    address: String,
    /// Holds what the driver says.
    _folder: tempfile::TempDir,
}

/// A window of the browser.
pub struct Window<'a> {
    address: String,
    /// It lives as long as its driver.
    _driver: PhantomData<&'a Driver>,
}

impl Driver {
    /// Starts ChromeDriver: `PEJL_TEST_CHROMEDRIVER`, else where Debian puts it; none where it or Chromium is not.
    #[track_caller]
    pub fn start() -> Option<Self> {
        let or = |variable, usual: &str| {
            std::env::var_os(variable).map_or_else(|| PathBuf::from(usual), PathBuf::from)
        };
        let program = or(VARIABLE, "/usr/bin/chromedriver");
        let browser = or(browser::VARIABLE, "/usr/bin/chromium");
        if !program.is_file() || !browser.is_file() {
            leave_out(&format!("no ChromeDriver with its Chromium ({VARIABLE})"));
            return None;
        }
        let started = || -> std::io::Result<_> {
            let folder = tempfile::tempdir()?;
            let said = folder.path().join("said");
            let process = Command::new(&program)
                .arg("--port=0")
                .stdin(Stdio::null())
                .stdout(File::create(&said)?)
                .stderr(Stdio::null())
                .spawn()?;
            Ok((folder, said, process))
        };
        let (folder, said, process) = match started() {
            Ok(started) => started,
            Err(error) => panic!("{} does not start: {error}", program.display()),
        };
        let port = wait_for("the driver's port", || {
            let said = std::fs::read_to_string(&said).ok()?;
            let (_, port) = said.rsplit_once("successfully on port ")?;
            let (port, _) = port.split_once('.')?;
            Some(port.to_owned())
        });
        Some(Self {
            process,
            browser,
            address: format!("http://127.0.0.1:{port}"),
            _folder: folder,
        })
    }

    /// Opens a window whose page is `width` CSS pixels wide, with script or without.
    #[track_caller]
    pub fn window(&self, width: u32, with_script: bool) -> Window<'_> {
        // Two: blocked.
        let script = if with_script { 1 } else { 2 };
        let metrics = json!({"width": width, "height": 900, "pixelRatio": 1.0, "mobile": false});
        let options = json!({
            "binary": self.browser,
            "args": ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            "mobileEmulation": {"deviceMetrics": metrics},
            "prefs": {"profile.managed_default_content_settings.javascript": script},
        });
        let wanted = json!({"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}});
        let made = send("POST", &format!("{}/session", self.address), &wanted);
        let Some(id) = made.get("sessionId").and_then(Value::as_str) else {
            panic!("the driver opened no window: {made}");
        };
        Window {
            address: format!("{}/session/{id}", self.address),
            _driver: PhantomData,
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Window<'_> {
    /// Opens a URL and waits until it is loaded.
    #[track_caller]
    pub fn open(&self, url: &str) {
        self.ask("url", &json!({"url": url}));
    }

    /// Clicks what a CSS selector finds first.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let wanted = json!({"using": "css selector", "value": selector});
        let found = self.ask("element", &wanted);
        let Some(id) = found.get(ELEMENT).and_then(Value::as_str) else {
            panic!("nothing is {selector}: {found}");
        };
        self.ask(&format!("element/{id}/click"), &json!({}));
    }

    /// What a script returns that runs in the page.
    #[track_caller]
    pub fn script(&self, script: &str) -> Value {
        self.ask("execute/sync", &json!({"script": script, "args": []}))
    }

    /// By how many CSS pixels the page is wider than its window: 0 where nothing is to be scrolled sideways.
    #[track_caller]
    pub fn sideways(&self) -> i64 {
        let script =
            "const root = document.documentElement; return root.scrollWidth - root.clientWidth;";
        match self.script(script).as_i64() {
            Some(pixels) => pixels,
            None => panic!("the page has no width"),
        }
    }

    /// The page on paper, as a PDF in base64.
    #[track_caller]
    pub fn print(&self) -> String {
        let printed = self.ask("print", &json!({}));
        printed.as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn ask(&self, path: &str, body: &Value) -> Value {
        send("POST", &format!("{}/{path}", self.address), body)
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        // A failing test has said why, and the driver takes its windows with it.
        if !std::thread::panicking() {
            send("DELETE", &self.address, &json!({}));
        }
    }
}

/// The value of a driver's answer.
#[track_caller]
fn send(method: &str, url: &str, body: &Value) -> Value {
    let body = body.to_string();
    let headers = [("content-type", "application/json")];
    let sent = (method == "POST").then_some(body.as_bytes());
    let answer = http::send(method, url, &headers, sent);
    let found = answer.json();
    let value = found.get("value").cloned().unwrap_or_default();
    if answer.status != 200 {
        panic!("the driver refused {method} {url}: {value}");
    }
    value
}
