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
        // The full stop of an abbreviation ends the sentence.
        let unit = unit.trim_end_matches('.');
        let said = [("version", version.as_str()), ("unit", unit)];
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::testing::catalogue;

    #[test]
    fn a_unit_that_is_an_abbreviation_has_one_full_stop() {
        let catalogue = catalogue();
        let mut n_units = 0;
        for indicator in &catalogue.indicators {
            let reading = indicator.find_reading(&indicator.default_reading).unwrap();
            for lang in [Lang::Da, Lang::En] {
                let term = term(indicator, Some(reading), lang);
                let unit = term.lines.get(1).unwrap();
                assert!(unit.ends_with('.') && !unit.ends_with(".."), "{unit}");
                n_units += usize::from(unit.ends_with(" kr."));
            }
        }
        assert!(n_units > 0);
    }
}
