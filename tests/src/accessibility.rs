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

/// What cannot be read at the width of a window: elements that reach beyond it and are not in a box that scrolls by itself, text
/// that a box cuts off, and what reaches out of its cell of a table into the next. What is meant for a screen reader alone is in a
/// box of a pixel, and no reader misses it.
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
        const right = e => e.getBoundingClientRect().right; \
        const inside = e => [...e.querySelectorAll('*')].filter(one => one.getBoundingClientRect().width > 1); \
        const over = e => Math.max(e.scrollWidth - e.clientWidth, ...inside(e).map(one => right(one) - right(e))); \
        all.filter(e => ['TD', 'TH'].includes(e.tagName) && e.clientWidth > 1 && over(e) > 1) \
            .forEach(e => cut.push(named(e) + ' ' + e.textContent.trim() + ' reaches out by ' + over(e) + ' pixels')); \
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

/// A walk through a page by the tabulator, from its top.
#[derive(Debug)]
pub struct Walk {
    /// What has had the focus, in this order: its name or its text.
    pub stops: Vec<String>,
    /// What is wrong: what can be used and was not stopped at, once and in its turn, or did not show that it had the focus, and a page
    /// that is not left after the last of it.
    pub wrong: Vec<String>,
}

/// What there is to be reached by keyboard, in the order of the document, as `stops`, and how each looks without the focus.
const REACHABLE: &str = "\
    window.looks = e => { \
        const shape = e.closest('svg') && e.querySelector('.shape'); \
        const style = getComputedStyle(shape || e); \
        return (shape ? [style.stroke, style.strokeWidth] \
            : [style.outlineStyle, style.outlineWidth, style.outlineColor]).join(' '); }; \
    window.named = e => e.tagName + ' ' + \
        (e.getAttribute('aria-label') || e.textContent || e.name || '').trim().replace(/\\s+/g, ' ').slice(0, 60); \
    const usable = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]'; \
    window.stops = [...document.querySelectorAll(usable)] \
        .filter(e => !e.disabled && e.checkVisibility({ visibilityProperty: true })); \
    window.looked = stops.map(looks); \
    return stops.map(named);";

/// Which of the `stops` has the focus, none where it is the page; what it is; and whether that is seen.
const FOCUSED: &str = "\
    const e = document.activeElement; const place = stops.indexOf(e); const box = e.getBoundingClientRect(); \
    const isInside = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 \
        && box.top < innerHeight && box.left < innerWidth; \
    return { place: place < 0 ? null : place, named: named(e), \
        isOut: e === document.body || e === document.documentElement, \
        isSeen: isInside && place >= 0 && looks(e) !== looked[place] && !looks(e).startsWith('none') };";

/// Walks through the page that a window is at, by the tabulator.
///
/// A link, a button or a field that is seen and enabled, what folds, and what says so of itself (`tabindex="0"`: of the marks of a
/// drawing only one does, and the arrow keys lead to the others) must each have the focus exactly once, in the order of the document
/// and visibly; after the last the page is left.
#[track_caller]
pub fn walk(window: &Driven) -> Walk {
    let reachable = window.run(REACHABLE, &[]);
    let reachable = reachable.as_array().cloned().unwrap_or_default();
    let mut walk = Walk {
        stops: Vec::new(),
        wrong: Vec::new(),
    };
    for (number, due) in reachable.iter().enumerate() {
        window.press(crate::driver::keys::TAB);
        let found = window.run(FOCUSED, &[]);
        let name = found["named"].as_str().unwrap_or_default().to_owned();
        if found["place"] != number {
            walk.wrong.push(format!(
                "stop {number} should be {due} and is {name}, whose place is {}",
                found["place"]
            ));
        } else if found["isSeen"] != true {
            walk.wrong
                .push(format!("that {name} has the focus is not seen"));
        }
        walk.stops.push(name);
    }
    window.press(crate::driver::keys::TAB);
    let after = window.run(FOCUSED, &[]);
    if after["isOut"] != true {
        let name = &after["named"];
        walk.wrong
            .push(format!("after its last stop the page is at {name}"));
    }
    walk
}
