//! Money of the accounts that states no member of what figures are split or filtered by, so that nothing is known of a member
//! that none of it states.

use pejl_lake::columns::AMOUNT_OERE;
use pejl_lake::{BUDGET, LEDGER};

use super::dimension::{NOT_STATED, column_of};
use super::gather::{MeasureId, REQUIRED, STATED, UNSTATED, numbered};
use super::measure::{Measure, Measures, Take};
use super::pass::Apart;
use super::plan::RecordQuestion;
use super::source::source;

/// Money of a reading that need not state a member, and the rows of it that must be counted for that.
#[derive(Debug, Default)]
pub(super) struct UnstatedMoney {
    /// The money, once for each column that it need not state.
    pub(super) of: Vec<Unstated>,
    /// The rows, at the places that their numbers say.
    pub(super) rows: Vec<RowsOfMoney>,
}

/// Money that may be of a member although its rows do not state one.
#[derive(Debug)]
pub(super) struct Unstated {
    /// The column that rows need not state.
    pub(super) column: &'static str,
    /// How many rows there are that state the member.
    pub(super) stated: MeasureId,
    /// How many that state none.
    pub(super) unstated: MeasureId,
    /// Whether it stands below the line, so that it is not known either whether there is nothing to divide by.
    pub(super) is_below: bool,
}

/// Rows of a measure of money, of which a figure needs to know how many there are.
#[derive(Debug)]
pub(super) struct RowsOfMoney {
    pub(super) id: MeasureId,
    pub(super) apart: Apart,
    pub(super) measure: Measure,
}

impl UnstatedMoney {
    /// That of a reading in a question: where no row of it states a member, and some state none, nothing is known of the member.
    pub(super) fn of(question: &RecordQuestion<'_>, measures: &Measures) -> Self {
        let of_money: Vec<(MeasureId, &Measure)> = numbered(measures)
            .filter(|(id, measure)| id.0 < REQUIRED && is_money(measure))
            .collect();
        // Who has some of a whole has what is stated of its part, if it is nothing.
        let is_part = |one: &Measure| of_money.iter().any(|(_, whole)| is_among(one, whole));
        let mut found = Self::default();
        for column in columns(question) {
            let wholes = of_money.iter().filter(|(_, one)| !is_part(one));
            for (id, measure) in wholes.filter(|(_, one)| may_be_unstated(one, column)) {
                let one = Unstated {
                    column,
                    stated: found.count(measure, (STATED, Apart::Members)),
                    unstated: found.count(measure, (UNSTATED, Apart::NotStated(column))),
                    is_below: id.0 != 0,
                };
                found.of.push(one);
            }
        }
        found
    }

    /// Has the rows of a measure counted.
    fn count(&mut self, measure: &Measure, (side, apart): (u8, Apart)) -> MeasureId {
        let id = (side, self.rows.len());
        let measure = Measure {
            take: Take::Rows,
            ..measure.clone()
        };
        self.rows.push(RowsOfMoney { id, apart, measure });
        id
    }

    /// The rows of that number.
    pub(super) fn rows_of(&self, id: MeasureId) -> Option<&RowsOfMoney> {
        self.rows.get(id.1)
    }
}

/// The columns that figures are split or filtered by, but for those of which what states nothing is asked for.
fn columns(question: &RecordQuestion<'_>) -> Vec<&'static str> {
    let filters = question.filters.iter();
    let filters = filters.filter(|(_, members)| !members.iter().any(|one| one == NOT_STATED));
    let mut found: Vec<&'static str> = Vec::new();
    for name in question.by.iter().chain(filters.map(|(name, _)| name)) {
        found.extend(column_of(name).filter(|column| !found.contains(column)));
    }
    found
}

fn is_money(measure: &Measure) -> bool {
    matches!(&measure.take, Take::Sum(of) if of == AMOUNT_OERE)
}

/// Whether the rows of a measure are some of those of another one, by what must hold of them.
fn is_among(part: &Measure, whole: &Measure) -> bool {
    let holds_too = whole.when.iter().all(|code| part.when.contains(code));
    let is_narrower = part.when.iter().any(|code| !whole.when.contains(code));
    part.of == whole.of && part.time == whole.time && holds_too && is_narrower
}

/// Whether rows of the accounts that a measure is of need not state a column.
fn may_be_unstated(measure: &Measure, column: &str) -> bool {
    let datasets = source(&measure.of).map_or(&[][..], |source| source.needs);
    let mut accounts = datasets
        .iter()
        .filter(|spec| [LEDGER.name, BUDGET.name].contains(&spec.name));
    accounts.any(|spec| {
        let found = spec.columns.iter().find(|one| one.name == column);
        found.is_none_or(|one| one.nullable)
    })
}
