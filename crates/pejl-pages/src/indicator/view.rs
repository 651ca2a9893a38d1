//! The page as its template reads it: every figure already written out.

use pejl_app::trend::TrendAnswer;
use pejl_app::{Kind, Observation, Reading};
use pejl_domain::{Cell, Grain, Lang, Period};
use pejl_wording::{figure_of, goal, period_of, status_class, status_word, why};
use serde::Serialize;

use super::asked::Choice;
use super::breakdown::{SplitView, split};
use super::card::{grain_name, terms};
use super::comments::{CommentView, comments};
use super::figures::{Figures, shown};
use super::lineage::LineageView;
use super::pair::{PairView, pairs};
use super::position::{PositionView, position};
use super::trend::drawing;
use crate::bridge::bridge;
use crate::choosable::{Choosable, several};
use crate::cut;
use crate::definition::Term;
use crate::downloads::{Download, Downloads};
use crate::drawing::ChartView;
use crate::form::{Field, Form, Hidden, Item, municipality, one_list};
use crate::link::{INDICATOR, Link, OVERVIEW};
use crate::part::Shown;
use crate::picture::offer;
use crate::pinned::Pinned;
use crate::targets::{to_new, to_target};
use crate::texts::{Texts, texts};
use crate::wording::{NOTHING, sentence};

/// The page.
#[derive(Debug, Serialize)]
pub(super) struct Page {
    pub(super) title: String,
    form: Form,
    heading: String,
    subheading: Vec<String>,
    /// The way back to the board.
    overview: String,
    /// What the figures are pinned to, and the way to the newest.
    pinned: Option<Pinned>,
    /// The readings of the indicator, where there are several.
    readings: Vec<Choosable>,
    grains: Vec<Choosable>,
    standing: Option<Standing>,
    trend: Shown<ChartView>,
    pairs: Vec<PairView>,
    comments: Vec<CommentView>,
    split: Option<SplitView>,
    bridge: Option<Shown<ChartView>>,
    position: Option<Shown<PositionView>>,
    lineage: Shown<LineageView>,
    card: Vec<Term>,
    downloads: Downloads,
    has_confidential: bool,
}

/// The newest figure, and where it stands.
#[derive(Debug, Serialize)]
struct Standing {
    value: String,
    period: String,
    /// Why there is no figure.
    reason: Option<String>,
    before: String,
    before_period: String,
    goal: String,
    status: &'static str,
    class: &'static str,
    why: String,
    /// The page of its target, or where one is set; nowhere on a page of another time.
    target_href: Option<String>,
    has_target: bool,
}

impl Page {
    /// The page of these figures.
    pub(super) fn of(figures: &Figures) -> Self {
        let choice = &figures.choice;
        let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
        let trend = figures.trend.as_ref();
        let heading = choice.indicator.name.to_lang(lang).to_owned();
        let chart = trend
            .map(|found| ChartView::of(drawing(choice, found), 0))
            .map_err(Clone::clone);
        let mut page = Self {
            title: format!("{heading}: {}", choice.seen.own.name(lang)),
            form: form(choice, t),
            subheading: subheading(choice, t),
            overview: overview(choice).to_string(),
            pinned: choice
                .seen
                .is_pinned
                .then(|| Pinned::at(&choice.seen.head, &choice.link(), lang)),
            readings: readings(choice),
            grains: grains(choice, t),
            standing: trend.ok().and_then(|found| standing(choice, found)),
            pairs: pairs(choice, &figures.pair),
            comments: trend.map_or_else(|_| Vec::new(), |found| comments(found, lang)),
            split: split(figures),
            bridge: figures.bridge.as_ref().map(|part| {
                let found = part.as_ref().map_err(Clone::clone);
                Shown::from(found.and_then(|found| bridge(found, lang)))
            }),
            position: figures.position.as_ref().map(|part| {
                let found = part.as_ref().map_err(Clone::clone);
                Shown::from(found.map(|found| position(choice, found)))
            }),
            lineage: LineageView::of(figures).into(),
            card: terms(choice),
            downloads: downloads(figures, t),
            has_confidential: trend.is_ok_and(|found| {
                let mut series = found.series.iter();
                series.any(|one| one.cell == Cell::Confidential)
            }),
            trend: chart.into(),
            heading,
        };
        offer(page.charts(), (INDICATOR, &choice.pinned()));
        page
    }

    /// Its charts, in the order they stand.
    pub(super) fn charts(&mut self) -> Vec<&mut ChartView> {
        let split = self.split.as_mut().and_then(|one| one.chart.as_mut());
        let bridge = self.bridge.as_mut().and_then(Shown::found_mut);
        let charts = [self.trend.found_mut(), split, bridge];
        charts.into_iter().flatten().collect()
    }

    /// What its figures are of, in parts.
    pub(super) fn subtitle(&self) -> Vec<String> {
        let heading = [self.heading.clone()].into_iter();
        heading.chain(self.subheading.iter().cloned()).collect()
    }
}

/// The municipality and the indicator; the other choices are links, as they are of the indicator, and stay where another municipality is
/// chosen.
fn form(choice: &Choice, t: &'static Texts) -> Form {
    let indicators = choice.catalogue.indicators.iter().map(|one| {
        let is_shown = one.code == choice.indicator.code;
        // Another municipality is shown by the same reading.
        let value = match is_shown {
            true => choice.code(),
            false => one.code.clone(),
        };
        let label = format!("{} {}", one.code, one.name.to_lang(choice.seen.lang));
        Item::new(value, label, is_shown)
    });
    let hidden = Hidden::language(choice.seen.lang).into_iter();
    let hidden = hidden.chain(Hidden::revision(
        choice.seen.is_pinned,
        choice.seen.head.revision,
    ));
    let here = choice.link();
    let chosen = ["grain", "by", "filter.function"].into_iter();
    let chosen = chosen.filter_map(|name| Some(Hidden::new(name, here.value(name)?)));
    let hidden = hidden
        .chain([Hidden::new("of", choice.code())])
        .chain(chosen);
    Form {
        action: INDICATOR,
        label: t.form,
        is_live: true,
        fields: vec![
            municipality(t.form_municipality, choice.seen.own, choice.seen.lang),
            Field {
                name: "indicator",
                label: t.form_indicator,
                lists: one_list(indicators.collect()),
            },
        ],
        hidden: hidden.collect(),
    }
}

fn subheading(choice: &Choice, t: &Texts) -> Vec<String> {
    let lang = choice.seen.lang;
    let account = choice.account.as_ref().map(|one| one.label(lang));
    let mut parts = vec![
        choice.seen.own.name(lang).to_owned(),
        choice.reading.name.to_lang(lang).to_owned(),
    ];
    parts.extend(account);
    parts.push(grain_name(choice.grain, t).to_owned());
    parts
}

fn overview(choice: &Choice) -> Link {
    let link = Link::to(OVERVIEW, choice.seen.lang).with("municipality", choice.seen.own.code);
    match choice.seen.is_pinned {
        true => link.with("revision", &choice.seen.head.revision.to_string()),
        false => link,
    }
}

fn readings(choice: &Choice) -> Vec<Choosable> {
    let readings = choice.indicator.readings.iter();
    let link = |one: &Reading| {
        let link = choice.link().with("reading", &one.code);
        match choice
            .by
            .as_ref()
            .is_some_and(|by| one.dimensions.contains(by))
        {
            true => link,
            false => link.without("by"),
        }
    };
    let choosable = readings.map(|one| Choosable {
        href: link(one).to_string(),
        label: one.name.to_lang(choice.seen.lang).to_owned(),
        current: one.code == choice.reading.code,
    });
    several(choosable.collect())
}

fn grains(choice: &Choice, t: &Texts) -> Vec<Choosable> {
    // Weeks are no parts of the other periods.
    let grains = choice.indicator.grains.iter();
    let grains = grains.filter(|one| **one != Grain::Week);
    let choosable = grains.map(|one| Choosable {
        href: choice.link().with("grain", one.as_str()).to_string(),
        label: grain_name(*one, t).to_owned(),
        current: *one == choice.grain,
    });
    several(choosable.collect())
}

/// The period a year before, with the change that keeps its figure from being held against the newest.
fn before_period(found: &TrendAnswer, (earlier, newest): (Period, Period), lang: Lang) -> String {
    let named = earlier.to_lang(lang);
    match cut::before(&found.trend.breaks, (earlier, newest), lang) {
        Some(change) => format!("{named}, {change}"),
        None => named,
    }
}

fn standing(choice: &Choice, found: &TrendAnswer) -> Option<Standing> {
    let lang = choice.seen.lang;
    let newest = shown(found)?;
    let earlier = newest.period.year_before();
    let before = found.series.iter().find(|one| Some(one.period) == earlier);
    let reading = found.stand.reading.as_ref();
    let written = |one: &Observation| figure_of(one, Some(reading), lang);
    let status = found.stand.status;
    Some(Standing {
        value: written(newest),
        period: period_of(newest, lang),
        reason: reason(newest, lang),
        before: before.map_or_else(|| NOTHING.to_owned(), written),
        before_period: match (earlier, before.is_some_and(|one| one.value.is_some())) {
            (Some(earlier), true) => before_period(found, (earlier, newest.period), lang),
            (Some(earlier), false) => earlier.to_lang(lang),
            (None, _) => String::new(),
        },
        goal: goal(Some(&found.stand), lang),
        status: status_word(status, lang),
        class: status_class(status),
        why: why(&found.stand, lang),
        target_href: target_href(choice, found),
        has_target: found.stand.target.is_some(),
    })
}

fn target_href(choice: &Choice, found: &TrendAnswer) -> Option<String> {
    let lang = choice.seen.lang;
    let link = match &found.stand.target {
        Some(target) => to_target(target.number, lang),
        None => to_new(choice.seen.own, Some(&choice.code()), lang),
    };
    (!choice.seen.is_pinned).then(|| link.to_string())
}

fn reason(one: &Observation, lang: Lang) -> Option<String> {
    let reason = one.reason.as_ref()?;
    Some(sentence(reason.to_lang(lang)))
}

/// The same figures in the API; of what is not on the page there is no file either.
fn downloads(figures: &Figures, t: &Texts) -> Downloads {
    let choice = &figures.choice;
    let lang = choice.seen.lang;
    let trend = Link::to(&format!("/api/v1/indicators/{}/trend", choice.code()), lang)
        .with("grain", choice.grain.as_str());
    let observations = Link::to("/api/v1/observations", lang)
        .with("indicator", &choice.code())
        .with("period", "last:8")
        .with("grain", choice.grain.as_str());
    let shared = |link: Link| {
        let link = link.with("municipality", choice.seen.own.code);
        let link = match &choice.account {
            Some(account) => link.with("filter.function", account.code()),
            None => link,
        };
        link.with("revision", &choice.seen.head.revision.to_string())
    };
    let trend = figures.trend.is_ok().then(|| shared(trend));
    let trend = trend.map(|link| Download::table(t.download_trend, &link, lang));
    let mut files: Vec<Download> = trend.into_iter().collect();
    let is_split = matches!(figures.split, Some(Ok(_)));
    let split = choice
        .by
        .as_ref()
        .filter(|_| choice.account.is_none() && is_split);
    files.extend(split.map(|by| {
        let link = shared(observations).with("by", by);
        Download::table(t.download_split, &link, lang)
    }));
    let status = Link::to(
        &format!("/api/v1/indicators/{}/status", choice.code()),
        lang,
    );
    // A figure of a comparison has no series that a target could be held against.
    let has_status = choice.reading.kind != Kind::Comparison;
    let status = has_status.then(|| Download::document(t.download_status, &shared(status), lang));
    files.extend(status);
    Downloads {
        files,
        permalink: choice.pinned().to_string(),
    }
}
