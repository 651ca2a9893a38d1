//! The form that a file is imported by.

use std::collections::BTreeSet;

use pejl_app::ParamProblem;
use pejl_app::import::records::{record_datasets, sources};
use pejl_app::import::wanted::REPORTS;
use pejl_domain::Lang;
use pejl_domain::area::municipalities;
use pejl_domain::cpr::masked;
use pejl_domain::lang::collate;
use pejl_wording::dataset_name;
use serde::Serialize;

use super::sent::{FILE, Sent};
use super::wanted::UNREAD;
use crate::form::{Group, Input, Item};
use crate::link::{Link, UPLOAD};
use crate::texts::{Texts, fill, texts};

/// The form with what is wrong beside its fields.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    action: String,
    main: Vec<Input>,
    more: Vec<Input>,
    is_more_open: bool,
    /// All that is wrong.
    faults: Vec<Fault>,
}

/// Something that is wrong, and the field that it stands at.
#[derive(Debug, Serialize)]
struct Fault {
    /// The field; none where the form has none for it.
    id: Option<&'static str>,
    label: &'static str,
    text: String,
}

impl Entry {
    /// The form as it was sent.
    pub(super) fn of(sent: &Sent, problems: &[ParamProblem], lang: Lang) -> Self {
        let fields = Fields {
            sent,
            problems,
            lang,
        };
        let (main, more) = (fields.main(), fields.more());
        let faulty = |problem: &ParamProblem| {
            let mut shown = main.iter().chain(&more);
            let field = shown.find(|one| one.name == problem.parameter);
            Fault {
                id: field.map(|one| one.name),
                label: field.map_or("", |one| one.label),
                text: fault(problem, sent, texts(lang)),
            }
        };
        let is_said = |one: &Input| one.fault.is_some() || !one.value.is_empty();
        Self {
            action: Link::to(UPLOAD, lang).to_string(),
            faults: problems.iter().map(faulty).collect(),
            is_more_open: more.iter().any(is_said),
            main,
            more,
        }
    }
}

/// What the fields are made of.
struct Fields<'a> {
    sent: &'a Sent,
    problems: &'a [ParamProblem],
    lang: Lang,
}

impl Fields<'_> {
    fn main(&self) -> Vec<Input> {
        let t = texts(self.lang);
        vec![
            self.choice(("dataset", t.upload_dataset, ""), self.datasets()),
            self.choice(
                ("source", t.upload_source, t.upload_source_hint),
                self.sources(),
            ),
            self.choice(
                ("municipality", t.form_municipality, ""),
                self.municipalities(),
            ),
            Input {
                kind: "file",
                ..self.text((FILE, t.upload_file, t.upload_file_hint))
            },
        ]
    }

    fn more(&self) -> Vec<Input> {
        let t = texts(self.lang);
        vec![
            self.text(("period", t.upload_period, t.upload_period_hint)),
            self.text(("control_total", t.upload_total, t.upload_total_hint)),
            self.text(("max_refused", t.upload_refused, t.upload_refused_hint)),
            self.text(("table", t.upload_table, t.upload_table_hint)),
        ]
    }

    fn text(&self, (name, label, hint): (&'static str, &'static str, &'static str)) -> Input {
        let mut problems = self.problems.iter().filter(|one| one.parameter == name);
        Input {
            name,
            label,
            hint,
            kind: "text",
            // A number of a person that somebody typed is not shown again.
            value: masked(self.sent.text(name)).into_owned(),
            groups: Vec::new(),
            fault: problems
                .next()
                .map(|one| fault(one, self.sent, texts(self.lang))),
        }
    }

    fn choice(
        &self,
        named: (&'static str, &'static str, &'static str),
        groups: Vec<Group>,
    ) -> Input {
        Input {
            kind: "choice",
            groups,
            ..self.text(named)
        }
    }

    /// What can be imported: a municipality's own records, reports, and published figures.
    fn datasets(&self) -> Vec<Group> {
        let t = texts(self.lang);
        let said = self.sent.text("dataset");
        let item = |value: &str, label: &str| Item::new(value, label, value == said);
        let records = record_datasets().map(|spec| (spec.name, dataset_name(spec.name, self.lang)));
        let records = records.iter().map(|(name, label)| item(name, label));
        let group = |label: &str, items| Group {
            label: Some(label.to_owned()),
            items,
        };
        vec![
            alone(t.upload_choose, said),
            group(t.upload_own, records.collect()),
            group(t.upload_reports, vec![item(REPORTS, t.upload_kl_gateway)]),
            group(
                t.upload_published,
                vec![
                    item("statbank", t.upload_statbank),
                    item("price_index", dataset_name("price_index", self.lang)),
                ],
            ),
        ]
    }

    /// Every source that some dataset has a mapping for.
    fn sources(&self) -> Vec<Group> {
        let said = self.sent.text("source");
        let all = record_datasets().into_iter();
        let all: BTreeSet<&str> = all
            .flat_map(|spec| sources(spec.name))
            .map(|(source, _)| source)
            .collect();
        let items = all.into_iter();
        let items = items.map(|source| Item::new(source, source, source == said));
        let group = Group {
            label: None,
            items: items.collect(),
        };
        vec![alone(texts(self.lang).upload_no_source, said), group]
    }

    fn municipalities(&self) -> Vec<Group> {
        let said = self.sent.text("municipality");
        let all = municipalities().iter();
        let mut items: Vec<Item> = all
            .map(|area| Item::new(area.code, area.name(self.lang), area.code == said))
            .collect();
        items.sort_by(|one, other| collate(&one.label, &other.label, self.lang));
        let group = Group { label: None, items };
        vec![alone(texts(self.lang).upload_no_municipality, said), group]
    }
}

/// The choice of none.
fn alone(label: &str, said: &str) -> Group {
    Group {
        label: None,
        items: vec![Item::new("", label, said.is_empty())],
    }
}

/// What is wrong with a field, in words that it can be put right by.
fn fault(problem: &ParamProblem, sent: &Sent, t: &Texts) -> String {
    match problem.parameter.as_str() {
        _ if problem.allowed == UNREAD => t.upload_fault_unread.to_owned(),
        "table" => t.upload_fault_table.to_owned(),
        "dataset" => t.upload_fault_dataset.to_owned(),
        "source" => {
            let names = sources(sent.text("dataset"));
            let names: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
            fill(t.upload_fault_source, &[("sources", &names.join(", "))])
        }
        "municipality" => t.upload_fault_municipality.to_owned(),
        "period" => t.upload_fault_period.to_owned(),
        "control_total" => t.upload_fault_total.to_owned(),
        "max_refused" => t.upload_fault_refused.to_owned(),
        "person_key" => t.upload_fault_key.to_owned(),
        FILE => t.upload_fault_file.to_owned(),
        other => fill(t.upload_fault_other, &[("field", &masked(other))]),
    }
}
