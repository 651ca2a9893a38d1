//! What the page of reports shows: whether the report of a month can be made, its files, and what has been released.

use pejl_app::Store;
use pejl_app::catalogue::{DatasetStatus, list_datasets};
use pejl_app::readiness::{REASON_CHARS_MAX, get_lack};
use pejl_app::releases::{StoredRelease, list_releases};
use pejl_domain::{Grain, Lang, Period};
use pejl_reports::{ReportError, Writer, lack_lines};
use serde::Serialize;

use super::asked::Asked;
use super::kept::{KeptView, kept};
use super::planned::{PlannedView, planned};
use crate::command::command;
use crate::data::{Empty, empty};
use crate::form::{self, Field, Form, Hidden, Item, one_list};
use crate::link::{Link, REPORT_FILE, REPORTS};
use crate::pinned::Pinned;
use crate::problem::PageError;
use crate::render::{Section, Shell, render};
use crate::texts::{fill, texts};
use crate::wording::instant;

/// Months that are offered.
const MONTHS: usize = 36;
/// Releases that are shown.
const RELEASES: u32 = 50;

/// The page.
#[derive(Debug, Serialize)]
struct Page {
    title: String,
    form: Form,
    state: String,
    pinned: Option<Pinned>,
    /// What is waited for.
    /// That there is no figure to report.
    nothing_known: Option<String>,
    lack: Vec<String>,
    /// Why it is made all the same.
    force: Option<String>,
    hidden: Vec<Hidden>,
    reason_max: usize,
    /// The files, where there are any.
    files: Vec<FileView>,
    /// Where the report that is shown is kept.
    keep_href: String,
    kept: Vec<KeptView>,
    planned: Vec<PlannedView>,
    command: String,
    releases: Vec<ReleaseView>,
}

/// A report in one language and every format.
#[derive(Debug, Serialize)]
struct FileView {
    label: &'static str,
    lang: &'static str,
    formats: Vec<FormatView>,
}

#[derive(Debug, Serialize)]
struct FormatView {
    href: String,
    label: &'static str,
}

/// A release with the report of it.
#[derive(Debug, Serialize)]
struct ReleaseView {
    name: String,
    href: String,
    revision: String,
    at: String,
    note: String,
}

/// Why a report was not made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotMade {
    /// It waits for data, unless somebody says why not.
    Waits,
    /// There is no figure of the municipality to report, and no reason makes one.
    NothingKnown,
}

impl NotMade {
    /// Why it was not made, where that is for the reader to mend and no fault.
    pub fn of(error: ReportError) -> Result<Self, PageError> {
        match error {
            ReportError::Waits { .. } => Ok(Self::Waits),
            ReportError::NothingKnown { .. } => Ok(Self::NothingKnown),
            ReportError::App(error) => Err(error.into()),
            other => Err(PageError::Template(other.to_string())),
        }
    }
}

/// The page, with the files that there are writers for; of a report that was to be made and was not, with why.
pub(super) fn page(
    store: &Store,
    (asked, not_made): (&Asked, Option<NotMade>),
    writers: &[Writer],
) -> Result<String, PageError> {
    let seen = &asked.seen;
    let lang = seen.lang;
    let t = texts(lang);
    let shell = Shell {
        lang,
        is_demo: store.is_demo(),
        here: asked.link(),
        section: Section::Reports,
    };
    if seen.head.revision == 0 {
        return empty(&shell, Empty::NoData);
    }
    let months = months(&list_datasets(store, seen.at())?);
    let Some(month) = asked.month.or_else(|| months.first().copied()) else {
        return empty(&shell, Empty::NothingUsable);
    };
    let asked = &Asked {
        month: Some(month),
        ..asked.clone()
    };
    let lack = get_lack(store, (seen.own.code, month), seen.at())?;
    let releases = list_releases(store, None, RELEASES)?;
    let is_nothing_known = not_made == Some(NotMade::NothingKnown);
    let is_made = !is_nothing_known && (lack.is_nothing() || asked.force.is_some());
    let said = [
        ("municipality", seen.own.name(lang)),
        ("month", &month.to_lang(lang)),
    ];
    let page = Page {
        title: fill(t.reports_title, &said),
        form: form(asked, (&months, month), &releases),
        state: state(asked, lang),
        pinned: (seen.is_pinned && asked.release.is_none())
            .then(|| Pinned::at(&seen.head, &asked.link(), lang)),
        nothing_known: is_nothing_known.then(|| fill(t.reports_nothing_known, &said)),
        lack: lack_lines(&lack, lang),
        force: asked.force.clone().filter(|_| !lack.is_nothing()),
        hidden: hidden(asked, month),
        reason_max: REASON_CHARS_MAX,
        files: match is_made {
            true => files(asked, writers),
            false => Vec::new(),
        },
        keep_href: asked.link().to_string(),
        kept: kept(store, asked)?,
        planned: planned(store, asked)?,
        command: command("report", &parameters(asked, month)),
        releases: releases.iter().map(|one| release(asked, one)).collect(),
    };
    render("reports.html", &shell, &page.title, &page)
}

/// The months that can be chosen, the newest that anything covers by the month first.
fn months(datasets: &[DatasetStatus]) -> Vec<Period> {
    let tables = datasets.iter().flat_map(|one| &one.tables);
    let last = tables.filter_map(|one| one.last);
    let newest = last.filter(|one| one.grain() == Grain::Month).max();
    std::iter::successors(newest, |month| month.previous())
        .take(MONTHS)
        .collect()
}

fn state(asked: &Asked, lang: Lang) -> String {
    let t = texts(lang);
    let at = asked.seen.head.committed_at.map(|at| instant(at, lang));
    let said = [
        ("revision", asked.seen.head.revision.to_string()),
        ("at", at.unwrap_or_default()),
        ("name", asked.release.clone().unwrap_or_default()),
    ];
    let said = said.each_ref().map(|(name, text)| (*name, text.as_str()));
    match asked.release {
        Some(_) => fill(t.reports_of_release, &said),
        None => fill(t.data_state, &said),
    }
}

fn form(asked: &Asked, (months, month): (&[Period], Period), releases: &[StoredRelease]) -> Form {
    let seen = &asked.seen;
    let lang = seen.lang;
    let t = texts(lang);
    let mut offered = months.to_vec();
    if !offered.contains(&month) {
        offered.insert(0, month);
    }
    let of_month = |one: &Period| Item::new(one.to_string(), one.to_lang(lang), *one == month);
    let chosen = asked.release.as_deref().unwrap_or_default();
    let newest = Item::new("", t.reports_newest, chosen.is_empty());
    let of_release = |one: &StoredRelease| {
        let is_chosen = one.name.eq_ignore_ascii_case(chosen);
        Item::new(one.name.clone(), one.name.clone(), is_chosen)
    };
    let releases = std::iter::once(newest).chain(releases.iter().map(of_release));
    let is_pinned = seen.is_pinned && asked.release.is_none();
    let hidden = Hidden::language(lang).into_iter();
    Form {
        action: REPORTS,
        label: t.reports_choose,
        is_live: false,
        fields: vec![
            form::municipality(t.form_municipality, seen.own, lang),
            Field {
                name: "month",
                label: t.reports_month,
                lists: one_list(offered.iter().map(of_month).collect()),
            },
            Field {
                name: "release",
                label: t.reports_release,
                lists: one_list(releases.collect()),
            },
        ],
        hidden: hidden
            .chain(Hidden::revision(is_pinned, seen.head.revision))
            .collect(),
    }
}

/// What the form of a reason keeps.
fn hidden(asked: &Asked, month: Period) -> Vec<Hidden> {
    let seen = &asked.seen;
    let release = asked.release.clone();
    let is_pinned = seen.is_pinned && release.is_none();
    Hidden::language(seen.lang)
        .into_iter()
        .chain(Hidden::revision(is_pinned, seen.head.revision))
        .chain(release.map(|name| Hidden::new("release", name)))
        .chain([
            Hidden::new("municipality", seen.own.code),
            Hidden::new("month", month.to_string()),
        ])
        .collect()
}

fn files(asked: &Asked, writers: &[Writer]) -> Vec<FileView> {
    let t = texts(asked.seen.lang);
    let languages = [(Lang::Da, t.reports_danish), (Lang::En, t.reports_english)];
    let format = |one: &Writer, lang| {
        let link = asked.at_its_state(Link::to(REPORT_FILE, lang));
        FormatView {
            href: link.with("format", one.format.ending).to_string(),
            label: format_name(one.format.ending),
        }
    };
    let view = |(lang, label): (Lang, &'static str)| FileView {
        label,
        lang: lang.as_str(),
        formats: writers.iter().map(|one| format(one, lang)).collect(),
    };
    languages.map(view).into()
}

/// What a format is called.
pub(super) fn format_name(format: &str) -> &'static str {
    match format {
        "pdf" => "PDF",
        "xlsx" => "Excel",
        _ => "HTML",
    }
}

fn parameters(asked: &Asked, month: Period) -> Vec<(&'static str, String)> {
    vec![
        ("month", month.to_string()),
        ("municipality", asked.seen.own.code.to_owned()),
        ("lang", asked.seen.lang.to_string()),
        // That of the release, where there is one: its name may hold what a shell reads.
        ("revision", asked.seen.head.revision.to_string()),
        ("out", ".".to_owned()),
    ]
}

fn release(asked: &Asked, one: &StoredRelease) -> ReleaseView {
    let lang = asked.seen.lang;
    let of = Asked {
        release: Some(one.name.clone()),
        force: None,
        ..asked.clone()
    };
    ReleaseView {
        name: one.name.clone(),
        href: of.link().to_string(),
        revision: one.revision.to_string(),
        at: instant(one.made_at, lang),
        note: one.note.clone(),
    }
}
