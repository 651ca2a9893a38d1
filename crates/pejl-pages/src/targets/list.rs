//! The targets of a municipality.

use pejl_app::indicators::list_indicators;
use pejl_app::pejlemaerker::{Board, BoardRequest, get_board};
use pejl_app::targets::{StoredTarget, TargetsRequest, list_targets, reading_name};
use pejl_app::{Catalogue, Store};
use pejl_domain::Lang;
use pejl_wording::{goal, goal_as_set, status_class, status_word};
use serde::Serialize;

use super::{cut, shell, to_list, to_new, to_target};
use crate::form::Form;
use crate::link::TARGETS;
use crate::part::{Part, part};
use crate::place::Seen;
use crate::problem::PageError;
use crate::render::render;
use crate::texts::{fill, texts};
use crate::wording::instant;

#[derive(Debug, Serialize)]
struct Page {
    title: String,
    form: Form,
    state: String,
    rows: Vec<Row>,
    /// Where a new one is set; nowhere on a page of another time.
    new_href: Option<String>,
    /// The page of today, on one of another time.
    newest_href: Option<String>,
    /// Why no status is shown.
    no_status: Option<String>,
    export_href: String,
}

#[derive(Debug, Serialize)]
struct Row {
    href: String,
    name: String,
    code: String,
    cut: Option<String>,
    goal: String,
    status: Option<Standing>,
    owner: String,
    decision: String,
}

#[derive(Debug, Serialize)]
struct Standing {
    word: &'static str,
    class: &'static str,
}

/// The page of the targets in force.
pub(super) fn page(store: &Store, seen: &Seen) -> Result<String, PageError> {
    let (lang, own) = (seen.lang, seen.own);
    let t = texts(lang);
    let request = TargetsRequest {
        municipality: Some(own.code.to_owned()),
        at: seen.at(),
        ..TargetsRequest::default()
    };
    let found = list_targets(store, &request)?;
    let catalogue = list_indicators(store, seen.at())?.catalogue;
    let board = match found.targets.is_empty() {
        true => None,
        false => Some(part("status", board(store, seen), lang)),
    };
    let committed_at = found.committed_at.map(|at| instant(at, lang));
    let said = [
        ("revision", found.revision.to_string()),
        ("at", committed_at.unwrap_or_default()),
    ];
    let said = said.each_ref().map(|(name, text)| (*name, text.as_str()));
    let page = Page {
        title: fill(t.targets_title, &[("municipality", own.name(lang))]),
        form: Form::of_municipality(TARGETS, seen),
        state: match found.revision {
            0 => t.targets_no_revision.to_owned(),
            _ => fill(t.data_state, &said),
        },
        rows: rows(&found.targets, (&catalogue, board.as_ref()), lang),
        new_href: (!seen.is_pinned).then(|| to_new(own, None, lang).to_string()),
        newest_href: seen.is_pinned.then(|| to_list(own, lang).to_string()),
        no_status: board.and_then(Result::err),
        export_href: format!("/api/v1/targets?municipality={}&format=csv-da", own.code),
    };
    render(
        "targets.html",
        &shell(store, seen.stay(to_list(own, lang)), lang),
        &page.title,
        &page,
    )
}

fn board(store: &Store, seen: &Seen) -> Result<Board, pejl_app::AppError> {
    let request = BoardRequest {
        municipality: seen.own.code.to_owned(),
        at: seen.at(),
        ..BoardRequest::default()
    };
    get_board(store, &request)
}

fn rows(
    targets: &[StoredTarget],
    (catalogue, board): (&Catalogue, Option<&Part<Board>>),
    lang: Lang,
) -> Vec<Row> {
    let lines = board.and_then(|board| board.as_ref().ok());
    let lines = lines.map_or(&[][..], |board| &board.lines);
    let row = |one: &StoredTarget| {
        let subject = &one.set.subject;
        let reading = catalogue.find_reading(&reading_name(subject));
        let mut stands = lines.iter().filter_map(|line| line.stand.as_ref());
        let stand = stands.find(|stand| {
            let judged = stand.target.as_ref();
            judged.is_some_and(|target| target.number == one.number)
        });
        let as_set = || reading.map(|reading| goal_as_set(one, reading, lang));
        let standing = |stand: &pejl_app::status::Stand| Standing {
            word: status_word(stand.status, lang),
            class: status_class(stand.status),
        };
        let cut = cut(one, lang);
        let cut = (!cut.is_empty()).then(|| fill(texts(lang).targets_cut, &[("cut", &cut)]));
        let decision = &one.set.decision;
        let said = [decision.case.as_str(), decision.meeting.as_str()];
        let said = said.into_iter().filter(|text| !text.is_empty());
        Row {
            href: to_target(one.number, lang).to_string(),
            name: super::one::name(one, catalogue, lang),
            code: reading_name(subject),
            cut,
            goal: match stand {
                Some(stand) => goal(Some(stand), lang),
                None => as_set().unwrap_or_default(),
            },
            status: stand.map(standing),
            owner: decision.owner.clone(),
            decision: said.collect::<Vec<&str>>().join(", "),
        }
    };
    targets.iter().map(row).collect()
}
