//! A plan as text for people, in Danish and English.

use std::fmt;

use pejl_domain::Lang;
use pejl_domain::lang::format_integer;

use super::plan::{Format, How, Plan, PlannedRequest, PlannedVariable};

/// The most requests that are printed one by one; of more, the first and the last few stand for all.
const MAX_LISTED_REQUESTS: usize = 12;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_lang(Lang::En))
    }
}

impl Plan {
    /// Returns the plan as lines of text: table, format, what was decided for each variable, and the requests.
    ///
    /// There is no line break at the end.
    pub fn to_lang(&self, lang: Lang) -> String {
        let mut lines = vec![self.heading(lang), self.format_line(lang)];
        if self.format == Format::Bulk {
            lines.push(self.absent_line(lang).to_owned());
        }
        lines.push(choose(lang, "Variable:", "Variables:").to_owned());
        let width = self
            .variables
            .iter()
            .map(|variable| variable.id.chars().count())
            .max()
            .unwrap_or(0);
        lines.extend(
            self.variables
                .iter()
                .map(|variable| format!("  {:width$}  {}", variable.id, decided(variable, lang))),
        );
        lines.push(choose(lang, "Forespørgsler:", "Requests:").to_owned());
        let n = self.n_requests();
        for (number, request) in (1..=n).zip(self.requests()) {
            let hidden = n.saturating_sub(MAX_LISTED_REQUESTS);
            if hidden > 0
                && number > MAX_LISTED_REQUESTS / 2
                && number <= MAX_LISTED_REQUESTS / 2 + hidden
            {
                if number == MAX_LISTED_REQUESTS / 2 + 1 {
                    let more = choose(lang, "mellemliggende", "in between");
                    lines.push(format!("  … {} {more}", integer(as_u64(hidden), lang)));
                }
                continue;
            }
            lines.push(format!("  {number}. {}", self.request_line(request, lang)));
        }
        lines.join("\n")
    }

    fn heading(&self, lang: Lang) -> String {
        let (table, unit, updated) = match lang {
            Lang::Da => ("Tabel", "enhed", "opdateret"),
            Lang::En => ("Table", "unit", "updated"),
        };
        format!(
            "{table} {}: {} ({unit}: {}; {updated} {})",
            self.table, self.title, self.unit, self.updated
        )
    }

    fn format_line(&self, lang: Lang) -> String {
        let requests = integer(as_u64(self.n_requests()), lang);
        let rows = integer(self.rows(), lang);
        let one = self.n_requests() == 1;
        match lang {
            Lang::Da => {
                let noun = if one {
                    "forespørgsel"
                } else {
                    "forespørgsler"
                };
                format!(
                    "Format {}: {requests} {noun}, højst {rows} rækker i alt",
                    self.format.as_str()
                )
            }
            Lang::En => {
                let noun = if one { "request" } else { "requests" };
                format!(
                    "Format {}: {requests} {noun}, at most {rows} rows in all",
                    self.format.as_str()
                )
            }
        }
    }

    fn absent_line(&self, lang: Lang) -> &'static str {
        match (self.absent_is_zero, lang) {
            (true, Lang::Da) => "Kombinationer uden række er nul",
            (true, Lang::En) => "Combinations without a row are zero",
            (false, Lang::Da) => {
                "Kombinationer uden række mangler: tabellen angiver ikke nul for dem"
            }
            (false, Lang::En) => {
                "Combinations without a row are missing: the table does not state zero for them"
            }
        }
    }

    fn request_line(&self, request: PlannedRequest<'_>, lang: Lang) -> String {
        let (rows, cells) = match lang {
            Lang::Da => ("rækker", "celler"),
            Lang::En => ("rows", "cells"),
        };
        let mut line = format!("{} {rows}", integer(request.rows(), lang));
        if self.format == Format::Csv {
            line.push_str(&format!(", {} {cells}", integer(request.cells(), lang)));
        }
        for (variable, values) in request.variables() {
            // A variable that every request asks for in the same way tells nothing about this one.
            let cut = values.len() < variable.values.len();
            if let (true, Some(first), Some(last)) =
                (cut || variable.time, values.first(), values.last())
            {
                let span = if first == last {
                    first.id.clone()
                } else {
                    format!("{}–{}", first.id, last.id)
                };
                line.push_str(&format!("; {} {span}", variable.id));
                if !variable.time {
                    line.push_str(&format!(" ({})", integer(as_u64(values.len()), lang)));
                }
            }
        }
        line
    }
}

fn decided(variable: &PlannedVariable, lang: Lang) -> String {
    let n = integer(as_u64(variable.values.len()), lang);
    let available = integer(as_u64(variable.n_available), lang);
    let span = match (variable.values.first(), variable.values.last()) {
        (Some(first), Some(last)) if first != last => format!("{} … {}", first.id, last.id),
        (Some(first), _) => first.id.clone(),
        (None, _) => String::new(),
    };
    match (variable.how, lang) {
        (How::LeftOut, Lang::Da) => {
            "udeladt: Danmarks Statistik lægger værdierne sammen".to_owned()
        }
        (How::LeftOut, Lang::En) => "left out: Statistics Denmark adds the values up".to_owned(),
        (How::AllByDefault, Lang::Da) => format!("alle {n} værdier, da intet er valgt: {span}"),
        (How::AllByDefault, Lang::En) => format!("all {n} values, as none is selected: {span}"),
        (How::Selected, Lang::Da) => format!("{n} af {available} værdier: {span}"),
        (How::Selected, Lang::En) => format!("{n} of {available} values: {span}"),
    }
}

fn choose(lang: Lang, da: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Da => da,
        Lang::En => en,
    }
}

fn integer(n: u64, lang: Lang) -> String {
    format_integer(i64::try_from(n).unwrap_or(i64::MAX), lang)
}

fn as_u64(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
