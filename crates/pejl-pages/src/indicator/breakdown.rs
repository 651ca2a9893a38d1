//! The figures of the parts of an indicator: each in a field of its own, on one scale.

use std::collections::BTreeMap;

use pejl_app::Observation;
use pejl_charts::{Chart, Field, Heading, Series, SeriesRole, SmallMultiples, Verb, ZeroRule};
use pejl_domain::lang::collate;
use pejl_domain::{Cell, Lang};
use serde::Serialize;

use super::asked::Choice;
use super::figures::Figures;
use super::trend::points;
use crate::choosable::Choosable;
use crate::cut::cuts;
use crate::data::dimension_name;
use crate::drawing::{ChartView, draw};
use crate::member::member_name;
use crate::texts::{fill, texts};
use crate::wording;

/// Parts that are drawn; the others are counted, and stand in the file.
const PARTS_MAX: usize = 12;

/// The parts of an indicator.
#[derive(Debug, Serialize)]
pub(crate) struct SplitView {
    /// The dimensions it can be split by.
    choices: Vec<Choosable>,
    pub(super) chart: Option<ChartView>,
    /// Why there are no parts.
    absent: Option<String>,
    notes: Vec<String>,
}

/// The view of the parts; none where the reading has no dimension.
pub(super) fn split(figures: &Figures) -> Option<SplitView> {
    let choice = &figures.choice;
    let by = choice.by.as_ref()?;
    let (lang, t) = (choice.seen.lang, texts(choice.seen.lang));
    let dimension = |name: &String| Choosable {
        href: format!("{}#split", choice.link().with("by", name)),
        label: dimension_name(name, t).to_owned(),
        current: name == by,
    };
    let choices = choice.reading.dimensions.iter().map(dimension);
    let mut view = SplitView {
        choices: choices.collect(),
        chart: None,
        absent: None,
        notes: Vec::new(),
    };
    match &figures.split {
        None => view.absent = Some(t.lineage_no_figure.to_owned()),
        Some(Err(why)) => view.absent = Some(why.clone()),
        Some(Ok(found)) => {
            let parts = parts(found, by, lang);
            let is_withheld = found.iter().any(|one| one.cell == Cell::Confidential);
            let more = parts.len().saturating_sub(PARTS_MAX);
            if parts.is_empty() {
                view.absent = Some(t.split_none.to_owned());
            } else {
                view.chart = Some(drawing(figures, parts));
            }
            if more > 0 {
                view.notes
                    .push(fill(t.split_more, &[("n", &more.to_string())]));
            }
            if is_withheld {
                view.notes.push(t.overview_few.to_owned());
            }
        }
    }
    Some(view)
}

/// The name of a part, and its figures.
type NamedPart<'a> = (String, &'a str, Vec<Observation>);

/// The parts: those with a figure first, and each of the two in the order of their names.
fn parts<'a>(found: &'a [Observation], by: &str, lang: Lang) -> Vec<NamedPart<'a>> {
    let mut by_member: BTreeMap<&str, Vec<Observation>> = BTreeMap::new();
    for one in found {
        if let Some(member) = one.members.get(by) {
            by_member.entry(member).or_default().push(one.clone());
        }
    }
    let named = by_member.into_iter();
    let named = named.map(|(member, figures)| (member_name(by, member, lang), member, figures));
    let mut parts: Vec<NamedPart<'a>> = named.collect();
    let is_empty = |figures: &[Observation]| figures.iter().all(|one| one.value.is_none());
    parts.sort_by(|one, other| {
        let emptiness = is_empty(&one.2).cmp(&is_empty(&other.2));
        emptiness.then_with(|| collate(&one.0, &other.0, lang))
    });
    parts
}

fn drawing(figures: &Figures, parts: Vec<NamedPart<'_>>) -> ChartView {
    let Choice { reading, seen, .. } = &figures.choice;
    let lang = seen.lang;
    let measure = wording::measure(reading, (ZeroRule::Include, Verb::StoodAt), lang);
    let field = |(name, code, figures): NamedPart<'_>| Field {
        measure: measure.clone(),
        series: Series {
            code: code.to_owned(),
            name,
            role: SeriesRole::Other,
            points: points(&figures),
        },
        target: None,
    };
    let trend = figures.trend.as_ref().ok();
    let breaks = trend.map(|found| cuts(&found.trend.breaks, (figures.choice.grain, lang)));
    let chart = SmallMultiples {
        lang,
        heading: Heading {
            title: reading.name.to_lang(lang).to_owned(),
            ..Heading::default()
        },
        fields: parts.into_iter().take(PARTS_MAX).map(field).collect(),
        breaks: breaks.unwrap_or_default(),
    };
    ChartView::of(draw(Chart::from(chart), "split"), 0)
}
