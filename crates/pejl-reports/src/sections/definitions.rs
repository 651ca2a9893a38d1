//! How the indicators of the board are defined, as their cards say.

use pejl_app::{Indicator, Reading};
use pejl_domain::Lang;
use pejl_wording::{fill, unit};

use crate::document::{Block, Section, Term};
use crate::findings::Findings;
use crate::rules::once;
use crate::texts::texts;

/// The definitions of the indicators of the findings.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let mut lines = once(findings.board.lines.iter());
    lines.sort_by(|one, other| one.indicator.cmp(&other.indicator));
    let terms = lines.iter().filter_map(|line| {
        let indicator = findings.catalogue.find_indicator(&line.indicator)?;
        Some(term(indicator, line.reading.as_deref(), lang))
    });
    Section {
        id: "definitions".to_owned(),
        part_of: String::new(),
        heading: t.definitions.to_owned(),
        blocks: vec![
            Block::Lead(t.definitions_lead.to_owned()),
            Block::Terms(terms.collect()),
        ],
    }
}

fn term(indicator: &Indicator, reading: Option<&Reading>, lang: Lang) -> Term {
    let t = texts(lang);
    let name = indicator.name.to_lang(lang);
    let mut lines = vec![indicator.description.to_lang(lang).to_owned()];
    if let Some(reading) = reading {
        let version = indicator.definition_version.to_string();
        let unit = unit(reading, lang);
        let said = [("version", version.as_str()), ("unit", unit.as_str())];
        lines.push(fill(t.definition_version, &said));
        let trimmed = |text: &str| text.trim_end_matches('.').to_owned();
        let numerator = trimmed(reading.numerator.to_lang(lang));
        let denominator = trimmed(reading.denominator.to_lang(lang));
        if !numerator.is_empty() && !denominator.is_empty() {
            let said = [
                ("numerator", numerator.as_str()),
                ("denominator", denominator.as_str()),
            ];
            lines.push(fill(t.definition_ratio, &said));
        }
    }
    let source = indicator.source.to_lang(lang).trim_end_matches('.');
    lines.push(fill(t.definition_source, &[("source", source)]));
    let pitfalls = indicator.pitfalls.iter();
    lines.extend(pitfalls.map(|text| text.to_lang(lang).to_owned()));
    Term {
        name: fill(
            t.definition_name,
            &[("code", &indicator.code), ("name", name)],
        ),
        lines,
    }
}
