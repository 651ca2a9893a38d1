//! Who turned the curve: whom to visit, and whom to ask when they did it.

use pejl_app::Order;
use pejl_app::inspiration::{Course, Courses, Lasting, PERIODS_LEAST, courses_of};
use pejl_app::reference::place_name;
use pejl_domain::{Period, Unit};
use serde::Serialize;

use super::figures::{Choice, Figures};
use super::potential::others;
use super::rows::SHARE_DECIMALS;
use crate::part::{Part, Shown};
use crate::texts::{fill, texts};
use crate::wording::{self, NOTHING, bare, signed};

/// Municipalities shown; the file has all of them.
const SHOWN_MAX: usize = 10;

/// Those with a change for the better that lasted.
#[derive(Debug, Serialize)]
pub(crate) struct TurnedView {
    caption: String,
    lead: Vec<String>,
    unit: String,
    /// The period of the last figures.
    last: String,
    rows: Vec<TurnedRow>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct TurnedRow {
    rank: String,
    name: String,
    is_own: bool,
    before: Dated,
    after: Dated,
    change: String,
    share: String,
    turned: &'static str,
    last: Dated,
}

/// A figure, and when or which of how many.
#[derive(Debug, Serialize)]
struct Dated {
    value: String,
    note: String,
}

/// A way to see more of the same.
#[derive(Debug, Serialize)]
pub(crate) struct Longer {
    href: String,
    label: String,
}

/// The courses of those that the municipality is held against, or why there is none to tell of.
///
/// They are read off the comparison that the page has anyway, so that they cost nothing more, and are between its two years.
pub(crate) fn turned(figures: &Figures) -> Shown<TurnedView> {
    let t = texts(figures.choice.seen.lang);
    let comparison = &figures.against().comparison;
    let part: Part<TurnedView> = match figures.choice.from {
        None => Err(t.turned_no_from.to_owned()),
        Some(from) => {
            let courses = courses_of(figures.against(), comparison.order);
            match why_none(figures, &courses, from) {
                Some(why) => Err(why),
                None => Ok(view(figures, &courses, from)),
            }
        }
    };
    part.into()
}

/// The same page from the first year that there are figures of, where it is not that already.
pub(crate) fn longer(figures: &Figures) -> Option<Longer> {
    let choice = &figures.choice;
    let first = figures.years.first().copied()?;
    let is_earlier = first < choice.from.unwrap_or(choice.period);
    let lang = choice.seen.lang;
    is_earlier.then(|| {
        let from = Choice {
            from: Some(first),
            ..choice.clone()
        };
        let label = fill(texts(lang).turned_longer, &[("from", &first.to_lang(lang))]);
        Longer {
            href: format!("{}#turned", from.link()),
            label,
        }
    })
}

/// Why there is nobody to tell of.
fn why_none(figures: &Figures, courses: &Courses, from: Period) -> Option<String> {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let template = match courses.courses.as_slice() {
        [] => t.turned_too_short,
        found if found.iter().all(|one| one.lasting.is_none()) => t.turned_none,
        _ => return None,
    };
    let parts = [
        ("from", &*from.to_lang(lang)),
        ("to", &choice.period.to_lang(lang)),
        ("n", &courses.courses.len().to_string()),
        ("least", &PERIODS_LEAST.to_string()),
    ];
    Some(fill(template, &parts))
}

fn view(figures: &Figures, courses: &Courses, from: Period) -> TurnedView {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let own = choice.seen.own.code;
    let lasting = courses.courses.iter().filter(|one| one.lasting.is_some());
    // The own one is shown wherever it stands.
    let shown = lasting
        .enumerate()
        .filter(|(no, one)| *no < SHOWN_MAX || one.municipality == own);
    let n = courses.courses.len();
    let rows = shown.filter_map(|(_, one)| row(one, choice, n));
    let better = match figures.against().comparison.order {
        Order::LowestFirst => t.turned_lower,
        Order::HighestFirst => t.turned_higher,
    };
    let span = [
        ("from", &*from.to_lang(lang)),
        ("to", &choice.period.to_lang(lang)),
        ("others", &others(figures)),
    ];
    TurnedView {
        caption: fill(t.turned_caption, &span),
        lead: vec![fill(t.turned_lead, &span), better.to_owned()],
        unit: wording::unit(&choice.reading, lang),
        last: choice.period.to_lang(lang),
        rows: rows.collect(),
        notes: notes(figures, courses),
    }
}

fn row(one: &Course, choice: &Choice, n: usize) -> Option<TurnedRow> {
    let (lang, reading) = (choice.seen.lang, &choice.reading);
    let t = texts(lang);
    let lasting: Lasting = one.lasting?;
    let number = |value: f64| bare(value, reading.precision, &reading.unit, lang);
    let dated = |value: f64, period: Period| Dated {
        value: number(value),
        note: period.to_lang(lang),
    };
    let share = lasting.share();
    let share = share.map(|share| signed(bare(share, SHARE_DECIMALS, &Unit::Share, lang)));
    let rank = [("rank", &*one.rank.to_string()), ("n", &n.to_string())];
    Some(TurnedRow {
        rank: one.lasting_rank?.to_string(),
        name: place_name(&one.municipality, lang),
        is_own: one.municipality == choice.seen.own.code,
        before: dated(lasting.before, lasting.from),
        after: dated(lasting.after, lasting.since),
        change: signed(number(lasting.change())),
        share: share.unwrap_or_else(|| NOTHING.to_owned()),
        turned: match one.turned {
            true => t.turned_yes,
            false => t.turned_no,
        },
        last: Dated {
            value: number(one.last.value),
            note: fill(t.rank, &rank),
        },
    })
}

/// What the rows leave out, and how to read them.
fn notes(figures: &Figures, courses: &Courses) -> Vec<String> {
    let choice = &figures.choice;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let all = &courses.courses;
    let with = all.iter().filter(|one| one.lasting.is_some()).count();
    let (without, missing) = (all.len().saturating_sub(with), courses.missing.len());
    let own_code = choice.seen.own.code;
    let own = all.iter().find(|one| one.municipality == own_code);
    let numbers = [
        ("k", with.min(SHOWN_MAX).to_string()),
        ("with", with.to_string()),
        ("without", without.to_string()),
        ("missing", missing.to_string()),
        ("least", PERIODS_LEAST.to_string()),
        ("name", choice.seen.own.name(lang).to_owned()),
    ];
    let parts = numbers.each_ref().map(|(name, n)| (*name, n.as_str()));
    let said = [
        (true, t.turned_note),
        (!courses.is_by_share, t.turned_by_change),
        (with > SHOWN_MAX, t.turned_more),
        (
            own.is_some_and(|one| one.lasting.is_none()),
            t.turned_own_none,
        ),
        (without > 0, t.turned_without),
        (missing > 0, t.turned_missing),
    ];
    let said = said.into_iter().filter(|(is_said, _)| *is_said);
    said.map(|(_, text)| fill(text, &parts)).collect()
}
