//! A target as it was written: texts in fields.

use std::collections::BTreeMap;

use pejl_db::target::StoredTarget;
use pejl_domain::Lang;
use pejl_ingest::number::NumberFormat;

use super::again;

/// What a spreadsheet takes for the start of a formula; an export puts an apostrophe before it.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '|', '%'];

/// A field of a target: its name in files and requests, and the Danish name that a file may have instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its Danish name.
    pub da: &'static str,
}

const fn field(name: &'static str, da: &'static str) -> Field {
    Field { name, da }
}

/// The fields of a target, in the order of the columns of a file.
pub const FIELDS: [Field; 25] = [
    field("id", "nummer"),
    field("version", "udgave"),
    field("municipality", "kommune"),
    field("indicator", "indikator"),
    field("members", "udsnit"),
    field("unit", "enhed"),
    field("price_level", "prisniveau"),
    field("direction", "retning"),
    field("baseline_on", "udgangspunkt_dato"),
    field("baseline", "udgangspunkt"),
    field("goal", "mål"),
    field("goal_low", "mål_fra"),
    field("goal_high", "mål_til"),
    field("deadline", "frist"),
    field("path", "sti"),
    field("steps", "trin"),
    field("index_series", "prisrække"),
    field("index_change", "indeksændring"),
    field("tolerance", "tolerance"),
    field("parent", "overordnet"),
    field("owner", "ansvarlig"),
    field("decision_case", "sag"),
    field("decision_meeting", "møde"),
    field("decided_on", "besluttet"),
    field("note", "bemærkning"),
];

/// A target as it was written: a text for each field that says something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    texts: BTreeMap<&'static str, String>,
    is_danish: bool,
}

impl Draft {
    /// An empty draft whose numbers are written as in the language, `1.234,5` in Danish; those of any other draft are as in English.
    pub fn written_in(lang: Lang) -> Self {
        Self {
            is_danish: lang == Lang::Da,
            ..Self::default()
        }
    }

    /// What a target says, to be edited and said again in its place. Shares are in per cent.
    pub fn of(one: &StoredTarget, lang: Lang) -> Self {
        let mut draft = Self::written_in(lang);
        for (name, text) in again::texts(one, lang) {
            draft.put(name, &text);
        }
        draft
    }

    /// How its numbers are written.
    pub(super) fn format(&self) -> NumberFormat {
        match self.is_danish {
            true => NumberFormat::DANISH,
            false => NumberFormat::ENGLISH,
        }
    }

    /// Puts a text in a field; a blank one says nothing. A field that there is not is passed over.
    pub fn put(&mut self, name: &str, text: &str) {
        let field = FIELDS.iter().find(|field| field.name == name);
        let text = without_mark(text.trim());
        if let (Some(field), false) = (field, text.is_empty()) {
            self.texts.insert(field.name, text.to_owned());
        }
    }

    /// What a field says.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }

    /// Whether no field says anything.
    pub(super) fn is_blank(&self) -> bool {
        self.texts.is_empty()
    }
}

/// The text without the apostrophes that keep a spreadsheet from taking it for a formula.
fn without_mark(text: &str) -> &str {
    let rest = text.trim_start_matches('\'');
    match rest.starts_with(FORMULA_STARTS) {
        true => rest,
        false => text,
    }
}
