//! The figures of a table by number, the sums that they add up in, and which of them must be withheld.

use std::collections::BTreeMap;

use pejl_domain::{Grain, Period};
use pejl_metrics::Observation;

use super::is_small;
use super::solve::{Sum, WorkedOut, worked_out};

/// Of two numbers that should be the same one: share of it that they may differ by.
const SAME: f64 = 1e-9;

/// Why a figure is withheld. It is not told: what is known to be few, or not to be, is easier to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// Few persons are behind it.
    Few,
    /// It would tell of another one.
    Beside,
}

/// The figures of one series in a calendar year.
pub(super) struct Grid<'a> {
    cells: Vec<Cell<'a>>,
    sums: Vec<Relation>,
    /// The fewest persons that may be told of.
    least: i64,
}

struct Cell<'a> {
    /// The group, none for the total.
    member: Option<&'a str>,
    period: Period,
    one: &'a Observation,
    /// How many persons it is of, as far as is known.
    persons: i64,
    /// Whether its group is the only one of the period with anybody in it, so that it is told with the total.
    is_alone: bool,
}

/// Figures that add up.
struct Relation {
    /// What they add up to; none where it is no figure of the table, and told.
    whole: Option<usize>,
    parts: Vec<usize>,
    /// Length of the parts.
    grain: Grain,
    /// Which figures they are.
    scope: Scope,
    /// Whether the same person can be behind several of the parts.
    is_of_same: bool,
    /// Whether they are parts of a period, and not groups of a total.
    is_of_time: bool,
}

/// Which figures are decided on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scope {
    /// The totals.
    Totals,
    /// The groups beside the totals, which are decided on.
    Groups,
}

/// Of a relation what has to be kept from being worked out.
struct Line<'r> {
    parts: Vec<usize>,
    is_told: bool,
    relation: &'r Relation,
}

/// What is withheld, by number.
type Hidden = Vec<Option<Why>>;

impl<'a> Grid<'a> {
    /// The table of these figures, each with its group and period.
    pub(super) fn of(
        figures: impl Iterator<Item = (Option<&'a str>, Period, &'a Observation)>,
        least: i64,
    ) -> Self {
        let mut cells: Vec<Cell<'a>> = figures
            .map(|(member, period, one)| Cell {
                member,
                period,
                one,
                persons: persons(one),
                is_alone: false,
            })
            .collect();
        let mut n_with_anybody: BTreeMap<Period, usize> = BTreeMap::new();
        for cell in cells
            .iter()
            .filter(|cell| cell.member.is_some() && cell.persons > 0)
        {
            *n_with_anybody.entry(cell.period).or_default() += 1;
        }
        for cell in cells.iter_mut().filter(|cell| cell.member.is_some()) {
            let n = n_with_anybody
                .get(&cell.period)
                .copied()
                .unwrap_or_default();
            cell.is_alone = n - usize::from(cell.persons > 0 && n > 0) == 0;
        }
        let mut sums = relations_of_time(&cells);
        sums.extend(relations_of_groups(&cells));
        Self { cells, sums, least }
    }

    /// Why each of the figures is withheld, in their order; none of those that are told.
    pub(super) fn hidden(&self) -> Hidden {
        let is_of_few = |cell: &Cell<'_>| is_small(cell.one, self.least, cell.member.is_some());
        let cells = self.cells.iter();
        let mut hidden: Hidden = cells
            .map(|cell| is_of_few(cell).then_some(Why::Few))
            .collect();
        if hidden.iter().all(Option::is_none) {
            return hidden;
        }
        for grain in Grain::ALL {
            for scope in [Scope::Totals, Scope::Groups] {
                self.hide((scope, grain), &mut hidden);
                self.settle((scope, grain), &mut hidden);
            }
        }
        hidden
    }

    /// Withholds more until every line keeps what is withheld of it.
    fn hide(&self, of: (Scope, Grain), hidden: &mut Hidden) {
        let lines = self.lines(of, hidden);
        // One that is withheld for one line can be all that is left of another.
        while let Some(no) = lines.iter().find_map(|line| self.next(line, hidden)) {
            withhold(hidden, no);
        }
    }

    /// The lines of figures that are decided on: parts of a told whole, but those that stand in a shorter told one, and parts of a
    /// withheld one.
    fn lines(&self, (scope, grain): (Scope, Grain), hidden: &Hidden) -> Vec<Line<'_>> {
        let of = self
            .sums
            .iter()
            .filter(|one| (one.scope, one.grain) == (scope, grain));
        let of: Vec<&Relation> = of
            .filter(|one| one.whole.is_none_or(|whole| self.persons(whole) > 0))
            .collect();
        let is_told = |one: &Relation| one.whole.is_none_or(|whole| !is_hidden(hidden, whole));
        let lines = of.iter().map(|relation| {
            let shorter = of
                .iter()
                .filter(|one| self.is_within(one, relation) && is_told(one));
            let shorter: Vec<&&Relation> = shorter.collect();
            let is_explained = |no: &usize| shorter.iter().any(|one| one.parts.contains(no));
            let parts = relation.parts.iter().copied();
            Line {
                parts: match is_told(relation) {
                    true => parts.filter(|no| !is_explained(no)).collect(),
                    false => parts.collect(),
                },
                is_told: is_told(relation),
                relation,
            }
        });
        lines.collect()
    }

    /// Whether the whole of one relation is a part of that of another one in time.
    fn is_within(&self, one: &Relation, other: &Relation) -> bool {
        let whole = |of: &Relation| of.whole.and_then(|no| self.cells.get(no));
        match (whole(one), whole(other)) {
            (Some(one), Some(other)) => {
                one.member == other.member
                    && one.period != other.period
                    && other.period.contains(one.period)
            }
            _ => false,
        }
    }

    /// The figure to withhold next so that a line keeps what is withheld of it; none where it does, and where all of it is.
    fn next(&self, line: &Line<'_>, hidden: &Hidden) -> Option<usize> {
        let of_somebody = line
            .parts
            .iter()
            .copied()
            .filter(|no| self.persons(*no) > 0);
        let (unknown, told): (Vec<usize>, Vec<usize>) =
            of_somebody.partition(|no| is_hidden(hidden, *no));
        let is_kept = match (line.is_told, unknown.as_slice()) {
            (false, unknown) => !unknown.is_empty(),
            (true, []) => true,
            (true, [_]) => false,
            (true, several) => {
                // Of as many persons as figures each has one, as that there is nobody is told.
                let n_persons: i64 = several.iter().map(|no| self.persons(*no)).sum();
                usize::try_from(n_persons).is_ok_and(|n| n > several.len())
                    && !self.is_small_together(several, line.relation.is_of_same)
            }
        };
        if is_kept {
            return None;
        }
        match line.relation.is_of_time {
            // The last part was told before its whole to the fewest.
            true => told.into_iter().max_by_key(|no| self.start(*no)),
            false => told.into_iter().min_by_key(|no| self.rank(*no)),
        }
    }

    fn is_small_together(&self, several: &[usize], is_of_same: bool) -> bool {
        let mut all = several.iter().filter_map(|no| self.cells.get(*no));
        let first = all.next().map(|cell| cell.one.clone());
        let sum =
            first.map(|first| all.fold(first, |sum, cell| together(&sum, cell.one, is_of_same)));
        sum.is_some_and(|sum| is_small(&sum, self.least, true))
    }

    /// Withholds more until no figure of few follows from all sums together.
    fn settle(&self, (scope, grain): (Scope, Grain), hidden: &mut Hidden) {
        let in_scope = |one: &&Relation| one.scope <= scope && one.grain <= grain;
        let sums: Vec<Sum<'_>> = self
            .sums
            .iter()
            .filter(in_scope)
            .filter_map(|one| {
                Some(Sum {
                    whole: one.whole?,
                    parts: &one.parts,
                })
            })
            .collect();
        loop {
            let is_unknown: Vec<bool> = hidden.iter().map(Option::is_some).collect();
            let found = worked_out(&sums, &is_unknown).into_iter();
            let mut of_few = found.filter(|one| why_of(hidden, one.place) == Some(Why::Few));
            let Some(no) = of_few.find_map(|few| self.source(&few, (scope, grain))) else {
                return;
            };
            withhold(hidden, no);
            self.hide((scope, grain), hidden);
        }
    }

    /// Of the told figures that another one follows from, the one to withhold: the smallest of those that are decided on, and that
    /// there is nobody in a group only where nothing else is left.
    fn source(&self, few: &WorkedOut, (scope, grain): (Scope, Grain)) -> Option<usize> {
        let may_go = |no: &usize| {
            self.cells.get(*no).is_some_and(|cell| {
                cell.period.grain() == grain && cell.member.is_some() == (scope == Scope::Groups)
            })
        };
        let of_scope = few.from.iter().copied().filter(may_go);
        of_scope.min_by_key(|no| (self.persons(*no) == 0, self.rank(*no)))
    }

    /// What is withheld first: the fewest persons that a figure tells of, as far as is known.
    fn rank(&self, no: usize) -> (bool, i64, usize) {
        let cell = self.cells.get(no);
        let fewest = |cell: &Cell<'_>| cell.one.n_least.unwrap_or(cell.persons);
        (
            cell.is_some_and(|cell| cell.is_alone),
            cell.map_or(0, fewest),
            no,
        )
    }

    fn start(&self, no: usize) -> Option<(bool, Period)> {
        let cell = self.cells.get(no)?;
        Some((!cell.is_alone, cell.period))
    }

    fn persons(&self, no: usize) -> i64 {
        self.cells.get(no).map_or(0, |cell| cell.persons)
    }
}

fn is_hidden(hidden: &Hidden, no: usize) -> bool {
    why_of(hidden, no).is_some()
}

fn why_of(hidden: &Hidden, no: usize) -> Option<Why> {
    hidden.get(no).copied().flatten()
}

fn withhold(hidden: &mut Hidden, no: usize) {
    if let Some(place) = hidden.get_mut(no) {
        *place = Some(Why::Beside);
    }
}

/// What adds up in time: the parts of each length of each period, where any number of it is the sum of theirs.
fn relations_of_time(cells: &[Cell<'_>]) -> Vec<Relation> {
    let mut of_members: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (no, cell) in cells.iter().enumerate() {
        of_members.entry(cell.member).or_default().push(no);
    }
    let mut found = Vec::new();
    for (member, of_member) in of_members {
        for whole in &of_member {
            for grain in Grain::ALL {
                found.extend(relation_of_time(cells, (*whole, grain), &of_member).map(
                    |(parts, is_of_same)| Relation {
                        whole: Some(*whole),
                        parts,
                        grain,
                        scope: match member {
                            None => Scope::Totals,
                            Some(_) => Scope::Groups,
                        },
                        is_of_same,
                        is_of_time: true,
                    },
                ));
            }
        }
    }
    found
}

/// The parts of a period of a shorter length and whether they can be of the same persons, where they add up.
fn relation_of_time(
    cells: &[Cell<'_>],
    (whole, grain): (usize, Grain),
    of_member: &[usize],
) -> Option<(Vec<usize>, bool)> {
    let whole = cells.get(whole)?;
    let is_part = |no: &usize| {
        cells.get(*no).is_some_and(|cell| {
            cell.period.grain() == grain
                && grain > whole.period.grain()
                && whole.period.contains(cell.period)
        })
    };
    let parts: Vec<usize> = of_member.iter().copied().filter(is_part).collect();
    let of_parts = || parts.iter().filter_map(|no| cells.get(*no));
    let is_sum = |(no, number): (usize, Option<f64>)| {
        let of_part = |cell: &Cell<'_>| numbers(cell.one).get(no).copied().flatten();
        let sum: f64 = of_parts().filter_map(of_part).sum();
        number.is_some_and(|number| (number - sum).abs() <= SAME * number.abs())
    };
    let adds_up = !parts.is_empty() && numbers(whole.one).into_iter().enumerate().any(is_sum);
    let n_persons: i64 = of_parts().map(|cell| cell.persons).sum();
    adds_up.then_some((parts, n_persons != whole.persons))
}

/// What adds up to the totals. A total that is not known of here is taken for told.
fn relations_of_groups(cells: &[Cell<'_>]) -> Vec<Relation> {
    let mut of_periods: BTreeMap<Period, (Option<usize>, Vec<usize>)> = BTreeMap::new();
    for (no, cell) in cells.iter().enumerate() {
        let (total, groups) = of_periods.entry(cell.period).or_default();
        match cell.member {
            None => *total = Some(no),
            Some(_) => groups.push(no),
        }
    }
    let relations = of_periods
        .into_iter()
        .filter(|(_, (_, groups))| !groups.is_empty())
        .map(|(period, (whole, parts))| Relation {
            whole,
            parts,
            grain: period.grain(),
            scope: Scope::Groups,
            is_of_same: false,
            is_of_time: false,
        });
    relations.collect()
}

/// The numbers that are told beside a figure and that can add up.
fn numbers(one: &Observation) -> [Option<f64>; 4] {
    let count = |n: Option<i64>| n.map(|n| n as f64);
    [
        one.numerator,
        one.denominator,
        count(one.n_top),
        count(one.n_bottom),
    ]
}

fn persons(one: &Observation) -> i64 {
    one.n_bottom.or(one.n_top).or(one.n_least).unwrap_or(0)
}

/// Whether it is known how many persons are behind a figure.
pub(super) fn has_base(one: &Observation) -> bool {
    one.n_bottom.or(one.n_top).or(one.n_least).is_some()
}

/// Two figures as one: of the persons behind both, or, where they can be the same ones, of as many as there are at least.
fn together(one: &Observation, other: &Observation, is_of_same: bool) -> Observation {
    let joined = |a: Option<i64>, b: Option<i64>| match (a, b) {
        (Some(a), Some(b)) if is_of_same => Some(a.max(b)),
        (Some(a), Some(b)) => Some(a.saturating_add(b)),
        (a, b) => a.or(b),
    };
    Observation {
        n_top: joined(one.n_top, other.n_top),
        n_bottom: joined(one.n_bottom, other.n_bottom),
        n_left: joined(one.n_left, other.n_left),
        n_least: joined(one.n_least, other.n_least),
        ..one.clone()
    }
}
