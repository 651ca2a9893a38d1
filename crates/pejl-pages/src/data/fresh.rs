//! How recent the sources are that the board is made of.

use chrono::NaiveDate;
use pejl_app::readiness::{Aged, list_ages};
use pejl_app::{Store, day_of};
use pejl_domain::Lang;
use pejl_domain::lang::format_date;
use pejl_wording::source_name;
use serde::Serialize;

use crate::part::{Shown, part};
use crate::place::Seen;
use crate::texts::{Texts, fill, texts};
use crate::wording::NOTHING;

/// The sources of a municipality's board, as of today.
#[derive(Debug, Serialize)]
pub(super) struct FreshView {
    lead: String,
    rows: Shown<Vec<Row>>,
}

/// A source.
#[derive(Debug, Serialize)]
struct Row {
    name: String,
    last: String,
    within: String,
    state: &'static str,
    class: &'static str,
}

/// The view of them.
pub(super) fn fresh(store: &Store, seen: &Seen) -> FreshView {
    let (own, lang) = (seen.own, seen.lang);
    let t = texts(lang);
    let today = day_of(store.now());
    let found = list_ages(store, (own.code, today), seen.at());
    let found = part("freshness", found, lang);
    let said = [
        ("municipality", own.name(lang)),
        ("day", &format_date(today, lang)),
    ];
    FreshView {
        lead: fill(t.fresh_lead, &said),
        rows: found
            .map(|all| all.iter().map(|one| row(one, (today, lang))).collect())
            .into(),
    }
}

fn row(one: &Aged, (today, lang): (NaiveDate, Lang)) -> Row {
    let t = texts(lang);
    let (state, class) = state(one, today, t);
    Row {
        name: source_name(&one.source, lang),
        last: match (one.last, one.is_there) {
            (Some(last), _) => last.to_lang(lang),
            (None, true) => t.fresh_register.to_owned(),
            (None, false) => NOTHING.to_owned(),
        },
        within: match one.days_max {
            Some(days) => fill(t.fresh_days, &[("days", &days.to_string())]),
            None => NOTHING.to_owned(),
        },
        state,
        class,
    }
}

/// How recent it is, in a word, and as what it is drawn.
fn state(one: &Aged, today: NaiveDate, t: &'static Texts) -> (&'static str, &'static str) {
    let has_ended = one.until.is_some_and(|until| until < today);
    match (one.is_there, one.is_fresh) {
        (false, _) => (t.fresh_never, "open"),
        (true, true) if has_ended => (t.fresh_ended, "good"),
        (true, true) => (t.fresh_good, "good"),
        (true, false) => (t.fresh_old, "bad"),
    }
}
