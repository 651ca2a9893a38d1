//! The board: the council's pejlemærker and where their indicators stand.

mod since;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use pejl_db::target::{self as stored, StoredTarget};
use pejl_domain::area::find_area;
use pejl_domain::{Cell, Grain};
use pejl_metrics::{
    Break, Catalogue, Indicator, Kind, Observation, Query, Reading, Request, Status,
};

use crate::compute::{Computer, Figures};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::gate::Viewer;
use crate::observations::invalid;
use crate::snapshot::{AsKnown, known};
use crate::status::{Asker, Stand};
use crate::store::Store;
use crate::until::Until;
use pejl_lake::STAT_FACT;

pub use pejl_metrics::catalogue::{Pejlemaerke, Perspective, board};
pub use since::{FigureChange, Since, list_since};

/// Quarters that are looked back for the newest one that can be known.
const QUARTERS: usize = 8;
/// Years that are looked back.
const YEARS: usize = 4;

/// What is asked of the board.
#[derive(Debug, Clone, Default)]
pub struct BoardRequest {
    /// The municipality, in any spelling.
    pub municipality: String,
    /// The revision.
    pub at: AsKnown,
    /// The last period that counts.
    pub until: Until,
    /// Who asks; anybody, unless said.
    pub viewer: Viewer,
}

/// The board at a revision.
#[derive(Debug, Clone)]
pub struct Board {
    /// The revision.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// One line for each indicator of each pejlemærke, in the council's order.
    pub lines: Vec<Line>,
}

/// An indicator of a pejlemærke.
#[derive(Debug, Clone)]
pub struct Line {
    /// The perspective.
    pub perspective: &'static Perspective,
    /// Number of the pejlemærke within it.
    pub pejlemaerke: usize,
    /// Code of the indicator.
    pub indicator: String,
    /// Whether it shows the statement, or stands beside those that do.
    pub is_lead: bool,
    /// The reading shown; none where the indicator is not computed yet.
    pub reading: Option<Arc<Reading>>,
    /// The newest figure that can be known, or why there is none; none where the indicator is not computed yet.
    pub newest: Option<Observation>,
    /// The figure of the same period a year before.
    pub year_before: Option<Observation>,
    /// The newest periods up to that figure, ascending: eight quarters or four years, as far as there are. They are years also where
    /// most quarters between two figures have none.
    pub recent: Vec<Observation>,
    /// The length of the periods that it is shown by where nobody says, which those may differ from.
    pub usual_grain: Grain,
    /// Where it stands.
    pub status: Status,
    /// How it stands against its target; none without a target.
    pub stand: Option<Stand>,
}

impl Line {
    /// The change of law or accounts that keeps the figure of a year before from being held against the newest; none where they
    /// can be compared, or one of them is not told.
    ///
    /// Of the 4th quarters of 2024 and 2025 of W3.2 it is the Elderly Act.
    pub fn cut_since_year_before(&self) -> Option<&Break> {
        let told = |one: &&Observation| one.value.is_some();
        let newest = self.newest.as_ref().filter(told)?;
        let before = self.year_before.as_ref().filter(told)?;
        let (from, to) = (before.period.start(), newest.period.end());
        let mut changes = self.recent.iter().flat_map(|one| &one.breaks);
        changes.find(|one| !one.comparable && from < one.date && one.date < to)
    }

    /// The cut that the line shows, as a question names it.
    pub fn filters(&self) -> Vec<(String, Vec<String>)> {
        let is_of_accounts = self
            .reading
            .as_ref()
            .is_some_and(|one| one.is_of_accounts());
        filters(is_of_accounts)
    }
}

/// Returns the board of a municipality.
///
/// # Errors
/// The municipality is not known, there is no such revision, or the store fails.
pub fn get_board(store: &Store, request: &BoardRequest) -> Result<Board, AppError> {
    let facts = known(store, STAT_FACT.name, request.at)?;
    let definitions = definitions_at(store, facts.revision)?;
    let catalogue = &definitions.catalogue;
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let asker = Asker::new(&computer, catalogue, &request.viewer).up_to(request.until);
    let targets = store
        .db
        .with(|conn| stored::list_targets(conn, facts.revision))?;
    let mut lines = Vec::new();
    for perspective in board() {
        for (no, pejlemaerke) in perspective.pejlemaerker.iter().enumerate() {
            let lead = pejlemaerke.lead.iter().map(|code| (code, true));
            let support = pejlemaerke.support.iter().map(|code| (code, false));
            for (code, is_lead) in lead.chain(support) {
                let indicator = catalogue.find_indicator(code);
                let recent = match indicator {
                    None => Vec::new(),
                    Some(indicator) => figures(&computer, request, (catalogue, indicator))?,
                };
                let (newest, year_before) = newest(&recent);
                let (newest, year_before) = (newest.cloned(), year_before.cloned());
                let reading = indicator
                    .and_then(|indicator| indicator.find_reading(&indicator.default_reading));
                let target = reading.and_then(|one| target_of(&targets, request, one));
                let stand = match (reading, target) {
                    (Some(reading), Some(target)) => Some(asker.stand(target.clone(), reading)?),
                    _ => None,
                };
                let status = match &stand {
                    Some(stand) => stand.status,
                    None => reading.map_or(Status::NotComputable, |one| {
                        Status::without_target(one.direction)
                    }),
                };
                lines.push(Line {
                    perspective,
                    pejlemaerke: no,
                    indicator: code.clone(),
                    is_lead,
                    status,
                    stand,
                    reading: reading.cloned(),
                    usual_grain: indicator.map_or(Grain::Year, grain_of),
                    recent: until(recent, newest.as_ref()),
                    newest,
                    year_before,
                });
            }
        }
    }
    Ok(Board {
        revision: facts.revision,
        committed_at: facts.committed_at,
        lines,
    })
}

/// The target of what a line of the board shows.
fn target_of<'a>(
    targets: &'a [StoredTarget],
    request: &BoardRequest,
    reading: &Reading,
) -> Option<&'a StoredTarget> {
    let code = find_area(&request.municipality)?.code;
    let members = cut(reading.is_of_accounts());
    targets.iter().find(|one| {
        let subject = &one.set.subject;
        subject.municipality == code
            && subject.indicator == reading.indicator
            && subject.reading == reading.code
            && subject.members == members
    })
}

/// Published figures are of accounts; the board shows those of the elderly.
fn cut(is_of_accounts: bool) -> BTreeMap<String, String> {
    let of_elderly = ("function".to_owned(), "elderly".to_owned());
    is_of_accounts.then_some(of_elderly).into_iter().collect()
}

/// The same as filters of a question.
fn filters(is_of_accounts: bool) -> Vec<(String, Vec<String>)> {
    let cut = cut(is_of_accounts).into_iter();
    cut.map(|(name, member)| (name, vec![member])).collect()
}

/// The figures of the newest periods of an indicator's default reading, ascending: of the length that it is usually shown by, or of
/// years where most quarters have none, as those of what is counted once a year.
fn figures(
    computer: &Computer<'_>,
    request: &BoardRequest,
    of: (&Arc<Catalogue>, &Indicator),
) -> Result<Vec<Observation>, AppError> {
    let (_, indicator) = of;
    let usual = grain_of(indicator);
    let found = figures_by(computer, request, of, usual)?;
    if usual == Grain::Year || !indicator.grains.contains(&Grain::Year) || are_usual(&found) {
        return Ok(found);
    }
    let of_years = figures_by(computer, request, of, Grain::Year)?;
    match of_years.iter().any(|one| one.value.is_some()) {
        true => Ok(of_years),
        false => Ok(found),
    }
}

/// Whether at least half of the periods from the first with a figure to the last have one; so also where no two have.
///
/// What is withheld or not yet mature is there.
fn are_usual(found: &[Observation]) -> bool {
    let is_there = |one: &Observation| !matches!(one.cell, Cell::Missing | Cell::NotApplicable);
    let first = found.iter().position(is_there);
    let last = found.iter().rposition(is_there);
    let (Some(first), Some(last)) = (first, last) else {
        return true;
    };
    let between = found.get(first..=last).unwrap_or_default();
    let n_there = between.iter().filter(|one| is_there(one)).count();
    2 * n_there >= between.len()
}

/// The same of periods of a length.
fn figures_by(
    computer: &Computer<'_>,
    request: &BoardRequest,
    (catalogue, indicator): (&Arc<Catalogue>, &Indicator),
    grain: Grain,
) -> Result<Vec<Observation>, AppError> {
    let mut readings = indicator.readings.iter();
    if readings.any(|reading| reading.kind == Kind::Comparison) {
        // It is a figure of another indicator, in a comparison.
        return Ok(Vec::new());
    }
    let told = || {
        let asked = newest_of(computer, request, (catalogue, indicator), grain)?;
        let asker = Asker::new(computer, catalogue, &request.viewer).up_to(request.until);
        asker.ask(&asker.with_base(asked)?)
    };
    match told() {
        // Nothing is imported of what it needs.
        Err(AppError::Invalid(problems))
            if problems.iter().all(|one| one.parameter == "period") =>
        {
            Ok(Vec::new())
        }
        told => told,
    }
}

/// The question for the newest periods of an indicator that count: so many as are shown of that length.
fn newest_of(
    computer: &Computer<'_>,
    request: &BoardRequest,
    (catalogue, indicator): (&Arc<Catalogue>, &Indicator),
    grain: Grain,
) -> Result<Request, AppError> {
    let n = match grain {
        Grain::Quarter => QUARTERS,
        _ => YEARS,
    };
    let is_of_accounts = indicator.readings.iter().any(|one| one.is_of_accounts());
    let asked = Request {
        indicators: vec![indicator.code.clone()],
        municipalities: vec![request.municipality.clone()],
        periods: vec![format!("last:{n}")],
        grain: Some(grain.as_str().to_owned()),
        filters: filters(is_of_accounts),
        ..Request::default()
    };
    if request.until.is_open() {
        return Ok(asked);
    }
    let query = Query::parse(catalogue, &asked).map_err(invalid)?;
    let newest = computer.newest_period(&query)?;
    let periods = request.until.newest(newest, n);
    Ok(Request {
        periods: periods.into_iter().collect(),
        ..asked
    })
}

/// The length of the periods that an indicator is shown by where nobody says: quarters, or years where it has none.
pub fn grain_of(indicator: &Indicator) -> Grain {
    match indicator.grains.contains(&Grain::Quarter) {
        true => Grain::Quarter,
        false => Grain::Year,
    }
}

/// The newest figure of a series, ascending, that is whole and can be known, else the newest cell; and the one a year before it.
pub fn newest(found: &[Observation]) -> (Option<&Observation>, Option<&Observation>) {
    let has_value =
        |one: &&Observation| matches!(one.cell, Cell::Ok | Cell::Zero) && !is_its_own_base(one);
    let whole = found
        .iter()
        .rev()
        .find(|one| has_value(one) && !one.provisional);
    let newest = whole.or_else(|| found.iter().rev().find(has_value));
    let newest = newest.or(found.last());
    let before = newest.and_then(|newest| {
        let earlier = newest.period.year_before()?;
        found.iter().find(|one| one.period == earlier)
    });
    (newest, before)
}

/// Whether it is an index in the period that it is held against, where it is 100 whatever happened.
fn is_its_own_base(one: &Observation) -> bool {
    let base = one.members.get("base");
    base.and_then(|base| base.parse().ok()) == Some(one.period)
}

/// The figures up to the newest one; those after it cannot be known yet.
fn until(mut found: Vec<Observation>, newest: Option<&Observation>) -> Vec<Observation> {
    found.retain(|one| newest.is_none_or(|newest| one.period <= newest.period));
    found
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::testing::observation;

    /// An index of a year against 2016, known or not.
    fn index(year: &str, value: Option<f64>) -> Observation {
        Observation {
            period: year.parse().unwrap(),
            members: [("base".to_owned(), "2016".to_owned())].into(),
            value,
            cell: value.map_or(Cell::Missing, |_| Cell::Ok),
            ..observation()
        }
    }

    /// Whether quarters with these cells, from the first to the last, have figures as usual.
    #[track_caller]
    fn check_usual(cells: &str, expected: bool) {
        let cell = |letter| match letter {
            'o' => Cell::Ok,
            '0' => Cell::Zero,
            'c' => Cell::Confidential,
            'i' => Cell::Immature,
            'n' => Cell::NotApplicable,
            _ => Cell::Missing,
        };
        let found = cells.chars().map(|letter| Observation {
            cell: cell(letter),
            ..observation()
        });
        let found: Vec<Observation> = found.collect();
        assert_eq!(are_usual(&found), expected, "{cells}");
    }

    #[test]
    fn one_figure_a_year_is_not_usual_among_quarters() {
        check_usual("o---o---", false);
        check_usual("---o---o", false);
        check_usual("-0nnn0--", false);
        check_usual("oooooooo", true);
        // Half of them is enough.
        check_usual("o-o-o--o", true);
        check_usual("o--o", true);
        check_usual("o--o--o", false);
        // What comes before the first and after the last says nothing of those between.
        check_usual("-----oo-", true);
        check_usual("---o----", true);
        check_usual("--------", true);
        check_usual("", true);
        // What is withheld or immature is there.
        check_usual("occcoiii", true);
    }

    fn newest_year(found: &[Observation]) -> Option<(String, Option<f64>)> {
        let (newest, _) = newest(found);
        newest.map(|one| (one.period.to_string(), one.value))
    }

    #[test]
    fn the_newest_figure_of_an_index_is_not_the_one_it_is_held_against() {
        let base = index("2016", Some(100.0));
        let known = [base.clone(), index("2017", Some(97.0)), index("2018", None)];
        assert_eq!(newest_year(&known), Some(("2017".to_owned(), Some(97.0))));
        let unknown = [base, index("2017", None), index("2018", None)];
        assert_eq!(newest_year(&unknown), Some(("2018".to_owned(), None)));
        let otherwise = [observation(), observation()];
        assert_eq!(
            newest_year(&otherwise),
            Some(("2018".to_owned(), Some(0.1)))
        );
        assert_eq!(newest_year(&[]), None);
    }
}
