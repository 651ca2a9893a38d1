//! The municipality among the others.

use pejl_app::comparison::Compared;
use pejl_app::reference::place_name;
use pejl_app::{Method, Order, Reading as Card};
use pejl_charts::{
    AreaNoun, Chart, Heading, Layout, Mark, MeanOf, RankOrder, RankedArea, Ranking, Reading,
    Reference, ReferenceKind, Verb, ZeroRule,
};
use pejl_domain::{Cell, Lang, Unit};
use pejl_wording::measure;

use super::draw;
use crate::document::{Figure, PlotKind};
use crate::proof::{self, Ranked, Scale};
use crate::sentence::Unproved;
use crate::texts::texts;

/// The municipality among the others on one line.
///
/// # Errors
/// A sentence below it is not true of the figures.
pub(crate) fn ranking(
    found: &Compared,
    (card, name): (&Card, &str),
    (id, lang): (&str, Lang),
) -> Result<Figure, Unproved> {
    let comparison = &found.comparison;
    let areas = comparison.standings.iter().map(|one| RankedArea {
        code: one.municipality.clone(),
        name: place_name(&one.municipality, lang),
        reading: Reading::new(one.cell, one.value, false),
        rank: one.rank.and_then(|rank| u32::try_from(rank).ok()),
        mark: match one.municipality == found.own.code {
            true => Mark::Own,
            false => Mark::Plain,
        },
        in_group: false,
    });
    let verb = match card.unit {
        Unit::DkkPerResident => Verb::Spent,
        _ => Verb::StoodAt,
    };
    let caption = format!("{name}, {}", comparison.period.to_lang(lang));
    let chart = Chart::from(Ranking {
        lang,
        heading: Heading {
            // The rows have the period behind it.
            title: name.to_owned(),
            ..Heading::default()
        },
        measure: measure(card, (ZeroRule::Include, verb), lang),
        period: comparison.period,
        areas: areas.collect(),
        order: match comparison.order {
            Order::LowestFirst => RankOrder::LowestFirst,
            Order::HighestFirst => RankOrder::HighestFirst,
        },
        noun: AreaNoun::Municipality,
        group_name: None,
        quartiles: comparison.quartiles.map(|q| [q.lower, q.median, q.upper]),
        references: vec![mean(found, lang)],
        layout: Layout::Strip,
    });
    let (known, scale) = (Ranked::of(found, lang), Scale::of(card, lang));
    let prove = |sentences: &[String]| proof::ranking(sentences, &known, &scale);
    draw(&chart, (PlotKind::Ranking, &caption), (id, lang), prove)
}

/// The mean of those with a figure, as it was reckoned.
fn mean(found: &Compared, lang: Lang) -> Reference {
    let (t, comparison) = (texts(lang), &found.comparison);
    let of = match comparison.n == comparison.n_members {
        true => MeanOf::Country,
        false => MeanOf::Shown,
    };
    let kind = match comparison.mean.method {
        Method::Published | Method::PopulationWeightedMean => ReferenceKind::WeightedMean {
            of,
            weight: t.weight.to_owned(),
        },
        _ => ReferenceKind::RatioOfSums { of },
    };
    Reference {
        kind,
        reading: Reading::new(Cell::Ok, comparison.mean.value, false),
    }
}
