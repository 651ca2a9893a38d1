//! A value of a JSON text with its place, and the few ways in which a report is looked into.

use std::cell::{Cell, RefCell};

use pejl_ingest::issue::{RowIssue, Severity};
use serde_json::{Map, Value};

use super::fault::Fault;
use super::guard;
use super::options::Limits;
use crate::when::When;

/// What is known while a bundle is read, and what was wrong with it.
pub(super) struct Reading<'r> {
    pub(super) file: &'r str,
    pub(super) limits: &'r Limits,
    /// Line on which the JSON text of the bundle begins.
    pub(super) line: u64,
    /// The citizen's own number, once it is known; it must not stand in anything that is kept.
    own: Cell<Option<[u8; 10]>>,
    issues: RefCell<Vec<RowIssue>>,
    n_errors: Cell<usize>,
}

impl<'r> Reading<'r> {
    pub(super) const fn new(file: &'r str, limits: &'r Limits, line: u64) -> Self {
        Self {
            file,
            limits,
            line,
            own: Cell::new(None),
            issues: RefCell::new(Vec::new()),
            n_errors: Cell::new(0),
        }
    }

    pub(super) fn protect(&self, digits: [u8; 10]) {
        self.own.set(Some(digits));
    }

    pub(super) fn n_errors(&self) -> usize {
        self.n_errors.get()
    }

    pub(super) fn into_issues(self) -> Vec<RowIssue> {
        self.issues.into_inner()
    }

    /// Notes a broken rule at a place, without a value.
    pub(super) fn note(&self, fault: Fault, at: &str) {
        self.add(fault.issue(self.file).in_column(at));
    }

    /// Notes a broken rule and the value that broke it.
    pub(super) fn note_value(&self, fault: Fault, node: &Node<'_>, value: &str) {
        let issue = fault.issue(self.file).in_column(&node.at);
        self.add(issue.with_value(&guard::shown(value)));
    }

    fn add(&self, issue: RowIssue) {
        if issue.severity == Severity::Error {
            self.n_errors.set(self.n_errors.get().saturating_add(1));
        }
        let mut issues = self.issues.borrow_mut();
        match issues.len().cmp(&self.limits.max_issues) {
            std::cmp::Ordering::Less => issues.push(issue.at_line(self.line)),
            std::cmp::Ordering::Equal => {
                issues.push(Fault::TooManyIssues.issue(self.file).at_line(self.line));
            }
            std::cmp::Ordering::Greater => {}
        }
    }

    /// Whether a text holds the citizen's own number.
    pub(super) fn is_own(&self, text: &str) -> bool {
        self.own.get().is_some_and(|own| guard::holds(text, &own))
    }

    fn is_kept(&self, node: &Node<'_>, text: &str) -> bool {
        if text.chars().count() > self.limits.max_text_chars {
            self.note_value(Fault::TooLong, node, text);
            return false;
        }
        if self.is_own(text) || guard::may_hold_number(text) {
            // Not even masked: what surrounds a number says whose it is.
            self.note(Fault::PersonNumber, &node.at);
            return false;
        }
        true
    }
}

/// A value and its JSON pointer.
#[derive(Clone)]
pub(super) struct Node<'a> {
    value: &'a Value,
    pub(super) at: String,
}

impl<'a> Node<'a> {
    pub(super) const fn new(value: &'a Value, at: String) -> Self {
        Self { value, at }
    }

    pub(super) const fn object(&self) -> Option<&'a Map<String, Value>> {
        match self.value {
            Value::Object(map) => Some(map),
            _ => None,
        }
    }

    /// The member of an object; JSON's `null` is as good as none.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Self::new(value, format!("{}/{name}", self.at)))
    }

    /// A member of a member.
    pub(super) fn path(&self, names: &[&str]) -> Option<Self> {
        let mut node = self.clone();
        for name in names {
            node = node.get(name)?;
        }
        Some(node)
    }

    /// The elements of a member that is an array; anything else is noted.
    pub(super) fn list(&self, name: &str, reading: &Reading<'_>) -> Vec<Self> {
        let Some(node) = self.get(name) else {
            return Vec::new();
        };
        let Value::Array(items) = node.value else {
            reading.note(Fault::WrongKind, &node.at);
            return Vec::new();
        };
        if items.len() > reading.limits.max_entries {
            reading.note(Fault::TooManyEntries, &node.at);
            return Vec::new();
        }
        let nodes = items.iter().enumerate();
        nodes
            .map(|(n, item)| Self::new(item, format!("{}/{n}", node.at)))
            .collect()
    }

    /// The text of this value as it stands, which must not be kept before it is known to be safe.
    pub(super) const fn raw(&self) -> Option<&'a str> {
        match self.value {
            Value::String(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The text of a member, if it may be kept.
    pub(super) fn text(&self, name: &str, reading: &Reading<'_>) -> Option<String> {
        let node = self.get(name)?;
        let Some(text) = node.raw() else {
            reading.note(Fault::WrongKind, &node.at);
            return None;
        };
        reading.is_kept(&node, text).then(|| text.to_owned())
    }

    /// A date or an instant.
    pub(super) fn when(&self, name: &str, reading: &Reading<'_>) -> Option<When> {
        let node = self.get(name)?;
        let when = node.raw().and_then(|text| text.parse().ok());
        if when.is_none() {
            reading.note_value(Fault::BadWhen, &node, node.raw().unwrap_or_default());
        }
        when
    }

    /// A truth value.
    pub(super) fn truth(&self, name: &str, reading: &Reading<'_>) -> Option<bool> {
        let node = self.get(name)?;
        let truth = node.value.as_bool();
        if truth.is_none() {
            reading.note(Fault::WrongKind, &node.at);
        }
        truth
    }

    /// A small whole number.
    pub(super) fn rank(&self, name: &str, reading: &Reading<'_>) -> Option<u8> {
        let node = self.get(name)?;
        let rank = node.value.as_u64().and_then(|rank| u8::try_from(rank).ok());
        if rank.is_none() {
            reading.note(Fault::WrongKind, &node.at);
        }
        rank
    }
}
