//! A ranking's areas in the order they are shown, with the part each plays.

use std::collections::BTreeMap;

use pejl_domain::lang::collate;
use pejl_domain::{Cell, Lang};

use super::{Mark, RankOrder, RankedArea, Ranking};
use crate::chart::Focus;
use crate::clean_text::{clean, isolate};
use crate::glyph::{Form, Look};
use crate::legend::{Item, Sample};
use crate::palette;
use crate::reading::Reading;
use crate::scale::{Axis, Ends};
use crate::scene::{Group, Node};
use crate::text_width::{BODY, STRONG, TextStyle};
use crate::words::{cell_word, english_ordinal, provisional_mark};

/// The areas in the order they are shown.
pub(super) struct View<'a> {
    /// Areas with a value, rank 1 first.
    pub valued: Vec<Entry<'a>>,
    /// Areas without, by name.
    pub absent: Vec<Entry<'a>>,
}

/// One area with the part it plays.
pub(super) struct Entry<'a> {
    /// The area as described.
    pub area: &'a RankedArea,
    /// Its name made harmless.
    pub name: String,
    /// Its part.
    pub role: Role,
    /// Its number in the order shown, areas without value included.
    pub index: usize,
    /// How many other areas have the same rank.
    pub n_tied: usize,
}

/// The part an area plays in the drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Own,
    MarkedInGroup,
    Marked,
    Group,
    Plain,
}

impl Role {
    pub fn class(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::MarkedInGroup => "marked group",
            Self::Marked => "marked",
            Self::Group => "group",
            Self::Plain => "plain",
        }
    }

    /// Form says whether it is marked, colour whether it belongs to the group.
    pub fn look(self) -> Look {
        match self {
            Self::Own => Look {
                form: Form::Diamond,
                r: 5.4,
                colour: palette::OWN,
            },
            Self::MarkedInGroup => Look {
                form: Form::Square,
                r: 4.4,
                colour: palette::GROUP,
            },
            Self::Marked => Look {
                form: Form::Square,
                r: 4.4,
                colour: palette::MARKED,
            },
            Self::Group => Look {
                form: Form::Triangle,
                r: 4.4,
                colour: palette::GROUP,
            },
            Self::Plain => Look {
                form: Form::Circle,
                r: 3.8,
                colour: palette::PLAIN,
            },
        }
    }

    pub fn text_style(self) -> TextStyle {
        if self.is_named() { STRONG } else { BODY }
    }

    pub fn text_colour(self) -> &'static str {
        match self {
            Self::Own => palette::OWN,
            Self::MarkedInGroup | Self::Group => palette::GROUP,
            Self::Marked => palette::MARKED,
            Self::Plain => palette::TEXT,
        }
    }

    /// Whether the area is named in every layout.
    pub fn is_named(self) -> bool {
        matches!(self, Self::Own | Self::Marked | Self::MarkedInGroup)
    }
}

impl<'a> View<'a> {
    pub fn of(ranking: &'a Ranking) -> Self {
        let mut with_rank: BTreeMap<u32, usize> = BTreeMap::new();
        for area in ranking
            .areas
            .iter()
            .filter(|area| area.reading.value().is_some())
        {
            if let Some(rank) = area.rank {
                *with_rank.entry(rank).or_default() += 1;
            }
        }
        let own = ranking.areas.iter().position(|area| area.mark == Mark::Own);
        let mut entries: Vec<Entry<'a>> = ranking
            .areas
            .iter()
            .enumerate()
            .map(|(i, area)| Entry {
                area,
                index: 0,
                name: named(&clean(&area.name), &area.code),
                role: match (area.mark, area.in_group) {
                    _ if own == Some(i) => Role::Own,
                    (Mark::Own | Mark::Marked, true) => Role::MarkedInGroup,
                    (Mark::Own | Mark::Marked, false) => Role::Marked,
                    (Mark::Plain, true) => Role::Group,
                    (Mark::Plain, false) => Role::Plain,
                },
                n_tied: area
                    .rank
                    .and_then(|rank| with_rank.get(&rank))
                    .map_or(0, |n| n.saturating_sub(1)),
            })
            .collect();
        let by_name = |a: &Entry<'_>, b: &Entry<'_>| {
            collate(&a.name, &b.name, ranking.lang).then_with(|| a.area.code.cmp(&b.area.code))
        };
        entries.sort_by(|a, b| {
            let (x, y) = (a.value().unwrap_or_default(), b.value().unwrap_or_default());
            let by_value = match ranking.order {
                RankOrder::LowestFirst => x.total_cmp(&y),
                RankOrder::HighestFirst => y.total_cmp(&x),
            };
            by_value
                .then_with(|| a.area.rank.cmp(&b.area.rank))
                .then_with(|| by_name(a, b))
        });
        let (mut valued, mut absent): (Vec<_>, Vec<_>) =
            entries.into_iter().partition(|e| e.value().is_some());
        absent.sort_by(by_name);
        for (index, entry) in valued.iter_mut().chain(&mut absent).enumerate() {
            entry.index = index;
        }
        Self { valued, absent }
    }

    /// The own area, with or without value.
    pub fn own(&self) -> Option<&Entry<'a>> {
        self.valued
            .iter()
            .chain(&self.absent)
            .find(|entry| entry.role == Role::Own)
    }

    /// The axis that holds every value, line and quartile.
    pub fn axis(&self, ranking: &Ranking, wanted: f64) -> Axis {
        let references = ranking
            .references
            .iter()
            .filter_map(|reference| reference.reading.value());
        let quartiles = ranking.quartiles().into_iter().flatten();
        let values = self.valued.iter().filter_map(Entry::value);
        Axis::of(
            values.chain(references).chain(quartiles),
            ranking.measure.zero,
            Ends::OnValue,
            wanted,
            ranking.measure.least_step(),
        )
    }

    /// What the forms and signs mean: only those that occur.
    pub fn legend(&self, ranking: &Ranking) -> Vec<Item> {
        let lang = ranking.lang;
        let all = || self.valued.iter().chain(&self.absent);
        let has = |role: Role| all().any(|entry| entry.role == role);
        let sample = |role: Role| Sample::Mark(role.look(), Reading::of(1.0));
        let mut items = Vec::new();
        if let Some(own) = self.own() {
            items.push(Item::new(sample(Role::Own), &own.name));
        }
        if has(Role::Marked) {
            items.push(Item::new(
                sample(Role::Marked),
                lang.pick("Fremhævet", "Marked"),
            ));
        }
        let group = ranking
            .group_name
            .as_deref()
            .map(clean)
            .filter(|name| !name.is_empty());
        let group = group.unwrap_or_else(|| {
            lang.pick("Sammenligningsgruppen", "Comparison group")
                .to_owned()
        });
        if has(Role::Group) {
            items.push(Item::new(sample(Role::Group), &group));
        }
        if has(Role::MarkedInGroup) {
            let text = lang.pick("Fremhævet i gruppen", "Marked in the group");
            items.push(Item::new(sample(Role::MarkedInGroup), text));
        }
        if has(Role::Plain) {
            let text = match lang {
                Lang::Da => format!("Øvrige {}", ranking.noun.many(lang)),
                Lang::En => format!("Other {}", ranking.noun.many(lang)),
            };
            items.push(Item::new(sample(Role::Plain), &text));
        }
        if ranking.quartiles().is_some() {
            let text = match lang {
                Lang::Da => format!("Midterste halvdel af {}", ranking.noun.the_many(lang)),
                Lang::En => format!("Middle half of {}", ranking.noun.the_many(lang)),
            };
            items.push(Item::new(Sample::Band, &text));
        }
        let plain = Look {
            colour: palette::ABSENT,
            ..Role::Plain.look()
        };
        if self
            .valued
            .iter()
            .any(|entry| entry.area.reading.is_provisional())
        {
            let reading = Reading::new(Cell::Ok, Some(1.0), true);
            items.push(Item::new(
                Sample::Mark(plain, reading),
                lang.pick("Foreløbigt tal", "Provisional"),
            ));
        }
        if self.valued.iter().any(|entry| entry.area.reading.is_zero()) {
            items.push(Item::new(
                Sample::Mark(plain, Reading::of(0.0)),
                lang.pick("Nul", "Zero"),
            ));
        }
        items
    }
}

impl Ranking {
    /// The quartiles when they can be drawn: finite and ascending.
    pub(super) fn quartiles(&self) -> Option<[f64; 3]> {
        self.quartiles
            .filter(|q| q.iter().all(|v| v.is_finite()) && q.is_sorted())
    }

    /// "1 = lavest".
    pub(super) fn order_text(&self) -> &'static str {
        match self.order {
            RankOrder::LowestFirst => self.lang.pick("1 = lavest", "1 = lowest"),
            RankOrder::HighestFirst => self.lang.pick("1 = højest", "1 = highest"),
        }
    }
}

impl Entry<'_> {
    pub fn value(&self) -> Option<f64> {
        self.area.reading.value()
    }

    /// The name as it stands among other words.
    pub fn name_in_text(&self) -> String {
        isolate(&self.name)
    }

    /// "nr. 23", "delt nr. 23"; "23rd", "joint 23rd".
    pub fn rank_text(&self, lang: Lang) -> Option<String> {
        let rank = self.area.rank?;
        Some(match (lang, self.n_tied > 0) {
            (Lang::Da, false) => format!("nr. {rank}"),
            (Lang::Da, true) => format!("delt nr. {rank}"),
            (Lang::En, false) => english_ordinal(rank),
            (Lang::En, true) => format!("joint {}", english_ordinal(rank)),
        })
    }

    /// What is read out at the mark: "Vejle: 2.819 kr. pr. indbygger, nr. 9 af 98".
    pub fn spoken(&self, ranking: &Ranking, n: usize) -> String {
        let lang = ranking.lang;
        let reading = self.area.reading;
        let Some(value) = reading.value() else {
            return format!(
                "{}: {}",
                self.name_in_text(),
                cell_word(reading.cell(), lang)
            );
        };
        let mut text = format!(
            "{}: {}",
            self.name_in_text(),
            ranking.measure.with_unit(value, lang)
        );
        if reading.is_provisional() {
            text = format!("{text} {}", provisional_mark(lang));
        }
        match self.rank_text(lang) {
            Some(rank) => format!("{text}, {rank} {} {n}", lang.pick("af", "of")),
            None => text,
        }
    }

    /// The group of elements that is this area's mark.
    ///
    /// `data-index` counts in the order of the ranking, which the order of drawing need not be: a script moves the
    /// focus along it.
    pub fn group(
        &self,
        ranking: &Ranking,
        view: &View<'_>,
        focus: Focus,
        is_stop: bool,
        nodes: Vec<Node>,
    ) -> Node {
        let label = self.spoken(ranking, view.valued.len());
        let kind = if self.value().is_some() {
            "mark"
        } else {
            "absent"
        };
        let mut attributes = focus.attributes(is_stop, label.clone());
        attributes.push(("data-code", clean(&self.area.code)));
        attributes.push(("data-index", self.index.to_string()));
        let class = format!("{kind} {}", self.role.class());
        Node::Group(Group {
            class,
            attributes,
            title: Some(label),
            nodes,
        })
    }
}

/// A name is never empty: a row without one could not be told from the next.
fn named(name: &str, code: &str) -> String {
    if name.is_empty() {
        clean(code)
    } else {
        name.to_owned()
    }
}
