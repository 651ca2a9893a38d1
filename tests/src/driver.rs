//! A browser that is driven: it is led to a page, clicks and types as a person would, and tells what there is.
//!
//! Speaks the [WebDriver protocol](https://www.w3.org/TR/webdriver2/) with chromedriver on loopback. Both end with the value.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::browser;
use crate::left_out::leave_out;
use crate::process::wait_for;

/// The variable that names the driver.
pub const VARIABLE: &str = "PEJL_TEST_CHROMEDRIVER";

/// What an element is called in the protocol.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// Codes of keys that are no letters.
pub mod keys {
    /// Tabulator.
    pub const TAB: &str = "\u{e004}";
    /// Enter.
    pub const ENTER: &str = "\u{e007}";
    /// Escape.
    pub const ESCAPE: &str = "\u{e00c}";
    /// To the end.
    pub const END: &str = "\u{e010}";
    /// To the beginning.
    pub const HOME: &str = "\u{e011}";
    /// The arrow to the left.
    pub const LEFT: &str = "\u{e012}";
    /// The arrow to the right.
    pub const RIGHT: &str = "\u{e014}";
}

/// A window of a browser with a profile of its own.
pub struct Driven {
    driver: Child,
    agent: ureq::Agent,
    /// Where the window is spoken to.
    session: String,
    _profile: tempfile::TempDir,
}

impl Driven {
    /// Opens a window, `width` by `height` pixels; none where there is no driver.
    #[track_caller]
    pub fn open(width: u32, height: u32) -> Option<Self> {
        Self::with(width, height, true)
    }

    /// Opens a window that runs no script of a page.
    #[track_caller]
    pub fn without_script(width: u32, height: u32) -> Option<Self> {
        Self::with(width, height, false)
    }

    #[track_caller]
    fn with(width: u32, height: u32, runs_scripts: bool) -> Option<Self> {
        let program = std::env::var_os(VARIABLE)
            .map_or_else(|| PathBuf::from("/usr/bin/chromedriver"), PathBuf::from);
        let chromium = browser::program();
        if !program.is_file() || !chromium.is_file() {
            leave_out(&format!("no driver of a browser ({VARIABLE})"));
            return None;
        }
        let port = free_port();
        let driver = Command::new(&program)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let driver = driver.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
        let profile = tempfile::tempdir();
        let mut opened = Self {
            driver,
            agent: agent(),
            session: format!("http://127.0.0.1:{port}"),
            _profile: profile.unwrap_or_else(|error| panic!("no folder for a profile: {error}")),
        };
        wait_for("the driver of the browser", || {
            let asked = opened.agent.get(format!("{}/status", opened.session));
            asked.call().ok()
        });
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-background-networking".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", opened._profile.path().display()),
        ];
        let scripts = if runs_scripts { 1 } else { 2 };
        let options = json!({
            "binary": chromium,
            "args": arguments,
            "prefs": { "profile.managed_default_content_settings.javascript": scripts },
        });
        let wanted =
            json!({ "capabilities": { "alwaysMatch": { "goog:chromeOptions": options } } });
        let session = opened.post("/session", &wanted);
        let id = session["sessionId"].as_str();
        let id = id.unwrap_or_else(|| panic!("no session: {session}"));
        opened.session = format!("{}/session/{id}", opened.session);
        Some(opened)
    }

    /// Leads the window to a URL and waits until it is loaded.
    #[track_caller]
    pub fn go(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// Where the window is.
    #[track_caller]
    pub fn url(&self) -> String {
        let url = self.get("/url");
        url.as_str().unwrap_or_default().to_owned()
    }

    /// Runs a script of the test in the page and returns what it returns; `arguments` are its `arguments`.
    #[track_caller]
    pub fn run(&self, script: &str, arguments: &[Value]) -> Value {
        self.post(
            "/execute/sync",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Runs a script that calls its last argument with what it found.
    #[track_caller]
    pub fn run_until_called(&self, script: &str, arguments: &[Value]) -> Value {
        self.post(
            "/execute/async",
            &json!({ "script": script, "args": arguments }),
        )
    }

    /// Clicks the first element of a selector (CSS), which must be seen.
    #[track_caller]
    pub fn click(&self, selector: &str) {
        let path = format!("/element/{}/click", self.find(selector));
        self.post(&path, &json!({}));
    }

    /// Clicks what leads to another page, as [`Self::click`] does, and waits until that page is loaded.
    ///
    /// A click alone does not wait for a form: what is asked right after it may still be of the page with the form.
    #[track_caller]
    pub fn follow(&self, selector: &str) {
        let left = format!("/element/{}/name", self.find("html"));
        self.click(selector);
        wait_for("the page before to go", || {
            let asked = self.agent.get(format!("{}{left}", self.session)).call();
            asked
                .is_ok_and(|answer| answer.status() == 404)
                .then_some(())
        });
        wait_for("the next page", || {
            let state = self.run("return document.readyState;", &[]);
            (state == "complete").then_some(())
        });
    }

    /// Types into the first element of a selector, in place of what stands there.
    #[track_caller]
    pub fn fill(&self, selector: &str, text: &str) {
        let element = self.find(selector);
        self.post(&format!("/element/{element}/clear"), &json!({}));
        self.post(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Chooses a file in the first field for one of a selector.
    #[track_caller]
    pub fn choose(&self, selector: &str, file: &Path) {
        let element = self.find(selector);
        let text = file.display().to_string();
        self.post(
            &format!("/element/{element}/value"),
            &json!({ "text": text }),
        );
    }

    /// Presses keys where the focus is, see [`keys`].
    #[track_caller]
    pub fn press(&self, pressed: &str) {
        let mut actions = Vec::new();
        for key in pressed.chars() {
            for kind in ["keyDown", "keyUp"] {
                actions.push(json!({ "type": kind, "value": key }));
            }
        }
        let keyboard = json!({ "type": "key", "id": "keyboard", "actions": actions });
        self.post("/actions", &json!({ "actions": [keyboard] }));
    }

    /// Moves the mouse to a place of the window, in pixels from its upper left corner.
    #[track_caller]
    pub fn point(&self, (x, y): (i64, i64)) {
        let moved = json!({ "type": "pointerMove", "duration": 0, "x": x, "y": y });
        self.act("mouse", &[moved]);
    }

    /// Puts a finger down at the first of some places of the window, moves it through the others and lifts it.
    #[track_caller]
    pub fn touch(&self, places: &[(i64, i64)]) {
        let mut actions = Vec::new();
        for (number, (x, y)) in places.iter().enumerate() {
            actions.push(json!({ "type": "pointerMove", "duration": 20, "x": x, "y": y }));
            if number == 0 {
                actions.push(json!({ "type": "pointerDown", "button": 0 }));
            }
        }
        actions.push(json!({ "type": "pointerUp", "button": 0 }));
        self.act("touch", &actions);
    }

    #[track_caller]
    fn act(&self, kind: &str, actions: &[Value]) {
        let pointer = json!({
            "type": "pointer",
            "id": kind,
            "parameters": { "pointerType": kind },
            "actions": actions,
        });
        self.post("/actions", &json!({ "actions": [pointer] }));
    }

    /// Lets the pages of a site write what is copied, and the test read it.
    #[track_caller]
    pub fn allow_copying(&self, origin: &str) {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let params = json!({ "origin": origin, "permissions": permissions });
        let command = json!({ "cmd": "Browser.grantPermissions", "params": params });
        self.post("/goog/cdp/execute", &command);
    }

    /// What has been copied last.
    #[track_caller]
    pub fn copied(&self) -> String {
        let read = "const told = arguments[0]; \
            navigator.clipboard.readText().then(told, error => told('not read: ' + error));";
        let text = self.run_until_called(read, &[]);
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What the first element of a selector says, as it is seen.
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        let text = self.get(&format!("/element/{}/text", self.find(selector)));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Makes the page itself so many pixels wide, also where a window could not be.
    #[track_caller]
    pub fn resize(&self, width: u32, height: u32) {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        let command = json!({ "cmd": "Emulation.setDeviceMetricsOverride", "params": size });
        self.post("/goog/cdp/execute", &command);
    }

    /// Shows pages as they are printed, or again as on a screen.
    #[track_caller]
    pub fn on_paper(&self, is_printed: bool) {
        let media = if is_printed { "print" } else { "" };
        let command = json!({ "cmd": "Emulation.setEmulatedMedia", "params": { "media": media } });
        self.post("/goog/cdp/execute", &command);
    }

    /// A picture of the whole page (PNG), also of what stands below the window.
    #[track_caller]
    pub fn picture(&self) -> Vec<u8> {
        let command = json!({
            "cmd": "Page.captureScreenshot",
            "params": { "captureBeyondViewport": true },
        });
        let taken = self.post("/goog/cdp/execute", &command);
        decoded(&taken["data"])
    }

    /// The page as it is printed on A4 (PDF).
    #[track_caller]
    pub fn print(&self) -> Vec<u8> {
        let size = json!({ "width": 21.0, "height": 29.7 });
        decoded(&self.post("/print", &json!({ "page": size })))
    }

    #[track_caller]
    fn find(&self, selector: &str) -> String {
        let wanted = json!({ "using": "css selector", "value": selector });
        let found = self.post("/element", &wanted);
        let id = found[ELEMENT].as_str();
        id.unwrap_or_else(|| panic!("{selector}: {found}"))
            .to_owned()
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        let asked = self.agent.get(format!("{}{path}", self.session)).call();
        told(path, asked)
    }

    #[track_caller]
    fn post(&self, path: &str, body: &Value) -> Value {
        let asked = self.agent.post(format!("{}{path}", self.session));
        told(path, asked.send(body.to_string()))
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        // Ends the browser; the driver alone would leave it running.
        let _ = self.agent.delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(120)));
    config.build().into()
}

/// A port that nothing listens on.
#[track_caller]
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0));
    let address = listener.and_then(|one| one.local_addr());
    address
        .unwrap_or_else(|error| panic!("no free port: {error}"))
        .port()
}

/// The value of an answer.
#[track_caller]
fn told(path: &str, asked: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Value {
    let mut answer = asked.unwrap_or_else(|error| panic!("{path}: {error}"));
    let body = answer
        .body_mut()
        .with_config()
        .limit(256 << 20)
        .read_to_string();
    let body = body.unwrap_or_else(|error| panic!("{path}: {error}"));
    let mut body: Value = serde_json::from_str(&body).unwrap_or_else(|_| panic!("{path}: {body}"));
    assert!(answer.status().is_success(), "{path}: {body}");
    body["value"].take()
}

#[track_caller]
fn decoded(data: &Value) -> Vec<u8> {
    let text = data.as_str().unwrap_or_default();
    let bytes = BASE64_STANDARD.decode(text);
    bytes.unwrap_or_else(|error| panic!("not in base64: {error}"))
}
