//! One target: where its indicator stands, what was decided, and what held before.

use pejl_app::catalogue::head;
use pejl_app::indicators::list_indicators;
use pejl_app::status::{Stand, StatusRequest, get_status};
use pejl_app::targets::{Draft, StoredTarget, TargetFault, get_target, reading_name};
use pejl_app::{AsKnown, Catalogue, Reading, Store};
use pejl_domain::lang::format_date;
use pejl_domain::target::{Level, Path};
use pejl_domain::{Area, Lang};
use pejl_wording::{decimals, goal, goal_as_set, status_class, status_word, why};
use serde::Serialize;

use super::entry::{Beside, Entry};
use super::{cut, shell, to_list, to_target};
use crate::definition::Term;
use crate::indicator::to_indicator;
use crate::part::{Part, Shown, part};
use crate::problem::PageError;
use crate::render::render;
use crate::texts::{fill, texts};
use crate::wording::{NOTHING, instant, price_level, sentence, with_unit};

#[derive(Debug, Serialize)]
struct Page {
    title: String,
    subheading: Vec<String>,
    list_href: String,
    indicator_href: String,
    /// That it does not hold any more, or did not hold yet.
    ended: Option<String>,
    status: Shown<Standing>,
    versions: Vec<Version>,
    /// The form of another version; none where the target is not in force.
    entry: Option<Entry>,
    withdraw_action: String,
    /// The newest version, which is the one that can be withdrawn.
    newest: String,
    faults: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Standing {
    word: &'static str,
    class: &'static str,
    goal: String,
    why: String,
}

/// A version, and from when to when it held.
#[derive(Debug, Serialize)]
struct Version {
    heading: String,
    held: String,
    terms: Vec<Term>,
}

/// The page of a target at a time.
pub(super) fn page(
    store: &Store,
    number: i64,
    at: AsKnown,
    lang: Lang,
) -> Result<String, PageError> {
    made(store, (number, at), (&[], lang))
}

/// The page of a target that could not be withdrawn.
pub(super) fn with_faults(
    store: &Store,
    (number, faults): (i64, &[TargetFault]),
    lang: Lang,
) -> Result<String, PageError> {
    made(store, (number, AsKnown::Head), (faults, lang))
}

/// What the reading of a target is called; its code where there is no such reading any more.
pub(super) fn name(one: &StoredTarget, catalogue: &Catalogue, lang: Lang) -> String {
    let code = reading_name(&one.set.subject);
    let found = catalogue.find_reading(&code);
    found.map_or(code, |reading| reading.name.to_lang(lang).to_owned())
}

fn made(
    store: &Store,
    (number, at): (i64, AsKnown),
    (faults, lang): (&[TargetFault], Lang),
) -> Result<String, PageError> {
    let t = texts(lang);
    let found = get_target(store, number, at)?;
    let catalogue = list_indicators(store, AsKnown::Revision(found.revision))?.catalogue;
    let Some(newest) = found.targets.first() else {
        return Err(PageError::NoSuchPage);
    };
    let subject = &newest.set.subject;
    let own = pejl_domain::area::get_area(&subject.municipality);
    let own = own.ok_or(PageError::NoSuchPage)?;
    let in_force = newest.known_to.is_none_or(|to| to > found.revision);
    let is_pinned = at != AsKnown::Head;
    let here = match is_pinned {
        true => to_target(number, lang).with("revision", &found.revision.to_string()),
        false => to_target(number, lang),
    };
    let here = here.with("municipality", own.code);
    let reading = catalogue.find_reading(&reading_name(subject));
    let versions = found.targets.iter();
    let versions = versions.map(|one| version(store, (one, reading.map(AsRef::as_ref)), lang));
    let entry = (in_force && !is_pinned).then(|| {
        let draft = Draft::of(newest, lang);
        Entry::of((Some(number), &draft), Beside::Nothing, (&catalogue, lang))
    });
    let page = Page {
        title: name(newest, &catalogue, lang),
        subheading: subheading(newest, own, lang),
        list_href: to_list(own, lang).to_string(),
        indicator_href: of_indicator(newest, own, lang),
        ended: (!in_force).then(|| t.target_ended.to_owned()),
        status: standing(store, (newest, found.revision, in_force), lang).into(),
        versions: versions.collect::<Result<_, PageError>>()?,
        entry,
        withdraw_action: to_target(number, lang).to_string(),
        newest: newest.version.to_string(),
        faults: faults
            .iter()
            .map(|one| sentence(one.text.to_lang(lang)))
            .collect(),
    };
    render("target.html", &shell(store, here, lang), &page.title, &page)
}

fn subheading(one: &StoredTarget, own: &Area, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    let number = fill(t.target_number, &[("number", &one.number.to_string())]);
    let parts = [own.name(lang).to_owned(), number, cut(one, lang)];
    parts.into_iter().filter(|part| !part.is_empty()).collect()
}

/// The page of its indicator.
fn of_indicator(one: &StoredTarget, own: &Area, lang: Lang) -> String {
    let subject = &one.set.subject;
    let mut link = to_indicator((&subject.indicator, own), lang).with("reading", &subject.reading);
    if let Some(function) = subject.members.get("function") {
        link = link.with("filter.function", function);
    }
    link.to_string()
}

fn standing(
    store: &Store,
    (one, revision, in_force): (&StoredTarget, i64, bool),
    lang: Lang,
) -> Part<Standing> {
    if !in_force {
        return Err(texts(lang).target_no_status.to_owned());
    }
    let members = one.set.subject.members.iter();
    let request = StatusRequest {
        indicator: reading_name(&one.set.subject),
        municipality: one.set.subject.municipality.clone(),
        filters: members
            .map(|(name, member)| (name.clone(), vec![member.clone()]))
            .collect(),
        at: AsKnown::Revision(revision),
        ..StatusRequest::default()
    };
    let found = part("status", get_status(store, &request), lang)?;
    Ok(stands(&found.stand, lang))
}

fn stands(stand: &Stand, lang: Lang) -> Standing {
    Standing {
        word: status_word(stand.status, lang),
        class: status_class(stand.status),
        goal: goal(Some(stand), lang),
        why: why(stand, lang),
    }
}

fn version(
    store: &Store,
    (one, reading): (&StoredTarget, Option<&Reading>),
    lang: Lang,
) -> Result<Version, PageError> {
    let t = texts(lang);
    let day = |revision: i64| -> Result<String, PageError> {
        let made = head(store, AsKnown::Revision(revision))?.committed_at;
        Ok(made.map_or_else(|| revision.to_string(), |at| instant(at, lang)))
    };
    let from = day(one.known_from)?;
    let held = match one.known_to {
        None => fill(t.target_held_from, &[("from", &from)]),
        Some(to) => {
            let to = day(to)?;
            fill(t.target_held, &[("from", &from), ("to", &to)])
        }
    };
    Ok(Version {
        heading: fill(t.target_version, &[("n", &one.version.to_string())]),
        held,
        terms: terms(one, reading, lang),
    })
}

/// What a version says.
fn terms(one: &StoredTarget, reading: Option<&Reading>, lang: Lang) -> Vec<Term> {
    let t = texts(lang);
    let (set, parts) = (&one.set, one.set.target.parts());
    let written = |value: Level| match reading {
        Some(reading) => with_unit(value.as_f64(), decimals(reading), &reading.unit, lang),
        None => value.to_string(),
    };
    let goal = reading.map(|reading| goal_as_set(one, reading, lang));
    let baseline = fill(
        t.target_baseline_said,
        &[
            ("value", &written(parts.baseline.value)),
            ("date", &format_date(parts.baseline.on, lang)),
        ],
    );
    let mut terms = vec![
        Term::one(t.target_goal, goal.unwrap_or_else(|| NOTHING.to_owned())),
        Term::one(t.target_baseline, baseline),
        Term::of(t.target_path, path(&parts.path, written, lang)),
    ];
    if parts.tolerance != Level::ZERO {
        terms.push(Term::one(t.target_tolerance, written(parts.tolerance)));
    }
    if set.price_level != pejl_domain::PriceLevel::NotApplicable {
        terms.push(Term::one(
            t.target_price,
            price_level(set.price_level, lang),
        ));
    }
    let parent = set.parent.map(|parent| parent.to_string());
    let decided_on = set.decision.decided_on;
    let decided_on = decided_on.map(|day| format_date(day, lang));
    let texts = [
        (t.target_parent, parent.unwrap_or_default()),
        (t.target_owner, set.decision.owner.clone()),
        (t.target_case, set.decision.case.clone()),
        (t.target_meeting, set.decision.meeting.clone()),
        (t.target_decided_on, decided_on.unwrap_or_default()),
        (t.target_note, set.decision.note.clone()),
    ];
    let said = texts.into_iter().map(|(term, text)| Term::one(term, text));
    terms.extend(said.filter(Term::says_something));
    terms
}

/// How the goal is to be reached, step by step where it is in steps.
fn path(path: &Path, written: impl Fn(Level) -> String, lang: Lang) -> Vec<String> {
    let t = texts(lang);
    match path {
        Path::Linear { .. } => vec![t.target_path_linear.to_owned()],
        Path::IndexLinked(_) => vec![t.target_path_index.to_owned()],
        Path::Steps { steps, .. } => {
            let step = |one: &pejl_domain::target::Step| {
                let said = [
                    ("date", format_date(one.from, lang)),
                    ("value", written(one.value)),
                ];
                let said = said.each_ref().map(|(name, text)| (*name, text.as_str()));
                fill(t.target_step, &said)
            };
            steps.iter().map(step).collect()
        }
    }
}
