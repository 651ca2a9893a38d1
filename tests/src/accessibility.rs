//! Whether everybody can use a page, as far as a machine can tell: by axe-core, and by how narrow it may become.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::driver::Driven;
use crate::left_out::leave_out;

/// The variable that names the script of axe-core.
pub const VARIABLE: &str = "PEJL_TEST_AXE";

/// The rules looked at: WCAG 2.0, 2.1 and 2.2, A and AA.
const RULES: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/// axe-core, which looks for what people with disabilities could not use.
pub struct Axe {
    script: String,
}

impl Axe {
    /// Finds the script; none where there is none.
    #[track_caller]
    pub fn find() -> Option<Self> {
        let file = std::env::var_os(VARIABLE).map(PathBuf::from);
        match file.map(std::fs::read_to_string) {
            Some(Ok(script)) => Some(Self { script }),
            _ => {
                leave_out(&format!("no axe-core ({VARIABLE})"));
                None
            }
        }
    }

    /// What is violated in the page that a window is at: the rule, and each element with what is wrong with it.
    ///
    /// What could not be decided is not among it.
    #[track_caller]
    pub fn violations(&self, window: &Driven) -> Vec<String> {
        window.run(&self.script, &[]);
        let run = "const [rules, done] = arguments; \
            axe.run(document, { runOnly: { type: 'tag', values: rules }, resultTypes: ['violations'] }) \
              .then(found => done({ violations: found.violations, passes: found.passes.length }), \
                    error => done({ failed: String(error) }));";
        let found = window.run_until_called(run, &[json!(RULES)]);
        assert!(found["failed"].is_null(), "axe failed: {found}");
        // A page that no rule was looked at on has not passed any.
        assert!(found["passes"].as_u64() > Some(0), "no rule was looked at");
        let violations = found["violations"].as_array().cloned().unwrap_or_default();
        violations.iter().flat_map(told).collect()
    }
}

fn told(violation: &Value) -> Vec<String> {
    let rule = violation["id"].as_str().unwrap_or_default();
    let nodes = violation["nodes"].as_array().cloned().unwrap_or_default();
    let of = |node: &Value| {
        let text = |name: &str| node[name].as_str().unwrap_or_default().to_owned();
        format!("{rule}: {} {}", text("html"), text("failureSummary"))
    };
    nodes.iter().map(of).collect()
}

/// What cannot be read at the width of a window: elements that reach beyond it and are not in a box that scrolls by itself, and text
/// that a box cuts off. What is meant for a screen reader alone is in a box of a pixel, and no reader misses it.
#[track_caller]
pub fn too_wide(window: &Driven) -> Vec<String> {
    let script = "const wide = document.documentElement.clientWidth; \
        const overflow = e => getComputedStyle(e).overflowX; \
        const scrolls = e => e && e !== document.body && \
            (['auto', 'scroll'].includes(overflow(e)) || scrolls(e.parentElement)); \
        const named = e => e.tagName + '.' + e.getAttribute('class'); \
        const all = [...document.body.querySelectorAll('*')]; \
        const cut = all \
            .filter(e => ['hidden', 'clip'].includes(overflow(e)) && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1) \
            .map(e => named(e) + ' cuts off ' + (e.scrollWidth - e.clientWidth) + ' pixels'); \
        if (document.documentElement.scrollWidth <= wide) return cut; \
        return all \
            .filter(e => e.getBoundingClientRect().right > wide + 1 && !scrolls(e.parentElement)) \
            .map(e => named(e) + ' ' + e.getBoundingClientRect().right) \
            .concat(cut, ['the page is ' + document.documentElement.scrollWidth + ' wide']);";
    let found = window.run(script, &[]);
    let found = found.as_array().cloned().unwrap_or_default();
    let text = |one: Value| one.as_str().unwrap_or_default().to_owned();
    found.into_iter().map(text).collect()
}

/// What has the focus after each of so many presses of the tabulator, from the top of the page: its text or its name, and whether
/// it is seen that it has it.
#[track_caller]
pub fn focused(window: &Driven, presses: usize) -> Vec<(String, bool)> {
    // A mark of a drawing shows it by the stroke of its shape.
    let script = "const e = document.activeElement; const style = getComputedStyle(e); \
        const box = e.getBoundingClientRect(); const shape = e.closest('svg') && e.querySelector('.shape'); \
        const shows = shape ? parseFloat(getComputedStyle(shape).strokeWidth) >= 3 \
            : style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0; \
        return [(e.getAttribute('aria-label') || e.textContent || e.name || e.tagName).trim().slice(0, 60), \
            shows && box.width > 0 && box.height > 0];";
    let mut found = Vec::new();
    for _ in 0..presses {
        window.press(crate::driver::keys::TAB);
        let one = window.run(script, &[]);
        let name = one[0].as_str().unwrap_or_default().to_owned();
        found.push((name, one[1] == true));
    }
    found
}
