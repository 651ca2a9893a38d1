//! A report of what was found: the cover, and the sections in order.

use pejl_domain::Lang;
use pejl_wording::{fill, instant};

use crate::document::{Report, Term};
use crate::error::ReportError;
use crate::findings::Findings;
use crate::sections;
use crate::texts::texts;
use crate::waiting::lack_lines;

impl Report {
    /// The report of what was found, in one language.
    ///
    /// # Errors
    /// A text has a number that is none of its figures, or says rise for fall.
    pub fn of(findings: &Findings, lang: Lang) -> Result<Self, ReportError> {
        let t = texts(lang);
        let municipality = findings.municipality.name(lang);
        let month = findings.month.to_lang(lang);
        let revision = findings.board.revision;
        let forced = findings.forced.as_ref();
        let reason = forced.map(|(_, reason)| reason.as_str());
        let said = [
            ("municipality", municipality),
            ("month", month.as_str()),
            ("revision", &revision.to_string()),
            ("version", env!("CARGO_PKG_VERSION")),
        ];
        let mut all = vec![
            sections::summary::section(findings, lang)?,
            sections::board::section(findings, lang),
        ];
        all.extend(sections::pejlemaerke::sections(findings, lang)?);
        all.extend([
            sections::frame::section(findings, lang)?,
            sections::rehabilitation::section(findings, lang),
            sections::changes::section(findings, lang)?,
            sections::quality::section(findings, lang),
            sections::definitions::section(findings, lang),
            sections::provenance::section(findings, lang),
        ]);
        let report = Self {
            lang,
            municipality: findings.municipality.code,
            month: findings.month,
            revision,
            committed_at: findings.board.committed_at,
            kind: t.kind.to_owned(),
            title: fill(t.title, &said),
            description: fill(t.description, &said),
            warning: warning((findings.is_demo, reason), lang),
            cover: cover(findings, lang),
            contents: t.contents.to_owned(),
            behind: t.behind.to_owned(),
            foot: fill(t.foot, &said),
            page_of: t.page_of.to_owned(),
            sections: all,
        };
        for sentence in report.sentences() {
            sentence.prove()?;
        }
        Ok(report)
    }
}

/// What must be known first, a line for each: that data are not in, with the reason why it is made all the same, and that figures
/// are invented.
fn warning((is_demo, reason): (bool, Option<&str>), lang: Lang) -> Option<String> {
    let t = texts(lang);
    let demo = is_demo.then(|| t.warning_demo.to_owned());
    let forced = reason.map(|reason| fill(t.warning_forced, &[("reason", reason)]));
    let said: Vec<String> = forced.into_iter().chain(demo).collect();
    (!said.is_empty()).then(|| said.join("\n"))
}

/// As of when the report is, for whom, and by which program.
pub(crate) fn cover(findings: &Findings, lang: Lang) -> Vec<Term> {
    let t = texts(lang);
    let revision = findings.board.revision.to_string();
    let at = findings.board.committed_at.map(|at| instant(at, lang));
    let revision = match &at {
        Some(at) => fill(t.cover_revision_at, &[("revision", &revision), ("at", at)]),
        None => revision,
    };
    let role = match findings.role {
        "viewer" => t.cover_role_viewer.to_owned(),
        role => fill(t.cover_role_other, &[("role", role)]),
    };
    let mut terms = vec![Term::of(t.cover_month, findings.month.to_lang(lang))];
    let release = findings.release.as_ref();
    terms.extend(release.map(|one| Term::of(t.cover_release, one.name.as_str())));
    terms.extend([
        Term::of(t.cover_revision, revision),
        Term::of(t.cover_role, role),
        Term::of(t.cover_version, concat!("Pejl ", env!("CARGO_PKG_VERSION"))),
    ]);
    // The reason stands with the warnings.
    terms.extend(findings.forced.as_ref().map(|(lack, _)| Term {
        name: t.cover_lack.to_owned(),
        lines: lack_lines(lack, lang),
    }));
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_without_a_full_stop_runs_into_no_other_warning() {
        let said = warning((true, Some("Udvalget mødes i morgen")), Lang::Da);
        assert_eq!(
            said.as_deref(),
            Some(
                "Rapporten er lavet, selv om data til måneden mangler. Begrundelse: Udvalget mødes i morgen\n\
                 Tallene er opfundet til demonstration og siger intet om nogen kommune."
            )
        );
        assert_eq!(warning((false, None), Lang::Da), None);
    }
}
