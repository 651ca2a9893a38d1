//! The page as its template reads it: every figure already written out.

use pejl_app::frame::{CLOSED, Expected, FrameOf, Line, Version};
use pejl_domain::lang::{format_date, format_share_as_percent};
use pejl_domain::{Lang, Oere, Period, Unit};
use pejl_wording::{FrameWords, frame_reasons, frame_words};
use serde::Serialize;

use super::areas::{
    AreaRow, Standing, YearRow, areas, interval, own_forecast, share_of_frame, years,
};
use super::asked::{AREAS, Asked, ORIGINAL, SERVICES, Until, WHOLE, services};
use super::chart::chart;
use super::figures::{Bridged, Figures};
use super::what_if::{WhatIfView, what_if};
use crate::account::Account;
use crate::bridge::bridge;
use crate::choosable::Choosable;
use crate::command::command;
use crate::downloads::{Download, Downloads};
use crate::drawing::ChartView;
use crate::form::{Field, Form, Hidden, Item, municipality, one_list};
use crate::indicator::to_indicator;
use crate::link::{DATA, FINANCE, Link, OVERVIEW};
use crate::part::Shown;
use crate::picture::offer;
use crate::pinned::Pinned;
use crate::texts::{Texts, fill, texts};
use crate::wording::{NOTHING, sentence, signed, with_unit};

/// The indicators of money, in the order they are told.
const INDICATORS: [&str; 8] = ["F1", "F2", "F3", "O5.0", "O5.1", "O5.2", "O5.3", "E2d"];
/// Months of a year.
const MONTHS: u8 = 12;
/// How sure the bands of a tile are.
const LEVELS: [f64; 2] = [0.8, 0.95];

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    form: Form,
    subheading: Vec<String>,
    lead: Vec<String>,
    overview: String,
    pinned: Option<Pinned>,
    /// Why nothing is told of a municipality without a ledger, and the way to what is imported.
    no_ledger: Option<String>,
    data: String,
    notices: Vec<String>,
    tiles: Vec<Tile>,
    chart: Option<ChartView>,
    areas: Vec<AreaRow>,
    reasons: Vec<String>,
    years: Vec<YearRow>,
    what_if: WhatIfView,
    bridges: Vec<Choosable>,
    bridge: Shown<ChartView>,
    indicators: Vec<Behind>,
    command: String,
    downloads: Downloads,
    /// The words that a report has for the same columns.
    words: Words,
}

/// The headings of the table of areas.
#[derive(Debug, Serialize)]
struct Words {
    caption: &'static str,
    area: &'static str,
    original: &'static str,
    corrected: &'static str,
    actual: &'static str,
    expected: &'static str,
    distance: &'static str,
}

/// A main figure.
#[derive(Debug, Serialize)]
struct Tile {
    label: String,
    value: String,
    standing: Option<Standing>,
    notes: Vec<String>,
}

/// An indicator behind the figures.
#[derive(Debug, Serialize)]
struct Behind {
    href: String,
    code: String,
    name: String,
}

impl Page {
    /// The page of these figures.
    pub(super) fn of(figures: &Figures) -> Self {
        let (asked, found) = (&figures.asked, &figures.frame);
        let (lang, t, words) = (
            asked.seen.lang,
            texts(asked.seen.lang),
            frame_words(asked.seen.lang),
        );
        let name = asked.seen.own.name(lang);
        let has_ledger = !found.covered.is_empty();
        let total = figures.total();
        let change = figures.bridge.as_ref().map_err(Clone::clone);
        let mut page = Self {
            title: fill(t.finance_title, &[("municipality", name)]),
            form: form(figures, t),
            subheading: subheading(figures, &words),
            lead: total.map_or_else(Vec::new, |total| lead(figures, total, &words)),
            overview: overview(asked).to_string(),
            pinned: asked
                .seen
                .is_pinned
                .then(|| Pinned::at(&asked.seen.head, &asked.link(), lang)),
            no_ledger: (!has_ledger).then(|| fill(t.finance_no_ledger, &[("municipality", name)])),
            data: Link::to(DATA, lang).to_string(),
            notices: notices(figures, lang),
            tiles: total.map_or_else(Vec::new, |total| tiles(figures, total, &words)),
            chart: chart(found, frame_name(found.asked.frame, t, &words), lang),
            areas: areas(&found.lines, lang),
            reasons: frame_reasons(found, lang),
            years: total.map_or_else(Vec::new, |total| years(&total.years, lang)),
            what_if: what_if(asked, found),
            bridges: bridges(figures),
            bridge: change.and_then(|found| bridge(found, lang)).into(),
            indicators: indicators(asked),
            command: command("frame", &parameters(asked)),
            downloads: downloads(figures, t),
            words: Words::of(&words),
        };
        offer(page.charts(), (FINANCE, &asked.pinned()));
        page
    }

    /// Its charts, in the order they stand.
    pub(super) fn charts(&mut self) -> Vec<&mut ChartView> {
        let charts = [self.chart.as_mut(), self.bridge.found_mut()];
        charts.into_iter().flatten().collect()
    }

    /// What its figures are of, in parts.
    pub(super) fn subtitle(&self, figures: &Figures) -> Vec<String> {
        let seen = &figures.asked.seen;
        let own = seen.own.name(seen.lang).to_owned();
        let others = self.subheading.iter().cloned();
        [own].into_iter().chain(others).collect()
    }
}

impl Words {
    fn of(words: &FrameWords) -> Self {
        Self {
            caption: words.caption,
            area: words.area,
            original: words.original,
            corrected: words.corrected,
            actual: words.actual,
            expected: words.expected,
            distance: words.distance,
        }
    }
}

/// The municipality, the year, the month and the budget; changes that are asked about are kept.
fn form(figures: &Figures, t: &'static Texts) -> Form {
    let asked = &figures.asked;
    let shown = ["municipality", "year", "month", "frame"];
    let choices = asked.choices().into_iter();
    let kept = choices.filter(|(name, _)| !shown.contains(name));
    let hidden = Hidden::language(asked.seen.lang)
        .into_iter()
        .chain(Hidden::revision(
            asked.seen.is_pinned,
            asked.seen.head.revision,
        ))
        .chain(kept.map(|(name, value)| Hidden::new(name, value)));
    let words = frame_words(asked.seen.lang);
    let frames = vec![
        Item::new("", words.corrected, !asked.is_original),
        Item::new(ORIGINAL, words.original, asked.is_original),
    ];
    let field = |name, label, items| Field {
        name,
        label,
        lists: one_list(items),
    };
    Form {
        action: FINANCE,
        label: t.form,
        is_live: true,
        fields: vec![
            municipality(t.form_municipality, asked.seen.own, asked.seen.lang),
            field("year", t.form_period, years_offered(figures)),
            field("month", t.finance_until, months_offered(figures, t)),
            field("frame", t.finance_held_against, frames),
        ],
        hidden: hidden.collect(),
    }
}

/// The years that the ledger covers, the newest first, and the one that is shown.
fn years_offered(figures: &Figures) -> Vec<Item> {
    let shown = figures.frame.asked.year;
    let covered = figures.frame.covered.iter();
    let begun = covered.filter(|(_, months)| **months > 0);
    let mut years: Vec<i32> = begun.map(|(year, _)| *year).collect();
    if !years.contains(&shown) {
        years.push(shown);
    }
    years.sort_unstable();
    let item = |year: &i32| Item::new(year.to_string(), year.to_string(), *year == shown);
    years.iter().rev().map(item).collect()
}

/// The newest month, the months of the year, and the whole of it; what the ledger does not cover cannot be chosen.
fn months_offered(figures: &Figures, t: &Texts) -> Vec<Item> {
    let (asked, year) = (&figures.asked, figures.frame.asked.year);
    let covered = figures.frame.covered.get(&year).copied().unwrap_or(0);
    let mut items = vec![Item::new(
        "",
        t.finance_newest,
        asked.until == Until::Newest,
    )];
    items.extend((1..=MONTHS).filter_map(|month| {
        let period = Period::month(year, u32::from(month)).ok()?;
        let is_shown = asked.until == Until::Month(month);
        let label = period.to_lang(asked.seen.lang);
        Some(Item {
            disabled: month > covered && !is_shown,
            ..Item::new(month.to_string(), label, is_shown)
        })
    }));
    items.push(Item {
        disabled: covered < MONTHS && asked.until != Until::Whole,
        ..Item::new(WHOLE, t.finance_whole, asked.until == Until::Whole)
    });
    items
}

/// What the year is held against.
fn frame_name(frame: FrameOf, t: &Texts, words: &FrameWords) -> &'static str {
    match frame {
        FrameOf::Corrected => words.corrected,
        FrameOf::Original => words.original,
        FrameOf::Given(_) => t.finance_given,
    }
}

/// The last month that counts as booked, or that the year is closed.
fn until(figures: &Figures) -> String {
    let (year, month) = (figures.frame.asked.year, figures.frame.asked.month);
    let lang = figures.asked.seen.lang;
    if month == CLOSED {
        let year = year.to_string();
        return fill(texts(lang).finance_closed, &[("year", &year)]);
    }
    let period = Period::month(year, u32::from(month)).ok();
    period.map_or_else(String::new, |one| one.to_lang(lang))
}

fn subheading(figures: &Figures, words: &FrameWords) -> Vec<String> {
    let t = texts(figures.asked.seen.lang);
    let is_booked = figures.total().is_some_and(|one| one.actual.is_ok());
    let basis = match is_booked {
        true => fill(words.lead, &[("month", &until(figures))]),
        false => t.finance_basis.to_owned(),
    };
    vec![figures.frame.asked.year.to_string(), basis]
}

/// What the year is expected to end at against its frame, in sentences.
fn lead(figures: &Figures, total: &Line, words: &FrameWords) -> Vec<String> {
    let lang = figures.asked.seen.lang;
    let (Ok(expected), Ok(frame), Some(distance)) =
        (&total.expected, &total.frame, &total.distance)
    else {
        return vec![texts(lang).finance_cannot.to_owned()];
    };
    let amount = |oere: i64| in_kroner(oere, lang);
    let t = texts(lang);
    let [at, over, under] = match expected.is_closed {
        true => [
            t.finance_ended_at,
            t.finance_ended_over,
            t.finance_ended_under,
        ],
        false => [words.at, words.over, words.under],
    };
    let template = match distance.oere {
        0 => at,
        1.. => over,
        _ => under,
    };
    let said = fill(
        template,
        &[
            ("year", &figures.frame.asked.year.to_string()),
            ("expected", &amount(expected.oere)),
            ("frame", &amount(*frame)),
            ("distance", &amount(distance.oere.saturating_abs())),
        ],
    );
    let chance = chance(total).map(|share| {
        let share = format_share_as_percent(share, 0, lang);
        fill(words.probability, &[("share", &share)])
    });
    std::iter::once(said).chain(chance).collect()
}

/// The probability of the frame being kept; none of a year that is closed, which has kept it or not.
fn chance(total: &Line) -> Option<f64> {
    let is_closed = total.expected.as_ref().is_ok_and(|one| one.is_closed);
    let chance = total.distance.as_ref()?.probability_inside;
    chance.filter(|_| !is_closed)
}

/// An amount in whole kroner with its unit.
fn in_kroner(oere: i64, lang: Lang) -> String {
    let kroner = Oere::from_oere(oere).to_kroner_f64();
    with_unit(kroner, 0, &Unit::Dkk, lang)
}

fn overview(asked: &Asked) -> Link {
    let link = Link::to(OVERVIEW, asked.seen.lang).with("municipality", asked.seen.own.code);
    asked.seen.stay(link)
}

/// What must be known before the figures are read: that the year is not closed, that the profile moves, changes of law.
fn notices(figures: &Figures, lang: Lang) -> Vec<String> {
    let not_closed = figures.frame.not_closed.iter();
    let total = figures.total();
    let drift = total.and_then(|one| one.expected.as_ref().ok()?.drift.as_ref());
    let breaks = total.into_iter().flat_map(|one| &one.breaks);
    let said = not_closed.chain(drift).chain(breaks.map(|one| &one.text));
    said.map(|text| sentence(text.to_lang(lang))).collect()
}

fn tiles(figures: &Figures, total: &Line, words: &FrameWords) -> Vec<Tile> {
    let lang = figures.asked.seen.lang;
    let t = texts(lang);
    let amount =
        |oere: Option<i64>| oere.map_or_else(|| NOTHING.to_owned(), |oere| in_kroner(oere, lang));
    let why = |reason: Option<&pejl_app::Text>| reason.map(|one| sentence(one.to_lang(lang)));
    let tile = |label: &str, value: String, notes: Vec<String>| Tile {
        label: label.to_owned(),
        value,
        standing: None,
        notes,
    };
    let frame = figures.frame.asked.frame;
    let version = match frame {
        FrameOf::Corrected => total.budgets.corrected.as_ref().ok(),
        FrameOf::Original => total.budgets.original.as_ref().ok(),
        FrameOf::Given(_) => None,
    };
    let of_frame = version.and_then(|one| version_note(one, lang));
    let of_frame = of_frame.or_else(|| why(total.frame.as_ref().err()));
    let booked = why(total.actual.as_ref().err())
        .unwrap_or_else(|| fill(t.finance_booked_until, &[("month", &until(figures))]));
    let expected = total.expected.as_ref();
    let mut of_expected = expected.map_or_else(
        |one| why(Some(one)).into_iter().collect(),
        |one| certainty(one, lang),
    );
    of_expected.extend(own_forecast(total, lang));
    vec![
        tile(
            frame_name(frame, t, words),
            amount(total.frame.as_ref().ok().copied()),
            of_frame.into_iter().collect(),
        ),
        tile(
            words.actual,
            amount(total.actual.as_ref().ok().copied()),
            vec![booked],
        ),
        tile(
            match expected.is_ok_and(|one| one.is_closed) {
                true => t.finance_result,
                false => t.finance_expected_end,
            },
            amount(expected.ok().map(|one| one.oere)),
            of_expected,
        ),
        distance_tile(total, words, lang),
    ]
}

fn distance_tile(total: &Line, words: &FrameWords, lang: Lang) -> Tile {
    let t = texts(lang);
    let distance = total.distance.as_ref();
    let share = distance.and_then(|one| share_of_frame(one, lang));
    let share = share.map(|share| fill(t.finance_of_frame, &[("share", &share)]));
    let chance = chance(total).map(|share| {
        let share = format_share_as_percent(share, 0, lang);
        fill(t.finance_inside, &[("share", &share)])
    });
    Tile {
        label: words.distance.to_owned(),
        value: distance.map_or_else(
            || NOTHING.to_owned(),
            |one| signed(in_kroner(one.oere, lang)),
        ),
        standing: Some(Standing::of(distance, lang)),
        notes: share.into_iter().chain(chance).collect(),
    }
}

/// The day of the version of a budget.
fn version_note(version: &Version, lang: Lang) -> Option<String> {
    let day = format_date(version.day?, lang);
    Some(fill(texts(lang).finance_version, &[("date", &day)]))
}

/// How sure an expected result is, or why that is not told.
fn certainty(expected: &Expected, lang: Lang) -> Vec<String> {
    let bands = LEVELS
        .iter()
        .filter_map(|level| interval(&expected.bands, *level, lang));
    let why = expected.no_interval.as_ref();
    bands
        .chain(why.map(|one| sentence(one.to_lang(lang))))
        .collect()
}

/// The changes of spending that can be told: of all services with a price, of each, and of the areas of account of the frame.
fn bridges(figures: &Figures) -> Vec<Choosable> {
    let asked = &figures.asked;
    let (lang, t) = (asked.seen.lang, texts(asked.seen.lang));
    let choosable = |choice: &str, label: String| Choosable {
        href: match choice {
            SERVICES => format!("{}#bridge", asked.link().without("bridge")),
            other => format!("{}#bridge", asked.link().with("bridge", other)),
        },
        label,
        current: asked.bridge == choice,
    };
    let all = choosable(SERVICES, t.finance_all_services.to_owned());
    let of_year = AREAS.iter().filter_map(|code| {
        let account = Account::parse(code)?;
        let is_there = account.is_in_force(figures.frame.asked.year);
        is_there.then(|| choosable(code, account.label(lang)))
    });
    let services = services(&asked.catalogue);
    let services = services.iter().filter_map(|code| {
        let reading = asked.catalogue.find_reading(code)?;
        Some(choosable(code, reading.name.to_lang(lang).to_owned()))
    });
    std::iter::once(all)
        .chain(of_year)
        .chain(services)
        .collect()
}

fn indicators(asked: &Asked) -> Vec<Behind> {
    let behind = |code: &&str| {
        let one = asked.catalogue.find_indicator(code)?;
        let link = to_indicator((code, asked.seen.own), asked.seen.lang);
        Some(Behind {
            href: asked.seen.stay(link).to_string(),
            code: one.code.clone(),
            name: one.name.to_lang(asked.seen.lang).to_owned(),
        })
    };
    INDICATORS.iter().filter_map(behind).collect()
}

/// What the frame is asked for with at this revision.
fn parameters(asked: &Asked) -> Vec<(&'static str, String)> {
    let mut found = asked.parameters();
    found.push(("revision", asked.seen.head.revision.to_string()));
    found
}

/// The same figures in the API; of a change that could not be told there is no file either.
fn downloads(figures: &Figures, t: &Texts) -> Downloads {
    let asked = &figures.asked;
    let lang = asked.seen.lang;
    let frame = Link::to("/api/v1/frame", lang);
    let frame = parameters(asked)
        .iter()
        .fold(frame, |link, (name, value)| link.with(name, value));
    let of = Bridged::of(&asked.bridge, figures.frame.asked.year);
    let bridge = Link::to(&format!("/api/v1/indicators/{}/bridge", of.indicator), lang)
        .with("municipality", asked.seen.own.code)
        .with("from", &of.from)
        .with("to", &of.to)
        .with("revision", &asked.seen.head.revision.to_string());
    let bridge = match &of.account {
        Some(account) => bridge.with("filter.function", account),
        None => bridge,
    };
    let frame = Download::table(t.finance_download_frame, &frame, lang);
    let is_bridged = figures.bridge.is_ok();
    let bridge = is_bridged.then(|| Download::document(t.finance_download_bridge, &bridge, lang));
    Downloads {
        files: std::iter::once(frame).chain(bridge).collect(),
        permalink: asked.pinned().to_string(),
    }
}
