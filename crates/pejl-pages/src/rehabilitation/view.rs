//! The page as its template reads it: every figure already written out.

use pejl_app::rehabilitation::FollowedKind;
use pejl_domain::{Grain, Lang, Period};
use serde::Serialize;

use super::asked::Asked;
use super::cells::{Shown as Cell, before};
use super::courses::{CoursesView, SplitView, courses, figure, split};
use super::curve::{CurveView, curve, name};
use super::figures::{Figures, Told};
use super::money::{MoneyView, money};
use crate::choosable::Choosable;
use crate::command::command;
use crate::data::dimension_name;
use crate::downloads::{Download, Downloads};
use crate::drawing::ChartView;
use crate::form::{Field, Form, Hidden, Item, municipality, one_list};
use crate::link::{DATA, Link, OVERVIEW, REHABILITATION};
use crate::part::Shown;
use crate::picture::offer;
use crate::pinned::Pinned;
use crate::texts::{Texts, fill, texts};

/// Columns that stand first on the page.
const TILES: [&str; 5] = [
    "started",
    "ended",
    "self_reliant_share",
    "median_days",
    "hours_gained",
];

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    form: Form,
    subheading: Vec<String>,
    lead: String,
    overview: String,
    pinned: Option<Pinned>,
    /// The way to what is imported.
    data: String,
    told: Option<ToldView>,
}

/// What is told of a period.
#[derive(Debug, Serialize)]
struct ToldView {
    tiles: Vec<Tile>,
    courses: Shown<CoursesView>,
    splits: Vec<Choosable>,
    split: Shown<SplitView>,
    curves: Vec<Choosable>,
    /// Which year the curve is of, where that is not the period.
    curve_of: Option<String>,
    curve: Shown<CurveView>,
    money: Shown<MoneyView>,
    commands: Vec<String>,
    downloads: Downloads,
}

/// A main figure.
#[derive(Debug, Serialize)]
struct Tile {
    label: String,
    figure: Cell,
    before: Option<String>,
}

impl Page {
    /// The page of these figures.
    pub(super) fn of(figures: &Figures) -> Self {
        let asked = &figures.asked;
        let (lang, t) = (asked.seen.lang, texts(asked.seen.lang));
        let name = asked.seen.own.name(lang);
        let told = figures.told.as_ref();
        let overview = Link::to(OVERVIEW, lang).with("municipality", asked.seen.own.code);
        let mut page = Self {
            title: fill(t.rehabilitation_title, &[("municipality", name)]),
            form: form(figures, t),
            subheading: told.map_or_else(Vec::new, |told| vec![told.period.to_lang(lang)]),
            lead: match (told, &figures.not_known) {
                (Some(told), _) => lead(told, lang),
                (None, Some(why)) => why.clone(),
                (None, None) => fill(t.rehabilitation_none, &[("municipality", name)]),
            },
            overview: asked.seen.stay(overview).to_string(),
            pinned: asked
                .seen
                .is_pinned
                .then(|| Pinned::at(&asked.seen.head, &asked.link(), lang)),
            data: Link::to(DATA, lang).to_string(),
            told: told.map(|told| view(asked, told)),
        };
        offer(page.charts(), (REHABILITATION, &asked.pinned()));
        page
    }

    /// Its charts, in the order they stand.
    pub(super) fn charts(&mut self) -> Vec<&mut ChartView> {
        let told = self.told.as_mut();
        let curve = told.and_then(|told| told.curve.found_mut());
        curve.map(|curve| &mut curve.chart).into_iter().collect()
    }
}

fn view(asked: &Asked, told: &Told) -> ToldView {
    let lang = asked.seen.lang;
    let all = told.courses.as_ref().map_err(Clone::clone);
    let parts = told.split.as_ref().map_err(Clone::clone);
    let followed = told.curve.as_ref().map_err(Clone::clone);
    let costs = told.money.as_ref().map_err(Clone::clone);
    ToldView {
        tiles: tiles(told, lang),
        courses: all.map(|found| courses(asked, found, told.period)).into(),
        splits: splits(asked),
        split: parts.map(|found| split(asked, found)).into(),
        curves: curves(asked),
        curve_of: curve_of(told, lang),
        curve: followed.and_then(|found| curve(found, lang)).into(),
        money: costs.map(|found| money(asked, found, &told.years())).into(),
        commands: commands(asked, told),
        downloads: downloads(asked, told),
    }
}

/// Which year the curve is of, where that is not the period.
fn curve_of(told: &Told, lang: Lang) -> Option<String> {
    let year = told.year_of_curve();
    let name = year.to_lang(lang);
    let text = || fill(texts(lang).rehabilitation_curve_of, &[("year", &name)]);
    (told.curve.is_ok() && year != told.period).then(text)
}

/// The municipality, years or quarters, and the period; how it is split and which curve are links beside what they are of.
fn form(figures: &Figures, t: &'static Texts) -> Form {
    let asked = &figures.asked;
    let grains = [
        (Grain::Year, t.grain_year),
        (Grain::Quarter, t.grain_quarter),
    ];
    let grains = grains
        .iter()
        .map(|(grain, name)| Item::new(grain.as_str(), *name, *grain == asked.grain));
    let shown = figures.told.as_ref().map(|told| told.period);
    let mut periods = figures.offered.clone();
    periods.extend(shown.filter(|one| !figures.offered.contains(one)));
    let period = |one: &Period| {
        Item::new(
            one.to_string(),
            one.to_lang(asked.seen.lang),
            Some(*one) == shown,
        )
    };
    let field = |name, label, items| Field {
        name,
        label,
        lists: one_list(items),
    };
    let kept = [
        Some(Hidden::new("by", asked.by.clone())),
        (asked.of != FollowedKind::default()).then(|| Hidden::new("of", asked.of.as_str())),
    ];
    let mut fields = vec![
        municipality(t.form_municipality, asked.seen.own, asked.seen.lang),
        field("grain", t.form_grain, grains.collect()),
    ];
    if !periods.is_empty() {
        let periods = periods.iter().map(period).collect();
        fields.push(field("period", t.since_period, periods));
    }
    Form {
        action: REHABILITATION,
        label: t.form,
        is_live: true,
        fields,
        hidden: Hidden::language(asked.seen.lang)
            .into_iter()
            .chain(Hidden::revision(
                asked.seen.is_pinned,
                asked.seen.head.revision,
            ))
            .chain(kept.into_iter().flatten())
            .collect(),
    }
}

/// How many courses began and ended, in a sentence.
fn lead(told: &Told, lang: Lang) -> String {
    let t = texts(lang);
    let found = |column| {
        let found = told.courses.as_ref().ok()?;
        let shown = figure(found, column, (told.period, lang))?;
        Some(shown).filter(Cell::is_told)
    };
    let period = told.period.to_lang(lang);
    match (
        found("started"),
        found("ended"),
        found("self_reliant_share"),
    ) {
        (Some(started), Some(ended), share) => {
            let said = fill(
                t.rehabilitation_lead,
                &[
                    ("period", &period),
                    ("started", &started.text),
                    ("ended", &ended.text),
                ],
            );
            let share =
                share.map(|share| fill(t.rehabilitation_lead_share, &[("share", &share.text)]));
            std::iter::once(said)
                .chain(share)
                .collect::<Vec<_>>()
                .join(" ")
        }
        _ => fill(t.rehabilitation_lead_none, &[("period", &period)]),
    }
}

fn tiles(told: &Told, lang: Lang) -> Vec<Tile> {
    let Ok(found) = &told.courses else {
        return Vec::new();
    };
    let tile = |column: &&str| {
        let earlier = told
            .before
            .and_then(|one| figure(found, column, (one, lang)));
        let readings = found.readings.iter().flatten();
        let named = pejl_app::rehabilitation::COLUMNS
            .iter()
            .find(|one| one.code == *column)?;
        let mut readings =
            readings.filter(|one| format!("{}.{}", one.indicator, one.code) == named.reading);
        Some(Tile {
            label: readings.next()?.name.to_lang(lang).to_owned(),
            figure: figure(found, column, (told.period, lang))?,
            before: earlier.and_then(|one| before(&one, lang)),
        })
    };
    TILES.iter().filter_map(tile).collect()
}

fn splits(asked: &Asked) -> Vec<Choosable> {
    let t = texts(asked.seen.lang);
    let dimensions = asked.dimensions().into_iter();
    let choosable = dimensions.map(|name| Choosable {
        href: format!("{}#split", asked.link().with("by", &name)),
        label: dimension_name(&name, t).to_owned(),
        current: name == asked.by,
    });
    choosable.collect()
}

fn curves(asked: &Asked) -> Vec<Choosable> {
    let t = texts(asked.seen.lang);
    let choosable = FollowedKind::ALL.map(|kind| Choosable {
        href: format!("{}#curve", asked.link().with("of", kind.as_str())),
        label: name(kind, t).to_owned(),
        current: kind == asked.of,
    });
    choosable.into()
}

/// What the table of courses is asked for with, at this revision.
fn of_courses(asked: &Asked, told: &Told) -> Vec<(&'static str, String)> {
    vec![
        ("municipality", asked.seen.own.code.to_owned()),
        ("period", told.periods().join(",")),
        ("revision", asked.seen.head.revision.to_string()),
    ]
}

/// What the parts of the period are asked for with.
fn of_parts(asked: &Asked, told: &Told) -> Vec<(&'static str, String)> {
    vec![
        ("municipality", asked.seen.own.code.to_owned()),
        ("period", told.period.to_string()),
        ("by", asked.by.clone()),
        ("revision", asked.seen.head.revision.to_string()),
    ]
}

/// What the curve is asked for with.
fn of_curve(asked: &Asked, told: &Told) -> Vec<(&'static str, String)> {
    vec![
        ("municipality", asked.seen.own.code.to_owned()),
        ("period", told.year_of_curve().to_string()),
        ("of", asked.of.as_str().to_owned()),
        ("revision", asked.seen.head.revision.to_string()),
    ]
}

fn commands(asked: &Asked, told: &Told) -> Vec<String> {
    vec![
        command("rehabilitation courses", &of_courses(asked, told)),
        command("rehabilitation courses", &of_parts(asked, told)),
        command("rehabilitation survival", &of_curve(asked, told)),
    ]
}

/// The same figures in the API; of what could not be told there is no file either.
fn downloads(asked: &Asked, told: &Told) -> Downloads {
    let (lang, t) = (asked.seen.lang, texts(asked.seen.lang));
    let table = |label, path: &str, parameters: Vec<(&'static str, String)>| {
        let start = Link::to(path, lang);
        let parameters = parameters.iter();
        let link = parameters.fold(start, |link, (name, value)| link.with(name, value));
        Download::table(label, &link, lang)
    };
    let courses = "/api/v1/rehabilitation/courses";
    let survival = "/api/v1/rehabilitation/survival";
    let (all, parts, curve) = (&told.courses, &told.split, &told.curve);
    let all = all
        .is_ok()
        .then(|| table(t.rehabilitation_courses, courses, of_courses(asked, told)));
    let parts = parts
        .is_ok()
        .then(|| table(t.rehabilitation_parts, courses, of_parts(asked, told)));
    let curve = curve
        .is_ok()
        .then(|| table(t.rehabilitation_curve, survival, of_curve(asked, told)));
    Downloads {
        files: [all, parts, curve].into_iter().flatten().collect(),
        permalink: asked.pinned().to_string(),
    }
}
