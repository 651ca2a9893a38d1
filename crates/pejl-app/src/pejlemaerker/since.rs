//! What has changed on the board since a month before.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Months, Utc};
use pejl_db::observation::newest_run;
use pejl_domain::{Cell, Grain};
use pejl_lake::STAT_FACT;
use pejl_metrics::{Observation, Reading};

use super::{Board, BoardRequest, Line, figures_by};
use crate::comments::is_same_value;
use crate::compute::{Computer, Figures};
use crate::definitions::definitions_at;
use crate::error::AppError;
use crate::gate::{Viewer, moved_by_few};
use crate::kept;
use crate::snapshot::{AsKnown, known};
use crate::store::Store;

/// What is new and what is another since a month before the revision of a board.
#[derive(Debug, Clone)]
pub struct Since {
    /// The revision whose figures were the newest that were kept then.
    pub revision: i64,
    /// When it was made.
    pub committed_at: Option<DateTime<Utc>>,
    /// The figures that changed, in the order of the board, and of an indicator the newest period first.
    pub changes: Vec<FigureChange>,
}

/// A figure of the board that changed.
#[derive(Debug, Clone)]
pub struct FigureChange {
    /// Code of the indicator.
    pub indicator: String,
    /// The reading.
    pub reading: Arc<Reading>,
    /// The figure as it was, without its value where it was withheld or not yet mature; none where there was none, and of a figure
    /// that is withheld by now.
    pub before: Option<Observation>,
    /// The figure as it is.
    pub now: Observation,
    /// The length of the periods that the indicator is shown by where nobody says, which the figure's may differ from.
    pub usual_grain: Grain,
    /// Whether the figure is defined in another way than then.
    pub is_redefined: bool,
}

impl FigureChange {
    /// Whether few persons are its difference, for whoever may not be told of few.
    fn is_of_few(&self, viewer: &Viewer, minimum_base: u32) -> bool {
        let before = self.before.as_ref();
        before.is_some_and(|before| moved_by_few(viewer, minimum_base, (before, &self.now)))
    }
}

/// Tells which figures of a board are others than a month before its revision was made, and which are new; none where no figures
/// are kept from then by the definitions that this program has.
///
/// Held against are the figures of the newest run up to that time, which are looked up and not computed again.
/// It goes by the day of the board's own revision and not by today, so that a board of an older revision tells the same for ever.
/// Compared are the periods that the board shows, as whoever asks may see them at either time; what moved by few persons is passed
/// over for whoever may not be told of few. Of an indicator that had no figure
/// at all only the newest is told.
///
/// # Errors
/// The store fails.
pub fn list_since(
    store: &Store,
    request: &BoardRequest,
    board: &Board,
) -> Result<Option<Since>, AppError> {
    let instant = board.committed_at;
    let Some(before) = instant.and_then(|at| at.checked_sub_months(Months::new(1))) else {
        return Ok(None);
    };
    let facts = known(store, STAT_FACT.name, AsKnown::At(before))?;
    let run = store.db.with(|conn| newest_run(conn, facts.revision))?;
    let Some(run) = run else {
        return Ok(None);
    };
    let facts = known(store, STAT_FACT.name, AsKnown::Revision(run.revision))?;
    let definitions = definitions_at(store, facts.revision)?;
    // Figures that are not kept would all be computed again, for every page.
    if kept::run_at(store, facts.revision, &definitions)?.is_none() {
        return Ok(None);
    }
    let computer = Computer::new(store, &facts, &definitions, Figures::Kept);
    let mut changes = Vec::new();
    let mut seen = BTreeSet::new();
    for line in &board.lines {
        let Some(reading) = line
            .reading
            .as_ref()
            .filter(|_| seen.insert(&line.indicator))
        else {
            continue;
        };
        let catalogue = &definitions.catalogue;
        let (then, least) = match catalogue.find_indicator(&line.indicator) {
            Some(indicator) => {
                // By the periods that are shown now, whichever the board showed then.
                let grain = line.recent.first().map(|one| one.period.grain());
                let grain = grain.unwrap_or(line.usual_grain);
                let then = figures_by(&computer, request, (catalogue, indicator), grain)?;
                (then, indicator.minimum_base)
            }
            None => (Vec::new(), 0),
        };
        let found = changed(line, reading, &then).into_iter();
        changes.extend(found.filter(|one| !one.is_of_few(&request.viewer, least)));
    }
    Ok(Some(Since {
        revision: facts.revision,
        committed_at: facts.committed_at,
        changes,
    }))
}

/// What changed of an indicator, the newest period first.
fn changed(line: &Line, reading: &Arc<Reading>, then: &[Observation]) -> Vec<FigureChange> {
    let had_figures = then.iter().any(|one| one.value.is_some());
    let changes = line.recent.iter().rev().filter_map(|now| {
        let before = then.iter().find(|one| one.period == now.period);
        // An index with another base is another number of the same.
        if before.is_some_and(|one| one.members.get("base") != now.members.get("base")) {
            return None;
        }
        let told = before.filter(|one| one.value.is_some());
        if is_same_value(told.and_then(|one| one.value), now.value) {
            return None;
        }
        // One that was withheld, or not yet mature, is not a new one when it is told.
        let before = before.filter(|one| one.cell != Cell::Missing);
        let before = before.filter(|_| now.cell != Cell::Confidential);
        Some(FigureChange {
            indicator: line.indicator.clone(),
            reading: Arc::clone(reading),
            usual_grain: line.usual_grain,
            is_redefined: before
                .is_some_and(|one| one.definition_version != now.definition_version),
            before: before.cloned(),
            now: now.clone(),
        })
    });
    match had_figures {
        true => changes.collect(),
        false => changes.take(1).collect(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use chrono::TimeDelta;
    use pejl_db::testing::TestDatabase;
    use pejl_domain::Unit;
    use pejl_metrics::catalogue::board;
    use pejl_metrics::{Status, catalogue};

    use super::*;
    use crate::kept::keep_up;
    use crate::pejlemaerker::get_board;
    use crate::store::Clock;
    use crate::test_place::{COURSES, Place, cpr};
    use crate::testing::observation;

    fn cell(period: &str, value: Option<f64>) -> Observation {
        Observation {
            indicator: "O3.1".to_owned(),
            period: period.parse().unwrap(),
            grain: Grain::Quarter,
            members: [("reading".to_owned(), "median_days".to_owned())].into(),
            value,
            unit: Unit::Days,
            cell: value.map_or(Cell::Missing, |_| Cell::Ok),
            ..observation()
        }
    }

    fn line(recent: Vec<Observation>) -> Line {
        Line {
            perspective: board().first().unwrap(),
            pejlemaerke: 0,
            indicator: "O3.1".to_owned(),
            is_lead: true,
            reading: catalogue().find_reading("O3.1").cloned(),
            newest: recent.last().cloned(),
            year_before: None,
            recent,
            usual_grain: Grain::Quarter,
            status: Status::NoTarget,
            stand: None,
        }
    }

    /// Period, figure then and figure now of what changed.
    fn told(
        now: Vec<Observation>,
        then: &[Observation],
    ) -> Vec<(String, Option<f64>, Option<f64>)> {
        let line = line(now);
        let reading = line.reading.clone().unwrap();
        let changes = changed(&line, &reading, then).into_iter();
        let told = |one: FigureChange| {
            let before = one.before.and_then(|one| one.value);
            (one.now.period.to_string(), before, one.now.value)
        };
        changes.map(told).collect()
    }

    #[test]
    fn what_is_new_and_what_is_another_is_told_the_newest_first() {
        let then = [cell("2018-Q1", Some(80.0)), cell("2018-Q2", Some(70.0))];
        let now = vec![
            cell("2018-Q1", Some(80.0)),
            cell("2018-Q2", Some(71.0)),
            cell("2018-Q3", Some(60.0)),
        ];
        let expected = [
            ("2018-Q3".to_owned(), None, Some(60.0)),
            ("2018-Q2".to_owned(), Some(70.0), Some(71.0)),
        ];
        assert_eq!(told(now, &then), expected);
    }

    #[test]
    fn of_an_indicator_without_any_figure_the_newest_alone_is_told() {
        let now = vec![cell("2018-Q1", Some(80.0)), cell("2018-Q2", Some(71.0))];
        let expected = [("2018-Q2".to_owned(), None, Some(71.0))];
        assert_eq!(told(now, &[cell("2018-Q1", None)]), expected);
    }

    /// The cells that a figure told now is held against, where it had none and that cell.
    #[track_caller]
    fn check_before(then: Cell, expected: &[Option<Cell>]) {
        let untold = Observation {
            cell: then,
            ..cell("2018-Q2", None)
        };
        let then = [cell("2018-Q1", Some(80.0)), untold];
        let line = line(vec![
            cell("2018-Q1", Some(80.0)),
            cell("2018-Q2", Some(70.0)),
        ]);
        let reading = line.reading.clone().unwrap();
        let changes = changed(&line, &reading, &then);
        let before: Vec<Option<Cell>> = changes
            .iter()
            .map(|one| one.before.as_ref().map(|before| before.cell))
            .collect();
        assert_eq!(before, expected);
    }

    #[test]
    fn what_was_withheld_or_immature_and_is_told_now_is_no_new_figure() {
        check_before(Cell::Confidential, &[Some(Cell::Confidential)]);
        check_before(Cell::Immature, &[Some(Cell::Immature)]);
        check_before(Cell::Missing, &[None]);
    }

    #[test]
    fn what_is_withheld_by_now_is_not_told_as_it_was() {
        let withheld = Observation {
            cell: Cell::Confidential,
            ..cell("2018-Q2", None)
        };
        let then = [cell("2018-Q1", Some(80.0)), cell("2018-Q2", Some(70.0))];
        let now = vec![cell("2018-Q1", Some(80.0)), withheld];
        assert_eq!(told(now, &then), [("2018-Q2".to_owned(), None, None)]);
    }

    /// Courses of eight citizens that ended in a month of 2018, so many days after the middle of the first month.
    fn courses(month: u32, day: u32) -> String {
        let row = |n: u32| {
            let (id, cpr) = (100 * month + n, cpr(n as usize));
            format!(
                "F{id};{cpr};rehabilitering;SEL-83a;2018-01-15;;2018-{month:02}-{day:02};self_reliant\n"
            )
        };
        (1..=8).map(row).collect()
    }

    #[test]
    fn a_board_is_held_against_what_was_in_force_a_month_before_its_own_revision() {
        let database = TestDatabase::sqlite();
        let mut place = Place::on(&database);
        let later = |days| Clock::of(move || Utc::now() + TimeDelta::days(days));
        let first = format!("{COURSES}{}", courses(2, 10));
        place.import_of("course", "766", &first, Some("2018-01..2018-03"));
        let request = BoardRequest {
            municipality: "766".to_owned(),
            ..BoardRequest::default()
        };
        let board = get_board(&place.store, &request).unwrap();
        let since = list_since(&place.store, &request, &board).unwrap();
        assert!(since.is_none(), "{since:?}");
        keep_up(&place.store, "test").unwrap();
        place.store.clock = later(40);
        let second = format!("{COURSES}{}{}", courses(2, 20), courses(5, 10));
        place.import_of("course", "766", &second, Some("2018-01..2018-06"));
        let board = get_board(&place.store, &request).unwrap();
        let since = list_since(&place.store, &request, &board).unwrap().unwrap();
        assert!(since.revision < board.revision);
        let of = |one: &&FigureChange| one.indicator == "O3.1";
        let told = since.changes.iter().filter(of).map(|one| {
            let before = one.before.as_ref().and_then(|one| one.value);
            (one.now.period.to_string(), before, one.now.value)
        });
        let expected = [
            ("2018-Q2".to_owned(), None, Some(115.0)),
            ("2018-Q1".to_owned(), Some(26.0), Some(36.0)),
        ];
        assert_eq!(told.collect::<Vec<_>>(), expected);
        // However much later it is asked, a board of a revision tells the same.
        place.store.clock = later(400);
        let pinned = BoardRequest {
            at: AsKnown::Revision(board.revision),
            ..request
        };
        let again = list_since(&place.store, &pinned, &board).unwrap().unwrap();
        assert_eq!(again.revision, since.revision);
        assert_eq!(again.changes.len(), since.changes.len());
    }

    #[test]
    fn nothing_changed_is_nothing() {
        let same = vec![cell("2018-Q1", Some(80.0)), cell("2018-Q2", None)];
        assert_eq!(told(same.clone(), &same), []);
    }
}
