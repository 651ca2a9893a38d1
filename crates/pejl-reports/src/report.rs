//! A report of what was found: the cover, and the sections in order.

use pejl_domain::Lang;
use pejl_wording::{fill, instant};

use crate::document::{Report, Term};
use crate::error::ReportError;
use crate::findings::Findings;
use crate::sections;
use crate::texts::texts;

impl Report {
    /// The report of what was found, in one language.
    ///
    /// # Errors
    /// A sentence has a number that is none of its figures.
    pub fn of(findings: &Findings, lang: Lang) -> Result<Self, ReportError> {
        let t = texts(lang);
        let municipality = findings.municipality.name(lang);
        let month = findings.month.to_lang(lang);
        let revision = findings.board.revision;
        let said = [
            ("municipality", municipality),
            ("month", month.as_str()),
            ("revision", &revision.to_string()),
            ("version", env!("CARGO_PKG_VERSION")),
        ];
        let mut all = vec![
            sections::summary::section(findings, lang),
            sections::board::section(findings, lang),
        ];
        all.extend(sections::pejlemaerke::sections(findings, lang));
        all.extend([
            sections::frame::section(findings, lang),
            sections::rehabilitation::section(findings, lang),
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
            warning: findings.is_demo.then(|| t.warning_demo.to_owned()),
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
    vec![
        Term::of(t.cover_month, findings.month.to_lang(lang)),
        Term::of(t.cover_revision, revision),
        Term::of(t.cover_role, role),
        Term::of(t.cover_version, concat!("Pejl ", env!("CARGO_PKG_VERSION"))),
    ]
}
