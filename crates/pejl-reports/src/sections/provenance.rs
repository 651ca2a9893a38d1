//! Where the figures are from, and how the report is made again.

use pejl_domain::Lang;

use crate::document::{Block, Section, Term};
use crate::findings::Findings;
use crate::report::cover;
use crate::texts::texts;

/// The provenance of the findings.
pub(crate) fn section(findings: &Findings, lang: Lang) -> Section {
    let t = texts(lang);
    let place = findings.municipality;
    let name = format!("{} {}", place.code, place.name(lang));
    let mut terms = vec![Term::of(t.provenance_municipality, name)];
    terms.extend(cover(findings, lang));
    terms.extend([
        Term::of(t.provenance_prices, t.provenance_prices_current),
        Term::of(t.provenance_charts, t.provenance_charts_said),
        Term::of(t.provenance_rules, t.provenance_rules_said),
        Term::of(t.provenance_again, again(findings, lang)),
    ]);
    Section {
        id: "provenance".to_owned(),
        part_of: String::new(),
        heading: t.provenance.to_owned(),
        blocks: vec![
            Block::Lead(t.provenance_lead.to_owned()),
            Block::Terms(terms),
        ],
    }
}

/// The command that makes the same report again.
fn again(findings: &Findings, lang: Lang) -> String {
    let (month, code) = (findings.month, findings.municipality.code);
    let (lang, revision, role) = (lang.as_str(), findings.board.revision, findings.role);
    let of = match &findings.release {
        Some(release) => format!("--release={}", quoted(&release.name)),
        None => format!("--revision {revision}"),
    };
    let force = match &findings.forced {
        Some((_, reason)) => format!(" --force={}", quoted(reason)),
        None => String::new(),
    };
    // Every format, as what is read may be any of them.
    format!(
        "pejl report --month {month} --municipality {code} --lang {lang} --role {role} {of}{force} --format pdf,xlsx,html --out ."
    )
}

/// A text as one word of a command line.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | ':' | '_');
    match text.chars().all(is_plain) && !text.is_empty() {
        true => text.to_owned(),
        false => format!("'{}'", text.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stays_one_word_of_a_command_line() {
        assert_eq!(quoted("Marts_2018"), "Marts_2018");
        assert_eq!(quoted("Marts 2018; rm"), "'Marts 2018; rm'");
        assert_eq!(quoted("--out"), "'--out'");
        assert_eq!(quoted("d'oh"), "'d'\\''oh'");
    }
}
