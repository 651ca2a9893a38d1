//! A form of choices, in one GET so that its address is the page.

use pejl_domain::area::municipalities;
use pejl_domain::lang::collate;
use pejl_domain::{Area, Lang};
use serde::Serialize;

use crate::place::Seen;
use crate::texts::texts;

/// The form of a page.
#[derive(Debug, Serialize)]
pub(crate) struct Form {
    /// The path it leads to.
    pub action: &'static str,
    /// What it is for.
    pub label: &'static str,
    /// Whether script shows the new page as soon as a choice changes.
    pub is_live: bool,
    /// The choices.
    pub fields: Vec<Field>,
    /// Parameters kept as they are.
    pub hidden: Vec<Hidden>,
}

/// A parameter kept as it is.
#[derive(Debug, Serialize)]
pub(crate) struct Hidden {
    name: &'static str,
    value: String,
}

/// A choice of one among some.
#[derive(Debug, Serialize)]
pub(crate) struct Field {
    /// The parameter.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What can be chosen.
    pub lists: Vec<List>,
}

/// Some of what can be chosen; without a label it stands by itself.
#[derive(Debug, Serialize)]
pub(crate) struct List {
    /// What these are.
    pub label: Option<&'static str>,
    /// They themselves.
    pub items: Vec<Item>,
}

/// Something that can be chosen.
#[derive(Debug, Serialize)]
pub(crate) struct Item {
    /// Value of the parameter.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// Whether it is chosen.
    pub selected: bool,
    /// Whether it cannot be chosen.
    pub disabled: bool,
}

/// A field to fill in, with what is wrong with what was filled in.
#[derive(Debug, Serialize)]
pub(crate) struct Input {
    /// The parameter.
    pub name: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// How it is written; may be empty.
    pub hint: &'static str,
    /// `text`, `area`, `choice` or `file`.
    pub kind: &'static str,
    /// What is filled in.
    pub value: String,
    /// What can be chosen.
    pub groups: Vec<Group>,
    /// What is wrong with it.
    pub fault: Option<String>,
}

/// Some of what can be chosen in a field to fill in.
#[derive(Debug, Serialize)]
pub(crate) struct Group {
    /// What these are; none where they stand by themselves.
    pub label: Option<String>,
    /// They themselves.
    pub items: Vec<Item>,
}

impl Form {
    /// The form of a page that asks for a municipality alone.
    pub fn of_municipality(action: &'static str, seen: &Seen) -> Self {
        let t = texts(seen.lang);
        let hidden = Hidden::language(seen.lang).into_iter();
        let revision = Hidden::revision(seen.is_pinned, seen.head.revision);
        Self {
            action,
            label: t.overview_choose,
            is_live: false,
            fields: vec![municipality(t.form_municipality, seen.own, seen.lang)],
            hidden: hidden.chain(revision).collect(),
        }
    }
}

impl Hidden {
    /// A parameter with its value.
    pub fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
        }
    }

    /// The language, which is named where it is not Danish.
    pub fn language(lang: Lang) -> Option<Self> {
        (lang != Lang::Da).then(|| Self::new("lang", lang.to_string()))
    }

    /// The revision that a page is pinned to.
    pub fn revision(is_pinned: bool, revision: i64) -> Option<Self> {
        is_pinned.then(|| Self::new("revision", revision.to_string()))
    }
}

impl Item {
    /// Something that can be chosen.
    pub fn new(value: impl Into<String>, label: impl Into<String>, selected: bool) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            selected,
            disabled: false,
        }
    }
}

/// One list without a label.
pub(crate) fn one_list(items: Vec<Item>) -> Vec<List> {
    vec![List { label: None, items }]
}

/// The choice among all municipalities, in the order of the language.
pub(crate) fn municipality(label: &'static str, own: &Area, lang: Lang) -> Field {
    let all = municipalities().iter();
    let mut items: Vec<Item> = all
        .map(|area| Item::new(area.code, area.name(lang), area.code == own.code))
        .collect();
    items.sort_by(|one, other| collate(&one.label, &other.label, lang));
    Field {
        name: "municipality",
        label,
        lists: one_list(items),
    }
}
