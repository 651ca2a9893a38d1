//! Doing what a form asks for.

use actix_web::http::StatusCode;
use pejl_app::kept::wake;
use pejl_app::targets::{
    Applied, Draft, State, TargetFault, create_target, get_target, replace_target, withdraw_target,
};
use pejl_app::{AppError, AsKnown, Store};
use pejl_domain::Lang;

use super::entry::{self, Beside};
use super::sent::{Sent, Wanted};
use super::{one, to_target};
use crate::link::Link;
use crate::problem::PageError;
use crate::texts::texts;

/// What became of it.
pub(super) enum Became {
    /// It is done; the reader goes on to a page.
    Done(Link),
    /// It is not, or was not to be; the reader sees what was sent with what is to be said of it.
    Shown(StatusCode, String),
}

/// Proves, sets or withdraws a target: a new one, or that of the number.
///
/// # Errors
/// There is no such target in force, the store fails, or the page cannot be made. What is wrong with what was typed is a page.
pub(super) fn change(
    store: &Store,
    (number, sent): (Option<i64>, &Sent),
    (actor, lang): (&str, Lang),
) -> Result<Became, PageError> {
    if let (Wanted::Withdraw, Some(number)) = (sent.wanted(), number) {
        return withdraw(store, (number, sent.sure_of()), (actor, lang));
    }
    let draft = sent.draft(lang);
    let put = |is_dry_run| match number {
        Some(number) => replace_target(store, number, &draft, (actor, is_dry_run)),
        None => create_target(store, &draft, (actor, is_dry_run)),
    };
    let shown = |status, beside: Beside<'_>| {
        let html = entry::again(store, (number, &draft), (beside, lang))?;
        Ok(Became::Shown(status, html))
    };
    let proved = match put(true) {
        Ok(proved) => proved,
        Err(AppError::Target(faults)) => {
            let faults = Beside::Faults(&faults);
            return shown(StatusCode::UNPROCESSABLE_ENTITY, faults);
        }
        Err(error) => return Err(error.into()),
    };
    let is_seen = proved.warnings.is_empty() || sent.has_seen(&entry::odd(&proved.warnings));
    if sent.wanted() != Wanted::Set || !is_seen {
        let is_same = proved.state == State::Unchanged;
        let warnings = &proved.warnings;
        return shown(StatusCode::OK, Beside::Proved { warnings, is_same });
    }
    match put(false) {
        Ok(applied) => done(&applied, &draft, lang),
        // Somebody else was first.
        Err(AppError::Target(faults)) => {
            let faults = Beside::Faults(&faults);
            shown(StatusCode::UNPROCESSABLE_ENTITY, faults)
        }
        Err(error) => Err(error.into()),
    }
}

fn done(applied: &Applied, draft: &Draft, lang: Lang) -> Result<Became, PageError> {
    if applied.state == State::Applied {
        wake();
    }
    let number = applied.outcomes.first().map(|one| one.number);
    let number = number.ok_or_else(|| {
        let what = draft.get("indicator").unwrap_or_default();
        PageError::Template(format!("a target of {what} was set without a number"))
    })?;
    Ok(Became::Done(to_target(number, lang)))
}

/// Withdraws the version that the reader has seen.
fn withdraw(
    store: &Store,
    (number, version): (i64, Option<i32>),
    (actor, lang): (&str, Lang),
) -> Result<Became, PageError> {
    // Its page tells that it does not hold any more.
    get_target(store, number, AsKnown::Head)?;
    if version.is_none() {
        let said = (
            texts(Lang::Da).target_withdraw_unsure,
            texts(Lang::En).target_withdraw_unsure,
        );
        let fault = TargetFault::new("version", String::new(), said);
        return refused(store, (number, &[fault]), lang);
    }
    match withdraw_target(store, (number, version), actor) {
        Ok(_) => {
            wake();
            Ok(Became::Done(to_target(number, lang)))
        }
        Err(AppError::Target(faults)) => refused(store, (number, &faults), lang),
        Err(error) => Err(error.into()),
    }
}

fn refused(
    store: &Store,
    (number, faults): (i64, &[TargetFault]),
    lang: Lang,
) -> Result<Became, PageError> {
    let html = one::with_faults(store, (number, faults), lang)?;
    Ok(Became::Shown(StatusCode::UNPROCESSABLE_ENTITY, html))
}
