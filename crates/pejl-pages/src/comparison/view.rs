//! The page as its template reads it: every figure already written out.

use pejl_app::reference::place_name;
use pejl_app::{Change, Comparison, Kind, Method, Standing};
use pejl_domain::Lang;
use serde::Serialize;

use super::card;
use super::charts;
use super::downloads::downloads;
use super::figures::{Choice, Figures};
use super::form::form;
use super::nearest::{NearestView, nearest};
use super::notices::{Notice, notices};
use super::potential::{PotentialView, potential};
use super::rows::{RankTable, SHARE_DECIMALS};
use super::spread::{Spread, spread};
use super::turned::{Longer, TurnedView, longer, turned};
use crate::definition::Term;
use crate::downloads::Downloads;
use crate::drawing::{ChartView, Drawing};
use crate::form::Form;
use crate::link::COMPARISON;
use crate::part::Shown;
use crate::picture::offer;
use crate::texts::{Texts, fill, texts};
use crate::wording::{self, NOTHING, bare, sentence, signed, with_unit};

/// The whole page.
#[derive(Debug, Serialize)]
pub(crate) struct Page {
    form: Form,
    heading: String,
    /// Reading, year, prices.
    subheading: Vec<String>,
    lead: Vec<String>,
    notices: Vec<Notice>,
    tiles: Vec<Tile>,
    ranking: Option<ChartView>,
    trend: Option<ChartView>,
    nearest: Option<NearestView>,
    potential: Shown<PotentialView>,
    turned: Shown<TurnedView>,
    longer: Option<Longer>,
    table_heading: String,
    table: RankTable,
    /// Whether any municipality has a value.
    has_values: bool,
    is_grouped: bool,
    spread: Spread,
    missing: Missing,
    card: Vec<Term>,
    downloads: Downloads,
}

/// One figure that is read first.
#[derive(Debug, Serialize)]
struct Tile {
    label: String,
    value: String,
    notes: Vec<String>,
}

/// Who is not compared, and who has no change.
#[derive(Debug, Serialize)]
struct Missing {
    heading: String,
    values: Vec<Absence>,
    changes: Vec<Absence>,
}

#[derive(Debug, Serialize)]
struct Absence {
    name: String,
    reason: String,
}

impl Page {
    /// The page of these figures.
    pub fn of(figures: &Figures) -> Self {
        let choice = &figures.choice;
        let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
        let comparison = &figures.all.comparison;
        let has_values = comparison.n > 0;
        let ranking = has_values.then(|| charts::ranking(figures));
        let trend = charts::trend(figures);
        let mut page = Self {
            form: form(figures),
            heading: choice.account.label(lang),
            subheading: vec![
                choice.reading.name.to_lang(lang).to_owned(),
                choice.period.to_lang(lang),
                wording::price_level(choice.price, lang),
            ],
            lead: lead(figures, ranking.as_ref()),
            notices: notices(figures),
            tiles: tiles(figures),
            ranking: ranking.map(|drawing| ChartView::of(drawing, 1)),
            trend: trend.map(|drawing| ChartView::of(drawing, 0)),
            nearest: nearest(figures),
            potential: potential(figures),
            turned: turned(figures),
            longer: longer(figures),
            table_heading: fill(t.table_heading, &[("n", &comparison.n_members.to_string())]),
            table: RankTable::of(figures),
            has_values,
            is_grouped: figures.group.is_some(),
            spread: spread(figures),
            missing: missing(comparison, choice),
            card: card::terms(figures),
            downloads: downloads(figures),
        };
        offer(page.charts(), (COMPARISON, &choice.pinned()));
        page
    }

    /// Its charts, in the order they stand.
    pub fn charts(&mut self) -> Vec<&mut ChartView> {
        self.ranking.iter_mut().chain(&mut self.trend).collect()
    }

    /// What its figures are of, in parts: the title of a chart says account and reading.
    pub fn subtitle(&self, choice: &Choice) -> Vec<String> {
        let own = choice.seen.own.name(choice.seen.lang).to_owned();
        let others = self.subheading.iter().skip(1).cloned();
        [own].into_iter().chain(others).collect()
    }

    /// The title of the window.
    pub fn title(figures: &Figures) -> String {
        let choice = &figures.choice;
        format!(
            "{}: {}, {}",
            choice.seen.own.name(choice.seen.lang),
            choice.account.label(choice.seen.lang),
            choice.period
        )
    }
}

/// The answer in two sentences: where the municipality stands, and what became of it.
fn lead(figures: &Figures, ranking: Option<&Drawing>) -> Vec<String> {
    let mut lead: Vec<String> = Vec::new();
    if let Some(first) = ranking.and_then(|drawing| drawing.wide.summary.sentences.first()) {
        lead.push(first.clone());
    }
    lead.extend(change_sentence(figures));
    lead
}

fn change_sentence(figures: &Figures) -> Option<String> {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    // Without a figure there is nothing that could have changed.
    comparison.own.value?;
    let (change, from) = (comparison.own.change.as_ref()?, choice.from?);
    let t = texts(choice.seen.lang);
    let (from, to) = (
        from.to_lang(choice.seen.lang),
        choice.period.to_lang(choice.seen.lang),
    );
    let Some(absolute) = change.absolute else {
        let years = [("from", from.as_str()), ("to", to.as_str())];
        // A break concerns everybody and is told in full as a notice.
        if comparison.breaks.iter().any(|one| !one.comparable) {
            return Some(fill(t.lead_break, &years));
        }
        let reason = change.reason.as_ref()?.to_lang(choice.seen.lang);
        let [from, to] = years;
        return Some(sentence(&fill(
            t.lead_no_change,
            &[from, to, ("reason", reason)],
        )));
    };
    let amount = with_unit(
        absolute.abs(),
        choice.reading.precision,
        &choice.reading.unit,
        choice.seen.lang,
    );
    // What is told as a change must be one in the decimals shown.
    let moved = signed(amount.clone()) != amount;
    let template = match (moved, absolute < 0.0) {
        (false, _) => t.lead_unchanged,
        (true, true) => t.lead_fell,
        (true, false) => t.lead_rose,
    };
    let share = change.share.map(|share| {
        bare(
            share.abs(),
            SHARE_DECIMALS,
            &pejl_domain::Unit::Share,
            choice.seen.lang,
        )
    });
    let amount = share.map_or(amount.clone(), |share| format!("{amount} ({share})"));
    let rank = change_rank(change, comparison, choice.seen.lang)?;
    Some(fill(
        template,
        &[
            ("from", &from),
            ("to", &to),
            ("amount", &amount),
            ("rank", &rank),
        ],
    ))
}

/// `nr. 12 af 98 (1 = største fald)`.
fn change_rank(change: &Change, comparison: &Comparison, lang: Lang) -> Option<String> {
    let t = texts(lang);
    let with_change = comparison
        .standings
        .iter()
        .filter(|one| one.change.as_ref().is_some_and(|c| c.rank.is_some()));
    let n = with_change.count().to_string();
    let rank = fill(t.rank, &[("rank", &change.rank?.to_string()), ("n", &n)]);
    Some(format!("{rank} ({})", t.rank_fall))
}

fn tiles(figures: &Figures) -> Vec<Tile> {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    let t = texts(choice.seen.lang);
    let mut tiles = vec![own_tile(figures, t), rank_tile(figures, t)];
    tiles.extend(change_tile(figures, t));
    if let (Some(group), Some(name)) = (&figures.group, figures.group_name()) {
        let mean = MeanFigure {
            label: name,
            note: Some(mean_method(&group.comparison, t)),
            value: group.comparison.mean.value,
        };
        tiles.push(mean_tile(mean, &group.comparison, choice));
    }
    let mean = MeanFigure {
        label: mean_label(comparison, t),
        note: None,
        value: comparison.mean.value,
    };
    tiles.push(mean_tile(mean, comparison, choice));
    tiles.extend(country_tile(comparison, choice, t));
    tiles
}

fn own_tile(figures: &Figures, t: &Texts) -> Tile {
    let (choice, own) = (&figures.choice, &figures.all.comparison.own);
    let label = fill(
        t.tile_own,
        &[
            ("name", choice.seen.own.name(choice.seen.lang)),
            ("period", &choice.period.to_lang(choice.seen.lang)),
        ],
    );
    let (value, note) = match own.value {
        Some(value) => (
            kroner(value, choice),
            wording::unit(&choice.reading, choice.seen.lang),
        ),
        None => (
            wording::cell(own.cell, choice.seen.lang).to_owned(),
            String::new(),
        ),
    };
    Tile {
        label,
        value,
        notes: vec![note]
            .into_iter()
            .filter(|note| !note.is_empty())
            .collect(),
    }
}

fn rank_tile(figures: &Figures, t: &Texts) -> Tile {
    let comparison = &figures.all.comparison;
    let mut notes = rank_notes(&comparison.own, comparison, t);
    if let Some(group) = &figures.group
        && let Some(rank) = rank_of(&group.comparison, t)
    {
        let template = match figures.is_own_added() {
            true => t.tile_rank_with_group,
            false => t.tile_rank_in_group,
        };
        notes.push(fill(template, &[("rank", &rank)]));
    }
    Tile {
        label: t.tile_rank.to_owned(),
        value: rank_of(comparison, t).unwrap_or_else(|| NOTHING.to_owned()),
        notes,
    }
}

/// `nr. 23 af 98`; `None` without a value.
pub(super) fn rank_of(comparison: &Comparison, t: &Texts) -> Option<String> {
    let rank = comparison.own.rank?.to_string();
    Some(fill(
        t.rank,
        &[("rank", &rank), ("n", &comparison.n.to_string())],
    ))
}

fn rank_notes(own: &Standing, comparison: &Comparison, t: &Texts) -> Vec<String> {
    let which = match comparison.order {
        pejl_app::Order::LowestFirst => t.rank_lowest,
        pejl_app::Order::HighestFirst => t.rank_highest,
    };
    let mut notes = vec![which.to_owned()];
    if let Some(shared) = own.shared_by.filter(|n| *n > 1) {
        notes.push(fill(t.tile_tied, &[("n", &shared.to_string())]));
    }
    notes
}

fn change_tile(figures: &Figures, t: &Texts) -> Option<Tile> {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    let (change, from) = (comparison.own.change.as_ref()?, choice.from?);
    let label = fill(t.tile_change, &[("from", &from.to_lang(choice.seen.lang))]);
    let Some(absolute) = change.absolute else {
        let value = wording::cell(change.cell, choice.seen.lang).to_owned();
        return Some(Tile {
            label,
            value,
            notes: Vec::new(),
        });
    };
    let share = change.share.map(|share| {
        signed(bare(
            share,
            SHARE_DECIMALS,
            &pejl_domain::Unit::Share,
            choice.seen.lang,
        ))
    });
    let notes = share
        .into_iter()
        .chain(change_rank(change, comparison, choice.seen.lang))
        .collect();
    Some(Tile {
        label,
        value: signed(kroner(absolute, choice)),
        notes,
    })
}

/// A mean with what it is called.
struct MeanFigure<'a> {
    label: String,
    note: Option<&'a str>,
    value: Option<f64>,
}

fn mean_tile(mean: MeanFigure<'_>, comparison: &Comparison, choice: &Choice) -> Tile {
    let t = texts(choice.seen.lang);
    let mut notes: Vec<String> = mean.note.map(str::to_owned).into_iter().collect();
    let Some(value) = mean.value else {
        let reason = comparison.mean.reason.as_ref();
        notes.extend(reason.map(|reason| sentence(reason.to_lang(choice.seen.lang))));
        return Tile {
            label: mean.label,
            value: NOTHING.to_owned(),
            notes,
        };
    };
    notes.extend(comparison.own.value.map(|own| {
        let amount = kroner((own - value).abs(), choice);
        let template = match (signed(amount.clone()) == amount, own < value) {
            (true, _) => t.tile_at_mean,
            (false, true) => t.tile_below_mean,
            (false, false) => t.tile_above_mean,
        };
        let name = choice.seen.own.name(choice.seen.lang);
        fill(template, &[("name", name), ("amount", &amount)])
    }));
    Tile {
        label: mean.label,
        value: kroner(value, choice),
        notes,
    }
}

/// How the mean of a comparison is made.
pub(super) fn mean_method<'a>(comparison: &Comparison, t: &'a Texts) -> &'a str {
    match comparison.mean.method {
        Method::Ratio | Method::RatioOfSums | Method::Median | Method::Quantile => t.mean_of_sums,
        Method::Published | Method::PopulationWeightedMean => t.mean_weighted,
    }
}

/// `Befolkningsvægtet gennemsnit af de 98 kommuner`.
fn mean_label(comparison: &Comparison, t: &Texts) -> String {
    let is_whole = comparison.n == comparison.n_members;
    let template = match comparison.mean.method {
        Method::Ratio | Method::RatioOfSums if is_whole => t.mean_of_sums_all,
        Method::Ratio | Method::RatioOfSums | Method::Median | Method::Quantile => {
            t.mean_of_sums_some
        }
        Method::Published | Method::PopulationWeightedMean if is_whole => t.mean_weighted_all,
        Method::Published | Method::PopulationWeightedMean => t.mean_weighted_some,
    };
    fill(template, &[("n", &comparison.n.to_string())])
}

fn country_tile(comparison: &Comparison, choice: &Choice, t: &Texts) -> Option<Tile> {
    let country = comparison.country.as_ref()?;
    let value = country.value?;
    let difference = country.difference.map(|difference| {
        let amount = signed(with_unit(
            difference,
            choice.reading.precision.saturating_add(1),
            &choice.reading.unit,
            choice.seen.lang,
        ));
        fill(t.tile_country_difference, &[("amount", &amount)])
    });
    Some(Tile {
        label: country_label(choice, t).to_owned(),
        value: kroner(value, choice),
        notes: difference.into_iter().collect(),
    })
}

/// What the figure of the whole country is: published as it stands, or from the country's own facts.
pub(super) fn country_label<'a>(choice: &Choice, t: &'a Texts) -> &'a str {
    match choice.reading.kind {
        Kind::Published => t.country_published,
        _ => t.country_computed,
    }
}

fn kroner(value: f64, choice: &Choice) -> String {
    with_unit(
        value,
        choice.reading.precision,
        &choice.reading.unit,
        choice.seen.lang,
    )
}

fn missing(comparison: &Comparison, choice: &Choice) -> Missing {
    let t = texts(choice.seen.lang);
    let absence = |code: &str, reason: Option<&pejl_app::Text>| Absence {
        name: place_name(code, choice.seen.lang),
        reason: reason
            .map(|reason| sentence(reason.to_lang(choice.seen.lang)))
            .unwrap_or_default(),
    };
    let no_change = |one: &&Standing| {
        one.value.is_some() && one.change.as_ref().is_some_and(|c| c.absolute.is_none())
    };
    // A break concerns everybody and is told once, as a notice.
    let is_broken = comparison.breaks.iter().any(|one| !one.comparable);
    let changes = comparison
        .standings
        .iter()
        .filter(no_change)
        .filter(|_| !is_broken);
    Missing {
        heading: fill(
            t.missing_heading,
            &[
                ("k", &comparison.missing.len().to_string()),
                ("n", &comparison.n_members.to_string()),
            ],
        ),
        values: comparison
            .missing
            .iter()
            .map(|one| absence(&one.municipality, one.reason.as_ref()))
            .collect(),
        changes: changes
            .map(|one| {
                absence(
                    &one.municipality,
                    one.change
                        .as_ref()
                        .and_then(|change| change.reason.as_ref()),
                )
            })
            .collect(),
    }
}
