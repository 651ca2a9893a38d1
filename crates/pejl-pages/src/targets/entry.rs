//! The form that a target is set by.

use std::sync::Arc;

use pejl_app::indicators::list_indicators;
use pejl_app::targets::{Draft, TargetFault};
use pejl_app::{AsKnown, Catalogue, Indicator, Kind, Reading, Store};
use pejl_domain::Lang;
use pejl_domain::area::find_area;
use pejl_domain::cpr::masked;
use serde::Serialize;

use super::{Asked, shell, to_list, to_new, to_target};
use crate::form::{Group, Input, Item};
use crate::link::{Link, TARGETS};
use crate::problem::PageError;
use crate::render::render;
use crate::texts::{Texts, fill, texts};
use crate::wording::sentence;

/// What stands beside a form.
#[derive(Debug, Clone, Copy)]
pub(super) enum Beside<'a> {
    /// Nothing.
    Nothing,
    /// What is wrong; nothing was stored.
    Faults(&'a [TargetFault]),
    /// It can be set; what is odd about it, and whether it says what is in force.
    Proved {
        warnings: &'a [TargetFault],
        is_same: bool,
    },
}

/// A form with everything beside it.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    action: String,
    municipality: String,
    /// The version that another one is to replace.
    version: String,
    /// The fields whose oddities the reader has before them.
    seen: String,
    notice: Option<String>,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    main: Vec<Input>,
    more: Vec<Input>,
    is_more_open: bool,
}

/// Something that is wrong or odd, and the field it stands in.
#[derive(Debug, Serialize)]
struct Fault {
    /// The field on the page; none where it has none.
    id: Option<&'static str>,
    label: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Page {
    title: String,
    lead: &'static str,
    list_href: String,
    entry: Entry,
}

/// The page with the form of a new target.
pub(super) fn blank(store: &Store, asked: &Asked) -> Result<String, PageError> {
    let lang = asked.seen.lang;
    let mut draft = Draft::written_in(lang);
    draft.put("municipality", asked.seen.own.code);
    draft.put("indicator", asked.indicator.as_deref().unwrap_or_default());
    again(store, (None, &draft), (Beside::Nothing, lang))
}

/// The page with the form of a target, as it was filled in.
pub(super) fn again(
    store: &Store,
    (number, draft): (Option<i64>, &Draft),
    (beside, lang): (Beside<'_>, Lang),
) -> Result<String, PageError> {
    let t = texts(lang);
    let listed = list_indicators(store, AsKnown::Head)?;
    let own = draft.get("municipality").and_then(find_area);
    let list = own.map_or_else(|| Link::to(TARGETS, lang), |own| to_list(own, lang));
    let (title, here) = match (number, own) {
        (Some(number), _) => {
            let said = number.to_string();
            let title = fill(t.target_edit, &[("number", &said)]);
            (title, to_target(number, lang))
        }
        (None, Some(own)) => {
            let named = draft.get("indicator").map(masked);
            let here = to_new(own, named.as_deref(), lang);
            (t.target_new.to_owned(), here)
        }
        (None, None) => (t.target_new.to_owned(), list.clone()),
    };
    let page = Page {
        lead: t.target_entry_lead,
        list_href: list.to_string(),
        entry: Entry::of((number, draft), beside, (&listed.catalogue, lang)),
        title,
    };
    let shell = shell(store, here, lang);
    render("target-entry.html", &shell, &page.title, &page)
}

/// The fields in which something is odd, as a form tells that they have been seen.
pub(super) fn odd(warnings: &[TargetFault]) -> String {
    let fields: Vec<&str> = warnings.iter().map(|one| one.field).collect();
    fields.join(",")
}

impl Entry {
    /// The form of a draft.
    pub(super) fn of(
        (number, draft): (Option<i64>, &Draft),
        beside: Beside<'_>,
        (catalogue, lang): (&Catalogue, Lang),
    ) -> Self {
        let t = texts(lang);
        let (faults, warnings, notice) = match beside {
            Beside::Nothing => (&[][..], &[][..], None),
            Beside::Faults(faults) => (faults, &[][..], None),
            Beside::Proved { warnings, is_same } => {
                let notice = match (is_same, warnings.is_empty()) {
                    (true, _) => t.target_same,
                    (false, true) => t.target_proved,
                    (false, false) => t.target_odd,
                };
                (&[][..], warnings, Some(notice.to_owned()))
            }
        };
        let action = match number {
            Some(number) => to_target(number, lang),
            None => Link::to(TARGETS, lang),
        };
        let fields = Fields {
            draft,
            faults,
            catalogue,
            lang,
        };
        let more = fields.more();
        // Evenly is how most targets go.
        let is_said = |one: &Input| !one.value.is_empty() && one.value != "linear";
        let says = |one: &Input| one.fault.is_some() || is_said(one);
        Self {
            action: action.to_string(),
            municipality: masked(draft.get("municipality").unwrap_or_default()).into_owned(),
            version: draft.get("version").unwrap_or_default().to_owned(),
            seen: odd(warnings),
            notice,
            faults: faults.iter().map(|one| fault(one, lang)).collect(),
            warnings: warnings.iter().map(|one| fault(one, lang)).collect(),
            main: fields.main(),
            is_more_open: more.iter().any(says),
            more,
        }
    }
}

/// What the fields of a form are made of.
struct Fields<'a> {
    draft: &'a Draft,
    faults: &'a [TargetFault],
    catalogue: &'a Catalogue,
    lang: Lang,
}

impl Fields<'_> {
    /// What nearly every target says.
    fn main(&self) -> Vec<Input> {
        let t = texts(self.lang);
        vec![
            self.choice("indicator", "", self.readings()),
            self.text("baseline_on", t.target_hint_day),
            self.text("baseline", t.target_hint_value),
            self.text("deadline", t.target_hint_day),
            self.text("goal", t.target_hint_goal),
            self.text("owner", ""),
            self.text("decision_case", ""),
            self.text("decision_meeting", ""),
            self.text("decided_on", t.target_hint_decided),
            Input {
                kind: "area",
                ..self.text("note", "")
            },
        ]
    }

    /// What some targets say.
    fn more(&self) -> Vec<Input> {
        let t = texts(self.lang);
        let direction = [
            ("", t.target_direction_own),
            ("up", t.target_direction_up),
            ("down", t.target_direction_down),
            ("band", t.target_direction_band),
        ];
        let path = [
            ("linear", t.target_path_linear),
            ("steps", t.target_path_steps),
            ("index_linked", t.target_path_index),
        ];
        vec![
            self.words(("direction", t.target_hint_direction), &direction),
            self.text("goal_low", t.target_hint_band),
            self.text("goal_high", t.target_hint_band),
            self.words(("path", ""), &path),
            self.text("steps", t.target_hint_steps),
            self.text("index_series", t.target_hint_series),
            self.text("index_change", t.target_hint_change),
            self.text("tolerance", t.target_hint_tolerance),
            self.text("members", t.target_hint_members),
            self.text("price_level", t.target_hint_price),
            self.text("parent", t.target_hint_parent),
        ]
    }

    fn text(&self, name: &'static str, hint: &'static str) -> Input {
        let mut faults = self.faults.iter().filter(|one| one.field == name);
        Input {
            name,
            label: label(name, texts(self.lang)),
            hint,
            kind: "text",
            // A number of a person that somebody typed is not shown again.
            value: masked(self.draft.get(name).unwrap_or_default()).into_owned(),
            groups: Vec::new(),
            fault: faults.next().map(|one| said(one, self.lang)),
        }
    }

    fn choice(&self, name: &'static str, hint: &'static str, groups: Vec<Group>) -> Input {
        Input {
            kind: "choice",
            groups,
            ..self.text(name, hint)
        }
    }

    /// A choice among words, of which the one that is said is chosen.
    fn words(&self, (name, hint): (&'static str, &'static str), words: &[(&str, &str)]) -> Input {
        let said = self.draft.get(name).unwrap_or_default();
        let items = words.iter();
        let items = items.map(|(value, label)| Item::new(*value, *label, *value == said));
        let group = Group {
            label: None,
            items: items.collect(),
        };
        self.choice(name, hint, vec![group])
    }

    /// The readings that figures can be held against, by indicator.
    fn readings(&self) -> Vec<Group> {
        let said = self.draft.get("indicator").unwrap_or_default();
        let chosen = self.catalogue.find_reading(said);
        let item = |one: &Arc<Reading>| {
            let is_chosen = chosen.is_some_and(|chosen| Arc::ptr_eq(chosen, one));
            let value = format!("{}.{}", one.indicator, one.code);
            Item::new(value, one.name.to_lang(self.lang), is_chosen)
        };
        let group = |one: &Indicator| {
            let readings = one.readings.iter();
            let readings = readings.filter(|one| one.kind != Kind::Comparison);
            Group {
                label: Some(format!("{} {}", one.code, one.name.to_lang(self.lang))),
                items: readings.map(item).collect(),
            }
        };
        let none = Item::new("", texts(self.lang).target_choose, chosen.is_none());
        let first = Group {
            label: None,
            items: vec![none],
        };
        let groups = self.catalogue.indicators.iter().map(group);
        let groups = groups.filter(|one| !one.items.is_empty());
        std::iter::once(first).chain(groups).collect()
    }
}

/// What is wrong, for the list of all of it; it leads to its field where that is on the page.
fn fault(one: &TargetFault, lang: Lang) -> Fault {
    let label = label(one.field, texts(lang));
    Fault {
        id: (!label.is_empty()).then_some(one.field),
        label,
        text: said(one, lang),
    }
}

/// What is wrong with a field, as a sentence.
fn said(one: &TargetFault, lang: Lang) -> String {
    sentence(&masked(one.text.to_lang(lang)))
}

/// What a field is called; nothing where the form has none for it.
fn label(field: &str, t: &'static Texts) -> &'static str {
    match field {
        "indicator" => t.form_indicator,
        "baseline_on" => t.target_baseline_on,
        "baseline" => t.target_baseline,
        "deadline" => t.target_deadline,
        "goal" => t.target_goal,
        "owner" => t.target_owner,
        "decision_case" => t.target_case,
        "decision_meeting" => t.target_meeting,
        "decided_on" => t.target_decided_on,
        "note" => t.target_note,
        "direction" => t.target_direction,
        "goal_low" => t.target_goal_low,
        "goal_high" => t.target_goal_high,
        "path" => t.target_path,
        "steps" => t.target_steps,
        "index_series" => t.target_series,
        "index_change" => t.target_change,
        "tolerance" => t.target_tolerance,
        "members" => t.target_members,
        "price_level" => t.target_price,
        "parent" => t.target_parent,
        _ => "",
    }
}
