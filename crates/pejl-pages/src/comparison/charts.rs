//! The two drawings: where the municipality stands, and how it got there.

use std::collections::BTreeSet;

use pejl_app::comparison::{ALL, MeanPoint};
use pejl_app::reference::place_name;
use pejl_app::{Comparison, GroupMean, Kind, Method, Observation, Order};
use pejl_charts::{
    AreaNoun, Break, Chart, Heading, Layout, Mark, MeanOf, Measure, Overlay, RankOrder, RankedArea,
    Ranking, Reading, Reference, ReferenceKind, Series, SeriesRole, Trend, TrendPoint, Verb,
    ZeroRule,
};
use pejl_domain::area::municipalities;
use pejl_domain::{Area, Cell, Unit};
use pejl_wording::change_name;

use super::figures::{COUNTRY, Choice, Figures};
use crate::drawing::{Drawing, draw};
use crate::texts::{fill, texts};
use crate::wording;

/// Municipalities that are held against each other: Hedensted and the large ones near it.
const HELD_TOGETHER: [&str; 4] = ["766", "630", "607", "461"];

/// Whether a municipality is named in the ranking of another one.
pub(crate) fn is_marked(code: &str, own: &Area) -> bool {
    HELD_TOGETHER.contains(&own.code) && HELD_TOGETHER.contains(&code)
}

/// What the line of the nearest is known by in a drawing, as they have no code.
const NEAREST: &str = "NEAREST";

/// What both drawings measure.
fn measure(choice: &Choice) -> Measure {
    let (reading, lang) = (&choice.reading, choice.seen.lang);
    let is_spending = reading.unit == Unit::DkkPerResident;
    let verb = match is_spending {
        true => Verb::Spent,
        false => Verb::StoodAt,
    };
    wording::measure(reading, (ZeroRule::Include, verb), lang)
}

/// What the figures are of, in one line.
pub(crate) fn title(choice: &Choice) -> String {
    format!(
        "{}, {}",
        choice.account.label(choice.seen.lang),
        choice.reading.name.to_lang(choice.seen.lang)
    )
}

/// All municipalities as dots on one line.
pub(crate) fn ranking(figures: &Figures) -> Drawing {
    let (choice, comparison) = (&figures.choice, &figures.all.comparison);
    let lang = choice.seen.lang;
    let group = figures.group_members();
    let areas = comparison.standings.iter().map(|one| {
        let code = one.municipality.as_str();
        RankedArea {
            code: code.to_owned(),
            name: place_name(code, lang),
            reading: Reading::new(one.cell, one.value, false),
            rank: one.rank.and_then(|rank| u32::try_from(rank).ok()),
            mark: mark(code, choice),
            in_group: group.contains(code),
        }
    });
    draw(
        Chart::from(Ranking {
            lang,
            heading: Heading {
                title: title(choice),
                ..Heading::default()
            },
            measure: measure(choice),
            period: choice.period,
            areas: areas.collect(),
            order: match comparison.order {
                Order::LowestFirst => RankOrder::LowestFirst,
                Order::HighestFirst => RankOrder::HighestFirst,
            },
            noun: AreaNoun::Municipality,
            group_name: figures.group_name(),
            quartiles: comparison.quartiles.map(|q| [q.lower, q.median, q.upper]),
            references: references(figures),
            layout: Layout::Strip,
        }),
        "ranking",
    )
}

fn mark(code: &str, choice: &Choice) -> Mark {
    if code == choice.seen.own.code {
        Mark::Own
    } else if is_marked(code, choice.seen.own) {
        Mark::Marked
    } else {
        Mark::Plain
    }
}

fn references(figures: &Figures) -> Vec<Reference> {
    let (choice, all) = (&figures.choice, &figures.all.comparison);
    let of_all = if all.n == all.n_members {
        MeanOf::Country
    } else {
        MeanOf::Shown
    };
    let mut references = vec![reference(&all.mean, of_all, choice)];
    if let Some(group) = &figures.group {
        references.push(reference(&group.comparison.mean, MeanOf::Group, choice));
    }
    // The country's own ratio is the sum of the 98 over again; only a published figure says something else.
    if let Some(country) = published_country(all, choice) {
        references.push(Reference {
            kind: ReferenceKind::Published,
            reading: country,
        });
    }
    references
}

fn published_country(comparison: &Comparison, choice: &Choice) -> Option<Reading> {
    let country = comparison
        .country
        .as_ref()
        .filter(|_| choice.reading.kind == Kind::Published)?;
    Some(Reading::new(country.cell, country.value, false))
        .filter(|reading| reading.value().is_some())
}

fn reference(mean: &GroupMean, of: MeanOf, choice: &Choice) -> Reference {
    let kind = match mean.method {
        // The page compares published facts, of which no figure is a quantile.
        Method::Ratio | Method::RatioOfSums | Method::Median | Method::Quantile => {
            ReferenceKind::RatioOfSums { of }
        }
        Method::Published | Method::PopulationWeightedMean => ReferenceKind::WeightedMean {
            of,
            weight: texts(choice.seen.lang).weight.to_owned(),
        },
    };
    Reference {
        kind,
        reading: Reading::new(Cell::Ok, mean.value, false),
    }
}

/// The municipality over the years, with the group and the country; `None` with fewer than two years.
pub(crate) fn trend(figures: &Figures) -> Option<Drawing> {
    let choice = &figures.choice;
    if figures.years.len() < 2 {
        return None;
    }
    let lang = choice.seen.lang;
    let series = |code: &str, name: String, role| Series {
        code: code.to_owned(),
        name,
        role,
        points: points(&figures.trend, code),
    };
    let mut lines = vec![series(
        choice.seen.own.code,
        choice.seen.own.name(lang).to_owned(),
        SeriesRole::Own,
    )];
    if figures.too_few_for_a_line().is_none() {
        lines.push(group_line(figures));
    }
    // The country's own ratio is the sum of the 98 over again.
    if choice.reading.kind == Kind::Published || figures.group.is_some() {
        let name = place_name(COUNTRY, lang);
        lines.push(series(COUNTRY, name, SeriesRole::Reference));
    }
    let drawing = Trend {
        lang,
        heading: Heading {
            title: title(choice),
            ..Heading::default()
        },
        measure: measure(choice),
        series: lines,
        breaks: breaks(&figures.trend, choice),
        overlay: Overlay::default(),
    };
    Some(draw(Chart::from(drawing), "trend"))
}

/// The group over the years, or all.
fn group_line(figures: &Figures) -> Series {
    let choice = &figures.choice;
    let is_nearest = figures.group.is_some() && choice.group.group().is_none();
    let code = match choice.group.group() {
        Some(group) => &group.code,
        None if is_nearest => NEAREST,
        None => ALL,
    };
    let points = match is_nearest {
        true => figures.nearest_course.iter().map(mean_point).collect(),
        false => points(&figures.trend, code),
    };
    let all = || {
        let n = municipalities().len().to_string();
        fill(texts(choice.seen.lang).trend_all, &[("n", &n)])
    };
    Series {
        code: code.to_owned(),
        name: figures.group_name().unwrap_or_else(all),
        role: SeriesRole::Group,
        points,
    }
}

fn mean_point(one: &MeanPoint) -> TrendPoint {
    TrendPoint {
        period: one.period,
        reading: Reading::new(Cell::Ok, Some(one.value), one.provisional),
    }
}

fn points(observations: &[Observation], code: &str) -> Vec<TrendPoint> {
    observations
        .iter()
        .filter(|one| one.municipality == code)
        .map(|one| TrendPoint {
            period: one.period,
            reading: Reading::new(one.cell, one.value, one.provisional),
        })
        .collect()
}

/// The breaks of the own series, each at the first year that is touched by it. A break within a year touches that
/// year and the next, which is the first one wholly under the new rules.
fn breaks(observations: &[Observation], choice: &Choice) -> Vec<Break> {
    let lang = choice.seen.lang;
    let t = texts(lang);
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut found: Vec<Break> = Vec::new();
    for one in observations
        .iter()
        .filter(|one| one.municipality == choice.seen.own.code)
    {
        let mut labels: Vec<&str> = Vec::new();
        for cause in &one.breaks {
            let is_first = seen.insert(cause.block.as_str());
            let label = match (cause.block.as_str(), is_first) {
                ("ELDERLY_ACT_2025", false) => t.break_elderly_act_whole_year,
                (block, true) => change_name(block, lang),
                (_, false) => t.break_accounts_whole_year,
            };
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        if !labels.is_empty() {
            found.push(Break {
                at: one.period,
                label: labels.join(", "),
            });
        }
    }
    found
}
